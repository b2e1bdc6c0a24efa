//! What `ARCHITECTURE.md` promises of the source text: which module may use which, and what stands in one place only.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Each module of the server, and what it may use. `http` reads from the `store`; it writes through a `service`.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("log", &["config"]),
    ("metrics", &[]),
    ("auth", &["domain"]),
    ("store", &["auth", "domain"]),
    ("service", &["auth", "domain", "store"]),
    ("live", &["auth", "domain", "metrics", "store"]),
    ("app", &["live", "metrics", "service", "store"]),
    ("http", &["app", "auth", "domain", "live", "log", "metrics", "service", "store"]),
    ("config", &["auth"]),
    ("server", &["app", "auth", "http", "live", "metrics", "service", "store"]),
    ("dev", &["auth", "config", "domain", "server", "service", "store"]),
    ("cli", &["auth", "config", "dev", "log", "server", "store"]),
];

/// A text, and where in the server's source alone it may stand.
const PLACES: &[(&str, &[&str])] = &[
    ("sqlx::", &["store/"]),
    (".begin()", &["store/", "service/", "live/"]),
    // What is written is told to the audit log, which commits both; guesses at passwords are counted there.
    (".commit()", &["store/", "service/audit.rs", "service/attempts.rs", "live/"]),
    ("prometheus_client::", &["metrics.rs", "metrics/"]),
    ("axum::", &["http/", "app.rs", "server.rs", "server/"]),
    // `env = "…"` is how clap reads a variable.
    ("env::", &["config.rs"]),
    ("env = \"", &["config.rs"]),
];

/// What the core must not know: I/O, clocks, chance, logging, a runtime.
const NOT_IN_THE_CORE: &[&str] = &[
    "std::fs",
    "std::net",
    "io::std",
    "std::env",
    "std::process",
    "std::thread",
    "Instant::now",
    "SystemTime",
    "Utc::now",
    "println!",
    "tokio",
    "tracing",
    "getrandom",
    "use rand::",
];

#[test]
fn each_module_uses_only_what_it_may() {
    let mut seen = BTreeSet::new();
    for (path, source) in sources("togul-server/src") {
        let module = path.split(['/', '.']).next().unwrap().to_owned();
        if matches!(&*module, "lib" | "main") {
            continue;
        }
        let (_, allowed) = ARROWS
            .iter()
            .find(|(name, _)| *name == module)
            .unwrap_or_else(|| panic!("{path}: give the module {module} its place in ARROWS"));
        for used in modules_used_in(&source) {
            assert!(
                used == module || allowed.contains(&&*used),
                "{path} uses crate::{used}, but {module} may use only {allowed:?}"
            );
        }
        seen.insert(module);
    }
    assert_eq!(seen.len(), ARROWS.len(), "ARROWS names a module that does not exist: there are {seen:?}");
}

#[test]
fn what_has_one_place_stands_nowhere_else() {
    for (path, source) in sources("togul-server/src") {
        for (text, places) in PLACES {
            let is_place = places.iter().any(|place| path.starts_with(place));
            assert!(is_place || !source.contains(text), "{path} has `{text}`, which belongs into {places:?}");
        }
    }
}

#[test]
fn only_the_envelope_knows_the_status_of_a_failure() {
    for (path, source) in sources("togul-server/src") {
        if path != "http/response/error.rs" {
            let statuses = source.split("StatusCode::").skip(1);
            for status in statuses {
                assert!(
                    status.starts_with("NOT_MODIFIED"),
                    "{path}: ApiError says which failure has which status"
                );
            }
        }
    }
}

#[test]
fn the_core_does_nothing_but_think() {
    for (path, source) in sources("togul-core/src") {
        for text in NOT_IN_THE_CORE {
            assert!(!source.contains(text), "togul-core/src/{path} has `{text}`");
        }
    }
}

#[test]
fn no_crate_may_be_unsafe() {
    let workspace = read("Cargo.toml");
    assert!(workspace.contains("unsafe_code = \"forbid\""));
    for manifest in
        ["Cargo.toml", "togul-core/Cargo.toml", "togul-client/Cargo.toml", "togul-server/Cargo.toml"]
    {
        assert!(
            read(manifest).contains("[lints]\nworkspace = true"),
            "{manifest} opts out of the workspace's lints"
        );
    }
}

#[test]
fn the_example_environment_names_every_variable_and_its_default() {
    let (config, example) = (read("togul-server/src/config.rs"), read(".env.example"));
    let mut count = 0;
    for rest in config.split("env = \"").skip(1) {
        let (name, rest) = rest.split_once('"').unwrap();
        let attribute = rest.split(")]").next().unwrap();
        let default = attribute.split("default_value = \"").nth(1).and_then(|rest| rest.split('"').next());
        let wanted = default.map_or(format!("{name}="), |default| format!("#{name}={default}\n"));
        assert!(example.contains(&wanted), ".env.example needs a line {wanted:?}");
        count += 1;
    }
    assert!(count >= 8, "found only {count} variables in config.rs");
}

#[test]
fn the_architecture_names_only_what_exists() {
    let architecture = read("ARCHITECTURE.md");
    let tests: String = ["tests", "togul-core", "togul-client", "togul-server"]
        .iter()
        .flat_map(|folder| sources(folder))
        .map(|(_, source)| source)
        .collect();
    let (mut paths, mut names) = (0, 0);
    for name in architecture.split('`').skip(1).step_by(2) {
        if name.contains('/') && !name.contains(' ') {
            assert!(
                Path::new(env!("CARGO_MANIFEST_DIR")).join(name).exists(),
                "ARCHITECTURE.md names {name}"
            );
            paths += 1;
        } else if name.matches('_').count() >= 3 {
            assert!(tests.contains(&format!("fn {name}(")), "ARCHITECTURE.md names a test {name}");
            names += 1;
        }
    }
    assert!(paths > 10 && names > 10, "found only {paths} paths and {names} tests");
}

/// The Rust files below a folder, by their path in it, without comments.
fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(&path).unwrap();
                let code: Vec<_> =
                    source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                found.push((name, code.join("\n")));
            }
        }
    }
    assert!(!found.is_empty(), "no Rust files in {folder}");
    found
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The modules right below the crate's root that are named: `crate::a::b`, `crate::{a, b::{c, d}}`.
fn modules_used_in(source: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for rest in source.split("crate::").skip(1) {
        let Some(list) = rest.strip_prefix('{') else {
            modules.insert(identifier(rest));
            continue;
        };
        let (mut depth, mut is_start) = (1, true);
        for (at, character) in list.char_indices() {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => is_start = true,
                _ if depth == 1 && is_start && !character.is_whitespace() => {
                    modules.insert(identifier(&list[at..]));
                    is_start = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    modules
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

#[test]
fn a_path_names_its_module_however_it_is_written() {
    let source =
        "use crate::{\n a,\n b::{c, d::{e}},\n f as g,\n};\nuse crate::h; crate::i::j() $crate::k::l";
    assert_eq!(modules_used_in(source).into_iter().collect::<Vec<_>>(), ["a", "b", "f", "h", "i", "k"]);
}
