// Files dropped anywhere on the frame land in its file field.
for (const frame of document.querySelectorAll("[data-drop]")) {
  const field = frame.querySelector('input[type="file"]');
  frame.querySelector("[data-drop-note]").hidden = false;
  for (const name of ["dragenter", "dragover"]) {
    frame.addEventListener(name, (event) => {
      event.preventDefault();
      frame.dataset.over = "";
    });
  }
  for (const name of ["dragleave", "drop"]) frame.addEventListener(name, () => delete frame.dataset.over);
  frame.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
