//! Commands of package managers in build steps: what they install and remove. Says what is written; a word with a
//! variable in it is not known. Judges nothing.

use crate::dockerfile::shell::{Command, Word};
use crate::dockerfile::{InstructionKind, Span};
use crate::facts::{Facts, Step, program};
use crate::finding::Place;
use crate::ordered::Map;
use crate::words::{Words, words};
use std::borrow::Cow;

/// A family of package managers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manager {
    /// apt, apt-get, aptitude.
    Apt,
    /// apk.
    Apk,
    /// dnf, microdnf, tdnf, yum.
    Dnf,
    /// zypper.
    Zypper,
}

impl Manager {
    fn of(program: &str) -> Option<Self> {
        Some(match program {
            "apt" | "apt-get" | "aptitude" => Self::Apt,
            "apk" => Self::Apk,
            "dnf" | "dnf5" | "microdnf" | "tdnf" | "yum" => Self::Dnf,
            "zypper" => Self::Zypper,
            _ => return None,
        })
    }

    /// Options whose value is the next word.
    fn takes_value(self, option: &str) -> bool {
        let options: &[&str] = match self {
            Self::Apt => {
                &["-o", "--option", "-t", "--target-release", "--default-release", "-c", "--config-file", "-a"]
            }
            Self::Apk => &[
                "-X",
                "--repository",
                "-p",
                "--root",
                "-t",
                "--virtual",
                "--repositories-file",
                "--keys-dir",
                "--cache-dir",
                "--arch",
                "--cache-max-age",
            ],
            Self::Dnf => &[
                "-c",
                "--config",
                "-x",
                "--exclude",
                "--installroot",
                "--setopt",
                "--enablerepo",
                "--disablerepo",
                "--repo",
                "--repoid",
                "--releasever",
                "-d",
                "-e",
            ],
            Self::Zypper => &[
                "-p",
                "--plus-repo",
                "-R",
                "--root",
                "--installroot",
                "-D",
                "--reposd-dir",
                "-c",
                "-C",
                "-r",
                "--repo",
                "--from",
                "-t",
                "--type",
            ],
        };
        options.contains(&option)
    }
}

/// The programs of all families.
pub(super) static PROGRAMS: Words =
    words!["apt", "apt-get", "aptitude", "apk", "dnf", "dnf5", "microdnf", "tdnf", "yum", "zypper"];

/// One call of a package manager.
pub(super) struct Call<'a> {
    /// The family.
    pub(super) manager: Manager,
    /// `install`, `add`, ...; the word behind it for `group install` and `module install`.
    pub(super) verb: &'a str,
    /// The word of it.
    pub(super) verb_word: Option<&'a Word>,
    /// What `apk add --virtual` calls the group.
    pub(super) group: Option<&'a str>,
    words: &'a [Word],
}

/// What a word of a call is.
enum Part<'a> {
    /// An option as written, its name, and the value in the same or the next word.
    Option(&'a str, &'a str, Option<&'a str>),
    Verb(&'a Word),
    Operand(&'a Word),
}

/// The words of a call one by one. Nothing is kept of them: a dozen rules read each call.
struct Parts<'a> {
    manager: Manager,
    words: std::slice::Iter<'a, Word>,
    verb: &'a str,
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        let word = self.words.next()?;
        if word.text.starts_with('-') && word.text.len() > 1 {
            let (option, value) = word.text.split_once('=').map_or((word.text.as_str(), None), |(o, v)| (o, Some(v)));
            let value = match value {
                None if self.manager.takes_value(option) => self.words.next().map(|word| word.text.as_str()),
                value => value,
            };
            return Some(Part::Option(&word.text, option, value));
        }
        if self.verb.is_empty() || matches!(self.verb, "group" | "groups" | "module") {
            self.verb = &word.text;
            return Some(Part::Verb(word));
        }
        Some(Part::Operand(word))
    }
}

impl<'a> Call<'a> {
    fn parts(&self) -> Parts<'a> {
        Parts { manager: self.manager, words: self.words.iter(), verb: "" }
    }

    /// Words behind the verb that are no options.
    pub(super) fn operands(&self) -> impl Iterator<Item = &'a Word> {
        self.parts().filter_map(|part| match part {
            Part::Operand(word) => Some(word),
            _ => None,
        })
    }

    /// All options, before and behind the verb.
    pub(super) fn options(&self) -> impl Iterator<Item = &'a str> {
        self.parts().filter_map(|part| match part {
            Part::Option(option, ..) => Some(option),
            _ => None,
        })
    }

    /// What options with a value are given.
    pub(super) fn values(&self) -> impl Iterator<Item = &'a str> {
        self.parts().filter_map(|part| match part {
            Part::Option(_, _, value) => value,
            _ => None,
        })
    }
}

impl Call<'_> {
    /// Whether it installs the packages that it names.
    pub(super) fn installs(&self) -> bool {
        matches!(
            (self.manager, self.verb),
            (Manager::Apt | Manager::Dnf | Manager::Zypper, "install" | "reinstall" | "groupinstall")
                | (Manager::Apk, "add")
                | (Manager::Zypper, "in")
        )
    }

    fn removes(&self) -> bool {
        matches!(
            (self.manager, self.verb),
            (
                Manager::Apt | Manager::Dnf | Manager::Zypper,
                "remove" | "purge" | "erase" | "autoremove" | "groupremove"
            ) | (Manager::Apt, "auto-remove" | "autopurge")
                | (Manager::Apk, "del")
                | (Manager::Zypper, "rm")
                | (Manager::Dnf, "history")
        )
    }
}

/// Reads a command as a call of a package manager.
pub(super) fn call(command: &Command) -> Option<Call<'_>> {
    let (program, words) = program(command);
    let manager = Manager::of(program)?;
    let mut found = Call { manager, verb: "", verb_word: None, group: None, words };
    for part in found.parts() {
        match part {
            Part::Option(_, "-t" | "--virtual", value) if manager == Manager::Apk => found.group = value,
            Part::Verb(word) => (found.verb, found.verb_word) = (&word.text, Some(word)),
            // Behind the verb only apk has something more to say.
            Part::Operand(_) if manager != Manager::Apk => break,
            _ => {}
        }
    }
    Some(found)
}

/// Whether a word stands in the file as the shell reads it, so that an edit at its place does what is meant.
pub(super) fn is_written(facts: &Facts<'_>, word: &Word) -> bool {
    facts.file().is_some_and(|file| word.span.of(&file.text) == word.text)
}

/// Whether a word may become options: a variable that is not quoted, or that stands where packages cannot.
pub(super) fn may_be_options(word: &Word) -> bool {
    word.expands && {
        let upper = word.text.to_ascii_uppercase();
        word.text.starts_with(['$', '`'])
            && ["OPT", "FLAG", "ARG", "YES", "PARAM", "@", "*"].iter().any(|hint| upper.contains(hint))
    }
}

/// A few words for a message, secrets masked.
pub(super) fn listed(words: &[&Word]) -> String {
    let shown: Vec<String> = words.iter().take(3).map(|word| crate::secrets::masked(&word.text)).collect();
    match words.len().saturating_sub(shown.len()) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A package that a build step installs.
pub(super) struct Package<'f> {
    /// Its name in small letters, without version and architecture.
    pub(super) name: Cow<'f, str>,
    step: &'f Step<'f>,
    /// The word that names it.
    span: Span,
}

impl Package<'_> {
    /// The place of the word that names it.
    pub(super) fn place(&self, facts: &Facts<'_>) -> Place {
        facts.place_in(self.step, self.span)
    }
}

/// The packages that the steps install and no later command removes.
pub(super) fn installed<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = Package<'f>> {
    let mut packages = Packages::default();
    for step in facts.image_steps().filter(|step| step.instruction.kind == InstructionKind::Run) {
        // `apt-mark auto` before `--auto-remove`: what is marked again by hand stays, and which that is a shell decides.
        let mut marked = false;
        for command in &step.script().commands {
            let Some(call) = call(command) else {
                let (program, words) = program(command);
                marked |= program == "apt-mark" && words.first().is_some_and(|verb| verb.is("auto"));
                continue;
            };
            if call.removes() {
                let automatic = matches!(call.verb, "autoremove" | "auto-remove" | "autopurge")
                    || call.options().any(|option| matches!(option, "--auto-remove" | "--autoremove"));
                let unknown = call.verb == "history"
                    || (marked && automatic)
                    || call.operands().any(|word| word.expands || word.pattern);
                if unknown {
                    packages = Packages::default();
                } else {
                    call.operands().for_each(|word| packages.remove(&package_name(&word.text)));
                }
            } else if call.installs() {
                for word in call.operands().filter(|word| !word.expands) {
                    let package = Package { name: package_name(&word.text), step, span: word.span };
                    packages.list.push((Some(package), call.group.map(package_name)));
                }
            }
        }
    }
    packages.list.into_iter().filter_map(|(package, _)| package)
}

/// Packages by the names that remove them, so that a hundred thousand commands take no more than their own time.
#[derive(Default)]
struct Packages<'f> {
    /// With what `apk add --virtual` calls the group.
    list: Vec<(Option<Package<'f>>, Option<Cow<'f, str>>)>,
    by_name: Map<String, Vec<usize>>,
    /// How many of the list are in `by_name`: most files remove none.
    named: usize,
}

impl Packages<'_> {
    fn remove(&mut self, name: &str) {
        for (at, (package, group)) in self.list.iter().enumerate().skip(self.named) {
            let name = package.as_ref().map(|package| &package.name);
            for name in group.iter().chain(name) {
                self.by_name.change(name.to_string(), |list| list.push(at));
            }
        }
        self.named = self.list.len();
        for at in self.by_name.remove(name).unwrap_or_default() {
            if let Some((package, _)) = self.list.get_mut(at) {
                *package = None;
            }
        }
    }
}

/// `gcc=4:12.2.0`, `gcc:amd64`, `gcc~=12` and `GCC` are gcc.
fn package_name(word: &str) -> Cow<'_, str> {
    let end = word.bytes().position(|byte| matches!(byte, b'=' | b'~' | b'<' | b'>' | b'/' | b':'));
    let name = end.and_then(|end| word.get(..end)).unwrap_or(word);
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis;
    use crate::config::Config;
    use crate::dockerfile;
    use crate::dockerfile::stage::StageModel;
    use crate::facts::DockerfileFacts;

    fn names(text: &str) -> Vec<String> {
        let file = dockerfile::parse_bytes(text.as_bytes());
        let model = StageModel::new(&file);
        let config = Config::default();
        let facts = Facts::of_dockerfile(DockerfileFacts { file: &file, model: &model, ignore: None }, None, &config);
        assert!(analysis::looks_like_dockerfile(text.as_bytes()));
        installed(&facts).map(|package| package.name.into_owned()).collect()
    }

    #[test]
    fn options_values_and_versions_are_not_packages() {
        assert_eq!(
            names("FROM debian:12\nRUN apt-get update && apt-get -o A=b install -y -t stable gcc=4:12 make:amd64 $X\n"),
            ["gcc", "make"]
        );
        assert_eq!(names("FROM x\nRUN apk --no-cache -X http://x add 'gcc~=12'\n"), ["gcc"]);
        assert_eq!(names("FROM x\nRUN sudo -E dnf -y group install \"Development Tools\"\n"), ["development tools"]);
        assert_eq!(names("FROM x\nRUN env A=b zypper -n in gcc\n"), ["gcc"]);
    }

    #[test]
    fn what_is_removed_later_is_not_installed() {
        for text in [
            "FROM x\nRUN apk add --virtual .build gcc && make && apk del .build\n",
            "FROM x\nRUN apk add -t .build gcc && make && apk del .build\n",
            "FROM x\nRUN apt-get install -y gcc && apt-get purge -y --auto-remove gcc\n",
            "FROM x\nRUN apt-get install -y gcc\nRUN apt-get remove -y $deps\n",
            "FROM x\nRUN yum install -y gcc && yum history -y undo last\n",
            "FROM x\nRUN apt-get install -y gcc; apt-mark auto '.*' >/dev/null; apt-mark manual $m; apt-get purge -y --auto-remove\n",
        ] {
            assert!(names(text).is_empty(), "{text}");
        }
        assert_eq!(names("FROM x\nRUN apt-get install -y gcc && apt-get autoremove -y\n"), ["gcc"]);
    }
}
