// A file on its way to the server in chunks, over a line that may break: what was
// acknowledged is there, the rest goes on from where it stopped.

import { ApiError, api, seg, signIn } from "./api.js";
import { draft, keepDraft } from "./drafts.js";

/** Bytes of the first chunk, and of the largest. On a thin line none should take longer than some seconds. */
const first = 128 << 10;
const most = 8 << 20;
/** Milliseconds that a chunk should take. */
const pace = 1500;

/** @param {string} id how far it is: the next chunk begins there @param {AbortSignal} signal @returns {Promise<number>} */
const standsAt = async (id, signal) => (await api.get(`/uploads/${seg(id)}`, undefined, signal)).offset;

/** @param {string} id @param {Blob} bytes @param {number} offset @param {AbortSignal} signal @returns {Promise<number>} */
async function chunk(id, bytes, offset, signal) {
  let response;
  try {
    response = await fetch(`/api/v1/uploads/${seg(id)}`, {
      method: "PATCH", body: bytes, signal, credentials: "same-origin",
      headers: { "Content-Type": "application/octet-stream", "Upload-Offset": String(offset) },
    });
  } catch (err) {
    if (signal.aborted) throw err;
    throw new ApiError(0, { title: String(err) });
  }
  const stands = response.headers.get("Upload-Offset");
  if (response.status === 409 && stands) return Number(stands); // an answer was lost: it has more than we knew
  if (response.ok) return (await response.json()).offset;
  if (response.status === 401) signIn();
  throw new ApiError(response.status, await response.json().catch(() => ({})));
}

/** Waits, or until the line is back. @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
const pause = (ms, signal) => new Promise((done) => {
  const end = () => (clearTimeout(timer), removeEventListener("online", end), signal.removeEventListener("abort", end), done());
  const timer = setTimeout(end, ms);
  addEventListener("online", end);
  signal.addEventListener("abort", end);
});

/** What may pass by itself: no link, a service that restarts, too many requests. @param {any} error */
const passes = (error) => error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);

/** How a file is known again when somebody chooses it a second time. @param {File} file */
const known = (file) => ({ name: file.name, size: file.size, modified: file.lastModified });

/** An upload of this very file that was broken off here. @param {File} file @param {AbortSignal} signal */
async function begun(file, signal) {
  const { id, ...of } = draft("upload") ?? {};
  if (!id || JSON.stringify(of) !== JSON.stringify(known(file))) return null;
  try {
    return { id, offset: await standsAt(id, signal) };
  } catch (error) {
    if (passes(error)) throw error;
    return null; // taken, or gone after a day
  }
}

/**
 * Sends a file and gives the id of its upload.
 * @param {File} file @param {"import"|"evidence"} purpose
 * @param {{at: (sent: number, waiting: boolean) => void, signal: AbortSignal}} options at is told how many bytes are there, and whether the line is down
 * @returns {Promise<string>}
 */
export async function send(file, purpose, { at, signal }) {
  const { id, offset: start } = (await begun(file, signal)) ?? (await api.post("/uploads", { name: file.name, size: file.size, purpose }));
  keepDraft("upload", { id, ...known(file) });
  let offset = start;
  let size = first;
  for (let failed = 0; offset < file.size;) {
    at(offset, failed > 0);
    try {
      if (failed) offset = await standsAt(id, signal);
      const began = performance.now();
      offset = await chunk(id, file.slice(offset, offset + size), offset, signal);
      size = performance.now() - began < pace ? Math.min(size * 2, most) : Math.max(size / 2, first);
      failed = 0;
    } catch (error) {
      if (signal.aborted || !passes(error)) throw error;
      failed++;
      size = first;
      at(offset, true);
      await pause(Math.min(500 * 2 ** failed, 15_000), signal);
    }
    signal.throwIfAborted();
  }
  at(offset, false);
  keepDraft("upload", null);
  return id;
}
