// The sealing sheet, "mizan-sealing-sheet-1": what a tender asks of a bid, and whom it is
// sealed to. The twin of procurement/sealsheet.py.

import { MOST_NUMBER, MOST_PRICES } from "./bid.js";
import * as exact from "./exact.js";
import { SealError, toBytes } from "./exact.js";
import { checkContext, KEY, MOST_MEMBERS } from "./header.js";

export const FORMAT = "mizan-sealing-sheet-1";
const MOST_ASKED = 1_000;
const FIELDS = [
  "format", "tender", "title", "currency", "decimals", "deadline", "envelopes", "threshold",
  "members", "lots", "documents", "criteria",
];
const KINDS = ["single", "technical,financial"];

// Check a sheet from JSON, and return it. Throws a SealError.
export async function readSheet(value) {
  exact.fields(value, FIELDS, "the sealing sheet");
  if (value.format !== FORMAT) throw new SealError("form", `not of the format ${FORMAT}`);
  if (!Array.isArray(value.envelopes) || !KINDS.includes(value.envelopes.join())) {
    throw new SealError("form", "envelopes: single, or technical and financial");
  }
  exact.text(value.title, 1000, "the title");
  matched(value.currency, /^[A-Z]{3}$/, "the currency");
  exact.whole(value.decimals, 0, 4, "the currency's decimals");
  moment(value.deadline);
  for (const member of exact.list(value.members, 2, MOST_MEMBERS, "members")) {
    exact.fields(member, ["name", "key"], "a member");
    exact.text(member.name, 200, "a member's name");
  }
  exact.list(value.lots, 1, 1000, "lots").forEach(readLot);
  exact.list(value.documents, 0, MOST_ASKED, "required documents").forEach(readRequired);
  for (const row of exact.list(value.criteria, 0, MOST_ASKED, "criteria")) {
    exact.fields(row, ["criterion", "title"], "a criterion");
    exact.text(row.title, 1000, "a criterion's title");
  }
  once(value.lots, "lot");
  once(value.documents, "document");
  once(value.criteria, "criterion");
  await checkContext(contextOf(value, value.lots[0].lot, "probe", value.envelopes[0]));
  return value;
}

function readLot(lot) {
  exact.fields(lot, ["lot", "title", "items"], "a lot");
  exact.text(lot.title, 1000, "a lot's title", { least: 0 });
  for (const item of exact.list(lot.items, 0, MOST_PRICES, "items")) {
    exact.fields(item, ["item", "description", "quantity", "unit"], "an item");
    exact.text(item.description, 5000, "a description", { least: 0, lines: true });
    matched(item.quantity, /^(|[0-9]{1,18}(\.[0-9]{1,6})?)$/, "a quantity");
    exact.text(item.unit, 100, "a unit", { least: 0 });
  }
  once(lot.items, "item");
}

function readRequired(row) {
  exact.fields(row, ["document", "title", "envelope", "required"], "a required document");
  exact.text(row.title, 1000, "a document's title");
  if (!["technical", "financial"].includes(row.envelope) || typeof row.required !== "boolean") {
    throw new SealError("form", "a required document: its envelope, and whether it must be there");
  }
}

function once(rows, name) {
  for (const row of rows) exact.whole(row[name], 1, MOST_NUMBER, `the number of a ${name}`);
  if (new Set(rows.map((row) => row[name])).size !== rows.length) {
    throw new SealError("form", `two of the same number: ${name}`);
  }
}

function matched(value, pattern, what) {
  if (typeof value !== "string" || !pattern.test(value)) {
    throw new SealError("form", `${what} is not written as it should be`);
  }
}

function moment(value) {
  matched(value, /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z$/, "the deadline");
  // A day that does not exist would be read as another one.
  const read = new Date(value);
  if (Number.isNaN(read.getTime()) || !value.startsWith(read.toISOString().slice(0, 19))) {
    throw new SealError("form", "the deadline is no moment");
  }
}

// What an envelope is bound to.
export const contextOf = (sheet, lot, bid, envelope) => ({
  tender: sheet.tender, lot, bid, envelope, threshold: sheet.threshold,
  members: sheet.members.map(({ key }) => toBytes(key, KEY, "a key")),
});

// The documents that belong in an envelope: all of them where there is one.
export const askedIn = (sheet, envelope) => sheet.documents.filter(
  (document) => envelope === "single" || document.envelope === envelope);

// What a bid document has to fit.
export function termsOf(sheet, number, bid, envelope, company) {
  const lot = sheet.lots.find((one) => one.lot === number);
  if (!lot) throw new SealError("other", `the tender has no lot ${number}`);
  return {
    tender: sheet.tender, lot: number, bid, envelope, company,
    currency: sheet.currency, decimals: sheet.decimals,
    items: lot.items.map(({ item }) => item),
    documents: askedIn(sheet, envelope).filter(({ required }) => required)
      .map(({ document }) => document),
    criteria: sheet.criteria.map(({ criterion }) => criterion),
  };
}
