//! The archive: which images, in which shape, with which oddities.

use super::member::{self, Body, Member, Members};
use super::prepared::{Inline, Prepared};
use super::{crane, docker, hybrid, oci, skopeo, v1};
use crate::json::{self, Edit};
use crate::{Compression, Image, TarBuilder};
use serde_json::Value;

/// Whose archive it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `docker save` 1.10 to 24: `manifest.json`, `<hash>.json`, `<id>/{VERSION,json,layer.tar}`, `repositories`.
    DockerArchive,
    /// `docker save` 25 to 28: `manifest.json` with `LayerSources`, `index.json` and `oci-layout` over
    /// `blobs/sha256`; layers uncompressed.
    DockerHybrid,
    /// `docker save` with the containerd image store (Docker 29): `index.json` with a nested index, compressed layers,
    /// `manifest.json` without `LayerSources`, no `repositories`.
    Containerd,
    /// `docker save` up to 1.9: `repositories` and a chain of V1 layers by `parent`, with no `manifest.json`.
    DockerV1,
    /// skopeo's docker-archive: `<hash>.tar`, with `<id>/layer.tar` as symbolic links to them.
    Skopeo,
    /// crane and kaniko: config `sha256:<hex>` and layers `<hex>.tar.gz` in the root.
    Crane,
    /// OCI layout: `oci-layout`, `index.json`, `blobs/sha256`.
    Oci,
}

/// How a layer that repeats an earlier one is stored, in shapes that give each layer a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum RepeatedLayers {
    Symlink,
    Hardlink,
    Copy,
}

/// Where `manifest.json`, `index.json`, `oci-layout` and `repositories` lie in the tar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Where the tool puts them.
    AsTool,
    /// Before all else.
    ManifestFirst,
    /// After all else.
    ManifestLast,
}

#[derive(Debug, Clone)]
enum Change {
    Put(String, Vec<u8>),
    Remove(String),
    Json(String, Edit),
}

/// An archive of one or several images.
#[derive(Debug, Clone)]
pub struct Archive {
    shape: Shape,
    pub(crate) images: Vec<Image>,
    pub(crate) inline: Inline,
    pub(crate) repeated: RepeatedLayers,
    pub(crate) layers_by_link: bool,
    pub(crate) index_depth: usize,
    prefix: String,
    order: Order,
    outer: Compression,
    changes: Vec<Change>,
}

impl Archive {
    /// An archive with no images, as the tool writes it.
    #[must_use]
    pub fn new(shape: Shape) -> Self {
        Self {
            shape,
            images: Vec::new(),
            inline: Inline::Nothing,
            repeated: RepeatedLayers::Symlink,
            layers_by_link: false,
            index_depth: usize::from(shape == Shape::Containerd),
            prefix: String::new(),
            order: Order::AsTool,
            outer: Compression::None,
            changes: Vec::new(),
        }
    }

    /// Appends an image. With an index depth above 0, images with the same tags are the platforms of one index.
    #[must_use]
    pub fn image(mut self, image: Image) -> Self {
        self.images.push(image);
        self
    }

    /// How many indexes lie between `index.json` and the manifests (0 for [`Shape::Oci`], 1 for
    /// [`Shape::Containerd`]; other shapes have none).
    #[must_use]
    pub fn index_depth(mut self, depth: usize) -> Self {
        self.index_depth = depth;
        self
    }

    /// What is stored in descriptors in place of blobs, for [`Shape::Oci`].
    #[must_use]
    pub fn inline(mut self, inline: Inline) -> Self {
        self.inline = inline;
        self
    }

    /// How repeated layers are stored. Of [`Shape::Skopeo`], how `<id>/layer.tar` is.
    #[must_use]
    pub fn repeated_layers(mut self, repeated: RepeatedLayers) -> Self {
        self.repeated = repeated;
        self
    }

    /// [`Shape::Skopeo`]: `manifest.json` names the links `<id>/layer.tar` and not `<hash>.tar` (skopeo#1313).
    #[must_use]
    pub fn layers_by_link(mut self) -> Self {
        self.layers_by_link = true;
        self
    }

    /// A prefix of all names in the tar: `./`, `/`.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Where the manifest lies.
    #[must_use]
    pub fn order(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    /// Compresses the whole tar.
    #[must_use]
    pub fn outer(mut self, compression: Compression) -> Self {
        self.outer = compression;
        self
    }

    /// Puts a file into the archive, in place of one of that name if there is one.
    #[must_use]
    pub fn put(mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.changes.push(Change::Put(path.into(), bytes.into()));
        self
    }

    /// Leaves a file out.
    #[must_use]
    pub fn remove(mut self, path: impl Into<String>) -> Self {
        self.changes.push(Change::Remove(path.into()));
        self
    }

    /// Sets any place of a JSON file (`manifest.json`, `index.json`, `repositories`), by JSON pointer.
    #[must_use]
    pub fn set_json(mut self, path: impl Into<String>, pointer: impl Into<String>, value: Value) -> Self {
        self.changes.push(Change::Json(path.into(), Edit::Set(pointer.into(), value)));
        self
    }

    /// Removes a member of a JSON file.
    #[must_use]
    pub fn remove_json(mut self, path: impl Into<String>, pointer: impl Into<String>) -> Self {
        self.changes.push(Change::Json(path.into(), Edit::Remove(pointer.into())));
        self
    }

    /// The bytes of the archive.
    ///
    /// # Panics
    /// If a change names a file that is not in the archive.
    #[must_use]
    pub fn build(&self) -> Vec<u8> {
        let tar = self.tar().build();
        if self.outer == Compression::None { tar } else { self.outer.compress(&tar) }
    }

    /// The outer tar, for further oddities. The outer compression is not applied.
    #[must_use]
    pub fn tar(&self) -> TarBuilder {
        TarBuilder::new().entries(self.members().into_iter().map(|member| member.entry(&self.prefix)))
    }

    /// The same as files of a directory: path and bytes, sorted by path; links are resolved. Prefix, order and outer
    /// compression do not apply.
    #[must_use]
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        member::files(&self.members())
    }

    fn members(&self) -> Vec<Member> {
        let usual = match self.shape {
            Shape::Crane | Shape::Containerd | Shape::Oci => Compression::Gzip,
            Shape::DockerArchive | Shape::DockerHybrid | Shape::DockerV1 | Shape::Skopeo => Compression::None,
        };
        let inline = if self.shape == Shape::Oci { self.inline } else { Inline::Nothing };
        let images: Vec<_> = self.images.iter().map(|image| Prepared::new(image, usual, inline)).collect();
        let mut members = Members::default();
        let mut members = match self.shape {
            Shape::DockerArchive => {
                docker::put(self, &images, &mut members);
                members.sorted()
            }
            Shape::DockerHybrid => {
                hybrid::put(&images, &mut members);
                members.sorted()
            }
            Shape::DockerV1 => {
                v1::put(&images, &mut members);
                members.sorted()
            }
            Shape::Skopeo => {
                skopeo::put(self, &images, &mut members);
                members.in_order()
            }
            Shape::Crane => {
                crane::put(&images, &mut members);
                members.in_order()
            }
            Shape::Containerd => {
                oci::put(self, &images, &mut members);
                oci::put_containerd_manifest(&images, &mut members);
                members.sorted()
            }
            Shape::Oci => {
                oci::put(self, &images, &mut members);
                members.sorted()
            }
        };
        self.changes.iter().for_each(|change| change.apply(&mut members));
        let late = self.order == Order::ManifestLast;
        if self.order != Order::AsTool {
            members.sort_by_key(|member| is_top(&member.path) == late);
        }
        members
    }
}

fn is_top(path: &str) -> bool {
    matches!(path, "manifest.json" | "index.json" | "oci-layout" | "repositories")
}

impl Change {
    fn apply(&self, members: &mut Vec<Member>) {
        let place = |path: &str| members.iter().position(|member| member.path == path);
        let found = |path: &str| place(path).unwrap_or_else(|| panic!("there is no {path} in the archive to change"));
        match self {
            Self::Put(path, bytes) => {
                let member = Member { path: path.clone(), body: Body::File(bytes.clone()) };
                match place(path) {
                    Some(place) => members[place] = member,
                    None => members.push(member),
                }
            }
            Self::Remove(path) => {
                let place = found(path);
                members.remove(place);
            }
            Self::Json(path, edit) => {
                let place = found(path);
                let Body::File(bytes) = &mut members[place].body else { panic!("{path} is not a file") };
                let mut document: Value =
                    serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{path} is not JSON: {error}"));
                json::apply(&mut document, std::slice::from_ref(edit));
                *bytes = document.to_string().into_bytes();
            }
        }
    }
}
