// The facts a statement may print: agreed ones to insert, and why the others are
// not agreed, with what each partner says.

import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { PartnerMark } from "./partner.js";
import { Say } from "./values.js";
import { dateText } from "./when.js";
import { t } from "../i18n.js";

/** @typedef {import("../statement.js").Token} Token */

/** @param {{tokens: Token[], incident: string, insert?: (name: string) => void}} props insert is missing where the text cannot be changed */
export const Tokens = ({ tokens, incident, insert }) => html`<section class="sheet padded card" aria-labelledby="facts">
  <h2 id="facts">${t("token.title")}</h2>
  <ul class="token-list plain-list">
    ${tokens.map((f) => html`<li key=${f.name} class=${cx("token-row", !f.agreed && "token-open")} data-test=${`token-${f.name}`}>
      <div>
        <p class="token-head"><strong>${t(`token.name.${f.name}`)}</strong> <bdi class="code quiet" dir="ltr">[[${f.name}]]</bdi></p>
        ${f.agreed
          ? html`<p class="token-agreed"><${Icon} name="check" /><span><${Say} k="token.agreed" value=${html`<strong dir="auto">${f.text}</strong>`} date=${dateText(f.agreed_at)} /></span></p>`
          : html`<p class="token-not-agreed"><${Icon} name="close" /><span dir="auto">${t("token.not-agreed")} ${f.sources.length === 0 ? f.reason : ""}</span></p>`}
        ${f.sources.length > 0 && html`<p class="under token-sources">${f.sources.map((s, i) => html`<span key=${i}><${PartnerMark} code=${s.partner} full /> <bdi>${s.text}</bdi></span>`)}</p>`}
      </div>
      <div class="token-act">
        ${insert && html`<button type="button" class="button small" data-test=${`token-insert-${f.name}`} aria-label=${t(f.agreed ? "token.insert-name" : "token.insert-blocked", { name: t(`token.name.${f.name}`) })} onClick=${() => insert(f.name)}>${t("token.insert")}</button>`}
        ${!f.agreed && f.sources.length > 0 && html`<a class="under" href=${`#/i/${incident}/compare`} aria-label=${t("token.agree-on", { name: t(`token.name.${f.name}`) })}>${t("token.to-compare")}</a>`}
      </div>
    </li>`)}
  </ul>
</section>`;
