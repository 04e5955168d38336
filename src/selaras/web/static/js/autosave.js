// Forms marked data-autosave save themselves: two seconds after the last key, on leaving a field, and before the page goes.
// What was typed stays in this browser until the server has acknowledged it. Two people who write at once are shown both versions.
const PAUSE = 2000;
const RETRY = [3000, 8000, 20000, 60000];
const FIELDS = "textarea[name], input[type=radio][name=claim], input[type=text][name=claim]";

const form = document.querySelector("form[data-autosave]");
if (form) start(form);

function start(form) {
  const key = form.dataset.key;
  const status = document.querySelector("[data-save-status]");
  const signin = document.querySelector("[data-save-signin]");
  const tried = document.querySelector("[data-tried]");
  const names = [...new Set([...form.querySelectorAll(FIELDS)].map((field) => field.name))];
  let version = form.elements.version.value;
  let base = read();
  let timer = 0;
  let busy = false;
  let failures = 0;
  let contested = false;
  let leaving = false;

  function read() {
    const values = {};
    for (const name of names) values[name] = form.elements[name].value ?? "";
    return values;
  }

  function write(values) {
    for (const name of names) if (name in values) form.elements[name].value = values[name];
  }

  const same = (one, other) => one.replace(/\r\n/g, "\n").trimEnd() === other.replace(/\r\n/g, "\n").trimEnd();
  const changed = () => names.filter((name) => !same(read()[name], base[name]));

  function say(word, more = "") {
    status.textContent = [status.dataset[word], more].filter(Boolean).join(" ");
    status.dataset.tone = word;
    signin.hidden = word !== "expired";
  }

  function keep() {
    try {
      const now = read();
      if (changed().length) localStorage.setItem(key, JSON.stringify({ version, base, values: now }));
      else localStorage.removeItem(key);
    } catch {
      // A browser without storage, or a full one: the text is still on the page.
    }
  }

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  function soon(delay = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  async function save({ last = false } = {}) {
    clearTimeout(timer);
    const mine = changed();
    if (busy || contested || !mine.length) return;
    busy = true;
    const sending = read();
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("version", version);
    for (const name of mine) data.set(name, sending[name]);
    say("saving");
    try {
      const answer = await fetch(location.pathname, {
        method: "POST",
        body: data,
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        redirect: "manual",
        keepalive: last,
      });
      await settle(answer, sending, mine);
    } catch {
      again("offline");
    }
    busy = false;
    if (!contested && !failures && changed().length) soon();
  }

  async function settle(answer, sending, mine) {
    if (answer.type === "opaqueredirect") return lapsed();
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.ok && isJson) return acknowledged(await answer.json(), sending, mine);
    if (answer.status === 409 && isJson) return conflict(await answer.json());
    if (answer.status === 422 && isJson) return refused(await answer.json());
    if (answer.status === 403 && isJson) return say("closed");
    // A new sign-in has changed the form's token: fetch it and go on.
    if (answer.status === 403) return (await renewed()) ? again("waiting", 0) : lapsed();
    if (answer.status === 404) return say("closed");
    return again("offline");
  }

  function acknowledged(said, sending, mine) {
    failures = 0;
    version = String(said.version);
    form.elements.version.value = version;
    for (const name of mine) base[name] = sending[name];
    if (tried && mine.includes("claim")) show(said.effect);
    clear();
    keep();
    if (changed().length) say("waiting");
    else say("saved", said.saved);
  }

  function show(effect) {
    tried.hidden = !effect || effect === "–";
    tried.querySelector("[data-tried-effect]").textContent = effect || "";
  }

  function again(word, wait) {
    say(word);
    keep();
    const delay = wait ?? RETRY[Math.min(failures, RETRY.length - 1)];
    failures += 1;
    soon(delay);
  }

  function lapsed() {
    say("expired");
    keep();
    failures += 1;
    soon(RETRY[1]);
  }

  async function renewed() {
    const page = await fetch(location.href, { redirect: "manual" });
    if (!page.ok || page.type === "opaqueredirect") return false;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    const token = fresh.querySelector("form[data-autosave] input[name=csrfmiddlewaretoken]")?.value;
    if (!token || failures > 6) return false;
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
    return true;
  }

  function refused(said) {
    clear();
    for (const [name, text] of Object.entries(said.faults)) {
      const field = [].concat(form.elements[name] || [])[0];
      const place = (field?.length ? field[0] : field)?.closest?.(".field");
      if (!place) {
        say("refused", text);
        continue;
      }
      place.classList.add("field-invalid");
      const note = document.createElement("div");
      note.className = "field-error";
      note.dataset.fromServer = "";
      note.textContent = text;
      place.querySelector("textarea, input, .claim-levels").before(note);
      say("refused");
    }
    keep();
  }

  function clear() {
    for (const note of form.querySelectorAll("[data-from-server]")) {
      note.closest(".field").classList.remove("field-invalid");
      note.remove();
    }
  }

  function conflict(said) {
    const now = read();
    const clash = names.filter((name) => !same(now[name], base[name]) && !same(said.theirs[name], base[name]) && !same(now[name], said.theirs[name]));
    if (!clash.length) {
      // Both changed different parts: take theirs where I wrote nothing, and save mine on top.
      for (const name of names) if (same(now[name], base[name])) now[name] = said.theirs[name];
      write(now);
      base = Object.fromEntries(names.map((name) => [name, said.theirs[name]]));
      version = String(said.version);
      form.elements.version.value = version;
      soon(0);
      return;
    }
    contested = true;
    keep();
    say("conflict");
    const place = document.querySelector("[data-conflict-place]");
    place.querySelector("[data-conflict-panel]")?.remove();
    place.insertAdjacentHTML("afterbegin", said.html);
    const panel = place.querySelector("[data-conflict-panel]");
    panel.scrollIntoView({ block: "start" });
    panel.focus({ preventScroll: true });
    for (const button of document.querySelectorAll('button[form="jawaban"], #jawaban button')) button.disabled = true;
    panel.querySelector("form").addEventListener("submit", () => {
      leaving = true;
      try {
        localStorage.setItem(key, JSON.stringify({ version, base, values: now, merging: String(said.version) }));
      } catch {
        // Without storage the form itself carries both versions.
      }
    });
  }

  function restore() {
    const draft = kept();
    if (!draft) return;
    const merged = draft.merging && Number(version) > Number(draft.merging);
    const lost = names.filter((name) => name in draft.values && !same(draft.values[name], draft.base[name]));
    if (merged || !lost.length || lost.every((name) => same(draft.values[name], base[name]))) {
      localStorage.removeItem(key);
      return;
    }
    write(Object.fromEntries(lost.map((name) => [name, draft.values[name]])));
    if (draft.version !== version) {
      // The server decides whether this is a conflict: it is told the version the text was written on.
      version = draft.version;
      base = { ...base, ...Object.fromEntries(Object.entries(draft.base).filter(([name]) => names.includes(name))) };
    }
    say("restored");
    soon(500);
  }

  form.addEventListener("input", () => {
    failures = 0;
    keep();
    say("waiting");
    soon();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "claim" && event.target.dataset.effect && tried) show(event.target.dataset.effect);
    keep();
    soon(300);
  });
  form.addEventListener("focusout", () => soon(200));
  form.addEventListener("submit", (event) => {
    // The page before must not answer twice: the whole form goes to the server with the version it knows.
    clearTimeout(timer);
    leaving = true;
    form.elements.version.value = version;
    if (contested) event.preventDefault();
    keep();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && !leaving) save({ last: true });
    else if (failures) soon(0);
  });
  for (const name of ["online", "focus"]) {
    window.addEventListener(name, () => {
      if (changed().length && failures) soon(0);
    });
  }
  restore();
}
