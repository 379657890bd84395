// Selected words of a wording become the passage of a form, or of the links that lead to one.
// Offsets count code points, as the server does, and not UTF-16 units.

const codePoints = (text) => Array.from(text).length;

function selectedPassage() {
  const selection = document.getSelection();
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0).cloneRange();
  const words = closestWords(range.startContainer) || closestWords(range.endContainer);
  if (!words) return null;
  clip(range, words);
  const before = document.createRange();
  before.selectNodeContents(words);
  before.setEnd(range.startContainer, range.startOffset);
  const quoted = range.toString();
  const trimmed = quoted.trim();
  if (!trimmed) return null;
  const lead = quoted.length - quoted.trimStart().length;
  const start = codePoints(before.toString() + quoted.slice(0, lead));
  return {
    capture_id: words.dataset.capture,
    side: words.dataset.side,
    start,
    end: start + codePoints(trimmed),
    words: trimmed,
  };
}

// A triple click selects into the next element: keep what lies in these words.
function clip(range, words) {
  const whole = document.createRange();
  whole.selectNodeContents(words);
  if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) range.setStart(whole.startContainer, whole.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) range.setEnd(whole.endContainer, whole.endOffset);
}

function closestWords(node) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  return element ? element.closest("[data-words]") : null;
}

function fillForm(form, passage) {
  for (const [name, value] of Object.entries(passage)) {
    const field = form.elements.namedItem(name);
    if (field) field.value = String(value);
  }
  const other = form.querySelector("input[name=place][value=words]");
  if (other) other.checked = true;
}

function fillLinks(attach, passage) {
  const { words, ...place } = passage;
  const query = new URLSearchParams(Object.entries(place).map(([name, value]) => [name, String(value)]));
  for (const link of attach.querySelectorAll("[data-link]")) {
    link.href = `${attach.dataset[link.dataset.link]}?${query}`;
  }
  attach.querySelector("[data-selected]").textContent = `Selected: “${words}”`;
}

const form = document.querySelector("[data-passage-form]");
const attach = document.querySelector("[data-attach]");

document.addEventListener("selectionchange", () => {
  const passage = selectedPassage();
  if (!passage) return;
  if (form && form.elements.namedItem("words")) fillForm(form, passage);
  if (attach) fillLinks(attach, passage);
});
