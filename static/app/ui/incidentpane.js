// The pane beside a list: an incident at a glance, and the way into it.

import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { PartnerMark, slotClass } from "./partner.js";
import { StateChip } from "./chip.js";
import { Ref, Where, rangeText } from "./values.js";
import { When } from "./when.js";
import { code, t } from "../i18n.js";
import { hasScreen } from "../screens.js";

/** @param {{incident: import("../types.js").Incident, close: () => void, brief?: boolean}} props brief says the least, beside a map */
export const IncidentPane = ({ incident: i, close, brief }) => html`
  <aside class=${cx("pane sheet", brief && "pane-brief")} aria-label=${t("pane.label")} data-test="pane">
    <header class="pane-head">
      <div>
        <p class="under">${i.ref ? html`<${Ref}>${i.ref}<//>` : code("category", i.category)}</p>
        <h2><bdi>${i.title}</bdi></h2>
      </div>
      <button type="button" class="icon-button" aria-label=${t("action.close")} onClick=${close}><${Icon} name="close" /></button>
    </header>
    <div class="actions">
      <a class="button primary" href=${`#/i/${i.id}`} data-test="open">${t("action.open")}</a>
      ${i.reports.length > 1 && hasScreen("/i/:id/compare") && html`<a class="button" href=${`#/i/${i.id}/compare`} data-test="compare"><${Icon} name="compare" />${t("action.compare")}</a>`}
    </div>
    <dl class="facts">
      <div><dt>${t("incidents.when")}</dt><dd><${When} value=${i.started} long /></dd></div>
      <div><dt>${t("incidents.where")}</dt><dd><${Where} value=${i.place} long /></dd></div>
      <div><dt>${t("harm.killed")}</dt><dd>${rangeText(i.killed)}</dd></div>
      ${i.injured && !brief && html`<div><dt>${t("harm.injured")}</dt><dd>${rangeText(i.injured)}</dd></div>`}
      <div><dt>${t("incidents.state")}</dt><dd><${StateChip} state=${i.state} waitingOn=${i.waiting_on} /></dd></div>
      <div><dt>${t("incidents.gaps")}</dt><dd>${i.gaps.open ? t("gaps.open", { n: i.gaps.open }) : t("gaps.none")}</dd></div>
    </dl>
    ${!brief && html`<h3>${t("pane.records")}</h3>`}
    <ul class="plain-list">
      ${i.reports.map((r) => html`<li key=${r.id} class=${`pane-record ${slotClass(r.partner)}`}>
        <${PartnerMark} code=${r.partner} full />
        ${!brief && html`<span dir="auto">${r.title}</span>`}
        <span class="under"><${Ref}>${r.ref}<//> · ${t("version.n", { n: r.version })} · ${t("harm.killed-n", { range: rangeText(r.killed) })}</span>
      </li>`)}
    </ul>
  </aside>`;
