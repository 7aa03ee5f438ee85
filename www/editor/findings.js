/**
 * The list of findings beside the text. Items that did not change stay the same elements, so that neither focus nor what a
 * screen reader is reading is lost with every key that is pressed.
 *
 * @import { Located } from "../types/editor"
 * @import { Gap, Finding } from "../types/report"
 */

import { fill, foreign, h } from "../app/view/dom.js";
import { contradictions } from "../app/view/finding.js";
import { badge, plural } from "../app/view/format.js";
import { visible } from "./places.js";

/** Rows shown at first and with each "show more". */
const PAGE = 100;

/** @typedef {{ jump: (found: Located) => void, fix: (found: Located) => void, rule: (id: string) => void }} Actions */

/**
 * Its message, and what images show against it.
 * @param {Finding} finding
 */
export const said = (finding) => [finding.message, ...contradictions(finding)].map(visible);

/**
 * The same in one line, with its severity. What could not be read has none.
 * @param {Finding} finding
 */
export const told = (finding) => (finding.rule ? `${finding.severity}: ` : "") + said(finding).join(". ");

export class FindingList {
  element = h("div", { class: "finds" });
  #list = h("ol", { class: "find-rows" });
  #more = h("button", { type: "button", class: "quiet", hidden: true, click: () => this.#showMore() });
  #rest = h("div");
  #actions;
  /** @type {Map<string, HTMLLIElement>} */
  #items = new Map();
  /** What an item is about now, since places move under it. @type {WeakMap<Element, Located>} */
  #about = new WeakMap();
  #limit = PAGE;
  /** @type {Located[]} */
  #shown = [];

  /** @param {Actions} actions */
  constructor(actions) {
    this.#actions = actions;
    this.element.append(this.#list, this.#more, this.#rest);
  }

  /**
   * @param {Located[]} located In the order in which they are shown.
   * @param {Finding[]} ignored
   * @param {{ gap: Gap, found: Located | undefined }[]} gaps With their places in the text, if they have one.
   */
  show(located, ignored, gaps) {
    this.#shown = located;
    this.#draw();
    fill(
      this.#rest,
      gaps.length > 0 && h("section", { class: "gaps" }, h("h4", {}, "Could not be read"), h("ul", {}, gaps.map(({ gap: { what, action }, found }) => h("li", {}, h("p", {}, found ? h("button", { type: "button", class: "link", click: () => this.#actions.jump(found) }, foreign(visible(what))) : foreign(visible(what))), h("p", {}, foreign(visible(action))))))),
      ignored.length > 0 &&
        h(
          "details",
          { class: "set-aside" },
          h("summary", {}, `${plural(ignored.length, "finding")} set aside`),
          h("ul", {}, ignored.slice(0, PAGE).map(({ rule, message, ignoredBy }) => h("li", {}, h("code", {}, rule), " ", foreign(visible(message)), ignoredBy && h("p", { class: "muted" }, foreign(visible(ignoredBy)))))),
        ),
    );
  }

  #showMore() {
    this.#limit += PAGE;
    this.#draw();
  }

  #draw() {
    /** @type {Map<string, HTMLLIElement>} */
    const items = new Map();
    const wanted = this.#shown.slice(0, this.#limit).map((found) => {
      const { finding, range } = found;
      let key = JSON.stringify([finding.rule, finding.severity, said(finding), range?.line, finding.fix?.title, finding.fix?.safe]);
      while (items.has(key)) key += "+";
      const item = this.#items.get(key) ?? this.#item(found);
      items.set(key, item);
      this.#about.set(item, found);
      return item;
    });
    const position = this.#list.contains(document.activeElement) ? [...this.#list.children].findIndex((item) => item.contains(document.activeElement)) : -1;
    const keep = new Set(wanted);
    for (const item of [...this.#list.children]) if (!keep.has(/** @type {HTMLLIElement} */ (item))) item.remove();
    wanted.forEach((item, at) => {
      if (this.#list.children[at] !== item) this.#list.insertBefore(item, this.#list.children[at] ?? null);
    });
    this.#items = items;
    const left = this.#shown.length - wanted.length;
    this.#more.hidden = left <= 0;
    fill(this.#more, `Show more (${left} left)`);
    // The item that had the focus is gone: the next one takes its place.
    if (position >= 0 && !this.#list.contains(document.activeElement)) wanted[Math.min(position, wanted.length - 1)]?.querySelector("button")?.focus();
  }

  /** @param {Located} found */
  #item({ finding, range }) {
    const { fix } = finding;
    const now = () => /** @type {Located} */ (this.#about.get(item));
    /** @type {HTMLLIElement} */
    const item = h(
      "li",
      { class: `find find-${finding.severity}` },
      h(
        "button",
        { type: "button", class: "find-jump", click: () => this.#actions.jump(now()) },
        h("span", { class: "find-head" }, badge(finding.severity), h("span", { class: "muted" }, range ? `line ${range.line}` : "whole file")),
        said(finding).map((text) => h("span", { class: "find-message" }, foreign(text))),
      ),
      h(
        "p",
        { class: "find-more" },
        fix && fix.edits.length > 0 && h("button", { type: "button", class: "quiet find-fix", click: () => this.#actions.fix(now()) }, "Fix: ", foreign(visible(fix.title)), !fix.safe && " (look at it)"),
        h("button", { type: "button", class: "link", "aria-label": `Rule ${finding.rule}`, click: () => this.#actions.rule(finding.rule) }, finding.rule),
      ),
    );
    return item;
  }
}
