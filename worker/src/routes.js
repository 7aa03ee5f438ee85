/**
 * Which address does what.
 *
 * @import { Environment, ExecutionContext } from "./types"
 */

import rules from "../rules.json";
import { scan } from "./scan.js";

/**
 * @typedef {object} Route
 * @property {string[]} methods
 * @property {boolean} open Needs no token.
 * @property {(request: Request, url: URL, env: Environment, context: ExecutionContext) => Response | Promise<Response>} handle
 */

/** Bundlers give JSON as an object; as a text module it stays as it is. */
const catalogue = typeof rules === "string" ? rules : JSON.stringify(rules);

/** @param {string} text */
const json = (text) => new Response(text, { headers: { "content-type": "application/json" } });

/** @type {Map<string, Route>} */
const routes = new Map([
  ["/v1/scan", { methods: ["POST"], open: false, handle: scan }],
  ["/v1/rules", { methods: ["GET", "HEAD"], open: false, handle: () => json(catalogue) }],
  ["/healthz", { methods: ["GET", "HEAD"], open: true, handle: () => json('{"status":"ok"}\n') }],
]);

/** @param {string} path */
export function routeOf(path) {
  return routes.get(path);
}
