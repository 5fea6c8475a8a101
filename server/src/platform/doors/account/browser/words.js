/** Texts stand in the page's HTML, all in one place; here they are looked up by name and filled. */
import { html, part } from "./parts.js";

/**
 * @param {string} name
 * @param {Record<string, string | number>} [slots]
 */
export function word(name, slots = {}) {
  const text = findWord(name);
  if (text === undefined) throw new Error(`this page has no word "${name}"`);
  return text.replace(/\{(\w+)\}/g, (whole, slot) => String(slots[slot] ?? whole));
}

/** @param {string} name @returns {string | undefined} where this page has such a text */
export function findWord(name) {
  const words = part("words", HTMLTemplateElement).content;
  return words.querySelector(`[data-word="${CSS.escape(name)}"]`)?.textContent ?? undefined;
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let silence;

/**
 * A short notice at the foot of the page, also read out: something has worked.
 * @param {string} text
 */
export function say(text) {
  const said = html("said");
  said.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => {
    said.textContent = "";
  }, 8000);
}

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
const minute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** @param {string} time in RFC 3339 */
export const onDay = (time) => day.format(new Date(time));
/** @param {string} time in RFC 3339 */
export const atMinute = (time) => minute.format(new Date(time));

/**
 * "3 minutes ago" within a day, the date beyond it.
 * @param {string} time in RFC 3339
 */
export function since(time) {
  const minutes = Math.round((new Date(time).getTime() - Date.now()) / 60_000);
  if (minutes > -60) return ago.format(Math.min(minutes, 0), "minute");
  return minutes > -24 * 60 ? ago.format(Math.round(minutes / 60), "hour") : onDay(time);
}
