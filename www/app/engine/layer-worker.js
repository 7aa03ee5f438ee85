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
 * @param {{ hashed?: boolean, held?: boolean }} [by] What the browser does: hash the layer, and hold what it inflates to,
 *   to hash that. The rest is hashed in wasm.
 */
async function scan(job, blob, by = { hashed: true, held: true }) {
  const end = job.offset + job.length;
  // Hashing costs wasm more than inflating; the browser's own wants one piece.
  const native = by.hashed && job.hashBlob && job.kind !== "blob" && job.length > 4 && job.length <= WHOLE && self.crypto?.subtle;
  const whole = native ? await readRange(blob, job.offset, job.length) : undefined;
  const stored = whole && digestOf(whole);
  // gzip ends with what it inflates to (RFC 1952), if it has one member and tells the truth.
  const told = whole?.[0] === 0x1f && whole.length > 4 ? new DataView(whole.buffer, whole.length - 4).getUint32(0, true) : 0;
  const inflated = whole && by.held ? new Inflated(told) : undefined;
  const held = inflated?.lost ? undefined : inflated;
  const layer = new LayerJob(whole ? { ...job, hashBlob: false } : job, held);
  let read = 0;
  for await (const bytes of whole ? piecesOf(whole) : windowsOf(blob, job.offset, end)) {
    layer.feed(bytes);
    if (layer.is_plain()) held?.drop();
    else if (held?.lost) break;
    read += bytes.length;
    tellPool({ type: "progress", id: job.id, bytes: read, entries: layer.entries() });
  }
  if (stored) {
    layer.end();
    const isLost = held?.lost && !layer.is_plain();
    const digests = isLost ? undefined : await Promise.all([stored, held?.digest()]).catch(() => undefined);
    if (!digests) {
      layer.free();
      return scan(job, blob, { hashed: isLost });
    }
    layer.give_digests(...digests);
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
