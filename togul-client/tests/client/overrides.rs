//! Flags that a test writes in code.

use std::time::Duration;

use serde_json::json;
use togul_client::{Client, Context, EvaluationCounts, Reason, Snapshot};

use crate::server::{Environment, SOON, Server, advance, soon};

#[test]
fn a_test_writes_its_flags_in_code() {
    let flags = Snapshot::empty().with_flag("on", true).with_flag("limit", 20).with_flag("colour", "blue");
    let client = Client::offline(flags.with_flag("checkout", json!({"steps": [1, 2]})));
    let context = Context::new();
    assert!(client.bool("on", &context, false));
    assert_eq!((client.int("limit", &context, 0), client.number("limit", &context, 0.0)), (20, 20.0));
    assert_eq!(client.string("colour", &context, "grey"), "blue");
    assert_eq!(client.json("checkout", &context, json!(null)), json!({"steps": [1, 2]}));
    assert!(!client.bool("not-there", &context, false));
    assert_eq!(client.status().unreadable().count(), 0);
}

#[test]
fn a_single_flag_is_flipped_while_the_application_runs() {
    let client = Client::offline(Snapshot::empty().with_flag("on", true)).with_override("off", false);
    let (application, context) = (client.clone(), Context::new());
    let taken = application.snapshot();
    let mut changes = application.changes();
    client.with_override("on", false).with_override("off", true);
    assert!(!application.bool("on", &context, true) && application.bool("off", &context, false));
    let detail = application.evaluate("off", &context);
    assert_eq!((detail.reason, detail.revision), (Reason::Default, application.revision()));
    assert_eq!(application.snapshot().evaluate("on", &context).as_bool(), Some(false));
    assert_eq!(taken.evaluate("on", &context).as_bool(), Some(true), "a snapshot does not change");
    let changed = futures_util::FutureExt::now_or_never(changes.next()).flatten().expect("a change");
    assert_eq!(changed.flags, ["off", "on"]);

    client.with_override("on", "another type").without_override("off");
    assert_eq!(application.string("on", &context, ""), "another type");
    assert_eq!(application.evaluate("off", &context).reason, Reason::FlagNotFound);
    client.without_override("on").without_override("never-there");
    assert!(application.bool("on", &context, false), "the snapshot's flag is back");
}

#[tokio::test]
async fn overrides_of_a_client_stay_while_it_follows_its_server() {
    let mut environment = Environment::new();
    environment.set("colour", "red");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    let mut server = Server::start().await;
    let builder = server.builder().file(&path).count_evaluations();
    let (client, stream) = server.follow(builder, &environment).await;
    let context = Context::new();
    client.with_override("colour", "mine").with_override("only-here", 7);

    // The server's changes are applied to the server's flags, of which the fingerprint is checked.
    stream.send(environment.set("colour", "green"));
    stream.send(environment.set("size", "small"));
    soon(client.wait_for_revision(environment.revision, SOON)).await.expect("in time");
    assert_eq!(client.string("colour", &context, ""), "mine");
    assert_eq!(client.string("size", &context, ""), "small");

    stream.send(environment.reset());
    advance(Duration::from_secs(10)).await;
    let request = server.snapshot_request().await;
    assert_eq!(request.header("if-none-match"), environment.etag());
    environment.set("colour", "blue");
    request.respond_with(&environment);
    soon(client.wait_for_revision(environment.revision, SOON)).await.expect("in time");
    drop(stream);
    advance(Duration::from_secs(10)).await;
    let request = server.stream_request().await;
    assert_eq!(request.query, environment.resume_query());
    let _stream = request.open();
    assert_eq!(client.string("colour", &context, ""), "mine");
    assert_eq!(client.int("only-here", &context, 0), 7);

    client.without_override("colour");
    assert_eq!(client.string("colour", &context, ""), "blue");
    let EvaluationCounts { counts, .. } = client.take_evaluations();
    let mut counted: Vec<_> =
        counts.iter().map(|line| format!("{}={} {}", line.flag_key, line.value, line.count)).collect();
    counted.sort_unstable();
    assert_eq!(counted, ["colour=\"blue\" 1", "colour=\"mine\" 2", "only-here=7 1", "size=\"small\" 1"]);
    soon(client.close()).await;
    assert_eq!(std::fs::read_to_string(&path).expect("written"), environment.body());
}
