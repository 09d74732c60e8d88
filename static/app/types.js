// Shapes of the server's answers, for the type checker and for the reader.

/** @typedef {{code: string, name: string, slot: string, role: string, kind: string, utc_offset_min?: number}} Partner */
/** @typedef {{id: string, name: string, display: string, roles: string[], partner: string|null}} User */
/** @typedef {{user: User, partners: Partner[], can: string[], now: string, demo: boolean}} Me */

/** A count of persons. null is not known. @typedef {{min: number|null, max: number|null, best?: number|null}} Range */
/** When: the truth lies between the two. @typedef {{earliest: string|null, latest: string|null, precision: string, stated?: string, utc_offset_min?: number}} When */
/** @typedef {{lat?: number|null, lon?: number|null, mgrs?: string, radius_m?: number|null, precision?: string, method?: string, stated?: string, name?: string, admin0?: string, admin1?: string, admin2?: string, site?: string}} Place */
/** @typedef {{outcome: string, status: string|null, sex?: string, age?: string, protected?: string|null, min: number|null, max: number|null, best?: number|null, basis?: string}} Casualty */

/** What a person enters; api.md section 3. @typedef {Record<string, any> & {title: string, category: string, started: When, place: Place}} Facts */
/** @typedef {Facts & {id: string, ref: string, partner: string, incident: string, version: number, status: string, sharing: {level: string, with: string[]}, logged_at: string, logged_by: string, amended_at?: string}} Report */
/** A report as a list shows it. @typedef {Record<string, any> & {id: string, ref: string, partner: string, title: string, version: number, started: When, place: Place, killed: Range|null}} ReportBrief */
/** @typedef {Record<string, any> & {id: string, ref: string|null, title: string, reports: ReportBrief[], gaps: {open: number, critical: number}, killed: Range|null, injured?: Range|null, place: Place, started: When}} Incident */
/** A reason for or against a pair: what each side said, in the server's words, and its weight. @typedef {{feature: string, a: string, b: string, bits: number, text: string}} Explanation */
/** One report of a pair, in short. @typedef {{report: string, partner: string, ref: string, title: string, incident: string, started: When|null, place: Place|null, killed: Range|null}} MatchSide */
/** @typedef {{partner: string, verdict: "same"|"not_same"|"unsure", by: string, at: string, reason?: string}} Verdict */
/** Another pair of one of the two reports; of says whose. An older server tells id, probability and report alone. @typedef {{id: string, probability: number, report: string, bits: number, ref?: string, title?: string, partner?: string, of?: "a"|"b", state?: string}} Rival */
/** Under which weights something was compared: how is "stated" or says from what they were estimated. @typedef {{version: string, how: string, calibrated: boolean, at?: string}} MatchModel */
/** A refused pair that a pair repeats: its report tells the same. @typedef {{match: string, report: string, ref: string, partner: string}} ToldAgain */
/** How long a list of pairs is, how many come before this page, and what of all waits on our partner. @typedef {{total: number, before: number, unanswered: number, unsure: number}} MatchCounts */
/**
 * A pair of reports that may be one incident.
 * @typedef {{id: string, state: "proposed"|"provisional"|"confirmed"|"refused", band: "auto"|"review", probability: number, bits: number, a: MatchSide, b: MatchSide,
 *   explanation: Explanation[], by_hand?: string, verdicts: Verdict[], waiting_on: string[], rivals: Rival[],
 *   sentence?: string, model?: MatchModel, common_source?: boolean, told_again?: ToldAgain|null, asks_first?: number}} Match
 */
/** A comparison of all reports under way. @typedef {{stage: "reading"|"estimating"|"comparing"|"deciding"|"writing", done: number|null, of: number|null, started_at: string}} MatchRun */
/** How the last one ended; null counts are not this reader's to know. @typedef {{ended_at: string, reports: number|null, pairs: number|null, auto: number|null, review: number|null, cut: number|null, refused: boolean, cancelled: boolean, why: string, by: string}} MatchRunEnd */
/** @typedef {{model: MatchModel|null, running: MatchRun|null, last: MatchRunEnd|null, labels: {same: number, not_same: number, unsure: number}|null, labels_needed: number, may_run: boolean}} Matching */
/** Why a partner has, or has not, a report of the same incident. @typedef {{partner: string, match: {id: string, state: string, band: string, probability: number}|null, reason: {code: string, text: string, match: string|null}|null}} Counterpart */

/**
 * What a screen is given. data is what load returned.
 * @typedef {{data: any, query: Record<string, string>, params: Record<string, string>, reload: () => Promise<void>}} ScreenProps
 */
/**
 * A file in screens/. title and Screen are required.
 * @typedef {object} ScreenModule
 * @property {(props: {data: any, params: Record<string, string>}) => string} title names the page; data is null until loaded
 * @property {(at: {query: Record<string, string>, params: Record<string, string>, signal: AbortSignal}) => Promise<any>} [load]
 * @property {(props: ScreenProps) => any} Screen
 * @property {string[]} [local] query names whose change loads nothing, such as the selected row
 * @property {string[]} [live] kinds of change after which to load again
 * @property {() => any} [Waiting] skeleton of this screen
 */

export {};
