// The two reports beside each other, fact by fact on one line, and the text of each
// with the words that both use. What is not known is said to be not known.

import { useEffect, useState } from "preact/hooks";
import { html } from "./html.js";
import { PartnerMark, slotClass } from "./partner.js";
import { When } from "./when.js";
import { Ref, Where, rangeText } from "./values.js";
import { entryText, grade, sourceText } from "./facts.js";
import { api, seg } from "../api.js";
import { sidesOf } from "../match.js";
import { code, language, t } from "../i18n.js";

/** @typedef {import("../types.js").Match} Match */
/** @typedef {import("../types.js").MatchSide} MatchSide */

/** The reports of a pair in full: undefined while under way, null where they did not come. @param {Match} match @returns {Record<string, any>} */
function useReports(match) {
  const [reports, setReports] = useState(/** @type {Record<string, any>} */ ({}));
  const ids = [match.a.report, match.b.report];
  useEffect(() => {
    const stop = new AbortController();
    for (const id of ids) {
      const put = (/** @type {any} */ report) => !stop.signal.aborted && setReports((before) => ({ ...Object.fromEntries(Object.entries(before).filter(([key]) => ids.includes(key))), [id]: report }));
      api.get(`/reports/${seg(id)}`, undefined, stop.signal).then(put, () => put(null)); // the short facts stay
    }
    return () => stop.abort();
  }, ids);
  return reports;
}

/** @param {{match: Match}} props */
export function Sides({ match }) {
  const reports = useReports(match);
  const shared = match.explanation?.find((r) => r.feature === "words")?.a ?? "";
  const common = new Set(shared === "not known" ? [] : shared.split(", ").map(fold));
  return html`<div class="pair-sides">${sidesOf(match).map((s) => html`<${Side} key=${s.report} side=${s} report=${reports[s.report]} common=${common} />`)}</div>`;
}

const unknown = () => html`<span class="quiet">${t("value.unknown")}</span>`;

/** Rows of a list of the report in words. @param {any} report @param {string} name @param {(row: any) => boolean} [only] */
const lines = (report, name, only = () => true) => {
  const texts = (report?.[name] ?? []).filter(only).map((/** @type {any} */ row) => entryText(name, row)).filter(Boolean);
  return texts.length ? texts.map((/** @type {string} */ text, /** @type {number} */ i) => html`<span class="line" key=${i}><bdi>${text}</bdi></span>`) : unknown();
};

/** On what a count stands. @param {any} report @param {string} outcome */
const basisOf = (report, outcome) => [...new Set((report?.casualties ?? []).filter((/** @type {any} */ c) => c.outcome === outcome && c.basis).map((/** @type {any} */ c) => code("basis", c.basis)))].join(", ");

/** @param {any} report @param {string} outcome */
function Harm(report, outcome) {
  const rows = (report?.casualties ?? []).filter((/** @type {any} */ c) => c.outcome === outcome);
  return rows.length ? html`${lines(report, "casualties", (c) => c.outcome === outcome)}${basisOf(report, outcome) && html`<span class="under">${basisOf(report, outcome)}</span>`}` : unknown();
}

/** Every row on both sides, so that they stand on one line. @param {MatchSide} s @param {any} r the report in full, where it has come @returns {[string, any][]} */
function rows(s, r) {
  const later = (/** @type {any} */ value) => (r === undefined ? html`<span class="bone bone-line" aria-hidden="true"></span>` : value);
  /** @type {[string, any][]} */
  const brief = [
    [t("incidents.when"), html`<${When} value=${s.started} long />${s.started?.stated && html`<span class="under">${t("facts.stated")} <${Ref}>${s.started.stated}<//></span>`}`],
    [t("incidents.where"), html`<${Where} value=${s.place} long />${s.place?.precision && html`<span class="under">${code("precision", s.place.precision)}${s.place.stated && s.place.stated !== s.place.mgrs && html` · ${t("facts.stated")} <bdi dir="auto">${s.place.stated}</bdi>`}</span>`}`],
    [t("harm.killed"), html`<strong>${s.killed?.min == null && s.killed?.max == null ? unknown() : html`<bdi>${rangeText(s.killed)}</bdi>`}</strong>${basisOf(r, "KILLED") && html`<span class="under">${basisOf(r, "KILLED")}</span>`}`],
  ];
  if (r === null) return brief;
  return [...brief,
    [t("harm.injured"), later(Harm(r, "INJURED"))],
    [t("filter.category"), later(r?.category ? code("category", r.category) : unknown())],
    [t("match.side.means"), later(lines(r, "means"))],
    [t("match.side.actors"), later(lines(r, "responsibility"))],
    [t("match.side.sources"), later(r?.sources?.length ? html`${r.sources.map((/** @type {any} */ x, /** @type {number} */ i) => html`<span class="line" key=${i}><bdi>${sourceText(x) || t("value.unknown")}</bdi> <bdi class="code quiet">${grade(x)}</bdi></span>`)}` : unknown())],
  ];
}

/** @param {{side: MatchSide, report: any, common: Set<string>}} props */
function Side({ side: s, report: r, common }) {
  const all = rows(s, r);
  return html`<section class=${`pair-side ${slotClass(s.partner)}`} aria-labelledby=${`side-${s.report}`} style=${{ "grid-row": `span ${all.length + 2}` }} data-test=${`side-${s.partner}`}>
    <header><p id=${`side-${s.report}`}><${PartnerMark} code=${s.partner} full /> <span class="under inline-under"><${Ref}>${s.ref}<//></span></p>
      <h3><a href=${`#/i/${s.incident}`}><bdi>${s.title}</bdi></a></h3></header>
    <dl style=${{ "grid-row": `span ${all.length}` }}>${all.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    <div class="pair-text">${r?.narrative ? html`<p dir="auto">${marked(r.narrative, common)}</p>` : r === undefined ? html`<span class="bone bone-line" aria-hidden="true"></span>` : html`<p class="quiet">${t("match.side.no-text")}</p>`}</div>
  </section>`;
}

const fold = (/** @type {string} */ word) => word.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** A text with the words marked that both sides use and few others do. @param {string} text @param {Set<string>} common */
function marked(text, common) {
  if (!common.size) return text;
  const words = new Intl.Segmenter(language, { granularity: "word" }).segment(text);
  return Array.from(words, ({ segment, index }) => (common.has(fold(segment)) ? html`<mark key=${index}>${segment}</mark>` : segment));
}
