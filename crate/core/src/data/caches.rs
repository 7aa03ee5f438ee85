//! Where package managers and build tools keep what they can fetch again.
//!
//! Sources: the manual pages of the tools (`apt.conf(5)`, `apk(8)`, `dnf.conf(5)`, `zypper(8)`, `pacman.conf(5)`,
//! `pip cache`, `npm config`, `go env`, `cargo home`, Maven and Gradle guides).

/// A folder that holds a cache.
#[derive(Debug, Clone, Copy)]
pub struct Cache {
    /// Clean path from the root; for a home cache the end of the path, wherever the home is.
    pub folder: &'static str,
    /// What is in it.
    pub what: &'static str,
    /// How it is emptied, or not filled.
    pub cleaner: &'static str,
}

const fn cache(folder: &'static str, what: &'static str, cleaner: &'static str) -> Cache {
    Cache { folder, what, cleaner }
}

/// Caches of the system, by full path.
pub static SYSTEM: [Cache; 13] = [
    cache("var/lib/apt/lists", "apt package lists", "rm -rf /var/lib/apt/lists/*"),
    cache("var/cache/apt", "apt package archives", "apt-get clean"),
    cache("var/cache/apk", "apk package index", "apk add --no-cache"),
    cache("etc/apk/cache", "apk package cache", "apk add --no-cache"),
    cache("var/cache/dnf", "dnf cache", "dnf clean all"),
    cache("var/cache/libdnf5", "dnf cache", "dnf clean all"),
    cache("var/cache/yum", "yum cache", "yum clean all"),
    cache("var/cache/tdnf", "tdnf cache", "tdnf clean all"),
    cache("var/cache/zypp", "zypper cache", "zypper clean --all"),
    cache("var/cache/pacman/pkg", "pacman package archives", "pacman -Scc --noconfirm"),
    cache("var/lib/pacman/sync", "pacman package lists", "rm -rf /var/lib/pacman/sync/*"),
    cache("usr/local/share/.cache/yarn", "yarn cache", "yarn cache clean"),
    cache("var/cache/composer", "Composer cache", "composer clear-cache"),
];

/// Caches in home folders and tool folders, by the end of their path.
pub static HOME: [Cache; 20] = [
    cache(".cache/pip", "pip cache", "pip install --no-cache-dir"),
    cache(".cache/uv", "uv cache", "uv --no-cache"),
    cache(".cache/pypoetry", "Poetry cache", "poetry cache clear --all ."),
    cache(".cache/pipenv", "Pipenv cache", "pipenv --clear"),
    cache(".npm/_cacache", "npm cache", "npm cache clean --force"),
    cache(".cache/yarn", "yarn cache", "yarn cache clean"),
    cache(".yarn/berry/cache", "yarn cache", "yarn cache clean"),
    cache(".local/share/pnpm/store", "pnpm store", "a cache mount for the pnpm store"),
    cache(".cache/node-gyp", "node-gyp headers", "rm -rf ~/.cache/node-gyp"),
    cache(".cache/go-build", "Go build cache", "go clean -cache"),
    cache("go/pkg/mod/cache", "Go module cache", "go clean -modcache"),
    cache(".cargo/registry", "Cargo registry", "a cache mount for the Cargo registry"),
    cache("cargo/registry", "Cargo registry", "a cache mount for the Cargo registry"),
    cache(".m2/repository", "Maven repository", "a build stage for Maven"),
    cache(".gradle/caches", "Gradle cache", "a build stage for Gradle"),
    cache(".ivy2/cache", "Ivy cache", "a build stage for the build tool"),
    cache(".composer/cache", "Composer cache", "composer clear-cache"),
    cache(".cache/composer", "Composer cache", "composer clear-cache"),
    cache(".bundle/cache", "Bundler cache", "rm -rf ~/.bundle/cache"),
    cache(".cache/bazel", "Bazel cache", "a build stage for Bazel"),
];

/// Names in a cache folder that are there when it is empty.
pub static KEPT_WHEN_EMPTY: [&str; 5] = ["lock", "partial", "auxfiles", "CACHEDIR.TAG", "metadata_lock.pid"];
