// The draft that colleagues share: encrypted here to the personal keys of the company's bidders,
// kept by the site as it cannot read it. Whoever unlocks their key goes on with it elsewhere.

import { openDraft, sealDraft } from "./draft.js";
import { toBytes } from "./exact.js";
import { unwrap } from "./keys.js";
import { ask, Refusal } from "./network.js";
import { fill, find, timeOf } from "./page-parts.js";

const EVERY = 20_000; // ms between savings while something is written

export class SharedDraft {
  #facts; #form; #words; #pair = null; #known; #isOn = false; #isChanged = false; #busy = null;

  // `known` is the version that this browser saved or took last; `note(version)` keeps it;
  // `taken(lost)` is told when another's draft was put on the page.
  constructor(facts, form, { known, note, taken }) {
    Object.assign(this, { note, taken });
    this.#facts = facts;
    this.#form = form;
    this.#words = facts.words;
    this.#known = known ?? 0;
    if (!facts.ownKey) return;
    find("shared-locked").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#guarded(() => this.#unlock());
    });
    find("shared-save").addEventListener("click", () => this.#guarded(() => this.#save()));
    find("shared-take").addEventListener("click", () => this.#guarded(() => this.#take()));
    find("shared-overwrite").addEventListener("click", () => (
      this.#guarded(() => this.#save({ over: true }))));
    setInterval(() => this.#isOn && this.#isChanged && this.#guarded(() => this.#save()), EVERY);
    this.#guarded(() => this.#look());
  }

  changed() {
    this.#isChanged = true;
  }

  get #about() {
    const { sheet, lot, bid, company } = this.#facts;
    return { tender: sheet.tender, lot: lot.lot, bid, company };
  }

  #say(text, isWrong = false) {
    const place = find("shared-state");
    place.textContent = text;
    place.classList.toggle("failed", isWrong);
  }

  // One thing at a time; what goes wrong is said.
  async #guarded(work) {
    await this.#busy;
    this.#busy = work().catch((error) => {
      if (!(error.code || error instanceof Refusal)) console.error(error);
      this.#say(this.#words[error.code] ?? (error instanceof Refusal ? error.message
        : this.#words.notShared), true);
    });
    await this.#busy;
  }

  async #fetch() {
    const answer = await ask(this.#facts.addresses.draft, { words: this.#words, patient: false });
    if (!answer) throw new Refusal(0, [this.#words.notShared]);
    return answer.json();
  }

  // Whether colleagues left something newer than what this browser knows.
  async #look() {
    const there = await this.#fetch();
    if (there.draft && there.version !== this.#known) this.#tellNewer(there);
  }

  #tellNewer({ saved_by: name, saved_at: moment }) {
    find("shared-newer").hidden = false;
    find("shared-newer-text").textContent = fill(this.#words.newer, { name, time: timeOf(moment) });
  }

  async #unlock() {
    this.#say(this.#words.busy);
    const input = find("shared-passphrase");
    this.#pair = await unwrap(this.#facts.ownKey, input.value);
    input.value = "";
    find("shared-locked").hidden = true;
    this.#isOn = true;
    this.#say(this.#words.unlocked);
    const there = await this.#fetch();
    if (there.draft && there.version !== this.#known && this.#form.isEmpty) await this.#put(there);
  }

  async #take() {
    if (!this.#pair) {
      find("shared-passphrase").focus();
      this.#say(this.#words.unlockFirst, true);
      return;
    }
    await this.#put(await this.#fetch());
  }

  async #put(there) {
    if (!there.draft) return;
    const value = await openDraft(there.draft, this.#about, this.#pair);
    const lost = await this.#form.show(value);
    this.#known = there.version;
    this.#isChanged = false;
    find("shared-newer").hidden = true;
    this.#say(fill(this.#words.taken, { name: there.saved_by, time: timeOf(there.saved_at) }));
    await this.note(this.#known);
    await this.taken(lost);
  }

  async #save({ over = false } = {}) {
    const there = await this.#fetch();
    if (there.draft && there.version !== this.#known && !over) {
      this.#isOn = false; // until it is decided which of the two counts
      this.#tellNewer(there);
      return;
    }
    const people = there.people.map(({ key }) => toBytes(key, 32));
    this.#isChanged = false;
    const draft = await sealDraft(this.#form.value, this.#about, people);
    const answer = await ask(this.#facts.addresses.draft, {
      method: "PUT", body: JSON.stringify({ draft, version: there.version }),
      words: this.#words, patient: false,
    }).catch((error) => {
      this.#isChanged = true;
      if (error.status === 409) return null;
      throw error;
    });
    if (!answer) {
      const now = await this.#fetch();
      if (now.draft && now.version !== this.#known) this.#tellNewer(now);
      return;
    }
    const { version, saved_at: moment } = await answer.json();
    this.#known = version;
    this.#isOn = true;
    find("shared-newer").hidden = true;
    this.#say(fill(this.#words.shared, { time: timeOf(moment), count: people.length }));
    await this.note(version);
  }
}
