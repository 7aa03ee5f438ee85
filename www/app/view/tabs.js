/**
 * Tabs as the ARIA authoring practices have them: one tab stop, arrows, Home and End move, the panel follows.
 */

import { h } from "./dom.js";

/** @typedef {{ id: string, title: string, panel: HTMLElement }} Tab */

export class Tabs {
  #tabs;
  #buttons;
  list;

  /**
   * @param {string} label
   * @param {Tab[]} tabs
   */
  constructor(label, tabs) {
    this.#tabs = tabs;
    this.#buttons = tabs.map(({ id, title, panel }) => {
      panel.id = `panel-${id}`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", `tab-${id}`);
      panel.tabIndex = 0;
      return h("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": panel.id, click: () => this.show(id) }, title);
    });
    this.list = h("div", { role: "tablist", class: "tabs", "aria-label": label, keydown: (/** @type {KeyboardEvent} */ event) => this.#move(event) }, this.#buttons);
    this.show(tabs[0].id);
  }

  /** @param {string} id */
  show(id) {
    this.#tabs.forEach((tab, position) => {
      const chosen = tab.id === id;
      tab.panel.hidden = !chosen;
      this.#buttons[position].setAttribute("aria-selected", String(chosen));
      this.#buttons[position].tabIndex = chosen ? 0 : -1;
    });
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const here = this.#buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const last = this.#buttons.length - 1;
    /** @type {Record<string, number>} */
    const targets = { ArrowRight: here === last ? 0 : here + 1, ArrowLeft: here === 0 ? last : here - 1, Home: 0, End: last };
    const next = targets[event.key];
    if (here < 0 || next === undefined) return;
    event.preventDefault();
    this.show(this.#tabs[next].id);
    this.#buttons[next].focus();
  }
}
