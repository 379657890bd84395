// Selected words of a page go along with the link that reports an error, with what stands beside them.

const LONGEST = 600;
const BESIDE = 32;
const link = document.querySelector("[data-report]");
const told = document.querySelector("[data-report-words]");

// What stands within the selection's own quotation or paragraph, before and after it.
function beside(range) {
  const start = range.startContainer;
  const element = start.nodeType === Node.ELEMENT_NODE ? start : start.parentElement;
  const block = element.closest("blockquote, p, li, td, pre") || document.body;
  const before = document.createRange();
  before.selectNodeContents(block);
  before.setEnd(range.startContainer, range.startOffset);
  const after = document.createRange();
  after.selectNodeContents(block);
  if (!block.contains(range.endContainer)) return [before.toString().slice(-BESIDE), ""];
  after.setStart(range.endContainer, range.endOffset);
  return [before.toString().slice(-BESIDE), after.toString().slice(0, BESIDE)];
}

function carry() {
  const selection = document.getSelection();
  if (!selection || selection.rangeCount === 0) return;
  const words = selection.toString().trim();
  if (!words || words.length > LONGEST) return;
  const [before, after] = beside(selection.getRangeAt(0));
  const address = new URL(link.href);
  for (const [name, value] of Object.entries({ words, before, after })) address.searchParams.set(name, value);
  link.href = address.href;
  told.textContent = `${told.dataset.reportWords} “${words.length > 80 ? `${words.slice(0, 80)}…` : words}”`;
}

if (link) document.addEventListener("selectionchange", carry);
