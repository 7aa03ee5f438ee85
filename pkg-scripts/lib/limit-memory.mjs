// Sets the maximum of a wasm module's own memory. The platform of the worker allows 128 MB for an isolate, shared by
// concurrent requests, and workerd on its own does not enforce it; a module that says its maximum is bound everywhere.
// Usage: node limit-memory.mjs IN OUT MEBIBYTES

import { readFileSync, writeFileSync } from 'node:fs';

const MEMORY_SECTION = 5; // WebAssembly core specification, 5.5.2
const PAGES_PER_MEBIBYTE = 16;

const readUnsigned = (bytes, at) => {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined || shift > 28) throw new Error(`the number at offset ${at} is cut off or too long`);
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next: at };
  }
};

const unsigned = (value) => {
  const out = [];
  for (; value >= 0x80; value = Math.floor(value / 128)) out.push((value % 128) | 0x80);
  return [...out, value];
};

/** @param {Uint8Array} module with one 32-bit memory of its own
 *  @param {number} maximum in pages of 64 KiB
 *  @returns {Uint8Array} */
export const limitMemory = (module, maximum) => {
  for (let at = 8; at < module.length; ) {
    const start = at;
    const { value: size, next: body } = readUnsigned(module, at + 1);
    at = body + size;
    if (module[start] !== MEMORY_SECTION) continue;
    const count = readUnsigned(module, body);
    const minimum = readUnsigned(module, count.next + 1);
    if (count.value !== 1 || module[count.next] > 1) throw new Error('expected one 32-bit memory that is not shared');
    if (minimum.value > maximum) throw new Error(`the module starts with ${minimum.value} pages, more than ${maximum}`);
    const limits = [1, 1, ...unsigned(minimum.value), ...unsigned(maximum)];
    return Buffer.concat([
      module.subarray(0, start),
      Buffer.from([MEMORY_SECTION, ...unsigned(limits.length), ...limits]),
      module.subarray(at),
    ]);
  }
  throw new Error('the module has no memory of its own');
};

if (process.argv[1] === import.meta.filename) {
  const [input, output, mebibytes] = process.argv.slice(2);
  writeFileSync(output, limitMemory(readFileSync(input), Number(mebibytes) * PAGES_PER_MEBIBYTE));
}
