// Who may see a report: our cell, the partners named, or all that take part.

import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { list, t } from "../i18n.js";
import { me, partnerName, parties } from "../store.js";

const others = () => parties().filter((p) => p.code !== me.user.partner);

/** @param {string} choice ORIGIN, JOINT or NAMED:VAR */
export const shareBody = (choice) => ({ with: choice.startsWith("NAMED:") ? choice.split(":").slice(1) : choice.toLowerCase() });

/** @param {{level: string, with?: string[]}} sharing */
export function sharingText({ level, with: names = [] }) {
  if (level === "NAMED") return t("sharing.NAMED", { who: list(names.map(partnerName)) });
  return t(`sharing.${level}`);
}

/** @param {{value: string, onChange: (choice: string) => void}} props */
export const ShareChoice = ({ value, onChange }) => html`<div class="choices" role="radiogroup" aria-label=${t("share.who")}>
  ${[
    ["ORIGIN", "lock", t("share.origin"), t("share.origin-text"), "share-origin"],
    ...others().map((p) => [`NAMED:${p.code}`, "share", t("share.named", { who: p.name }), t("share.named-text"), `share-${p.code}`]),
    ["JOINT", "people", t("share.joint"), t("share.joint-text", { who: list(parties().map((p) => p.name)) }), "share-joint"],
  ].map(([v, icon, name, text, test]) => html`<label key=${v} class=${cx("choice", v === value && "on")}>
    <input type="radio" name="share" checked=${v === value} data-test=${test} onChange=${() => onChange(v)} />
    <${Icon} name=${icon} /><span><strong>${name}</strong><span class="under">${text}</span></span></label>`)}
</div>`;
