/**
 * Asks the editor's worker for reports. Knows nothing of the screen; a worker that has died is replaced.
 *
 * @import { Options } from "../engine/plimsoll.js"
 * @import { Workers } from "../app/engine/workers.js"
 * @import { FromLinter, LintFailure } from "../types/editor"
 * @import { Report } from "../types/report"
 */

/** @typedef {{ report: Report, unknown: string[] }} Judged `unknown`: names in the configuration that no rule answers to. */

export class Linter {
  #workers;
  /** @type {Worker | undefined} */
  #worker;
  #requests = 0;
  /** @type {Map<number, { resolve: (judged: Judged) => void, reject: (failure: LintFailure) => void }>} */
  #waiting = new Map();

  /** @param {Workers} workers */
  constructor(workers) {
    this.#workers = workers;
  }

  /**
   * @param {string} text
   * @param {Options} options
   * @returns {Promise<Judged>} Rejected with a `LintFailure`.
   */
  lint(text, options) {
    this.#worker ??= this.#start();
    this.#requests += 1;
    const request = this.#requests;
    this.#worker.postMessage({ type: "lint", request, text, options });
    return new Promise((resolve, reject) => this.#waiting.set(request, { resolve, reject }));
  }

  #start() {
    const worker = this.#workers.start("linter");
    worker.onmessage = (/** @type {MessageEvent<FromLinter>} */ { data }) => {
      const asked = this.#waiting.get(data.request);
      this.#waiting.delete(data.request);
      if (data.report !== undefined) asked?.resolve({ report: JSON.parse(data.report), unknown: data.unknown ?? [] });
      else if (data.failure) asked?.reject(data.failure);
      if (data.failure?.trap) this.#end({ message: "The engine was started anew" });
    };
    worker.onerror = (event) => this.#end({ message: event.message || "The engine's worker could not start", trap: true });
    return worker;
  }

  /** @param {LintFailure} failure */
  #end(failure) {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(failure);
    this.#waiting.clear();
  }
}
