// build/images/index.json: every image in every form, for the tests. Usage: node write-index.mjs [--print] FOLDER

import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const print = process.argv[2] === '--print';
const folder = process.argv[print ? 3 : 2];
const file = join(folder, 'index.json');

const FORMS = {
  '.docker.tar': 'docker-archive',
  '.docker.tar.gz': 'docker-archive in gzip',
  '.oci-gzip.tar': 'oci-archive, gzip layers',
  '.oci-zstd.tar': 'oci-archive, zstd layers',
  '.layout': 'oci layout directory',
};
const sizeOf = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
    : statSync(path).size;

if (!print) {
  const images = [];
  for (const name of readdirSync(folder).sort()) {
    const ending = Object.keys(FORMS).find((ending) => name.endsWith(ending));
    if (ending === undefined) continue;
    const image = name.slice(0, -ending.length);
    const listing = `${image}.files.jsonl`;
    images.push({
      image,
      form: FORMS[ending],
      path: name,
      bytes: sizeOf(join(folder, name)),
      ...(existsSync(join(folder, listing)) ? { files: listing } : {}),
    });
  }
  writeFileSync(file, `${JSON.stringify({ images }, null, 2)}\n`);
} else {
  for (const { form, path, bytes } of JSON.parse(readFileSync(file, 'utf8')).images) {
    console.log(`images: ${path.padEnd(24)} ${(bytes / 1e6).toFixed(1).padStart(7)} MB  ${form}`);
  }
}
