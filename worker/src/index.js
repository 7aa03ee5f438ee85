/**
 * The edge worker: image archives and Dockerfiles in, reports out. See README.md for its interface and limits.
 *
 * Must not log or keep anything of what it is sent: the log has method, path, status and duration, nothing else.
 *
 * @import { Environment, ExecutionContext } from "./types"
 */

import { isAuthorised } from "./auth.js";
import { HttpError, errorResponse } from "./errors.js";
import { preflight, withHeaders } from "./headers.js";
import { routeOf } from "./routes.js";

/**
 * @param {Request} request
 * @param {URL} url
 * @param {Environment} env
 * @param {ExecutionContext} context
 */
async function answer(request, url, env, context) {
  const route = routeOf(url.pathname);
  if (!route) throw new HttpError(404, "not-found", "There is nothing at this address", "Use POST /v1/scan, GET /v1/rules or GET /healthz");
  if (request.method === "OPTIONS" && env.ALLOW_ORIGIN) return preflight(route.methods);
  if (!route.methods.includes(request.method)) {
    const allow = route.methods.join(", ");
    throw new HttpError(405, "method-not-allowed", `This address does not take ${request.method}`, `Use ${allow}`, { allow });
  }
  if (!route.open && !(await isAuthorised(request, env))) {
    throw new HttpError(401, "unauthorised", "The bearer token is missing or wrong", "Send the header Authorization: Bearer with the token that this worker was configured with", {
      "www-authenticate": 'Bearer realm="plimsoll"',
    });
  }
  return route.handle(request, url, env, context);
}

export default {
  /**
   * @param {Request} request
   * @param {Environment} env
   * @param {ExecutionContext} context
   * @returns {Promise<Response>}
   */
  async fetch(request, env, context) {
    const started = Date.now();
    const url = new URL(request.url);
    /** @type {Response} */
    let response;
    try {
      response = await answer(request, url, env, context);
    } catch (error) {
      response = errorResponse(error);
      // What is left of the body is not wanted; it may be locked or broken already.
      if (request.body && !request.body.locked) request.body.cancel().catch(() => {});
    }
    console.log(JSON.stringify({ method: request.method, path: url.pathname.slice(0, 100), status: response.status, milliseconds: Date.now() - started }));
    return withHeaders(request.method === "HEAD" ? new Response(null, response) : response, env);
  },
};
