//! A client whose task does not run any more: its runtime is not driven, or has ended. A fork leaves the child with the
//! former.

use std::time::Duration;

use futures_util::FutureExt;
use togul_client::{Client, Connection, Context, Snapshot, Status};
use tokio::runtime::{Builder, Runtime};
use tokio::time;
use tracing::Level;

use crate::log::Log;
use crate::server::{Environment, Server, Stream, soon};

const MINUTE: Duration = Duration::from_secs(60);
const WARNING: &str = "evaluating flags that are not kept up to date";

/// A client that follows its server on a runtime of its own, which runs only inside of `block_on`.
struct Fixture {
    client: Client,
    runtime: Runtime,
    _server: (Server, Stream, Runtime),
}

impl Fixture {
    fn new() -> Self {
        let driven = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let mut server = driven.block_on(Server::start());
        let (client, stream) = runtime.block_on(server.following(&Environment::new()));
        Self { client, runtime, _server: (server, stream, driven) }
    }
}

/// Runs `read` at a clock that is ahead.
fn after<T>(time: Duration, read: impl FnOnce() -> T) -> T {
    let clock = Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    let _context = clock.enter();
    let _ = time::advance(time).now_or_never();
    read()
}

fn is_stalled(status: &Status) -> bool {
    status.error.as_ref().is_some_and(togul_client::Error::is_stalled)
}

fn evaluate_often(client: &Client) {
    for _ in 0..200 {
        assert!(client.bool("on", &Context::new(), false), "the last snapshot stays");
    }
}

#[test]
fn a_client_whose_runtime_is_not_driven_has_stalled() {
    let Fixture { client, runtime, _server } = Fixture::new();
    let status = client.status();
    assert_eq!(status.connection, Connection::Streaming, "{status:?}");
    let status = after(MINUTE, || client.status());
    assert_eq!(status.connection, Connection::Stalled);
    assert!(is_stalled(&status) && status.age >= Some(MINUTE), "{status:?}");

    let other = Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    let error = other.block_on(client.wait_for_revision(99, MINUTE)).expect_err("there are no changes");
    assert!(error.is_timeout() && error.is_stalled(), "{error}");
    drop(runtime);
}

#[test]
fn evaluation_logs_once_that_the_client_has_stalled() {
    let Fixture { client, runtime, _server } = Fixture::new();
    let log = Log::new(Level::WARN);
    let warnings = || log.text().matches(WARNING).count();
    evaluate_often(&client);
    assert_eq!(warnings(), 0);
    after(MINUTE, || evaluate_often(&client));
    after(2 * MINUTE, || evaluate_often(&client));
    assert_eq!(warnings(), 1, "{}", log.text());

    // Once the runtime is driven again, the client goes on, and reports it to those that wait for its status.
    let context = runtime.enter();
    time::pause();
    let _ = time::advance(MINUTE).now_or_never();
    assert_eq!(client.status().connection, Connection::Stalled);
    time::resume();
    drop(context);
    runtime.block_on(soon(client.wait_for_status(|status| status.connection != Connection::Stalled)));
    after(10 * MINUTE, || evaluate_often(&client));
    assert_eq!(warnings(), 2, "{}", log.text());
}

#[test]
fn a_client_whose_runtime_has_ended_reports_it_at_once() {
    let dropped: [fn(Runtime); 2] = [drop, Runtime::shutdown_background];
    for end in dropped {
        let Fixture { client, runtime, _server } = Fixture::new();
        let mut changes = client.changes();
        end(runtime);
        let status = client.status();
        assert_eq!(status.connection, Connection::Closed);
        assert!(is_stalled(&status), "{status:?}");
        assert_eq!(changes.next().now_or_never(), Some(None));
        let waited = client.wait_for_revision(99, MINUTE).now_or_never().expect("at once");
        assert!(waited.expect_err("there are no more revisions").is_stalled());

        let log = Log::new(Level::WARN);
        after(MINUTE, || evaluate_often(&client));
        after(MINUTE, || client.snapshot());
        assert_eq!(log.text().matches(WARNING).count(), 1, "{}", log.text());
    }
}

#[test]
fn a_closed_client_is_not_expected_to_run() {
    let Fixture { client, runtime, _server } = Fixture::new();
    assert_eq!(client.close().now_or_never(), None, "its tasks end once the runtime is driven");
    let log = Log::new(Level::WARN);
    let status = after(MINUTE, || {
        evaluate_often(&client);
        client.status()
    });
    assert_eq!(status.connection, Connection::Closed);
    assert!(!is_stalled(&status) && !log.text().contains(WARNING), "{status:?}");
    runtime.block_on(soon(client.close()));
    assert!(!is_stalled(&client.status()));
}

#[test]
fn waiting_outside_of_a_runtime_is_an_error() {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    // No server listens there.
    let builder = Client::builder("http://127.0.0.1:9", "tgl_test_key");
    let client = runtime.block_on(async { builder.start() }).expect("a valid configuration");
    let ready = client.wait_until_ready(MINUTE).now_or_never().expect("at once");
    let reached = client.wait_for_revision(1, MINUTE).now_or_never().expect("at once");
    for error in [ready.expect_err("no runtime"), reached.expect_err("no runtime")] {
        assert!(error.to_string().contains("Tokio runtime") && !error.is_timeout(), "{error}");
    }

    let offline = Client::offline(Snapshot::empty());
    offline.wait_until_ready(MINUTE).now_or_never().expect("at once").expect("ready");
    offline.wait_for_revision(0, MINUTE).now_or_never().expect("at once").expect("reached");
    let error = offline.wait_for_revision(1, MINUTE).now_or_never().expect("at once").expect_err("never");
    assert!(error.to_string().contains("offline"), "{error}");
}
