/**
 * The bearer token.
 *
 * @import { Environment } from "./types"
 */

import { HttpError } from "./errors.js";

/** @param {string} text */
const digest = async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));

/**
 * In the same time whatever differs: both are digests, of one length, and no byte ends the comparison.
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
function equal(left, right) {
  const subtle = /** @type {{ timingSafeEqual?: (left: Uint8Array, right: Uint8Array) => boolean }} */ (/** @type {unknown} */ (crypto.subtle));
  if (subtle.timingSafeEqual) return subtle.timingSafeEqual(left, right);
  let difference = left.length ^ right.length;
  for (let place = 0; place < left.length; place += 1) difference |= left[place] ^ right[place];
  return difference === 0;
}

/**
 * Whether the request may come in: everybody's may if no token is configured.
 * @param {Request} request
 * @param {Environment} env
 */
export async function isAuthorised(request, env) {
  const token = env.PLIMSOLL_TOKEN;
  if (token === undefined) return true;
  if (token.trim() === "") {
    // An empty secret is a mistake of deployment, and must not open the door.
    throw new HttpError(500, "misconfigured", "The worker's token is empty", "Give PLIMSOLL_TOKEN a value, or remove it to let everybody in");
  }
  const given = /^bearer +(\S+) *$/iu.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
  // Digested even if nothing was given, so that this takes as long.
  const [left, right] = await Promise.all([digest(given), digest(token.trim())]);
  return equal(left, right);
}
