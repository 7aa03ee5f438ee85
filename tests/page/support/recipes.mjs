/** Inputs for the fake engine, and files as the page's pickers take them. */

const MAGIC = "PLIMSOLL-FAKE ";
const HEADER = 65536;

/** The smallest valid module: magic and version. */
export const EMPTY_WASM = Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]);

const RULES = [
  ["setuid-file", "Setuid or setgid file", "permissions", "medium"],
  ["run-as-root", "Container runs as root", "permissions", "high"],
  ["private-key-in-layer", "Private key or credential file in a layer", "configuration", "critical"],
  ["package-cache-left", "Package manager cache left behind", "cleanliness", "low"],
  ["missing-healthcheck", "No health check", "monitoring", "info"],
  ["end-of-life-distribution", "End-of-life distribution", "vulnerability", "high"],
  ["exposed-administration-port", "Administration port exposed", "network", "medium"],
  ["unpinned-base-image", "Base image is not pinned", "base-image", "medium"],
  ["duplicate-uid", "Several accounts share a user id", "baseline", "medium"],
];

export const CATALOGUE = RULES.map(([id, title, category, severity]) => ({
  id,
  title,
  category,
  severity,
  aliases: id === "setuid-file" ? ["CIS-DI-0008", "CIS Docker 4.8"] : [],
  controls: [{ framework: "CIS Docker", number: "4.8", inferred: false }],
  cwe: "CWE-250",
  inputs: "image",
  why: "A process that starts with little can gain more than it should have, and what it gains the host may feel.",
  fix: "Remove the bit with `chmod a-s`, or remove the package that brings the file.",
  docs: "# What it checks\n\nEvery file of the final file system with `mode & 06000`.\n\n## Example\n\n```image bad\nfile /usr/bin/su mode=4755\n```\n\n- one\n- two\n\nSee <https://www.cisecurity.org/>.\n",
}));

export const SUMMARIES = CATALOGUE.map(({ docs, inputs, ...rule }) => ({ ...rule, controls: ["CIS Docker 4.8"] }));

export function finding(rule, place, more = {}) {
  const known = CATALOGUE.find(({ id }) => id === rule);
  return {
    rule,
    severity: known.severity,
    confidence: "high",
    category: known.category,
    message: `${known.title} at ${place.path ?? place.key ?? "the image"}`,
    place,
    fingerprint: `${rule}-${JSON.stringify(place)}`,
    ...more,
  };
}

export const layer = (index, more = {}) => ({
  index,
  diffId: `sha256:${String(index).repeat(64).slice(0, 64)}`,
  digest: `sha256:${"ab".repeat(32)}`,
  compression: "gzip",
  storedSize: 31_000_000 / (index + 1),
  size: 81_000_000 / (index + 1),
  entries: 4210,
  command: index === 0 ? "ADD file:4bb2a5d5a2b0 in /" : `RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends ca-certificates curl package-${index}`,
  complete: true,
  verified: true,
  ...more,
});

export const image = (more = {}) => ({
  names: ["registry.example/team/service:1.4.2"],
  platform: "linux/amd64",
  manifestDigest: null,
  configDigest: `sha256:${"cd".repeat(32)}`,
  created: "2026-03-01T10:00:00Z",
  distribution: { id: "debian", version: "12", name: "Debian GNU/Linux 12 (bookworm)" },
  config: {
    user: null,
    env: [
      { name: "PATH", value: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
      { name: "API_TOKEN", value: "(masked, 40 characters)" },
    ],
    entrypoint: ["/usr/local/bin/docker-entrypoint.sh"],
    cmd: ["serve", "--port", "8080"],
    workingDir: "/srv",
    exposedPorts: ["22/tcp", "8080/tcp"],
    volumes: ["/var/run/docker.sock"],
    labels: { "org.opencontainers.image.title": "service" },
    healthcheck: null,
    stopSignal: "SIGTERM",
  },
  layers: [layer(0), layer(1), layer(2, { verified: null })],
  history: [
    { created: "2026-02-20T00:00:00Z", command: "ADD file:4bb2a5d5a2b0 in /", layer: 0 },
    { created: "2026-03-01T09:58:00Z", command: "RUN /bin/sh -c apt-get update", layer: 1 },
    { created: "2026-03-01T10:00:00Z", command: "CMD [\"serve\"]", layer: null },
  ],
  entries: 12_630,
  size: 148_500_000,
  wasted: 5_200_000,
  ...more,
});

/** A recipe with findings of every severity and concern. */
export const ordinary = (more = {}) => ({
  layers: [{ bytes: 200_000 }, { bytes: 50_000 }, { bytes: 10 }],
  rules: SUMMARIES,
  targets: [
    {
      name: "registry.example/team/service:1.4.2",
      image: image(),
      findings: [
        finding("private-key-in-layer", { kind: "file", path: "/root/.ssh/id_ed25519", layer: 1, hiddenBy: 2 }, { command: "RUN /bin/sh -c cp /run/build/id_ed25519 /root/.ssh/", details: { kind: "OpenSSH private key", bytes: "411" } }),
        finding("run-as-root", { kind: "config", key: "config.User" }),
        finding("end-of-life-distribution", { kind: "file", path: "/usr/lib/os-release", layer: 0 }),
        finding("exposed-administration-port", { kind: "config", key: "config.ExposedPorts" }, { details: { port: "22/tcp", service: "SSH" } }),
        finding("unpinned-base-image", { kind: "history", entry: 0, layer: 0 }),
        ...["su", "mount", "umount", "passwd", "chsh", "gpasswd"].map((name) => finding("setuid-file", { kind: "file", path: `/usr/bin/${name}`, layer: 0 }, { details: { mode: "4755", owner: "root (0)" } })),
        finding("duplicate-uid", { kind: "file", path: "/etc/passwd", layer: 1, line: 12 }, { confidence: "medium" }),
        finding("package-cache-left", { kind: "file", path: "/var/lib/apt/lists", layer: 1 }),
        finding("missing-healthcheck", { kind: "config", key: "config.Healthcheck" }),
      ],
    },
  ],
  ...more,
});

/** A fake image archive's bytes. */
export function archive(recipe) {
  const header = Buffer.alloc(HEADER, " ");
  const written = header.write(MAGIC + JSON.stringify(recipe));
  if (written >= HEADER) throw new Error("the recipe is too long for a fake image");
  const body = (recipe.layers ?? []).reduce((sum, { bytes, path }) => sum + (path ? 0 : bytes), 0);
  return Buffer.concat([header, Buffer.alloc(body, 7)]);
}

/** As a file for Playwright's `setInputFiles`. */
export const file = (name, recipe) => ({ name, mimeType: "application/x-tar", buffer: archive(recipe) });
