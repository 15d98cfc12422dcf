// Forms: one submit counts, errors are brought to the reader, rows repeat.
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

// Rows are added and taken away; what happened is said, and the last removal can be undone.
function startRows(box) {
  if (box.dataset.started) return;
  box.dataset.started = "yes";
  const total = box.querySelector(`[name="${box.dataset.rows}-TOTAL_FORMS"]`);
  const empty = box.querySelector("template[data-rows-empty]");
  const add = box.querySelector("[data-rows-add]");
  const said = box.querySelector("[data-rows-said]");
  const undo = box.querySelector("[data-rows-undo]");
  const most = Number(box.dataset.rowsMax) || 1000;
  const rows = () => [...box.querySelectorAll("[data-row]")];
  const shown = () => rows().filter((row) => !row.hidden);
  const markOf = (row) => row.querySelector("[data-row-delete] input");
  const nameOf = (row) => row.querySelector("[data-row-title]")?.textContent.trim() || "";
  const settle = () => {
    add.hidden = !empty || shown().length >= most;
    shown().forEach((row, i) => {
      for (const number of row.querySelectorAll("[data-row-number]")) number.textContent = String(i + 1);
    });
  };
  const say = (text, row) => {
    said.textContent = text.replace("{row}", nameOf(row));
  };
  const drop = (row, gone) => {
    markOf(row).checked = gone;
    row.hidden = gone;
  };
  let last = null;
  const dress = (row) => {
    const mark = markOf(row);
    if (!mark) return; // The server was not told how to drop a row; an empty one is ignored.
    const remove = row.querySelector("[data-rows-remove]");
    row.querySelector("[data-row-delete]").hidden = true;
    row.hidden = mark.checked;
    remove.hidden = false;
    remove.addEventListener("click", () => {
      say(box.dataset.removed, row);
      const at = shown().indexOf(row);
      drop(row, true);
      last = row;
      undo.hidden = false;
      settle();
      const next = shown()[Math.min(at, shown().length - 1)];
      (next?.querySelector("[data-rows-remove]") || add).focus();
      mark.dispatchEvent(new Event("change", { bubbles: true }));
    });
    // Marked from elsewhere, as when a kept form is filled in again.
    mark.addEventListener("change", () => {
      row.hidden = mark.checked;
      settle();
    });
  };
  undo.addEventListener("click", () => {
    drop(last, false);
    undo.hidden = true;
    settle();
    say(box.dataset.back, last);
    last.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    markOf(last).dispatchEvent(new Event("change", { bubbles: true }));
  });
  rows().forEach(dress);
  add.addEventListener("click", () => {
    const number = Number(total.value);
    const holder = document.createElement("div");
    holder.innerHTML = empty.innerHTML.replaceAll("__prefix__", String(number));
    const row = holder.firstElementChild;
    empty.before(row);
    total.value = String(number + 1);
    dress(row);
    settle();
    say(box.dataset.added, row);
    row.dispatchEvent(new CustomEvent("mizan:added", { bubbles: true }));
    row.querySelector("input:not([type=hidden], [tabindex='-1']), select, textarea")?.focus();
  });
  settle();
}

function start(root) {
  root.querySelectorAll("[data-rows]").forEach(startRows);
}

document.addEventListener("submit", guard);
document.addEventListener("click", followErrorLink);
document.addEventListener("mizan:content", () => { start(document); showErrors(); });
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(rest));
start(document);
showErrors();
