// S8: the gaps of all incidents in one queue, by severity or by age, grouped by what
// they are about or how old they are, with whose turn it is. All of it is in the
// address; each row leads to the gap on the compare page.

import { useEffect, useRef } from "preact/hooks";
import { html, cx } from "../ui/html.js";
import { SeverityChip } from "../ui/chip.js";
import { StateOfGap } from "../ui/gappanel.js";
import { Empty } from "../ui/states.js";
import { Segments, Select } from "../ui/field.js";
import { Pages } from "../ui/pages.js";
import { PartnerMark } from "../ui/partner.js";
import { Ref, Say, Value } from "../ui/values.js";
import { agoText, dateText } from "../ui/when.js";
import { announce } from "../ui/toast.js";
import { gapField, gapTurn, isOpen, onUs } from "../gaps.js";
import { api } from "../api.js";
import { code, codes, list, number, t } from "../i18n.js";
import { is, me, now, parties } from "../store.js";
import { useKeys } from "../keys.js";
import { go, setQuery } from "../router.js";

/** @typedef {import("../gaps.js").Gap} Gap */

export const title = () => t("nav.gaps");
export const local = ["sel", "group"];
export const live = ["gap", "match", "report"];

/** @param {{query: Record<string, string>, signal: AbortSignal}} at */
export const load = ({ query: { severity, code: kind, state, partner, family, turn, late, sort, cursor }, signal }) =>
  api.get("/gaps", { limit: 50, severity, code: kind, state: state ?? "open", partner, family, ...turnOf(turn), late, sort, cursor, total: "exact" }, signal);

/** "role" is whatever waits on our partner and is resolved by any role of this person. @param {string|undefined} turn */
const turnOf = (turn) => (turn === "role" || turn === "you" ? { turn: me.user.partner, owner: turn === "role" ? me.user.roles.join() : undefined } : { turn });

const severities = ["CRITICAL", "HIGH", "MEDIUM", "LOW"];
const states = ["OPEN", "IN_RESOLUTION", "EXPLAINED", "RESOLVED", "DISSENT_RECORDED", "ALL"];
const families = ["HARM", "TIME", "PLACE", "MEANS", "RESPONSIBILITY", "ASSESSMENT", "PROCEDURE"];
/** What narrows the list, each to be taken away by itself. */
const filters = ["severity", "code", "family", "state", "partner", "turn", "late"];

/** @param {Gap} g */
const address = (g) => `/i/${g.incident}/compare?gap=${g.id}`;

const day = 86_400_000;
/** Groups by age: the most that one is old, in days. @type {[number, string][]} */
const ages = [[7, "week"], [30, "month"], [90, "quarter"], [Infinity, "older"]];

/** @param {Gap} g */
const ageOf = (g) => /** @type {[number, string]} */ (ages.find(([days]) => now().getTime() - Date.parse(g.raised_at) < days * day))[1];

/**
 * The rows under their headings, in the order in which they come.
 * @param {Gap[]} rows @param {string} by @param {boolean} oldest the oldest come first
 * @returns {{name: string, label: string, rows: Gap[]}[]}
 */
function grouped(rows, by, oldest) {
  if (by === "age") return (oldest ? ages.toReversed() : ages).map(([, name]) => ({ name, label: t(`queue.age.${name}`), rows: rows.filter((g) => ageOf(g) === name) })).filter((g) => g.rows.length);
  if (by === "none") return [{ name: "all", label: "", rows }];
  return families.map((name) => ({ name, label: code("group", name), rows: rows.filter((g) => g.family === name) })).filter((g) => g.rows.length);
}

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data, query }) {
  const by = query.group === "age" || query.group === "none" ? query.group : "family";
  const groups = grouped(data.items, by, query.sort === "raised");
  const rows = groups.flatMap((g) => g.rows);
  const at = rows.findIndex((g) => g.id === query.sel);
  const body = useRef(/** @type {HTMLElement|null} */ (null));
  const moved = useRef("");
  const active = filters.filter((f) => query[f]);
  const set = (/** @type {Record<string, string>} */ changes) => setQuery({ cursor: "", sel: "", ...changes });
  const paged = !!(data.next || query.cursor);
  const total = data.total ?? rows.length;
  const asked = [...filters, "sort"].map((f) => query[f] ?? "").join();
  const told = useRef(asked);
  useEffect(() => { // the list that was asked for has come
    if (told.current === asked) return;
    told.current = asked;
    announce(t(total ? "queue.found" : "queue.found-none", { n: total }));
  }, [data]);
  const clear = () => set(Object.fromEntries(filters.map((f) => [f, ""])));
  const step = (/** @type {number} */ by) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))];
    if (!next) return;
    moved.current = next.id;
    setQuery({ sel: next.id }, { replace: true });
  };
  useKeys({ KeyJ: () => step(1), KeyK: () => step(-1), KeyR: () => at >= 0 && go(`${address(rows[at])}&resolve=1`),
    Enter: (e) => (at < 0 || /** @type {HTMLElement} */ (e.target).closest?.("a, button, select, summary") ? false : go(address(rows[at]))) });
  useEffect(() => {
    if (at < 0 || moved.current !== rows[at].id) return;
    moved.current = "";
    const row = body.current?.querySelector(`[data-id="${rows[at].id}"]`);
    row?.scrollIntoView({ block: "nearest" });
    /** @type {HTMLElement|null|undefined} */ (row?.querySelector("a"))?.focus({ preventScroll: true });
  }, [at]);
  const pick = (/** @type {string} */ name, /** @type {string} */ label, /** @type {[string, string][]} */ choices, /** @type {string} */ empty = t("filter.any")) => html`<label class="chooser"><span>${label}</span>
    <${Select} data-test=${`filter-${name}`} value=${query[name] ?? ""} empty=${empty} choices=${choices} onChange=${(/** @type {string} */ v) => set({ [name]: v })} /></label>`;
  return html`<div class="page wide">
    <header class="page-head">
      <div><h1>${t("nav.gaps")}</h1><p class="quiet" data-test="gaps-shown">${t("gap.shown", { n: total })}${paged && ` · ${t("gap.page", { n: rows.length })}`}</p></div>
      <div class="actions">
        <${Segments} name="sort" label=${t("queue.order")} value=${query.sort === "raised" ? "raised" : "score"} onChange=${(/** @type {string} */ v) => set({ sort: v === "score" ? "" : v })} choices=${[["score", t("queue.by-severity")], ["raised", t("queue.by-age")]]} />
      </div>
    </header>
    <${Counts} counts=${data.counts ?? {}} query=${query} set=${set} />
    <div class="filters" role="group" aria-label=${t("filter.label")}>
      ${pick("turn", t("queue.whose-turn"), [...(me.user.partner ? [/** @type {[string, string]} */ (["role", t("queue.role")])] : []), ...parties().map((p) => /** @type {[string, string]} */ ([p.code, p.code === me.user.partner ? t("queue.us", { who: p.name }) : p.name]))])}
      ${pick("family", t("queue.about"), families.map((f) => [f, code("group", f)]))}
      ${pick("code", t("gap.kind"), codes("kind-of-gap").map((k) => [k, code("kind-of-gap", k)]))}
      ${pick("state", t("gap.state"), states.map((s) => [s, s === "ALL" ? t("gap.with-history") : code("gap", s)]), t("gap.still-open"))}
      ${pick("partner", t("filter.partner"), me.partners.map((p) => [p.code, p.name]))}
      <label class="chooser"><span>${t("queue.grouped")}</span><${Select} data-test="group" value=${by === "family" ? "" : by} empty=${t("queue.group.family")} choices=${[["age", t("queue.group.age")], ["none", t("queue.group.none")]]} onChange=${(/** @type {string} */ v) => setQuery({ group: v }, { replace: true })} /></label>
      ${active.length > 0 && html`<button type="button" class="button small" data-test="clear-filters" onClick=${clear}>${t("filter.clear")}</button>`}
    </div>
    <div class="sheet">
      ${rows.length === 0
        ? html`<${Empty} icon="check" text=${t(active.length ? "gap.none-filtered" : "gap.none")}>${active.length > 0 && html`<button type="button" class="button" onClick=${clear}>${t("filter.clear")}</button>`}<//>`
        : html`<table class="table queue" data-test="gaps" ref=${body}><caption class="hidden">${t("nav.gaps")}</caption>
          <thead><tr><th scope="col">${t("gap.one")}</th><th scope="col" class="queue-severity">${t("gap.severity")}</th><th scope="col" class="queue-turn">${t("queue.whose-turn")}</th><th scope="col" class="queue-age">${t("gap.raised")}</th></tr></thead>
          ${groups.map((g) => html`<tbody key=${g.name}>
            ${g.label && html`<tr class="cmp-group"><th scope="rowgroup" colspan="4">${g.label} <span class="quiet" data-test="group-count">${paged ? t("gap.page", { n: g.rows.length }) : number(g.rows.length)}</span></th></tr>`}
            ${g.rows.map((row) => html`<${Row} key=${row.id} gap=${row} selected=${row.id === query.sel} />`)}
          </tbody>`)}
        </table>`}
      <${Pages} next=${data.next} cursor=${query.cursor} go=${(/** @type {string} */ cursor) => setQuery({ cursor, sel: "" })} />
    </div>
  </div>`;
}

/** How many of each severity, and how many are late; each is a filter. What a filter leaves out was not counted, and is not none. @param {{counts: Record<string, number>, query: Record<string, string>, set: (changes: Record<string, string>) => void}} props */
const Counts = ({ counts, query, set }) => html`<div class="queue-counts" role="group" aria-label=${t("queue.counts")}>
  ${severities.map((s) => html`<button type="button" key=${s} class=${cx("queue-count", query.severity === s && "on")} aria-pressed=${query.severity === s} data-test=${`count-${s}`} onClick=${() => set({ severity: query.severity === s ? "" : s })}>
    ${s in counts && html`<bdi class="number">${number(counts[s])}</bdi> `}<${SeverityChip} value=${s} /></button>`)}
  <button type="button" class=${cx("queue-count", query.late && "on")} aria-pressed=${!!query.late} data-test="count-late" onClick=${() => set({ late: query.late ? "" : "yes" })}><bdi class="number">${number(counts.LATE ?? 0)}</bdi> <span class="strong-conflict">${t("queue.late")}</span></button>
</div>`;

/** @param {{gap: Gap, selected: boolean}} props */
function Row({ gap: g, selected }) {
  const click = (/** @type {MouseEvent} */ e) => !(/** @type {HTMLElement} */ (e.target).closest("a, button")) && !getSelection()?.toString() && setQuery({ sel: g.id }, { replace: true });
  const ours = onUs(g.waiting_on);
  return html`<tr class=${cx("pick", selected && "selected")} aria-current=${selected ? "true" : undefined} data-id=${g.id} data-code=${g.code} onClick=${click}>
    <th scope="row"><a href=${`#${address(g)}`} data-test="gap-link" dir="auto">${g.title}</a>
      ${g.incident_title && html`<span class="under"><bdi>${g.incident_title}</bdi>${g.incident_ref && html` · <${Ref}>${g.incident_ref}<//>`}</span>`}
      <span class="under">${gapField(g.field)}${(g.a.value != null || g.b.value != null) && html` · ${[g.a, g.b].filter((s) => s.partner).map((s) => html`<span key=${s.partner} class="gap-side"><${PartnerMark} code=${s.partner} /> ${s.value == null ? t("compare.no-entry") : html`<${Value} field=${g.field} value=${s.value} />`} </span>`)}`}</span></th>
    <td data-label=${t("gap.severity")}><div><${SeverityChip} value=${g.severity} /><span class="under">${code("kind-of-gap", g.code)}</span></div></td>
    <td data-label=${t("queue.whose-turn")}><div>${isOpen(g) ? html`<span class=${ours && g.waiting_on.length === 1 ? "turn you" : "turn"}>${gapTurn(g)}</span>` : html`<${StateOfGap} gap=${g} />`}
      ${isOpen(g) && g.state !== "OPEN" && html`<span class="under">${code("gap", g.state)}</span>`}
      <span class=${cx("under", ours && g.owners.some(is) && "strong")}>${list(g.owners.map((/** @type {string} */ r) => code("role", r)))}</span></div></td>
    <td data-label=${t("gap.raised")}><div><bdi>${agoText(g.raised_at, now())}</bdi>
      ${g.reopened_at && isOpen(g) && html`<span class="under strong-missing"><${Say} k="gap.reopened-short" date=${dateText(g.reopened_at)} /></span>`}
      ${g.due_at && isOpen(g) && html`<span class=${g.late ? "under strong-conflict" : "under"}><${Say} k=${g.late ? "gap.late-since" : "gap.due-on"} date=${dateText(g.due_at)} /></span>`}</div></td>
  </tr>`;
}
