// S2: every incident we may see, as a table, on a map or along a timeline. The three
// share filters, selection and the pane of the selected one; all of it is in the
// address. A list that somebody is reading does not move: it says what has changed.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { html, cx } from "../ui/html.js";
import { Icon } from "../ui/icon.js";
import { Pager, Table } from "../ui/table.js";
import { FilterBar, FilterChips, active } from "../ui/filterbar.js";
import { Empty, Notice, Problem } from "../ui/states.js";
import { ColumnChooser, chosen, columns } from "../ui/explorercolumns.js";
import { ExportMenu, PickedBar } from "../ui/explorerexport.js";
import { filters, filtersOf } from "../ui/explorerfilters.js";
import { Lanes } from "../ui/timelinelanes.js";
import { SavedViews } from "../ui/savedviews.js";
import { Timeline } from "../ui/timeline.js";
import { IncidentMap } from "../ui/map.js";
import { IncidentPane } from "../ui/incidentpane.js";
import { announce } from "../ui/toast.js";
import { stampText } from "../ui/when.js";
import { ApiError, api, seg } from "../api.js";
import { useChangeCount, useConnection } from "../events.js";
import { language, t } from "../i18n.js";
import { useKeys } from "../keys.js";
import { can, now } from "../store.js";
import { go, href, setQuery } from "../router.js";
import { hasScreen } from "../screens.js";
import { remember } from "../neighbours.js";

/** @typedef {import("../types.js").Incident} Incident */

export const title = (/** @type {any} */ { params }) => t(`incidents.title.${params.view ?? "table"}`);

const perPage = 50;

/**
 * A page of the list. A filter that cannot be read is the reader's to correct, so
 * it becomes part of the page and does not replace it.
 * @param {{query: Record<string, string>, signal: AbortSignal}} at
 */
export async function load({ query, signal }) {
  const { sort = "-started", cursor } = query;
  try {
    const page = await api.get("/incidents", { limit: perPage, sort, cursor, ...filtersOf(query) }, signal);
    remember(page.items.map((/** @type {Incident} */ i) => i.id));
    return { ...page, at: now().toISOString() };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 400) throw error;
    return { items: [], next: null, at: now().toISOString(), problem: error };
  }
}

const kinds = ["report", "incident", "match", "gap", "investigation"];

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data, query, params, reload }) {
  const view = params.view ?? "table";
  const all = filters();
  const set = (/** @type {Record<string, string>} */ changes, /** @type {{replace?: boolean}} */ options = {}) => setQuery({ cursor: "", ...changes }, options);
  const [round, setRound] = useState(0);
  const selected = useSelected(data.items, query.sel);
  const total = useTotal(query, round);
  const names = chosen(query.cols);
  const [picked, pick] = useState(/** @type {Incident[]} */ ([]));
  const flip = (/** @type {Incident} */ i) => pick(picked.some((p) => p.id === i.id) ? picked.filter((p) => p.id !== i.id) : [...picked, i]);
  useHeadingOnView(view);
  useKeys({ KeyX: () => { const row = data.items.find((/** @type {Incident} */ i) => i.id === query.sel); if (row) flip(row); } });

  const select = (/** @type {string} */ id) => setQuery({ sel: id }, { replace: true });
  const inside = matchMedia(view === "map" ? "(min-width: 760px)" : "(min-width: 1100px)").matches;
  const list = { data, query, names, select, inside, picked, flip, set };
  const show = async () => {
    await reload();
    setRound(round + 1);
  };

  return html`<div class=${`page wide explore explore-${view}`}>
    <header class="page-head">
      <div><h1>${t(`incidents.title.${view}`)}</h1><${Total} total=${total} filtered=${active(all, query).length > 0} /></div>
      <div class="actions">
        <${ExportMenu} query=${filtersOf(query)} />
        ${can("LOG_REPORT") && html`<a class="button primary" href="#/log" data-test="log"><${Icon} name="plus" />${t("incidents.log")}</a>`}
      </div>
    </header>
    <div class="explore-bar">
      <${Views} view=${view} query=${query} />
      <${SavedViews} screen=${view === "table" ? "incidents" : view} query=${query} />
      <${FilterBar} filters=${view === "map" ? all.filter((f) => f.name !== "bbox") : all} query=${query} set=${set} />
      ${view === "table" && html`<${ColumnChooser} names=${names} set=${(/** @type {string} */ cols) => setQuery({ cols }, { replace: true })} />`}
    </div>
    <${Changes} show=${show} at=${data.at} />
    <${Problem} error=${data.problem} />
    ${picked.length > 0 && html`<${PickedBar} picked=${picked} clear=${() => pick([])} />`}
    ${view === "map"
      ? html`<${IncidentMap} query=${query} round=${round} selected=${selected} select=${select} set=${set}>
          ${selected && html`<${IncidentPane} brief incident=${selected} close=${() => select("")} />`}
          <${List} ...${list} filters=${all} compact />
        <//>`
      : html`
        ${view === "timeline" && html`<${Timeline} query=${query} round=${round} set=${set} />`}
        <div class=${selected ? "split" : "split single"}>
          <${List} ...${list} filters=${all} lanes=${view === "timeline"} />
          ${selected && html`<${IncidentPane} incident=${selected} close=${() => select("")} />`}
        </div>`}
  </div>`;
}

/** The page of incidents as rows, lanes or cards. @param {any} props */
function List({ data, query, names, select, inside, picked, flip, set, filters: all, compact, lanes }) {
  const cols = useMemo(() => {
    const own = columns(compact ? ["when", "killed", "by"] : names);
    if (compact || lanes) return own;
    const box = (/** @type {Incident} */ i) => html`<input type="checkbox" class="pick-box" aria-label=${t("incidents.pick", { title: i.title })} data-test="pick" checked=${picked.some((/** @type {Incident} */ p) => p.id === i.id)} onChange=${() => flip(i)} />`;
    return [{ name: "pick", label: t("incidents.pick-column"), head: html`<span class="hidden">${t("incidents.pick-column")}</span>`, cell: box, blank: () => true }, ...own];
  }, [language, names.join(), picked, compact, lanes]);
  const open = (/** @type {Incident} */ i) => go(`/i/${i.id}`);
  if (!data.items.length) return html`<div class="sheet"><${Nothing} filters=${all} on=${active(all, query)} query=${query} set=${set} failed=${!!data.problem} /></div>`;
  const rows = {
    caption: t("incidents.title"), columns: cols, rows: data.items, selected: query.sel, open,
    select: (/** @type {Incident} */ i) => select(i.id),
    press: (/** @type {Incident} */ i) => (inside ? select(i.id) : open(i)),
  };
  return html`<div class="sheet explore-list">
    ${lanes
      ? html`<${Lanes} ...${rows} test="lanes" />`
      : html`<${Table} ...${rows} sort=${query.sort || "-started"} onSort=${compact ? undefined : (/** @type {string} */ sort) => set({ sort })} test="incidents" />`}
    <${Pager} next=${data.next} cursor=${query.cursor} shown=${data.items.length} go=${(/** @type {string} */ cursor) => (set({ cursor, sel: "" }), compact || scrollTo(0, 0))} />
  </div>`;
}

/** @param {{view: string, query: Record<string, string>}} props */
const Views = ({ view, query: { cursor, ...query } }) => html`<nav class="views" aria-label=${t("incidents.views")}>
  ${[["table", "/incidents", "incidents"], ["map", "/map", "map"], ["timeline", "/timeline", "timeline"]].map(([name, path, icon]) => html`
    <a key=${name} class=${cx("view-link", name === view && "on")} href=${href(path, query)} aria-current=${name === view ? "page" : undefined} data-test=${`view-${name}`}><${Icon} name=${icon} />${t(`incidents.view.${name}`)}</a>`)}
</nav>`;

/** How many there are in all; counted beside the page, which does not wait for it. @param {{total: number|undefined, filtered: boolean}} props */
const Total = ({ total, filtered }) => html`<p class="quiet" data-test="total" aria-live="polite">${total === undefined ? t("incidents.counting") : t(filtered ? "incidents.total-filtered" : "incidents.total", { n: total })}</p>`;

/** @param {Record<string, string>} query @param {number} round */
function useTotal(query, round) {
  const [found, setFound] = useState(/** @type {{of: string, n: number}|null} */ (null));
  const asked = JSON.stringify(filtersOf(query));
  useEffect(() => {
    const stop = new AbortController();
    api.get("/incidents", { limit: 1, total: "exact", ...JSON.parse(asked) }, stop.signal).then((page) => setFound({ of: asked, n: page.total }), () => {});
    return () => stop.abort();
  }, [asked, round]);
  return found?.of === asked ? found.n : undefined;
}

/** The selected incident: from the page, or fetched when it was picked on the map or has left the page. @param {Incident[]} items @param {string|undefined} id */
function useSelected(items, id) {
  const [other, setOther] = useState(/** @type {Incident|null} */ (null));
  const here = items.find((i) => i.id === id);
  useEffect(() => {
    if (!id || here) return;
    const stop = new AbortController();
    api.get(`/incidents/${seg(id)}`, undefined, stop.signal).then(setOther, () => {});
    return () => stop.abort();
  }, [id, !here]);
  return here ?? (other && other.id === id ? other : undefined);
}

/** Says that something has changed and waits to be asked for it. @param {{show: () => Promise<void>, at: string}} props */
function Changes({ show, at }) {
  const [n, clear] = useChangeCount(kinds);
  const offline = useConnection() === "offline";
  if (offline) return html`<${Notice} kind="warn">${t("incidents.as-of", { at: stampText(at) })}<//>`;
  if (!n) return html`<p class="changes" role="status"></p>`;
  return html`<p class="changes" role="status"><button type="button" class="button small" data-test="changes" onClick=${() => (clear(), show().then(() => announce(t("incidents.changes-shown"))))}>
    <${Icon} name="retry" />${n === Infinity ? t("incidents.changes-unknown") : t("incidents.changes", { n })}</button></p>`;
}

/** Going to another view from the menu is a navigation and moves focus; choosing it here is not. @param {string} view */
function useHeadingOnView(view) {
  const before = useRef(view);
  useEffect(() => {
    if (before.current === view) return;
    before.current = view;
    if (document.activeElement?.closest(".views")) return;
    const heading = /** @type {HTMLElement|null} */ (document.querySelector("main h1"));
    if (heading) (heading.tabIndex = -1), heading.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [view]);
}

/** @param {{filters: any[], on: any[], query: any, set: any, failed: boolean}} props */
function Nothing({ filters: all, on, query, set, failed }) {
  if (on.length) return html`<${Empty} icon="search" text=${failed ? t("incidents.not-loaded") : t("incidents.none-filtered", { n: on.length })}><div class="filters"><${FilterChips} filters=${all} query=${query} set=${set} /></div><//>`;
  return html`<${Empty} icon="incidents" text=${t("incidents.none")}><div class="actions">
    ${can("LOG_REPORT") && html`<a class="button primary" href="#/log">${t("incidents.log")}</a>`}
    ${hasScreen("/import") && html`<a class="button" href="#/import">${t("incidents.import")}</a>`}
  </div><//>`;
}
