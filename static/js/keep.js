// Keeps what is typed into forms marked data-keep, in this tab only, until the form has gone
// through: a crashed page, an expired session or a wrong turn loses nothing.
// Passwords, files and hidden fields are never kept.

const PREFIX = "mizan:draft:";
const SKIP = new Set(["password", "file", "hidden", "submit", "button", "reset"]);

// The same page in the other language is the same page.
function keyOf(form) {
  const path = new URL(form.getAttribute("action") || location.href, location.href).pathname;
  return PREFIX + path.replace(/^\/[a-z]{2}\//, "/");
}

function fieldsOf(form) {
  return [...form.elements].filter((e) => e.name && !SKIP.has(e.type) && !e.closest("fieldset[data-rows]"));
}

function read(form) {
  return fieldsOf(form).map((e) => [
    e.name, e.value, /^(radio|checkbox)$/.test(e.type) ? e.checked : null,
    e.type === "select-multiple" ? [...e.selectedOptions].map((o) => o.value) : null,
  ]);
}

function fill(form, kept) {
  let changed = false;
  for (const [name, value, checked, many] of kept) {
    for (const element of fieldsOf(form).filter((e) => e.name === name)) {
      if (many !== null) {
        for (const option of element.options || []) option.selected = many.includes(option.value);
      } else if (checked !== null) {
        if (element.value === value && element.checked !== checked) {
          element.checked = checked;
          changed = true;
        }
      } else if (element.value !== value) {
        element.value = value;
        changed = true;
      }
    }
  }
  return changed;
}

function load(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function save(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden store only means that nothing is kept.
  }
}

function start(form) {
  if (form.dataset.keeping) return;
  form.dataset.keeping = "yes";
  const key = keyOf(form);
  const before = read(form);
  const draft = load(key);
  const notice = form.querySelector("[data-keep-notice]");
  if (draft && form.dataset.keep !== "bound" && fill(form, draft.fields) && notice) {
    notice.hidden = false;
    notice.querySelector("[data-keep-discard]").addEventListener("click", () => {
      sessionStorage.removeItem(key);
      fill(form, before);
      notice.hidden = true;
    });
  }
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => save(key, { fields: read(form) }), 300);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    save(key, { fields: read(form), sent: true });
  });
}

// A draft that was sent and whose form is no longer shown has gone through, unless the page
// says that something failed (an error page, or the way to signing in).
function forgetSent() {
  if (document.querySelector("main[data-keep-drafts]")) return;
  const here = new Set([...document.querySelectorAll("form[data-keep]")].map(keyOf));
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX) && !here.has(key) && load(key)?.sent) sessionStorage.removeItem(key);
  }
}

function startAll() {
  forgetSent();
  document.querySelectorAll("form[data-keep]").forEach(start);
}

document.addEventListener("mizan:content", startAll);
startAll();
