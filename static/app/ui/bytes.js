// Sizes of files in words: decimal, as file managers and mail programs show them.

import { locale } from "../i18n.js";

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

/** "3.4 MB". @param {number} n bytes */
export function bytesText(n) {
  let at = 0;
  while (n >= 999.5 && at < units.length - 1) (n /= 1000), at++;
  return new Intl.NumberFormat(locale(), { style: "unit", unit: units[at], unitDisplay: at ? "short" : "long", maximumFractionDigits: at > 1 ? 1 : 0 }).format(n);
}
