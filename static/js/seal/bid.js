// The bid itself, part 0 of a sealed envelope: JSON of the format "mizan-bid-1". The twin of
// procurement/biddocument.py, which reads it at the opening and refuses what does not fit:
// what this page can tell beforehand is told here.

import { canonical, SealError, utf8 } from "./exact.js";
import { paddedLength } from "./header.js";

export const FORMAT = "mizan-bid-1";
const MOST_BYTES = 1 << 20;
const MOST_NOTE = 10_000;
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

// Whether `price` is written as a bid states it: digits, a point, the currency's decimals.
export function isPrice(price, decimals) {
  const places = decimals ? `(\\.[0-9]{1,${decimals}})?` : "";
  return new RegExp(`^(0|[1-9][0-9]{0,14})${places}$`).test(price);
}

// A file's name as a bid may state it.
export function documentName(name) {
  const tidy = name.replace(/[/\\]/g, "-").replace(new RegExp(HIDDEN, "g"), "").trim();
  const plain = [...tidy].slice(-200).join("").trim();
  return ["", ".", ".."].includes(plain) ? "document" : plain;
}

// A file's type as a bid may state it.
export function documentType(type) {
  const plain = type.split(";")[0].trim().toLowerCase();
  return /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,100}$/.test(plain) ? plain : "application/octet-stream";
}

// The bytes of part 0. `terms`: {tender, lot, bid, envelope, company, currency, decimals, items};
// `prices`: a Map of item numbers and prices as text; `documents`: [{part, name, type, size,
// sha256}], size and sha256 as Sealer.add returned them.
export function bidBytes(terms, prices, documents, note = "") {
  const { tender, lot, bid, envelope, company, currency } = terms;
  const wanted = envelope === "technical" ? [] : [...terms.items].sort((a, b) => a - b);
  const given = [...prices.keys()].sort((a, b) => a - b);
  if (given.join() !== wanted.join()) {
    throw new SealError("prices", "every item of the lot has one price");
  }
  for (const [item, price] of prices) {
    if (!isPrice(price, terms.decimals)) throw new SealError("prices", `item ${item}: no price`);
  }
  documents.forEach((document, i) => {
    if (document.part !== i + 1 || document.name !== documentName(document.name)) {
      throw new SealError("documents", "documents in the order of their parts, named as files");
    }
  });
  const lines = note.replace(/\r\n?/g, "\n");
  if (lines.length > MOST_NOTE || HIDDEN.test(lines.replace(/[\n\t]/g, ""))) {
    throw new SealError("form", "the note is too long, or has control characters");
  }
  const text = utf8(canonical({
    format: FORMAT, tender, lot, bid, envelope, company, currency,
    prices: wanted.map((item) => ({ item, unit_price: prices.get(item) })),
    documents: documents.map(({ part, name, type, size, sha256 }) => (
      { part, name, type, size, sha256 })),
    note: lines,
  }));
  return pad(text);
}

function pad(text) {
  const bytes = new Uint8Array(paddedLength(text.length)).fill(0x20);
  if (bytes.length > MOST_BYTES) throw new SealError("size", "the bid itself is too long");
  bytes.set(text);
  return bytes;
}
