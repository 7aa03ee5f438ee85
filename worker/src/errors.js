/** Failures as answers: `{ "error": { "code", "message", "action" } }`. */

export class HttpError extends Error {
  /**
   * @param {number} status
   * @param {string} code For programs; never changes its meaning.
   * @param {string} message What was wrong.
   * @param {string} action What to do.
   * @param {Record<string, string>} [headers]
   */
  constructor(status, code, message, action, headers = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.action = action;
    this.headers = headers;
  }
}

/**
 * Statuses of the engine's own failures, by their codes (`crate/wasm/src/failure.rs`).
 * @type {Record<string, number>}
 */
const STATUS = {
  "not-an-archive": 415,
  unreadable: 422,
  "too-many-entries": 422,
  "no-such-image": 422,
  options: 400,
  config: 400,
};

/** @param {unknown} error */
export function isTrap(error) {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}

/**
 * @param {unknown} error
 * @returns {HttpError}
 */
function told(error) {
  if (error instanceof HttpError) return error;
  const { code, message, action } = /** @type {{ code?: unknown, message?: unknown, action?: unknown }} */ (error ?? {});
  const status = typeof code === "string" ? STATUS[code] : undefined;
  if (status) return new HttpError(status, String(code), String(message), String(action));
  // Anything else is a fault of ours, and its text might hold something of the input.
  return new HttpError(500, "internal", "The analysis stopped unexpectedly", "Try again; if it happens again, analyse the image in the terminal (plimsoll scan) and report it");
}

/**
 * @param {unknown} error
 * @returns {Response}
 */
export function errorResponse(error) {
  const { status, code, message, action, headers } = told(error);
  return Response.json({ error: { code, message, action } }, { status, headers });
}
