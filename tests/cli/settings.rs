//! Settings: each is read in the same way, and what can never work is refused with the name of its variable.

use std::{collections::BTreeSet, fs, net::TcpListener, process::Command};

use tempfile::TempDir;

use super::{command, failure};
use crate::{faults::process::Program, world::Person};

const SECRET: &str = "b3f1c09e7ad24568be01f7c3a95d2e64";

/// A variable, a value that it cannot have, and what the error says would be right.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("DATABASE_URL", "mysql://db/togul", "must begin with postgres:// or sqlite://"),
    ("DATABASE_URL", "postgres://togul:pass/word@db/togul", "/ as %2F"),
    ("DATABASE_URL", "postgres://togul@db/togul?sslmod=require", "unknown parameter sslmod: use sslmode"),
    ("DATABASE_URL", "sqlite://:memory:", "use the path of a file"),
    ("DATABASE_URL", "sqlite:///x\n.db", "must not contain control"),
    ("DATABASE_URL", "\"sqlite:///x.db\"", "is in quotes, which would be part of the value: remove them"),
    ("DATABASE_URL_FILE", "/no/such/file", "DATABASE_URL cannot be read from /no/such/file"),
    ("TOGUL_DATABASE_WAIT", "1m", "must be a whole number from 1 to 86400"),
    ("TOGUL_DATABASE_WAIT", "0", "must be a whole number from 1 to 86400"),
    ("TOGUL_DATABASE_CONNECTIONS", "1", "must be a whole number from 2 to 10000"),
    ("TOGUL_DRAIN", "5s", "must be a whole number from 0 to 3600"),
    ("TOGUL_JWT_SECRET", "too short", "use the output of `openssl rand -hex 32`"),
    ("TOGUL_JWT_SECRET", "b3f1c09e7ad24568be01f7c3a9\u{200b}5d2e64", "must not contain control"),
    ("TOGUL_JWT_SECRET_FILE", "/no/such/file", "TOGUL_JWT_SECRET cannot be read from /no/such/file"),
    ("TOGUL_JWT_SECRET_PREVIOUS", "too short", "use the output of `openssl rand -hex 32`"),
    ("TOGUL_JWT_SECRET_PREVIOUS_FILE", "/no/such/file", "TOGUL_JWT_SECRET_PREVIOUS cannot be read"),
    ("TOGUL_REGISTRATION", "opne", "must be one of first, open, closed"),
    ("TOGUL_LISTEN", "localhost", "such as 127.0.0.1:8080, localhost:8080 or [::1]:8080"),
    ("TOGUL_LISTEN", "::1:8080", "such as 127.0.0.1:8080, localhost:8080 or [::1]:8080"),
    ("TOGUL_METRICS_LISTEN", "localhost:metrics", "such as 127.0.0.1:8080, localhost:8080 or [::1]:8080"),
    ("TOGUL_MAX_CONNECTIONS", "0", "must be a whole number of at least 1"),
    ("TOGUL_MAX_CONNECTIONS_PER_ADDRESS", "many", "must be a whole number of at least 1"),
    ("TOGUL_MAX_STREAMS_PER_KEY", "1.5", "must be a whole number of at least 1"),
    ("TOGUL_BODY_MEMORY", "128M", "must be a whole number of at least 1"),
    ("TOGUL_REGION", "eu west", "must be letters, digits"),
    ("TOGUL_CORS_ORIGINS", "https://a.example.com,b.example.com", "such as https://app.example.com"),
    ("TOGUL_TRUSTED_PROXIES", "proxy", "must be an address or a network"),
    ("TOGUL_MAX_PROJECTS", "-1", "must be a whole number"),
    ("TOGUL_MAX_ENVIRONMENTS", "1,000", "must be a whole number"),
    ("TOGUL_MAX_FLAGS", "5k", "must be a whole number"),
    ("TOGUL_MAX_FLAG_BYTES", "64MiB", "must be a whole number"),
    ("TOGUL_MAX_ORGANIZATION_FLAG_BYTES", "1GiB", "must be a whole number"),
    ("TOGUL_MAX_AUDIT_BYTES", "1GiB", "must be a whole number"),
    ("TOGUL_MAX_API_KEYS", "none", "must be a whole number"),
    ("TOGUL_MAX_ROLES", "unlimited", "must be a whole number"),
    ("TOGUL_MAX_INVITATIONS", "1e3", "must be a whole number"),
    ("TOGUL_MAX_USER_STREAMS", "x", "must be a whole number"),
    ("TOGUL_MAX_MEMBERSHIPS", "x", "must be a whole number"),
    ("TOGUL_MAX_OWNED_ORGANIZATIONS", "x", "must be a whole number"),
    ("TOGUL_WRITES_PER_SECOND", "0.5", "must be a whole number"),
    ("TOGUL_WRITE_BURST", "x", "must be a whole number"),
    ("TOGUL_LOG_FORMAT", "xml", "[possible values: text, json]"),
    ("RUST_LOG", "info,sqlx=wran", "use off, error, warn, info, debug, trace"),
];

/// `serve` with everything that it needs.
fn serve(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = command(&[&["serve"], arguments].concat());
    command.env("DATABASE_URL", format!("sqlite://{}", folder.path().join("togul.db").display()));
    command.env("TOGUL_JWT_SECRET", SECRET).env("TOGUL_LISTEN", "127.0.0.1:0");
    command
}

/// Every variable of `.env.example`.
fn variables() -> BTreeSet<String> {
    let example = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/.env.example")).unwrap();
    let name = |line: &str| Some(line.trim_start_matches('#').split_once('=')?.0.to_owned());
    let is_name = |name: &String| name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    example.lines().filter_map(name).filter(is_name).collect()
}

#[test]
fn there_is_a_mistake_for_every_variable() {
    let tried: BTreeSet<_> = MISTAKES.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(tried, variables());
}

#[tokio::test]
async fn a_mistake_ends_the_start_with_the_name_of_the_variable_and_what_is_right() {
    let folder = TempDir::new().unwrap();
    for (name, value, right) in MISTAKES {
        let mut command = serve(&folder, &[]);
        if let Some(secret) = name.strip_suffix("_FILE") {
            command.env_remove(secret);
        }
        let errors = failure(command.env(name, value)).await;
        let secret = name.strip_suffix("_FILE").unwrap_or(name);
        assert!(errors.contains(secret) && errors.contains(right), "{name}={value:?}: {errors}");
        assert!(!errors.contains("--listen") && !errors.contains("--region"), "no flag was typed: {errors}");
        assert!(!errors.contains("pass/word"), "no secret is printed: {errors}");
    }
}

#[tokio::test]
async fn a_mistake_on_the_command_line_names_the_flag() {
    let folder = TempDir::new().unwrap();
    for (name, value, right) in MISTAKES {
        // Secrets have no flags.
        if matches!(*name, "DATABASE_URL" | "TOGUL_JWT_SECRET" | "TOGUL_JWT_SECRET_PREVIOUS") {
            continue;
        }
        let flag = match *name {
            "RUST_LOG" => "--log".to_owned(),
            name => format!("--{}", name.trim_start_matches("TOGUL_").to_lowercase().replace('_', "-")),
        };
        let mut command = serve(&folder, &[&format!("{flag}={value}")]);
        let secret = name.strip_suffix("_FILE");
        if let Some(secret) = secret {
            command.env_remove(secret);
        }
        let errors = failure(&mut command).await;
        assert!(
            errors.contains(secret.unwrap_or(&flag)) && errors.contains(right),
            "{flag}={value}: {errors}"
        );
    }
    let errors = failure(&mut serve(&folder, &["--regoin=eu"])).await;
    assert!(errors.contains("--regoin") && errors.contains("'--region'"), "{errors}");
}

#[tokio::test]
async fn empty_settings_are_unset_and_spaces_around_values_do_not_count() {
    for empty in ["", " \r\n"] {
        let folder = TempDir::new().unwrap();
        let mut command = serve(&folder, &["--region=", "--cors-origins", " "]);
        let given = ["DATABASE_URL", "TOGUL_JWT_SECRET", "TOGUL_LISTEN"];
        for name in variables().iter().filter(|name| !given.contains(&name.as_str())) {
            command.env(name, empty);
        }
        let file = folder.path().join("exact.db");
        command.env("DATABASE_URL", format!(" sqlite://{}?mode=rwc\r\n", file.display()));
        command.env("TOGUL_JWT_SECRET", format!("{SECRET}\n")).env("TOGUL_LISTEN", " 127.0.0.1:0 ");
        command.env("TOGUL_CORS_ORIGINS", "https://a.example.com, https://b.example.com,");
        let mut program = Program::spawn(&mut command);
        let url = program.line("listening on ").await.expect("the server starts");
        let response = Person::anonymous(url).request(reqwest::Method::GET, "/readyz").send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert!(file.exists());
        program.terminate().await;
        let log = program.errors();
        assert!(log.contains("a new, empty database") && log.contains(file.to_str().unwrap()), "{log}");

        let mut again = Program::spawn(&mut command);
        again.line("listening on ").await.expect("the server starts again");
        again.terminate().await;
        assert!(again.errors().contains("an existing database"), "{}", again.errors());
    }
}

#[tokio::test]
async fn a_database_file_that_must_exist_is_not_created() {
    let folder = TempDir::new().unwrap();
    let (file, lost) = (folder.path().join("togul.db"), folder.path().join("lost/togul.db"));
    for (file, parameters, right) in [
        (&file, "?mode=rw", "it does not exist; without mode=rw in the address it is created"),
        (&lost, "", "there is no folder"),
    ] {
        let url = format!("sqlite://{}{parameters}", file.display());
        for arguments in [&["serve"][..], &["migrate"], &["reset-password", "ada@example.com"]] {
            let mut command = command(arguments);
            command
                .env("DATABASE_URL", &url)
                .env("TOGUL_JWT_SECRET", SECRET)
                .env("TOGUL_LISTEN", "127.0.0.1:0");
            let errors = failure(&mut command).await;
            assert!(errors.contains(right) && errors.contains(file.to_str().unwrap()), "{errors}");
            assert!(!file.exists());
        }
    }
}

#[tokio::test]
async fn a_server_listens_on_host_names_and_on_ports_of_every_interface() {
    let is_ipv6 = TcpListener::bind("[::1]:0").is_ok();
    for (listen, host) in [
        ("127.0.0.1:0", "127.0.0.1"),
        ("localhost:0", "127.0.0.1"),
        ("0", "127.0.0.1"),
        (":0", "127.0.0.1"),
        (":0", "[::1]"),
        ("[::1]:0", "[::1]"),
    ] {
        if host == "[::1]" && !is_ipv6 {
            continue;
        }
        let folder = TempDir::new().unwrap();
        let mut program = Program::spawn(serve(&folder, &[]).env("TOGUL_LISTEN", listen));
        let url = program.line("listening on ").await.expect("the server starts");
        let (_, port) = url.rsplit_once(':').unwrap();
        let anonymous = Person::anonymous(format!("http://{host}:{port}"));
        let response = anonymous.request(reqwest::Method::GET, "/healthz").send().await;
        assert_eq!(response.unwrap().status(), 200, "{listen}");
        program.terminate().await;
    }
}

#[tokio::test]
async fn the_cause_of_an_error_is_printed_once() {
    let folder = TempDir::new().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for name in ["TOGUL_LISTEN", "TOGUL_METRICS_LISTEN"] {
        let errors = failure(serve(&folder, &[]).env(name, &address)).await;
        assert!(errors.contains(&format!("cannot listen on {address}")), "{errors}");
        assert_eq!(errors.matches("in use").count(), 1, "{errors}");
    }
    let errors =
        failure(&mut serve(&folder, &["--listen=127.0.0.1:1234", "--metrics-listen=127.0.0.1:1234"])).await;
    assert!(errors.contains("TOGUL_METRICS_LISTEN is the address of TOGUL_LISTEN"), "{errors}");
}

#[tokio::test]
async fn secrets_may_be_in_files() {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, content: String| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let url = format!("\n sqlite://{}\r\n", folder.path().join("togul.db").display());
    let mut command = command(&["serve"]);
    command.env("TOGUL_LISTEN", "127.0.0.1:0").env("DATABASE_URL", "").env("TOGUL_JWT_SECRET", " ");
    command
        .env("DATABASE_URL_FILE", file("url", url))
        .env("TOGUL_JWT_SECRET_FILE", file("secret", SECRET.into()));
    command.env("TOGUL_JWT_SECRET_PREVIOUS_FILE", file("previous", format!("{SECRET}0")));
    let mut program = Program::spawn(&mut command);
    program.line("listening on ").await.expect("the server starts");
    program.terminate().await;
}
