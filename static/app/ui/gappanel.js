// One gap in full: how serious and why, what may explain it, what has been
// proposed and what can be done now.

import { useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Chip, SeverityChip } from "./chip.js";
import { Notice } from "./states.js";
import { Changes, Course, reversal, useCourse } from "./course.js";
import { Explanations, View } from "./explain.js";
import { PartnerMark } from "./partner.js";
import { ProposalCard } from "./proposal.js";
import { Reopen } from "./reopen.js";
import { Resolve } from "./resolve.js";
import { Say, Value } from "./values.js";
import { Stamp, dateText } from "./when.js";
import { awaits, gapTurn, isOpen, onUs, ourNeeds, ourTurn, waiting } from "../gaps.js";
import { code, list, number, t } from "../i18n.js";
import { can, now, partnerName } from "../store.js";

/** @typedef {import("../gaps.js").Gap} Gap */

/** @param {Gap} g */
const late = (g) => isOpen(g) && !!g.due_at && Date.parse(g.due_at) < now().getTime();

/** Severity, state and whose turn, in one line. @param {{gap: Gap}} props */
export const GapLine = ({ gap: g }) => html`<p class="gap-line">
  <${SeverityChip} value=${g.severity} />
  ${g.state !== "OPEN" && html`<span class="under inline-under">${code("gap", g.state)}</span>`}
  ${isOpen(g) && (g.waiting_on.length > 0 || awaits(g)) && html`<span class=${onUs(g.waiting_on) && g.waiting_on.length === 1 ? "turn you" : "turn"}>${gapTurn(g)}</span>`}
</p>`;

/**
 * @param {{gap: Gap, parties: string[], resolving: boolean, resolve: (on: boolean) => void, reload: () => Promise<void>, log?: boolean}} props
 * log offers to write the missing record
 */
export function GapPanel({ gap: g, parties, resolving, resolve, reload, log }) {
  const party = onUs(parties);
  const current = waiting(g);
  const past = g.proposals.filter((p) => p !== current);
  const [whole, setWhole] = useState(false);
  // Who signed and who took an ending back stands in the course alone; most gaps have neither.
  const { steps, error } = useCourse(g, whole || g.proposals.some((p) => ["WAITING", "AGREED", "REVERSED"].includes(p.state)));
  const reversed = isOpen(g) && g.proposals.findLast((p) => p.state === "AGREED" || p.state === "REVERSED")?.state === "REVERSED" && reversal(steps);
  const parts = [g.a.partner, g.b.partner].filter(Boolean);
  const whose = parts.length === 1 && !g.title.includes(partnerName(parts[0])) ? parts[0] : ""; // the record it lies in, where the title does not say so
  const may = isOpen(g) && !g.provisional && !current && party && can("PROPOSE_RESOLUTION");
  return html`<section class="gap-panel" id=${`panel-${g.id}`} tabindex="-1" aria-label=${whose ? `${partnerName(whose)}: ${g.title}` : g.title} data-test=${`gap-${g.code}`}>
    <div class="gap-about">
      ${whose && html`<p><${PartnerMark} code=${whose} full /></p>`}
      <p class="gap-title" dir="auto">${g.title}</p>
      <${GapLine} gap=${g} />
      <dl class="facts">
        ${isOpen(g) && g.due_at && html`<div><dt>${t("gap.due")}</dt><dd class=${late(g) ? "strong-conflict" : undefined}>${late(g) ? html`<${Say} k="gap.late-since" date=${dateText(g.due_at)} />` : html`<bdi>${dateText(g.due_at)}</bdi>`}</dd></div>`}
        <div><dt>${t("gap.raised")}</dt><dd><bdi>${dateText(g.raised_at)}</bdi></dd></div>
        <div><dt>${t("gap.owners")}</dt><dd>${list(g.owners.map((r) => code("role", r)))}</dd></div>
      </dl>
      <${Score} gap=${g} />
      ${(g.diagnosis ?? []).map((d) => html`<div class="diagnosis" key=${d.code}><${Icon} name="info" /><p><strong>${t("gap.diagnosis")}</strong> <span dir="auto">${d.text}</span></p></div>`)}
    </div>
    <div class="gap-work stack">
      ${g.provisional && html`<${Notice} kind="warn">${t("gap.provisional")}<//>`}
      ${reversed && html`<${Notice} kind="warn" icon="undo"><p data-test="reversed"><${Say} k="gap.reversed" who=${html`<${PartnerMark} code=${reversed.partner} full />`} by=${reversed.by} at=${html`<${Stamp} at=${reversed.at} />`} /></p><p class="slot-reasons" dir="auto">${reversed.text}</p><//>`}
      ${isOpen(g) && g.reopened_at && (!reversed || g.changes?.length) && html`<${Notice} kind="warn" icon="retry"><p data-test="reopened"><${Say} k=${g.changes?.length ? "gap.reopened-changed" : "gap.reopened"} date=${dateText(g.reopened_at)} /></p><${Changes} field=${g.field} changes=${g.changes} /><//>`}
      ${isOpen(g) && !g.reopened_at && (g.changes?.length ?? 0) > 0 && html`<${Notice} kind="info"><p>${t("gap.changed")}</p><${Changes} field=${g.field} changes=${g.changes} /><//>`}
      ${g.code === "G42" && isOpen(g) && html`<${Notice} kind="info" icon="lock">${t("compare.sealed-material", { who: partnerName(g.field.split("/")[1] ?? g.a.partner) })}<//>`}
      ${awaits(g) && !current && html`<${Notice} kind="info" icon="turn"><${Say} k="gap.awaiting" date=${dateText(g.awaiting_until ?? "")} /><//>`}
      ${(g.dissent ?? []).length > 0 && html`<div class="stack"><h2>${t("gap.dissent")}</h2>
        <ul class="slots" data-test="dissent">${(g.dissent ?? []).map((d) => html`<${View} key=${d.partner} partner=${d.partner} said=${d} value=${html`<${Value} field=${g.field} value=${d.value} />`} />`)}</ul></div>`}
      ${!g.dissent?.length && html`<${Explanations} gap=${g} reload=${reload} />`}
      ${current && html`<${ProposalCard} key=${current.id} gap=${g} proposal=${current} reload=${reload} party=${party} steps=${steps} />`}
      ${may && resolving && html`<${Resolve} key=${g.id} gap=${g} parties=${parties} done=${reload} close=${() => resolve(false)} />`}
      ${may && !resolving && html`<div class="actions">
        <button type="button" class="button primary" data-test="resolve-here" onClick=${() => resolve(true)}>${t("gap.resolve")}</button>
        ${log && html`<a class="button" href="#/log" data-test="log-own">${t("gap.log-own")}</a>`}
      </div>`}
      ${isOpen(g) && !g.provisional && !current && party && !can("PROPOSE_RESOLUTION") && html`<p class="quiet">${t("gap.who-resolves", { roles: list(g.owners.map((r) => code("role", r))) })}</p>`}
      ${past.length > 0 && html`<details class="past" open=${!current && !resolving}><summary>${t("gap.past", { n: past.length })}</summary>
        <div class="stack">${past.toReversed().map((p) => html`<${ProposalCard} key=${p.id} gap=${g} proposal=${p} reload=${reload} party=${party} steps=${steps} />`)}</div></details>`}
      ${!isOpen(g) && g.state !== "SUPERSEDED" && !current && party && can("PROPOSE_RESOLUTION") && html`<${Reopen} gap=${g} parties=${parties} reload=${reload} />`}
      <${Course} gap=${g} steps=${steps} error=${error} open=${whole} setOpen=${setWhole} />
    </div>
  </section>`;
}

/** The score, added up before one's eyes. @param {{gap: Gap}} props */
const Score = ({ gap: g }) => html`<details class="score"><summary><${Say} k="gap.score" severity=${code("severity", g.severity)} score=${g.score} /></summary>
  <table><caption class="hidden">${t("gap.score-caption")}</caption><thead class="hidden"><tr><th scope="col">${t("match.reason")}</th><th scope="col">${t("gap.points")}</th></tr></thead>
    <tbody>${(g.reasons ?? []).map((r) => html`<tr key=${r.text}><th scope="row" dir="auto">${r.text}</th><td><bdi class="code" dir="ltr">${r.points > 0 ? "+" : "−"}${number(Math.abs(r.points))}</bdi></td></tr>`)}
      <tr class="sum"><th scope="row">${t("gap.sum")}</th><td><bdi class="code" dir="ltr">${number(g.score)}</bdi></td></tr></tbody></table>
</details>`;

/** What a gap asks of the looker, as the word on its button. @param {Gap} g @param {string[]} parties */
export function actionOf(g, parties) {
  const current = waiting(g);
  if (current) return can("TAKE_POSITION") && onUs(g.waiting_on) && (ourTurn(current.positions) || ourNeeds(current).length > 0) ? "gap.answer" : "gap.see-proposal";
  if (!isOpen(g)) return "gap.see";
  return !g.provisional && onUs(parties) && can("PROPOSE_RESOLUTION") ? "gap.resolve" : "gap.see";
}

/** @param {{gap: Gap}} props */
export const StateOfGap = ({ gap: g }) => html`<${Chip} look=${{ RESOLVED: "agreed", DISSENT_RECORDED: "stopped", EXPLAINED: "near", IN_RESOLUTION: "partner" }[g.state] ?? "missing"} icon=${{ RESOLVED: "linked", DISSENT_RECORDED: "people", EXPLAINED: "near", IN_RESOLUTION: "turn" }[g.state] ?? "ring"}>${code("gap", g.state)}<//>`;
