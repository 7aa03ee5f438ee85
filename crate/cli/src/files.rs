//! `plimsoll files`: the merged root filesystem of an image, unjudged.

use crate::arguments::FilesOptions;
use crate::output::{self, Pieces};
use crate::read::{Input, Reading};
use plimsoll_core::analysis;
use plimsoll_core::report::plain::gap_sentence;

/// Lists the files of one image. A listing that is not whole is an error, after what there is has been written.
pub(crate) fn run(options: &FilesOptions) -> Result<bool, String> {
    let named = |message: String| format!("{}: {message}", output::shown(&options.input));
    let scanned = match Reading::new(&options.read, false)?.read(&options.input).map_err(named)? {
        Input::Archive(scanned, _) => scanned,
        Input::Dockerfile(_) => {
            return Err(named(String::from("a Dockerfile has no files. Build the image and give its archive")));
        }
    };
    let mut lines = Pieces::to(options.output.as_deref());
    let gaps = analysis::files(&scanned, &mut |line| lines.write(line)).map_err(|error| named(error.to_string()))?;
    lines.finish()?;
    if gaps.is_empty() {
        return Ok(true);
    }
    let sentences: Vec<_> = gaps.iter().map(|gap| format!("\n  {}", gap_sentence(gap))).collect();
    Err(named(format!("the listing is not whole:{}", sentences.concat())))
}
