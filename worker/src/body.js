/**
 * The body of a request in windows of a good size, within its limits. Never holds more than one window.
 */

import { HttpError } from "./errors.js";
import { WINDOW } from "./limits.js";

/** @param {number} limit */
function tooLarge(limit) {
  return new HttpError(413, "body-too-large", `The body is larger than the ${limit} bytes that this worker takes`, "Analyse the image in the terminal (plimsoll scan), or have MAX_BODY_BYTES raised");
}

/** @param {number} seconds */
function tooSlow(seconds) {
  return new HttpError(408, "time-limit", `The analysis took longer than the ${seconds} seconds that this worker gives it`, "Analyse the image in the terminal (plimsoll scan), or have MAX_SECONDS raised");
}

/**
 * @param {Request} request
 * @param {{ bodyBytes: number, seconds: number }} limits
 * @returns {AsyncGenerator<Uint8Array, void>} Windows; each is only good until the next is asked for.
 */
export async function* windowsOf(request, { bodyBytes, seconds }) {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > bodyBytes) throw tooLarge(bodyBytes);
  if (!request.body) return;
  const reader = request.body.getReader();
  const started = Date.now();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<never>} */
  const deadline = new Promise((_, reject) => {
    timer = setTimeout(() => reject(tooSlow(seconds)), seconds * 1000);
  });
  deadline.catch(() => {});
  const window = new Uint8Array(WINDOW);
  let filled = 0;
  let total = 0;
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), deadline]);
      if (done) break;
      // The timer cannot fire while the engine computes; the clock has moved on by the next read.
      if (Date.now() - started > seconds * 1000) throw tooSlow(seconds);
      total += value.length;
      if (total > bodyBytes) throw tooLarge(bodyBytes);
      for (let from = 0; from < value.length; ) {
        const part = value.subarray(from, from + WINDOW - filled);
        window.set(part, filled);
        filled += part.length;
        from += part.length;
        if (filled === WINDOW) {
          yield window;
          filled = 0;
        }
      }
    }
    if (filled > 0) yield window.subarray(0, filled);
  } finally {
    clearTimeout(timer);
    // Whatever the reason for leaving, nothing more is wanted.
    reader.cancel().catch(() => {});
  }
}
