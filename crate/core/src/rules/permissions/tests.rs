//! Cases beside the examples: what counts, what does not, and the exact place.

use crate::rules::cases::check;

#[test]
fn modes_are_read_as_chmod_reads_them() {
    check(&[
        ("world-writable-mode", "RUN chmod 0777 /a", &["0777"]),
        ("world-writable-mode", "RUN chmod -R -v 757 /a", &["757"]),
        ("world-writable-mode", "RUN chmod 3777 /a", &[]),
        ("world-writable-mode", "RUN chmod ugo+rwx /a", &["ugo+rwx"]),
        ("world-writable-mode", "RUN chmod u+w,g+w /a", &[]),
        ("world-writable-mode", "RUN chmod --reference=777 /a", &[]),
        ("world-writable-mode", "RUN chmod \"$MODE\" 777", &[]),
        ("world-writable-mode", "RUN chmod 777 /dev/a /b", &["777"]),
        ("world-writable-mode", "RUN find / -exec chmod 777 {} +", &[]),
        ("world-writable-mode", "RUN mkdir --mode=0777 /a", &["--mode=0777"]),
        ("world-writable-mode", "RUN install -d -m 0777 /a", &["0777"]),
        ("world-writable-mode", "ADD --chmod=777 a /a", &["777"]),
        ("world-writable-mode", "ONBUILD COPY --chmod=777 a /a", &["777"]),
        ("world-writable-mode", "COPY --chmod=${M:-777} a /a", &[]),
        ("setuid-mode", "RUN chmod 6755 /a", &["6755"]),
        ("setuid-mode", "RUN chmod g+s /a", &["g+s"]),
        ("setuid-mode", "RUN chmod u=rwxs /a", &["u=rwxs"]),
        ("setuid-mode", "RUN chmod 00755 /a", &[]),
        ("setuid-mode", "RUN install -d -m 2775 /a", &[]),
    ]);
}

#[test]
fn a_base_that_sets_a_user_by_its_name_is_only_noted() {
    let severity = |base: &str| {
        let text = format!("ARG TAG=nonroot\nFROM {base} AS base\nFROM base\nCMD [\"/app\"]\n");
        let report = crate::analysis::dockerfile(text.as_bytes(), &crate::analysis::Options::default()).unwrap();
        report.targets[0].findings.iter().find(|finding| finding.rule == "run-as-root").unwrap().severity
    };
    for base in ["gcr.io/distroless/cc-debian12:$TAG", "cgr.dev/chainguard/go", "nginxinc/nginx-unprivileged:1.29"] {
        assert_eq!(severity(base), crate::finding::Severity::Info, "{base}");
    }
    for base in ["gcr.io/distroless/cc-debian12", "debian:13", "nginx:1.29"] {
        assert_eq!(severity(base), crate::finding::Severity::High, "{base}");
    }
}

#[test]
fn accounts_and_passwords_are_told_from_what_looks_like_them() {
    check(&[
        ("sudo-in-build", "RUN a && sudo b", &["sudo"]),
        ("sudo-in-build", "RUN apt-get install sudo", &[]),
        ("sudo-in-build", "CMD sudo a", &[]),
        ("useradd-long-uid", "RUN useradd -u 99999 a", &[]),
        ("useradd-long-uid", "RUN useradd -u100000 a", &["-u100000"]),
        ("useradd-long-uid", "RUN useradd -u \"$U\" a", &[]),
        ("password-in-build", "RUN echo a:b | chpasswd -e", &["chpasswd"]),
        ("password-in-build", "RUN echo b | passwd --stdin a", &["--stdin"]),
        ("password-in-build", "RUN passwd -S a", &[]),
        ("password-in-build", "RUN usermod -aG p a", &[]),
        ("password-in-build", "RUN useradd -p* a", &[]),
        ("password-in-build", "RUN sed -i -e s,^root:x:,root::, /etc/passwd", &["s,^root:x:,root::,"]),
        ("password-in-build", "RUN command -v chpasswd", &[]),
        ("named-user", "USER 1000:users", &[]),
        ("named-user", "USER node:1000", &["node:1000"]),
        ("named-user", "USER root:x", &[]),
        ("unused-user", "RUN useradd a\nCMD [\"b\"]", &["a"]),
        ("unused-user", "RUN useradd a && usermod -aG b a\nRUN su a -c id\nCMD [\"b\"]", &[]),
        ("unused-user", "RUN useradd a\nUSER a\nRUN id\nUSER root\nCMD [\"b\"]", &[]),
        ("unused-user", "RUN useradd a", &[]),
        ("unused-user", "RUN useradd \"$A\"\nCMD [\"b\"]", &[]),
        ("copy-without-chown", "USER a\nCOPY b /b", &["COPY"]),
        ("copy-without-chown", "USER 00\nCOPY b /b", &[]),
        ("copy-without-chown", "USER $A\nCOPY b /b", &[]),
        ("chown-flag", "COPY --chown=$A b /b", &["$A"]),
        ("root-with-volume", "VOLUME /a /b\nUSER 0", &["/a", "/b"]),
    ]);
}
