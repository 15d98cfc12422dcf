// The pages of one's personal keys. What is typed here stays here: the inputs have no names, and
// only the wrapped key, or the solution of a challenge, is put into the form that is sent.

import { SealError, equal, toBytes, toText, utf8 } from "./exact.js";
import * as hpke from "./hpke.js";
import {
  fingerprint, isSupported, newPair, recover, recovery, SHORTEST_PASSPHRASE, unwrap, wrap,
} from "./keys.js";

const CHECK = "mizan-key-check-1";
const WRAPPED_NONCE = 32 + 32 + 16;
const LONG = 20;

const find = (name) => document.querySelector(`[data-key="${name}"]`);
const stated = (id) => JSON.parse(document.getElementById(id).textContent);
const words = document.getElementById("key-words") ? stated("key-words") : {};

function say(text) {
  const place = find("problem");
  place.textContent = text;
  place.hidden = !text;
  if (text) place.scrollIntoView({ block: "nearest" });
}

// Whatever the work throws is told; meanwhile the button waits.
function onPress(name, work) {
  const button = find(name);
  button?.addEventListener("click", async (event) => {
    event.preventDefault();
    say("");
    button.disabled = true;
    find("progress").textContent = words.busy;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof SealError)) console.error(error);
      say(words[error.code] ?? error.message);
    } finally {
      button.disabled = false;
      find("progress").textContent = "";
    }
  });
}

// A whole passphrase, typed twice the same.
function passphrase() {
  const [one, two] = [find("passphrase").value, find("again").value];
  if ([...one].length < SHORTEST_PASSPHRASE) throw new SealError("short", "too short");
  if (one.normalize("NFKC") !== two.normalize("NFKC")) throw new SealError("differ", "not the same");
  return one;
}

function showStrength() {
  const length = [...find("passphrase").value].length;
  const name = length < SHORTEST_PASSPHRASE ? "short" : length < LONG ? "fair" : "good";
  find("strength").textContent = length ? words[name] : "";
}

function send(name, value) {
  const form = find("form");
  form.elements[name].value = value;
  form.requestSubmit();
}

// The recovery file that was chosen: JSON, or the refusal that it is none.
async function chosenFile() {
  const [file] = find("file").files;
  if (!file) throw new SealError("none", "no file");
  try {
    return JSON.parse(await file.text());
  } catch {
    throw new SealError("form", "not JSON");
  }
}

// --- making -------------------------------------------------------------------------------

let made;

async function make() {
  const given = passphrase();
  const pair = await newPair();
  const label = document.querySelector("[data-label]").dataset.label;
  const kept = await recovery(pair, label);
  made = { pair, wrapped: await wrap(pair, given) };
  const print = await fingerprint(pair.public);
  find("fingerprint").textContent = print;
  find("code").textContent = kept.code;
  const link = find("download");
  link.href = URL.createObjectURL(
    new Blob([JSON.stringify(kept.file, null, 1)], { type: "application/json" }));
  link.download = `mizan-key-${print.slice(0, 9).replace(" ", "-")}.json`;
  find("first").hidden = true;
  find("second").hidden = false;
  find("second").querySelector("h2").focus();
}

// Only a key that its holder can recover is taken into use.
async function finish() {
  const pair = await recover(await chosenFile(), find("typed").value);
  if (!equal(pair.public, made.pair.public)) throw new SealError("other", "another key");
  leaving = true;
  send("wrapped", JSON.stringify(made.wrapped));
}

let leaving = false;
addEventListener("beforeunload", (event) => {
  if (made && !leaving) event.preventDefault();
});

// --- checking and recovering --------------------------------------------------------------

async function check() {
  const wrapped = stated("key-wrapped");
  const pair = await unwrap(wrapped, find("passphrase").value);
  const sealed = toBytes(stated("key-puzzle"), WRAPPED_NONCE, "the puzzle");
  const info = utf8(`${CHECK} ${wrapped.public}`);
  send("answer", toText(await hpke.open(sealed, pair.private, info)));
}

async function recoverKey() {
  const given = passphrase();
  const pair = await recover(await chosenFile(), find("typed").value);
  const known = toBytes(stated("key-wrapped").public, 32);
  if (!equal(pair.public, known)) throw new SealError("other", "another key");
  send("wrapped", JSON.stringify(await wrap(pair, given)));
}

// --- the page -----------------------------------------------------------------------------

find("again") && find("passphrase").addEventListener("input", showStrength);
onPress("make", make);
onPress("finish", finish);
onPress("check", check);
onPress("recover", recoverKey);

// Enter presses the button that is shown, and never sends the form by itself.
find("form")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.localName !== "input") return;
  event.preventDefault();
  [...document.querySelectorAll("button[data-key]")].find((b) => b.offsetParent)?.click();
});

if (find("form")) {
  if (await isSupported()) find("form").hidden = false;
  else say(words.unsupported);
}
