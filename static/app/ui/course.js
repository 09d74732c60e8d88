// The whole course of a gap in the order of time, fetched when somebody opens it.

import { useEffect, useState } from "preact/hooks";
import { html } from "./html.js";
import { Problem } from "./states.js";
import { PartnerMark } from "./partner.js";
import { Say, Value } from "./values.js";
import { stampText } from "./when.js";
import { api, seg } from "../api.js";
import { code, t } from "../i18n.js";

/** @typedef {import("../gaps.js").Gap} Gap */

/** @typedef {{kind: string, at: string, by: string, partner: string, proposal?: string, stance?: string, text?: string, outcome?: string, value?: any, changes?: any[], signatures?: {partner: string, by: string, at: string}[]}} Step */

/** The steps of a gap, null until they are there. @param {Gap} gap @param {boolean} wanted @returns {{steps: Step[]|null, error: any}} */
export function useCourse(gap, wanted) {
  const [steps, setSteps] = useState(/** @type {Step[]|null} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  useEffect(() => {
    if (!wanted) return;
    const stop = new AbortController();
    api.get(`/gaps/${seg(gap.id)}`, undefined, stop.signal).then((g) => (setSteps(g.course ?? []), setError(null)), (e) => !stop.signal.aborted && setError(e));
    return () => stop.abort();
  }, [wanted, gap]);
  return { steps, error };
}

/** Who took back how a gap had ended, and why: of one proposal, or of the ending last taken back. @param {Step[]|null} steps @param {string} [proposal] */
export const reversal = (steps, proposal) => steps?.findLast((s) => s.kind === "REVERSED" && (!proposal || s.proposal === proposal));

/**
 * Everybody who signed a proposal, as it was counted when it ended; before that, whoever
 * concurs with it now. Several people of one partner may have to.
 * @param {Step[]|null} steps @param {string} proposal
 * @returns {{partner: string, by: string, at: string}[]}
 */
export function signersOf(steps, proposal) {
  let all = /** @type {{partner: string, by: string, at: string}[]} */ ([]);
  for (const s of steps ?? []) {
    if (s.proposal !== proposal) continue;
    if (s.kind === "ENDED" && s.signatures) return s.signatures;
    if (s.kind === "POSITION_WITHDRAWN") all = all.filter((x) => x.partner !== s.partner);
    if (s.kind !== "PROPOSED" && s.kind !== "ANSWERED") continue;
    all = all.filter((x) => x.by !== s.by);
    if (s.stance?.startsWith("CONCUR")) all.push({ partner: s.partner, by: s.by, at: s.at });
  }
  return all;
}

/** @param {{gap: Gap, steps: Step[]|null, error: any, open: boolean, setOpen: (on: boolean) => void}} props */
export const Course = ({ gap, steps, error, open, setOpen }) => html`<details class="past gap-course" open=${open} onToggle=${(/** @type {any} */ e) => setOpen(e.target.open)}><summary data-test="course">${t("course.title")}</summary>
  <${Problem} error=${error} />
  ${open && steps && html`<ol class="stream" data-test="course-steps">${steps.map((s, i) => html`<li key=${i}>
    <p>${s.partner && html`<${PartnerMark} code=${s.partner} /> `}<strong>${t(`course.${s.kind}`)}</strong>${s.stance && s.kind === "ANSWERED" && html` · ${code("stance", s.stance)}`}${s.outcome && html` · ${code("outcome-of-gap", s.outcome)}`}${s.value != null && html` · <${Value} field=${gap.field} value=${s.value} />`}</p>
    ${s.text && html`<p class="slot-reasons" dir="auto">${s.text}</p>`}
    <${Changes} field=${gap.field} changes=${s.changes} />
    <p class="source">${s.by && html`<bdi>${s.by}</bdi> · `}<time datetime=${s.at} dir="auto">${stampText(s.at)}</time></p>
  </li>`)}</ol>`}
</details>`;

/** What became of each partner's value. @param {{field: string, changes?: any[]}} props */
export const Changes = ({ field, changes }) => (changes?.length ? html`<ul class="plain-list changes" data-test="changes">${changes.map((c) => html`<li key=${c.partner}>
  <${PartnerMark} code=${c.partner} full /> <${Say} k="gap.change" before=${html`<del><${Value} field=${field} value=${c.before} /></del>`} now=${html`<ins><${Value} field=${field} value=${c.now} /></ins>`} />
</li>`)}</ul>` : null);
