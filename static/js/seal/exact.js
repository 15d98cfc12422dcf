// Exact encodings for what is hashed or encrypted: one value, one way to write it. The twin of
// accounts/exact.py; docs/sealed-bids.md specifies both.

export class SealError extends Error {
  // `code` names the kind, for the page to find words for; the message is English.
  constructor(code, message) {
    super(message);
    this.name = "SealError";
    this.code = code;
  }
}

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

export const utf8 = (text) => new TextEncoder().encode(text);

export const random = (length) => crypto.getRandomValues(new Uint8Array(length));

export const hex = (bytes) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equal(one, other) {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let i = 0; i < one.length; i++) difference |= one[i] ^ other[i];
  return difference === 0;
}

// base64url without padding.
export function toText(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let k = 0; k < 4 && i + k <= bytes.length; k++) {
      text += SIGNS[(group >> (18 - 6 * k)) & 63];
    }
  }
  return text;
}

export function toBytes(text, length, what = "a value") {
  if (typeof text !== "string" || text.length !== Math.ceil((length * 4) / 3)) {
    throw new SealError("form", `${what} does not have ${length} bytes`);
  }
  const bytes = new Uint8Array(length);
  let held = 0, bits = 0, at = 0;
  for (const sign of text) {
    const value = SIGNS.indexOf(sign);
    if (value < 0) throw new SealError("form", `${what} is not base64url`);
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) bytes[at++] = (held >> (bits -= 8)) & 0xff;
  }
  if (toText(bytes) !== text) throw new SealError("form", `${what} is not base64url`);
  return bytes;
}

// Canonical JSON (RFC 8785) of objects, lists, text and whole numbers.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new SealError("form", "a number that is not whole");
  }
  if (typeof value === "string" && !value.isWellFormed()) {
    throw new SealError("form", "half a character (a lone surrogate)");
  }
  const text = JSON.stringify(value);
  if (text === undefined) throw new SealError("form", "a value that JSON cannot write");
  return text;
}

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

export function fields(value, names, what) {
  const own = value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.keys(value).sort().join() : null;
  if (own !== [...names].sort().join()) {
    throw new SealError("form", `${what} has not exactly the fields ${[...names].sort().join(", ")}`);
  }
  return value;
}

export function whole(value, least, most, what) {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new SealError("form", `${what}: a whole number from ${least} to ${most}`);
  }
  return value;
}

export function list(value, least, most, what) {
  if (!Array.isArray(value) || value.length < least || value.length > most) {
    throw new SealError("form", `${what}: a list of ${least} to ${most}`);
  }
  return value;
}

// Signs that do not show as what they are: control characters, and those that turn the
// direction of writing around.
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/u;

export function text(value, most, what, { least = 1, lines = false } = {}) {
  const length = typeof value === "string" ? [...value].length : -1;
  if (length < least || length > most) {
    throw new SealError("form", `${what}: text of ${least} to ${most} characters`);
  }
  if (HIDDEN.test(lines ? value.replace(/[\n\t]/g, "") : value)) {
    throw new SealError("form", `${what}: a control character`);
  }
  return value;
}

export function reference(value, what) {
  if (typeof value !== "string" || !/^[!-~]{1,100}$/.test(value)) {
    throw new SealError("form", `${what}: 1 to 100 visible ASCII characters`);
  }
  return value;
}

export function hex256(value) {
  if (typeof value !== "string" || !/^[0-9a-f]{64}$/.test(value)) {
    throw new SealError("form", "not a SHA-256");
  }
  return value;
}

export async function hkdf(key, salt, info) {
  const base = await crypto.subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
  const method = { name: "HKDF", hash: "SHA-256", salt, info: utf8(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(method, base, 256));
}

export const aesKey = (bytes, use) => crypto.subtle.importKey("raw", bytes, "AES-GCM", false, [use]);
