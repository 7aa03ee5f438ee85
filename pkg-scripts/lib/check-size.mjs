// Prints the size of the engine and fails when it is above the limit. Usage: node check-size.mjs FILE
// The measure is what a visitor downloads: gzip -9. 1 KB is 1000 bytes here.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';

const WARN_ABOVE = 600_000;
const FAIL_ABOVE = 1_000_000;

const file = process.argv[2];
const bytes = readFileSync(file);
const packed = gzipSync(bytes, { level: 9 }).length;
const kilobytes = (count) => `${(count / 1000).toFixed(1)} KB`;

console.log(`build: ${basename(file)} is ${kilobytes(bytes.length)}, ${kilobytes(packed)} gzipped`);
if (packed > FAIL_ABOVE) {
  console.error(`error: the engine is above its limit of ${kilobytes(FAIL_ABOVE)} gzipped`);
  process.exitCode = 1;
} else if (packed > WARN_ABOVE) {
  console.error(`warning: the engine is above its budget of ${kilobytes(WARN_ABOVE)} gzipped`);
}
