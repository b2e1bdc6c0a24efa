use std::time::Duration;

use togul_client::Client;

use crate::server::{Environment, SOON, Server, flag, skip, soon};

#[tokio::test]
async fn a_watcher_learns_which_flags_changed_at_which_revision() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    let mut changes = client.changes();

    stream.send(environment.set("colour", "green"));
    let changed = soon(changes.next()).await.expect("a change");
    assert_eq!(
        (changed.previous.get(), changed.revision.get(), changed.flags),
        (1, 2, vec!["colour".to_owned()])
    );
    stream.send(environment.delete("colour"));
    let changed = soon(changes.next()).await.expect("a change");
    assert_eq!(
        (changed.previous.get(), changed.revision.get(), changed.flags),
        (2, 3, vec!["colour".to_owned()])
    );
}

#[tokio::test]
async fn a_fresh_snapshot_tells_what_differs() {
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
    // A write that does not change what is in the snapshot.
    environment.set("same", "old");
    stream.send(environment.reset());
    server.snapshot().await.give(&environment);
    let changed = soon(changes.next()).await.expect("a change");
    assert_eq!((changed.previous.get(), changed.revision.get()), (4, 8));
    assert_eq!(changed.flags, ["added", "changed", "gone"]);
}

#[tokio::test]
async fn a_slow_watcher_holds_nobody_up_and_is_told_all_at_once() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    let mut slow = client.changes();
    for round in 0..3000 {
        stream.send(environment.set(&format!("flag-{}", round % 3), &round.to_string()));
    }
    soon(client.wait_for_revision(3001, SOON)).await.expect("nobody waits for the watcher");
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
    assert!(soon(changes.next()).await.is_some(), "what was not told yet comes first");
    assert_eq!(soon(changes.next()).await, None);
    assert_eq!(soon(client.changes().next()).await, None);

    let (client, _stream) = server.following(&environment).await;
    let mut changes = client.changes();
    drop(client);
    assert_eq!(soon(changes.next()).await, None);
}

#[tokio::test]
async fn ones_own_write_can_be_waited_for() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    client.wait_for_revision(1, Duration::ZERO).await.expect("it is there already");

    let waiting = tokio::spawn({
        let client: Client = client.clone();
        async move {
            client.wait_for_revision(2, SOON).await.expect("in time");
            client.snapshot().flag("new").is_some()
        }
    });
    stream.send(environment.put("flag.created", "new", flag("new", "boolean", "true")));
    assert!(soon(waiting).await.expect("no panic"), "what is waited for can be read");

    let error = client.wait_for_revision(3, Duration::from_millis(10)).await.expect_err("nobody wrote");
    assert!(error.is_timeout() && !error.is_unreachable(), "the server is well: {error:?}");
    let late = tokio::spawn({
        let client = client.clone();
        async move { client.wait_for_revision(3, Duration::from_secs(1000)).await }
    });
    tokio::task::yield_now().await;
    skip(Duration::from_millis(1)).await;
    client.close().await;
    assert!(soon(late).await.expect("no panic").expect_err("closed").is_closed());
}

#[tokio::test]
async fn a_flag_that_came_and_went_unseen_is_told() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    let mut slow = client.changes();
    stream.send(environment.set("passing", "green") + &environment.delete("passing"));
    stream.send(environment.set("colour", "green"));
    soon(client.wait_for_revision(4, SOON)).await.expect("in time");
    let changed = soon(slow.next()).await.expect("a change");
    assert_eq!(
        (changed.previous.get(), changed.revision.get(), changed.flags),
        (1, 4, vec!["colour".to_owned(), "passing".to_owned()])
    );
}
