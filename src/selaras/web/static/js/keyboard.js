// The keys of the house. Never while typing, never with Ctrl, Alt or Meta.
const typing = (element) =>
  element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.closest("dialog[open]");

const rows = () => [...document.querySelectorAll("[data-rows] tbody tr")].filter((row) => row.offsetParent && row.querySelector("a"));

function walk(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => "active" in row.dataset);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
  for (const row of all) delete row.dataset.active;
  all[next].dataset.active = "";
  all[next].querySelector("a").focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
}

const follow = (selector) => document.querySelector(selector)?.click();

const actions = {
  "/": () => {
    const own = document.querySelector("[data-search]");
    if (own) own.focus();
    else follow("[data-palette-open]");
  },
  j: () => walk(1),
  k: () => walk(-1),
  "[": () => follow('a[rel="prev"]'),
  "]": () => follow('a[rel="next"]'),
  e: () => {
    const row = document.activeElement.closest("tr") ?? document.querySelector("tr[data-active]");
    const own = row?.querySelector("[data-edit-row]");
    if (own) own.click();
    else follow("[data-edit]");
  },
  "?": () => document.querySelector("[data-keys]")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

for (const button of document.querySelectorAll("[data-keys-open]")) {
  button.hidden = false;
  button.addEventListener("click", actions["?"]);
}
