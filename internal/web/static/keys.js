// The keys of the pages. Everything here is also a link or a button, so that nothing is lost without it.
// Always: Ctrl Enter presses the first button of the form one types in, but for forms that send a decision or a letter;
// Shift three times leaves a partner's page. Single keys work only for who has turned them on, and never where one types:
// each is drawn on what it presses, and what is drawn is what is pressed. Escape leaves a field, so that they work again.
const root = document.documentElement;
const single = root.hasAttribute("data-keys");
if (single) root.classList.add("keys");

const typing = (el) => el.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const final = (el) => el.closest("form[data-final]");
let shifts = 0, shifted = 0, prefix = 0;

function leave(e) {
  if (e.key !== "Shift" || e.ctrlKey || e.altKey || e.metaKey) return (shifts = 0);
  shifts = e.timeStamp - shifted < 1500 ? shifts + 1 : 1;
  shifted = e.timeStamp;
  const exit = document.querySelector("a.exit");
  if (shifts === 3 && exit) location.replace(exit.href);
}

function save(e) {
  const form = e.target.closest("form");
  const button = form && !final(form) && form.querySelector("button.btn-1");
  if (!button) return;
  e.preventDefault();
  form.requestSubmit(button);
}

// row goes to the link of the next row of the page's lists; step 0 ticks the row's box.
function row(step) {
  const links = [...document.querySelectorAll("main tbody tr")].map((r) => r.querySelector("a[href]")).filter(Boolean);
  const here = document.activeElement.closest("tr");
  if (!step) return here && here.querySelector("input[type=checkbox]") && here.querySelector("input[type=checkbox]").click();
  const at = links.findIndex((a) => a.closest("tr") === here);
  const to = links[at < 0 ? 0 : at + step];
  if (to) to.focus();
}

function press(key, e) {
  const kbd = [...document.querySelectorAll("kbd[aria-hidden]")].find((k) => k.textContent === key);
  const el = kbd && kbd.closest("a, button, form");
  if (!el || final(el)) return;
  e.preventDefault();
  if (el.matches("form")) el.querySelector("input[type=search]").focus();
  else el.click();
}

document.addEventListener("keydown", (e) => {
  if (e.isComposing || e.repeat || !(e.target instanceof Element)) return;
  leave(e);
  if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) return save(e);
  if (single && e.key === "Escape" && typing(e.target)) return e.target.blur();
  if (!single || e.ctrlKey || e.altKey || e.metaKey || e.key.length > 1 || typing(e.target)) return;
  const key = e.key.toLowerCase();
  const after = prefix > 0 && e.timeStamp - prefix < 1500;
  prefix = key === "g" && !after ? e.timeStamp : 0;
  if (prefix) return;
  if (after) return press("g " + key, e);
  if (key === "j") row(1);
  else if (key === "k") row(-1);
  else if (key === "x") row(0);
  else press(key, e);
});
