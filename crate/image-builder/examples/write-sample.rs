//! Writes the page's sample image, as a docker archive, to the path given.

use std::env;
use std::error::Error;
use std::fs;

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args_os().nth(1).ok_or("give the path of the file to write")?;
    fs::write(path, plimsoll_image_builder::sample::docker_archive())?;
    Ok(())
}
