//! `container-manifest-2`, which Azure Linux leaves in images that have no rpm: a package a line, fields between tabs, as
//! `rpm -qa --qf` writes `%{NAME}\t%{VERSION}-%{RELEASE}\t%{INSTALLTIME}\t%{BUILDTIME}\t%{VENDOR}\t%{EPOCH}\t%{SIZE}\t`
//! `%{ARCH}\t%{EPOCHNUM}\t%{SOURCERPM}`.

use super::rpm::{source_of, with_epoch};
use super::{PackageRecord, PackageVisitor, Problem, field};
use std::borrow::Cow;

/// Reads the manifest.
pub fn manifest(file: &[u8], visitor: &mut dyn PackageVisitor) {
    let mut place = 0_usize;
    for line in file.split(|byte| *byte == b'\n') {
        let start = place;
        place = place.saturating_add(line.len()).saturating_add(1);
        if line.trim_ascii().is_empty() {
            continue;
        }
        let fields: Vec<&[u8]> = line.split(|byte| *byte == b'\t').collect();
        let [name, version, _, _, vendor, _, size, architecture, rest @ ..] = fields.as_slice() else {
            visitor.problem(Problem::at(start, "A line of the package manifest has fewer than eight fields"));
            continue;
        };
        if name.trim_ascii().is_empty() || version.trim_ascii().is_empty() {
            visitor.problem(Problem::at(start, "A line of the package manifest has no name or no version"));
            continue;
        }
        let number = |bytes: &[u8]| std::str::from_utf8(bytes).ok().and_then(|text| text.trim().parse::<u64>().ok());
        let epoch = rest.first().copied().and_then(number).unwrap_or(0);
        let (source, source_version) = source_of(rest.get(1).copied().unwrap_or_default());
        visitor.package(&PackageRecord {
            name: field(name),
            version: with_epoch(epoch, field(version)),
            architecture: field(architecture),
            source,
            source_version,
            vendor: field(vendor),
            licence: Cow::Borrowed(""),
            installed_size: number(size).unwrap_or(0),
        });
    }
}
