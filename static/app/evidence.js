// Items of evidence: what is asked of the server about them, in one place.

import { ApiError, api, seg } from "./api.js";

/** @typedef {Record<string, any> & {id: string, partner: string, kind: string, title: string, existence: string, hold: boolean, size: number|null, media_type: string|null, sha256: string|null}} Exhibit */

const of = (/** @type {string} */ id) => `/evidence/${seg(id)}`;

/** @param {string} incident @param {AbortSignal} [signal] @returns {Promise<Exhibit[]>} */
export async function exhibits(incident, signal) {
  const all = [];
  for (let cursor = ""; ; ) {
    const page = await api.get("/evidence", { incident, limit: 200, cursor }, signal);
    all.push(...page.items);
    if (!page.next) return all;
    cursor = page.next;
  }
}

/** One item with its history and its custody. @param {string} id @param {AbortSignal} [signal] */
export const exhibit = (id, signal) => Promise.all([api.get(of(id), undefined, signal), api.get(`${of(id)}/custody`, undefined, signal)]).then(([item, custody]) => ({ item, custody: custody.items }));

/** Address of the file itself. Reading it is a custody event. @param {string} id */
export const contentOf = (id) => `/api/v1${of(id)}/content`;

/** Media types that a browser draws without running anything in them. */
const drawn = ["image/jpeg", "image/png", "image/webp", "image/gif"];

/** The largest picture shown on the page, in bytes; larger ones are downloaded. */
const most = 32_000_000;

export const isPicture = (/** @type {Exhibit} */ x) => drawn.includes(x.media_type ?? "") && (x.size ?? 0) <= most;

/** The picture of an item as an address within this page. @param {Exhibit} x @param {AbortSignal} signal */
export async function pictureOf(x, signal) {
  const answer = await fetch(contentOf(x.id), { signal, credentials: "same-origin" });
  if (!answer.ok) throw new ApiError(answer.status, await answer.json().catch(() => ({})));
  return URL.createObjectURL(new Blob([await answer.arrayBuffer()], { type: x.media_type ?? "" }));
}

export const act = {
  /** @param {any} facts */
  add: (facts) => api.post("/evidence", facts),
  /** @param {string} id @param {{action: string, to: string, reason: string}} given */
  custody: (id, given) => api.post(`${of(id)}/custody`, given),
  /** @param {string} id @param {any} given */
  share: (id, given) => api.post(`${of(id)}/share`, given),
  /** @param {string} id @param {{existence: string, reason: string, upload: string}} given */
  existence: (id, given) => api.post(`${of(id)}/existence`, given),
  /** @param {string} id @param {{hold: boolean, reason: string}} given */
  hold: (id, given) => api.post(`${of(id)}/hold`, given),
};
