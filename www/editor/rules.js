/**
 * The rules to look up beside the text: a list with a search, and one rule's page with a bad and a good example side by
 * side.
 *
 * @import { CatalogueRule } from "../types/report"
 */

import { controlsOf } from "../app/view/finding.js";
import { fill, h } from "../app/view/dom.js";
import { badge, concern, plural } from "../app/view/format.js";
import { inline, markdown } from "../app/view/markdown.js";
import { START, paint } from "./highlight.js";

const FENCE = /^ ?```(dockerfile|image) (bad|good)\n([\s\S]*?)^ ?```$/gmu;

/** @typedef {{ kind: string, bad: boolean, text: string }} Example */

/**
 * @param {string} docs
 * @returns {Example[]}
 */
export const examplesOf = (docs) => [...docs.matchAll(FENCE)].map(([, kind, verdict, text]) => ({ kind, bad: verdict === "bad", text: text.replace(/^ /gmu, "") }));

export class RuleBrowser {
  element = h("div", { class: "browser" });
  #rules;
  #open;
  #list = h("ul", { class: "browser-list" });
  #count = h("p", { class: "muted", role: "status" });
  #page = h("article", { class: "rule-page", tabindex: -1, hidden: true });
  #search = h("input", { type: "search", id: "editor-rule-search", autocomplete: "off", spellcheck: "false", input: () => this.#draw() });
  #index = h("div", {}, h("p", { class: "search" }, h("label", { for: "editor-rule-search" }, "Search rules"), this.#search), this.#count, this.#list);
  /** @type {Map<CatalogueRule, string>} */
  #texts = new Map();
  #from = "";

  /**
   * @param {CatalogueRule[]} rules
   * @param {(text: string) => void} open Takes an example into the editor.
   */
  constructor(rules, open) {
    this.#rules = [...rules].sort((left, right) => left.id.localeCompare(right.id));
    this.#open = open;
    for (const rule of rules) this.#texts.set(rule, [rule.id, rule.title, rule.why, concern(rule.category), ...rule.aliases, ...controlsOf(rule)].join(" ").toLowerCase());
    this.element.append(this.#index, this.#page);
    this.#draw();
  }

  /** @param {string} id */
  show(id) {
    const rule = this.#rules.find((one) => one.id === id);
    if (!rule) return;
    this.#from = id;
    this.#index.hidden = true;
    this.#page.hidden = false;
    fill(this.#page, h("button", { type: "button", class: "quiet", click: () => this.#back() }, "All rules"), this.#rule(rule));
    this.#page.focus({ preventScroll: true });
    this.#page.scrollIntoView({ block: "nearest" });
  }

  #back() {
    this.#page.hidden = true;
    this.#index.hidden = false;
    const item = [...this.#list.querySelectorAll("button")].find((button) => button.dataset.rule === this.#from);
    (item ?? this.#search).focus();
  }

  #draw() {
    const words = this.#search.value.toLowerCase().split(/\s+/u).filter(Boolean);
    const found = this.#rules.filter((rule) => words.every((word) => this.#texts.get(rule)?.includes(word)));
    fill(this.#list, found.map((rule) => h("li", {}, h("button", { type: "button", "data-rule": rule.id, click: () => this.show(rule.id) }, badge(rule.severity), h("span", {}, rule.title, " ", h("code", {}, rule.id))))));
    fill(this.#count, this.#rules.length === 0 ? "The catalogue could not be loaded." : `${plural(found.length, "rule")}${found.length < this.#rules.length ? ` of ${this.#rules.length}` : ""}`);
  }

  /** @param {CatalogueRule} rule */
  #rule(rule) {
    const docs = rule.docs ?? "";
    const all = examplesOf(docs);
    // Examples of Dockerfiles first: this is an editor of them.
    const kind = all.some((example) => example.kind === "dockerfile") ? "dockerfile" : "image";
    const [bad, good] = [true, false].map((wanted) => all.filter((example) => example.kind === kind && example.bad === wanted));
    const rest = docs.replace(FENCE, "").replace(/^ ?## Examples?\s*(?=^ ?##|$(?![\s\S]))/gmu, "");
    const pairs = Array.from({ length: Math.max(bad.length, good.length) }, (_, at) => h("div", { class: "pair" }, bad[at] && this.#example(bad[at]), good[at] && this.#example(good[at])));
    return [
      h("h3", {}, rule.title),
      h("p", { class: "rule-facts" }, badge(rule.severity), " ", h("code", {}, rule.id), rule.aliases.length > 0 && h("span", { class: "muted" }, ` ${rule.aliases.join(", ")}`)),
      pairs.length > 0 && [h("h4", {}, "Examples"), pairs[0], pairs.length > 1 && h("details", {}, h("summary", {}, `${plural(pairs.length - 1, "more pair")}`), pairs.slice(1))],
      rest.trim() ? markdown(rest, 4) : [h("h4", {}, "Why it matters"), h("p", {}, inline(rule.why)), h("h4", {}, "What to do"), h("p", {}, inline(rule.fix))],
    ].flat();
  }

  /** @param {Example} example */
  #example({ kind, bad, text }) {
    return h(
      "figure",
      { class: bad ? "bad" : "good" },
      h("figcaption", {}, h("strong", {}, bad ? "✗ Bad" : "✓ Good"), kind === "dockerfile" && h("button", { type: "button", class: "link", "aria-label": `Open the ${bad ? "bad" : "good"} example in the editor`, click: () => this.#open(text) }, "Open it")),
      h("pre", { tabindex: 0, "aria-label": bad ? "Bad example" : "Good example", role: "region" }, h("code", {}, kind === "dockerfile" ? coloured(text) : text)),
    );
  }
}

/** @param {string} text */
function coloured(text) {
  let state = START;
  return text.split("\n").flatMap((line, at) => {
    const { tokens, after } = paint(state, line);
    state = after;
    return [at > 0 ? "\n" : "", ...tokens.map(([kind, piece]) => (kind ? h("span", { class: `t-${kind}` }, piece) : piece))];
  });
}
