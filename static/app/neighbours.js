// The order of the list last looked at, so that [ and ] lead from one record to
// its neighbours. Lost on reload, which is what one expects of "the current list".

/** @type {string[]} */
let order = [];

/** @param {string[]} ids */
export const remember = (ids) => void (order = ids);

/** @param {string} id @param {number} by 1 or -1 @returns {string|undefined} */
export function neighbour(id, by) {
  const at = order.indexOf(id);
  return at < 0 ? undefined : order[at + by];
}
