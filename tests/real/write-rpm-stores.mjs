// rpm's header blobs in the stores that Debian's rpm cannot write, from what `rpmdb --exportdb` gives on standard input.
// Usage: node write-rpm-stores.mjs ndb|berkeley >FILE. The second writes text for `db_load -t hash`.

import { readFileSync } from 'node:fs';

const MAGIC = Buffer.from('8eade80100000000', 'hex');
const exported = readFileSync(0);
const blobs = [];
for (let place = 0; place < exported.length; ) {
  if (!exported.subarray(place, place + 8).equals(MAGIC)) throw new Error(`no header at byte ${place}`);
  // Databases leave the magic out: number of index entries, bytes of data, the index, the data.
  const length = 8 + 16 * exported.readUInt32BE(place + 8) + exported.readUInt32BE(place + 12);
  blobs.push(exported.subarray(place + 8, place + 8 + length));
  place += 8 + length;
}

const words = (...values) => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    if (typeof value === 'string') bytes.write(value, index * 4, 'latin1');
    else bytes.writeUInt32LE(value, index * 4);
  });
  return bytes;
};

if (process.argv[2] === 'ndb') {
  // lib/backend/ndb/rpmpkg.c: the header takes the room of two slots; places and lengths of blobs are in units of 16 bytes.
  const pages = Math.ceil((blobs.length + 2) / 256);
  const slots = [];
  const bodies = [];
  let place = (pages * 4096) / 16;
  blobs.forEach((blob, index) => {
    const padding = Buffer.alloc((16 - ((blob.length + 12) % 16)) % 16);
    // The checksum is not looked at by readers of images.
    const body = Buffer.concat([words('BlbS', index + 1, 1, blob.length), blob, padding, words(0, blob.length, 'BlbE')]);
    slots.push(words('Slot', index + 1, place, body.length / 16));
    bodies.push(body);
    place += body.length / 16;
  });
  while (slots.length < pages * 256 - 2) slots.push(words('Slot', 0, 0, 0));
  process.stdout.write(Buffer.concat([words('RpmP', 0, 1, pages, blobs.length + 1, 0, 0, 0), ...slots, ...bodies]));
} else {
  const key = (number) => words(number).toString('hex');
  const lines = ['VERSION=3', 'format=bytevalue', 'type=hash', 'db_pagesize=4096', 'HEADER=END'];
  lines.push(` ${key(0)}`, ` ${key(blobs.length)}`);
  blobs.forEach((blob, index) => lines.push(` ${key(index + 1)}`, ` ${blob.toString('hex')}`));
  process.stdout.write(`${lines.join('\n')}\nDATA=END\n`);
}
