//! Any bytes as the package databases that are text: what is found is no more than the bytes can hold.

use plimsoll_core::packages::{FileRecord, PackageRecord, PackageVisitor, Problem, apk, dpkg, manifest};

/// Counts what is found, and checks what every reader promises.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Packages.
    pub packages: usize,
    /// Files.
    pub files: usize,
    /// Bytes of their names.
    pub name_bytes: usize,
    /// What could not be read.
    pub problems: usize,
}

impl PackageVisitor for Counted {
    fn package(&mut self, package: &PackageRecord<'_>) {
        assert!(!package.name.is_empty() && !package.version.is_empty());
        self.packages += 1;
    }

    fn file(&mut self, directory: &[u8], name: &[u8], file: &FileRecord<'_>) {
        assert!(!name.is_empty() && !directory.starts_with(b"//"));
        assert!(file.mode.is_none_or(|mode| mode <= 0o7777));
        self.files += 1;
        self.name_bytes += name.len();
    }

    fn problem(&mut self, problem: Problem) {
        assert!(!problem.what.is_empty());
        self.problems += 1;
    }
}

/// See the module.
pub fn holds(data: &[u8]) {
    type Reader = fn(&[u8], &mut dyn PackageVisitor);
    let readers: [Reader; 5] = [dpkg::status, dpkg::stanza, dpkg::list, apk::installed, manifest::manifest];
    for read in readers {
        let mut counted = Counted::default();
        read(data, &mut counted);
        // Each takes a byte of its own at least.
        assert!(counted.packages + counted.files <= data.len(), "{counted:?} of {} bytes", data.len());
    }
    assert!(dpkg::diversions(data).count() <= data.len() / 2 + 1);
}
