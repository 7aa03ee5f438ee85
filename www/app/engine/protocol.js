/**
 * What the page and its workers say to each other, and the numbers both rely on. Types and constants only.
 *
 * @import { LayerJobSpec, Options } from "../../engine/plimsoll.js"
 * @import { Report } from "../../types/report"
 */

/** Bytes read from a Blob at once: each read costs about 1.5 ms whatever its size, so small ones crawl. */
export const WINDOW = 8 * 1024 * 1024;

/** Smallest read while the outer headers are indexed; what the engine asks for next is usually already in it. */
export const INDEX_WINDOW = 512 * 1024;

/** Findings asked of the engine at once while they are grouped. */
export const GROUPING_SLICE = 1000;

/**
 * Where the bytes come from. A folder's paths are relative to the folder.
 * @typedef {{ kind: "blob", blob: Blob }
 *   | { kind: "folder", files: { path: string, file: File }[] }
 *   | { kind: "text", bytes: Uint8Array }} Source
 */

/**
 * What went wrong, for people. `trap` means that the wasm instance is dead and its worker must go.
 * @typedef {{ message: string, action?: string, trap?: boolean }} Failure
 */

/** @typedef {{ severities?: string[], text?: string }} Filter */
/** @typedef {{ category: string, total: number, counts: Record<string, number> }} Group */

/**
 * From the page to the coordinator.
 * @typedef {{ type: "start", module: WebAssembly.Module }
 *   | { type: "analyse", source: Source, options: Options }
 *   | { type: "layer", id: number, facts: Uint8Array }
 *   | { type: "query", request: number, query: Query }} ToCoordinator
 */

/**
 * A question about finished findings.
 * @typedef {{ kind: "groups", target: number, filter: Filter }
 *   | { kind: "rows", target: number, filter: Filter, category: string, offset: number, limit: number }
 *   | { kind: "document", format: "report" | "sarif" | "text" }} Query
 */

/**
 * From the coordinator to the page.
 * @typedef {{ type: "ready", version: string }
 *   | { type: "layers", jobs: LayerJobSpec[] }
 *   | { type: "preview", report: string }
 *   | { type: "reading", bytes: number, layers?: number, entries?: number, member?: string }
 *   | { type: "judging" }
 *   | { type: "finished", summary: Report }
 *   | { type: "reply", request: number, value: any }
 *   | { type: "refused", request: number, failure: Failure }
 *   | { type: "failed", failure: Failure }} FromCoordinator
 */

/**
 * From the page to a layer worker.
 * @typedef {{ type: "start", module: WebAssembly.Module }
 *   | { type: "scan", job: LayerJobSpec, blob: Blob }} ToLayerWorker
 */

/**
 * From a layer worker to the page. `bytes` counts what was read of the layer as it is stored.
 * @typedef {{ type: "progress", id: number, bytes: number, entries: number }
 *   | { type: "done", id: number, entries: number, facts: Uint8Array }
 *   | { type: "failed", id: number, failure: Failure }} FromLayerWorker
 */

/**
 * An error as plain data, since a worker's errors lose their fields on the way to the page.
 * @param {unknown} error
 * @returns {Failure}
 */
export function failureOf(error) {
  if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
    return {
      message: `The engine stopped unexpectedly (${error.message})`,
      action: "This is a fault of Plimsoll. Please report it, with the way the image was made if you can",
      trap: true,
    };
  }
  if (error instanceof DOMException) {
    return {
      message: `The browser could not read the file (${error.name})`,
      action: "It may have been changed, moved or ejected since it was chosen. Choose it again",
    };
  }
  const { message, action } = /** @type {{ message?: unknown, action?: unknown }} */ (error ?? {});
  return {
    message: typeof message === "string" && message !== "" ? message : String(error),
    action: typeof action === "string" ? action : undefined,
  };
}
