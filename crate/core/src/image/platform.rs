//! The platform that an image is made for, as `os/architecture[/variant]`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Operating system, architecture and variant in Go's names (`linux`, `amd64`, `v8`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Platform {
    /// `linux`, `windows`...
    pub os: String,
    /// `amd64`, `arm64`...
    pub architecture: String,
    /// `v7`, `v8`..., where it matters.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub variant: Option<String>,
}

impl Platform {
    /// Whether it says nothing: attestation manifests carry `unknown/unknown` so that nobody runs them.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        let nothing = |text: &str| text.is_empty() || text == "unknown";
        nothing(&self.os) && nothing(&self.architecture)
    }

    /// Whether an image of this platform serves who asks for `wanted`: without a variant any will do, and `arm64`
    /// is the same as `arm64/v8` (containerd's normalisation).
    #[must_use]
    pub fn satisfies(&self, wanted: &Self) -> bool {
        let variant = |platform: &Self| match (&platform.variant, platform.architecture.as_str()) {
            (None, "arm64") => Some("v8".to_owned()),
            (variant, _) => variant.clone(),
        };
        self.os == wanted.os
            && self.architecture == wanted.architecture
            && (wanted.variant.is_none() || variant(self) == variant(wanted))
    }
}

impl fmt::Display for Platform {
    /// Escaped: platforms come from the image.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| if text.is_empty() { "unknown".to_owned() } else { crate::text::excerpt(text, 40) };
        write!(formatter, "{}/{}", shown(&self.os), shown(&self.architecture))?;
        match &self.variant {
            Some(variant) => write!(formatter, "/{}", shown(variant)),
            None => Ok(()),
        }
    }
}

/// The text is not of the form `os/architecture` or `os/architecture/variant`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformError;

impl fmt::Display for PlatformError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a platform is written os/architecture or os/architecture/variant, such as linux/amd64")
    }
}

impl std::error::Error for PlatformError {}

impl FromStr for Platform {
    type Err = PlatformError;

    /// Takes the kernel's names of architectures too (`x86_64`, `aarch64`).
    fn from_str(text: &str) -> Result<Self, PlatformError> {
        let lower = text.trim().to_ascii_lowercase();
        let mut parts = lower.split('/');
        let (os, architecture, variant) = (parts.next(), parts.next(), parts.next());
        match (os, architecture, variant, parts.next()) {
            (Some(os), Some(architecture), variant, None)
                if !os.is_empty() && !architecture.is_empty() && variant != Some("") =>
            {
                let architecture = match architecture {
                    "x86_64" | "x86-64" => "amd64",
                    "aarch64" => "arm64",
                    "i386" | "i686" => "386",
                    other => other,
                };
                Ok(Self {
                    os: os.to_owned(),
                    architecture: architecture.to_owned(),
                    variant: variant.map(ToOwned::to_owned),
                })
            }
            _ => Err(PlatformError),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platforms_are_read_and_matched_by_variant() {
        let read = |text: &str| text.parse::<Platform>().unwrap();
        assert_eq!(read("Linux/x86_64").to_string(), "linux/amd64");
        assert!(read("linux/arm64").satisfies(&read("linux/arm64/v8")));
        assert!(read("linux/arm64/v8").satisfies(&read("linux/arm64")));
        assert!(read("linux/arm/v7").satisfies(&read("linux/arm")));
        assert!(!read("linux/arm/v6").satisfies(&read("linux/arm/v7")));
        for wrong in ["", "linux", "linux/", "/amd64", "linux/arm/", "linux/arm/v7/x"] {
            assert!(wrong.parse::<Platform>().is_err(), "{wrong}");
        }
    }
}
