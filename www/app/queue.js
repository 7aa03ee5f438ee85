/**
 * The inputs of this tab, analysed one after another, and their reports. Knows nothing of the screen.
 *
 * @import { Options } from "../engine/plimsoll.js"
 * @import { Entry, Input, QueueEvents } from "../types/page"
 * @import { Workers } from "./engine/workers.js"
 */

import { Session } from "./engine/session.js";

/** Reports stay in their engine's memory, a worker each; older ones are closed and can be made again. */
const MAX_KEPT = 8;

/**
 * Whether it is a Dockerfile: by what the engine said of it, or, before that, by its name.
 * @param {Entry} entry
 */
const isDockerfile = ({ name, source, state, summary }) => source.blob && (summary ? summary.input.format === "dockerfile" : state !== "failed" && /^(docker|container)file\b|\.(docker|container)file$/iu.test(name));

/**
 * As the engine's worker takes it.
 * @param {Entry | undefined} file
 */
const builtFrom = (file) => file && { name: file.name, text: file.source.blob };

export class Queue {
  /** @type {Entry[]} */
  entries = [];
  #workers;
  #events;
  #ids = 0;

  /**
   * @param {Workers} workers
   * @param {QueueEvents} events
   */
  constructor(workers, events) {
    this.#workers = workers;
    this.#events = events;
  }

  /**
   * @param {Input[]} inputs
   * @param {number} given
   * @returns {Entry[]}
   */
  add(inputs, given) {
    const added = inputs.map(({ name, source }) => {
      this.#ids += 1;
      return /** @type {Entry} */ ({ id: this.#ids, name, source, options: {}, state: "waiting", given });
    });
    this.entries.push(...added);
    this.#next();
    return added;
  }

  /**
   * Analyses an input anew, with other options.
   * @param {Entry} entry
   * @param {Partial<Options>} options
   */
  again(entry, options) {
    entry.session?.close();
    Object.assign(entry, { options, state: "waiting", given: performance.now(), session: undefined, preview: undefined, summary: undefined, failure: undefined });
    this.#events.changed(entry);
    this.#next();
  }

  /** @param {Entry} entry */
  cancel(entry) {
    if (entry.state !== "running" && entry.state !== "waiting") return;
    entry.session?.close();
    this.#settle(entry, { state: "cancelled", session: undefined, preview: undefined });
  }

  /** @param {Entry} entry */
  remove(entry) {
    entry.session?.close();
    this.entries = this.entries.filter((other) => other !== entry);
    this.#next();
  }

  /** Images belong to the only Dockerfile, if there is only one. Those that were judged before it came or went are judged anew. */
  #relate() {
    const [file, another] = this.entries.filter(isDockerfile);
    const related = another ? undefined : file;
    for (const entry of this.entries) {
      if (entry.related === related || isDockerfile(entry) || !/waiting|done/u.test(entry.state)) continue;
      entry.related = related;
      entry.session?.relate(builtFrom(related)).then((summary) => this.#settle(entry, { summary }), () => {});
    }
  }

  #next() {
    this.#relate();
    if (this.entries.some((entry) => entry.state === "running")) return;
    const entry = this.entries.find(({ state }) => state === "waiting");
    if (!entry) {
      this.#workers.warm();
      return;
    }
    entry.state = "running";
    if (entry.source.blob?.size === 0) {
      this.#settle(entry, { state: "failed", failure: { message: "The file is empty", action: "Choose an image archive (for example from docker save) or a Dockerfile" } });
      return;
    }
    const options = { name: entry.name, asOf: new Date().toISOString().slice(0, 10), builtFrom: builtFrom(entry.related), keep: true, ...entry.options };
    entry.session = new Session(this.#workers, entry.source, options, {
      progress: (progress) => this.#events.progress(entry, progress),
      preview: (preview) => {
        entry.preview = preview;
        this.#events.changed(entry);
      },
      finished: (summary) => {
        this.#settle(entry, { state: "done", summary });
        this.#closeOld();
      },
      failed: (failure) => this.#settle(entry, { state: "failed", failure, session: undefined, preview: undefined }),
    });
    this.#events.changed(entry);
    entry.session.start();
  }

  /**
   * @param {Entry} entry
   * @param {Partial<Entry>} change
   */
  #settle(entry, change) {
    Object.assign(entry, change);
    this.#events.changed(entry);
    this.#next();
  }

  #closeOld() {
    const done = this.entries.filter(({ state }) => state === "done");
    for (const entry of done.slice(0, Math.max(0, done.length - MAX_KEPT))) {
      entry.session?.close();
      Object.assign(entry, { state: "closed", session: undefined, preview: undefined });
      this.#events.changed(entry);
    }
  }
}
