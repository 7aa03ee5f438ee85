//! `os-release(5)`: which distribution the image is made of.

/// The fields of os-release that rules use. Values are raw text from the image.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OsRelease {
    /// `ID`, lower case by the standard; `linux` if absent.
    pub id: String,
    /// `ID_LIKE`, split at spaces.
    pub id_like: Vec<String>,
    /// `VERSION_ID`; rolling distributions have none.
    pub version_id: Option<String>,
    /// `VERSION_CODENAME`.
    pub codename: Option<String>,
    /// `PRETTY_NAME`.
    pub pretty_name: Option<String>,
    /// `VARIANT_ID`.
    pub variant_id: Option<String>,
}

impl OsRelease {
    /// Reads the file: shell-like assignments, one a line, with optional quotes and backslash escapes.
    #[must_use]
    pub fn read(file: &[u8]) -> Self {
        let mut release = Self { id: String::from("linux"), ..Self::default() };
        for line in String::from_utf8_lossy(file).lines() {
            let line = line.trim();
            let Some((name, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) else { continue };
            let value = unquoted(value.trim());
            match name.trim() {
                "ID" => release.id = value.to_ascii_lowercase(),
                "ID_LIKE" => release.id_like = value.split_whitespace().map(str::to_owned).collect(),
                "VERSION_ID" => release.version_id = Some(value).filter(|value| !value.is_empty()),
                "VERSION_CODENAME" => release.codename = Some(value).filter(|value| !value.is_empty()),
                "PRETTY_NAME" => release.pretty_name = Some(value).filter(|value| !value.is_empty()),
                "VARIANT_ID" => release.variant_id = Some(value).filter(|value| !value.is_empty()),
                _ => {}
            }
        }
        release
    }

    /// Whether the distribution is that one or says that it is like it.
    #[must_use]
    pub fn is_like(&self, id: &str) -> bool {
        self.id == id || self.id_like.iter().any(|like| like == id)
    }
}

fn unquoted(value: &str) -> String {
    let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''));
    let inner =
        quote.and_then(|quote| value.strip_prefix(quote)?.rsplit_once(quote).map(|(inner, _)| inner)).unwrap_or(value);
    if quote == Some('\'') {
        return inner.to_owned();
    }
    let mut text = String::with_capacity(inner.len());
    let mut escaped = false;
    for character in inner.chars() {
        if character == '\\' && !escaped {
            escaped = true;
        } else {
            text.push(character);
            escaped = false;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_and_bare_values_are_read() {
        let release = OsRelease::read(
            b"# made up\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\nVERSION_ID=\"12\"\nID_LIKE='a b'\n",
        );
        assert_eq!(release.id, "debian");
        assert_eq!(release.version_id.as_deref(), Some("12"));
        assert_eq!(release.pretty_name.as_deref(), Some("Debian GNU/Linux 12 (bookworm)"));
        assert!(release.is_like("b") && !release.is_like("c"));
        assert_eq!(OsRelease::read(b"").id, "linux");
    }
}
