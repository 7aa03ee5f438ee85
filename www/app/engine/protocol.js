/**
 * The numbers that the page and its workers both rely on, and errors as plain data. What they say to each other is in
 * `types/protocol.d.ts`.
 *
 * @import { Failure } from "../../types/protocol"
 */

/** Bytes read from a Blob at once: each read costs about 1.5 ms whatever its size, so small ones crawl. */
export const WINDOW = 8 * 1024 * 1024;

/** Workers that scan layers: one more than processors, since each waits for the disk and for hashes; above six contend. */
export const WORKERS = Math.min((navigator.hardwareConcurrency || 1) + 1, 6);

/** A layer up to here is read in one piece, so that the browser can hash it. */
export const WHOLE = 128 * 1024 * 1024;

/** Smallest read while the outer headers are indexed; what the engine asks for next is usually already in it. */
export const INDEX_WINDOW = 512 * 1024;

/** Findings asked of the engine at once while they are grouped. */
export const GROUPING_SLICE = 1000;

/**
 * An error as plain data, since a worker's errors lose their fields on the way to the page.
 * @param {unknown} error
 * @returns {Failure}
 */
export function failureOf(error) {
  if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
    return {
      message: `The engine stopped unexpectedly (${error.message})`,
      action: "This is a fault of Plimsoll. Please report it, with the way the image was made if you can",
      trap: true,
    };
  }
  if (error instanceof DOMException) {
    return {
      message: `The browser could not read the file (${error.name})`,
      action: "It may have been changed, moved or ejected since it was chosen. Choose it again",
    };
  }
  const { message, action } = /** @type {{ message?: unknown, action?: unknown }} */ (error ?? {});
  return {
    message: typeof message === "string" && message !== "" ? message : String(error),
    action: typeof action === "string" ? action : undefined,
  };
}
