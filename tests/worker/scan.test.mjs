import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { archive, gzipped, header, layerOf, layerOfBytes, pieces, sample, streamed } from "./support/archive.mjs";
import { failure, start } from "./support/worker.mjs";

const rulesOf = (report) => new Set(report.targets.flatMap((target) => target.findings).map((finding) => finding.rule));

test("an image archive becomes a report, sent whole, in pieces or compressed", async (t) => {
  const worker = await start(t);
  const image = sample();
  const whole = await worker.scan(image, {}, "?name=app.tar&as_of=2026-06-01");
  assert.equal(whole.status, 200);
  assert.equal(whole.headers.get("content-type"), "application/json");
  const report = await whole.json();
  assert.equal(report.input.name, "app.tar");
  assert.equal(report.input.size, image.length);
  assert.equal(report.input.format, "docker-archive");
  assert.equal(report.asOf, "2026-06-01");
  assert.equal(report.complete, true, JSON.stringify(report.targets[0].gaps));
  assert.equal(report.targets[0].name, "example:1");
  assert.equal(report.targets[0].image.layers.length, 2);
  assert.ok(report.targets[0].image.layers.every((layer) => layer.verified));
  for (const rule of ["run-as-root", "exposed-admin-port"]) assert.ok(rulesOf(report).has(rule), `${rule} of ${[...rulesOf(report)]}`);

  const split = [];
  for (let from = 0; from < image.length; from += 1000) split.push(image.subarray(from, from + 1000));
  const inPieces = await worker.scan(streamed(split, { size: 1 }), {}, "?name=app.tar&as_of=2026-06-01");
  assert.deepEqual(await inPieces.json(), report);

  const compressed = gzipSync(image);
  const packed = await (await worker.scan(compressed, { "content-encoding": "gzip" }, "?name=app.tar&as_of=2026-06-01")).json();
  assert.deepEqual({ ...packed, input: report.input }, report);
  assert.equal(packed.input.size, compressed.length);
});

test("the form of the report is what the client accepts", async (t) => {
  const worker = await start(t);
  const cases = [
    [undefined, "application/json"], ["*/*", "application/json"], ["application/json", "application/json"],
    ["application/sarif+json", "application/sarif+json"], ["text/plain", "text/plain; charset=utf-8"], ["text/*", "text/plain; charset=utf-8"],
    ["application/json;q=0.5, application/sarif+json", "application/sarif+json"], ["application/*;q=0.2, text/plain;q=0.3", "text/plain; charset=utf-8"],
    ["*/*, application/json;q=0", "application/sarif+json"], ["Application/SARIF+JSON; Q=0.1", "application/sarif+json"],
    ["image/png", undefined], ["application/json;q=0", undefined], ["application/json;q=x", undefined],
  ];
  for (const [accept, type] of cases) {
    // fetch would add an Accept of its own.
    const response = await worker.scan(sample(), accept === undefined ? { accept: "" } : { accept });
    assert.equal(response.status, type ? 200 : 406, accept);
    if (type) {
      assert.equal(response.headers.get("content-type"), type, accept);
      await response.arrayBuffer();
    } else assert.equal((await failure(response)).code, "not-acceptable");
  }
  const sarif = await (await worker.scan(sample(), { accept: "application/sarif+json" })).json();
  assert.equal(sarif.version, "2.1.0");
  assert.ok(sarif.runs[0].results.length > 2);
  const { letter, points } = (await (await worker.scan(sample())).json()).targets[0].grade;
  assert.deepEqual([sarif.runs[0].properties.grades[0].letter, sarif.runs[0].properties.grades[0].points], [letter, points]);
  const text = await (await worker.scan(sample(), { accept: "text/plain" })).text();
  assert.match(text, /example:1/);
  assert.ok(text.includes(`Grade ${letter}: ${points} of 100 points`), text);
});

test("a Dockerfile is known by its type, its name or its text", async (t) => {
  const worker = await start(t);
  const text = "FROM debian:latest\nADD https://example.org/x /x\nRUN echo\n";
  for (const [headers, query] of [[{ "content-type": "text/plain" }, ""], [{ "content-type": "application/x-dockerfile" }, ""], [{ "content-type": "application/octet-stream" }, ""], [{}, "?name=web.dockerfile"]]) {
    const response = await worker.scan(text, headers, query);
    assert.equal(response.status, 200);
    const report = await response.json();
    assert.equal(report.input.format, "dockerfile");
    assert.equal(report.input.size, text.length);
    assert.ok(report.targets[0].findings.some((finding) => finding.place.kind === "instruction" && finding.place.line === 2), JSON.stringify([...rulesOf(report)]));
  }
  const long = `FROM debian:12\n${"RUN true # and nothing else\n".repeat(20_000)}`;
  assert.equal((await worker.scan(long)).status, 200, "longer than a window");
});

test("the configuration is that of the terminal, from the request or from the deployment", async (t) => {
  const text = "FROM debian:13\nCOPY secret /x\nRUN apt-get install curl\nUSER 10001\n";
  const found = async (worker, options = {}) => {
    const response = await worker.scan(text, {}, `?${new URLSearchParams(options)}`);
    return response.status === 200 ? rulesOf(await response.json()) : failure(response);
  };
  const config = '[rules]\nDL3015 = "off"\n';
  const plain = await start(t);
  assert.ok((await found(plain)).has("recommended-packages"));
  assert.ok(!(await found(plain, { config })).has("recommended-packages"));
  assert.ok((await found(plain, { profile: "strict" })).has("unpinned-digest"));
  assert.ok((await found(plain, { dockerignore: "secret\n" })).has("copy-of-ignored-file"));
  for (const [options, code] of [[{ config: "profil = 1\n" }, "config"], [{ config: '[rules]\nno-such = "off"\n' }, "config"], [{ profile: "loose" }, "options"]]) assert.equal((await found(plain, options)).code, code);

  const deployed = await start(t, { PLIMSOLL_CONFIG: config });
  assert.ok(!(await found(deployed)).has("recommended-packages"));
  assert.ok((await found(deployed, { config: "" })).has("recommended-packages"));
  for (const PLIMSOLL_CONFIG of ["profil = 1\n", '[rules]\nno-such = "off"\n']) {
    assert.equal((await found(await start(t, { PLIMSOLL_CONFIG }))).code, "misconfigured");
  }
});

test("options choose and ignore, and mistakes in them are told", async (t) => {
  const worker = await start(t);
  const before = await (await worker.scan(sample())).json();
  const after = await (await worker.scan(sample(), {}, "?ignore=run-as-root,exposed-admin-port&all=true&image=example:1&platform=linux/amd64")).json();
  assert.ok(rulesOf(before).has("run-as-root") && !rulesOf(after).has("run-as-root") && !rulesOf(after).has("exposed-admin-port"));
  assert.equal(after.asOf, new Date().toISOString().slice(0, 10));
  for (const query of ["?ignore=no-such-rule", "?platform=linux", "?as_of=tomorrow", "?as_of=2026-02-30", "?all=perhaps", "?iamge=x"]) {
    const response = await worker.scan(sample(), {}, query);
    assert.equal(response.status, 400, query);
    assert.equal((await failure(response)).code, "options", query);
  }
  const absent = await worker.scan(sample(), {}, "?image=other:2");
  assert.equal(absent.status, 422);
  const { code, action } = await failure(absent);
  assert.equal(code, "no-such-image");
  assert.match(action, /example:1/);
});

test("a Dockerfile is judged by the stage that is asked for", async (t) => {
  const worker = await start(t);
  const text = "FROM debian:12 AS debug\nUSER root\nFROM debian:12 AS release\nUSER 10001\n";
  const judged = async (query) => rulesOf(await (await worker.scan(text, {}, query)).json()).has("run-as-root");
  assert.deepEqual([await judged(""), await judged("?target=debug"), await judged("?target=1")], [false, true, false]);
  const absent = await worker.scan(text, {}, "?target=test");
  assert.equal(absent.status, 422);
  assert.match((await failure(absent)).action, /debug, release/);
});

test("what is no image archive is refused in kind", async (t) => {
  const worker = await start(t);
  const cases = [
    ["", 400, "empty"],
    [Buffer.from("PK\x03\x04 and more"), 415, "not-an-archive"],
    [Buffer.from('{"schemaVersion": 2}'), 415, "not-an-archive"],
    [Buffer.from("\x7fELF"), 415, "not-an-archive"],
    [gzipSync(Buffer.from("no tar")), 415, "not-an-archive"],
    [Buffer.concat([header("etc/passwd", 0), Buffer.alloc(1024)]), 422, "unreadable"],
    [sample().subarray(0, 3000), 422, "unreadable"],
    [gzipSync(sample()).subarray(0, 300), 422, "unreadable"],
  ];
  for (const [body, status, code] of cases) {
    const response = await worker.scan(body, { "content-type": "application/octet-stream" });
    const error = await failure(response);
    assert.deepEqual([response.status, error.code], [status, code], JSON.stringify(error));
    assert.ok(error.message.length > 10 && error.action.length > 10);
  }
  const text = await worker.scan("hello\n", { "content-type": "text/plain" });
  assert.equal(text.status, 422);
  const form = new FormData();
  form.set("file", new Blob([sample()]));
  assert.equal((await worker.scan(form)).status, 415);
  assert.equal((await worker.scan(sample())).status, 200, "and the next one is fine");
});

test("bodies beyond the limit are refused, by their announcement or by counting", async (t) => {
  const worker = await start(t, { MAX_BODY_BYTES: "1048576" });
  const source = () => pieces([layerOfBytes(4 * 1024 * 1024, 1)]);
  // The answer comes while the body is still being sent; the connection may be reset before a client has read it.
  const answered = async (make, tries = 3) => {
    try {
      return await worker.scan(make());
    } catch (error) {
      if (tries === 1 || error.cause?.code !== "ECONNRESET") throw error;
      return answered(make, tries - 1);
    }
  };
  for (const make of [() => archive(source()), () => streamed(source())]) {
    const response = await answered(make);
    assert.equal(response.status, 413);
    const error = await failure(response);
    assert.equal(error.code, "body-too-large");
    assert.match(error.message, /1048576/);
  }
  const text = await worker.scan(`FROM x\n${"#".repeat(1024 * 1024 - 10)}`);
  assert.equal(text.status, 200, "a text of just the limit");
  assert.equal((await worker.scan(sample())).status, 200);
});

test("a text that is too long for a Dockerfile is refused", async (t) => {
  const worker = await start(t);
  const response = await worker.scan(`FROM x\n${"#".repeat(3 * 1024 * 1024)}`);
  assert.equal(response.status, 413);
  await failure(response);
});

test("a body that does not come to its end in time is refused", async (t) => {
  const worker = await start(t, { MAX_SECONDS: "0.5" });
  const stalled = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(sample().subarray(0, 2048))) });
  const response = await worker.scan(stalled);
  assert.equal(response.status, 408);
  assert.equal((await failure(response)).code, "time-limit");
  assert.equal((await worker.scan(sample())).status, 200);
});

test("a wrong configuration is told, not guessed", async (t) => {
  const worker = await start(t, { MAX_BODY_BYTES: "100 MB" });
  const response = await worker.scan(sample());
  assert.equal(response.status, 500);
  assert.equal((await failure(response)).code, "misconfigured");
});

/** Sends the beginning of an archive and then leaves, or gives the socket to be ended later. */
function begin(worker, bytes) {
  return new Promise((resolve) => {
    const sent = httpRequest(new URL("/v1/scan", worker.base), { method: "POST", headers: { "content-length": String(100 * 1024 * 1024) } });
    sent.on("error", () => {});
    sent.write(bytes, () => setTimeout(() => resolve(sent), 300));
  });
}

test("clients that go away in the middle leave nothing behind", async (t) => {
  const worker = await start(t, { MAX_CONCURRENT: "1" });
  const half = archive(pieces([layerOfBytes(2 * 1024 * 1024, 1)])).subarray(0, 1024 * 1024);
  for (let round = 0; round < 4; round += 1) {
    const sent = await begin(worker, half);
    sent.destroy();
    let status;
    // The worker hears of it a moment later.
    for (let attempt = 0; attempt < 50 && status !== 200; attempt += 1) {
      const response = await worker.scan(sample());
      await response.arrayBuffer();
      status = response.status;
      if (status !== 200) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.equal(status, 200, `round ${round}`);
  }
});

test("two are analysed at once and a third is told to wait", async (t) => {
  const worker = await start(t);
  const whole = archive(pieces([layerOfBytes(1024 * 1024, 1), gzipped(layerOf([["a", "b"]]))]));
  const open = () => {
    let controller;
    const body = new ReadableStream({ start: (given) => void (controller = given) });
    controller.enqueue(new Uint8Array(whole.subarray(0, 600_000)));
    const answer = worker.scan(body, {}, "?as_of=2026-06-01");
    return { answer, end: () => (controller.enqueue(new Uint8Array(whole.subarray(600_000))), controller.close()) };
  };
  const first = open();
  const second = open();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const third = await worker.scan(sample());
  assert.equal(third.status, 503);
  assert.ok(Number(third.headers.get("retry-after")) > 0);
  assert.equal((await failure(third)).code, "busy");
  second.end();
  first.end();
  const [left, right] = await Promise.all([first.answer, second.answer]);
  assert.equal(left.status, 200);
  const reports = [await left.json(), await right.json()];
  assert.deepEqual(reports[0], reports[1]);
  assert.equal(reports[0].complete, true);
  assert.equal((await worker.scan(sample())).status, 200);
});
