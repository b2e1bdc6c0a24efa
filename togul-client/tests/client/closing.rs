use std::time::Duration;

use togul_client::{Client, Connection, Context, Snapshot, SnapshotSource};

use crate::server::{Environment, Server, soon};

#[tokio::test]
async fn dropping_the_last_handle_closes_the_connection() {
    let mut server = Server::start().await;
    let (client, stream) = server.following(&Environment::new()).await;
    let clone = client.clone();
    drop(client);
    assert!(clone.bool("on", &Context::new(), false));
    assert_eq!(clone.status().connection, Connection::Streaming, "one handle remains");
    drop(clone);
    stream.closed().await;
}

#[tokio::test]
async fn a_closed_client_still_evaluates_its_last_snapshot() {
    let mut server = Server::start().await;
    let (client, stream) = server.following(&Environment::new()).await;
    let clone = client.clone();
    soon(client.close()).await;
    stream.closed().await;
    assert!(clone.bool("on", &Context::new(), false));
    assert_eq!(clone.status().connection, Connection::Closed);
    soon(clone.close()).await;
    let error =
        clone.wait_for_revision(2, Duration::from_secs(3600)).await.expect_err("there are no more revisions");
    assert!(error.is_closed());
}

#[tokio::test]
async fn a_client_can_be_closed_while_it_is_connecting() {
    let mut server = Server::start().await;
    let client = server.builder().start().expect("valid");
    let _request = server.snapshot_request().await;
    soon(client.close()).await;
    assert!(client.wait_until_ready(Duration::from_secs(3600)).await.expect_err("closed").is_closed());
}

#[test]
fn an_offline_client_needs_no_runtime() {
    let snapshot = Snapshot::from_json(Environment::new().body().as_bytes()).expect("a snapshot");
    let client = Client::offline(snapshot);
    assert!(client.bool("on", &Context::new(), false));
    let status = client.status();
    assert_eq!((status.connection, status.source), (Connection::Offline, SnapshotSource::Offline));
    assert_eq!(status.revision, 1);
}

#[tokio::test]
async fn an_offline_client_is_ready_and_never_changes() {
    let snapshot = Snapshot::from_json(Environment::new().body().as_bytes()).expect("a snapshot");
    let client = Client::offline(snapshot);
    client.wait_until_ready(Duration::ZERO).await.expect("ready");
    client.wait_for_revision(1, Duration::ZERO).await.expect("there");
    let error = client.wait_for_revision(2, Duration::from_secs(3600)).await.expect_err("never");
    assert!(!error.is_closed() && error.to_string().contains("offline"), "{error}");
    let mut changes = client.changes();
    soon(client.close()).await;
    assert_eq!(soon(changes.next()).await, None);
    assert!(client.bool("on", &Context::new(), false));
}

#[test]
fn starting_outside_a_runtime_is_an_error() {
    let error = Client::builder("http://127.0.0.1:9", "key").start().expect_err("no runtime");
    assert!(error.to_string().contains("cannot start"), "{error}");
}
