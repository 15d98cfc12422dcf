// The form of a bid: what is typed and chosen on the page as one value, and back. A value is
// {prices: [[item, text]], answers: [[criterion, {meets, text}]], note, files: [{id, requirement,
// envelope, name, type, size}]}; the files themselves are in the store.

import { isPrice, missing, plainText } from "./bid.js";
import { hex, random } from "./exact.js";
import { MOST_PARTS } from "./header.js";
import { termsOf } from "./sheet.js";
import { fill, find, findAll, sizeOf } from "./page-parts.js";

const MOST_BYTES = 200 << 20;

// Digits of either script, thousands marked or not, as a bid states a price.
export function plainPrice(text) {
  const latin = [...text.trim()].map((sign) => {
    const code = sign.codePointAt(0);
    if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
    if (code >= 0x6f0 && code <= 0x6f9) return String(code - 0x6f0);
    return sign === "\u066b" ? "." : sign;
  }).join("");
  const grouped = /^[0-9]{1,3}([,\u066c ][0-9]{3})+(\.[0-9]*)?$/.test(latin);
  return grouped ? latin.replace(/[,\u066c ]/g, "") : latin;
}

export class Form {
  #files = []; #facts; #store; #changed; #words;

  constructor(facts, store, changed) {
    this.#facts = facts;
    this.#store = store;
    this.#changed = changed;
    this.#words = facts.words;
    find("write").addEventListener("input", (event) => {
      if (!event.target.matches("[data-not-kept], [data-not-kept] *")) changed();
    });
    for (const place of findAll("[data-place]")) this.#ready(place);
  }

  // --- what stands on the page -----------------------------------------------------------

  get value() {
    const answers = findAll("[data-answer]").map((box) => [Number(box.dataset.answer), {
      meets: box.querySelector("input[type=radio]:checked")?.value ?? "",
      text: box.querySelector("textarea").value,
    }]);
    return {
      prices: findAll("[data-item]").map((input) => [Number(input.dataset.item), input.value]),
      answers, note: find("note").value, files: this.#files.map((file) => ({ ...file })),
    };
  }

  // Put a value on the page. Files that the store has not got are named in what is returned.
  async show(value) {
    const prices = new Map(value.prices);
    for (const input of findAll("[data-item]")) {
      input.value = prices.get(Number(input.dataset.item)) ?? "";
    }
    this.showAnswers(value);
    const lost = [];
    this.#files = [];
    for (const file of value.files) {
      const kept = await this.#store.get("files", this.#facts.bid, file.id);
      if (kept && this.#placeOf(file)) this.#files.push(file);
      else lost.push(file.name);
    }
    this.#list();
    return lost;
  }

  // Answers and note alone.
  showAnswers({ answers, note }) {
    const known = new Map(answers);
    for (const box of findAll("[data-answer]")) {
      const answer = known.get(Number(box.dataset.answer));
      for (const radio of box.querySelectorAll("input[type=radio]")) {
        radio.checked = radio.value === answer?.meets;
      }
      box.querySelector("textarea").value = answer?.text ?? "";
    }
    find("note").value = note;
  }

  get isEmpty() {
    const { prices, answers, note, files } = this.value;
    return !note && !files.length && prices.every(([, price]) => !price)
      && answers.every(([, { meets, text }]) => !meets && !text);
  }

  // --- files -----------------------------------------------------------------------------

  #ready(place) {
    const input = place.querySelector("input[type=file]");
    input.addEventListener("change", async () => {
      const chosen = [...input.files];
      for (const file of chosen) await this.#take(place, file, file.name, file.type);
      input.value = "";
      this.#changed();
    });
    place.querySelector("[data-use]")?.addEventListener("click", () => this.#reuse(place));
    place.addEventListener("click", (event) => {
      const button = event.target.closest("[data-remove]");
      if (button) this.#remove(button.dataset.remove, place);
    });
  }

  async #take(place, blob, name, type) {
    const id = hex(random(12));
    const { requirement, envelope } = place.dataset;
    const kept = await this.#store.put("files", [this.#facts.bid, id], blob);
    if (!kept) this.onNotKept?.();
    this.#files.push({
      id, requirement: Number(requirement), envelope, name, type, size: blob.size,
    });
    this.#list();
  }

  // A document that the company has given before is fetched and sealed in like any other.
  async #reuse(place) {
    const chosen = place.querySelector("select").selectedOptions[0];
    const told = place.querySelector("[data-use-told]");
    if (!chosen?.value) return;
    told.textContent = this.#words.fetching;
    try {
      const answer = await fetch(chosen.value, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const blob = await answer.blob();
      await this.#take(place, blob, chosen.dataset.name, blob.type);
      told.textContent = "";
      this.#changed();
    } catch {
      told.textContent = this.#words.notFetched;
    }
  }

  async #remove(id, place) {
    this.#files = this.#files.filter((file) => file.id !== id);
    await this.#store.forget("files", this.#facts.bid, id);
    this.#list();
    place.querySelector("input[type=file]").focus();
    this.#changed();
  }

  #placeOf({ requirement, envelope }) {
    return findAll("[data-place]").find(({ dataset }) => (
      Number(dataset.requirement) === requirement && dataset.envelope === envelope));
  }

  #list() {
    for (const place of findAll("[data-place]")) {
      const own = this.#files.filter((file) => this.#placeOf(file) === place);
      const list = place.querySelector("[data-chosen]");
      list.hidden = !own.length;
      list.replaceChildren(...own.map((file) => this.#row(file)));
    }
  }

  #row(file) {
    const row = find("file-row").content.firstElementChild.cloneNode(true);
    for (const name of row.querySelectorAll("bdi")) name.textContent = file.name;
    row.querySelector("small").textContent = sizeOf(file.size, this.#words);
    row.querySelector("button").dataset.remove = file.id;
    return row;
  }

  blobOf = (id) => this.#store.get("files", this.#facts.bid, id);

  // --- to be sealed ----------------------------------------------------------------------

  // The value as a bid states it.
  get given() {
    const { prices, answers, note, files } = this.value;
    return {
      prices: new Map(prices.map(([item, price]) => [item, plainPrice(price)])),
      answers: answers.filter(([, { meets }]) => meets).map(([criterion, { meets, text }]) => (
        { criterion, meets: meets === "yes", text: plainText(text).trim() })),
      note: plainText(note).trim(), files,
    };
  }

  // Everything that is missing or cannot be, all together: [{text, field}].
  problems(given) {
    const found = [...this.#pricing(given), ...this.#lacking(given), ...this.#filing(given)];
    if (!find("declaration").checked) {
      found.push({ text: this.#words.declaration, field: find("declaration") });
    }
    return found;
  }

  #pricing({ prices }) {
    const { decimals } = this.#facts.sheet, found = [];
    for (const input of findAll("[data-item]")) {
      const price = prices.get(Number(input.dataset.item));
      const fine = isPrice(price, decimals) && /[1-9]/.test(price);
      input.setAttribute("aria-invalid", String(!fine));
      input.closest(".field").classList.toggle("wrong", !fine);
      const text = fill(this.#words.price, { item: input.dataset.item, decimals });
      if (!fine) found.push({ text, field: input });
    }
    return found;
  }

  // What the tender asks for and the bid lacks, in every envelope.
  #lacking(given) {
    const { sheet, lot, bid, company } = this.#facts, words = this.#words;
    const documents = new Set(), criteria = new Set();
    for (const kind of sheet.envelopes) {
      const files = given.files.filter((file) => kind === "single" || file.envelope === kind);
      const lacks = missing(termsOf(sheet, lot.lot, bid, kind, company), {
        documents: files, answers: given.answers,
      });
      lacks.documents.forEach((number) => documents.add(number));
      lacks.criteria.forEach((number) => criteria.add(number));
    }
    const found = [];
    for (const place of findAll("[data-place]")) {
      const number = Number(place.dataset.requirement), lacks = documents.has(number);
      place.classList.toggle("wrong", lacks);
      const title = place.dataset.title, field = place.querySelector("input");
      if (lacks) found.push({ text: fill(words.noDocument, { title }), field });
    }
    for (const box of findAll("[data-answer]")) {
      const lacks = criteria.has(Number(box.dataset.answer));
      box.classList.toggle("wrong", lacks);
      const title = box.dataset.title, field = box.querySelector("input");
      if (lacks) found.push({ text: fill(words.noAnswer, { title }), field });
    }
    return found;
  }

  #filing({ files }) {
    const words = this.#words, field = document.querySelector("[data-place] input");
    const found = files.filter((file) => !file.size)
      .map(({ name }) => ({ text: fill(words.empty, { name }), field }));
    if (files.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES) {
      found.push({ text: words.large, field });
    }
    if (files.length > MOST_PARTS - 1) found.push({ text: words.many, field });
    return found;
  }
}
