//! Build steps that fill a cache and leave it, for `package-cache`.

use super::cache_folders::capital;
use super::package_command::{Manager, call, is_written};
use crate::dockerfile::shell::Command;
use crate::dockerfile::{Arguments, Dockerfile, InstructionKind};
use crate::facts::{Facts, Step, program};
use crate::finding::{Findings, Fix};

/// A cache as build steps fill and empty it.
struct Cache {
    what: &'static str,
    /// Absolute paths; for pip the ends of paths.
    folders: &'static [&'static str],
    cleaner: &'static str,
    owner: Owner,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    System(Manager),
    /// What apt has fetched, as far as the image does not delete it by itself.
    Archives,
    Pip,
    Yarn,
}

static CACHES: [Cache; 7] = [
    Cache {
        what: "apt package lists",
        folders: &["/var/lib/apt/lists"],
        cleaner: "rm -rf /var/lib/apt/lists/*",
        owner: Owner::System(Manager::Apt),
    },
    Cache {
        what: "package archives of apt",
        folders: &["/var/cache/apt/archives"],
        cleaner: "apt-get clean",
        owner: Owner::Archives,
    },
    Cache {
        what: "apk package index",
        folders: &["/var/cache/apk", "/etc/apk/cache"],
        cleaner: "apk add --no-cache",
        owner: Owner::System(Manager::Apk),
    },
    Cache {
        what: "dnf or yum cache",
        folders: &["/var/cache/dnf", "/var/cache/yum", "/var/cache/libdnf5", "/var/cache/tdnf"],
        cleaner: "dnf clean all",
        owner: Owner::System(Manager::Dnf),
    },
    Cache {
        what: "zypper cache",
        folders: &["/var/cache/zypp"],
        cleaner: "zypper clean --all",
        owner: Owner::System(Manager::Zypper),
    },
    Cache { what: "pip cache", folders: &[".cache/pip"], cleaner: "pip install --no-cache-dir", owner: Owner::Pip },
    Cache {
        what: "yarn cache",
        folders: &[".cache/yarn", "share/.cache"],
        cleaner: "yarn cache clean",
        owner: Owner::Yarn,
    },
];

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    // Behind it, nothing counts on the lists of apt any more.
    let last_apt_install = facts
        .runs_of(&["apt-get", "apt", "aptitude"])
        .filter(|run| installs_by_apt(run.command))
        .map(|run| run.step.instruction.span.start)
        .last();
    let keeps_no_pip_cache = pip_is_told_to_keep_nothing(facts);
    let mut keeps_archives = false;
    for step in facts.image_steps().filter(|step| step.instruction.kind == InstructionKind::Run) {
        let script = step.script();
        keeps_archives |= script.commands.iter().any(removes_docker_clean);
        // A clean-up may be in what could not be read.
        if !script.problems.is_empty() || script.commands.iter().any(|command| command.incomplete) {
            continue;
        }
        for cache in CACHES.iter().filter(|cache| keeps_archives || cache.owner != Owner::Archives) {
            let Some(last) = script.commands.iter().rposition(|command| cache.is_filled_by(command)) else { continue };
            let behind = script.commands.iter().skip(last.saturating_add(1));
            let told = cache.owner == Owner::Pip
                && (keeps_no_pip_cache || script.commands.iter().any(tells_pip_to_keep_nothing));
            if told || cache.is_mounted(step) || behind.clone().any(|command| cache.is_emptied_by(command)) {
                continue;
            }
            let Some(command) = script.commands.get(last) else { continue };
            // The lists of a step that only updates are those that a later one installs with.
            let is_needed = cache.owner == Owner::System(Manager::Apt)
                && last_apt_install > Some(step.instruction.span.start)
                && !script.commands.iter().any(installs_by_apt);
            findings
                .at(facts.place_in(step, command.span))
                .detail("cache", capital(cache.what))
                .detail("reason", format!("by \"{}\"", shown(command)))
                .detail("size", "size not known before the build")
                .detail("cleaner", cache.cleaner)
                .fix(facts.file().filter(|_| !is_needed).and_then(|file| cache.fix(facts, file, step, command)))
                .done();
        }
    }
}

fn installs_by_apt(command: &Command) -> bool {
    call(command).is_some_and(|call| call.manager == Manager::Apt && matches!(call.verb, "install" | "build-dep"))
}

/// Program and verb, no more: operands may hold secrets.
fn shown(command: &Command) -> String {
    let name = command.program();
    match call(command) {
        Some(call) => format!("{name} {}", call.verb),
        None => format!("{name} install"),
    }
}

/// Puts a command behind the last one of a RUN in shell form, where it does not change what the others mean.
fn appended(file: &Dockerfile, step: &Step<'_>, command: &str) -> Option<(u32, String)> {
    let run = step.instruction.as_ref();
    let Arguments::Shell(text) = &run.arguments else { return None };
    let whole = text.trimmed().whole();
    let last = step.script().commands.iter().rfind(|command| command.script_depth == 0)?;
    let behind = file.text.get(last.span.end as usize..whole.end as usize)?;
    // Only the ends of constructs may stand there; a comment would swallow what is put in.
    let is_end = |character: char| {
        character.is_ascii_lowercase() || " ;)}\n\r\t".contains(character) || character == file.escape
    };
    if !run.heredocs.is_empty() || !behind.chars().all(is_end) || behind.trim_end().ends_with(';') {
        return None;
    }
    let glue =
        if whole.of(&file.text).contains('\n') { format!(" {}\n && ", file.escape) } else { String::from(" && ") };
    Some((whole.end, format!("{glue}{command}")))
}

impl Cache {
    /// How the step is changed so that it leaves nothing.
    fn fix(&self, facts: &Facts<'_>, file: &Dockerfile, step: &Step<'_>, filler: &Command) -> Option<Fix> {
        let option = match self.owner {
            Owner::Pip => " --no-cache-dir",
            Owner::System(Manager::Apk) => " --no-cache",
            _ => {
                let cleaner = match self.owner {
                    Owner::System(Manager::Dnf) => format!("{} clean all", program(filler).0),
                    _ => self.cleaner.to_owned(),
                };
                let sudo = if filler.program() == "sudo" { "sudo " } else { "" };
                let (at, text) = appended(file, step, &format!("{sudo}{cleaner}"))?;
                let title = format!("Add {cleaner}");
                // Later steps may count on the lists of apt; dnf and zypper fetch theirs again.
                let is_safe = matches!(self.owner, Owner::System(Manager::Dnf | Manager::Zypper));
                let fix = if is_safe { Fix::safe(title) } else { Fix::review(title) };
                return Some(fix.insert(at, text));
            }
        };
        let mut fix = Fix::safe(format!("Add{option}"));
        for command in step.script().commands.iter().filter(|command| self.is_filled_by(command)) {
            let verb = match self.owner {
                Owner::Pip => command.words.iter().find(|word| word.is("install"))?,
                _ => {
                    let call = call(command)?;
                    // An index that only an update has fetched is what a later step installs from.
                    fix.safe &= call.verb == "add";
                    call.verb_word?
                }
            };
            if !is_written(facts, verb) {
                return None;
            }
            fix = fix.insert(verb.span.end, option);
        }
        Some(fix)
    }

    fn is_filled_by(&self, command: &Command) -> bool {
        match self.owner {
            Owner::Yarn => yarn_installs(command),
            Owner::Pip => {
                pip_verb(command) == Some("install") && !command.words.iter().any(|word| keeps_none(&word.text))
            }
            Owner::Archives => call(command).is_some_and(|call| {
                let fills = ["install", "reinstall", "upgrade", "dist-upgrade", "full-upgrade", "build-dep"];
                call.manager == Manager::Apt && fills.contains(&call.verb)
            }),
            Owner::System(manager) => call(command).is_some_and(|call| {
                let fills = match manager {
                    Manager::Apt => call.verb == "update" || call.options().any(|option| option == "--update"),
                    Manager::Apk => {
                        matches!(call.verb, "add" | "update" | "upgrade")
                            && !call.options().any(|option| matches!(option, "--no-cache" | "--no-cache=true"))
                    }
                    Manager::Dnf => matches!(
                        call.verb,
                        "install"
                            | "reinstall"
                            | "update"
                            | "upgrade"
                            | "groupinstall"
                            | "makecache"
                            | "builddep"
                            | "distro-sync"
                            | "swap"
                            | "localinstall"
                    ),
                    Manager::Zypper => matches!(
                        call.verb,
                        "install" | "in" | "update" | "up" | "patch" | "refresh" | "ref" | "dup" | "dist-upgrade"
                    ),
                };
                call.manager == manager && fills
            }),
        }
    }

    fn is_emptied_by(&self, command: &Command) -> bool {
        let (name, words) = program(command);
        match name {
            "rm" | "find" | "rmdir" | "unlink" => words.iter().any(|word| self.is_deleted_by(&word.text)),
            _ => match self.owner {
                Owner::Pip => pip_verb(command) == Some("cache"),
                Owner::Yarn => {
                    let is = |at: usize, text: &str| words.get(at).is_some_and(|word| word.is(text));
                    name == "yarn" && is(0, "cache") && is(1, "clean")
                }
                Owner::Archives => call(command).is_some_and(|call| {
                    call.manager == Manager::Apt && matches!(call.verb, "clean" | "distclean" | "dist-clean")
                }),
                Owner::System(manager) => call(command).is_some_and(|call| {
                    let empties = match manager {
                        Manager::Apt => matches!(call.verb, "distclean" | "dist-clean"),
                        Manager::Apk => call.verb == "cache",
                        Manager::Dnf => call.verb == "clean" && call.operands().any(|word| word.is("all")),
                        Manager::Zypper => matches!(call.verb, "clean" | "cc"),
                    };
                    call.manager == manager && empties
                }),
            },
        }
    }

    /// Whether deleting this word deletes a folder of the cache, what is in it, or what it is in.
    fn is_deleted_by(&self, word: &str) -> bool {
        if self.owner == Owner::Pip {
            return word.contains(".cache");
        }
        if self.owner == Owner::Yarn {
            return word.contains("yarn") || word.contains(".cache");
        }
        let fixed = word.find(['*', '?', '[', '{', '$']).and_then(|end| word.get(..end));
        self.folders.iter().any(|folder| match fixed {
            // `/var/lib/{apt,dpkg}`, `/var/lib/apt/*`
            Some(start) => start.len() > 1 && (folder.starts_with(start) || is_in(start, folder)),
            None => is_in(folder, word) || is_in(word, folder),
        })
    }

    fn is_mounted(&self, step: &Step) -> bool {
        step.instruction.flags_named("mount").any(|mount| {
            let kind = mount.option(&["type"]).unwrap_or("bind");
            let target = mount.option(&["target", "dst", "destination"]).unwrap_or_default();
            let covers = match self.owner {
                Owner::Pip => target.contains("pip") || target.trim_end_matches('/').ends_with(".cache"),
                Owner::Yarn => target.contains("yarn") || target.trim_end_matches('/').ends_with(".cache"),
                Owner::System(_) | Owner::Archives => self.folders.iter().any(|folder| is_in(folder, target)),
            };
            matches!(kind, "cache" | "tmpfs") && covers
        })
    }
}

/// The official images of Debian and Ubuntu delete what apt has fetched by a file of this name.
fn removes_docker_clean(command: &Command) -> bool {
    let (name, words) = program(command);
    matches!(name, "rm" | "unlink" | "mv") && words.iter().any(|word| word.text.ends_with("/docker-clean"))
}

/// Whether a path is a folder or lies in it.
fn is_in(path: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches('/');
    !folder.is_empty() && path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// `yarn`, `yarn install` and `yarn add` of the first yarn: later ones need their cache in the image.
fn yarn_installs(command: &Command) -> bool {
    let (name, words) = program(command);
    name == "yarn"
        && words.iter().all(|word| {
            let is_other = ["--cache-folder", "--immutable", "--version", "--help", "-v"]
                .iter()
                .any(|option| word.text.starts_with(option));
            !is_other
        })
        && matches!(
            words.iter().find(|word| !word.text.starts_with('-')).map(|word| word.text.as_str()),
            None | Some("install" | "add")
        )
}

/// `install` for `pip install`, `pip3.12 -q install` and `python3 -m pip install`.
fn pip_verb(command: &Command) -> Option<&str> {
    let (name, words) = program(command);
    let is_version = |rest: &str| rest.chars().all(|character| character.is_ascii_digit() || character == '.');
    let mut words = words.iter().map(|word| word.text.as_str());
    if name.strip_prefix("python").is_some_and(is_version) {
        words.find(|word| *word == "-m")?;
        words.next().filter(|module| *module == "pip")?;
    } else if !name.strip_prefix("pip").is_some_and(is_version) {
        return None;
    }
    words.find(|word| !word.starts_with('-'))
}

/// pip takes the beginning of an option for the option.
fn keeps_none(word: &str) -> bool {
    word.starts_with("--no-cache")
}

const PIP_VARIABLE: &str = "PIP_NO_CACHE_DIR";

/// Any value but an empty one: pip takes `0` and `false`, too, for "keep nothing".
fn tells_pip_to_keep_nothing(command: &Command) -> bool {
    command.assignments.iter().any(|assignment| assignment.name == PIP_VARIABLE)
        || (command.program() == "export" && command.words.iter().any(|word| word.text.starts_with(PIP_VARIABLE)))
}

fn pip_is_told_to_keep_nothing(facts: &Facts<'_>) -> bool {
    let by_argument = facts.image_steps().any(|step| {
        step.instruction.kind == InstructionKind::Arg
            && step.instruction.pairs().iter().any(|pair| pair.name.text == PIP_VARIABLE)
    });
    by_argument || facts.settings.variable(PIP_VARIABLE).is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::analysis::{self, Options};

    fn lines(text: &str) -> Vec<(String, String)> {
        let report = analysis::dockerfile(text.as_bytes(), &Options::default()).unwrap();
        let findings = report.targets.iter().flat_map(|target| &target.findings);
        findings
            .filter(|finding| finding.rule == "package-cache")
            .map(|finding| {
                (finding.details.get("cache").unwrap().clone(), finding.details.get("reason").unwrap().clone())
            })
            .collect()
    }

    #[test]
    fn clean_ups_of_every_form_silence() {
        for commands in [
            "apt-get update && apt-get install -y curl; rm -fr /var/lib/apt/lists",
            "apt-get update && rm -rf /var/lib/{apt,dpkg,cache,log}",
            "apt-get update && rm -rf /var/lib/apt/lists/*_dists_*",
            "apt-get update && find /var/lib/apt/lists -type f -delete",
            "apt-get update && apt-get distclean",
            "sudo apt-get update && sudo rm -rf /var/lib/apt/",
            "if true; then apt-get update; rm -rf /var/lib/apt/lists/*; fi",
            "sh -c 'apt-get update && rm -rf /var/lib/apt/lists/*'",
            "apk add curl && rm -rf /var/cache/apk/*",
            "apk add --no-cache=true curl",
            "yum install -y curl && yum clean all && rm -rf /var/cache/yum",
            "microdnf install -y curl && microdnf clean all",
            "zypper -n in curl && zypper cc -a",
            "pip install --no-cache x && pip3 install -r x --no-cache-dir",
            "PIP_NO_CACHE_DIR=1 pip install x",
            "PIP_NO_CACHE_DIR=false pip install x",
            "export PIP_NO_CACHE_DIR=1; python3 -m pip install x",
            "pip install x && rm -rf ~/.cache",
            "--mount=type=cache,target=/root/.cache pip install x",
            "--mount=type=tmpfs,dst=/var/cache apk add curl",
            "echo apt-get update",
            "yarn install && yarn cache clean",
            "yarn --cache-folder /tmp/yarn install; yarn run build",
            "yarn && rm -rf /usr/local/share/.cache/yarn",
            "yarn install --immutable",
            "--mount=type=cache,target=/root/.yarn yarn install --frozen-lockfile",
            "apt-get install -y curl",
            "rm /etc/apt/apt.conf.d/docker-clean; apt-get install -y curl; apt-get clean",
            "rm -f /etc/apt/apt.conf.d/docker-clean; apt-get install -y curl; rm -rf /var/cache/apt/*",
            "--mount=type=cache,target=/var/cache/apt rm -f /etc/apt/apt.conf.d/docker-clean; apt-get install -y curl",
        ] {
            assert_eq!(lines(&format!("FROM x\nRUN {commands}\n")), [], "{commands}");
        }
    }

    #[test]
    fn what_cleans_something_else_or_too_early_does_not_silence() {
        for commands in [
            "apt-get update && rm -rf /tmp/* /var/lib/apt-other",
            "rm -rf /var/lib/apt/lists/* && apt-get update",
            "apt-get update && apt-get clean",
            "apt-get update && rm -rf \"$GNUPGHOME\"",
            "--mount=type=bind,target=/var/lib/apt apt-get update",
            "--mount=type=cache,target=/root/.npm apt-get update",
            "rm -f /etc/apt/apt.conf.d/docker-clean && apt-get install -y curl",
            "rm -f /etc/apt/apt.conf.d/docker-clean && apt-get clean\nRUN apt-get install -y curl",
            "apk update",
            "dnf install -y x && dnf clean packages",
            "python -m pip install x",
            "yarn install --frozen-lockfile && yarn run build",
            "yarn cache clean && yarn",
            "pip3.12 -q install x",
            "bash <<EOF\napt-get update\nEOF",
        ] {
            assert_eq!(lines(&format!("FROM x\nRUN {commands}\n")).len(), 1, "{commands}");
        }
    }

    #[test]
    fn each_cache_of_a_step_is_named_with_the_command() {
        let found = lines("FROM x\nRUN apt-get update && pip install --index-url https://u:p@x y\n");
        assert_eq!(
            found,
            [
                ("Apt package lists".to_owned(), "by \"apt-get update\"".to_owned()),
                ("Pip cache".to_owned(), "by \"pip install\"".to_owned()),
            ]
        );
    }
}
