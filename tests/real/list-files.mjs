// Lists a root filesystem as JSON lines, sorted by path bytes. A name that is not UTF-8 is given as hexadecimal bytes
// under "pathHex" (or "linkHex") instead. Usage: node list-files.mjs FOLDER

import { lstatSync, readdirSync, readlinkSync, writeSync } from 'node:fs';

const SLASH = Buffer.from('/');
const root = Buffer.from(process.argv[2]);

const typeOf = (stat) =>
  stat.isDirectory()
    ? 'directory'
    : stat.isSymbolicLink()
      ? 'symlink'
      : stat.isFile()
        ? 'file'
        : stat.isCharacterDevice()
          ? 'char'
          : stat.isBlockDevice()
            ? 'block'
            : stat.isFIFO()
              ? 'fifo'
              : 'socket';

const named = (key, bytes) => {
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? { [key]: text } : { [`${key}Hex`]: bytes.toString('hex') };
};

const entries = [];
const waiting = [Buffer.alloc(0)];
while (waiting.length > 0) {
  const folder = waiting.pop();
  for (const name of readdirSync(Buffer.concat([root, SLASH, folder]), { encoding: 'buffer' })) {
    const path = folder.length > 0 ? Buffer.concat([folder, SLASH, name]) : name;
    const full = Buffer.concat([root, SLASH, path]);
    const stat = lstatSync(full);
    const type = typeOf(stat);
    const entry = {
      ...named('path', path),
      type,
      mode: (stat.mode & 0o7777).toString(8).padStart(4, '0'),
      uid: stat.uid,
      gid: stat.gid,
      // The size of a directory is the disk's affair, that of a link is the length of its target.
      size: type === 'file' ? stat.size : 0,
      ...(type === 'symlink' ? named('link', readlinkSync(full, { encoding: 'buffer' })) : {}),
      ...(type === 'file' && stat.nlink > 1 ? { links: stat.nlink } : {}),
    };
    entries.push([path, entry]);
    if (type === 'directory') waiting.push(path);
  }
}
entries.sort(([a], [b]) => Buffer.compare(a, b));
for (let at = 0; at < entries.length; at += 1000) {
  const lines = entries.slice(at, at + 1000).map(([, entry]) => `${JSON.stringify(entry)}\n`);
  writeSync(1, lines.join(''));
}
