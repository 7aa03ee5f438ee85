// How a fragment becomes a whole Dockerfile: what stands round it is pinned and starts as a numeric user, so that a case
// is about its own rule. Must not know any rule.

export const DEBIAN = 'debian:12.7';
export const ALPINE = 'alpine:3.20';
export const FEDORA = 'fedora:40';
export const SUSE = 'opensuse/leap:15.6';
export const NODE = 'node:22.9.0';
export const PYTHON = 'python:3.12.6';
export const GO = 'golang:1.23.1';
export const RUBY = 'ruby:3.3.5';

/** The lines between FROM and USER. */
export const file = (base, ...lines) => `${[`FROM ${base}`, ...lines, 'USER 10001'].join('\n')}\n`;

const continued = (shell) => shell.replaceAll(/ (&&|\|\||\||;) /g, ' \\\n    $1 ');

/** The ways to write one step of shell. */
export const SHAPES = {
  plain: (base, shell) => file(base, `RUN ${shell}`),
  continued: (base, shell) => file(base, '# A step', `RUN ${continued(shell)} \\\n    # done\n    && true`),
  // hadolint cannot read an instruction right behind a heredoc.
  heredoc: (base, shell) => file(base, `RUN <<STEP\n${shell}\nSTEP\n`),
  exec: (base, shell) => file(base, `RUN ${JSON.stringify(['sh', '-c', shell])}`),
  onbuild: (base, shell) => file(base, `ONBUILD RUN ${shell}`),
  builder: (base, shell) => file(`${base} AS build`, `RUN ${shell}`, `FROM ${base}`, 'COPY --from=build /out /out'),
  inherited: (base, shell) => file(`${base} AS common`, `RUN ${shell}`, 'FROM common', 'WORKDIR /srv'),
  group: (base, shell) => file(base, `RUN if [ -n "$HOME" ]; then ${shell}; fi`),
};

/**
 * Cases of a rule about shell commands. Every text is a plain step; the first of each side is written in all shapes.
 * @param {string} id of hadolint
 * @param {string} base
 * @param {Record<string, string>} bad the rule must speak
 * @param {Record<string, string>} good the rule must not
 * @param {string[]} [without] the shapes in which the first bad text is none
 */
export function* steps(id, base, bad, good, without = []) {
  for (const [must, texts] of [[true, bad], [false, good]]) {
    for (const [index, [name, shell]] of Object.entries(texts).entries()) {
      for (const shape of index === 0 ? Object.keys(SHAPES) : ['plain']) {
        const suffix = shape === 'plain' ? '' : `@${shape}`;
        yield { id, name: `${id}/${name}${suffix}`, must: must && !without.includes(shape), text: SHAPES[shape](base, shell) };
      }
    }
  }
}

/** What neither ends up in the image nor weighs on it. */
export const NOT_IN_IMAGE = ['onbuild', 'builder'];

/** Cases of a rule about instructions: whole Dockerfiles. */
export function* files(id, bad, good) {
  for (const [must, texts] of [[true, bad], [false, good]]) {
    for (const [name, text] of Object.entries(texts)) yield { id, name: `${id}/${name}`, must, text };
  }
}
