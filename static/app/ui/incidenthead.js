// The head of an incident: what it is, where it stands, its numbers with how far they
// are settled, and what can be done next.

import { useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { StateChip } from "./chip.js";
import { Ref, Where, rangeText } from "./values.js";
import { When } from "./when.js";
import { Problem } from "./states.js";
import { useAction } from "./dialog.js";
import { api, seg } from "../api.js";
import { code, t } from "../i18n.js";
import { can } from "../store.js";
import { hasScreen } from "../screens.js";
import { go } from "../router.js";

/** @typedef {import("../types.js").Incident} Incident */

/** @param {{incident: Incident, reload: () => Promise<void>}} props */
export function Headline({ incident: i, reload }) {
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
      <div><dt>${t("incident.gaps")}</dt><dd class="number"><bdi>${i.gaps.open ? t("incident.gaps-n", { n: i.gaps.open }) : t("range.none")}</bdi></dd>${i.gaps.critical > 0 && html`<dd class="under strong-conflict">${t("incident.gaps-critical", { n: i.gaps.critical })}</dd>`}</div>
    </dl>
    <div class="actions">
      ${many && hasScreen("/i/:id/compare") && html`<a class="button primary" href=${`#/i/${i.id}/compare`} data-test="compare"><${Icon} name="compare" />${t("action.compare")}</a>`}
      ${i.investigation
        ? hasScreen("/case/:id") && html`<a class="button" href=${`#/case/${i.investigation}`} data-test="open-case"><${Icon} name="case" />${t("incident.case")}</a>`
        : can("OPEN_INVESTIGATION") && html`<button type="button" class="button" data-test="open-investigation" aria-disabled=${!many || open.busy}
            onClick=${() => (many ? open.start() : setHint(t("incident.investigation-needs")))}><${Icon} name="case" />${t("incident.investigate")}</button>`}
      ${can("DRAFT_STATEMENT") && hasScreen("/statements") && html`<a class="button" href=${`#/statements?incident=${i.id}&new=1`} data-test="draft-statement"><${Icon} name="statement" />${t("incident.statement")}</a>`}
      <a class="button" href=${`/print/incident/${i.id}`} data-test="print"><${Icon} name="print" />${t("print.open")}</a>
      ${hint && html`<span class="quiet" role="status">${hint}</span>`}
    </div>
    <${Problem} error=${open.error} />
  </header>`;
}

/** A headline number, labelled with how far it is settled. @param {{label: string, value: any, agreed: any, many: boolean}} props */
const Figure = ({ label, value, agreed, many }) => html`<div>
  <dt>${label}</dt>
  <dd class="number"><bdi>${rangeText(agreed ? agreed.value : value)}</bdi></dd>
  <dd class="under">${agreed ? html`<span class="is-agreed"><${Icon} name="linked" />${t("incident.agreed")}</span>` : t(many ? "incident.not-agreed" : "incident.one-voice")}</dd>
</div>`;
