/**
 * Reading Blobs in windows, the next one on its way while this one is worked on. Runs in workers.
 */

import { INDEX_WINDOW, WINDOW } from "./protocol.js";

/**
 * @param {Blob} blob
 * @param {number} offset
 * @param {number} length
 */
export async function readRange(blob, offset, length) {
  return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
}

/**
 * The bytes of a range, window by window.
 * @param {Blob} blob
 * @param {number} start
 * @param {number} end
 */
export async function* windowsOf(blob, start, end) {
  const stop = Math.min(end, blob.size);
  let offset = start;
  let coming = offset < stop ? readRange(blob, offset, Math.min(WINDOW, stop - offset)) : undefined;
  while (coming) {
    const bytes = await coming;
    offset += bytes.length;
    coming = bytes.length > 0 && offset < stop ? readRange(blob, offset, Math.min(WINDOW, stop - offset)) : undefined;
    // A rejection while the caller is busy is reported when it is awaited.
    coming?.catch(() => {});
    yield bytes;
  }
}

/** @param {Uint8Array} bytes at hand, window by window */
export function* piecesOf(bytes) {
  for (let at = 0; at < bytes.length; at += WINDOW) yield bytes.subarray(at, at + WINDOW);
}

/** Random access with one remembered window: reading headers one by one would cost a read each. */
export class IndexReader {
  #blob;
  #start = 0;
  #window = new Uint8Array(0);

  /** @param {Blob} blob */
  constructor(blob) {
    this.#blob = blob;
  }

  /**
   * Fewer bytes than asked for only at the end of the Blob.
   * @param {number} offset
   * @param {number} length
   */
  async read(offset, length) {
    const end = Math.min(offset + length, this.#blob.size);
    if (offset < this.#start || end > this.#start + this.#window.length) {
      this.#window = await readRange(this.#blob, offset, Math.max(length, INDEX_WINDOW));
      this.#start = offset;
    }
    return this.#window.subarray(offset - this.#start, Math.max(offset, end) - this.#start);
  }
}
