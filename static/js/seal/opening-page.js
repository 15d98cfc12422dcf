// The page of a committee member at the opening: unlocks the key with the passphrase, unwraps
// this member's share of every bid, and gives the shares. The key never leaves the browser.

import { readHeader, SealError, unwrapShare } from "./envelope.js";
import { toText } from "./exact.js";
import { unwrap } from "./keys.js";

const stated = (id) => JSON.parse(document.getElementById(id).textContent);
const find = (name) => document.querySelector(`[data-opening="${name}"]`);
const { addresses, wrapped, place, words } = stated("opening-facts");

async function ask(address, body) {
  const answer = await fetch(address, body && {
    method: "POST", body: JSON.stringify(body), headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value,
    },
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.errors.join("\n"));
  return told;
}

// Page by page: an opening that is broken off here goes on where it was.
async function give() {
  const pair = await unwrap(wrapped, find("passphrase").value);
  find("passphrase").value = "";
  let after = 0, given = 0;
  const unable = [];
  for (;;) {
    const { envelopes } = await ask(`${addresses.envelopes}?after=${after}`);
    if (!envelopes.length && given) break;
    const shares = {};
    for (const { id, digest, header } of envelopes) {
      after = id;
      try {
        shares[id] = toText(await unwrapShare(await readHeader(header), place, pair.private));
        given += 1;
      } catch (error) {
        if (!(error instanceof SealError)) throw error;
        unable.push(`${digest.slice(0, 16)}: ${words[error.code] ?? error.message}`);
      }
    }
    await ask(addresses.shares, { shares });
    find("progress").textContent = words.given.replace("%(count)s", given);
    if (!envelopes.length) break;
  }
  return unable;
}

find("give").addEventListener("click", async () => {
  const problem = find("problem");
  problem.hidden = true;
  find("give").disabled = true;
  find("progress").textContent = words.busy;
  try {
    const unable = await give();
    find("progress").textContent = [words.done, ...unable].join("\n");
    find("form").hidden = true;
  } catch (error) {
    problem.textContent = words[error.code] ?? error.message;
    problem.hidden = false;
    find("progress").textContent = "";
    find("give").disabled = false;
  }
});
find("form").hidden = false;
