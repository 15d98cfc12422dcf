// Small things that the pages of a bid share: finding places, filling sentences, numbers.

export const find = (name) => document.querySelector(`[data-bid="${name}"]`);
export const findAll = (selector) => [...document.querySelectorAll(selector)];

// A sentence with its %(named)s places filled.
export const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

const language = document.documentElement.lang || "en";
const figure = new Intl.NumberFormat(`${language}-u-nu-latn`, { maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat(`${language}-u-nu-latn`, { dateStyle: "medium", timeStyle: "short" });

export const sizeOf = (bytes, words) => (bytes < (1 << 20)
  ? fill(words.kb, { size: figure.format(Math.ceil(bytes / 1024)) })
  : fill(words.mb, { size: figure.format(bytes / (1 << 20)) }));

// A number as people read it, from its digits alone: no rounding.
export const grouped = (digits) => {
  const [whole, part] = String(digits).split(".");
  return whole.replace(/\B(?=([0-9]{3})+$)/g, ",") + (part ? `.${part}` : "");
};

export const timeOf = (moment) => clock.format(new Date(moment));

// A line of a summary: label and value.
export function summaryRow(label, value) {
  const line = document.createElement("div");
  const [term, detail] = [document.createElement("dt"), document.createElement("dd")];
  term.append(apart(label));
  for (const [i, part] of String(value).split("\n").entries()) {
    if (i) detail.append(document.createElement("br"));
    detail.append(apart(part));
  }
  line.append(term, detail);
  return line;
}

// Text whose direction follows from itself.
export function apart(text) {
  const inner = document.createElement("bdi");
  inner.textContent = text;
  return inner;
}

// The problems of a form, each leading to its field; none hides the box.
export function sayProblems(problems) {
  const box = find("problems");
  box.hidden = !problems.length;
  box.querySelector("ul").replaceChildren(...problems.map(({ text, field }) => {
    const line = document.createElement("li");
    if (!field?.id) {
      line.textContent = text;
      return line;
    }
    const link = document.createElement("a");
    link.href = `#${field.id}`;
    link.textContent = text;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      field.focus();
      field.scrollIntoView({ block: "center" });
    });
    line.append(link);
    return line;
  }));
  if (problems.length) box.focus();
}
