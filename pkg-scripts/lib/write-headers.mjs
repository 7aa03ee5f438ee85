// Writes `_headers` for static hosts into a folder that is ready to be served. Usage: node write-headers.mjs FOLDER

import { readdirSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

import { headersFile } from './security-headers.mjs';

const folder = process.argv[2];
const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `/${relative(folder, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/')}`);
writeFileSync(join(folder, '_headers'), headersFile(paths));
