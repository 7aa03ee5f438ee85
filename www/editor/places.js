/**
 * The engine counts bytes of UTF-8, and columns in characters; a textarea counts in UTF-16. Here is the way between them.
 *
 * @import { Edit, Fix, Place } from "../types/report"
 * @import { Range } from "../types/editor"
 */

/** Characters that are not seen, or that change the order in which others are. */
export const ODD = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/u;

/**
 * Text with its odd characters written out.
 * @param {string} text
 */
export const visible = (text) => text.replace(new RegExp(ODD, "gu"), (odd) => `\\u{${/** @type {number} */ (odd.codePointAt(0)).toString(16)}}`);

/**
 * Where bytes of the text's UTF-8 lie in UTF-16.
 * @param {string} text
 * @param {number[]} offsets In any order. One beyond the text is the end of it.
 * @returns {Map<number, number>}
 */
export function fromBytes(text, offsets) {
  const found = new Map();
  let [bytes, at] = [0, 0];
  for (const offset of [...new Set(offsets)].sort((left, right) => left - right)) {
    while (bytes < offset && at < text.length) {
      const point = /** @type {number} */ (text.codePointAt(at));
      // Half a pair becomes U+FFFD on the way to the engine: three bytes, as its place in the table says.
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      at += point < 0x10000 ? 1 : 2;
    }
    found.set(offset, at);
  }
  return found;
}

/**
 * The start of each line.
 * @param {string} text
 */
export function lineStarts(text) {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/**
 * @param {string} text
 * @param {number[]} starts Of its lines.
 * @param {number} line From 1.
 * @param {number} column In characters, from 1.
 */
function at(text, starts, line, column) {
  const start = starts[line - 1];
  if (start === undefined) return text.length;
  const end = (starts[line] ?? text.length + 1) - 1;
  let offset = start;
  for (let left = column - 1; left > 0 && offset < end; left -= 1) offset += /** @type {number} */ (text.codePointAt(offset)) < 0x10000 ? 1 : 2;
  return offset;
}

/**
 * The range of a finding; undefined if it has no place in the text.
 * @param {string} text
 * @param {number[]} starts
 * @param {Place} place
 * @returns {Range | undefined}
 */
export function rangeOf(text, starts, place) {
  if (place.kind !== "instruction") return undefined;
  const start = at(text, starts, place.line, place.column);
  return { start, end: Math.max(start, at(text, starts, place.endLine, place.endColumn)), line: place.line };
}

/**
 * One replacement that does what several edits do, so that one undo takes it back.
 * @param {string} text
 * @param {Edit[]} edits In the order of the text, none over another.
 * @returns {{ start: number, end: number, text: string } | undefined}
 */
export function joined(text, edits) {
  const first = edits[0];
  const last = edits.at(-1);
  if (!first || !last) return undefined;
  const places = fromBytes(text, edits.flatMap(({ start, end }) => [start, end]));
  const place = (/** @type {number} */ byte) => places.get(byte) ?? text.length;
  let here = place(first.start);
  let result = "";
  for (const edit of edits) {
    result += text.slice(here, place(edit.start)) + edit.text;
    here = place(edit.end);
  }
  return { start: place(first.start), end: here, text: result };
}

/**
 * Those of the fixes that can be made at once, as the engine chooses them: by place, and none that touches an earlier one.
 * @param {Fix[]} fixes
 * @returns {{ edits: Edit[], count: number }}
 */
export function together(fixes) {
  /** @type {Edit[]} */
  const edits = [];
  let [end, count] = [-1, 0];
  for (const fix of [...fixes].sort((left, right) => left.edits[0].start - right.edits[0].start)) {
    if (fix.edits[0].start <= end) continue;
    edits.push(...fix.edits);
    end = /** @type {Edit} */ (fix.edits.at(-1)).end;
    count += 1;
  }
  return { edits, count };
}
