// The grid of a plan: ticking rows by click, range or the x key; Enter saves and Escape leaves a row being edited; coming back to a row picks it up.
const bar = document.querySelector("[data-bulk]");
const ticks = () => [...document.querySelectorAll("[data-tick]")];

if (bar) {
  const count = bar.querySelector("[data-tick-count]");
  const all = bar.querySelector("[data-tick-all]");
  const label = count.textContent;
  let last = null;

  const refresh = () => {
    const chosen = ticks().filter((tick) => tick.checked).length;
    count.textContent = `${label}: ${chosen}`;
    bar.toggleAttribute("data-on", chosen > 0);
    all.checked = chosen > 0 && chosen === ticks().length;
    all.indeterminate = chosen > 0 && chosen < ticks().length;
  };

  for (const hint of bar.querySelectorAll("[data-script-only]")) hint.hidden = false;
  all.addEventListener("change", () => {
    for (const tick of ticks()) tick.checked = all.checked;
    refresh();
  });
  document.addEventListener("click", (event) => {
    const tick = event.target.closest("[data-tick]");
    if (!tick) return;
    if (event.shiftKey && last?.isConnected) {
      const every = ticks();
      const [from, to] = [every.indexOf(last), every.indexOf(tick)].sort((one, other) => one - other);
      for (const between of every.slice(from, to + 1)) between.checked = tick.checked;
    }
    last = tick;
    refresh();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^(TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.matches("input:not([type=checkbox])")) return;
    const tick = document.querySelector("tr[data-active] [data-tick]");
    if (!tick) return;
    event.preventDefault();
    tick.click();
  });
  document.addEventListener("htmx:afterSettle", refresh);
  window.addEventListener("pageshow", refresh);
  refresh();
}

// A title is one line, so Enter saves it as in a spreadsheet; Ctrl+Enter saves from any field.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest("[data-row-form]");
  if (!form) return;
  if (event.key === "Escape") form.querySelector("[data-row-cancel]")?.click();
  if (event.key !== "Enter" || event.isComposing) return;
  if (!event.ctrlKey && event.target.name !== "title") return;
  event.preventDefault();
  form.requestSubmit();
});

// An opened row is typed in at once; a closed one is where j and k go on from.
document.addEventListener("htmx:afterSettle", (event) => {
  const row = document.getElementById(event.detail.elt?.id ?? "");
  if (!row?.matches("tr")) return;
  const field = row.querySelector("[data-row-form] textarea");
  if (field) field.focus();
  else pick(row);
});

function pick(row) {
  for (const other of document.querySelectorAll("tr[data-active]")) delete other.dataset.active;
  row.dataset.active = "";
  row.querySelector("a")?.focus({ preventScroll: true });
}

const returned = document.getElementById(location.hash.slice(1));
if (returned?.matches("tr.plan-row")) pick(returned);
