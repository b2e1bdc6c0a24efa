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
    ArchiveFlag(u8),
    RestoreFlag(u8),
    /// Whether there is a fourth variant, and the value of the third.
    ChangeVariants(u8, bool, bool),
    Toggle(u8, bool),
    ChangeOffValue(u8, Option<bool>),
    Rename(u8, u8),
    /// The other flag, of a lower number, and its answer; the flag requires none if there is no such flag.
    Require(u8, u8, bool),
    CreateRule(u8, i8, Targeting),
    ChangeRule(u8, i8, bool),
    /// The weights of the variants `on` and `off`; `other` has the rest.
    Split(u8, [u32; 2], bool),
    AnswerVariant(u8, bool),
    Reorder(u8),
    DeleteRule(u8),
    CreateSegment(u8),
    EditSegment(u8, u8, bool),
    ChangeSegment(u8, bool),
    DeleteSegment(u8),
}

#[derive(Clone, Debug)]
enum Targeting {
    All,
    Plan(String),
    /// One of the segments, and whether the rule is for those outside.
    Segment(u8, bool),
    Rollout(u32),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let targeting = prop_oneof![
        Just(Targeting::All),
        prop_oneof!["free", "team"].prop_map(Targeting::Plan),
        any::<(u8, bool)>().prop_map(|(at, is_outside)| Targeting::Segment(at, is_outside)),
        (0_u32..=100_000).prop_map(Targeting::Rollout),
    ];
    prop_oneof![
        3 => (0_u8..6).prop_map(Mutation::CreateFlag),
        1 => any::<u8>().prop_map(Mutation::DeleteFlag),
        2 => any::<u8>().prop_map(Mutation::ArchiveFlag),
        2 => any::<u8>().prop_map(Mutation::RestoreFlag),
        2 => any::<(u8, bool, bool)>().prop_map(|(at, more, value)| Mutation::ChangeVariants(at, more, value)),
        2 => any::<(u8, bool)>().prop_map(|(at, on)| Mutation::Toggle(at, on)),
        1 => any::<(u8, Option<bool>)>().prop_map(|(at, value)| Mutation::ChangeOffValue(at, value)),
        1 => any::<(u8, u8)>().prop_map(|(at, name)| Mutation::Rename(at, name % 3)),
        2 => any::<(u8, u8, bool)>().prop_map(|(at, other, answer)| Mutation::Require(at, other, answer)),
        4 => (any::<u8>(), -3_i8..3, targeting).prop_map(|(at, priority, to)| Mutation::CreateRule(at, priority, to)),
        2 => (any::<u8>(), -3_i8..3, any::<bool>()).prop_map(|(at, priority, on)| Mutation::ChangeRule(at, priority, on)),
        3 => (any::<u8>(), [0_u32..=50_000, 0..=50_000], any::<bool>()).prop_map(|(at, weights, again)| Mutation::Split(at, weights, again)),
        1 => any::<(u8, bool)>().prop_map(|(at, on)| Mutation::AnswerVariant(at, on)),
        1 => any::<u8>().prop_map(Mutation::Reorder),
        1 => any::<u8>().prop_map(Mutation::DeleteRule),
        2 => (0_u8..3).prop_map(Mutation::CreateSegment),
        3 => any::<(u8, u8, bool)>().prop_map(|(at, user, on)| Mutation::EditSegment(at, user % 4, on)),
        1 => any::<(u8, bool)>().prop_map(|(at, on)| Mutation::ChangeSegment(at, on)),
        1 => any::<u8>().prop_map(Mutation::DeleteSegment),
    ]
}

/// The flags, rules and segments that exist, as the server returned them.
#[derive(Default)]
struct Model {
    flags: Vec<Value>,
    rules: Vec<Value>,
    /// With their rules.
    archived: Vec<(Value, Vec<Value>)>,
    segments: Vec<Value>,
}

fn pick<T>(from: &[T], at: u8) -> Option<usize> {
    (!from.is_empty()).then(|| usize::from(at) % from.len())
}

fn variants(has_more: bool, value: bool) -> Value {
    let mut variants = vec![
        json!({ "key": "on", "value": true }),
        json!({ "key": "off", "value": false }),
        json!({ "key": "other", "value": value }),
    ];
    variants.extend(has_more.then(|| json!({ "key": "more", "value": value })));
    json!(variants)
}

impl Model {
    async fn apply(&mut self, shop: &Shop, mutation: Mutation) {
        match mutation {
            Mutation::CreateFlag(n) => {
                let key = format!("flag-{n}");
                let mut taken = self.flags.iter().chain(self.archived.iter().map(|(flag, _)| flag));
                if taken.all(|flag| flag["key"] != key) {
                    self.flags.push(shop.flag(&key, json!({ "variants": variants(false, true) })).await);
                }
            }
            Mutation::DeleteFlag(at) => {
                let Some(at) = pick(&self.flags, at) else { return };
                // Refused while flags require it.
                let reply = shop.owner.delete(&shop.flag_path(&self.flags[at])).await;
                if reply.status == 200 {
                    let flag = self.flags.swap_remove(at);
                    self.rules.retain(|rule| rule["flag_id"] != flag["id"]);
                } else {
                    reply.refused(409, "in_use");
                }
            }
            Mutation::ArchiveFlag(at) => {
                let Some(at) = pick(&self.flags, at) else { return };
                // Refused while flags require it.
                let reply =
                    shop.owner.post(&format!("{}/archive", shop.flag_path(&self.flags[at])), json!({})).await;
                if reply.status == 200 {
                    let flag = self.flags.swap_remove(at);
                    let is_of_flag = |rule: &mut Value| rule["flag_id"] == flag["id"];
                    let rules = self.rules.extract_if(.., is_of_flag).collect();
                    self.archived.push((flag, rules));
                } else {
                    reply.refused(409, "in_use");
                }
            }
            Mutation::RestoreFlag(at) => {
                let Some(at) = pick(&self.archived, at) else { return };
                let (flag, rules) = self.archived.swap_remove(at);
                shop.owner.post(&format!("{}/restore", shop.flag_path(&flag)), json!({})).await.ok();
                self.flags.push(flag);
                self.rules.extend(rules);
            }
            Mutation::ChangeVariants(at, more, value) => {
                self.patch_flag(shop, at, json!({ "variants": variants(more, value) })).await
            }
            Mutation::Toggle(at, enabled) => self.patch_flag(shop, at, json!({ "enabled": enabled })).await,
            Mutation::ChangeOffValue(at, value) => {
                self.patch_flag(shop, at, json!({ "off_value": value })).await
            }
            Mutation::Rename(at, name) => {
                self.patch_flag(shop, at, json!({ "name": format!("name {name}") })).await
            }
            Mutation::Require(at, other, answer) => {
                let Some(of) = pick(&self.flags, at) else { return };
                let lower =
                    self.flags.iter().filter(|flag| flag["key"].as_str() < self.flags[of]["key"].as_str());
                let lower: Vec<_> = lower.map(|flag| flag["key"].clone()).collect();
                let required = pick(&lower, other).map(|at| json!({ "flag": lower[at], "values": [answer] }));
                let required: Vec<_> = required.into_iter().collect();
                self.patch_flag(shop, at, json!({ "prerequisites": required })).await;
            }
            Mutation::CreateRule(at, priority, targeting) => {
                let Some(at) = pick(&self.flags, at) else { return };
                let mut fields = match targeting {
                    Targeting::All => json!({ "rule_type": "boolean" }),
                    Targeting::Plan(plan) => json!({
                        "rule_type": "attribute", "attribute": "plan", "operator": "eq",
                        "value_json": json!(plan).to_string(),
                    }),
                    Targeting::Segment(at, is_outside) => {
                        let Some(at) = pick(&self.segments, at) else { return };
                        let inside = json!({ "operator": "in_segment", "value": self.segments[at]["key"] });
                        let condition = if is_outside { json!({ "not": inside }) } else { inside };
                        json!({ "rule_type": "boolean", "conditions": [condition] })
                    }
                    Targeting::Rollout(thousandths) => json!({
                        "rule_type": "percentage", "rollout_percentage": f64::from(thousandths) / 1000.0,
                        "conditions": [{ "attribute": "age", "operator": "not_exists" }],
                    }),
                };
                fields["priority"] = json!(priority);
                self.rules.push(shop.rule(&self.flags[at], fields).await);
            }
            Mutation::ChangeRule(at, priority, active) => {
                self.patch_rule(shop, at, json!({ "priority": priority, "is_active": active })).await;
            }
            Mutation::Split(at, [on, off], rebalance) => {
                let percent = |thousandths: u32| json!(f64::from(thousandths) / 1000.0);
                let split = json!([
                    { "variant": "on", "weight": percent(on) },
                    { "variant": "off", "weight": percent(off) },
                    { "variant": "other", "weight": percent(100_000 - on - off) },
                ]);
                self.patch_rule(shop, at, json!({ "split": split, "seed": "s", "rebalance": rebalance }))
                    .await;
            }
            Mutation::AnswerVariant(at, on) => {
                let key = if on { "on" } else { "off" };
                self.patch_rule(shop, at, json!({ "variant": key, "seed": null })).await;
            }
            Mutation::Reorder(at) => {
                let Some(at) = pick(&self.flags, at) else { return };
                let path = shop.flag_path(&self.flags[at]);
                let rules = shop.owner.get(&path).await.ok()["rules"].clone();
                let ids: Vec<_> = rules.as_array().unwrap().iter().rev().map(|rule| &rule["id"]).collect();
                shop.owner.put(&format!("{path}/rules/order"), json!({ "rule_ids": ids })).await.ok();
            }
            Mutation::DeleteRule(at) => {
                let Some(at) = pick(&self.rules, at) else { return };
                let rule = self.rules.swap_remove(at);
                shop.owner.delete(&shop.rule_path(&rule)).await.ok();
            }
            Mutation::CreateSegment(n) => {
                let key = format!("segment-{n}");
                if self.segments.iter().all(|segment| segment["key"] != key) {
                    self.segments.push(shop.segment(&key, json!({ "included": ["u-1"] })).await);
                }
            }
            Mutation::EditSegment(at, user, is_added) => {
                let Some(at) = pick(&self.segments, at) else { return };
                let (add, remove) = if is_added { ("add", "remove") } else { ("remove", "add") };
                let body = json!({ add: [format!("u-{user}")], remove: [] });
                let path = format!("{}/included", shop.segment_path(&self.segments[at]));
                shop.owner.post(&path, body).await.ok();
            }
            Mutation::ChangeSegment(at, has_rule) => {
                let Some(at) = pick(&self.segments, at) else { return };
                let of_team =
                    json!({ "conditions": [{ "attribute": "plan", "operator": "eq", "value": "team" }] });
                let rules = if has_rule { json!([of_team]) } else { json!([]) };
                let path = shop.segment_path(&self.segments[at]);
                shop.owner.patch(&path, json!({ "rules": rules })).await.ok();
            }
            Mutation::DeleteSegment(at) => {
                let Some(at) = pick(&self.segments, at) else { return };
                // Refused while rules name it.
                let reply = shop.owner.delete(&shop.segment_path(&self.segments[at])).await;
                if reply.status == 200 {
                    self.segments.swap_remove(at);
                } else {
                    reply.refused(409, "in_use");
                }
            }
        }
    }

    async fn patch_rule(&mut self, shop: &Shop, at: u8, body: Value) {
        let Some(at) = pick(&self.rules, at) else { return };
        shop.owner.patch(&shop.rule_path(&self.rules[at]), body).await.ok();
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
            assert_eq!(detail.variant.as_deref(), answer["variant"].as_str(), "{key}");
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
