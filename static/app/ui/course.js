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

/** @param {{gap: Gap}} props */
export function Course({ gap }) {
  const [open, setOpen] = useState(false);
  const [steps, setSteps] = useState(/** @type {any[]|null} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  useEffect(() => {
    if (!open) return;
    const stop = new AbortController();
    api.get(`/gaps/${seg(gap.id)}`, undefined, stop.signal).then((g) => (setSteps(g.course ?? []), setError(null)), (e) => !stop.signal.aborted && setError(e));
    return () => stop.abort();
  }, [open, gap]);
  return html`<details class="past gap-course" onToggle=${(/** @type {any} */ e) => setOpen(e.target.open)}><summary data-test="course">${t("course.title")}</summary>
    <${Problem} error=${error} />
    ${open && steps && html`<ol class="stream" data-test="course-steps">${steps.map((s, i) => html`<li key=${i}>
      <p>${s.partner && html`<${PartnerMark} code=${s.partner} /> `}<strong>${t(`course.${s.kind}`)}</strong>${s.stance && s.kind === "ANSWERED" && html` · ${code("stance", s.stance)}`}${s.outcome && html` · ${code("outcome-of-gap", s.outcome)}`}${s.value != null && html` · <${Value} field=${gap.field} value=${s.value} />`}</p>
      ${s.text && html`<p class="slot-reasons" dir="auto">${s.text}</p>`}
      <${Changes} field=${gap.field} changes=${s.changes} />
      <p class="source">${s.by && html`<bdi>${s.by}</bdi> · `}<time datetime=${s.at} dir="auto">${stampText(s.at)}</time></p>
    </li>`)}</ol>`}
  </details>`;
}

/** What became of each partner's value. @param {{field: string, changes?: any[]}} props */
export const Changes = ({ field, changes }) => (changes?.length ? html`<ul class="plain-list changes" data-test="changes">${changes.map((c) => html`<li key=${c.partner}>
  <${PartnerMark} code=${c.partner} full /> <${Say} k="gap.change" before=${html`<del><${Value} field=${field} value=${c.before} /></del>`} now=${html`<ins><${Value} field=${field} value=${c.now} /></ins>`} />
</li>`)}</ul>` : null);
