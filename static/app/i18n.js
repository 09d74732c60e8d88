// Texts, numbers and lists in the user's language. Keys name meaning; a text with
// a number in it has a form for each plural category, chosen by the parameter n.

import { html } from "./ui/html.js";

const root = document.documentElement;

/** URL of the messages of each language, from the page. @type {Record<string, string>} */
const urls = JSON.parse(root.dataset.languages ?? "{}");

/** @typedef {string | Record<string, string>} Message */

/** @type {Record<string, Message>} */
let messages = {};
let plural = new Intl.PluralRules("en");
let numbers = new Intl.NumberFormat("en");
let lists = new Intl.ListFormat("en");
let choices = new Intl.ListFormat("en", { type: "disjunction" });
/** @type {(() => void)[]} */
const listeners = [];

export let language = root.lang || "en";

export const languages = Object.keys(urls);

/** The name of a language in that language. @param {string} code */
export const languageName = (code) =>
  new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;

/** Locale for Intl with Latin digits and the Gregorian calendar, which all data uses; English with the day first. */
export const locale = () => `${language === "en" ? "en-GB" : language}-u-nu-latn-ca-gregory`;

/**
 * Fetches the texts of a language and turns the page to it. Nothing is reloaded,
 * so input stays.
 * @param {string} code
 */
export async function useLanguage(code) {
  const url = urls[code] ?? urls.en;
  messages = await (await fetch(url)).json();
  language = urls[code] ? code : "en";
  plural = new Intl.PluralRules(language);
  numbers = new Intl.NumberFormat(locale());
  lists = new Intl.ListFormat(locale(), { type: "conjunction" });
  choices = new Intl.ListFormat(locale(), { type: "disjunction" });
  root.lang = language;
  root.dir = new URLSearchParams(location.search).get("dir") ?? (/^(ar|fa|he|ur|ps)/.test(language) ? "rtl" : "ltr");
  document.cookie = `lang=${language};path=/;max-age=31536000;samesite=strict`;
  listeners.forEach((changed) => changed());
}

/** @param {() => void} changed */
export const onLanguage = (changed) => void listeners.push(changed);

/** @param {string} key @param {Record<string, any>} [params] */
function pattern(key, params) {
  const m = messages[key];
  if (m === undefined) return key;
  if (typeof m === "string") return m;
  return m[plural.select(Number(params?.n ?? 0))] ?? m.other;
}

const show = (/** @type {any} */ value) => (typeof value === "number" ? numbers.format(value) : String(value ?? ""));

/** A text as a string. @param {string} key @param {Record<string, string|number>} [params] */
export function t(key, params) {
  return pattern(key, params).replace(/\{(\w+)\}/g, (_, name) => show(params?.[name]));
}

/** A date, a reference or a name that stands within a plain text of another direction, which it cannot leave. @param {string} text */
export const isolated = (text) => (text ? `\u2068${text.replace(/[\u2028-\u202e\u2066-\u2069]/g, "")}\u2069` : "");

/**
 * A text whose parameters may be elements. Plain values are isolated, so that a
 * Latin reference does not disturb an Arabic sentence.
 * @param {string} key @param {Record<string, any>} params
 */
export function rich(key, params) {
  return pattern(key, params)
    .split(/\{(\w+)\}/)
    .map((part, i) => {
      if (i % 2 === 0) return part;
      const value = params[part];
      return typeof value === "object" ? value : html`<bdi>${show(value)}</bdi>`;
    });
}

export const has = (/** @type {string} */ key) => key in messages;

/**
 * The words for a code of domain.md 2.99, or the code made readable if it is new.
 * @param {string} vocabulary @param {string|null|undefined} value
 */
export function code(vocabulary, value) {
  if (value == null || value === "") return t("value.unknown");
  const key = `code.${vocabulary}.${value}`;
  if (has(key)) return t(key);
  const words = value.toLowerCase().replaceAll("_", " ");
  return words[0].toUpperCase() + words.slice(1);
}

/** Every code of a vocabulary that has words, in the order of the codes. @param {string} vocabulary */
export const codes = (vocabulary) => Object.keys(messages).filter((key) => key.startsWith(`code.${vocabulary}.`)).map((key) => key.split(".")[2]).sort();

export const number = (/** @type {number} */ n) => numbers.format(n);

/** "A, B and C". @param {string[]} items */
export const list = (items) => lists.format(items);

/** "a, b or c". @param {string[]} items */
export const either = (items) => choices.format(items);
