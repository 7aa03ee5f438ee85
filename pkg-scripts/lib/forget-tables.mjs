// Takes the tables for CRC-32 of zlib-rs out of the engine: 9 KB that no compression makes smaller. The library is given raw
// deflate streams only, whose checksums the engine computes itself (crate/core/src/archive/crc32.rs); its reader of gzip headers,
// which needs the tables, is linked since it is chosen at run time. Zeros are put where they stand.
// Usage: node forget-tables.mjs IN OUT

import { readFileSync, writeFileSync } from 'node:fs';

const POLYNOMIAL = 0xedb88320;
const ENTRIES = 256;

// As braid.rs of zlib-rs builds them, for words of 4 bytes: one for single bytes, one a byte of a word, and one a byte of a
// word with four others behind it. The numbers are the zero bits that follow a byte, with its own eight.
const ROWS = [8, 16, 24, 32, 136, 144, 152, 160];

/** @param {number} bits
 *  @returns {Buffer} */
const row = (bits) => {
  const bytes = Buffer.alloc(ENTRIES * 4);
  for (let entry = 0; entry < ENTRIES; entry += 1) {
    let value = entry;
    for (let bit = 0; bit < bits; bit += 1) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    bytes.writeUInt32LE(value >>> 0, entry * 4);
  }
  return bytes;
};

/** @param {Buffer} module changed in place */
export const forgetTables = (module) => {
  for (const bits of ROWS) {
    const wanted = row(bits);
    let at = module.indexOf(wanted);
    if (at < 0) throw new Error(`the engine has no table of CRC-32 for ${bits} bits: zlib-rs has changed, so look whether this is still needed`);
    for (; at >= 0; at = module.indexOf(wanted, at)) module.fill(0, at, at + wanted.length);
  }
};

const [input, output] = process.argv.slice(2);
if (input) {
  const module = readFileSync(input);
  forgetTables(module);
  writeFileSync(output, module);
}
