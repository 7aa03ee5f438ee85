/**
 * Colours for a Dockerfile, line by line: what a line is depends on what stands above it only through a small state, so
 * that a change repaints no more than it must. It guides the eye; what the file means is the engine's to say.
 *
 * @import { LineState, Token } from "../types/editor"
 */

/** @type {LineState} */
export const START = { escape: "\\", head: true, instruction: "", quote: "", documents: [], inside: false };

const HEREDOC = /<<(-?)(["']?)([A-Za-z_][\w.-]*)\2/gu;

/** Strings, variables, heredocs, flags and operators, in that order. */
const PART = /(?<string>"(?:\\.|[^"\\])*"?|'[^']*'?)|(?<variable>\\?\$(?:\{[^}]*\}?|\w+|[@*#?$!-]))|(?<heredoc><<-?(["']?)[A-Za-z_][\w.-]*\4)|(?<flag>(?<=^|\s)--?[A-Za-z][\w-]*)|(?<operator>&&|\|\||[|;<>&])/gu;

const VARIABLE = /\\?\$(?:\{[^}]*\}?|\w+|[@*#?$!-])/gu;

/**
 * @param {LineState} left
 * @param {LineState} right
 */
export const same = (left, right) =>
  left === right ||
  (left.escape === right.escape && left.head === right.head && left.instruction === right.instruction && left.quote === right.quote && left.inside === right.inside && left.documents.length === right.documents.length && left.documents.every((document, position) => document.end === right.documents[position].end && document.plain === right.documents[position].plain));

/**
 * @param {LineState} state Before the line.
 * @param {string} line
 * @returns {{ tokens: Token[], after: LineState }}
 */
export function paint(state, line) {
  if (state.inside) return insideDocument(state, line);
  if (/^\s*#/u.test(line)) {
    const directive = state.head && !state.instruction ? /^\s*#\s*(\w+)\s*=\s*(\S+)\s*$/u.exec(line) : null;
    const escape = directive?.[1].toLowerCase() === "escape" && /^[\\`]$/u.test(directive[2]) ? directive[2] : state.escape;
    return { tokens: [[directive ? "directive" : "comment", line]], after: { ...state, escape, head: Boolean(directive) } };
  }
  if (line.trim() === "") return { tokens: [["", line]], after: state.instruction ? state : { ...state, head: false } };
  return instruction(state, line);
}

/**
 * A line of a heredoc.
 * @param {LineState} state
 * @param {string} line
 */
function insideDocument(state, line) {
  const [document, ...rest] = state.documents;
  if ((document.tabs ? line.replace(/^\t+/u, "") : line) === document.end) {
    return { tokens: /** @type {Token[]} */ ([["heredoc", line]]), after: { ...state, documents: rest, inside: rest.length > 0 } };
  }
  if (document.shell && /^\s*#/u.test(line)) return { tokens: /** @type {Token[]} */ ([["comment", line]]), after: state };
  return { tokens: document.plain ? /** @type {Token[]} */ ([["document", line]]) : variables(line, "document"), after: state };
}

/**
 * A line of an instruction, its first or a later one.
 * @param {LineState} state
 * @param {string} line
 * @returns {{ tokens: Token[], after: LineState }}
 */
function instruction(state, line) {
  /** @type {Token[]} */
  const tokens = [];
  let rest = line;
  let name = state.instruction;
  const take = (/** @type {RegExp} */ pattern) => {
    const found = pattern.exec(rest);
    if (!found) return "";
    rest = rest.slice(found[0].length);
    tokens.push(["", found[1]], ["keyword", found[2]]);
    return found[2].toUpperCase();
  };
  if (!name) {
    name = take(/^(\s*)([A-Za-z]+)(?=\s|$)/u) || "?";
    if (name === "ONBUILD") name = take(/^(\s*)([A-Za-z]+)(?=\s|$)/u) || name;
    if (name === "HEALTHCHECK") take(/^(\s+(?:--\S+\s+)*)(CMD|NONE)(?=\s|$)/iu);
  }
  const end = rest.trimEnd();
  const goesOn = end.endsWith(state.escape);
  const tail = goesOn ? rest.slice(end.length - 1) : "";
  let body = goesOn ? end.slice(0, -1) : rest;
  let quote = state.quote;
  if (quote) {
    const close = quote === '"' ? /^(?:\\.|[^"\\])*"/u.exec(body)?.[0] : /^[^']*'/u.exec(body)?.[0];
    tokens.push(...(quote === '"' ? variables(close ?? body, "string") : /** @type {Token[]} */ ([["string", close ?? body]])));
    body = close === undefined ? "" : body.slice(close.length);
    if (close !== undefined) quote = "";
  }
  const painted = parts(body);
  if (!quote && goesOn) quote = openQuote(body);
  tokens.push(...(name === "FROM" ? painted.flatMap(stageName) : painted));
  if (tail) tokens.push(["operator", tail]);
  let documents = state.documents;
  if (name === "RUN" || name === "COPY" || name === "ADD") {
    const opened = [...body.matchAll(HEREDOC)].map(([, tabs, quoted, word]) => ({ end: word, tabs: tabs !== "", plain: quoted !== "", shell: name === "RUN" }));
    if (opened.length > 0) documents = [...documents, ...opened];
  }
  const after = goesOn ? { ...state, head: false, instruction: name, quote, documents } : { ...state, head: false, instruction: "", quote: "", documents, inside: documents.length > 0 };
  return { tokens, after };
}

/**
 * `AS name` of FROM.
 * @param {Token} token
 * @returns {Token[]}
 */
function stageName([kind, text]) {
  const found = kind === "" ? /^(.*\s)(as)(\s.*)$/iu.exec(text) : null;
  return found ? [["", found[1]], ["keyword", found[2]], ["", found[3]]] : [[kind, text]];
}

/**
 * The quote that is still open behind the text.
 * @param {string} text
 */
function openQuote(text) {
  const last = [...text.matchAll(PART)].at(-1);
  const string = last?.groups?.string;
  if (!string || /** @type {RegExpExecArray} */ (last).index + string.length < text.length) return "";
  return /^(?:"(?:\\.|[^"\\])*"|'[^']*')$/u.test(string) ? "" : string[0];
}

/**
 * @param {string} text
 * @returns {Token[]}
 */
function parts(text) {
  /** @type {Token[]} */
  const tokens = [];
  let end = 0;
  for (const match of text.matchAll(PART)) {
    const kind = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined)?.[0] ?? "";
    if (match.index > end) tokens.push(["", text.slice(end, match.index)]);
    if (kind === "string" && match[0].startsWith('"')) tokens.push(...variables(match[0], "string"));
    else tokens.push([kind === "variable" && match[0].startsWith("\\") ? "" : kind, match[0]]);
    end = match.index + match[0].length;
  }
  if (end < text.length) tokens.push(["", text.slice(end)]);
  return tokens;
}

/**
 * @param {string} text
 * @param {string} plain What the text between is.
 * @returns {Token[]}
 */
function variables(text, plain) {
  /** @type {Token[]} */
  const tokens = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    if (match[0].startsWith("\\")) continue;
    if (match.index > end) tokens.push([plain, text.slice(end, match.index)]);
    tokens.push(["variable", match[0]]);
    end = match.index + match[0].length;
  }
  if (end < text.length) tokens.push([plain, text.slice(end)]);
  return tokens;
}
