/**
 * Every limit of the worker, with its reason.
 *
 * @import { Environment } from "./types"
 */

import { HttpError } from "./errors.js";

/** Bytes fed to the engine at once: request bodies come in pieces of some 4 KiB, and each call into wasm costs. */
export const WINDOW = 256 * 1024;

/** A text that is no archive; it is held whole, and the largest real Dockerfiles have some hundred KiB. */
export const MAX_DOCKERFILE_BYTES = 1024 * 1024;

/**
 * What the engine may keep of one archive, so that its memory stays below 48 MiB (the module's own maximum, set by
 * pkg-scripts/build): two at once then fit in the platform's 128 MB for an isolate. Measured: 100 000 entries with
 * paths of 60 bytes take less than half of it.
 */
export const ENGINE_LIMITS = {
  entries: 100_000,
  bodies: 8 * 1024 * 1024,
  documents: 8 * 1024 * 1024,
  /** The window of `zstd -19`; the default level needs 2 MiB. */
  window: 8 * 1024 * 1024,
};

/** A lease of the engine without a new byte for so long belongs to a request that the platform has ended. */
export const STALE_SECONDS = 60;

/**
 * @param {string} name
 * @param {string | number | undefined} value
 * @param {number} otherwise
 */
function number(name, value, otherwise) {
  if (value === undefined || value === "") return otherwise;
  const found = Number(value);
  if (!Number.isFinite(found) || found <= 0) {
    throw new HttpError(500, "misconfigured", `The worker's ${name} is no positive number`, `Correct ${name} where the worker is deployed`);
  }
  return found;
}

/**
 * Limits that the deployment may set.
 * @param {Environment} env
 */
export function limitsOf(env) {
  return {
    /** The largest body that any plan of the platform takes. */
    bodyBytes: number("MAX_BODY_BYTES", env.MAX_BODY_BYTES, 5 * 1024 ** 3),
    /** The longest CPU time that the platform can be set to. */
    seconds: number("MAX_SECONDS", env.MAX_SECONDS, 300),
    concurrent: number("MAX_CONCURRENT", env.MAX_CONCURRENT, 2),
  };
}
