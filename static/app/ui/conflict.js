// Someone saved first: both versions field by field, and a choice for each field
// that differs. Nothing is overwritten and nothing typed is lost.

import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "./html.js";
import { Notice } from "./states.js";
import { Diff } from "./progress.js";
import { factText } from "./facts.js";
import { factNames } from "../dictionary.js";
import { code, t } from "../i18n.js";

/** @param {{base: any, yours: any, theirs: any, save: (facts: any) => void, back: () => void}} props */
export function Conflict({ base, yours, theirs, save, back }) {
  const heading = useRef(/** @type {HTMLElement|null} */ (null));
  useEffect(() => heading.current?.focus(), []);
  const same = (/** @type {string} */ f) => factText(f, yours[f]) === factText(f, theirs[f]);
  const untouched = (/** @type {string} */ f) => factText(f, base[f]) === factText(f, yours[f]);
  const fields = factNames.filter((f) => !same(f));
  const [take, setTake] = useState(/** @type {Record<string, string>} */ (Object.fromEntries(fields.map((f) => [f, untouched(f) ? "theirs" : "yours"]))));
  const merged = () => Object.fromEntries(factNames.map((f) => [f, (take[f] === "yours" ? yours : theirs)[f]]).filter(([, v]) => v !== undefined && v !== null && v !== ""));
  const pick = (/** @type {string} */ f, /** @type {string} */ who) => html`<label class="check"><input type="radio" name=${`take-${f}`} data-test=${`take-${who}-${f}`} checked=${take[f] === who} onChange=${() => setTake({ ...take, [f]: who })} /><span>${t(`conflict.take-${who}`)}</span></label>`;

  return html`<div class="page">
    <h1 tabindex="-1" ref=${heading} data-test="conflict">${t("conflict.title")}</h1>
    <${Notice} kind="warn">${t("conflict.text", { version: theirs.version })}<//>
    <div class="sheet"><table class="table conflict">
      <caption class="hidden">${t("conflict.title")}</caption>
      <thead><tr><th scope="col">${t("conflict.field")}</th><th scope="col">${t("conflict.yours")}</th><th scope="col">${t("conflict.theirs")}</th></tr></thead>
      <tbody>${fields.map((f) => html`<tr key=${f}>
        <th scope="row">${code("field", f)}</th>
        <td data-label=${t("conflict.yours")}><div><bdi>${factText(f, yours[f])}</bdi>${pick(f, "yours")}</div></td>
        <td data-label=${t("conflict.theirs")}><div>${typeof theirs[f] === "string" && typeof yours[f] === "string" && f === "narrative" ? html`<${Diff} before=${yours[f]} after=${theirs[f]} />` : html`<bdi>${factText(f, theirs[f])}</bdi>`}${pick(f, "theirs")}</div></td>
      </tr>`)}</tbody>
    </table></div>
    <div class="actions">
      <button type="button" class="button primary" data-test="save-merged" onClick=${() => save(merged())}>${t("conflict.save")}</button>
      <button type="button" class="button" onClick=${back}>${t("conflict.back")}</button>
    </div>
  </div>`;
}
