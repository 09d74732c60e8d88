// The gaps of an incident in short, most serious first, each leading to where it
// can be resolved.

import { html } from "./html.js";
import { SeverityChip } from "./chip.js";
import { Value, fieldName } from "./values.js";
import { PartnerMark } from "./partner.js";
import { code, list, t } from "../i18n.js";
import { me, partnerName } from "../store.js";
import { hasScreen } from "../screens.js";

const settled = ["RESOLVED", "DISSENT_RECORDED", "SUPERSEDED", "EXPLAINED"];

/** @param {{incident: import("../types.js").Incident, gaps: any[]}} props */
export function GapSummary({ incident, gaps }) {
  const open = gaps.filter((g) => !settled.includes(g.state)).sort((a, b) => b.score - a.score);
  if (!open.length) return null;
  const href = hasScreen("/i/:id/compare") ? (/** @type {any} */ g) => `#/i/${incident.id}/compare?gap=${g.id}` : null;
  return html`<section aria-labelledby="gaps">
    <h2 id="gaps">${t("incident.gaps")}</h2>
    <ul class="gap-list sheet">
      ${open.map((g) => html`<li key=${g.id}>
        <${SeverityChip} value=${g.severity} />
        <div><p>${href ? html`<a href=${href(g)} dir="auto">${g.title || fieldName(g.field)}</a>` : html`<span dir="auto">${g.title || fieldName(g.field)}</span>`}</p>
          ${(g.a?.value != null || g.b?.value != null) && html`<p class="under gap-values">${[g.a, g.b].map((s) => s && html`<span key=${s.partner}><${PartnerMark} code=${s.partner} /> <${Value} field=${g.field} value=${s.value} /></span>`)}</p>`}</div>
        <span class="under gap-turn">${code("gap", g.state)}${g.waiting_on?.length ? html` · ${me.user.partner && g.waiting_on.includes(me.user.partner) ? t("turn.you") : t("turn.on", { who: list(g.waiting_on.map(partnerName)) })}` : ""}</span>
      </li>`)}
    </ul>
  </section>`;
}
