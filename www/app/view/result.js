/**
 * The report of one input: verdict, what could not be read, the choice of image, and the tabs. Made once for an input;
 * the preview and later the whole report fill it, so that neither focus nor what stands open is lost between them.
 *
 * @import { Gap, Grade, Report, RuleSummary, Target } from "../../types/report"
 * @import { Child } from "./dom.js"
 * @import { FindingsSource, ResultActions } from "../../types/page"
 * @import { Against } from "../../types/protocol"
 */

import { fill, foreign, h } from "./dom.js";
import { FindingsView } from "./findings.js";
import { SEVERITIES, badge, bar, bytes, capitalised, concern, countsText, number, plural } from "./format.js";
import { configView, historyView, layersView } from "./image.js";
import { Tabs } from "./tabs.js";

/**
 * The letter, what it rests on, and a bar for each concern.
 * @param {Grade} grade
 */
function gradeView({ letter, points, provisional, coverage, cap, concerns, preview, withoutIgnores, builtIn }) {
  const notes = [
    cap && [`At most ${cap.points} points because of `, foreign(cap.rules.join(", ")), "."],
    preview && ["New in this release, at no cost until the next: ", foreign(preview.join(", ")), "."],
    withoutIgnores && `Without what is ignored: ${withoutIgnores.letter}, ${withoutIgnores.points} points.`,
    builtIn && `Without the severities of the configuration: ${builtIn.letter}, ${builtIn.points} points.`,
  ];
  return [
    h(
      "p",
      { class: "grade" },
      h("strong", { class: `letter letter-${letter[0]}` }, h("span", { class: "visually-hidden" }, "Grade "), letter),
      `${points} of 100 points${provisional ? ", provisional" : ""} · ${coverage.percent} % assessed (${coverage.assessed} of ${coverage.rules} rules)`,
    ),
    ...notes.map((note) => note && h("p", { class: "muted" }, note)),
    h("ul", { class: "grade-bars", "aria-label": "Points by concern" }, concerns.map(({ category, lost, limit }) => h("li", {}, h("label", {}, `${concern(category)}: ${limit - lost} of ${limit}`, h("meter", { max: limit, value: limit - lost }))))),
  ];
}

export class ResultView {
  element;
  #actions;
  #head = h("div", { class: "verdict" });
  #timing = h("p", { class: "timing", id: "timing" });
  #gaps = h("div");
  #chooser = h("div");
  #tools;
  #edit;
  #findings = new FindingsView();
  #panels = { findings: h("div"), layers: h("div"), config: h("div"), history: h("div") };
  #tabs;
  #target = 0;
  /** @type {Set<string>} */
  #open = new Set();
  /** @type {Against} */
  #against = [];
  /** @type {{ report: Report, source: FindingsSource, final: boolean } | undefined} */
  #shown;

  /** @param {ResultActions} actions */
  constructor(actions) {
    this.#actions = actions;
    this.#panels.findings.append(this.#findings.element);
    this.#tabs = new Tabs("Report", Object.entries(this.#panels).map(([id, panel]) => ({ id, title: capitalised(id), panel })));
    const buttons = (/** @type {"save" | "copy"} */ verb, /** @type {string} */ title) =>
      h(
        "div",
        { class: "tool-group", role: "group", "aria-label": title },
        h("span", { "aria-hidden": "true" }, title),
        /** @type {const} */ ([["report", "JSON"], ["sarif", "SARIF"], ["text", "Text"]]).map(([format, label]) =>
          h("button", { type: "button", class: "quiet", "aria-label": `${title} ${label}`, click: () => actions[verb](format) }, label),
        ),
      );
    this.#edit = h("button", { type: "button", class: "quiet", click: actions.edit }, "Open in the editor");
    this.#tools = h("div", { class: "tools", hidden: true }, buttons("save", "Save"), buttons("copy", "Copy"), this.#edit);
    this.element = h(
      "section",
      { class: "result", "aria-labelledby": "result-heading" },
      h("div", { class: "card" }, this.#head, this.#timing, this.#tools),
      this.#gaps,
      this.#chooser,
      this.#tabs.list,
      Object.values(this.#panels),
    );
  }

  focusSearch() {
    this.#tabs.show("findings");
    this.#findings.focusSearch();
  }

  /** @param {string} text How long it took. */
  timing(text) {
    fill(this.#timing, text);
  }

  /**
   * @param {Report} report
   * @param {FindingsSource} source
   * @param {boolean} final False for the preview.
   * @returns {Promise<void>} When the findings are on the page.
   */
  update(report, source, final) {
    this.#shown = { report, source, final };
    this.#tools.hidden = !final;
    this.#edit.hidden = report.input.format !== "dockerfile";
    this.#target = Math.min(this.#target, Math.max(report.targets.length - 1, 0));
    this.#fillGaps();
    this.#fillChooser();
    return this.#fillTarget();
  }

  /** @param {Against} against */
  contradict(against) {
    if (JSON.stringify(against) === JSON.stringify(this.#against)) return;
    this.#against = against;
    this.#fillTarget();
  }

  /** @param {number} layer */
  #showLayer = (layer) => {
    this.#tabs.show("layers");
    const item = document.getElementById(`layer-${layer}`);
    item?.scrollIntoView({ block: "center" });
    item?.focus({ preventScroll: true });
  };

  async #fillTarget() {
    if (!this.#shown) return;
    const { report, source, final } = this.#shown;
    const target = report.targets[this.#target];
    fill(this.#head, this.#verdict(target));
    const image = target?.image;
    const { layers, config, history } = this.#panels;
    for (const panel of [layers, config, history]) fill(panel, h("p", {}, "This input holds no image, so there is nothing to show here."));
    if (image) {
      fill(layers, final ? layersView(image) : [h("h3", {}, "Layers"), h("p", {}, "The layers are being read.")]);
      fill(config, configView(image));
      fill(history, historyView(image, this.#showLayer));
    }
    if (!target) return;
    /** @type {Map<string, RuleSummary>} */
    const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
    await this.#findings.show(source, this.#target, target.counts, !final ? "running" : report.complete ? "complete" : "partial", {
      rule: (id) => rules.get(id) ?? this.#actions.catalogue(id),
      image,
      grade: final ? target.grade : undefined,
      open: this.#open,
      against: this.#against,
      showLayer: this.#showLayer,
    });
  }

  /**
   * @param {Target | undefined} target
   * @returns {Child[]}
   */
  #verdict(target) {
    const { report, final } = /** @type {{ report: Report, final: boolean }} */ (this.#shown);
    const { input, tool } = report;
    const facts = [
      capitalised(input.format.replace("-", " ").replace("oci", "OCI")),
      input.size > 0 && bytes(input.size),
      target?.image?.platform,
      target?.image?.distribution?.name,
      target?.image && final && plural(target.image.layers.length, "layer"),
      final && target?.image && plural(target.image.entries, "entry", "entries"),
    ].filter((fact) => typeof fact === "string");
    const heading = h("h2", { id: "result-heading" }, foreign(target?.name ?? input.name));
    const about = h("p", { class: "muted facts" }, foreign(input.name), facts.map((fact) => [" · ", foreign(/** @type {string} */ (fact))]).flat());
    if (!target) return [heading, about, h("p", { class: "verdict-line" }, "No image in this input could be analysed.")];
    const { counts } = target;
    const total = SEVERITIES.reduce((sum, severity) => sum + counts[severity], 0);
    const line =
      total === 0
        ? !final
          ? "No findings yet: the layers are being read"
          : report.complete
            ? `No findings by ${plural(tool.rules, "rule")}`
            : "No findings in what could be read"
        : `${plural(total, "finding")}${final ? "" : " so far"}: ${countsText(counts)}`;
    return [
      heading,
      about,
      ...(final ? gradeView(target.grade) : []),
      h("p", { class: "verdict-line" }, line),
      target.ofProvenance && h("p", { class: "muted" }, "Held by the provenance of the image: shown for what to change, not counted with the image."),
      ...(target.notes ?? []).map((note) => h("p", { class: "muted" }, foreign(note))),
      bar(counts),
      h("ul", { class: "counts", "aria-label": "Findings by severity" }, SEVERITIES.map((severity) => h("li", { class: counts[severity] === 0 ? "none" : undefined }, h("strong", {}, number(counts[severity])), badge(severity)))),
      counts.ignored > 0 && h("p", { class: "muted" }, `${plural(counts.ignored, "finding")} ignored by the options.`),
      final && report.asOf === null && h("p", { class: "muted" }, "Nothing was judged by age, since no date was given."),
    ];
  }

  #fillGaps() {
    const { report } = /** @type {{ report: Report }} */ (this.#shown);
    const gaps = [...(report.gaps ?? []), ...report.targets.flatMap((target) => target.gaps ?? [])];
    fill(
      this.#gaps,
      gaps.length > 0 &&
        h(
          "section",
          { class: "gaps", "aria-labelledby": "gaps-heading" },
          h("h3", { id: "gaps-heading" }, report.complete ? "Notes" : [h("span", { "aria-hidden": "true" }, "! "), "Not everything could be read"]),
          !report.complete && h("p", {}, `${plural(gaps.length, "part")} of this input could not be covered. What is below holds for the rest only.`),
          h("details", { open: gaps.length <= 3 }, h("summary", {}, "What, where and what to do"), h("ul", {}, gaps.map((gap) => this.#gap(gap)))),
        ),
    );
  }

  /** @param {Gap} gap */
  #gap(gap) {
    const where = [gap.layer !== undefined && `layer ${gap.layer}`, gap.member, gap.path, gap.offset !== undefined && `byte ${number(gap.offset)}`].filter(Boolean);
    return h("li", {}, h("p", {}, foreign(`${gap.what}.`)), where.length > 0 && h("p", { class: "muted" }, foreign(where.join(", "))), h("p", {}, foreign(`${gap.action}.`)));
  }

  #fillChooser() {
    const { report } = /** @type {{ report: Report }} */ (this.#shown);
    const left = report.notAnalysed ?? [];
    const several = report.targets.length > 1;
    const images = report.targets.filter((target) => !target.ofProvenance).length;
    const besides = images < report.targets.length ? " and the Dockerfile that provenance holds" : "";
    const choice = h(
      "select",
      {
        id: "target",
        change: () => {
          this.#target = Number(choice.value);
          this.#open.clear();
          this.#fillTarget();
        },
      },
      report.targets.map((target, position) => h("option", { value: position, selected: position === this.#target }, `${target.name}${target.image?.platform ? ` (${target.image.platform})` : ""}: ${countsText(target.counts)}`)),
    );
    fill(
      this.#chooser,
      several && h("p", { class: "chooser" }, h("label", { for: "target" }, `${plural(images, "image")}${besides} in this input`), choice),
      left.length > 0 &&
        h(
          "section",
          { class: "card left-out", "aria-labelledby": "left-out-heading" },
          h("h3", { id: "left-out-heading" }, `${plural(left.length, "image")} of this input not analysed`),
          h(
            "ul",
            { class: "plain" },
            left.map(({ name, platform, reason }) =>
              h("li", {}, h("div", {}, foreign(name), platform && [" (", foreign(platform), ")"], h("div", { class: "muted" }, foreign(reason))), h("button", { type: "button", class: "quiet", click: () => this.#actions.again({ reference: name, platform: platform ?? undefined }) }, "Analyse this one")),
            ),
          ),
          h("button", { type: "button", click: () => this.#actions.again({ all: true }) }, "Analyse all images"),
        ),
    );
  }
}

/**
 * Findings of a preview, which come with the report instead of staying in the engine.
 * @param {Report} report
 * @returns {import("../engine/groups.js").Find}
 */
export function previewFindings(report) {
  return ({ target, severities, text, offset, limit }) => {
    const wanted = text?.toLowerCase();
    const found = (report.targets[target]?.findings ?? []).filter(
      (finding) => (!severities || severities.includes(finding.severity)) && (!wanted || JSON.stringify(finding).toLowerCase().includes(wanted)),
    );
    return { total: found.length, rows: found.slice(offset, offset + limit) };
  };
}
