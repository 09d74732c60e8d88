// One pair in full: what the program says, the two reports, where and when, why, what
// else it could be, and what has been answered.

import { html } from "./html.js";
import { Effects } from "./matchanswer.js";
import { CommonSource, Probability, Said, ToldAgain } from "./matchsaid.js";
import { Sides } from "./matchsides.js";
import { Places } from "./matchplaces.js";
import { Times } from "./matchtimes.js";
import { Waterfall } from "./matchwaterfall.js";
import { Rivals } from "./matchrivals.js";
import { sidesOf } from "../match.js";
import { t } from "../i18n.js";

/** Nothing in it is keyed by the pair: moving on changes what is shown, and neither focus nor the map is lost. @param {{match: import("../types.js").Match}} props */
export function Pair({ match }) {
  const [a, b] = sidesOf(match);
  return html`<article class="pair" data-test="match" data-id=${match.id} aria-labelledby="pair-title">
    <h2 id="pair-title" class="hidden">${t("match.label", { a: a.ref, b: b.ref })}</h2>
    <div class="sheet padded pair-top">
      <${Probability} match=${match} />
      <${CommonSource} match=${match} />
      <${ToldAgain} match=${match} />
      <${Sides} match=${match} />
    </div>
    <div class="sheet padded pair-there"><${Places} match=${match} /><${Times} match=${match} /></div>
    <section class="sheet padded" aria-labelledby="pair-why">
      <h3 id="pair-why">${t("match.because")}</h3>
      <${Waterfall} match=${match} />
    </section>
    <div class="pair-more">
      <div class="sheet padded"><${Rivals} match=${match} /></div>
      <section class="sheet padded" aria-labelledby="pair-said"><h3 id="pair-said">${t("match.said-title")}</h3><${Said} match=${match} /><${Effects} match=${match} /><p class="under">${t("matches.nothing-merges")}</p></section>
    </div>
  </article>`;
}
