/**
 * The list of inputs, once there are several: what each came to, and the choice which is shown.
 *
 * @import { Entry } from "../queue.js"
 */

import { fill, foreign, h } from "./dom.js";
import { countsText } from "./severity.js";

/** @param {Entry} entry */
function stateText(entry) {
  switch (entry.state) {
    case "waiting":
      return "Waiting";
    case "running":
      return "Being analysed";
    case "failed":
      return "Could not be analysed";
    case "cancelled":
      return "Cancelled";
    case "closed":
      return `Closed to free memory: ${entry.summary ? countsText(entry.summary.counts) : ""}`;
    case "done": {
      const summary = /** @type {NonNullable<Entry["summary"]>} */ (entry.summary);
      return `${countsText(summary.counts)}${summary.complete ? "" : ", not everything read"}`;
    }
  }
}

/**
 * @param {HTMLElement} element
 * @param {Entry[]} entries
 * @param {Entry | undefined} chosen
 * @param {{ choose: (entry: Entry) => void, remove: (entry: Entry) => void }} actions
 */
export function showInputs(element, entries, chosen, { choose, remove }) {
  element.hidden = entries.length < 2;
  if (element.hidden) {
    fill(element);
    return;
  }
  // The list is made anew with each change; the focus must survive that.
  const focused = element.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).id : "";
  fill(
    element,
    h("h2", {}, "Inputs"),
    h(
      "ul",
      { class: "inputs" },
      entries.map((entry) =>
        h(
          "li",
          { class: `input-${entry.state}` },
          h("button", { type: "button", id: `input-${entry.id}`, class: "input-choice", "aria-current": entry === chosen ? "true" : undefined, click: () => choose(entry) }, h("span", { class: "input-name" }, foreign(entry.name)), h("span", { class: "muted" }, stateText(entry))),
          h("button", { type: "button", id: `remove-${entry.id}`, class: "quiet", click: () => remove(entry), "aria-label": `Remove ${entry.name}` }, "Remove"),
        ),
      ),
    ),
  );
  if (focused) document.getElementById(focused)?.focus();
}
