// The page on which a bid is written, checked, sealed and handed in. What is typed is kept in
// this browser alone, and what leaves it is ciphertext; nothing but the uploads needs a network.

import { bidBytes, documentName, documentType, isPrice } from "./bid.js";
import { headerDigest, SealError, Sealer } from "./envelope.js";
import { toBytes } from "./exact.js";
import { isSupported } from "./keys.js";

const stated = (id) => JSON.parse(document.getElementById(id).textContent);
const find = (name) => document.querySelector(`[data-bid="${name}"]`);
const { sheet, lot, bid, company, addresses, words } = stated("bid-facts");
const terms = {
  tender: sheet.tender, lot: lot.lot, bid, envelope: "single", company,
  currency: sheet.currency, decimals: sheet.decimals, items: lot.items.map(({ item }) => item),
};
const KEPT = `mizan:bid:${bid}`;
const MOST_BYTES = 200 << 20;
const AGAIN = [1, 2, 4, 8, 15]; // seconds until an upload is tried again

const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

function say(texts) {
  const box = find("problems");
  box.hidden = !texts.length;
  box.querySelector("ul").replaceChildren(...texts.map((text) => {
    const line = document.createElement("li");
    line.textContent = text;
    return line;
  }));
  if (texts.length) box.focus();
}

// --- what was typed -----------------------------------------------------------------------

// Digits of either script, thousands marked or not, as a bid states a price.
function plain(text) {
  const latin = [...text.trim()].map((sign) => {
    const code = sign.codePointAt(0);
    if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
    if (code >= 0x6f0 && code <= 0x6f9) return String(code - 0x6f0);
    return sign === "\u066b" ? "." : sign;
  }).join("");
  const grouped = /^[0-9]{1,3}([,\u066c ][0-9]{3})+(\.[0-9]*)?$/.test(latin);
  return grouped ? latin.replace(/[,\u066c ]/g, "") : latin;
}

const inputs = () => [...document.querySelectorAll("[data-item]")];

function read() {
  const prices = new Map(inputs().map((e) => [Number(e.dataset.item), plain(e.value)]));
  return { prices, note: find("note").value, files: [...find("files").files] };
}

// Everything that is missing or cannot be, all together.
function problemsOf({ prices, files }) {
  const found = [];
  for (const input of inputs()) {
    const price = prices.get(Number(input.dataset.item));
    const fine = isPrice(price, sheet.decimals) && /[1-9]/.test(price);
    input.setAttribute("aria-invalid", String(!fine));
    if (!fine) found.push(fill(words.price, { item: input.dataset.item, decimals: sheet.decimals }));
  }
  if (files.reduce((sum, file) => sum + file.size, 0) > MOST_BYTES) found.push(words.large);
  if (files.some((file) => !file.size)) found.push(words.empty);
  if (!find("declaration").checked) found.push(words.declaration);
  return found;
}

function keep() {
  const { note } = read();
  const prices = inputs().map((e) => [e.dataset.item, e.value]);
  try {
    localStorage.setItem(KEPT, JSON.stringify({ prices, note }));
  } catch {
    // A browser that keeps nothing: the page itself still holds it.
  }
}

function giveBack() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT));
    if (!kept) return;
    const prices = new Map(kept.prices);
    for (const input of inputs()) input.value = prices.get(input.dataset.item) ?? "";
    find("note").value = kept.note;
  } catch {
    // Something else stands there.
  }
}

// --- the summary --------------------------------------------------------------------------

// The sum of quantity times price, in units of the currency, rounded once and half up.
function total(prices) {
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

function row(label, value) {
  const line = document.createElement("div");
  const [term, detail] = [document.createElement("dt"), document.createElement("dd")];
  const inner = document.createElement("bdi");
  term.textContent = label;
  inner.textContent = value;
  detail.append(inner);
  line.append(term, detail);
  return line;
}

function summarise({ prices, note, files }) {
  const rows = lot.items.map(({ item, description, quantity, unit }) => (
    row(`${item}. ${description}`, `${prices.get(item)} × ${quantity || 1} ${unit}`)));
  rows.push(row(words.total, `${total(prices)} ${sheet.currency}`));
  rows.push(row(words.documents, files.map((file) => documentName(file.name)).join("\n") || "—"));
  if (note) rows.push(row(words.note, note));
  find("summary").replaceChildren(...rows);
}

// --- handing in ---------------------------------------------------------------------------

const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
const pause = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });

class Refusal extends Error {}

// Tried again until it arrives: a network that is gone comes back.
async function ask(address, method, body, type = "application/json") {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const headers = { "X-CSRFToken": token(), "Content-Type": type };
      const answer = await fetch(address, { method, body, headers, credentials: "same-origin" });
      if (answer.ok) return answer;
      if (answer.status < 500) {
        const told = await answer.json().catch(() => ({ errors: [words.refused] }));
        throw new Refusal(told.errors.join("\n"));
      }
    } catch (error) {
      if (error instanceof Refusal) throw error;
    }
    find("progress-text").textContent = words.waiting;
    await pause(AGAIN[Math.min(attempt, AGAIN.length - 1)]);
  }
}

// One part: a place for it, and its chunks as they are sealed.
async function upload(sealer, number, source, progress) {
  const answer = await ask(addresses.begin, "POST", "{}");
  const part = (await answer.json()).token;
  const write = (_number, bytes, counter) => (
    ask(`${addresses.begin}${part}/${counter}/`, "PUT", bytes, "application/octet-stream"));
  return { part, plain: await sealer.add(number, source, write, { progress }) };
}

async function handIn() {
  const given = read();
  const members = sheet.members.map(({ key }) => toBytes(key, 32));
  const sealer = await Sealer.create({
    tender: terms.tender, lot: terms.lot, bid, envelope: terms.envelope,
    threshold: sheet.threshold, members,
  });
  const whole = given.files.reduce((sum, file) => sum + file.size, 1);
  let before = 0;
  const tokens = [], documents = [];
  for (const [i, file] of given.files.entries()) {
    find("progress-text").textContent = fill(words.sealing, { name: file.name });
    const { part, plain: own } = await upload(sealer, i + 1, file, (done) => {
      find("progress").value = (before + done) / whole;
    });
    before += file.size;
    tokens.push(part);
    documents.push({
      part: i + 1, name: documentName(file.name), type: documentType(file.type), ...own,
    });
  }
  const body = bidBytes(terms, given.prices, documents, given.note);
  tokens.unshift((await upload(sealer, 0, body)).part);
  const header = await sealer.finish();
  const digest = await headerDigest(header);
  offerCopy(given, documents, digest);
  find("progress-text").textContent = words.handing;
  const answer = await ask(addresses.handIn, "POST", JSON.stringify({ header, parts: tokens }));
  const received = await answer.json();
  if (received.digest !== digest) throw new Refusal(words.differs);
  find("digest").textContent = digest;
  find("receipt").href = received.url;
  localStorage.removeItem(KEPT);
}

// What the bidder keeps: readable, and never sent.
function offerCopy({ prices, note }, documents, digest) {
  const lines = [
    words.copy, "", `${sheet.tender} · ${sheet.title}`, `${bid} · ${company}`, "",
    ...lot.items.map(({ item, description, quantity, unit }) => (
      `${item}. ${description}: ${prices.get(item)} × ${quantity || 1} ${unit}`)),
    `${words.total}: ${total(prices)} ${sheet.currency}`, "",
    ...documents.map((document) => `${document.part}. ${document.name}  SHA-256 ${document.sha256}`),
    ...(note ? ["", note] : []), "", digest, "",
  ];
  const link = find("copy");
  link.href = URL.createObjectURL(new Blob([lines.join("\n")], { type: "text/plain" }));
  link.download = `${bid}.txt`;
}

// --- the page -----------------------------------------------------------------------------

function show(name) {
  for (const part of ["write", "confirm", "done"]) find(part).hidden = part !== name;
  find(name).querySelector("h2")?.focus();
}

let sealing = false;
addEventListener("beforeunload", (event) => sealing && event.preventDefault());
find("write").addEventListener("input", keep);
find("check").addEventListener("click", () => {
  const given = read();
  const problems = problemsOf(given);
  say(problems);
  if (problems.length) return;
  summarise(given);
  show("confirm");
});
find("back").addEventListener("click", () => show("write"));
find("seal").addEventListener("click", async () => {
  sealing = true;
  find("seal").disabled = find("back").disabled = true;
  find("progress").hidden = false;
  say([]);
  try {
    await handIn();
    sealing = false;
    show("done");
  } catch (error) {
    sealing = false;
    if (!(error instanceof Refusal || error instanceof SealError)) console.error(error);
    say((words[error.code] ?? error.message).split("\n"));
  } finally {
    find("seal").disabled = find("back").disabled = false;
    find("progress-text").textContent = "";
  }
});

giveBack();
if (await isSupported()) find("page").hidden = false;
else say([words.unsupported]);
