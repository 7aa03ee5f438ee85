/**
 * The catalogue: every rule of the engine with its documentation, by concern.
 *
 * @import { CatalogueRule } from "../../types/report"
 */

import { byId, fill, h, terms } from "./dom.js";
import { controlsOf, explained, weakness } from "./finding.js";
import { CONCERNS, badge, concern, plural } from "./format.js";
import { markdown } from "./markdown.js";

/** @param {string} id */
const anchor = (id) => `rule-${id}`;

/** @param {CatalogueRule} rule */
function ruleItem(rule) {
  const body = h("div", { class: "rule-body" });
  const fillBody = () => {
    if (body.hasChildNodes()) return;
    fill(
      body,
      rule.docs?.trim() ? markdown(rule.docs, 4) : explained(rule),
      terms(
        [
          ["Also known as", rule.aliases.join(", ")],
          ["Controls", controlsOf(rule).join(", ")],
          ["Weakness", rule.cwe && weakness(rule.cwe)],
          ["Judges", rule.inputs && { both: "images and Dockerfiles", dockerfile: "Dockerfiles", image: "images" }[rule.inputs]],
        ],
        "references",
      ),
    );
  };
  return h(
    "li",
    {},
    h(
      "details",
      { class: "rule", id: anchor(rule.id), toggle: fillBody },
      h("summary", {}, badge(rule.severity), h("span", { class: "finding-head" }, h("span", { class: "finding-title" }, rule.title), h("code", { class: "rule-id" }, rule.id))),
      body,
    ),
  );
}

/** @param {CatalogueRule[]} rules */
export function showRules(rules) {
  const list = byId("rule-list", HTMLElement);
  const search = byId("rule-search", HTMLInputElement);
  const count = byId("rule-count", HTMLElement);
  if (rules.length === 0) {
    fill(list, h("p", {}, "The catalogue could not be loaded. Reports still explain every finding."));
    return;
  }
  const draw = () => {
    const words = search.value.toLowerCase().split(/\s+/u).filter(Boolean);
    const texts = (/** @type {CatalogueRule} */ rule) => [rule.id, rule.title, rule.why, concern(rule.category), ...rule.aliases, ...controlsOf(rule)].join(" ").toLowerCase();
    const found = rules.filter((rule) => words.every((word) => texts(rule).includes(word)));
    const categories = [...new Set([...CONCERNS.keys(), ...rules.map((rule) => rule.category)])];
    fill(
      list,
      categories.flatMap((category) => {
        const members = found.filter((rule) => rule.category === category);
        return members.length === 0 ? [] : [h("section", { class: "group" }, h("h3", {}, concern(category)), h("ul", { class: "rows" }, members.map(ruleItem)))];
      }),
    );
    fill(count, found.length === rules.length ? plural(rules.length, "rule") : `${plural(found.length, "rule")} of ${rules.length}`);
  };
  search.addEventListener("input", draw);
  draw();
}

/**
 * Opens a rule and goes to it.
 * @param {string} id
 */
export function openRule(id) {
  const find = () => document.getElementById(anchor(id));
  let item = find();
  if (!item) {
    // It may only be filtered away.
    const search = byId("rule-search", HTMLInputElement);
    search.value = "";
    search.dispatchEvent(new Event("input"));
    item = find();
  }
  if (!(item instanceof HTMLDetailsElement)) return;
  item.open = true;
  item.scrollIntoView({ block: "start" });
  item.querySelector("summary")?.focus();
}
