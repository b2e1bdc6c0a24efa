//! Lists the files of the console for `src/http/console/files.rs`, which embeds them.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

/// The files that browsers load. Others, such as licences and type declarations, are for developers.
const SERVED: [&str; 4] = ["html", "js", "css", "svg"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=console");
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("console");
    let mut files = Vec::new();
    collect(&folder, &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    for file in files {
        let name =
            file.strip_prefix(&folder)?.to_str().ok_or("a file's name is not UTF-8")?.replace('\\', "/");
        list += &format!("({name:?}, include_str!({file:?})),\n");
    }
    list += "]\n";
    fs::write(Path::new(&env::var("OUT_DIR")?).join("console_files.rs"), list)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| SERVED.iter().any(|served| extension == *served)) {
            files.push(path);
        }
    }
    Ok(())
}
