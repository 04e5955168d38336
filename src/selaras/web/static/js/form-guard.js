// Forms: one submission per click, and with data-guard a warning before typed text is left behind.
let leavingByForm = false;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.target) return;
  if (form.method !== "post") return;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  leavingByForm = true;
  for (const button of form.querySelectorAll('button[type="submit"], button:not([type])')) {
    button.setAttribute("aria-busy", "true");
  }
});

// Coming back by the browser's history: the page is as it was, so the form may be sent again.
window.addEventListener("pageshow", () => {
  leavingByForm = false;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll('[aria-busy="true"]')) button.removeAttribute("aria-busy");
  }
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && "guard" in form.dataset) form.dataset.dirty = "";
});

window.addEventListener("beforeunload", (event) => {
  if (!leavingByForm && document.querySelector("form[data-dirty]")) event.preventDefault();
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (!form) return;
  delete form.dataset.sent;
  for (const button of form.querySelectorAll('[aria-busy="true"]')) button.removeAttribute("aria-busy");
  if (event.detail.successful) delete form.dataset.dirty;
});
