// Screens by address. The state of a screen (filters, sort, selected row) is in the
// address, so that a link shows the same thing to someone else.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { html } from "./ui/html.js";
import { t } from "./i18n.js";
import { useChanges } from "./events.js";
import { ErrorState, Skeleton } from "./ui/states.js";
import { announce } from "./ui/toast.js";
import { routes } from "./screens.js";

/** @typedef {{path: string, query: Record<string, string>}} Address */

/** @returns {Address} */
export function address() {
  const [path, search = ""] = location.hash.slice(1).split("?");
  return { path: path || "/", query: Object.fromEntries(new URLSearchParams(search)) };
}

/** A link to a screen. @param {string} path @param {Record<string, any>} [query] */
export function href(path, query = {}) {
  const q = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== null && value !== "") q.set(name, value);
  const text = q.toString();
  return `#${path}${text && "?" + text}`;
}

/** Goes to a screen. @param {string} path @param {Record<string, any>} [query] */
export const go = (path, query) => void (location.hash = href(path, query));

/**
 * Changes part of the query of this screen. Moving a selection replaces the
 * address, so that Back leaves the screen and does not walk through every row.
 * @param {Record<string, any>} changes @param {{replace?: boolean}} [options]
 */
export function setQuery(changes, { replace = false } = {}) {
  const { path, query } = address();
  const next = href(path, { ...query, ...changes });
  if (next === location.hash) return;
  if (!replace) return void (location.hash = next);
  history.replaceState(null, "", next);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

/** @param {string} pattern @param {string} path @returns {Record<string, string>|null} */
function match(pattern, path) {
  const want = pattern.split("/");
  const have = path.split("/");
  if (want.length !== have.length) return null;
  /** @type {Record<string, string>} */
  const params = {};
  for (let i = 0; i < want.length; i++) {
    if (want[i].startsWith(":")) params[want[i].slice(1)] = decodeURIComponent(have[i]);
    else if (want[i] !== have[i]) return null;
  }
  return params;
}

/**
 * The screen at a path. Where a screen has several addresses, path is the first of
 * them, so that going from one to another keeps what is shown.
 * @param {string} path
 */
export function resolve(path) {
  for (const route of routes) {
    const params = match(route.path, path);
    if (params) return { route, path: route.same ?? path, params: { ...route.params, ...params } };
  }
  return null;
}

/** What the first screen has asked for before anybody knew who is there. @type {{key: string, data: Promise<any>}|null} */
let early = null;

/**
 * Starts loading the first screen together with /me: on a slow link that saves a
 * round trip. Should it not work out, the screen asks again by itself.
 */
export function loadEarly() {
  const at = address();
  const found = resolve(at.path);
  const load = found?.route.screen.load;
  if (!found || !load) return;
  const { query } = at;
  const { path } = found;
  const data = (async () => load({ query, params: found.params, signal: new AbortController().signal }))();
  data.catch(() => {});
  early = { key: keyOf(found.route.screen, path, query), data };
}

/** What a screen's data depend on. @param {import("./types.js").ScreenModule} screen @param {string} path @param {Record<string, string>} query */
const keyOf = (screen, path, query) => path + JSON.stringify(Object.entries(query).filter(([name]) => !screen.local?.includes(name)).sort());

/**
 * The address, and a new drawing whenever it changes. It listens from the moment of the
 * first drawing on: what waits for the next frame would miss who is off again at once.
 */
export function useAddress() {
  const [at, set] = useState(address);
  useLayoutEffect(() => {
    const changed = () => set(address());
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return at;
}

/**
 * Draws a screen: loads its data, shows a skeleton if that takes long, keeps the
 * old data while new is under way, and says so when it fails.
 * @param {{screen: import("./types.js").ScreenModule, path: string, params: Record<string, string>, query: Record<string, string>}} props
 */
export function View({ screen, path, params, query }) {
  /** @type {[{for: string, data: any, error: any}, Function]} */
  const [state, setState] = useState({ for: "", data: null, error: null });
  const [slow, setSlow] = useState(false);
  const [busy, setBusy] = useState(false);
  const turn = useRef(/** @type {AbortController|null} */ (null));
  const shown = useRef(""); // the key of what is shown
  const key = keyOf(screen, path, query);
  const ready = !screen.load || state.for.startsWith(path + "[");

  async function load(quiet = false) {
    if (!screen.load) return;
    turn.current?.abort();
    const mine = (turn.current = new AbortController());
    if (!quiet) setBusy(true);
    try {
      const now = () => screen.load?.({ query, params, signal: mine.signal });
      // An answer of the server stands, also a refusal; a load that stumbled over
      // not yet knowing the user is begun again.
      const begun = early?.key === key ? early.data.catch((e) => (e.name === "ApiError" ? Promise.reject(e) : now())) : now();
      early = null;
      const data = await begun;
      if (mine.signal.aborted) return;
      shown.current = keyOf(screen, path, query); // only now a screen that came later says what is local
      setState({ for: shown.current, data, error: null });
    } catch (error) {
      if (mine.signal.aborted) return;
      if (quiet) return; // what is shown is still true as of before
      shown.current = "";
      setState({ for: key, data: null, error });
    } finally {
      if (turn.current === mine) setBusy(false);
    }
  }

  useEffect(() => {
    if (shown.current !== key) load();
    return () => turn.current?.abort();
  }, [key]);
  useEffect(() => {
    if (ready) return setSlow(false);
    const skeleton = setTimeout(() => setSlow(true), 150);
    const words = setTimeout(() => announce(t("state.loading")), 1000);
    return () => {
      clearTimeout(skeleton);
      clearTimeout(words);
    };
  }, [ready]);
  useChanges(ready && !state.error ? screen.live : undefined, () => load(true));

  const fine = ready && !state.error;
  const name = fine ? screen.title({ data: state.data, params }) : "";
  useLayoutEffect(() => {
    if (name) document.title = t("app.page-title", { page: name });
  }, [name]);
  useFocusOnArrival(path, ready);

  if (!ready) return slow ? html`<h1 class="hidden">${t("state.loading")}</h1><div aria-hidden="true"><${screen.Waiting ?? Skeleton} /></div>` : null;
  if (state.error) return html`<${ErrorState} error=${state.error} retry=${() => load()} />`;
  return html`<div class="view" aria-busy=${busy ? "true" : undefined}>
    <${screen.Screen} key=${path} data=${state.data} query=${query} params=${params} reload=${() => load(true)} />
  </div>`;
}

/** Where focus was when the program opened: nobody has navigated yet, so leave it. */
let arrived = false;

/** Moves focus to the heading of a new screen, as a page load would. @param {string} path @param {boolean} ready */
function useFocusOnArrival(path, ready) {
  useEffect(() => {
    if (!ready) return;
    if (!arrived) return void (arrived = true);
    const heading = /** @type {HTMLElement|null} */ (document.querySelector("main h1"));
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [path, ready]);
}
