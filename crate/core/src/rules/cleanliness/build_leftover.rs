//! `build-leftover`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::ordered::Set;
use crate::rules::evidence::base_name;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// What belongs to a work place and not to an image:
    ///
    /// - the history of a source tree (`.git` with its objects, `.svn`, `.hg`): medium,
    /// - settings of editors and of builds (`.idea`, `.vscode`, `.github`, `.gitlab-ci.yml`, `Jenkinsfile`,
    ///   `Dockerfile`, compose files): low,
    /// - states of Terraform (`*.tfstate`): medium, since they hold what it was given.
    ///
    /// Packages of languages bring such files with them: `node_modules`, `site-packages`, module and crate caches,
    /// `/usr` and documentation are left out. One finding for each directory.
    ///
    /// ## Why it matters
    /// A `.git` directory holds every file that was ever committed, secrets that were removed later among them.
    ///
    /// ## Examples
    /// ```image bad
    /// /app/.git/objects/00/x 0444 0:0 size=10
    /// /app/.git/HEAD 0644 0:0 "ref: refs/heads/main\n"
    /// ```
    /// ```image bad
    /// /app/Dockerfile 0644 0:0 "FROM x\n"
    /// ```
    /// ```image bad
    /// /srv/infra/terraform.tfstate 0644 0:0 "{}"
    /// ```
    /// ```image good
    /// /app/server 0755 0:0 size=10
    /// /app/.gitignore 0644 0:0 "x\n"
    /// ```
    /// ```image good
    /// /app/node_modules/x/.github/workflows/a.yml 0644 0:0 "x\n"
    /// /usr/lib/python3/dist-packages/y/Dockerfile 0644 0:0 "x\n"
    /// ```
    /// ```image good
    /// /root/go/pkg/mod/x/Jenkinsfile 0644 0:0 "x\n"
    /// ```
    ///
    /// ## How to fix
    /// Name what the image needs in `COPY`, and list the rest in `.dockerignore`.
    ///
    /// ## References
    /// Docker documentation, `.dockerignore`.
    pub static BUILD_LEFTOVER = Rule {
        id: "build-leftover",
        title: "Leftovers of a source tree or build",
        category: Category::Cleanliness,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["PKG-013"],
        controls: &[
            Control::read("CIS Docker", "4.3"),
            Control::inferred("NIST SP 800-190", "3.1.4"),
            Control::inferred("NIST SP 800-53 r5", "CM-7"),
            Control::inferred("NIST SP 800-53 r5", "SI-11"),
            Control::inferred("PCI DSS", "6.5.6"),
        ],
        cwe: Some(527),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "{path} is {what}",
        why: "The history of a source tree holds every file that was ever committed, removed secrets among them.",
        fix: "Name what the image needs in `COPY`, and list the rest in `.dockerignore`.",
        check: check,
    };
}

/// More are counted by nobody.
const MOST: usize = 100;

const FOREIGN: [&[u8]; 9] =
    [b"node_modules", b"site-packages", b"dist-packages", b"vendor", b"gems", b"registry", b"mod", b"doc", b"testdata"];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let mut told = Set::new();
    for node in files.rootfs.nodes() {
        if told.len() >= MOST {
            return;
        }
        let name = base_name(node.path);
        let (severity, what) = match (node.kind, name) {
            (EntryKind::Directory, b".git" | b".svn" | b".hg") => (Severity::Medium, "the history of a source tree"),
            (EntryKind::Directory, b".idea" | b".vscode") => (Severity::Low, "the settings of an editor"),
            (EntryKind::Directory, b".github" | b".circleci") => (Severity::Low, "the settings of a build"),
            (EntryKind::File, b".gitlab-ci.yml" | b"Jenkinsfile" | b".travis.yml" | b"azure-pipelines.yml") => {
                (Severity::Low, "the settings of a build")
            }
            (
                EntryKind::File,
                b"Dockerfile" | b"Containerfile" | b"docker-compose.yml" | b"docker-compose.yaml" | b"compose.yaml",
            ) => (Severity::Low, "a recipe of the image or of its deployment"),
            (EntryKind::File, name) if name.ends_with(b".tfstate") && node.size > 0 => {
                (Severity::Medium, "a state of Terraform, which holds what it was given")
            }
            _ => continue,
        };
        if node.path.starts_with(b"usr/")
            && !node.path.starts_with(b"usr/src/")
            && !node.path.starts_with(b"usr/local/")
        {
            continue;
        }
        if node.path.split(|byte| *byte == b'/').any(|part| FOREIGN.contains(&part)) {
            continue;
        }
        // An empty directory tells nothing.
        let is_empty = node.kind == EntryKind::Directory && files.rootfs.under(node.path).next().is_none();
        let directory = crate::rules::evidence::ancestors(node.path).last().unwrap_or_default();
        if is_empty || !told.insert((directory.to_vec(), what)) {
            continue;
        }
        findings.at(Place::file(node.path, node.layer)).severity(severity).detail("what", what).done();
    }
}
