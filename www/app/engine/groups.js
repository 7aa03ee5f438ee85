/**
 * Findings grouped by concern and handed out in pages, over anything that gives them in slices: the engine's report, or a
 * preview. Holds no finding, only which group each belongs to.
 *
 * @import { FindingsSource } from "../../types/page"
 * @import { Finding } from "../../types/report"
 * @import { Filter, Group } from "../../types/protocol"
 */

import { GROUPING_SLICE } from "./protocol.js";

/**
 * @callback Find
 * @param {{ target: number, severities?: string[], text?: string, offset: number, limit: number }} query
 * @returns {{ total: number, rows: Finding[] }}
 */

export class Groups {
  #find;
  #key = "";
  /** The offsets of each group's findings among all that the filter lets through. @type {Map<string, number[]>} */
  #offsets = new Map();
  /** @type {Group[]} */
  #groups = [];

  /** @param {Find} find */
  constructor(find) {
    this.#find = find;
  }

  /** The groups that have findings, in the order in which they come first. @type {FindingsSource["groups"]} */
  groups = async (target, filter) => {
    this.#scan(target, filter);
    return { total: this.#groups.reduce((sum, group) => sum + group.total, 0), groups: this.#groups };
  };

  /** A page of one group. @type {FindingsSource["rows"]} */
  rows = async (target, filter, category, offset, limit) => {
    this.#scan(target, filter);
    const wanted = (this.#offsets.get(category) ?? []).slice(offset, offset + limit);
    /** @type {Finding[]} */
    const rows = [];
    for (let from = 0; from < wanted.length; ) {
      // Findings come sorted by severity and concern, so a page is one or a few runs of neighbours.
      let to = from + 1;
      while (to < wanted.length && wanted[to] === wanted[to - 1] + 1) to += 1;
      rows.push(...this.#find({ target, ...filter, offset: wanted[from], limit: to - from }).rows);
      from = to;
    }
    return rows;
  };

  /**
   * @param {number} target
   * @param {Filter} filter
   */
  #scan(target, filter) {
    const key = JSON.stringify([target, filter.severities, filter.text]);
    if (key === this.#key) return;
    this.#key = "";
    this.#offsets = new Map();
    /** @type {Map<string, Group>} */
    const groups = new Map();
    for (let offset = 0, total = Infinity; offset < total; ) {
      const slice = this.#find({ target, ...filter, offset, limit: GROUPING_SLICE });
      total = slice.total;
      if (slice.rows.length === 0) break;
      for (const { category, severity } of slice.rows) {
        const group = groups.get(category) ?? { category, total: 0, counts: {} };
        groups.set(category, group);
        group.total += 1;
        group.counts[severity] = (group.counts[severity] ?? 0) + 1;
        const offsets = this.#offsets.get(category) ?? [];
        this.#offsets.set(category, offsets);
        offsets.push(offset);
        offset += 1;
      }
    }
    this.#groups = [...groups.values()];
    this.#key = key;
  }
}
