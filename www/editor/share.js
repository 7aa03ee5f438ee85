/**
 * A text as the fragment of an address, and back. A fragment is never sent to a server.
 *
 * @import { Draft } from "../types/editor"
 */

/** Longest link that is made: what chats and mail programs still take whole. */
export const MAX_LINK = 16_000;

/** Largest text that a link may unfold to. */
const MAX_TEXT = 1024 * 1024;

/** @type {Record<string, keyof Draft>} */
const FIELDS = { d: "text", c: "config", i: "dockerignore" };

/** @param {string} text */
async function packed(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/u, "");
}

/** @param {string} base64 */
async function unpacked(base64) {
  const bytes = Uint8Array.from(atob(base64.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const pieces = [];
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MAX_TEXT) {
      reader.cancel().catch(() => {});
      throw new Error("The text in this link is too long");
    }
    pieces.push(/** @type {Uint8Array<ArrayBuffer>} */ (value));
  }
  return new TextDecoder("utf-8", { fatal: true }).decode(await new Blob(pieces).arrayBuffer());
}

/**
 * @param {Draft} draft
 * @returns {Promise<string>} Without `#`.
 */
export async function toFragment(draft) {
  const parts = await Promise.all(Object.entries(FIELDS).map(async ([name, field]) => (name === "d" || draft[field] ? `${name}=${await packed(draft[field] ?? "")}` : "")));
  return parts.filter(Boolean).join("&");
}

/**
 * @param {string} fragment Without `#`.
 * @returns {Promise<Draft>}
 */
export async function fromFragment(fragment) {
  /** @type {Draft} */
  const draft = { text: "" };
  for (const part of fragment.split("&")) {
    const field = FIELDS[part.slice(0, part.indexOf("="))];
    if (field) draft[field] = (await unpacked(part.slice(2))).replaceAll("\r\n", "\n");
  }
  return draft;
}
