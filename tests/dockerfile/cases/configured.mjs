// Cases of the rules that judge by a configuration, config/plain.yaml or config/labels.yaml.

import { ALPINE, DEBIAN, file, files } from './shapes.mjs';

export function* configured() {
  yield* files(
    'DL3026',
    {
      foreign: file('quay.example.net/team/app:1.2.3'),
      builder: file('quay.example.net/team/app:1.2.3 AS build', 'RUN touch /a', `FROM ${DEBIAN}`, 'COPY --from=build /a /a'),
      port: file('registry.example.org:5000/team/app:1.2.3').replace('registry.example.org', 'quay.example.net'),
      'copied-image': file(DEBIAN, 'COPY --from=quay.example.net/team/tool:1.2.3 /tool /tool'),
      'mounted-image': file(DEBIAN, 'RUN --mount=type=bind,from=quay.example.net/team/tool:1.2.3,target=/tool /tool/run'),
      'argument-default': file('${REGISTRY}/team/app:1.2.3').replace(/^/, 'ARG REGISTRY=quay.example.net\n'),
    },
    {
      allowed: file('registry.example.org/team/app:1.2.3'),
      'allowed-hub': file(DEBIAN),
      'allowed-hub-by-name': file('docker.io/library/debian:12.7'),
      'allowed-with-port': file('registry.example.org:5000/team/app:1.2.3'),
      stage: file(`${DEBIAN} AS build`, 'RUN touch /a', 'FROM build'),
      scratch: file('scratch', 'COPY app /app'),
      user: file('example/app:1.2.3'),
    },
  );
  for (const one of labels()) yield { ...one, config: 'labels' };
}

const ALL = {
  'org.example.url': 'https://example.org/app',
  'org.example.created': '2026-11-01T10:00:00Z',
  'org.example.licence': 'Apache-2.0',
  'org.example.revision': '0123456789abcdef0123456789abcdef01234567',
  'org.example.version': '1.2.3',
  'org.example.contact': 'team@example.org',
  'org.example.title': 'app',
};
const label = (changes = {}) =>
  `LABEL ${Object.entries({ ...ALL, ...changes })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' \\\n      ')}`;

function* labels() {
  yield* files(
    'DL3049',
    {
      'one-missing': file(DEBIAN, label({ 'org.example.title': undefined })),
      'all-missing': file(DEBIAN),
      'only-in-builder': file(`${DEBIAN} AS build`, label(), `FROM ${ALPINE}`, 'COPY --from=build /a /a'),
    },
    {
      'all-there': file(DEBIAN, label()),
      'two-instructions': file(DEBIAN, label({ 'org.example.title': undefined }), 'LABEL org.example.title=app'),
      inherited: file(`${DEBIAN} AS base`, label(), 'FROM base'),
      final: file(`${DEBIAN} AS build`, 'RUN touch /a', `FROM ${ALPINE}`, label(), 'COPY --from=build /a /a'),
    },
  );
  yield* files('DL3050', { unknown: file(DEBIAN, label({ 'org.example.colour': 'blue' })) }, { known: file(DEBIAN, label()) });
  yield* files('DL3051', { empty: file(DEBIAN, label({ 'org.example.title': '' })) }, { given: file(DEBIAN, label()) });
  yield* files(
    'DL3052',
    { word: file(DEBIAN, label({ 'org.example.url': 'not an address' })) },
    { http: file(DEBIAN, label({ 'org.example.url': 'http://example.org' })) },
  );
  yield* files(
    'DL3053',
    { day: file(DEBIAN, label({ 'org.example.created': '2026-11-01' })), word: file(DEBIAN, label({ 'org.example.created': 'today' })) },
    { offset: file(DEBIAN, label({ 'org.example.created': '2026-11-01T10:00:00+02:00' })) },
  );
  yield* files(
    'DL3054',
    { words: file(DEBIAN, label({ 'org.example.licence': 'our own terms' })) },
    {
      'not-in-list': file(DEBIAN, label({ 'org.example.licence': 'Our-Own' })),
      other: file(DEBIAN, label({ 'org.example.licence': 'MIT' })),
      either: file(DEBIAN, label({ 'org.example.licence': 'MIT OR Apache-2.0' })) },
  );
  yield* files(
    'DL3055',
    { word: file(DEBIAN, label({ 'org.example.revision': 'main' })) },
    { short: file(DEBIAN, label({ 'org.example.revision': '0123456' })) },
  );
  yield* files(
    'DL3056',
    { two: file(DEBIAN, label({ 'org.example.version': '1.2' })), word: file(DEBIAN, label({ 'org.example.version': 'newest' })) },
    { 'pre-release': file(DEBIAN, label({ 'org.example.version': '1.2.3-rc.1' })) },
  );
  yield* files(
    'DL3058',
    { word: file(DEBIAN, label({ 'org.example.contact': 'team' })) },
    { plus: file(DEBIAN, label({ 'org.example.contact': 'team+app@example.org' })) },
  );
}
