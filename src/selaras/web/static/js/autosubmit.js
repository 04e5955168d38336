// Filter forms marked data-autosubmit act on every choice; their button, of class without-script, is for pages without script.
document.documentElement.classList.add("has-script");

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form && event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) form.requestSubmit();
});
