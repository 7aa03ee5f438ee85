//! Writes the image of a recipe, as a docker archive: for tests that start programs, and to try a rule's example by hand.

use plimsoll_image_builder::Recipe;
use std::env;
use std::error::Error;
use std::fs;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1);
    let (Some(recipe), Some(archive)) = (arguments.next(), arguments.next()) else {
        return Err("give the path of the recipe and the path of the archive to write".into());
    };
    fs::write(archive, Recipe::parse(&fs::read_to_string(recipe)?)?.docker_archive())?;
    Ok(())
}
