//! Packages of the distribution, by type, name and architecture. Several versions of one name may be installed side by side
//! (kernels), so a package has changed only if there is one of it before and one after.

use super::changes::note;
use super::model::{Change, Changes, Package};
use super::side::Analysed;
use crate::ordered::{Map, Set};
use crate::report::model;

/// Packages as the reports list them.
pub(super) fn packages(before: &Analysed<'_>, after: &Analysed<'_>) -> Changes<Package> {
    let listed = |side: &Analysed<'_>| -> Vec<Package> {
        let image = side.target.image.as_ref();
        image.into_iter().flat_map(|image| &image.packages).map(Package::of).collect()
    };
    changes(&listed(before), &listed(after))
}

impl Package {
    fn of(package: &model::Package) -> Self {
        Self {
            r#type: package.r#type.clone(),
            name: package.name.clone(),
            architecture: package.architecture.clone(),
            version: package.version.clone(),
        }
    }
}

fn changes(before: &[Package], after: &[Package]) -> Changes<Package> {
    let (older, newer) = (by_name(before), by_name(after));
    let mut changes = Changes::default();
    let none = Set::new();
    for (name, installed) in &newer {
        let earlier = older.get(name).unwrap_or(&none);
        if let (Some(old), Some(new)) = (only(earlier), only(installed)) {
            if old != new {
                let make = || Change { before: old.clone(), after: new.clone() };
                note(&mut changes.changed_count, &mut changes.changed, make);
            }
            continue;
        }
        for package in installed.iter().filter(|package| !earlier.contains(*package)) {
            note(&mut changes.added_count, &mut changes.added, || (*package).clone());
        }
    }
    for (name, installed) in &older {
        let later = newer.get(name).unwrap_or(&none);
        if only(installed).is_some() && only(later).is_some() {
            continue;
        }
        for package in installed.iter().filter(|package| !later.contains(*package)) {
            note(&mut changes.removed_count, &mut changes.removed, || (*package).clone());
        }
    }
    changes
}

type Name<'a> = (&'a str, &'a str, Option<&'a str>);

fn by_name(packages: &[Package]) -> Map<Name<'_>, Set<&Package>> {
    let mut names: Map<Name<'_>, Set<&Package>> = Map::new();
    for package in packages {
        let name = (package.r#type.as_str(), package.name.as_str(), package.architecture.as_deref());
        names.change(name, |installed| {
            installed.insert(package);
        });
    }
    names
}

fn only<'a>(installed: &Set<&'a Package>) -> Option<&'a Package> {
    installed.iter().next().copied().filter(|_| installed.len() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<Package> {
        let packages = text.split_whitespace().map(|word| {
            let (name, version) = word.split_once('=').unwrap();
            Package {
                r#type: String::from("rpm"),
                name: name.to_owned(),
                architecture: None,
                version: version.to_owned(),
            }
        });
        packages.collect()
    }

    /// `+ name=version`, `- ...`, `~ name=old>new`.
    fn told(before: &str, after: &str) -> Vec<String> {
        let changes = changes(&list(before), &list(after));
        let counts = (changes.added.len(), changes.removed.len(), changes.changed.len());
        let counted = (changes.added_count, changes.removed_count, changes.changed_count);
        assert_eq!(counted, (counts.0 as u64, counts.1 as u64, counts.2 as u64));
        let shown = |sign: &str, package: &Package| format!("{sign} {}={}", package.name, package.version);
        let mut lines: Vec<_> = changes.added.iter().map(|package| shown("+", package)).collect();
        lines.extend(changes.removed.iter().map(|package| shown("-", package)));
        lines.extend(
            changes.changed.iter().map(|change| format!("{}>{}", shown("~", &change.before), change.after.version)),
        );
        lines
    }

    #[test]
    fn packages_are_added_removed_and_upgraded() {
        assert_eq!(told("a=1 b=1 c=1", "b=2 c=1 d=1"), ["+ d=1", "- a=1", "~ b=1>2"]);
        assert!(told("a=1 b=2", "b=2 a=1").is_empty());
    }

    #[test]
    fn versions_side_by_side_are_not_upgrades() {
        assert_eq!(told("kernel=1", "kernel=1 kernel=2"), ["+ kernel=2"]);
        assert_eq!(told("kernel=1 kernel=2", "kernel=2 kernel=3"), ["+ kernel=3", "- kernel=1"]);
        assert_eq!(told("kernel=1 kernel=2", "kernel=3"), ["+ kernel=3", "- kernel=1", "- kernel=2"]);
        assert_eq!(told("a=1 a=1", "a=2"), ["~ a=1>2"]);
    }
}
