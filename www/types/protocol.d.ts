/** What the page and its workers say to each other. */

import type { LayerJobSpec, Options } from "../engine/plimsoll.js";
import type { Report } from "./report";

declare global {
  /** What workers have of it; the library of types for windows knows nothing of workers. */
  class FileReaderSync {
    readAsText(blob: Blob): string;
  }
}

/** Where the bytes come from. A folder's paths are relative to the folder. */
export type Source = { blob: Blob; files?: undefined } | { files: { path: string; file: File }[]; blob?: undefined };

/** What went wrong, for people. */
export interface Failure {
  message: string;
  action?: string;
  /** The wasm instance is dead and its worker must go. */
  trap?: boolean;
}

export interface Filter {
  severities?: string[];
  text?: string;
}

export interface Group {
  category: string;
  total: number;
  counts: Record<string, number>;
}

/** What images that were built from a Dockerfile show against findings of it. */
export type Against = { image: string; fingerprint: string; reason: string }[];

/** A question about finished findings. */
export type Query =
  | { kind: "groups"; target: number; filter: Filter }
  | { kind: "rows"; target: number; filter: Filter; category: string; offset: number; limit: number }
  | { kind: "relate"; builtFrom: Options["builtFrom"] }
  | { kind: "document"; format: "report" | "sarif" | "text"; against: Against };

export type ToCoordinator =
  | { type: "start"; module: WebAssembly.Module; rules: string }
  | { type: "analyse"; source: Source; options: Options }
  | { type: "layer"; id: number; facts: Uint8Array }
  | { type: "query"; request: number; query: Query };

export type FromCoordinator =
  | { type: "layers"; jobs: LayerJobSpec[] }
  | { type: "preview"; report: string }
  | { type: "reading"; bytes: number; layers: number; entries: number }
  | { type: "judging" }
  | { type: "finished"; summary: Report }
  | { type: "reply"; request: number; value: any }
  | { type: "refused"; request: number; failure: Failure }
  | { type: "failed"; failure: Failure };

export type ToLayerWorker = { type: "start"; module: WebAssembly.Module } | { type: "scan"; job: LayerJobSpec; blob: Blob };

/** `bytes` counts what was read of the layer as it is stored. */
export type FromLayerWorker =
  | { type: "progress"; id: number; bytes: number; entries: number }
  | { type: "done"; id: number; entries: number; facts: Uint8Array }
  | { type: "failed"; id: number; failure: Failure };

export interface LayerProgress {
  id: number;
  name: string;
  length: number;
  bytes: number;
  entries: number;
  done: boolean;
}

export interface Progress {
  stage: "opening" | "layers" | "reading" | "judging";
  /** Read so far, as stored. */
  bytes: number;
  /** To be read. */
  total: number;
  layers: LayerProgress[];
  /** In one pass, without an index. */
  stream?: { layers: number; entries: number };
}
