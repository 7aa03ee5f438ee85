/**
 * One analysis as the page sees it: a coordinator, a pool while layers are read, progress, and afterwards the report.
 * Knows nothing of the screen.
 *
 * @import { FindingsSource, SessionEvents } from "../../types/page"
 * @import { Options } from "../../engine/plimsoll.js"
 * @import { Report } from "../../types/report"
 * @import { Against, Failure, FromCoordinator, LayerProgress, Progress, Query, Source } from "../../types/protocol"
 * @import { Workers } from "./workers.js"
 */

import { Pool } from "./pool.js";

export class Session {
  #coordinator;
  #pool;
  #source;
  #options;
  #events;
  /** @type {Progress} */
  #progress;
  #ended = false;
  #requests = 0;
  /** @type {Map<number, { resolve: (value: any) => void, reject: (reason: Failure) => void }>} */
  #replies = new Map();

  /**
   * @param {Workers} workers
   * @param {Source} source
   * @param {Options} options
   * @param {SessionEvents} events
   */
  constructor(workers, source, options, events) {
    this.#source = source;
    this.#options = options;
    this.#events = events;
    this.#progress = { stage: "opening", bytes: 0, total: source.blob ? source.blob.size : source.files.reduce((sum, { file }) => sum + file.size, 0), layers: [] };
    this.#coordinator = workers.coordinator();
    this.#coordinator.onmessage = (event) => this.#hear(event.data);
    this.#coordinator.onerror = (event) => {
      this.#fail({ message: event.message || "The engine's worker could not start", trap: true });
    };
    this.#pool = new Pool(workers, (message) => {
      if (message.type === "failed") this.#fail(message.failure);
      else if (message.type === "progress") this.#layer(message.id, { bytes: message.bytes, entries: message.entries });
      else {
        const { id, entries, facts } = message;
        this.#layer(id, { entries, done: true });
        this.#coordinator.postMessage({ type: "layer", id, facts }, [facts.buffer]);
      }
    });
  }

  start() {
    this.#coordinator.postMessage({ type: "analyse", source: this.#source, options: this.#options });
    this.#pool.warm();
    this.#events.progress(this.#progress);
  }

  /** Ends everything at once, finished or not. */
  close() {
    this.#ended = true;
    this.#pool.close();
    this.#coordinator.terminate();
    for (const { reject } of this.#replies.values()) reject({ message: "The report was closed" });
    this.#replies.clear();
  }

  /** @type {FindingsSource["groups"]} */
  groups = (target, filter) => this.#ask({ kind: "groups", target, filter });

  /** @type {FindingsSource["rows"]} */
  rows = (target, filter, category, offset, limit) => this.#ask({ kind: "rows", target, filter, category, offset, limit });

  /**
   * Judges the images anew, as built from this Dockerfile or from none.
   * @param {Options["builtFrom"]} builtFrom
   * @returns {Promise<Report>} The new summary.
   */
  relate(builtFrom) {
    return this.#ask({ kind: "relate", builtFrom });
  }

  /**
   * @param {"report" | "sarif" | "text"} format
   * @param {Against} against
   * @returns {Promise<Blob>}
   */
  document(format, against) {
    return this.#ask({ kind: "document", format, against });
  }

  /**
   * @param {Query} query
   * @returns {Promise<any>}
   */
  #ask(query) {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject({ message: "The report was closed" });
        return;
      }
      this.#requests += 1;
      this.#replies.set(this.#requests, { resolve, reject });
      this.#coordinator.postMessage({ type: "query", request: this.#requests, query });
    });
  }

  /** @param {FromCoordinator} message */
  #hear(message) {
    if (this.#ended) return;
    switch (message.type) {
      case "preview":
        this.#events.preview(JSON.parse(message.report));
        break;
      case "layers":
        this.#runLayers(message.jobs);
        break;
      case "reading":
        this.#report({ stage: "reading", bytes: message.bytes, stream: message });
        break;
      case "judging":
        this.#pool.close();
        this.#report({ stage: "judging" });
        break;
      case "finished":
        this.#pool.close();
        this.#events.finished(message.summary);
        break;
      case "failed":
        this.#fail(message.failure);
        break;
      case "reply":
      case "refused": {
        const reply = this.#replies.get(message.request);
        this.#replies.delete(message.request);
        if (message.type === "reply") reply?.resolve(message.value);
        else reply?.reject(message.failure);
        break;
      }
    }
  }

  /** @param {import("../../engine/plimsoll.js").LayerJobSpec[]} jobs */
  #runLayers(jobs) {
    const { blob, files } = this.#source;
    const byPath = new Map(files?.map(({ path, file }) => [path, file]));
    this.#report({
      stage: "layers",
      total: jobs.reduce((sum, job) => sum + job.length, 0),
      layers: jobs.map(({ id, member, length }) => ({ id, name: member, length, bytes: 0, entries: 0, done: false })),
    });
    this.#pool.run(jobs, ({ path }) => blob ?? byPath.get(path ?? "") ?? new Blob([]));
  }

  /**
   * @param {number} id
   * @param {Partial<LayerProgress>} change
   */
  #layer(id, change) {
    const layers = this.#progress.layers.map((layer) => {
      if (layer.id !== id) return layer;
      const changed = { ...layer, ...change };
      return changed.done ? { ...changed, bytes: changed.length } : changed;
    });
    this.#report({ layers, bytes: layers.reduce((sum, layer) => sum + layer.bytes, 0) });
  }

  /** @param {Partial<Progress>} change */
  #report(change) {
    this.#progress = { ...this.#progress, ...change };
    if (!this.#ended) this.#events.progress(this.#progress);
  }

  /** @param {Failure} failure */
  #fail(failure) {
    if (this.#ended) return;
    this.close();
    this.#events.failed(failure);
  }
}
