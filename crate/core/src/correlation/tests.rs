use super::*;
use crate::dockerfile::{history, parse};

/// The correlation of a text with lines of history.
fn of(text: &str, lines: &[&str]) -> Correlation {
    let file = parse(text);
    let model = StageModel::new(&file);
    correlate(&file, &model, &history::read(lines.iter().copied()), true)
}

/// For each line of history the line of the file that made it, `base` for those of the base image and `-` for others.
fn told(text: &str, lines: &[&str]) -> String {
    let found = of(text, lines);
    let file = parse(text);
    let line = |instruction: usize| {
        let start = file.instructions[instruction].span.start;
        file.line_index.position(&file.text, start).line.to_string()
    };
    let entries = found.instruction_of.iter().enumerate().map(|(entry, instruction)| match instruction {
        Some(instruction) => line(*instruction),
        None if entry < found.inherited => String::from("base"),
        None => String::from("-"),
    });
    format!("{:?}: {}", found.outcome, entries.collect::<Vec<_>>().join(" "))
}

const EVERYTHING: &str = r#"ARG TAG=12
FROM debian:${TAG} AS base
ARG VERSION=1.0
ENV APP_VERSION=${VERSION} \
    # Two words.
    NAME="two words"
LABEL org.opencontainers.image.version="$VERSION" maintainer="A B <a@b.c>"
FROM base
WORKDIR /srv
WORKDIR app/
COPY --chown=1:1 app/ b.txt ./
ADD https://example.org/c.txt /c.txt
RUN apt-get update && \
    # A comment.

    apt-get install -y curl
RUN ["/bin/tool", "--fast"]
EXPOSE 8080 53/udp
VOLUME ["/data", "/logs"]
USER 1000:1000
STOPSIGNAL SIGINT
HEALTHCHECK --interval=5s CMD curl -f localhost
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
ENTRYPOINT run --all
CMD ["-c", "id"]
ONBUILD RUN echo hi
"#;

const EVERY_LINE: &str = "3 4 7 9 10 11 12 13 17 18 19 20 21 22 23 24 25 26";

#[test]
fn the_history_of_buildkit_is_recognised() {
    let history = [
        "# debian.sh --arch 'amd64' out/ 'bookworm' '@1700000000'",
        "CMD [\"bash\"]",
        "ARG VERSION=1.0",
        "ENV APP_VERSION=1.0 NAME=two words",
        "LABEL org.opencontainers.image.version=1.0 maintainer=A B <a@b.c>",
        "WORKDIR /srv",
        "WORKDIR /srv/app",
        "COPY --chown=1:1 app/ b.txt ./ # buildkit",
        "ADD https://example.org/c.txt /c.txt # buildkit",
        "RUN |1 VERSION=1.0 /bin/sh -c apt-get update &&     apt-get install -y curl # buildkit",
        "RUN |1 VERSION=1.0 /bin/tool --fast # buildkit",
        "EXPOSE map[53/udp:{} 8080/tcp:{}]",
        "VOLUME [/data /logs]",
        "USER 1000:1000",
        "STOPSIGNAL SIGINT",
        "HEALTHCHECK &{[\"CMD-SHELL\" \"curl -f localhost\"] \"5s\" \"0s\" \"0s\" \"0s\" '\\x00'}",
        "SHELL [/bin/bash -o pipefail -c]",
        "ENTRYPOINT [\"/bin/bash\" \"-o\" \"pipefail\" \"-c\" \"run --all\"]",
        "CMD [\"-c\" \"id\"]",
        "ONBUILD RUN echo hi",
    ];
    assert_eq!(told(EVERYTHING, &history), format!("Complete: base base {EVERY_LINE}"));
}

#[test]
fn the_history_of_the_classic_builder_is_recognised() {
    let history = [
        "/bin/sh -c #(nop) ADD file:0123456789abcdef in / ",
        "/bin/sh -c #(nop)  CMD [\"bash\"]",
        "/bin/sh -c #(nop)  ARG VERSION=1.0",
        "/bin/sh -c #(nop)  ENV APP_VERSION=1.0 NAME=two words",
        "/bin/sh -c #(nop)  LABEL org.opencontainers.image.version=1.0 maintainer=A B <a@b.c>",
        "/bin/sh -c #(nop) WORKDIR /srv",
        "/bin/sh -c #(nop) WORKDIR /srv/app",
        "/bin/sh -c #(nop) COPY multi:fedcba9876543210 in ./ ",
        "/bin/sh -c #(nop) ADD file:c0ffee in /c.txt ",
        "|1 VERSION=1.0 /bin/sh -c apt-get update &&     apt-get install -y curl",
        "/bin/tool --fast",
        "/bin/sh -c #(nop)  EXPOSE 53/udp 8080",
        "/bin/sh -c #(nop)  VOLUME [/data /logs]",
        "/bin/sh -c #(nop)  USER 1000:1000",
        "/bin/sh -c #(nop)  STOPSIGNAL SIGINT",
        "/bin/sh -c #(nop)  HEALTHCHECK &{[\"CMD-SHELL\" \"curl -f localhost\"] \"5s\" \"0s\" \"0s\" '\\x00'}",
        "/bin/sh -c #(nop)  SHELL [/bin/bash -o pipefail -c]",
        "/bin/bash -o pipefail -c #(nop)  ENTRYPOINT [\"/bin/bash\" \"-o\" \"pipefail\" \"-c\" \"run --all\"]",
        "/bin/bash -o pipefail -c #(nop)  CMD [\"-c\" \"id\"]",
        "/bin/bash -o pipefail -c #(nop)  ONBUILD RUN echo hi",
    ];
    assert_eq!(told(EVERYTHING, &history), format!("Complete: base base {EVERY_LINE}"));
}

#[test]
fn the_history_of_buildah_which_copies_the_line_is_recognised() {
    let history = [
        "/bin/sh -c #(nop) ADD file:0123456789abcdef in / ",
        "/bin/sh -c #(nop) ARG VERSION",
        "/bin/sh -c #(nop) ENV APP_VERSION=${VERSION}     NAME=\"two words\"",
        "/bin/sh -c #(nop) LABEL org.opencontainers.image.version=\"$VERSION\" maintainer=\"A B <a@b.c>\"",
        "/bin/sh -c #(nop) WORKDIR /srv",
        "/bin/sh -c #(nop) WORKDIR app/",
        "/bin/sh -c #(nop) COPY multi:fedcba9876543210 in ./ ",
        "/bin/sh -c #(nop) ADD file:36ed31f2f95c in /c.txt",
        "/bin/sh -c apt-get update &&     apt-get install -y curl",
        "/bin/sh -c [\"/bin/tool\", \"--fast\"]",
        "/bin/sh -c #(nop) EXPOSE 8080 53/udp",
        "/bin/sh -c #(nop) VOLUME [\"/data\", \"/logs\"]",
        "/bin/sh -c #(nop) USER 1000:1000",
        "/bin/sh -c #(nop) STOPSIGNAL SIGINT",
        "/bin/sh -c #(nop) HEALTHCHECK --interval=5s CMD curl -f localhost",
        "/bin/sh -c #(nop) SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]",
        "/bin/sh -c #(nop) ENTRYPOINT run --all",
        "/bin/sh -c #(nop) CMD [\"-c\", \"id\"]",
        "/bin/sh -c #(nop) ONBUILD RUN echo hi|unsetLabel=true|force-mtime=10",
    ];
    assert_eq!(told(EVERYTHING, &history), format!("Complete: base {EVERY_LINE}"));
}

#[test]
fn heredocs_are_recognised_by_their_bodies() {
    let file = "FROM debian:12\nRUN <<EOF\nset -e\necho a\nEOF\nRUN cat <<A > /a && cat <<B > /b\none\nA\ntwo\nB\n\
                RUN <<EOF\n#!/usr/bin/env python3\nprint()\nEOF\nCOPY <<-\"END\" /etc/motd\n\thello\nEND\n";
    let history = [
        "RUN /bin/sh -c set -e\necho a\n # buildkit",
        "RUN /bin/sh -c cat <<A > /a && cat <<B > /b\none\nA\ntwo\nB # buildkit",
        "RUN /bin/sh -c /dev/pipes/EOF # buildkit",
        "COPY <<END /etc/motd # buildkit",
    ];
    assert_eq!(told(file, &history), "Complete: 2 6 11 15");
}

#[test]
fn values_that_the_build_gave_are_taken_as_they_are() {
    let file = "FROM debian:12\nARG VERSION=1.0\nARG TOKEN\nENV V=${VERSION} HOME=$BASE/home\nUSER $UID\n\
                COPY app-$VERSION.tar.gz /opt/\nRUN make $VERSION\n";
    let history = [
        "ENV BASE=/b",
        "ARG VERSION=2.5 beta",
        "ARG TOKEN=abc",
        "ENV V=2.5 beta HOME=/b/home",
        "USER 4711",
        "COPY app-2.5 beta.tar.gz /opt/ # buildkit",
        "RUN |2 VERSION=2.5 beta TOKEN=abc /bin/sh -c make $VERSION # buildkit",
    ];
    assert_eq!(told(file, &history), "Complete: base 2 3 4 5 6 7");
}

#[test]
fn an_entry_for_each_variable_belongs_to_one_instruction() {
    let file = "FROM debian:12\nRUN install something\nENV A=1 B=two C=3\nRUN make all the things\n";
    let history = ["RUN install something", "ENV A=1", "ENV B=two", "ENV C=3", "RUN make all the things"];
    assert_eq!(told(file, &history), "Complete: 2 3 3 3 4");
    let other = ["RUN install something", "ENV XA=1", "ENV B=two", "ENV C=3", "RUN make all the things"];
    assert_eq!(told(file, &other), "Partial: 2 - - - 4");
}

#[test]
fn another_state_of_the_file_is_matched_as_far_as_it_goes() {
    let file = "FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci --omit=dev\nCOPY src/ ./src/\n\
                USER node\nCMD [\"node\", \"src/server.js\"]\n";
    let base = ["/bin/sh -c #(nop) ADD file:0123 in / ", "RUN /bin/sh -c groupadd node # buildkit", "CMD [\"node\"]"];
    let built = [
        "WORKDIR /app",
        "COPY package.json ./ # buildkit",
        "RUN /bin/sh -c npm install # buildkit",
        "COPY src/ ./src/ # buildkit",
        "USER node",
        "CMD [\"node\" \"src/server.js\"]",
    ];
    let lines = [&base[..], &built[..]].concat();
    assert_eq!(told(file, &lines), "Partial: base base base 2 3 - 5 6 7");
    // An image that was built on the one that the file makes.
    let later = ["COPY more /more # buildkit", "RUN /bin/sh -c a # buildkit", "USER other"];
    let lines =
        [&base[..], &built[..2], &["RUN /bin/sh -c npm ci --omit=dev # buildkit"], &built[3..], &later].concat();
    assert_eq!(told(file, &lines), "Partial: base base base 2 3 4 5 6 7 - - -");
}

#[test]
fn what_the_base_has_in_common_with_the_file_is_still_the_bases() {
    let file = "FROM app-base\nWORKDIR /app\nRUN make everything now\nCOPY things /things\nCMD [\"bash\"]\n";
    let base = ["WORKDIR /app", "RUN a", "RUN b", "RUN c", "CMD [\"bash\"]", "RUN d", "RUN e"];
    let own = ["RUN make everything now", "COPY things /things # buildkit"];
    assert_eq!(told(file, &[&base[..], &own].concat()), "Partial: base base base base base base base 3 4");
}

#[test]
fn a_file_that_was_not_the_source_explains_nothing() {
    let file = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\nEXPOSE 3000\nCMD [\"npm\", \"start\"]\n";
    let go = [
        "ADD rootfs.tar / # buildkit",
        "WORKDIR /app",
        "COPY . . # buildkit",
        "RUN /bin/sh -c go build -o server # buildkit",
        "EXPOSE map[3000/tcp:{}]",
        "CMD [\"/server\"]",
    ];
    assert_eq!(of(file, &go).outcome, Outcome::None);
    for squashed in [&[][..], &["Imported from -"], &["bazel build ...", "bazel build ..."]] {
        assert_eq!(of(file, squashed).outcome, Outcome::None, "{squashed:?}");
    }
    let scratch = "FROM scratch\nCOPY app /\nCMD [\"/app\"]\n";
    let layered = ["RUN one", "RUN two", "RUN three", "RUN four", "COPY app / # buildkit", "CMD [\"/app\"]"];
    assert_eq!(of(scratch, &layered).outcome, Outcome::None);
    assert_eq!(told(scratch, &layered[4..]), "Complete: 2 3");
    assert_eq!(of("FROM debian:12\n", &go).outcome, Outcome::None);
    assert_eq!(of("", &go).outcome, Outcome::None);
}

#[test]
fn the_stage_that_was_built_is_found() {
    let file = "FROM debian:12 AS base\nRUN apt-get install curl\nFROM base AS release\nCOPY app /usr/bin/app\n\
                CMD [\"/usr/bin/app\"]\nFROM base AS debug\nRUN apt-get install gdb strace\nCMD [\"/usr/bin/gdb\"]\n";
    let history = [
        "RUN /bin/sh -c apt-get install curl # buildkit",
        "COPY app /usr/bin/app # buildkit",
        "CMD [\"/usr/bin/app\"]",
    ];
    let found = of(file, &history);
    assert_eq!((found.outcome, found.stage), (Outcome::Complete, Some(1)));
    let parsed = parse(file);
    let model = StageModel::new(&parsed);
    let asked = correlate(&parsed, &model, &history::read(history), false);
    assert_eq!((asked.outcome, asked.stage), (Outcome::None, Some(2)));
}

#[test]
fn what_waits_in_a_stage_is_carried_out_in_the_next() {
    let file = "FROM debian:12 AS base\nONBUILD COPY conf /etc/conf\nFROM base\nRUN make it so\n";
    let history =
        ["ONBUILD COPY conf /etc/conf", "COPY conf /etc/conf # buildkit", "RUN /bin/sh -c make it so # buildkit"];
    assert_eq!(told(file, &history), "Complete: 2 2 4");
}

const LINES: usize = 100_000;

/// A Dockerfile against a history that is the same line as often: it must end within the time of a test, which nothing does
/// that is not linear. The cases are tests of their own, so that they run beside each other.
fn ends_in_time(text: &str, line: &str) {
    let file = parse(&format!("FROM a\n{text}"));
    let model = StageModel::new(&file);
    let found = correlate(&file, &model, &history::read(vec![line; LINES]), true);
    assert_eq!(found.instruction_of.len(), LINES);
}

fn numbered(line: &str) -> String {
    (0..LINES).map(|number| format!("{line}{number}\n")).collect()
}

#[test]
fn instructions_that_are_all_alike_take_linear_time() {
    ends_in_time(&"RUN a\n".repeat(LINES), "RUN a");
    ends_in_time(&"RUN a\n".repeat(LINES), "RUN b");
    ends_in_time(&format!("ENV {}", "A=1 ".repeat(LINES)), "ENV A=1");
}

#[test]
fn values_that_are_not_known_take_linear_time() {
    ends_in_time(&"ENV A=$B C=$D\n".repeat(LINES), "ENV A=b C=e f");
    ends_in_time(&"ENV A=$B C=$D\n".repeat(LINES), "ENV A=b D=e");
}

#[test]
fn instructions_that_all_differ_take_linear_time() {
    ends_in_time(&numbered("RUN make target "), "RUN a");
    ends_in_time(&numbered("COPY $A /to/"), "/bin/sh -c #(nop) COPY file:0 in /to/7");
    let text = numbered("RUN make target ");
    let file = parse(&format!("FROM a\n{text}"));
    let history = history::read(text.lines());
    assert_eq!(correlate(&file, &StageModel::new(&file), &history, true).outcome, Outcome::Complete);
}
