// Why each side says what it says. A later explanation replaces the one before,
// which stays in the course of the gap.

import { useRef, useState } from "preact/hooks";
import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { PartnerMark, slotClass } from "./partner.js";
import { Problem } from "./states.js";
import { Field } from "./field.js";
import { stampText } from "./when.js";
import { useAction } from "./dialog.js";
import { toast } from "./toast.js";
import { api, seg } from "../api.js";
import { draft, keepDraft, useDraft } from "../drafts.js";
import { isOpen } from "../gaps.js";
import { useKeys } from "../keys.js";
import { t } from "../i18n.js";
import { can, mine } from "../store.js";

/** @typedef {import("../gaps.js").Gap} Gap */

/** @param {{gap: Gap, reload: () => Promise<void>}} props */
export function Explanations({ gap, reload }) {
  const [writing, setWriting] = useState(false);
  const sides = [gap.a.partner, gap.b.partner].filter((p, i, all) => p && all.indexOf(p) === i);
  const said = sides.filter((p) => gap.explanations?.[p]);
  const own = sides.find(mine);
  const may = own && isOpen(gap) && can("EXPLAIN_GAP");
  if (!said.length && !may) return null;
  return html`<div class="explanations stack">
    <h2>${t("explain.title")}</h2>
    ${said.length > 0 && html`<ul class="slots">${said.map((p) => html`<${View} key=${p} partner=${p} said=${gap.explanations?.[p]} />`)}</ul>`}
    ${may && !writing && html`<div class="actions">
      <button type="button" class="button small" data-test="explain" onClick=${() => setWriting(true)}><${Icon} name="edit" />${t(gap.explanations?.[own] ? "explain.again" : "explain.do")}</button>
      ${gap.explanations?.[own] && html`<${TakeBack} gap=${gap} reload=${reload} />`}
    </div>`}
    ${may && writing && html`<${Write} gap=${gap} own=${own} reload=${reload} close=${() => setWriting(false)} />`}
  </div>`;
}

/** One side's view with who gave it and when. @param {{partner: string, said: any, value?: any}} props */
export const View = ({ partner, said, value }) => html`<li class=${cx("slot-box", slotClass(partner))} data-test=${`view-${partner}`}>
  <p class="slot-who"><${PartnerMark} code=${partner} full />${value && html` <strong>${value}</strong>`}</p>
  ${said?.text ? html`<p class="slot-reasons" dir="auto">${said.text}</p>` : html`<p class="quiet">${t("explain.none")}</p>`}
  ${said?.by && html`<p class="source"><bdi>${said.by}</bdi>${said.at && html` · <bdi>${stampText(said.at)}</bdi>`}</p>`}
  ${said?.earlier && html`<p class="source strong-missing">${t("explain.earlier")}</p>`}
</li>`;

/** @param {{gap: Gap, reload: () => Promise<void>}} props */
function TakeBack({ gap, reload }) {
  const { busy, error, start } = useAction(async () => {
    await api.post(`/gaps/${seg(gap.id)}/explanations`, { withdraw: true });
    toast(t("explain.taken-back"));
    await reload();
  });
  return html`<button type="button" class="link" data-test="explain-take-back" aria-disabled=${busy} onClick=${() => start()}>${t("explain.take-back")}</button><${Problem} error=${error} />`;
}

/** @param {{gap: Gap, own: string, reload: () => Promise<void>, close: () => void}} props */
function Write({ gap, own, reload, close }) {
  const name = `explain.${gap.id}`;
  const [text, setText] = useState(() => draft(name) ?? gap.explanations?.[own]?.text ?? "");
  const [missing, setMissing] = useState("");
  const touched = useRef(false);
  useDraft(name, text, touched);
  const { busy, error, start } = useAction(async () => {
    if (text.trim().length < 3) return void setMissing(t("explain.missing"));
    const before = gap.explanations?.[own]?.text;
    await api.post(`/gaps/${seg(gap.id)}/explanations`, { text: text.trim() });
    touched.current = false;
    keepDraft(name, null);
    toast(t("explain.sent"), { undo: () => api.post(`/gaps/${seg(gap.id)}/explanations`, before ? { text: before } : { withdraw: true }).then(reload) });
    close();
    await reload();
  });
  useKeys({ Send: () => start(), Escape: close });
  return html`<form class="stack explain-form" novalidate data-test="explain-form" onSubmit=${(/** @type {Event} */ e) => (e.preventDefault(), start())}>
    <${Field} id=${`explain-${gap.id}`} label=${t("explain.label")} hint=${t("explain.hint")} error=${missing}>${(/** @type {any} */ p) => html`
      <textarea ...${p} dir="auto" rows="3" maxlength="8000" data-test="explain-text" value=${text} ref=${(/** @type {any} */ e) => e && !touched.current && e.focus({ preventScroll: true })}
        onInput=${(/** @type {any} */ e) => ((touched.current = true), setMissing(""), setText(e.target.value))}></textarea>`}<//>
    <${Problem} error=${error} />
    <div class="actions">
      <button type="submit" class="button primary small" data-test="explain-send" aria-disabled=${busy}>${busy ? t("state.sending") : t("explain.send")}</button>
      <button type="button" class="button small" onClick=${close}>${t("action.cancel")}</button>
    </div>
  </form>`;
}
