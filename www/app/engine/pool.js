/**
 * Scans layers in several workers at once, big ones first. A worker that traps is thrown away and its layer tried once
 * more in a new one, since memory may have been short.
 *
 * @import { LayerJobSpec } from "../../engine/plimsoll.js"
 * @import { Failure, FromLayerWorker } from "../../types/protocol"
 * @import { Workers } from "./workers.js"
 */

import { WORKERS } from "./protocol.js";

/** Attempts at one layer before the analysis is given up. */
const MAX_ATTEMPTS = 2;

/** @typedef {{ job: LayerJobSpec, blob: Blob, attempts: number }} Task */

export class Pool {
  #workers;
  #tell;
  /** @type {Set<Worker>} */
  #all = new Set();
  /** @type {Worker[]} */
  #idle = [];
  /** @type {Task[]} */
  #waiting = [];

  /**
   * @param {Workers} workers
   * @param {(message: FromLayerWorker) => void} tell Is given what the workers say; a failure only if it is final.
   */
  constructor(workers, tell) {
    this.#workers = workers;
    this.#tell = tell;
  }

  /** Starts the workers before there is work, so that they are ready when the index is. */
  warm() {
    while (this.#all.size < WORKERS) this.#idle.push(this.#start());
  }

  /**
   * @param {LayerJobSpec[]} jobs
   * @param {(job: LayerJobSpec) => Blob} blobOf
   */
  run(jobs, blobOf) {
    const bySize = [...jobs].sort((left, right) => right.length - left.length);
    this.#waiting.push(...bySize.map((job) => ({ job, blob: blobOf(job), attempts: 0 })));
    this.warm();
    while (this.#all.size > Math.max(jobs.length, 1) && this.#idle.length > 0) this.#end(/** @type {Worker} */ (this.#idle.pop()));
    this.#assign();
  }

  /** Ends every worker at once; their memory goes with them. */
  close() {
    for (const worker of this.#all) worker.terminate();
    this.#all.clear();
    this.#idle = [];
    this.#waiting = [];
  }

  #start() {
    const worker = this.#workers.start("layer");
    this.#all.add(worker);
    return worker;
  }

  /** @param {Worker} worker */
  #end(worker) {
    worker.terminate();
    this.#all.delete(worker);
  }

  #assign() {
    while (this.#waiting.length > 0 && this.#idle.length > 0) {
      this.#give(/** @type {Worker} */ (this.#idle.pop()), /** @type {Task} */ (this.#waiting.shift()));
    }
  }

  /**
   * @param {Worker} worker
   * @param {Task} task
   */
  #give(worker, task) {
    /** @param {Failure} failure */
    const fail = (failure) => {
      this.#end(worker);
      if (failure.trap && task.attempts + 1 < MAX_ATTEMPTS) {
        this.#waiting.unshift({ ...task, attempts: task.attempts + 1 });
        this.#idle.push(this.#start());
        this.#assign();
      } else {
        this.#tell({ type: "failed", id: task.job.id, failure: { ...failure, message: `${failure.message}, in layer ${task.job.member}` } });
      }
    };
    worker.onmessage = (/** @type {MessageEvent<FromLayerWorker>} */ { data }) => {
      if (data.type === "failed") {
        fail(data.failure);
        return;
      }
      this.#tell(data);
      if (data.type === "done") {
        this.#idle.push(worker);
        this.#assign();
      }
    };
    worker.onerror = (event) => fail({ message: event.message || "A worker could not start", trap: true });
    worker.postMessage({ type: "scan", job: task.job, blob: task.blob });
  }
}
