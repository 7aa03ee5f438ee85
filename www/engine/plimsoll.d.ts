/**
 * The engine's JavaScript interface, as `crate/wasm` offers it. The build puts the real `plimsoll.js` and
 * `plimsoll_bg.wasm` here; this file is what the page is type-checked against.
 */

export interface Options {
  /** File name, never a whole path of the user's machine. */
  name: string;
  /** The day that ages are judged by, `YYYY-MM-DD`. */
  asOf?: string;
  ignore?: string[];
  platform?: string;
  reference?: string;
  /** Analyse every image of the input. */
  all?: boolean;
  /** Text of a plimsoll.toml; a mistake in it is an error with the code `config`. */
  config?: string;
  /** `default`, `strict` or `os-stig`, whatever `config` says. */
  profile?: string;
  /** The Dockerfile that images are said to be built from. The page gives the only
   * Dockerfile in its list, if there is only one; its coordinator makes the string that the engine takes. */
  builtFrom?: { name: string; text: any };
  /** Keep what was read of images, so that they can be judged anew. */
  keep?: boolean;
  /** The stage of a Dockerfile that is built, by name or number; else the last. */
  target?: string;
  /** Text of the .dockerignore. */
  dockerignore?: string;
}

export interface LayerJobSpec {
  id: number;
  /** Name of the archive member or file that holds the layer. */
  member: string;
  offset: number;
  length: number;
  /** For a folder: the file that holds the layer. */
  path?: string;
  /** A blob is only hashed. */
  kind?: "layer" | "blob";
  hashBlob?: boolean;
  maxEntries?: number;
}

export type Step =
  | { kind: "read"; offset: number; length: number }
  | { kind: "read-file"; path: string; length: number }
  | { kind: "layers"; jobs: LayerJobSpec[] }
  | { kind: "stream" }
  | { kind: "dockerfile" }
  | { kind: "done" };

export interface FindingsQuery {
  target: number;
  severities?: string[];
  text?: string;
  offset: number;
  limit: number;
}

export class Analysis {
  constructor(options: Options, size: number);
  add_file(path: string, size: number): void;
  next(): Step;
  supply(offset: number, bytes: Uint8Array): void;
  supply_file(path: string, bytes: Uint8Array): void;
  preview(): string | undefined;
  take_layer(id: number, facts: Uint8Array): void;
  finish(): Finished;
  free(): void;
}

export class LayerJob {
  /** `inflated` is given what the layer inflates to, as views of wasm's memory, instead of its being hashed. */
  constructor(job: LayerJobSpec, inflated?: { take(bytes: Uint8Array): void });
  feed(bytes: Uint8Array): void;
  entries(): number;
  /** All bytes are fed; `inflated` has them all. */
  end(): void;
  is_plain(): boolean;
  /** SHA-256 of the bytes fed, for a job made with `hashBlob: false`, and of those that `inflated` was given. */
  give_digests(stored?: Uint8Array, inflated?: Uint8Array): void;
  finish(): Uint8Array;
  free(): void;
}

export class StreamAnalysis {
  constructor(options: Options, size: number);
  feed(bytes: Uint8Array): void;
  progress(): { bytes: number; layers: number; entries: number; member?: string };
  finish(): Finished;
  free(): void;
}

export class Finished {
  private constructor();
  report(): string;
  sarif(): string;
  text(): string;
  /** The report without findings. */
  summary(): any;
  findings(query: FindingsQuery): { total: number; rows: any[] };
  /** Judges images that were kept (see `Options`) anew, as built from this Dockerfile or from none. */
  relate(builtFrom: Options["builtFrom"]): void;
  /** Notes in the report of a Dockerfile what images built from it show against its findings. */
  contradict(against: { image: string; fingerprint: string; reason: string }[]): void;
  free(): void;
}

export function scan_dockerfile(text: Uint8Array, options: Options): Finished;
/** Whether an input of this name (empty: none) that begins so is a Dockerfile. */
export function is_dockerfile(name: string, head: Uint8Array): boolean;
/** The names in `ignore` and in `config` that no rule answers to. */
export function unknown_rules(options: Options): string[];
/** Takes the text of the catalogue, which findings are worded with; before anything else. */
export function load_rules(catalogue: string): void;
export function version(): string;
export function initSync(options: { module: WebAssembly.Module }): unknown;
