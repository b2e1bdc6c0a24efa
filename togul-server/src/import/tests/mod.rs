//! Translations of files with all that the systems have, compared with computations of their algorithms for 10,000 users.

mod damage;
mod flagd;
mod launchdarkly;
mod reference;
mod repetition;
mod unleash;

use serde_json::{Value, json};
use togul_core::{Context, Snapshot};
use uuid::Uuid;

use super::{Answer, Buckets, Original, Source, System, Translation, translate};

fn source(system: System, buckets: Buckets) -> Source {
    Source { system, buckets, environment: "production".to_owned() }
}

/// What evaluators get.
fn snapshot(translation: &Translation) -> Snapshot {
    let flags: Vec<_> = translation
        .flags
        .iter()
        .filter(|imported| !imported.is_archived)
        .map(|imported| serde_json::to_string(&imported.flag).expect("plain data"))
        .collect();
    let segments: Vec<_> = translation
        .segments
        .iter()
        .map(|imported| serde_json::to_string(&imported.segment).expect("plain data"))
        .collect();
    let snapshot = Snapshot::new(Uuid::nil(), "production", 1, flags.iter().map(String::as_str));
    let snapshot = snapshot.expect("flags with keys").with_segments(segments.iter().map(String::as_str));
    let snapshot = snapshot.expect("segments with keys");
    let unreadable: Vec<_> = snapshot.unreadable().collect();
    assert!(unreadable.is_empty(), "{unreadable:?}");
    snapshot
}

/// The value of a flag; null without an answer.
fn answer(snapshot: &Snapshot, key: &str, context: &Value) -> Value {
    let context = Context::try_from(context).expect("a context");
    snapshot.evaluate(key, &context).value().map_or(Value::Null, togul_core::FlagValue::to_json)
}

/// A user: some attributes are missing, of another type or at the edge of a condition.
fn user(n: u32) -> Value {
    let mut context = json!({});
    let mut set = |name: &str, value: Value| context[name] = value;
    if !n.is_multiple_of(97) {
        set("user_id", json!(format!("user-{n}")));
    }
    if !n.is_multiple_of(11) {
        let domain = ["shop.example", "x.example", "SHOP.EXAMPLE", "mail.example"][n as usize % 4];
        let name = ["beta-tester", "ann", "test", "bob"][(n / 4) as usize % 4];
        set("email", json!(format!("{name}{n}@{domain}")));
    }
    if !n.is_multiple_of(5) {
        set("country", json!(["TR", "DE", "FR", "US"][(n / 5) as usize % 4]));
    }
    if !n.is_multiple_of(6) {
        set("plan", json!(["free", "pro", "team"][(n / 6) as usize % 3]));
    }
    if !n.is_multiple_of(7) {
        set("age", json!(n % 40));
    }
    if !n.is_multiple_of(3) {
        set("sessionId", json!(format!("session-{}", n / 3)));
    }
    if !n.is_multiple_of(4) {
        let version = ["1.4.2", "2.0.0", "2.1.0-rc.1", "3.0.0", "0.9.0"][(n / 4) as usize % 5];
        set("app", json!({ "version": version }));
        set("appVersion", json!(version));
    }
    if !n.is_multiple_of(8) {
        let id = if n.is_multiple_of(2) { json!(n) } else { json!(format!("account-{n}")) };
        set("account", json!({ "id": id, "key": format!("account-{}", n % 50) }));
    }
    if n.is_multiple_of(9) {
        set("remoteAddress", json!(if n.is_multiple_of(2) { "192.0.2.9" } else { "198.51.100.8" }));
    }
    if n.is_multiple_of(10) {
        set(
            "since",
            if n.is_multiple_of(20) { json!("2025-06-01T00:00:00Z") } else { json!(1_900_000_000_000_i64) },
        );
    }
    context
}

/// A user as `--verify` has it: nested attributes with dots.
fn flat(context: &Value) -> serde_json::Map<String, Value> {
    let mut flat = serde_json::Map::new();
    for (name, value) in context.as_object().expect("an object") {
        match value {
            Value::Object(members) => {
                flat.extend(
                    members.iter().map(|(member, value)| (format!("{name}.{member}"), value.clone())),
                );
            }
            value => drop(flat.insert(name.clone(), value.clone())),
        }
    }
    flat
}

#[test]
fn the_comparison_with_the_other_system_finds_no_difference() {
    for (system, buckets, file) in [
        (System::Flagd, Buckets::V1, include_str!("flagd.yaml")),
        (System::Flagd, Buckets::V2, include_str!("flagd.yaml")),
        (System::Flagd, Buckets::V3, include_str!("flagd.yaml")),
        (System::Unleash, Buckets::V2, include_str!("unleash.json")),
        (System::LaunchDarkly, Buckets::V2, include_str!("launchdarkly.json")),
    ] {
        let source = source(system, buckets);
        let translation = translate(&source, file).expect("a file");
        let (snapshot, original) = (snapshot(&translation), Original::read(&source, file).expect("a file"));
        let mut compared = 0;
        for n in 0..2_000 {
            let context = user(n);
            for imported in &translation.flags {
                let key = &imported.flag.key;
                let here = answer(&snapshot, key, &context);
                match original.answer(key, &flat(&context)) {
                    Answer::Unknown => continue,
                    Answer::Code => assert!(imported.is_archived, "{key} {context}"),
                    Answer::Value(there) => assert_eq!(here, there, "{system:?} {key} {context}"),
                }
                compared += 1;
            }
        }
        assert!(compared > 10_000 * translation.flags.len() / 6, "{system:?}: {compared}");
    }
}

/// The losses by key.
fn lost(translation: &Translation) -> Vec<(&str, &str)> {
    translation.losses.iter().map(|loss| (&*loss.key, &*loss.place)).collect()
}
