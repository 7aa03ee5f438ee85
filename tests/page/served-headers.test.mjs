// The development server and `_headers` both carry the no-upload promise: every file has the policy, workers a stricter one.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join, relative } from 'node:path';
import { after, before, test } from 'node:test';

import { isWorkerScript } from '../../pkg-scripts/lib/security-headers.mjs';
import { serveFolder } from '../../pkg-scripts/lib/static-server.mjs';

const folder = new URL('../../build/www', import.meta.url).pathname;
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `/${relative(folder, join(entry.parentPath ?? entry.path, entry.name))}`);

let server;
before(async () => {
  server = await serveFolder({ root: folder });
});
after(() => server.close());

// `fetch` would tidy the path up before it is sent.
const get = (path, method = 'GET') =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: server.port, path, method }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers }));
    })
      .on('error', reject)
      .end();
  });

const directives = (policy) =>
  Object.fromEntries(policy.split(';').map((part) => part.trim().split(/ (.*)/s).slice(0, 2)));

test('every file is served with a policy that lets nothing out', async () => {
  assert.ok(files.includes('/index.html'));
  for (const file of files) {
    const { status, headers } = await get(encodeURI(file));
    assert.equal(status, 200, file);
    const policy = directives(headers['content-security-policy']);
    assert.equal(policy['default-src'], "'none'", file);
    assert.equal(policy['connect-src'], isWorkerScript(file) ? "'none'" : "'self'", file);
    assert.equal(policy['require-trusted-types-for'], "'script'", file);
    assert.equal(headers['x-content-type-options'], 'nosniff', file);
    assert.equal(headers['referrer-policy'], 'no-referrer', file);
  }
});

test('answers that are no file have the policy too', async () => {
  for (const [path, method, expected] of [['/no-such-file', 'GET', 404], ['/', 'POST', 405], ['/%', 'GET', 404]]) {
    const { status, headers } = await get(path, method);
    assert.equal(status, expected, path);
    assert.match(headers['content-security-policy'], /default-src 'none'/, path);
  }
});

test('nothing outside the folder is served', async () => {
  for (const path of ['/../../Cargo.toml', '/%2e%2e/%2e%2e/Cargo.toml', '/..%2f..%2fCargo.toml', '//etc/passwd', '/%00']) {
    assert.equal((await get(path)).status, 404, path);
  }
});

test('scripts, styles and wasm have the types that browsers insist on', async () => {
  assert.equal((await get('/')).headers['content-type'], 'text/html; charset=utf-8');
  assert.equal((await get('/engine/plimsoll.js')).headers['content-type'], 'text/javascript; charset=utf-8');
  assert.equal((await get('/engine/plimsoll_bg.wasm')).headers['content-type'], 'application/wasm');
});

test('the file for static hosts says the same', () => {
  const text = readFileSync(join(folder, '_headers'), 'utf8');
  assert.match(text, /^\/\*\n {2}Content-Security-Policy: default-src 'none'; /);
  for (const file of files.filter(isWorkerScript)) {
    assert.ok(text.includes(`\n${file}\n  Content-Security-Policy: connect-src 'none'\n`), file);
  }
});
