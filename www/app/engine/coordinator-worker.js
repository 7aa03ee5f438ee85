/**
 * The worker that owns an analysis: answers what the engine asks for, hands its layer jobs to the page's pool, and keeps
 * the finished report so that the page can ask for pages of it. One input per worker; the page ends it.
 *
 * @import { Finished, LayerJobSpec, Options } from "../../engine/plimsoll.js"
 * @import { FromCoordinator, Query, Source, ToCoordinator } from "../../types/protocol"
 */

import { Analysis, StreamAnalysis, initSync, load_rules, scan_dockerfile } from "../../engine/plimsoll.js";
import { Groups } from "./groups.js";
import { failureOf } from "./protocol.js";
import { IndexReader, windowsOf } from "./windows.js";

/** @type {Finished | undefined} */
let finished;
/** @type {Groups | undefined} */
let groups;
/** Takes one layer's facts while layers are awaited. @type {((id: number, facts: Uint8Array) => void) | undefined} */
let takeLayer;

/**
 * A Dockerfile with its text, read at once: questions are answered in their order.
 * @param {Options["builtFrom"]} file
 */
const read = (file) => file && { ...file, text: new FileReaderSync().readAsText(file.text.slice(0, 1e7)) };

/** @param {Finished} result */
function hold(result) {
  finished = result;
  groups = new Groups((query) => result.findings(query));
  return result.summary();
}

/** @param {FromCoordinator} message */
function tell(message) {
  self.postMessage(message);
}

/**
 * Asks the page for all layers and gives their facts to the engine as they come, in any order.
 * @param {Analysis} analysis
 * @param {LayerJobSpec[]} jobs
 * @returns {Promise<void>}
 */
function scanLayers(analysis, jobs) {
  return new Promise((resolve, reject) => {
    let left = jobs.length;
    takeLayer = (id, facts) => {
      try {
        analysis.take_layer(id, facts);
        left -= 1;
        if (left === 0) resolve();
      } catch (error) {
        reject(error);
      }
    };
    if (left === 0) resolve();
    else tell({ type: "layers", jobs });
  });
}

/**
 * One pass over the whole Blob: a compressed archive has no random access.
 * @param {Blob} blob
 * @param {Options} options
 */
async function analyseStream(blob, options) {
  const analysis = new StreamAnalysis(options, blob.size);
  for await (const bytes of windowsOf(blob, 0, blob.size)) {
    analysis.feed(bytes);
    tell({ type: "reading", ...analysis.progress() });
  }
  tell({ type: "judging" });
  return analysis.finish();
}

/**
 * @param {Source} source
 * @param {Options} options
 * @returns {Promise<Finished>}
 */
async function analyse(source, options) {
  const blob = source.blob ?? new Blob([]);
  const files = new Map(source.files?.map(({ path, file }) => [path, file]));
  const analysis = new Analysis(options, blob.size);
  for (const [path, file] of files) analysis.add_file(path, file.size);
  const reader = new IndexReader(blob);
  for (;;) {
    const step = analysis.next();
    switch (step.kind) {
      case "read":
        analysis.supply(step.offset, await reader.read(step.offset, step.length));
        break;
      case "read-file": {
        const file = files.get(step.path);
        const bytes = file ? await file.slice(0, step.length).arrayBuffer() : new ArrayBuffer(0);
        analysis.supply_file(step.path, new Uint8Array(bytes));
        break;
      }
      case "layers": {
        // The config is known by now, and the layers are the long part: what can be said already is shown first.
        const layers = scanLayers(analysis, step.jobs);
        const preview = analysis.preview();
        if (preview !== undefined) tell({ type: "preview", report: preview });
        await layers;
        takeLayer = undefined;
        tell({ type: "judging" });
        break;
      }
      case "stream":
        analysis.free();
        return analyseStream(blob, options);
      case "dockerfile":
        analysis.free();
        return scan_dockerfile(new Uint8Array(await blob.arrayBuffer()), options);
      default:
        return analysis.finish();
    }
  }
}

/**
 * @param {Query} query
 * @returns {unknown}
 */
function answer(query) {
  if (!finished || !groups) throw new Error("There is no finished report to ask");
  switch (query.kind) {
    case "groups":
      return groups.groups(query.target, query.filter);
    case "rows":
      return groups.rows(query.target, query.filter, query.category, query.offset, query.limit);
    case "relate":
      finished.relate(read(query.builtFrom));
      return hold(finished);
    case "document": {
      finished.contradict(query.against);
      const text = finished[query.format]();
      return new Blob([text], { type: query.format === "text" ? "text/plain" : "application/json" });
    }
  }
}

/** @param {MessageEvent<ToCoordinator>} event */
self.onmessage = async ({ data }) => {
  try {
    switch (data.type) {
      case "start":
        initSync({ module: data.module });
        load_rules(data.rules);
        break;
      case "analyse": {
        const options = { ...data.options, builtFrom: read(data.options.builtFrom) };
        tell({ type: "finished", summary: hold(await analyse(data.source, options)) });
        break;
      }
      case "layer":
        takeLayer?.(data.id, data.facts);
        break;
      case "query":
        tell({ type: "reply", request: data.request, value: await answer(data.query) });
        break;
    }
  } catch (error) {
    const failure = failureOf(error);
    tell(data.type === "query" ? { type: "refused", request: data.request, failure } : { type: "failed", failure });
  }
};
