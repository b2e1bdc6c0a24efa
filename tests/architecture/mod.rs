//! Checks what `ARCHITECTURE.md` says about the source: the dependencies between modules, code that is restricted to one
//! place, and the names of files and tests.

mod rust_versions;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The modules of the server, and the modules that each may use. `http` reads from the `store` and writes through a
/// `service`.
const DEPENDENCIES: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("log", &["config"]),
    ("metrics", &[]),
    ("auth", &["domain", "fair_queue"]),
    ("fair_queue", &[]),
    ("health_check", &["domain"]),
    ("import", &[]),
    ("importer", &["config", "dev", "import"]),
    ("limits", &["auth", "domain", "fair_queue"]),
    ("store", &["auth", "domain", "fair_queue", "limits"]),
    ("service", &["auth", "domain", "fair_queue", "import", "store"]),
    ("live", &["auth", "domain", "fair_queue", "metrics", "store"]),
    ("app", &["auth", "domain", "limits", "live", "metrics", "service", "store"]),
    ("http", &["app", "auth", "domain", "import", "limits", "live", "log", "metrics", "service", "store"]),
    ("config", &["auth", "domain", "import", "limits", "store"]),
    ("server", &["app", "auth", "domain", "http", "limits", "live", "metrics", "service", "store"]),
    ("dev", &["auth", "config", "domain", "limits", "server", "service", "store"]),
    (
        "cli",
        &[
            "auth",
            "config",
            "dev",
            "domain",
            "health_check",
            "importer",
            "limits",
            "log",
            "server",
            "service",
            "store",
        ],
    ),
];

/// Code, and the only places of the server's source where it may stand.
const RESTRICTED: &[(&str, &[&str])] = &[
    ("sqlx::", &["store/"]),
    // Other writes begin in `service/authority.rs`, which renews the caller's proof.
    (
        ".begin()",
        &[
            "store/",
            "service/accounts.rs",
            "service/attempts.rs",
            "service/audit.rs",
            "service/sessions.rs",
            "live/",
        ],
    ),
    (".begin_locked(", &["store/", "service/authority.rs"]),
    // A write is committed together with its audit entry. `attempts.rs` counts guesses at passwords.
    (".commit()", &["store/", "service/audit.rs", "service/attempts.rs", "live/"]),
    ("prometheus_client::", &["metrics.rs", "metrics/"]),
    ("axum::", &["http/", "app.rs", "server.rs", "server/"]),
    // clap reads a variable with `env = "…"`.
    ("env::", &["config.rs", "main.rs"]),
    ("env = \"", &["config.rs", "config/"]),
];

/// Code that the core must not contain: I/O, clocks, randomness, logging, a runtime.
const FORBIDDEN_IN_CORE: &[&str] = &[
    "std::fs",
    "std::net",
    "io::std",
    "std::env",
    "std::process",
    "std::thread::",
    "std::thread;",
    "Instant::now",
    "SystemTime",
    "Utc::now",
    "println!",
    "tokio",
    "tracing",
    "getrandom",
    "use rand::",
];

/// Words that this project does not use: the field has a plain term for each of them.
const UNPLAIN_WORDS: &[&str] = &["nobody", "whoever", "dear", "anew", "heard", "told"];

/// Files that may contain one of these words.
const UNPLAIN_WORDS_ALLOWED: &[(&str, &str)] = &[
    // The system user that runs PostgreSQL in place of root.
    ("tests/faults/cluster.rs", "nobody"),
];

#[test]
fn each_module_uses_only_what_it_may() {
    let mut modules = BTreeSet::new();
    for (path, source) in sources("togul-server/src") {
        let module = path.split(['/', '.']).next().unwrap().to_owned();
        if matches!(&*module, "lib" | "main") {
            continue;
        }
        let (_, allowed) = DEPENDENCIES
            .iter()
            .find(|(name, _)| *name == module)
            .unwrap_or_else(|| panic!("{path}: add the module {module} to DEPENDENCIES"));
        for used in modules_used_in(&source) {
            assert!(
                used == module || allowed.contains(&&*used),
                "{path} uses crate::{used}, but {module} may use only {allowed:?}"
            );
        }
        modules.insert(module);
    }
    assert_eq!(
        modules.len(),
        DEPENDENCIES.len(),
        "DEPENDENCIES names a module that does not exist: {modules:?}"
    );
}

#[test]
fn restricted_code_is_only_in_its_module() {
    for (path, source) in sources("togul-server/src") {
        for (text, places) in RESTRICTED {
            let is_place = places.iter().any(|place| path.starts_with(place));
            assert!(
                is_place || !source.contains(text),
                "{path} contains `{text}`, which belongs in {places:?}"
            );
        }
    }
}

#[test]
fn only_api_error_sets_error_statuses() {
    for (path, source) in sources("togul-server/src") {
        // Those of OFREP have a form of their own.
        if !["http/response/error.rs", "http/ofrep/error.rs"].contains(&&*path) {
            let statuses = source.split("StatusCode::").skip(1);
            for status in statuses {
                assert!(
                    status.starts_with("NOT_MODIFIED"),
                    "{path}: only ApiError sets the status of an error"
                );
            }
        }
    }
}

#[test]
fn the_core_has_no_side_effects() {
    for (path, source) in sources("togul-core/src") {
        for text in FORBIDDEN_IN_CORE {
            assert!(!source.contains(text), "togul-core/src/{path} contains `{text}`");
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
            "{manifest} does not use the workspace's lints"
        );
    }
}

/// A library that requires one version of a crate cannot be used beside a library that requires a later one.
#[test]
fn no_dependency_is_pinned_to_one_version() {
    let manifests =
        ["Cargo.toml", "togul-core/Cargo.toml", "togul-client/Cargo.toml", "togul-server/Cargo.toml"];
    for manifest in manifests {
        let text = read(manifest);
        assert!(!text.contains("\"="), "{manifest} pins a dependency: write a range");
        // Cargo chooses versions within the ranges by this.
        assert!(text.contains("rust-version"), "{manifest} does not name the Rust version that it supports");
    }
    assert!(read("Cargo.toml").contains("resolver = \"3\""), "older resolvers ignore the Rust version");
}

#[test]
fn the_example_environment_names_every_variable_and_its_default() {
    let config: String = ["config", "config/limits", "config/quotas"]
        .map(|file| read(&format!("togul-server/src/{file}.rs")))
        .concat();
    let example = read(".env.example");
    let mut count = 0;
    for rest in config.split("env = \"").skip(1) {
        let (name, rest) = rest.split_once('"').unwrap();
        let attribute = rest.split(")]").next().unwrap();
        let default = attribute.split("default_value = \"").nth(1).and_then(|rest| rest.split('"').next());
        let wanted = default.map_or(format!("{name}="), |default| format!("#{name}={default}\n"));
        assert!(example.contains(&wanted), ".env.example needs a line {wanted:?}");
        count += 1;
    }
    assert!(count >= 8, "only {count} variables found in config.rs");
}

#[test]
fn the_architecture_names_only_what_exists() {
    let architecture = read("ARCHITECTURE.md");
    let source: String = ["tests", "togul-core", "togul-client", "togul-server"]
        .iter()
        .flat_map(|folder| sources(folder))
        .map(|(_, source)| source)
        .collect();
    let (mut paths, mut names) = (0, 0);
    for name in architecture.split('`').skip(1).step_by(2) {
        if name.contains('/') && !name.contains(' ') {
            assert!(
                Path::new(env!("CARGO_MANIFEST_DIR")).join(name).exists(),
                "ARCHITECTURE.md names the path {name}, which does not exist"
            );
            paths += 1;
        } else if name.starts_with("TOGUL_") {
            assert!(
                source.contains(&format!("\"{name}\"")),
                "ARCHITECTURE.md names the setting {name}, which does not exist"
            );
        } else if name.matches('_').count() >= 3 {
            assert!(
                source.contains(&format!("fn {name}(")),
                "ARCHITECTURE.md names the test {name}, which does not exist"
            );
            names += 1;
        }
    }
    assert!(paths > 10 && names > 10, "only {paths} paths and {names} tests found");
}

#[test]
fn sources_and_documents_use_plain_words() {
    let folders = ["benches", "docs", "examples", "tests", "togul-client", "togul-core", "togul-server"];
    let in_folder = |folder: &&'static str| {
        let files = ["rs", "md"].into_iter().flat_map(|extension| files(folder, extension));
        files.map(|(path, text)| (format!("{folder}/{path}"), text)).collect::<Vec<_>>()
    };
    let documents = ["ARCHITECTURE.md", "BENCHMARKS.md", "CHANGELOG.md", "README.md"];
    let documents = documents.map(|document| (document.to_owned(), read(document)));
    let mut found = Vec::new();
    for (path, text) in folders.iter().flat_map(in_folder).chain(documents) {
        for (line, number) in text.lines().zip(1..) {
            for word in line.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase) {
                let is_allowed = UNPLAIN_WORDS_ALLOWED.contains(&(&*path, &*word));
                if UNPLAIN_WORDS.contains(&&*word) && !is_allowed && path != "tests/architecture/mod.rs" {
                    found.push(format!("{path}:{number}: {word}"));
                }
            }
        }
    }
    assert!(found.is_empty(), "write these lines without UNPLAIN_WORDS: {found:#?}");
}

/// The Rust files below a folder, by their path in it, without comment lines.
fn sources(folder: &str) -> Vec<(String, String)> {
    let without_comments = |source: String| {
        let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
        code.collect::<Vec<_>>().join("\n")
    };
    let sources: Vec<_> =
        files(folder, "rs").into_iter().map(|(path, source)| (path, without_comments(source))).collect();
    assert!(!sources.is_empty(), "no Rust files in {folder}");
    sources
}

/// The files below a folder with this extension, by their path in it.
fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The top-level modules that the source names, as in `crate::a::b` and `crate::{a, b::{c, d}}`.
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
fn modules_are_found_in_every_form_of_path() {
    let source =
        "use crate::{\n a,\n b::{c, d::{e}},\n f as g,\n};\nuse crate::h; crate::i::j() $crate::k::l";
    assert_eq!(modules_used_in(source).into_iter().collect::<Vec<_>>(), ["a", "b", "f", "h", "i", "k"]);
}
