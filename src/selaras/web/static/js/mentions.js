// In fields marked data-mentions="address", an "@" opens the list of people who may read the comment.
for (const field of document.querySelectorAll("[data-mentions]")) start(field);

function start(field) {
  const list = document.createElement("ul");
  list.className = "mention-list";
  list.id = `${field.id}-orang`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-autocomplete", "list");
  const known = new Map();
  let at = 0;

  const audience = () => field.form.elements.audience?.value || "";

  async function people() {
    const wanted = audience();
    if (!known.has(wanted)) {
      const answer = await fetch(`${field.dataset.mentions}?pembaca=${encodeURIComponent(wanted)}`, { headers: { Accept: "application/json" } });
      known.set(wanted, answer.ok ? (await answer.json()).people : []);
    }
    return known.get(wanted);
  }

  const begun = () => /(?:^|\s)@([^@\n]{0,60})$/.exec(field.value.slice(0, field.selectionStart));

  function hide() {
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  }

  function mark() {
    [...list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
    if (list.children[at]) field.setAttribute("aria-activedescendant", list.children[at].id);
  }

  function take(name) {
    const start = field.selectionStart - begun()[1].length;
    field.setRangeText(`${name} `, start, field.selectionStart, "end");
    hide();
    field.focus();
  }

  async function look() {
    if (!begun()) return hide();
    const all = await people();
    const typed = begun()?.[1].toLowerCase();
    if (typed === undefined) return hide();
    const fitting = all.filter((one) => one.name.toLowerCase().includes(typed)).slice(0, 8);
    list.replaceChildren(
      ...fitting.map((one, index) => {
        const row = document.createElement("li");
        row.id = `${list.id}-${index}`;
        row.setAttribute("role", "option");
        row.textContent = one.name;
        if (one.note) row.append(Object.assign(document.createElement("span"), { className: "muted small", textContent: ` ${one.note}` }));
        row.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(one.name);
        });
        return row;
      }),
    );
    list.hidden = !fitting.length;
    at = 0;
    mark();
  }

  field.addEventListener("input", look);
  field.addEventListener("blur", hide);
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "Escape") hide();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") at = (at + (event.key === "ArrowDown" ? 1 : -1) + list.children.length) % list.children.length;
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[at].firstChild.textContent);
    else return;
    event.preventDefault();
    mark();
  });
}
