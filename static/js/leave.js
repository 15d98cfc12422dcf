// Signing out takes an inspector's visits off the phone (kept by static/js/inspect/page.js, in
// IndexedDB and with a service worker). What was not received yet stays, under the person's own
// number: shown to nobody else, said before leaving, and sent when that person opens the visits
// again. Where somebody else is signed in, what others have left behind goes the same way.

const NAME = "mizan-visits";
const FLAG = "mizan:visits"; // set by the page of visits, so that other pages need not look
const KINDS = ["visits", "work", "photos"];
const LONGEST = 4000; // ms; nobody is kept from signing out
const menu = document.querySelector("form[data-leave]");

const flag = () => {
  try {
    return localStorage.getItem(FLAG);
  } catch {
    return "1"; // forbidden: look
  }
};

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// The database, if it is there: looking does not make it.
async function openKept() {
  try {
    const request = indexedDB.open(NAME);
    request.onupgradeneeded = () => request.transaction.abort();
    return await done(request);
  } catch {
    return null;
  }
}

const isUnsent = ({ answers = {}, photos = [], end, draft = {}, closed, done: isDone }) => {
  if (isDone) return false;
  if ([...Object.values(answers), ...photos].some(({ sent }) => !sent)) return true;
  return !closed && Boolean(end || Object.values(draft).some(Boolean));
};

// The visits, as "[person, number]", of which something was not received.
async function unsentIn(kept) {
  const works = kept.transaction("work").objectStore("work");
  const [keys, values] = await Promise.all([done(works.getAllKeys()), done(works.getAll())]);
  return new Set(keys.filter((_, index) => isUnsent(values[index])));
}

// Forget what was received of those people's visits; return whether anything at all is left.
async function tidy(kept, isTheirs) {
  const unsent = await unsentIn(kept);
  const change = kept.transaction(KINDS, "readwrite");
  let left = 0;
  await Promise.all(KINDS.map(async (kind) => {
    const store = change.objectStore(kind);
    for (const key of await done(store.getAllKeys())) {
      const [person, number] = JSON.parse(key);
      if (isTheirs(person) && !unsent.has(JSON.stringify([person, number]))) store.delete(key);
      else left += 1;
    }
  }));
  await new Promise((resolve, reject) => {
    change.oncomplete = resolve;
    change.onabort = () => reject(change.error);
  });
  return left > 0;
}

async function isKeptForAnother(person) {
  if (!("caches" in window) || !await caches.has(NAME)) return false;
  const addresses = (await (await caches.open(NAME)).keys()).map(({ url }) => new URL(url));
  const whose = addresses.map(({ searchParams }) => searchParams.get("of")).filter(Boolean);
  return whose.some((one) => one !== person);
}

async function leave(form, person) {
  const kept = await openKept();
  const unsent = kept ? [...await unsentIn(kept)] : [];
  if (unsent.some((key) => JSON.parse(key)[0] === person) && !confirm(menu.dataset.leave)) return;
  const rest = async () => {
    new BroadcastChannel(NAME).postMessage("left"); // to the page of visits in other tabs
    if ("caches" in window) await caches.delete(NAME);
    if (kept && !await tidy(kept, () => true)) localStorage.removeItem(FLAG);
  };
  const late = new Promise((resolve) => { setTimeout(resolve, LONGEST); });
  await Promise.race([rest().catch((error) => console.info(error)), late]);
  form.submit();
}

async function tidyAfterOthers(person) {
  if (await isKeptForAnother(person)) await caches.delete(NAME);
  const kept = await openKept();
  if (kept) await tidy(kept, (one) => one !== person);
  kept?.close();
}

if (menu) {
  const { person } = menu.dataset;
  const way = menu.getAttribute("action");
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (new URL(form.getAttribute("action") ?? "", location.href).pathname !== way) return;
    if (!flag()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leave(form, person).catch(() => form.submit());
  }, true);
  if (flag() && !document.getElementById("visits-facts")) {
    tidyAfterOthers(person).catch((error) => console.info(error));
  }
}
