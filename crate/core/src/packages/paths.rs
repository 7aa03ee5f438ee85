//! Where package databases are, and how much of each is read.

use super::Family;
use crate::image::wanted::Want;
use crate::limits::{MAX_BODY_BYTES, MAX_PACKAGE_TEXT_BYTES, MAX_RPM_DATABASE_BYTES};

/// The form of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Store {
    /// dpkg's `status`, with lists of files beside it.
    DpkgStatus,
    /// A directory with a stanza a file: distroless images.
    DpkgFolder,
    /// apk's `installed`.
    Apk,
    /// rpm's header blobs in SQLite.
    RpmSqlite,
    /// rpm's own store, used by SUSE.
    RpmNdb,
    /// rpm's header blobs in a Berkeley DB hash: RHEL 8 and older, Amazon Linux 2.
    RpmBerkeley,
    /// The list that Azure Linux leaves in images without rpm.
    RpmManifest,
}

/// A place where a database may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Database {
    /// Clean path of the file, or of the directory for [`Store::DpkgFolder`].
    pub path: &'static str,
    /// What is there.
    pub store: Store,
}

impl Store {
    /// The family of the packages in it.
    #[must_use]
    pub fn family(self) -> Family {
        match self {
            Self::DpkgStatus | Self::DpkgFolder => Family::Deb,
            Self::Apk => Family::Apk,
            Self::RpmSqlite | Self::RpmNdb | Self::RpmBerkeley | Self::RpmManifest => Family::Rpm,
        }
    }

    /// Whether it says which files a package owns.
    #[must_use]
    pub fn knows_files(self) -> bool {
        self != Self::RpmManifest
    }
}

/// Files of packages, one list a package.
pub const DPKG_INFO: &str = "var/lib/dpkg/info";

/// Files that a package has pushed aside.
pub const DPKG_DIVERSIONS: &str = "var/lib/dpkg/diversions";

const fn at(path: &'static str, store: Store) -> Database {
    Database { path, store }
}

/// Every place. rpm's directory is `var/lib/rpm`, moved to `usr/lib/sysimage/rpm` by Fedora and SUSE (one a link to the
/// other), and `usr/share/rpm` in images made by rpm-ostree.
pub static DATABASES: [Database; 14] = [
    at("var/lib/dpkg/status", Store::DpkgStatus),
    at("var/lib/dpkg/status.d", Store::DpkgFolder),
    at("lib/apk/db/installed", Store::Apk),
    at("usr/lib/apk/db/installed", Store::Apk),
    at("var/lib/rpm/rpmdb.sqlite", Store::RpmSqlite),
    at("usr/lib/sysimage/rpm/rpmdb.sqlite", Store::RpmSqlite),
    at("usr/share/rpm/rpmdb.sqlite", Store::RpmSqlite),
    at("var/lib/rpm/Packages.db", Store::RpmNdb),
    at("usr/lib/sysimage/rpm/Packages.db", Store::RpmNdb),
    at("usr/share/rpm/Packages.db", Store::RpmNdb),
    at("var/lib/rpm/Packages", Store::RpmBerkeley),
    at("usr/lib/sysimage/rpm/Packages", Store::RpmBerkeley),
    at("usr/share/rpm/Packages", Store::RpmBerkeley),
    at("var/lib/rpmmanifest/container-manifest-2", Store::RpmManifest),
];

/// What the scan keeps for the readers.
pub fn wanted() -> impl Iterator<Item = (Want, u64)> {
    let lists = [
        (Want::Ending(DPKG_INFO, ".list"), MAX_PACKAGE_TEXT_BYTES),
        (Want::Ending(DPKG_INFO, ".md5sums"), MAX_PACKAGE_TEXT_BYTES),
        (Want::Path(DPKG_DIVERSIONS), MAX_BODY_BYTES),
    ];
    let databases = DATABASES.iter().map(|database| match database.store {
        Store::DpkgFolder => (Want::Under(database.path), MAX_BODY_BYTES),
        Store::DpkgStatus | Store::Apk | Store::RpmManifest => (Want::Path(database.path), MAX_PACKAGE_TEXT_BYTES),
        Store::RpmSqlite | Store::RpmNdb | Store::RpmBerkeley => (Want::Path(database.path), MAX_RPM_DATABASE_BYTES),
    });
    lists.into_iter().chain(databases)
}
