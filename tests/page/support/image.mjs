/** Archives of images, made as `docker save` does. */

import { createHash } from "node:crypto";

/** @param {[string, Uint8Array | string][]} files */
export function tar(files) {
  const blocks = files.flatMap(([name, text]) => {
    const body = Buffer.from(text);
    const header = Buffer.alloc(512);
    const field = (at, value) => header.write(value, at, "latin1");
    field(0, name);
    field(100, "0000644\0");
    field(108, "0000000\0");
    field(116, "0000000\0");
    field(124, `${body.length.toString(8).padStart(11, "0")}\0`);
    field(136, "00000000000\0");
    field(148, "        ");
    field(156, "0");
    field(257, "ustar\x0000");
    field(148, `${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, "0")}\0 `);
    return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

const sha256 = (bytes) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/**
 * @param {{ tar: Uint8Array, stored: Uint8Array, diffId?: string }[]} layers Lowest first. `diffId` is what the
 *   configuration claims, the right one if it is left out.
 * @param {{ config?: object, history?: object[] }} [more] What the image starts with and how it was built.
 */
export function dockerArchive(layers, more = {}) {
  const config = Buffer.from(
    JSON.stringify({
      architecture: "amd64",
      os: "linux",
      config: more.config ?? {},
      rootfs: { type: "layers", diff_ids: layers.map((layer) => layer.diffId ?? sha256(layer.tar)) },
      history: more.history ?? layers.map((_, number) => ({ created_by: `RUN step ${number}` })),
    }),
  );
  const blob = (bytes) => `blobs/sha256/${sha256(bytes).slice(7)}`;
  const manifest = [{ Config: blob(config), RepoTags: ["x:1"], Layers: layers.map(({ stored }) => blob(stored)) }];
  return tar([[blob(config), config], ...layers.map(({ stored }) => [blob(stored), stored]), ["manifest.json", JSON.stringify(manifest)]]);
}
