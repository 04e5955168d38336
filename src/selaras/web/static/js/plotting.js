// The plotting screen: ticking rows by click, range, aspect or the x key; the bar says how many and what is chosen.
const form = document.querySelector("form[data-plotting]");
const bar = form?.querySelector("[data-bulk]");

if (bar) {
  const ticks = [...form.querySelectorAll("[data-tick]")];
  const groups = [...form.querySelectorAll("[data-tick-group]")];
  const count = bar.querySelector("[data-tick-count]");
  const label = count.textContent;
  const nothing = new Map([...bar.querySelectorAll("[data-pick-text]")].map((text) => [text, text.textContent]));
  let last = null;

  const refresh = () => {
    const chosen = ticks.filter((tick) => tick.checked).length;
    count.textContent = `${label}: ${chosen}`;
    bar.toggleAttribute("data-on", chosen > 0);
    for (const group of groups) {
      const own = ticks.filter((tick) => tick.dataset.tick === group.dataset.tickGroup);
      const on = own.filter((tick) => tick.checked).length;
      group.checked = on === own.length;
      group.indeterminate = on > 0 && on < own.length;
    }
    for (const [text, empty] of nothing) {
      const names = [...bar.querySelectorAll(`input[name="${text.dataset.pickText}"]:checked`)].map((box) => box.dataset.name);
      text.textContent = names.join(", ") || empty;
    }
  };

  for (const group of groups) {
    group.hidden = false;
    group.addEventListener("change", () => {
      for (const tick of ticks) if (tick.dataset.tick === group.dataset.tickGroup) tick.checked = group.checked;
    });
  }
  for (const hint of bar.querySelectorAll("[data-script-only]")) hint.hidden = false;

  form.addEventListener("click", (event) => {
    const tick = event.target.closest("[data-tick]");
    if (!tick) return;
    if (event.shiftKey && last) {
      const [from, to] = [ticks.indexOf(last), ticks.indexOf(tick)].sort((one, other) => one - other);
      for (const between of ticks.slice(from, to + 1)) between.checked = tick.checked;
    }
    last = tick;
  });
  form.addEventListener("change", refresh);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^(TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.matches("input:not([type=checkbox])")) return;
    const tick = form.querySelector("tr[data-active] [data-tick]");
    if (!tick) return;
    event.preventDefault();
    tick.click();
  });
  window.addEventListener("pageshow", refresh);
  refresh();
}
