//! The end of a client, whatever it is doing: its connections are closed, and its tasks are gone.

use std::time::Duration;

use togul_client::{Client, Connection};
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout};

use super::server::{Answer, Asked, End, HELLO, STREAM_HEAD, Server, at};
use crate::server::{SOON, skip, soon};

/// A second is promised; a machine that is busy may take longer to get round to it.
const A_SECOND_OR_SO: Duration = Duration::from_secs(3);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Doing {
    Connecting,
    /// It has the snapshot by a connection that stays open, but no stream yet.
    Opening,
    Following,
    /// What came does not fit, and the fresh snapshot does not come.
    Resyncing,
    BackingOff,
    Refused,
    Polling,
}

const ALL: [Doing; 7] = [
    Doing::Connecting,
    Doing::Opening,
    Doing::Following,
    Doing::Resyncing,
    Doing::BackingOff,
    Doing::Refused,
    Doing::Polling,
];

/// A client that does this.
async fn doing(doing: Doing, server: &Server) -> Client {
    let keep_alive = |revision| {
        let body = at(revision).body();
        Answer::new(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()), End::Again)
    };
    let mut fetched = 0;
    server.turn(move |asked, revision| match (doing, asked) {
        (Doing::Connecting, _) => Some(Answer::new("", End::Hang)),
        (Doing::BackingOff, _) => Some(Answer::whole("503 Service Unavailable", "", "")),
        (Doing::Refused, _) => Some(Answer::whole("401 Unauthorized", "", "")),
        (Doing::Resyncing, Asked::Snapshot) => {
            fetched += 1;
            if fetched == 1 { None } else { Some(Answer::new("HTTP/1.1 200 OK\r\n", End::Hang)) }
        }
        (Doing::Resyncing, Asked::Stream { .. }) => Some(Answer::stream(at(revision).reset())),
        (Doing::Polling, Asked::Snapshot) => None,
        (_, Asked::Snapshot) => Some(keep_alive(revision)),
        (Doing::Following, Asked::Stream { .. }) => {
            Some(Answer::new([STREAM_HEAD, HELLO].concat(), End::Hang))
        }
        (_, Asked::Stream { .. }) => Some(Answer::new("", End::Hang)),
    });
    let client = server.builder().start().expect("valid");
    let wanted = match doing {
        Doing::Connecting | Doing::Opening => Connection::Connecting,
        Doing::Following => Connection::Streaming,
        Doing::Resyncing | Doing::BackingOff => Connection::Waiting,
        Doing::Refused => Connection::Refused,
        Doing::Polling => Connection::Polling,
    };
    if matches!(doing, Doing::Opening | Doing::Polling) {
        soon(client.wait_until_ready(SOON)).await.expect("the snapshot is there");
    }
    if doing == Doing::Polling {
        skip(Duration::from_secs(31)).await;
    }
    soon(client.wait_for_status(|status| status.connection == wanted)).await;
    if !matches!(doing, Doing::BackingOff | Doing::Refused) {
        soon(server.has_open(|open| open > 0)).await;
    }
    client
}

/// That there are no more connections and tasks than before the client.
async fn assert_gone(about: &str, server: &Server, tasks: usize) {
    let ended = Instant::now();
    let closed = timeout(A_SECOND_OR_SO, server.has_open(|open| open == 0)).await;
    assert!(closed.is_ok(), "{about}: {:?} after the end", ended.elapsed());
    let gone = async {
        while Handle::current().metrics().num_alive_tasks() > tasks {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    let gone = timeout(A_SECOND_OR_SO, gone).await;
    assert!(gone.is_ok(), "{about}: {} tasks, not {tasks}", Handle::current().metrics().num_alive_tasks());
}

#[tokio::test]
async fn closing_a_client_closes_its_connections_and_ends_its_tasks() {
    for what in ALL {
        let server = Server::start().await;
        let tasks = Handle::current().metrics().num_alive_tasks();
        let client = doing(what, &server).await;
        timeout(A_SECOND_OR_SO, client.close()).await.expect("it does not wait for the server");
        assert_gone(&format!("{what:?}"), &server, tasks).await;
        assert_eq!(client.status().connection, Connection::Closed);
    }
}

#[tokio::test]
async fn dropping_a_client_is_closing_it() {
    for what in ALL {
        let server = Server::start().await;
        let tasks = Handle::current().metrics().num_alive_tasks();
        drop(doing(what, &server).await);
        assert_gone(&format!("{what:?}"), &server, tasks).await;
    }
}

#[tokio::test]
async fn a_connect_that_is_dropped_leaves_nothing() {
    let server = Server::start().await;
    let tasks = Handle::current().metrics().num_alive_tasks();
    server.turn(|_, _| Some(Answer::new("", End::Hang)));
    let mut connecting = Box::pin(server.builder().connect(SOON));
    tokio::select! {
        _ = &mut connecting => panic!("nobody answers"),
        () = server.has_open(|open| open > 0) => {}
    }
    drop(connecting);
    assert_gone("a connect", &server, tasks).await;
}

/// Nothing but memory can be slower than a disk that hangs: here nobody is left to write.
#[test]
fn a_file_that_hangs_does_not_hold_the_connection() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build();
    runtime.expect("a runtime").block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("flags.json");
        let server = Server::start().await;
        let tasks = Handle::current().metrics().num_alive_tasks();
        let client = server.builder().file(&path).start().expect("valid");
        soon(client.wait_for_status(super::server::is_well)).await;

        let (let_go, held) = std::sync::mpsc::channel::<()>();
        let disk = tokio::task::spawn_blocking(move || held.recv());
        server.change();
        let wanted = server.revision();
        soon(client.wait_for_status(|status| status.revision == wanted)).await;
        drop(client);
        let closed = timeout(A_SECOND_OR_SO, server.has_open(|open| open == 0)).await;
        assert!(closed.is_ok(), "the connection waits for the disk");
        drop(let_go);
        disk.await.expect("no panic").expect_err("nothing was sent");
        assert_gone("the writer", &server, tasks).await;
        let kept = std::fs::read_to_string(&path).expect("written in the end");
        assert_eq!(kept, at(wanted).body());
    });
}
