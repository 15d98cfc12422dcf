// Dates: pasted whole into the first box, shown in the Umm al-Qura calendar below, and picked
// from a calendar. Every date can be typed without this file.

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{2}:\d{2}))?/;
const WRITTEN = /^(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})$/;
const HIJRI_YEARS = [1343, 1500]; // those of the server's tables
const DAY = 86400000;

const latin = (text) => text.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15)).trim();
const partsOf = (box) => [...box.querySelectorAll("[data-part]")];
const numbers = new Intl.DateTimeFormat("en-u-ca-islamic-umalqura-nu-latn", {
  day: "numeric", month: "numeric", year: "numeric", timeZone: "UTC",
});

function read(box) {
  const [day, month, year] = partsOf(box).map((part) => latin(part.value));
  const named = box.dataset.months.toLowerCase().split("|").indexOf(month.toLowerCase()) + 1;
  const [d, m, y] = [day, named || month, year].map(Number);
  if (!/^\d{4}$/.test(year) || !d || !m) return NaN;
  const found = new Date(Date.UTC(y, m - 1, d));
  return found.getUTCDate() === d && found.getUTCMonth() === m - 1 ? found.getTime() : NaN;
}

function write(box, values) {
  partsOf(box).slice(0, values.length).forEach((part, i) => {
    part.value = values[i];
    part.dispatchEvent(new Event("input", { bubbles: true }));
  });
  partsOf(box)[0].dispatchEvent(new Event("change", { bubbles: true }));
}

function hijri(box, time) {
  if (Number.isNaN(time)) return null;
  const found = Object.fromEntries(numbers.formatToParts(time).map((p) => [p.type, p.value]));
  const words = box.dataset.hijri.split("|");
  if (!(found.year >= HIJRI_YEARS[0] && found.year <= HIJRI_YEARS[1])) return null;
  const [day, month, year] = [found.day, words[found.month - 1], `${found.year}${words[12]}`];
  return { day, month, year, text: `${day} ${month} ${year}` };
}

function spread(event) {
  const text = latin(event.target.value);
  const box = event.target.closest("[data-day]");
  const iso = ISO.exec(text);
  const written = WRITTEN.exec(text);
  if (iso) write(box, [iso[3], iso[2], iso[1], iso[4]].filter(Boolean));
  else if (written) write(box, written.slice(1, 4));
  else return;
  partsOf(box)[2].focus();
}

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// The calendar: a modal dialog with a grid of one month, made anew each time it is opened.
class Calendar {
  constructor(box, button) {
    this.box = box;
    this.words = button.dataset;
    this.tag = `${box.dataset.locale}-u-ca-gregory-nu-latn`;
    this.today = Date.parse(box.dataset.today);
    this.chosen = read(box);
    this.day = Number.isNaN(this.chosen) ? this.today : this.chosen;
    this.heading = make("h2", { id: "calendar-heading", "aria-live": "polite" });
    this.under = make("p", { class: "hijri" });
    this.body = make("tbody");
    const table = make("table", { role: "grid", "aria-labelledby": "calendar-heading" }, this.weekdays(), this.body);
    // The marks are mirrored by the direction of the page.
    const turn = (sign, name, mark) => {
      const press = make("button", { type: "button", class: "button quiet small", "aria-label": name }, mark);
      press.addEventListener("click", () => this.show(this.month(this.day, sign)));
      return press;
    };
    const close = make("button", { type: "button", class: "button secondary small" }, this.words.close);
    this.dialog = make("dialog", { class: "calendar", "aria-label": this.words.title, "aria-describedby": "calendar-help" },
      make("div", { class: "calendar-head" }, turn(-1, this.words.earlier, "‹"), make("div", {}, this.heading, this.under),
        turn(1, this.words.later, "›")),
      table, make("p", { class: "hidden-text", id: "calendar-help" }, this.words.help), close);
    close.addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("click", (e) => { if (e.target === this.dialog) this.dialog.close(); });
    this.dialog.addEventListener("close", () => { this.dialog.remove(); button.focus(); });
    table.addEventListener("keydown", (event) => this.key(event));
    this.body.addEventListener("click", (event) => {
      const press = event.target.closest("button");
      if (press) this.pick(Number(press.value));
    });
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.show(this.day, true);
  }

  format(time, options) {
    return new Intl.DateTimeFormat(this.tag, { timeZone: "UTC", ...options }).format(time);
  }

  weekdays() {
    const row = make("tr");
    for (let i = 0; i < 7; i += 1) {
      const day = DAY * (3 + Number(this.box.dataset.first) + i); // 4 January 1970 was a Sunday
      const short = this.format(day, { weekday: this.tag.startsWith("ar") ? "narrow" : "short" });
      row.append(make("th", { scope: "col", abbr: this.format(day, { weekday: "long" }) }, short));
    }
    return make("thead", {}, row);
  }

  // The same day some months on, or the last day of a shorter month.
  month(time, count) {
    const from = new Date(time);
    const last = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + count + 1, 0));
    last.setUTCDate(Math.min(from.getUTCDate(), last.getUTCDate()));
    return last.getTime();
  }

  intoWeek(time) {
    return (new Date(time).getUTCDay() - Number(this.box.dataset.first) + 7) % 7;
  }

  show(day, focus) {
    this.day = day;
    const date = new Date(day);
    const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
    const last = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0);
    this.heading.textContent = `${this.box.dataset.months.split("|")[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
    const names = [first, last].map((time) => hijri(this.box, time)).filter(Boolean);
    this.under.textContent = [...new Set(names.map((name) => `${name.month} ${name.year}`))].join(" – ");
    this.body.replaceChildren();
    let row;
    for (let time = first - DAY * this.intoWeek(first); time <= last || this.intoWeek(time); time += DAY) {
      if (!this.intoWeek(time)) this.body.append(row = make("tr"));
      row.append(time < first || time > last ? make("td") : this.cell(time));
    }
    if (focus) this.body.querySelector("[tabindex='0']").focus();
  }

  cell(time) {
    const lunar = hijri(this.box, time);
    const date = new Date(time);
    const spoken = [this.format(time, { weekday: "long" }), `${date.getUTCDate()} ${this.heading.textContent}`, lunar?.text];
    const press = make("button", { type: "button", value: String(time), tabindex: time === this.day ? "0" : "-1" },
      make("span", { "aria-hidden": "true" }, String(date.getUTCDate())),
      make("small", { "aria-hidden": "true" }, lunar ? lunar.day : ""),
      make("span", { class: "hidden-text" }, spoken.filter(Boolean).join(this.tag.startsWith("ar") ? "، " : ", ")));
    if (time === this.today) press.setAttribute("aria-current", "date");
    return make("td", { role: "gridcell", "aria-selected": String(time === this.chosen) }, press);
  }

  key(event) {
    const side = document.documentElement.dir === "rtl" ? -1 : 1;
    const months = event.shiftKey ? 12 : 1;
    const to = {
      ArrowRight: () => this.day + DAY * side, ArrowLeft: () => this.day - DAY * side,
      ArrowDown: () => this.day + 7 * DAY, ArrowUp: () => this.day - 7 * DAY,
      Home: () => this.day - DAY * this.intoWeek(this.day), End: () => this.day + DAY * (6 - this.intoWeek(this.day)),
      PageUp: () => this.month(this.day, -months), PageDown: () => this.month(this.day, months),
    }[event.key];
    if (!to) return;
    event.preventDefault();
    this.show(to(), true);
  }

  pick(time) {
    const day = new Date(time);
    write(this.box, [day.getUTCDate(), day.getUTCMonth() + 1, day.getUTCFullYear()].map(String));
    this.dialog.close();
  }
}

function startDay(box) {
  if (box.dataset.started) return;
  box.dataset.started = "yes";
  const note = box.querySelector("[data-day-hijri]");
  const show = () => { note.textContent = hijri(box, read(box))?.text || ""; };
  box.addEventListener("input", show);
  box.addEventListener("change", show);
  partsOf(box)[0].addEventListener("input", spread);
  const button = box.querySelector("[data-day-pick]");
  if (button) {
    button.hidden = false;
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", () => new Calendar(box, button));
  }
  show();
}

const start = (root) => root.querySelectorAll("[data-day]").forEach(startDay);

document.addEventListener("mizan:content", () => start(document));
document.addEventListener("mizan:added", (event) => start(event.target));
start(document);
