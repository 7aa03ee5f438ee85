import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { archive, layerOf, layerOfBytes, layerOfEntries, pieces, sample, streamed } from "./support/archive.mjs";
import { failure, start } from "./support/worker.mjs";

const LIMIT = 48 * 1024 * 1024;
const DEBUG = { DEBUG_MEMORY: "1" };

const memoryOf = (response) => Number(response.headers.get("x-engine-memory-bytes"));

/** So many entries over so many layers. */
const manyEntries = (count, layers, options) => {
  const each = Math.ceil(count / layers);
  return Array.from({ length: layers }, (_, index) => layerOfEntries(Math.min(each, count - index * each), index, options));
};

test("a hundred thousand entries fit, again and again in the same instance", async (t) => {
  const worker = await start(t, { ...DEBUG, MAX_CONCURRENT: "1" });
  const seen = [];
  for (let round = 0; round < 3; round += 1) {
    const response = await worker.scan(streamed(pieces(manyEntries(100_000, 40))));
    assert.equal(response.status, 200);
    const report = await response.json();
    assert.equal(report.complete, true);
    assert.equal(report.targets[0].image.layers.reduce((sum, layer) => sum + layer.entries, 0), 100_000);
    seen.push(memoryOf(response));
    assert.ok(memoryOf(response) > 0 && memoryOf(response) < LIMIT, `${memoryOf(response)}`);
  }
  t.diagnostic(`memory of the engine: ${seen.map((bytes) => (bytes / 1048576).toFixed(1)).join(", ")} MiB`);
  assert.ok(seen[2] - seen[1] < 1024 * 1024, "it does not grow from one to the next");
});

test("a hundred thousand files that each are a finding still fit", async (t) => {
  const worker = await start(t, DEBUG);
  for (const accept of ["application/json", "application/sarif+json", "text/plain"]) {
    const response = await worker.scan(streamed(pieces(manyEntries(100_000, 4, { mode: 0o4777 }))), { accept });
    t.diagnostic(`${accept}: ${response.status}, ${(memoryOf(response) / 1048576).toFixed(1)} MiB`);
    if (response.status === 200) {
      assert.ok(memoryOf(response) < LIMIT);
      await response.arrayBuffer();
    } else {
      assert.equal(response.status, 422);
      assert.equal((await failure(response)).code, "out-of-memory");
    }
  }
  assert.equal((await worker.scan(sample())).status, 200);
});

test("one entry more than the limit is a clear error", async (t) => {
  const worker = await start(t, DEBUG);
  const response = await worker.scan(streamed(pieces(manyEntries(100_001, 3))));
  assert.equal(response.status, 422);
  const error = await failure(response);
  assert.equal(error.code, "too-many-entries");
  assert.match(error.message, /100000/);
  assert.match(error.action, /terminal/);
  assert.equal((await worker.scan(sample())).status, 200);
});

test("a million entries are a clear error, not a dead isolate", async (t) => {
  const worker = await start(t, DEBUG);
  const response = await worker.scan(streamed(pieces(manyEntries(1_000_000, 2))));
  assert.equal(response.status, 422);
  await failure(response);
  assert.equal((await worker.scan(sample())).status, 200);
});

test("a gigabyte passes through without being held", async (t) => {
  const worker = await start(t, DEBUG);
  const layers = Array.from({ length: 9 }, (_, index) => layerOfBytes(120 * 1024 * 1024, index));
  const bytes = layers.reduce((sum, layer) => sum + layer.size, 0);
  assert.ok(bytes > 1024 ** 3);
  const started = performance.now();
  const response = await worker.scan(streamed(pieces(layers), { size: 1024 * 1024 }));
  const seconds = (performance.now() - started) / 1000;
  assert.equal(response.status, 200);
  const report = await response.json();
  assert.equal(report.complete, true);
  assert.ok(report.targets[0].image.layers.every((layer) => layer.verified));
  assert.ok(memoryOf(response) < 16 * 1024 * 1024, `${memoryOf(response)}`);
  t.diagnostic(`${(bytes / 1e6 / seconds).toFixed(0)} MB/s, engine's memory ${(memoryOf(response) / 1048576).toFixed(1)} MiB`);
});

test("a bomb ends early", async (t) => {
  const worker = await start(t, DEBUG);
  const zeros = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const response = await worker.scan(streamed(Array.from({ length: 160 }, () => zeros)));
  assert.equal(response.status, 422);
  await failure(response);
  assert.equal((await worker.scan(sample())).status, 200);
});

test("large documents and bodies stay within the bounds", async (t) => {
  const worker = await start(t, DEBUG);
  const passwd = "root:x:0:0:root:/root:/bin/sh\n".repeat(130_000);
  const layers = Array.from({ length: 12 }, () => layerOf([["etc/passwd", passwd], ["etc/group", passwd], ["etc/shadow", passwd]]));
  const response = await worker.scan(streamed(pieces(layers)));
  t.diagnostic(`${response.status}, ${(memoryOf(response) / 1048576).toFixed(1)} MiB`);
  if (response.status === 200) {
    assert.ok(memoryOf(response) < LIMIT);
    assert.equal((await response.json()).complete, false, "what was not kept is told");
  } else assert.equal((await failure(response)).code, "out-of-memory");
  assert.equal((await worker.scan(sample())).status, 200);
});

test("an engine that traps is replaced before the next request", async (t) => {
  // Hardly more than what the module starts with.
  const worker = await start(t, { ...DEBUG, MAX_CONCURRENT: "1" }, { memoryPages: 64 });
  assert.equal((await worker.scan(sample())).status, 200);
  for (let round = 0; round < 3; round += 1) {
    const response = await worker.scan(archive(pieces(manyEntries(90_000, 2))));
    assert.equal(response.status, 500, `round ${round}`);
    const { code, action } = await failure(response);
    assert.equal(code, "internal");
    assert.match(action, /terminal/);
    const next = await worker.scan(sample());
    assert.equal(next.status, 200, `round ${round}`);
    assert.ok(memoryOf(next) <= 64 * 65536);
  }
});
