// How a file is being read on its way in: what stands for what, kept on this device
// until the import is over, and the file's first rows as the server reads them so.

import { useEffect, useState } from "preact/hooks";
import { api, seg } from "./api.js";
import { draft, keepDraft } from "./drafts.js";
import { code, has, t } from "./i18n.js";

/** @typedef {{columns: Record<string, string>, constants: Record<string, string>, values: Record<string, Record<string, string>>, dates: string, decimal_comma: boolean, sheet?: string}} Mapping */
/** What was chosen; saveAs is the name to keep it under. @typedef {{format: string, mapping: Mapping|null, saved: string, saveAs: string}} Reading */
/** @typedef {{row: number, column: string, message: string}} Bad */
/** @typedef {{row: number, cells: Record<string, string>, title: string, read: any, problems: Bad[]}} Row */
/** @typedef {{name: string, required: boolean, codes?: string[]}} Target */
/** @typedef {{format: string, columns: string[], fields: Target[], mapping: Mapping, rows: Row[], saved: string[], mappable: boolean, missing: {pointer: string, detail: string}[]}} Look */

/** Columns of our own export that are read whole or left alone; nobody chooses for them. */
export const fixed = ["concord_facts", "concord_problem"];

/** Fields by what they are about, in the order of the log form. @type {[string, string[]][]} */
export const groups = [
  ["report", ["local_ref", "title", "narrative", "category", "own_involvement", "assessment_status", "standard"]],
  ["when", ["start_earliest", "start_latest", "time_precision", "utc_offset_min"]],
  ["where", ["lat", "lon", "mgrs", "radius_m", "place_precision", "place_name", "admin0", "admin1", "admin2", "site"]],
  ["harm", ["killed_civilian_min", "killed_civilian_max", "injured_civilian_min", "injured_civilian_max", "killed_children_min", "killed_children_max", "killed_combatant_min", "killed_combatant_max",
    "killed_min", "killed_max", "injured_min", "injured_max"]],
  ["cause", ["actor", "actor_role", "weapon", "cause"]],
  ["source", ["source_kind", "source_reliability", "source_credibility", "source_url"]],
];

/** The words of a field. @param {string} name */
export const fieldWords = (name) => (has(`import.field.${name}`) ? t(`import.field.${name}`) : name);

/** The vocabulary whose words a field's codes have. @type {Record<string, string>} */
const vocabularies = { category: "category", own_involvement: "involvement", time_precision: "precision", place_precision: "precision", site: "site", actor_role: "role-in", weapon: "weapon", cause: "cause",
  assessment_status: "assessment", standard: "standard", source_kind: "source", source_reliability: "reliability" };

/** @param {string} field @param {string} value */
export const codeWords = (field, value) => code(vocabularies[field] ?? field, value);

const empty = { columns: {}, constants: {}, values: {}, dates: "", decimal_comma: false };

/** A mapping with every part of it there. @param {any} m @returns {Mapping} */
export const whole = (m) => ({ ...empty, ...Object.fromEntries(Object.entries(m ?? {}).filter(([, v]) => v != null)) });

/** What a column stands for: as it was chosen, or by its own name. @param {Look} look @param {Mapping} m @param {string} column */
export function meaning(look, m, column) {
  if (column in m.columns) return m.columns[column];
  const own = column.trim().toLowerCase();
  const taken = Object.values(m.columns).includes(own);
  return !taken && look.fields.some((f) => f.name === own) ? own : "";
}

/** Gives a column a field. Another column that had it is kept as it is. @param {Look} look @param {Mapping} m @param {string} column @param {string} field @returns {Mapping} */
export function stand(look, m, column, field) {
  const before = field && look.columns.find((c) => c !== column && meaning(look, m, c) === field);
  return { ...m, columns: { ...m.columns, ...(before ? { [before]: "" } : {}), [column]: field } };
}

const name = (/** @type {string} */ upload) => `import.${upload}`;

/** @param {string} upload @returns {Reading} */
export const readingOf = (upload) => ({ format: "", mapping: null, saved: "", saveAs: "", ...draft(name(upload)) });

/** @param {string} upload */
export const forget = (upload) => keepDraft(name(upload), null);

/** What the server is asked with; a mapping is sent only where columns can have one. @param {string} upload @param {Reading} r */
export const asked = (upload, r) => ({ upload, format: r.format, mapping: r.mapping ?? undefined });

/**
 * The first rows of an upload, read again a moment after each change of the reading.
 * What was read before stays while that is under way or when it is refused.
 * @param {string} upload
 */
export function useReading(upload) {
  const [reading, set] = useState(() => readingOf(upload));
  const [look, setLook] = useState(/** @type {Look|null} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(true);
  const sent = JSON.stringify({ ...asked(upload, reading), saved: reading.mapping ? "" : reading.saved });
  useEffect(() => {
    const stop = new AbortController();
    setBusy(true);
    const timer = setTimeout(async () => {
      try {
        const found = await api.post("/imports/preview", JSON.parse(sent), { signal: stop.signal });
        found.mapping = whole(found.mapping);
        setLook(found);
        setError(null);
        // What was guessed is the reading from now on, so that the check reads the same.
        if (!reading.mapping) change({ format: found.format, mapping: found.mappable ? found.mapping : null });
      } catch (e) {
        if (!stop.signal.aborted) setError(e);
      }
      if (!stop.signal.aborted) setBusy(false);
    }, look ? 350 : 0);
    return () => (clearTimeout(timer), stop.abort());
  }, [sent]);
  /** @param {Partial<Reading>} changes */
  function change(changes) {
    set((before) => {
      const next = { ...before, ...changes };
      keepDraft(name(upload), next);
      return next;
    });
  }
  return { reading, look, error, busy, change };
}

/**
 * An import, asked for again and again while it runs.
 * @param {string} id @param {() => void} [ended]
 */
export function useImport(id, ended) {
  const [job, set] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  useEffect(() => {
    const stop = new AbortController();
    let timer = 0;
    let ran = false;
    const ask = async () => {
      let wait = 400;
      try {
        const now = await api.get(`/imports/${seg(id)}`, undefined, stop.signal);
        set(now);
        setError(null);
        if (now.state !== "RUNNING") return void (ran && ended?.());
        ran = true;
      } catch (/** @type {any} */ e) {
        if (stop.signal.aborted) return;
        setError(e);
        if (e.status && e.status < 500 && e.status !== 429) return;
        wait = 4000;
      }
      timer = window.setTimeout(ask, wait);
    };
    ask();
    return () => (clearTimeout(timer), stop.abort());
  }, [id]);
  return { job, error, again: set };
}
