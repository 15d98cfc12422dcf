// An inspector's visits on a phone. What is filled in is kept in this browser at each touch and
// sent when there is a connection: answers, then photos one by one, then the signing off. Each
// piece carries an id made here, so that sending it twice is nothing.

import { Store } from "../seal/store.js";
import { ask, isOffline, Refusal } from "../seal/network.js";
import { emptyWork, Visit } from "./visit.js";

const CACHE = "mizan-visits";
const FLAG = "mizan:visits"; // that there may be something to clear when somebody signs out
const SOON = 1200, EVERY = 15_000; // ms
const QUIET = 20; // while nothing waits, the site is asked every so many times only
const facts = JSON.parse(document.getElementById("visits-facts").textContent);
const { words } = facts;
const find = (name) => document.querySelector(`[data-visits="${name}"]`);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const kinds = ["visits", "work", "photos"];
const store = await Store.of(facts.person, { name: "mizan-visits", kinds });
const shown = new Map(); // by number
let lastSaid = "", problem = "", timer = null, running = null, again = false, left = false;

// --- what is kept -------------------------------------------------------------------------

const keepWork = async (visit) => !left && store.put("work", [visit.data.number], visit.work);

const callbacks = {
  words,
  changed: async (visit) => {
    const kept = await keepWork(visit);
    if (!kept) problem = words.notKept;
    tell();
    clearTimeout(timer);
    timer = setTimeout(sync, SOON);
  },
  keepPhoto: (visit, photo, blob) => store.put("photos", [visit.data.number, photo.id], blob),
  dropPhoto: (visit, photo) => store.forget("photos", visit.data.number, photo.id),
  photoOf: (visit, photo) => store.get("photos", visit.data.number, photo.id),
  failed: (text) => { problem = text; tell(); },
};

const byTime = (one, other) => `${one.day} ${one.when}`.localeCompare(`${other.day} ${other.when}`);

async function put(data) {
  const there = shown.get(data.number);
  if (there) {
    there.data.answers = data.answers;
    there.data.photos = data.photos;
    there.takeReceived(data);
    there.show();
    return there;
  }
  const work = (await store.get("work", data.number)) ?? emptyWork();
  const visit = new Visit(data, work, callbacks);
  // Only the new one is put in its place: none that somebody is touching moves.
  const after = [...shown.values()].filter((one) => byTime(data, one.data) < 0)
    .sort((one, other) => byTime(one.data, other.data))[0];
  find("list").insertBefore(visit.root, after?.root ?? null);
  shown.set(data.number, visit);
  await visit.showPhotos();
  if (location.hash === `#${data.number}`) visit.root.open = true;
  return visit;
}

async function showKept() {
  const kept = (await store.all("visits")).map(({ value }) => value);
  for (const data of kept.sort(byTime)) await put(data);
}

async function forget(visit) {
  const { number } = visit.data;
  for (const { names } of await store.all("photos", number)) await store.forget("photos", ...names);
  await store.forget("work", number);
  await store.forget("visits", number);
}

// --- what is said -------------------------------------------------------------------------

const isWaiting = () => [...shown.values()].some(({ work, unsent }) => (
  !work.done && (unsent.answers || unsent.photos || unsent.end)));

function tell() {
  const all = [...shown.values()].filter(({ work }) => !work.done);
  const sum = (name) => all.reduce((total, one) => total + Number(one.unsent[name]), 0);
  const [answers, photos, ends] = [sum("answers"), sum("photos"), sum("end")];
  const waits = answers + photos + ends > 0;
  find("offline").hidden = !isOffline();
  find("problem").hidden = !problem;
  find("problem").textContent = problem;
  const text = waits ? fill(words.unsent, { answers, photos }) : lastSaid;
  find("said").textContent = running && waits ? `${text} ${words.sending}` : text;
  find("said").className = `saved tag ${waits ? "warn" : "ok"}`;
  find("said").hidden = !text;
  find("none").hidden = left || shown.size > 0;
}

// --- sending ------------------------------------------------------------------------------

const net = { words, patient: false };

async function fetchVisits() {
  const have = [...shown.keys()].join(",");
  const answer = await ask(`${facts.visits}?have=${encodeURIComponent(have)}`, net);
  if (!answer) return false;
  const told = await answer.json();
  if (left) return false;
  document.querySelector("[name=csrfmiddlewaretoken]").value = told.token;
  for (const data of told.visits) {
    await store.put("visits", [data.number], data);
    const visit = await put(data);
    if (visit.work.closed) {
      visit.work.closed = "";
      visit.show();
    }
  }
  for (const [number, { state, text }] of Object.entries(told.others)) {
    await became(shown.get(number), state, text);
  }
  return true;
}

async function became(visit, state, text) {
  if (!visit || visit.work.done) return;
  if (state === "done" && visit.work.end) return; // our own end, received without our knowing
  const { answers, photos, end } = visit.unsent;
  const isEmpty = !visit.work.photos.length && !Object.keys(visit.work.answers).length;
  if (state !== "scheduled" && isEmpty && !end) {
    await forget(visit);
    visit.root.remove();
    shown.delete(visit.data.number);
    return;
  }
  visit.work.closed = `${text} ${answers + photos ? words.stays : words.keptWith}`;
  visit.work.state = state;
  await keepWork(visit);
  visit.show();
}

const post = (address, body) => ask(address, { ...net, method: "POST", body: JSON.stringify(body) });

const asSent = (key, { id, answer, remark, severity, put_right_by, at }) => (
  { id, key, answer, remark, severity, put_right_by, at: at ?? new Date().toISOString() });

async function sendAnswers(visit) {
  const waiting = Object.entries(visit.work.answers).filter(([, one]) => !one.sent);
  if (!waiting.length) return true;
  const answers = waiting.map(([key, one]) => asSent(key, one));
  const answer = await post(visit.data.addresses.notes, { answers });
  if (!answer) return false;
  const received = new Set((await answer.json()).received);
  for (const one of Object.values(visit.work.answers)) if (received.has(one.id)) one.sent = true;
  await keepWork(visit);
  visit.show();
  return true;
}

async function sendPhotos(visit) {
  for (const photo of visit.work.photos.filter(({ sent }) => !sent)) {
    const blob = await store.get("photos", visit.data.number, photo.id);
    if (!blob) { // the browser has thrown it away
      visit.work.photos = visit.work.photos.filter((one) => one !== photo);
      problem = words.photoLost;
      continue;
    }
    const about = new URLSearchParams({ key: photo.key, taken: photo.taken });
    const address = `${visit.data.addresses.photos}${photo.id}/?${about}`;
    const answer = await ask(address, { ...net, method: "PUT", body: blob, type: "image/jpeg" });
    if (!answer) return false;
    photo.sent = true;
    await keepWork(visit);
    await visit.showPhotos();
    tell();
  }
  return true;
}

async function sendEnd(visit) {
  const { work } = visit;
  if (!work.end || work.done || work.closed) return;
  const answers = Object.entries(work.answers)
    .map(([key, one]) => asSent(key, one));
  const photos = work.photos.map(({ id }) => id);
  const answer = await post(visit.data.addresses.finish, { ...work.end, answers, photos });
  if (!answer) return;
  work.done = true;
  visit.show();
  await forget(visit);
}

async function send(visit) {
  if (visit.work.done) return;
  try {
    if (await sendAnswers(visit) && await sendPhotos(visit)) await sendEnd(visit);
    if (visit.work.closed && !visit.unsent.answers && !visit.unsent.photos) {
      visit.work.closed = visit.work.closed.replace(words.stays, words.keptWith);
      visit.show();
    }
  } catch (error) {
    if (!(error instanceof Refusal) || error.status === 403) throw error;
    if (error.status === 404 || error.status === 409) {
      visit.work.closed = `${error.status === 409 ? error.message : words.refused} ${words.stays}`;
    } else {
      visit.work.end = null; // so that it can be put right
      visit.say(error.message.split("\n"));
    }
    await keepWork(visit);
    visit.show();
  }
}

// One at a time; what changes meanwhile is sent after it.
async function sync() {
  if (left) return;
  again = true;
  running ??= (async () => {
    while (again && !left) {
      again = false;
      try {
        if (!await fetchVisits()) break;
        problem = store.lasts ? "" : words.notKept;
        for (const visit of [...shown.values()]) await send(visit);
        const time = new Date().toLocaleTimeString(`${document.documentElement.lang}-u-nu-latn`, {
          hour: "2-digit", minute: "2-digit", hourCycle: "h23",
        });
        lastSaid = fill(words.received, { time });
      } catch (error) {
        if (!(error instanceof Refusal)) console.error(error);
        problem = error.message;
      }
    }
  })();
  tell();
  await running;
  running = null;
  tell();
}

// --- the page without a connection --------------------------------------------------------

async function keepPage() {
  if (!("serviceWorker" in navigator) || !("caches" in window) || isOffline()) return;
  await navigator.serviceWorker.register(facts.worker);
  await navigator.serviceWorker.ready;
  const page = await fetch(location.pathname, { redirect: "manual" });
  if (!page.ok) return;
  const cache = await caches.open(CACHE);
  const parts = performance.getEntriesByType("resource").map(({ name }) => name)
    .filter((name) => name.startsWith(location.origin) && name.includes("/static/"));
  const wanted = [...new Set(parts)];
  const whose = `${location.origin}${location.pathname}?of=${facts.person}`;
  const there = new Set((await cache.keys()).map(({ url }) => url));
  await cache.addAll(wanted.filter((url) => !there.has(url)));
  const isOld = (url) => {
    const of = new URL(url).searchParams.get("of");
    return of ? of !== facts.person : url.includes("/static/") && !wanted.includes(url);
  };
  for (const url of [...there].filter(isOld)) {
    await cache.delete(url);
    if (!url.includes("/static/")) await cache.delete(url.split("?")[0]); // somebody else's page
  }
  await cache.put(whose, new Response(""));
  await cache.put(location.pathname, page);
  await navigator.storage?.persist?.();
  find("ready").hidden = false;
}

async function clear() {
  if (!confirm(words.forget)) return;
  for (const visit of [...shown.values()]) {
    await forget(visit);
    visit.root.remove();
  }
  shown.clear();
  await caches.delete(CACHE);
  const here = await navigator.serviceWorker.getRegistration();
  await here?.unregister();
  find("ready").hidden = true;
  lastSaid = "";
  tell();
}

// The person signs out, here or in another tab (static/js/leave.js): nothing is shown or kept
// any more, and what was received is taken off the phone there.
function leave() {
  left = true;
  clearTimeout(timer);
  for (const visit of shown.values()) visit.root.remove();
  shown.clear();
  find("ready").hidden = true;
  [lastSaid, problem] = ["", words.signedOut];
  tell();
}

async function start() {
  find("page").hidden = false;
  try { localStorage.setItem(FLAG, "1"); } catch { /* forbidden: then it is looked for each time */ }
  new BroadcastChannel(CACHE).addEventListener("message", leave);
  await showKept();
  tell();
  for (const name of ["online", "offline"]) addEventListener(name, () => { tell(); if (!isOffline()) sync(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sync(); });
  find("clear").addEventListener("click", clear);
  let turn = 0;
  setInterval(() => {
    turn += 1;
    if (!isOffline() && (isWaiting() || turn % QUIET === 0)) sync();
  }, EVERY);
  await sync();
  await keepPage().catch((error) => console.info(error.message));
}

// Two tabs would write over one another.
const alone = (work) => (navigator.locks
  ? navigator.locks.request(`mizan-visits:${facts.person}`, { ifAvailable: true }, async (lock) => {
    if (!lock) {
      find("page").hidden = false;
      callbacks.failed(words.elsewhere);
      return;
    }
    await work();
    await new Promise(() => {}); // held until the page is left
  })
  : work());

document.getElementById("main").classList.add("has-script");
await alone(start);
