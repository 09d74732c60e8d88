// Who is signed in, which partners there are, and what time it is on the server.
// Nothing else from the server is kept: a screen loads what it shows.

import { api } from "./api.js";

/** @type {import("./types.js").Me} */
export let me;
let skew = 0;

export async function loadMe() {
  me = await api.get("/me");
  skew = me.now ? Date.parse(me.now) - Date.now() : 0;
  return me;
}

/** May the user do this? Only decides what is offered; the server decides. @param {string} action */
export const can = (action) => me.can.includes(action);

/** @param {string} role */
export const is = (role) => me.user.roles.includes(role);

/** @param {string|null|undefined} code */
export const partner = (code) =>
  me.partners.find((p) => p.code === code) ?? { code: code ?? "", name: code ?? "", slot: "", role: "", kind: "" };

export const partnerName = (/** @type {string|null|undefined} */ code) => partner(code).name;

export const mine = (/** @type {string|null|undefined} */ code) => !!code && code === me.user.partner;

/** Partners that take part in joint work, in slot order; observers do not. */
export const parties = () =>
  me.partners.filter((p) => p.role !== "OBSERVER").sort((a, b) => a.slot.localeCompare(b.slot));

/** The server's clock, which in the demonstration is not this machine's. */
export const now = () => new Date(Date.now() + skew);

/** A preference kept on this device. @param {string} name @param {string} [fallback] */
export const preference = (name, fallback = "") => localStorage.getItem(`concord.${name}`) ?? fallback;

/** @param {string} name @param {string} value */
export const prefer = (name, value) => localStorage.setItem(`concord.${name}`, value);
