// A timeline that is wider than its box opens on today.
const show = (root) => {
  for (const box of root.querySelectorAll("[data-timeline]")) {
    const line = box.querySelector(".timeline-axis .timeline-today");
    if (!line || box.scrollWidth <= box.clientWidth) continue;
    const label = box.querySelector("th").getBoundingClientRect().width;
    const middle = label + (box.clientWidth - label) / 2;
    box.scrollLeft += line.getBoundingClientRect().left - box.getBoundingClientRect().left - middle;
  }
};

show(document);
document.addEventListener("htmx:load", (event) => show(event.target));
