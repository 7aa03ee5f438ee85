use super::*;

/// Commands as `name word ...`, for tables.
fn list(text: &str) -> Vec<String> {
    let script = commands(&SourceText::new(text, 0));
    script.commands.iter().map(shown).collect()
}

fn shown(command: &Command) -> String {
    let mut parts: Vec<String> =
        command.assignments.iter().map(|assignment| format!("{}={}", assignment.name, assignment.value)).collect();
    parts.extend(command.name.iter().chain(&command.words).map(|word| word.text.clone()));
    parts.join(" ")
}

#[test]
fn commands_are_found_in_every_construct() {
    for (text, wanted) in [
        ("apt-get update && apt-get install -y 'a b' c\\ d", vec!["apt-get update", "apt-get install -y a b c d"]),
        ("a; b | c & d || e", vec!["a", "b", "c", "d", "e"]),
        ("a\nb # c; d\ne", vec!["a", "b", "e"]),
        ("(a; (b)) && c", vec!["a", "b", "c"]),
        ("{ a; b; } | c", vec!["a", "b", "c"]),
        ("x=1 y=\"$z\" cmd k=v", vec!["x=1 y=$z cmd k=v"]),
        ("x=1", vec!["x=1"]),
        ("echo $(date -u; id) `who am` end", vec!["echo $(date -u; id) `who am` end", "date -u", "id", "who am"]),
        ("echo \"a $(b \"c d\") e\"", vec!["echo a $(b \"c d\") e", "b c d"]),
        ("if a; then b; elif c; then d; else e; fi && f", vec!["a", "b", "c", "d", "e", "f"]),
        ("for p in x $(y) z; do pip install $p; done; q", vec!["y", "pip install $p", "q"]),
        ("for ((i=0; i<3; i++)); do a; done", vec!["a"]),
        ("while ! a; do b; done < f | c", vec!["a", "b", "c"]),
        ("case \"$x\" in a|b) c d ;; (e) f;; *) g ; esac; h", vec!["c d", "f", "g", "h"]),
        ("x=$(case $y in a) b;; esac) c", vec!["x=$(case $y in a) b;; esac) c", "b"]),
        ("f() { a; }; f", vec!["a", "f"]),
        ("function g () { a; }\n g", vec!["a", "g"]),
        ("for i do a $i; done; b", vec!["a $i", "b"]),
        ("for i\nin x y\ndo a; done", vec!["a"]),
        ("for do in do; do a; done", vec!["a"]),
        ("case $x in a) b;; *) c 1 ;; esac; d e && f", vec!["b", "c 1", "d e", "f"]),
        ("case x in a) case y in b) c;; esac;; d) e;; esac | f", vec!["c", "e", "f"]),
        ("if [[ a == b ]]; then c d; fi; [[ e ]]&& f", vec!["[[ a == b ]]", "c d", "[[ e ]]", "f"]),
        ("f () { a; }; f b", vec!["a", "f b"]),
        ("case in in in) a;; esac; b", vec!["a", "b"]),
        ("f() (a; b) && c", vec!["a", "b", "c"]),
        ("$(function f() { a; }; f) b", vec!["$(function f() { a; }; f) b", "a", "f"]),
        ("time -p a && time b -p", vec!["a", "b -p"]),
        ("[[ a && b || ( c < d ) ]] && e", vec!["[[ a b ( c < d ) ]]", "e"]),
        ("[ -f x ] && time b", vec!["[ -f x ]", "b"]),
        ("((a b) && c) | d; $((e) | f) g", vec!["a b", "c", "d", "$((e) | f) g", "e", "f"]),
        ("((x = 1 << 2)) && a", vec!["a"]),
        ("echo $((1 + (2))) ${x:-$(a)} ${y#'}'}", vec!["echo $((1 + (2))) ${x:-$(a)} ${y#'}'}", "a"]),
        ("a=(b c) d; e", vec!["a=(b c) d", "e"]),
        ("diff <(a b) >(c)", vec!["diff <(a b) >(c)", "a b", "c"]),
        ("echo a#b $'x\\'y' \\; \"\\$q\"", vec!["echo a#b x\\'y ; $q"]),
        ("a \\\n b", vec!["a b"]),
        ("a <<E $(b\nc) d\nx; y\nE\nf", vec!["a $(b\nc) d", "b", "c", "f"]),
        ("cat <<EOF | b\n if x\nEOF\nc", vec!["cat", "b", "c"]),
        ("while read l; do a; done <<-E\n\tx; y\n\tE\nb", vec!["read l", "a", "b"]),
        ("bash <<'EOF'\na; b\nEOF\nc", vec!["bash", "a", "b", "c"]),
        ("sh -ec 'a && b' x; c", vec!["sh -ec a && b x", "a", "b", "c"]),
        ("bash -o pipefail -c \"a | b\"", vec!["bash -o pipefail -c a | b", "a", "b"]),
        ("sh script.sh <<E\na\nE", vec!["sh script.sh"]),
        ("", vec![]),
        (" ;; ) } fi", vec![]),
    ] {
        assert_eq!(list(text), wanted, "{text}");
    }
}

#[test]
fn redirections_are_no_words() {
    let script = commands(&SourceText::new("a 2>&1 >/dev/null b 3<x &>>log <<<word >|y 10>z", 0));
    let command = &script.commands[0];
    assert_eq!(shown(command), "a b");
    let found: Vec<(RedirectOperator, Option<u32>, &str)> = command
        .redirections
        .iter()
        .map(|redirection| (redirection.operator, redirection.descriptor, redirection.target.text.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (RedirectOperator::DuplicateOut, Some(2), "1"),
            (RedirectOperator::Out, None, "/dev/null"),
            (RedirectOperator::In, Some(3), "x"),
            (RedirectOperator::BothAppend, None, "log"),
            (RedirectOperator::HereString, None, "word"),
            (RedirectOperator::Clobber, None, "y"),
            (RedirectOperator::Out, Some(10), "z"),
        ]
    );
}

#[test]
fn pipes_and_separators_are_told_on_both_sides() {
    let script = commands(&SourceText::new("a && curl -s u | sh || b; { c; d; } | e", 0));
    let before_arithmetic = commands(&SourceText::new("a; ((1)) | b", 0));
    assert!(!before_arithmetic.commands[0].pipes_into());
    let told: Vec<(&str, bool, bool)> =
        script.commands.iter().map(|command| (command.program(), command.piped_from(), command.pipes_into())).collect();
    assert_eq!(
        told,
        [
            ("a", false, false),
            ("curl", false, true),
            ("sh", true, false),
            ("b", false, false),
            ("c", false, false),
            ("d", false, true),
            ("e", true, false)
        ]
    );
    assert_eq!(script.commands[1].before, Some(Separator::And));
    assert_eq!(script.commands[2].after, Separator::Or);
}

#[test]
fn contexts_and_depths_follow_the_nesting() {
    let script = commands(&SourceText::new("a; if b; then (c); fi; f() { d; }; echo $(e)", 0));
    let told: Vec<(&str, Context, u32)> =
        script.commands.iter().map(|command| (command.program(), command.context, command.depth)).collect();
    assert_eq!(
        told,
        [
            ("a", Context::Plain, 0),
            ("b", Context::Condition, 1),
            ("c", Context::Subshell, 2),
            ("d", Context::Function, 1),
            ("echo", Context::Plain, 0),
            ("e", Context::Substitution, 1)
        ]
    );
}

#[test]
fn words_know_what_the_shell_does_to_them() {
    let script = commands(&SourceText::new("rm -rf \"$X/\" '$y' *.deb \"*\" $ a$", 0));
    let words = &script.commands[0].words;
    let told: Vec<(&str, bool, bool, bool)> =
        words.iter().map(|word| (word.text.as_str(), word.expands, word.pattern, word.quoted)).collect();
    assert_eq!(
        told,
        [
            ("-rf", false, false, false),
            ("$X/", true, false, true),
            ("$y", false, false, true),
            ("*.deb", false, true, false),
            ("*", false, false, true),
            ("$", false, false, false),
            ("a$", false, false, false)
        ]
    );
}

#[test]
fn reading_goes_on_behind_what_cannot_be_read() {
    for (text, wanted) in [
        ("a && echo 'b ; c && d", vec!["a", "echo", "c", "d"]),
        ("a; echo \"b $(c; d", vec!["a", "echo", "d"]),
        ("a; echo ${x ; b", vec!["a", "echo", "b"]),
        ("(a; b", vec!["a", "b"]),
        ("a `b ; c", vec!["a", "c"]),
    ] {
        assert_eq!(list(text), wanted, "{text}");
        let script = commands(&SourceText::new(text, 0));
        assert_eq!(script.problems.len(), 1, "{text}");
    }
    let script = commands(&SourceText::new("a; echo 'b", 0));
    assert!(!script.commands[0].incomplete && script.commands[1].incomplete);
}

#[test]
fn spans_are_places_in_the_dockerfile_through_continuations_and_heredocs() {
    let text =
        "FROM a\nRUN apt-get update && \\\n  # why\n\n  apt-get ins\\\ntall 'x' | sh <<-EOF\n\tcurl \"$u\"\n\tEOF\n";
    let file = crate::dockerfile::parse(text);
    assert_eq!(file.problems, []);
    let script = commands_of(&file.instructions[1], ShellKind::Posix);
    let told: Vec<(&str, &str)> = script
        .commands
        .iter()
        .flat_map(|command| command.name.iter().chain(&command.words))
        .map(|word| (word.text.as_str(), word.span.of(text)))
        .collect();
    assert_eq!(
        told,
        [
            ("apt-get", "apt-get"),
            ("update", "update"),
            ("apt-get", "apt-get"),
            ("install", "ins\\\ntall"),
            ("x", "'x'"),
            ("sh", "sh"),
            ("curl", "curl"),
            ("$u", "\"$u\"")
        ]
    );
    assert_eq!(file.line_index.position(text, script.commands[3].span.start).line, 7);
}

#[test]
fn a_heredoc_alone_is_a_script_of_what_its_first_line_names() {
    let names = |text: &str| -> Vec<String> {
        let file = crate::dockerfile::parse(text);
        let script = commands_of(&file.instructions[0], ShellKind::Posix);
        script.commands.iter().filter(|command| command.name.is_some()).map(shown).collect()
    };
    assert_eq!(names("RUN <<EOF\na\nb; c\nEOF"), ["a", "b", "c"]);
    assert_eq!(names("RUN <<EOF\n#!/usr/bin/env -S bash -e\na\nEOF"), ["a"]);
    assert_eq!(names("RUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF"), Vec::<String>::new());
    assert_eq!(names("RUN python3 <<EOF\nimport os\nEOF"), ["python3"]);
    assert_eq!(names("RUN cat <<EOF > /x\na\nEOF"), ["cat"]);
    assert_eq!(names("RUN [\"sh\", \"-c\", \"a && b\"]"), ["sh -c a && b", "a", "b"]);
    assert_eq!(names("HEALTHCHECK CMD curl -f u || exit 1"), ["curl -f u", "exit 1"]);
    assert_eq!(names("COPY a b"), Vec::<String>::new());
}

#[test]
fn other_shells_are_left_alone() {
    let file = crate::dockerfile::parse("RUN Get-Item 'x");
    assert_eq!(commands_of(&file.instructions[0], ShellKind::of("C:\\x\\PowerShell.exe")), Script::default());
    assert_eq!(ShellKind::of("/bin/bash"), ShellKind::Bash);
    assert_eq!(ShellKind::of("cmd"), ShellKind::Cmd);
    assert_eq!(ShellKind::of("python3"), ShellKind::Other);
}

#[test]
fn hostile_text_takes_linear_time() {
    for unit in [
        "$(",
        "`",
        "\"$(",
        "(",
        "{ ",
        "if ",
        "case x in ",
        "'",
        "\"",
        "${x:-",
        "$((",
        "a && ",
        "a|",
        "<<E\n",
        "sh -c '",
    ] {
        let text = unit.repeat(1_000_000 / unit.len());
        let _ = commands(&SourceText::new(&text, 0));
    }
}
