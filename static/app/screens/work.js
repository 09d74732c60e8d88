// S1: what needs me, in order: what waits on me, on my colleagues, on the partner,
// and what is due.

import { html, cx } from "../ui/html.js";
import { Icon } from "../ui/icon.js";
import { Chip, SeverityChip } from "../ui/chip.js";
import { PartnerMark } from "../ui/partner.js";
import { Empty } from "../ui/states.js";
import { Ref } from "../ui/values.js";
import { agoText, dateText } from "../ui/when.js";
import { collect } from "../work.js";
import { api } from "../api.js";
import { code, list, number, t } from "../i18n.js";
import { can, me, now, partnerName } from "../store.js";

/** @typedef {import("../work.js").Item} Item */
/** @typedef {import("../work.js").Group} Group */

export const title = () => t("work.title");
export const live = ["match", "gap", "investigation", "statement", "report", "rules"];

const limit = 200;

/** @param {{signal: AbortSignal}} at */
export async function load({ signal }) {
  const read = (/** @type {string} */ path, /** @type {Record<string, any>} */ query = {}) => api.get(path, { limit, ...query }, signal);
  const [proposed, provisional, gaps, cases, statements, rules] = await Promise.all([
    read("/matches", { state: "proposed" }), read("/matches", { state: "provisional" }), read("/gaps", { state: "open" }), read("/investigations"), read("/statements"), api.get("/gaps/rules", undefined, signal),
  ]);
  return { matches: [...proposed.items, ...provisional.items], gaps: gaps.items, cases: cases.items, statements: statements.items, rules, cut: [proposed, provisional, gaps, cases, statements].some((p) => p.next) };
}

/** How many of a kind are shown before the rest is a link. */
const most = 4;

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data }) {
  const { you, colleagues, partner, due } = collect(data);
  return html`<div class="page work">
    <header class="page-head">
      <div><h1>${t("work.title")}</h1><p class="quiet">${me.user.roles.map((r) => code("role", r)).join(" · ")}</p></div>
      ${can("LOG_REPORT") && html`<a class="button primary" href="#/log" data-test="log"><${Icon} name="plus" />${t("incidents.log")}</a>`}
    </header>
    <${Part} id="you" groups=${you} empty=${t(me.user.partner ? "work.none-you" : "work.none-reader")} />
    <${Part} id=${me.user.partner ? "partner" : "partners"} groups=${partner} />
    <${Due} items=${due} />
    <${Part} id="colleagues" groups=${colleagues} />
    ${data.cut && html`<p class="quiet">${t("work.cut", { n: limit })}</p>`}
  </div>`;
}

/** @param {{id: string, groups: Group[], empty?: string}} props */
const Part = ({ id, groups, empty }) => (groups.length > 0 || empty) && html`<section aria-labelledby=${`work-${id}`} data-test=${`work-${id}`}>
  <h2 id=${`work-${id}`}>${t(`work.part.${id}`)} ${groups.length > 0 && html`<span class="quiet">${number(groups.reduce((n, g) => n + g.items.length, 0))}</span>`}</h2>
  ${groups.length === 0 ? html`<div class="sheet"><${Empty} icon="check" text=${empty} /></div>` : html`<div class="sheet">
    ${groups.map((g) => html`<div class="work-group" key=${g.kind}>
      <h3>${t(`work.group.${g.kind}`)}</h3>
      <ul class="plain-list">${g.items.slice(0, most).map((i) => html`<${Row} key=${i.id} item=${i} ours=${id === "you"} />`)}</ul>
      ${g.items.length > most && html`<a class="work-all" href=${g.all} data-test=${`work-all-${g.kind}`}>${t("work.all", { n: g.items.length })}</a>`}
    </div>`)}</div>`}
</section>`;

/** @param {{items: Item[]}} props */
const Due = ({ items }) => items.length > 0 && html`<section aria-labelledby="work-due" data-test="work-due">
  <h2 id="work-due">${t("work.part.due")} <span class="quiet">${number(items.length)}</span></h2>
  <div class="sheet"><div class="work-group"><ul class="plain-list">${items.slice(0, most).map((i) => html`<${Row} key=${i.id} item=${i} due />`)}</ul>
    ${items.length > most && html`<a class="work-all" href="#/gaps?turn=role">${t("work.all-due", { n: items.length })}</a>`}</div></div>
</section>`;

/** @param {{item: Item, ours?: boolean, due?: boolean}} props */
function Row({ item: i, ours, due }) {
  const late = !!i.due && Date.parse(i.due) < now().getTime();
  return html`<li class="work-row" data-test=${`work-${i.kind}`}>
    <div class="work-what"><p><a href=${i.href} dir="auto">${i.title}</a></p>
      <p class="under"><${About} item=${i} /></p></div>
    <p class=${cx("under work-when", due && late && "strong-conflict")}>${due && i.due ? (late ? t("gap.late-since", { date: dateText(i.due) }) : t("gap.due-on", { date: dateText(i.due) })) : html`<span title=${dateText(i.since)}>${i.since && agoText(i.since, now())}</span>`}</p>
    <a class=${cx("button small", ours && "primary")} href=${i.href} aria-label=${t("compare.act-on", { action: t(`work.do.${ours ? i.kind : "see"}`), field: i.title })}>${t(`work.do.${ours ? i.kind : "see"}`)}</a>
  </li>`;
}

/** What is asked, in words. @param {{item: Item}} props */
function About({ item: { kind, about, who = [] } }) {
  const turn = who.length > 0 && !who.includes(me.user.partner ?? "") && html` · ${t("turn.on", { who: list(who.map(partnerName)) })}`;
  switch (kind) {
    case "match":
      return html`<${PartnerMark} code=${about.a.partner} /> <${Ref}>${about.a.ref}<//> · <${PartnerMark} code=${about.b.partner} /> <${Ref}>${about.b.ref}<//>${about.state === "provisional" && html` · <${Chip} look="near" icon="near">${t("match.provisional")}<//>`}${turn}`;
    case "move":
      return html`<${Ref}>${about.ref}<//> · ${t("move.pending", { state: code("state", about.to) })}${turn}`;
    case "rules":
      return html`<${PartnerMark} code=${about.partner} /> ${t("work.asks.rules")}${turn}`;
    case "clock":
      return html`<${Ref}>${about.ref}<//> · ${code("clock", about.clock)}`;
    case "statement":
    case "release":
    case "draft":
      return html`<${Ref}>${about.ref}<//> · ${t(`work.asks.${kind}`)}${turn}`;
  }
  return html`<${SeverityChip} value=${about.severity} /> ${code("kind-of-gap", about.code)}${about.incident_title && html` · <bdi>${about.incident_title}</bdi>`}${turn}`;
}
