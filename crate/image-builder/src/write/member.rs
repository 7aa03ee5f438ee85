//! The members of an archive before they become tar entries or files of a directory.

use crate::Entry;
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
pub(crate) enum Body {
    File(Vec<u8>),
    Directory,
    Symlink(String),
    Hardlink(String),
}

#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) path: String,
    pub(crate) body: Body,
}

impl Member {
    pub(crate) fn entry(self, prefix: &str) -> Entry {
        let path = format!("{prefix}{}", self.path);
        match self.body {
            Body::File(bytes) => Entry::file(path, bytes),
            Body::Directory => Entry::directory(path),
            Body::Symlink(target) => Entry::symlink(path, target),
            Body::Hardlink(target) => Entry::hardlink(path, format!("{prefix}{target}")),
        }
    }
}

/// Members in the order written, each path once: what several images share is stored by the first.
#[derive(Debug, Default)]
pub(crate) struct Members {
    list: Vec<Member>,
    places: BTreeMap<String, usize>,
}

impl Members {
    pub(crate) fn put(&mut self, path: impl Into<String>, body: Body) {
        let path = path.into();
        if !self.places.contains_key(&path) {
            self.places.insert(path.clone(), self.list.len());
            self.list.push(Member { path, body });
        }
    }

    pub(crate) fn file(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.put(path, Body::File(bytes.into()));
    }

    pub(crate) fn blob(&mut self, hex: &str, bytes: impl Into<Vec<u8>>) {
        self.directory("blobs/");
        self.directory("blobs/sha256/");
        self.file(format!("blobs/sha256/{hex}"), bytes);
    }

    pub(crate) fn directory(&mut self, path: impl Into<String>) {
        self.put(path, Body::Directory);
    }

    pub(crate) fn in_order(self) -> Vec<Member> {
        self.list
    }

    /// By path, as tools write that pack a directory.
    pub(crate) fn sorted(self) -> Vec<Member> {
        let mut list = self.list;
        list.sort_by(|a, b| a.path.cmp(&b.path));
        list
    }
}

/// Members as files: links become copies of what they lead to; links to nowhere are left out.
pub(crate) fn files(members: &[Member]) -> Vec<(String, Vec<u8>)> {
    let by_path: BTreeMap<&str, &Member> = members.iter().map(|member| (member.path.as_str(), member)).collect();
    let mut files = Vec::new();
    for (path, member) in &by_path {
        let mut here = *member;
        // Nothing here writes chains longer than this.
        for _ in 0..4 {
            let target = match &here.body {
                Body::Symlink(target) => target.trim_start_matches("../"),
                Body::Hardlink(target) => target,
                Body::File(_) | Body::Directory => break,
            };
            let Some(next) = by_path.get(target) else { break };
            here = next;
        }
        if let Body::File(bytes) = &here.body {
            files.push(((*path).to_string(), bytes.clone()));
        }
    }
    files
}
