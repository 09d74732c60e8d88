// What somebody is typing, kept on this device until it is saved, so that nothing
// is lost to a closed tab or a session that ended.

import { useEffect, useRef } from "preact/hooks";
import { me } from "./store.js";

const prefix = () => `concord.draft.${me.user.id}.`;

/** @param {string} name */
export function draft(name) {
  try {
    return JSON.parse(localStorage.getItem(prefix() + name) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} name @param {any} value null removes it */
export function keepDraft(name, value) {
  if (value == null) localStorage.removeItem(prefix() + name);
  else localStorage.setItem(prefix() + name, JSON.stringify(value));
}

/** Names of this user's drafts. */
export const drafts = () => Object.keys(localStorage).filter((k) => k.startsWith(prefix())).map((k) => k.slice(prefix().length));

export const clearDrafts = () => drafts().forEach((name) => keepDraft(name, null));

/** How long nobody types before a draft is kept, in milliseconds (ux.md section 12). */
const quiet = 2000;

/**
 * Keeps a draft after a moment of quiet, and at once when the page or the screen
 * is left. touched.current says whether there is anything to keep.
 * @param {string} name @param {any} value @param {{current: boolean}} touched
 */
export function useDraft(name, value, touched) {
  const latest = useRef(value);
  latest.current = value;
  const keep = () => touched.current && keepDraft(name, latest.current);
  useEffect(() => {
    const timer = setTimeout(keep, quiet);
    return () => clearTimeout(timer);
  }, [value]);
  useEffect(() => {
    addEventListener("pagehide", keep);
    return () => {
      removeEventListener("pagehide", keep);
      keep();
    };
  }, []);
}
