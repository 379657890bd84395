// "Select all shown" ticks every row of its list, without a new page.

for (const form of document.querySelectorAll("form[data-many]")) {
  const all = form.querySelector("[data-all]");
  const rows = form.querySelectorAll("input[name=one]");
  all.hidden = false;
  form.querySelector("[data-all-link]")?.remove();
  const box = all.querySelector("input");
  const ticked = () => Array.from(rows).filter((row) => row.checked).length;
  const tell = () => {
    box.checked = ticked() === rows.length;
    box.indeterminate = ticked() > 0 && !box.checked;
  };
  box.addEventListener("change", () => {
    for (const row of rows) row.checked = box.checked;
  });
  for (const row of rows) row.addEventListener("change", tell);
  tell();
}
