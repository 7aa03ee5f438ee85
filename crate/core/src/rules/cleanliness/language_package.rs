//! Commands that install packages of a language by name. Reads words; judges no build and knows no registry.

use crate::dockerfile::shell::Word;
use crate::words::{Words, words};

/// The programs that [`install`] knows.
pub(super) static PROGRAMS: Words = words![
    "pip",
    "pip2",
    "pip3",
    "pip3.9",
    "pip3.10",
    "pip3.11",
    "pip3.12",
    "pip3.13",
    "pip3.14",
    "python",
    "python2",
    "python3",
    "python3.9",
    "python3.10",
    "python3.11",
    "python3.12",
    "python3.13",
    "python3.14",
    "uv",
    "npm",
    "yarn",
    "pnpm",
    "gem",
    "go",
    "cargo",
    "bun",
];

/// The sort of package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    Pip,
    Node,
    Gem,
    Go,
    Cargo,
}

/// A command that installs packages, with the words that name them.
pub(super) struct Install<'a> {
    pub(super) tool: Tool,
    pub(super) packages: Vec<&'a Word>,
}

/// Reads a command; `None` if it installs nothing by name, or says its versions elsewhere.
pub(super) fn install<'a>(program: &str, words: &'a [Word]) -> Option<Install<'a>> {
    let tool = match program {
        "npm" | "yarn" | "pnpm" | "bun" => Tool::Node,
        "gem" => Tool::Gem,
        "go" => Tool::Go,
        "cargo" => Tool::Cargo,
        _ => Tool::Pip,
    };
    let mut rest = words;
    if program.starts_with("python") {
        let module = words.iter().position(|word| word.is("-m"))?;
        rest = words.get(module.saturating_add(1)..)?;
        rest = rest.split_first().filter(|(name, _)| name.is("pip"))?.1;
    } else if program == "uv" {
        rest = words.split_first().filter(|(name, _)| name.is("pip"))?.1;
    }
    let mut verb = None;
    let mut packages = Vec::new();
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        let text = word.text.as_str();
        if text.starts_with('-') {
            let (name, has_value) = text.split_once('=').map_or((text, false), |(name, _)| (name, true));
            if tool.says_versions(name) {
                return None;
            }
            // The operand of go run is a program, and what follows are its own words.
            if !has_value && tool.takes_value(name) {
                words.next();
            }
            continue;
        }
        match verb {
            None | Some("global") => verb = Some(text),
            Some("run") if !packages.is_empty() => break,
            Some(_) => packages.push(word),
        }
    }
    let installs = match tool {
        Tool::Pip | Tool::Cargo => matches!(verb, Some("install")),
        Tool::Gem => matches!(verb, Some("install" | "i")),
        Tool::Node if program == "npm" => matches!(verb, Some("install" | "i" | "add")),
        Tool::Node => matches!(verb, Some("add")),
        Tool::Go => matches!(verb, Some("install" | "get" | "run")),
    };
    installs.then_some(Install { tool, packages })
}

impl Tool {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pip => "pip",
            Self::Node => "npm",
            Self::Gem => "gem",
            Self::Go => "go",
            Self::Cargo => "cargo",
        }
    }

    /// Options that say the versions of what is installed.
    fn says_versions(self, option: &str) -> bool {
        match self {
            Self::Pip => matches!(option, "-r" | "--requirement" | "-c" | "--constraint" | "--require-hashes"),
            Self::Gem => matches!(option, "-v" | "--version" | "-g" | "--file"),
            Self::Cargo => matches!(option, "--version" | "--vers" | "--rev" | "--tag" | "--path"),
            Self::Node | Self::Go => false,
        }
    }

    /// Options whose value is the next word.
    fn takes_value(self, option: &str) -> bool {
        let options: &[&str] = match self {
            Self::Pip => &[
                "-i",
                "--index-url",
                "--extra-index-url",
                "-f",
                "--find-links",
                "-t",
                "--target",
                "--prefix",
                "--root",
                "--src",
                "-b",
                "--build",
                "--log",
                "--proxy",
                "--timeout",
                "--retries",
                "--exists-action",
                "--trusted-host",
                "--cert",
                "--client-cert",
                "--cache-dir",
                "--platform",
                "--python-version",
                "--implementation",
                "--abi",
                "--no-binary",
                "--only-binary",
                "--upgrade-strategy",
                "--progress-bar",
                "--global-option",
                "--install-option",
                "--config-settings",
                "-C",
                "--report",
                "--use-feature",
                "--use-deprecated",
                "--python",
                "-p",
                "-e",
                "--editable",
                "--root-user-action",
                "--index-strategy",
                "--default-index",
                "--index",
            ],
            Self::Node => &[
                "--registry",
                "--loglevel",
                "--prefix",
                "--cache",
                "--userconfig",
                "--tag",
                "--omit",
                "--include",
                "-w",
                "--workspace",
                "--cwd",
                "--cache-folder",
                "--modules-folder",
                "-C",
                "--dir",
                "--filter",
                "--fetch-timeout",
                "--network-timeout",
                "--mutex",
                "--otp",
                "--scope",
            ],
            Self::Gem => &[
                "-i",
                "--install-dir",
                "-n",
                "--bindir",
                "-P",
                "--trust-policy",
                "-s",
                "--source",
                "-p",
                "--http-proxy",
                "--platform",
                "--build-root",
                "-B",
                "--target-rbconfig",
            ],
            Self::Go => &[
                "-o",
                "-ldflags",
                "-tags",
                "-mod",
                "-modfile",
                "-p",
                "-gcflags",
                "-asmflags",
                "-buildmode",
                "-C",
                "-exec",
                "-gccgoflags",
                "-overlay",
                "-pkgdir",
                "-toolexec",
                "-installsuffix",
                "-compiler",
                "-covermode",
                "-coverpkg",
                "-pgo",
            ],
            Self::Cargo => &[
                "--git",
                "--branch",
                "--index",
                "--registry",
                "--root",
                "-F",
                "--features",
                "--bin",
                "--example",
                "-j",
                "--jobs",
                "--target",
                "--target-dir",
                "--profile",
                "--config",
                "-Z",
                "--color",
                "-C",
            ],
        };
        options.contains(&option)
    }

    /// Whether the word says which version, or is nothing that has one in a registry.
    pub(super) fn is_pinned(self, text: &str) -> bool {
        if text.is_empty() || text.starts_with(['.', '/', '~']) {
            return true;
        }
        match self {
            Self::Pip => {
                let is_vcs = text.contains("+http") || text.contains("+ssh") || text.contains("+git");
                match text.split_once("://") {
                    Some((_, path)) if is_vcs => path.split_once('/').is_some_and(|(_, path)| path.contains('@')),
                    Some(_) => true,
                    None => {
                        text.contains(['=', '<', '>', '/'])
                            || [".whl", ".tar.gz", ".zip", ".tar.bz2"].iter().any(|end| text.ends_with(end))
                    }
                }
            }
            Self::Node => {
                let is_git = text.starts_with("git") && text.contains(':') || text.ends_with(".git");
                if is_git {
                    return text.contains('#');
                }
                if text.contains("://")
                    || text.starts_with("file:")
                    || text.ends_with(".tgz")
                    || text.ends_with(".tar.gz")
                {
                    return true;
                }
                let name = text.strip_prefix('@').unwrap_or(text);
                match name.split_once('@') {
                    // A tag (`latest`, `next`) begins with a letter and can be moved.
                    Some((_, version)) => {
                        let version = version
                            .strip_prefix("npm:")
                            .map_or(version, |real| real.rsplit_once('@').map_or(real, |(_, version)| version));
                        let version = version.strip_prefix('v').unwrap_or(version);
                        version.starts_with(|first: char| first.is_ascii_digit() || "^~<>=".contains(first))
                    }
                    // `owner/repository` is fetched with Git.
                    None if !text.starts_with('@') && text.contains('/') => text.contains('#'),
                    None => false,
                }
            }
            Self::Gem => text.contains(':') || text.ends_with(".gem"),
            Self::Go => match text.split_once('@') {
                Some((_, version)) => {
                    !matches!(version, "" | "latest" | "none" | "upgrade" | "patch" | "main" | "master")
                }
                // Without a domain it is of the module itself or of the standard library.
                None => !text.split_once('/').is_some_and(|(domain, _)| domain.contains('.')),
            },
            Self::Cargo => text.contains('@'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_as_each_tool_writes_them() {
        for (tool, text, expected) in [
            (Tool::Pip, "flask", false),
            (Tool::Pip, "flask[async]", false),
            (Tool::Pip, "flask~=3.0", true),
            (Tool::Pip, "git+https://user@example.org/a.git", false),
            (Tool::Pip, "git+ssh://git@example.org/a.git@v1", true),
            (Tool::Pip, "a-1.0-py3-none-any.whl", true),
            (Tool::Node, "@scope/name", false),
            (Tool::Node, "@scope/name@1.0.0", true),
            (Tool::Node, "name@next", false),
            (Tool::Node, "name@^1", true),
            (Tool::Node, "alias@npm:name@1.0", true),
            (Tool::Node, "owner/repository", false),
            (Tool::Node, "owner/repository#b114e8f", true),
            (Tool::Node, "git+https://example.org/a.git", false),
            (Tool::Gem, "rake", false),
            (Tool::Gem, "rake:13", true),
            (Tool::Go, "example.org/tool", false),
            (Tool::Go, "example.org/tool@v1", true),
            (Tool::Go, "golang.org/x/tools/...@latest", false),
            (Tool::Go, "cmd/vet", true),
            (Tool::Go, "main.go", true),
            (Tool::Cargo, "ripgrep", false),
            (Tool::Cargo, "ripgrep@14.1.1", true),
        ] {
            assert_eq!(tool.is_pinned(text), expected, "{text}");
        }
    }
}
