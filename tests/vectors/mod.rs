//! The vectors over HTTP, from a client that follows the server, and from an offline client. The core has its own test
//! for them; here all have to give the same answers.

use std::{collections::BTreeMap, fs, path::PathBuf, time::Duration};

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Value, json, value::RawValue};
use togul_client::{Client, Context, Snapshot};
use togul_core::Fingerprint;
use uuid::Uuid;

use crate::world::{Reply, Shop, World, on_both};

#[derive(Deserialize)]
struct Vectors {
    fixed_ids_and_salts: bool,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    flag: Box<RawValue>,
    /// The other flags of the environment.
    #[serde(default)]
    flags: Vec<Box<RawValue>>,
    #[serde(default)]
    segments: Vec<Box<RawValue>>,
    contexts: Vec<Expectation>,
}

#[derive(Deserialize)]
struct Expectation {
    context: Box<RawValue>,
    /// Absent when the flag gives none, so that the caller's default applies.
    #[serde(default, deserialize_with = "present")]
    value: Option<Value>,
    reason: String,
    /// The position of the rule that decides among the flag's rules as written.
    rule: Option<usize>,
    /// The key of the prerequisite that failed, if one did.
    prerequisite: Option<String>,
    /// The key of the answer's variant, if the case is about variants; null for none.
    #[serde(default, deserialize_with = "present")]
    variant: Option<Value>,
}

/// A value that is there, null included.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// All files but the table of buckets, by name.
fn vectors() -> BTreeMap<String, Vectors> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.ends_with(".json") && name != "buckets.json" {
            files.insert(name, read(&fs::read(&path).unwrap()));
        }
    }
    files
}

fn read<T: DeserializeOwned>(json: &[u8]) -> T {
    serde_json::from_slice(json).unwrap()
}

/// An answer as in the vectors.
#[derive(Debug, PartialEq)]
struct Answer {
    value: Option<Value>,
    reason: String,
    rule_id: Option<Uuid>,
}

impl Expectation {
    fn answer(&self, rule_ids: &[Option<Uuid>]) -> Answer {
        let rule_id = self.rule.and_then(|at| rule_ids[at]);
        Answer { value: self.value.clone(), reason: self.reason.clone(), rule_id }
    }
}

fn by_client(client: &Client, key: &str, context: &str) -> Answer {
    let context = Context::from_json(context.as_bytes()).unwrap();
    let answer = client.evaluate(key, &context);
    let value = answer.value.map(|value| value.to_json());
    Answer { value, reason: answer.reason.to_string(), rule_id: answer.reason.rule_id() }
}

async fn by_http(shop: &Shop, key: &str, context: &str) -> Reply {
    // Not as a `Value`: 5, 5.0 and 5e0 are three ways to write the same number.
    let body = format!(r#"{{"flag_key":"{key}","environment_key":"production","context":{context}}}"#);
    let request = shop.sdk.request(reqwest::Method::POST, "/api/v1/evaluate");
    Reply::to(request.header("content-type", "application/json").body(body)).await
}

fn answer_of(reply: &Reply) -> Answer {
    let answer = reply.ok();
    Answer {
        value: Some(answer["value"].clone()),
        reason: answer["reason"].as_str().unwrap().to_owned(),
        rule_id: answer["rule_id"].as_str().map(|id| id.parse().unwrap()),
    }
}

/// The ids of a flag's rules in the order written.
fn rule_ids(flag: &Value) -> Vec<Option<Uuid>> {
    let rules = flag["rules"].as_array().map(Vec::as_slice).unwrap_or_default();
    rules.iter().map(|rule| rule["id"].as_str()?.parse().ok()).collect()
}

/// Files with flags and segments that requests cannot make as they are.
const STORED: [&str; 7] = [
    "bucketing.json",
    "prerequisites.json",
    "segments.json",
    "tainted_segments.json",
    "ties.json",
    "unreadable.json",
    "unreadable_groups.json",
];

/// A flag or segment whose key and links begin with the prefix, so that all cases fit into one environment.
fn with_prefix(prefix: &str, object: &RawValue) -> Value {
    let mut object = with_links(prefix, &read(object.get().as_bytes()));
    object["key"] = json!(format!("{prefix}{}", object["key"].as_str().unwrap()));
    object
}

fn with_links(prefix: &str, part: &Value) -> Value {
    let prefixed = |link: &Value| link.as_str().map_or(link.clone(), |key| json!(format!("{prefix}{key}")));
    match part {
        Value::Object(members) => {
            let is_in_segment = members.get("operator") == Some(&json!("in_segment"));
            let member = |(name, value): (&String, &Value)| {
                let value = match (&**name, value) {
                    ("flag", key @ Value::String(_)) => prefixed(key),
                    ("value", key @ Value::String(_)) if is_in_segment => prefixed(key),
                    ("value", Value::Array(keys)) if is_in_segment => keys.iter().map(prefixed).collect(),
                    _ => with_links(prefix, value),
                };
                (name.clone(), value)
            };
            Value::Object(members.iter().map(member).collect())
        }
        Value::Array(parts) => parts.iter().map(|part| with_links(prefix, part)).collect(),
        part => part.clone(),
    }
}

/// Writes the bytes that evaluators get of a flag or segment that exists.
async fn store(world: &World, table: &str, object: &Value) -> Fingerprint {
    let (key, json) = (object["key"].as_str().unwrap(), object.to_string());
    let update = format!("update {table} set snapshot = '{}' where key = '{key}'", json.replace('\'', "''"));
    assert_eq!(world.sql(&update).await, 1);
    Fingerprint::of(&json)
}

/// Gives a flag the salt of the vectors, and its rules the ranges of splits: no request can choose them.
async fn fix(world: &World, shop: &Shop, flag: &Value, created: &Value) {
    let (key, salt) = (flag["key"].as_str().unwrap(), flag["salt"].as_str().unwrap());
    assert_eq!(world.sql(&format!("update flags set salt = '{salt}' where key = '{key}'")).await, 1);
    for rule in flag["rules"].as_array().unwrap() {
        let Some(parts) = rule["split"].as_array() else { continue };
        let mut parts = parts.clone();
        for part in &mut parts {
            part["weight"] = weight(part);
        }
        let of_rule = format!(
            "flag_id = (select id from flags where key = '{key}') and priority = {}",
            rule["priority"]
        );
        let set = format!("update rules set split = '{}' where {of_rule}", json!(parts));
        assert_eq!(world.sql(&set).await, 1);
    }
    // So that its bytes are made again.
    shop.owner.patch(&shop.flag_path(created), json!({ "description": "fixed" })).await.ok();
}

/// The weight of a part of a split with its ranges.
fn weight(part: &Value) -> Value {
    let ranges = part["ranges"].as_array().unwrap().iter();
    let size: u64 = ranges.map(|range| range[1].as_u64().unwrap() - range[0].as_u64().unwrap()).sum();
    json!(size as f64 / 1000.0)
}

/// Creates a flag of the vectors, and returns it with the ids of its rules in the order written.
async fn create(shop: &Shop, flag: &Value) -> (Value, Vec<Option<Uuid>>) {
    let fields = |names: &[&str]| -> Value {
        names
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), flag.get(name)?.clone())))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let created = shop
        .flag(
            flag["key"].as_str().unwrap(),
            fields(&["enabled", "value_type", "default_value", "off_value", "variants"]),
        )
        .await;
    let mut ids = Vec::new();
    for rule in flag["rules"].as_array().unwrap() {
        let mut fields = rule.as_object().unwrap().clone();
        fields.remove("id");
        if let Some(value) = fields.remove("value") {
            fields.insert("value_json".to_owned(), json!(value.to_string()));
        }
        // The form with weights, which the shop's default would be a second answer beside.
        if let Some(Value::Array(parts)) = fields.get_mut("split") {
            for part in parts {
                *part = json!({ "variant": (part["variant"]), "weight": weight(part) });
            }
        }
        // Evaluators ignore these in rules that hash nothing, and the API has no such values.
        fields.retain(|name, value| value.is_string() || !["seed", "bucket_by"].contains(&&**name));
        if fields.contains_key("variant") || fields.contains_key("split") {
            fields.insert("return_value".to_owned(), Value::Null);
        }
        let rule = shop.rule(&created, fields.into()).await;
        ids.push(Some(rule["id"].as_str().unwrap().parse().unwrap()));
    }
    (created, ids)
}

on_both! {
    async fn http_and_client_give_the_expected_answers(world) {
        let shop = world.shop().await;
        let client = Client::connect(&world.url, &shop.server_secret, Duration::from_secs(10)).await.unwrap();
        let mut evaluations = 0;
        for (file, vectors) in vectors() {
            let is_fixed = vectors.fixed_ids_and_salts;
            if STORED.contains(&&*file) {
                continue;
            }
            for case in vectors.cases {
                let flag: Value = read(case.flag.get().as_bytes());
                let key = flag["key"].as_str().unwrap();
                let (created, ids) = create(&shop, &flag).await;
                if is_fixed {
                    fix(world, &shop, &flag, &created).await;
                }
                let revision = shop.evaluate(key, json!({})).await["version"].as_u64().unwrap();
                client.wait_for_revision(revision, Duration::from_secs(10)).await.unwrap();
                for expected in case.contexts {
                    let context = expected.context.get();
                    let what = format!("{file}, {}: {context}", case.name);
                    let answer = expected.answer(&ids);
                    let reply = by_http(&shop, key, context).await;
                    assert_eq!(answer_of(&reply), answer, "over HTTP: {what}");
                    assert_eq!(by_client(&client, key, context), answer, "by the client: {what}");
                    if let Some(variant) = expected.variant {
                        assert_eq!(reply.ok()["variant"], variant, "over HTTP: {what}");
                        let context = Context::from_json(context.as_bytes()).unwrap();
                        let snapshot = client.snapshot();
                        let answer = snapshot.flag(key).unwrap().evaluate(&context);
                        assert_eq!(json!(answer.variant()), variant, "by the client: {what}");
                    }
                    evaluations += 1;
                }
            }
        }
        assert!(evaluations > 1000, "only {evaluations} evaluations");
        client.close().await;
    }

    /// Flags and segments are written into the database as another server would write them, also those that are
    /// unreadable or that no request could make.
    async fn what_is_stored_gives_the_expected_answers(world) {
        let shop = world.shop().await;
        let mut files = vectors();
        let files = STORED.map(|file| files.remove(file).unwrap());
        let cases = files.into_iter().flat_map(|file| file.cases).enumerate();
        let cases: Vec<_> = cases.map(|(n, case)| (format!("case-{n}-"), case)).collect();
        let mut fingerprint = Fingerprint::default();
        for (prefix, case) in &cases {
            for segment in &case.segments {
                let segment = with_prefix(prefix, segment);
                shop.segment(segment["key"].as_str().unwrap(), json!({})).await;
                fingerprint = fingerprint.add(store(world, "segments", &segment).await);
            }
            for flag in case.flags.iter().chain([&case.flag]) {
                let flag = with_prefix(prefix, flag);
                shop.flag(flag["key"].as_str().unwrap(), json!({})).await;
                fingerprint = fingerprint.add(store(world, "flags", &flag).await);
            }
        }
        world.sql(&format!("update environments set fingerprint = '{fingerprint}'")).await;
        // Evaluated for the first time, so that this server reads the environment only now.
        let client = Client::connect(&world.url, &shop.server_secret, Duration::from_secs(10)).await.unwrap();
        for (prefix, case) in cases {
            let flag = with_prefix(&prefix, &case.flag);
            let key = flag["key"].as_str().unwrap();
            let ids = rule_ids(&flag);
            for expected in case.contexts {
                let context = expected.context.get();
                let what = format!("{}: {context}", case.name);
                let (answer, reply) = (expected.answer(&ids), by_http(&shop, key, context).await);
                let body = format!(r#"{{"context":{context}}}"#);
                let all = shop.sdk.send(reqwest::Method::POST, "/api/v1/evaluate/all", body).await.ok();
                let unreadable = all["unreadable"].as_array().unwrap().contains(&json!(key));
                assert_eq!(unreadable, answer.value.is_none(), "{what}");
                assert_eq!(all["flags"].get(key).map(|flag| &flag["value"]), answer.value.as_ref(), "{what}");
                if unreadable {
                    reply.refused(404, "evaluate.flag_unreadable");
                } else {
                    assert_eq!(answer_of(&reply), answer, "over HTTP: {what}");
                    let failed = expected.prerequisite.map(|key| format!("{prefix}{key}"));
                    assert_eq!(reply.ok()["prerequisite"], json!(failed), "{what}");
                }
                assert_eq!(by_client(&client, key, context), answer, "by the client: {what}");
            }
        }
        client.close().await;
    }
}

#[test]
fn an_offline_client_gives_the_expected_answers() {
    for (file, vectors) in vectors() {
        for case in vectors.cases {
            let flag: Value = read(case.flag.get().as_bytes());
            let (key, ids) = (flag["key"].as_str().unwrap(), rule_ids(&flag));
            let flags = case.flags.iter().chain([&case.flag]).map(|flag| flag.get());
            let snapshot = Snapshot::new(Uuid::nil(), "vectors", 1, flags).unwrap();
            let segments = case.segments.iter().map(|segment| segment.get());
            let client = Client::offline(snapshot.with_segments(segments).unwrap());
            for expected in case.contexts {
                let context = expected.context.get();
                let answer = expected.answer(&ids);
                assert_eq!(by_client(&client, key, context), answer, "{file}, {}: {context}", case.name);
            }
        }
    }
}
