// Sealing a bid and sending it, so that it can be broken off anywhere. What was begun is kept in
// the browser: the content key, the salts, which chunks were sealed and where they went. Going on
// seals the same bytes to the same ciphertext, and sends only what the site has not got. The
// digest of each chunk is kept before it leaves, so that no other bytes can ever meet its nonce.

import { bidBytes, documentName, documentType } from "./bid.js";
import { headerDigest, SealError, Sealer } from "./envelope.js";
import { equal, hex, random, sha256, utf8 } from "./exact.js";
import { SALT } from "./header.js";
import { ask, Refusal } from "./network.js";
import { contextOf, termsOf } from "./sheet.js";

const CIPHERTEXT = "application/octet-stream";

const piece = () => ({ salt: random(SALT), token: null, seen: [], part: null });

// Where an envelope's files come from: all into a single one, each into its own of two.
const filesOf = (given, kind) => given.files.filter(
  (file) => kind === "single" || file.envelope === kind);

// A bid to be sealed, as plain values that the store can keep. `given`: {prices: Map, answers,
// note, files: [{id, requirement, envelope, name, type, size}]}.
export async function begin({ sheet, lot, bid, company }, given) {
  const envelopes = [];
  for (const kind of sheet.envelopes) {
    const sealer = await Sealer.create(contextOf(sheet, lot, bid, kind));
    const files = filesOf(given, kind).map((file) => ({ ...file, ...piece(), plain: null }));
    envelopes.push({ kind, ...sealer.secrets, files, body: null, ...{ own: piece() } });
  }
  return { bid, lot, company, sheet, given, envelopes };
}

// The fingerprint of a bid: its envelope's; of two, of both together.
export const digestOf = async (digests) => (
  digests.length === 1 ? digests[0] : hex(await sha256(utf8(digests.join("")))));

// Go through with `job`. `keep()` is awaited whenever something has to outlast a reload;
// `blobOf(id)` gives a file; `tell({file, state, share})` shows progress. Returns {digest, url,
// headers}, or {failed: [{id, name, reason}]} where documents could not be sent.
export class Sending {
  constructor(job, { addresses, words, keep, blobOf, tell, waiting, signal }) {
    Object.assign(this, { job, addresses, words, keep, blobOf, tell, signal });
    this.net = { words, waiting, signal };
  }

  async run() {
    const failed = [], headers = [];
    for (const envelope of this.job.envelopes) {
      const { key, shares } = envelope;
      const context = contextOf(this.job.sheet, this.job.lot, this.job.bid, envelope.kind);
      const sealer = await Sealer.create(context, { key, shares });
      for (const [i, file] of envelope.files.entries()) {
        const reason = await this.#document(sealer, i + 1, file);
        if (reason) failed.push({ id: file.id, name: file.name, reason });
      }
      if (failed.length) continue;
      await this.#body(sealer, envelope);
      headers.push(await sealer.finish());
    }
    return failed.length ? { failed } : this.#handIn(headers);
  }

  // A document that cannot be sent stops no other; the reason is returned.
  async #document(sealer, number, file) {
    try {
      const blob = await this.blobOf(file.id);
      if (!blob) throw new SealError("unreadable", "the file is gone");
      await this.#send(sealer, number, blob, file, file);
      this.tell({ file, state: "done", share: 1 });
      return null;
    } catch (error) {
      const isOwn = error instanceof SealError || (error instanceof Refusal && error.status !== 403);
      if (!isOwn || error.code === "changed") throw error;
      const reason = this.words[error.code] ?? error.message;
      this.tell({ file, state: "failed", reason });
      return reason;
    }
  }

  async #body(sealer, envelope) {
    if (!envelope.body) {
      const { sheet, lot, bid, company, given } = this.job;
      const terms = termsOf(sheet, lot, bid, envelope.kind, company);
      const isFinancial = envelope.kind === "financial";
      envelope.body = bidBytes(terms, {
        prices: envelope.kind === "technical" ? new Map() : given.prices,
        documents: envelope.files.map((file, i) => ({
          part: i + 1, requirement: file.requirement, name: documentName(file.name),
          type: documentType(file.type), ...file.plain,
        })),
        answers: isFinancial ? [] : given.answers,
        note: isFinancial ? "" : given.note,
      });
      await this.keep();
    }
    await this.#send(sealer, 0, new Blob([envelope.body]), envelope.own, null);
  }

  // Seal a part and send what the site lacks of it. One that is all there is not sealed again.
  async #send(sealer, number, blob, state, file) {
    let have = await this.#there(state);
    if (state.part && have.size === state.seen.length) {
      sealer.restore(number, state.part);
      return;
    }
    if (!state.token) {
      const options = { ...this.net, method: "POST", body: "{}" };
      state.token = (await (await ask(this.addresses.begin, options)).json()).token;
      have = new Set();
      await this.keep();
    }
    const write = async (_number, bytes, counter) => {
      if (have.has(counter)) return;
      const address = `${this.addresses.begin}${state.token}/${counter}/`;
      await ask(address, { ...this.net, method: "PUT", body: bytes, type: CIPHERTEXT });
    };
    const plain = await sealer.add(number, blob, write, {
      salt: state.salt, signal: this.signal,
      before: (counter, chunk) => this.#note(state, counter, chunk),
      progress: (done) => file && this.tell({ file, state: "sending", share: done / blob.size }),
    });
    state.part = sealer.part(number);
    if (file) state.plain = plain;
    await this.keep();
  }

  async #there(state) {
    if (!state.token) return new Set();
    try {
      const answer = await ask(`${this.addresses.begin}${state.token}/`, this.net);
      return new Set((await answer.json()).have);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 404) throw error;
      state.token = null; // swept away: it is sent once more, the same bytes
      return new Set();
    }
  }

  async #note(state, counter, chunk) {
    const digest = await sha256(chunk);
    const known = state.seen[counter];
    if (known && !equal(known, digest)) throw new SealError("changed", "other bytes than before");
    if (known) return;
    state.seen[counter] = digest;
    await this.keep();
  }

  async #handIn(headers) {
    this.tell({ state: "handing" });
    const envelopes = headers.map((header, i) => {
      const { own, files } = this.job.envelopes[i];
      return { header, parts: [own, ...files].map(({ token }) => token) };
    });
    const digests = await Promise.all(headers.map(headerDigest));
    const body = JSON.stringify({ envelopes });
    const answer = await ask(this.addresses.handIn, { ...this.net, method: "POST", body });
    const received = await answer.json();
    const digest = await digestOf(digests);
    if (received.digest !== digest) throw new Refusal(0, [this.words.differs]);
    return { digest, digests, url: received.url };
  }
}
