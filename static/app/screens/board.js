// S6: every case as a card in the column of its state. Moving is done in the case,
// where what a move means and needs is said.

import { html } from "../ui/html.js";
import { PartnerMark } from "../ui/partner.js";
import { SeverityChip, StateChip } from "../ui/chip.js";
import { Empty } from "../ui/states.js";
import { Ref } from "../ui/values.js";
import { Segments } from "../ui/field.js";
import { onUs, turnText } from "../gaps.js";
import { api } from "../api.js";
import { setQuery } from "../router.js";
import { code, number, t } from "../i18n.js";
import { now } from "../store.js";

export const title = () => t("board.title");
export const local = ["turn"];
export const live = ["investigation", "gap", "incident"];

const limit = 200;

/** @param {{signal: AbortSignal}} at */
export const load = ({ signal }) => api.get("/investigations", { limit }, signal);

/** @type {[string, string[]][]} */
const columns = [
  ["NOTIFIED", ["INTAKE", "NOTIFIED"]], ["INITIAL_REVIEW", ["INITIAL_REVIEW"]], ["ASSESSMENT", ["ASSESSMENT", "REOPENED"]], ["INVESTIGATION", ["INVESTIGATION", "ACCESS_HOLD", "REFERRED_CRIMINAL"]],
  ["JOINT_REVIEW", ["JOINT_REVIEW"]], ["AGREED", ["AGREED", "AGREED_IN_PART", "DISSENT_RECORDED"]], ["RESPONSE", ["RESPONSE"]], ["CLOSED", ["CLOSED", "CLOSED_NO_ACTION"]],
];

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data, query }) {
  const turn = query.turn || "all";
  const all = data.items.filter((/** @type {any} */ c) => turn === "all" || onUs(c.waiting_on));
  return html`<div class="page wide board-page">
    <header class="page-head">
      <div><h1>${t("board.title")}</h1><p class="quiet">${t("board.total", { n: all.length })}${data.next && ` · ${t("board.more", { n: limit })}`}</p></div>
      <${Segments} name="turn" label=${t("queue.whose-turn")} value=${turn} onChange=${(/** @type {string} */ v) => setQuery({ turn: v === "all" ? "" : v }, { replace: true })} choices=${[["all", t("queue.all")], ["you", t("queue.you")]]} />
    </header>
    ${data.items.length === 0 ? html`<div class="sheet"><${Empty} icon="board" text=${t("board.none")} /></div>` : html`<div class="board" role="group" aria-label=${t("board.title")}>
      ${columns.map(([name, states]) => html`<${Column} key=${name} name=${name} cases=${all.filter((/** @type {any} */ c) => states.includes(c.state))} />`)}
    </div>`}
  </div>`;
}

/** @param {{name: string, cases: any[]}} props */
const Column = ({ name, cases }) => html`<section class="board-column" aria-labelledby=${`col-${name}`}>
  <h2 id=${`col-${name}`}>${code("state", name)} <span class="quiet">${number(cases.length)}</span></h2>
  ${cases.length > 0 && html`<ul class="plain-list">${cases.map((c) => html`<li key=${c.id}><${Card} case=${c} own=${c.state !== name} /></li>`)}</ul>`}
</section>`;

/** @param {any} c */
function daysIn(c) {
  const since = c.history.findLast((/** @type {any} */ m) => m.state === "TAKEN")?.taken_at ?? c.opened_at;
  return Math.max(0, Math.floor((now().getTime() - Date.parse(since)) / 86_400_000));
}

/** @param {{case: any, own: boolean}} props own: its state is not the one the column is named after */
const Card = ({ case: c, own }) => html`<article class="board-card sheet" aria-labelledby=${`case-${c.id}`} data-test="case-card">
  <p class="under"><${Ref}>${c.incident_ref ?? c.ref}<//></p>
  <h3 id=${`case-${c.id}`}><a href=${`#/case/${c.id}`}><bdi>${c.title}</bdi></a></h3>
  ${own && html`<p><${StateChip} state=${c.state} /></p>`}
  ${c.gaps.open > 0 && html`<p class="gap-line"><span>${t("compare.open-gaps", { n: c.gaps.open })}</span>${c.gaps.critical > 0 && html`<${SeverityChip} value="CRITICAL" />`}</p>`}
  ${c.pending.map((/** @type {any} */ m) => html`<p key=${m.id} class="under">${t("board.proposed", { state: code("state", m.to) })} ${m.positions.map((/** @type {any} */ p) => html`<span key=${p.partner}><${PartnerMark} code=${p.partner} hollow=${p.stance === "NO_POSITION"} /> </span>`)}</p>`)}
  <p class="board-foot"><span class="under">${t("board.days", { n: daysIn(c) })}</span>${c.waiting_on.length > 0 && html`<span class=${onUs(c.waiting_on) ? "turn you" : "turn"}>${turnText(c.waiting_on)}</span>`}</p>
</article>`;
