// The sources of a record, numbered as the rows refer to them: what each is, and
// its two grades in words. Sources of one origin are one voice.

import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Facts, keptText, said, sourceText, specRows } from "./facts.js";
import { rowSpecs } from "../dictionary.js";
import { origins } from "../origins.js";
import { code, t } from "../i18n.js";

/** @param {{report: any}} props */
export function Sources({ report: r }) {
  const count = origins(r.sources);
  return html`
    ${count.shared > 0 && html`<p class="under">${t("sources.count", { n: r.sources.length, origins: String(count.origins) })}</p>`}
    <ol class="entry-list numbered">${r.sources.map((/** @type {any} */ s, /** @type {number} */ i) => {
      const kept = keptText(s, r.partner);
      return html`<li key=${i}>
        <strong dir="auto">${sourceText(s)}</strong>${kept && html` <span class="kept"><${Icon} name="lock" />${kept}</span>`}
        <div class="grades"><${Grade} of="reliability" value=${s.reliability} /><${Grade} of="credibility" value=${s.credibility} /></div>
        <${Facts} rows=${specRows("sources", rowSpecs.sources, s, [...said.sources, "shared"])} />
      </li>`;
    })}</ol>`;
}

/** One of the two judgements, by its sign and in words. @param {{of: "reliability"|"credibility", value: any}} props */
const Grade = ({ of, value }) => html`<span class="grade-word"><span class="under">${t(`entry.sources.${of}`)}</span>${value
  ? html`<span>${code(of, String(value))}</span>` : html`<span class="quiet">${t("entry.not-graded")}</span>`}</span>`;
