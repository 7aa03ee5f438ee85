// Cases of the rules about package managers.

import { ALPINE, DEBIAN, FEDORA, GO, NODE, NOT_IN_IMAGE, PYTHON, RUBY, SUSE, file, files, steps } from './shapes.mjs';

const LISTS = 'rm -rf /var/lib/apt/lists/*';
const apt = (words) => `apt-get update && apt-get install -y --no-install-recommends ${words} && ${LISTS}`;

export function* packages() {
  yield* steps(
    'DL3008',
    DEBIAN,
    {
      bare: apt('tini'),
      'one-of-two': apt('tini=0.19.0-1 jq'),
      'after-target-release': apt('-t bookworm-backports tini'),
      sudo: `sudo ${apt('tini')}`.replace('&& apt-get', '&& sudo apt-get'),
      'option-before-verb': `apt-get update && apt-get -y --no-install-recommends install tini && ${LISTS}`,
      environment: `apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends tini && ${LISTS}`,
      'apt-itself': `apt update && apt install -y --no-install-recommends tini && ${LISTS}`,
      aptitude: `aptitude update && aptitude install -y --without-recommends tini && ${LISTS}`,
    },
    {
      pinned: apt('tini=0.19.0-1'),
      'package-variable': apt('"$EXTRA"'),
      'version-variable': apt('tini="${TINI_VERSION}"'),
      'version-variable-bare': apt('tini=$TINI_VERSION'),
      release: apt('tini/bookworm'),
      'local-file': apt('./tini.deb'),
      'release-option': apt('-t bookworm tini=0.19.0-1'),
      'long-release-option': apt('--target-release bookworm tini=0.19.0-1'),
      'printed-only': 'echo apt-get install tini',
      'dash-o': apt('-o Acquire::Retries=3 tini=0.19.0-1'),
      'only-update': 'apt-get update',
      'build-dep': `apt-get update && apt-get build-dep -y bash && ${LISTS}`,
    },
  );
  yield* steps(
    'DL3014',
    DEBIAN,
    {
      asks: `apt-get update && apt-get install --no-install-recommends tini=0.19.0-1 && ${LISTS}`,
      'single-quiet': `apt-get update && apt-get install -q --no-install-recommends tini=0.19.0-1 && ${LISTS}`,
      'yes-of-another': `apt-get update -y && apt-get install --no-install-recommends tini=0.19.0-1 && ${LISTS}`,
    },
    {
      yes: apt('tini=0.19.0-1'),
      'long-yes': `apt-get update && apt-get install --yes --no-install-recommends tini=0.19.0-1 && ${LISTS}`,
      'assume-yes': `apt-get update && apt-get --assume-yes install --no-install-recommends tini=0.19.0-1 && ${LISTS}`,
      'in-cluster': `apt-get update && apt-get install -fy --no-install-recommends tini=0.19.0-1 && ${LISTS}`,
      'doubly-quiet': `apt-get update && apt-get install -qq --no-install-recommends tini=0.19.0-1 && ${LISTS}`,
      'quiet-twice': `apt-get update && apt-get install -q -q --no-install-recommends tini=0.19.0-1 && ${LISTS}`,
      'quiet-level': `apt-get update && apt-get install -q=2 --no-install-recommends tini=0.19.0-1 && ${LISTS}`,
      configured: `apt-get update && apt-get -o APT::Get::Assume-Yes=true install --no-install-recommends tini=0.19.0-1 && ${LISTS}`,
      piped: `apt-get update && yes | apt-get install --no-install-recommends tini=0.19.0-1 && ${LISTS}`,
      download: 'apt-get download tini',
    },
  );
  yield* steps(
    'DL3015',
    DEBIAN,
    {
      missing: `apt-get update && apt-get install -y tini=0.19.0-1 && ${LISTS}`,
      'another-option': `apt-get update && apt-get install -y --no-upgrade tini=0.19.0-1 && ${LISTS}`,
    },
    {
      given: apt('tini=0.19.0-1'),
      'before-verb': `apt-get update && apt-get --no-install-recommends install -y tini=0.19.0-1 && ${LISTS}`,
      configured: `apt-get update && apt-get install -y -o APT::Install-Recommends=false tini=0.19.0-1 && ${LISTS}`,
      'configured-zero': `apt-get update && apt-get -o APT::Install-Recommends=0 install -y tini=0.19.0-1 && ${LISTS}`,
      remove: 'apt-get remove -y tini',
    },
    ['builder'],
  );
  yield* steps(
    'DL3009',
    DEBIAN,
    {
      left: 'apt-get update && apt-get install -y --no-install-recommends tini=0.19.0-1',
      cleaned: 'apt-get update && apt-get install -y --no-install-recommends tini=0.19.0-1 && apt-get clean',
      'other-folder': 'apt-get update && apt-get install -y --no-install-recommends tini=0.19.0-1 && rm /tmp/x',
      'other-folder-recursively': 'apt-get update && apt-get install -y --no-install-recommends tini=0.19.0-1 && rm -rf /tmp/x',
      'update-alone': 'apt-get update',
      'removed-before': `${LISTS} && apt-get update && apt-get install -y --no-install-recommends tini=0.19.0-1`,
    },
    {
      removed: apt('tini=0.19.0-1'),
      'removed-whole': 'apt-get update && apt-get install -y --no-install-recommends tini=0.19.0-1 && rm -rf /var/lib/apt/lists',
      'removed-separately': 'apt-get update && apt-get install -y --no-install-recommends tini=0.19.0-1 && rm -r -f /var/lib/apt/lists/*',
      'cache-mounts': '--mount=type=cache,target=/var/lib/apt --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y --no-install-recommends tini=0.19.0-1',
      'tmpfs-mount': '--mount=type=tmpfs,target=/var/lib/apt/lists apt-get update && apt-get install -y --no-install-recommends tini=0.19.0-1',
    },
    NOT_IN_IMAGE,
  );
  yield* files(
    'DL3009',
    {
      'next-step': file(DEBIAN, 'RUN apt-get update && apt-get install -y --no-install-recommends tini=0.19.0-1', 'WORKDIR /srv', `RUN ${LISTS}`),
    },
    {
      'unrelated-builder': file(`${DEBIAN} AS build`, 'RUN apt-get update && apt-get install -y --no-install-recommends gcc=4:12.2.0-3', `FROM ${ALPINE}`, 'COPY --from=build /out /out'),
    },
  );
  yield* steps(
    'DL3018',
    ALPINE,
    {
      bare: 'apk add --no-cache tini',
      'one-of-two': 'apk add --no-cache tini=0.19.0-r3 jq',
      virtual: 'apk add --no-cache --virtual .deps gcc',
      repository: 'apk add --no-cache --repository https://dl.example.org/main tini',
      'short-repository': 'apk add --no-cache -X https://dl.example.org/main tini',
      'short-virtual': 'apk add --no-cache -t .deps gcc',
      'option-before-verb': 'apk --no-cache add tini',
      tagged: 'apk add --no-cache tini@edge',
    },
    {
      pinned: 'apk add --no-cache tini=0.19.0-r3',
      fuzzy: "apk add --no-cache 'tini~0.19'",
      'fuzzy-equals': "apk add --no-cache 'tini=~0.19'",
      least: "apk add --no-cache 'tini>0.18'",
      most: 'apk add --no-cache "tini<1"',
      'package-variable': 'apk add --no-cache $EXTRA',
      'version-variable': 'apk add --no-cache tini=${TINI_VERSION}',
      'local-file': 'apk add --no-cache ./tini.apk',
      virtual: 'apk add --no-cache --virtual .deps gcc=13.2.1_git20240309-r0',
      'virtual-equals': 'apk add --no-cache --virtual=.deps gcc=13.2.1_git20240309-r0',
      delete: 'apk del tini',
    },
  );
  yield* steps(
    'DL3019',
    ALPINE,
    {
      kept: 'apk add tini=0.19.0-r3',
      updated: 'apk update && apk add tini=0.19.0-r3',
    },
    {
      'no-cache': 'apk add --no-cache tini=0.19.0-r3',
      'no-cache-first': 'apk --no-cache add tini=0.19.0-r3',
      'cache-mount': '--mount=type=cache,target=/var/cache/apk apk add tini=0.19.0-r3',
      'no-cache-last': 'apk add tini=0.19.0-r3 --no-cache',
      removed: 'apk add tini=0.19.0-r3 && rm -rf /var/cache/apk/*',
      info: 'apk info tini',
    },
    NOT_IN_IMAGE,
  );
  yield* steps(
    'DL3033',
    'centos:7',
    {
      bare: 'yum install -y jq && yum clean all',
      'dash-name': 'yum install -y java-devel && yum clean all',
      'one-of-two': 'yum install -y jq-1.5 wget && yum clean all',
      module: 'yum module install -y nodejs && yum clean all',
    },
    {
      pinned: 'yum install -y jq-1.5 && yum clean all',
      release: 'yum install -y jq-1.6-14.el8 && yum clean all',
      'digit-in-name-and-release': 'yum install -y java-17-openjdk-17.0.13.0.11-3.el9 && yum clean all',
      'digit-in-name': 'yum install -y java-17-openjdk-17.0.13 && yum clean all',
      'local-file': 'yum install -y ./jq.rpm && yum clean all',
      module: 'yum module install -y nodejs:20 && yum clean all',
    },
  );
  yield* steps(
    'DL3030',
    'centos:7',
    {
      asks: 'yum install jq-1.5 && yum clean all',
      group: 'yum groupinstall "Development Tools" && yum clean all',
    },
    {
      yes: 'yum install -y jq-1.5 && yum clean all',
      'yes-first': 'yum -y install jq-1.5 && yum clean all',
      'long-yes': 'yum install --assumeyes jq-1.5 && yum clean all',
      list: 'yum list installed',
    },
  );
  yield* steps(
    'DL3032',
    'centos:7',
    {
      left: 'yum install -y jq-1.5',
      'cleaned-before': 'yum clean all && yum install -y jq-1.5',
    },
    {
      cleaned: 'yum install -y jq-1.5 && yum clean all',
      removed: 'yum install -y jq-1.5 && rm -rf /var/cache/yum/*',
      'removed-whole': 'yum install -y jq-1.5 && rm -rf /var/cache/yum',
      'only-listed': 'yum list installed',
    },
    NOT_IN_IMAGE,
  );
  yield* steps(
    'DL3038',
    FEDORA,
    {
      asks: 'dnf install jq-1.7 && dnf clean all',
      microdnf: 'microdnf install jq-1.7 && microdnf clean all',
    },
    {
      yes: 'dnf install -y jq-1.7 && dnf clean all',
      'yes-first': 'dnf -y install jq-1.7 && dnf clean all',
      'long-yes': 'dnf install --assumeyes jq-1.7 && dnf clean all',
      microdnf: 'microdnf install -y jq-1.7 && microdnf clean all',
      query: 'dnf list jq',
    },
  );
  yield* steps(
    'DL3040',
    FEDORA,
    {
      left: 'dnf install -y jq-1.7',
      'clean-without-what': 'dnf install -y jq-1.7 && dnf clean metadata',
      microdnf: 'microdnf install -y jq-1.7',
    },
    {
      cleaned: 'dnf install -y jq-1.7 && dnf clean all',
      removed: 'dnf install -y jq-1.7 && rm -rf /var/cache/libdnf5',
      'cache-mount': '--mount=type=cache,target=/var/cache/libdnf5 dnf install -y jq-1.7',
      'older-cache-mount': '--mount=type=cache,target=/var/cache/dnf dnf install -y jq-1.7',
      microdnf: 'microdnf install -y jq-1.7 && microdnf clean all',
      'cleaned-with-yes': 'dnf install -y jq-1.7 && dnf -y clean all',
    },
    NOT_IN_IMAGE,
  );
  yield* steps(
    'DL3041',
    FEDORA,
    {
      bare: 'dnf install -y jq && dnf clean all',
      'one-of-two': 'dnf install -y jq-1.7 wget && dnf clean all',
      microdnf: 'microdnf install -y jq && microdnf clean all',
      'dash-name': 'dnf install -y gcc-objc && dnf clean all',
      module: 'dnf module install -y nodejs && dnf clean all',
    },
    {
      pinned: 'dnf install -y jq-1.7 && dnf clean all',
      release: 'dnf install -y jq-1.7.1-8.fc40 && dnf clean all',
      'digit-in-name': 'dnf install -y java-21-openjdk-21.0.4 && dnf clean all',
      'local-file': 'dnf install -y ./jq.rpm && dnf clean all',
      module: 'dnf module install -y nodejs:20 && dnf clean all',
      'set-option': 'dnf install -y --setopt=install_weak_deps=False jq-1.7 && dnf clean all',
    },
  );
  yield* files(
    'DL3041',
    {},
    { 'version-argument': file(FEDORA, 'ARG JQ=1.7', 'RUN dnf install -y jq-${JQ} && dnf clean all') },
  );
  yield* steps(
    'DL3034',
    SUSE,
    {
      asks: 'zypper install jq=1.6 && zypper clean',
      short: 'zypper in jq=1.6 && zypper clean',
      remove: 'zypper remove jq && zypper clean',
      update: 'zypper update jq && zypper clean',
    },
    {
      'global-n': 'zypper -n install jq=1.6 && zypper clean',
      long: 'zypper --non-interactive install jq=1.6 && zypper clean',
      yes: 'zypper install -y jq=1.6 && zypper clean',
      'no-confirm': 'zypper install --no-confirm jq=1.6 && zypper clean',
      quiet: 'zypper -q -n in jq=1.6 && zypper clean',
      list: 'zypper repos',
    },
  );
  yield* steps(
    'DL3035',
    SUSE,
    {
      'dist-upgrade': 'zypper -n dist-upgrade && zypper clean',
      short: 'zypper -n dup && zypper clean',
    },
    {
      install: 'zypper -n install jq=1.6 && zypper clean',
      refresh: 'zypper -n refresh',
    },
  );
  yield* steps(
    'DL3036',
    SUSE,
    {
      left: 'zypper -n install jq=1.6',
      'cleaned-before': 'zypper clean && zypper -n install jq=1.6',
    },
    {
      cleaned: 'zypper -n install jq=1.6 && zypper clean',
      'cleaned-all': 'zypper -n install jq=1.6 && zypper clean --all',
      'cleaned-short': 'zypper -n install jq=1.6 && zypper cc -a',
      removed: 'zypper -n install jq=1.6 && rm -rf /var/cache/zypp/*',
      'cache-mount': '--mount=type=cache,target=/var/cache/zypp zypper -n install jq=1.6',
    },
    NOT_IN_IMAGE,
  );
  yield* steps(
    'DL3037',
    SUSE,
    {
      bare: 'zypper -n install jq && zypper clean',
      'one-of-two': 'zypper -n install jq=1.6 wget && zypper clean',
      short: 'zypper -n in jq && zypper clean',
    },
    {
      pinned: 'zypper -n install jq=1.6 && zypper clean',
      least: "zypper -n install 'jq>=1.6' && zypper clean",
      most: "zypper -n install 'jq<2' && zypper clean",
      'local-file': 'zypper -n install ./jq.rpm && zypper clean',
      'version-variable': 'zypper -n install jq=${JQ} && zypper clean',
    },
  );
  yield* steps(
    'DL3013',
    PYTHON,
    {
      bare: 'pip install --no-cache-dir flask',
      'one-of-two': 'pip install --no-cache-dir flask==3.0.3 gunicorn',
      pip3: 'pip3 install --no-cache-dir flask',
      module: 'python -m pip install --no-cache-dir flask',
      'module-3': 'python3 -m pip install --no-cache-dir flask',
      extras: 'pip install --no-cache-dir "flask[async]"',
      repository: 'pip install --no-cache-dir git+https://example.org/flask.git',
      'option-with-value': 'pip install --no-cache-dir --index-url https://pypi.example.org/simple flask',
      upgrade: 'pip install --no-cache-dir --upgrade pip',
      user: 'pip install --no-cache-dir --user flask',
    },
    {
      pinned: 'pip install --no-cache-dir flask==3.0.3',
      range: 'pip install --no-cache-dir "flask>=3,<4"',
      compatible: 'pip install --no-cache-dir "flask~=3.0"',
      not: "pip install --no-cache-dir 'flask!=3.0.1'",
      requirements: 'pip install --no-cache-dir -r requirements.txt',
      'long-requirements': 'pip install --no-cache-dir --requirement requirements.txt',
      constraint: 'pip install --no-cache-dir -c constraints.txt flask',
      here: 'pip install --no-cache-dir .',
      'here-with-extras': 'pip install --no-cache-dir ".[prod]"',
      editable: 'pip install --no-cache-dir -e .',
      wheel: 'pip install --no-cache-dir dist/app-1.0-py3-none-any.whl',
      sdist: 'pip install --no-cache-dir dist/app-1.0.tar.gz',
      'repository-at': 'pip install --no-cache-dir git+https://example.org/flask.git@3.0.3',
      target: 'pip install --no-cache-dir --target /srv flask==3.0.3',
      'extras-pinned': 'pip install --no-cache-dir "flask[async]==3.0.3"',
      local: 'pip install --no-cache-dir /src/flask',
      freeze: 'pip freeze',
      'version-variable': 'pip install --no-cache-dir flask==$FLASK',
      pipenv: 'pipenv install flask',
    },
  );
  yield* steps(
    'DL3042',
    PYTHON,
    {
      kept: 'pip install flask==3.0.3',
      module: 'python3 -m pip install flask==3.0.3',
    },
    {
      'no-cache-dir': 'pip install --no-cache-dir flask==3.0.3',
      'no-cache-dir-first': 'pip --no-cache-dir install flask==3.0.3',
      'cache-mount': '--mount=type=cache,target=/root/.cache/pip pip install flask==3.0.3',
      'tmpfs-mount': '--mount=type=tmpfs,target=/root/.cache/pip pip install flask==3.0.3',
      'parent-mount': '--mount=type=cache,target=/root/.cache pip install flask==3.0.3',
      'prefix-environment': 'PIP_NO_CACHE_DIR=1 pip install flask==3.0.3',
      // pip takes every value that says yes or no for a yes.
      'environment-false': 'PIP_NO_CACHE_DIR=0 pip install flask==3.0.3',
      uninstall: 'pip uninstall -y flask',
      pipx: 'pipx install flask==3.0.3',
    },
    NOT_IN_IMAGE,
  );
  yield* files(
    'DL3042',
    { 'environment-empty': file(PYTHON, 'ENV PIP_NO_CACHE_DIR=', 'RUN pip install flask==3.0.3') },
    {
      'environment-off': file(PYTHON, 'ENV PIP_NO_CACHE_DIR=0', 'RUN pip install flask==3.0.3'),
      environment: file(PYTHON, 'ENV PIP_NO_CACHE_DIR=1', 'RUN pip install flask==3.0.3'),
      'environment-true': file(PYTHON, 'ENV PIP_NO_CACHE_DIR=true', 'RUN pip install flask==3.0.3'),
      'environment-inherited': file(`${PYTHON} AS common`, 'ENV PIP_NO_CACHE_DIR=on', 'FROM common', 'RUN pip install flask==3.0.3'),
    },
  );
  yield* steps(
    'DL3016',
    NODE,
    {
      bare: 'npm install --global serve',
      scoped: 'npm install --global @angular/cli',
      'one-of-two': 'npm install --global serve@14.2.3 pm2',
      repository: 'npm install git+https://example.org/serve.git',
      latest: 'npm install --global serve@latest',
      add: 'npm add serve',
      'option-before-verb': 'npm --global install serve',
      yarn: 'yarn add serve && yarn cache clean',
    },
    {
      pinned: 'npm install --global serve@14.2.3',
      scoped: 'npm install --global @angular/cli@18.2.6',
      all: 'npm install',
      ci: 'npm ci',
      'repository-at': 'npm install git+https://example.org/serve.git#v14.2.3',
      tarball: 'npm install ./serve-14.2.3.tgz',
      folder: 'npm install ./serve',
      registry: 'npm install --global --registry https://npm.example.org serve@14.2.3',
      'log-level': 'npm install --loglevel error',
      run: 'npm run install-all',
    },
  );
  yield* steps(
    'DL3028',
    RUBY,
    {
      bare: 'gem install rake',
      'one-of-two': 'gem install rake:13.2.1 puma',
      short: 'gem i rake',
      'no-document': 'gem install --no-document rake',
    },
    {
      colon: 'gem install rake:13.2.1',
      option: 'gem install rake -v 13.2.1',
      'long-option': 'gem install rake --version 13.2.1',
      'long-option-equals': 'gem install rake --version=13.2.1',
      'local-file': 'gem install ./rake-13.2.1.gem',
      list: 'gem list',
    },
  );
  yield* steps(
    'DL3062',
    GO,
    {
      bare: 'go install golang.org/x/tools/cmd/stringer',
      latest: 'go install golang.org/x/tools/cmd/stringer@latest',
      get: 'go get golang.org/x/net',
      run: 'go run golang.org/x/tools/cmd/stringer',
      main: 'go install golang.org/x/tools/cmd/stringer@main',
    },
    {
      pinned: 'go install golang.org/x/tools/cmd/stringer@v0.25.0',
      local: 'go install ./cmd/app',
      all: 'go install ./...',
      here: 'go install .',
      'run-file': 'go run main.go',
      build: 'go build -o /out ./cmd/app',
      none: 'go install',
      variable: 'go install golang.org/x/tools/cmd/stringer@$VERSION',
    },
  );
  yield* steps(
    'DL3060',
    NODE,
    {
      left: 'yarn install --frozen-lockfile',
      'cleaned-before': 'yarn cache clean && yarn install --frozen-lockfile',
    },
    {
      cleaned: 'yarn install --frozen-lockfile && yarn cache clean',
      'cache-mount': '--mount=type=cache,target=/usr/local/share/.cache/yarn yarn install --frozen-lockfile',
      immutable: 'yarn install --immutable',
      run: 'yarn run build',
    },
    NOT_IN_IMAGE,
  );
  yield* steps(
    'DL3027',
    DEBIAN,
    {
      apt: `apt update && apt-get install -y --no-install-recommends tini=0.19.0-1 && ${LISTS}`,
      upgrade: 'apt list --upgradable',
    },
    {
      'apt-get': apt('tini=0.19.0-1'),
      folder: 'ls /etc/apt',
      word: 'echo apt',
      'apt-cache': 'apt-cache policy tini',
      'apt-key': 'apt-key list',
    },
  );
}
