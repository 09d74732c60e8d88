// The people of an incident by their pseudonyms, record by record. Who stands behind
// one is sealed; it is opened here by those whose role allows it, one at a time and
// for a reason that is in the log before a name is seen.

import { useEffect, useState } from "preact/hooks";
import { html } from "./html.js";
import { Icon } from "./icon.js";
import { Empty, Problem } from "./states.js";
import { PartnerMark, slotClass } from "./partner.js";
import { Facts, specRows } from "./facts.js";
import { IdentityAct } from "./identityacts.js";
import { IdentityShown } from "./identity.js";
import { Ref } from "./values.js";
import { stampText } from "./when.js";
import { rowSpecs } from "../dictionary.js";
import { api, seg } from "../api.js";
import { code, t } from "../i18n.js";
import { can, mine } from "../store.js";

/** @param {{reports: any[]}} props */
export function People({ reports }) {
  const named = reports.filter((r) => r.people?.length || (mine(r.partner) && can("READ_IDENTITIES")));
  return html`<section class="stack" aria-labelledby="people">
    <div class="part-head"><div><h2 id="people">${t("section.people")}</h2><p class="quiet">${t("people.intro")}</p></div></div>
    ${!named.length && html`<div class="sheet padded"><${Empty} text=${t("people.none")} icon="people" /></div>`}
    ${named.map((r) => html`<${OfRecord} key=${r.id} report=${r} />`)}
  </section>`;
}

/** @param {{report: any}} props */
function OfRecord({ report: r }) {
  const ours = mine(r.partner) && can("READ_IDENTITIES");
  const [held, setHeld] = useState(/** @type {{items: any[], error?: any}} */ ({ items: [] }));
  const [doing, setDoing] = useState(/** @type {{name: string, person: any, sealed?: any}|null} */ (null));
  const [shown, setShown] = useState(/** @type {any} */ (null)); // the one that is open, and nothing before it
  const load = () => (ours ? api.get(`/reports/${seg(r.id)}/identities`).then((p) => setHeld({ items: p.items }), (error) => setHeld({ items: [], error })) : Promise.resolve());
  useEffect(() => void load(), [r.id, r.version]);
  const listed = r.people ?? [];
  const others = held.items.filter((h) => !listed.some((/** @type {any} */ p) => p.pseudonym === h.pseudonym));
  const rows = [...listed, ...others.map((h) => ({ pseudonym: h.pseudonym, role: h.role, unlisted: true }))];
  return html`<article class=${`sheet people ${slotClass(r.partner)}`} aria-label=${r.title} data-test=${`people-${r.partner}`}>
    <p class="record-who"><${PartnerMark} code=${r.partner} full /> <${Ref}>${r.ref}<//></p>
    <${Problem} error=${held.error} />
    ${!rows.length && html`<p class="quiet">${t("people.none-of")}</p>`}
    <ul class="plain-list people-list">${rows.map((p) => {
      const sealed = held.items.find((h) => h.pseudonym === p.pseudonym);
      const isOpen = shown && shown.pseudonym === p.pseudonym;
      return html`<li key=${p.pseudonym} class="person" data-test=${`person-${p.pseudonym}`}>
        <div class="person-head"><strong><bdi>${p.pseudonym}</bdi></strong> <span>${[code("person-role", p.role), p.outcome && code("outcome", p.outcome).toLowerCase()].filter(Boolean).join(", ")}</span>
          ${ours && html`<span class="under sealed-note"><${Icon} name=${sealed?.erased_at ? "stopped" : "lock"} />${!sealed ? t("people.not-sealed") : sealed.erased_at ? t("people.erased", { at: stampText(sealed.erased_at) }) : t("people.sealed", { at: stampText(sealed.changed_at ?? sealed.at), by: sealed.changed_by || sealed.by })}</span>`}</div>
        <${Facts} rows=${specRows("people", rowSpecs.people, p, ["pseudonym", "role", "outcome", "sealed", ...(ours ? [] : ["shared"])])} />
        ${isOpen && html`<div class="opened"><${IdentityShown} identity=${shown.identity} /><button type="button" class="button small" data-test="cover" onClick=${() => setShown(null)}>${t("people.cover")}</button></div>`}
        ${ours && html`<div class="actions">
          ${sealed && !sealed.erased_at && can("OPEN_IDENTITY") && !isOpen && html`<button type="button" class="button small" data-test="identity-open" onClick=${() => setDoing({ name: "open", person: p, sealed })}>${t("people.do.open")}</button>`}
          ${!sealed && can("SEAL_IDENTITY") && html`<button type="button" class="button small" data-test="identity-seal" onClick=${() => setDoing({ name: "seal", person: p })}><${Icon} name="lock" />${t("people.do.seal")}</button>`}
          ${isOpen && can("SEAL_IDENTITY") && html`<button type="button" class="button small" data-test="identity-replace" onClick=${() => setDoing({ name: "replace", person: p, sealed })}>${t("people.do.replace")}</button>`}
          ${sealed && !sealed.erased_at && can("ERASE_IDENTITY") && html`<button type="button" class="button small" data-test="identity-erase" onClick=${() => setDoing({ name: "erase", person: p, sealed })}>${t("people.do.erase")}</button>`}
        </div>`}
      </li>`;
    })}</ul>
    ${doing && html`<${IdentityAct} ...${doing} report=${r} opened=${shown} close=${() => setDoing(null)} done=${(/** @type {any} */ answer) => (setShown(doing.name === "open" ? answer : null), setDoing(null), load())} />`}
  </article>`;
}
