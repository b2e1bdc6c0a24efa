//! What an import does with the objects that an environment has, and with those that name each other.

use std::time::Duration;

use futures_util::FutureExt;
use serde_json::{Value, json};
use togul_server::{
    domain::{id::Id, organization::Organization, quota::Quotas},
    server::Settings,
};

use super::{
    change_groups,
    imports::{flagd, import},
};
use crate::world::{Reply, Shop, on_both};

/// Costs nearly 1 ms: a flag may have five.
const SUBSTANTIAL: &str = "(x|y)*x(x|y){14}z";

fn few_bytes(settings: &mut Settings) {
    settings.quotas = Quotas { flag_bytes: 100_000, ..Quotas::default() };
}

/// A flag of LaunchDarkly that is off until its rule holds.
fn flag(rule: Value, prerequisites: &[&str]) -> Value {
    let prerequisites: Vec<_> =
        prerequisites.iter().map(|key| json!({ "key": key, "variation": 0 })).collect();
    json!({ "on": true, "salt": "x", "offVariation": 1, "variations": [true, false], "fallthrough": { "variation": 1 },
            "rules": [{ "clauses": [rule], "variation": 0 }], "prerequisites": prerequisites })
}

fn in_segment(key: &str) -> Value {
    json!({ "op": "segmentMatch", "values": [key] })
}

fn compares(attribute: &str, op: &str, value: &str) -> Value {
    json!({ "attribute": attribute, "op": op, "values": [value] })
}

fn segment(rule: Value) -> Value {
    json!({ "rules": [{ "clauses": [rule] }] })
}

fn launchdarkly(flags: Value, segments: Value) -> String {
    json!({ "flags": flags, "segments": segments }).to_string()
}

async fn imported(shop: &Shop, file: String) -> Value {
    import(shop, "from=launchdarkly", file).await.ok()["import"].clone()
}

fn reason(reply: Reply) -> (String, String) {
    let details = reply.refused(400, "validation_error")["details"].clone();
    (details["field"].as_str().unwrap().to_owned(), details["reason"].as_str().unwrap().to_owned())
}

/// A flag of flagd with a default.
fn switch(state: &str, default: &str) -> Value {
    json!({ "state": state, "variants": { "on": true, "off": false }, "defaultVariant": default })
}

on_both! {
    async fn new_segments_may_name_each_other_and_are_named_by_new_flags(world) {
        let shop = world.shop().await;
        let by_plan = segment(compares("plan", "in", "pro"));
        let segments = json!({ "a": by_plan, "b": segment(in_segment("a")), "c": segment(in_segment("b")) });
        imported(&shop, launchdarkly(json!({ "f": flag(in_segment("c"), &[]) }), segments)).await;
        for (plan, value) in [("pro", true), ("free", false)] {
            assert_eq!(shop.evaluate("f", json!({ "plan": plan })).await["value"], value);
        }
        // They count to the cost of the flags that reach them.
        let expensive = |n: usize| segment(compares(&format!("a{n}"), "matches", SUBSTANTIAL));
        let mut segments: serde_json::Map<_, _> = (0..6).map(|n| (format!("s{n}"), expensive(n))).collect();
        segments.insert("t".to_owned(), json!({ "rules": (0..6).map(|n| json!({ "clauses": [in_segment(&format!("s{n}"))] })).collect::<Vec<_>>() }));
        let revision = shop.revision().await;
        let file = launchdarkly(json!({ "g": flag(in_segment("t"), &[]) }), segments.into());
        let (field, text) = reason(import(&shop, "from=launchdarkly", file).await);
        assert_eq!(field, "flags.g");
        assert!(text.starts_with("must leave the cost of evaluating the flag within 5.00 ms"), "{text}");
        assert_eq!(shop.revision().await, revision);
    }

    async fn a_changed_segment_and_flags_that_require_each_other_are_imported_together(world) {
        let shop = world.shop().await;
        let user = |plan: &str| launchdarkly(json!({ "user": flag(in_segment("s"), &[]) }), json!({ "s": segment(compares("plan", "in", plan)) }));
        imported(&shop, user("pro")).await;
        let holds = || compares("plan", "in", "free");
        let mut file: Value = serde_json::from_str(&user("free")).unwrap();
        file["flags"]["p"] = flag(holds(), &[]);
        file["flags"]["c"] = flag(holds(), &["p"]);
        let plan = imported(&shop, file.to_string()).await;
        assert_eq!((&plan["created"]["flags"], &plan["changed"]["segments"]), (&json!(["p", "c"]), &json!(["s"])));
        assert_eq!(shop.evaluate("c", json!({ "plan": "free" })).await["value"], true);
        // The same once flags have prerequisites.
        let more = json!({ "q": flag(holds(), &[]), "d": flag(holds(), &["q"]), "user": flag(in_segment("s"), &["d"]), "p": flag(holds(), &[]) });
        imported(&shop, launchdarkly(more, file["segments"].clone())).await;
        assert_eq!(shop.evaluate("user", json!({ "plan": "free" })).await["value"], true);
        assert_eq!(shop.evaluate("user", json!({ "plan": "pro" })).await["value"], false);
    }

    async fn archived_flags_count_to_the_quotas(world with few_bytes) {
        let shop = world.shop().await;
        let large = json!({ "state": "DISABLED", "variants": { "a": "x".repeat(60_000) }, "defaultVariant": "a" });
        import(&shop, "from=flagd", flagd(json!({ "one": large, "two": large }))).await.refused(409, "quota_exceeded");
        let small = json!({ "state": "DISABLED", "variants": { "a": "x" }, "defaultVariant": "a" });
        import(&shop, "from=flagd", flagd(json!({ "one": small, "two": small }))).await.ok();
        import(&shop, "from=flagd", flagd(json!({ "one": large }))).await.refused(409, "quota_exceeded");
    }

    async fn a_changed_flag_raises_the_revision_by_one(world) {
        let shop = world.shop().await;
        let mut revision = shop.revision().await;
        for (state, default, step, value) in [
            ("ENABLED", "on", 1, Some(true)),
            ("ENABLED", "off", 1, Some(false)),
            ("DISABLED", "on", 1, None),
            ("DISABLED", "off", 0, None),
            ("ENABLED", "on", 1, Some(true)),
            ("DISABLED", "on", 1, None),
            ("ENABLED", "on", 1, Some(true)),
        ] {
            let file = flagd(json!({ "f": switch(state, default) }));
            import(&shop, "from=flagd", file.clone()).await.ok();
            let after = shop.revision().await;
            assert_eq!(after - revision, step, "{state} {default}");
            revision = after;
            let body = json!({ "flag_key": "f", "context": {} });
            let reply = shop.sdk.post("/api/v1/evaluate", body).await;
            match value {
                Some(value) => assert_eq!(reply.ok()["value"], value),
                None => drop(reply.refused(404, "evaluate.flag_not_found")),
            }
            let again = import(&shop, "from=flagd", file).await.ok();
            assert_eq!(again["import"]["unchanged"]["flags"], json!(["f"]), "{state} {default}");
        }
        let log = shop.owner.get("/api/v1/audit-log?target_type=flag").await.ok();
        let actions: Vec<_> = log["entries"].as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
        let expected = ["created", "updated", "archived", "updated", "restored", "archived", "restored"];
        assert_eq!(actions, expected.map(|action| format!("flag.{action}")).iter().collect::<Vec<_>>());
    }

    async fn a_restored_flag_is_checked_with_all_that_it_requires(world) {
        let shop = world.shop().await;
        let holds = || compares("plan", "in", "pro");
        let mut archived = flag(holds(), &["p"]);
        archived["archived"] = json!(true);
        imported(&shop, launchdarkly(json!({ "p": flag(holds(), &[]), "x": archived }), json!({}))).await;
        // A chain of as many prerequisites as there may be, of which x would be one more.
        let key = |n: usize| if n == 0 { "p".to_owned() } else { format!("q{n}") };
        let link = |n: usize| {
            let next = key(n + 1);
            let next = [&*next];
            (key(n), flag(holds(), if n < 8 { &next } else { &[] }))
        };
        let mut flags: serde_json::Map<_, _> = (0..=8).map(link).collect();
        let chain = launchdarkly(flags.clone().into(), json!({}));
        flags.insert("x".to_owned(), flag(holds(), &["p"]));
        let (field, text) = reason(import(&shop, "from=launchdarkly", launchdarkly(flags.into(), json!({}))).await);
        assert!(field.starts_with("flags.x.prerequisites") && text.contains("chain"), "{field}: {text}");
        imported(&shop, chain).await;
        // A new flag may require one that is restored, and one that is archived may have been required until now.
        imported(&shop, launchdarkly(json!({ "p": flag(holds(), &[]), "x": flag(holds(), &[]), "y": flag(holds(), &["x"]) }), json!({}))).await;
        assert_eq!(shop.evaluate("y", json!({ "plan": "pro" })).await["value"], true);
        let mut archived = flag(holds(), &[]);
        archived["archived"] = json!(true);
        imported(&shop, launchdarkly(json!({ "x": archived, "y": flag(holds(), &[]) }), json!({}))).await;
        let y = launchdarkly(json!({ "x": flag(holds(), &[]), "y": flag(holds(), &["x"]) }), json!({}));
        imported(&shop, y).await;
        let reply = import(&shop, "from=launchdarkly", launchdarkly(json!({ "x": archived }), json!({}))).await;
        reply.refused(409, "in_use");
    }

    async fn a_loss_that_the_environment_causes_carries_over_to_dependents(world) {
        let shop = world.shop().await;
        shop.flag("p", json!({ "value_type": "number", "default_value": 1 })).await;
        let holds = || compares("plan", "in", "pro");
        let file = launchdarkly(json!({ "p": flag(holds(), &[]), "c": flag(holds(), &["p"]), "d": flag(holds(), &["c"]), "e": flag(holds(), &[]) }), json!({}));
        let details = import(&shop, "from=launchdarkly&allow_loss=p", file.clone()).await.refused(409, "conflict")["details"].clone();
        let losses: Vec<_> = details["import"]["losses"].as_array().unwrap().iter().map(|loss| &loss["key"]).collect();
        assert_eq!(losses, ["p", "c", "d"]);
        let plan = import(&shop, "from=launchdarkly&allow_loss=p,c,d", file).await.ok();
        assert_eq!(plan["import"]["created"]["flags"], json!(["e"]));
    }

    async fn objects_that_would_get_one_key_are_losses(world) {
        let shop = world.shop().await;
        let variants = json!([{ "name": "red", "weight": 1 }]);
        let plain = |name: &str| json!({ "name": name, "enabled": true, "strategies": [] });
        let mut with_variants = plain("a");
        with_variants["variants"] = variants;
        let file = json!({ "features": [plain("a.variant"), with_variants] }).to_string();
        let details = import(&shop, "from=unleash", file.clone()).await.refused(409, "conflict")["details"].clone();
        let loss = &details["import"]["losses"][0];
        assert_eq!((&loss["key"], &loss["place"]), (&json!("a"), &json!("features[1].variants")));
        import(&shop, "from=unleash&allow_loss=a", file).await.ok();
        assert_eq!(shop.evaluate("a.variant", json!({})).await["value"], true);

        let share = json!({ "salt": "s", "rules": [{ "clauses": [compares("plan", "in", "pro")], "weight": 5_000 }] });
        let segments = json!({ "x": share, "x.rule-1": { "included": ["user-1"] } });
        let file = launchdarkly(json!({ "f": flag(in_segment("x.rule-1"), &[]) }), segments);
        let details = import(&shop, "from=launchdarkly", file.clone()).await.refused(409, "conflict")["details"].clone();
        let loss = &details["import"]["losses"][0];
        assert_eq!((&loss["key"], &loss["place"]), (&json!("x"), &json!("segments.x.rules[0]")));
        import(&shop, "from=launchdarkly&allow_loss=x", file).await.ok();
        assert_eq!(shop.evaluate("f", json!({ "user_id": "user-1" })).await["value"], true);
    }

    async fn a_file_is_translated_in_the_turn_of_its_organization(world) {
        let shop = world.shop().await;
        let organization: Id<Organization> = change_groups::id(&shop.owner.organization_id);
        let mut turns = Vec::new();
        while let Some(turn) = world.app.compilers.acquire(organization, Duration::MAX).now_or_never() {
            turns.push(turn.unwrap());
        }
        let file = flagd(json!({ "f": switch("ENABLED", "on") }));
        let write = async { drop(import(&shop, "from=flagd", file).await.ok()) };
        let others = async {
            while world.app.compilers.status().waiting == 0 {
                tokio::task::yield_now().await;
            }
            drop(turns);
        };
        tokio::join!(write, others);
    }
}
