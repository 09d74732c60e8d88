// Sends a file in chunks. What the server has stays there: after a lost connection, a
// closed page or a restart the same file goes on where it stood.

import { api, seg } from "./api.js";
import { me } from "./store.js";

/** Bytes sent at once; the server takes at most 8 MB. */
export const chunk = 4 * 1024 * 1024;

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

const pause = (/** @type {number} */ ms, /** @type {AbortSignal} */ signal) =>
  new Promise((done, stop) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", () => (clearTimeout(timer), stop(signal.reason)), { once: true });
  });

/** One chunk; where the next begins. @param {string} id @param {number} offset @param {File} file @param {AbortSignal} signal */
async function sent(id, offset, file, signal) {
  for (let tries = 0; ; tries++) {
    try {
      if (tries) offset = (await api.get(`/uploads/${seg(id)}`, undefined, signal)).offset; // the chunk may have arrived and its answer not
      if (offset === file.size) return offset;
      return (await api.patch(`/uploads/${seg(id)}`, offset, file.slice(offset, offset + chunk), signal)).offset;
    } catch (/** @type {any} */ e) {
      const again = e.status === 0 || e.status === 409 || e.status === 429 || e.status >= 500;
      if (signal.aborted || !again || tries === waits.length) throw e;
      await pause(waits[tries], signal);
    }
  }
}

/**
 * Sends a file, or what of it is not there yet.
 * @param {File} file @param {"evidence"|"import"} purpose
 * @param {{progress?: (done: number) => void, signal?: AbortSignal}} [options] progress in bytes
 * @returns {Promise<{id: string, used: () => void}>} used is called once something stands on the upload
 */
export async function upload(file, purpose, { progress, signal = new AbortController().signal } = {}) {
  const place = placeOf(file, purpose);
  let { id, offset } = await begun(file, purpose, place, signal);
  progress?.(offset);
  while (offset < file.size) {
    offset = await sent(id, offset, file, signal);
    progress?.(offset);
  }
  return { id, used: () => localStorage.removeItem(place) };
}
