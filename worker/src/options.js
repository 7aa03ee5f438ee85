/**
 * The query of a scan as options of the engine. An option that is not known is refused: a misspelt one that is passed
 * over would change the result in silence.
 *
 * @import { EngineOptions, Environment } from "./types"
 */

import { HttpError } from "./errors.js";
import { ENGINE_LIMITS } from "./limits.js";

const KNOWN = ["platform", "image", "all", "ignore", "name", "as_of", "target", "profile", "config", "dockerignore"];

/** @type {Record<string, boolean>} */
const SWITCH = { "": true, 1: true, true: true, 0: false, false: false };

/**
 * @param {URLSearchParams} query
 * @param {Environment} env
 * @returns {EngineOptions}
 */
export function optionsOf(query, env) {
  const unknown = [...query.keys()].find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) {
    throw new HttpError(400, "options", `There is no option "${unknown.slice(0, 50)}"`, `Options are ${KNOWN.join(", ")}`);
  }
  const all = SWITCH[query.get("all") ?? "0"];
  if (all === undefined) throw new HttpError(400, "options", "The option all is a switch", "Write all=true or all=false");
  return {
    name: query.get("name") ?? "",
    // The clock stands still while a request computes, which does not matter for a day.
    asOf: query.get("as_of") ?? new Date().toISOString().slice(0, 10),
    ignore: query.getAll("ignore").flatMap((names) => names.split(",")).map((name) => name.trim()).filter(Boolean),
    platform: query.get("platform") ?? undefined,
    reference: query.get("image") ?? undefined,
    all,
    target: query.get("target") ?? undefined,
    profile: query.get("profile") ?? undefined,
    config: query.get("config") ?? env.PLIMSOLL_CONFIG,
    dockerignore: query.get("dockerignore") ?? undefined,
    limits: ENGINE_LIMITS,
  };
}
