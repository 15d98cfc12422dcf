// What is about to be sealed, to be confirmed; and the readable copy that the bidder keeps.

import { documentName } from "./bid.js";
import { fill, find, grouped, summaryRow } from "./page-parts.js";

// The sum of quantity times price, in units of the currency, rounded once and half up.
export function total({ sheet, lot }, prices) {
  const scale = 6;
  const units = (text, places) => {
    const [whole, part = ""] = text.split(".");
    return BigInt(whole + part.padEnd(places, "0").slice(0, places));
  };
  const sum = lot.items.reduce((found, { item, quantity }) => (
    found + units(quantity || "1", scale) * units(prices.get(item), sheet.decimals)), 0n);
  const step = 10n ** BigInt(scale);
  const digits = String((sum + step / 2n) / step).padStart(sheet.decimals + 1, "0");
  const point = digits.length - sheet.decimals;
  return sheet.decimals ? `${digits.slice(0, point)}.${digits.slice(point)}` : digits;
}

const titleOf = ({ sheet, words }, { requirement }) => (
  sheet.documents.find(({ document }) => document === requirement)?.title ?? words.other);

export function summarise(facts, { prices, answers, note, files }) {
  const { sheet, lot, words } = facts;
  const rows = lot.items.map(({ item, description, quantity, unit }) => (
    summaryRow(`${item}. ${description}`, `${grouped(prices.get(item))} × ${grouped(quantity || 1)} ${unit}`)));
  rows.push(summaryRow(words.total, `${grouped(total(facts, prices))} ${sheet.currency}`));
  const titles = new Map();
  for (const file of files) {
    const title = titleOf(facts, file);
    titles.set(title, [...(titles.get(title) ?? []), documentName(file.name)]);
  }
  for (const [title, names] of titles) rows.push(summaryRow(title, names.join("\n")));
  if (!files.length) rows.push(summaryRow(words.documents, "—"));
  for (const { criterion, meets, text } of answers) {
    const { title } = sheet.criteria.find((one) => one.criterion === criterion);
    rows.push(summaryRow(title, [meets ? words.met : words.notMet, text].filter(Boolean).join("\n")));
  }
  if (note) rows.push(summaryRow(words.note, note));
  find("summary").replaceChildren(...rows);
  find("not-met").hidden = answers.every(({ meets }) => meets);
}

// What the bidder keeps: readable, and never sent.
export function offerCopy(facts, { prices, answers, note }, job, digests, digest) {
  const { sheet, lot, words, bid, company } = facts;
  const criteria = new Map(sheet.criteria.map(({ criterion, title }) => [criterion, title]));
  const lines = [
    words.copy, "", `${sheet.tender} · ${sheet.title}`, `${bid} · ${company}`, "",
    ...lot.items.map(({ item, description, quantity, unit }) => (
      `${item}. ${description}: ${grouped(prices.get(item))} × ${grouped(quantity || 1)} ${unit}`)),
    `${words.total}: ${grouped(total(facts, prices))} ${sheet.currency}`,
  ];
  for (const [i, { kind, files }] of job.envelopes.entries()) {
    lines.push("", `${words[kind]}  SHA-256 ${digests[i]}`);
    for (const file of files) {
      lines.push(`  ${titleOf(facts, file)}: ${documentName(file.name)}`, `    SHA-256 ${file.plain.sha256}`);
    }
  }
  lines.push("", ...answers.map(({ criterion, meets, text }) => (
    [`${criteria.get(criterion)}: ${meets ? words.met : words.notMet}`, text].filter(Boolean).join("\n  "))));
  lines.push(...(note ? ["", note] : []), "", fill(words.fingerprint, { digest }), "");
  const link = find("copy");
  link.href = URL.createObjectURL(new Blob([lines.join("\n")], { type: "text/plain;charset=utf-8" }));
  link.download = `${bid}.txt`;
}
