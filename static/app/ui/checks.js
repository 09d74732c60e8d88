// What stands in the way of approval, what to look at again and what to know:
// glyph, word and sentence.

import { html } from "./html.js";
import { Chip } from "./chip.js";
import { Icon } from "./icon.js";
import { Notice } from "./states.js";
import { t } from "../i18n.js";

/** @typedef {import("../statement.js").Check} Check */

/** @type {Record<string, [string, string]>} look and icon */
const looks = { BLOCK: ["conflict", "stopped"], WARN: ["missing", "warning"], INFO: ["near", "info"] };
const severities = /** @type {const} */ (["BLOCK", "WARN", "INFO"]);

/** @param {{checks: Check[], version: number, stale: boolean, several: boolean}} props stale: the text has changed since; several: there is more than one language */
export const Checks = ({ checks, version, stale, several }) => html`<section class="sheet padded card" aria-labelledby="checks" data-test="checks">
  <h2 id="checks" tabindex="-1">${t("checks.title")}</h2>
  <p class="under">${t("checks.as-of", { n: version })}</p>
  ${stale && html`<${Notice}>${t("checks.stale")}<//>`}
  ${checks.length === 0
    ? html`<p class="checks-clean"><${Icon} name="check" />${t("checks.none")}</p>`
    : html`<p class="cmp-counts">${severities.map((s) => [s, checks.filter((c) => c.severity === s).length]).filter(([, n]) => n).map(([s, n]) => html`<span key=${s}><${Chip} look=${looks[s][0]} icon=${looks[s][1]}>${t(`checks.n.${s}`, { n: Number(n) })}<//></span>`)}</p>
      <ul class="check-list plain-list">${checks.map((c, i) => html`<li key=${i} class=${`check-${c.severity}`} data-test=${`check-${c.code}`}>
        <${Icon} name=${looks[c.severity]?.[1] ?? "info"} />
        <div><p><strong>${t(`checks.word.${c.severity}`)}</strong> <span dir="auto">${c.text}</span></p>
          <p class="under">${[several && c.language && t(`language.${c.language}`), c.sentence > 0 && t("checks.sentence", { n: c.sentence })].filter(Boolean).join(" · ")}</p></div>
      </li>`)}</ul>`}
</section>`;

/** Brings the checks into view and gives them focus. */
export function focusChecks() {
  const heading = document.getElementById("checks");
  heading?.scrollIntoView({ block: "center" });
  heading?.focus({ preventScroll: true });
}
