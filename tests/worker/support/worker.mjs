/** The built worker in workerd, through Miniflare. */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { limitMemory } from "../../../pkg-scripts/lib/limit-memory.mjs";

const ROOT = join(import.meta.dirname, "../../..");
const BUILT = process.env.PLIMSOLL_WORKER ?? join(ROOT, "build/worker");

const TYPES = { js: "ESModule", wasm: "CompiledWasm", json: "Text" };

/** @param {number | undefined} memoryPages a smaller maximum of the engine's memory, to make it trap */
function modules(memoryPages) {
  const names = ["src/index.js", ...readdirSync(join(BUILT, "src")).map((name) => `src/${name}`), "engine/create-engine.js", "engine/plimsoll_bg.wasm", "rules.json"];
  return [...new Set(names)].filter((name) => !name.endsWith(".d.ts")).map((name) => {
    const type = TYPES[name.split(".").at(-1)];
    const contents = readFileSync(join(BUILT, name));
    if (type !== "CompiledWasm") return { type, path: name, contents: contents.toString() };
    return { type, path: name, contents: memoryPages ? limitMemory(contents, memoryPages) : contents };
  });
}

/**
 * @param {import("node:test").TestContext} t
 * @param {Record<string, string>} [bindings]
 * @param {{ memoryPages?: number }} [options]
 */
export async function start(t, bindings = {}, { memoryPages } = {}) {
  let log = "";
  const miniflare = new Miniflare({
    modulesRoot: "/",
    modules: modules(memoryPages),
    compatibilityDate: "2026-04-01",
    bindings,
    handleRuntimeStdio(stdout, stderr) {
      for (const stream of [stdout, stderr]) stream.on("data", (data) => (log += data));
    },
  });
  t.after(() => miniflare.dispose());
  const base = await miniflare.ready;
  return {
    log: () => log,
    base,
    /** @param {string} path @param {RequestInit} [init] */
    fetch: (path, init = {}) => fetch(new URL(path, base), { ...(init.body instanceof ReadableStream ? { duplex: "half" } : {}), ...init }),
    /** @param {BodyInit} body @param {Record<string, string>} [headers] */
    scan(body, headers = {}, query = "") {
      return this.fetch(`/v1/scan${query}`, { method: "POST", body, headers });
    },
  };
}

/** The error of an answer, after checking that it is one as promised. */
export async function failure(response) {
  const { error } = await response.json();
  if (typeof error.code !== "string" || !error.message || !error.action) throw new Error(`not an error: ${JSON.stringify(error)}`);
  return error;
}
