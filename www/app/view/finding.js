/**
 * One finding: a line that says what is wrong, and behind it the evidence, why it matters and what to do. The inside is
 * made when it is first opened, since a report can hold thousands.
 *
 * @import { CatalogueRule, Finding, Place, RuleSummary } from "../../types/report"
 * @import { Surroundings } from "../../types/page"
 * @import { Child } from "./dom.js"
 */

import { copy } from "../save.js";
import { code, fill, foreign, h, table, terms } from "./dom.js";
import { badge, capitalised, placeText, plural } from "./format.js";
import { inline } from "./markdown.js";

/** @type {Record<string, string>} */
const CONFIDENCES = {
  high: "High: read off the image",
  medium: "Medium: judged by content that could have another meaning",
  low: "Low: judged by names or habits alone",
};

/** @param {Finding} finding */
export const contradictions = ({ contradicted = [] }) => contradicted.map(({ image, reason }) => `Contradicted by ${image}: ${reason}`);

/**
 * @param {Finding} finding
 * @param {Surroundings} around
 */
export function findingItem(finding, around) {
  const rule = around.rule(finding.rule);
  const body = h("div", { class: "finding-body" });
  const details = h(
    "details",
    { class: "finding", toggle: () => toggled() },
    h(
      "summary",
      {},
      badge(finding.severity),
      h("span", { class: "finding-head" }, h("span", { class: "finding-title" }, foreign(rule?.title ?? finding.rule)), h("span", { class: "finding-message" }, foreign(finding.message)), contradictions(finding).map((text) => h("span", { class: "finding-message" }, foreign(text)))),
    ),
    body,
  );
  const toggled = () => {
    if (details.open) {
      around.open.add(finding.fingerprint);
      if (!body.hasChildNodes()) fill(body, inside(finding, rule, around));
    } else {
      around.open.delete(finding.fingerprint);
    }
  };
  if (around.open.has(finding.fingerprint)) {
    details.open = true;
    toggled();
  }
  return h("li", {}, details);
}

/**
 * @param {RuleSummary | CatalogueRule} rule
 * @returns {string[]}
 */
export const controlsOf = (rule) =>
  rule.controls.map((control) =>
    typeof control === "string" ? control : `${control.framework} ${control.number}${control.inferred ? " (inferred)" : ""}`,
  );

/** @param {RuleSummary | CatalogueRule} rule */
export const explained = (rule) => [h("h4", {}, "Why it matters"), h("p", {}, inline(rule.why)), h("h4", {}, "What to do"), h("p", {}, inline(rule.fix))].flat();

/**
 * @param {Finding} finding
 * @param {RuleSummary | CatalogueRule | undefined} rule
 * @param {Surroundings} around
 * @returns {Child[]}
 */
function inside(finding, rule, around) {
  const layer = "layer" in finding.place ? finding.place.layer : undefined;
  const command = finding.command ?? (layer === undefined ? undefined : around.image?.layers[layer]?.command);
  const gain = around.grade?.gains.find(({ rule }) => rule === finding.rule);
  const button = h("button", { type: "button", class: "quiet", click: () => copyFinding(finding, rule) }, "Copy this finding");
  return [
    h("h4", {}, "Evidence"),
    terms([...placeTerms(finding.place, around), ["Build command", command && code(command)], ["Source", finding.cause && foreign(finding.cause.message)]], "evidence"),
    table(Object.entries(finding.details ?? {}).map(([name, value]) => [name.replaceAll(/[_-]/gu, " "), value]), "What was seen"),
    rule && explained(rule),
    terms(
      [
        ["Gain", gain && `+${plural(gain.points, "point")}${gain.liftsCapTo ? `, lifts the cap to ${gain.liftsCapTo}` : ""}`],
        ["Rule", h("a", { href: `#rule/${encodeURIComponent(finding.rule)}` }, foreign(finding.rule))],
        ["Also known as", rule?.aliases.join(", ")],
        ["Controls", rule && controlsOf(rule).join(", ")],
        ["Weakness", rule?.cwe && weakness(rule.cwe)],
        ["Confidence", CONFIDENCES[finding.confidence] ?? finding.confidence],
      ],
      "references",
    ),
    h("p", { class: "actions" }, button),
  ].flat();
}

/** @param {string | number} cwe */
export function weakness(cwe) {
  const digits = String(cwe).replace(/\D/gu, "");
  return h("a", { href: `https://cwe.mitre.org/data/definitions/${digits}.html`, rel: "noreferrer", target: "_blank" }, `CWE-${digits}`);
}

/**
 * @param {Place} place
 * @param {Surroundings} around
 * @returns {[string, Child | Child[]][]}
 */
function placeTerms(place, around) {
  const layerButton = (/** @type {number} */ layer) =>
    h("button", { type: "button", class: "link", click: () => around.showLayer(layer) }, `Layer ${layer}`);
  switch (place.kind) {
    case "file":
      return [
        ["File", [code(place.path), place.line !== undefined && ` line ${place.line}`]],
        ["Written in", layerButton(place.layer)],
        ["Hidden by", place.hiddenBy !== undefined && [layerButton(place.hiddenBy), ", but still readable from the archive"]],
      ];
    case "config":
      return [["Setting", code(place.key)]];
    case "history":
      return [
        ["Build history", `step ${place.entry}`],
        ["Layer made", place.layer !== undefined && layerButton(place.layer)],
      ];
    case "layer":
      return [["Layer", layerButton(place.layer)]];
    case "member":
      return [["Archive member", code(place.name)]];
    default:
      return [[place.kind === "instruction" ? "Dockerfile" : "Where", capitalised(placeText(place))]];
  }
}

/**
 * @param {Finding} finding
 * @param {RuleSummary | CatalogueRule | undefined} rule
 */
function copyFinding(finding, rule) {
  const lines = [
    `${capitalised(finding.severity)}: ${rule?.title ?? finding.rule} (${finding.rule})`,
    finding.message,
    ...contradictions(finding),
    `Where: ${placeText(finding.place)}`,
    finding.command && `Made by: ${finding.command}`,
    rule && `Why: ${rule.why}`,
    rule && `Fix: ${rule.fix}`,
  ];
  return copy(lines.filter(Boolean).join("\n"), "Finding copied");
}
