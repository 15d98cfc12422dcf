// The page on which a bid is written, checked, sealed and handed in. What is typed and chosen is
// kept in this browser alone, and what leaves it is ciphertext; after the page was loaded only
// uploads, and documents taken from the company's file, need a network.

import { Form } from "./bid-form.js";
import { offerCopy, summarise } from "./bid-summary.js";
import { canonical, SealError } from "./exact.js";
import { handInFolders, readFolder } from "./folder.js";
import { isSupported } from "./keys.js";
import { ask, isOffline, Refusal } from "./network.js";
import { apart, fill, find, findAll, sayProblems, timeOf } from "./page-parts.js";
import { begin, Sending } from "./sending.js";
import { SharedDraft } from "./shared-draft.js";
import { readSheet } from "./sheet.js";
import { Store } from "./store.js";

const facts = JSON.parse(document.getElementById("bid-facts").textContent);
const { bid, words, addresses } = facts;
const store = await Store.of(facts.person);
let form, shared, job = null, knownShared = 0, stopping = null;

function show(name) {
  for (const part of ["write", "confirm", "done"]) find(part).hidden = part !== name;
  find("beside").hidden = name !== "write";
  const head = find(name).querySelector("h2");
  head.focus();
  head.scrollIntoView({ block: "start" });
}

const say = (text) => sayProblems(text.split("\n").filter(Boolean).map((one) => ({ text: one })));

function sayError(error) {
  const isKnown = error instanceof Refusal || error instanceof SealError;
  if (!isKnown) console.error(error);
  say(words[error.code] ?? (isKnown ? error.message : words.unexpected));
}

// --- what is written ----------------------------------------------------------------------

let writing = null, again = false;

// Kept at every change; changes that come while it is being kept are kept after it.
async function keep() {
  again = true;
  writing ??= (async () => {
    while (again) {
      again = false;
      const value = { ...form.value, shared: knownShared, at: Date.now() };
      const kept = await store.put("drafts", [bid], value);
      find("kept").textContent = kept ? fill(words.kept, { time: timeOf(value.at) }) : words.notKept;
    }
    writing = null;
  })();
  await writing;
}

function changed() {
  shared?.changed();
  keep();
}

async function forgetFiles() {
  for (const { names } of await store.all("files", bid)) await store.forget("files", ...names);
}

async function discard() {
  if (!confirm(words.discard)) return;
  await dropJob();
  await forgetFiles();
  await form.show({ prices: [], answers: [], note: "", files: [] });
  find("declaration").checked = false;
  sayProblems([]);
  await keep();
  find("kept").textContent = words.discarded;
}

async function giveBack() {
  const value = await store.get("drafts", bid);
  knownShared = value?.shared ?? 0;
  if (!value) return;
  const lost = await form.show(value);
  if (!form.isEmpty) find("kept").textContent = fill(words.givenBack, { time: timeOf(value.at) });
  nameLost(lost);
}

// Files that are not in this browser are chosen here once more.
function nameLost(names) {
  find("lost").hidden = !names.length;
  const list = find("lost").querySelector("ul");
  list.replaceChildren(...names.map((name) => {
    const line = document.createElement("li");
    line.append(apart(name));
    return line;
  }));
}

// --- answers of earlier bids --------------------------------------------------------------

const titled = (value) => value.answers.map(([number, answer]) => ({
  number, answer, title: facts.sheet.criteria.find((one) => one.criterion === number)?.title,
}));

async function offerEarlier() {
  const found = (await store.all("earlier")).filter(({ names }) => names[0] !== bid);
  find("earlier").hidden = !found.length;
  const list = find("earlier-list");
  list.replaceChildren(...found.sort((one, other) => other.value.at - one.value.at).map(
    ({ names, value }) => new Option(value.title, names[0])));
}

// By the words of the criterion: another tender numbers them otherwise, another lot the same.
async function copyEarlier() {
  const value = await store.get("earlier", find("earlier-list").value);
  if (!value) return;
  const isSame = value.tender === facts.sheet.tender;
  const present = form.value;
  form.showAnswers({
    answers: facts.sheet.criteria.map(({ criterion, title }) => {
      const own = present.answers.find(([number]) => number === criterion)?.[1];
      const found = value.answers.find((one) => (
        isSame ? one.number === criterion : one.title === title));
      return [criterion, found?.answer ?? own];
    }),
    note: present.note || value.note,
  });
  changed();
}

// --- sealing and sending ------------------------------------------------------------------

function check() {
  const given = form.given;
  const problems = form.problems(given);
  sayProblems(problems);
  if (problems.length) return;
  summarise(facts, given);
  show("confirm");
}

// What of the tender a bid is made for: words and the deadline may change under way.
const binding = ({ tender, currency, decimals, envelopes, threshold, members, lots, documents, criteria }) => (
  canonical({
    tender, currency, decimals, envelopes, threshold, members: members.map(({ key }) => key),
    lots: lots.map(({ lot, items }) => [lot, items.map(({ item, quantity }) => [item, quantity])]),
    documents: documents.map(({ document, envelope, required }) => [document, envelope, required]),
    criteria: criteria.map(({ criterion }) => criterion),
  }));

async function dropJob() {
  stopping?.abort(new DOMException("stopped", "AbortError"));
  const tokens = job?.envelopes.flatMap(({ own, files }) => [own, ...files])
    .map(({ token }) => token).filter(Boolean) ?? [];
  job = null;
  await store.forget("sending", bid);
  // What was sent of it is of no use to anybody; if the site is away it sweeps it up itself.
  for (const token of tokens) {
    ask(`${addresses.begin}${token}/`, { method: "DELETE", words, patient: false }).catch(() => {});
  }
}

// An upload that was broken off goes on, unless the tender asks for something else by now.
async function findJob() {
  const kept = await store.get("sending", bid);
  if (!kept) return;
  if (binding(kept.sheet) !== binding(facts.sheet)) {
    await dropJob();
    say(words.tenderChanged);
    return;
  }
  job = kept;
  summarise(facts, job.given);
  find("seal-label").textContent = words.goOn;
  find("broken-off").hidden = false;
  show("confirm");
}

function tell({ file, state, share, reason }) {
  if (state === "handing") {
    find("progress-text").textContent = words.handing;
    return;
  }
  const files = job.envelopes.flatMap((envelope) => envelope.files);
  const whole = files.reduce((sum, { size }) => sum + size, 0) || 1;
  shares.set(file.id, state === "failed" ? 0 : share);
  const done = files.reduce((sum, { id, size }) => sum + size * (shares.get(id) ?? 0), 0);
  find("progress").value = done / whole;
  const percent = `${Math.floor((100 * done) / whole)}%`;
  const text = { sending: words.sending, done: words.sent, failed: words.failed }[state];
  find("progress-text").textContent = fill(text, { name: file.name, percent, reason });
}

const shares = new Map();
const waiting = (isSo) => { find("waiting").hidden = !isSo; };

function busy(isSo) {
  for (const name of ["seal", "retry"]) find(name).disabled = isSo;
  find("progress-box").hidden = !isSo;
  find("failed").hidden = true;
  if (!isSo) waiting(false);
}

async function seal() {
  sayProblems([]);
  busy(true);
  stopping = new AbortController();
  const { signal } = stopping;
  try {
    job ??= await begin({ ...facts, lot: facts.lot.lot }, form.given);
    const keepJob = async () => {
      if (job && !signal.aborted) await store.put("sending", [bid], job);
    };
    await keepJob();
    const sending = new Sending(job, {
      addresses, words, keep: keepJob, blobOf: form.blobOf, tell, waiting, signal,
    });
    const result = await sending.run();
    if (result.failed) tellFailed(result.failed);
    else await finish(result, job.given);
  } catch (error) {
    if (signal.aborted) return;
    if (error.code === "changed") await dropJob();
    sayError(error);
  } finally {
    busy(false);
    if (failedNow) find("failed").hidden = false;
    failedNow = false;
  }
}

let failedNow = false;

function tellFailed(failed) {
  failedNow = true;
  const list = find("failed").querySelector("ul");
  list.replaceChildren(...failed.map(({ name, reason }) => {
    const line = document.createElement("li");
    line.append(apart(name), `: ${reason}`);
    return line;
  }));
}

async function finish({ digest, digests, url }, given) {
  if (given) {
    offerCopy(facts, given, job, digests, digest);
    await store.put("earlier", [bid], {
      answers: titled(form.value), note: given.note, at: Date.now(),
      tender: facts.sheet.tender, title: `${facts.sheet.tender} · ${facts.sheet.title}`,
    });
  }
  find("copy").hidden = !given;
  job = null;
  await store.forget("sending", bid);
  await store.forget("drafts", bid);
  await forgetFiles();
  find("digest").textContent = digest;
  find("receipt").href = url;
  show("done");
}

// What was sealed is thrown away, its key too: whatever is sealed next has another one.
async function change() {
  await dropJob();
  find("seal-label").textContent = words.seal;
  find("broken-off").hidden = true;
  show("write");
}

// --- sealed offline -----------------------------------------------------------------------

async function handInOffline() {
  sayProblems([]);
  const button = find("offline-send"), progress = find("offline-progress");
  button.disabled = true;
  progress.hidden = false;
  try {
    const folders = [];
    for (const input of findAll("[data-folder]")) {
      const here = { ...facts, lot: facts.lot.lot };
      folders.push(await readFolder(input.files, here, input.dataset.folder));
    }
    find("offline-text").textContent = words.whole;
    const options = { addresses, words, waiting, tell: (share) => { progress.value = share; } };
    await finish(await handInFolders(folders, options), null);
  } catch (error) {
    sayError(error);
  } finally {
    button.disabled = false;
    progress.hidden = true;
    find("offline-text").textContent = "";
  }
}

// --- the page -----------------------------------------------------------------------------

function showNetwork() {
  find("offline").hidden = !isOffline();
}

function listen() {
  find("check").addEventListener("click", check);
  find("back").addEventListener("click", change);
  find("seal").addEventListener("click", seal);
  find("retry").addEventListener("click", seal);
  find("discard").addEventListener("click", discard);
  find("earlier-copy").addEventListener("click", copyEarlier);
  find("offline-send").addEventListener("click", handInOffline);
  addEventListener("online", showNetwork);
  addEventListener("offline", showNetwork);
  showNetwork();
}

async function start() {
  await readSheet(facts.sheet);
  form = new Form(facts, store, changed);
  form.onNotKept = () => { find("kept").textContent = words.notKept; };
  await giveBack();
  await offerEarlier();
  listen();
  shared = new SharedDraft(facts, form, {
    known: knownShared,
    note: async (version) => { knownShared = version; await keep(); },
    taken: async (lost) => { nameLost(lost); await keep(); },
  });
  find("page").hidden = false;
  if (!store.lasts) find("kept").textContent = words.notKept;
  await findJob();
}

// Two windows would write over one another, and could seal different bytes under one key.
function alone(work) {
  if (!navigator.locks) return work();
  const name = `mizan-bid:${facts.person}:${bid}`;
  return navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (!lock) {
      say(words.elsewhere);
      return;
    }
    await work();
    await new Promise(() => {}); // held until the page is left
  });
}

if (await isSupported()) alone(start).catch(sayError);
else say(words.unsupported);
