// Cases of the warnings of ShellCheck, which hadolint runs over steps in shell form.

import { DEBIAN, files, file } from './shapes.mjs';

const run = (shell) => file(DEBIAN, 'ARG NAME', `RUN ${shell}`);

export function* shell() {
  yield* files(
    'SC2024',
    { redirect: file(DEBIAN, 'USER 1000', 'RUN sudo echo a > /etc/a') },
    { tee: file(DEBIAN, 'USER 1000', 'RUN echo a | sudo tee /etc/a'), inner: file(DEBIAN, 'USER 1000', "RUN sudo sh -c 'echo a > /etc/a'") },
  );
  yield* files(
    'SC2038',
    { remove: run('find /srv -name "*.pyc" | xargs rm -f') },
    { zero: run('find /srv -name "*.pyc" -print0 | xargs -0 rm -f'), exec: run('find /srv -name "*.pyc" -exec rm -f {} +') },
  );
  yield* files(
    'SC2046',
    { remove: run('rm -f $(cat /srv/list)'), owner: run('chown 10001 $(cat /srv/list)') },
    { quoted: run('rm -f "$(cat /srv/list)"'), assigned: run('list=$(cat /srv/list) && echo "$list"') },
  );
  yield* files(
    'SC2086',
    { undeclared: run('rm -rf $OTHER'), remove: run('rm -rf $NAME'), mode: run('chmod 750 $NAME') },
    { quoted: run('rm -rf "$NAME"'), assigned: run('other=$NAME && echo "$other"'), test: run('[ -n "$NAME" ] || exit 1') },
  );
  yield* files(
    'SC2114',
    { usr: run('rm -rf /usr'), etc: run('rm -rf /etc/') },
    { below: run('rm -rf /usr/share/doc'), lists: run('rm -rf /var/lib/apt/lists/*') },
  );
  yield* files(
    'SC2115',
    { slash: run('rm -rf "$NAME/"*'), folder: run('rm -rf "$NAME/bin"') },
    { guarded: run('rm -rf "${NAME:?}/"*'), plain: run('rm -rf "$NAME"') },
  );
  yield* files(
    'SC2164',
    { semicolon: run('cd /srv/app; make') },
    { and: run('cd /srv/app && make'), exit: run('cd /srv/app || exit 1; make'), errexit: run('set -e; cd /srv/app; make') },
  );
  yield* files(
    'SC3010',
    { double: run('[[ -n "$NAME" ]] && touch /a') },
    { single: run('[ -n "$NAME" ] && touch /a'), bash: file(DEBIAN, 'SHELL ["/bin/bash", "-c"]', 'RUN [[ -n "$HOME" ]] && touch /a') },
  );
  yield* files('SC3046', { source: run('source /etc/profile') }, { dot: run('. /etc/profile') });
  yield* files('SC3014', { equals: run('[ "$NAME" == a ] && touch /a') }, { one: run('[ "$NAME" = a ] && touch /a') });
  yield* files('SC3020', { both: run('make &> /log') }, { apart: run('make > /log 2>&1') });
  yield* files('SC3009', { braces: run('mkdir -p /srv/{a,b}') }, { two: run('mkdir -p /srv/a /srv/b'), quoted: run("echo '{a,b}'") });
  yield* files(
    'SC2088',
    { quoted: run('rm -rf "~/.cache"') },
    { bare: run('rm -rf ~/.cache'), home: run('rm -rf "$HOME/.cache"') },
  );
  yield* files(
    'SC2155',
    { masked: run('export LIST="$(cat /srv/list)" && make') },
    { apart: run('LIST="$(cat /srv/list)" && export LIST && make'), plain: run('export LIST=a && make') },
  );
  yield* files(
    'SC2174',
    { parents: run('mkdir -p -m 700 /srv/a/b') },
    { one: run('mkdir -m 700 /srv/a'), later: run('mkdir -p /srv/a/b && chmod 700 /srv/a/b') },
  );
  yield* files('SC2216', { remove: run('find /srv -name a | rm -f') }, { xargs: run('printf "a\\0" | xargs -0 rm -f'), cat: run('cat /srv/list | sort') });
  yield* files('SC3001', { process: run('sort <(cat /srv/list)') }, { pipe: run('cat /srv/list | sort') });
  yield* files('SC3003', { dollar: run("printf %s $'a' > /a") }, { plain: run("printf 'a' > /a") });
  yield* files('SC3011', { string: run('sort <<< "$NAME"') }, { document: file(DEBIAN, 'RUN <<STEP', 'cat <<A', 'a', 'A', 'STEP', '') });
  yield* files('SC3029', { both: run('make |& tee /log') }, { plain: run('make | tee /log') });
  yield* files('SC3030', { list: run('all=(a b) && echo done') }, { words: run("all='a b' && echo done") });
  yield* files('SC3044', { shopt: run('shopt -s globstar && make') }, { set: run('set -f && make') });
  yield* files('SC3051', { source: run('source /etc/profile') }, { dot: run('. /etc/profile') });
}
