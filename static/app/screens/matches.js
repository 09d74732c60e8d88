// S9: pairs of reports that may be the same incident, one at a time, in the order in
// which an answer is worth most.

import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "../ui/html.js";
import { Icon } from "../ui/icon.js";
import { useVerdict } from "../ui/match.js";
import { MatchState } from "../ui/matchsaid.js";
import { Answers } from "../ui/matchanswer.js";
import { MatchRun, useMatching } from "../ui/matchrun.js";
import { Pair } from "../ui/matchpair.js";
import { Empty, Notice, Problem } from "../ui/states.js";
import { FilterChips } from "../ui/filterbar.js";
import { Pages } from "../ui/pages.js";
import { Select } from "../ui/field.js";
import { Say } from "../ui/values.js";
import { announce } from "../ui/toast.js";
import { sidesOf, unanswered } from "../match.js";
import { api, seg } from "../api.js";
import { useKeys } from "../keys.js";
import { t } from "../i18n.js";
import { can } from "../store.js";
import { setQuery } from "../router.js";

/** @typedef {import("../types.js").Match} Match */

export const title = () => t("matches.title");
export const local = ["pair"];
export const live = ["match", "report"];

const states = ["proposed", "provisional", "confirmed", "refused", "all"];
const bands = ["review", "auto"];

/** proposed and provisional both wait for an answer; only the first is in doubt. @param {{query: Record<string, string>, signal: AbortSignal}} at */
export const load = ({ query, signal }) => ask(query, { limit: 100 }, signal).then((found) => ({ ...found, asked: asked(query) }));

/** @param {Record<string, string>} query @param {Record<string, any>} more @param {AbortSignal} signal */
function ask(query, more, signal) {
  const state = query.state || "proposed";
  return api.get("/matches", { state: state === "all" ? "" : state, band: query.band, sort: "review", cursor: query.cursor, ...more }, signal);
}

/** What a list was asked for: one that is still on the screen while another is fetched is not the other. @param {Record<string, string>} query */
const asked = (query) => [query.state, query.band, query.cursor].join(" ");

/**
 * The pair that is looked at: one of the list, or another that a link names, such as a
 * rival or one that has just left the list.
 * @param {Match[]} pairs @param {string|undefined} id @param {any} round changes when the list was loaded again
 */
function useShown(pairs, id, round) {
  const [other, setOther] = useState(/** @type {{id: string, match: Match|null, error: any}} */ ({ id: "", match: null, error: null }));
  const found = pairs.findIndex((m) => m.id === id);
  const outside = !!id && found < 0;
  useEffect(() => {
    if (!outside || !id) return;
    const stop = new AbortController();
    api.get(`/matches/${seg(id)}`, undefined, stop.signal).then((match) => setOther({ id, match, error: null }), (error) => !stop.signal.aborted && setOther({ id, match: null, error }));
    return () => stop.abort();
  }, [id, outside, round]);
  const first = Math.max(0, pairs.findIndex(unanswered));
  const at = id ? found : first;
  const loose = outside && other.id === id ? other : null;
  const last = useRef(/** @type {Match|undefined} */ (undefined));
  const match = !outside ? pairs[at] : loose ? (loose.match ?? undefined) : last.current?.id === id ? last.current : undefined; // what has left the list stays until its new state is known
  last.current = match;
  return { at, match, error: loose?.error, outside };
}

/**
 * How long the whole list is: it may have many pages. Counted after the pair is there,
 * which nobody should wait for; until then what was counted last is shown.
 * @param {Record<string, string>} query @param {any} round changes when the list was loaded again
 * @returns {import("../types.js").MatchCounts|null} null while the list is another one
 */
function useCounts(query, round) {
  const [counted, setCounted] = useState(/** @type {{of: string, counts: import("../types.js").MatchCounts}|null} */ (null));
  const of = asked(query);
  useEffect(() => {
    const stop = new AbortController();
    ask(query, { limit: 1, total: "exact" }, stop.signal).then((counts) => setCounted({ of, counts }), () => {}); // the list says enough without
    return () => stop.abort();
  }, [of, round]);
  return counted?.of === of ? counted.counts : null;
}

/** Where the focused control has gone with what it was on, focus goes to the pair. @param {{current: HTMLElement|null}} to */
function useFocusKept(to) {
  const last = useRef(/** @type {Element|null} */ (null));
  useEffect(() => {
    const note = (/** @type {FocusEvent} */ e) => void (last.current = /** @type {Element} */ (e.target));
    addEventListener("focusin", note);
    return () => removeEventListener("focusin", note);
  }, []);
  useEffect(() => {
    if (document.activeElement === document.body && last.current && !last.current.isConnected) to.current?.focus({ preventScroll: true });
  });
}

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data, query, reload }) {
  const current = data.asked === asked(query);
  /** @type {Match[]} */
  const pairs = current ? data.items : [];
  const matching = useMatching(reload);
  const { at, match, error, outside } = useShown(pairs, query.pair, data);
  const counts = useCounts(query, data);
  const [finished, setFinished] = useState(false); // the last answer was to the last pair that waited
  const card = useRef(/** @type {HTMLElement|null} */ (null));
  useFocusKept(card);
  const show = (/** @type {string} */ id) => {
    verdict.clear();
    setFinished(false);
    setQuery({ pair: id }, { replace: true });
    if (card.current && card.current.getBoundingClientRect().top < 0) card.current.scrollIntoView({ block: "start" });
  };
  const verdict = useVerdict(({ match: m, undone }) => {
    const from = pairs.findIndex((p) => p.id === m.id);
    const next = undone ? m : [...pairs.slice(from + 1), ...pairs.slice(0, Math.max(0, from))].find((p) => unanswered(p) && p.id !== m.id);
    if (next) show(next.id);
    else (setFinished(true), announce(t("matches.no-more")));
    reload();
  });
  // The address names the pair, so that a list that changes does not change what is looked at.
  useEffect(() => {
    if (current && !query.pair && match) setQuery({ pair: match.id }, { replace: true });
  }, [current, query.pair, match?.id]);
  const step = (/** @type {number} */ by) => {
    const i = outside ? (by > 0 ? 0 : -1) : at + by;
    if (pairs[i]) show(pairs[i].id);
    else if (by > 0 && data.next) setQuery({ cursor: data.next, pair: "" });
  };
  useKeys({ KeyJ: () => step(1), KeyK: () => step(-1) });

  const set = (/** @type {Record<string, string>} */ changes) => setQuery({ cursor: "", pair: "", ...changes });
  const last = at === pairs.length - 1 && !data.next;
  const move = (/** @type {number} */ by, /** @type {boolean} */ end) => html`<button type="button" class="button small" aria-disabled=${end} data-test=${by < 0 ? "pair-back" : "pair-next"} onClick=${() => !end && step(by)}>
    ${by < 0 && html`<${Icon} name="prev" />`}${t(by < 0 ? "pager.back" : "matches.next")} <kbd aria-hidden="true">${by < 0 ? "k" : "j"}</kbd>${by > 0 && html`<${Icon} name="next" />`}</button>`;
  return html`<div class="page wide matches">
    <header class="page-head">
      <div><h1>${t("matches.title")}</h1><p class="quiet">${t("matches.intro")}</p></div>
      <${Filters} query=${query} set=${set} />
    </header>
    ${matching.now?.running && html`<${MatchRun} ...${matching} />`}
    ${!current ? html`<${Waiting} />` : !pairs.length && !query.pair ? html`<div class="sheet"><${None} query=${query} set=${set} /></div>` : html`
      <div class="match-place" ref=${card} tabindex="-1">
        <p role="status" data-test="position">${outside ? html`<span class="hidden">${t("matches.outside")}</span>` : html`${counts && positionText(counts, at)}<span class="hidden"> ${match && labelOf(match)}</span>`}</p>
        <div class="actions">${outside && html`<button type="button" class="button small" data-test="to-queue" onClick=${() => show("")}>${t("matches.to-queue")}</button>`}${move(-1, outside || at <= 0)}${move(1, outside ? !pairs.length : last)}</div>
      </div>
      ${outside && match && html`<${Notice}><${Say} k="matches.outside-is" state=${html`<${MatchState} state=${match.state} />`} /><//>`}
      ${finished && html`<${Notice} kind="good" icon="check">${t("matches.no-more")}<//>`}
      <${Problem} error=${error} />
      ${match && html`<${Pair} match=${match} />
        <${Answers} match=${match} keys busy=${verdict.busy} error=${verdict.error} say=${(/** @type {string} */ v, /** @type {string} */ reason) => verdict.start(match, v, reason)} />`}
      ${!match && !error && html`<${Waiting} />`}
      <${Pages} next=${data.next} cursor=${query.cursor} go=${(/** @type {string} */ cursor) => setQuery({ cursor, pair: "" })} />`}
    ${!matching.now?.running && html`<${MatchRun} ...${matching} />`}
  </div>`;
}

/** The two references in the order in which the pair shows them. @param {Match} match */
function labelOf(match) {
  const [a, b] = sidesOf(match);
  return t("match.label", { a: a.ref, b: b.ref });
}

/** "Pair 3 of 41 · 12 wait on you · 2 you were not sure of", over all pages. @param {import("../types.js").MatchCounts} counts @param {number} at */
function positionText({ total, before, unanswered: open, unsure }, at) {
  return [t("matches.position", { at: before + at + 1, of: total }), can("DECIDE_MATCH") && t("matches.waiting", { n: open }), unsure > 0 && t("matches.unsure", { n: unsure })].filter(Boolean).join(" · ");
}

const stateChoices = () => states.map((s) => /** @type {[string, string]} */ ([s, t(`matches.state.${s}`)]));
const bandChoices = () => bands.map((b) => /** @type {[string, string]} */ ([b, t(`matches.band.${b}`)]));

/** @param {{query: Record<string, string>, set: (changes: Record<string, string>) => void}} props */
const Filters = ({ query, set }) => html`<div class="filters" role="group" aria-label=${t("filter.label")}>
  <label class="chooser"><span>${t("matches.which")}</span><${Select} data-test="filter-state" value=${query.state || "proposed"} choices=${stateChoices()} onChange=${(/** @type {string} */ v) => set({ state: v === "proposed" ? "" : v })} /></label>
  <label class="chooser"><span>${t("matches.band")}</span><${Select} data-test="filter-band" value=${query.band ?? ""} empty=${t("filter.any")} choices=${bandChoices()} onChange=${(/** @type {string} */ v) => set({ band: v })} /></label>
</div>`;

/** Nothing waits, or nothing matches; then each filter can be taken away here. @param {{query: Record<string, string>, set: (changes: Record<string, string>) => void}} props */
function None({ query, set }) {
  const filters = /** @type {import("../ui/filterbar.js").Filter[]} */ ([
    { name: "state", label: t("matches.which"), kind: "choice", choices: stateChoices() }, { name: "band", label: t("matches.band"), kind: "choice", choices: bandChoices() },
  ]).filter((f) => query[f.name]);
  if (!filters.length) return html`<${Empty} icon="matches" text=${t("matches.none")} hint=${t("matches.none-hint")} />`;
  return html`<${Empty} icon="matches" text=${t("matches.none-filtered", { n: filters.length })}><${FilterChips} filters=${filters} query=${query} set=${set} /><//>`;
}

/** The look of a pair before it is there. */
export const Waiting = () => html`<div class="skeleton"><div class="bone bone-bar"></div>
  <div class="sheet padded stack"><div class="bone bone-title"></div><div class="pair-sides">${[0, 1].map((i) => html`<div key=${i} class="stack">${[0, 1, 2, 3, 4].map((j) => html`<div key=${j} class="bone bone-line"></div>`)}</div>`)}</div></div></div>`;
