// A small static file server for development and for the page's tests. It serves one folder, reads only, sends the
// security headers on every answer, errors included, and lets nothing be cached.

import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';

import { securityHeaders } from './security-headers.mjs';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.tar': 'application/x-tar',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** The file for a request path, or undefined when there is none inside `root`. */
const findFile = async (root, path) => {
  if (path.includes('\0')) return undefined;
  try {
    const base = await realpath(root);
    let file = await realpath(join(base, path));
    // A link or a `..` must not lead out of the folder.
    if (file !== base && !file.startsWith(base + sep)) return undefined;
    let found = await stat(file);
    if (found.isDirectory()) {
      if (!path.endsWith('/')) return undefined;
      file = join(file, 'index.html');
      found = await stat(file);
    }
    return found.isFile() ? { file, size: found.size } : undefined;
  } catch {
    return undefined;
  }
};

const answer = async (root, request, response) => {
  let path;
  try {
    path = decodeURIComponent(new URL(request.url, 'http://host').pathname);
  } catch {
    path = '\0';
  }
  const send = (status, headers, body) => {
    response.writeHead(status, { ...securityHeaders(path), 'Cache-Control': 'no-store', ...headers });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    send(405, { Allow: 'GET, HEAD', 'Content-Type': 'text/plain' }, 'Only GET and HEAD.\n');
    return;
  }
  const found = await findFile(root, path);
  if (!found) {
    send(404, { 'Content-Type': 'text/plain' }, 'Not found.\n');
    return;
  }
  const headers = {
    'Content-Type': TYPES[extname(found.file)] ?? 'application/octet-stream',
    'Content-Length': found.size,
  };
  if (request.method === 'HEAD') {
    send(200, headers);
    return;
  }
  response.writeHead(200, { ...securityHeaders(path), 'Cache-Control': 'no-store', ...headers });
  await pipeline(createReadStream(found.file), response);
};

/**
 * Serves the folder `root`.
 * @param {{ root: string, port?: number, host?: string }} options `port` 0 or absent: any free one
 * @returns {Promise<{ url: string, port: number, close: () => Promise<void> }>}
 */
export const serveFolder = ({ root, port = 0, host = '127.0.0.1' }) =>
  new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      // A client that goes away in the middle of a file is no error of ours.
      answer(root, request, response).catch(() => response.destroy());
    });
    server.once('error', reject);
    server.listen(port, host, () => {
      const bound = server.address().port;
      const name = host.includes(':') ? `[${host}]` : host;
      resolve({
        url: `http://${name}:${bound}/`,
        port: bound,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { port: { type: 'string', default: '8000' }, host: { type: 'string', default: '127.0.0.1' } },
  });
  const port = Number(values.port);
  try {
    const { url } = await serveFolder({ root: positionals[0], port, host: values.host });
    console.log(`Plimsoll is at ${url} (stop with Ctrl-C)`);
  } catch (error) {
    console.error(
      error.code === 'EADDRINUSE'
        ? `error: port ${port} is in use. Choose another one: --port N`
        : `error: cannot serve on ${values.host}:${values.port}: ${error.message}`,
    );
    process.exitCode = 2;
  }
}
