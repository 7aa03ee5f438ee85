/**
 * The queue on screen: how far the running analysis is, and, once there are several inputs, what each came to.
 *
 * @import { Entry } from "../../types/page"
 * @import { LayerProgress, Progress } from "../../types/protocol"
 */

import { fill, foreign, h } from "./dom.js";
import { bytes, countsText, number, plural } from "./format.js";

/** @param {string} member `blobs/sha256/<64 digits>` says nothing beyond its first digits. */
const shortened = (member) => member.replace(/([0-9a-f]{12})[0-9a-f]{52}/u, "$1…");

/** Bytes, layers, and a way out. Draws at most once a frame. */
export class ProgressView {
  element;
  #bar = h("progress", { max: 1, "aria-label": "Bytes read" });
  #text = h("p", { class: "progress-text" });
  #layers = h("ol", { class: "progress-layers", "aria-label": "Layers" });
  #heading = h("h2", { id: "progress-heading" });
  /** @type {Map<number, { bar: HTMLProgressElement, text: HTMLElement }>} */
  #rows = new Map();
  #frame = 0;
  /** @type {Progress | undefined} */
  #latest;

  /**
   * @param {string} name
   * @param {() => void} cancel
   */
  constructor(name, cancel) {
    fill(this.#heading, "Reading ", foreign(name));
    this.element = h(
      "section",
      { class: "progress card", "aria-labelledby": "progress-heading" },
      h("div", { class: "progress-head" }, this.#heading, h("button", { type: "button", click: cancel }, "Cancel")),
      this.#bar,
      this.#text,
      this.#layers,
    );
  }

  /** @param {Progress} progress */
  show(progress) {
    this.#latest = progress;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#latest) this.#draw(this.#latest);
    });
  }

  /** @param {Progress} progress */
  #draw({ stage, bytes: read, total, layers, stream }) {
    if (stage === "opening" || stage === "judging") this.#bar.removeAttribute("value");
    else this.#bar.value = total > 0 ? read / total : 0;
    const done = layers.filter((layer) => layer.done).length;
    const texts = {
      opening: "Reading the index of the archive",
      layers: `${bytes(read)} of ${bytes(total)} read, ${number(done)} of ${plural(layers.length, "layer")} done`,
      reading: `${bytes(read)} of ${bytes(total)} read${stream ? `, ${plural(stream.layers, "layer")} and ${plural(stream.entries, "entry", "entries")} seen` : ""}`,
      judging: "Putting the layers together and judging them",
    };
    fill(this.#text, texts[stage]);
    layers.forEach((layer, position) => this.#row(layer, position));
  }

  /**
   * @param {LayerProgress} layer
   * @param {number} position
   */
  #row(layer, position) {
    let row = this.#rows.get(layer.id);
    if (!row) {
      const label = `Layer ${position + 1} in the archive`;
      row = { bar: h("progress", { max: 1, value: 0, "aria-label": label }), text: h("span", { class: "layer-state" }) };
      this.#rows.set(layer.id, row);
      this.#layers.append(h("li", {}, h("span", { class: "layer-name" }, foreign(shortened(layer.name))), row.bar, row.text));
    }
    row.bar.value = layer.length > 0 ? layer.bytes / layer.length : Number(layer.done);
    fill(row.text, layer.done ? `✓ ${plural(layer.entries, "entry", "entries")}` : layer.bytes > 0 ? `${bytes(layer.bytes)} of ${bytes(layer.length)}` : `waiting, ${bytes(layer.length)}`);
  }
}

/** @param {Entry} entry */
export function stateText({ state, summary }) {
  const counts = summary ? countsText(summary.counts) : "";
  return {
    waiting: "Waiting",
    running: "Being analysed",
    failed: "Could not be analysed",
    cancelled: "Cancelled",
    closed: `Closed to free memory: ${counts}`,
    done: `${counts}${summary?.complete ? "" : ", not everything read"}`,
  }[state];
}

/**
 * The list of inputs, and the choice which is shown.
 * @param {HTMLElement} element
 * @param {Entry[]} entries
 * @param {Entry | undefined} chosen
 * @param {{ choose: (entry: Entry) => void, remove: (entry: Entry) => void }} actions
 */
export function showInputs(element, entries, chosen, { choose, remove }) {
  element.hidden = entries.length < 2;
  const files = entries.filter(({ summary }) => summary?.input.format === "dockerfile").length;
  // The list is made anew with each change; the focus must survive that.
  const focused = element.contains(document.activeElement) && document.activeElement?.id;
  fill(
    element,
    h("h2", {}, "Inputs"),
    files > 1 && files < entries.length && h("p", { class: "muted" }, `There are ${files} Dockerfiles, so no image is compared with one.`),
    h(
      "ul",
      { class: "inputs" },
      entries.map((entry) =>
        h(
          "li",
          { class: `input-${entry.state}` },
          h("button", { type: "button", id: `input-${entry.id}`, class: "input-choice", "aria-current": entry === chosen && "true", click: () => choose(entry) }, h("span", { class: "input-name" }, foreign(entry.name)), h("span", { class: "muted" }, stateText(entry))),
          h("button", { type: "button", id: `remove-${entry.id}`, class: "quiet", click: () => remove(entry), "aria-label": `Remove ${entry.name}` }, "Remove"),
        ),
      ),
    ),
  );
  if (focused) document.getElementById(focused)?.focus();
}
