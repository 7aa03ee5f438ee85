//! `plimsoll packages`: the packages of the operating system of an image, unjudged.

use crate::arguments::{PackagesFormat, PackagesOptions};
use crate::output;
use crate::read::{Input, Reading};
use plimsoll_core::analysis;
use plimsoll_core::report::plain::gap_sentence;
use plimsoll_core::report::{json, plain};

/// Lists the packages of one image. A listing that is not whole is an error, after what there is has been written.
pub(crate) fn run(options: &PackagesOptions) -> Result<bool, String> {
    let named = |message: String| format!("{}: {message}", output::shown(&options.input));
    let scanned = match Reading::new(&options.read, false)?.read(&options.input).map_err(named)? {
        Input::Archive(scanned, _) => scanned,
        Input::Dockerfile(_) => {
            return Err(named(String::from("a Dockerfile has no packages yet. Build the image and give its archive")));
        }
    };
    let (packages, gaps) = analysis::packages(&scanned).map_err(|error| named(error.to_string()))?;
    let text = match options.format {
        PackagesFormat::Text => plain::write_packages(&packages),
        PackagesFormat::Json => json::write_packages(&packages),
    };
    output::report(&text, options.output.as_deref())?;
    if gaps.is_empty() {
        return Ok(true);
    }
    let sentences: Vec<_> = gaps.iter().map(|gap| format!("\n  {}", gap_sentence(gap))).collect();
    Err(named(format!("the listing is not whole:{}", sentences.concat())))
}
