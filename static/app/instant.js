// A moment in UTC as typed and as the API writes it: "2031-03-04 05:10", a
// date-time group, or the API's own form.

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/** "2031-03-04 05:10". @param {string|null|undefined} at */
export const instantText = (at) => (at ? new Date(at).toISOString().slice(0, 16).replace("T", " ") : "");

/** @param {number} y @param {number} m from 0 @param {number} d @param {number} h @param {number} min @param {number} [s] */
function moment(y, m, d, h, min, s = 0) {
  const at = new Date(Date.UTC(y, m, d, h, min, s));
  return at.getUTCMonth() === m && at.getUTCDate() === d && h < 24 && min < 60 && s < 60 ? at.toISOString().replace(".000", "") : null;
}

/** The moment that was meant, or null. A day alone is its beginning. @param {string} text */
export function instantOf(text) {
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*(?:Z|UTC)?$/i.exec(text.trim());
  if (iso) return moment(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]), Number(iso[4] ?? 0), Number(iso[5] ?? 0), Number(iso[6] ?? 0));
  const group = /^(\d{2})(\d{2})(\d{2})\s*Z\s*([A-Z]{3})\s*(\d{2}|\d{4})$/i.exec(text.trim());
  const month = group ? months.indexOf(group[4].toUpperCase()) : -1;
  if (!group || month < 0) return null;
  return moment(group[5].length === 2 ? 2000 + Number(group[5]) : Number(group[5]), month, Number(group[1]), Number(group[2]), Number(group[3]));
}
