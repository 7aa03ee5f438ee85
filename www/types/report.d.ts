/**
 * The report model (`crate/core/src/report/model.rs`), as JSON. What has a name in the JSON Schema has it here, and a test
 * compares them member by member; what is only the page's stands at the end.
 */

export type Severity = "info" | "low" | "medium" | "high" | "critical";
export type Confidence = "low" | "medium" | "high";
export type Category = "base-image" | "baseline" | "cleanliness" | "permissions" | "network" | "monitoring" | "vulnerability" | "configuration";
export type Origin = "base" | "own";
export type Letter = "F" | "D" | "C" | "B" | "A" | "A+";
export type CauseRelation = "made" | "among" | "set" | "inherited" | "unset" | "lost";
export type CorrelationOutcome = "complete" | "partial" | "none";
export type HiddenCause = "deleted" | "overwritten" | "metadata-only" | "opaque" | "replaced-by-other";
export type GapKind =
  | "layer-missing"
  | "layer-foreign"
  | "layer-unsupported"
  | "layer-damaged"
  | "entry-damaged"
  | "body-truncated"
  | "limit-reached"
  | "history-unaligned"
  | "document-unreadable"
  | "packages-unreadable"
  | "blob-missing"
  | "archive-damaged"
  | "instruction-unreadable"
  | "file-unreadable";

export interface Counts {
  critical: number;
  high: number;
  medium: number;
  low: number;
  info: number;
  ignored: number;
}

export type Place =
  | { kind: "image" }
  | { kind: "config"; key: string }
  | { kind: "history"; entry: number; layer?: number }
  | { kind: "layer"; layer: number }
  | { kind: "file"; path: string; layer: number; line?: number; hiddenBy?: number }
  | { kind: "member"; name: string }
  | { kind: "instruction"; line: number; column: number; endLine: number; endColumn: number };

export interface Finding {
  rule: string;
  severity: Severity;
  confidence: Confidence;
  category: Category;
  message: string;
  place: Place;
  details?: Record<string, string>;
  command?: string;
  /** Whether the base image brought it along. */
  origin?: Origin;
  /** The instruction of a Dockerfile behind it. */
  cause?: Cause;
  /** What images that were built from this Dockerfile show against it. */
  contradicted?: Contradiction[];
  /** Why it is set aside. */
  ignoredBy?: string;
  fix?: Fix;
  fingerprint: string;
}

export interface Cause {
  message: string;
  dockerfile: string;
  relation: CauseRelation;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  instruction: string;
}

export interface Contradiction {
  image: string;
  reason: string;
}

/** How far a Dockerfile explains an image. */
export interface Correlation {
  message: string;
  dockerfile: string;
  stage?: string;
  outcome: CorrelationOutcome;
  matched: number;
  instructions: number;
  inherited: number;
  foreign: number;
  unmatchedLines?: number[];
  reason?: string;
  differences?: Difference[];
  contradicted?: Contradicted[];
}

export interface Difference {
  message: string;
  key: string;
  line: number;
  instruction: string;
  image: string;
}

/** A finding of the Dockerfile that the image contradicts. */
export interface Contradicted {
  message: string;
  rule: string;
  fingerprint: string;
  line: number;
  reason: string;
}

export interface Fix {
  title: string;
  safe: boolean;
  edits: Edit[];
}

/** In bytes of the text that was analysed. */
export interface Edit {
  start: number;
  end: number;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  text: string;
}

export interface Gap {
  kind: GapKind;
  member?: string;
  layer?: number;
  path?: string;
  offset?: number;
  what: string;
  action: string;
}

export interface Layer {
  index: number;
  diffId: string | null;
  digest: string | null;
  compression: string | null;
  storedSize: number | null;
  size: number | null;
  entries: number;
  command: string | null;
  complete: boolean;
  verified: boolean | null;
}

export interface Config {
  user: string | null;
  env: Variable[];
  entrypoint: string[];
  cmd: string[];
  workingDir: string | null;
  exposedPorts: string[];
  volumes: string[];
  labels: Record<string, string>;
  healthcheck: string[] | null;
  stopSignal: string | null;
}

export interface Variable {
  name: string;
  value: string;
}

export interface Image {
  names: string[];
  platform: string | null;
  manifestDigest: string | null;
  configDigest: string | null;
  created: string | null;
  distribution: Distribution | null;
  base?: Base;
  packages?: Package[];
  config: Config;
  layers: Layer[];
  history: HistoryEntry[];
  entries: number;
  size: number;
  wasted: number;
  waste: Waste;
  evidence?: Evidence[];
}

export interface Distribution {
  id: string;
  version: string | null;
  name: string | null;
}

/** The image that it was built on, as far as it is known. */
export interface Base {
  name: string | null;
  layers: number | null;
  records: number | null;
  reason: string | null;
  certain: boolean;
}

export interface Package {
  type: string;
  name: string;
  version: string;
  architecture: string | null;
  source?: string;
  sourceVersion?: string;
  licence?: string;
  vendor?: string;
  installedSize: number;
  files: number;
}

export interface HistoryEntry {
  created: string | null;
  command: string;
  layer: number | null;
}

export interface Evidence {
  kind: string;
  digest: string | null;
  contents: string[];
  bound?: boolean;
  verified?: boolean;
  key?: string;
}

export interface Waste {
  hidden: HiddenBytes[];
  duplicated: number;
  duplicates: Duplicates[];
  dive: Dive | null;
}

export interface HiddenBytes {
  layer: number;
  hiddenBy: number;
  cause: HiddenCause;
  bytes: number;
  files: number;
}

export interface Duplicates {
  layer: number;
  of: number;
  bytes: number;
  files: number;
}

export interface Dive {
  efficiency: number;
  wastedBytes: number;
  userBytes: number;
  wastedUserPercent: number | null;
}

export interface Mark {
  letter: Letter;
  points: number;
}

export interface Gain extends Mark {
  rule: string;
  cost: number;
  liftsCapTo?: Letter;
}

export interface Grade extends Mark {
  provisional: boolean;
  coverage: Coverage;
  cap?: Cap;
  concerns: Concern[];
  gains: Gain[];
  /** Rules that are new in this release and cost nothing yet. */
  preview?: string[];
  withoutIgnores?: Mark;
  builtIn?: Mark;
}

export interface Coverage {
  assessed: number;
  rules: number;
  percent: number;
}

export interface Cap {
  points: number;
  rules: string[];
}

export interface Concern {
  category: Category;
  lost: number;
  limit: number;
  assessed: number;
  rules: number;
}

/** What grades are made of. */
export interface Scale {
  model: string;
  letters: Figure[];
  limits: Figure[];
  losses: Figure[];
  caps: Figure[];
  provisionalBelow: number;
}

export interface Figure {
  of: string;
  points: number;
}

export interface RuleSummary {
  id: string;
  title: string;
  category: Category;
  severity: Severity;
  why: string;
  fix: string;
  aliases: string[];
  controls: string[];
  cwe?: string;
}

export interface NotAnalysed {
  name: string;
  platform: string | null;
  reason: string;
}

export interface Tool {
  name: string;
  version: string;
  rules: number;
}

export interface Input {
  name: string;
  format: string;
  size: number;
}

/** A summary has its targets without findings, and what a Dockerfile explains of the image in sentences. */
export interface Target {
  name: string;
  /** The Dockerfile of an image's provenance: in no count but its own. */
  ofProvenance?: boolean;
  image?: Image;
  correlation?: Correlation;
  notes?: string[];
  contradicted?: Contradicted[];
  counts: Counts;
  grade: Grade;
  findings?: Finding[];
  ignored?: Finding[];
  gaps?: Gap[];
}

export interface Report {
  schemaVersion: string;
  tool: Tool;
  asOf: string | null;
  input: Input;
  complete: boolean;
  counts: Counts;
  scale: Scale;
  targets: Target[];
  notAnalysed?: NotAnalysed[];
  gaps?: Gap[];
  rules: RuleSummary[];
}

/** A rule of the catalogue (`rules.json`). */
export interface CatalogueRule extends Omit<RuleSummary, "controls"> {
  confidence?: Confidence;
  /** As text, or by framework and number. */
  controls: (string | { framework: string; number: string; inferred?: boolean })[];
  inputs?: "both" | "dockerfile" | "image";
  docs?: string;
  /** With the one rule that reports every kind; the engine takes its texts from here. */
  secretKinds?: { id: string; title: string; revoke: string }[];
}
