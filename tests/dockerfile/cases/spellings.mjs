// Rarer spellings and neighbours, over all rules: what people write beside the plain form.

import { ALPINE, DEBIAN, FEDORA, GO, NODE, PYTHON, RUBY, SUSE, file, files } from './shapes.mjs';

const LISTS = 'rm -rf /var/lib/apt/lists/*';
const apt = (words) => file(DEBIAN, `RUN apt-get update && apt-get install -y --no-install-recommends ${words} && ${LISTS}`);
const run = (base, shell) => file(base, `RUN ${shell}`);
const from = (...lines) => `FROM ${DEBIAN}\n${lines.join('\n')}\n`;

export function* spellings() {
  yield* files(
    'DL3008',
    {
      architecture: apt('tini:amd64'),
      'dpkg-option': apt('-o Dpkg::Options::=--force-confold tini'),
      'in-loop': run(DEBIAN, 'for i in 1 2 3; do apt-get install -y --no-install-recommends tini && break; done'),
      quoted: apt("'tini'"),
      'full-path': run(DEBIAN, '/usr/bin/apt-get install -y --no-install-recommends tini'),
    },
    {
      wildcard: apt("'tini=0.19*'"),
      'absolute-file': apt('/tmp/tini.deb'),
      'several-pinned': apt('tini=0.19.0-1 jq=1.6-2.1'),
      'loop-variable': run(DEBIAN, 'for p in tini jq; do apt-get install -y --no-install-recommends "$p=1"; done'),
      'from-list': run(DEBIAN, 'xargs apt-get install -y --no-install-recommends < packages.txt'),
    },
  );
  yield* files(
    'DL3009',
    {
      'yes-before': run(DEBIAN, 'apt-get -y update && apt-get install -y --no-install-recommends tini=0.19.0-1'),
      'only-listed': run(DEBIAN, 'apt-get update && ls /var/lib/apt/lists'),
    },
    {
      'with-others': run(DEBIAN, 'apt-get update && apt-get install -y --no-install-recommends tini=0.19.0-1 && rm -rf /tmp/* /var/lib/apt/lists/*'),
      'letters-swapped': run(DEBIAN, 'apt-get update && apt-get install -y --no-install-recommends tini=0.19.0-1 && rm -fr /var/lib/apt/lists/*'),
      'no-update': run(DEBIAN, 'apt-get install -y --no-install-recommends tini=0.19.0-1'),
    },
  );
  yield* files(
    'DL3013',
    {
      'python-version': run(PYTHON, 'pip3.12 install --no-cache-dir flask'),
      'python-version-module': run(PYTHON, 'python3.12 -m pip install --no-cache-dir flask'),
      several: run(PYTHON, 'pip install --no-cache-dir -U pip setuptools wheel'),
      early: run(PYTHON, 'pip install --no-cache-dir --pre flask'),
    },
    {
      address: run(PYTHON, 'pip install --no-cache-dir https://example.org/flask-3.0.3.tar.gz'),
      download: run(PYTHON, 'pip download flask'),
      'requirements-and-more': run(PYTHON, 'pip install --no-cache-dir -r requirements.txt flask==3.0.3'),
      'short-glued': run(PYTHON, 'pip install --no-cache-dir -rrequirements.txt'),
      'requirements-equals': run(PYTHON, 'pip install --no-cache-dir --requirement=requirements.txt'),
      'three-equals': run(PYTHON, 'pip install --no-cache-dir flask===3.0.3'),
    },
  );
  yield* files(
    'DL3016',
    {
      short: run(NODE, 'npm i serve'),
      'short-global': run(NODE, 'npm i -g serve'),
    },
    {
      range: run(NODE, 'npm install "serve@>=14"'),
      caret: run(NODE, 'npm install --save-exact @angular/cli@^18'),
      prefix: run(NODE, 'npm install --prefix /srv'),
      'file-address': run(NODE, 'npm install file:./serve'),
      production: run(NODE, 'npm install --omit=dev'),
    },
  );
  yield* files(
    'DL3018',
    {
      update: run(ALPINE, 'apk add --no-cache --update tini'),
      variable: run(ALPINE, 'apk add --no-cache tini $EXTRA'),
    },
    { 'file-address': run(ALPINE, 'apk add --no-cache --allow-untrusted /tmp/tini-0.19.0-r3.apk') },
  );
  yield* files('DL3028', {}, { 'short-equals': run(RUBY, 'gem install --no-document rake -v=13.2.1') });
  yield* files(
    'DL3033',
    {},
    {
      address: run('centos:7', 'yum install -y https://example.org/jq-1.5.rpm && yum clean all'),
      group: run('centos:7', 'yum groupinstall -y "Development Tools" && yum clean all'),
      update: run('centos:7', 'yum -y update && yum clean all'),
    },
  );
  yield* files(
    'DL3037',
    {},
    {
      pattern: run(SUSE, 'zypper -n install -t pattern devel_basis && zypper clean'),
      checks: run(SUSE, 'zypper --no-gpg-checks -n install jq=1.6 && zypper clean'),
    },
  );
  yield* files('DL3041', {}, { address: run(FEDORA, 'dnf install -y https://example.org/jq-1.7.rpm && dnf clean all') });
  yield* files(
    'DL3062',
    { environment: run(GO, 'CGO_ENABLED=0 go install golang.org/x/tools/cmd/stringer'), option: run(GO, 'go install -v golang.org/x/tools/cmd/stringer') },
    {
      'mod-download': run(GO, 'go mod download'),
      'option-pinned': run(GO, 'go install -v golang.org/x/tools/cmd/stringer@v0.25.0'),
      commit: run(GO, 'go install golang.org/x/tools/cmd/stringer@3f2a1bc0d4e5'),
      'get-all': run(GO, 'go get -d ./...'),
      tags: run(GO, 'go install -tags netgo ./cmd/app'),
      test: run(GO, 'go test ./...'),
    },
  );
  yield* files(
    'DL3020',
    { glob: file(DEBIAN, 'ADD *.json /srv/'), link: file(DEBIAN, 'ADD --link app /app') },
    {
      'glob-of-archives': file(DEBIAN, 'ADD *.tar.gz /srv/'),
      'quoted-address': file(DEBIAN, `ADD --checksum=sha256:${'5b'.repeat(32)} "https://example.org/app" /app`),
      'clear-address': file(DEBIAN, `ADD --checksum=sha256:${'5b'.repeat(32)} http://example.org/app /app`),
      bzip2: file(DEBIAN, 'ADD app.tbz2 /srv/'),
    },
  );
  yield* files(
    'DL3021',
    { three: file(DEBIAN, 'COPY a b c /srv'), 'from-stage': file(`${DEBIAN} AS build`, 'RUN touch /a /b', `FROM ${ALPINE}`, 'COPY --from=build /a /b /srv') },
    { 'quoted-slash': file(DEBIAN, 'COPY a b "/srv/"'), 'one-glob': file(DEBIAN, 'COPY a* /srv'), excluded: file(DEBIAN, 'COPY --exclude=*.md a /srv') },
  );
  yield* files(
    'DL3025',
    { 'comma-missing': file(DEBIAN, 'CMD ["nginx" "-g"]'), 'comma-left': file(DEBIAN, 'CMD ["nginx", "-g",]') },
    { blanks: file(DEBIAN, 'CMD [ "nginx" , "-g" ]'), 'shell-by-hand': file(DEBIAN, 'CMD ["sh", "-c", "nginx -g $MODE"]'), 'many-lines': file(DEBIAN, 'ENTRYPOINT [ \\', '  "/app", \\', '# a comment', '  "--serve" \\', ']') },
  );
  yield* files(
    'DL3006',
    { 'registry-variable': file('${REGISTRY}/team/app').replace(/^/, 'ARG REGISTRY=registry.example.org\n') },
    { 'stage-named-as-image': file(`${DEBIAN} AS debian`, 'RUN touch /a', 'FROM debian'), 'stage-by-number-copy': file(DEBIAN, 'RUN touch /a', `FROM ${ALPINE}`, 'COPY --from=0 /a /a') },
  );
  yield* files(
    'DL3029',
    {},
    { 'architecture-variable': file(`--platform=linux/$TARGETARCH ${DEBIAN}`) },
  );
  yield* files(
    'DL3011',
    { huge: file(DEBIAN, 'EXPOSE 99999999999') },
    { 'range-protocol': file(DEBIAN, 'EXPOSE 8080-8090/tcp'), unknown: file(DEBIAN, 'ARG PORT', 'EXPOSE $PORT/tcp') },
  );
  yield* files(
    'DL3002',
    { quoted: from('USER "root"'), 'root-group': from('USER root:10001') },
    { 'name-with-root': from('USER rootless'), 'group-zero': from('USER 10001:root') },
  );
  yield* files(
    'DL3022',
    { mount: file(DEBIAN, 'RUN --mount=type=bind,from=build,target=/b cp /b/a /a') },
    { mount: file(`${DEBIAN} AS build`, 'RUN touch /a', `FROM ${ALPINE}`, 'RUN --mount=type=bind,from=build,target=/b cp /b/a /a') },
  );
  yield* files(
    'DL3044',
    { 'used-before': file(DEBIAN, 'ENV B=$A A=1') },
    { 'with-alternative': file(DEBIAN, 'ENV A=1 B=${A:+x}'), 'legacy-itself': file(DEBIAN, 'ENV A 1', 'ENV B $A') },
  );
  yield* files(
    'DL3045',
    { slash: file(DEBIAN, 'COPY app ./') },
    { home: file(DEBIAN, 'ENV WHERE=/srv', 'COPY app $WHERE/app'), 'relative-workdir': file(DEBIAN, 'WORKDIR srv', 'COPY app .') },
  );
  yield* files(
    'DL3048',
    { blank: file(DEBIAN, 'LABEL "two words"=app') },
    { legacy: file(DEBIAN, 'LABEL name app'), several: file(DEBIAN, 'LABEL name=app \\', '      org.example.team=x') },
  );
  yield* files(
    'DL3003',
    { semicolon: run(DEBIAN, 'cd /srv; make') },
    { pushd: run(DEBIAN, 'make -C /srv && git -C /srv status') },
  );
  yield* files('DL3004', { 'exec-form': file(DEBIAN, 'RUN ["sudo", "make"]'), 'in-condition': run(DEBIAN, 'if sudo true; then make; fi') }, { 'command-v': run(DEBIAN, 'command -v sudo || true') });
  yield* files(
    'DL3047',
    { piped: run(ALPINE, 'wget -O- https://example.org/a.sh > /a.sh'), continue: run(ALPINE, 'wget -c https://example.org/a.tgz') },
    { 'separate-option': run(ALPINE, 'wget --progress dot:giga https://example.org/a.tgz'), 'other-cluster': run(ALPINE, 'wget -cq https://example.org/a.tgz') },
  );
  yield* files(
    'DL4001',
    {},
    { healthcheck: file(ALPINE, 'RUN curl -fsSLO https://example.org/a.tgz', 'HEALTHCHECK CMD ["wget", "-q", "http://localhost"]') },
  );
  yield* files('DL3057', {}, { 'shell-form': file(DEBIAN, 'HEALTHCHECK CMD /check || exit 1') });
  yield* files(
    'DL3060',
    { bare: run(NODE, 'yarn'), add: run(NODE, 'yarn add serve@14.2.3') },
    { 'cleaned-with-option': run(NODE, 'yarn install --production && yarn cache clean --force') },
  );
  yield* files(
    'DL3064',
    {
      'private-key': file(DEBIAN, 'ENV SSH_PRIVATE_KEY=kw7HorstLantern93x'),
      cloud: file(DEBIAN, 'ARG AWS_SECRET_ACCESS_KEY'),
      argument: file(DEBIAN, 'ARG DB_PASSWORD=kw7-Horst-Lantern-93'),
    },
    { 'allow-empty': file(DEBIAN, 'ENV MYSQL_ALLOW_EMPTY_PASSWORD=yes'), version: file(DEBIAN, 'ARG TOKEN_VERSION=2') },
  );
  const pipe = 'curl -fsSL https://example.org/list | sort > /out';
  yield* files(
    'DL4006',
    {
      'and-both': run(DEBIAN, 'curl -fsSL https://example.org/list |& sort > /out'),
      'in-loop': run(DEBIAN, 'for n in a b; do curl -fsSL "https://example.org/$n" | sort > "/$n"; done'),
      'in-group': run(DEBIAN, '{ curl -fsSL https://example.org/list | sort; } > /out'),
    },
    {
      'options-first': file(DEBIAN, 'SHELL ["/usr/bin/env", "bash", "-o", "pipefail", "-c"]', `RUN ${pipe}`),
      'set-at-top': file(DEBIAN, 'RUN <<STEP', 'set -eo pipefail', pipe, 'STEP', ''),
      'may-fail': run(DEBIAN, `${pipe} || true`),
    },
  );
  yield* files(
    'DL3059',
    { 'comment-within': file(DEBIAN, 'RUN touch /a \\', '    # one', '    && true', 'RUN touch /b') },
    { 'environment-between': file(DEBIAN, 'RUN touch /a', 'ENV A=1', 'RUN touch /b') },
  );
}
