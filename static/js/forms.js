// Forms: one submit counts, errors are brought to the reader, rows repeat, Hijri dates show.
// Every form works without this file.

const BUSY_FOR = 20000;

function buttonsOf(form) {
  return [...form.elements].filter((e) => e.type === "submit").concat(
    [...document.querySelectorAll(`button[form="${form.id}"]`)].filter(() => form.id),
  );
}

function rest(form) {
  delete form.dataset.sent;
  for (const button of buttonsOf(form)) {
    button.removeAttribute("aria-disabled");
    button.classList.remove("busy");
  }
}

// A second press does nothing. The button is not disabled, so that its name is still sent.
function guard(event) {
  const form = event.target;
  if (form.getAttribute("method") !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
  (event.submitter || buttonsOf(form)[0])?.classList.add("busy");
  setTimeout(() => rest(form), BUSY_FOR);
}

function showErrors() {
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
}

// The link goes to the field itself, and its label comes into view above it.
function followErrorLink(event) {
  const link = event.target.closest("[data-error-summary] a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  (target.closest(".field") || target).scrollIntoView({ block: "start" });
  if (target.matches("fieldset")) target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
}

function startRows(box) {
  if (box.dataset.started) return;
  box.dataset.started = "yes";
  const total = box.querySelector(`[name="${box.dataset.rows}-TOTAL_FORMS"]`);
  const empty = box.querySelector("template[data-rows-empty]");
  const add = box.querySelector("[data-rows-add]");
  const most = Number(box.dataset.rowsMax) || 1000;
  const shown = () => [...box.querySelectorAll("[data-row]")].filter((row) => !row.hidden);
  const settle = () => { add.hidden = shown().length >= most; };
  const dress = (row) => {
    const remove = row.querySelector("[data-rows-remove]");
    const mark = row.querySelector("[data-row-delete] input");
    if (!mark) return; // The server was not told how to drop a row; an empty one is ignored.
    row.querySelector("[data-row-delete]").hidden = true;
    row.hidden = mark.checked;
    remove.hidden = false;
    remove.addEventListener("click", () => {
      mark.checked = true;
      row.hidden = true;
      settle();
      add.focus();
    });
  };
  box.querySelectorAll("[data-row]").forEach(dress);
  add.addEventListener("click", () => {
    const number = Number(total.value);
    const holder = document.createElement("div");
    holder.innerHTML = empty.innerHTML.replaceAll("__prefix__", String(number));
    const row = holder.firstElementChild;
    add.closest("p").before(row);
    total.value = String(number + 1);
    dress(row);
    settle();
    startDates(row);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  settle();
}

// Under a date, the same day in the Umm al-Qura calendar.
function startDates(root) {
  const language = document.documentElement.lang;
  const hijri = new Intl.DateTimeFormat(`${language}-u-ca-islamic-umalqura-nu-latn`, {
    day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
  });
  for (const input of root.querySelectorAll("input[type=date], input[type=datetime-local]")) {
    if (input.dataset.hijri) continue;
    input.dataset.hijri = "yes";
    const note = document.createElement("output");
    note.className = "hijri";
    if (input.id) note.htmlFor = input.id;
    input.after(note);
    const show = () => {
      const day = Date.parse(`${input.value.slice(0, 10)}T00:00:00Z`);
      note.textContent = Number.isNaN(day) ? "" : hijri.format(day);
    };
    input.addEventListener("input", show);
    show();
  }
}

function start(root) {
  root.querySelectorAll("[data-rows]").forEach(startRows);
  startDates(root);
}

document.addEventListener("submit", guard);
document.addEventListener("click", followErrorLink);
document.addEventListener("mizan:content", () => { start(document); showErrors(); });
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(rest));
start(document);
showErrors();
