//! Agreement: after any sequence of mutations, the client, the snapshot and `evaluate` agree at each revision.

use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};
use togul_client::{Client, Context, Snapshot};

use super::PATIENCE;
use crate::world::{Shop, on_both};

const SEQUENCES: usize = 12;
const CONTEXTS: [&str; 4] = [
    "{}",
    r#"{"user_id":"u-1","plan":"team"}"#,
    r#"{"user_id":"u-2","age":41}"#,
    r#"{"user_id":7,"plan":["free","team"]}"#,
];

/// A mutation by an admin. The numbers choose among the flags and rules that exist.
#[derive(Clone, Debug)]
enum Mutation {
    CreateFlag(u8),
    DeleteFlag(u8),
    Toggle(u8, bool),
    ChangeOffValue(u8, Option<bool>),
    Rename(u8, u8),
    CreateRule(u8, i8, Targeting),
    ChangeRule(u8, i8, bool),
    DeleteRule(u8),
}

#[derive(Clone, Debug)]
enum Targeting {
    All,
    Plan(String),
    Rollout(u32),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let targeting = prop_oneof![
        Just(Targeting::All),
        prop_oneof!["free", "team"].prop_map(Targeting::Plan),
        (0_u32..=100_000).prop_map(Targeting::Rollout),
    ];
    prop_oneof![
        3 => (0_u8..6).prop_map(Mutation::CreateFlag),
        1 => any::<u8>().prop_map(Mutation::DeleteFlag),
        2 => any::<(u8, bool)>().prop_map(|(at, on)| Mutation::Toggle(at, on)),
        1 => any::<(u8, Option<bool>)>().prop_map(|(at, value)| Mutation::ChangeOffValue(at, value)),
        1 => any::<(u8, u8)>().prop_map(|(at, name)| Mutation::Rename(at, name % 3)),
        4 => (any::<u8>(), -3_i8..3, targeting).prop_map(|(at, priority, to)| Mutation::CreateRule(at, priority, to)),
        2 => (any::<u8>(), -3_i8..3, any::<bool>()).prop_map(|(at, priority, on)| Mutation::ChangeRule(at, priority, on)),
        1 => any::<u8>().prop_map(Mutation::DeleteRule),
    ]
}

/// The flags and rules that exist, as the server returned them.
#[derive(Default)]
struct Model {
    flags: Vec<Value>,
    rules: Vec<Value>,
}

fn pick(from: &[Value], at: u8) -> Option<usize> {
    (!from.is_empty()).then(|| usize::from(at) % from.len())
}

impl Model {
    async fn apply(&mut self, shop: &Shop, mutation: Mutation) {
        match mutation {
            Mutation::CreateFlag(n) => {
                let key = format!("flag-{n}");
                if self.flags.iter().all(|flag| flag["key"] != key) {
                    self.flags.push(shop.flag(&key, json!({})).await);
                }
            }
            Mutation::DeleteFlag(at) => {
                let Some(at) = pick(&self.flags, at) else { return };
                let flag = self.flags.swap_remove(at);
                self.rules.retain(|rule| rule["flag_id"] != flag["id"]);
                shop.owner.delete(&shop.flag_path(&flag)).await.ok();
            }
            Mutation::Toggle(at, enabled) => self.patch_flag(shop, at, json!({ "enabled": enabled })).await,
            Mutation::ChangeOffValue(at, value) => {
                self.patch_flag(shop, at, json!({ "off_value": value })).await
            }
            Mutation::Rename(at, name) => {
                self.patch_flag(shop, at, json!({ "name": format!("name {name}") })).await
            }
            Mutation::CreateRule(at, priority, targeting) => {
                let Some(at) = pick(&self.flags, at) else { return };
                let mut fields = match targeting {
                    Targeting::All => json!({ "rule_type": "boolean" }),
                    Targeting::Plan(plan) => json!({
                        "rule_type": "attribute", "attribute": "plan", "operator": "eq",
                        "value_json": json!(plan).to_string(),
                    }),
                    Targeting::Rollout(thousandths) => json!({
                        "rule_type": "percentage", "rollout_percentage": f64::from(thousandths) / 1000.0,
                        "conditions": [{ "attribute": "age", "operator": "not_exists" }],
                    }),
                };
                fields["priority"] = json!(priority);
                self.rules.push(shop.rule(&self.flags[at], fields).await);
            }
            Mutation::ChangeRule(at, priority, active) => {
                let Some(at) = pick(&self.rules, at) else { return };
                let body = json!({ "priority": priority, "is_active": active });
                shop.owner.patch(&shop.rule_path(&self.rules[at]), body).await.ok();
            }
            Mutation::DeleteRule(at) => {
                let Some(at) = pick(&self.rules, at) else { return };
                let rule = self.rules.swap_remove(at);
                shop.owner.delete(&shop.rule_path(&rule)).await.ok();
            }
        }
    }

    async fn patch_flag(&mut self, shop: &Shop, at: u8, body: Value) {
        let Some(at) = pick(&self.flags, at) else { return };
        shop.owner.patch(&shop.flag_path(&self.flags[at]), body).await.ok();
    }
}

/// Asserts that server and client have the same snapshot and evaluate all flags alike.
async fn assert_agreement(shop: &Shop, client: &Client) {
    let body = shop.server.get("/api/v1/snapshot").await;
    let server = Snapshot::from_json(&body.body).unwrap();
    client.wait_for_revision(server.revision(), PATIENCE).await.unwrap();
    let snapshot = client.snapshot();
    assert_eq!((snapshot.revision(), snapshot.fingerprint()), (server.revision(), server.fingerprint()));
    for context in CONTEXTS {
        let all = format!(r#"{{"context":{context}}}"#);
        let answers = shop.sdk.post("/api/v1/evaluate/all", serde_json::from_str(&all).unwrap()).await.ok();
        let answers = answers["flags"].as_object().unwrap();
        assert_eq!(answers.len(), snapshot.len());
        let context = Context::from_json(context.as_bytes()).unwrap();
        for (key, answer) in answers {
            let detail = client.evaluate(key, &context);
            assert_eq!(detail.value.unwrap().to_json(), answer["value"], "{key}");
            assert_eq!(detail.reason.as_str(), answer["reason"], "{key}");
            assert_eq!(
                detail.reason.rule_id().map(|id| id.to_string()).as_deref(),
                answer["rule_id"].as_str(),
                "{key}"
            );
        }
    }
}

on_both! {
    async fn client_and_server_agree_after_any_sequence_of_mutations(world) {
        let shop = world.shop().await;
        let client = Client::connect(&world.url, &shop.server_secret, PATIENCE).await.unwrap();
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let mut model = Model::default();
        for _ in 0..SEQUENCES {
            let sequence = prop::collection::vec(mutation(), 1..25).new_tree(&mut runner).unwrap().current();
            for mutation in sequence {
                model.apply(&shop, mutation).await;
            }
            assert_agreement(&shop, &client).await;
        }
        let second = Client::connect(&world.url, &shop.server_secret, PATIENCE).await.unwrap();
        assert_eq!(second.snapshot().fingerprint(), client.snapshot().fingerprint());
        second.close().await;
        client.close().await;
    }
}
