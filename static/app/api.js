// The one way to the server. Answers are data; everything else is an ApiError
// with what the server said, so that a screen can put it into words.

const base = "/api/v1";

/** An answer that is not data, or no answer at all (status 0). */
export class ApiError extends Error {
  /** @param {number} status @param {any} problem */
  constructor(status, problem) {
    super(problem.detail || problem.title || `HTTP ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.type = problem.type ?? "about:blank";
    this.detail = problem.detail ?? "";
    /** @type {{pointer: string, detail: string}[]} */
    this.errors = problem.errors ?? [];
    /** What stands in the way of a move, in words. @type {string[]} */
    this.missing = problem.missing ?? [];
    this.requestId = problem.request_id ?? "";
  }
}

/** @type {WeakMap<object, string>} */
const etags = new WeakMap();

/** The ETag under which data was read; what If-Match wants. @param {object} data */
export const etagOf = (data) => etags.get(data) ?? "";

/** Idempotency keys of POSTs that have no answer yet. @type {Map<string, string>} */
const pending = new Map();

/**
 * One key a user action: pressing again after a lost answer sends the same key,
 * so the server does the thing once.
 * @param {string} what
 */
function keyFor(what) {
  let key = pending.get(what);
  if (!key) pending.set(what, (key = newKey()));
  return key;
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID wants HTTPS
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

/** @param {Record<string, any>} [query] */
function search(query) {
  const q = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") q.set(name, String(value));
  }
  const text = q.toString();
  return text && `?${text}`;
}

/** bytes are sent as they are, with headers of their own. @typedef {{query?: Record<string, any>, body?: any, bytes?: Blob, headers?: Record<string, string>, etag?: string, signal?: AbortSignal}} Options */

/** @param {string} method @param {string} path @param {Options} options @returns {Promise<any>} */
async function call(method, path, { query, body, bytes, headers: own, etag, signal }) {
  const url = base + path + search(query);
  /** @type {Record<string, string>} */
  const headers = { ...own }; // none on a GET, so that it can use what the page has preloaded
  const text = body === undefined ? undefined : JSON.stringify(body);
  if (text !== undefined) headers["Content-Type"] = "application/json";
  if (etag) headers["If-Match"] = etag;
  const what = `${url} ${text}`;
  if (method === "POST") headers["Idempotency-Key"] = keyFor(what);

  let response;
  try {
    response = await fetch(url, { method, headers, body: bytes ?? text, signal, credentials: "same-origin" });
  } catch (err) {
    if (signal?.aborted) throw err;
    throw new ApiError(0, { title: String(err) });
  }
  if (response.status < 500) pending.delete(what);
  if (response.ok) {
    if (response.status === 204) return null;
    const data = await response.json();
    const tag = response.headers.get("ETag");
    if (tag && data) etags.set(data, tag);
    return data;
  }
  if (response.status === 401) signIn();
  throw new ApiError(response.status, await response.json().catch(() => ({})));
}

/** Goes to the sign-in page and comes back here afterwards. Drafts are kept. */
export function signIn() {
  location.assign(`/sign-in?next=${encodeURIComponent("/" + location.hash)}`);
}

export const api = {
  /** @param {string} path @param {Record<string, any>} [query] @param {AbortSignal} [signal] */
  get: (path, query, signal) => call("GET", path, { query, signal }),
  /** @param {string} path @param {any} [body] @param {Options} [options] */
  post: (path, body = {}, options = {}) => call("POST", path, { ...options, body }),
  /** @param {string} path @param {any} body @param {string} etag */
  put: (path, body, etag) => call("PUT", path, { body, etag }),
  /** A part of a file that begins at a byte. @param {string} path @param {number} offset @param {Blob} bytes @param {AbortSignal} [signal] */
  patch: (path, offset, bytes, signal) => call("PATCH", path, { bytes, headers: { "Content-Type": "application/octet-stream", "Upload-Offset": String(offset) }, signal }),
  /** @param {string} path */
  delete: (path) => call("DELETE", path, {}),
};

/** A part of a path that came from data. @param {string} part */
export const seg = (part) => encodeURIComponent(part);
