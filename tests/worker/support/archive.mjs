/** Image archives made piece by piece, of any size: nothing is held but a block or two. */

import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

const BLOCK = 512;

/** @param {string} name @param {number} size */
export function header(name, size, { mode = 0o644, type = "0", uid = 0 } = {}) {
  const bytes = Buffer.alloc(BLOCK);
  const octal = (/** @type {number} */ value, /** @type {number} */ width) => value.toString(8).padStart(width - 1, "0") + "\0";
  bytes.write(name, 0, 100);
  bytes.write(octal(mode, 8), 100);
  bytes.write(octal(uid, 8), 108);
  bytes.write(octal(0, 8), 116);
  bytes.write(octal(size, 12), 124);
  bytes.write(octal(1_700_000_000, 12), 136);
  bytes.write("        ", 148);
  bytes.write(type, 156);
  bytes.write("ustar\x0000", 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return bytes;
}

const padding = (/** @type {number} */ size) => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

/** A layer whose files are small: `files` are [path, body, { mode }]. */
export function layerOf(files, { end = true } = {}) {
  const parts = [];
  for (const [path, body = "", options = {}] of files) {
    const bytes = Buffer.from(body);
    parts.push(header(path, bytes.length, options), bytes, padding(bytes.length));
  }
  if (end) parts.push(Buffer.alloc(2 * BLOCK));
  const bytes = Buffer.concat(parts);
  return { size: bytes.length, pieces: () => [bytes] };
}

/** A layer of so many empty files with paths of 60 bytes. */
export function layerOfEntries(count, number, { mode = 0o644 } = {}) {
  return {
    size: (count + 2) * BLOCK,
    *pieces() {
      for (let index = 0; index < count; index += 1) yield header(`usr/share/layer-${String(number).padStart(3, "0")}/some-directory/${String(index).padStart(8, "0")}.data`.padEnd(60, "x"), 0, { mode });
      yield Buffer.alloc(2 * BLOCK);
    },
  };
}

/** A layer of one file of so many bytes, which do not compress. */
export function layerOfBytes(size, number) {
  const block = Buffer.alloc(1024 * 1024);
  for (let index = 0, state = number + 1; index < block.length; index += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    block.writeUInt32LE(state, index);
  }
  const mebibytes = Math.ceil(size / block.length);
  return {
    size: BLOCK + mebibytes * block.length + 2 * BLOCK,
    *pieces() {
      yield header(`var/lib/blob-${number}`, mebibytes * block.length);
      for (let index = 0; index < mebibytes; index += 1) yield block;
      yield Buffer.alloc(2 * BLOCK);
    },
  };
}

/** @param {{ size: number, pieces: () => Iterable<Buffer> }} layer */
export function gzipped(layer) {
  const bytes = gzipSync(Buffer.concat([...layer.pieces()]));
  return { size: bytes.length, pieces: () => [bytes], tar: layer };
}

/** `docker save`, in pieces; the documents come last, as skopeo writes them. */
export function* pieces(layers, { config = {}, tag = "example:1" } = {}) {
  const diffIds = [];
  const names = [];
  for (const [index, layer] of layers.entries()) {
    const name = `${String(index).padStart(64, "0")}/layer.tar`;
    names.push(name);
    yield header(name, layer.size);
    const hash = createHash("sha256");
    for (const piece of layer.pieces()) {
      if (!layer.tar) hash.update(piece);
      yield piece;
    }
    for (const piece of layer.tar?.pieces() ?? []) hash.update(piece);
    diffIds.push(`sha256:${hash.digest("hex")}`);
    yield padding(layer.size);
  }
  const document = JSON.stringify({
    architecture: "amd64",
    os: "linux",
    created: "2026-01-01T00:00:00Z",
    config,
    rootfs: { type: "layers", diff_ids: diffIds },
    history: names.map((_, index) => ({ created: "2026-01-01T00:00:00Z", created_by: `RUN step ${index}` })),
  });
  const configName = `${createHash("sha256").update(document).digest("hex")}.json`;
  const manifest = JSON.stringify([{ Config: configName, RepoTags: [tag], Layers: names }]);
  for (const [name, text] of [[configName, document], ["manifest.json", manifest]]) {
    yield header(name, Buffer.byteLength(text));
    yield Buffer.from(text);
    yield padding(Buffer.byteLength(text));
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** @param {Iterable<Buffer>} source */
export function archive(source) {
  return Buffer.concat([...source]);
}

/** A body that is made as it is sent. */
export function streamed(source, { size = 256 * 1024 } = {}) {
  const iterator = source[Symbol.iterator]();
  return new ReadableStream({
    type: "bytes",
    pull(controller) {
      const parts = [];
      let length = 0;
      while (length < size) {
        const { done, value } = iterator.next();
        if (done) break;
        parts.push(value);
        length += value.length;
      }
      if (length === 0) controller.close();
      else controller.enqueue(new Uint8Array(Buffer.concat(parts)));
    },
  });
}

/** A small image with something to find: it runs as root, holds a key and a setuid file. */
export function sample() {
  const files = [
    ["etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"],
    ["etc/group", "root:x:0:\n"],
    ["usr/bin/odd", "#!/bin/sh\n", { mode: 0o4755 }],
    ["root/.ssh/id_ed25519", `-----BEGIN OPENSSH PRIVATE KEY-----\n${"b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB".repeat(4)}\n-----END OPENSSH PRIVATE KEY-----\n`, { mode: 0o600 }],
  ];
  return archive(pieces([layerOf(files), gzipped(layerOf([["tmp/open", "x", { mode: 0o666 }]]))], { config: { Cmd: ["/usr/bin/odd"], ExposedPorts: { "22/tcp": {} } } }));
}
