/**
 * A worker of the pool: scans one layer after another, each straight from its range of the Blob. Disposable.
 *
 * @import { LayerJobSpec } from "../../engine/plimsoll.js"
 * @import { FromLayerWorker, ToLayerWorker } from "../../types/protocol"
 */

import { LayerJob, initSync } from "../../engine/plimsoll.js";
import { Inflated, digestOf } from "./inflated.js";
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
 * @param {boolean} [again] It inflates to more than may be held, so that its diff ID is computed in wasm.
 */
async function scan(job, blob, again) {
  const end = job.offset + job.length;
  // Hashing costs wasm more than inflating; the browser's own wants one piece.
  const native = job.hashBlob && job.kind !== "blob" && job.length > 4 && job.length <= WHOLE && self.crypto?.subtle;
  const whole = native ? await readRange(blob, job.offset, job.length) : undefined;
  const stored = whole && digestOf(whole);
  // gzip ends with what it inflates to (RFC 1952), if it has one member and tells the truth.
  const told = whole?.[0] === 0x1f ? new DataView(whole.buffer, job.length - 4).getUint32(0, true) : 0;
  const inflated = whole && !again ? new Inflated(told) : undefined;
  const held = inflated?.lost ? undefined : inflated;
  const layer = new LayerJob(whole ? { ...job, hashBlob: false } : job, held);
  let read = 0;
  for await (const bytes of whole ? piecesOf(whole) : windowsOf(blob, job.offset, end)) {
    layer.feed(bytes);
    if (layer.is_plain()) held?.drop();
    else if (held?.lost) {
      layer.free();
      return scan(job, blob, true);
    }
    read += bytes.length;
    tellPool({ type: "progress", id: job.id, bytes: read, entries: layer.entries() });
  }
  if (stored) {
    layer.end();
    layer.give_digests(...(await Promise.all([stored, held?.digest()])));
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
