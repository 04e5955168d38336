// Keys of one piece of evidence: a accepts, r opens the return, j and k go to the neighbours.
const typing = (element) =>
  element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.closest("dialog[open]");

function openReturn() {
  const details = document.querySelector("[data-return]");
  if (!details) return;
  details.open = true;
  const first = details.querySelector("input[type=radio]:checked, input[type=radio], textarea");
  first?.focus();
  details.scrollIntoView({ block: "nearest" });
}

const actions = {
  a: () => document.querySelector("[data-accept]:not(:disabled)")?.click(),
  r: openReturn,
  j: () => document.querySelector('a[rel="next"]')?.click(),
  k: () => document.querySelector('a[rel="prev"]')?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || typing(event.target)) return;
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

const more = document.querySelector("[data-more-keys]");
const known = document.querySelector("[data-keys] .keys");
if (more && known) known.prepend(more.content.cloneNode(true));
