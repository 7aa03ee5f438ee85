/**
 * `POST /v1/scan`.
 *
 * @import { Engine, EngineOptions, Environment, ExecutionContext, Finished, StreamAnalysis } from "./types"
 */

import { windowsOf } from "./body.js";
import { lease } from "./engine.js";
import { HttpError, isTrap } from "./errors.js";
import { MAX_DOCKERFILE_BYTES, limitsOf } from "./limits.js";
import { negotiate } from "./negotiate.js";
import { optionsOf } from "./options.js";

/** A trap with more memory in use than this is most likely for want of it: an allocation may have asked for half. */
const SHORT_OF_MEMORY = 24 * 1024 * 1024;

const EMPTY = () => new HttpError(400, "empty", "The body is empty", "Send an image archive or a Dockerfile as the body: curl --data-binary @image.tar");

/** @param {string} type */
function isTextType(type) {
  return type.startsWith("text/") || type === "application/x-dockerfile";
}

/**
 * @param {Engine} engine
 * @param {AsyncGenerator<Uint8Array, void>} windows
 * @param {Uint8Array} head
 * @param {EngineOptions} options
 */
async function scanText(engine, windows, head, options) {
  const parts = [head.slice()];
  let length = head.length;
  for await (const window of windows) {
    length += window.length;
    if (length > MAX_DOCKERFILE_BYTES) break;
    parts.push(window.slice());
  }
  if (length > MAX_DOCKERFILE_BYTES) {
    throw new HttpError(413, "body-too-large", `The body is a text of more than ${MAX_DOCKERFILE_BYTES} bytes`, "Send an image archive, or a Dockerfile of a usual size");
  }
  const text = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    text.set(part, offset);
    offset += part.length;
  }
  return engine.scan_dockerfile(text, { ...options, name: options.name || "Dockerfile" });
}

/**
 * @param {Engine} engine
 * @param {AsyncGenerator<Uint8Array, void>} windows
 * @param {Uint8Array} head
 * @param {EngineOptions} options
 * @param {() => void} alive
 */
async function scanArchive(engine, windows, head, options, alive) {
  /** @type {StreamAnalysis | undefined} */
  let analysis = new engine.StreamAnalysis({ ...options, name: options.name || "image.tar" }, 0);
  try {
    analysis.feed(head);
    for await (const window of windows) {
      alive();
      analysis.feed(window);
    }
    const whole = analysis;
    analysis = undefined;
    return whole.finish();
  } catch (error) {
    // A dead instance cannot free anything.
    if (isTrap(error)) analysis = undefined;
    throw error;
  } finally {
    analysis?.free();
  }
}

/**
 * @param {Engine} engine
 * @param {Request} request
 * @param {EngineOptions} options
 * @param {{ bodyBytes: number, seconds: number }} limits
 * @param {() => void} alive
 * @returns {Promise<Finished>}
 */
async function analyse(engine, request, options, limits, alive) {
  const unknown = engine.unknown_rules(options)[0];
  if (unknown !== undefined) {
    throw new HttpError(400, options.ignore.includes(unknown) ? "options" : "config", `No rule is called "${unknown.slice(0, 50)}"`, "GET /v1/rules lists them with their aliases");
  }
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "multipart/form-data") {
    throw new HttpError(415, "not-an-archive", "The body is a form", "Send the file itself as the body: curl --data-binary @image.tar");
  }
  const windows = windowsOf(request, limits);
  try {
    const first = await windows.next();
    if (first.done) throw EMPTY();
    if (isTextType(type) || engine.is_dockerfile(options.name, first.value)) return await scanText(engine, windows, first.value, options);
    return await scanArchive(engine, windows, first.value, options, alive);
  } finally {
    await windows.return();
  }
}

/**
 * @param {Request} request
 * @param {URL} url
 * @param {Environment} env
 * @param {ExecutionContext} context
 * @returns {Promise<Response>}
 */
export async function scan(request, url, env, context) {
  const offer = negotiate(request.headers.get("accept"));
  if (!offer) throw new HttpError(406, "not-acceptable", "No form of the report is acceptable to you", "Accept application/json, application/sarif+json or text/plain");
  const options = optionsOf(url.searchParams, env);
  const limits = limitsOf(env);
  const held = lease(limits.concurrent);
  const { engine } = held;
  const work = (async () => {
    let dead = false;
    try {
      const finished = await analyse(engine, request, options, limits, () => held.touch());
      const text = finished[offer.format]();
      finished.free();
      const headers = new Headers({ "content-type": offer.format === "text" ? "text/plain; charset=utf-8" : offer.type, vary: "accept" });
      if (env.DEBUG_MEMORY) headers.set("x-engine-memory-bytes", String(engine.memory.buffer.byteLength));
      return new Response(text, { headers });
    } catch (error) {
      dead = isTrap(error);
      const { code, message } = /** @type {{ code?: unknown, message?: unknown }} */ (error ?? {});
      if (code === "config" && !url.searchParams.has("config")) {
        throw new HttpError(500, "misconfigured", `The worker's PLIMSOLL_CONFIG is wrong: ${message}`, "Correct it where the worker is deployed");
      }
      if (dead && engine.memory.buffer.byteLength > SHORT_OF_MEMORY) {
        throw new HttpError(422, "out-of-memory", "The image needs more memory than this worker has", "Analyse it in the terminal (plimsoll scan) or on the page");
      }
      throw error;
    } finally {
      held.end({ dead });
    }
  })();
  // A client that goes away ends the request; what the engine holds must be given back all the same.
  context.waitUntil(work.catch(() => {}));
  return work;
}
