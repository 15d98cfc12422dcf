// The page of a committee member at the opening: unlocks the key with its passphrase or its
// recovery file, unwraps this member's share of every bid, and gives the shares. The key never
// leaves the browser. What is given is kept: an opening that is broken off goes on from there.

import { readHeader, SealError, unwrapShare } from "./envelope.js";
import { equal, toBytes, toText } from "./exact.js";
import { isSupported, recover, unwrap } from "./keys.js";

const stated = (id) => JSON.parse(document.getElementById(id).textContent);
const find = (name) => document.querySelector(`[data-opening="${name}"]`);
const { addresses, wrapped, place, words, ...facts } = stated("opening-facts");

class Refused extends Error {}

async function ask(address, body) {
  const answer = await fetch(address, body && {
    method: "POST", body: JSON.stringify(body), headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value,
    },
  });
  const told = await answer.json();
  if (!answer.ok) throw new Refused(told.errors.join("\n"));
  return told;
}

async function unlocked() {
  const [file] = find("file").files;
  const code = find("code").value;
  if (!file && !code) return unwrap(wrapped, find("passphrase").value);
  if (!file) throw new SealError("none", "no file");
  let kept;
  try {
    kept = JSON.parse(await file.text());
  } catch {
    throw new SealError("form", "not JSON");
  }
  const pair = await recover(kept, code);
  if (!equal(pair.public, toBytes(facts.public, 32))) throw new SealError("other", "another key");
  return pair;
}

// A page of envelopes at a time, until none waits for this member any more.
async function give(pair) {
  let done = 0;
  for (;;) {
    const { envelopes, left } = await ask(addresses.envelopes);
    if (!envelopes.length && done) return;
    const shares = {}, unable = [];
    for (const { id, digest, header } of envelopes) {
      try {
        shares[id] = toText(await unwrapShare(await readHeader(header), place, pair.private));
      } catch (error) {
        if (!(error instanceof SealError)) throw error;
        unable.push(id);
        tell(digest, error);
      }
      done += 1;
      find("progress").textContent = filled(words.given, {
        count: done, total: done + left - Object.keys(shares).length - unable.length,
      });
    }
    await ask(addresses.shares, { shares, unable });
    if (!envelopes.length) return;
  }
}

const filled = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

function tell(digest, error) {
  const line = document.createElement("li");
  const reason = words[error.code] ?? error.message;
  line.textContent = filled(words.unable, { bid: digest.slice(0, 16), reason });
  find("unable").append(line);
}

function refuse(text) {
  find("problem").textContent = text;
  find("problem").hidden = !text;
  if (text) find("problem").focus();
}

// The sentence for whatever came in the way.
function sentence(error) {
  if (error instanceof SealError) return words[error.code] ?? error.message;
  if (error instanceof Refused) return error.message;
  console.error(error);
  return words.broken;
}

let pair;

find("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  refuse("");
  find("give").disabled = true;
  find("unable").replaceChildren();
  find("progress").textContent = words.unlocking;
  try {
    // Once unlocked it is not asked for again while the page is open.
    pair ??= await unlocked();
    for (const name of ["passphrase", "file", "code"]) find(name).value = "";
    for (const name of ["by-passphrase", "recovery"]) find(name).hidden = true;
    await give(pair);
    find("progress").textContent = words.done;
    find("form").hidden = true;
    pair = undefined;
  } catch (error) {
    find("progress").textContent = "";
    refuse(sentence(error));
  } finally {
    find("give").disabled = false;
  }
});

if (await isSupported()) find("form").hidden = false;
else refuse(words.unsupported);
