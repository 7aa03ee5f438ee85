/**
 * A worker of the pool: scans one layer after another, each straight from its range of the Blob. Disposable.
 *
 * @import { LayerJobSpec } from "../../engine/plimsoll.js"
 * @import { FromLayerWorker, ToLayerWorker } from "../../types/protocol"
 */

import { LayerJob, initSync } from "../../engine/plimsoll.js";
import { failureOf, WHOLE } from "./protocol.js";
import { piecesOf, readRange, windowsOf } from "./windows.js";

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
  const end = job.offset + job.length;
  // Hashing costs wasm more than inflating; the browser's own wants one piece.
  const native = job.hashBlob && job.kind !== "blob" && job.length <= WHOLE && self.crypto?.subtle;
  const whole = native ? await readRange(blob, job.offset, job.length) : undefined;
  // 1f: gzip, 28: zstd. Others are hashed once for both digests.
  const digest = whole && (whole[0] === 0x1f || whole[0] === 0x28) ? self.crypto.subtle.digest("SHA-256", whole) : undefined;
  const layer = new LayerJob(digest ? { ...job, hashBlob: false } : job);
  let read = 0;
  for await (const bytes of whole ? piecesOf(whole) : windowsOf(blob, job.offset, end)) {
    layer.feed(bytes);
    read += bytes.length;
    tellPool({ type: "progress", id: job.id, bytes: read, entries: layer.entries() });
  }
  if (digest) layer.give_digest(new Uint8Array(await digest));
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
