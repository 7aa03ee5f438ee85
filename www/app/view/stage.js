/**
 * What is on the page of the queue: the list of inputs and the chosen one, running, finished or failed.
 *
 * @import { CatalogueRule, Report } from "../../types/report"
 * @import { Entry, FindingsSource, Format, Input } from "../../types/page"
 * @import { Workers } from "../engine/workers.js"
 */

import { Groups } from "../engine/groups.js";
import { failureOf } from "../engine/protocol.js";
import { Queue } from "../queue.js";
import { copy, fileName, save } from "../save.js";
import { announce, byId, foreign, h } from "./dom.js";
import { duration } from "./format.js";
import { ProgressView, showInputs, stateText } from "./queue.js";
import { ResultView, previewFindings } from "./result.js";

/** Resolves after the next frame has been painted. */
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));

/** @typedef {{ progress: ProgressView, result: ResultView, first?: number, done?: number }} Views `first` and `done` in milliseconds after the drop. */

export class Stage {
  #element = byId("stage", HTMLElement);
  #inputs = byId("inputs", HTMLElement);
  #queue;
  #edit;
  #catalogue;
  /** @type {WeakMap<Entry, Views>} */
  #views = new WeakMap();
  /** @type {Entry | undefined} */
  #chosen;

  /**
   * @param {Workers} workers
   * @param {CatalogueRule[]} rules
   * @param {(input: Input) => unknown} edit Opens a Dockerfile in the editor.
   */
  constructor(workers, rules, edit) {
    this.#edit = edit;
    this.#catalogue = new Map(rules.map((rule) => [rule.id, rule]));
    this.#queue = new Queue(workers, {
      progress: (entry, progress) => this.#viewsOf(entry).progress.show(progress),
      changed: (entry) => this.#changed(entry),
    });
  }

  get isRunning() {
    return this.#queue.entries.some(({ state }) => state === "running");
  }

  /**
   * @param {Input[]} inputs
   * @param {number} given
   */
  accept(inputs, given) {
    this.#choose(this.#queue.add(inputs, given)[0]);
  }

  /** @returns {boolean} Whether there was a search box to go to. */
  focusSearch() {
    const result = this.#chosen && this.#views.get(this.#chosen)?.result;
    if (!result?.element.isConnected) return false;
    result.focusSearch();
    return true;
  }

  /** @param {Entry} entry */
  #choose(entry) {
    this.#chosen = entry;
    this.#draw();
  }

  /** @param {Entry} entry */
  #remove(entry) {
    this.#queue.remove(entry);
    if (this.#chosen === entry) this.#chosen = this.#queue.entries.at(-1);
    this.#draw();
  }

  /**
   * @param {Entry} entry
   * @param {Entry["options"]} options
   */
  #again(entry, options) {
    this.#views.delete(entry);
    this.#queue.again(entry, options);
    this.#choose(entry);
  }

  /** @param {Entry} entry */
  #viewsOf(entry) {
    const known = this.#views.get(entry);
    if (known) return known;
    const use = async (/** @type {Format} */ format, /** @type {(blob: Blob) => unknown} */ give) => {
      try {
        if (entry.session) await give(await entry.session.document(format, entry.against ?? []));
      } catch (error) {
        announce(`That failed: ${failureOf(error).message}`);
      }
    };
    /** @type {Views} */
    const views = {
      progress: new ProgressView(entry.name, () => this.#queue.cancel(entry)),
      result: new ResultView({
        save: (format) => use(format, (blob) => save(blob, fileName(entry.name, format))),
        copy: (format) => use(format, async (blob) => copy(await blob.text(), "Report copied")),
        again: (options) => this.#again(entry, options),
        edit: () => this.#edit(entry),
        catalogue: (id) => this.#catalogue.get(id),
      }),
    };
    this.#views.set(entry, views);
    return views;
  }

  /** @param {Entry} entry */
  #changed(entry) {
    // Of several inputs the first is shown while the others follow; a finished one stays until it is left.
    if (!this.#chosen || (entry.state === "running" && this.#chosen.state === "waiting")) this.#chosen = entry;
    if (entry.state === "running" && entry.preview) {
      this.#report(entry, entry.preview, new Groups(previewFindings(entry.preview)));
    } else if (entry.state === "done" && entry.summary && entry.session) {
      this.#viewsOf(entry).done ??= performance.now() - entry.given;
      this.#report(entry, entry.summary, entry.session);
    } else {
      this.#draw();
    }
    announce(`${entry.name}: ${stateText(entry)}`, true);
  }

  /**
   * Shows a preview or a whole report, and how long it took until it stood there.
   * @param {Entry} entry
   * @param {Report} report
   * @param {FindingsSource} source
   */
  async #report(entry, report, source) {
    const views = this.#viewsOf(entry);
    this.#draw();
    await views.result.update(report, source, report === entry.summary);
    await painted();
    views.first ??= performance.now() - entry.given;
    views.result.timing(`First findings after ${duration(views.first)}${views.done === undefined ? "" : `, done after ${duration(views.done)}`}.`);
  }

  /** Puts the chosen entry on the page. Only what changed is touched: moving an element would take the focus out of it. */
  #draw() {
    const { entries } = this.#queue;
    document.body.classList.toggle("has-inputs", entries.length > 0);
    for (const entry of entries) {
      const built = entries.flatMap(({ related, summary }) => (related === entry && summary?.targets) || []);
      entry.against = built.flatMap(({ name, contradicted = [] }) => contradicted.map(({ fingerprint, reason }) => ({ image: name, fingerprint, reason })));
      this.#views.get(entry)?.result.contradict(entry.against);
    }
    dispatchEvent(new Event("against"));
    showInputs(this.#inputs, entries, this.#chosen, { choose: (entry) => this.#choose(entry), remove: (entry) => this.#remove(entry) });
    const wanted = this.#chosen ? this.#elements(this.#chosen) : [];
    for (const element of [...this.#element.children]) if (!wanted.includes(element)) element.remove();
    wanted.forEach((element, position) => {
      if (this.#element.children[position] !== element) this.#element.insertBefore(element, this.#element.children[position] ?? null);
    });
  }

  /**
   * @param {Entry} entry
   * @returns {Element[]}
   */
  #elements(entry) {
    const { progress, result } = this.#viewsOf(entry);
    switch (entry.state) {
      case "waiting":
        return [progress.element];
      case "running":
        return entry.preview ? [progress.element, result.element] : [progress.element];
      case "done":
        return [result.element];
      default:
        return [this.#notice(entry)];
    }
  }

  /** @param {Entry} entry */
  #notice(entry) {
    const again = h("button", { type: "button", click: () => this.#again(entry, entry.options) }, "Analyse it again");
    if (entry.state === "failed") {
      const { message, action } = entry.failure ?? { message: "The reason is not known", action: undefined };
      return h("section", { class: "card failure", role: "alert" }, h("h2", {}, foreign(entry.name), " could not be analysed"), h("p", {}, foreign(`${message}.`)), action && h("p", {}, foreign(`${action}.`)), again);
    }
    const text = entry.state === "closed" ? "This report was closed to free memory." : "The analysis was cancelled. Nothing of it is kept.";
    return h("section", { class: "card" }, h("h2", {}, foreign(entry.name)), h("p", {}, text), again);
  }
}
