// Cases of the rules about the form and the arguments of instructions.

import { ALPINE, DEBIAN, file, files } from './shapes.mjs';

export function* instructions() {
  yield* files(
    'DL3000',
    {
      relative: file(DEBIAN, 'WORKDIR srv'),
      dots: file(DEBIAN, 'WORKDIR ./srv'),
      up: file(DEBIAN, 'WORKDIR ../srv'),
      quoted: file(DEBIAN, 'WORKDIR "srv/app"'),
      'argument-default': file(DEBIAN, 'ARG WHERE=srv', 'WORKDIR $WHERE'),
      builder: file(`${DEBIAN} AS build`, 'WORKDIR srv', `FROM ${ALPINE}`, 'COPY --from=build /srv /srv'),
    },
    {
      absolute: file(DEBIAN, 'WORKDIR /srv'),
      quoted: file(DEBIAN, 'WORKDIR "/srv/app"'),
      argument: file(DEBIAN, 'ARG WHERE=/srv', 'WORKDIR $WHERE'),
      'argument-unknown': file(DEBIAN, 'ARG WHERE', 'WORKDIR ${WHERE}'),
      windows: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nWORKDIR C:\\\\srv\nUSER ContainerUser\n',
      'windows-slash': 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nWORKDIR C:/srv\nUSER ContainerUser\n',
      // Whoever builds on this image may have an absolute one before it.
      onbuild: file(DEBIAN, 'ONBUILD WORKDIR srv'),
      'after-absolute': file(DEBIAN, 'WORKDIR /srv', 'WORKDIR app'),
      'behind-absolute-base': file(`${DEBIAN} AS base`, 'WORKDIR /srv', 'FROM base', 'WORKDIR app'),
    },
  );
  yield* files(
    'DL3010',
    {
      gzip: file(DEBIAN, 'COPY app.tar.gz /srv/', 'RUN tar -xzf /srv/app.tar.gz -C /opt'),
      short: file(DEBIAN, 'COPY app.tgz /srv/', 'RUN tar xf /srv/app.tgz'),
      renamed: file(DEBIAN, 'COPY app.tar.xz /tmp/a.tar.xz', 'RUN tar -xf /tmp/a.tar.xz -C /opt'),
      json: file(DEBIAN, 'COPY ["app.tar.gz", "/srv/"]', 'RUN tar -xzf /srv/app.tar.gz -C /opt'),
      'get-option': file(DEBIAN, 'COPY app.tar.gz /srv/', 'RUN tar --extract --file /srv/app.tar.gz'),
      heredoc: file(DEBIAN, 'COPY app.tar.gz /srv/', 'RUN <<STEP', 'tar -xzf /srv/app.tar.gz -C /opt', 'STEP', ''),
      continued: file(DEBIAN, 'COPY app.tar.gz /srv/', 'RUN mkdir /opt/app \\', '    && tar -xzf /srv/app.tar.gz -C /opt/app'),
    },
    {
      'not-unpacked': file(DEBIAN, 'COPY app.tar.gz /srv/'),
      add: file(DEBIAN, 'ADD app.tar.gz /srv/'),
      other: file(DEBIAN, 'COPY app.tar.gz /srv/', 'RUN tar -xzf /usr/src/other.tar.gz'),
      packed: file(DEBIAN, 'COPY app.tar.gz /srv/', 'RUN tar -czf /srv/etc.tar.gz /etc'),
      'from-stage': file(`${DEBIAN} AS build`, 'RUN touch /app.tar.gz', `FROM ${DEBIAN}`, 'COPY --from=build /app.tar.gz /srv/', 'RUN tar -xzf /srv/app.tar.gz -C /opt'),
      zip: file(DEBIAN, 'COPY app.zip /srv/', 'RUN unzip /srv/app.zip -d /opt'),
      'build-stage': file(`${DEBIAN} AS build`, 'COPY app.tar.gz /srv/', 'RUN tar -xzf /srv/app.tar.gz -C /opt', `FROM ${ALPINE}`, 'COPY --from=build /opt /opt'),
    },
  );
  yield* files(
    'DL3011',
    {
      high: file(DEBIAN, 'EXPOSE 70000'),
      protocol: file(DEBIAN, 'EXPOSE 65536/tcp'),
      second: file(DEBIAN, 'EXPOSE 8080 80000'),
      range: file(DEBIAN, 'EXPOSE 65000-66000'),
      'argument-default': file(DEBIAN, 'ARG PORT=70000', 'EXPOSE $PORT'),
    },
    {
      highest: file(DEBIAN, 'EXPOSE 65535'),
      protocol: file(DEBIAN, 'EXPOSE 8080/udp'),
      range: file(DEBIAN, 'EXPOSE 8000-8010'),
      argument: file(DEBIAN, 'ARG PORT=8080', 'EXPOSE ${PORT}'),
      several: file(DEBIAN, 'EXPOSE 8080 8443/tcp'),
    },
  );
  yield* files(
    'DL3012',
    {
      twice: file(DEBIAN, 'HEALTHCHECK CMD ["/a"]', 'HEALTHCHECK CMD ["/b"]'),
      'none-first': file(DEBIAN, 'HEALTHCHECK NONE', 'HEALTHCHECK CMD ["/b"]'),
    },
    {
      once: file(DEBIAN, 'HEALTHCHECK CMD ["/a"]'),
      stages: file(`${DEBIAN} AS build`, 'HEALTHCHECK CMD ["/a"]', `FROM ${ALPINE}`, 'COPY --from=build /a /a', 'HEALTHCHECK CMD ["/b"]'),
      onbuild: file(DEBIAN, 'ONBUILD HEALTHCHECK CMD ["/a"]', 'HEALTHCHECK CMD ["/b"]'),
    },
  );
  yield* files(
    'DL3020',
    {
      file: file(DEBIAN, 'ADD app /app'),
      folder: file(DEBIAN, 'ADD src/ /srv/'),
      json: file(DEBIAN, 'ADD ["app", "/app"]'),
      owner: file(DEBIAN, 'ADD --chown=10001 app /app'),
      zip: file(DEBIAN, 'ADD app.zip /srv/'),
      everything: file(DEBIAN, 'ADD . /srv'),
      onbuild: file(DEBIAN, 'ONBUILD ADD app /app'),
    },
    {
      copy: file(DEBIAN, 'COPY app /app'),
      archive: file(DEBIAN, 'ADD app.tar.gz /srv/'),
      'archive-xz': file(DEBIAN, 'ADD app.tar.xz /srv/'),
      'archive-bare': file(DEBIAN, 'ADD app.tar /srv/'),
      'archive-zstd': file(DEBIAN, 'ADD app.tar.zst /srv/'),
      address: file(DEBIAN, `ADD --checksum=sha256:${'5b'.repeat(32)} https://example.org/app /app`),
      repository: file(DEBIAN, 'ADD https://example.org/app.git#v1.2.3 /src'),
      'ssh-repository': file(DEBIAN, 'ADD git@example.org:team/app.git /src'),
      mixed: file(DEBIAN, 'ADD app app.tar.gz /srv/'),
      'argument-unknown': file(DEBIAN, 'ARG SOURCE', 'ADD $SOURCE /srv/'),
    },
  );
  yield* files(
    'DL3021',
    {
      file: file(DEBIAN, 'COPY a b /srv'),
      json: file(DEBIAN, 'COPY ["a", "b", "/srv"]'),
      owner: file(DEBIAN, 'COPY --chown=10001 a b /srv'),
      argument: file(DEBIAN, 'ARG WHERE=/srv', 'COPY a b $WHERE'),
    },
    {
      slash: file(DEBIAN, 'COPY a b /srv/'),
      one: file(DEBIAN, 'COPY a /srv'),
      json: file(DEBIAN, 'COPY ["a", "b", "/srv/"]'),
      dot: file(DEBIAN, 'WORKDIR /srv', 'COPY a b .'),
      'dot-slash': file(DEBIAN, 'WORKDIR /srv', 'COPY a b ./'),
      'argument-slash': file(DEBIAN, 'ARG WHERE=/srv/', 'COPY a b $WHERE'),
      'argument-unknown': file(DEBIAN, 'ARG WHERE', 'COPY a b $WHERE'),
      windows: '# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nCOPY a b C:\\srv\\\nUSER ContainerUser\n',
      heredoc: file(DEBIAN, 'COPY <<A /srv/a', 'text', 'A', ''),
      'heredoc-and-file': file(DEBIAN, 'COPY <<A b /srv/', 'text', 'A', ''),
    },
  );
  yield* files(
    'DL3045',
    {
      dot: file(DEBIAN, 'COPY app .'),
      name: file(DEBIAN, 'COPY app app'),
      folder: file(DEBIAN, 'COPY app ./srv/'),
      'other-stage': file(`${DEBIAN} AS build`, 'WORKDIR /srv', 'RUN touch a', `FROM ${DEBIAN}`, 'COPY --from=build /srv/a a'),
      json: file(DEBIAN, 'COPY ["app", "app"]'),
    },
    {
      absolute: file(DEBIAN, 'COPY app /app'),
      workdir: file(DEBIAN, 'WORKDIR /srv', 'COPY app .'),
      inherited: file(`${DEBIAN} AS base`, 'WORKDIR /srv', 'FROM base', 'COPY app .'),
      argument: file(DEBIAN, 'ARG WHERE=/srv', 'COPY app $WHERE'),
      'argument-unknown': file(DEBIAN, 'ARG WHERE', 'COPY app ${WHERE}'),
      quoted: file(DEBIAN, 'COPY app "/app"'),
      scratch: file('scratch', 'COPY app app'),
      windows: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nCOPY app C:/app\nUSER ContainerUser\n',
      onbuild: file(DEBIAN, 'ONBUILD COPY app .'),
    },
  );
  yield* files(
    'DL3025',
    {
      command: file(DEBIAN, 'CMD nginx -g daemon'),
      entrypoint: file(DEBIAN, 'ENTRYPOINT /app --serve'),
      'single-quotes': file(DEBIAN, "CMD ['nginx', '-g']"),
      'without-quotes': file(DEBIAN, 'CMD [nginx, -g]'),
      continued: file(DEBIAN, 'CMD nginx \\', '    -g daemon'),
      variable: file(DEBIAN, 'ENTRYPOINT /app --port $PORT'),
    },
    {
      command: file(DEBIAN, 'CMD ["nginx", "-g", "daemon off;"]'),
      entrypoint: file(DEBIAN, 'ENTRYPOINT ["/app", "--serve"]'),
      continued: file(DEBIAN, 'CMD ["nginx", \\', '     "-g"]'),
      shell: file(DEBIAN, 'SHELL ["/bin/bash", "-c"]', 'CMD nginx -g daemon'),
      healthcheck: file(DEBIAN, 'HEALTHCHECK CMD /check || exit 1'),
      'exec-first': file(DEBIAN, 'ENTRYPOINT exec /app --port $PORT'),
      run: file(DEBIAN, 'RUN make install'),
      empty: file(DEBIAN, 'ENTRYPOINT []'),
    },
  );
  yield* files(
    'DL3043',
    {
      onbuild: file(DEBIAN, 'ONBUILD ONBUILD RUN true'),
      from: file(DEBIAN, `ONBUILD FROM ${ALPINE}`),
      maintainer: file(DEBIAN, 'ONBUILD MAINTAINER team@example.org'),
      'lower-case': file(DEBIAN, 'ONBUILD from alpine:3.20'),
    },
    {
      run: file(DEBIAN, 'ONBUILD RUN true'),
      copy: file(DEBIAN, 'ONBUILD COPY app /app'),
      user: file(DEBIAN, 'ONBUILD USER 10001'),
      'from-in-text': file(DEBIAN, 'ONBUILD RUN echo ONBUILD FROM'),
    },
  );
  yield* files(
    'DL3044',
    {
      same: file(DEBIAN, 'ENV HOME_OF_APP=/srv BIN=$HOME_OF_APP/bin'),
      braces: file(DEBIAN, 'ENV HOME_OF_APP=/srv BIN=${HOME_OF_APP}/bin'),
      quoted: file(DEBIAN, 'ENV HOME_OF_APP=/srv BIN="${HOME_OF_APP}/bin"'),
      continued: file(DEBIAN, 'ENV HOME_OF_APP=/srv \\', '    BIN=$HOME_OF_APP/bin'),
    },
    {
      before: file(DEBIAN, 'ENV HOME_OF_APP=/srv', 'ENV BIN=$HOME_OF_APP/bin'),
      itself: file(DEBIAN, 'ENV PATH=/srv/bin:$PATH'),
      'defined-before-too': file(DEBIAN, 'ENV HOME_OF_APP=/opt', 'ENV HOME_OF_APP=/srv BIN=$HOME_OF_APP/bin'),
      argument: file(DEBIAN, 'ARG WHERE=/srv', 'ENV WHERE=/opt BIN=$WHERE/bin'),
      'with-default': file(DEBIAN, 'ENV HOME_OF_APP=/srv BIN=${HOME_OF_APP:-/opt}/bin'),
      'single-quoted': file(DEBIAN, "ENV HOME_OF_APP=/srv BIN='$HOME_OF_APP/bin'"),
      escaped: file(DEBIAN, 'ENV HOME_OF_APP=/srv BIN=\\$HOME_OF_APP/bin'),
      'longer-name': file(DEBIAN, 'ENV APP=/srv', 'ENV AP=/a BIN=$APP/bin'),
      'base-has-it': file(DEBIAN, 'ENV PATH=/srv/bin:$PATH OLD_PATH=$PATH'),
    },
  );
  yield* files(
    'DL3048',
    {
      'upper-case': file(DEBIAN, 'LABEL Name=app'),
      'begins-with-dash': file(DEBIAN, 'LABEL -name=app'),
      docker: file(DEBIAN, 'LABEL com.docker.build=7'),
      'docker-io': file(DEBIAN, 'LABEL io.docker.build=7'),
      'docker-org': file(DEBIAN, 'LABEL org.dockerproject.build=7'),
      'two-dots': file(DEBIAN, 'LABEL org..name=app'),
      'two-dashes': file(DEBIAN, 'LABEL org.a--b=app'),
      'ends-with-dot': file(DEBIAN, 'LABEL org.name.=app'),
    },
    {
      plain: file(DEBIAN, 'LABEL name=app'),
      'open-containers': file(DEBIAN, 'LABEL org.opencontainers.image.title=app'),
      dash: file(DEBIAN, 'LABEL org.example.built-by=ci'),
      digits: file(DEBIAN, 'LABEL org.example.v2=yes'),
      'begins-with-digit': file(DEBIAN, 'LABEL 3scale.version=2'),
      quoted: file(DEBIAN, 'LABEL "org.example.name"="app"'),
      kubernetes: file(DEBIAN, 'LABEL app.kubernetes.io/name=app'),
      underscore: file(DEBIAN, 'LABEL built_by=ci'),
      extension: file(DEBIAN, 'LABEL com.docker.extension.publisher-url=https://example.org'),
      'docker-within': file(DEBIAN, 'LABEL org.example.docker.name=app'),
    },
  );
  yield* files(
    'DL3064',
    {
      'argument-token': file(DEBIAN, 'ARG GITHUB_TOKEN'),
      password: file(DEBIAN, 'ENV DB_PASSWORD=kw7-Horst-Lantern-93'),
      'api-key': file(DEBIAN, 'ENV API_KEY=kw7HorstLantern93x'),
      secret: file(DEBIAN, 'ENV CLIENT_SECRET=kw7HorstLantern93x'),
      'secret-in-pair': file(DEBIAN, 'ENV PORT=80 DB_PASSWORD=kw7-Horst-Lantern-93'),
      builder: file(`${DEBIAN} AS build`, 'ARG NPM_TOKEN=kw7HorstLantern93x', 'RUN touch /a', `FROM ${ALPINE}`, 'COPY --from=build /a /a'),
      legacy: file(DEBIAN, 'ENV DB_PASSWORD kw7-Horst-Lantern-93'),
    },
    {
      file: file(DEBIAN, 'ENV DB_PASSWORD_FILE=/run/secrets/db'),
      path: file(DEBIAN, 'ENV TOKEN_PATH=/run/secrets/token'),
      within: file(DEBIAN, 'ENV TOKENIZERS_PARALLELISM=false'),
      private: file(DEBIAN, 'ENV GOPRIVATE=example.org'),
      public: file(DEBIAN, 'ENV PUBLIC_KEY=/etc/key.pub'),
      plain: file(DEBIAN, 'ENV PORT=8080'),
      user: file(DEBIAN, 'ENV DB_USERNAME=app'),
      keyboard: file(DEBIAN, 'ENV KEYBOARD=de'),
      'monkey-patch': file(DEBIAN, 'ARG MONKEY=1'),
      'secret-name': file(DEBIAN, 'ENV SECRET_NAME=db'),
    },
  );
  yield* files(
    'DL4000',
    {
      maintainer: file(DEBIAN, 'MAINTAINER team@example.org'),
      'lower-case': file(DEBIAN, 'maintainer Team <team@example.org>'),
    },
    {
      label: file(DEBIAN, 'LABEL maintainer=team@example.org'),
      authors: file(DEBIAN, 'LABEL org.opencontainers.image.authors=team@example.org'),
      comment: file(DEBIAN, '# MAINTAINER team@example.org', 'WORKDIR /srv'),
      text: file(DEBIAN, 'RUN echo MAINTAINER'),
    },
  );
  yield* files(
    'DL4003',
    {
      twice: file(DEBIAN, 'CMD ["/a"]', 'CMD ["/b"]'),
      thrice: file(DEBIAN, 'CMD ["/a"]', 'CMD ["/b"]', 'CMD ["/c"]'),
      apart: file(DEBIAN, 'CMD ["/a"]', 'WORKDIR /srv', 'CMD ["/b"]'),
    },
    {
      once: file(DEBIAN, 'CMD ["/a"]'),
      stages: file(`${DEBIAN} AS build`, 'CMD ["/a"]', `FROM ${ALPINE}`, 'COPY --from=build /a /a', 'CMD ["/b"]'),
      healthcheck: file(DEBIAN, 'HEALTHCHECK CMD ["/a"]', 'CMD ["/b"]'),
      onbuild: file(DEBIAN, 'ONBUILD CMD ["/a"]', 'CMD ["/b"]'),
      'replaces-base': file(`${DEBIAN} AS base`, 'CMD ["/a"]', 'FROM base', 'CMD ["/b"]'),
    },
  );
  yield* files(
    'DL4004',
    {
      twice: file(DEBIAN, 'ENTRYPOINT ["/a"]', 'ENTRYPOINT ["/b"]'),
      apart: file(DEBIAN, 'ENTRYPOINT ["/a"]', 'WORKDIR /srv', 'ENTRYPOINT ["/b"]'),
    },
    {
      once: file(DEBIAN, 'ENTRYPOINT ["/a"]', 'CMD ["--serve"]'),
      stages: file(`${DEBIAN} AS build`, 'ENTRYPOINT ["/a"]', `FROM ${ALPINE}`, 'COPY --from=build /a /a', 'ENTRYPOINT ["/b"]'),
      onbuild: file(DEBIAN, 'ONBUILD ENTRYPOINT ["/a"]', 'ENTRYPOINT ["/b"]'),
    },
  );
  yield* files(
    'DL1001',
    {
      pragma: file(DEBIAN, '# hadolint ignore=DL3059', 'RUN touch /a'),
      global: `# hadolint global ignore=DL3059\n${file(DEBIAN)}`,
    },
    {
      comment: file(DEBIAN, '# a linter would ignore this', 'RUN touch /a'),
      text: file(DEBIAN, 'RUN echo "# hadolint ignore=DL3059"'),
    },
  );
}
