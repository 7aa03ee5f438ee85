/**
 * A stand-in for the engine with its interface, so that the page can be tested by itself: inputs say in JSON what the
 * engine is to find. It must not be shipped. Its form is that of wasm-bindgen's glue: one module without imports.
 */

/** Fake images start with this, then JSON up to HEADER bytes, then the layers' bytes. */
const MAGIC = "PLIMSOLL-FAKE ";
const HEADER = 65536;
const LEVELS = ["critical", "high", "medium", "low", "info"];

let started = false;

export function initSync({ module }) {
  if (!(module instanceof WebAssembly.Module)) throw new TypeError("initSync wants the compiled module");
  new WebAssembly.Instance(module, {});
  started = true;
}

export function load_rules(catalogue) {
  if (!Array.isArray(JSON.parse(catalogue))) throw new Error("The catalogue is a list");
}

export function version() {
  return "0.0.0-fake";
}

function needStart() {
  if (!started) throw new Error("initSync was not called");
}

function trap() {
  // The lock forbids compiling another module here, so the error is made by hand.
  throw new WebAssembly.RuntimeError("unreachable");
}

function spend(milliseconds) {
  const end = performance.now() + (milliseconds ?? 0);
  while (performance.now() < end);
}

function countsOf(findings) {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0, ignored: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** As the engine writes one; only what the page shows of it matters. */
function gradeOf(findings) {
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  const [letter, points] = rules.length === 0 ? ["A", 100] : ["B", 84];
  return {
    letter,
    points,
    provisional: false,
    coverage: { assessed: 20, rules: 25, percent: 80 },
    cap: rules.length === 0 ? undefined : { points: 84, rules: rules.slice(0, 1) },
    concerns: ["base-image", "baseline", "cleanliness", "permissions", "network", "monitoring", "vulnerability", "configuration"].map((category) => ({ category, lost: findings.some((finding) => finding.category === category) ? 12 : 0, limit: 25, assessed: 2, rules: 3 })),
    gains: rules.slice(0, 1).map((rule) => ({ rule, cost: 12, points: 16, letter: "A", liftsCapTo: "A" })),
  };
}

function reportOf(recipe, options, size, facts) {
  const targets = recipe.targets.map(({ name, findings, image, gaps, notes, contradicted }) => {
    // As the engine does, an image says what it does of the Dockerfile that it is said to be built from.
    const correlated = options.builtFrom ? { notes, contradicted } : {};
    const sorted = [...findings].sort((left, right) => LEVELS.indexOf(left.severity) - LEVELS.indexOf(right.severity));
    return { name, image, ...correlated, counts: countsOf(sorted), grade: gradeOf(sorted), findings: sorted, gaps: gaps ?? [] };
  });
  return {
    schemaVersion: "1.2",
    tool: { name: "plimsoll", version: version(), rules: 30 },
    asOf: options.asOf ?? null,
    input: { name: options.name, format: recipe.format ?? "docker-archive", size },
    complete: targets.every((target) => target.gaps.length === 0),
    counts: countsOf(targets.flatMap((target) => target.findings)),
    scale: { model: "score/1" },
    targets,
    notAnalysed: options.all ? [] : (recipe.notAnalysed ?? []),
    rules: recipe.rules ?? [],
    options,
    facts,
  };
}

export class Finished {
  constructor(report) {
    this.full = report;
  }
  report() {
    return JSON.stringify(this.full, null, 2);
  }
  sarif() {
    return JSON.stringify({ version: "2.1.0", runs: [{ results: this.full.targets.flatMap((target) => target.findings).map(({ rule }) => ({ ruleId: rule })) }] });
  }
  text() {
    return `${this.full.input.name}: ${this.full.targets.length} targets\n`;
  }
  summary() {
    return { ...this.full, targets: this.full.targets.map(({ findings, ...target }) => target) };
  }
  findings({ target, severities, text, offset, limit }) {
    const found = this.full.targets[target].findings.filter(
      (finding) => (!severities || severities.includes(finding.severity)) && (!text || JSON.stringify(finding).toLowerCase().includes(text.toLowerCase())),
    );
    return { total: found.length, rows: found.slice(offset, offset + limit) };
  }
  relate(builtFrom) {
    if (this.again) this.full = this.again(builtFrom);
  }
  contradict(against) {
    for (const finding of this.full.targets.flatMap((target) => target.findings)) {
      finding.contradicted = against.filter(({ fingerprint }) => fingerprint === finding.fingerprint);
    }
  }
  free() {}
}

export class Analysis {
  constructor(options, size) {
    needStart();
    Object.assign(this, { options, size, files: [], state: "start", facts: [] });
  }
  add_file(path, size) {
    this.files.push({ path, size });
  }
  next() {
    if (this.state === "start") {
      if (this.files.length === 0) return { kind: "read", offset: 0, length: Math.min(this.size, HEADER) };
      if (!this.files.some(({ path }) => path === "index.json")) throw Object.assign(new Error("The folder holds no index.json"), { action: "Choose the folder of an OCI layout" });
      return { kind: "read-file", path: "index.json", length: this.files.find(({ path }) => path === "index.json").size };
    }
    if (this.state === "layers") {
      this.state = "done";
      return { kind: "layers", jobs: this.jobs };
    }
    return { kind: this.state };
  }
  supply(offset, bytes) {
    const text = new TextDecoder().decode(bytes);
    if (/^(#.*\n)*\s*FROM\s/iu.test(text)) {
      this.state = "dockerfile";
      return;
    }
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
      this.state = "stream";
      return;
    }
    if (!text.startsWith(MAGIC)) throw Object.assign(new Error("This is neither an image archive nor a Dockerfile"), { action: "Save an image with docker save and choose that file" });
    this.#read(text.slice(MAGIC.length));
  }
  supply_file(path, bytes) {
    this.#read(new TextDecoder().decode(bytes));
  }
  #read(text) {
    this.recipe = JSON.parse(text);
    let offset = HEADER;
    this.jobs = (this.recipe.layers ?? []).map(({ bytes, path, ...rest }, id) => {
      const job = { id, member: path ?? `blobs/sha256/${String(id).repeat(64).slice(0, 64)}`, offset: path ? 0 : offset, length: bytes, path, ...rest };
      offset += path ? 0 : bytes;
      return job;
    });
    this.state = "layers";
  }
  preview() {
    if (this.recipe.noPreview) return undefined;
    const early = { ...this.recipe, targets: this.recipe.targets.map((target) => ({ ...target, findings: target.findings.filter(({ place }) => place.kind === "config") })) };
    return JSON.stringify(reportOf(early, this.options, this.size, []));
  }
  take_layer(id, facts) {
    this.facts.push({ id, ...JSON.parse(new TextDecoder().decode(facts)) });
  }
  finish() {
    if (this.recipe.failure) throw Object.assign(new Error(this.recipe.failure), { action: "Try another file" });
    const report = (builtFrom) => reportOf(this.recipe, { ...this.options, builtFrom }, this.size, this.facts);
    return Object.assign(new Finished(report(this.options.builtFrom)), this.options.keep && { again: report });
  }
  free() {}
}

export class LayerJob {
  constructor(job) {
    needStart();
    Object.assign(this, { job, bytes: 0 });
  }
  feed(bytes) {
    spend(this.job.slow);
    if (this.job.trap) trap();
    this.bytes += bytes.length;
  }
  entries() {
    return Math.floor(this.bytes / 512);
  }
  is_plain() {
    return false;
  }
  end() {}
  give_digests() {
    this.given = true;
  }
  finish() {
    // Who hashes the stored bytes of a layer of which a digest is promised.
    const hashed = this.given ? "browser" : this.job.hashBlob ? "engine" : undefined;
    return new TextEncoder().encode(JSON.stringify({ bytes: this.bytes, hashed }));
  }
  free() {}
}

export class StreamAnalysis {
  constructor(options, size) {
    needStart();
    Object.assign(this, { options, size, bytes: 0 });
  }
  feed(bytes) {
    this.bytes += bytes.length;
  }
  progress() {
    return { bytes: this.bytes, layers: 1, entries: 7 };
  }
  finish() {
    const finding = { rule: "run-as-root", severity: "high", confidence: "high", category: "permissions", message: `Read ${this.bytes} bytes in one pass`, place: { kind: "image" }, fingerprint: "f" };
    return new Finished(reportOf({ targets: [{ name: "streamed", findings: [finding] }] }, this.options, this.size, []));
  }
  free() {}
}

export function unknown_rules({ config = "" }) {
  return config.match(/no-such-\w+/gu) ?? [];
}

export function scan_dockerfile(text, options) {
  needStart();
  if (options.config?.includes("broken")) throw Object.assign(new Error("Line 1: broken is no key"), { action: "Remove it", code: "config" });
  const whole = new TextDecoder().decode(text);
  const size = (part) => new TextEncoder().encode(part).length;
  const lines = whole.split("\n");
  let [offset, findings, gaps] = [0, [], []];
  lines.forEach((line, position) => {
    const found = (rule, severity, from, to, more = {}) => {
      const characters = (end) => [...line.slice(0, end)].length + 1;
      const place = { kind: "instruction", line: position + 1, column: characters(from), endLine: position + 1, endColumn: characters(to) };
      findings.push({ rule, severity, confidence: "high", category: "base-image", message: `${rule}: ${line}`, place, fingerprint: `d${position}${rule}`, ...more });
    };
    if (/^FROM\s+\S+:latest/iu.test(line)) found("unpinned-base-image", "medium", 0, line.length, { message: `The base image is not pinned: ${line}` });
    const sudo = line.indexOf("sudo ");
    if (sudo >= 0) {
      const start = offset + size(line.slice(0, sudo));
      found("run-as-root", "high", sudo, sudo + 4, { fix: { title: "Remove sudo", safe: true, edits: [{ start, end: start + 5, line: position + 1, column: 1, endLine: position + 1, endColumn: 1, text: "" }] } });
    }
    if (/^FRM\b/u.test(line)) gaps.push({ kind: "instruction-unreadable", offset, what: `line ${position + 1}, column 1: FRM is not a Dockerfile instruction`, action: "Correct the keyword" });
    offset += size(line) + 1;
  });
  return new Finished(reportOf({ format: "dockerfile", targets: [{ name: options.name, findings, gaps }] }, options, text.length, []));
}
