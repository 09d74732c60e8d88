// S4: one incident. Both voices side by side, what may be the same incident, what
// differs, the evidence, the people, both logs and the history.

import { html } from "../ui/html.js";
import { Icon } from "../ui/icon.js";
import { ReportCard } from "../ui/reportcard.js";
import { DisagreementSummary, GapSummary } from "../ui/gapsummary.js";
import { Headline } from "../ui/incidenthead.js";
import { MatchCard } from "../ui/match.js";
import { WhyNone, useCounterparts } from "../ui/counterparts.js";
import { Notice } from "../ui/states.js";
import { PartnerMark } from "../ui/partner.js";
import { Tabs } from "../ui/tabs.js";
import { Evidence } from "../ui/evidence.js";
import { People } from "../ui/people.js";
import { Logs, logCount } from "../ui/logs.js";
import { AsOfNotice, History } from "../ui/history.js";
import { exhibits } from "../evidence.js";
import { api, seg } from "../api.js";
import { t } from "../i18n.js";
import { can, mine, parties } from "../store.js";
import { useKeys } from "../keys.js";
import { neighbour } from "../neighbours.js";
import { go, href } from "../router.js";

/** @typedef {import("../types.js").Incident} Incident */

/** @param {{data: any}} props */
export const title = ({ data }) => data.incident.title;
export const local = ["tab"];
export const live = ["report", "incident", "match", "gap", "investigation", "evidence"];

/** @param {{params: Record<string, string>, query: Record<string, string>, signal: AbortSignal}} at */
export async function load({ params, query, signal }) {
  /** @type {Incident} */
  let incident = await api.get(`/incidents/${seg(params.id)}`, undefined, signal);
  const moved = !!incident.merged_into; // two incidents were one: the older holds the records
  if (moved) incident = await api.get(`/incidents/${seg(incident.merged_into)}`, undefined, signal);
  // Only pairs that still ask something; a confirmed one is this incident itself.
  const open = (incident.matches ?? []).filter((/** @type {any} */ m) => m.state === "proposed" || m.state === "provisional");
  const asOf = query.as_of;
  const then = (/** @type {any} */ e) => (asOf && e.status === 404 ? null : Promise.reject(e)); // on that day there was no such record
  const [reports, matches, gaps, evidence] = await Promise.all([
    Promise.all(incident.reports.map((r) => api.get(`/reports/${seg(r.id)}`, { as_of: asOf }, signal).catch(then))).then((all) => all.filter(Boolean)),
    Promise.all(asOf ? [] : open.map((/** @type {any} */ m) => api.get(`/matches/${seg(m.id)}`, undefined, signal))),
    !asOf && incident.gaps.open ? api.get("/gaps", { incident: incident.id, state: "open", limit: 50 }, signal).then((p) => p.items) : [],
    !asOf && can("READ_EVIDENCE") ? exhibits(incident.id, signal) : [],
  ]);
  return { incident, reports, matches, gaps, evidence, moved, asOf };
}

const tabs = /** @type {const} */ (["records", "evidence", "people", "logs", "history"]);

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data, query, reload }) {
  /** @type {{incident: Incident, reports: any[], matches: any[], gaps: any[], evidence: any[], moved: boolean, asOf?: string}} */
  const { incident: i, reports, matches, gaps, evidence, moved, asOf } = data; // asOf as loaded: while another day is under way the old one is shown
  const own = reports.find((r) => mine(r.partner) && r.status !== "WITHDRAWN");
  const other = (/** @type {number} */ by) => () => {
    const id = neighbour(i.id, by);
    if (id) go(`/i/${id}`);
  };
  useKeys({ BracketLeft: other(-1), BracketRight: other(1), KeyE: () => own && can("AMEND_REPORT") && go(`/r/${own.id}/amend`) });

  // Ours at the start, then the others in the order of their slots.
  const ordered = [...reports].sort((a, b) => Number(mine(b.partner)) - Number(mine(a.partner)) || a.partner.localeCompare(b.partner));
  // How it stood on a day: the records and their logs alone; what is kept beside them has dates of its own.
  const there = tabs.filter((name) => (asOf ? name === "records" || name === "logs" : name !== "evidence" || can("READ_EVIDENCE")));
  const tab = there.find((name) => name === query.tab) ?? "records";
  const counts = { records: ordered.length, evidence: evidence.length, people: ordered.reduce((n, r) => n + (r.people?.length ?? 0), 0), logs: logCount(ordered), history: 0 };
  return html`<div class="page wide">
    ${moved && html`<${Notice}>${t("incident.merged")}<//>`}
    <${Headline} incident=${i} reload=${reload} />
    <${Tabs} label=${t("incident.tabs")} now=${tab} tabs=${there.map((name) => ({ name, text: t(`incident.tab.${name}`), count: counts[name], href: href(`/i/${i.id}`, { as_of: asOf, tab: name === "records" ? "" : name }) }))} />
    ${asOf && html`<${AsOfNotice} day=${asOf} />`}
    ${tab === "records" && html`<${Records} incident=${i} reports=${ordered} matches=${matches} gaps=${gaps} asOf=${!!asOf} reload=${reload} />`}
    ${tab === "evidence" && html`<${Evidence} incident=${i} reports=${ordered} items=${evidence} reload=${reload} />`}
    ${tab === "people" && html`<${People} reports=${ordered} />`}
    ${tab === "logs" && html`<${Logs} reports=${ordered} />`}
    ${tab === "history" && html`<${History} reports=${ordered} query=${query} />`}
  </div>`;
}

/** @param {{incident: Incident, reports: any[], matches: any[], gaps: any[], asOf: boolean, reload: () => Promise<void>}} props */
function Records({ incident: i, reports, matches, gaps, asOf, reload }) {
  const silent = parties().filter((p) => !reports.some((r) => r.partner === p.code));
  const counterparts = useCounterparts(!asOf && silent.length ? reports[0]?.id : undefined);
  return html`
    ${reports.length < 2 && html`<${Candidates} matches=${matches} reload=${reload} />`}
    ${!asOf && html`<${DisagreementSummary} incident=${i} />`}
    <section aria-labelledby="records">
      <h2 id="records" class="hidden">${t("incident.records")}</h2>
      <div class="records">
        ${reports.map((r) => html`<${ReportCard} key=${r.id} report=${r} reload=${reload} asOf=${asOf} />`)}
        ${silent.length > 0 && html`<div class="record-missing">${silent.map((p) => html`<p key=${p.code}><${PartnerMark} code=${p.code} hollow full /> <span class="quiet">${t(asOf ? "incident.none-then" : mine(p.code) ? "incident.none-own" : "incident.none-of")}</span><${WhyNone} found=${counterparts[p.code]} /></p>`)}
          ${!asOf && silent.some((p) => mine(p.code)) && can("LOG_REPORT") && html`<a class="button small" href="#/log"><${Icon} name="plus" />${t("incidents.log")}</a>`}</div>`}
      </div>
    </section>
    ${gaps.length > 0 && html`<${GapSummary} incident=${i} gaps=${gaps} />`}
    ${reports.length > 1 && html`<${Candidates} matches=${matches} reload=${reload} />`}`;
}

/**
 * What may be the same incident: the first question while there is one record,
 * an afterthought when there are two.
 * @param {{matches: any[], reload: () => Promise<void>}} props
 */
const Candidates = ({ matches, reload }) => matches.length > 0 && html`<section class="stack" aria-labelledby="same">
  <h2 id="same">${t("incident.same")}</h2>
  ${matches.map((m, i) => html`<${MatchCard} key=${m.id} match=${m} reasons=${i === 0} reload=${reload} />`)}
</section>`;
