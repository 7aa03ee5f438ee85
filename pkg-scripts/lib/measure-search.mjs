// How fast the search for secrets is in wasm, one thread, over all files of an image's layers.
// Usage: node measure-search.mjs MODULE IMAGE.docker.tar, MODULE being what wasm-bindgen made for Node.

import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';

const ROUNDS = 3;
/** Larger files are left out: a wasm memory has to hold each at once, and the engine never does. */
const LARGEST = 64 * 1024 * 1024;

const [module, image] = process.argv.slice(2);
const { BodySearch } = createRequire(import.meta.url)(module);

const file = openSync(image);
function read(at, length) {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, at));
}

/** Bodies of the regular files of a tar that lies at a place of the image; layers of docker save are such files themselves. */
function bodies(start, end, isLayer) {
  const found = [];
  for (let at = start; at + 512 <= end; ) {
    const header = read(at, 512);
    if (header[0] === 0) break;
    const length = parseInt(header.toString('latin1', 124, 136), 8);
    const type = header[156];
    at += 512;
    if (type === 0 || type === 0x30) {
      if (!isLayer && read(at + 257, 5).toString('latin1') === 'ustar') found.push(...bodies(at, at + length, true));
      else if (isLayer && length > 0 && length <= LARGEST) found.push(read(at, length));
    }
    at += Math.ceil(length / 512) * 512;
  }
  return found;
}

const all = bodies(0, Infinity, false);
closeSync(file);
const bytes = all.reduce((sum, body) => sum + body.length, 0);
for (let round = 1; round <= ROUNDS; round++) {
  const search = new BodySearch();
  const before = process.cpuUsage();
  let hits = 0;
  for (const body of all) hits = search.body(body);
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  console.log(`wasm, round ${round}: ${all.length} files, ${bytes} bytes, ${hits} hits, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s`);
  search.free();
}
