//! Settings: each is read in the same way, and what can never work is refused with the name of its variable.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    process::Stdio,
    time::Duration,
};

use tempfile::TempDir;

use super::{SECRET, command, failure, serve};
use crate::{client::PATIENCE, faults::process::Program, world::Person};

/// A variable, a value that it cannot have, and what the error says would be right.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("DATABASE_URL", "mysql://db/togul", "must begin with postgres:// or sqlite://"),
    ("DATABASE_URL", "postgres://togul:pass/word@db/togul", "/ as %2F"),
    ("DATABASE_URL", "postgres://togul@db/togul?sslmod=require", "unknown parameter sslmod: use sslmode"),
    (
        "DATABASE_URL",
        "postgres://togul@db/togul?sslmode=verify",
        "must be one of disable, allow, prefer, require",
    ),
    ("DATABASE_URL", "postgres://${USER}:${PASSWORD}@db/togul", "which a shell replaces"),
    ("DATABASE_URL", "sqlite://~/togul.db", "which a shell replaces"),
    ("DATABASE_URL", "sqlite://:memory:", "use the path of a file"),
    ("DATABASE_URL", "sqlite:///x\n.db", "must not contain control"),
    ("DATABASE_URL", "\"sqlite:///x.db\"", "is in quotes, which would be part of the value: remove them"),
    ("DATABASE_URL_FILE", "/no/such/file", "DATABASE_URL_FILE cannot be read from /no/such/file"),
    ("DATABASE_URL_FILE", "postgres://togul:pass/word@db/togul", "set DATABASE_URL to the value itself"),
    ("DATABASE_URL", "postgres://$USER:$PASSWORD@db/togul", "which a shell replaces"),
    ("DATABASE_URL", "sqlite:///var/lib/$NAME.db", "which a shell replaces"),
    ("TOGUL_DATABASE_WAIT", "1m", "must be a whole number of seconds from 1 to 86400, without a unit"),
    ("TOGUL_DATABASE_WAIT", "0", "must be a whole number of seconds from 1 to 86400"),
    ("TOGUL_DATABASE_CONNECTIONS", "1", "must be a whole number from 2 to 10000"),
    ("TOGUL_DRAIN", "5s", "must be a whole number of seconds from 0 to 3600"),
    ("TOGUL_JWT_SECRET", "too short", "use the output of `openssl rand -hex 32`"),
    ("TOGUL_JWT_SECRET", "b3f1c09e7ad24568be01f7c3a9\u{200b}5d2e64", "must not contain control"),
    ("TOGUL_JWT_SECRET_FILE", "/no/such/file", "TOGUL_JWT_SECRET_FILE cannot be read from /no/such/file"),
    ("TOGUL_JWT_SECRET", "$(openssl rand -hex 32)", "which a shell replaces"),
    ("TOGUL_JWT_SECRET_FILE", SECRET, "set TOGUL_JWT_SECRET to the value itself"),
    ("TOGUL_JWT_SECRET_PREVIOUS", "too short", "use the output of `openssl rand -hex 32`"),
    ("TOGUL_JWT_SECRET_PREVIOUS_FILE", "/no/such/file", "TOGUL_JWT_SECRET_PREVIOUS_FILE cannot be read"),
    ("TOGUL_REGISTRATION", "opne", "must be one of first, open, closed"),
    ("TOGUL_LISTEN", "localhost", "such as 127.0.0.1:8080, localhost:8080 or [::1]:8080"),
    ("TOGUL_LISTEN", "::1:8080", "such as 127.0.0.1:8080, localhost:8080 or [::1]:8080"),
    ("TOGUL_METRICS_LISTEN", "localhost:metrics", "such as 127.0.0.1:8080, localhost:8080 or [::1]:8080"),
    ("TOGUL_MAX_CONNECTIONS", "0", "must be a whole number of at least 1"),
    ("TOGUL_MAX_CONNECTIONS_PER_ADDRESS", "many", "must be a whole number of at least 1"),
    ("TOGUL_MAX_STREAMS_PER_KEY", "1.5", "must be a whole number of at least 1"),
    ("TOGUL_BODY_MEMORY", "128M", "must be a whole number of MiB from 1 to 1048576, without the unit"),
    ("TOGUL_BODY_MEMORY", "18446744073709551615", "must be a whole number of MiB from 1 to 1048576"),
    ("TOGUL_REGION", "eu west", "must be letters, digits"),
    ("TOGUL_CORS_ORIGINS", "https://a.example.com,b.example.com", "such as https://app.example.com"),
    ("TOGUL_PATH_PREFIX", "flags", "must be a path of letters, digits"),
    ("TOGUL_PATH_PREFIX", "/flags?x=1", "such as /flags"),
    ("TOGUL_PATH_PREFIX", "/../flags", "such as /flags"),
    ("TOGUL_OFREP_EVENTS", "yes", "[possible values: true, false]"),
    ("TOGUL_LOG_EVALUATIONS", "1", "[possible values: true, false]"),
    ("TOGUL_TRUSTED_PROXIES", "proxy", "must be an address or a network"),
    ("TOGUL_TRUSTED_PROXIES", "10.0.3.17/8", "10.0.3.17, or a whole network, 10.0.0.0/8"),
    ("TOGUL_MAX_PROJECTS", "-1", "must be a whole number"),
    ("TOGUL_MAX_ENVIRONMENTS", "1,000", "must be a whole number"),
    ("TOGUL_MAX_FLAGS", "5k", "must be a whole number"),
    ("TOGUL_MAX_FLAG_BYTES", "64MiB", "must be a whole number of bytes"),
    ("TOGUL_MAX_ORGANIZATION_FLAG_BYTES", "1GiB", "must be a whole number of bytes"),
    ("TOGUL_MAX_AUDIT_BYTES", "1GiB", "must be a whole number of bytes"),
    ("TOGUL_MAX_API_KEYS", "none", "must be a whole number"),
    ("TOGUL_MAX_ROLES", "unlimited", "must be a whole number"),
    ("TOGUL_MAX_INVITATIONS", "1e3", "must be a whole number"),
    ("TOGUL_MAX_USER_STREAMS", "x", "must be a whole number"),
    ("TOGUL_MAX_MEMBERSHIPS", "x", "must be a whole number"),
    ("TOGUL_MAX_OWNED_ORGANIZATIONS", "x", "must be a whole number"),
    ("TOGUL_WRITES_PER_SECOND", "0.5", "must be a whole number"),
    ("TOGUL_WRITE_BURST", "4294967296", "must be a whole number from 1 to 4294967295"),
    ("TOGUL_LOG_FORMAT", "xml", "[possible values: text, json]"),
    ("RUST_LOG", "info;sqlx=warn", "\"info;sqlx\" is not a target"),
    ("RUST_LOG", "togul-server=debug", "with _ in place of -"),
    ("RUST_LOG", "info,sqlx=wran", "use off, error, warn, info, debug, trace"),
];

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
        assert!(!errors.contains("pass/word") && !errors.contains(SECRET), "no secret is printed: {errors}");
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
    let missing = "it does not exist: check the path, and whether its volume is mounted";
    for (file, parameters, right) in [(&file, "?mode=rw", missing), (&lost, "", "there is no folder")] {
        let url = format!("sqlite://{}{parameters}", file.display());
        for arguments in [&["serve"][..], &["migrate"], &["reset-password", "ada@example.com"]] {
            let mut command = command(arguments);
            command
                .env("DATABASE_URL", &url)
                .env("TOGUL_JWT_SECRET", SECRET)
                .env("TOGUL_LISTEN", "127.0.0.1:0");
            let errors = failure(&mut command).await;
            // It makes no file anywhere.
            let right = if arguments[0] == "reset-password" { missing } else { right };
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
        assert!(errors.contains(&format!("error: {name} (--")), "{errors}");
        assert!(errors.contains(&format!("cannot listen on {address}")), "{errors}");
        assert!(errors.contains("choose another port"), "{errors}");
        assert_eq!(errors.matches("in use").count(), 1, "{errors}");
    }
    let errors =
        failure(&mut serve(&folder, &["--listen=127.0.0.1:1234", "--metrics-listen=127.0.0.1:1234"])).await;
    assert!(errors.contains("TOGUL_METRICS_LISTEN is the address of TOGUL_LISTEN"), "{errors}");
}

#[tokio::test]
async fn an_address_of_another_machine_and_an_unknown_host_are_explained() {
    let folder = TempDir::new().unwrap();
    for address in ["192.0.2.1:8080", "no-such-host.invalid:8080"] {
        let errors = failure(serve(&folder, &[]).env("TOGUL_LISTEN", address)).await;
        assert!(errors.contains(&format!("TOGUL_LISTEN (--listen): cannot listen on {address}")), "{errors}");
        assert!(errors.contains("address of this machine"), "{errors}");
    }
}

#[tokio::test]
async fn a_misspelt_variable_is_a_warning_that_names_the_setting() {
    let folder = TempDir::new().unwrap();
    for arguments in
        [&["serve"][..], &["migrate"], &["reset-password", "ada@example.com"], &["backup", "togul-backup.db"]]
    {
        let mut command = command(arguments);
        command.env("TOGUL_DATABSE_URL", format!("sqlite://{}", folder.path().join("togul.db").display()));
        let errors = failure(command.env("TOGUL_JWT_SECRET", SECRET)).await;
        let warning = "the variable TOGUL_DATABSE_URL is ignored, because togul-server has no such setting: did you mean \
                       DATABASE_URL?";
        assert_eq!(errors.matches(warning).count(), 1, "{errors}");
        assert!(errors.contains("error: DATABASE_URL is not set"), "{errors}");
    }
    // Also when the start fails because of another setting.
    let errors = failure(serve(&folder, &["--drain=5s"]).env("TOUGL_REGION", "eu")).await;
    assert!(errors.contains("did you mean TOGUL_REGION?") && errors.contains("--drain"), "{errors}");
    let mut program = Program::spawn(
        serve(&folder, &[]).env("TOGUL_REGON", "eu").env("TOGUL_URL", "http://127.0.0.1:8080"),
    );
    program.line("listening on ").await.expect("the server starts");
    program.terminate().await;
    let log = program.errors();
    assert!(log.contains("did you mean TOGUL_REGION?") && !log.contains("TOGUL_URL"), "{log}");
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

#[tokio::test]
async fn a_filter_that_hides_the_log_of_this_program_is_noticed() {
    let folder = TempDir::new().unwrap();
    let mut program = Program::spawn(serve(&folder, &[]).env("RUST_LOG", "sqlx=warn"));
    program.line("listening on ").await.expect("the server starts");
    program.terminate().await;
    let log = program.errors();
    assert!(log.contains("has no level for togul_server: begin it with info,"), "{log}");
}

#[tokio::test]
async fn the_demo_reads_its_address_and_names_the_settings_that_it_ignores() {
    let folder = TempDir::new().unwrap();
    let mut command = command(&["dev", &format!("--data={}", folder.path().join("data").display())]);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    command.env("DATABASE_URL", "postgres://db/togul").env("TOGUL_REGION", "eu");
    let errors = failure(command.env("TOGUL_LISTEN", taken.local_addr().unwrap().to_string())).await;
    assert!(errors.contains("ignores DATABASE_URL, TOGUL_REGION, which"), "{errors}");
    assert!(errors.contains("choose another port"), "{errors}");
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let errors = failure(&mut super::command(&["dev", &format!("--data={}", file.display())])).await;
    assert!(
        errors.contains(file.to_str().unwrap()) && errors.contains("that this user can write"),
        "{errors}"
    );
}

/// As with `togul-server serve | grep -m1 listening`.
#[tokio::test]
async fn a_server_goes_on_without_a_reader_of_its_output() {
    let folder = TempDir::new().unwrap();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let mut command = serve(&folder, &[]);
    let mut server = command.env("TOGUL_LISTEN", &address).stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(server.stdout.take().unwrap());
    // The lines of the test program come first.
    let mut line = String::new();
    while !line.contains("running 1 test") {
        line.clear();
        assert!(output.read_line(&mut line).unwrap() > 0, "the program runs");
    }
    drop(output);
    let anonymous = Person::anonymous(format!("http://{address}"));
    let answering = async {
        while anonymous.request(reqwest::Method::GET, "/readyz").send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let answered = tokio::time::timeout(PATIENCE, answering).await;
    let is_running = server.try_wait().unwrap().is_none();
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(answered.is_ok() && is_running);
}
