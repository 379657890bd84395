// Unsaved text is kept in this browser, per person and form, and offered when the form is opened again.
// It goes when the form was saved, when its author leaves it, after a week, and for all forms at signing out.

const PREFIX = "rejoinder-text:";
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const PAUSE_MS = 300;
const SAVED = "rejoinder-saved";

const who = document.querySelector("form[data-user]");
const mine = `${PREFIX}${who?.dataset.user}:`;

function each(prefix, act) {
  for (const name of Object.keys(localStorage)) if (name.startsWith(prefix)) act(name);
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function nameOf() {
  const query = new URLSearchParams(location.search);
  query.delete("held");
  const rest = query.toString();
  return mine + location.pathname + (rest ? `?${rest}` : "");
}

function fieldsOf(form) {
  return [...form.elements].filter(
    (field) => field.name && field.matches("textarea, select, input:not([type=hidden], [type=file], [type=password])"),
  );
}

function valuesOf(form) {
  return fieldsOf(form).map((field) => {
    if (field.matches("[type=checkbox], [type=radio]")) return [field.name, field.value, field.checked];
    return [field.name, field.value];
  });
}

function bringBack(form, values) {
  const left = [...values];
  for (const field of fieldsOf(form)) {
    const choice = field.matches("[type=checkbox], [type=radio]");
    const at = left.findIndex(([name, value]) => name === field.name && (!choice || value === field.value));
    if (at < 0) continue;
    const [[, value, checked]] = left.splice(at, 1);
    if (choice) field.checked = checked;
    else field.value = value;
  }
}

// The server tells by a cookie which form it has just taken: its text needs no keeping.
function forgetWhatWasSaved() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith(`${SAVED}=`));
  if (!cookie) return;
  const key = cookie.slice(SAVED.length + 1);
  each(mine, (name) => {
    if (read(name)?.key?.split(".")[1] === key) localStorage.removeItem(name);
  });
  document.cookie = `${SAVED}=; path=/desk; max-age=0; samesite=lax`;
}

function offer(form, name, kept) {
  const notice = document.createElement("div");
  notice.className = "notice";
  notice.setAttribute("role", "status");
  const words = document.createElement("p");
  const when = new Date(kept.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  words.textContent = `You typed here and did not save (${when}). The text is kept in this browser.`;
  const row = document.createElement("div");
  row.className = "button-row";
  const back = button("Bring it back", "button");
  const forget = button("Forget it", "button button--second");
  back.addEventListener("click", () => {
    bringBack(form, kept.values);
    notice.remove();
    form.querySelector("textarea, input:not([type=hidden])")?.focus();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  forget.addEventListener("click", () => {
    localStorage.removeItem(name);
    notice.remove();
  });
  row.append(back, forget);
  notice.append(words, row);
  form.before(notice);
}

function button(words, kind) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.textContent = words;
  return made;
}

function keep(form) {
  const name = nameOf();
  const shown = JSON.stringify(valuesOf(form));
  const kept = read(name);
  let waiting = 0;
  const write = () => {
    const values = valuesOf(form);
    if (JSON.stringify(values) === shown && !read(name)) return;
    localStorage.setItem(name, JSON.stringify({ at: Date.now(), key: form.elements.form_key?.value, values }));
  };
  if (kept && form.dataset.save !== "conflict") {
    // A form that was sent comes back with its text in it, mended perhaps: filled, trimmed, with what was wrong.
    if (who?.dataset.answers) write();
    else if (JSON.stringify(kept.values) !== shown) offer(form, name, kept);
  }
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(write, PAUSE_MS);
  });
  form.addEventListener("submit", write);
  window.addEventListener("pagehide", () => {
    if (waiting) write();
  });
}

try {
  forgetWhatWasSaved();
  each(PREFIX, (name) => {
    if (Date.now() - (read(name)?.at || 0) > WEEK_MS) localStorage.removeItem(name);
  });
  for (const form of document.querySelectorAll("main form[data-save]")) keep(form);
  who?.addEventListener("submit", () => each(mine, (name) => localStorage.removeItem(name)));
} catch {
  // A browser that keeps nothing, or has no room, works as one without JavaScript: the server keeps what came late.
}
