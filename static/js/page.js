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

function start(root) {
  root.querySelectorAll(".table-scroll").forEach((box) => sizes.observe(box));
  root.querySelectorAll("[data-countdown]").forEach(startClock);
}

document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeOnEscape);
document.addEventListener("mizan:content", () => start(document));
start(document);
