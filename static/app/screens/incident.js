// S4: one incident. Both voices side by side, what may be the same incident, what
// differs, and what can be done next.

import { useState } from "preact/hooks";
import { html } from "../ui/html.js";
import { Icon } from "../ui/icon.js";
import { StateChip } from "../ui/chip.js";
import { Ref, Where, rangeText } from "../ui/values.js";
import { When } from "../ui/when.js";
import { ReportCard } from "../ui/reportcard.js";
import { GapSummary } from "../ui/gapsummary.js";
import { MatchCard, ourVerdict, useVerdict } from "../ui/match.js";
import { Notice, Problem } from "../ui/states.js";
import { useAction } from "../ui/dialog.js";
import { PartnerMark } from "../ui/partner.js";
import { api, seg } from "../api.js";
import { code, t } from "../i18n.js";
import { can, mine, parties } from "../store.js";
import { useKeys } from "../keys.js";
import { neighbour } from "../neighbours.js";
import { hasScreen } from "../screens.js";
import { go } from "../router.js";

/** @typedef {import("../types.js").Incident} Incident */

/** @param {{data: any}} props */
export const title = ({ data }) => data.incident.title;
export const live = ["report", "incident", "match", "gap", "investigation"];

/** @param {{params: Record<string, string>, signal: AbortSignal}} at */
export async function load({ params, signal }) {
  /** @type {Incident} */
  let incident = await api.get(`/incidents/${seg(params.id)}`, undefined, signal);
  const moved = !!incident.merged_into; // two incidents were one: the older holds the records
  if (moved) incident = await api.get(`/incidents/${seg(incident.merged_into)}`, undefined, signal);
  // Only pairs that still ask something; a confirmed one is this incident itself.
  const open = (incident.matches ?? []).filter((/** @type {any} */ m) => m.state === "proposed" || m.state === "provisional");
  const [reports, matches, gaps] = await Promise.all([
    Promise.all(incident.reports.map((r) => api.get(`/reports/${seg(r.id)}`, undefined, signal))),
    Promise.all(open.map((/** @type {any} */ m) => api.get(`/matches/${seg(m.id)}`, undefined, signal))),
    incident.gaps.open ? api.get("/gaps", { incident: incident.id, state: "open", limit: 50 }, signal).then((p) => p.items) : [],
  ]);
  return { incident, reports, matches, gaps, moved };
}

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data, reload }) {
  /** @type {{incident: Incident, reports: any[], matches: any[], gaps: any[], moved: boolean}} */
  const { incident: i, reports, matches, gaps, moved } = data;
  const own = reports.find((r) => mine(r.partner) && r.status !== "WITHDRAWN");
  const other = (/** @type {number} */ by) => () => {
    const id = neighbour(i.id, by);
    if (id) go(`/i/${id}`);
  };
  useKeys({ BracketLeft: other(-1), BracketRight: other(1), KeyE: () => own && can("AMEND_REPORT") && go(`/r/${own.id}/amend`) });

  // Ours at the start, then the others in the order of their slots.
  const ordered = [...reports].sort((a, b) => Number(mine(b.partner)) - Number(mine(a.partner)) || a.partner.localeCompare(b.partner));
  const silent = parties().filter((p) => !reports.some((r) => r.partner === p.code));
  return html`<div class="page wide">
    ${moved && html`<${Notice}>${t("incident.merged")}<//>`}
    <${Headline} incident=${i} reload=${reload} />
    ${ordered.length < 2 && html`<${Candidates} matches=${matches} reload=${reload} />`}
    <section aria-labelledby="records">
      <h2 id="records">${t("incident.records")}</h2>
      <div class="records">
        ${ordered.map((r) => html`<${ReportCard} key=${r.id} report=${r} reload=${reload} />`)}
        ${silent.length > 0 && html`<div class="record-missing">${silent.map((p) => html`<p key=${p.code}><${PartnerMark} code=${p.code} hollow full /> <span class="quiet">${t(mine(p.code) ? "incident.none-own" : "incident.none-of")}</span></p>`)}
          ${silent.some((p) => mine(p.code)) && can("LOG_REPORT") && html`<a class="button small" href="#/log"><${Icon} name="plus" />${t("incidents.log")}</a>`}</div>`}
      </div>
    </section>
    ${gaps.length > 0 && html`<${GapSummary} incident=${i} gaps=${gaps} />`}
    ${ordered.length > 1 && html`<${Candidates} matches=${matches} reload=${reload} />`}
  </div>`;
}

/** @param {{incident: Incident, reload: () => Promise<void>}} props */
function Headline({ incident: i, reload }) {
  const agreed = (/** @type {string} */ field) => i.agreed?.[field];
  const open = useAction(() => api.post(`/incidents/${seg(i.id)}/investigation`), (c) => (hasScreen("/case/:id") ? go(`/case/${c.id}`) : reload()));
  const [hint, setHint] = useState("");
  const many = i.reports.length > 1;
  return html`<header class="incident-head">
    <div class="incident-title">
      <p class="under">${i.ref && html`<${Ref}>${i.ref}<//> · `}${code("category", i.category)}</p>
      <h1><bdi>${i.title}</bdi></h1>
      <p class="incident-line"><${When} value=${i.started} long /><span aria-hidden="true"> · </span><${Where} value=${i.place} long /></p>
    </div>
    <div class="incident-state"><${StateChip} state=${i.state} waitingOn=${i.waiting_on} /></div>
    <dl class="numbers">
      <${Figure} label=${t("harm.killed")} value=${i.killed} agreed=${agreed("casualties/KILLED/CIVILIAN")} many=${many} />
      <${Figure} label=${t("harm.injured")} value=${i.injured} agreed=${agreed("casualties/INJURED/CIVILIAN")} many=${many} />
      <div><dt>${t("incident.gaps")}</dt><dd class="number">${i.gaps.open ? t("incident.gaps-n", { n: i.gaps.open }) : t("range.none")}</dd>${i.gaps.critical > 0 && html`<dd class="under strong-conflict">${t("incident.gaps-critical", { n: i.gaps.critical })}</dd>`}</div>
    </dl>
    <div class="actions">
      ${many && hasScreen("/i/:id/compare") && html`<a class="button primary" href=${`#/i/${i.id}/compare`} data-test="compare"><${Icon} name="compare" />${t("action.compare")}</a>`}
      ${i.investigation
        ? hasScreen("/case/:id") && html`<a class="button" href=${`#/case/${i.investigation}`} data-test="open-case"><${Icon} name="case" />${t("incident.case")}</a>`
        : can("OPEN_INVESTIGATION") && html`<button type="button" class="button" data-test="open-investigation" aria-disabled=${!many || open.busy}
            onClick=${() => (many ? open.start() : setHint(t("incident.investigation-needs")))}><${Icon} name="case" />${t("incident.investigate")}</button>`}
      ${can("DRAFT_STATEMENT") && hasScreen("/statements") && html`<a class="button" href=${`#/statements?incident=${i.id}&new=1`} data-test="draft-statement"><${Icon} name="statement" />${t("incident.statement")}</a>`}
      ${hint && html`<span class="quiet" role="status">${hint}</span>`}
    </div>
    <${Problem} error=${open.error} />
  </header>`;
}

/** A headline number, labelled with how far it is settled. @param {{label: string, value: any, agreed: any, many: boolean}} props */
const Figure = ({ label, value, agreed, many }) => html`<div>
  <dt>${label}</dt>
  <dd class="number">${rangeText(agreed ? agreed.value : value)}</dd>
  <dd class="under">${agreed ? html`<span class="is-agreed"><${Icon} name="linked" />${t("incident.agreed")}</span>` : t(many ? "incident.not-agreed" : "incident.one-voice")}</dd>
</div>`;

/**
 * What may be the same incident: the first question while there is one record,
 * an afterthought when there are two.
 * @param {{matches: any[], reload: () => Promise<void>}} props
 */
const Candidates = ({ matches, reload }) => matches.length > 0 && html`<section class="stack" aria-labelledby="same">
  <h2 id="same">${t("incident.same")}</h2>
  ${matches.map((m, i) => html`<${Candidate} key=${m.id} match=${m} first=${i === 0} reload=${reload} />`)}
</section>`;

/** @param {{match: any, first: boolean, reload: () => Promise<void>}} props */
function Candidate({ match, first, reload }) {
  const { busy, error, start } = useVerdict(reload);
  return html`<${MatchCard} match=${match} reasons=${first} busy=${busy} error=${error} say=${(/** @type {string} */ v) => start(match.id, v, ourVerdict(match))} />`;
}
