/**
 * Makes the engine's workers, each from a `blob:` address, so that it inherits the page's lock (crate/ARCHITECTURE.md says
 * why). A `blob:` module can import nothing, so each is one text: the engine's glue and the worker's modules.
 */

/** The modules of each worker, relative to this one, imported ones first. */
const PARTS = {
  coordinator: ["protocol.js", "windows.js", "groups.js", "coordinator-worker.js"],
  layer: ["protocol.js", "windows.js", "inflated.js", "layer-worker.js"],
  linter: ["protocol.js", "../../editor/lint-worker.js"],
};

/** The engine's glue, relative to this module. */
const GLUE = "../../engine/plimsoll.js";

/** In our own modules imports always start a line and end in a semicolon. */
const IMPORT = /^import\s[^;]*;$/gmu;

/**
 * The text of every worker, by its role.
 * @param {(path: string) => Promise<string>} read Text of a file beside this module.
 */
export async function workerSources(read) {
  const names = [...new Set([GLUE, ...Object.values(PARTS).flat()])];
  const texts = new Map(await Promise.all(names.map(async (name) => /** @type {[string, string]} */ ([name, await read(name)]))));
  const glue = texts.get(GLUE) ?? "";
  if (IMPORT.test(glue)) throw new Error("The engine's glue imports other modules, which a blob worker cannot do");
  return Object.entries(PARTS).map(([role, parts]) => [role, [glue, ...parts.map((part) => (texts.get(part) ?? "").replace(IMPORT, ""))].join("\n")]);
}

/** The addresses that may become workers. Browsers without Trusted Types take any. */
const made = new Set();
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("plimsoll-worker", {
  createScriptURL(/** @type {string} */ address) {
    if (made.has(address)) return address;
    throw new TypeError("Workers start only from addresses that this page made");
  },
});

export class Workers {
  #module;
  #rules;
  #addresses = new Map();
  /** A coordinator started ahead, so that a drop does not wait for one. @type {Worker | undefined} */
  #spare;

  /**
   * @param {WebAssembly.Module} module Compiled once, for all workers.
   * @param {string} rules Text of the catalogue.
   * @param {string[][]} sources
   */
  constructor(module, rules, sources) {
    this.#module = module;
    this.#rules = rules;
    for (const [role, text] of sources) {
      const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      made.add(url);
      this.#addresses.set(role, url);
    }
  }

  /** Starts a coordinator for the next input. */
  warm() {
    this.#spare ??= this.start("coordinator");
  }

  coordinator() {
    const worker = this.#spare ?? this.start("coordinator");
    this.#spare = undefined;
    return worker;
  }

  /** @param {keyof typeof PARTS} role */
  start(role) {
    const address = this.#addresses.get(role);
    const worker = new Worker(policy ? policy.createScriptURL(address) : address, { type: "module", name: `plimsoll ${role}` });
    worker.postMessage({ type: "start", module: this.#module, rules: this.#rules });
    return worker;
  }
}
