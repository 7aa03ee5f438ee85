/**
 * Which address does what.
 *
 * @import { Environment, ExecutionContext } from "./types"
 */

import { catalogue } from "./catalogue.js";
import { scan } from "./scan.js";

/**
 * @typedef {object} Route
 * @property {string[]} methods
 * @property {boolean} open Needs no token.
 * @property {(request: Request, url: URL, env: Environment, context: ExecutionContext) => Response | Promise<Response>} handle
 */

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
