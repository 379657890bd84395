// Words selected in the page's text go to the field that was last used, with their place: no retyping.

const form = document.querySelector("[data-choose-words]");
const text = document.querySelector("[data-page-text]");
const words = text?.querySelector("pre");
const NEAR = { claim: "near", rebuttal: "near_rebuttal", text: "near" };
const targets = Object.keys(NEAR)
  .map((name) => form?.elements.namedItem(name))
  .filter(Boolean);

let target = targets.find((field) => !field.value) ?? targets[0];

function selected() {
  const selection = document.getSelection();
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!words.contains(range.startContainer) || !words.contains(range.endContainer)) return null;
  const quoted = range.toString();
  if (!quoted.trim()) return null;
  const before = document.createRange();
  before.selectNodeContents(words);
  before.setEnd(range.startContainer, range.startOffset);
  return { quoted: quoted.trim(), start: Array.from(before.toString()).length };
}

function take() {
  const found = selected();
  if (!found || !target) return;
  target.value = found.quoted;
  const near = form.elements.namedItem(NEAR[target.name]);
  if (near) near.value = String(found.start + Number(form.dataset.partStart ?? 0));
  const next = targets[targets.indexOf(target) + 1];
  if (next && !next.value) target = next;
}

if (form && words && targets.length) {
  document.querySelector("[data-choose-hint]")?.removeAttribute("hidden");
  for (const field of targets) field.addEventListener("focus", () => (target = field));
  words.addEventListener("mouseup", take);
  text.addEventListener("keyup", (event) => event.shiftKey && take());
}
