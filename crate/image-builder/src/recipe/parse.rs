//! The lines of a recipe, one after the other.

use super::RecipeError;
use super::entry::{entry, stored_path};
use super::words::words;
use crate::{Attestation, Compression, Image, Layer, Signature, Signer};
use serde_json::Value;

type Result<T> = std::result::Result<T, String>;

/// What breaks a layer, kept until all layers are known.
type Break = (usize, usize, fn(Layer) -> Layer);

#[derive(Default)]
struct Reader {
    image: Image,
    layer: Option<Layer>,
    layers: usize,
    breaks: Vec<Break>,
}

pub(super) fn parse(text: &str) -> std::result::Result<Image, RecipeError> {
    let mut reader = Reader::default();
    for (number, line) in text.lines().enumerate() {
        let number = number + 1;
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        reader.line(number, line).map_err(|what| RecipeError { line: number, what })?;
    }
    reader.close();
    for (line, number, apply) in reader.breaks {
        let count = reader.layers;
        let layer = reader.image.layer_mut(number).ok_or_else(|| RecipeError {
            line,
            what: format!("there is no layer {number}: the image has {count}, counted from 0"),
        })?;
        *layer = apply(std::mem::take(layer));
    }
    Ok(reader.image)
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) -> Result<()> {
        if line.starts_with(['/', '"']) {
            let entry = entry(&words(line)?)?;
            self.open()?.push(entry);
            return Ok(());
        }
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim_start();
        match word {
            "layer" => {
                self.close();
                self.layers += 1;
                let layer = Layer::new();
                self.layer = Some(if rest.is_empty() { layer } else { layer.created_by(rest) });
                return Ok(());
            }
            "-" | "opaque" => {
                let path = path(rest)?;
                let entry = if word == "-" { crate::Entry::whiteout(path) } else { crate::Entry::opaque(path) };
                self.open()?.push(entry);
                return Ok(());
            }
            "compression" => {
                let compression = match rest {
                    "none" => Compression::None,
                    "gzip" => Compression::Gzip,
                    "zstd" => Compression::Zstd,
                    _ => return Err(format!("`{rest}` is not a compression: none, gzip and zstd are")),
                };
                let layer = self.open()?;
                *layer = std::mem::take(layer).compression(compression);
                return Ok(());
            }
            "lie" | "missing" | "foreign" => return self.broken(number, word, rest),
            "history" => self.close(),
            _ => {}
        }
        if rest.is_empty() {
            return Err(match KEYWORDS.contains(&word) {
                true => format!("`{word}` needs something after it"),
                false => unknown(word),
            });
        }
        let image = std::mem::take(&mut self.image);
        self.image = set(image, word, rest)?;
        Ok(())
    }

    /// The layer that entries go into.
    fn open(&mut self) -> Result<&mut Layer> {
        if self.layer.is_none() && self.layers > 0 {
            return Err("a `history` line ended the layer: begin another with `layer`".into());
        }
        if self.layer.is_none() {
            self.layers += 1;
        }
        Ok(self.layer.get_or_insert_with(Layer::new))
    }

    fn close(&mut self) {
        if let Some(layer) = self.layer.take() {
            self.image = std::mem::take(&mut self.image).layer(layer);
        }
    }

    fn broken(&mut self, line: usize, word: &str, rest: &str) -> Result<()> {
        let (what, number) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let apply: fn(Layer) -> Layer = match (word, what) {
            ("lie", "digest") => Layer::wrong_digest,
            ("lie", "size") => Layer::wrong_size,
            ("lie", "diff-id") => Layer::wrong_diff_id,
            ("missing", "layer") => Layer::missing,
            ("foreign", "layer") => |layer| layer.foreign("https://example.org/layer"),
            _ => {
                return Err(format!(
                    "`{word} {what}` is not known: write lie digest, lie size, lie diff-id, missing layer or foreign \
                     layer, and the layer's number"
                ));
            }
        };
        let number = number.trim();
        let place = number.parse().map_err(|_| format!("`{number}` is not the number of a layer"))?;
        self.breaks.push((line, place, apply));
        Ok(())
    }
}

const KEYWORDS: [&str; 26] = [
    "attestation",
    "attestation-of",
    "author",
    "cmd",
    "compression",
    "created",
    "entrypoint",
    "env",
    "expose",
    "foreign",
    "healthcheck",
    "history",
    "label",
    "layer",
    "lie",
    "missing",
    "onbuild",
    "opaque",
    "platform",
    "set-config",
    "shape",
    "signature",
    "stopsignal",
    "tag",
    "user",
    "volume",
];

fn unknown(word: &str) -> String {
    format!("`{word}` is not known: a line begins with a path or with one of {}, workdir", KEYWORDS.join(", "))
}

/// The lines that say something of the image as a whole.
fn set(mut image: Image, word: &str, rest: &str) -> Result<Image> {
    let assigned = || match rest.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name, value)),
        _ => Err(format!("`{word}` needs NAME=value")),
    };
    match word {
        "created" => return Ok(image.created(rest)),
        "author" => image.config.author = Some(rest.into()),
        "platform" => {
            let parts: Vec<_> = rest.split('/').collect();
            return match *parts {
                [os, architecture] => Ok(image.platform(os, architecture, None)),
                [os, architecture, variant] => Ok(image.platform(os, architecture, Some(variant))),
                _ => Err(format!("`{rest}` is not a platform: write os/architecture or os/architecture/variant")),
            };
        }
        "tag" => return Ok(image.tag(rest)),
        "user" => return Ok(image.user(rest)),
        "env" => {
            let (name, value) = assigned()?;
            return Ok(image.env(name, value));
        }
        "label" => {
            let (key, value) = assigned()?;
            return Ok(image.label(key, value));
        }
        "expose" => return Ok(image.expose(rest)),
        "volume" => return Ok(image.volume(rest)),
        "workdir" => return Ok(image.workdir(rest)),
        "onbuild" => image.config.on_build.push(rest.into()),
        "stopsignal" => image.config.stop_signal = Some(rest.into()),
        "entrypoint" => return Ok(image.entrypoint(list(rest)?)),
        "cmd" => return Ok(image.cmd(list(rest)?)),
        "healthcheck" => return Ok(image.healthcheck(list(rest)?)),
        "history" => return Ok(image.history(rest)),
        "set-config" => {
            let (pointer, value) = rest.split_once(' ').ok_or("`set-config` needs a JSON pointer and a JSON value")?;
            let value = serde_json::from_str(value).map_err(|error| format!("the value is not JSON: {error}"))?;
            return Ok(image.set_config(pointer, value));
        }
        "shape" if rest == "oci" => return Ok(image.oci()),
        "shape" => return Err(format!("`{rest}` is not a shape: only oci is")),
        "signature" => {
            let trusted = Signature::new(Signer::Trusted);
            let other = format!("sha256:{}", crate::sha256(b"another manifest"));
            return Ok(image.signature(match rest {
                "self" => trusted,
                "stranger" => Signature::new(Signer::Stranger),
                "other-image" => Signature { digest: Some(other), ..trusted },
                "broken" => Signature { broken: true, ..trusted },
                _ => return Err(format!("`{rest}` is no signature: self, stranger, other-image and broken are")),
            }));
        }
        "attestation-of" => {
            let subject = rest.strip_prefix("sha256:").ok_or("an attestation is of a digest, sha256:...")?.to_owned();
            let predicate_type = "https://slsa.dev/provenance/v1".to_owned();
            let predicate = serde_json::json!({});
            return Ok(image.attested(Attestation { predicate_type, predicate, subject: Some(subject), signer: None }));
        }
        "attestation" => {
            let (predicate_type, predicate) =
                rest.split_once(char::is_whitespace).ok_or("an attestation has a predicate type and a JSON object")?;
            let predicate: Value =
                serde_json::from_str(predicate).map_err(|error| format!("the predicate is not JSON: {error}"))?;
            return Ok(image.attestation(predicate_type, predicate));
        }
        _ => return Err(unknown(word)),
    }
    Ok(image)
}

fn list(text: &str) -> Result<Vec<String>> {
    serde_json::from_str(text).map_err(|_| format!("`{text}` is not a JSON list of texts such as [\"/app\", \"-v\"]"))
}

fn path(text: &str) -> Result<Vec<u8>> {
    match &*words(text)? {
        [word] => stored_path(word),
        [] => Err("a path is missing".into()),
        _ => Err("one path is expected; put it in double quotes if it has spaces".into()),
    }
}
