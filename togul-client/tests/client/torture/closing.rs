//! Closing a client in each of its states: its connections are closed, and its tasks end.

use std::time::Duration;

use togul_client::{Client, Connection};
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout};

use super::server::{End, HELLO, Request, Response, STREAM_HEAD, Server, at};
use crate::server::{SOON, advance, soon};

/// One second is promised; a busy machine may take longer.
const ABOUT_A_SECOND: Duration = Duration::from_secs(3);

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Connecting,
    /// It has the snapshot, from a connection that stays open, and no stream yet.
    Opening,
    Following,
    /// An event did not fit, and the fresh snapshot does not arrive.
    Resyncing,
    BackingOff,
    Refused,
    Polling,
}

const ALL: [State; 7] = [
    State::Connecting,
    State::Opening,
    State::Following,
    State::Resyncing,
    State::BackingOff,
    State::Refused,
    State::Polling,
];

/// A client in this state.
async fn client_in(state: State, server: &Server) -> Client {
    let keep_alive = |revision| {
        let body = at(revision).body();
        Response::new(
            format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()),
            End::KeepAlive,
        )
    };
    let mut fetched = 0;
    server.set_fault(move |request, revision| match (state, request) {
        (State::Connecting, _) => Some(Response::new("", End::Hang)),
        (State::BackingOff, _) => Some(Response::whole("503 Service Unavailable", "", "")),
        (State::Refused, _) => Some(Response::whole("401 Unauthorized", "", "")),
        (State::Resyncing, Request::Snapshot) => {
            fetched += 1;
            if fetched == 1 { None } else { Some(Response::new("HTTP/1.1 200 OK\r\n", End::Hang)) }
        }
        (State::Resyncing, Request::Stream { .. }) => Some(Response::stream(at(revision).reset())),
        (State::Polling, Request::Snapshot) => None,
        (_, Request::Snapshot) => Some(keep_alive(revision)),
        (State::Following, Request::Stream { .. }) => {
            Some(Response::new([STREAM_HEAD, HELLO].concat(), End::Hang))
        }
        (_, Request::Stream { .. }) => Some(Response::new("", End::Hang)),
    });
    let client = server.builder().start().expect("valid");
    let wanted = match state {
        State::Connecting | State::Opening => Connection::Connecting,
        State::Following => Connection::Streaming,
        State::Resyncing | State::BackingOff => Connection::Waiting,
        State::Refused => Connection::Refused,
        State::Polling => Connection::Polling,
    };
    if matches!(state, State::Opening | State::Polling) {
        soon(client.wait_until_ready(SOON)).await.expect("the snapshot is there");
    }
    if state == State::Polling {
        advance(Duration::from_secs(31)).await;
    }
    soon(client.wait_for_status(|status| status.connection == wanted)).await;
    if !matches!(state, State::BackingOff | State::Refused) {
        soon(server.has_open(|open| open > 0)).await;
    }
    client
}

/// Asserts that there are no connections, and no more tasks than before the client.
async fn assert_gone(name: &str, server: &Server, tasks: usize) {
    let ended = Instant::now();
    let closed = timeout(ABOUT_A_SECOND, server.has_open(|open| open == 0)).await;
    assert!(closed.is_ok(), "{name}: {:?} after the end", ended.elapsed());
    let gone = async {
        while Handle::current().metrics().num_alive_tasks() > tasks {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    let gone = timeout(ABOUT_A_SECOND, gone).await;
    assert!(gone.is_ok(), "{name}: {} tasks, not {tasks}", Handle::current().metrics().num_alive_tasks());
}

#[tokio::test]
async fn closing_a_client_closes_its_connections_and_ends_its_tasks() {
    for state in ALL {
        let server = Server::start().await;
        let tasks = Handle::current().metrics().num_alive_tasks();
        let client = client_in(state, &server).await;
        timeout(ABOUT_A_SECOND, client.close()).await.expect("it does not wait for the server");
        assert_gone(&format!("{state:?}"), &server, tasks).await;
        assert_eq!(client.status().connection, Connection::Closed);
    }
}

#[tokio::test]
async fn dropping_a_client_closes_it() {
    for state in ALL {
        let server = Server::start().await;
        let tasks = Handle::current().metrics().num_alive_tasks();
        drop(client_in(state, &server).await);
        assert_gone(&format!("{state:?}"), &server, tasks).await;
    }
}

#[tokio::test]
async fn a_connect_that_is_dropped_leaves_no_task_behind() {
    let server = Server::start().await;
    let tasks = Handle::current().metrics().num_alive_tasks();
    server.set_fault(|_, _| Some(Response::new("", End::Hang)));
    let mut connecting = Box::pin(server.builder().connect(SOON));
    tokio::select! {
        _ = &mut connecting => panic!("there is no response"),
        () = server.has_open(|open| open > 0) => {}
    }
    drop(connecting);
    assert_gone("a connect", &server, tasks).await;
}

/// The only blocking thread is busy, as with a disk that hangs.
#[test]
fn a_file_that_hangs_does_not_keep_the_connection_open() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build();
    runtime.expect("a runtime").block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("flags.json");
        let server = Server::start().await;
        let tasks = Handle::current().metrics().num_alive_tasks();
        let client = server.builder().file(&path).start().expect("valid");
        soon(client.wait_for_status(super::server::is_healthy)).await;

        let (release, blocked) = std::sync::mpsc::channel::<()>();
        let disk = tokio::task::spawn_blocking(move || blocked.recv());
        server.change();
        let wanted = server.revision();
        soon(client.wait_for_status(|status| status.revision == wanted)).await;
        drop(client);
        let closed = timeout(ABOUT_A_SECOND, server.has_open(|open| open == 0)).await;
        assert!(closed.is_ok(), "the connection must not wait for the disk");
        drop(release);
        disk.await.expect("no panic").expect_err("nothing was sent");
        assert_gone("the writer", &server, tasks).await;
        let stored = std::fs::read_to_string(&path).expect("written in the end");
        assert_eq!(stored, at(wanted).body());
    });
}
