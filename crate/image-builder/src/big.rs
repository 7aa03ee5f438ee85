//! Large images for benchmarks and for tests of limits: realistic paths, content that compresses to about a third, the
//! same bytes for the same numbers.

use crate::{Compression, Entry, Image, Layer, Random};

/// How large.
#[derive(Debug, Clone, Copy)]
pub struct Big {
    /// Regular files over all layers; directories come on top, about one for twenty files.
    pub files: usize,
    /// Bytes of content over all files.
    pub bytes: u64,
    /// Layers, at least one. Each above the first also deletes a file and overwrites one of the layer below.
    pub layers: usize,
    /// How layers are stored; None as the archive's tool would.
    pub compression: Option<Compression>,
    /// Another seed gives other content.
    pub seed: u64,
}

impl Default for Big {
    /// 2 000 files, 20 MB, 4 layers.
    fn default() -> Self {
        Self { files: 2000, bytes: 20_000_000, layers: 4, compression: None, seed: 1 }
    }
}

/// Files in one directory.
const FILES_IN_DIRECTORY: usize = 20;

impl Big {
    /// The image, tagged `big:latest`. It is held in memory whole, as are the archives that it writes.
    #[must_use]
    pub fn image(&self) -> Image {
        let layers = self.layers.max(1);
        let mut image = Image::new()
            .tag("big:latest")
            .created("2026-01-01T00:00:00Z")
            .user("1000")
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .entrypoint(["/usr/bin/app"]);
        for number in 0..layers {
            image = image.layer(self.layer(number, layers));
        }
        image
    }

    fn layer(&self, number: usize, layers: usize) -> Layer {
        let files = share(self.files as u64, number, layers) as usize;
        let bytes = share(self.bytes, number, layers);
        let mut random = Random::new(self.seed.wrapping_mul(1_000_003).wrapping_add(number as u64));
        let mut layer = Layer::new().created_by(format!("RUN make layer {number}"));
        layer.push(Entry::directory("usr"));
        layer.push(Entry::directory("usr/lib"));
        for file in 0..files {
            if file % FILES_IN_DIRECTORY == 0 {
                layer.push(Entry::directory(directory(number, file)));
            }
            let length = uneven(bytes, file, files);
            // Every eighth file does not compress, as images and archives in packages do not.
            let content = if file % 8 == 7 { random.bytes(length) } else { random.prose(length) };
            layer.push(Entry::file(path(number, file), content).mtime(1_700_000_000));
        }
        let below = number.checked_sub(1).filter(|below| share(self.files as u64, *below, layers) > 1);
        if let Some(below) = below {
            layer.push(Entry::whiteout(path(below, 0)));
            layer.push(Entry::file(path(below, 1), "overwritten\n"));
        }
        match self.compression {
            Some(compression) => layer.compression(compression),
            None => layer,
        }
    }
}

/// The path of a file, as [`Big`] writes it: layer and number in the layer, both from 0.
#[must_use]
pub fn path(layer: usize, file: usize) -> String {
    format!("{}/file{file}.so", directory(layer, file))
}

fn directory(layer: usize, file: usize) -> String {
    format!("usr/lib/package{layer}-{}", file / FILES_IN_DIRECTORY)
}

/// What one of `parts` gets of a total.
fn share(total: u64, number: usize, parts: usize) -> u64 {
    let (number, parts) = (number as u64, parts as u64);
    total / parts + u64::from(number < total % parts)
}

/// Lengths that sum to the total and are not all alike: of each pair one file gets a quarter of its fair share, the
/// other the rest.
fn uneven(total: u64, file: usize, files: usize) -> usize {
    let pair = file / 2 * 2;
    let both = share(total, pair, files) + if pair + 1 < files { share(total, pair + 1, files) } else { 0 };
    let small = if pair + 1 < files { both / 8 } else { 0 };
    (if file == pair { both - small } else { small }) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_sum_to_the_total() {
        for (total, files) in [(0, 1), (1000, 7), (999, 8), (5, 20)] {
            let sum: usize = (0..files).map(|file| uneven(total, file, files)).sum();
            assert_eq!(sum as u64, total);
        }
    }

    #[test]
    fn the_same_numbers_give_the_same_bytes_and_others_do_not() {
        let big = Big { files: 50, bytes: 100_000, layers: 3, compression: Some(Compression::Gzip), seed: 7 };
        let archive = big.image().docker_archive();
        assert_eq!(archive, big.image().docker_archive());
        assert_ne!(archive, Big { seed: 8, ..big }.image().docker_archive());
        let tars: usize = big.image().layers().map(|layer| layer.tar().len()).sum();
        assert!(tars > 100_000 && archive.len() < tars * 3 / 4, "{} of {tars}", archive.len());
    }

    #[test]
    fn more_layers_than_files_is_fine() {
        assert_eq!(Big { files: 1, bytes: 10, layers: 3, ..Big::default() }.image().layers().count(), 3);
    }
}
