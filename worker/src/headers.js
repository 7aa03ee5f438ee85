/**
 * The headers that every answer has.
 *
 * @import { Environment } from "./types"
 */

/**
 * @param {Response} response
 * @param {Environment} env
 */
export function withHeaders(response, env) {
  const { headers } = response;
  headers.set("cache-control", "no-store");
  headers.set("x-content-type-options", "nosniff");
  // By default no page of another origin may read an answer.
  if (env.ALLOW_ORIGIN) {
    headers.set("access-control-allow-origin", env.ALLOW_ORIGIN);
    headers.append("vary", "origin");
  }
  return response;
}

/** @param {string[]} methods */
export function preflight(methods) {
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-methods": methods.join(", "),
      "access-control-allow-headers": "authorization, content-type, accept",
      "access-control-max-age": "86400",
    },
  });
}
