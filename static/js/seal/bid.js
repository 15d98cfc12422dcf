// The bid itself, part 0 of a sealed envelope: JSON of the format "mizan-bid-1". The twin of
// procurement/biddocument.py, which reads it at the opening and refuses what does not fit.
// Whatever is built here is read again by the same rules before it is sealed.

import * as exact from "./exact.js";
import { canonical, SealError, utf8 } from "./exact.js";
import { ENVELOPES, MOST_PART, MOST_PARTS, paddedLength } from "./header.js";

export const FORMAT = "mizan-bid-1";
export const MOST_NOTE = 10_000;
export const MOST_ANSWER = 5_000;
export const MOST_NUMBER = 1_000_000;
export const MOST_PRICES = 5_000;
const MOST_BYTES = 1 << 20;
const MOST_ANSWERS = 1_000;
const FIELDS = [
  "format", "tender", "lot", "bid", "envelope", "company", "currency",
  "prices", "documents", "answers", "note",
];
// What counts as white space on the other side (Python's str.strip).
const SPACE = "[\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const AT_ENDS = new RegExp(`^${SPACE}+|${SPACE}+$`, "g");
const TYPE = /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,100}$/;
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

// Whether `price` is written as a bid states it: digits, a point, the currency's decimals.
export function isPrice(price, decimals) {
  const places = decimals ? `(\\.[0-9]{1,${decimals}})?` : "";
  return typeof price === "string" && new RegExp(`^(0|[1-9][0-9]{0,14})${places}$`).test(price);
}

// A file's name as a bid may state it.
export function documentName(name) {
  const tidy = name.toWellFormed().replace(/[/\\]/g, "-").replace(HIDDEN, "").replace(AT_ENDS, "");
  const plain = [...tidy].slice(-200).join("").replace(AT_ENDS, "");
  return ["", ".", ".."].includes(plain) ? "document" : plain;
}

// A file's type as a bid may state it.
export function documentType(type) {
  const plain = type.split(";")[0].trim().toLowerCase();
  return TYPE.test(plain) ? plain : "application/octet-stream";
}

// Text as a bid may state it: lines ended by line feeds, nothing that does not show.
export const plainText = (text) => text.toWellFormed().replace(/\r\n?/g, "\n")
  .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, "");

// The bytes of part 0. `terms`: {tender, lot, bid, envelope, company, currency, decimals, items,
// documents, criteria}; `prices`: a Map of item numbers and prices as text; `documents`:
// [{part, requirement, name, type, size, sha256}], size and sha256 as Sealer.add returned them;
// `answers`: [{criterion, meets, text}].
export function bidBytes(terms, { prices, documents, answers = [], note = "" }) {
  const { tender, lot, bid, envelope, company, currency } = terms;
  const numbers = [...prices.keys()].sort((one, other) => one - other);
  const ordered = [...answers].sort((one, other) => one.criterion - other.criterion);
  const text = utf8(canonical({
    format: FORMAT, tender, lot, bid, envelope, company, currency,
    prices: numbers.map((item) => ({ item, unit_price: prices.get(item) })),
    documents: documents.map(({ part, requirement, name, type, size, sha256 }) => (
      { part, requirement, name, type, size, sha256 })),
    answers: ordered.map(({ criterion, meets, text: said }) => ({ criterion, meets, text: said })),
    note,
  }));
  const bytes = pad(text);
  readBid(bytes, terms);
  return bytes;
}

function pad(text) {
  const bytes = new Uint8Array(paddedLength(text.length)).fill(0x20);
  if (bytes.length > MOST_BYTES) throw new SealError("size", "the bid itself is too long");
  bytes.set(text);
  return bytes;
}

// The bid that part 0 states, or a SealError if it is not one that fits `terms`.
export function readBid(bytes, terms) {
  if (!ENVELOPES.includes(terms.envelope)) throw new SealError("form", "no such envelope");
  exact.reference(terms.company, "the company");
  let length = bytes.length;
  while (length && bytes[length - 1] === 0x20) length -= 1;
  if (bytes.length > MOST_BYTES || bytes.length !== paddedLength(length)) {
    throw new SealError("size", "the bid is not padded as it should be, or too long");
  }
  const value = exact.fields(jsonOf(bytes.subarray(0, length)), FIELDS, "the bid");
  const { tender, lot, bid, envelope, company, currency } = terms;
  const stated = { format: FORMAT, tender, lot, bid, envelope, company, currency };
  for (const [name, own] of Object.entries(stated)) {
    if (value[name] !== own) throw new SealError("other", `the bid states another ${name}`);
  }
  exact.text(value.note, MOST_NOTE, "the note", { least: 0, lines: true });
  readPrices(value.prices, terms);
  readDocuments(value.documents);
  readAnswers(value.answers);
  if (envelope === "financial" && (value.note || value.answers.length)) {
    throw new SealError("answers", "a financial envelope has no answers and no note");
  }
  return value;
}

// One value has one spelling: what is written otherwise (names twice, 1.0, spaces) is refused.
function jsonOf(bytes) {
  let text, value;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
    if (canonical(value) === text) return value;
  } catch {
    // Not JSON at all, or what cannot be written canonically.
  }
  throw new SealError("form", "the bid is not canonical JSON");
}

function readPrices(value, terms) {
  for (const row of exact.list(value, 0, MOST_PRICES, "prices")) {
    exact.fields(row, ["item", "unit_price"], "a price");
    exact.whole(row.item, 1, MOST_NUMBER, "an item's number");
    if (!isPrice(row.unit_price, terms.decimals)) {
      throw new SealError("prices", `item ${row.item}: a price is digits`);
    }
  }
  const wanted = terms.envelope === "technical" ? [] : [...terms.items];
  wanted.sort((one, other) => one - other);
  if (value.map(({ item }) => item).join() !== wanted.join()) {
    throw new SealError("prices", "every item has one price, in the order of their numbers");
  }
}

function readDocuments(value) {
  exact.list(value, 0, MOST_PARTS - 1, "documents").forEach((row, i) => {
    exact.fields(row, ["part", "requirement", "name", "type", "size", "sha256"], "a document");
    exact.whole(row.part, 1, MOST_PARTS - 1, "a document's part");
    exact.whole(row.requirement, 0, MOST_NUMBER, "a requirement");
    exact.text(row.name, 200, "a document's name");
    exact.whole(row.size, 0, MOST_PART, "a document's size");
    exact.hex256(row.sha256);
    if (row.part !== i + 1 || typeof row.type !== "string" || !TYPE.test(row.type)
        || row.name !== documentName(row.name)) {
      throw new SealError("documents", "documents in the order of their parts, named as files");
    }
  });
}

function readAnswers(value) {
  let before = 0;
  for (const row of exact.list(value, 0, MOST_ANSWERS, "answers")) {
    exact.fields(row, ["criterion", "meets", "text"], "an answer");
    exact.whole(row.criterion, 1, MOST_NUMBER, "a criterion's number");
    exact.text(row.text, MOST_ANSWER, "an answer", { least: 0, lines: true });
    if (typeof row.meets !== "boolean" || row.criterion <= before) {
      throw new SealError("answers", "a criterion is answered once, with true or false");
    }
    before = row.criterion;
  }
}

// What a bid lacks by its terms: {documents, criteria}, numbers.
export function missing(terms, { documents, answers }) {
  const brought = new Set(documents.map(({ requirement }) => requirement));
  const answered = new Set(answers.map(({ criterion }) => criterion));
  const criteria = terms.envelope === "financial" ? [] : terms.criteria;
  return {
    documents: terms.documents.filter((number) => !brought.has(number)),
    criteria: criteria.filter((number) => !answered.has(number)),
  };
}
