// Sends the identities typed with a report to be sealed, once the report is saved.

import { api, seg } from "./api.js";
import { anyIdentity, identityFacts } from "./ui/identity.js";

/** An identity on its way. @typedef {{pseudonym: string, role: string, draft: any}} Waiting */

/** Those of the people of a form that have one. @param {import("./report.js").Form} form @param {Record<string, any>} secrets by the key of the person's row @returns {Waiting[]} */
export const waiting = (form, secrets) => form.people.filter((p) => anyIdentity(secrets[p.key])).map((p) => ({ pseudonym: p.pseudonym.trim(), role: p.role || "VICTIM", draft: secrets[p.key] }));

/**
 * Seals one after the other. What the server did not take comes back with its
 * error, so that it can be sent again and is not lost.
 * @param {string} report @param {Waiting[]} all @returns {Promise<(Waiting & {error: any})[]>}
 */
export async function sealAll(report, all) {
  const left = [];
  for (const w of all) {
    try {
      await api.post(`/reports/${seg(report)}/identities`, { pseudonym: w.pseudonym, role: w.role, identity: identityFacts(w.draft) });
    } catch (/** @type {any} */ error) {
      left.push({ ...w, error });
    }
  }
  return left;
}
