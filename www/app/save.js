/**
 * Handing a report to the person: as a file or on the clipboard. Nothing else leaves through here.
 *
 * @import { Format } from "../types/page"
 */

import { announce } from "./view/dom.js";

/** Extensions of the documents, by format. */
const EXTENSIONS = { report: "plimsoll.json", sarif: "sarif", text: "plimsoll.txt" };

/**
 * `debian.tar` becomes `debian.sarif`. Characters that file systems or shells dislike become hyphens.
 * @param {string} input
 * @param {Format} format
 */
export function fileName(input, format) {
  const stem = input
    .replace(/(\.(tar|tgz|tzst|gz|zst|oci))+$/iu, "")
    .replace(/[^\p{Letter}\p{Number}._-]+/gu, "-")
    .replace(/^[-.]+|[-.]+$/gu, "")
    .slice(0, 80);
  return `${stem || "report"}.${EXTENSIONS[format]}`;
}

/**
 * As a file, and says so.
 * @param {Blob} blob
 * @param {string} name
 */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The download reads the address a moment after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  announce(`Saved as ${name}`);
}

/**
 * To the clipboard, and says so.
 * @param {string} text
 * @param {string} copied What is said then.
 * @param {string} [refused]
 */
export async function copy(text, copied, refused = "The browser refused the clipboard; save the report instead") {
  try {
    await navigator.clipboard.writeText(text);
    announce(copied);
  } catch {
    announce(refused);
  }
}
