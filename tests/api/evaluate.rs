//! `POST /evaluate` and `POST /evaluate/all`.

use reqwest::Method;
use serde_json::{Value, json};
use togul_core::{Context, Snapshot};

use crate::world::{Reply, fields, on_both};

const ONE: &str = "/api/v1/evaluate";
const ALL: &str = "/api/v1/evaluate/all";

on_both! {
    async fn a_flag_of_each_type_returns_its_default_or_its_rules_value(world) {
        let shop = world.shop().await;
        for (value_type, default, matched) in [
            ("boolean", json!(false), json!(true)),
            ("string", json!(""), json!("kırmızı")),
            ("number", json!(-0.5), json!(9_007_199_254_740_993_i64)),
            ("json", Value::Null, json!({ "a": [1, { "b": null }], "c": "" })),
        ] {
            let flag =
                shop.flag(value_type, json!({ "value_type": value_type, "default_value": default })).await;
            let rule = shop.rule(&flag, json!({
                "rule_type": "attribute", "attribute": "plan", "operator": "eq", "value_json": "\"pro\"",
                "return_value": matched,
            })).await;
            let version = shop.revision().await;
            assert_eq!(
                shop.evaluate(value_type, json!({ "plan": "pro" })).await,
                json!({
                    "flag_key": value_type, "enabled": true, "value_type": value_type, "value": matched,
                    "reason": "rule_match", "rule_id": rule["id"], "variant": null, "prerequisite": null, "version": version,
                })
            );
            assert_eq!(
                shop.evaluate(value_type, json!({ "plan": "free" })).await,
                json!({
                    "flag_key": value_type, "enabled": true, "value_type": value_type, "value": default,
                    "reason": "default", "rule_id": null, "variant": null, "prerequisite": null, "version": version,
                })
            );
        }
    }

    async fn a_disabled_flag_returns_its_default(world) {
        let shop = world.shop().await;
        let flag = shop.flag("off", json!({ "enabled": false })).await;
        shop.rule(&flag, json!({})).await;
        assert_eq!(
            shop.evaluate("off", json!({})).await,
            json!({
                "flag_key": "off", "enabled": false, "value_type": "boolean", "value": false,
                "reason": "disabled", "rule_id": null, "variant": null, "prerequisite": null, "version": 2,
            })
        );
        shop.owner.patch(&shop.flag_path(&flag), json!({ "enabled": true })).await.ok();
        let answer = shop.evaluate("off", json!({})).await;
        assert_eq!((&answer["value"], &answer["reason"]), (&json!(true), &json!("rule_match")));
    }

    async fn every_acknowledged_write_is_in_the_next_answer(world) {
        let shop = world.shop().await;
        let flag = shop.flag("busy", json!({ "value_type": "number", "default_value": 0 })).await;
        for n in 1..=20 {
            shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": n })).await.ok();
            let answer = shop.evaluate("busy", json!({})).await;
            assert_eq!((&answer["value"], &answer["version"]), (&json!(n), &json!(n + 1)));
        }
        shop.owner.delete(&shop.flag_path(&flag)).await.ok();
        shop.sdk.post(ONE, json!({ "flag_key": "busy" })).await.refused(404, "evaluate.flag_not_found");
    }

    async fn only_server_keys_get_an_explanation(world) {
        let shop = world.shop().await;
        let flag = shop.flag("why", json!({})).await;
        let rule = shop
            .rule(
                &flag,
                json!({
                    "rule_type": "percentage", "rollout_percentage": 0, "priority": 1,
                }),
            )
            .await;
        let body = json!({ "flag_key": "why", "context": { "user_id": "u" }, "explain": true });
        let answer = shop.server.post(ONE, body.clone()).await.ok();
        assert_eq!((&answer["value"], &answer["reason"]), (&json!(false), &json!("default")));
        let explanation = answer["explanation"].to_string();
        assert!(explanation.contains(rule["id"].as_str().unwrap()), "{explanation}");
        shop.sdk.post(ONE, body).await.refused(403, "forbidden");

        let without = json!({ "flag_key": "why", "explain": false });
        for program in [&shop.server, &shop.sdk] {
            let answer = program.post(ONE, without.clone()).await.ok();
            assert_eq!(
                fields(&answer),
                ["enabled", "flag_key", "prerequisite", "reason", "rule_id", "value", "value_type", "variant", "version"]
            );
        }
    }

    async fn an_empty_context_may_be_written_in_four_ways(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        shop.rule(&flag, json!({ "conditions": [{ "attribute": "a", "operator": "not_exists" }] })).await;
        let expected = shop.sdk.post(ONE, json!({ "flag_key": "f" })).await.ok();
        assert_eq!(expected["reason"], "rule_match");
        for context in [json!(null), json!({}), json!([])] {
            let answer = shop.sdk.post(ONE, json!({ "flag_key": "f", "context": context })).await.ok();
            assert_eq!(answer, expected, "{context}");
            let all = shop.sdk.post(ALL, json!({ "context": context })).await.ok();
            assert_eq!(all["flags"]["f"], expected, "{context}");
        }
        assert_eq!(shop.sdk.post(ALL, json!({})).await.ok()["flags"]["f"], expected);
        for context in [json!([1]), json!([{}]), json!("a"), json!(5), json!(true)] {
            for (path, body) in
                [(ONE, json!({ "flag_key": "f", "context": context })), (ALL, json!({ "context": context }))]
            {
                assert_eq!(shop.sdk.post(path, body).await.refused_field(), "context", "{context}");
            }
        }
    }

    async fn environment_key_must_name_the_environment_of_the_api_key(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        shop.environment("staging").await;
        let evaluate = async |environment: Value| {
            shop.sdk.post(ONE, json!({ "flag_key": "f", "environment_key": environment })).await
        };
        evaluate(json!("production")).await.ok();
        evaluate(json!(null)).await.ok();
        let other = evaluate(json!("staging")).await;
        other.refused(403, "evaluate.environment_forbidden");
        for absent in ["nowhere", "Production", ""] {
            evaluate(json!(absent)).await.assert_same(&other, absent);
        }
    }

    async fn a_flag_of_another_environment_is_not_found(world) {
        let shop = world.shop().await;
        let (staging, _) = shop.environment("staging").await;
        shop.flag("elsewhere", json!({ "environment_id": staging["id"] })).await;
        for key in ["elsewhere", "nowhere", "", "a b", "\u{0}", &"k".repeat(6000)] {
            shop.sdk.post(ONE, json!({ "flag_key": key })).await.refused(404, "evaluate.flag_not_found");
        }
        assert_eq!(shop.sdk.post(ONE, json!({})).await.refused_field(), "flag_key");
        assert_eq!(shop.sdk.post(ONE, json!({ "flag_key": 5 })).await.refused_field(), "flag_key");
    }

    async fn an_environment_is_evaluated_in_its_regions_only(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        shop.evaluate("f", json!({})).await;
        let regions = format!("{}/regions", shop.environment_path());
        for elsewhere in [json!([]), json!(["eu", "us"])] {
            shop.owner.put(&regions, json!({ "regions": elsewhere })).await.ok();
            for reply in [
                shop.sdk.post(ONE, json!({ "flag_key": "f" })).await,
                shop.sdk.post(ALL, json!({})).await,
                shop.server.get("/api/v1/snapshot").await,
                shop.stream.get("/api/v1/stream").await,
            ] {
                reply.refused(403, "evaluate.region_forbidden");
            }
        }
        shop.owner.put(&regions, json!({ "regions": ["eu", "local"] })).await.ok();
        shop.evaluate("f", json!({})).await;
    }

    async fn a_context_may_use_its_limits_fully_and_not_exceed_them(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let evaluate = async |context: &str| {
            let body = format!(r#"{{"flag_key":"f","context":{context}}}"#);
            shop.sdk.send(Method::POST, ONE, body).await
        };
        let many = |count: usize| {
            let attributes: Vec<_> = (0..count).map(|n| format!(r#""a{n}":{n}"#)).collect();
            format!("{{{}}}", attributes.join(","))
        };
        evaluate(&many(256)).await.ok();
        assert_eq!(evaluate(&many(257)).await.refused_field(), "context");

        let text = |bytes: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat(bytes));
        evaluate(&text(4096)).await.ok();
        assert_eq!(evaluate(&text(4097)).await.refused_field(), "context");
        let list = |bytes: usize| format!(r#"{{"a":[{}1]}}"#, "1,".repeat((bytes - 3) / 2));
        evaluate(&list(4095)).await.ok();
        assert_eq!(evaluate(&list(4097)).await.refused_field(), "context");

        let nested = |deep: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(deep), "]".repeat(deep));
        evaluate(&nested(32)).await.ok();
        assert_eq!(evaluate(&nested(33)).await.refused_field(), "context");

        // Of objects, the members count.
        let member = |context: String| format!(r#"{{"b":{{"c":{context}}}}}"#);
        evaluate(&member(many(256))).await.ok();
        assert_eq!(evaluate(&member(many(257))).await.refused_field(), "context");
        evaluate(&member(text(4096))).await.ok();
        assert_eq!(evaluate(&member(text(4097))).await.refused_field(), "context");
        evaluate(&member(list(4095))).await.ok();
        assert_eq!(evaluate(&member(list(4097))).await.refused_field(), "context");

        // The limit is for names and values. The first body has 64 KiB in all, the second has more than that in names
        // and values alone.
        let whole = |bytes: usize| {
            let part = |n: usize, length: usize| format!(r#""{n:02}":"{}""#, "x".repeat(length));
            let mut parts: Vec<_> = (0..16).map(|n| part(n, 4000)).collect();
            let taken = parts.iter().map(|part| part.len() + 1).sum::<usize>() + 2;
            parts.push(part(16, bytes - taken - part(16, 0).len()));
            format!("{{{}}}", parts.join(","))
        };
        assert_eq!(whole(65_536).len(), 65_536);
        evaluate(&whole(65_536)).await.ok();
        // 17 attributes: each has two quotes, a colon, and a comma or brace, and there is one more brace.
        assert_eq!(evaluate(&whole(65_536 + 17 * 4 + 2)).await.refused_field(), "context");
    }

    async fn evaluating_all_flags_returns_the_same_as_evaluating_each(world) {
        let shop = world.shop().await;
        let empty = shop.sdk.post(ALL, json!({ "context": {} })).await.ok();
        assert_eq!(empty, json!({ "flags": {}, "unreadable": [], "version": 0 }));
        for (key, body) in [
            ("b", json!({})),
            ("a", json!({ "enabled": false })),
            ("c", json!({ "value_type": "json", "default_value": [1, 2] })),
        ] {
            shop.flag(key, body).await;
        }
        let context = json!({ "user_id": "u" });
        let all = shop.sdk.post(ALL, json!({ "context": context })).await.ok();
        assert_eq!(fields(&all["flags"]), ["a", "b", "c"]);
        assert_eq!(all["version"], 3);
        for key in ["a", "b", "c"] {
            assert_eq!(all["flags"][key], shop.evaluate(key, context.clone()).await, "{key}");
        }
        shop.stream.post(ALL, json!({})).await.refused(403, "forbidden");
        let unknown = shop.sdk.post(ALL, json!({ "flag_key": "a" })).await;
        assert_eq!(unknown.refused_field(), "flag_key");
    }

    async fn server_and_snapshot_give_equal_answers(world) {
        let shop = world.shop().await;
        let flag = shop.flag("rollout", json!({ "value_type": "string", "default_value": "out" })).await;
        for (priority, percentage) in [(1, 12.345), (2, 50.0)] {
            shop.rule(
                &flag,
                json!({
                    "priority": priority, "rule_type": "percentage", "rollout_percentage": percentage,
                    "return_value": format!("within {percentage}"),
                    "conditions": [{ "attribute": "country", "operator": "in", "value": ["TR", "DE"] }],
                }),
            )
            .await;
        }
        let snapshot = Snapshot::from_json(&shop.server.get("/api/v1/snapshot").await.body).unwrap();
        let mut answers = std::collections::BTreeSet::new();
        // The salt is random: with fewer users, one of the rules may catch none of them.
        for user in 0..300 {
            let country = ["TR", "DE", "FR"][user % 3];
            let context = Context::new().with("user_id", format!("user-{user}")).with("country", country);
            let here = snapshot.evaluate("rollout", &context);
            let there = shop
                .evaluate("rollout", json!({ "user_id": format!("user-{user}"), "country": country }))
                .await;
            assert_eq!(there["value"], here.value().unwrap().to_json(), "user-{user}");
            assert_eq!(there["rule_id"], json!(here.rule_id()), "user-{user}");
            answers.insert(there["value"].to_string());
        }
        assert_eq!(answers.len(), 3, "the users get all three values: {answers:?}");
    }

    async fn a_context_may_contain_any_json(world) {
        let shop = world.shop().await;
        for (key, operator, value, context, matches) in [
            ("five", "eq", Some("5"), json!({ "a": 5.0 }), true),
            ("five-text", "eq", Some("5"), json!({ "a": "5" }), true),
            ("not-five", "eq", Some("5"), json!({ "a": "5.0" }), false),
            ("word", "eq", Some("\"true\""), json!({ "a": true }), true),
            ("one-of-list", "in", Some("[\"x\", 2]"), json!({ "a": ["y", 2] }), true),
            ("none-of-list", "not_in", Some("[\"x\", 2]"), json!({ "a": ["y", 2] }), false),
            ("null-is-missing", "exists", None, json!({ "a": null }), false),
            ("object-is-missing", "not_exists", None, json!({ "a": { "b": 1 } }), true),
            ("empty-text-is-there", "exists", None, json!({ "a": "" }), true),
            ("missing-is-not-other", "neq", Some("5"), json!({}), false),
            ("escaped-name", "exists", None, json!({ "a": "\u{1F600}\n\"" }), true),
        ] {
            let flag = shop.flag(key, json!({})).await;
            shop.rule(
                &flag,
                json!({
                    "rule_type": "attribute", "attribute": "a", "operator": operator, "value_json": value,
                }),
            )
            .await;
            assert_eq!(shop.evaluate(key, context).await["value"], matches, "{key}");
        }
    }

    async fn evaluation_accepts_one_api_key_and_nothing_else(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let anonymous = world.anonymous();
        let body = || json!({ "flag_key": "f" });
        let none = anonymous.post(ONE, body()).await;
        none.refused(401, "unauthorized");
        let secret = shop.server_secret.as_str();
        let twice = anonymous.with_key(secret).request(Method::POST, ONE).header("x-api-key", secret);
        for reply in [
            shop.owner.post(ONE, body()).await,
            anonymous.with_bearer(secret).post(ONE, body()).await,
            anonymous.with_key("").post(ONE, body()).await,
            anonymous.with_key("tgl_srv_unknown").post(ONE, body()).await,
            anonymous.with_key(&secret.to_uppercase()).post(ONE, body()).await,
            anonymous.with_key(&secret[..secret.len() - 1]).post(ONE, body()).await,
            Reply::to(twice.json(&body())).await,
        ] {
            reply.assert_same(&none, "a wrong credential");
        }
        // What is shaped like a key is not distinguished from a key that was revoked.
        let unknown = anonymous.with_key(&format!("tgl_srv_{}", "A".repeat(43))).post(ONE, body()).await;
        unknown.refused(401, "unauthorized");
        assert_ne!(unknown.body, none.body);
        let (key, revoked) = shop.key(json!({})).await;
        revoked.post(ONE, body()).await.ok();
        shop.owner.delete(&format!("{}/api-keys/{}", shop.path, key["id"].as_str().unwrap())).await.ok();
        revoked.post(ONE, body()).await.assert_same(&unknown, "a revoked key");
        // A bearer token in addition to the key does no harm.
        let both = shop.owner.request(Method::POST, ONE).header("x-api-key", secret);
        Reply::to(both.json(&body())).await.ok();
    }
}
