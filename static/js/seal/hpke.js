// HPKE (RFC 9180) as sealed bids use it: base mode, X25519, HKDF-SHA256, AES-256-GCM.

import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";

import { concat, SealError } from "./exact.js";

export const ENC = 32;
const FIELD = 2n ** 255n - 19n;
const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm(),
});

// An exact copy: the library takes whole buffers.
const buffer = (bytes) => bytes.slice().buffer;

export const importPrivate = (bytes) => suite.kem.importKey("raw", buffer(bytes), false);

export async function publicOf(privateBytes) {
  const base = new Uint8Array(32);
  base[0] = 9;
  const [key, point] = await Promise.all([
    importPrivate(privateBytes),
    crypto.subtle.importKey("raw", base, "X25519", false, []),
  ]);
  const method = { name: "X25519", public: point };
  return new Uint8Array(await crypto.subtle.deriveBits(method, key, 256));
}

// Refuses second spellings of a key, and keys with which everybody shares the secret zero.
export async function checkPublic(bytes) {
  const value = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  if (bytes.length !== 32 || value >= FIELD) {
    throw new SealError("key", "not an X25519 public key");
  }
  try {
    const probe = new Uint8Array(32);
    probe[31] = 0x40;
    const [key, point] = await Promise.all([
      importPrivate(probe), crypto.subtle.importKey("raw", bytes, "X25519", false, []),
    ]);
    const method = { name: "X25519", public: point };
    const shared = new Uint8Array(await crypto.subtle.deriveBits(method, key, 256));
    if (shared.every((byte) => byte === 0)) throw new Error("zero");
  } catch {
    throw new SealError("key", "an X25519 public key of low order");
  }
}

// `ephemeral`: input key material of the sender's key pair, for this message and no other;
// left out, the pair is random.
export async function seal(plaintext, publicBytes, info, ephemeral, aad = new Uint8Array()) {
  const recipientPublicKey = await suite.kem.deserializePublicKey(buffer(publicBytes));
  const ekm = ephemeral && buffer(ephemeral);
  const sent = await suite.seal(
    { recipientPublicKey, info: buffer(info), ekm }, buffer(plaintext), buffer(aad),
  );
  return concat(new Uint8Array(sent.enc), new Uint8Array(sent.ct));
}

export async function open(sealed, privateBytes, info, aad = new Uint8Array()) {
  const recipientKey = await importPrivate(privateBytes);
  try {
    return new Uint8Array(await suite.open(
      { recipientKey, enc: buffer(sealed.subarray(0, ENC)), info: buffer(info) },
      buffer(sealed.subarray(ENC)), buffer(aad),
    ));
  } catch {
    throw new SealError("unwrap", "it was not sealed to this key, or not for this");
  }
}
