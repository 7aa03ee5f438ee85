/**
 * A worker of the pool: scans one layer after another, each straight from its range of the Blob. Disposable.
 *
 * Starts from a `blob:` with the engine's glue above it in the same module (see `workers.js`).
 *
 * @import { LayerJobSpec } from "../../engine/plimsoll.js"
 * @import { FromLayerWorker, ToLayerWorker } from "../../types/protocol"
 */

import { LayerJob, initSync } from "../../engine/plimsoll.js";
import { failureOf } from "./protocol.js";
import { windowsOf } from "./windows.js";

/**
 * @param {FromLayerWorker} message
 * @param {Transferable[]} [transfer]
 */
function tellPool(message, transfer = []) {
  self.postMessage(message, { transfer });
}

/**
 * @param {LayerJobSpec} job
 * @param {Blob} blob
 */
async function scan(job, blob) {
  const layer = new LayerJob(job);
  let read = 0;
  for await (const bytes of windowsOf(blob, job.offset, job.offset + job.length)) {
    layer.feed(bytes);
    read += bytes.length;
    tellPool({ type: "progress", id: job.id, bytes: read, entries: layer.entries() });
  }
  const entries = layer.entries();
  const facts = layer.finish();
  tellPool({ type: "done", id: job.id, entries, facts }, [facts.buffer]);
}

/** @param {MessageEvent<ToLayerWorker>} event */
self.onmessage = async ({ data }) => {
  if (data.type === "start") {
    initSync({ module: data.module });
    return;
  }
  try {
    await scan(data.job, data.blob);
  } catch (error) {
    tellPool({ type: "failed", id: data.job.id, failure: failureOf(error) });
  }
};
