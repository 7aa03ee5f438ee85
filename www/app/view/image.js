/**
 * What an image says of itself: its layers, the config that a container starts with, and the build history. The engine
 * has masked secrets in all of it.
 *
 * @import { Image, Layer } from "../../types/report"
 * @import { Child } from "./dom.js"
 */

import { code, foreign, h, table, terms } from "./dom.js";
import { bytes, number, plural } from "./format.js";

/** @param {boolean | null} verified */
function verification(verified) {
  const [check, sign, text] = verified === null ? ["unknown", "– ", "not checked"] : verified ? ["good", "✓ ", "verified"] : ["bad", "✗ ", "do not match"];
  return h("span", { class: `check-${check}` }, h("span", { "aria-hidden": "true" }, sign), `Digests ${text}`);
}

/**
 * @param {Layer} layer
 * @param {number} largest
 */
function layerItem(layer, largest) {
  const size = h("span");
  size.style.width = `${Math.max(0.5, (100 * (layer.size ?? 0)) / Math.max(largest, 1))}%`;
  return h(
    "li",
    { class: "layer", id: `layer-${layer.index}`, tabindex: -1 },
    h(
      "div",
      { class: "layer-head" },
      h("h4", {}, `Layer ${layer.index}`),
      h("span", {}, bytes(layer.size), layer.storedSize !== null && [` (${bytes(layer.storedSize)} stored, `, foreign(layer.compression ?? "compression not known"), ")"]),
      h("span", {}, plural(layer.entries, "entry", "entries")),
      verification(layer.verified),
      !layer.complete && h("strong", { class: "check-bad" }, h("span", { "aria-hidden": "true" }, "! "), "Not all of it could be read"),
    ),
    h("div", { class: "size", "aria-hidden": "true" }, size),
    h("p", { class: "command" }, layer.command ? code(layer.command) : h("span", { class: "muted" }, "The command that made it is not known")),
    (layer.diffId || layer.digest) &&
      h("details", { class: "digests" }, h("summary", {}, "Digests"), terms([["Uncompressed (diff ID)", layer.diffId && code(layer.diffId)], ["As stored", layer.digest && code(layer.digest)]])),
  );
}

/**
 * @param {Image} image
 * @returns {Child[]}
 */
export function layersView(image) {
  const largest = Math.max(0, ...image.layers.map((layer) => layer.size ?? 0));
  return [
    h("h3", {}, "Layers"),
    h("p", { class: "muted" }, `${plural(image.layers.length, "layer")}, lowest first, numbered from 0. `, image.wasted > 0 && `${bytes(image.wasted)} are shipped that the final file system does not show.`),
    image.layers.length > 0 && h("ol", { class: "layers" }, image.layers.map((layer) => layerItem(layer, largest))),
  ];
}

/** @param {string[]} words */
const words = (words) => words.length > 0 && code(words.map((word) => (/^[\w./:=@%+,-]+$/u.test(word) ? word : JSON.stringify(word))).join(" "));

/** @param {string[]} items */
const list = (items) => items.length > 0 && h("ul", { class: "plain" }, items.map((item) => h("li", {}, code(item))));

/**
 * @param {Image} image
 * @returns {Child[]}
 */
export function configView(image) {
  const { config } = image;
  return [
    h("h3", {}, "Image"),
    terms(
      [
        ["Names", list(image.names)],
        ["Platform", image.platform && foreign(image.platform)],
        ["Distribution", image.distribution && foreign(image.distribution.name ?? `${image.distribution.id} ${image.distribution.version ?? ""}`.trim())],
        ["Created", image.created && foreign(image.created)],
        ["Entries", number(image.entries)],
        ["Size, uncompressed", bytes(image.size)],
        ["Config digest", image.configDigest && code(image.configDigest)],
        ["Manifest digest", image.manifestDigest && code(image.manifestDigest)],
      ],
      "settings",
    ),
    h("h3", {}, "What a container starts with"),
    h("p", { class: "muted" }, "Values that look like secrets are masked."),
    terms(
      [
        ["User", config.user ? code(config.user) : "not set: root"],
        ["Entrypoint", words(config.entrypoint)],
        ["Command", words(config.cmd)],
        ["Working directory", config.workingDir && code(config.workingDir)],
        ["Exposed ports", list(config.exposedPorts)],
        ["Volumes", list(config.volumes)],
        ["Health check", config.healthcheck ? words(config.healthcheck) : "none"],
        ["Stop signal", config.stopSignal && code(config.stopSignal)],
        ["Environment", table(config.env.map(({ name, value }) => [name, value]))],
        ["Labels", table(Object.entries(config.labels))],
      ],
      "settings",
    ),
    image.evidence && h("h3", {}, "Beside the image"),
    image.evidence && h("ul", { class: "plain" }, image.evidence.map(({ kind, digest, contents }) => h("li", {}, foreign(kind), contents.length > 0 && [": ", foreign(contents.join(", "))], digest && [" ", code(digest)]))),
  ];
}

/**
 * @param {Image} image
 * @param {(layer: number) => void} showLayer
 * @returns {Child[]}
 */
export function historyView(image, showLayer) {
  if (image.history.length === 0) return [h("h3", {}, "Build history"), h("p", {}, "The image carries no build history.")];
  return [
    h("h3", {}, "Build history"),
    h("p", { class: "muted" }, "Oldest first, numbered from 0. Values that look like secrets are masked."),
    h(
      "ol",
      { class: "history", start: 0 },
      image.history.map(({ command, created, layer }, step) =>
        h(
          "li",
          {},
          h("span", { class: "step" }, String(step)),
          h("div", {}, code(command === "" ? "(empty)" : command), h("div", { class: "muted" }, created && foreign(created), created && " · ", layer === null ? "no layer" : h("button", { type: "button", class: "link", click: () => showLayer(layer) }, `Layer ${layer}`))),
        ),
      ),
    ),
  ];
}
