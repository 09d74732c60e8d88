// Templates: htm turns tagged literals into Preact elements. Both escape every
// value; nothing is ever set as raw HTML.

import { h } from "preact";
import htm from "htm";

export const html = htm.bind(h);

/** Joins class names, leaving out what is false. @param {...(string|false|null|undefined)} names */
export const cx = (...names) => names.filter(Boolean).join(" ");
