import assert from "node:assert/strict";
import { test } from "node:test";
import { failure, start } from "./support/worker.mjs";
import { sample } from "./support/archive.mjs";

test("addresses, methods and the headers of every answer", async (t) => {
  const worker = await start(t);
  const cases = [
    ["GET", "/healthz", 200], ["HEAD", "/healthz", 200], ["POST", "/healthz", 405, "GET, HEAD"],
    ["GET", "/v1/rules", 200], ["HEAD", "/v1/rules", 200], ["DELETE", "/v1/rules", 405, "GET, HEAD"],
    ["GET", "/v1/scan", 405, "POST"], ["PUT", "/v1/scan", 405, "POST"], ["OPTIONS", "/v1/scan", 405, "POST"],
    ["GET", "/", 404], ["GET", "/v1/scan/", 404], ["POST", "/v2/scan", 404],
  ];
  for (const [method, path, status, allow] of cases) {
    const response = await worker.fetch(path, { method });
    const where = `${method} ${path}`;
    assert.equal(response.status, status, where);
    assert.equal(response.headers.get("allow"), allow ?? null, where);
    assert.equal(response.headers.get("cache-control"), "no-store", where);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff", where);
    assert.equal(response.headers.get("access-control-allow-origin"), null, where);
    assert.match(response.headers.get("content-type") ?? "", /^application\/json/, where);
    const text = await response.text();
    assert.equal(text === "", method === "HEAD", where);
    if (status >= 400 && text) assert.ok(JSON.parse(text).error.action, where);
  }
});

test("the catalogue lists the rules", async (t) => {
  const worker = await start(t);
  const rules = await (await worker.fetch("/v1/rules")).json();
  const { tool } = await (await worker.scan(sample())).json();
  assert.ok(tool.rules > 0 && rules.length >= tool.rules, `${rules.length} of ${tool.rules}`);
  assert.ok(rules.every((rule) => rule.id && rule.title && rule.severity));
});

test("the token opens, and nothing else does", async (t) => {
  const worker = await start(t, { PLIMSOLL_TOKEN: "correct horse".replace(" ", "-") });
  const given = (authorization) => worker.fetch("/v1/rules", { headers: authorization === undefined ? {} : { authorization } });
  for (const wrong of [undefined, "", "Bearer", "Bearer ", "Bearer correct-hors", "Bearer correct-horse-", "Bearer correct-horsf", "Basic correct-horse", "correct-horse", "Bearer correct-horse correct-horse"]) {
    const response = await given(wrong);
    assert.equal(response.status, 401, wrong);
    assert.match(response.headers.get("www-authenticate"), /^Bearer/);
    assert.equal((await failure(response)).code, "unauthorised");
  }
  for (const right of ["Bearer correct-horse", "bearer  correct-horse", "BEARER correct-horse "]) assert.equal((await given(right)).status, 200, right);
  assert.equal((await worker.scan(sample())).status, 401);
  assert.equal((await worker.scan(sample(), { authorization: "Bearer correct-horse" })).status, 200);
  assert.equal((await worker.fetch("/healthz")).status, 200, "health is everybody's");
  assert.equal((await worker.fetch("/nothing")).status, 404);
});

test("an empty token closes the door", async (t) => {
  const worker = await start(t, { PLIMSOLL_TOKEN: "" });
  const response = await worker.fetch("/v1/rules", { headers: { authorization: "Bearer " } });
  assert.equal(response.status, 500);
  assert.equal((await failure(response)).code, "misconfigured");
});

test("other origins may call only when that is configured", async (t) => {
  const worker = await start(t, { ALLOW_ORIGIN: "https://example.org", PLIMSOLL_TOKEN: "x" });
  const preflight = await worker.fetch("/v1/scan", { method: "OPTIONS", headers: { origin: "https://example.org", "access-control-request-method": "POST" } });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-origin"), "https://example.org");
  assert.equal(preflight.headers.get("access-control-allow-methods"), "POST");
  assert.match(preflight.headers.get("access-control-allow-headers"), /authorization/);
  const refused = await worker.fetch("/v1/rules");
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get("access-control-allow-origin"), "https://example.org", "the page can read the error");
});

test("the log tells nothing of what is sent", async (t) => {
  const worker = await start(t, { PLIMSOLL_TOKEN: "very-secret-token" });
  await worker.scan(sample(), { authorization: "Bearer very-secret-token" }, "?name=private-name.tar&ignore=run-as-root");
  await worker.fetch("/nothing?private=1");
  await worker.scan("FROM private-registry.example/base\n", { authorization: "Bearer wrong-token" });
  const deadline = Date.now() + 5000;
  while ((worker.log().match(/\{.*\}/g) ?? []).length < 3 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  const lines = worker.log().match(/\{.*\}/g).map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ method, path, status }) => [method, path, status]), [["POST", "/v1/scan", 200], ["GET", "/nothing", 404], ["POST", "/v1/scan", 401]]);
  assert.ok(lines.every((line) => Object.keys(line).join() === "method,path,status,milliseconds"));
  assert.doesNotMatch(worker.log(), /private|secret|token|id_ed25519/);
});
