// Cases of the rules about commands of RUN that are not package managers.

import { ALPINE, DEBIAN, NOT_IN_IMAGE, file, files, steps } from './shapes.mjs';

export function* commands() {
  yield* steps(
    'DL3001',
    DEBIAN,
    {
      shutdown: 'shutdown now',
      ssh: 'ssh build@example.org uptime',
      editor: 'vim /etc/hosts',
      processes: 'ps aux',
      memory: 'free -m',
      top: 'top -b -n 1',
      service: 'service nginx start',
    },
    {
      'ssh-folder': 'mkdir -p /root/.ssh',
      word: 'echo top of the page',
      'ssh-keyscan': 'ssh-keyscan example.org >> /etc/ssh/ssh_known_hosts',
      'mount-asked': 'mountpoint /proc',
      'vim-installed': 'ls /usr/share/vim',
      'asked-for': 'command -v ssh',
      kill: 'sleep 9 & kill $!',
    },
  );
  yield* steps(
    'DL3003',
    DEBIAN,
    {
      stays: 'cd /srv && make',
      alone: 'cd /srv',
      last: 'make && cd /srv',
    },
    {
      directory: 'make -C /srv',
      subshell: '(cd /srv && make) && echo done',
      variable: 'cd "$(mktemp -d)" && make',
      later: 'mkdir -p /srv && cd /srv && make',
      back: 'cd /srv && make && cd /opt && make',
      word: 'echo cd /srv',
      cdrom: 'ls /media/cdrom',
    },
    ['exec', 'group'],
  );
  yield* steps(
    'DL3004',
    DEBIAN,
    {
      sudo: 'sudo make install',
      user: 'sudo -u app make',
      later: 'make && sudo make install',
      environment: 'LANG=C sudo make install',
      'in-substitution': 'owner="$(sudo id -u)"; echo "$owner"',
    },
    {
      installed: 'apt-get purge -y sudo',
      word: 'echo "sudo make install"',
      folder: 'rm -rf /etc/sudoers.d',
      file: 'echo app ALL=NOPASSWD >> /etc/sudoers',
    },
  );
  yield* steps(
    'DL3046',
    DEBIAN,
    {
      long: 'useradd -u 1000700000 app',
      'long-option': 'useradd --uid 1000700000 app',
      cluster: 'useradd -mu 1000700000 app',
      'six-digits': 'useradd -u 123456 app',
      equals: 'useradd --uid=1000700000 app',
    },
    {
      'no-log': 'useradd -l -u 1000700000 app',
      'no-log-long': 'useradd --no-log-init --uid 1000700000 app',
      'no-log-cluster': 'useradd -lmu 1000700000 app',
      short: 'useradd -u 10001 app',
      none: 'useradd app',
      adduser: 'adduser --uid 1000700000 app',
      zeros: 'useradd -u 010001 app',
      'another-number': 'useradd -g 1000700000 app',
    },
    NOT_IN_IMAGE,
  );
  yield* steps(
    'DL3047',
    ALPINE,
    {
      loud: 'wget https://example.org/a.tgz',
      'to-file': 'wget -O /tmp/a.tgz https://example.org/a.tgz',
      later: 'mkdir -p /src && wget https://example.org/a.tgz',
    },
    {
      quiet: 'wget -q https://example.org/a.tgz',
      'quiet-long': 'wget --quiet https://example.org/a.tgz',
      'not-verbose': 'wget -nv https://example.org/a.tgz',
      'not-verbose-long': 'wget --no-verbose https://example.org/a.tgz',
      progress: 'wget --progress=dot:giga https://example.org/a.tgz',
      'quiet-cluster': 'wget -qO /tmp/a.tgz https://example.org/a.tgz',
      log: 'wget -o /tmp/log https://example.org/a.tgz',
      'append-log': 'wget --append-output=/tmp/log https://example.org/a.tgz',
      'asked-for': 'command -v wget',
    },
  );
  yield* steps(
    'DL4001',
    ALPINE,
    {
      'one-step': 'wget -q https://example.org/a.tgz && curl -fsSLO https://example.org/b.tgz',
      apart: 'wget -q https://example.org/a.tgz ; ls -l ; curl -fsSLO https://example.org/b.tgz',
    },
    {
      wget: 'wget -q https://example.org/a.tgz && wget -q https://example.org/b.tgz',
      curl: 'curl -fsSLO https://example.org/a.tgz && curl -fsSLO https://example.org/b.tgz',
      'asked-for': 'command -v wget || curl -fsSLO https://example.org/a.tgz',
      word: 'echo wget && curl -fsSLO https://example.org/a.tgz',
      installed: 'apk info wget && curl -fsSLO https://example.org/a.tgz',
    },
    NOT_IN_IMAGE,
  );
  yield* files(
    'DL4001',
    {
      'two-steps': file(ALPINE, 'RUN wget -q https://example.org/a.tgz', 'WORKDIR /srv', 'RUN curl -fsSLO https://example.org/b.tgz'),
    },
    {
      'two-stages': file(`${ALPINE} AS build`, 'RUN wget -q https://example.org/a.tgz', `FROM ${ALPINE}`, 'RUN curl -fsSLO https://example.org/b.tgz', 'COPY --from=build /a /a'),
    },
  );
  yield* steps(
    'DL4005',
    DEBIAN,
    {
      symbolic: 'ln -sf /bin/bash /bin/sh',
      'long-options': 'ln --symbolic --force /bin/bash /bin/sh',
      hard: 'ln -f /bin/bash /bin/sh',
      'after-removal': 'rm /bin/sh && ln -s /bin/bash /bin/sh',
    },
    {
      elsewhere: 'ln -s /bin/sh /usr/local/bin/sh-copy',
      other: 'ln -sf /bin/bash /usr/local/bin/sh',
      list: 'ls -l /bin/sh',
      word: 'echo ln -sf /bin/bash /bin/sh',
      script: 'ln -s /opt/run.sh /bin/run.sh',
    },
  );
  yield* steps(
    'DL4006',
    DEBIAN,
    {
      pipe: 'cat /etc/passwd | sort > /out',
      download: 'curl -fsSL https://example.org/list | sort > /out',
      later: 'mkdir -p /src && curl -fsSL https://example.org/a.tgz | tar -xz -C /src',
      'in-substitution': 'lines="$(grep x /etc/passwd | sort)"; test -n "$lines"',
      three: 'dpkg -l | sort | uniq > /out',
    },
    {
      or: 'test -e /out || mkdir /out',
      quoted: "echo 'a | b'",
      escaped: 'echo a \\| b',
      'set-in-step': 'set -o pipefail && curl -fsSL https://example.org/list | sort > /out',
      none: 'sort /etc/passwd > /out',
      pattern: 'case "$HOME" in /root|/home) true ;; esac',
      'only-echo': 'echo app:x:10001 | tee -a /etc/passwd',
    },
  );
  const pipe = 'RUN curl -fsSL https://example.org/list | sort > /out';
  yield* files(
    'DL4006',
    {
      'bash-without': file(DEBIAN, 'SHELL ["/bin/bash", "-c"]', pipe),
      'errexit-only': file(DEBIAN, 'SHELL ["/bin/bash", "-e", "-c"]', pipe),
      'only-other-stage': file(`${DEBIAN} AS build`, 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]', pipe, `FROM ${DEBIAN}`, pipe, 'COPY --from=build /a /a'),
      'set-back': file(DEBIAN, 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]', 'SHELL ["/bin/sh", "-c"]', pipe),
    },
    {
      bash: file(DEBIAN, 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]', pipe),
      'bash-cluster': file(DEBIAN, 'SHELL ["/bin/bash", "-eo", "pipefail", "-c"]', pipe),
      'bash-long-cluster': file(DEBIAN, 'SHELL ["/bin/bash", "-euxo", "pipefail", "-c"]', pipe),
      ash: file(ALPINE, 'SHELL ["/bin/ash", "-o", "pipefail", "-c"]', pipe),
      zsh: file(DEBIAN, 'SHELL ["/bin/zsh", "-o", "pipefail", "-c"]', pipe),
      powershell: file('mcr.microsoft.com/powershell:7.4-debian-12', 'SHELL ["pwsh", "-Command"]', 'RUN Get-Content a.txt | Sort-Object'),
      inherited: file(`${DEBIAN} AS common`, 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]', 'FROM common', pipe),
      'bash-heredoc': file(DEBIAN, 'RUN <<STEP bash -eo pipefail', 'sort /etc/passwd | uniq > /out', 'STEP', ''),
      'two-commands-no-pipe': file(DEBIAN, 'RUN test -e /a \\', '    || touch /a'),
    },
  );
  yield* files(
    'DL3059',
    {
      two: file(DEBIAN, 'RUN touch /a', 'RUN touch /b'),
      three: file(DEBIAN, 'RUN touch /a', 'RUN touch /b', 'RUN touch /c'),
      'with-comment': file(DEBIAN, 'RUN touch /a', '# the other', 'RUN touch /b'),
      'with-blank': file(DEBIAN, 'RUN touch /a', '', 'RUN touch /b'),
      'in-final': file(`${DEBIAN} AS build`, 'RUN touch /a', `FROM ${DEBIAN}`, 'COPY --from=build /a /a', 'RUN touch /b', 'RUN touch /c'),
      'same-mount': file(DEBIAN, 'RUN --mount=type=cache,target=/c touch /a', 'RUN --mount=type=cache,target=/c touch /b'),
    },
    {
      apart: file(DEBIAN, 'RUN touch /a', 'WORKDIR /srv', 'RUN touch /b'),
      'other-mount': file(DEBIAN, 'RUN --mount=type=cache,target=/c touch /a', 'RUN --mount=type=cache,target=/d touch /b'),
      'other-network': file(DEBIAN, 'RUN --network=none touch /a', 'RUN touch /b'),
      long: file(DEBIAN, 'RUN touch /a && touch /b && touch /c && touch /d', 'RUN touch /e && touch /f && touch /g && touch /h'),
      stages: file(`${DEBIAN} AS build`, 'RUN touch /a', `FROM ${DEBIAN}`, 'RUN touch /b', 'COPY --from=build /a /a'),
      argument: file(DEBIAN, 'RUN touch /a', 'ARG NAME=b', 'RUN touch /$NAME'),
      builder: file(`${DEBIAN} AS build`, 'RUN touch /a', 'RUN touch /b', `FROM ${DEBIAN}`, 'COPY --from=build /a /a'),
      heredocs: file(DEBIAN, 'RUN <<A', 'touch /a', 'A', '', 'RUN <<B', 'touch /b', 'B', ''),
    },
  );
}
