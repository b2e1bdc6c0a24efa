//! Changes that take long to compile, or are as large as servers send them.

use std::time::Duration;

use togul_client::{Context, Snapshot};
use togul_core::{Fingerprint, limits};
use tokio::time::sleep;

use crate::server::{Environment, SOON, Server, flag, soon, with_more};

/// Flags of a group, which takes about a second to compile.
const FLAGS: usize = 20;

/// One transaction with as many flags. Their regular expressions have large automata, and differ, because equal ones are
/// compiled once.
fn slow_group(environment: &mut Environment, name: &str) -> Vec<String> {
    let create = |number| {
        let key = format!("{name}-{number}");
        let rule = format!(
            r#"{{"id":"0196f0a0-0000-7000-8000-{number:012}","priority":1,"rule_type":"attribute","attribute":"name","operator":"matches","value":"^[ab]*a[ab]{{12}}{key}$","return_value":"matched"}}"#
        );
        let flag = flag(&key, "string", "\"other\"");
        environment.put("flag.created", &key, flag.replace(r#""rules":[]"#, &format!(r#""rules":[{rule}]"#)))
    };
    let mut events: Vec<_> = (0..FLAGS).map(create).collect();
    let (_, all_but_last) = events.split_last_mut().expect("several events");
    all_but_last.iter_mut().for_each(|event| *event = with_more(event));
    events
}

#[tokio::test]
async fn the_runtime_goes_on_while_changes_are_compiled() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    stream.send(slow_group(&mut environment, "slow").concat());
    // The runtime has one thread.
    let mut turns = 0;
    let wait = async {
        while client.revision() != environment.revision {
            sleep(Duration::from_millis(1)).await;
            turns += 1;
            client.with_override("overridden", turns);
        }
    };
    soon(wait).await;
    assert!(turns >= 50, "only {turns} turns");
    assert_eq!(client.int("overridden", &Context::new(), 0), turns, "what was overridden meanwhile is kept");
    let context = Context::new().with("name", format!("a{}slow-7", "b".repeat(12)));
    assert_eq!(client.string("slow-7", &context, "none"), "matched");
    server.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn a_change_that_is_compiled_while_the_client_is_closed_is_not_published() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    stream.send(slow_group(&mut environment, "slow").concat());
    // The client has time to receive it.
    server.assert_no_snapshot_request().await;
    soon(client.close()).await;
    // This takes as long, and started later.
    slow_group(&mut environment, "other");
    Snapshot::from_json(environment.body().as_bytes()).expect("a snapshot");
    server.assert_no_snapshot_request().await;
    assert_eq!((client.revision().get(), client.status().revision.get()), (1, 1));
}

#[tokio::test]
async fn the_largest_segment_of_a_server_is_applied() {
    let mut server = Server::start().await;
    let environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    let (mut ids, start, end) =
        (String::new(), r#"{"key":"large","included":[""#, r#""],"excluded":[],"rules":[]}"#);
    while start.len() + ids.len() + 260 < limits::SEGMENT_BYTES - end.len() {
        ids += &format!("{:0>256}\",\"", ids.len());
    }
    let segment = format!("{start}{ids}last{end}");
    let (id, fingerprint) = (&environment.id, environment.fingerprint().add(Fingerprint::of(&segment)));
    stream.send(format!(
        "id: 2\ndata: {{\"type\":\"segment.created\",\"segment_key\":\"large\",\"environment_id\":\"{id}\",\"version\":2,\
         \"previous\":1,\"fingerprint\":\"{fingerprint}\",\"segment\":{segment}}}\n\n"
    ));
    soon(client.wait_for_revision(2, SOON)).await.expect("in time");
    assert_eq!(client.snapshot().segment_json("large"), Some(&*segment));
    server.assert_no_snapshot_request().await;
}
