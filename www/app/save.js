/**
 * Handing a report to the person: as a file or on the clipboard. Nothing else leaves through here.
 *
 * @import { Format } from "../types/page"
 */

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
}

/**
 * @param {string} text
 * @returns {Promise<boolean>} Whether the browser allowed it.
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
