// Every screen and its place in the menu: one line a screen. A screen that is not
// listed does not exist, and a menu entry without a screen is not shown.

import * as work from "./screens/work.js";
import * as incidents from "./screens/incidents.js";
import * as keys from "./screens/keys.js";
import { can } from "./store.js";

/**
 * @typedef {object} Route
 * @property {string} path
 * @property {import("./types.js").ScreenModule} screen
 * @property {{label: string, icon: string, key?: string, primary?: boolean}} [nav] label is a key of the messages; key is the one to press after g
 * @property {() => boolean} [may] whether the user has any use for it
 * @property {string} [same] the path of the screen that this is another view of: what is loaded and shown stays
 * @property {Record<string, string>} [params] given to the screen as if they stood in the path
 */

/** The screens that nobody sees first come in a file of their own. */
const later = () => import("./later.js");

/**
 * One of them, by its name there: it is fetched when somebody goes to it, or before
 * that when there is nothing else to do.
 * @param {keyof typeof import("./later.js")} name @returns {import("./types.js").ScreenModule}
 */
function lazy(name) {
  /** @type {import("./types.js").ScreenModule} */
  const screen = {
    title: () => "",
    Screen: () => null,
    load: async (at) => {
      Object.assign(screen, { load: undefined }, (await later())[name]);
      return screen.load?.(at) ?? null;
    },
  };
  return screen;
}

/** Fetches the other screens, so that they are there when the link is not. */
export const loadLater = () => void later().catch(() => {});

/** In the order of the menu. @type {Route[]} */
export const routes = [
  { path: "/work", screen: work, nav: { label: "nav.work", icon: "work", key: "KeyW" }, may: () => can("READ_GAPS") },
  { path: "/incidents", screen: incidents, nav: { label: "nav.incidents", icon: "incidents", key: "KeyI" }, may: () => can("READ_INCIDENTS") },
  { path: "/map", same: "/incidents", params: { view: "map" }, screen: incidents, nav: { label: "nav.map", icon: "map", key: "KeyM" }, may: () => can("READ_INCIDENTS") },
  { path: "/timeline", same: "/incidents", params: { view: "timeline" }, screen: incidents, may: () => can("READ_INCIDENTS") },
  { path: "/matches", screen: lazy("matches"), nav: { label: "nav.matches", icon: "matches", key: "KeyT" }, may: () => can("DECIDE_MATCH") || can("PROPOSE_MATCH") },
  { path: "/gaps", screen: lazy("gaps"), nav: { label: "nav.gaps", icon: "gaps", key: "KeyG" }, may: () => can("READ_GAPS") },
  { path: "/agreement", screen: lazy("agreement"), nav: { label: "nav.agreement", icon: "equals" }, may: () => can("READ_GAPS") },
  { path: "/gaps/rules", screen: lazy("gapRules"), nav: { label: "nav.gap-rules", icon: "admin" }, may: () => can("READ_GAPS") },
  { path: "/board", screen: lazy("board"), nav: { label: "nav.board", icon: "board", key: "KeyB" }, may: () => can("READ_CASES") },
  { path: "/statements", screen: lazy("statements"), nav: { label: "nav.statements", icon: "statement", key: "KeyS" }, may: () => can("READ_STATEMENTS") },
  { path: "/import", screen: lazy("importing"), nav: { label: "nav.import", icon: "upload" }, may: () => can("IMPORT") },
  { path: "/log", screen: lazy("log"), nav: { label: "nav.log", icon: "plus", primary: true }, may: () => can("LOG_REPORT") },
  { path: "/i/:id", screen: lazy("incident") },
  { path: "/i/:id/compare", screen: lazy("compare") },
  { path: "/case/:id", screen: lazy("theCase"), may: () => can("READ_CASES") },
  { path: "/st/new", screen: lazy("newStatement"), may: () => can("DRAFT_STATEMENT") },
  { path: "/st/:id", screen: lazy("statement"), may: () => can("READ_STATEMENTS") },
  { path: "/r/:id/amend", screen: lazy("amend") },
  { path: "/keys", screen: keys },
];

/** Where "/" leads most people; asked before anybody knows who is there. */
export const usualHome = () => (routes.some((r) => r.path === "/work") ? "/work" : "/incidents");

/** Where "/" leads this user. */
export const home = () => (find(usualHome()) ?? menu()[0] ?? routes[routes.length - 1]).path;

const find = (/** @type {string} */ path) => routes.find((r) => r.path === path && (r.may?.() ?? true));

/** Whether there is such a screen for this user, by its pattern, before offering a way there. @param {string} path */
export const hasScreen = (path) => !!find(path);

/** The menu as this user sees it. */
export const menu = () => routes.filter((r) => r.nav && (r.may?.() ?? true));
