// Partners: a shape, a colour and a word, never colour alone.

import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { partner } from "../store.js";

/** @param {string|null|undefined} code */
const slotOf = (code) => partner(code).slot || "E";

/** Class that gives an element --p and --p-soft of a partner. @param {string|null|undefined} code */
export const slotClass = (code) => `slot slot-${slotOf(code)}`;

/**
 * ● ORL, or ● Orland in full. hollow: expected here, but has nothing.
 * @param {{code: string|null|undefined, full?: boolean, hollow?: boolean, bare?: boolean}} props bare shows the shape with the name hidden
 */
export function PartnerMark({ code, full, hollow, bare }) {
  const p = partner(code);
  return html`<span class=${cx("partner", slotClass(code))} title=${p.name}>
    <${Icon} name=${`${hollow ? "hollow" : "shape"}-${slotOf(code)}`} />
    <bdi class=${bare ? "hidden" : undefined}>${full || bare ? p.name : p.code}</bdi>
  </span>`;
}
