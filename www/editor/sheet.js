/**
 * The text: a textarea that takes it, and behind it a layer that shows the same text in colours, with line numbers and
 * marks. Both wrap alike, so nothing has to be measured; of the layer only lines that changed are made anew.
 *
 * @import { LineState, Located, Mark, Token } from "../types/editor"
 */

import { h } from "../app/view/dom.js";
import { SEVERITIES } from "../app/view/format.js";
import { told } from "./findings.js";
import { START, paint, same } from "./highlight.js";
import { ODD, lineStarts } from "./places.js";

/** @typedef {{ text: string, before: LineState, after: LineState, tokens: Token[], marks: string, element: HTMLElement }} Line */

/** Longest line that is coloured: past that it is no text that a person reads. */
const MAX_LINE = 5000;

/** A finding over more lines than this is marked in its first ones only. */
const MAX_MARKED_LINES = 100;

/** Longest replacement that goes through the browser's undo: it lays the text out anew for each line. */
const MAX_BY_BROWSER = 4000;
const MAX_LINES_BY_BROWSER = 8;

/** Long replacements that can be undone. */
const MAX_HISTORY = 50;

export class Sheet {
  /** @type {HTMLTextAreaElement} */
  area;
  #layer = h("div", { class: "layer-text", "aria-hidden": "true" });
  #tip = h("div", { class: "tip", "aria-hidden": "true", hidden: true });
  /** @type {HTMLElement} */
  element;
  /** @type {Line[]} */
  #lines = [];
  /** @type {Located[]} */
  #located = [];
  #leave = false;
  /** Long replacements, the oldest first. @type {{ before: string, after: string }[]} */
  #history = [];
  /** How many of them are done and not undone. */
  #position = 0;

  /** @param {{ changed: () => void, moved: () => void }} events */
  constructor(events) {
    this.area = h("textarea", {
      id: "editor-text",
      class: "text",
      spellcheck: "false",
      autocomplete: "off",
      autocapitalize: "off",
      autocorrect: "off",
      wrap: "soft",
      "aria-describedby": "editor-keys editor-here",
      placeholder: "Type, paste or drop a Dockerfile",
      input: events.changed,
      keydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
      pointermove: (/** @type {PointerEvent} */ event) => this.#hover(event),
      pointerleave: () => (this.#tip.hidden = true),
      blur: () => (this.#leave = false),
    });
    for (const name of ["keyup", "pointerup", "select", "focus"]) this.area.addEventListener(name, events.moved);
    // Text that is dragged within the page belongs to the textarea; files are the page's.
    for (const name of /** @type {const} */ (["dragenter", "dragover", "dragleave", "drop"])) {
      this.area.addEventListener(name, (event) => {
        if (!event.dataTransfer?.types.includes("Files")) event.stopPropagation();
      });
    }
    this.element = h("div", { class: "sheet" }, h("div", { class: "sheet-inside" }, this.#layer, this.area), this.#tip);
    this.element.addEventListener("scroll", () => (this.#tip.hidden = true));
  }

  get text() {
    return this.area.value;
  }

  /** Shows the textarea's text. Marks stay on lines that did not change, until new ones come. */
  draw() {
    const texts = this.text.split("\n");
    const old = this.#lines;
    let first = 0;
    while (first < old.length && first < texts.length && old[first].text === texts[first]) first += 1;
    const shift = texts.length - old.length;
    /** @type {Line[]} */
    const made = [];
    let state = first > 0 ? old[first - 1].after : START;
    // How far the ends of both are alike.
    let tail = 0;
    while (tail < old.length - first && tail < texts.length - first && old[old.length - 1 - tail].text === texts[texts.length - 1 - tail]) tail += 1;
    let at = first;
    for (; at < texts.length; at += 1) {
      if (at >= texts.length - tail && same(old[at - shift].before, state)) break;
      const text = texts[at];
      const { tokens, after } = text.length > MAX_LINE ? { tokens: /** @type {Token[]} */ ([["", text]]), after: state } : paint(state, text);
      made.push({ text, before: state, after, tokens, marks: "", element: lineElement(tokens, []) });
      state = after;
    }
    const kept = old.slice(at - shift);
    for (const { element } of old.slice(first, old.length - kept.length)) element.remove();
    const following = kept[0]?.element ?? null;
    const fragment = document.createDocumentFragment();
    fragment.append(...made.map(({ element }) => element));
    this.#layer.insertBefore(fragment, following);
    this.#lines = [...old.slice(0, first), ...made, ...kept];
    this.#layer.dataset.digits = String(String(texts.length).length);
  }

  /**
   * Marks what was found in the text that is shown.
   * @param {Located[]} located
   */
  mark(located) {
    this.#located = located;
    const starts = lineStarts(this.text);
    /** @type {Map<number, Mark[]>} */
    const marks = new Map();
    for (const found of located) {
      if (!found.range) continue;
      const { start, end, line } = found.range;
      for (let at = line - 1; at < this.#lines.length && at < line + MAX_MARKED_LINES; at += 1) {
        const text = this.#lines[at].text;
        const indent = at === line - 1 ? 0 : text.length - text.trimStart().length;
        const from = Math.max(start - starts[at], indent);
        const to = Math.min(end - starts[at], text.length);
        if (at > line - 1 && starts[at] >= end) break;
        const list = marks.get(at) ?? [];
        marks.set(at, list);
        list.push({ start: from, end: to, severity: found.finding.severity, first: at === line - 1, finding: found });
      }
    }
    this.#lines.forEach((line, at) => {
      const list = marks.get(at) ?? [];
      const key = list.map(({ start, end, severity, first }) => `${start}-${end}-${severity}-${first}`).join();
      if (key === line.marks) return;
      const element = lineElement(line.tokens, list);
      line.element.replaceWith(element);
      Object.assign(line, { element, marks: key });
    });
  }

  /**
   * What was found where the cursor stands.
   * @returns {Located[]}
   */
  here() {
    const at = this.area.selectionStart;
    return this.#located.filter(({ range }) => range && range.start <= at && at <= range.end);
  }

  /**
   * Selects a range and shows it.
   * @param {{ start: number, end: number }} range
   */
  select({ start, end }) {
    this.area.focus({ preventScroll: true });
    this.area.setSelectionRange(start, end);
    const line = this.#lines[this.text.slice(0, start).split("\n").length - 1];
    line?.element.scrollIntoView({ block: "nearest" });
  }

  /**
   * Replaces a stretch so that undo takes it back: the browser's own undo if it is small; if it is long, where browsers take
   * seconds, one that is kept here.
   * @param {{ start: number, end: number, text: string }} change
   */
  replace({ start, end, text }) {
    const before = this.text;
    const removed = before.slice(start, end);
    this.area.focus({ preventScroll: true });
    this.area.setSelectionRange(start, end);
    if (removed === text) return;
    const small = (/** @type {string} */ part) => part.length <= MAX_BY_BROWSER && part.split("\n").length <= MAX_LINES_BY_BROWSER;
    if (small(removed) && small(text) && document.execCommand(text === "" ? "delete" : "insertText", false, text) && this.text !== before) return;
    this.#set(before.slice(0, start) + text + before.slice(end), start + text.length);
    this.#history.splice(this.#position, Infinity, { before, after: this.text });
    if (this.#history.length > MAX_HISTORY) this.#history.splice(0, this.#history.length - MAX_HISTORY);
    this.#position = this.#history.length;
  }

  /**
   * @param {string} text
   * @param {number} cursor
   */
  #set(text, cursor) {
    this.area.value = text;
    this.area.setSelectionRange(cursor, cursor);
    this.area.dispatchEvent(new Event("input"));
  }

  /**
   * Undo and redo of long replacements. Those that were typed since are the browser's, until the text is again what the
   * replacement left.
   * @param {boolean} back
   * @returns {boolean} Whether there was something to do here.
   */
  #travel(back) {
    const step = this.#history[this.#position - (back ? 1 : 0)];
    if (!step || this.text !== (back ? step.after : step.before)) return false;
    this.#position += back ? -1 : 1;
    const text = back ? step.before : step.after;
    this.#set(text, Math.min(this.area.selectionStart, text.length));
    return true;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && /^[zy]$/iu.test(event.key)) {
      if (this.#travel(event.key.toLowerCase() === "z" && !event.shiftKey)) event.preventDefault();
    } else if (event.key === "Escape") {
      this.#leave = true;
    } else if (event.key === "Tab" && plain && !this.#leave) {
      event.preventDefault();
      const { selectionStart: start, selectionEnd: end } = this.area;
      this.replace({ start, end, text: "    " });
    } else if (event.key !== "Tab") {
      this.#leave = false;
    }
  }

  /** @param {PointerEvent} event */
  #hover(event) {
    const mark = event.pointerType === "mouse" && document.elementsFromPoint(event.clientX, event.clientY).find((element) => element instanceof HTMLElement && element.classList.contains("found") && this.#layer.contains(element));
    const line = mark ? this.#lines.findIndex(({ element }) => element.contains(mark)) : -1;
    const hit = line < 0 ? [] : this.#located.filter(({ range, finding }) => range && finding.place.kind === "instruction" && range.line <= line + 1 && line + 1 <= finding.place.endLine);
    this.#tip.hidden = hit.length === 0;
    if (!mark || hit.length === 0) return;
    this.#tip.replaceChildren(...hit.slice(0, 5).map(({ finding }) => h("p", {}, told(finding))));
    const [box, frame] = [mark.getBoundingClientRect(), this.element.getBoundingClientRect()];
    this.#tip.style.top = `${box.bottom - frame.top + this.element.scrollTop + 4}px`;
    this.#tip.style.left = `${Math.max(8, Math.min(event.clientX - frame.left, frame.width - 320))}px`;
  }
}

/**
 * @param {Token[]} tokens
 * @param {Mark[]} marks
 */
function lineElement(tokens, marks) {
  const worst = SEVERITIES.find((severity) => marks.some((mark) => mark.first && mark.severity === severity));
  const cuts = [...new Set(marks.flatMap(({ start, end }) => [start, end]))].sort((left, right) => left - right);
  /** @type {Node[]} */
  const nodes = [];
  let at = 0;
  for (const [kind, text] of tokens) {
    const end = at + text.length;
    const edges = [at, ...cuts.filter((cut) => cut > at && cut < end), end];
    for (let edge = 0; edge + 1 < edges.length; edge += 1) {
      const [from, to] = [edges[edge], edges[edge + 1]];
      const covering = marks.filter((mark) => mark.start <= from && mark.end >= to && mark.end > mark.start);
      const severity = SEVERITIES.find((one) => covering.some((mark) => mark.severity === one));
      const names = [kind && `t-${kind}`, severity && `found found-${severity}`].filter(Boolean).join(" ");
      const piece = text.slice(from - at, to - at);
      nodes.push(names ? h("span", { class: names }, odd(piece)) : h("span", {}, odd(piece)));
    }
    at = end;
  }
  return h("div", { class: "line", "data-worst": worst }, nodes);
}

/**
 * Characters that are not seen are shown as places.
 * @param {string} text
 */
function odd(text) {
  if (!ODD.test(text)) return [text];
  return text.split(new RegExp(`(${ODD.source})`, "u")).map((piece) => (ODD.test(piece) ? h("span", { class: "odd" }, piece) : piece));
}
