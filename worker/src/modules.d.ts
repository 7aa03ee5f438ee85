/** What the build puts beside the worker's sources. */

declare module "*/engine/plimsoll_bg.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "*/engine/create-engine.js" {
  export function createEngine(module: WebAssembly.Module): import("./types").Engine;
}

declare module "*/rules.json" {
  const rules: string | object;
  export default rules;
}
