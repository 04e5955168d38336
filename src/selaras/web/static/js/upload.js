// Files chosen in a form with data-upload are sent at once, piece by piece: two files at a time, each
// with its own progress and its own sentence. A broken line costs one piece; after a reload the same
// file, chosen again, goes on where it stopped. Without this script the form sends the files itself.
const LARGEST_PIECE = 1024 * 1024;
const SMALLEST_PIECE = 64 * 1024;
const AT_ONCE = 2;
const PATIENCE = 120_000; // milliseconds for one piece
const TRIES = 9; // about four minutes of waiting, then the person decides
const REMEMBERED = "selaras-unggahan:";

class Broken extends Error {} // the line: try again
class SignedOut extends Error {} // the session: the person signs in elsewhere, then goes on
class Gone extends Error {} // the server does not know the upload any more
class Refused extends Error {
  // The server's sentence, and where the same content stands already.
  constructor(said) {
    super(said.pesan);
    this.address = said.alamat;
    this.document = said.dokumen;
  }
}

const pause = (milliseconds) =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener("online", done);
  });

async function ask(address, options, token) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PATIENCE);
  let answer;
  try {
    answer = await fetch(address, {
      ...options,
      headers: { ...options.headers, "X-CSRFToken": token, Accept: "application/json" },
      redirect: "manual",
      signal: control.signal,
    });
  } catch {
    throw new Broken();
  } finally {
    clearTimeout(timer);
  }
  if (answer.type === "opaqueredirect" || answer.status === 403) throw new SignedOut();
  if (answer.status === 404) throw new Gone();
  if (answer.status >= 500 || answer.status === 429) throw new Broken();
  let said;
  try {
    said = await answer.json();
  } catch {
    throw new Broken();
  }
  if (answer.status === 409) return said;
  if (!answer.ok) throw new Refused(said);
  return said;
}

const memory = {
  // Storage may be switched off: then a reload starts the file anew.
  get: (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set: (name, value) => {
    try {
      localStorage.setItem(name, value);
    } catch {
      /* the upload goes on without it */
    }
  },
  drop: (name) => {
    try {
      localStorage.removeItem(name);
    } catch {
      /* nothing was kept */
    }
  },
};

function sizeText(bytes) {
  const units = ["bita", "KB", "MB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: unit ? 1 : 0 })} ${units[unit]}`;
}

class Sending {
  constructor(form, field, file) {
    this.form = form;
    this.file = file;
    this.words = form.dataset;
    this.row = document.querySelector("[data-upload-row]").content.firstElementChild.cloneNode(true);
    this.bar = this.row.querySelector("progress");
    this.said = this.row.querySelector("[data-said]");
    this.resume = this.row.querySelector("[data-resume]");
    this.cancel = this.row.querySelector("[data-cancel]");
    this.open = this.row.querySelector("[data-open]");
    this.row.querySelector("[data-name]").textContent = file.name;
    this.row.querySelector("[data-size]").textContent = sizeText(file.size);
    this.bar.setAttribute("aria-label", file.name);
    this.resume.addEventListener("click", () => this.again());
    this.cancel.addEventListener("click", () => this.stop());
    this.fields = new FormData(form);
    this.fields.delete(field);
    const mark = ["pemilik", "ganti"].map((name) => this.fields.get(name) ?? "").join("|");
    this.name = `${REMEMBERED}${form.dataset.person}|${mark}|${file.name}|${file.size}|${file.lastModified}`;
    this.piece = LARGEST_PIECE;
    this.show("menunggu");
  }

  // From the cookie, because signing in again in another tab gives a new one.
  get token() {
    const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
    return cookie ? cookie.slice("csrftoken=".length) : this.form.elements.csrfmiddlewaretoken.value;
  }

  get busy() {
    return ["menunggu", "mengunggah", "terputus", "memeriksa"].includes(this.state);
  }

  show(state, sentence = "") {
    this.state = state;
    this.row.dataset.state = state;
    this.said.textContent = sentence || this.words[`say${state[0].toUpperCase()}${state.slice(1)}`] || "";
    this.resume.hidden = state !== "berhenti";
    this.cancel.hidden = !(this.busy || state === "berhenti") || state === "memeriksa";
    this.bar.parentElement.hidden = ["selesai", "ditolak", "batal"].includes(state);
    this.form.dispatchEvent(new CustomEvent("upload-changed"));
  }

  progress(received) {
    this.received = received;
    this.bar.value = this.file.size ? received / this.file.size : 0;
    const percent = this.file.size ? Math.floor((100 * received) / this.file.size) : 0;
    this.show("mengunggah", `${percent}\u00a0%`);
  }

  // Until the file is in, refused or given up.
  async run() {
    if (this.state === "batal") return;
    for (let tries = 0; this.state !== "batal"; tries += 1) {
      try {
        await this.begin();
        await this.pieces(() => (tries = 0));
        if (this.state === "batal") return;
        await this.finish();
        return;
      } catch (error) {
        if (this.state === "batal") return;
        if (error instanceof Refused) return this.refused(error);
        if (error instanceof SignedOut) return this.show("berhenti", this.words.sayKeluar);
        if (error instanceof Gone && this.address) this.forget();
        else if (!(error instanceof Broken)) return this.show("berhenti", this.words.sayBerkas);
        if (tries >= TRIES) return this.show("berhenti", this.words.sayBerhenti);
        this.piece = Math.max(SMALLEST_PIECE, this.piece / 2);
        this.show("terputus");
        await pause(Math.min(30_000, 500 * 2 ** tries));
      }
    }
  }

  async begin() {
    const kept = this.address || memory.get(this.name);
    if (kept) {
      try {
        const said = await ask(kept, { method: "GET" }, this.token);
        this.address = kept;
        if (this.state === "batal") return;
        if (said.keadaan === "menerima") return this.progress(said.diterima);
        // The server was done; only its answer got lost.
        if (said.keadaan === "selesai") return this.progress(this.file.size);
      } catch (error) {
        if (!(error instanceof Gone)) throw error;
      }
      this.forget();
    }
    const fields = new FormData();
    for (const [name, value] of this.fields) fields.append(name, value);
    fields.append("nama", this.file.name);
    fields.append("ukuran", this.file.size);
    const said = await ask(this.form.dataset.upload, { method: "POST", body: fields }, this.token);
    this.address = said.alamat;
    if (this.state === "batal") return this.stop();
    memory.set(this.name, said.alamat);
    this.progress(said.diterima);
  }

  async pieces(arrived) {
    while (this.received < this.file.size && this.state !== "batal") {
      const end = Math.min(this.file.size, this.received + this.piece);
      const body = await this.file.slice(this.received, end).arrayBuffer();
      const headers = { "Content-Type": "application/octet-stream", "Upload-Offset": this.received };
      const said = await ask(this.address, { method: "POST", body, headers }, this.token);
      if (this.state === "batal") return;
      if (said.diterima > this.received) {
        arrived();
        this.piece = Math.min(LARGEST_PIECE, this.piece * 2);
      }
      this.progress(said.diterima);
    }
  }

  async finish() {
    this.show("memeriksa");
    const said = await ask(`${this.address}selesai/`, { method: "POST", body: this.fields }, this.token);
    if (!said.alamat) throw new Broken(); // some of it is missing after all
    memory.drop(this.name);
    this.open.href = said.alamat;
    this.open.hidden = false;
    this.document = said.dokumen;
    this.show("selesai", said.pesan);
    if (this.form.dataset.uploadThen === "go") location.assign(said.alamat);
  }

  forget() {
    memory.drop(this.name);
    this.address = "";
  }

  refused(error) {
    this.forget();
    this.document = error.document; // the same content stands there already: that one will do
    this.show("ditolak", error.message);
    if (!error.address) return;
    this.open.textContent = this.words.sayAda;
    this.open.href = error.address;
    this.open.hidden = false;
  }

  again() {
    this.show("menunggu");
    this.run();
  }

  async stop() {
    const address = this.address;
    this.forget();
    this.show("batal");
    try {
      if (address) await ask(`${address}batal/`, { method: "POST" }, this.token);
    } catch {
      // What is left behind is tidied up by the server in time.
    }
  }
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  const field = form.querySelector('input[type="file"]');
  const list = document.querySelector("[data-upload-list]");
  const total = document.querySelector("[data-upload-total]");
  // One file that takes the place of another is sent when the form is; many are sent as they come.
  const alone = form.dataset.uploadThen === "go";
  const waiting = [];
  const all = [];
  const back = document.querySelector("[data-upload-back]");
  let running = 0;

  const next = () => {
    while (running < AT_ONCE && waiting.length) {
      running += 1;
      waiting
        .shift()
        .run()
        .finally(() => {
          running -= 1;
          next();
        });
    }
  };

  const take = () => {
    for (const file of field.files) {
      const twin = all.find(
        (one) => one.file.name === file.name && one.file.size === file.size && one.state !== "batal" && one.state !== "ditolak",
      );
      if (twin) {
        if (twin.state === "berhenti") twin.again();
        continue;
      }
      const sending = new Sending(form, field.name, file);
      all.push(sending);
      waiting.push(sending);
      list.append(sending.row);
    }
    field.value = "";
    list.closest("[hidden]")?.removeAttribute("hidden");
    next();
  };

  // To the page that wants the documents: at once when all are in, by its button when one is not.
  const lead = (busy) => {
    const there = all.filter((one) => one.document);
    for (const old of back.querySelectorAll('[name="dokumen"]')) old.remove();
    for (const one of there) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = "dokumen";
      input.value = one.document;
      back.append(input);
    }
    back.hidden = busy || !there.length;
    if (!back.hidden && all.every((one) => one.document || one.state === "batal")) back.submit();
  };

  for (const part of form.querySelectorAll("[data-without-script]")) part.hidden = true;
  for (const part of form.querySelectorAll("[data-with-script]")) part.hidden = false;
  field.removeAttribute("required");
  if (!alone) field.addEventListener("change", take);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!field.files.length) field.click();
    else if (form.reportValidity()) take();
  });
  form.addEventListener("upload-changed", () => {
    const done = all.filter((one) => one.state === "selesai").length;
    const refused = all.filter((one) => one.state === "ditolak").length;
    const counted = all.filter((one) => one.state !== "batal").length;
    total.textContent = total.dataset.say
      .replace("{selesai}", done)
      .replace("{semua}", counted)
      .replace("{ditolak}", refused);
    const busy = all.some((one) => one.busy);
    total.closest("[data-upload-panel]").dataset.busy = busy ? "1" : "";
    if (back) lead(busy);
  });
  window.addEventListener("beforeunload", (event) => {
    if (all.some((one) => one.busy)) event.preventDefault();
  });
}
