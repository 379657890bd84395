// Deciding on proposals by keyboard: one card is current, its words are in sight, and a key presses its buttons.
// Every key does what a button or link of the page does; without JavaScript those are there all the same.

import { register, switchedOn } from "./shortcuts.js";

const cards = [...document.querySelectorAll("[data-proposal]")];
const text = document.querySelector("[data-page-text]");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

let current = null;

function marksOf(card) {
  return [...(text?.querySelectorAll("mark[data-of]") ?? [])].filter((mark) =>
    mark.dataset.of.split(" ").includes(card.dataset.proposal),
  );
}

// Only the text's own frame is moved: the page stays where the person is.
function showWords(card) {
  const marks = marksOf(card);
  for (const mark of text?.querySelectorAll(".held--current") ?? []) mark.classList.remove("held--current");
  for (const mark of marks) mark.classList.add("held--current");
  if (!marks.length) return;
  const frame = text.getBoundingClientRect();
  const words = marks[0].getBoundingClientRect();
  const top = text.scrollTop + words.top - frame.top - frame.height / 4;
  text.scrollTo({ top, behavior: calm.matches ? "auto" : "smooth" });
}

function choose(card, { focus = false } = {}) {
  if (!card) return;
  current?.removeAttribute("aria-current");
  current = card;
  card.setAttribute("aria-current", "true");
  showWords(card);
  if (focus) {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest", behavior: "auto" });
  }
}

function move(step) {
  const place = cards.indexOf(current);
  choose(cards[Math.min(Math.max(place + step, 0), cards.length - 1)], { focus: true });
}

function pressable(key) {
  return current?.querySelector(`[data-key="${key}"]`) ?? document.querySelector(`main [data-key="${key}"]:not(.proposal *)`);
}

function press(key) {
  const found = pressable(key);
  if (!found) return false;
  if (found.tagName === "SELECT") found.focus();
  else if (found.form) found.form.requestSubmit(found);
  else found.click();
  return true;
}

// A key that is held down acts once: it must not decide on the next page's proposal too.
function key(name, words, act) {
  register(name, words, (event) => event.repeat || act(), { group: "Proposals" });
}

if (cards.length) {
  key("j", "Next proposal", () => move(1));
  key("k", "Proposal before", () => move(-1));
  key("a", "Accept the current one", () => press("a"));
  key("d", "Drop it", () => press("d"));
  key("e", "Edit its words and labels (Enter on it, too)", () => press("e"));
  key("s", "Split it", () => press("s"));
  key("m", "Join it with the next", () => press("m"));
  key("v", "Attach evidence to what it became", () => press("v"));
  key("c", "Choose the record that it continues", () => press("c"));
  key("x", "Accept all of the same words", () => press("x"));
  key("u", "Undo the last act", () => press("u"));
}
key("n", "Add one by hand", () => press("n"));
key("t", "Read in the page’s text", () => text?.focus());
key("/", "The same", () => text?.focus());

for (const card of cards) {
  card.addEventListener("focusin", () => card !== current && choose(card));
  // Enter belongs to what has the focus; only a card itself has no use of its own for it.
  card.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === card && !event.repeat && switchedOn()) press("e");
  });
}

const named = cards.find((card) => `#${card.id}` === location.hash);
choose(named ?? cards.find((card) => card.dataset.state === "open") ?? cards[0], { focus: Boolean(named) });
