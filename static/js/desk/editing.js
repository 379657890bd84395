// Tells the server that somebody has a form open, and tells them who else has. A notice only; it locks nothing.

const BEAT_MS = 60_000;
const form = document.querySelector("main form[data-save][data-editing]");
const notice = document.querySelector("[data-editors]");

function body(more = {}) {
  return new URLSearchParams({ csrf_token: form.elements.csrf_token.value, ...more });
}

async function beat() {
  if (document.hidden) return;
  try {
    const answer = await fetch(form.dataset.editing, { method: "POST", body: body() });
    if (!answer.ok || answer.redirected) return;
    const words = await answer.text();
    if (!notice || notice.textContent.trim() === words) return;
    notice.textContent = words;
    notice.hidden = !words;
  } catch {
    // Nobody is told; the form works all the same.
  }
}

if (form) {
  beat();
  setInterval(beat, BEAT_MS);
  document.addEventListener("visibilitychange", beat);
  window.addEventListener("pagehide", () => navigator.sendBeacon(form.dataset.editing, body({ left: "yes" })));
}
