/** The report model (`crate/core/src/report/model.rs`), as JSON. */

export type Severity = "critical" | "high" | "medium" | "low" | "info";
export type Confidence = "low" | "medium" | "high";
export type Counts = Record<Severity, number> & { ignored: number };

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
  category: string;
  message: string;
  place: Place;
  details?: Record<string, string>;
  command?: string;
  /** The instruction of a Dockerfile behind it. */
  cause?: Cause;
  /** What images that were built from this Dockerfile show against it. */
  contradicted?: { image: string; reason: string }[];
  /** Why it is set aside. */
  ignoredBy?: string;
  fix?: Fix;
  fingerprint: string;
}

export interface Cause {
  message: string;
  dockerfile: string;
  relation: "made" | "among" | "set" | "inherited" | "unset" | "lost";
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  instruction: string;
}

/** How far a Dockerfile explains an image. */
export interface Correlation {
  message: string;
  dockerfile: string;
  stage?: string;
  outcome: "complete" | "partial" | "none";
  matched: number;
  instructions: number;
  inherited: number;
  foreign: number;
  unmatchedLines?: number[];
  reason?: string;
  differences?: { message: string; key: string; line: number; instruction: string; image: string }[];
  contradicted?: { message: string; rule: string; fingerprint: string; line: number; reason: string }[];
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
  kind: string;
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
  env: { name: string; value: string }[];
  entrypoint: string[];
  cmd: string[];
  workingDir: string | null;
  exposedPorts: string[];
  volumes: string[];
  labels: Record<string, string>;
  healthcheck: string[] | null;
  stopSignal: string | null;
}

export interface Image {
  names: string[];
  platform: string | null;
  manifestDigest: string | null;
  configDigest: string | null;
  created: string | null;
  distribution: { id: string; version: string | null; name: string | null } | null;
  config: Config;
  layers: Layer[];
  history: { created: string | null; command: string; layer: number | null }[];
  entries: number;
  size: number;
  wasted: number;
  waste?: Waste;
  evidence?: { kind: string; digest: string | null; contents: string[] }[];
}

export interface Waste {
  hidden: { layer: number; hiddenBy: number; cause: string; bytes: number; files: number }[];
  duplicated: number;
  duplicates: { layer: number; of: number; bytes: number; files: number }[];
  dive: { efficiency: number; wastedBytes: number; userBytes: number; wastedUserPercent: number | null } | null;
}

export type Letter = "A+" | "A" | "B" | "C" | "D" | "F";

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
  coverage: { assessed: number; rules: number; percent: number };
  cap?: { points: number; rules: string[] };
  concerns: { category: string; lost: number; limit: number; assessed: number; rules: number }[];
  gains: Gain[];
  withoutIgnores?: Mark;
  builtIn?: Mark;
}

/** A target without its findings is what a summary holds. */
export interface Target {
  name: string;
  image?: Image;
  correlation?: Correlation;
  /** Of a summary: what a Dockerfile explains of the image, in sentences. */
  notes?: string[];
  counts: Counts;
  grade: Grade;
  findings?: Finding[];
  ignored?: Finding[];
  gaps?: Gap[];
}

export interface RuleSummary {
  id: string;
  title: string;
  category: string;
  severity: Severity;
  why: string;
  fix: string;
  aliases: string[];
  controls: string[];
  cwe?: string;
}

/** A rule of the catalogue (`rules.json`). */
export interface CatalogueRule extends Omit<RuleSummary, "controls"> {
  confidence?: Confidence;
  /** As text, or by framework and number. */
  controls: (string | { framework: string; number: string; inferred?: boolean })[];
  inputs?: string;
  docs?: string;
}

export interface Report {
  schemaVersion: string;
  tool: { name: string; version: string; rules: number };
  asOf: string | null;
  input: { name: string; format: string; size: number };
  complete: boolean;
  counts: Counts;
  scale: { model: string };
  targets: Target[];
  notAnalysed?: { name: string; platform: string | null; reason: string }[];
  gaps?: Gap[];
  rules: RuleSummary[];
}
