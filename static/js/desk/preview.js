// "Preview" shows a note as readers will see it, without leaving the form. Without JavaScript the button posts the form.

for (const button of document.querySelectorAll("button[data-preview]")) {
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const field = document.getElementById(button.dataset.preview);
    const place = document.getElementById(`${field.id}-preview`);
    const body = new URLSearchParams({ text: field.value, csrf_token: field.form.elements.csrf_token.value });
    try {
      const answer = await fetch(button.dataset.address, { method: "POST", body });
      if (!answer.ok || answer.redirected) throw new Error("not shown");
      const shown = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...shown.body.childNodes);
    } catch {
      place.textContent = "The preview can’t be shown now. Your text is still here.";
    }
    place.hidden = false;
  });
}
