// The gaps of an incident in short, most serious first, each leading to where it
// can be resolved.

import { html } from "./html.js";
import { Chip, RelationChip, SeverityChip } from "./chip.js";
import { Changes } from "./course.js";
import { Icon } from "./icon.js";
import { dateText } from "./when.js";
import { gapField, gapTurn, isOpen, onUs, turnText } from "../gaps.js";
import { Value, fieldName } from "./values.js";
import { PartnerMark } from "./partner.js";
import { code, number, t } from "../i18n.js";
import { hasScreen } from "../screens.js";

/** How far the records agree, field by field, the worst of it and whose turn it is. @param {{incident: import("../types.js").Incident}} props */
export function DisagreementSummary({ incident }) {
  const d = incident.disagreement;
  if (!d || incident.reports.length < 2) return null;
  /** @type {["conflict"|"missing"|"near"|"agree"|"agreed", number][]} */
  const looks = [["conflict", d.conflict], ["missing", d.missing], ["near", d.near], ["agree", d.agree], ["agreed", d.agreed]];
  return html`<section aria-labelledby="disagreement" class="disagreement" data-test="disagreement">
    <h2 id="disagreement">${t("disagreement.title")}</h2>
    <div class="sheet padded stack">
      <p class="cmp-counts">${looks.filter(([, n]) => n).map(([look, n]) => html`<span key=${look} class="cmp-count" data-test=${`count-${look}`}><bdi class="code">${number(n)}</bdi> <${RelationChip} look=${look} /></span>`)}${d.dissent > 0 && html`<span class="cmp-count" data-test="count-dissent"><bdi class="code">${number(d.dissent)}</bdi> <${Chip} look="stopped" icon="people">${code("gap", "DISSENT_RECORDED")}<//></span>`}</p>
      ${d.worst ? html`<p><${SeverityChip} value=${d.worst.severity} /> <a href=${`#/i/${incident.id}/compare?gap=${d.worst.id}`} dir="auto" data-test="worst-gap">${d.worst.title}</a></p>
        <p class="under">${t("gap.shown-open", { n: d.open })}${d.late > 0 && html` · <span class="strong-conflict">${t("gap.late-n", { n: d.late })}</span>`}${d.waiting_on.length > 0 && html` · <span class=${onUs(d.waiting_on) ? "turn you" : "turn"}>${turnText(d.waiting_on)}</span>`}</p>`
        : html`<p><${Chip} look="done" icon="check">${t("compare.all-settled")}<//></p>`}
      ${d.reopened.map((/** @type {any} */ r) => html`<div key=${r.gap} class="reopened-note" data-test="incident-reopened"><p><${Icon} name="retry" /> <a href=${`#/i/${incident.id}/compare?gap=${r.gap}`}><strong>${gapField(r.field)}</strong></a> <span>${t(r.changes?.length ? "gap.reopened-changed" : "gap.reopened", { date: dateText(r.at) })}</span></p><${Changes} field=${r.field} changes=${r.changes} /></div>`)}
    </div>
  </section>`;
}

/** @param {{incident: import("../types.js").Incident, gaps: any[]}} props */
export function GapSummary({ incident, gaps }) {
  const open = gaps.filter(isOpen).sort((a, b) => b.score - a.score);
  if (!open.length) return null;
  const href = hasScreen("/i/:id/compare") ? (/** @type {any} */ g) => `#/i/${incident.id}/compare?gap=${g.id}` : null;
  return html`<section aria-labelledby="gaps">
    <h2 id="gaps">${t("incident.gaps")}</h2>
    <ul class="gap-list sheet">
      ${open.map((g) => html`<li key=${g.id}>
        <${SeverityChip} value=${g.severity} />
        <div><p>${href ? html`<a href=${href(g)} dir="auto">${g.title || fieldName(g.field)}</a>` : html`<span dir="auto">${g.title || fieldName(g.field)}</span>`}</p>
          ${(g.a?.value != null || g.b?.value != null) && html`<p class="under gap-values">${[g.a, g.b].map((s) => s && html`<span key=${s.partner}><${PartnerMark} code=${s.partner} /> <${Value} field=${g.field} value=${s.value} /></span>`)}</p>`}</div>
        <span class="under gap-turn">${code("gap", g.state)}${gapTurn(g) && html` · ${gapTurn(g)}`}</span>
      </li>`)}
    </ul>
  </section>`;
}
