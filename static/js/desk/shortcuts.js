// Keyboard shortcuts of the desk: a small registry, the list under "?", and a switch to turn single keys off.
//
// In a template:  <a href="…" data-keys="g q" data-keys-words="Go to the queue">   a link is followed, a button is
//                 pressed, a field gets the focus; data-keys-group="Proposals" is the heading in the list.
// In a module:    import { register } from "./shortcuts.js";
//                 register("j", "Next proposal", next, { group: "Proposals" });
//
// Keys are one key ("j", "?", "Enter"), two in a row ("g q"), or "mod+Enter" (Ctrl, and ⌘ on a Mac).
// Single keys and sequences do nothing while somebody types; "mod+…" works there too. In a dialog none works.
// Import this by its relative address alone: a second address would be a second registry.

const SWITCH = "rejoinder-shortcuts";
const PATIENCE_MS = 1500;
const shortcuts = [];
let begun = "";
let forget = 0;

export function register(keys, words, act, { group = "On this page" } = {}) {
  shortcuts.push({ keys, words, act, group });
}

export function switchedOn() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

function switchTo(on) {
  try {
    if (on) localStorage.removeItem(SWITCH);
    else localStorage.setItem(SWITCH, "off");
  } catch {
    // A browser that keeps nothing keeps the shortcuts.
  }
}

function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file])");
}

function pressedKeys(event) {
  const modified = event.ctrlKey || event.metaKey;
  if (event.altKey) return null;
  return modified ? `mod+${event.key}` : event.key;
}

function find(keys) {
  // The newest wins, so that a page's own shortcut stands before a general one.
  return shortcuts.findLast((one) => one.keys === keys);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const pressed = pressedKeys(event);
  if (pressed === null || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
  const plain = !pressed.startsWith("mod+");
  if (document.querySelector("dialog[open]")) return;
  if (plain ? !switchedOn() || isTyping(event.target) : event.target.closest?.("a[href]")) return;
  const keys = begun && plain ? `${begun} ${pressed}` : pressed;
  clearTimeout(forget);
  begun = "";
  const found = find(keys);
  if (found) {
    event.preventDefault();
    found.act(event);
  } else if (plain && shortcuts.some((one) => one.keys.startsWith(`${pressed} `))) {
    begun = pressed;
    forget = setTimeout(() => (begun = ""), PATIENCE_MS);
  }
});

// What templates name.

function use(element) {
  if (element.matches("a, button, summary")) {
    element.focus();
    element.click();
  } else {
    element.focus();
  }
}

for (const element of document.querySelectorAll("[data-keys]")) {
  const words = element.dataset.keysWords || element.textContent.trim();
  register(element.dataset.keys, words, () => use(element), { group: element.dataset.keysGroup });
}

// Saving: the form that one types in, else the page's own.

function save() {
  const form = document.activeElement?.closest("form[method=post]") || document.querySelector("main form[data-save]");
  const button = form?.querySelector("button[type=submit]");
  if (button) form.requestSubmit(button);
}

if (document.querySelector("main form[data-save]")) {
  register("s", "Save", save);
  register("mod+Enter", "Save, while you type", save);
}

// The list.

const dialog = document.querySelector("dialog[data-shortcuts]");

function keyMarks(keys) {
  const marks = document.createElement("span");
  keys.split(" ").forEach((key, index) => {
    if (index) marks.append(" then ");
    key.split("+").forEach((part, place) => {
      const mark = document.createElement("kbd");
      mark.textContent = part === "mod" ? "Ctrl" : part;
      if (place) marks.append(" + ");
      marks.append(mark);
    });
  });
  return marks;
}

function fill(list) {
  list.replaceChildren();
  for (const group of new Set(shortcuts.map((one) => one.group))) {
    const heading = document.createElement("h3");
    heading.textContent = group;
    const rows = document.createElement("dl");
    for (const one of shortcuts.filter((each) => each.group === group && find(each.keys) === each)) {
      const row = document.createElement("div");
      const keys = document.createElement("dt");
      const words = document.createElement("dd");
      keys.append(keyMarks(one.keys));
      words.textContent = one.words;
      row.append(keys, words);
      rows.append(row);
    }
    list.append(heading, rows);
  }
}

function show() {
  fill(dialog.querySelector("[data-shortcuts-list]"));
  dialog.querySelector("[data-shortcuts-switch]").checked = switchedOn();
  dialog.showModal();
}

if (dialog) {
  register("?", "Show this list", show, { group: "Everywhere" });
  dialog.querySelector("[data-shortcuts-switch]").addEventListener("change", (event) => switchTo(event.target.checked));
  for (const button of document.querySelectorAll("[data-shortcuts-open]")) {
    button.addEventListener("click", show);
    button.closest("[hidden]")?.removeAttribute("hidden");
  }
}
