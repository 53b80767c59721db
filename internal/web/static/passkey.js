// The ceremonies of a passkey: the only acts of the application that need a script (ADR: decision 17).
// Everything it says to the reader stands in the page, in their language.
const box = document.querySelector("[data-passkey]");
const button = box.querySelector("button");
const alert = box.querySelector("[role=alert]");
const words = alert.textContent;

const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (b) => b && btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function post(to, body) {
  const r = await fetch(to, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const answer = await r.json();
  if (!r.ok) throw new Error(answer.said);
  return answer;
}

function decode(o) {
  o.challenge = bytes(o.challenge);
  if (o.user) o.user.id = bytes(o.user.id);
  for (const c of o.allowCredentials || o.excludeCredentials || []) c.id = bytes(c.id);
  return o;
}

function encode(c) {
  const r = {};
  for (const k of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) if (c.response[k]) r[k] = text(c.response[k]);
  return { id: c.id, rawId: text(c.rawId), type: c.type, clientExtensionResults: c.getClientExtensionResults(), response: r };
}

button.addEventListener("click", async () => {
  button.disabled = true;
  alert.hidden = true;
  try {
    const code = box.querySelector("#code");
    const start = await post(box.dataset.start, code ? { code: code.value } : {});
    const options = { publicKey: decode(start.options.publicKey) };
    const made = box.dataset.passkey === "create" ? await navigator.credentials.create(options) : await navigator.credentials.get(options);
    const done = await post(box.dataset.finish, { id: start.id, code: code ? code.value : undefined, answer: encode(made), next: box.dataset.next });
    if (box.dataset.passkey === "prove") box.submit();
    else location.assign(done.to);
  } catch (e) {
    alert.textContent = e instanceof DOMException || !e.message ? words : e.message;
    alert.hidden = false;
    button.disabled = false;
  }
});
