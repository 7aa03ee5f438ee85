/**
 * Instances of the engine, each for one request at a time. An instance is used again, since the memory of a dropped one
 * only returns when the collector comes by, while a kept one never grows beyond its maximum; so concurrency times that
 * maximum is all there can be. One that has trapped is dead and dropped.
 *
 * @import { Engine } from "./types"
 */

import { createEngine } from "../engine/create-engine.js";
import module from "../engine/plimsoll_bg.wasm";
import { catalogue } from "./catalogue.js";
import { HttpError } from "./errors.js";
import { STALE_SECONDS } from "./limits.js";

/** @type {Engine[]} */
const idle = [];

/** @type {Set<Lease>} */
const leases = new Set();

export class Lease {
  #touched = Date.now();

  /** @param {Engine} engine */
  constructor(engine) {
    this.engine = engine;
  }

  /** The request is alive. */
  touch() {
    this.#touched = Date.now();
  }

  get isStale() {
    return Date.now() - this.#touched > STALE_SECONDS * 1000;
  }

  /** Gives the instance back; a dead one is dropped. */
  end({ dead = false } = {}) {
    if (leases.delete(this) && !dead) idle.push(this.engine);
  }
}

/**
 * @param {number} concurrent
 * @returns {Lease}
 */
export function lease(concurrent) {
  // A platform may end a request without letting it say so. Its instance may be in the midst of something.
  for (const old of leases) if (old.isStale) old.end({ dead: true });
  if (leases.size >= concurrent) {
    throw new HttpError(503, "busy", "This worker is analysing as many images as it has memory for", "Try again in a few seconds", { "retry-after": "5" });
  }
  const given = new Lease(idle.pop() ?? newEngine());
  leases.add(given);
  return given;
}

function newEngine() {
  const engine = createEngine(module);
  engine.load_rules(catalogue);
  return engine;
}
