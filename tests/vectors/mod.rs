//! The vectors over HTTP, from a client that follows the server, and from an offline client. The core has its own test
//! for them; here all have to give the same answers.

use std::{collections::BTreeMap, fs, path::PathBuf, time::Duration};

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Value, json, value::RawValue};
use togul_client::{Client, Context, Snapshot};
use togul_core::Fingerprint;
use uuid::Uuid;

use crate::world::{Reply, Shop, on_both};

#[derive(Deserialize)]
struct Vectors {
    fixed_ids_and_salts: bool,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    flag: Box<RawValue>,
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

/// Creates a flag of the vectors, and returns the ids of its rules in the order written.
async fn create(shop: &Shop, flag: &Value) -> Vec<Option<Uuid>> {
    let fields = |names: &[&str]| -> Value {
        names
            .iter()
            .map(|name| ((*name).to_owned(), flag[name].clone()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let created = shop
        .flag(flag["key"].as_str().unwrap(), fields(&["enabled", "value_type", "default_value", "off_value"]))
        .await;
    let mut ids = Vec::new();
    for rule in flag["rules"].as_array().unwrap() {
        let mut fields = rule.as_object().unwrap().clone();
        fields.remove("id");
        if let Some(value) = fields.remove("value") {
            fields.insert("value_json".to_owned(), json!(value.to_string()));
        }
        let rule = shop.rule(&created, fields.into()).await;
        ids.push(Some(rule["id"].as_str().unwrap().parse().unwrap()));
    }
    ids
}

on_both! {
    async fn http_and_client_give_the_expected_answers(world) {
        let shop = world.shop().await;
        let client = Client::connect(&world.url, &shop.server_secret, Duration::from_secs(10)).await.unwrap();
        let mut evaluations = 0;
        for (file, vectors) in vectors() {
            if vectors.fixed_ids_and_salts {
                continue;
            }
            for case in vectors.cases {
                let flag: Value = read(case.flag.get().as_bytes());
                let key = flag["key"].as_str().unwrap();
                let ids = create(&shop, &flag).await;
                let revision = shop.evaluate(key, json!({})).await["version"].as_u64().unwrap();
                client.wait_for_revision(revision, Duration::from_secs(10)).await.unwrap();
                for expected in case.contexts {
                    let context = expected.context.get();
                    let what = format!("{file}, {}: {context}", case.name);
                    let answer = expected.answer(&ids);
                    assert_eq!(answer_of(&by_http(&shop, key, context).await), answer, "over HTTP: {what}");
                    assert_eq!(by_client(&client, key, context), answer, "by the client: {what}");
                    evaluations += 1;
                }
            }
        }
        assert!(evaluations > 1000, "only {evaluations} evaluations");
        client.close().await;
    }

    /// The flags are written into the database, as a newer server would.
    async fn unreadable_flags_and_rules_are_refused_over_http(world) {
        let shop = world.shop().await;
        let cases = vectors().remove("unreadable.json").unwrap().cases;
        let mut fingerprint = Fingerprint::default();
        for case in &cases {
            let flag: Value = read(case.flag.get().as_bytes());
            let key = flag["key"].as_str().unwrap();
            shop.flag(key, json!({})).await;
            let json = serde_json::to_string(&flag).unwrap();
            fingerprint = fingerprint.add(Fingerprint::of(&json));
            let json = json.replace('\'', "''");
            assert_eq!(world.sql(&format!("update flags set snapshot = '{json}' where key = '{key}'")).await, 1);
        }
        world.sql(&format!("update environments set fingerprint = '{fingerprint}'")).await;
        // Evaluated for the first time, so that this server reads the environment only now.
        let client = Client::connect(&world.url, &shop.server_secret, Duration::from_secs(10)).await.unwrap();
        for case in cases {
            let flag: Value = read(case.flag.get().as_bytes());
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
            let client =
                Client::offline(Snapshot::new(Uuid::nil(), "vectors", 1, [case.flag.get()]).unwrap());
            for expected in case.contexts {
                let context = expected.context.get();
                let answer = expected.answer(&ids);
                assert_eq!(by_client(&client, key, context), answer, "{file}, {}: {context}", case.name);
            }
        }
    }
}
