/**
 * Rule pages: the part of Markdown that rule documentation uses (headings, paragraphs, lists, fences, code spans, links),
 * as elements. Anything else stays readable as the text it is.
 *
 * @import { Child } from "./dom.js"
 */

import { h } from "./dom.js";

const INLINE = /`([^`]+)`|\[([^\]]+)\]\((https:[^)\s]+)\)|<(https:[^>\s]+)>|\*\*([^*]+)\*\*/gu;

/**
 * Code spans, links and strong text within a line.
 * @param {string} text
 * @returns {Child[]}
 */
export function inline(text) {
  /** @type {Child[]} */
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    parts.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    const [, span, label, address, bare, strong] = match;
    if (span) parts.push(h("code", {}, span));
    else if (strong) parts.push(h("strong", {}, strong));
    else parts.push(h("a", { href: address ?? bare, rel: "noreferrer", target: "_blank" }, label ?? bare));
  }
  parts.push(text.slice(end));
  return parts;
}

/**
 * @param {string} source
 * @param {3 | 4 | 5} level Of the highest heading.
 * @returns {HTMLElement[]}
 */
export function markdown(source, level) {
  /** @type {HTMLElement[]} */
  const blocks = [];
  const lines = source.split("\n").map((line) => line.replace(/^ (?=\S)/u, ""));
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    const fence = /^\s*```(.*)$/u.exec(line);
    const heading = /^(#{1,4})\s+(.*)$/u.exec(line);
    if (fence) {
      const body = [];
      for (at += 1; at < lines.length && !/^\s*```/u.test(lines[at]); at += 1) body.push(lines[at]);
      at += 1;
      const caption = fence[1].trim();
      blocks.push(h("figure", {}, caption && h("figcaption", {}, caption), h("pre", { tabindex: 0 }, h("code", {}, body.join("\n")))));
    } else if (heading) {
      blocks.push(h(level === 3 ? "h3" : level === 4 ? "h4" : "h5", {}, inline(heading[2])));
      at += 1;
    } else if (/^\s*[-*]\s+/u.test(line)) {
      const items = [];
      for (; at < lines.length && lines[at].trim() !== "" && !/^#/u.test(lines[at]); at += 1) {
        if (/^\s*[-*]\s+/u.test(lines[at])) items.push(lines[at].replace(/^\s*[-*]\s+/u, ""));
        else items[items.length - 1] += ` ${lines[at].trim()}`;
      }
      blocks.push(h("ul", {}, items.map((item) => h("li", {}, inline(item)))));
    } else if (line.trim() === "") {
      at += 1;
    } else {
      // Always takes its first line, whatever it looks like, so that the loop moves on.
      const paragraph = [line.trim()];
      for (at += 1; at < lines.length && lines[at].trim() !== "" && !/^(#|\s*```|\s*[-*]\s)/u.test(lines[at]); at += 1) paragraph.push(lines[at].trim());
      blocks.push(h("p", {}, inline(paragraph.join(" "))));
    }
  }
  return blocks;
}
