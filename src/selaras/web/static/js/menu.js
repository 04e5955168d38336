// Menus and the drawer work by themselves; this closes them on Escape and on a click elsewhere.
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  if (location.hash === "#menu") closeDrawer();
});

function closeDrawer() {
  // Going back would leave the page when it was opened at "#menu"; replacing never does.
  location.replace("#");
  history.replaceState(history.state, "", location.pathname + location.search);
  document.querySelector("[data-drawer-open]")?.focus();
}

for (const link of document.querySelectorAll("[data-drawer-close]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    closeDrawer();
  });
}

document.querySelector("[data-drawer-open]")?.addEventListener("click", () => {
  requestAnimationFrame(() => document.querySelector("#menu a")?.focus());
});
