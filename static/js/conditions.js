// Questions that are asked only after certain answers: what does not apply now is not shown.
// The server ignores it as well, so that every form works without this file.

function answersOf(scope, name) {
  const found = [...scope.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  if (!found.length) return null;
  return found
    .filter((e) => !["radio", "checkbox"].includes(e.type) || e.checked)
    .filter((e) => !e.closest("[data-when][hidden]"))
    .map((e) => e.value);
}

// A question that stands on another page counts as answered rightly: the server has asked.
function holds(scope, wanted) {
  return Object.entries(wanted).every(([name, values]) => {
    const given = answersOf(scope, name);
    return given === null || given.some((value) => values.includes(value));
  });
}

function settle(scope) {
  const depending = [...scope.querySelectorAll("[data-when]")];
  // As often as one may wait for another.
  for (let round = 0; round < depending.length; round += 1) {
    let changed = false;
    for (const box of depending) {
      const hidden = !holds(scope, JSON.parse(box.dataset.when));
      changed ||= hidden !== box.hidden;
      box.hidden = hidden;
    }
    if (!changed) break;
  }
  // A section of which nothing is left has no heading either.
  for (const box of scope.querySelectorAll(".form-section:not(.rows):has([data-when]),.preview-step")) {
    const inside = [...box.querySelectorAll(".field,.rows")];
    box.hidden = inside.length > 0 && inside.every((e) => e.closest("[data-when][hidden]"));
  }
}

function start() {
  for (const scope of document.querySelectorAll("form:has([data-when]), [data-preview]")) {
    settle(scope);
    if (scope.dataset.conditions) continue;
    scope.dataset.conditions = "yes";
    scope.addEventListener("change", () => settle(scope));
  }
}

document.addEventListener("mizan:content", start);
document.addEventListener("htmx:afterSettle", () => {
  start();
  // The outline of a form was drawn anew with its preview: its inputs are dressed as any page's.
  if (document.getElementById("builder")) document.dispatchEvent(new CustomEvent("mizan:content"));
});
start();
