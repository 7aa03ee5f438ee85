/**
 * The findings of one target: filter, search, groups by concern, a page of rows at a time.
 *
 * @import { Counts } from "../../types/report"
 * @import { Filter, Group } from "../../types/protocol"
 * @import { FindingsSource, Surroundings } from "../../types/page"
 */

import { fill, foreign, h } from "./dom.js";
import { findingItem } from "./finding.js";
import { SEVERITIES, badge, concern, countsText, number, plural } from "./format.js";

/** Rows shown of a group at first and with each "show more". */
const PAGE = 50;

/** A pause in typing after which the search runs. */
const TYPING_PAUSE = 150;

export class FindingsView {
  element = h("div", { class: "findings" });
  #list = h("div", { class: "groups" });
  #summary = h("p", { class: "shown", role: "status" });
  #search;
  /** @type {Map<string, { box: HTMLInputElement, count: HTMLElement }>} */
  #boxes = new Map();
  #typing = 0;
  /** Counts refreshes, so that a slow answer to an old question is dropped. */
  #round = 0;
  /** @type {{ source: FindingsSource, target: number, counts: Counts, around: Surroundings, state: "running" | "partial" | "complete" } | undefined} */
  #shown;

  constructor() {
    this.#search = h("input", { type: "search", id: "search", autocomplete: "off", spellcheck: "false", "aria-keyshortcuts": "/", placeholder: "Path, rule, command, …", input: () => this.#typed() });
    const boxes = SEVERITIES.map((severity) => {
      const box = h("input", { type: "checkbox", checked: true, value: severity, change: () => this.refresh() });
      const count = h("span", { class: "count" });
      this.#boxes.set(severity, { box, count });
      return h("label", { class: "check" }, box, badge(severity), count);
    });
    fill(
      this.element,
      h(
        "form",
        { class: "filters", role: "search", "aria-label": "Findings", submit: (/** @type {Event} */ event) => event.preventDefault() },
        h("fieldset", {}, h("legend", {}, "Severity"), boxes),
        h("div", { class: "search" }, h("label", { for: "search" }, "Search ", h("kbd", { "aria-hidden": "true" }, "/")), this.#search),
      ),
      this.#summary,
      this.#list,
    );
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  /**
   * @param {FindingsSource} source
   * @param {number} target
   * @param {Counts} counts Without any filter.
   * @param {"running" | "partial" | "complete"} state What "no findings" means depends on it.
   * @param {Surroundings} around
   */
  show(source, target, counts, state, around) {
    this.#shown = { source, target, counts, state, around };
    for (const severity of SEVERITIES) {
      const { box, count } = /** @type {{ box: HTMLInputElement, count: HTMLElement }} */ (this.#boxes.get(severity));
      fill(count, number(counts[severity]));
      box.closest("label")?.classList.toggle("none", counts[severity] === 0);
    }
    return this.refresh();
  }

  /** @returns {Filter} */
  #filter() {
    const chosen = SEVERITIES.filter((severity) => this.#boxes.get(severity)?.box.checked);
    const text = this.#search.value.trim();
    return { severities: chosen.length === SEVERITIES.length ? undefined : chosen, text: text === "" ? undefined : text };
  }

  #typed() {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.refresh(), TYPING_PAUSE);
  }

  async refresh() {
    if (!this.#shown) return;
    this.#round += 1;
    const round = this.#round;
    const { source, target, counts, around, state } = this.#shown;
    const filter = this.#filter();
    try {
      // No severity at all means no findings, not all of them.
      const nothing = filter.severities?.length === 0;
      const { total, groups } = nothing ? { total: 0, groups: [] } : await source.groups(target, filter);
      // The engine gives the worst first, and groups come in the order of their first finding.
      const sections = await Promise.all(groups.map((group) => this.#section(source, target, filter, group, around)));
      if (round !== this.#round) return;
      fill(this.#list, sections);
      const all = SEVERITIES.reduce((sum, severity) => sum + counts[severity], 0);
      const scope = { running: " so far", partial: " in what could be read", complete: "" }[state];
      if (all === 0) fill(this.#summary, `No findings${scope}.`);
      else fill(this.#summary, total === all ? `All ${plural(all, "finding")}${scope} shown.` : `${number(total)} of ${plural(all, "finding")}${scope} match.`);
    } catch (failure) {
      if (round === this.#round) fill(this.#summary, `The findings could not be shown: ${/** @type {{ message?: string }} */ (failure).message}`);
    }
  }

  /**
   * @param {FindingsSource} source
   * @param {number} target
   * @param {Filter} filter
   * @param {Group} group
   * @param {Surroundings} around
   */
  async #section(source, target, filter, group, around) {
    const list = h("ol", { class: "rows" });
    const more = h("button", { type: "button", class: "quiet", click: () => add(true) });
    const add = async (/** @type {boolean} */ byHand) => {
      const from = list.childElementCount;
      const rows = await source.rows(target, filter, group.category, from, PAGE);
      list.append(...rows.map((finding) => findingItem({ ...finding, contradicted: around.against.filter(({ fingerprint }) => fingerprint === finding.fingerprint) }, around)));
      const left = group.total - list.childElementCount;
      more.hidden = left <= 0 || rows.length === 0;
      fill(more, `Show ${number(Math.min(left, PAGE))} more of ${number(group.total)}`);
      // The button may have gone; the first new row is where reading goes on.
      if (byHand) /** @type {HTMLElement | null | undefined} */ (list.children[from]?.querySelector("summary"))?.focus();
    };
    await add(false);
    const id = `group-${group.category}`;
    return h(
      "section",
      { class: "group", "aria-labelledby": id },
      h("div", { class: "group-head" }, h("h3", { id }, foreign(concern(group.category))), h("span", { class: "group-counts" }, countsText(group.counts))),
      list,
      more,
    );
  }
}
