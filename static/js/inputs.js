// Inputs that help: amounts grouped for reading, files listed before they are sent. All of them
// work without this file. Dates are in dates.js, long lists in choices.js.

// --- money ------------------------------------------------------------------------------

const GROUPED = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.(\d*))?$/;

// The parts of an amount, read as the server reads it (accounts/text.py); null where it would not.
function amount(text) {
  const latin = text.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .replace(/٫/g, ".").replace(/٬/g, ",").replace(/[\u00a0\u202f]/g, " ").trim();
  const found = GROUPED.exec(latin);
  return found && { sign: found[1], whole: found[2].replace(/[ ,]/g, ""), fraction: found[3] || "" };
}

function startMoney(box) {
  const input = box.querySelector("input");
  if (!input || box.dataset.started) return;
  box.dataset.started = "yes";
  const places = Number(box.dataset.money);
  // Left, it is shown as it was understood: 1,250.500. Entered again, it is plain to edit.
  const group = () => {
    const found = amount(input.value);
    if (!found || found.fraction.length > places) return;
    const whole = found.whole.replace(/\B(?=(\d{3})+$)/g, ",");
    input.value = found.sign + whole + (places ? `.${found.fraction.padEnd(places, "0")}` : "");
  };
  input.addEventListener("blur", group);
  input.addEventListener("focus", () => {
    const found = amount(input.value);
    if (found) input.value = found.sign + found.whole + (found.fraction ? `.${found.fraction}` : "");
  });
}

// --- files ------------------------------------------------------------------------------

const language = document.documentElement.lang;
const figure = new Intl.NumberFormat(`${language}-u-nu-latn`, { maximumFractionDigits: 1 });

function sizeInWords(bytes, words) {
  if (bytes < 1024 * 1024) return words.kb.replace("{size}", figure.format(Math.max(1, Math.round(bytes / 1024))));
  return words.mb.replace("{size}", figure.format(bytes / 1024 / 1024));
}

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// A button in the page's language before the browser's own, a place to drop files on, and a
// list of what will be sent. What cannot be taken is said at once; the server checks again.
function startFiles(box) {
  const input = box.querySelector("input[type=file]");
  if (box.dataset.started || input.disabled) return;
  box.dataset.started = "yes";
  const words = box.dataset;
  const endings = input.accept.split(",").filter(Boolean);
  const limit = Number(words.limit);
  const most = input.multiple ? Number(words.most) : 1;
  const press = make("label", { class: "button secondary", for: input.id }, words.choose);
  const hint = make("span", { class: "muted drop-hint" }, input.multiple ? words.dropMany : words.drop);
  const list = make("ul", { class: "kept", "aria-label": words.chosen });
  const problems = make("div", { class: "problems", role: "alert" });
  const status = make("span", { role: "status", class: "hidden-text" });
  let files = [];

  const say = (text, file) => text.replace("{name}", `\u2068${file.name}\u2069`).replace("{size}", sizeInWords(file.size, words));
  const ending = (file) => `.${file.name.split(".").pop().toLowerCase()}`;
  const trouble = (file) => {
    if (!file.size) return say(words.empty, file);
    if (file.size > limit) return say(words.large, file);
    if (endings.length && !endings.includes(ending(file))) return say(words.unwelcome, file);
    return "";
  };
  const same = (a, b) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;

  function hold() {
    const held = new DataTransfer();
    for (const file of files) held.items.add(file);
    input.files = held.files;
    list.hidden = !files.length;
    list.replaceChildren(...files.map((file, i) => {
      const remove = make("button", { type: "button", class: "button quiet small" }, words.remove,
        make("span", { class: "hidden-text" }, ` ${file.name}`));
      remove.addEventListener("click", () => {
        files.splice(i, 1);
        hold();
        status.textContent = say(words.gone, file);
        (list.querySelectorAll("button")[Math.min(i, files.length - 1)] || input).focus();
      });
      const type = ending(file).slice(1).toUpperCase();
      const about = make("small", { class: "muted num" }, `${type} · ${sizeInWords(file.size, words)}`);
      return make("li", {}, make("span", {}, make("bdi", {}, file.name), " ", about), remove);
    }));
  }

  function take(chosen) {
    const wrong = chosen.map(trouble).filter(Boolean);
    const good = chosen.filter((file) => !trouble(file) && !files.some((other) => same(file, other)));
    files = input.multiple ? [...files, ...good] : good.length ? good.slice(-1) : files;
    if (files.length > most) {
      wrong.push(words.many);
      files = files.slice(0, most);
    }
    problems.replaceChildren(...wrong.map((text) => make("p", { class: "error" }, text)));
    if (wrong.length) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    hold();
    status.textContent = files.map((file) => file.name).join(", ");
  }

  input.classList.add("hidden-text");
  input.before(press, hint);
  box.append(problems, list, status);
  box.classList.add("drop");
  input.addEventListener("change", () => take([...input.files]));
  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.classList.add("over");
  });
  box.addEventListener("dragleave", () => box.classList.remove("over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("over");
    take([...event.dataTransfer.files]);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  input.form?.addEventListener("reset", () => { files = []; setTimeout(hold); });
  take([...input.files]);
}

function start(root) {
  root.querySelectorAll("[data-money]").forEach(startMoney);
  root.querySelectorAll("[data-files]").forEach(startFiles);
}

document.addEventListener("mizan:content", () => start(document));
document.addEventListener("mizan:added", (event) => start(event.target));
start(document);
