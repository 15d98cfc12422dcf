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

function fail(form) {
  form.querySelector("[data-upload-progress]").hidden = true;
  form.querySelector("[data-upload-failed]").hidden = false;
  window.dispatchEvent(new Event("pageshow")); // lets the button be pressed again
}

function send(event) {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-upload]") || !hasFiles(form)) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const box = form.querySelector("[data-upload-progress]");
  const bar = box.querySelector("progress");
  const percent = box.querySelector("[data-upload-percent]");
  const request = new XMLHttpRequest();
  box.hidden = false;
  form.querySelector("[data-upload-failed]").hidden = true;
  request.upload.addEventListener("progress", (step) => {
    if (!step.lengthComputable) return;
    bar.value = Math.round((100 * step.loaded) / step.total);
    percent.textContent = `${bar.value}%`;
  });
  request.addEventListener("load", () => show(request));
  request.addEventListener("error", () => fail(form));
  request.addEventListener("timeout", () => fail(form));
  request.open("POST", form.getAttribute("action") || location.href);
  request.setRequestHeader("Accept", "text/html");
  request.send(data);
}

// Listening on the window, after the guard on the document has stopped a second press.
window.addEventListener("submit", send);
window.addEventListener("popstate", () => {
  if (shown && location.pathname !== shown) location.reload();
});
