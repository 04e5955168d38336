// The palette: Ctrl K, "/" or the search link. It asks the search page for its list and walks it by arrow keys.
const palette = document.querySelector("[data-palette]");
const field = palette?.querySelector("input");

function openPalette() {
  if (!palette || palette.open) return;
  palette.showModal();
  field.select();
  if (!palette.querySelector(".result")) window.htmx?.trigger(field, "palette-open");
}

const results = () => [...palette.querySelectorAll("a.result")];

function mark(result) {
  for (const other of results()) delete other.dataset.active;
  if (!result) return;
  result.dataset.active = "";
  result.scrollIntoView({ block: "nearest" });
}

if (palette) {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-palette-open]") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    openPalette();
  });

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
    }
  });

  palette.addEventListener("keydown", (event) => {
    const all = results();
    const at = all.findIndex((result) => "active" in result.dataset);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(all[(at + step + all.length) % all.length]);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      all[at].click();
    } else if (event.key === "Escape") {
      // A search field would first clear itself.
      event.preventDefault();
      palette.close();
    }
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (palette.contains(event.target)) mark(results()[0]);
  });
}
