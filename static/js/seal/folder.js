// A bid that was sealed offline (`bin/manage seal_bid`): its folder is checked here as
// `check_envelope` does, and handed in as it is. Nothing is sealed or opened.

import { sha256 as hashing } from "@hpke/common";

import { canonical, equal, hex, SealError } from "./exact.js";
import { CHUNK, contextDigest, headerDigest, MOST_PARTS, readHeader, TAG } from "./header.js";
import { ask, Refusal } from "./network.js";
import { digestOf } from "./sending.js";
import { contextOf } from "./sheet.js";

const HEADER = "header.json";
const MOST_HEADER = 1 << 17;
const PIECE = CHUNK + TAG;

// The header and the parts, in their order, that an envelope's files are: {header, parts}.
// Throws a SealError. What is no part of it, such as the readable copy, is left alone.
export async function readFolder(files, { sheet, lot, bid }, kind) {
  const named = new Map([...files].map((file) => [file.name, file]));
  const file = named.get(HEADER);
  if (!file || file.size > MOST_HEADER) throw new SealError("noHeader", "no header.json");
  let header;
  try {
    header = JSON.parse(await file.text());
  } catch {
    throw new SealError("form", "header.json is not JSON");
  }
  const read = await readHeader(header);
  const wanted = contextOf(sheet, lot, bid, kind);
  if (!equal(read.digest, await contextDigest(wanted))) {
    throw new SealError("context", `sealed for another ${differences(read.context, wanted)}`);
  }
  const parts = read.parts.map((part, number) => {
    const found = number < MOST_PARTS && named.get(`part-${number}.bin`);
    if (!found) throw new SealError("noPart", `part-${number}.bin is missing`);
    return found;
  });
  for (const [number, blob] of parts.entries()) await check(read.parts[number], blob, number);
  return { header, parts };
}

const differences = (one, other) => Object.keys(other).filter((name) => (
  String(one[name]) !== String(other[name]))).join(", ");

async function check(stated, blob, number) {
  const digest = hashing.create();
  for (let at = 0; at < blob.size && blob.size === stated.size; at += PIECE) {
    digest.update(new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer()));
  }
  if (blob.size !== stated.size || hex(digest.digest()) !== stated.sha256) {
    throw new SealError("altered", `part-${number}.bin is not the one that the header states`);
  }
}

// Upload and hand in what readFolder gave, one for each envelope. Returns {digest, digests, url}.
export async function handInFolders(folders, { addresses, words, waiting, signal, tell }) {
  const net = { words, waiting, signal };
  const whole = folders.flatMap(({ parts }) => parts).reduce((sum, { size }) => sum + size, 0);
  let sent = 0;
  const envelopes = [];
  for (const { header, parts } of folders) {
    const tokens = [];
    for (const blob of parts) {
      const answer = await ask(addresses.begin, { ...net, method: "POST", body: "{}" });
      const { token } = await answer.json();
      for (let at = 0, counter = 0; at < blob.size; at += PIECE, counter += 1) {
        const body = new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer());
        const address = `${addresses.begin}${token}/${counter}/`;
        await ask(address, { ...net, method: "PUT", body, type: "application/octet-stream" });
        sent += body.length;
        tell(sent / whole);
      }
      tokens.push(token);
    }
    envelopes.push({ header: JSON.parse(canonical(header)), parts: tokens });
  }
  const body = JSON.stringify({ envelopes });
  const answer = await ask(addresses.handIn, { ...net, method: "POST", body });
  const received = await answer.json();
  const digests = await Promise.all(envelopes.map(({ header }) => headerDigest(header)));
  const digest = await digestOf(digests);
  if (received.digest !== digest) throw new Refusal(0, [words.differs]);
  return { digest, digests, url: received.url };
}
