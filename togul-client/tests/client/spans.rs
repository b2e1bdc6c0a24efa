use std::env;
use std::process::Command;

use tracing::Level;

use crate::log::Log;
use crate::server::{Environment, KEY, Server, soon};

/// Runs the two tests below in a process of their own: `tracing` caches which events are of interest for the whole
/// process, so subscribers of other tests would disturb them.
#[test]
fn clients_log_in_their_spans() {
    let mut process = Command::new(env::current_exe().expect("it runs"));
    let output = process.args(["spans::", "--ignored", "--test-threads=1"]).output().expect("it runs again");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && stdout.contains("2 passed"), "{stdout}");
}

#[tokio::test]
#[ignore = "needs a process of its own"]
async fn a_client_logs_in_its_span_and_never_its_key() {
    let log = Log::new(Level::TRACE);
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
        format!("{span} environment=\"test\"}}: togul_client::sync::follow: applied changes revision=3"),
    ] {
        assert!(text.contains(&expected), "{expected}\n{text}");
    }
    assert!(!text.contains("environment=\"test\" environment"), "it is recorded once");
    assert!(!text.contains(KEY), "the key is not logged");
}

#[tokio::test]
#[ignore = "needs a process of its own"]
async fn an_environment_that_is_known_from_the_start_is_recorded() {
    let log = Log::new(Level::TRACE);
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
