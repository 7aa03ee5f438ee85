/** What the parts of the editor hand each other. */

import type { Options } from "../engine/plimsoll.js";
import type { Workers } from "../app/engine/workers.js";
import type { Failure } from "./protocol";
import type { CatalogueRule, Finding, Severity } from "./report";

export type ToLinter = { type: "start"; module: WebAssembly.Module; rules: string } | { type: "lint"; request: number; text: string; options: Options };
export interface LintFailure extends Failure {
  code?: string;
}
export interface FromLinter {
  request: number;
  report?: string;
  /** Names in the configuration that no rule answers to. */
  unknown?: string[];
  failure?: LintFailure;
}

/** In UTF-16; `line` from 1. */
export interface Range {
  start: number;
  end: number;
  line: number;
}

/** What a stretch of a line is, and its text. */
export type Token = [kind: string, text: string];

export interface LineState {
  escape: string;
  /** Directives may still come. */
  head: boolean;
  /** The instruction that goes on here. */
  instruction: string;
  quote: string;
  /** Heredocs that are to come, or that this line lies in. */
  documents: { end: string; tabs: boolean; plain: boolean; shell: boolean }[];
  inside: boolean;
}

/** A part of a line that a finding is about, in UTF-16 from the line's start. */
export interface Mark {
  start: number;
  end: number;
  severity: Severity;
  /** Whether the finding begins in this line. */
  first: boolean;
  finding: Located;
}

export interface Located {
  finding: Finding;
  range: Range | undefined;
}

/** A text with what belongs to it. */
export interface Draft {
  text: string;
  config?: string;
  dockerignore?: string;
}

export interface EditorHost {
  workers: Workers;
  rules: CatalogueRule[];
}
