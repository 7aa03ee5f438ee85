//! Which programs a container starts: the first words of entrypoint and command, what init programs, shells and
//! interpreters among them start in turn, and where the image has them. Finds only; judges nothing.

use crate::dockerfile::SourceText;
use crate::dockerfile::shell;
use crate::facts::{Files, Setting, Settings};
use crate::finding::Place;
use crate::image::layer::EntryKind;
use crate::limits::MAX_STARTED_PROGRAMS;
use crate::rules::access::absolute_directories;
use crate::words::{Words, words};

/// A program that a container starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Program {
    /// The word that names it.
    pub(super) word: String,
    /// Whether it is a file that an interpreter reads, so `PATH` is not searched.
    pub(super) is_file: bool,
    /// Whether the container cannot start without it, as far as can be told.
    pub(super) needed: bool,
    /// Where the word was said.
    pub(super) place: Place,
}

/// The directories that names without a slash are looked up in, clean; those that every runtime sets if the image does
/// not.
pub(super) fn search_path(settings: &Settings) -> Vec<Vec<u8>> {
    const USUAL: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    let path = settings.variable("PATH").filter(|path| !path.is_empty()).unwrap_or(USUAL);
    absolute_directories(path).map(<[u8]>::to_vec).collect()
}

/// The programs that the settings start, in that order.
pub(super) fn started(settings: &Settings) -> Vec<Program> {
    let words = |setting: &Option<Setting<Vec<String>>>| {
        let setting = setting.as_ref().filter(|setting| !setting.value.is_empty())?;
        Some((setting.value.clone(), setting.place.clone()))
    };
    let mut programs = Vec::new();
    match (words(&settings.entrypoint), words(&settings.cmd)) {
        (Some((entrypoint, place)), command) => {
            let mut line = entrypoint;
            line.extend(command.iter().flat_map(|(words, _)| words.iter().cloned()));
            follow(line, &place, true, &mut programs);
            // Entrypoint scripts often end with `exec "$@"`; if the command names a program, it is one.
            if let Some((words, place)) = command {
                follow(words, &place, false, &mut programs);
            }
        }
        (None, Some((command, place))) => follow(command, &place, true, &mut programs),
        (None, None) => {}
    }
    programs
}

/// Init programs and others that start the program behind their options; with the options that take a word.
const STARTERS: [(&str, &[&str], usize); 9] = [
    ("tini", &["-p", "-e"], 0),
    ("tini-static", &["-p", "-e"], 0),
    ("docker-init", &["-p", "-e"], 0),
    ("dumb-init", &["-r", "--rewrite"], 0),
    ("catatonit", &["-P"], 0),
    ("env", &["-u", "-C"], 0),
    ("nice", &["-n"], 0),
    // The first operand is an account.
    ("gosu", &[], 1),
    ("su-exec", &[], 1),
];

static INTERPRETERS: Words = words!["sh", "bash", "dash", "ash", "python", "node", "ruby", "perl"];

/// Builtins of shells that may begin a command and name no program.
static BUILTINS: Words = words![
    "exec", "cd", "export", "set", "source", ".", ":", "eval", "trap", "umask", "ulimit", "echo", "test", "[", "[[",
    "true", "false", "printf", "read", "wait", "exit", "unset", "shift", "command", "local", "return",
];

fn base(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

fn follow(words: Vec<String>, place: &Place, needed: bool, programs: &mut Vec<Program>) {
    let mut waiting = vec![(words, needed)];
    for _ in 0..MAX_STARTED_PROGRAMS {
        let Some((words, needed)) = waiting.pop() else { return };
        let Some((first, rest)) = words.split_first() else { continue };
        add(programs, Program { word: first.clone(), is_file: false, needed, place: place.clone() });
        let name = base(first);
        let plain = name.trim_end_matches(|last: char| last.is_ascii_digit() || last == '.');
        if let Some((_, with_word, operands)) = STARTERS.iter().find(|(starter, ..)| *starter == name) {
            let behind = behind_options(rest, with_word);
            waiting.push((behind.get(*operands..).unwrap_or_default().to_vec(), needed));
        } else if matches!(plain, "sh" | "bash" | "dash" | "ash") && script_of(rest).is_some() {
            let script = script_of(rest).unwrap_or_default();
            let mut inner = in_script(script, needed);
            inner.reverse();
            waiting.append(&mut inner);
        } else if INTERPRETERS.contains(&plain) {
            let file = rest.iter().take_while(|word| !matches!(word.as_str(), "-m" | "-c" | "-e" | "-p"));
            if let Some(file) = file.into_iter().find(|word| !word.starts_with('-')) {
                add(programs, Program { word: file.clone(), is_file: true, needed: false, place: place.clone() });
            }
        } else if plain == "java" {
            let jar = rest.iter().skip_while(|word| *word != "-jar").nth(1);
            if let Some(jar) = jar {
                add(programs, Program { word: jar.clone(), is_file: true, needed, place: place.clone() });
            }
        }
    }
}

fn add(programs: &mut Vec<Program>, program: Program) {
    let is_there = programs.iter().any(|known| known.word == program.word && known.is_file == program.is_file);
    if !is_there && !program.word.is_empty() {
        programs.push(program);
    }
}

fn behind_options<'a>(words: &'a [String], with_word: &[&str]) -> &'a [String] {
    let mut rest = words;
    while let Some((first, behind)) = rest.split_first() {
        if first == "--" {
            return behind;
        }
        let is_assignment = first.contains('=') && !first.starts_with('/');
        if !first.starts_with('-') && !is_assignment {
            return rest;
        }
        rest = if with_word.contains(&first.as_str()) { behind.get(1..).unwrap_or_default() } else { behind };
    }
    rest
}

/// The text behind `-c`, options such as `-e` and `-ec` taken into account.
fn script_of(words: &[String]) -> Option<&str> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let options = word.strip_prefix('-')?;
        if options.contains('c') && !options.starts_with('-') {
            return words.next().map(String::as_str);
        }
    }
    None
}

/// The commands of a script as words. Only the first word and those behind it that nothing expands are given.
fn in_script(script: &str, needed: bool) -> Vec<(Vec<String>, bool)> {
    let commands = shell::commands(&SourceText::new(script, 0)).commands;
    let alone = commands.len() == 1;
    let mut found = Vec::new();
    for command in commands.iter().filter(|command| command.script_depth == 0).take(MAX_STARTED_PROGRAMS) {
        let Some(name) = &command.name else { continue };
        let mut words: Vec<_> = std::iter::once(name).chain(&command.words).collect();
        while words.first().is_some_and(|first| first.text == "exec" || first.text == "command") {
            words.remove(0);
            let options = words.iter().take_while(|word| word.text.starts_with('-')).count();
            words.drain(..options);
        }
        let Some(first) = words.first() else { continue };
        if first.expands || first.pattern || BUILTINS.contains(&first.text.as_str()) {
            continue;
        }
        let plain = words.iter().take_while(|word| !word.expands).map(|word| word.text.clone());
        found.push((plain.collect(), needed && alone));
    }
    found
}

/// The absolute path, clean at its ends, under which the image has a program; `None` if it has none.
pub(super) fn located(files: &Files<'_>, settings: &Settings, program: &Program) -> Option<Vec<u8>> {
    const ANYBODY_EXECUTES: u16 = 0o111;
    let word = program.word.as_str();
    let is_there = |path: &[u8]| files.rootfs.resolve(path).is_some_and(|node| node.kind == EntryKind::File);
    if let Some(absolute) = word.strip_prefix('/') {
        let path = absolute.trim_start_matches('/').as_bytes().to_vec();
        return is_there(&path).then_some(path);
    }
    if word.contains('/') || program.is_file {
        let directory = settings.working_dir.as_ref().map_or("", |setting| setting.value.trim_matches('/'));
        let relative = word.strip_prefix("./").unwrap_or(word);
        let path = if directory.is_empty() { relative.to_owned() } else { format!("{directory}/{relative}") };
        return is_there(path.as_bytes()).then(|| path.into_bytes());
    }
    let candidates = search_path(settings).into_iter().map(|mut path| {
        if !path.is_empty() {
            path.push(b'/');
        }
        path.extend_from_slice(word.as_bytes());
        path
    });
    candidates.into_iter().find(|path| {
        let node = files.rootfs.resolve(path).filter(|node| node.kind == EntryKind::File);
        node.and_then(|node| node.mode).is_some_and(|mode| mode & ANYBODY_EXECUTES != 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(entrypoint: &[&str], command: &[&str]) -> Vec<(String, bool)> {
        let setting = |words: &[&str]| {
            let value: Vec<_> = words.iter().map(ToString::to_string).collect();
            (!value.is_empty()).then_some(Setting { value, place: Place::Image })
        };
        let settings = Settings { entrypoint: setting(entrypoint), cmd: setting(command), ..Settings::default() };
        started(&settings).into_iter().map(|program| (program.word, program.needed)).collect()
    }

    fn named(entrypoint: &[&str], command: &[&str]) -> Vec<String> {
        words(entrypoint, command).into_iter().map(|(word, _)| word).collect()
    }

    #[test]
    fn first_words_of_entrypoint_and_command_are_programs() {
        assert_eq!(named(&[], &["nginx", "-g", "daemon off;"]), ["nginx"]);
        assert_eq!(
            words(&["/entry.sh"], &["nginx"]),
            [("/entry.sh".to_owned(), true), ("nginx".to_owned(), false)],
            "a command behind an entrypoint may be an argument"
        );
        assert!(named(&[], &[]).is_empty());
    }

    #[test]
    fn what_starters_shells_and_interpreters_start_is_found() {
        assert_eq!(named(&["/sbin/tini", "-g", "-p", "SIGTERM", "--", "/app/run"], &[]), ["/sbin/tini", "/app/run"]);
        assert_eq!(named(&["/bin/sh", "-c", "exec /app/run --x"], &[]), ["/bin/sh", "/app/run"]);
        assert_eq!(named(&["/bin/sh", "-ec", "A=1 migrate && serve \"$X\""], &[]), ["/bin/sh", "migrate", "serve"]);
        assert_eq!(named(&["/bin/sh", "-c", "cd /x; $PROGRAM; python3 a.py"], &[]), ["/bin/sh", "python3", "a.py"]);
        assert_eq!(named(&["gosu", "app", "server"], &[]), ["gosu", "server"]);
        assert_eq!(named(&["python3.12", "-u", "main.py"], &[]), ["python3.12", "main.py"]);
        assert_eq!(named(&["python3", "-m", "http.server"], &[]), ["python3"]);
        assert_eq!(named(&["java", "-Xmx1g", "-jar", "/app.jar"], &[]), ["java", "/app.jar"]);
        assert_eq!(named(&["env", "A=1", "b"], &[]), ["env", "b"]);
    }

    #[test]
    fn endless_chains_end() {
        let mut line = vec!["env"; 5000];
        line.push("x");
        assert_eq!(named(&line, &[]), ["env"]);
        let script = "a;".repeat(100_000);
        assert_eq!(named(&["sh", "-c", &script], &[]), ["sh", "a"]);
    }
}
