// One language of a statement: the text with its tokens, and beside it what the
// public will read.

import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { dateText } from "./when.js";
import { dirOf, inWork, taken, valuesIn } from "../statement.js";
import { t } from "../i18n.js";
import { partnerName } from "../store.js";

/** @typedef {import("../statement.js").Token} Token */

/** What hovering over a printed value says. @param {Token} token */
const titleOf = (token) => [token.agreed ? t("token.agreed-on", { date: dateText(token.agreed_at) }) : token.reason, ...token.sources.map((s) => t("token.source", { who: partnerName(s.partner), text: s.text }))].join("\n");

/**
 * The text as it will be read; what is not agreed stands out.
 * @param {{text: string, language: string, tokens: Token[], values: Record<string, string>, fixed?: boolean}} props values are the tokens in this language; fixed: as released
 */
export const Reading = ({ text, language, tokens, values, fixed }) => html`<div class="st-reading" lang=${language} dir=${dirOf(language)}>
  ${text.split(/\n\s*\n/).filter((p) => p.trim()).map((paragraph, i) => html`<p key=${i}>${taken(paragraph).map((part, j) => (j % 2 === 0 ? part : html`<${Printed} key=${j} name=${part} token=${tokens.find((x) => x.name === part)} value=${values[part]} fixed=${fixed} />`))}</p>`)}
</div>`;

/** A value that was released stays what it was. @param {{name: string, token?: Token, value?: string, fixed?: boolean}} props */
const Printed = ({ name, token, value, fixed }) => (token && (token.agreed || (fixed && value))
  ? html`<span class="token" title=${titleOf(token)}><bdi>${value ?? token.text}</bdi></span>`
  : html`<span class="token token-not" title=${token && titleOf(token)}><${Icon} name=${token ? "ring" : "question"} /><bdi>${t(`token.name.${token ? name : "unknown"}`)}</bdi></span>`);

/**
 * @param {object} props
 * @param {string} props.language
 * @param {string} props.text
 * @param {import("../statement.js").Statement} props.saved
 * @param {(text: string) => void} [props.onChange] without it the text is only read
 * @param {() => void} [props.remove]
 * @param {(area: HTMLTextAreaElement) => void} [props.focused]
 */
export function LanguageText({ language, text, saved, onChange, remove, focused }) {
  const fixed = !inWork(saved);
  const values = language === "en" && !fixed ? {} : valuesIn(saved.bodies[language] ?? "", saved.rendered[language]);
  const id = `body-${language}`;
  return html`<section class=${cx("sheet lang", !onChange && "lang-read")} aria-label=${t(`language.${language}`)}>
    ${onChange && html`<div class="lang-write">
      <div class="lang-head"><label for=${id}>${t("statement.text-in", { language: t(`language.${language}`) })}</label>
        ${remove && html`<button type="button" class="link" data-test=${`remove-${language}`} onClick=${remove}>${t("statement.remove-language")}</button>`}</div>
      <textarea id=${id} data-test=${id} lang=${language} dir=${dirOf(language)} spellcheck="true" rows="14" value=${text}
        onInput=${(/** @type {any} */ e) => onChange(e.target.value)} onFocus=${(/** @type {any} */ e) => focused?.(e.target)}></textarea>
    </div>`}
    <div class="lang-preview" data-test=${`preview-${language}`}>
      <p class="lang-head"><span>${onChange ? t("statement.preview") : t(`language.${language}`)}</span></p>
      <${Reading} text=${text} language=${language} tokens=${saved.tokens} values=${values} fixed=${fixed} />
    </div>
  </section>`;
}

/** Puts a token where the cursor is, with a space where it would touch a word. @param {HTMLTextAreaElement} area @param {string} name */
export function insertToken(area, name) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const word = /[\p{L}\p{N}]/u;
  const text = `${word.test(value[from - 1] ?? "") ? " " : ""}[[${name}]]${word.test(value[to] ?? "") ? " " : ""}`;
  area.setRangeText(text, from, to, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
}
