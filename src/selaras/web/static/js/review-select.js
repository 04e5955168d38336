// Lists with data-select: one box ticks all, x ticks the row in focus, and the number ticked is said.
for (const form of document.querySelectorAll("form[data-select]")) {
  const boxes = [...form.querySelectorAll('tbody input[type="checkbox"]')];
  const frame = form.querySelector("[data-select-all]");
  const all = frame?.querySelector("input");
  const count = form.querySelector("[data-select-count]");
  if (!all || !boxes.length) continue;
  frame.hidden = false;

  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    if (count) count.textContent = ticked ? `${ticked} ${count.dataset.some}` : count.dataset.none;
  };

  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  form.addEventListener("change", tell);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const box = form.querySelector('tr[data-active] input[type="checkbox"]');
    if (!box) return;
    event.preventDefault();
    box.checked = !box.checked;
    tell();
  });
  tell();
}
