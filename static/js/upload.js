// Sends a form that carries files with its progress shown, then shows the answer as the
// browser would have. Without this file the form is sent the ordinary way.

function hasFiles(form) {
  return [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
}

let shown = ""; // the address put into the history by this file

function show(request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  if (!page.querySelector("main")) {
    location.assign(request.responseURL);
    return;
  }
  if (request.responseURL !== location.href) {
    history.pushState(null, "", request.responseURL);
    shown = location.pathname;
  }
  document.title = page.title;
  document.body.replaceWith(page.body);
  window.scrollTo(0, 0);
  document.dispatchEvent(new CustomEvent("mizan:content"));
  if (!document.querySelector("[data-error-summary]")) document.getElementById("main").focus();
}

// Sending ended without an answer: lost, or stopped by the person.
function end(form, name) {
  form.querySelector("[data-upload-progress]").hidden = true;
  form.querySelector(`[data-upload-${name}]`).hidden = false;
  window.dispatchEvent(new Event("pageshow")); // lets the button be pressed again
  form.querySelector("button[type=submit]")?.focus();
}

const language = document.documentElement.lang;
const figure = new Intl.NumberFormat(`${language}-u-nu-latn`, { maximumFractionDigits: 1 });
const MB = 1024 * 1024;
const size = (bytes, words) => (bytes < MB
  ? words.kb.replace("{size}", figure.format(Math.ceil(bytes / 1024)))
  : words.mb.replace("{size}", figure.format(bytes / MB)));

// How much is sent and, once that can be told, how long the rest takes.
function left(step, since, words) {
  const part = words.left.replace("{done}", size(step.loaded, words)).replace("{all}", size(step.total, words));
  const gone = (performance.now() - since) / 1000;
  if (gone < 2 || step.loaded >= step.total) return part;
  const seconds = Math.ceil((gone / step.loaded) * (step.total - step.loaded));
  const [count, unit] = seconds > 90 ? [Math.ceil(seconds / 60), "minute"] : [seconds, "second"];
  const time = new Intl.NumberFormat(`${language}-u-nu-latn`, { style: "unit", unit, unitDisplay: "long" });
  return `${part} · ${words.time.replace("{time}", time.format(count))}`;
}

function send(event) {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-upload]") || !hasFiles(form)) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const box = form.querySelector("[data-upload-progress]");
  const bar = box.querySelector("progress");
  const percent = box.querySelector("[data-upload-percent]");
  const cancel = box.querySelector("[data-upload-cancel]");
  const request = new XMLHttpRequest();
  const since = performance.now();
  box.hidden = false;
  cancel.hidden = false;
  cancel.onclick = () => request.abort();
  for (const name of ["failed", "stopped"]) form.querySelector(`[data-upload-${name}]`).hidden = true;
  request.upload.addEventListener("progress", (step) => {
    if (!step.lengthComputable) return;
    bar.value = Math.round((100 * step.loaded) / step.total);
    percent.textContent = `${bar.value}%`;
    box.querySelector("[data-upload-left]").textContent = left(step, since, box.dataset);
  });
  // Once everything is sent the server may already have saved it: nothing is left to stop.
  request.upload.addEventListener("load", () => { cancel.hidden = true; });
  request.addEventListener("load", () => show(request));
  request.addEventListener("error", () => end(form, "failed"));
  request.addEventListener("timeout", () => end(form, "failed"));
  request.addEventListener("abort", () => end(form, "stopped"));
  request.open("POST", form.getAttribute("action") || location.href);
  request.setRequestHeader("Accept", "text/html");
  request.send(data);
}

// Listening on the window, after the guard on the document has stopped a second press.
window.addEventListener("submit", send);
window.addEventListener("popstate", () => {
  if (shown && location.pathname !== shown) location.reload();
});
