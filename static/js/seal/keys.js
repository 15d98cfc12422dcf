// Personal keys: made here, and kept by the server only as it cannot read them. The twin of
// accounts/personal_keys.py; docs/sealed-bids.md specifies both forms.

import * as exact from "./exact.js";
import {
  aesKey, canonical, equal, hex, hkdf, random, SealError, sha256, toBytes, toText, utf8,
} from "./exact.js";
import { publicOf } from "./hpke.js";

export const FORMAT = "mizan-personal-key-1";
export const RECOVERY = "mizan-recovery-1";
export const SHORTEST_PASSPHRASE = 12;
const ITERATIONS = 1_000_000;
const FEWEST = 600_000, MOST = 10_000_000;
const CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const READ_AS = { O: "0", I: "1", L: "1" };

// Whether this browser can do all that sealing and opening need.
export async function isSupported() {
  try {
    const pair = await crypto.subtle.generateKey("X25519", true, ["deriveBits"]);
    return Boolean(pair.publicKey) && typeof "".isWellFormed === "function";
  } catch {
    return false;
  }
}

// A new pair: {private, public}, 32 bytes each.
export const newPair = () => pairOf(random(32));

export const pairOf = async (bytes) => ({ private: bytes, public: await publicOf(bytes) });

// What people compare: eight groups of four digits.
export async function fingerprint(publicBytes) {
  return hex((await sha256(publicBytes)).subarray(0, 16)).toUpperCase().match(/.{4}/g).join(" ");
}

// --- under a passphrase ------------------------------------------------------------------

export async function wrap(pair, passphrase, iterations = ITERATIONS) {
  const head = {
    format: FORMAT, public: toText(pair.public), iterations,
    salt: toText(random(16)), nonce: toText(random(12)),
  };
  return sealed(head, await stretched(passphrase, head), pair.private);
}

// Throws a SealError with the code "passphrase" if it is not the one.
export async function unwrap(wrapped, passphrase) {
  read(wrapped, ["format", "public", "iterations", "salt", "nonce", "wrapped"], FORMAT);
  exact.whole(wrapped.iterations, FEWEST, MOST, "iterations");
  return opened(wrapped, await stretched(passphrase, wrapped), "passphrase");
}

async function stretched(passphrase, head) {
  // However a keyboard composes its letters, the same passphrase gives the same bytes.
  const typed = utf8(passphrase.normalize("NFKC"));
  const base = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveBits"]);
  const salt = toBytes(head.salt, 16);
  const method = { name: "PBKDF2", hash: "SHA-256", salt, iterations: head.iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(method, base, 256));
}

// --- under a recovery code ---------------------------------------------------------------

// The recovery file and its code, to be kept apart from each other. `label`: whose it is.
export async function recovery(pair, label, code = random(16)) {
  const head = {
    format: RECOVERY, label, public: toText(pair.public),
    salt: toText(random(16)), nonce: toText(random(12)),
  };
  const file = await sealed(head, await fromCode(code, head), pair.private);
  return { file, code: await writeCode(code) };
}

// Throws a SealError: "code" for a slip in the code, "recovery" if it is not the file's.
export async function recover(file, code) {
  read(file, ["format", "label", "public", "salt", "nonce", "wrapped"], RECOVERY);
  return opened(file, await fromCode(await readCode(code), file), "recovery");
}

const fromCode = (code, head) => hkdf(code, toBytes(head.salt, 16), `${RECOVERY} key`);

async function checkOf(code) {
  const digest = await sha256(exact.concat(utf8("mizan recovery code\0"), code));
  return BigInt(((digest[0] << 8) | digest[1]) >> 4);
}

export async function writeCode(code) {
  let number = (BigInt(`0x${hex(code)}`) << 12n) | (await checkOf(code));
  let signs = "";
  for (let i = 0; i < 28; i++, number >>= 5n) signs = CODE_SIGNS[Number(number & 31n)] + signs;
  return signs.match(/.{4}/g).join("-");
}

// The bytes of a code as somebody typed it: small letters, other separators, O for 0 and
// Arabic digits are understood.
export async function readCode(text) {
  const signs = Array.from(text.toUpperCase())
    .filter((sign) => /[\p{L}\p{N}]/u.test(sign))
    .map((sign) => READ_AS[sign] ?? latin(sign));
  if (signs.length !== 28 || signs.some((sign) => !CODE_SIGNS.includes(sign))) {
    throw new SealError("code", "a recovery code has 28 letters and digits");
  }
  const number = signs.reduce((sum, sign) => (sum << 5n) | BigInt(CODE_SIGNS.indexOf(sign)), 0n);
  const digits = (number >> 12n).toString(16).padStart(32, "0");
  const code = Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));
  if ((number & 0xfffn) !== (await checkOf(code))) {
    throw new SealError("code", "the recovery code has a slip in it");
  }
  return code;
}

function latin(sign) {
  const code = sign.codePointAt(0);
  if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
  if (code >= 0x6f0 && code <= 0x6f9) return String(code - 0x6f0);
  return sign;
}

// --- both --------------------------------------------------------------------------------

function read(value, names, format) {
  exact.fields(value, names, "a wrapped key");
  if (value.format !== format) throw new SealError("form", `not of the format ${format}`);
}

async function sealed(head, key, privateBytes) {
  const method = {
    name: "AES-GCM", iv: toBytes(head.nonce, 12), additionalData: utf8(canonical(head)),
  };
  const bytes = await crypto.subtle.encrypt(method, await aesKey(key, "encrypt"), privateBytes);
  return { ...head, wrapped: toText(new Uint8Array(bytes)) };
}

async function opened({ wrapped, ...head }, key, code) {
  const method = {
    name: "AES-GCM", iv: toBytes(head.nonce, 12), additionalData: utf8(canonical(head)),
  };
  const bytes = toBytes(wrapped, 48, "the wrapped key");
  let opened;
  try {
    opened = await crypto.subtle.decrypt(method, await aesKey(key, "decrypt"), bytes);
  } catch {
    throw new SealError(code, `not the ${code} of this key, or the key was altered`);
  }
  const pair = await pairOf(new Uint8Array(opened));
  if (!equal(pair.public, toBytes(head.public, 32))) {
    throw new SealError("form", "the private key is not that of the public key beside it");
  }
  return pair;
}
