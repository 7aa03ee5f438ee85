/**
 * Numbers, sizes, places and severities as people read them. A severity is always a glyph and the word, colour only on top.
 *
 * @import { Counts, Place, Severity } from "../../types/report"
 */

import { h } from "./dom.js";

/** From the worst to the least, each with a glyph, so that colour is never the only sign. @type {Severity[]} */
export const SEVERITIES = ["critical", "high", "medium", "low", "info"];

/** @type {Record<string, string>} */
const GLYPHS = { critical: "◆", high: "▲", medium: "■", low: "●", info: "○" };

/** The eight concerns in the order in which reports group findings. @type {Map<string, string>} */
export const CONCERNS = new Map([
  ["base-image", "Base image"],
  ["baseline", "Operating system baseline"],
  ["cleanliness", "Clean and minimal content"],
  ["permissions", "Users and permissions"],
  ["network", "Network exposure"],
  ["monitoring", "Monitoring and health"],
  ["vulnerability", "Vulnerable software"],
  ["configuration", "Configuration and secrets"],
]);

/**
 * Categories that this page does not know yet come last, under their own name.
 * @param {string} category
 */
export const concern = (category) => CONCERNS.get(category) ?? category;

const numbers = new Intl.NumberFormat("en");

/** @param {number} value */
export const number = (value) => numbers.format(value);

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

/**
 * In powers of 1000, as registries and `docker images` count.
 * @param {number | null | undefined} value
 */
export function bytes(value) {
  if (value === null || value === undefined) return "not known";
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let unit = 0;
  let left = value;
  while (left >= 999.5 && unit < units.length - 1) {
    left /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? left : left.toFixed(left < 10 ? 1 : 0)} ${units[unit]}`;
}

/** @param {number} milliseconds */
export const duration = (milliseconds) =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

/** @param {string} text */
export const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * A place in one line of plain text.
 * @param {Place} place
 */
export function placeText(place) {
  switch (place.kind) {
    case "image":
      return "the image as a whole";
    case "config":
      return place.key;
    case "history":
      return `history step ${place.entry}${place.layer === undefined ? "" : `, layer ${place.layer}`}`;
    case "layer":
      return `layer ${place.layer}`;
    case "file":
      return `${place.path}${place.line === undefined ? "" : `, line ${place.line}`}, layer ${place.layer}`;
    case "member":
      return place.name;
    case "instruction":
      return place.endLine > place.line ? `lines ${place.line} to ${place.endLine}` : `line ${place.line}`;
    default:
      return JSON.stringify(place);
  }
}

/** @param {string} severity */
export const badge = (severity) =>
  h("span", { class: `severity severity-${severity}` }, h("span", { class: "glyph", "aria-hidden": "true" }, GLYPHS[severity] ?? "?"), capitalised(severity));

/**
 * Counts in words, worst first: what is read aloud and copied.
 * @param {Record<string, number> | Counts} counts What is not in it is none.
 */
export function countsText(counts) {
  const parts = SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) => `${number(counts[severity])} ${severity}`);
  return parts.length > 0 ? parts.join(", ") : "no findings";
}

/**
 * How much of each, as a bar. Decoration: the numbers stand beside it.
 * @param {Counts} counts
 */
export function bar(counts) {
  return h(
    "div",
    { class: "bar", "aria-hidden": "true" },
    SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) => {
      const part = h("span", { class: `bar-${severity}` });
      // The square root keeps one critical finding visible beside a hundred small ones.
      part.style.flexGrow = String(Math.sqrt(counts[severity]));
      return part;
    }),
  );
}
