// Sends a file in chunks. What the server has stays there: after a lost connection, a
// closed page or a restart the same file goes on where it stood.

import { api, seg } from "./api.js";
import { me } from "./store.js";

/** Bytes of the first chunk, and of the largest: the server takes at most 8 MB. */
const least = 256 * 1024;
const most = 8 * 1024 * 1024;

/** Milliseconds a chunk should take: long on a thin line nobody sees anything move. */
const pace = 1500;

/** Waits between attempts at one chunk, in milliseconds. */
const waits = [500, 1000, 2000, 4000, 8000, 16000];

/**
 * Where this device keeps the number of an upload. The file's name is not written
 * there, only a number made of it.
 * @param {File} file @param {string} purpose
 */
function placeOf(file, purpose) {
  let hash = 0x811c9dc5; // FNV-1a
  for (const c of `${file.name} ${file.lastModified}`) hash = Math.imul(hash ^ /** @type {number} */ (c.codePointAt(0)), 0x01000193) >>> 0;
  return `concord.upload.${me.user.id}.${purpose}.${file.size}.${hash.toString(36)}`;
}

/** An upload as it stands on the server, begun there if it is not. @param {File} file @param {string} purpose @param {string} place @param {AbortSignal} [signal] */
async function begun(file, purpose, place, signal) {
  const known = localStorage.getItem(place);
  const stands = known && (await api.get(`/uploads/${seg(known)}`, undefined, signal).catch((e) => (e.status === 404 ? null : Promise.reject(e))));
  if (stands && stands.size === file.size) return stands;
  const fresh = await api.post("/uploads", { name: file.name, size: file.size, purpose }, { signal });
  localStorage.setItem(place, fresh.id);
  return fresh;
}

/** Waits, but no longer than until the line is back. @param {number} ms @param {AbortSignal} signal */
const pause = (ms, signal) =>
  new Promise((done, stop) => {
    const end = () => (clearTimeout(timer), removeEventListener("online", end), signal.removeEventListener("abort", end), signal.aborted ? stop(signal.reason) : done(null));
    const timer = setTimeout(end, ms);
    addEventListener("online", end);
    signal.addEventListener("abort", end);
  });

/**
 * One chunk; where the next begins. Where somebody is told that the line is down it
 * is waited for as long as it takes, else some attempts are made.
 * @param {string} id @param {number} offset @param {Blob} file @param {number} size @param {AbortSignal} signal @param {((down: boolean) => void)|undefined} waiting
 */
async function sent(id, offset, file, size, signal, waiting) {
  for (let tries = 0; ; tries++) {
    try {
      if (tries) offset = (await api.get(`/uploads/${seg(id)}`, undefined, signal)).offset; // the chunk may have arrived and its answer not
      const next = offset === file.size ? offset : (await api.patch(`/uploads/${seg(id)}`, offset, file.slice(offset, offset + size), signal)).offset;
      if (tries) waiting?.(false);
      return next;
    } catch (/** @type {any} */ e) {
      const again = e.status === 0 || e.status === 409 || e.status === 429 || e.status >= 500;
      if (signal.aborted || !again || (!waiting && tries === waits.length)) throw e;
      if (e.status !== 409) waiting?.(true);
      await pause(waits[Math.min(tries, waits.length - 1)], signal);
    }
  }
}

/**
 * Sends a file, or what of it is not there yet.
 * @param {File} file @param {"evidence"|"import"} purpose
 * @param {{progress?: (done: number) => void, waiting?: (down: boolean) => void, signal?: AbortSignal}} [options] progress in bytes
 * @returns {Promise<{id: string, used: () => void}>} used is called once something stands on the upload
 */
export async function upload(file, purpose, { progress, waiting, signal = new AbortController().signal } = {}) {
  const place = placeOf(file, purpose);
  let { id, offset } = await begun(file, purpose, place, signal);
  progress?.(offset);
  for (let size = least; offset < file.size; progress?.(offset)) {
    const began = performance.now();
    offset = await sent(id, offset, file, size, signal, waiting);
    size = performance.now() - began < pace ? Math.min(size * 2, most) : Math.max(size / 2, least);
  }
  return { id, used: () => localStorage.removeItem(place) };
}
