//! Programs and packages by their purpose. Names are those of the files and packages of Debian, Ubuntu, Alpine, Red Hat
//! and SUSE families; sorted in each list for the search.

use crate::words::{Words, words};

/// Compilers, linkers and package-building tools that translate or link code.
pub static COMPILERS: Words = words![
    "as", "c++", "cargo", "cc", "cc1", "cc1plus", "clang", "clang++", "f951", "g++", "gcc", "gfortran", "ghc", "go",
    "javac", "kotlinc", "ld", "ld.bfd", "ld.gold", "ld.lld", "ld.mold", "lld", "lto1", "nim", "ocamlopt", "rustc",
    "scalac", "swiftc", "tcc", "valac", "zig",
];

/// Tools that only drive a build.
pub static BUILD_DRIVERS: Words =
    words!["ant", "autoconf", "automake", "bazel", "cmake", "gmake", "gradle", "make", "mvn", "ninja"];

/// Packages that bring compilers.
pub static COMPILER_PACKAGES: Words = words![
    "@development-tools",
    "alpine-sdk",
    "base-devel",
    "binutils",
    "build-base",
    "build-essential",
    "cargo",
    "clang",
    "default-jdk",
    "default-jdk-headless",
    "development tools",
    "g++",
    "gcc",
    "gcc-c++",
    "gcc-gfortran",
    "gfortran",
    "ghc",
    "go",
    "golang",
    "golang-go",
    "java-devel",
    "libc-dev",
    "libc6-dev",
    "llvm",
    "musl-dev",
    "rust",
    "rust-all",
    "rustc",
    "rustup",
    "tcc",
    "zig",
];

/// Beginnings of package names whose rest is a version: `gcc-12`, `clang15`, `openjdk-17-jdk`.
pub static COMPILER_PACKAGE_STEMS: &[&str] = &["clang", "g++", "gcc", "golang", "rustc"];

/// Repositories of official images that are a tool chain.
pub static COMPILER_IMAGES: Words =
    words!["buildpack-deps", "gcc", "golang", "gradle", "haskell", "maven", "rust", "swift"];

/// Tools for scanning, breaking in and hiding.
pub static ATTACK_TOOLS: Words = words![
    "aircrack-ng",
    "bettercap",
    "chisel",
    "crackmapexec",
    "dirb",
    "dsniff",
    "ettercap",
    "evil-winrm",
    "ffuf",
    "gobuster",
    "hashcat",
    "hping3",
    "hydra",
    "john",
    "masscan",
    "medusa",
    "mimikatz",
    "msfconsole",
    "msfvenom",
    "ncrack",
    "netexec",
    "nikto",
    "nmap",
    "patator",
    "proxychains",
    "proxychains4",
    "rustscan",
    "sqlmap",
    "theharvester",
    "wfuzz",
    "zgrab2",
    "zmap",
];

/// Tools for connecting anywhere and for looking into processes and traffic.
pub static NETWORK_TOOLS: Words = words![
    "bpftrace",
    "dumpcap",
    "ftp",
    "gdb",
    "gdbserver",
    "inetutils-ftp",
    "inetutils-telnet",
    "lldb",
    "ltrace",
    "nc",
    "nc.openbsd",
    "nc.traditional",
    "ncat",
    "netcat",
    "netkit-ftp",
    "netsniff-ng",
    "ngrep",
    "rcp",
    "rlogin",
    "rsh",
    "socat",
    "strace",
    "tcpdump",
    "telnet",
    "telnet.netkit",
    "tftp",
    "tnftp",
    "tshark",
    "wireshark",
];

/// Tools that fetch a file.
pub static FETCHERS: &[&str] = &["aria2c", "curl", "lynx", "wget"];

/// Packages of network tools whose name is not the program's.
pub static NETWORK_PACKAGES: Words = words![
    "inetutils-ftp",
    "inetutils-telnet",
    "netcat",
    "netcat-openbsd",
    "netcat-traditional",
    "nmap-ncat",
    "nmap-netcat",
    "rsh-client",
    "telnet-client",
    "tftp-hpa",
    "wireshark-cli",
];

/// Shells.
pub static SHELLS: Words =
    words!["ash", "bash", "busybox", "csh", "dash", "fish", "ksh", "mksh", "sh", "toybox", "zsh"];

/// Package managers of distributions.
pub static PACKAGE_MANAGERS: Words = words![
    "apk",
    "apt",
    "apt-get",
    "aptitude",
    "dnf",
    "dnf5",
    "dpkg",
    "microdnf",
    "opkg",
    "pacman",
    "rpm",
    "tdnf",
    "xbps-install",
    "yum",
    "zypper",
];

/// Whether a sorted list has a name.
#[must_use]
pub fn has(list: &[&str], name: &str) -> bool {
    list.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_have_nothing_twice() {
        let lists: [&[&str]; 11] = [
            &COMPILERS,
            &BUILD_DRIVERS,
            &COMPILER_PACKAGES,
            COMPILER_PACKAGE_STEMS,
            &COMPILER_IMAGES,
            &ATTACK_TOOLS,
            &NETWORK_TOOLS,
            FETCHERS,
            &NETWORK_PACKAGES,
            &SHELLS,
            &PACKAGE_MANAGERS,
        ];
        for list in lists {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
        }
    }
}
