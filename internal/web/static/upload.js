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

// ask sends a request until there is an answer, whole: a cut line and a server that is restarting are waited for. With
// once it is told instead (null), and the caller finds out how far the server came. An ended session waits for the
// reader, who signs in beside this page. A line that has fallen silent counts as cut.
async function ask(row, to, options, once) {
  for (let tries = 0; ; tries++) {
    let r = null;
    try {
      const got = await fetch(to, { redirect: "error", signal: AbortSignal.timeout(180000), ...options });
      r = { status: got.status, ok: got.ok, head: got.headers, text: await got.text() };
    } catch { /* cut */ }
    if (r && r.status < 500 && r.status !== 401 && r.status !== 423 && r.status !== 429) return r;
    if (r && r.status === 401) {
      await signedIn(row);
      continue;
    }
    row.say(words.waiting);
    await pause(Math.min(15, 1 + tries));
    if (once) return null;
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

// refusal is what a refusing answer says in the reader's words, if it does.
const refusal = (r) => new Refused(r.head.get("Content-Type")?.startsWith("text/plain") && !r.text.startsWith("ERR_") && r.text || words.gone);

// send is told where to go on by the sum of the file: the same one goes on where it stopped, also after days; what only
// has its name and size does not. Where there is no sum (http without s) it starts from its beginning.
async function send(file, row, answers) {
  const bytes = await file.arrayBuffer().catch(() => { throw new Refused(words.gone); });
  const sum = crypto.subtle ? [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((b) => b.toString(16).padStart(2, "0")).join("") : "";
  let r = await ask(row, at, { method: "POST", headers: { ...tus, "Upload-Length": file.size,
    "Upload-Metadata": `filename ${text(file.name)},filetype ${text(file.type)},sha256 ${text(sum)},form ${text(answers)}` } });
  if (r.status !== 201) throw refusal(r);
  const to = new URL(r.head.get("Location"), location).pathname;
  let offset = Number(r.head.get("Upload-Offset"));
  let told = 0;
  while (offset < file.size) {
    row.bar.value = offset;
    row.say(fill(words.progress, { held: mb(offset), size: mb(file.size) }));
    const quarter = Math.floor(offset / file.size * 4);
    if (quarter > told) live.textContent = fill(words.spoken, { name: file.name, percent: Math.round(offset / file.size * 100) });
    told = Math.max(told, quarter);
    r = await ask(row, to, { method: "PATCH", headers: { ...tus, "Content-Type": "application/offset+octet-stream", "Upload-Offset": offset }, body: bytes.slice(offset, offset + part) }, true);
    if (r && r.status === 204) {
      offset = Number(r.head.get("Upload-Offset"));
      continue;
    }
    if (r && r.status !== 409 && r.status !== 400) throw refusal(r);
    const h = await ask(row, to, { method: "HEAD", headers: tus });
    if (!h.ok) throw new Refused(words.gone);
    offset = Number(h.head.get("Upload-Offset"));
  }
  row.bar.value = file.size;
  row.say(words.checking);
  r = await ask(row, to, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ go: "finish" }) });
  if (!r.ok) throw new Refused(r.head.get("Content-Type") === "application/json" && JSON.parse(r.text).said || words.gone);
  row.say(words.kept);
}

// kept are the files of this page that are documents already: pressing the button again does not add them twice.
const kept = new WeakSet();

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
  const wrong = [];
  try {
    for (const [i, file] of files.entries()) {
      if (kept.has(file)) {
        rows[i].bar.value = file.size;
        rows[i].say(words.kept);
        continue;
      }
      live.textContent = fill(words.nth, { n: i + 1, of: files.length });
      try {
        await send(file, rows[i], answers);
        kept.add(file);
      } catch (x) {
        if (!(x instanceof Refused)) throw x;
        wrong.push(file.name + ": " + x.message);
        rows[i].wrong(x.message);
      }
    }
  } finally {
    removeEventListener("beforeunload", stay);
    e.submitter.disabled = false;
  }
  if (wrong.length) live.textContent = wrong.join(" ");
  else location.assign(form.dataset.done);
});
