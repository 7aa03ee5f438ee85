//! A line as words: bare ones up to white space, and quoted ones with escapes.

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) bytes: Vec<u8>,
    pub(super) quoted: bool,
}

impl Word {
    /// The text of a bare word; none for quoted ones.
    pub(super) fn bare(&self) -> Option<&str> {
        if self.quoted { None } else { std::str::from_utf8(&self.bytes).ok() }
    }
}

pub(super) fn words(line: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('"') {
            let (bytes, after) = quoted(inside)?;
            if !after.is_empty() && !after.starts_with(char::is_whitespace) {
                return Err(format!("put a space between the closing quote and `{after}`"));
            }
            words.push(Word { bytes, quoted: true });
            rest = after.trim_start();
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            words.push(Word { bytes: word.as_bytes().to_vec(), quoted: false });
            rest = after.trim_start();
        }
    }
    Ok(words)
}

/// The content of a quoted word and what follows its closing quote.
fn quoted(text: &str) -> Result<(Vec<u8>, &str), String> {
    let mut bytes = Vec::new();
    let mut characters = text.char_indices();
    while let Some((place, character)) = characters.next() {
        match character {
            '"' => return Ok((bytes, &text[place + 1..])),
            '\\' => {
                let escape = characters.next().map(|(_, escape)| escape);
                bytes.push(match escape {
                    Some('n') => b'\n',
                    Some('t') => b'\t',
                    Some('r') => b'\r',
                    Some('0') => 0,
                    Some('"') => b'"',
                    Some('\\') => b'\\',
                    Some('x') => {
                        let digits: String = characters.by_ref().take(2).map(|(_, digit)| digit).collect();
                        let digits = Some(digits.as_str()).filter(|digits| digits.len() == 2);
                        digits
                            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
                            .ok_or("after \\x come two hex digits")?
                    }
                    _ => return Err(r#"unknown escape: \n \t \r \0 \" \\ and \xNN are known"#.into()),
                });
            }
            other => bytes.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Err("the closing quote is missing".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(line: &str) -> Vec<Vec<u8>> {
        words(line).unwrap().into_iter().map(|word| word.bytes).collect()
    }

    #[test]
    fn words_are_cut_at_white_space_outside_quotes() {
        assert_eq!(
            bytes(r#"  /a  0644	"b c\n\"\\\x00\xfF" size=1 "#),
            [&b"/a"[..], b"0644", b"b c\n\"\\\0\xff", b"size=1"]
        );
        assert_eq!(bytes(r#""" "é""#), [&b""[..], "é".as_bytes()]);
    }

    #[test]
    fn broken_quotes_are_told() {
        for broken in [r#""a"#, r#""a"b"#, r#""\q""#, r#""\x4""#, r#""\xzz""#, r#""\"#] {
            assert!(words(broken).is_err(), "{broken}");
        }
    }
}
