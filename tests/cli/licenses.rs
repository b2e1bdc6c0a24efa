//! `togul-server licenses`.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::Stdio,
};

use super::command;

fn names(manifest: &str) -> impl Iterator<Item = &str> {
    let (_, rest) = manifest.split_once("\n[dependencies]\n").unwrap();
    let lines = rest.split("\n[").next().unwrap().lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split(['.', ' ']).next())
}

#[test]
fn every_dependency_has_its_license() {
    let output = command(&["licenses"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let manifest = include_str!("../../togul-server/Cargo.toml");
    let names: Vec<_> =
        names(manifest).filter(|name| !name.is_empty() && !name.starts_with("togul-")).collect();
    assert!(names.len() > 30, "{names:?}");
    for name in names {
        let line = text.lines().find(|line| line.starts_with(&format!("{name} ")));
        assert!(
            line.is_some_and(|line| line.contains(": ")),
            "scripts/licenses --write adds {name}: {line:?}"
        );
    }
    assert!(text.contains("THE SOFTWARE IS PROVIDED \"AS IS\""));
}

#[test]
fn every_library_of_the_console_has_its_license() {
    let output = command(&["licenses"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let vendor = concat!(env!("CARGO_MANIFEST_DIR"), "/togul-server/console/vendor");
    let files = fs::read_dir(vendor).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: Vec<_> = files.filter_map(|file| file.strip_prefix("LICENSE-").map(str::to_owned)).collect();
    assert!(!names.is_empty(), "{vendor} has no file LICENSE-NAME");
    for name in names {
        assert!(
            text.contains(&format!("\n{name} (in the console)\n")),
            "scripts/licenses --write adds {name}"
        );
    }
}

/// As with `togul-server licenses | head`.
#[test]
fn a_reader_may_stop_early() {
    let mut program = command(&["licenses"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().starts_with("Libraries in togul-server")));
    drop(lines);
    let output = program.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
