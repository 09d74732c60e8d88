// S7: one case. Where it stands, what is proposed and who has signed, what the
// packet says, and everything that led here.

import { useState } from "preact/hooks";
import { html, cx } from "../ui/html.js";
import { Icon } from "../ui/icon.js";
import { Chip, StateChip } from "../ui/chip.js";
import { PartnerMark } from "../ui/partner.js";
import { History, MoveDialog, PendingMove } from "../ui/move.js";
import { Packet } from "../ui/packet.js";
import { Ref } from "../ui/values.js";
import { Stamp, agoText, dateText } from "../ui/when.js";
import { onUs } from "../gaps.js";
import { api, seg } from "../api.js";
import { useKeys } from "../keys.js";
import { hasScreen } from "../screens.js";
import { code, locale, t } from "../i18n.js";
import { can, now } from "../store.js";

/** @param {{data: any}} props */
export const title = ({ data }) => data.title || data.ref;
export const local = ["move"];
export const live = ["report", "gap", "investigation", "statement", "match"];

/** @param {{params: Record<string, string>, signal: AbortSignal}} at */
export const load = ({ params, signal }) => api.get(`/investigations/${seg(params.id)}`, undefined, signal);

/** @param {import("../types.js").ScreenProps} props */
export function Screen({ data: c, query, reload }) {
  const [moving, setMoving] = useState(query.move === "1");
  const party = onUs(c.participants);
  const may = party && can("PROPOSE_TRANSITION") && c.allowed.length > 0;
  useKeys({ KeyM: () => may && setMoving(true) });
  return html`<div class="page wide">
    <header class="incident-head case-head">
      <div class="incident-title">
        <p class="under"><${Ref}>${c.ref}<//>${c.incident_ref && html` · <${Ref}>${c.incident_ref}<//>`}</p>
        <h1><bdi>${c.title}</bdi></h1>
        <p class="incident-line">${t("case.parties")} ${c.participants.map((/** @type {string} */ p) => html`<span key=${p}><${PartnerMark} code=${p} full /> </span>`)}</p>
      </div>
      <div class="incident-state" data-test="case-state" data-state=${c.state}><${StateChip} state=${c.state} waitingOn=${c.waiting_on} />${c.flags.map((/** @type {string} */ f) => html` <${Chip} key=${f} look="missing" icon="warning">${code("flag", f)}<//>`)}</div>
      <${Path} case=${c} />
      <div class="actions">
        ${may && html`<button type="button" class="button primary" data-test="move-to" onClick=${() => setMoving(true)}>${t("case.move")}</button>`}
        <a class="button" href=${`#/i/${c.incident}/compare`} data-test="compare"><${Icon} name="compare" />${t("action.compare")}</a>
        <a class="button" href=${`#/i/${c.incident}`} data-test="to-incident">${t("case.incident")}</a>
        ${can("DRAFT_STATEMENT") && hasScreen("/st/new") && html`<a class="button" href=${`#/st/new?incident=${c.incident}`} data-test="draft-statement"><${Icon} name="statement" />${t("incident.statement")}</a>`}
      </div>
    </header>
    <div class="case-cols">
      <div class="stack">
        ${c.pending.map((/** @type {any} */ m) => html`<${PendingMove} key=${m.id} move=${m} reload=${reload} party=${party} />`)}
        ${c.packet && html`<${Packet} packet=${c.packet} parties=${c.participants} />`}
        <section aria-labelledby="history"><h2 id="history">${t("case.history")}</h2><div class="sheet padded"><${History} moves=${c.history} /></div></section>
      </div>
      <aside class="stack" aria-label=${t("case.around")}>
        <${Gaps} case=${c} />
        <${Clocks} clocks=${c.clocks} />
        <${Next} case=${c} />
        <${Statements} all=${c.statements} />
        <p class="source"><${Stamp} at=${c.opened_at} /> · <bdi>${c.opened_by}</bdi>: ${t("case.opened")}</p>
      </aside>
    </div>
    ${moving && html`<${MoveDialog} case=${c} close=${() => setMoving(false)} done=${reload} />`}
  </div>`;
}

/** The usual way of a case, with where this one stands. */
const path = ["NOTIFIED", "INITIAL_REVIEW", "ASSESSMENT", "INVESTIGATION", "JOINT_REVIEW", "AGREED", "RESPONSE", "CLOSED"];
/** Stations that stand where another usually does. @type {Record<string, string>} */
const stands = { INTAKE: "NOTIFIED", ACCESS_HOLD: "INVESTIGATION", REFERRED_CRIMINAL: "INVESTIGATION", AGREED_IN_PART: "AGREED", DISSENT_RECORDED: "AGREED", CLOSED_NO_ACTION: "CLOSED", REOPENED: "ASSESSMENT" };

/** @param {{case: any}} props */
function Path({ case: c }) {
  const at = path.indexOf(stands[c.state] ?? c.state);
  const been = new Set(c.history.filter((/** @type {any} */ m) => m.state === "TAKEN").map((/** @type {any} */ m) => stands[m.to] ?? m.to));
  return html`<ol class="steps" aria-label=${t("case.path")}>${path.map((s, i) => html`<li key=${s} class=${cx(i === at && "here", i < at && been.has(s) && "done", i < at && !been.has(s) && "skipped")} aria-current=${i === at ? "step" : undefined}>
    <span>${code("state", i === at ? c.state : s)}</span>${i < at && html`<span class="hidden"> ${t(been.has(s) ? "case.step-done" : "case.step-skipped")}</span>`}</li>`)}</ol>`;
}

/** @param {{case: any}} props */
const Gaps = ({ case: c }) => html`<section class="sheet padded card" aria-labelledby="case-gaps">
  <h2 id="case-gaps">${t("incident.gaps")}</h2>
  ${c.gaps.open ? html`<p class="number">${t("gaps.open", { n: c.gaps.open })}</p>
    <p>${c.gaps.critical > 0 && html`<span class="strong-conflict">${t("incident.gaps-critical", { n: c.gaps.critical })}</span> `}${c.gaps.high > 0 && html`<span>${t("case.gaps-high", { n: c.gaps.high })}</span>`}</p>
    <a href=${`#/i/${c.incident}/compare?only=gaps`} data-test="to-gaps">${t("case.to-gaps")}</a>` : html`<p class="quiet">${t("compare.all-settled")}</p>`}
</section>`;

/** "3 months ago", "in 10 days". @param {string} at */
function fromNow(at) {
  const days = Math.ceil((Date.parse(at) - now().getTime()) / 86_400_000);
  return days < 0 ? agoText(at, now()) : new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(days, "day");
}

/** How long the state may take; late is shown and closes nothing. @param {{clocks: any[]}} props */
const Clocks = ({ clocks }) => clocks.length > 0 && html`<section class="sheet padded card" aria-labelledby="clocks">
  <h2 id="clocks">${t("case.clocks")}</h2>
  <ul class="plain-list">${clocks.map((k) => html`<li key=${k.clock + k.partner}>
    <p>${code("clock", k.clock)} <${PartnerMark} code=${k.partner} full /></p>
    <p class=${k.late ? "strong-conflict under" : "under"}>${k.paused ? t("case.paused") : t(k.late ? "case.late" : "case.due", { date: dateText(k.due_at), ago: fromNow(k.due_at) })}</p>
  </li>`)}</ul>
</section>`;

/** Which moves there are from here, and what each still needs. @param {{case: any}} props */
const Next = ({ case: c }) => c.allowed.length > 0 && html`<section class="sheet padded card" aria-labelledby="next">
  <h2 id="next">${t("case.next")}</h2>
  <ul class="plain-list">${c.allowed.map((/** @type {any} */ m) => html`<li key=${m.to}>
    <p><strong>${code("state", m.to)}</strong> <span class="under inline-under">${m.signers.map((/** @type {string} */ r) => code("role", r)).join(" · ")}${m.needs_both && ` · ${t("case.both-sign")}`}</span></p>
    ${m.missing.map((/** @type {string} */ text) => html`<p key=${text} class="under" dir="auto">${text}</p>`)}
  </li>`)}</ul>
</section>`;

/** @param {{all: any[]}} props */
const Statements = ({ all }) => all.length > 0 && html`<section class="sheet padded card" aria-labelledby="case-statements">
  <h2 id="case-statements">${t("nav.statements")}</h2>
  <ul class="plain-list">${all.map((s) => html`<li key=${s.id}><a href=${`#/st/${s.id}`}><${Ref}>${s.ref}<//></a> <span class="quiet">${code("statement-state", s.state)}</span></li>`)}</ul>
</section>`;
