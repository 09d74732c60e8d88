// Who has approved exactly this text, who has not, and which approvals have died
// because the text or a fact changed.

import { html } from "./html.js";
import { Slots } from "./stance.js";
import { PartnerMark } from "./partner.js";
import { StanceChip } from "./stance.js";
import { Digest } from "./move.js";
import { stampText } from "./when.js";
import { t } from "../i18n.js";

/** @typedef {import("../statement.js").Statement} Statement */

/** @param {{statement: Statement, children?: any}} props children are the buttons to answer with */
export const Approvals = ({ statement: s, children }) => html`<section class="sheet padded card approvals" aria-labelledby="approvals">
  <h2 id="approvals">${t("approvals.title")}</h2>
  <p class="under">${t("approvals.of", { n: s.version })} <${Digest}>${s.digest}<//></p>
  <${Slots} positions=${[...s.approvals, ...s.waiting_on.map((partner) => ({ partner, stance: "NO_POSITION" }))].sort((a, b) => a.partner.localeCompare(b.partner))} />
  ${children}
  ${s.voided.length > 0 && html`<details class="past" open><summary>${t("approvals.voided", { n: s.voided.length })}</summary>
    <ul class="plain-list voided">${s.voided.map((a, i) => html`<li key=${i}>
      <p><${PartnerMark} code=${a.partner} full /> <${StanceChip} stance=${a.stance} dead /></p>
      <p class="source"><bdi>${a.by}</bdi> · <bdi>${stampText(a.at)}</bdi>${a.digest && html` · <${Digest}>${a.digest}<//>`}</p>
      ${a.reason && html`<p dir="auto">${a.reason}</p>`}
    </li>`)}</ul></details>`}
</section>`;
