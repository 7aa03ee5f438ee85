//! BuildKit's grammar as tables, properties over any text, and linear time.

use proptest::prelude::*;

use super::shell::{ShellKind, commands_of};
use super::stage::StageModel;
use super::*;

fn one(text: &str) -> Instruction {
    let mut file = parse(text);
    assert_eq!(file.problems, [], "{text}");
    file.instructions.remove(0)
}

fn problems(text: &str) -> Vec<(String, String)> {
    let file = parse(text);
    let told = |problem: &Problem| (problem.span.of(text).to_owned(), problem.what.clone());
    file.problems.iter().map(told).collect()
}

fn shell_text(instruction: &Instruction) -> &str {
    match &instruction.arguments {
        Arguments::Shell(text) => text.text(),
        other => panic!("no shell form: {other:?}"),
    }
}

fn words(instruction: &Instruction) -> Vec<&str> {
    instruction.words().iter().map(|word| word.text.as_str()).collect()
}

#[test]
fn continuations_are_joined_as_buildkit_joins_them() {
    for (text, wanted) in [
        ("RUN a \\\n b", "a  b"),
        ("RUN a\\\nb", "ab"),
        ("RUN a \\ \t\n  b", "a   b"),
        ("RUN a \\\r\n  b\r\n", "a   b"),
        ("RUN a \\\n# comment\n   # other\n b", "a  b"),
        ("RUN a \\\n\n \t\n b", "a  b"),
        ("RUN a \\\\\nFROM x", "a \\\\"),
        ("RUN a \\\\\\\nFROM x", "a \\\\\\"),
        ("  \tRUN a", "a"),
        ("run\ta", "a"),
        ("RUN \\\na", "a"),
        ("\\\nRUN a", "a"),
        ("RUN a \\", "a"),
        ("RUN a # b", "a # b"),
        ("\u{feff}RUN a", "a"),
        ("# escape=`\nRUN a `\n b\\", "a  b\\"),
        ("#ESCAPE = ` \nRUN a `\n b", "a  b"),
        ("#\n# escape=`\nRUN a \\\n b", "a  b"),
        ("\n# escape=`\nRUN a \\\n b", "a  b"),
        ("# other=1\n# escape=`\nRUN a \\\n b", "a  b"),
        ("# syntax=x\n# check=skip=all\n# escape=`\nRUN a `\n b", "a  b"),
    ] {
        assert_eq!(shell_text(&one(text)), wanted, "{text:?}");
    }
    assert_eq!(one("RUN a \\\n\nb").blank_continuations, [Span::new(8, 8)]);
}

#[test]
fn directives_are_read_with_their_places() {
    let text = "# Syntax = docker/dockerfile:1 \n#check=error=true\n# plain\n# escape=`\nFROM a";
    let file = parse(text);
    let told: Vec<(DirectiveKind, &str, &str)> =
        file.directives.iter().map(|found| (found.kind, found.value.as_str(), found.value_span.of(text))).collect();
    assert_eq!(
        told,
        [
            (DirectiveKind::Syntax, "docker/dockerfile:1", "docker/dockerfile:1"),
            (DirectiveKind::Check, "error=true", "error=true")
        ]
    );
    assert_eq!(file.escape, '\\');
    assert_eq!(file.comments.iter().map(|comment| comment.directive).collect::<Vec<_>>(), [true, true, false, false]);
    assert_eq!(parse("#!/usr/bin/x\n# syntax=a\nFROM b").directives[0].value, "a");
    assert_eq!(parse("// syntax=a\n").directives[0].value, "a");
    assert_eq!(problems("# escape=`\n# escape=`\nRUN a").len(), 1);
    assert_eq!(problems("# escape=x\nRUN a")[0].0, "x");
}

#[test]
fn comments_directly_above_belong_to_the_instruction() {
    let file = parse("# a\n\n# b\n# c\nFROM x\n# d\nRUN a \\\n # e\n b\nRUN c");
    let texts = |at: usize| -> Vec<&str> {
        file.comments[file.instructions[at].comments.clone()].iter().map(|comment| comment.text.as_str()).collect()
    };
    assert_eq!((texts(0), texts(1), texts(2)), (vec!["b", "c"], vec!["d"], vec![]));
    assert!(file.comments[4].inside && file.comments[4].text == "e");
}

#[test]
fn json_form_falls_back_to_the_shell_form() {
    for text in
        ["CMD [\"a\", \"b\"]", "cmd   [ \"a\",\\\n \"b\" ] ", "ENTRYPOINT [\"a\",\"b\"]", "SHELL [\"a\", \"b\"]"]
    {
        let instruction = one(text);
        assert!(matches!(instruction.arguments, Arguments::Exec(_)), "{text}");
        assert_eq!(words(&instruction), ["a", "b"], "{text}");
    }
    for text in ["CMD ['a', 'b']", "CMD [\"a\", \"b\"", "CMD [\"a\"] b", "RUN [ -f x ]"] {
        assert!(matches!(one(text).arguments, Arguments::Shell(_)), "{text}");
    }
    assert_eq!(words(&one("COPY [\"a b\", \"c\"]")), ["a b", "c"]);
    assert_eq!(words(&one("VOLUME ['a']")), ["[a]"]);
    assert_eq!(problems("CMD [\"a\", 1]")[0].0, "[\"a\", 1]");
}

#[test]
fn flags_end_at_the_first_other_word() {
    let text = "COPY --from=a --chown=\"b c\" --link -- --x /y";
    let copy = one(text);
    let told: Vec<(&str, &str, &str)> =
        copy.flags.iter().map(|flag| (flag.name.as_str(), flag.text(), flag.span.of(text))).collect();
    assert_eq!(told, [("from", "a", "--from=a"), ("chown", "b c", "--chown=\"b c\""), ("link", "", "--link")]);
    assert_eq!(words(&copy), ["--x", "/y"]);
    let text = "RUN --mount=type=secret,id=x,required \\\n --network=host a --b";
    let run = one(text);
    let mount = run.flag("mount").unwrap();
    assert_eq!((mount.option(&["id"]), mount.option(&["required"]), mount.option(&["x"])), (Some("x"), Some(""), None));
    assert_eq!(mount.options[1].span.of(text), "id=x");
    assert_eq!(run.flag("network").unwrap().text(), "host");
    assert_eq!(shell_text(&run), "a --b");
}

#[test]
fn pairs_are_read_in_both_forms() {
    for (text, wanted) in [
        ("ENV A=1 B=\"x y\" C='z w' D=e\\ f", vec![("A", "1"), ("B", "x y"), ("C", "z w"), ("D", "e f")]),
        ("ENV A  b  c=d", vec![("A", "b  c=d")]),
        ("ENV A=1 \\\n  B=$A", vec![("A", "1"), ("B", "$A")]),
        ("LABEL \"a b\"=c d=", vec![("a b", "c"), ("d", "")]),
        ("LABEL a b", vec![("a", "b")]),
        ("ARG A B=c", vec![("A", "-"), ("B", "c")]),
        ("ARG A=b=c", vec![("A", "b=c")]),
    ] {
        let instruction = one(text);
        let told: Vec<(&str, &str)> = instruction
            .pairs()
            .iter()
            .map(|pair| (pair.name.text.as_str(), pair.value.as_ref().map_or("-", |value| value.text.as_str())))
            .collect();
        assert_eq!(told, wanted, "{text}");
        let Arguments::Pairs { legacy, .. } = instruction.arguments else { panic!("no pairs") };
        assert_eq!(legacy, text.starts_with("ENV A  ") || text == "LABEL a b", "{text}");
    }
    let text = "ENV A=1 \\\n  B=\"x y\"";
    assert_eq!(one(text).pairs()[1].value.as_ref().unwrap().span.of(text), "\"x y\"");
}

#[test]
fn every_instruction_is_known_in_any_case() {
    for (text, kind) in [
        ("ADD a b", InstructionKind::Add),
        ("from a", InstructionKind::From),
        ("HealthCheck NONE", InstructionKind::Healthcheck),
        ("EXPOSE 1 2/udp", InstructionKind::Expose),
        ("MAINTAINER it's me", InstructionKind::Maintainer),
        ("STOPSIGNAL 9", InstructionKind::Stopsignal),
        ("USER a b", InstructionKind::User),
        ("WORKDIR /a b", InstructionKind::Workdir),
    ] {
        assert_eq!(one(text).kind, kind);
    }
    assert_eq!(words(&one("WORKDIR /a b")), ["/a b"]);
    assert_eq!(words(&one("FROM a \\\n AS b")), ["a", "AS", "b"]);
    let Arguments::Healthcheck { mode, test } = one("HEALTHCHECK --interval=1s CMD [\"a\"]").arguments else {
        panic!()
    };
    assert_eq!(mode.text, "CMD");
    assert!(matches!(*test, Arguments::Exec(_)));
}

#[test]
fn onbuild_holds_an_instruction_and_its_heredocs() {
    let text = "ONBUILD RUN --network=none <<EOF\na\nEOF\nFROM x";
    let file = parse(text);
    let inner = file.instructions[0].onbuild.as_deref().unwrap();
    assert_eq!((inner.kind, inner.keyword.of(text)), (InstructionKind::Run, "RUN"));
    assert_eq!(inner.heredocs[0].body.text(), "a\n");
    assert_eq!(file.instructions[1].kind, InstructionKind::From);
    assert_eq!(parse(&"ONBUILD ".repeat(100_000)).instructions.len(), 1);
}

#[test]
fn heredocs_are_read_in_order_with_their_places() {
    let text = "COPY <<a <<-\"b c\" /x/\n1 \\\n# 2\na\n\t3\n\t\tb c\nRUN x";
    let file = parse(text);
    let copy = &file.instructions[0];
    assert_eq!(copy.heredocs[0].body.text(), "1 \\\n# 2\n");
    assert_eq!(copy.heredocs[1].body.text(), "3\n");
    assert_eq!((copy.heredocs[0].expands, copy.heredocs[1].expands), (true, false));
    assert_eq!(copy.heredocs[1].opening.of(text), "<<-\"b c\"");
    assert_eq!(copy.heredocs[1].terminator.unwrap().of(text), "b c");
    assert_eq!(copy.heredocs[1].body.span(0..1).of(text), "3");
    assert_eq!(copy.span.of(text), &text[..text.len() - 6]);
    assert_eq!(file.instructions.len(), 2);
    assert_eq!(parse("CMD <<E\nRUN a").instructions.len(), 2);
    assert_eq!(parse("RUN [\"a\", \" <<E \"]\nRUN a").instructions.len(), 2);
    assert_eq!(parse("RUN <<E\r\na\r\nE\r\nRUN b").instructions[0].heredocs[0].body.text(), "a\r\n");
    assert_eq!(problems("RUN <<E\na"), [("<<E".to_owned(), "The heredoc E has no end".to_owned())]);
}

#[test]
fn what_cannot_be_read_is_told_with_its_place_and_reading_goes_on() {
    for (text, place) in [
        ("FRM a\nRUN b", "FRM"),
        ("ENV A\nRUN b", "A"),
        ("ENV A=1 B\nRUN b", "B"),
        ("USER\nRUN b", "USER"),
        ("WORKDIR \"a\nRUN b", "\"a"),
        ("LABEL a=${b\nRUN b", "${b"),
        ("HEALTHCHECK curl x\nRUN b", "curl"),
        ("HEALTHCHECK\nRUN b", "HEALTHCHECK"),
    ] {
        let found = problems(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].0, place, "{text}");
        assert_eq!(parse(text).instructions.len(), 2, "{text}");
    }
    assert!(problems("\u{1b}[2J x")[0].1.starts_with("\\u{1b}[2J"));
}

#[test]
fn what_buildkit_refuses_is_told_with_its_place() {
    for (text, place) in [
        ("FROM a AS", "AS"),
        ("FROM a b c", "b c"),
        ("FROM Alpine:3", "Alpine:3"),
        ("FROM example.org/a/B", "example.org/a/B"),
        ("FROM a AS 1b", "1b"),
        ("FROM a AS b/c", "b/c"),
        ("FROM --platform a", "--platform"),
        ("ADD a", "a"),
        ("COPY [\"a\"]", "\"a\""),
        ("COPY --chown a /b", "--chown"),
        ("COPY --link=yes a /b", "--link=yes"),
        ("COPY --from=$A a /b", "--from=$A"),
        ("ONBUILD COPY a", "a"),
        ("VOLUME []", "VOLUME []"),
        ("HEALTHCHECK CMD", "CMD"),
        ("HEALTHCHECK NONE x", "NONE"),
        ("RUN --network=inner a", "--network=inner"),
        ("RUN --security=none a", "--security=none"),
        ("RUN --mount a", "--mount"),
        ("RUN --mount=type=volume,target=/x a", "type=volume"),
        ("RUN --mount=sorce=/x,target=/y a", "sorce=/x"),
        ("RUN --mount=type=bind,from=$A,target=/x a", "from=$A"),
        ("RUN --mount=type=cache,target=/x,sharing=all a", "sharing=all"),
        ("RUN --mount=type=cache,target=/x,mode=rwx a", "mode=rwx"),
        ("RUN --mount=type=cache,target=/x,required a", "required"),
        ("RUN --mount=target=/x,uid=3 a", "uid=3"),
        ("RUN --mount=type=cache,target=/x,size=1m a", "size=1m"),
        ("RUN --mount=type=secret,id=a,required=maybe a", "required=maybe"),
        ("RUN --mount=required,type=secret,id=a a", "required"),
        ("RUN --mount=type=cache,target a", "target"),
    ] {
        let found = problems(&format!("{text}\nRUN b"));
        assert_eq!(found.iter().map(|found| found.0.as_str()).collect::<Vec<_>>(), [place], "{text}");
    }
    for text in [
        "FROM --platform= a aS b_c.D-1",
        "FROM Builder",
        "FROM EXAMPLE.org:5000/a/b:Tag-1",
        "FROM Acme/b:1",
        "FROM a:${TAG:-B}",
        "COPY <<a /b\na",
        "COPY --link --parents=true --exclude=a a /b",
        "COPY --chown=$A a /b",
        "ADD --keep-git-dir=FALSE a /b",
        "HEALTHCHECK CMD a",
        "HEALTHCHECK none",
        "RUN --network=none --security=sandbox a",
        "RUN --mount=type=secret,id=a,required,mode=0400,uid=1,gid=2,env=A a",
        "RUN --mount=type=Cache,id=a,sharing=locked,target=/x,ro --mount=type=tmpfs,target=/y,size=1g a",
        "RUN --mount=type=$A,target=/x,required,sharing=$B --mount=type=ssh,required=true a",
        "RUN --mount=from=a,src=/a,dst=/b,rw a",
        "RUN --mount=type=cache,target=/x,mode=$A a",
    ] {
        assert_eq!(problems(text), [], "{text}");
    }
}

#[test]
fn bytes_that_are_no_dockerfile_are_told() {
    let what = |bytes: &[u8]| parse_bytes(bytes).problems[0].what.clone();
    assert_eq!(what(b"FROM a\0"), "The file is binary: there is a zero byte at offset 6");
    assert_eq!(what(b"\xff\xfeF\0"), "The file is UTF-16");
    assert_eq!(what(b"RUN \xff a"), "The file is not UTF-8: the byte at offset 4 is not valid");
    assert_eq!(parse_bytes(b"RUN \xff a\nRUN b").instructions.len(), 2);
    assert!(what(&vec![b' '; crate::limits::MAX_DOCKERFILE_BYTES + 1]).contains("10485761 bytes"));
    assert_eq!(parse_bytes(b"\xef\xbb\xbfFROM a").instructions[0].kind, InstructionKind::From);
    assert!(parse(&format!("RUN {}", "a".repeat(70_000))).problems[0].what.contains("BuildKit reads 65535"));
}

/// Every span that the results hold.
fn spans(file: &Dockerfile) -> Vec<Span> {
    let mut spans: Vec<Span> = file.problems.iter().map(|problem| problem.span).collect();
    spans.extend(file.comments.iter().map(|comment| comment.span));
    spans.extend(file.directives.iter().flat_map(|found| [found.span, found.name, found.value_span]));
    for outer in &file.instructions {
        spans.extend([outer.span, outer.keyword]);
        spans.extend(&outer.blank_continuations);
        let instruction = outer.innermost();
        spans.extend([instruction.span, instruction.keyword]);
        spans.extend(instruction.words().iter().map(|word| word.span));
        spans.extend(instruction.pairs().iter().map(Pair::span));
        for flag in &instruction.flags {
            spans.extend([flag.span, flag.name_span]);
            spans.extend(flag.options.iter().map(|option| option.span));
        }
        for heredoc in &instruction.heredocs {
            spans.extend([heredoc.opening, heredoc.body.whole()]);
        }
        let script = commands_of(instruction, ShellKind::Posix);
        spans.extend(script.problems.iter().map(|problem| problem.span));
        for command in &script.commands {
            spans.push(command.span);
            spans.extend(command.name.iter().chain(&command.words).map(|word| word.span));
            spans.extend(command.redirections.iter().map(|redirection| redirection.span));
        }
    }
    spans
}

fn check(file: &Dockerfile) {
    for span in spans(file) {
        assert!(file.text.get(span.range()).is_some(), "{span:?} in {:?}", file.text);
        let _ = file.line_index.position(&file.text, span.start);
    }
    let model = StageModel::new(file);
    assert_eq!(model.states.len(), file.instructions.len());
}

/// Texts made of what the grammar cares for.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "FROM ",
        "RUN ",
        "COPY ",
        "ENV ",
        "ONBUILD ",
        "ARG ",
        "HEALTHCHECK ",
        "LABEL ",
        "CMD ",
        "# escape=`",
        "#",
        "\\",
        "`",
        "\n",
        "\r\n",
        " ",
        "\t",
        "\"",
        "'",
        "$",
        "${",
        "}",
        "(",
        ")",
        "[",
        "]",
        "<<E",
        "<<-",
        "E",
        "=",
        "--mount=",
        "--",
        ",",
        "a",
        "é",
        "名",
        "&&",
        "||",
        "|",
        ";",
        "case ",
        " in ",
        "esac",
        "if ",
        "{ ",
        ">",
        "\u{feff}",
        "\u{a0}",
        "|1 A=b ",
        "/bin/sh -c ",
        "#(nop) ",
        "# buildkit",
        "map[",
        "&{[",
        "sh -c ",
        ":-",
        "##",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_with_places_inside_it(text in pieces()) {
        let file = parse(&text);
        check(&file);
        let starts: Vec<u32> = file.instructions.iter().map(|instruction| instruction.span.start).collect();
        prop_assert!(starts.is_sorted());
        for pair in file.instructions.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&parse_bytes(&bytes));
    }

    #[test]
    fn any_history_is_read_one_to_one(lines in prop::collection::vec(pieces(), 0..5)) {
        let history = history::read(lines.iter().map(String::as_str));
        prop_assert_eq!(history.file.instructions.len(), lines.len());
        prop_assert_eq!(history.entries.len(), lines.len());
        for span in spans(&history.file) {
            prop_assert!(history.file.text.get(span.range()).is_some());
        }
    }
}

/// Each of these takes minutes or more if something is quadratic, and about a second or less if not, three for the one
/// that uses up the budget for patterns. (The engine reads no clock, and neither do its tests: a hang is the failure.)
#[test]
fn large_files_take_linear_time() {
    let lines = |line: &str, count: usize| line.repeat(count);
    let mut stages = String::from("FROM a AS s0\n");
    for at in 1..10_000 {
        stages.push_str(&format!("FROM s{} AS s{at}\nENV V{at}=$V{}x\nWORKDIR d\n", at - 1, at - 1));
    }
    for text in [
        format!("RUN {}", lines("echo a && \\\n", 80_000)),
        format!("RUN {}", lines("echo 'é' $x; ", 80_000)),
        lines("RUN echo a\n", 100_000),
        lines("ENV A=\"$A\" B=c\n", 100_000),
        lines("WORKDIR a\n", 100_000),
        lines("RUN <<EOF\n", 100_000),
        lines("RUN <<EOF\necho a\nEOF\n", 50_000),
        format!("RUN {}\n", lines("<<E ", 200_000)),
        lines("# comment\n", 100_000),
        format!("RUN a \\\n{}", lines("\n", 500_000)),
        format!("ENV {}", lines("A=b ", 200_000)),
        format!("CMD [{}\"a\"]", lines("\"a\",", 200_000)),
        format!("CMD {}", lines("[", 500_000)),
        format!("RUN {}a", lines("--mount=type=cache ", 50_000)),
        format!("LABEL a={}", lines("${b:-", 100_000)),
        format!("FROM x\nENV A={}\nLABEL {}", "a".repeat(5000), lines("l=${A//*a*b/c} ", 10_000)),
        stages,
    ] {
        check(&parse(&text));
    }
    let history: Vec<String> = (0..20_000).map(|at| format!("RUN |1 A{at}=b c /bin/sh -c a # buildkit")).collect();
    let long = format!("|900000 {}", lines("A=b ", 200_000));
    let history = history::read(history.iter().map(String::as_str).chain([long.as_str()]));
    assert_eq!(history.entries.len(), 20_001);
}
