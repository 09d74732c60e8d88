// Incidents along time: bars of the server's counting, a stretch of them chosen by
// dragging or by two dates, and the same as a table. Drawn with boxes that follow
// the reading direction, so a right-to-left page runs time from the right.

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { Empty, Problem } from "./states.js";
import { PartnerMark } from "./partner.js";
import { Select } from "./field.js";
import { filtersOf } from "./explorerfilters.js";
import { api } from "../api.js";
import { locale, number, t } from "../i18n.js";
import { parties } from "../store.js";
import { setQuery } from "../router.js";

/** @typedef {{from: string, to: string, count: number, partners: Record<string, number>}} Bar */
/** @typedef {{by: string, bars: Bar[], without_time: number}} Answer */

/** How the beginning of a bar is written. @type {Record<string, Intl.DateTimeFormatOptions>} */
const styles = {
  day: { day: "numeric", month: "short", year: "numeric" }, week: { day: "numeric", month: "short", year: "numeric" },
  month: { month: "short", year: "numeric" }, year: { year: "numeric" },
};

/** A bar's stretch of time in words. @param {Bar} bar @param {string} by */
function span(bar, by) {
  const words = new Intl.DateTimeFormat(locale(), { timeZone: "UTC", ...styles[by] });
  return by === "week" ? words.formatRange(new Date(bar.from), new Date(bar.to)) : words.format(new Date(bar.from));
}

/**
 * What stands under the bars: each tick begins with its bar, some eight to a width,
 * the year only where it is a new one.
 * @param {Bar[]} bars @param {string} by
 */
function ticks(bars, by) {
  const every = Math.ceil(bars.length / 8);
  const short = new Intl.DateTimeFormat(locale(), { timeZone: "UTC", ...(by === "year" ? styles.year : by === "month" ? { month: "short" } : { day: "numeric", month: "short" }) });
  const long = new Intl.DateTimeFormat(locale(), { timeZone: "UTC", ...styles[by] });
  let year = "";
  return bars.flatMap((b, i) => {
    if (i % every || i > bars.length * 0.93) return []; // a tick at the very end would be cut off
    const words = (b.from.slice(0, 4) === year ? short : long).format(new Date(b.from));
    year = b.from.slice(0, 4);
    return [{ at: i / bars.length, words }];
  });
}

/** @param {{query: Record<string, string>, round: number, set: (changes: Record<string, string>) => void}} props */
export function Timeline({ query, round, set }) {
  const { data, error } = useTimeline(query, round);
  const [table, setTable] = useState(false);
  const id = useId();
  const by = data?.by ?? "month";
  return html`<section class="timeline sheet" aria-labelledby=${id} data-test="timeline" data-by=${data ? by : undefined}>
    <header class="timeline-head">
      <h2 id=${id}>${t(`timeline.by.${by}`)}</h2>
      <div class="timeline-tools">
        <${DateFields} query=${query} set=${set} />
        <label class="inline"><span>${t("timeline.step")}</span>
          <${Select} value=${query.by ?? "auto"} data-test="by" choices=${["auto", "day", "week", "month", "year"].map((v) => [v, t(`timeline.step.${v}`)])} onChange=${(/** @type {string} */ v) => setQuery({ by: v === "auto" ? "" : v }, { replace: true })} /></label>
        <button type="button" class="button" aria-pressed=${table} data-test="timeline-table" onClick=${() => setTable(!table)}>${t(table ? "timeline.hide-table" : "timeline.show-table")}</button>
      </div>
    </header>
    <${Problem} error=${error} />
    ${data && (data.bars.length ? html`<${Bars} data=${data} set=${set} />` : html`<${Empty} icon="timeline" text=${t("timeline.none")} />`)}
    ${data && html`<footer class="timeline-foot">
      <p class="quiet">${data.without_time > 0 ? t("timeline.without-time", { n: data.without_time }) : t("timeline.hint")}</p>
      ${(query.from || query.to) && html`<button type="button" class="link" data-test="all-time" onClick=${() => set({ from: "", to: "" })}>${t("timeline.all")}</button>`}
    </footer>`}
    ${table && data && html`<${BarTable} data=${data} set=${set} />`}
  </section>`;
}

/** @param {Record<string, string>} query @param {number} round */
function useTimeline(query, round) {
  const [data, setData] = useState(/** @type {Answer|null} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  const asked = JSON.stringify({ ...filtersOf(query), by: query.by || "auto" });
  useEffect(() => {
    const stop = new AbortController();
    api.get("/incidents/timeline", JSON.parse(asked), stop.signal).then((answer) => (setData(answer), setError(null)), (e) => !stop.signal.aborted && setError(e));
    return () => stop.abort();
  }, [asked, round]);
  return { data, error };
}

const isDay = (/** @type {string} */ v) => v === "" || (/^\d{4}-\d{2}-\d{2}$/.test(v) && !Number.isNaN(Date.parse(v)));

/** The two dates of the stretch: what dragging does, for who does not drag. @param {{query: Record<string, string>, set: (changes: Record<string, string>) => void}} props */
function DateFields({ query, set }) {
  const field = (/** @type {"from"|"to"} */ name) => html`<label class="inline"><span>${t(`filter.${name}`)}</span>
    <input type="text" class="timeline-date" dir="ltr" inputmode="numeric" autocomplete="off" size="11" placeholder=${t("filter.date")} data-test=${`timeline-${name}`} value=${query[name]?.slice(0, 10) ?? ""}
      onChange=${(/** @type {any} */ e) => {
        const ok = isDay(e.target.value.trim());
        e.target.setAttribute("aria-invalid", String(!ok));
        e.target.title = ok ? "" : t("filter.date-hint");
        if (ok) set({ [name]: e.target.value.trim() });
      }} /></label>`;
  return html`${field("from")}${field("to")}`;
}

/** Ticks of the upper edge: a round number at or above the highest bar. @param {number} n */
function roundUp(n) {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, n)));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((f) => f * unit).find((v) => v >= n) ?? n;
}

/** @param {{data: Answer, set: (changes: Record<string, string>) => void}} props */
function Bars({ data: { bars, by }, set }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null));
  const [brush, show] = useState(/** @type {[number, number]|null} */ (null));
  const held = useRef(/** @type {[number, number]|null} */ (null)); // events come faster than drawings
  const setBrush = (/** @type {[number, number]|null} */ next) => show((held.current = next));
  const top = roundUp(Math.max(...bars.map((b) => b.count)));

  /** Which bar is at a place on the screen. @param {PointerEvent} e */
  function at(e) {
    const r = /** @type {HTMLElement} */ (box.current).getBoundingClientRect();
    const part = (e.clientX - r.left) / r.width;
    const along = getComputedStyle(/** @type {HTMLElement} */ (box.current)).direction === "rtl" ? 1 - part : part;
    return Math.max(0, Math.min(bars.length - 1, Math.floor(along * bars.length)));
  }
  function down(/** @type {PointerEvent} */ e) {
    if (e.button !== 0) return;
    /** @type {HTMLElement} */ (e.currentTarget).setPointerCapture(e.pointerId);
    setBrush([at(e), at(e)]);
  }
  function up() {
    if (!held.current) return;
    const [a, b] = [...held.current].sort((x, y) => x - y);
    setBrush(null);
    if (a > 0 || b < bars.length - 1) set({ from: bars[a].from, to: bars[b].to });
  }
  const [first, last] = brush ? [...brush].sort((x, y) => x - y) : [-1, -1];
  const busiest = bars.reduce((a, b) => (b.count > a.count ? b : a));
  return html`<div class="bars" role="img" aria-label=${t("timeline.summary", { n: bars.length, from: span(bars[0], by), to: span(bars[bars.length - 1], by), most: busiest.count, when: span(busiest, by) })}>
    <div class="bars-scale" aria-hidden="true"><span>${number(top)}</span><span>${top % 2 ? "" : number(top / 2)}</span><span>0</span></div>
    <div class="bars-box" ref=${box} data-test="bars" onPointerDown=${down} onPointerMove=${(/** @type {PointerEvent} */ e) => held.current && setBrush([held.current[0], at(e)])} onPointerUp=${up} onPointerCancel=${() => setBrush(null)}>
      ${bars.map((b, i) => html`<div key=${b.from} class=${cx("bar-slot", i >= first && i <= last && "on")} title=${t("timeline.bar", { when: span(b, by), n: b.count })} data-count=${b.count}>
        <div class="bar-fill" style=${{ blockSize: `${(b.count / top) * 100}%` }}></div>
      </div>`)}
    </div>
    <div class="bars-ticks" aria-hidden="true">${ticks(bars, by).map((tick) => html`<span key=${tick.at} style=${{ insetInlineStart: `${tick.at * 100}%` }}>${tick.words}</span>`)}</div>
  </div>`;
}

/** @param {{data: Answer, set: (changes: Record<string, string>) => void}} props */
const BarTable = ({ data: { bars, by }, set }) => html`<div class="timeline-table"><table class="table" data-test="bars-table">
  <caption class="hidden">${t(`timeline.by.${by}`)}</caption>
  <thead><tr><th scope="col">${t("incidents.when")}</th><th scope="col" class="numeric">${t("incidents.title")}</th>
    ${parties().map((p) => html`<th scope="col" key=${p.code} class="numeric"><${PartnerMark} code=${p.code} full /></th>`)}<th scope="col"><span class="hidden">${t("timeline.narrow")}</span></th></tr></thead>
  <tbody>${bars.filter((b) => b.count).map((b) => html`<tr key=${b.from}>
    <th scope="row">${span(b, by)}</th><td class="numeric" data-label=${t("incidents.title")}>${number(b.count)}</td>
    ${parties().map((p) => html`<td key=${p.code} class="numeric" data-label=${p.name}>${number(b.partners[p.code] ?? 0)}</td>`)}
    <td><button type="button" class="link" aria-label=${t("timeline.narrow-to", { when: span(b, by) })} onClick=${() => set({ from: b.from, to: b.to })}>${t("timeline.narrow")}<${Icon} name="next" /></button></td>
  </tr>`)}</tbody>
</table></div>`;
