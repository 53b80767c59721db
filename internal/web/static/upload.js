// Files go in parts of 256 KB (tus 1.0) and go on where a cut line left them. Without this module the form sends them
// whole. Every word that a reader sees stands in the page, in their language; nothing of a file is kept in the browser.
const form = document.querySelector("form[data-parts]");
const list = form.querySelector("[data-sending]");
const live = form.querySelector("[data-live]");
const words = list.dataset;
const at = form.dataset.parts;
const input = form.querySelector("input[type=file]");
const part = 256 * 1024;
const tus = { "Tus-Resumable": "1.0.0" };

const pause = (s) => new Promise((go) => { setTimeout(go, s * 1000); addEventListener("online", go, { once: true }); });
const text = (s) => btoa(String.fromCharCode(...new TextEncoder().encode(s)));
class Refused extends Error {}

// ask sends a request until there is an answer: a cut line and a server that is restarting are waited for. An ended
// session waits for the reader, who signs in beside this page.
async function ask(row, to, options) {
  for (let tries = 0; ; tries++) {
    let r;
    try { r = await fetch(to, { redirect: "error", ...options }); } catch { r = null; }
    if (r && r.status < 500 && r.status !== 401 && r.status !== 423 && r.status !== 429) return r;
    if (r && r.status === 401) {
      await signedIn(row);
      continue;
    }
    if (options.method === "PATCH" && (!r || r.status >= 500)) { // how much of the part came is asked first
      row.say(words.waiting);
      await pause(Math.min(15, 1 + tries));
      return null;
    }
    row.say(words.waiting);
    await pause(Math.min(15, 1 + tries));
  }
}

function signedIn(row) {
  return new Promise((go) => {
    row.say(words.session);
    live.textContent = words.session;
    const door = document.createElement("a");
    Object.assign(door, { href: words.door, target: "_blank", rel: "noopener", className: "btn", textContent: words.signin });
    const on = document.createElement("button");
    Object.assign(on, { type: "button", className: "btn btn-1", textContent: words.goon });
    on.addEventListener("click", () => { door.remove(); on.remove(); go(); });
    row.li.append(door, on);
  });
}

function line(file) {
  const li = document.createElement("li");
  const name = document.createElement("span");
  const bar = document.createElement("progress");
  const status = document.createElement("span");
  name.textContent = file.name;
  name.dir = "auto";
  bar.max = file.size;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  status.className = "small";
  li.append(name, bar, status);
  list.append(li);
  list.hidden = false;
  return { li, bar, say: (s) => { status.textContent = s; }, wrong: (s) => { status.textContent = s; status.className = "err"; bar.remove(); } };
}

const mb = (n) => (n / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const fill = (s, a) => s.replace(/\{(\w+)\}/g, (_, k) => a[k]);

async function send(file, row, open, answers) {
  let to, offset = 0;
  const old = open.find((u) => u.name === file.name && u.size === file.size);
  if (old) {
    open.splice(open.indexOf(old), 1);
    [to, offset] = [at + "/" + old.id, old.held];
  } else {
    const r = await ask(row, at, { method: "POST", headers: { ...tus, "Upload-Length": file.size,
      "Upload-Metadata": `filename ${text(file.name)},filetype ${text(file.type)},form ${text(answers)}` } });
    if (r.status !== 201) throw new Refused(await r.text());
    to = new URL(r.headers.get("Location"), location).pathname;
  }
  let told = 0;
  while (offset < file.size) {
    row.bar.value = offset;
    row.say(fill(words.progress, { held: mb(offset), size: mb(file.size) }));
    const tenth = Math.floor(offset / file.size * 4);
    if (tenth > told) live.textContent = fill(words.spoken, { name: file.name, percent: Math.round(offset / file.size * 100) });
    told = Math.max(told, tenth);
    const r = await ask(row, to, { method: "PATCH", headers: { ...tus, "Content-Type": "application/offset+octet-stream", "Upload-Offset": offset }, body: file.slice(offset, offset + part) });
    if (r && r.status === 204) {
      offset = Number(r.headers.get("Upload-Offset"));
      continue;
    }
    if (r && r.status !== 409 && r.status !== 400) throw new Refused(await r.text() || words.gone);
    const h = await ask(row, to, { method: "HEAD", headers: tus });
    if (!h.ok) throw new Refused(words.gone);
    offset = Number(h.headers.get("Upload-Offset"));
  }
  row.bar.value = file.size;
  row.say(words.checking);
  const r = await ask(row, to, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ go: "finish" }) });
  const answer = await r.json();
  if (!r.ok) throw new Refused(answer.said);
  row.say(words.kept);
}

form.addEventListener("submit", async (e) => {
  if (e.submitter?.value !== "add" || !input.files.length) return;
  e.preventDefault();
  const files = [...input.files];
  const answers = new URLSearchParams([...new FormData(form)].filter(([, v]) => typeof v === "string")).toString();
  e.submitter.disabled = true;
  const stay = (x) => x.preventDefault();
  addEventListener("beforeunload", stay);
  list.replaceChildren();
  const rows = files.map(line);
  let wrong = 0;
  try {
    const open = await (await ask(rows[0], at, { headers: { Accept: "application/json" } })).json();
    for (const [i, file] of files.entries()) {
      live.textContent = fill(words.nth, { n: i + 1, of: files.length });
      try {
        await send(file, rows[i], open, answers);
      } catch (x) {
        if (!(x instanceof Refused)) throw x;
        wrong++;
        rows[i].wrong(x.message || words.gone);
        live.textContent = file.name + ": " + (x.message || words.gone);
      }
    }
  } finally {
    removeEventListener("beforeunload", stay);
    e.submitter.disabled = false;
  }
  if (!wrong) location.assign(form.dataset.done);
});
