// Switches light and dark at once; the form alone does the same with a page load.
for (const form of document.querySelectorAll("[data-theme-form]")) {
  form.addEventListener("submit", (event) => {
    const theme = event.submitter?.value;
    if (theme === undefined) return;
    event.preventDefault();
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    for (const button of form.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === theme));
    }
    const data = new FormData(form);
    data.set("theme", theme);
    fetch(form.action, { method: "POST", body: data, redirect: "manual" });
  });
}
