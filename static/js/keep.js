// Keeps what is typed into forms marked data-keep until the form has gone through: a crashed
// page, an expired session or a wrong turn loses nothing.
//   data-keep="browser"  in this tab only: bids, which the server must not see before their time
//   data-keep="server"   as the person's draft on the server, which other machines find too; this
//                        tab keeps it as well while the server cannot be reached
// Passwords, files and hidden fields are never kept.

const PREFIX = "mizan:draft:";
const SKIP = new Set(["password", "file", "hidden", "submit", "button", "reset"]);
const PAUSE = 1200; // milliseconds after the last key
const APART = 4000; // between two savings

// The same page in the other language is the same page; each step is one of its own.
function keyOf(form) {
  const path = new URL(form.getAttribute("action") || location.href, location.href).pathname;
  const step = form.elements.step?.value || "";
  return PREFIX + path.replace(/^\/[a-z]{2}\//, "/") + (step ? `#${step}` : "");
}

function fieldsOf(form) {
  return [...form.elements].filter((e) => e.name && !SKIP.has(e.type));
}

function read(form) {
  return fieldsOf(form).map((e) => [
    e.name, e.value, /^(radio|checkbox)$/.test(e.type) ? e.checked : null,
    e.type === "select-multiple" ? [...e.selectedOptions].map((o) => o.value) : null,
  ]);
}

// Rows that were added are added again, as far as the page lets them be.
function makeRows(form, name) {
  const box = [...form.querySelectorAll("[data-rows]")].find((b) => name.startsWith(`${b.dataset.rows}-`));
  const add = box?.querySelector("[data-rows-add]");
  const active = document.activeElement;
  for (let i = 0; add && !add.hidden && i < 200 && !form.elements.namedItem(name); i += 1) add.click();
  if (active && active !== document.activeElement) active.focus();
}

function take(element, [, value, checked, many]) {
  if (many !== null) {
    const before = [...(element.selectedOptions || [])].map((o) => o.value).join();
    for (const option of element.options || []) option.selected = many.includes(option.value);
    return before !== many.join();
  }
  if (checked !== null) {
    if (element.value !== value || element.checked === checked) return false;
    element.checked = checked;
    const row = element.name.endsWith("-DELETE") && element.closest("[data-row]");
    if (row) row.hidden = checked;
    return true;
  }
  if (element.value === value) return false;
  element.value = value;
  return true;
}

function fill(form, kept) {
  let changed = false;
  for (const one of kept) {
    if (!form.elements.namedItem(one[0])) makeRows(form, one[0]);
    for (const element of fieldsOf(form).filter((e) => e.name === one[0])) {
      if (!take(element, one)) continue;
      changed = true;
      element.dispatchEvent(new Event("change", { bubbles: true }));
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

const versionOf = (form) => Number(form.elements.version?.value || 0);

// What the tab kept is filled in again. Returns whether it should be saved. What was sent has
// reached the server if the draft there has moved on; what was not is shown, and not saved over
// a newer draft by itself.
function restore(form, key) {
  const draft = load(key);
  const isOlder = draft && draft.version < versionOf(form);
  if (isOlder && draft.sent) {
    sessionStorage.removeItem(key);
    return false;
  }
  const before = read(form);
  const notice = form.querySelector("[data-keep-notice]");
  if (!draft || "typed" in form.dataset || !fill(form, draft.fields)) return false;
  if (notice) {
    notice.hidden = false;
    notice.querySelector("[data-keep-discard]").addEventListener("click", () => {
      sessionStorage.removeItem(key);
      fill(form, before);
      notice.hidden = true;
    });
  }
  return !isOlder;
}

// Saves to the server in the background; says quietly what came of it.
function startSaving(form, key) {
  const said = form.querySelector("[data-saved]");
  const newer = form.querySelector("[data-newer]");
  if (!said) return { soon: () => {}, stop: () => {} };
  let waiting = 0;
  let last = 0;
  let running = null;
  let dirty = false;
  let halted = false;

  const say = (text, bad) => {
    said.textContent = text;
    said.classList.toggle("failed", bad);
  };
  const body = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  };
  const hear = async (answer) => {
    const told = await answer.json();
    say(told.text, !answer.ok);
    if (answer.ok) form.elements.version.value = told.version;
    if (answer.ok && !dirty) sessionStorage.removeItem(key);
    if (answer.status === 409) {
      halted = true;
      newer.hidden = false;
      newer.dataset.version = told.version;
    }
    // Signed out, too old or too long: trying again would not help until something changes.
  };
  const send = async (keepalive = false) => {
    clearTimeout(waiting);
    waiting = 0;
    if (halted || !dirty) return;
    dirty = false;
    last = Date.now();
    running = new AbortController();
    try {
      await hear(await fetch(form.getAttribute("action") || location.href, {
        method: "POST", body: body(), headers: { "X-Draft": "save", Accept: "application/json" },
        keepalive, signal: keepalive ? undefined : running.signal,
      }));
    } catch (error) {
      if (error.name === "AbortError") return;
      dirty = true;
      say(said.dataset.offline, true);
    }
  };
  const soon = () => {
    dirty = true;
    if (!waiting) waiting = setTimeout(send, Math.max(PAUSE, APART - (Date.now() - last)));
  };
  newer?.querySelector("[data-newer-keep]").addEventListener("click", () => {
    form.elements.version.value = newer.dataset.version;
    newer.hidden = true;
    halted = false;
    dirty = true;
    send();
    form.querySelector("button[type=submit]").focus();
  });
  newer?.querySelector("[data-newer-show]").addEventListener("click", () => sessionStorage.removeItem(key));
  window.addEventListener("pagehide", () => { if (form.isConnected) send(true); });
  window.addEventListener("online", () => { if (form.isConnected) send(); });
  return {
    soon,
    stop: () => {
      clearTimeout(waiting);
      waiting = 0;
      dirty = false;
      running?.abort();
    },
  };
}

function start(form) {
  if (form.dataset.keeping) return;
  form.dataset.keeping = "yes";
  const key = keyOf(form);
  const back = restore(form, key);
  const saving = form.dataset.keep === "server" ? startSaving(form, key) : null;
  if (back) saving?.soon();
  let waiting;
  const note = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => save(key, { fields: read(form), version: versionOf(form) }), 300);
    saving?.soon();
  };
  form.addEventListener("input", note);
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    saving?.stop();
    save(key, { fields: read(form), version: versionOf(form), sent: true });
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
