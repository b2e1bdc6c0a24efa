//! The vectors through every way to ask: what core answers for them is core's own test; here the same answers come
//! over HTTP, from a client that follows the server, and from a client without one.

use std::{collections::BTreeMap, fs, path::PathBuf, time::Duration};

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Value, json, value::RawValue};
use togul_client::{Client, Context, Snapshot};
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

/// What was answered, in the words of the vectors.
#[derive(Debug, PartialEq)]
struct Answered {
    value: Option<Value>,
    reason: String,
    rule_id: Option<Uuid>,
}

fn by_client(client: &Client, key: &str, context: &str) -> Answered {
    let context = Context::from_json(context.as_bytes()).unwrap();
    let answer = client.evaluate(key, &context);
    Answered { value: answer.value, reason: answer.reason.to_string(), rule_id: answer.reason.rule_id() }
}

async fn by_http(shop: &Shop, key: &str, context: &str) -> Answered {
    // As text: 5, 5.0 and 5e0 are three ways to write one number.
    let body = format!(r#"{{"flag_key":"{key}","environment_key":"production","context":{context}}}"#);
    let request = shop.sdk.request(reqwest::Method::POST, "/api/v1/evaluate");
    let answer = Reply::to(request.header("content-type", "application/json").body(body)).await.ok();
    Answered {
        value: Some(answer["value"].clone()),
        reason: answer["reason"].as_str().unwrap().to_owned(),
        rule_id: answer["rule_id"].as_str().map(|id| id.parse().unwrap()),
    }
}

/// Creates a flag as the vectors have it, and gives the ids of its rules in the order written.
async fn create(shop: &Shop, flag: &Value) -> Vec<Uuid> {
    let fields = |names: &[&str]| -> Value {
        names
            .iter()
            .map(|name| ((*name).to_owned(), flag[name].clone()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let created =
        shop.flag(flag["key"].as_str().unwrap(), fields(&["enabled", "value_type", "default_value"])).await;
    let mut ids = Vec::new();
    for rule in flag["rules"].as_array().unwrap() {
        let mut fields = rule.as_object().unwrap().clone();
        fields.remove("id");
        if let Some(value) = fields.remove("value") {
            fields.insert("value_json".to_owned(), json!(value.to_string()));
        }
        let rule = shop.rule(&created, fields.into()).await;
        ids.push(rule["id"].as_str().unwrap().parse().unwrap());
    }
    ids
}

on_both! {
    async fn every_way_to_ask_answers_alike(world) {
        let shop = world.shop().await;
        let client = Client::connect(&world.url, &shop.server_secret, Duration::from_secs(10)).await.unwrap();
        let mut asked = 0;
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
                    let answered = Answered {
                        value: expected.value,
                        reason: expected.reason,
                        rule_id: expected.rule.map(|at| ids[at]),
                    };
                    assert_eq!(by_http(&shop, key, context).await, answered, "over HTTP: {what}");
                    assert_eq!(by_client(&client, key, context), answered, "by the client: {what}");
                    asked += 1;
                }
            }
        }
        assert!(asked > 1000, "only {asked} questions were asked");
        client.close().await;
    }
}

#[test]
fn a_client_without_a_server_answers_alike() {
    for (file, vectors) in vectors() {
        for case in vectors.cases {
            let flag: Value = read(case.flag.get().as_bytes());
            let key = flag["key"].as_str().unwrap();
            let client =
                Client::offline(Snapshot::new(Uuid::nil(), "vectors", 1, [case.flag.get()]).unwrap());
            for expected in case.contexts {
                let context = expected.context.get();
                let answered = Answered {
                    value: expected.value,
                    reason: expected.reason,
                    rule_id: expected
                        .rule
                        .map(|at| flag["rules"][at]["id"].as_str().unwrap().parse().unwrap()),
                };
                assert_eq!(by_client(&client, key, context), answered, "{file}, {}: {context}", case.name);
            }
        }
    }
}
