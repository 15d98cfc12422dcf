// What every page does besides its forms: the menu that closes itself, the clock that counts.

const language = document.documentElement.lang;
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

function closeMenus(event) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

function closeOnEscape(event) {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
}

// Words for a span of seconds, in its two largest units, as the server says them.
function words(seconds) {
  const parts = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(seconds / size);
    if (count && parts.length < 2) {
      const format = new Intl.NumberFormat(`${language}-u-nu-latn`, {
        style: "unit", unit, unitDisplay: "long",
      });
      parts.push(format.format(count));
      seconds -= count * size;
    } else if (parts.length) break;
  }
  return new Intl.ListFormat(language, { style: "long", type: "conjunction" }).format(parts);
}

// The browser's clock may be wrong: count by the server's, which the page carries.
function startClock(element) {
  const due = Date.parse(element.dataset.countdown);
  const ahead = Date.now() - Date.parse(element.dataset.now);
  if (Number.isNaN(due) || Number.isNaN(ahead)) return;
  const tick = () => {
    const left = Math.floor((due - (Date.now() - ahead)) / 1000);
    if (left <= 0) {
      element.textContent = element.dataset.over;
      return;
    }
    element.textContent = words(left);
    setTimeout(tick, left > 2 * 86400 ? 60000 : 1000);
  };
  tick();
}

// A table that fits needs no stop for the keyboard; one that scrolls inside itself does.
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

// A chooser of files that speaks the page's language: its label is the button, and what is
// dropped on it counts as chosen.
function startChooser(box) {
  const input = box.querySelector("input"), named = box.querySelector("[data-named]");
  input.addEventListener("change", () => {
    if (named) named.textContent = [...input.files].map((file) => file.name).join(", ");
  });
  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.classList.add("over");
  });
  box.addEventListener("dragleave", () => box.classList.remove("over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("over");
    const taken = new DataTransfer();
    const dropped = [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1);
    for (const file of dropped) taken.items.add(file);
    input.files = taken.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function start(root) {
  root.querySelectorAll("[data-chooser]").forEach(startChooser);
  root.querySelectorAll(".table-scroll").forEach((box) => sizes.observe(box));
  root.querySelectorAll("[data-countdown]").forEach(startClock);
}

document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeOnEscape);
document.addEventListener("mizan:content", () => start(document));
start(document);
