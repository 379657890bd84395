// What every desk page does: a form is sent once however often its button is pressed, errors get the focus,
// shortcuts work, unsaved text is kept, notes can be previewed, and others see who is editing.

import "./editing.js";
import "./keep.js";
import "./preview.js";
import "./shortcuts.js";

for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}

// Back from the next page, the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// On a conflict page, what one writes in the field is what one wants to keep.
for (const clash of document.querySelectorAll("[data-clash]")) {
  clash.addEventListener("input", (event) => {
    if (event.target.name.startsWith("take-")) return;
    clash.querySelector("input[name^=take-][value=written]").checked = true;
  });
}

document.querySelector(".error-summary")?.focus();
