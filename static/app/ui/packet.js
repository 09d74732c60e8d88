// The packet: the findings as they were frozen, with the digest that a signature
// means. Where the partners differ both values stand side by side.

import { html } from "./html.js";
import { Chip } from "./chip.js";
import { PartnerMark, slotClass } from "./partner.js";
import { Notice } from "./states.js";
import { Value } from "./values.js";
import { Digest } from "./move.js";
import { gapField } from "../gaps.js";
import { code, t } from "../i18n.js";

/** @type {Record<string, [string, string]>} look and icon of what a finding rests on */
const looks = { RESOLUTION: ["agreed", "linked"], EQUAL: ["agree", "equals"], COMPATIBLE: ["near", "near"], DISSENT: ["conflict", "gaps"], OPEN: ["missing", "ring"], OWN: ["near", "people"] };

/** Own involvement is each partner's own word and never one value. @param {any} f */
const basis = (f) => (f.field === "own_involvement" ? "OWN" : f.basis);

/** Harm to people first, as everywhere. */
const order = ["casualties/KILLED", "casualties/INJURED", "casualties", "started", "ended", "place", "category", "means", "responsibility", "own_involvement", "assessment"];
/** @param {any[]} findings */
const ordered = (findings) => {
  const rank = (/** @type {any} */ f) => order.findIndex((start) => f.field.startsWith(start)) >>> 0; // what is not listed comes last
  return [...findings].sort((a, b) => rank(a) - rank(b) || a.field.localeCompare(b.field));
};

/** @param {{packet: any, parties: string[]}} props */
export const Packet = ({ packet, parties }) => html`<section aria-labelledby="packet">
  <h2 id="packet">${t("packet.title")}</h2>
  <p class="quiet packet-note">${t("packet.text")} <span class="nowrap">${t("packet.digest", { n: packet.version })} <${Digest}>${packet.digest}<//></span></p>
  ${!packet.current && html`<${Notice} kind="warn">${t("packet.stale")}<//>`}
  <div class="sheet"><table class="table packet" data-test="packet">
    <caption class="hidden">${t("packet.title")}</caption>
    <thead><tr><th scope="col">${t("conflict.field")}</th><th scope="col">${t("packet.finding")}</th>${parties.map((p) => html`<th scope="col" key=${p}><${PartnerMark} code=${p} full /></th>`)}</tr></thead>
    <tbody>${ordered(packet.findings).map((/** @type {any} */ f) => html`<tr key=${f.field}>
      <th scope="row">${gapField(f.field)}</th>
      <td data-label=${t("packet.finding")}><div>${f.value != null && basis(f) !== "OWN" && html`<p class="strong"><${Value} field=${f.field} value=${f.value} /></p>`}<${Chip} look=${looks[basis(f)]?.[0]} icon=${looks[basis(f)]?.[1]}>${code("finding", basis(f))}<//></div></td>
      ${parties.map((p) => html`<td key=${p} data-label=${p} class=${slotClass(p)}><div>${stated(f, p).map((/** @type {any} */ v, /** @type {number} */ i) => html`<p key=${i}>${v == null ? html`<span class="quiet">${t("compare.no-entry")}</span>` : html`<${Value} field=${f.field} value=${v} />`}</p>`)}</div></td>`)}
    </tr>`)}</tbody>
  </table></div>
</section>`;

/** What a partner says; a partner with two reports may say two things. @param {any} finding @param {string} partner */
function stated(finding, partner) {
  const all = finding.positions.filter((/** @type {any} */ v) => v.partner === partner).map((/** @type {any} */ v) => v.value);
  const said = all.filter((/** @type {any} */ v) => v != null);
  return said.length ? said : [null];
}
