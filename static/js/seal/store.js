// What a bidder writes, kept in this browser alone (IndexedDB): what is typed, the files that
// were chosen, an upload under way, and the answers of earlier bids. Everything is kept under the
// person's own number, so that the next one at the same machine is not shown it.

const NAME = "mizan-bids";
const KINDS = ["drafts", "files", "sending", "earlier"];

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function open(name, kinds) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    for (const kind of kinds) request.result.createObjectStore(kind);
  };
  return done(request);
}

export class Store {
  #database; #person; #held = new Map();

  // A browser that keeps nothing (some private windows) is told by `lasts`; the page itself
  // then holds everything until it is left.
  static async of(person, { name = NAME, kinds = KINDS } = {}) {
    const store = new Store();
    store.#person = person;
    try {
      store.#database = await open(name, kinds);
      store.#database.onversionchange = () => store.#database.close();
    } catch {
      store.#database = null;
    }
    return store;
  }

  get lasts() {
    return Boolean(this.#database);
  }

  #key(...names) {
    return JSON.stringify([this.#person, ...names]);
  }

  async #within(kind, mode, work) {
    const transaction = this.#database.transaction(kind, mode, { durability: "strict" });
    const finished = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const result = await done(work(transaction.objectStore(kind)));
    await finished;
    return result;
  }

  // Keep a value; false if it could only be held until the page is left.
  async put(kind, names, value) {
    const key = this.#key(...names);
    this.#held.set(`${kind} ${key}`, value);
    if (!this.#database) return false;
    try {
      await this.#within(kind, "readwrite", (store) => store.put(value, key));
      this.#held.delete(`${kind} ${key}`);
      return true;
    } catch {
      return false; // full, or forbidden
    }
  }

  async get(kind, ...names) {
    const key = this.#key(...names);
    const held = this.#held.get(`${kind} ${key}`);
    if (held !== undefined || !this.#database) return held;
    return this.#within(kind, "readonly", (store) => store.get(key));
  }

  async forget(kind, ...names) {
    const key = this.#key(...names);
    this.#held.delete(`${kind} ${key}`);
    if (this.#database) await this.#within(kind, "readwrite", (store) => store.delete(key));
  }

  // All of this person's values of a kind whose names begin with these, each with its own names.
  async all(kind, ...names) {
    const begins = (key) => {
      const [person, ...rest] = JSON.parse(key);
      return person === this.#person && names.every((name, i) => rest[i] === name);
    };
    const found = [];
    if (this.#database) {
      const keys = await this.#within(kind, "readonly", (store) => store.getAllKeys());
      for (const key of keys.filter(begins)) {
        const value = await this.#within(kind, "readonly", (store) => store.get(key));
        found.push({ names: JSON.parse(key).slice(1), value });
      }
    }
    for (const [name, value] of this.#held) {
      const key = name.slice(kind.length + 1);
      if (name.startsWith(`${kind} `) && begins(key)) {
        found.push({ names: JSON.parse(key).slice(1), value });
      }
    }
    return found;
  }
}
