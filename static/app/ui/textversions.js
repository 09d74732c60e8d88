// Every version of a statement with what it changed, and the two texts side by
// side when somebody saved first.

import { useEffect, useRef, useState } from "preact/hooks";
import { html } from "./html.js";
import { Chip } from "./chip.js";
import { Diff } from "./progress.js";
import { Notice } from "./states.js";
import { stampText } from "./when.js";
import { dirOf, textLanguages } from "../statement.js";
import { code, t } from "../i18n.js";

/** @typedef {import("../statement.js").Statement} Statement */
/** @typedef {import("../statement.js").Form} Form */

/** Languages in reading order. @param {...Record<string, string>} bodies */
const languagesOf = (...bodies) => [...textLanguages, ...new Set(bodies.flatMap((b) => Object.keys(b)))].filter((l, i, all) => all.indexOf(l) === i && bodies.some((b) => l in b));

/** @param {{versions: Statement["versions"]}} props newest first */
export function TextVersions({ versions }) {
  const [open, setOpen] = useState(0);
  return html`<section class="sheet padded card" aria-labelledby="versions">
    <h2 id="versions">${t("statement.versions")}</h2>
    <ol class="plain-list text-versions" reversed>${versions.map((v, i) => {
      const before = versions[i + 1];
      return html`<li key=${v.version}>
        <p><strong>${t("version.n", { n: v.version })}</strong> <span class="source"><bdi>${v.by}</bdi> · <bdi>${stampText(v.at)}</bdi></span></p>
        ${before && html`<button type="button" class="link" aria-expanded=${open === v.version} data-test=${`diff-${v.version}`} onClick=${() => setOpen(open === v.version ? 0 : v.version)}>${t(open === v.version ? "statement.hide-diff" : "statement.show-diff", { n: before.version })}</button>`}
        ${before && open === v.version && languagesOf(before.bodies, v.bodies).filter((l) => before.bodies[l] !== v.bodies[l]).map((l) => html`<div key=${l} class="text-diff" dir=${dirOf(l)} lang=${l}><${Diff} before=${before.bodies[l] ?? ""} after=${v.bodies[l] ?? ""} /></div>`)}
      </li>`;
    })}</ol>
  </section>`;
}

/**
 * Somebody saved first: choose for each text. Nothing typed is lost.
 * @param {{yours: Form, theirs: Statement, save: (form: Form) => void, back: () => void}} props
 */
export function TextConflict({ yours, theirs, save, back }) {
  const heading = useRef(/** @type {HTMLElement|null} */ (null));
  useEffect(() => heading.current?.focus(), []);
  const all = languagesOf(yours.bodies, theirs.bodies);
  const differ = all.filter((l) => (yours.bodies[l] ?? "") !== (theirs.bodies[l] ?? ""));
  const [take, setTake] = useState(/** @type {Record<string, string>} */ ({}));
  const chosen = (/** @type {string} */ l) => take[l] ?? "yours";
  const merged = () => ({
    kind: yours.kind, audience: yours.audience,
    bodies: Object.fromEntries(all.map((l) => [l, (chosen(l) === "yours" ? yours : theirs).bodies[l]]).filter(([, text]) => text !== undefined)),
  });
  return html`<div class="page wide">
    <h1 tabindex="-1" ref=${heading} data-test="conflict">${t("conflict.title")}</h1>
    <${Notice} kind="warn">${t("conflict.text", { version: theirs.version })}<//>
    ${(yours.kind !== theirs.kind || yours.audience !== theirs.audience) && html`<p>${t("statement.kind-differs", { yours: `${code("statement", yours.kind)}, ${code("audience", yours.audience)}`, theirs: `${code("statement", theirs.kind)}, ${code("audience", theirs.audience)}` })}</p>`}
    ${differ.length === 0 && html`<p><${Chip} look="agree" icon="equals">${t("statement.same-text")}<//></p>`}
    ${differ.map((l) => html`<fieldset key=${l} class="sheet padded stack"><legend class="hidden">${t(`language.${l}`)}</legend>
      <h2>${t(`language.${l}`)}</h2>
      <p class="under">${t("statement.diff-legend")}</p>
      <div class="text-diff" dir=${dirOf(l)} lang=${l}><${Diff} before=${theirs.bodies[l] ?? ""} after=${yours.bodies[l] ?? ""} /></div>
      <div class="actions">${["yours", "theirs"].map((who) => html`<label class="check" key=${who}><input type="radio" name=${`take-${l}`} checked=${chosen(l) === who} data-test=${`take-${who}-${l}`} onChange=${() => setTake({ ...take, [l]: who })} /><span>${t(`conflict.take-${who}`)}</span></label>`)}</div>
    </fieldset>`)}
    <div class="actions">
      <button type="button" class="button primary" data-test="save-merged" onClick=${() => save(merged())}>${t("statement.save-chosen")}</button>
      <button type="button" class="button" onClick=${back}>${t("conflict.back")}</button>
    </div>
  </div>`;
}
