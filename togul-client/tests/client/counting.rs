use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::{Value, json};
use togul_client::{Client, Context, EvaluationCounts, Reason, Snapshot};
use tracing::Level;

use crate::log::Log;
use crate::server::{Environment, SOON, Server, flag, soon};

const RULE: &str = "0196f0a0-0000-7000-8000-0000000000ff";

/// A string flag whose value is `inside` in one country.
fn with_rule(key: &str, default: &str) -> String {
    let rule = format!(
        r#"{{"id":"{RULE}","priority":1,"rule_type":"boolean","conditions":[{{"attribute":"country","operator":"eq","value":"TR"}}],"return_value":"inside"}}"#
    );
    flag(key, "string", &format!("\"{default}\"")).replace("\"rules\":[]", &format!("\"rules\":[{rule}]"))
}

fn lines(evaluations: &EvaluationCounts) -> Vec<(&str, &'static str, Value, u64)> {
    let counts = evaluations.counts.iter();
    counts
        .map(|count| (&*count.flag_key, count.reason.as_str(), count.value.to_json(), count.count))
        .collect()
}

async fn counting(environment: &Environment) -> (Server, Client, crate::server::Stream) {
    let mut server = Server::start().await;
    let (client, stream) = server.follow(server.builder().count_evaluations(), environment).await;
    (server, client, stream)
}

#[tokio::test]
async fn evaluations_are_counted_by_flag_reason_and_value() {
    let mut environment = Environment::new();
    environment.put("flag.created", "place", with_rule("place", "outside"));
    let off = flag("off", "number", "7").replace("\"enabled\":true", "\"enabled\":false");
    environment.put("flag.created", "off", off);
    environment.put("flag.created", "unused", flag("unused", "number", "7"));
    environment.put("flag.created", "broken", r#"{"key":"broken","value_type":"colour"}"#.to_owned());
    let (_server, client, _stream) = counting(&environment).await;
    assert_eq!(client.take_evaluations(), EvaluationCounts::default());

    let (here, there) = (Context::new().with("country", "TR"), Context::new());
    for _ in 0..3 {
        assert_eq!(client.string("place", &here, "none"), "inside");
    }
    client.evaluate("place", &there);
    client.json("off", &here, 5);
    client.number("off", &here, 5.0);
    client.bool("on", &here, false);
    client.number("on", &here, 5.0);
    client.bool("not-there", &here, false);
    client.bool("broken", &here, false);
    client.snapshot().evaluate("on", &here);

    let evaluations = client.take_evaluations();
    assert_eq!(
        lines(&evaluations),
        [
            ("off", "disabled", json!(7), 2),
            ("on", "default", json!(true), 2),
            ("place", "rule_match", json!("inside"), 3),
            ("place", "default", json!("outside"), 1),
        ]
    );
    assert_eq!(evaluations.counts[2].reason, Reason::RuleMatch { rule_id: RULE.parse().expect("an id") });
    assert_eq!((evaluations.not_found, evaluations.unreadable), (1, 1));
    assert_eq!(client.take_evaluations(), EvaluationCounts::default(), "each evaluation is returned once");
    assert_eq!(client.evaluation_totals(), evaluations, "taking does not affect the totals");
    client.bool("on", &here, false);
    assert_eq!(client.evaluation_totals(), client.evaluation_totals(), "reading does not affect the totals");
    assert_eq!(lines(&client.evaluation_totals())[1], ("on", "default", json!(true), 3));
    assert_eq!(lines(&client.take_evaluations()), [("on", "default", json!(true), 1)]);
}

#[tokio::test]
async fn two_rules_of_a_flag_are_counted_apart() {
    const SECOND: &str = "0196f0a0-0000-7000-8000-0000000000fe";
    let rule = |id: &str, country: &str| {
        format!(
            r#"{{"id":"{id}","priority":1,"rule_type":"attribute","attribute":"country","operator":"eq","value":"{country}","return_value":true}}"#
        )
    };
    let rules = format!("\"rules\":[{},{}]", rule(RULE, "TR"), rule(SECOND, "DE"));
    let mut environment = Environment::new();
    environment.put("flag.created", "two", flag("two", "boolean", "false").replace("\"rules\":[]", &rules));
    let (_server, client, _stream) = counting(&environment).await;
    for country in ["TR", "DE", "DE"] {
        assert!(client.bool("two", &Context::new().with("country", country), false));
    }
    for evaluations in [client.evaluation_totals(), client.take_evaluations()] {
        let mut counts: Vec<_> =
            evaluations.counts.iter().map(|line| (line.count, line.reason.rule_id())).collect();
        counts.sort_unstable();
        assert_eq!(counts, [(1, RULE.parse().ok()), (2, SECOND.parse().ok())]);
    }
}

#[tokio::test]
async fn nothing_is_counted_by_default() {
    let mut server = Server::start().await;
    let (client, _stream) = server.following(&Environment::new()).await;
    client.bool("on", &Context::new(), false);
    assert_eq!(client.take_evaluations(), EvaluationCounts::default());
    assert_eq!(client.evaluation_totals(), EvaluationCounts::default());
}

#[tokio::test]
async fn counts_outlive_their_revision() {
    let mut environment = Environment::new();
    environment.put("flag.created", "place", with_rule("place", "outside"));
    let (mut server, client, stream) = counting(&environment).await;
    let (here, there) = (Context::new().with("country", "TR"), Context::new());
    let both = || {
        client.string("place", &here, "none");
        client.string("place", &there, "none");
        client.bool("on", &there, false);
    };
    both();
    stream.send(environment.put("flag.updated", "place", with_rule("place", "elsewhere")));
    soon(client.wait_for_revision(3, SOON)).await.expect("in time");
    both();
    stream.send(environment.delete("place"));
    soon(client.wait_for_revision(4, SOON)).await.expect("in time");
    both();
    environment.put("flag.created", "place", with_rule("place", "outside"));
    stream.send(environment.reset());
    server.snapshot_request().await.respond_with(&environment);
    soon(client.wait_for_revision(5, SOON)).await.expect("in time");
    both();
    let evaluations = client.take_evaluations();
    assert_eq!(client.evaluation_totals(), evaluations);
    let mut lines = lines(&evaluations);
    lines.sort_by_key(|(key, reason, value, _)| (key.to_string(), *reason, value.to_string()));
    assert_eq!(
        lines,
        [
            ("on", "default", json!(true), 4),
            ("place", "default", json!("elsewhere"), 1),
            ("place", "default", json!("outside"), 2),
            ("place", "rule_match", json!("inside"), 3),
        ]
    );
    assert_eq!((evaluations.not_found, evaluations.unreadable), (2, 0));
}

#[tokio::test]
async fn no_evaluation_is_lost_or_counted_twice_while_flags_change() {
    let mut environment = Environment::new();
    environment.set("colour", "red");
    let (_server, client, stream) = counting(&environment).await;
    let over = Arc::new(AtomicBool::new(false));
    let evaluate = |client: Client, over: Arc<AtomicBool>| {
        let mut count = 0;
        while !over.load(Ordering::Relaxed) {
            client.string("colour", &Context::new(), "none");
            count += 1;
        }
        count
    };
    let threads = [(); 4].map(|()| {
        let (client, over) = (client.clone(), Arc::clone(&over));
        thread::spawn(move || evaluate(client, over))
    });
    let sum = |evaluations: &EvaluationCounts| {
        evaluations.not_found + evaluations.counts.iter().map(|line| line.count).sum::<u64>()
    };
    let (mut taken, mut total) = (0, 0);
    let mut take = || {
        taken += sum(&client.take_evaluations());
        let next = sum(&client.evaluation_totals());
        assert!(next >= total && next >= taken, "totals only grow");
        total = next;
    };
    for round in 0..60 {
        let event = match round % 3 {
            0 => environment.delete("colour"),
            1 => environment.set("colour", "red"),
            _ => environment.set("colour", "green"),
        };
        stream.send(event);
        soon(client.wait_for_revision(environment.revision, SOON)).await.expect("in time");
        take();
    }
    over.store(true, Ordering::Relaxed);
    let evaluated: u64 = threads.into_iter().map(|thread| thread.join().expect("no panic")).sum();
    take();
    assert_eq!((taken, total), (evaluated, evaluated));
    assert!(evaluated > 0);
}

#[tokio::test]
async fn unknown_flags_are_counted_from_the_first_snapshot_on_even_if_it_has_no_flags() {
    let log = Log::new(Level::WARN);
    let warnings = || log.text().matches("the environment has no flag with this key").count();
    let mut server = Server::start().await;
    let client = server.builder().start().expect("valid").with_override("overridden", true);
    let unknown = |client: &Client| {
        client.bool("absent", &Context::new(), false);
        client.status().unknown_flags
    };
    assert_eq!((unknown(&client), warnings()), (0, 0), "no flag is known before the first snapshot");
    client.without_override("overridden");

    let mut environment = Environment::new();
    environment.delete("on");
    server.snapshot_request().await.respond_with(&environment);
    soon(client.wait_until_ready(SOON)).await.expect("the server responded");
    assert_eq!((unknown(&client), unknown(&client), warnings()), (1, 2, 1));

    let bootstrapped = server.builder().bootstrap(environment.body()).start().expect("good bytes");
    assert_eq!(unknown(&bootstrapped), 1);
    assert_eq!(unknown(&Client::offline(Snapshot::empty())), 1);
}
