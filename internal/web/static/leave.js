// A draft is saved by leaving its page too. Without this script the buttons save, as they do with it.
// Nothing is signed or agreed to by leaving: such a box is left out, and forms that sign are not sent at all.
const form = ["cover", "person", "section", "safety", "record"].map((id) => document.querySelector(`main form[id="${id}"]`)).find(Boolean);
let changed = false;
let sent = false;
form?.addEventListener("input", () => { changed = true; });
document.addEventListener("submit", () => { sent = true; });
addEventListener("pagehide", () => {
  if (!form || !changed || sent) return;
  const body = new URLSearchParams(new FormData(form));
  body.delete("agreed");
  body.set("go", "stay");
  navigator.sendBeacon(form.action, body);
  sent = true;
});
// A page that comes back from the browser's memory was made from an older version: it is loaded again.
addEventListener("pageshow", (e) => { if (e.persisted && changed) location.reload(); });
