/** What a layer inflates to, held until the browser hashes it in one piece: several times as fast as wasm does. */

import { WORKERS } from "./protocol.js";

/** Bytes that a worker may hold: all together a sixteenth of the memory that is told, at most. */
const HELD = ((/** @type {{ deviceMemory?: number }} */ (navigator).deviceMemory ?? 4) * 2 ** 26) / WORKERS;

export class Inflated {
  #bytes = new Uint8Array(0);
  #length = 0;
  /** There is more than may be held. */
  lost = false;

  /** @param {number} expected What it inflates to, as far as that is known. */
  constructor(expected) {
    this.#grow(expected);
  }

  /** @param {number} length */
  #grow(length) {
    try {
      if (length > HELD) throw new RangeError();
      const more = new Uint8Array(length);
      more.set(this.#bytes);
      this.#bytes = more;
    } catch {
      this.drop(); // The memory may also be short.
    }
  }

  /** @param {Uint8Array} piece A view of wasm's memory. */
  take(piece) {
    if (this.lost) return;
    const end = this.#length + piece.length;
    if (end > this.#bytes.length) this.#grow(Math.max(end, Math.min(2 * this.#bytes.length, HELD)));
    if (this.lost) return;
    this.#bytes.set(piece, this.#length);
    this.#length = end;
  }

  /** Holds nothing from now on. */
  drop() {
    this.lost = true;
    this.#bytes = new Uint8Array(0);
  }

  digest() {
    return this.lost ? undefined : digestOf(this.#bytes.subarray(0, this.#length));
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
export async function digestOf(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
