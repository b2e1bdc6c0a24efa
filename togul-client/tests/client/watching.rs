use std::time::Duration;

use togul_client::Client;

use crate::server::{Environment, SOON, Server, advance, flag, soon};

#[tokio::test]
async fn a_watcher_receives_the_changed_flags_and_their_revision() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    let mut changes = client.changes();

    stream.send(environment.set("colour", "green"));
    let changed = soon(changes.next()).await.expect("a change");
    assert_eq!((changed.previous.get(), changed.revision.get()), (1, 2));
    assert_eq!(changed.flags, ["colour"]);
    stream.send(environment.delete("colour"));
    let changed = soon(changes.next()).await.expect("a change");
    assert_eq!((changed.previous.get(), changed.revision.get()), (2, 3));
    assert_eq!(changed.flags, ["colour"]);
}

#[tokio::test]
async fn a_fresh_snapshot_is_reported_by_its_differences() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    for key in ["changed", "gone", "same"] {
        environment.set(key, "old");
    }
    let (client, stream) = server.following(&environment).await;
    let mut changes = client.changes();
    environment.set("changed", "new");
    environment.set("added", "new");
    environment.delete("gone");
    // A write that does not change the snapshot.
    environment.set("same", "old");
    stream.send(environment.reset());
    server.snapshot_request().await.respond_with(&environment);
    let changed = soon(changes.next()).await.expect("a change");
    assert_eq!((changed.previous.get(), changed.revision.get()), (4, 8));
    assert_eq!(changed.flags, ["added", "changed", "gone"]);
}

#[tokio::test]
async fn a_slow_watcher_delays_nothing_and_receives_all_changes_at_once() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    let mut slow = client.changes();
    for round in 0..3000 {
        stream.send(environment.set(&format!("flag-{}", round % 3), &round.to_string()));
    }
    soon(client.wait_for_revision(3001, SOON)).await.expect("the watcher delays nothing");
    let changed = soon(slow.next()).await.expect("a change");
    assert_eq!((changed.previous.get(), changed.revision.get()), (1, 3001));
    assert_eq!(changed.flags, ["flag-0", "flag-1", "flag-2"]);
}

#[tokio::test]
async fn watching_ends_with_the_client() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    let mut changes = client.changes();
    stream.send(environment.set("colour", "green"));
    soon(client.wait_for_revision(2, SOON)).await.expect("in time");
    client.close().await;
    assert!(soon(changes.next()).await.is_some(), "the pending change comes first");
    assert_eq!(soon(changes.next()).await, None);
    assert_eq!(soon(client.changes().next()).await, None);

    let (client, _stream) = server.following(&environment).await;
    let mut changes = client.changes();
    drop(client);
    assert_eq!(soon(changes.next()).await, None);
}

#[tokio::test]
async fn a_write_can_be_waited_for_by_its_revision() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    client.wait_for_revision(1, Duration::ZERO).await.expect("it is reached already");

    let waiting = tokio::spawn({
        let client: Client = client.clone();
        async move {
            client.wait_for_revision(2, SOON).await.expect("in time");
            client.snapshot().flag("new").is_some()
        }
    });
    stream.send(environment.put("flag.created", "new", flag("new", "boolean", "true")));
    assert!(soon(waiting).await.expect("no panic"), "the flag exists at that revision");

    let error = client.wait_for_revision(3, Duration::from_millis(10)).await.expect_err("there was no write");
    assert!(error.is_timeout() && !error.is_unreachable(), "the server responds: {error:?}");
    let late = tokio::spawn({
        let client = client.clone();
        async move { client.wait_for_revision(3, Duration::from_secs(1000)).await }
    });
    tokio::task::yield_now().await;
    advance(Duration::from_millis(1)).await;
    client.close().await;
    assert!(soon(late).await.expect("no panic").expect_err("closed").is_closed());
}

#[tokio::test]
async fn a_flag_that_was_created_and_deleted_in_between_is_reported() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    let mut slow = client.changes();
    stream.send(environment.set("passing", "green") + &environment.delete("passing"));
    stream.send(environment.set("colour", "green"));
    soon(client.wait_for_revision(4, SOON)).await.expect("in time");
    let changed = soon(slow.next()).await.expect("a change");
    assert_eq!((changed.previous.get(), changed.revision.get()), (1, 4));
    assert_eq!(changed.flags, ["colour", "passing"]);
}
