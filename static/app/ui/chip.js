// Chips: how two values relate, and where a case stands. Glyph, border and word
// together, so that colour is never needed.

import { html, cx } from "./html.js";
import { Icon } from "./icon.js";
import { code, list, t } from "../i18n.js";
import { me, partnerName } from "../store.js";

/** @param {{look?: string, icon?: string, title?: string, children?: any}} props look is a class chip-LOOK */
export const Chip = ({ look = "plain", icon, title, children }) =>
  html`<span class=${`chip chip-${look}`} title=${title}>${icon && html`<${Icon} name=${icon} />`}<span>${children}</span></span>`;

/**
 * One element, its glyph drawn by the style sheet: a comparison has one a row.
 * @param {{look: "conflict"|"missing"|"near"|"agree"|"agreed"}} props the server's look of a compared field
 */
export const RelationChip = ({ look }) => html`<span class=${`chip chip-${look} relation`}>${code("look", look)}</span>`;

/** The six looks of a state. @type {Record<string, string>} */
const looks = {
  INTAKE: "new", NOTIFIED: "new", INITIAL_REVIEW: "progress", ASSESSMENT: "progress", INVESTIGATION: "progress",
  JOINT_REVIEW: "progress", REFERRED_CRIMINAL: "progress", RESPONSE: "progress", REOPENED: "progress",
  AGREED: "done", AGREED_IN_PART: "done", DISSENT_RECORDED: "done", CLOSED: "done",
  CLOSED_NO_ACTION: "stopped", ACCESS_HOLD: "stopped", MERGED: "stopped", SPLIT: "stopped", NOT_SAME: "stopped",
};
/** @type {Record<string, string>} */
const icons = { new: "dot", progress: "half", you: "turn", partner: "turn", done: "check", stopped: "stopped" };

/**
 * State of a case, and whose turn it is where somebody's turn it is.
 * @param {{state: string|null|undefined, waitingOn?: string[]}} props
 */
export function StateChip({ state, waitingOn = [] }) {
  if (!state) return html`<span class="quiet">${t("state.no-case")}</span>`;
  const you = !!me.user.partner && waitingOn.includes(me.user.partner);
  const look = you ? "you" : waitingOn.length ? "partner" : (looks[state] ?? "progress");
  const who = you ? t("turn.you") : waitingOn.length ? t("turn.on", { who: list(waitingOn.map(partnerName)) }) : "";
  return html`<span class="state"><${Chip} look=${look} icon=${icons[look]}>${code("state", state)}<//>${who && html`<span class=${you ? "turn you" : "turn"}>${who}</span>`}</span>`;
}

/** @param {{value: string}} props LOW … CRITICAL */
export const SeverityChip = ({ value }) =>
  html`<span class=${cx("severity", `severity-${value.toLowerCase()}`)}>${code("severity", value)}</span>`;
