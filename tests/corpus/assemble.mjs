// The images of the corpus as folders in the OCI layout: which layers each has, and the settings of its config. The layers
// are as make-corpus packed them, and a layer of several images is one file with several names.
// Usage: node assemble.mjs CORPUS ARCHITECTURE

import { createHash } from 'node:crypto';
import { createReadStream, linkSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [corpus, architecture] = process.argv.slice(2);

const CREATED = '2026-09-01T12:00:00Z';
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const LABELS = {
  'org.opencontainers.image.title': 'app',
  'org.opencontainers.image.created': CREATED,
  'org.opencontainers.image.version': '1.4.2',
  'org.opencontainers.image.revision': '6f2c0a4d9b1e8375c6a2f0d4e9b7135c8a6d2e4f',
  'org.opencontainers.image.source': 'https://git.example.com/app',
  'org.opencontainers.image.licenses': 'MIT',
  'org.opencontainers.image.vendor': 'Example',
};
const HEALTHCHECK = (program) => ({
  Test: ['CMD', program, '--health'],
  Interval: 30e9,
  Timeout: 3e9,
  StartPeriod: 5e9,
  Retries: 3,
});
const HARDENED = (program) => ({
  User: '10001:10001',
  Env: [PATH],
  Entrypoint: [program],
  WorkingDir: '/',
  ExposedPorts: { '8080/tcp': {} },
  Labels: LABELS,
  Healthcheck: HEALTHCHECK(program),
});

// Settings and build steps full of faults. What looks like a secret here opens nothing.
const BROKEN = {
  Env: [
    'PATH=/opt/tools:/usr/local/bin:/usr/bin:.',
    'DB_PASSWORD=corr3ct-h0rse-b4ttery',
    'NODE_TLS_REJECT_UNAUTHORIZED=0',
    'FLASK_DEBUG=1',
    'LD_PRELOAD=/opt/tools/hook.so',
  ],
  Entrypoint: ['/srv/app/start.sh'],
  ExposedPorts: { '22/tcp': {}, '2375/tcp': {}, '8080/tcp': {} },
  Volumes: { '/etc': {} },
  Labels: { 'com.example.database': 'postgres://app:corr3ct-h0rse-b4ttery@db.internal/app' },
};
const BROKEN_STEPS = [
  'RUN |1 API_PASSWORD=corr3ct-h0rse-b4ttery /bin/sh -c curl -k https://files.example.com/install.sh | sh # buildkit',
  "RUN /bin/sh -c echo 'root:toor' | chpasswd # buildkit",
  'RUN /bin/sh -c chmod -R 777 /srv # buildkit',
];

const debian = (name, step) => ({
  [name]: { layers: [[name, step]], config: { Env: [PATH], Cmd: ['bash'] } },
  [`${name}-hardened`]: {
    layers: [[name, step], [`${name}-hardened`, 'COPY app / # buildkit']],
    config: HARDENED('/opt/app/server'),
  },
  [`${name}-broken`]: {
    layers: [
      [name, step],
      [`${name}-broken`, 'COPY rootfs / # buildkit'],
      [`${name}-broken-above`, 'RUN /bin/sh -c rm /srv/build/deploy.key # buildkit'],
    ],
    steps: BROKEN_STEPS,
    config: BROKEN,
  },
});

const IMAGES = {
  ...debian('bullseye', 'debootstrap --variant=minbase bullseye'),
  ...debian('bookworm', 'debootstrap --variant=minbase bookworm'),
  ...debian('trixie', 'debootstrap --variant=minbase trixie'),
  ...debian('slim', 'debootstrap --variant=minbase trixie'),

  distroless: {
    layers: [['distroless', 'COPY packages / # unpacked']],
    config: { User: '0', Env: [PATH, 'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt'], WorkingDir: '/' },
  },
  'distroless-hardened': {
    layers: [['distroless', 'COPY packages / # unpacked'], ['distroless-hardened', 'COPY server /app/server # buildkit']],
    config: { ...HARDENED('/app/server'), User: '65532:65532' },
  },
  'distroless-broken': {
    layers: [
      ['distroless', 'COPY packages / # unpacked'],
      ['distroless-broken', 'COPY --chown=nonroot app /app # buildkit'],
      ['distroless-broken-above', 'COPY --link cleanup / # buildkit'],
    ],
    config: { User: 'nonroot', Env: [PATH, 'API_PASSWORD=corr3ct-h0rse-b4ttery'], Entrypoint: ['/app/server', '--config', '/app/config.yaml'] },
  },

  busybox: { layers: [['busybox', 'COPY rootfs / # busybox']], config: { Env: [PATH], Cmd: ['sh'] } },
  'busybox-hardened': {
    layers: [['busybox', 'COPY rootfs / # busybox'], ['busybox-hardened', 'COPY index.html /srv/ # buildkit']],
    config: {
      ...HARDENED('/bin/httpd'),
      Cmd: ['-f', '-p', '8080', '-h', '/srv'],
      Healthcheck: { ...HEALTHCHECK('/bin/wget'), Test: ['CMD', '/bin/wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:8080/'] },
    },
  },
  'busybox-broken': {
    layers: [['busybox', 'COPY rootfs / # busybox'], ['busybox-broken', 'COPY . / # buildkit']],
    config: { Env: ['PATH=/tmp:/bin'], Entrypoint: ['/tmp/start'], ExposedPorts: { '23/tcp': {} } },
  },

  rpm: { layers: [['rpm', 'RUN rpm --install *.rpm']], config: { Env: [PATH], Cmd: ['/bin/sh'] } },
  'rpm-hardened': {
    layers: [['rpm', 'RUN rpm --install *.rpm'], ['rpm-hardened', 'COPY app / # buildkit']],
    config: HARDENED('/opt/app/server'),
  },
  'rpm-broken': {
    layers: [['rpm', 'RUN rpm --install *.rpm'], ['rpm-broken', 'COPY app / # buildkit']],
    config: { User: 'app', Env: [PATH], Entrypoint: ['/opt/app/server'], ExposedPorts: { '8080/tcp': {} } },
  },
};

const layers = new Map();
const layer = async (name) => {
  if (!layers.has(name)) {
    const file = join(corpus, 'layers', `${name}.tar`);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
    layers.set(name, { file, hex: hash.digest('hex'), size: statSync(file).size });
  }
  return layers.get(name);
};

for (const [name, { layers: own, steps = [], config }] of Object.entries(IMAGES)) {
  const folder = join(corpus, name);
  const blobs = join(folder, 'blobs', 'sha256');
  mkdirSync(blobs, { recursive: true });
  const put = (value, mediaType) => {
    const text = JSON.stringify(value);
    const hex = createHash('sha256').update(text).digest('hex');
    writeFileSync(join(blobs, hex), text);
    return { mediaType, digest: `sha256:${hex}`, size: Buffer.byteLength(text) };
  };
  const descriptors = [];
  for (const [layerName] of own) {
    const { file, hex, size } = await layer(layerName);
    linkSync(file, join(blobs, hex));
    descriptors.push({ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: `sha256:${hex}`, size });
  }
  const created = CREATED;
  const history = [
    ...own.map(([, created_by]) => ({ created, created_by })),
    ...steps.map((created_by) => ({ created, created_by, empty_layer: true })),
  ];
  const diffIds = descriptors.map(({ digest }) => digest);
  const image = { created, architecture, os: 'linux', config, rootfs: { type: 'layers', diff_ids: diffIds }, history };
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: put(image, 'application/vnd.oci.image.config.v1+json'),
    layers: descriptors,
  };
  const reference = {
    ...put(manifest, manifest.mediaType),
    annotations: { 'org.opencontainers.image.ref.name': '1' },
  };
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [reference] }));
  writeFileSync(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
}
writeFileSync(join(corpus, 'index.json'), `${JSON.stringify({ images: Object.keys(IMAGES) }, null, 2)}\n`);
