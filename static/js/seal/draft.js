// Drafts for a company's own people: encrypted to the personal keys of its bidding members,
// so that a colleague goes on from another machine and the server reads nothing. Format
// "mizan-sealed-draft-1": {format, about, nonce, body, wrapped: [{to, key}]}.

import {
  aesKey, canonical, fields, list, random, SealError, toBytes, toText, utf8,
} from "./exact.js";
import { paddedLength } from "./header.js";
import * as hpke from "./hpke.js";

export const FORMAT = "mizan-sealed-draft-1";
const MOST_BODY = 1 << 19; // the whole draft as JSON stays below 1 MiB
const MOST_PEOPLE = 200;

const infoOf = (head, to) => utf8(`${FORMAT} ${canonical({ ...head, to })}`);

// `about`: what the draft is of (tender, lot, company …), an object of text and whole numbers,
// which the reader has to state again. `people`: public keys.
export async function sealDraft(value, about, people) {
  await Promise.all(people.map(hpke.checkPublic));
  const text = utf8(canonical(value));
  const bytes = new Uint8Array(paddedLength(text.length)).fill(0x20);
  if (bytes.length > MOST_BODY) throw new SealError("size", "the draft is too long");
  bytes.set(text);
  const key = random(32), nonce = random(12);
  const head = { format: FORMAT, about };
  const method = { name: "AES-GCM", iv: nonce, additionalData: utf8(canonical(head)) };
  const body = await crypto.subtle.encrypt(method, await aesKey(key, "encrypt"), bytes);
  const wrapped = [];
  for (const person of people) {
    const to = toText(person);
    wrapped.push({ to, key: toText(await hpke.seal(key, person, infoOf(head, to))) });
  }
  return { ...head, nonce: toText(nonce), body: toText(new Uint8Array(body)), wrapped };
}

// Throws a SealError with the code "key" if the draft was not sealed to this pair.
export async function openDraft(draft, about, pair) {
  fields(draft, ["format", "about", "nonce", "body", "wrapped"], "the draft");
  const head = { format: FORMAT, about };
  if (canonical({ format: draft.format, about: draft.about }) !== canonical(head)) {
    throw new SealError("context", "a draft of something else");
  }
  const to = toText(pair.public);
  const own = list(draft.wrapped, 1, MOST_PEOPLE, "the people").find((one) => one.to === to);
  if (!own) throw new SealError("key", "the draft was not sealed to this key");
  const key = await hpke.open(toBytes(own.key, 32 + 32 + 16), pair.private, infoOf(head, to));
  const length = Math.floor((String(draft.body).length * 3) / 4);
  const method = {
    name: "AES-GCM", iv: toBytes(draft.nonce, 12), additionalData: utf8(canonical(head)),
  };
  try {
    const body = toBytes(draft.body, length, "the draft");
    const bytes = await crypto.subtle.decrypt(method, await aesKey(key, "decrypt"), body);
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new SealError("altered", "the draft was altered");
  }
}
