// The table of options: the arrows walk a column, one tick chooses the page, the bar counts.
const form = document.querySelector("form[data-options]");

if (form) {
  const all = form.querySelector("[data-tick-all]");
  const count = form.querySelector("[data-tick-count]");
  const ticks = [...form.querySelectorAll("[data-tick]")];

  const tell = () => {
    const chosen = ticks.filter((tick) => tick.checked).length;
    if (count) count.textContent = chosen ? ` (${chosen})` : "";
    if (all) {
      all.checked = chosen > 0 && chosen === ticks.length;
      all.indeterminate = chosen > 0 && chosen < ticks.length;
    }
  };

  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const tick of ticks) tick.checked = all.checked;
      tell();
    });
  }
  form.addEventListener("change", tell);
  tell();

  form.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const column = event.target.dataset?.column;
    // A list of choices and the units' suggestions need the arrows themselves.
    if (!step || !column || event.altKey || event.target.matches("select") || column === "unit") return;
    const fields = [...form.querySelectorAll(`[data-column="${column}"]`)];
    const next = fields[fields.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select?.();
  });
}
