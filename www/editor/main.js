/**
 * The Dockerfile editor: a second view of the page. Its modules come with the first load, since the lock lets none in
 * later, but nothing of it is made before it is opened.
 *
 * @import { Draft, EditorHost, LintFailure, Located } from "../types/editor"
 * @import { Input } from "../types/page"
 * @import { Counts, Finding, Gap, Report } from "../types/report"
 */

import { copy, save } from "../app/save.js";
import { announce, byId, fill, foreign, h } from "../app/view/dom.js";
import { countsText, plural } from "../app/view/format.js";
import { Tabs } from "../app/view/tabs.js";
import { FindingList, told } from "./findings.js";
import { Linter } from "./linter.js";
import { ODD, fromBytes, joined, lineStarts, rangeOf, together, visible } from "./places.js";
import { RuleBrowser } from "./rules.js";
import { MAX_LINK, fromFragment, toFragment } from "./share.js";
import { Sheet } from "./sheet.js";

/** Largest file that is opened as text. */
const MAX_FILE = 1024 * 1024;

/** Rounds of fixing: a fix may make room for the next. The engine's own limit is alike. */
const MAX_ROUNDS = 10;

/** A pause in typing after which the number of findings is read aloud. */
const QUIET = 1200;

const EXAMPLE = `# syntax=docker/dockerfile:1
FROM node:latest AS build
WORKDIR app
COPY . .
RUN apt-get update && apt-get install -y curl
RUN curl http://example.org/install.sh | sh

FROM debian:12
ENV API_TOKEN=changeme
ADD https://example.org/tool.tar.gz /opt/
COPY --from=build /app /app
RUN <<EOF
# Two steps in one
chmod 777 /app
EOF
EXPOSE 22 8080
CMD node /app/server.js
`;

/** @type {Editor | undefined} */
let editor;

/**
 * What could not be read as something found: from its place to the end of the line.
 * @param {Gap} gap
 * @param {number | undefined} start
 * @param {number[]} starts Of the lines.
 * @param {number} length Of the text.
 * @returns {Located | undefined}
 */
function unreadAt(gap, start, starts, length) {
  if (start === undefined) return undefined;
  const line = starts.findLastIndex((at) => at <= start) + 1;
  const place = { kind: "instruction", line, column: 1, endLine: line, endColumn: 1 };
  const finding = /** @type {Finding} */ (/** @type {unknown} */ ({ rule: "", severity: "high", message: gap.what, place }));
  return { finding, range: { start, end: Math.max(start, (starts[line] ?? length + 1) - 1), line } };
}

/**
 * Shows the editor, made on the first call.
 * @param {EditorHost} host
 * @param {string} fragment What the address asks for: `editor`, or a text.
 */
export function show(host, fragment) {
  editor ??= new Editor(host);
  if (fragment.startsWith("d=")) editor.openLink(fragment);
  return editor;
}

/**
 * Takes an input if it is text by its looks.
 * @param {EditorHost} host
 * @param {Input | undefined} input
 * @returns {boolean} Whether it was taken.
 */
export function take(host, input) {
  if (!input?.source.blob || input.source.blob.size > MAX_FILE || /\.(tar|tgz|tzst|gz|zst|oci)$/iu.test(input.name)) return false;
  show(host, "").openInput(input);
  return true;
}

class Editor {
  #linter;
  #sheet = new Sheet({ changed: () => this.#changed(), moved: () => this.#moved() });
  #list = new FindingList({ jump: (found) => this.#jump(found), fix: (found) => this.#fix(found), rule: (id) => this.#rule(id) });
  #rules;
  #tabs;
  #status = h("p", { class: "editor-status", id: "editor-status" });
  #said = h("p", { class: "visually-hidden", role: "status" });
  #here = h("p", { class: "editor-here", id: "editor-here", role: "status" });
  #odd = h("p", { class: "editor-odd", hidden: true });
  #name = h("bdi", { class: "editor-name" }, "Dockerfile");
  #fixAll = h("button", { type: "button", id: "editor-fix-all", disabled: true, click: () => this.#fixSafe() }, "Fix all safe ones");
  #link = h("input", { type: "text", id: "editor-link", readonly: true, autocomplete: "off", focus: () => this.#link.select() });
  #linkRow = h("p", { class: "editor-link", hidden: true }, h("label", { for: "editor-link" }, "Link. It holds the text: whoever has it can read it"), this.#link);
  #config = this.#pane("editor-config", 'profile = "strict"\n\n[rules]\nmissing-healthcheck = "off"\nrun-as-root = "critical"');
  #configError = h("p", { class: "pane-error", id: "editor-config-error", role: "alert" });
  #profile = h("select", { id: "editor-profile", change: () => this.#soon() }, h("option", { value: "" }, "As the configuration says"), h("option", { value: "default" }, "Default"), h("option", { value: "strict" }, "Strict: pinning and style too"), h("option", { value: "os-stig" }, "OS STIG: guides for whole systems too"));
  #dockerignore = this.#pane("editor-dockerignore", ".git\nnode_modules\n*.pem");
  /** What the list and the marks are about. @type {{ text: string, located: Located[] } | undefined} */
  #judged;
  /** What was opened, and its text: what an image shows is against this text and no other. */
  #opened = { text: "", input: /** @type {Input | undefined} */ (undefined) };
  /** The last configuration that was no mistake. */
  #goodConfig = "";
  #crlf = false;
  #savedText = "";
  #frame = 0;
  #quiet = 0;
  #running = false;
  #again = false;
  /** Waiting for a report of the text as it is. @type {(() => void)[]} */
  #waiting = [];

  /** @param {EditorHost} host */
  constructor({ workers, rules }) {
    this.#linter = new Linter(workers);
    this.#rules = new RuleBrowser(rules, (text) => this.#setText(text, "Dockerfile"));
    const file = h("input", { type: "file", id: "editor-file", hidden: true });
    file.addEventListener("change", () => {
      const chosen = file.files?.[0];
      if (chosen) this.openInput({ name: chosen.name, source: { blob: chosen } });
      // Else choosing the same again would be no change.
      file.value = "";
    });
    const button = (/** @type {string} */ text, /** @type {() => void} */ click, /** @type {string} */ id) => h("button", { type: "button", class: "quiet", id, click }, text);
    const panel = (/** @type {import("../app/view/dom.js").Child[]} */ ...children) => h("div", {}, children);
    const panels = {
      findings: panel(this.#list.element),
      rules: panel(this.#rules.element),
      config: panel(
        h("p", {}, h("label", { for: "editor-profile" }, "Rules that run"), " ", this.#profile),
        h("label", { for: "editor-config" }, "Text of plimsoll.toml"),
        this.#config,
        this.#configError,
      ),
      dockerignore: panel(h("label", { for: "editor-dockerignore" }, "Text of .dockerignore"), this.#dockerignore, h("p", { class: "muted" }, "It goes to the engine with the Dockerfile, for rules about what a COPY brings in.")),
    };
    this.#config.setAttribute("aria-describedby", "editor-config-error");
    this.#tabs = new Tabs("Beside the text", [
      { id: "editor-findings", title: "Findings", panel: panels.findings },
      { id: "editor-rules", title: "Rules", panel: panels.rules },
      { id: "editor-config", title: "Configuration", panel: panels.config },
      { id: "editor-dockerignore", title: ".dockerignore", panel: panels.dockerignore },
    ]);
    fill(
      byId("editor", HTMLElement),
      h("h2", { id: "editor-heading" }, "Dockerfile editor"),
      h(
        "div",
        { class: "editor-tools", role: "group", "aria-label": "File" },
        button("Open a file", () => file.click(), "editor-open"),
        file,
        button("Download", () => this.#download(), "editor-download"),
        button("Copy", () => copy(this.#sheet.text, "Text copied", "The browser refused the clipboard"), "editor-copy"),
        button("Make a link", () => this.#share(), "editor-share"),
        button("Try an example", () => this.#setText(EXAMPLE, "Dockerfile"), "editor-example"),
      ),
      this.#linkRow,
      h(
        "div",
        { class: "editor-columns" },
        h(
          "div",
          { class: "editor-left" },
          h("p", { class: "editor-title" }, h("label", { for: "editor-text" }, "Text of ", this.#name), h("span", { class: "muted", id: "editor-keys" }, "Tab indents; Esc, then Tab leaves. F8: next finding. Ctrl+. fixes.")),
          this.#odd,
          this.#sheet.element,
          this.#here,
        ),
        h("div", { class: "editor-right" }, h("div", { class: "editor-verdict" }, this.#status, this.#fixAll), this.#said, this.#tabs.list, Object.values(panels)),
      ),
    );
    this.#sheet.area.addEventListener("keydown", (event) => this.#key(event));
    addEventListener("beforeunload", (event) => {
      if (this.#sheet.text !== this.#savedText) event.preventDefault();
    });
    addEventListener("against", () => this.#soon());
    this.#changed();
  }

  /**
   * @param {string} id
   * @param {string} placeholder
   */
  #pane(id, placeholder) {
    return h("textarea", { id, class: "pane", rows: 12, spellcheck: "false", autocomplete: "off", placeholder, input: () => this.#soon() });
  }

  /** @param {string} fragment */
  async openLink(fragment) {
    try {
      const draft = await fromFragment(fragment);
      this.#config.value = draft.config ?? "";
      this.#dockerignore.value = draft.dockerignore ?? "";
      this.#setText(draft.text, "Dockerfile");
      announce("Opened the text of the link");
    } catch {
      announce("The link is damaged or too long, so its text cannot be shown");
    }
  }

  /** @param {Input} input */
  async openInput(input) {
    const { name, source } = input;
    try {
      if (!source.blob || source.blob.size > MAX_FILE) throw new Error("too large");
      const text = new TextDecoder("utf-8", { fatal: true }).decode(await source.blob.arrayBuffer());
      if (text.includes("\0")) throw new Error("binary");
      const base = name.split("/").at(-1) ?? "";
      if (/^\.?dockerignore$|\.dockerignore$/iu.test(base) || /^\.?plimsoll\.toml$/iu.test(base)) {
        const isConfig = base.toLowerCase().endsWith(".toml");
        (isConfig ? this.#config : this.#dockerignore).value = text;
        this.#tabs.show(isConfig ? "editor-config" : "editor-dockerignore");
        this.#soon();
      } else {
        this.#setText(text, name, input);
      }
      announce(`Opened ${visible(name)}`);
    } catch {
      announce(`${visible(name)} is no text in UTF-8 of at most 1 MiB`);
    }
  }

  /**
   * @param {string} text
   * @param {string} name
   * @param {Input} [input]
   */
  #setText(text, name, input) {
    this.#crlf = /^[^\n]*\r\n/u.test(text);
    fill(this.#name, visible(name));
    const plain = text.replace(/\r\n?/gu, "\n");
    // The browser's undo brings the text back that was there before.
    this.#sheet.replace({ start: 0, end: this.#sheet.text.length, text: plain });
    this.#savedText = this.#sheet.text;
    this.#opened = { text: this.#savedText, input };
    this.#sheet.area.setSelectionRange(0, 0);
    this.#sheet.element.scrollTop = 0;
    this.#changed();
  }

  #changed() {
    this.#linkRow.hidden = true;
    this.#soon();
  }

  /** Draws and judges in the next frame, however many keys are pressed until then. */
  #soon() {
    if (this.#frame) return;
    // A hidden tab has no frames, but what it holds is judged.
    const go = () => {
      this.#frame = 0;
      this.#sheet.draw();
      this.#judge();
    };
    this.#frame = document.hidden ? setTimeout(go) : requestAnimationFrame(go);
  }

  async #judge() {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    while (this.#again) {
      this.#again = false;
      await this.#once();
    }
    this.#running = false;
    for (const go of this.#waiting.splice(0)) go();
  }

  async #once() {
    const { text } = this.#sheet;
    if (text.trim() === "") {
      this.#showReport(text, undefined);
      await this.#checkConfig();
      return;
    }
    const config = this.#config.value;
    try {
      const { report, unknown } = await this.#linter.lint(text, this.#options(config));
      this.#goodConfig = config;
      this.#configFailed(undefined, unknown);
      this.#showReport(text, report);
    } catch (error) {
      const failure = /** @type {LintFailure} */ (error);
      if (failure.code === "config" && config !== this.#goodConfig) {
        this.#configFailed(failure);
        await this.#linter.lint(text, this.#options(this.#goodConfig)).then(({ report }) => this.#showReport(text, report), (other) => this.#showFailure(text, other));
      } else {
        this.#showFailure(text, failure);
      }
    }
  }

  /** An empty text has no report, but a configuration may still be wrong. */
  async #checkConfig() {
    const config = this.#config.value;
    await this.#linter.lint("FROM scratch\n", this.#options(config)).then(
      ({ unknown }) => {
        this.#goodConfig = config;
        this.#configFailed(undefined, unknown);
      },
      (failure) => failure.code === "config" && this.#configFailed(failure),
    );
  }

  /** @param {string} config */
  #options(config) {
    return { name: this.#name.textContent ?? "", asOf: new Date().toISOString().slice(0, 10), config, profile: this.#profile.value || undefined, dockerignore: this.#dockerignore.value };
  }

  /**
   * @param {LintFailure | undefined} failure
   * @param {string[]} [unknown] Names that no rule answers to, which is no failure.
   */
  #configFailed(failure, unknown = []) {
    const text = visible(failure ? `${failure.message}. ${failure.action ?? ""}.` : unknown.map((name) => `No rule is called "${name}".`).join(" "));
    if (this.#configError.textContent !== text) fill(this.#configError, text !== "" && foreign(text));
    if (failure) this.#config.setAttribute("aria-invalid", "true");
    else this.#config.removeAttribute("aria-invalid");
  }

  /**
   * @param {string} text
   * @param {Report | undefined} report
   */
  #showReport(text, report) {
    if (text !== this.#sheet.text) return;
    const target = report?.targets[0];
    const starts = lineStarts(text);
    const against = (text === this.#opened.text && this.#opened.input?.against) || [];
    const located = (target?.findings ?? []).map((found) => {
      const finding = { ...found, contradicted: against.filter(({ fingerprint }) => fingerprint === found.fingerprint) };
      return { finding, range: rangeOf(text, starts, finding.place) };
    });
    const gaps = target?.gaps ?? [];
    const bytes = fromBytes(text, gaps.map(({ offset }) => offset ?? 0));
    const unreadable = gaps.map((gap) => ({ gap, found: unreadAt(gap, bytes.get(gap.offset ?? -1), starts, text.length) }));
    const order = (/** @type {Located} */ left, /** @type {Located} */ right) => (left.range?.start ?? -1) - (right.range?.start ?? -1);
    located.sort(order);
    const all = [...located, ...unreadable.flatMap(({ found }) => found ?? [])].sort(order);
    this.#judged = { text, located: all };
    this.#sheet.mark(all);
    this.#list.show(located, target?.ignored ?? [], unreadable);
    const safe = located.filter(({ finding }) => finding.fix?.safe && finding.fix.edits.length > 0).length;
    this.#fixAll.disabled = safe === 0;
    fill(this.#fixAll, safe === 0 ? "Fix all safe ones" : `Fix all safe ones (${safe})`);
    const unread = gaps.length > 0 ? ". Not everything could be read" : "";
    this.#say(!target ? "Nothing to judge yet" : `${located.length === 0 ? "No findings" : `${plural(located.length, "finding")}: ${countsText(/** @type {Counts} */ (target.counts))}`}${unread}`);
    const odd = new RegExp(ODD, "u").exec(text);
    this.#odd.hidden = !odd;
    if (odd) fill(this.#odd, `Line ${text.slice(0, odd.index).split("\n").length} holds a character that is not seen or changes the order of others: ${visible(odd[0])}`);
    this.#moved();
  }

  /**
   * @param {string} text
   * @param {LintFailure} failure
   */
  #showFailure(text, failure) {
    if (text !== this.#sheet.text) return;
    this.#judged = undefined;
    this.#sheet.mark([]);
    this.#list.show([], [], []);
    this.#fixAll.disabled = true;
    this.#say(visible(`${failure.message}. ${failure.action ?? ""}`));
  }

  /** @param {string} text */
  #say(text) {
    if (this.#status.textContent === text) return;
    fill(this.#status, foreign(text));
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => fill(this.#said, foreign(text)), QUIET);
  }

  /** Says below the text what was found where the cursor stands. */
  #moved() {
    const here = this.#judged?.text === this.#sheet.text ? this.#sheet.here() : [];
    const text = here.slice(0, 3).map(({ finding }) => told(finding)).join(" · ");
    if (this.#here.textContent !== text) fill(this.#here, foreign(text));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "F8") {
      event.preventDefault();
      const found = this.#judged?.located.filter(({ range }) => range) ?? [];
      const at = this.#sheet.area.selectionStart;
      const starts = found.map(({ range }) => range?.start ?? 0);
      const next = event.shiftKey ? found[starts.findLastIndex((start) => start < at)] ?? found.at(-1) : found[starts.findIndex((start) => start > at)] ?? found[0];
      if (next) this.#jump(next);
    } else if (event.key === "." && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const fixable = this.#sheet.here().find(({ finding }) => (finding.fix?.edits.length ?? 0) > 0);
      if (fixable) this.#fix(fixable);
      else announce("There is nothing here that can be fixed by itself");
    }
  }

  /** @param {Located} found */
  #jump({ range }) {
    this.#sheet.select(range ?? { start: 0, end: 0 });
    this.#moved();
  }

  /** @param {string} id */
  #rule(id) {
    this.#tabs.show("editor-rules");
    this.#rules.show(id);
  }

  /** @param {Located} found */
  #fix({ finding }) {
    // An edit is for the text that was judged, and for no other.
    if (!finding.fix || this.#judged?.text !== this.#sheet.text) return;
    const before = document.activeElement;
    this.#edit(finding.fix.edits);
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    announce(`Done: ${visible(finding.fix.title)}. Undo takes it back`);
  }

  /** @param {import("../types/report").Edit[]} edits */
  #edit(edits) {
    const change = joined(this.#sheet.text, edits);
    if (change) this.#sheet.replace(change);
  }

  async #fixSafe() {
    let done = 0;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      if (!this.#judged || this.#judged.text !== this.#sheet.text) break;
      const fixes = this.#judged.located.flatMap(({ finding }) => (finding.fix?.safe && finding.fix.edits.length > 0 ? [finding.fix] : []));
      const { edits, count } = together(fixes);
      if (count === 0) break;
      const judged = new Promise((/** @type {(value?: undefined) => void} */ resolve) => this.#waiting.push(resolve));
      this.#edit(edits);
      done += count;
      await judged;
    }
    announce(`${plural(done, "fix", "fixes")} made. Undo takes them back`);
  }

  #download() {
    const text = this.#crlf ? this.#sheet.text.replaceAll("\n", "\r\n") : this.#sheet.text;
    const name = (this.#name.textContent ?? "").replace(/[^\p{Letter}\p{Number}._-]+/gu, "-") || "Dockerfile";
    save(new Blob([text], { type: "text/plain" }), name);
    this.#savedText = this.#sheet.text;
  }

  async #share() {
    /** @type {Draft} */
    const draft = { text: this.#sheet.text, config: this.#config.value, dockerignore: this.#dockerignore.value };
    const link = `${location.href.split("#")[0]}#${await toFragment(draft)}`;
    if (link.length > MAX_LINK) {
      this.#linkRow.hidden = true;
      announce(`The link would have ${link.length} characters, more than the ${MAX_LINK} that most programs take. Download the file instead`);
      return;
    }
    this.#link.value = link;
    this.#linkRow.hidden = false;
    copy(link, "Link copied. It holds the text; nothing was sent", "The link is above the text. Nothing was sent");
  }
}
