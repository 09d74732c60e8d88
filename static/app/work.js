// What waits for whom, gathered from matches, gaps, cases and statements.

import { isOpen, onUs, ourTurn, waiting } from "./gaps.js";
import { ourVerdict } from "./match.js";
import { blocks, inWork } from "./statement.js";
import { can, is, me, now } from "./store.js";

/** @typedef {import("./gaps.js").Gap} Gap */
/** @typedef {{kind: string, id: string, href: string, title: string, about?: any, since: string, due?: string|null, who?: string[], params?: Record<string, string|number>}} Item kind is the key of what is asked */
/** @typedef {{kind: string, items: Item[], all: string}} Group all is the address of the whole list */

const day = 86_400_000;

/** @param {Gap} g @param {string} kind @returns {Item} */
const gapItem = (g, kind) => ({ kind, id: g.id, href: `#/i/${g.incident}/compare?gap=${g.id}`, title: g.title, since: waiting(g)?.at ?? g.raised_at, due: g.due_at, who: g.waiting_on, about: g });
/** @param {any} m @param {string} kind @returns {Item} */
const matchItem = (m, kind) => ({ kind, id: m.id, href: `#/matches?state=${m.state}&pair=${m.id}`, title: m.a.title, about: m, since: [m.a, m.b].map((s) => s.started?.latest ?? "").sort().at(-1) ?? "", who: m.waiting_on });
/** @param {any} c @param {any} move @param {string} kind @returns {Item} */
const moveItem = (c, move, kind) => ({ kind, id: move.id, href: `#/case/${c.id}`, title: c.title, about: { ref: c.incident_ref ?? c.ref, to: move.to }, since: move.at, who: c.waiting_on });
/** @param {any} s @param {string} kind @returns {Item} */
const statementItem = (s, kind) => ({ kind, id: s.id, href: `#/st/${s.id}`, title: s.title, about: { ref: s.ref }, since: s.versions[0]?.at ?? s.created_at, who: s.waiting_on });

/** Rules for gaps that wait for partners' agreement. @param {any} s @returns {Item} */
const rulesItem = (s) => ({ kind: "rules", id: s.id, href: "#/gaps/rules", title: s.reason, about: { partner: s.partner }, since: s.at, who: s.positions.filter((/** @type {any} */ p) => p.stance === "NO_POSITION").map((/** @type {any} */ p) => p.partner) });

/** @param {Record<string, Item[]>} byKind @returns {Group[]} */
const grouped = (byKind) => Object.entries(byKind).map(([kind, items]) => ({ kind, items, all: lists[kind] ?? "" })).filter((g) => g.items.length);

/** Where the whole list of a kind is. @type {Record<string, string>} */
const lists = { proposal: "#/gaps?state=IN_RESOLUTION", gap: "#/gaps?turn=role", missing: "#/gaps?code=G01", match: "#/matches", statement: "#/statements?state=DRAFT", release: "#/statements?state=PARTNER_CONCURRED", move: "#/board?turn=you", draft: "#/statements?state=DRAFT", rules: "#/gaps/rules" };

/**
 * @param {{matches: any[], gaps: Gap[], cases: any[], statements: any[], rules: any}} from
 * @returns {{you: Group[], colleagues: Group[], partner: Group[], due: Item[]}}
 */
export function collect({ matches, gaps, cases, statements, rules }) {
  const settings = rules.waiting ? [rulesItem(rules.waiting)] : [];
  const asksUs = settings.filter((s) => onUs(s.who ?? []));
  const moves = cases.flatMap((c) => c.pending.map((/** @type {any} */ m) => ({ c, m })));
  const asked = gaps.filter((g) => waiting(g) && ourTurn(waiting(g)?.positions ?? []));
  const open = gaps.filter((g) => isOpen(g) && !waiting(g) && !g.provisional && onUs(g.waiting_on));
  const pairs = matches.filter((m) => m.waiting_on.includes(me.user.partner) && !ourVerdict(m));
  const sign = moves.filter(({ m }) => ourTurn(m.positions));
  const drafts = statements.filter((s) => s.state === "DRAFT" && onUs(s.waiting_on));
  const wrote = (/** @type {any} */ s) => s.created_by === me.user.name || s.versions[0]?.by === me.user.name;
  const approve = (/** @type {any} */ s) => can("APPROVE_STATEMENT") && !wrote(s) && !blocks(s).length;
  const signs = (/** @type {{c: any, m: any}} */ { c, m }) => can("SIGN_TRANSITION") && (c.allowed.find((/** @type {any} */ a) => a.to === m.to)?.signers ?? []).some(is);
  const missing = open.filter((g) => g.code === "G01");
  const resolve = open.filter((g) => g.code !== "G01");
  return {
    you: grouped({
      proposal: asked.filter(() => can("TAKE_POSITION")).map((g) => gapItem(g, "proposal")),
      move: sign.filter(signs).map(({ c, m }) => moveItem(c, m, "move")),
      statement: drafts.filter(approve).map((s) => statementItem(s, "statement")),
      release: statements.filter((s) => s.state === "PARTNER_CONCURRED" && can("RELEASE_STATEMENT")).map((s) => statementItem(s, "release")),
      draft: drafts.filter((s) => can("DRAFT_STATEMENT") && blocks(s).length).map((s) => statementItem(s, "draft")),
      match: pairs.filter(() => can("DECIDE_MATCH")).map((m) => matchItem(m, "match")),
      rules: asksUs.filter(() => rules.may_set),
      missing: missing.filter(() => can("LOG_REPORT")).map((g) => gapItem(g, "missing")),
      gap: resolve.filter((g) => can("PROPOSE_RESOLUTION") && g.owners.some(is)).map((g) => gapItem(g, "gap")),
    }),
    colleagues: grouped({
      proposal: asked.filter(() => !can("TAKE_POSITION")).map((g) => gapItem(g, "proposal")),
      move: sign.filter((x) => !signs(x)).map(({ c, m }) => moveItem(c, m, "move")),
      statement: drafts.filter((s) => !can("APPROVE_STATEMENT") && !blocks(s).length).map((s) => statementItem(s, "statement")),
      rules: asksUs.filter(() => !rules.may_set),
    }),
    partner: grouped({
      proposal: gaps.filter((g) => waiting(g) && !onUs(g.waiting_on)).map((g) => gapItem(g, "proposal")),
      move: moves.filter(({ m }) => !ourTurn(m.positions)).map(({ c, m }) => moveItem(c, m, "move")),
      statement: statements.filter((s) => inWork(s) && s.waiting_on.length && !onUs(s.waiting_on)).map((s) => statementItem(s, "statement")),
      match: matches.filter((m) => m.waiting_on.length && !m.waiting_on.includes(me.user.partner)).map((m) => matchItem(m, "match")),
      rules: settings.filter((s) => !onUs(s.who ?? [])),
      missing: gaps.filter((g) => g.code === "G01" && isOpen(g) && !onUs(g.waiting_on)).map((g) => gapItem(g, "missing")),
    }),
    due: soon(open, cases),
  };
}

/** What is late or due within a week, the nearest to now first. @param {Gap[]} open @param {any[]} cases @returns {Item[]} */
function soon(open, cases) {
  const limit = now().getTime() + 7 * day;
  const items = [
    ...open.filter((g) => g.due_at && g.owners.some(is)).map((g) => gapItem(g, g.code === "G01" ? "missing" : "gap")),
    ...cases.flatMap((c) => c.clocks.filter((/** @type {any} */ k) => k.partner === me.user.partner && !k.paused).map((/** @type {any} */ k) => ({ kind: "clock", id: c.id + k.clock, href: `#/case/${c.id}`, title: c.title, about: { ref: c.incident_ref ?? c.ref, clock: k.clock }, since: k.started_at, due: k.due_at }))),
  ];
  return items.filter((i) => Date.parse(i.due ?? "") <= limit).sort((a, b) => Date.parse(b.due ?? "") - Date.parse(a.due ?? ""));
}
