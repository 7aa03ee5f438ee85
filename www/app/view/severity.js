/**
 * Severities on screen: always a glyph and the word, colour only on top.
 *
 * @import { Counts } from "../../types/report"
 */

import { h } from "./dom.js";
import { SEVERITIES, capitalised, glyph, number } from "./format.js";

/** @param {string} severity */
export const badge = (severity) =>
  h("span", { class: `severity severity-${severity}` }, h("span", { class: "glyph", "aria-hidden": "true" }, glyph(severity)), capitalised(severity));

/**
 * Counts in words, worst first: what is read aloud and copied.
 * @param {Counts} counts
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
