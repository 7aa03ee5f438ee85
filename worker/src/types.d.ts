/** What the platform gives the worker, as far as it is used. */

export interface Environment {
  /** The bearer token; without it everybody may scan. */
  PLIMSOLL_TOKEN?: string;
  MAX_BODY_BYTES?: string | number;
  MAX_SECONDS?: string | number;
  MAX_CONCURRENT?: string | number;
  /** The one origin whose pages may call, or `*`. */
  ALLOW_ORIGIN?: string;
  /** Text of `plimsoll.toml`, for requests that bring none. */
  PLIMSOLL_CONFIG?: string;
  /** Tells the engine's memory in a header of each report. For tests. */
  DEBUG_MEMORY?: string;
}

export interface ExecutionContext {
  waitUntil(promise: Promise<unknown>): void;
}

/** Options of the engine; see `crate/wasm/src/options.rs`. */
export interface EngineOptions {
  name: string;
  asOf: string;
  ignore: string[];
  platform?: string;
  reference?: string;
  all: boolean;
  target?: string;
  profile?: string;
  config?: string;
  dockerignore?: string;
  limits: { entries: number; bodies: number; documents: number; window: number };
}

export interface Finished {
  report(): string;
  sarif(): string;
  text(): string;
  free(): void;
}

export interface StreamAnalysis {
  feed(bytes: Uint8Array): void;
  finish(): Finished;
  free(): void;
}

/** One instance of the engine: the exports of its glue. */
export interface Engine {
  StreamAnalysis: new (options: EngineOptions, size: number) => StreamAnalysis;
  scan_dockerfile(text: Uint8Array, options: EngineOptions): Finished;
  is_dockerfile(name: string, head: Uint8Array): boolean;
  unknown_rules(options: EngineOptions): string[];
  load_rules(catalogue: string): void;
  memory: WebAssembly.Memory;
}
