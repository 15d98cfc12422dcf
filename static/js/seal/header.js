// The outside of a sealed envelope: what it is bound to, its header, and their exact shape.
// The twin of procurement/envelope.py.

import * as exact from "./exact.js";
import { canonical, hex, SealError, sha256, toBytes, toText, utf8 } from "./exact.js";
import { checkPublic, ENC } from "./hpke.js";

export const FORMAT = "mizan-sealed-envelope-1";
export const ENVELOPES = ["single", "technical", "financial"];
export const KEY = 32;
export const SALT = 16;
export const SHARE = KEY + 1;
export const TAG = 16;
export const CHUNK = 1 << 20;
export const STEP = 1 << 14;
export const MOST_MEMBERS = 255;
export const MOST_PARTS = 200;
export const MOST_PART = 2 ** 32;
const WRAPPED = ENC + SHARE + TAG;
const CONTEXT = ["format", "tender", "lot", "bid", "envelope", "threshold", "members"];
const HEADER = [...CONTEXT, "commitment", "parts", "shares"];

// The length to which a part is padded: little is added, and little is told of the size.
export function paddedLength(size) {
  const step = Math.max(STEP, 2 ** (Math.floor(Math.log2(Math.max(size, 1))) - 4));
  return Math.max(1, Math.ceil(size / step)) * step;
}

// What an envelope is bound to: {tender, lot, bid, envelope, threshold, members}, the members
// as 32 bytes of X25519 each, in the order of their places.
export async function checkContext(context) {
  exact.reference(context.tender, "the tender");
  exact.reference(context.bid, "the bid");
  exact.whole(context.lot, 1, 1e6, "the lot");
  if (!ENVELOPES.includes(context.envelope)) {
    throw new SealError("form", `the envelope is one of ${ENVELOPES.join(", ")}`);
  }
  exact.list(context.members, 2, MOST_MEMBERS, "members");
  exact.whole(context.threshold, 2, context.members.length, "the threshold");
  if (new Set(context.members.map(toText)).size !== context.members.length) {
    throw new SealError("form", "each member has a key of their own");
  }
  for (const key of context.members) await checkPublic(key);
}

export const contextFields = (context) => ({
  format: FORMAT, tender: context.tender, lot: context.lot, bid: context.bid,
  envelope: context.envelope, threshold: context.threshold,
  members: context.members.map(toText),
});

export const contextDigest = (context) => sha256(utf8(canonical(contextFields(context))));

// What the receipt states: SHA-256 of the canonical header, in hex.
export const headerDigest = async (header) => hex(await sha256(utf8(canonical(header))));

const chunksOf = (size) => Math.ceil(size / (CHUNK + TAG));

// Check a header from JSON, and return its values as bytes and numbers.
export async function readHeader(value) {
  exact.fields(value, HEADER, "the header");
  if (value.format !== FORMAT) throw new SealError("form", `not of the format ${FORMAT}`);
  const members = exact.list(value.members, 2, MOST_MEMBERS, "members");
  const context = {
    tender: value.tender, lot: value.lot, bid: value.bid, envelope: value.envelope,
    threshold: value.threshold, members: members.map((key) => toBytes(key, KEY, "a member's key")),
  };
  await checkContext(context);
  return {
    context,
    digest: await contextDigest(context),
    commitment: toBytes(value.commitment, KEY, "the commitment"),
    parts: exact.list(value.parts, 1, MOST_PARTS, "parts").map(readPart),
    shares: exact.list(value.shares, members.length, members.length, "shares").map(readShare),
  };
}

function readShare(value) {
  exact.fields(value, ["sealed", "check"], "a share");
  return { sealed: toBytes(value.sealed, WRAPPED, "a share"), check: toBytes(value.check, 32) };
}

function readPart(value) {
  exact.fields(value, ["salt", "size", "sha256"], "a part");
  exact.whole(value.size, 1, MOST_PART + (MOST_PART / CHUNK) * TAG, "a part's size");
  exact.hex256(value.sha256);
  const chunks = chunksOf(value.size);
  const length = value.size - chunks * TAG;
  if (Math.ceil(length / CHUNK) !== chunks || paddedLength(length) !== length) {
    throw new SealError("form", "a part's size is not one of a padded part");
  }
  return {
    salt: toBytes(value.salt, SALT, "a part's salt"), size: value.size, sha256: value.sha256,
    chunks, length,
  };
}
