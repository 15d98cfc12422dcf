// Asking the site, patiently: a network that is gone comes back, and what waits goes on by
// itself. Only what the site refuses for good ends an attempt.

const AGAIN = [1, 2, 4, 8, 15]; // seconds until it is tried again
const LONGEST = 300_000; // ms for one request; a chunk of 1 MiB over a slow line

// The site said no: `status`, and sentences for people.
export class Refusal extends Error {
  constructor(status, sentences) {
    super(sentences.join("\n"));
    this.name = "Refusal";
    this.status = status;
  }
}

export const isOffline = () => navigator.onLine === false;

function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      signal?.removeEventListener("abort", stop);
    };
    const go = () => { end(); resolve(); };
    const stop = () => { end(); reject(signal.reason); };
    const timer = setTimeout(go, seconds * 1000);
    addEventListener("online", go);
    signal?.addEventListener("abort", stop);
  });
}

const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

async function once(address, { method = "GET", body, type = "application/json", signal, words }) {
  const limits = [AbortSignal.timeout(LONGEST), ...(signal ? [signal] : [])];
  const headers = { "X-CSRFToken": token(), "Content-Type": type, Accept: "application/json" };
  const answer = await fetch(address, {
    method, body, headers: method === "GET" ? { Accept: "application/json" } : headers,
    credentials: "same-origin", redirect: "manual", signal: AbortSignal.any(limits),
  });
  if (answer.ok) return answer;
  // Signed out: the site leads to its door, or the page's token is one of before.
  if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) {
    throw new Refusal(403, [words.signedOut]);
  }
  if (answer.status >= 500 || answer.status === 429) return null;
  const told = await answer.json().catch(() => ({}));
  throw new Refusal(answer.status, told.errors ?? [words.refused]);
}

// Ask until there is an answer. `waiting(is it so)` is told while there is none; without
// `patient`, one attempt has to do and null says that nobody answered.
export async function ask(address, { waiting, patient = true, ...request }) {
  for (let attempt = 0; ; attempt += 1) {
    request.signal?.throwIfAborted();
    let answer = null;
    try {
      answer = await once(address, request);
    } catch (error) {
      if (error instanceof Refusal || request.signal?.aborted) throw error;
    }
    if (answer || !patient) {
      if (attempt) waiting?.(false);
      return answer;
    }
    waiting?.(true);
    await pause(AGAIN[Math.min(attempt, AGAIN.length - 1)], request.signal);
  }
}
