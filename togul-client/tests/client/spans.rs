use std::env;
use std::fs;
use std::process::Command;
use std::sync::Arc;

use tracing::subscriber::DefaultGuard;
use tracing::{Level, subscriber};
use tracing_subscriber::fmt::format::FmtSpan;

use crate::server::{Environment, KEY, Server, soon};

/// What is logged in all spans while this lives, by a subscriber of this thread.
struct Log {
    file: tempfile::NamedTempFile,
    _guard: DefaultGuard,
}

impl Log {
    fn new() -> Self {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let writer = Arc::new(file.reopen().expect("the same file"));
        let log = tracing_subscriber::fmt().with_writer(writer).with_ansi(false);
        let log = log.with_max_level(Level::TRACE).with_span_events(FmtSpan::NEW | FmtSpan::CLOSE);
        Self { file, _guard: subscriber::set_default(log.finish()) }
    }

    fn text(&self) -> String {
        fs::read_to_string(self.file.path()).expect("text")
    }
}

/// The two below are run as a process of their own: who else has subscribers in a process, and when, decides for all of
/// it what is worth telling.
#[test]
fn clients_tell_what_they_do() {
    let mut process = Command::new(env::current_exe().expect("it runs"));
    let output = process.args(["spans::", "--ignored", "--test-threads=1"]).output().expect("it runs again");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("2 passed"), "{told}");
}

#[tokio::test]
#[ignore = "for a process of its own"]
async fn what_a_client_does_is_told_in_its_span_without_its_key() {
    let log = Log::new();
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    for value in ["green", "blue"] {
        stream.send(environment.set("colour", value));
    }
    soon(client.wait_for_revision(3, crate::server::SOON)).await.expect("in time");
    soon(client.close()).await;

    let (text, url) = (log.text(), &server.url);
    let span = format!("togul_client{{url={url}/");
    for expected in [
        format!("{span}}}:fetch: togul_client"),
        format!("{span} environment=\"test\"}}:connect{{since=1}}: togul_client"),
        format!("{span} environment=\"test\"}}: togul_client::sync::follow: a flag changed revision=3"),
    ] {
        assert!(text.contains(&expected), "{expected}\n{text}");
    }
    assert!(!text.contains("environment=\"test\" environment"), "it is named once");
    assert!(!text.contains(KEY), "the key is nowhere");
}

#[tokio::test]
#[ignore = "for a process of its own"]
async fn an_environment_is_named_that_is_known_from_the_start() {
    let log = Log::new();
    let server = Server::start().await;
    let client = server.builder().bootstrap(Environment::new().body()).start().expect("good bytes");
    soon(async {
        while !log.text().contains("environment=\"test\"}:fetch") {
            tokio::task::yield_now().await;
        }
    })
    .await;
    soon(client.close()).await;
}
