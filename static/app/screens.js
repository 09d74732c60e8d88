// Every screen and its place in the menu: one line a screen. A screen that is not
// listed does not exist, and a menu entry without a screen is not shown.

import * as incident from "./screens/incident.js";
import * as log from "./screens/log.js";
import * as amend from "./screens/amend.js";
import * as matches from "./screens/matches.js";
import * as work from "./screens/work.js";
import * as gaps from "./screens/gaps.js";
import * as statements from "./screens/statements.js";
import * as statement from "./screens/statement.js";
import * as newStatement from "./screens/newstatement.js";
import * as board from "./screens/board.js";
import * as theCase from "./screens/case.js";
import * as compare from "./screens/compare.js";
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

/**
 * A screen whose script is fetched when somebody goes there, so that the first
 * screen does not pay for it. What is known before it has come is given here.
 * @param {() => Promise<any>} fetch @param {Partial<import("./types.js").ScreenModule>} [known]
 * @returns {import("./types.js").ScreenModule}
 */
function lazy(fetch, known) {
  /** @type {import("./types.js").ScreenModule} */
  const screen = {
    title: () => "",
    Screen: () => null,
    load: async (at) => {
      Object.assign(screen, { load: undefined }, await fetch());
      return screen.load?.(at) ?? null;
    },
    ...known,
  };
  return screen;
}

/** S2 has three addresses and is one screen: what selects, arranges or frames loads no new list. */
const incidents = lazy(() => import("./screens/incidents.js"), { local: ["sel", "cols", "by", "zoom"] });

/** In the order of the menu. @type {Route[]} */
export const routes = [
  { path: "/work", screen: work, nav: { label: "nav.work", icon: "work", key: "KeyW" }, may: () => can("READ_GAPS") },
  { path: "/incidents", screen: incidents, nav: { label: "nav.incidents", icon: "incidents", key: "KeyI" }, may: () => can("READ_INCIDENTS") },
  { path: "/map", same: "/incidents", params: { view: "map" }, screen: incidents, nav: { label: "nav.map", icon: "map", key: "KeyM" }, may: () => can("READ_INCIDENTS") },
  { path: "/timeline", same: "/incidents", params: { view: "timeline" }, screen: incidents, may: () => can("READ_INCIDENTS") },
  { path: "/matches", screen: matches, nav: { label: "nav.matches", icon: "matches", key: "KeyT" }, may: () => can("DECIDE_MATCH") || can("PROPOSE_MATCH") },
  { path: "/gaps", screen: gaps, nav: { label: "nav.gaps", icon: "gaps", key: "KeyG" }, may: () => can("READ_GAPS") },
  { path: "/board", screen: board, nav: { label: "nav.board", icon: "board", key: "KeyB" }, may: () => can("READ_CASES") },
  { path: "/statements", screen: statements, nav: { label: "nav.statements", icon: "statement", key: "KeyS" }, may: () => can("READ_STATEMENTS") },
  { path: "/log", screen: log, nav: { label: "nav.log", icon: "plus", primary: true }, may: () => can("LOG_REPORT") },
  { path: "/i/:id", screen: incident },
  { path: "/i/:id/compare", screen: compare },
  { path: "/case/:id", screen: theCase, may: () => can("READ_CASES") },
  { path: "/st/new", screen: newStatement, may: () => can("DRAFT_STATEMENT") },
  { path: "/st/:id", screen: statement, may: () => can("READ_STATEMENTS") },
  { path: "/r/:id/amend", screen: amend },
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
