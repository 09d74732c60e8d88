// Identities that could not be sealed yet: they are in memory alone, so they can be
// corrected and sent again here, and nowhere else.

import { useEffect, useState } from "preact/hooks";
import { html } from "./html.js";
import { Notice, Problem } from "./states.js";
import { IdentityFields } from "./identity.js";
import { useAction } from "./dialog.js";
import { sealAll } from "../seal.js";
import { t } from "../i18n.js";

/** @param {{report: string, left: any[], done?: () => void}} props */
export function Unsealed({ report, left: first, done }) {
  const [left, setLeft] = useState(first);
  const again = useAction(() => sealAll(report, left), (now) => (setLeft(now), !now.length && done?.()));
  useEffect(() => {
    if (!left.length) return;
    const warn = (/** @type {Event} */ e) => e.preventDefault(); // closing the page would lose what was typed
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [left.length]);
  if (!left.length) return html`<p class="under" role="status">${t("identity.all-sealed")}</p>`;
  return html`<section class="sheet padded stack" aria-label=${t("identity.unsealed-title")} data-test="unsealed">
    <${Notice} kind="warn">${t("identity.unsealed", { n: left.length })}<//>
    ${left.map((w, i) => html`<div key=${w.pseudonym} class="stack"><h3><bdi>${w.pseudonym}</bdi></h3>
      <${IdentityFields} id=${`unsealed-${i}`} test=${`unsealed-${i}`} value=${w.draft} onChange=${(/** @type {any} */ draft) => setLeft(left.map((x) => (x === w ? { ...w, draft } : x)))} />
      <${Problem} error=${w.error} /></div>`)}
    <div class="actions"><button type="button" class="button primary" data-test="seal-again" aria-disabled=${again.busy} onClick=${() => again.start()}>${t("identity.seal-again")}</button></div>
  </section>`;
}
