use super::*;
use crate::dockerfile::instruction::{Arguments, Instruction, InstructionKind};
use crate::dockerfile::shell::{ShellKind, commands_of};

fn one(line: &str) -> (Instruction, Entry) {
    let mut history = read([line]);
    (history.file.instructions.remove(0), history.entries.remove(0))
}

/// Kind, form and arguments in short, for tables.
fn short(line: &str) -> String {
    let (instruction, entry) = one(line);
    let texts =
        |words: &[crate::dockerfile::Word]| words.iter().map(|word| word.text.clone()).collect::<Vec<_>>().join("|");
    fn of(arguments: &Arguments, texts: &dyn Fn(&[crate::dockerfile::Word]) -> String) -> String {
        match arguments {
            Arguments::None => String::new(),
            Arguments::Shell(text) => format!("sh {}", text.text()),
            Arguments::Exec(words) => format!("exec {}", texts(words)),
            Arguments::Words(words) => texts(words),
            Arguments::Text(word) => word.text.clone(),
            Arguments::Pairs { pairs, .. } => pairs
                .iter()
                .map(|pair| match &pair.value {
                    Some(value) => format!("{}={}", pair.name.text, value.text),
                    None => pair.name.text.clone(),
                })
                .collect::<Vec<_>>()
                .join("|"),
            Arguments::Healthcheck { mode, test } => format!("{} {}", mode.text, of(test, texts)),
            Arguments::Unknown(text) => format!("raw {}", text.text()),
        }
    }
    format!("{:?} {:?}: {}", instruction.kind, entry.form, of(&instruction.arguments, &texts))
}

#[test]
fn the_lines_of_every_builder_become_instructions() {
    for (line, wanted) in [
        ("/bin/sh -c #(nop)  CMD [\"nginx\" \"-g\" \"daemon off;\"]", "Cmd Classic: exec nginx|-g|daemon off;"),
        ("/bin/sh -c #(nop) CMD [\"a\", \"b\"]", "Cmd Classic: exec a|b"),
        ("/bin/sh -c #(nop)  CMD [\"/bin/sh\" \"-c\" \"a \\\"b\\\"\"]", "Cmd Classic: exec /bin/sh|-c|a \"b\""),
        ("/bin/sh -c apt-get update", "Run Classic: sh apt-get update"),
        ("/bin/bash -o pipefail -c a | b", "Run Classic: sh a | b"),
        ("RUN /bin/sh -c apt-get update # buildkit", "Run Buildkit: sh apt-get update"),
        ("RUN /bin/bash -euxo pipefail -c x # y # buildkit", "Run Buildkit: sh x # y"),
        ("RUN apt-get update", "Run Plain: sh apt-get update"),
        ("RUN [\"a\", \"b\"]", "Run Plain: exec a|b"),
        ("ENV A=b c d", "Env Plain: A=b c d"),
        ("ENV A=1 B=2", "Env Plain: A=1|B=2"),
        ("ENV JAVA_OPTS=-Xmx1g -Da=b it's", "Env Plain: JAVA_OPTS=-Xmx1g -Da=b it's"),
        ("ENV A=\"b c\" D=e", "Env Plain: A=b c|D=e"),
        ("ENV A=say \"b c\" now", "Env Plain: A=say \"b c\" now"),
        ("ARG A=b", "Arg Plain: A=b"),
        ("ARG A", "Arg Plain: A"),
        ("/bin/sh -c #(nop)  ENV PATH=/a:/b", "Env Classic: PATH=/a:/b"),
        ("LABEL maintainer=A B <a@b.c> org.x/y=z", "Label Plain: maintainer=A B <a@b.c>|org.x/y=z"),
        ("COPY a b /x/ # buildkit", "Copy Buildkit: a|b|/x/"),
        ("COPY --from=base a /x # buildkit", "Copy Buildkit: a|/x"),
        ("/bin/sh -c #(nop) COPY file:0a1b in /x ", "Copy Classic: file:0a1b|/x"),
        ("/bin/sh -c #(nop) ADD file:0a1b in / ", "Add Classic: file:0a1b|/"),
        ("ADD rootfs.tar.xz / # buildkit", "Add Buildkit: rootfs.tar.xz|/"),
        ("EXPOSE map[22/tcp:{} 80/udp:{}]", "Expose Plain: 22/tcp|80/udp"),
        ("EXPOSE [22/tcp 80/tcp]", "Expose Plain: 22/tcp|80/tcp"),
        ("/bin/sh -c #(nop)  EXPOSE 22/tcp", "Expose Classic: 22/tcp"),
        ("VOLUME [/data /logs]", "Volume Plain: /data|/logs"),
        ("VOLUME [\"/data\"]", "Volume Plain: exec /data"),
        ("ENTRYPOINT [\"/x\" \"y\\tz\"]", "Entrypoint Plain: exec /x|y\tz"),
        ("SHELL [/bin/bash -o pipefail -c]", "Shell Plain: exec /bin/bash|-o|pipefail|-c"),
        ("USER app", "User Plain: app"),
        ("WORKDIR /x # buildkit", "Workdir Buildkit: /x"),
        ("STOPSIGNAL SIGQUIT", "Stopsignal Plain: SIGQUIT"),
        ("HEALTHCHECK &{[\"CMD-SHELL\" \"curl u\"] \"30s\" \"3s\" \"0s\" '\\x00'}", "Healthcheck Plain: CMD sh curl u"),
        ("HEALTHCHECK &{[\"CMD\" \"a\" \"b\"] \"0s\"}", "Healthcheck Plain: CMD exec a|b"),
        ("HEALTHCHECK &{[\"NONE\"] \"0s\"}", "Healthcheck Plain: NONE "),
        ("HEALTHCHECK --interval=5s CMD a b", "Healthcheck Plain: CMD sh a b"),
        ("/bin/sh -c #(nop) LABEL \"a\"=\"b\"|unsetLabel=true|force-mtime=10", "Label Classic: a=b"),
        ("/bin/sh -c a |b=c", "Run Classic: sh a |b=c"),
        ("# debian.sh --arch 'amd64' out/ 'bookworm'", "Unknown Other: raw # debian.sh --arch 'amd64' out/ 'bookworm'"),
        ("bazel build ...", "Unknown Other: raw bazel build ..."),
        ("run x", "Unknown Other: raw run x"),
        ("apko", "Unknown Other: raw apko"),
        ("", "Unknown Other: raw "),
        ("cmd /S /C dir", "Run Classic: sh dir"),
    ] {
        assert_eq!(short(line), wanted, "{line}");
    }
}

#[test]
fn build_arguments_are_taken_off_and_kept() {
    for line in [
        "|2 TOKEN=abc NAME=b c /bin/sh -c apt-get update",
        "RUN |2 TOKEN=abc NAME=b c /bin/sh -c apt-get update # buildkit",
    ] {
        let (instruction, entry) = one(line);
        let told: Vec<(&str, &str, &str)> = entry
            .build_arguments
            .iter()
            .map(|argument| (argument.name.as_str(), argument.value.as_str(), argument.span.of(line)))
            .collect();
        assert_eq!(told, [("TOKEN", "abc", "TOKEN=abc"), ("NAME", "b c", "NAME=b c")]);
        assert_eq!(entry.shell.unwrap().of(line), "/bin/sh -c");
        let script = commands_of(&instruction, ShellKind::Posix);
        assert_eq!(script.commands[0].name.as_ref().unwrap().span.of(line), "apt-get");
    }
    assert_eq!(short("|1 A=b cmd x"), "Run Classic: sh cmd x");
    assert_eq!(short("|a b"), "Unknown Other: raw |a b");
    assert_eq!(short("|99999999999 A=b"), "Unknown Other: raw |99999999999 A=b");
}

#[test]
fn spans_are_places_in_the_joined_lines() {
    let history = read(["/bin/sh -c #(nop)  USER app", "RUN /bin/sh -c a\nb # buildkit", "ENV A=é B=c"]);
    let text = &history.file.text;
    assert_eq!(history.file.instructions[0].words()[0].span.of(text), "app");
    let script = commands_of(&history.file.instructions[1], ShellKind::Posix);
    let names: Vec<&str> = script.commands.iter().map(|command| command.span.of(text)).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(history.file.instructions[2].pairs()[1].span().of(text), "B=c");
    assert_eq!(history.file.instructions.len(), history.entries.len());
    assert_eq!(history.entries[2].span.of(text), "ENV A=é B=c");
    assert_eq!(history.file.instructions[2].kind, InstructionKind::Env);
}

#[test]
fn history_beyond_the_limit_stays_one_to_one_and_is_told() {
    let long = format!("RUN {}", "x".repeat(crate::limits::MAX_DOCKERFILE_BYTES - 20));
    let history = read([long.as_str(), "USER a_rather_long_name", "USER b"]);
    assert_eq!(history.file.instructions.len(), 3);
    assert_eq!(history.file.problems.len(), 1);
    assert_eq!(history.file.instructions[1].kind, InstructionKind::Unknown);
}
