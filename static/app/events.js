// Live changes: one event stream, and asking every half minute when there is none.

import { useEffect, useRef, useState } from "preact/hooks";

/** @typedef {{kind: string, id?: string}} Change */

/** @type {Set<(change: Change) => void>} */
const listeners = new Set();
/** @type {Set<(state: string) => void>} */
const watchers = new Set();
let state = "online";
let poll = 0;

const tell = (/** @type {Change} */ change) => listeners.forEach((listen) => listen(change));

/** @param {string} next online, polling or offline */
function become(next) {
  clearInterval(poll);
  if (next === "polling") poll = window.setInterval(() => tell({ kind: "any" }), 30_000);
  if (next === state) return;
  const back = state === "offline" && next === "online";
  state = next;
  watchers.forEach((watch) => watch(next));
  if (back) tell({ kind: "any" }); // what happened while we were away
}

/** @type {EventSource|null} */
let source = null;
let closing = 0;
let late = 0;

const receive = (/** @type {MessageEvent} */ e) => {
  try {
    tell(JSON.parse(e.data));
  } catch {
    // a comment or a newer format: the next load shows it anyway
  }
};

function open() {
  clearTimeout(closing);
  if (source && source.readyState !== EventSource.CLOSED) return;
  const returning = source !== null;
  source = new EventSource("/api/v1/events");
  source.onopen = () => {
    clearTimeout(late);
    become("online");
  };
  source.onmessage = receive;
  for (const kind of ["report", "incident", "match", "gap", "investigation", "statement", "rules"]) source.addEventListener(kind, receive);
  // The server ends a stream every so often and the browser comes back by itself;
  // only when it does not is there anything to say.
  source.onerror = () => {
    clearTimeout(late);
    if (!navigator.onLine) become("offline");
    else late = window.setTimeout(() => !document.hidden && become("polling"), 12_000);
    if (source?.readyState === EventSource.CLOSED) setTimeout(() => !document.hidden && open(), 60_000);
  };
  if (returning) tell({ kind: "any" }); // what happened while nobody was looking
}

const close = () => source?.close();

/**
 * Listens while the page is looked at. A browser has six connections to a server
 * for all its tabs, so tabs in the background must not hold one each.
 */
export function startEvents() {
  const look = () => {
    clearTimeout(closing);
    if (!document.hidden) open();
    else closing = window.setTimeout(close, 20_000);
  };
  look();
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", close);
  addEventListener("pageshow", (e) => e.persisted && look());
  addEventListener("offline", () => become("offline"));
  addEventListener("online", () => become("online"));
}

/**
 * Calls changed, a moment later and once, when something of these kinds changes.
 * @param {string[]|undefined} kinds @param {() => void} changed
 */
export function useChanges(kinds, changed) {
  const latest = useRef(changed);
  latest.current = changed;
  useEffect(() => {
    if (!kinds?.length) return;
    let timer = 0;
    const listen = (/** @type {Change} */ { kind }) => {
      if (kind !== "any" && !kinds.includes(kind)) return;
      clearTimeout(timer);
      timer = window.setTimeout(() => latest.current(), 800);
    };
    listeners.add(listen);
    return () => {
      clearTimeout(timer);
      listeners.delete(listen);
    };
  }, [kinds?.join()]);
}

/**
 * Counts the changes of these kinds since the count was last taken back, for a
 * list that must not move under the reader's hand. Infinity: nobody counted.
 * @param {string[]} kinds @returns {[number, () => void]}
 */
export function useChangeCount(kinds) {
  const [n, set] = useState(0);
  useEffect(() => {
    const listen = (/** @type {Change} */ { kind }) => {
      if (kind === "any") set(Infinity);
      else if (kinds.includes(kind)) set((before) => before + 1);
    };
    listeners.add(listen);
    return () => void listeners.delete(listen);
  }, [kinds.join()]);
  return [n, () => set(0)];
}

/** The state of the connection: online, polling or offline. */
export function useConnection() {
  const [now, set] = useState(state);
  useEffect(() => {
    watchers.add(set);
    return () => void watchers.delete(set);
  }, []);
  return now;
}
