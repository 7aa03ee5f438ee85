//! Writes the seeds of every target: `write-seeds DIRECTORY` makes `DIRECTORY/TARGET/seed-N`.

fn main() -> std::io::Result<()> {
    let directory = std::env::args_os().nth(1).map(std::path::PathBuf::from).ok_or(std::io::ErrorKind::InvalidInput)?;
    for (target, seeds) in plimsoll_fuzz::seeds::all() {
        let folder = directory.join(target);
        std::fs::create_dir_all(&folder)?;
        for (number, seed) in seeds.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number}")), seed)?;
        }
    }
    Ok(())
}
