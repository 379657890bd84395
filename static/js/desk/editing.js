// Tells the server that somebody has a form open, and tells them who else has. A notice only; it locks nothing.
// Who does nothing for three minutes is not told of any more, and these posts do not keep their session alive.

const BEAT_MS = 60_000;
const IDLE_MS = 3 * BEAT_MS;
let active = Date.now();
const form = document.querySelector("main form[data-save][data-editing]");
const notice = document.querySelector("[data-editors]");

function body(more = {}) {
  return new URLSearchParams({ csrf_token: form.elements.csrf_token.value, ...more });
}

async function beat() {
  if (document.hidden || Date.now() - active > IDLE_MS) return;
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
  for (const kind of ["input", "keydown", "pointerdown", "scroll"]) {
    window.addEventListener(kind, () => (active = Date.now()), { passive: true });
  }
  beat();
  setInterval(beat, BEAT_MS);
  document.addEventListener("visibilitychange", beat);
  window.addEventListener("pagehide", () => navigator.sendBeacon(form.dataset.editing, body({ left: "yes" })));
}
