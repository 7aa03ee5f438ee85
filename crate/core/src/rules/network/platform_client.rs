//! `platform-client`.

use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::rootfs::Node;
use crate::rules::access::program;
use crate::rules::evidence::base_name;
use crate::rules::installed;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// Whether the image is set up to drive the platform that runs containers:
    ///
    /// - `DOCKER_HOST`, `CONTAINER_HOST` or `KUBECONFIG` is set and a client (`docker`, `podman`, `nerdctl`, `kubectl`,
    ///   `helm`, `crictl`, `oc`) is in the image, or a variable or start command names `tcp://...:2375`, Docker's port
    ///   without TLS: high,
    /// - a client and a `kubeconfig` or `.kube/config` are in the image: high,
    /// - a link leads to `docker.sock` or another socket of a runtime, or a volume is declared there: high,
    /// - a client alone: low, with the command that removes its package. `needless-packages` leaves that package out.
    ///
    /// An image whose entrypoint is the client is meant for that; the client alone is then not reported.
    ///
    /// ## Why it matters
    /// Who can drive the runtime or the cluster is root on its hosts. A break into such a container does not end there.
    ///
    /// ## Examples
    /// ```image bad
    /// env DOCKER_HOST=tcp://docker:2375
    /// ```
    /// ```image bad
    /// /usr/local/bin/kubectl 0755 0:0 size=10
    /// /root/.kube/config 0600 0:0 "apiVersion: v1\n"
    /// ```
    /// ```image bad
    /// /var/run/docker.sock -> /host/docker.sock
    /// /app/docker.sock -> /var/run/docker.sock
    /// ```
    /// Reported as low:
    /// ```image bad
    /// /usr/bin/docker 0755 0:0 size=10
    /// ```
    /// ```image good
    /// entrypoint ["kubectl"]
    /// /usr/bin/kubectl 0755 0:0 size=10
    /// ```
    /// ```image good
    /// env DOCKER_HOST=unix:///run/user/1000/docker.sock
    /// ```
    /// ```image good
    /// /srv/docs/docker 0644 0:0 size=10
    /// /etc/docker/daemon.json 0644 0:0 "{}"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV DOCKER_HOST=tcp://localhost:2375
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// VOLUME /var/run/docker.sock
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// CMD ["agent", "--docker", "tcp://10.0.0.1:2375"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV DOCKER_HOST=tcp://docker:2376
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV URL=http://host:2375x
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// VOLUME /data
    /// ```
    ///
    /// ## How to fix
    /// Keep such work in an image of its own with an account that may do nothing else, and mount its credentials when it
    /// starts.
    ///
    /// ## References
    /// Docker documentation, "protect the Docker daemon socket"; NIST SP 800-190, section 4.3.
    pub static PLATFORM_CLIENT = Rule {
        id: "platform-client",
        title: "The image can drive the container platform",
        category: Category::Network,
        severity: Severity::High,
        confidence: Confidence::Medium,
        aliases: &["ISO-021"],
        controls: &[
            Control::read("NIST SP 800-190", "4.3.1"),
            Control::inferred("NIST SP 800-190", "4.3.2"),
            Control::inferred("NIST SP 800-53 r5", "AC-6"),
            Control::inferred("NIST SP 800-53 r5", "SC-2"),
            Control::inferred("NIST SP 800-53 r5", "SC-7"),
            Control::read("DISA", "CTR-000095"),
            Control::read("DISA", "CTR-000530"),
            Control::read("PCI DSS", "CG 2.1, 4.2"),
        ],
        cwe: Some(250),
        reads: &[Reads::Build, Reads::Files, Reads::Packages],
        inputs: Inputs::Both,
        message: "{what}",
        why: "Who can drive the runtime or the cluster is root on its hosts.",
        fix: "Keep such work in an image of its own with an account that may do nothing else; mount its credentials when it \
              starts.",
        check: check,
    };
}

static CLIENTS: Words = words!["docker", "podman", "nerdctl", "kubectl", "helm", "crictl", "oc", "ctr"];

const VARIABLES: [&str; 3] = ["DOCKER_HOST", "CONTAINER_HOST", "KUBECONFIG"];

const SOCKETS: [&str; 5] = ["docker.sock", "podman.sock", "containerd.sock", "crio.sock", "cri-dockerd.sock"];

/// `tcp://` or `http://` and port 2375 at the end of a host.
fn names_open_daemon(text: &str) -> bool {
    text.match_indices(":2375").any(|(at, found)| {
        let after = text.get(at.saturating_add(found.len())..).unwrap_or_default();
        let before = text.get(..at).unwrap_or_default();
        let host = before
            .rsplit(|c: char| c.is_whitespace() || matches!(c, '=' | ',' | '"' | '\''))
            .next()
            .unwrap_or_default();
        (host.starts_with("tcp://") || host.starts_with("http://"))
            && !after.starts_with(|next: char| next.is_ascii_alphanumeric())
    })
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let settings = &facts.settings;
    let mut high = |place: Place, what: String| findings.at(place).masked("what", what).done();
    for setting in settings.env.iter().filter(|setting| names_open_daemon(&setting.value.1)) {
        high(setting.place.clone(), format!("{} names Docker's port without TLS, 2375", setting.value.0));
    }
    for setting in [&settings.entrypoint, &settings.cmd].into_iter().flatten() {
        if setting.value.iter().any(|word| names_open_daemon(word)) {
            high(setting.place.clone(), String::from("The start command names Docker's port without TLS, 2375"));
        }
    }
    for volume in settings.volumes.iter().filter(|volume| is_socket(volume.value.as_bytes())) {
        high(volume.place.clone(), format!("A volume is declared where a runtime's socket would be: {}", volume.value));
    }
    let Some(files) = facts.files() else { return };
    let links = files.rootfs.nodes().filter(|node| !node.link.is_empty() && is_socket(node.link));
    for node in links {
        high(Place::file(node.path, node.layer), String::from("A link leads to the socket of a container runtime"));
    }
    let Some((first, _)) = clients(files).next() else { return };
    for setting in settings.env.iter().filter(|setting| VARIABLES.contains(&setting.value.0.as_str())) {
        if !names_open_daemon(&setting.value.1) && !setting.value.1.is_empty() {
            high(setting.place.clone(), format!("{} is set, and the client {first} is in the image", setting.value.0));
        }
    }
    for node in files.rootfs.nodes().filter(|node| is_cluster_config(node.path)) {
        high(Place::file(node.path, node.layer), format!("Credentials of a cluster lie beside the client {first}"));
    }
    for (name, node) in needless_clients(facts, files) {
        let packages = installed::owners(files, &[node]);
        let removal = installed::removal_clause(files, &packages);
        findings
            .at(Place::file(node.path, node.layer))
            .severity(Severity::Low)
            .detail("what", format!("{name}, a client of the container platform, is in the image{removal}"))
            .done();
    }
}

fn clients<'f>(files: &'f Files<'_>) -> impl Iterator<Item = (&'static str, Node<'f>)> {
    CLIENTS.iter().filter_map(|name| Some((*name, program(files, name)?)))
}

/// The clients that a container of the image does not start.
pub(crate) fn needless_clients<'f>(
    facts: &'f Facts<'_>,
    files: &'f Files<'_>,
) -> impl Iterator<Item = (&'static str, Node<'f>)> {
    let line = facts.settings.command_line();
    clients(files).filter(move |(name, _)| !line.iter().any(|word| word.rsplit('/').next() == Some(*name)))
}

fn is_socket(path: &[u8]) -> bool {
    SOCKETS.iter().any(|socket| base_name(path) == socket.as_bytes())
}

fn is_cluster_config(path: &[u8]) -> bool {
    path.ends_with(b"/.kube/config")
        || base_name(path) == b"kubeconfig"
        || path.starts_with(b"etc/kubernetes/") && path.ends_with(b".conf")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Options, archive};
    use crate::config::{Config, Level};
    use plimsoll_image_builder::Recipe;

    const DOCKER: &str = "/usr/bin/docker 0755 0:0 size=10\n\
        /lib/apk/db/installed 0644 0:0 \"P:docker-cli\\nV:27-r0\\nA:x86_64\\nI:4000\\nF:usr/bin\\nR:docker\\n\\nP:runc\\nV:1-r0\\nA:x86_64\\nI:4000\\n\"\n";

    fn found(recipe: &str, config: Config) -> Vec<String> {
        let options = Options { config, ..Options::default() };
        let report = archive(&Recipe::parse(recipe).unwrap().docker_archive(), &options).unwrap();
        let found = report.targets[0].findings.iter();
        let about = found.filter(|found| [PLATFORM_CLIENT.id, "needless-packages"].contains(&&*found.rule));
        about.map(|found| format!("{}: {}", found.rule, found.message)).collect()
    }

    #[test]
    fn a_client_and_its_package_are_one_finding() {
        let both = found(DOCKER, Config::default());
        assert_eq!(both.len(), 2, "{both:?}");
        assert!(
            both[0].starts_with(PLATFORM_CLIENT.id) && both[0].ends_with("remove with: apk del docker-cli"),
            "{both:?}"
        );
        assert!(both[1].contains("runc") && !both[1].contains("docker"), "{both:?}");
    }

    #[test]
    fn the_package_is_named_where_this_rule_does_not_run() {
        let mut config = Config::default();
        config.severities.push((PLATFORM_CLIENT.id.to_owned(), Level::Off));
        let alone = found(DOCKER, config);
        assert!(alone.len() == 1 && alone[0].contains("docker-cli, runc"), "{alone:?}");
    }
}
