// Cases of the rules about base images, stages, users and what is copied between stages.

import { ALPINE, DEBIAN, GO, file, files } from './shapes.mjs';

const two = (first, ...lines) => file(first, 'RUN touch /a', ...lines);

export function* stages() {
  yield* files(
    'DL3006',
    {
      'no-tag': file('debian'),
      registry: file('registry.example.org/team/app'),
      port: file('registry.example.org:5000/team/app'),
      builder: file('debian AS build', 'RUN touch /a', `FROM ${DEBIAN}`, 'COPY --from=build /a /a'),
      'argument-default': file('$BASE').replace(/^/, 'ARG BASE=debian\n'),
      'unknown-stage': two(`${DEBIAN} AS build`, 'FROM built', 'COPY --from=build /a /a'),
      platform: file('--platform=$BUILDPLATFORM debian'),
      alias: file('debian AS final'),
      'other-case': file('debian as final'),
    },
    {
      tag: file(DEBIAN),
      digest: file(`debian@sha256:${'5b'.repeat(32)}`),
      both: file(`${DEBIAN}@sha256:${'5b'.repeat(32)}`),
      scratch: file('scratch', 'COPY app /app'),
      stage: two(`${DEBIAN} AS base`, 'FROM base'),
      'stage-of-stage': two(`${DEBIAN} AS base`, 'FROM base AS next', 'FROM next'),
      'argument-tag': file('debian:${TAG}').replace(/^/, 'ARG TAG=12.7\n'),
      'argument-default': file('${BASE}').replace(/^/, `ARG BASE=${DEBIAN}\n`),
      'argument-without-default': file('${BASE}').replace(/^/, 'ARG BASE\n'),
      'inline-default': file(`\${BASE:-${DEBIAN}}`).replace(/^/, 'ARG BASE\n'),
      'port-and-tag': file('registry.example.org:5000/team/app:1.2.3'),
      'stage-other-case': two(`${DEBIAN} AS Base`, 'FROM base'),
      platform: file(`--platform=$BUILDPLATFORM ${DEBIAN}`),
    },
  );
  yield* files(
    'DL3007',
    {
      latest: file('debian:latest'),
      registry: file('registry.example.org:5000/team/app:latest'),
      builder: file('debian:latest AS build', 'RUN touch /a', `FROM ${DEBIAN}`, 'COPY --from=build /a /a'),
      'argument-default': file('debian:${TAG}').replace(/^/, 'ARG TAG=latest\n'),
      moving: file('debian:stable-slim'),
    },
    {
      other: file(DEBIAN),
      'latest-within': file('example/app:12-latest'),
      digest: file(`debian:latest@sha256:${'5b'.repeat(32)}`),
      name: file('example/latest:1.2.3'),
      stage: two(`${DEBIAN} AS latest`, 'FROM latest'),
    },
  );
  yield* files(
    'DL3029',
    {
      constant: file(`--platform=linux/amd64 ${DEBIAN}`),
      builder: file(`--platform=linux/arm64 ${DEBIAN} AS build`, 'RUN touch /a', `FROM ${DEBIAN}`, 'COPY --from=build /a /a'),
    },
    {
      build: file(`--platform=$BUILDPLATFORM ${DEBIAN}`),
      braces: file(`--platform=\${BUILDPLATFORM} ${DEBIAN}`),
      quoted: file(`--platform="$BUILDPLATFORM" ${DEBIAN}`),
      none: file(DEBIAN),
      variable: file(`--platform=$WHERE ${DEBIAN}`).replace(/^/, 'ARG WHERE=linux/amd64\n'),
      'named-stage': file(`--platform=linux/amd64 ${DEBIAN} AS base-amd64`, 'RUN touch /a', `FROM base-amd64`),
    },
  );
  yield* files(
    'DL3065',
    {
      target: file(`--platform=$TARGETPLATFORM ${DEBIAN}`),
      braces: file(`--platform=\${TARGETPLATFORM} ${DEBIAN}`),
      builder: file(`--platform=$TARGETPLATFORM ${DEBIAN} AS build`, 'RUN touch /a', `FROM ${DEBIAN}`, 'COPY --from=build /a /a'),
    },
    {
      build: file(`--platform=$BUILDPLATFORM ${DEBIAN}`),
      none: file(DEBIAN),
      overridden: file(`--platform=$TARGETPLATFORM ${DEBIAN}`).replace(/^/, 'ARG TARGETPLATFORM=linux/arm64\n'),
    },
  );
  yield* files(
    'DL3024',
    {
      twice: two(`${DEBIAN} AS build`, `FROM ${ALPINE} AS build`),
      thrice: two(`${DEBIAN} AS build`, `FROM ${ALPINE} AS build`, `FROM ${ALPINE} AS build`),
      'other-case': two(`${DEBIAN} AS build`, `FROM ${ALPINE} AS Build`),
    },
    {
      different: two(`${DEBIAN} AS build`, `FROM ${ALPINE} AS final`, 'COPY --from=build /a /a'),
      'none-named': two(DEBIAN, `FROM ${ALPINE}`, 'COPY --from=0 /a /a'),
      'image-name': two('build:1.2.3 AS build', `FROM ${ALPINE}`, 'COPY --from=build /a /a'),
    },
  );
  yield* files(
    'DL3063',
    {
      scratch: two(`${DEBIAN} AS scratch`, `FROM ${ALPINE}`),
      context: two(`${DEBIAN} AS context`, `FROM ${ALPINE}`),
      'other-case': two(`${DEBIAN} AS Scratch`, `FROM ${ALPINE}`),
    },
    {
      'only-begins': two(`${DEBIAN} AS scratch-files`, `FROM ${ALPINE}`),
      'as-base': file('scratch AS files', 'COPY app /app'),
      folder: file(DEBIAN, 'COPY context/ /context/'),
    },
  );
  yield* files(
    'DL3061',
    {
      run: `RUN true\n${file(DEBIAN)}`,
      label: `LABEL a=b\n${file(DEBIAN)}`,
      'after-argument': `ARG A=1\nENV A=1\n${file(DEBIAN)}`,
    },
    {
      from: file(DEBIAN),
      argument: `ARG TAG=12.7\n${file('debian:${TAG}')}`,
      arguments: `ARG TAG=12.7\nARG NAME=debian\n${file('${NAME}:${TAG}')}`,
      comment: `# An image\n\n${file(DEBIAN)}`,
      directive: `# syntax=docker/dockerfile:1.10\n${file(DEBIAN)}`,
    },
  );
  const from = (...lines) => `FROM ${DEBIAN}\n${lines.join('\n')}\n`;
  yield* files(
    'DL3002',
    {
      root: from('USER root'),
      zero: from('USER 0'),
      group: from('USER root:root'),
      numbers: from('USER 0:0'),
      last: from('USER 10001', 'RUN touch /tmp/a', 'USER root'),
      final: `FROM ${DEBIAN} AS build\nUSER 10001\nFROM ${DEBIAN}\nUSER root\n`,
      inherited: `FROM ${DEBIAN} AS base\nUSER root\nFROM base\nWORKDIR /srv\n`,
      missing: from('WORKDIR /srv'),
      'missing-on-nonroot-base': 'FROM gcr.io/distroless/static-debian12:nonroot\nCOPY app /app\n',
      argument: from('ARG WHO=root', 'USER $WHO'),
      environment: from('ENV WHO=0', 'USER ${WHO}'),
    },
    {
      number: from('USER 10001'),
      'number-and-group': from('USER 10001:0'),
      before: from('USER root', 'RUN touch /tmp/a', 'USER 10001'),
      'only-build-stage': `FROM ${DEBIAN} AS build\nUSER root\nRUN touch /a\nFROM ${ALPINE}\nCOPY --from=build /a /a\nUSER 10001\n`,
      'base-is-changed': `FROM ${DEBIAN} AS base\nUSER root\nFROM base\nUSER 10001\n`,
      like: from('USER rooted'),
    },
  );
  yield* files(
    'DL3066',
    {
      name: from('USER app'),
      'name-and-group': from('USER app:app'),
      argument: from('ARG WHO=app', 'USER $WHO'),
      'last-only': from('USER 10001', 'USER app'),
      environment: from('ENV WHO=app', 'USER $WHO'),
      inherited: `FROM ${DEBIAN} AS base\nUSER app\nFROM base\nWORKDIR /srv\n`,
    },
    {
      number: from('USER 10001'),
      'number-and-group': from('USER 10001:app'),
      'argument-number': from('ARG WHO=10001', 'USER $WHO'),
      'argument-unknown': from('ARG WHO', 'USER ${WHO}'),
      'environment-number': from('ENV WHO=10001', 'USER ${WHO}'),
      'changed-later': from('USER app', 'RUN touch /tmp/a', 'USER 10001'),
      'build-stage': `FROM ${DEBIAN} AS build\nUSER app\nRUN touch /tmp/a\nFROM ${ALPINE}\nCOPY --from=build /tmp/a /a\nUSER 10001\n`,
      root: from('USER root'),
    },
  );
  yield* files(
    'DL3022',
    {
      unknown: file(DEBIAN, 'COPY --from=build /a /a'),
      misspelt: two(`${DEBIAN} AS build`, `FROM ${ALPINE}`, 'COPY --from=biuld /a /a'),
      'number-too-high': two(`${DEBIAN} AS build`, `FROM ${ALPINE}`, 'COPY --from=2 /a /a'),
      later: file(`${DEBIAN} AS build`, 'COPY --from=final /a /a', `FROM ${ALPINE} AS final`),
    },
    {
      name: two(`${DEBIAN} AS build`, `FROM ${ALPINE}`, 'COPY --from=build /a /a'),
      'name-other-case': two(`${DEBIAN} AS build`, `FROM ${ALPINE}`, 'COPY --from=Build /a /a'),
      number: two(DEBIAN, `FROM ${ALPINE}`, 'COPY --from=0 /a /a'),
      image: file(DEBIAN, 'COPY --from=busybox:1.37 /bin/busybox /bin/busybox'),
      'image-path': file(DEBIAN, 'COPY --from=ghcr.io/example/tool /tool /tool'),
      'image-digest': file(DEBIAN, `COPY --from=tool@sha256:${'5b'.repeat(32)} /tool /tool`),
      'image-in-folder': file(DEBIAN, 'COPY --from=example/tool /tool /tool'),
      none: file(DEBIAN, 'COPY a /a'),
      // The stages are those of the Dockerfile that builds on this image.
      onbuild: file(DEBIAN, 'ONBUILD COPY --from=build /a /a'),
      'with-owner': two(`${DEBIAN} AS build`, `FROM ${ALPINE}`, 'COPY --chown=10001 --from=build /a /a'),
    },
  );
  yield* files(
    'DL3023',
    {
      own: file(`${DEBIAN} AS build`, 'COPY --from=build /a /b'),
      'own-second': two(DEBIAN, `FROM ${ALPINE} AS final`, 'COPY --from=final /a /b'),
      'own-number': file(DEBIAN, 'COPY --from=0 /a /b'),
    },
    {
      other: two(`${DEBIAN} AS build`, `FROM ${ALPINE} AS final`, 'COPY --from=build /a /a'),
      image: file(`${DEBIAN} AS build`, 'COPY --from=build:1.2 /a /b'),
      plain: file(`${DEBIAN} AS build`, 'COPY build /b'),
      'same-name-before': two(`${DEBIAN} AS build`, `FROM ${ALPINE} AS build`, 'COPY --from=build /a /b'),
    },
  );
  yield* files(
    'DL3067',
    {
      whole: two(`${DEBIAN} AS build`, `FROM ${DEBIAN}`, 'COPY --from=build / /'),
      owner: two(`${DEBIAN} AS build`, `FROM ${DEBIAN}`, 'COPY --chown=10001 --from=build / /'),
      number: two(DEBIAN, `FROM ${DEBIAN}`, 'COPY --from=0 / /'),
      dot: two(`${DEBIAN} AS build`, `FROM ${DEBIAN}`, 'COPY --from=build /. /'),
      json: two(`${DEBIAN} AS build`, `FROM ${DEBIAN}`, 'COPY --from=build ["/", "/"]'),
      workdir: two(`${DEBIAN} AS build`, `FROM ${DEBIAN}`, 'WORKDIR /', 'COPY --from=build / .'),
    },
    {
      folder: two(`${DEBIAN} AS build`, `FROM ${DEBIAN}`, 'COPY --from=build /out /'),
      'to-folder': two(`${DEBIAN} AS build`, `FROM ${DEBIAN}`, 'COPY --from=build / /rootfs'),
      'from-scratch': file('scratch AS files', 'COPY app /app', `FROM ${DEBIAN}`, 'COPY --from=files / /'),
      'build-context': file(DEBIAN, 'COPY rootfs/ /'),
      'discarded-stage': two(`${DEBIAN} AS a`, `FROM ${DEBIAN} AS b`, 'COPY --from=a / /', `FROM ${GO}`, 'COPY --from=b /out /out'),
    },
  );
  yield* files(
    'DL3057',
    {
      missing: file(DEBIAN),
      'only-in-builder': two(`${DEBIAN} AS build`, 'HEALTHCHECK CMD ["/check"]', `FROM ${ALPINE}`, 'COPY --from=build /a /a'),
    },
    {
      given: file(DEBIAN, 'HEALTHCHECK CMD ["/check"]'),
      none: file(DEBIAN, 'HEALTHCHECK NONE'),
      options: file(DEBIAN, 'HEALTHCHECK --interval=30s --timeout=3s CMD ["/check"]'),
      inherited: file(`${DEBIAN} AS base`, 'HEALTHCHECK CMD ["/check"]', 'FROM base'),
      final: two(`${DEBIAN} AS build`, `FROM ${ALPINE}`, 'COPY --from=build /a /a', 'HEALTHCHECK CMD ["/check"]'),
    },
  );
}
