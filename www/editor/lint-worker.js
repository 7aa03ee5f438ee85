/**
 * The worker that judges the editor's text: one text in, one report out. Starts from a `blob:` with the engine's glue
 * above it in the same module (see `app/engine/workers.js`).
 *
 * @import { ToLinter } from "../types/editor"
 */

import { initSync, load_rules, scan_dockerfile, unknown_rules } from "../engine/plimsoll.js";
import { failureOf } from "../app/engine/protocol.js";

/** @param {MessageEvent<ToLinter>} event */
self.onmessage = ({ data }) => {
  if (data.type === "start") {
    initSync({ module: data.module });
    load_rules(data.rules);
    return;
  }
  const { request, text, options } = data;
  try {
    const finished = scan_dockerfile(new TextEncoder().encode(text), options);
    const report = finished.report();
    finished.free();
    self.postMessage({ request, report, unknown: unknown_rules(options) });
  } catch (error) {
    self.postMessage({ request, failure: { ...failureOf(error), code: /** @type {any} */ (error).code } });
  }
};
