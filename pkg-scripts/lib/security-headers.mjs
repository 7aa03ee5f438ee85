// The headers that carry the no-upload promise: what the development server sends and what `_headers` tells a static host.
// A page's policy does not bind a worker that is loaded by URL; the worker script's own response does. So every file has one.

const POLICY = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'worker-src': "'self' blob:",
  'connect-src': "'self'",
  'img-src': "'self' data: blob:",
  'form-action': "'none'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
  'object-src': "'none'",
  'require-trusted-types-for': "'script'",
};

const text = (policy) =>
  Object.entries(policy)
    .map(([directive, value]) => `${directive} ${value}`)
    .join('; ');

/** Is this path (with leading slash) the script of a worker? `…/worker.js`, `…-worker.mjs`, or anything below `worker(s)/`. */
export const isWorkerScript = (path) => /(?:^|[/.-])workers?(?:\/.*)?\.m?js$/.test(path);

/** @param {string} path of the file, with leading slash */
export const contentSecurityPolicy = (path) =>
  text(isWorkerScript(path) ? { ...POLICY, 'connect-src': "'none'" } : POLICY);

/** @param {string} path of the file, with leading slash
 *  @returns {Record<string, string>} */
export const securityHeaders = (path) => ({
  'Content-Security-Policy': contentSecurityPolicy(path),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
});

/** The `_headers` file of static hosts. A worker script gets a second policy there: hosts join headers of the same name,
 *  and a browser obeys all policies it was given, so the stricter one holds.
 *  @param {string[]} paths of all files, with leading slash */
export const headersFile = (paths) => {
  const block = (path, headers) => [path, ...headers.map(([name, value]) => `  ${name}: ${value}`)].join('\n');
  const workers = paths.filter(isWorkerScript).sort();
  return [
    block('/*', Object.entries(securityHeaders('/'))),
    ...workers.map((path) => block(path, [['Content-Security-Policy', "connect-src 'none'"]])),
    '',
  ].join('\n\n');
};
