// Sealed envelopes in the browser: the twin of procurement/sealing.py, after
// docs/sealed-bids.md. Nothing here touches the page or the network.
//
//   const sealer = await Sealer.create(context);
//   const plain = await sealer.add(1, file, write, { progress, signal });   // documents first
//   await sealer.add(0, bidBytes(…), write);
//   const header = await sealer.finish();
//
// `write(number, bytes, counter)` is awaited for each encrypted chunk, so that it can send it
// away before the next one is read: memory stays flat however large a file is.

import { sha256 as hashing } from "@hpke/common";
import { combine, split } from "shamir-secret-sharing";

import {
  aesKey, concat, equal, hex, hkdf, random, SealError, sha256, toText, utf8, whole,
} from "./exact.js";
import {
  checkContext, CHUNK, contextDigest, contextFields, FORMAT, KEY, MOST_PART, MOST_PARTS,
  paddedLength, SALT, SHARE, TAG,
} from "./header.js";
import * as hpke from "./hpke.js";

export { SealError } from "./exact.js";
export { headerDigest, paddedLength, readHeader } from "./header.js";

// --- what follows from the content key ---------------------------------------------------

const derive = (key, digest, label) => hkdf(key, digest, `${FORMAT} ${label}`);

const partKey = (key, digest, number, salt) =>
  derive(key, digest, `part ${number} ${toText(salt)}`);

const label = (word, digest, place) =>
  concat(utf8(`${FORMAT} ${word}\0`), digest, new Uint8Array([place]));

export const shareCheck = (share, place, digest) =>
  sha256(concat(label("check", digest, place), share));

function nonce(counter, isLast) {
  const bytes = new Uint8Array(12);
  new DataView(bytes.buffer).setUint32(7, counter);
  bytes[11] = isLast ? 1 : 0;
  return bytes;
}

// --- sealing -----------------------------------------------------------------------------

export class Sealer {
  #key; #shares; #salts; #digest; #context;
  #parts = new Map();

  // `key` and `shares` are for going on with an envelope that was begun (`secrets`), `salts` for
  // the test vectors only.
  static async create(context, { key, shares, salts } = {}) {
    await checkContext(context);
    const sealer = new Sealer();
    sealer.#context = context;
    sealer.#digest = await contextDigest(context);
    sealer.#salts = salts ?? new Map();
    sealer.#key = key ?? random(KEY);
    sealer.#shares = shares ?? await split(sealer.#key, context.members.length, context.threshold);
    return sealer;
  }

  // Encrypt a File, Blob or bytes as part `number`, padded. Returns {size, sha256} of what was
  // given. `progress(bytes done)` is told after each chunk; `signal` ends it between two.
  // A part may be added again, when it failed or another file was chosen: every attempt has a
  // key of its own, so that the same nonce never meets two texts. Only an attempt that was broken
  // off goes on under its own `salt`, with the same bytes: `before(counter, plaintext)` is awaited
  // before a chunk is encrypted, and throws if it is not what it was.
  async add(number, source, write, { progress, signal, salt: own, before } = {}) {
    whole(number, 0, MOST_PARTS - 1, "the number of a part");
    const blob = source instanceof Blob ? source : new Blob([source]);
    if (blob.size > MOST_PART) throw new SealError("size", `at most ${MOST_PART} bytes`);
    const salt = own ?? this.#salts.get(number) ?? random(SALT);
    const key = await aesKey(await partKey(this.#key, this.#digest, number, salt), "encrypt");
    const length = paddedLength(blob.size);
    const count = Math.ceil(length / CHUNK);
    const plain = hashing.create(), sealed = hashing.create();
    for (let counter = 0; counter < count; counter++) {
      signal?.throwIfAborted();
      const given = await read(blob, counter * CHUNK, CHUNK);
      plain.update(given);
      const chunk = new Uint8Array(Math.min(CHUNK, length - counter * CHUNK));
      chunk.set(given);
      await before?.(counter, chunk);
      const iv = nonce(counter, counter === count - 1);
      const bytes = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, chunk));
      sealed.update(bytes);
      await write(number, bytes, counter);
      progress?.(Math.min((counter + 1) * CHUNK, blob.size));
    }
    const digest = hex(plain.digest());
    this.#parts.set(number, {
      salt: toText(salt), size: length + count * TAG, sha256: hex(sealed.digest()),
    });
    return { size: blob.size, sha256: digest };
  }

  // What it takes to go on later; whoever has it can open the envelope.
  get secrets() {
    return { key: this.#key, shares: this.#shares };
  }

  // A part of this envelope as the header will state it, and one that was complete before.
  part(number) {
    return this.#parts.get(number);
  }

  restore(number, part) {
    this.#parts.set(number, part);
  }

  // The header, as JSON states it.
  async finish() {
    const numbers = [...this.#parts.keys()].sort((one, other) => one - other);
    if (!numbers.length || numbers.some((number, i) => number !== i)) {
      throw new SealError("form", "parts are numbered from 0 without a gap");
    }
    const commitment = await derive(this.#key, this.#digest, "commitment");
    const shares = [];
    for (const [i, share] of this.#shares.entries()) {
      shares.push(await this.#wrap(share, i + 1, commitment));
    }
    return {
      ...contextFields(this.#context), commitment: toText(commitment),
      parts: numbers.map((number) => this.#parts.get(number)), shares,
    };
  }

  async #wrap(share, place, commitment) {
    const info = concat(label("share", this.#digest, place), commitment);
    const ephemeral = await derive(this.#key, this.#digest, `ephemeral ${place}`);
    const sealed = await hpke.seal(share, this.#context.members[place - 1], info, ephemeral);
    const check = await shareCheck(share, place, this.#digest);
    return { sealed: toText(sealed), check: toText(check) };
  }
}

async function read(blob, from, length) {
  try {
    return new Uint8Array(await blob.slice(from, from + length).arrayBuffer());
  } catch {
    throw new SealError("unreadable", "the file was changed or removed while it was read");
  }
}

// --- opening -----------------------------------------------------------------------------
// `header` is what readHeader returns.

// The share of the member at `place` (from 1), who holds the private key (32 bytes).
export async function unwrapShare(header, place, privateBytes) {
  const member = header.context.members[place - 1];
  if (!member || !equal(await hpke.publicOf(privateBytes), member)) {
    throw new SealError("key", "this key has no share here");
  }
  const info = concat(label("share", header.digest, place), header.commitment);
  const share = await hpke.open(header.shares[place - 1].sealed, privateBytes, info);
  await checkShare(header, place, share);
  return share;
}

export async function checkShare(header, place, share) {
  const stated = header.shares[place - 1]?.check;
  if (!stated || share.length !== SHARE
      || !equal(stated, await shareCheck(share, place, header.digest))) {
    throw new SealError("share", `not the share that was sealed for place ${place}`);
  }
}

// The content key from a Map of places and shares. The server's unlock sees beyond this to it
// that every other member was given their share as well.
export async function unlock(header, shares) {
  if (shares.size < header.context.threshold) throw new SealError("few", "too few shares");
  for (const [place, share] of shares) await checkShare(header, place, share);
  const chosen = [...shares.keys()].sort((one, other) => one - other)
    .slice(0, header.context.threshold).map((place) => shares.get(place));
  const key = await combine(chosen);
  if (!equal(await derive(key, header.digest, "commitment"), header.commitment)) {
    throw new SealError("unequal", "the shares do not give the key that was committed to");
  }
  return key;
}

// The plaintext of a part, padding and all, chunk by chunk.
export async function* readPart(header, number, key, blob) {
  const part = header.parts[number];
  if (blob.size !== part.size) throw new SealError("altered", `part ${number} was altered`);
  const own = await aesKey(await partKey(key, header.digest, number, part.salt), "decrypt");
  const digest = hashing.create();
  for (let counter = 0; counter < part.chunks; counter++) {
    const bytes = await read(blob, counter * (CHUNK + TAG), CHUNK + TAG);
    digest.update(bytes);
    const iv = nonce(counter, counter === part.chunks - 1);
    let chunk;
    try {
      chunk = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, own, bytes);
    } catch {
      throw new SealError("altered", `part ${number} was altered`);
    }
    yield new Uint8Array(chunk);
  }
  if (hex(digest.digest()) !== part.sha256) {
    throw new SealError("altered", `part ${number} is not the one that the header states`);
  }
}
