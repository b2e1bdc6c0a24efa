//! Imports from other systems over HTTP. What a file means is tested beside the translations.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use togul_client::{Client, Context};

use crate::{
    client::PATIENCE,
    world::{Person, Reply, Shop, on_both},
};

const FLAGD: &str = include_str!("../../togul-server/src/import/tests/flagd.yaml");
const UNLEASH: &str = include_str!("../../togul-server/src/import/tests/unleash.json");
const LAUNCHDARKLY: &str = include_str!("../../togul-server/src/import/tests/launchdarkly.json");

/// The files with the keys of what cannot be carried over.
const FILES: [(&str, &str, &str); 3] = [
    ("flagd", FLAGD, "bad key!,by-time,computed,merged,without-default"),
    ("unleash", UNLEASH, "after-dice,by-host,dice,newer-operator,own-strategy,this-year,unleash-segment-3"),
    ("launchdarkly", LAUNCHDARKLY, "after-off,big,by-email,huge,kinds,two-shares"),
];

async fn send(caller: &Person, shop: &Shop, query: &str, document: impl Into<reqwest::Body>) -> Reply {
    let path = format!("{}/import?{query}", shop.path);
    let request = caller.request(Method::POST, &path).header("content-type", "application/yaml");
    Reply::to(request.body(document)).await
}

pub(super) async fn import(shop: &Shop, query: &str, document: impl Into<reqwest::Body>) -> Reply {
    send(&shop.owner, shop, &format!("environment=production&{query}"), document).await
}

/// The flags that programs get, and all that an import could have changed.
async fn state(shop: &Shop) -> Value {
    let environment = shop.owner.get(&shop.environment_path()).await.ok();
    let snapshot = shop.server.get("/api/v1/snapshot").await.ok();
    let flags = shop.owner.pages(&format!("{}/flags", shop.path), "flags", "").await;
    json!([environment["environment"]["revision"], snapshot, flags])
}

pub(super) fn flagd(flags: Value) -> String {
    json!({ "flags": flags }).to_string()
}

fn split_flag(weights: &[(&str, u32)]) -> Value {
    let variants: serde_json::Map<_, _> =
        weights.iter().map(|(key, _)| ((*key).to_owned(), json!(key))).collect();
    json!({ "state": "ENABLED", "variants": variants, "defaultVariant": weights[0].0, "targeting": { "fractional": weights } })
}

on_both! {
    async fn each_system_is_imported_as_one_group_and_a_second_import_changes_nothing(world) {
        for (system, file, lost) in FILES {
            let shop = world.shop().await;
            let client = Client::connect(&world.url, &shop.server_secret, PATIENCE).await.unwrap();
            let before = client.snapshot().revision();
            let query = format!("from={system}&allow_loss={lost}");
            let dry = import(&shop, &format!("{query}&dry_run=true"), file).await.ok();
            let plan = import(&shop, &query, file).await.ok()["import"].clone();
            assert_eq!(dry["import"], plan, "{system}");
            let created = plan["created"]["flags"].as_array().unwrap().len();
            assert!(created > 3 && plan["changed"]["flags"] == json!([]), "{system}: {plan}");
            let losses: BTreeSet<_> = plan["losses"].as_array().unwrap().iter().map(|loss| loss["key"].as_str().unwrap()).collect();
            assert_eq!(losses, lost.split(',').collect(), "{system}");

            let after = state(&shop).await;
            let revision = after[0].as_u64().unwrap();
            client.wait_for_revision(revision, PATIENCE).await.unwrap();
            assert!(revision > before.to_string().parse::<u64>().unwrap());
            for user in ["user-1", "user-7", "user-10", "42"] {
                let context = json!({ "user_id": user, "country": "TR", "plan": "pro", "age": 20, "email": "beta@x.example" });
                let answers = shop.server.post("/api/v1/evaluate/all", json!({ "context": context })).await.ok();
                assert_eq!(answers["unreadable"], json!([]), "{system}");
                for (key, answer) in answers["flags"].as_object().unwrap() {
                    let own = client.evaluate(key, &Context::try_from(&context).unwrap());
                    assert_eq!(own.value.unwrap().to_json(), answer["value"], "{system} {key} {user}");
                }
            }
            let again = import(&shop, &query, file).await.ok()["import"].clone();
            assert_eq!((&again["created"]["flags"], &again["changed"]["flags"]), (&json!([]), &json!([])), "{system}");
            assert_eq!(again["unchanged"]["flags"].as_array().unwrap().len(), created);
            assert_eq!(state(&shop).await, after, "{system}");
            client.close().await;
        }
    }

    async fn each_object_of_an_import_has_an_audit_entry(world) {
        let shop = world.shop().await;
        let first = flagd(json!({ "a": split_flag(&[("red", 1), ("blue", 1)]), "b": split_flag(&[("red", 1)]) }));
        let second = flagd(json!({ "a": split_flag(&[("red", 1), ("blue", 3)]), "b": split_flag(&[("red", 1)]) }));
        import(&shop, "from=flagd&dry_run=true", first.clone()).await.ok();
        for file in [first, second] {
            import(&shop, "from=flagd", file).await.ok();
        }
        let log = shop.owner.get("/api/v1/audit-log?target_type=flag").await.ok();
        let entries = log["entries"].as_array().unwrap();
        let keys = |entry: &Value| {
            let key = ["before", "after"].map(|state| entry[state]["flag"]["key"].clone());
            json!([entry["action"], entry["actor"]["id"], key])
        };
        let user = &shop.owner.user_id;
        assert_eq!(keys(&entries[0]), json!(["flag.created", user, [null, "a"]]));
        assert_eq!(keys(&entries[1]), json!(["flag.created", user, [null, "b"]]));
        assert_eq!((entries.len(), &entries[2]["action"]), (3, &json!("flag.updated")), "{entries:?}");
        assert_ne!(entries[2]["before"], entries[2]["after"]);
    }

    /// The facts of flagd's own tests, which `open-feature/flagd-testbed` publishes. All of them are tested beside the
    /// translation.
    async fn flags_of_flagd_answer_over_ofrep_as_its_tests_expect(world) {
        let shop = world.shop().await;
        let flag = |variants: &[&str], targeting: Value| {
            let named: serde_json::Map<_, _> = variants.iter().map(|name| ((*name).to_owned(), json!(name))).collect();
            let default = variants.last().unwrap();
            json!({ "state": "ENABLED", "variants": named, "defaultVariant": default, "targeting": targeting })
        };
        let of_name = json!({ "cat": [{ "var": "$flagd.flagKey" }, { "var": "user.name" }] });
        let quarters = json!([of_name, ["clubs", 25], ["diamonds", 25], ["hearts", 25], ["spades", 25]]);
        let compared = |operator: &str| json!({ "sem_ver": [{ "var": "version" }, operator, "2.0.0"] });
        let file = json!({
            "flags": {
                "fractional-flag": flag(&["clubs", "diamonds", "hearts", "spades", "wild"], json!({ "fractional": quarters })),
                "shorthand": flag(&["single", "fallback"], json!({ "fractional": [["single", 1]] })),
                "starts-ends": flag(&["prefix", "postfix", "none"], json!({ "if": [
                    { "starts_with": [{ "var": "id" }, "abc"] }, "prefix", { "ends_with": [{ "var": "id" }, "xyz"] }, "postfix", "none"
                ] })),
                "versions": flag(&["equal", "greater", "lesser", "none"], json!({ "if": [
                    compared("="), "equal", compared(">"), "greater", compared("<"), "lesser", "none"
                ] })),
                "target": flag(&["hit", "miss"], json!({ "if": [{ "==": [{ "var": "targetingKey" }, "5c3d8535"] }, "hit", null] })),
                "ref": flag(&["hi", "bye"], json!({ "if": [{ "$ref": "is_ballmer" }, "hi", "bye"] })),
            },
            "$evaluators": { "is_ballmer": { "==": ["ballmer@macrosoft.com", { "var": ["email"] }] } },
        });
        import(&shop, "from=flagd", file.to_string()).await.ok();
        let name = |name: &str| json!({ "user": { "name": name } });
        for (key, context, variant) in [
            ("fractional-flag", name("jack"), "hearts"),
            ("fractional-flag", name("queen"), "spades"),
            ("fractional-flag", name("ten"), "clubs"),
            ("fractional-flag", name("nine"), "diamonds"),
            ("fractional-flag", json!({ "user": { "name": 3 } }), "clubs"),
            ("shorthand", json!({ "targetingKey": "user-1" }), "single"),
            ("shorthand", json!({}), "fallback"),
            ("starts-ends", json!({ "id": "abcdef" }), "prefix"),
            ("starts-ends", json!({ "id": "uvwxyz" }), "postfix"),
            ("starts-ends", json!({ "id": "lmnopq" }), "none"),
            ("starts-ends", json!({ "id": 3 }), "none"),
            ("versions", json!({ "version": "2.0.0" }), "equal"),
            ("versions", json!({ "version": "2.1.0" }), "greater"),
            ("versions", json!({ "version": "1.9.0" }), "lesser"),
            ("versions", json!({ "version": "2.0.0-alpha" }), "lesser"),
            ("target", json!({ "targetingKey": "5c3d8535" }), "hit"),
            ("target", json!({ "targetingKey": "f20bd32d" }), "miss"),
            ("ref", json!({ "email": "ballmer@macrosoft.com" }), "hi"),
            ("ref", json!({ "email": "ballmer@none.com" }), "bye"),
        ] {
            let path = format!("/ofrep/v1/evaluate/flags/{key}");
            let answer = shop.server.post(&path, json!({ "context": context })).await.ok();
            assert_eq!((&answer["value"], &answer["variant"]), (&json!(variant), &json!(variant)), "{key} {context}");
        }
    }

    async fn losses_stop_an_import_unless_each_is_named(world) {
        let shop = world.shop().await;
        let before = state(&shop).await;
        for (system, file, lost) in FILES {
            let (_, all_but_one) = lost.split_once(',').unwrap();
            for query in [format!("from={system}"), format!("from={system}&allow_loss={all_but_one}")] {
                for dry_run in ["", "&dry_run=true"] {
                    let details = import(&shop, &format!("{query}{dry_run}"), file).await.refused(409, "conflict")["details"].clone();
                    assert_eq!(details["reason"], "loss");
                    let losses = details["import"]["losses"].as_array().unwrap();
                    assert_eq!(losses.len(), lost.split(',').count());
                    for loss in losses {
                        assert!(!loss["place"].as_str().unwrap().is_empty() && !loss["reason"].as_str().unwrap().is_empty());
                    }
                }
            }
        }
        assert_eq!(state(&shop).await, before);
    }

    async fn files_that_cannot_be_read_change_nothing(world) {
        let shop = world.shop().await;
        let before = state(&shop).await;
        for (query, document, field) in [
            ("from=flagd", "{", "document"),
            ("from=flagd", UNLEASH, "document"),
            ("from=unleash", LAUNCHDARKLY, "document"),
            ("from=launchdarkly", FLAGD, "document"),
            ("from=flagd", r#"{"flags":{"a":{"state":"HALF"}}}"#, "flags"),
            ("from=flagd", "\u{0}", "document"),
            ("from=flagd", "", "document"),
            ("from=unleash", r#"{"features":[{}]}"#, "features[0]"),
            ("from=unleash", r#"{"features":[{"name":"a"},{"name":"b"},{"name":"a"}]}"#, "features[2].name"),
            ("from=unleash", r#"{"features":[],"segments":[{"id":1,"constraints":[]},{"id":1,"constraints":[]}]}"#, "segments[1].id"),
            ("from=launchdarkly", r#"{"flags":[{"key":"a","variations":[1]},{"key":"a","variations":[1]}]}"#, "flags.a"),
            ("from=launchdarkly", r#"{"flags":[{"key":"a","variations":[1]}],"segments":[{"key":"s"},{"key":"s"}]}"#, "segments.s"),
            ("from=flagd", r#"{"flags":[{"key":"a","state":"ENABLED"},{"key":"a","state":"ENABLED"}]}"#, "flags"),
            ("from=togul", "{}", "from"),
            ("", "{}", "from"),
            ("from=flagd&buckets=v4", "{}", "buckets"),
            ("from=unleash&buckets=v2", UNLEASH, "buckets"),
            ("from=flagd&allow_loss=a,,b", "{}", "allow_loss"),
            ("from=flagd&other=1", "{}", "other"),
        ] {
            assert_eq!(import(&shop, query, document).await.refused_field(), field, "{query} {document:.40}");
        }
        assert_eq!(send(&shop.owner, &shop, "from=flagd", "{}").await.refused_field(), "environment");
        send(&shop.owner, &shop, "from=flagd&environment=nowhere", flagd(json!({}))).await.refused(404, "not_found");
        let path = format!("{}/import?from=flagd&environment=production", shop.path);
        let request = shop.owner.request(Method::POST, &path).header("content-type", "text/plain").body("{}");
        Reply::to(request).await.refused(415, "unsupported_media_type");
        import(&shop, "from=flagd", vec![b'#'; (64 << 20) + 1]).await.refused(413, "payload_too_large");
        assert_eq!(import(&shop, "from=flagd", vec![b'{', 0xff, b'}']).await.refused_field(), "document");
        assert_eq!(state(&shop).await, before);
    }

    async fn an_import_needs_the_rights_to_all_that_it_writes(world) {
        let shop = world.shop().await;
        let file = flagd(json!({ "a": split_flag(&[("on", 1)]) }));
        let all = ["flags.read", "flags.write", "rules.write", "segments.write"];
        for missing in ["flags.write", "rules.write", "segments.write"] {
            let permissions: Vec<_> = all.into_iter().filter(|one| *one != missing).collect();
            let role = format!("without-{}", missing.replace('.', "-"));
            shop.custom_role(&role, &permissions).await;
            let member = shop.project_member(world, &role).await;
            send(&member, &shop, "environment=production&from=flagd", file.clone()).await.denied(missing);
        }
        shop.custom_role("importer", &all).await;
        let importer = shop.project_member(world, "importer").await;
        send(&importer, &shop, "environment=production&from=flagd", file).await.ok();
    }

    async fn a_later_import_changes_what_differs_and_leaves_the_rest(world) {
        let shop = world.shop().await;
        let own = shop.flag("own", json!({})).await;
        let static_flag = |value: bool| json!({ "state": "ENABLED", "variants": { "on": true, "off": false }, "defaultVariant": if value { "on" } else { "off" } });
        let first = flagd(json!({ "a": split_flag(&[("x", 1), ("y", 1)]), "b": static_flag(true), "c": static_flag(true) }));
        import(&shop, "from=flagd", first).await.ok();
        let flags = shop.owner.pages(&format!("{}/flags", shop.path), "flags", "").await;
        let salt = |key: &str, flags: &[Value]| flags.iter().find(|flag| flag["key"] == key).unwrap()["salt"].clone();
        let mut disabled = static_flag(true);
        disabled["state"] = json!("DISABLED");
        let second = flagd(json!({ "a": split_flag(&[("x", 3), ("y", 1)]), "b": static_flag(false), "c": disabled }));
        let plan = import(&shop, "from=flagd", second.clone()).await.ok()["import"].clone();
        assert_eq!(plan["changed"]["flags"], json!(["a", "b", "c"]));
        let later = shop.owner.pages(&format!("{}/flags", shop.path), "flags", "").await;
        for key in ["a", "b", "own"] {
            assert_eq!(salt(key, &flags), salt(key, &later), "{key}");
        }
        let value = shop.evaluate("b", json!({})).await["value"].clone();
        assert_eq!(value, json!(false));
        let body = json!({ "flag_key": "c", "context": {} });
        shop.sdk.post("/api/v1/evaluate", body).await.refused(404, "evaluate.flag_not_found");
        assert_eq!(import(&shop, "from=flagd", second).await.ok()["import"]["changed"]["flags"], json!([]));
        // And back: an archived flag is restored.
        import(&shop, "from=flagd", flagd(json!({ "c": static_flag(false) }))).await.ok();
        assert_eq!(shop.evaluate("c", json!({})).await["value"], json!(false));
        assert_eq!(shop.owner.get(&shop.flag_path(&own)).await.ok()["flag"], own);
        // A flag of another type stays as it is.
        let number = json!({ "state": "ENABLED", "variants": { "one": 1 }, "defaultVariant": "one" });
        let details = import(&shop, "from=flagd", flagd(json!({ "own": number }))).await.refused(409, "conflict")["details"].clone();
        assert!(details["import"]["losses"][0]["reason"].as_str().unwrap().contains("value_type"), "{details}");
    }

    async fn an_imported_rule_shows_its_scheme_and_keeps_it(world) {
        let shop = world.shop().await;
        import(&shop, "from=flagd", flagd(json!({ "thirds": split_flag(&[("x", 1), ("y", 1), ("z", 1)]) }))).await.ok();
        let flags = shop.owner.pages(&format!("{}/flags", shop.path), "flags", "").await;
        let shown = shop.owner.get(&shop.flag_path(&flags[0])).await.ok();
        let rule = &shown["rules"][0];
        assert_eq!(rule["bucketing"], json!({ "scheme": "flagd", "version": 2, "prefix": "thirds" }));
        let weights = |rule: &Value| rule["split"].as_array().unwrap().iter().map(|part| part["weight"].as_f64().unwrap()).collect::<Vec<_>>();
        assert_eq!(weights(rule).iter().sum::<f64>(), 100.0);
        let path = format!("{}/rules/{}", shop.path, rule["id"].as_str().unwrap());
        // The snapshot says that older readers cannot read it.
        let snapshot = shop.server.get("/api/v1/snapshot").await.ok();
        assert_eq!((&snapshot["flags"][0]["needs"], &snapshot["flags"][0]["rules"][0]["split"][0]["ranges"]), (&json!(2), &json!([[0, 100_000]])));
        // The weights that are shown change nothing.
        let same = shop.owner.patch(&path, json!({ "split": rule["split"] })).await.ok();
        assert_eq!(same["rule"]["version"], rule["version"]);
        let answers = async |shop: &Shop| {
            let mut answers = Vec::new();
            for user in 0..60 {
                answers.push(shop.evaluate("thirds", json!({ "user_id": format!("user-{user}") })).await["value"].as_str().unwrap().to_owned());
            }
            answers
        };
        let before = answers(&shop).await;
        let split = json!([{ "variant": "x", "weight": 50 }, { "variant": "y", "weight": 25 }, { "variant": "z", "weight": 25 }]);
        let edited = shop.owner.patch(&path, json!({ "split": split })).await.ok();
        assert_eq!(edited["rule"]["bucketing"], rule["bucketing"]);
        assert_eq!(weights(&edited["rule"]), [50.0, 25.0, 25.0]);
        for (before, after) in before.iter().zip(answers(&shop).await) {
            assert!(*before == after || after == "x", "a growing variant loses no user: {before} {after}");
        }
        let explained = json!({ "flag_key": "thirds", "context": { "user_id": "user-1" }, "explain": true });
        let explanation = shop.server.post("/api/v1/evaluate", explained).await.ok()["explanation"].clone();
        let rollout = &explanation["rules"][0]["rollout"];
        assert_eq!((&rollout["scheme"], rollout["split_bucket"].is_u64()), (&json!("flagd"), true), "{explanation}");
        // Only an import sets a scheme.
        assert_eq!(shop.owner.patch(&path, json!({ "bucketing": null })).await.refused_field(), "bucketing");
        assert_eq!(shop.owner.patch(&path, json!({ "seed": "a" })).await.refused_field(), "seed");
        let fixed = shop.owner.patch(&path, json!({ "variant": "x" })).await.ok();
        assert_eq!(fixed["rule"]["bucketing"], Value::Null, "the rule hashes nothing any more");
    }

    async fn an_edit_that_the_units_of_the_scheme_cannot_express_is_refused(world) {
        let shop = world.shop().await;
        let (_, file, lost) = FILES[1];
        import(&shop, &format!("from=unleash&allow_loss={lost}"), file).await.ok();
        let flags = shop.owner.pages(&format!("{}/flags", shop.path), "flags", "").await;
        let rule = async |key: &str, at: usize| {
            let flag = flags.iter().find(|flag| flag["key"] == key).unwrap();
            let shown = shop.owner.get(&shop.flag_path(flag)).await.ok();
            let rule = shown["rules"][at].clone();
            (format!("{}/rules/{}", shop.path, rule["id"].as_str().unwrap()), rule)
        };
        let (path, share) = rule("checkout", 0).await;
        assert_eq!(share["bucketing"], json!({ "scheme": "unleash", "group": "checkout" }));
        assert_eq!(shop.owner.patch(&path, json!({ "rollout_percentage": 33.3 })).await.refused_field(), "rollout_percentage");
        let edited = shop.owner.patch(&path, json!({ "rollout_percentage": 33 })).await.ok();
        assert_eq!(edited["rule"]["bucketing"], share["bucketing"]);
        let (path, split) = rule("colors.variant", 1).await;
        assert_eq!(split["bucketing"], json!({ "scheme": "unleash_variant", "group": "colors", "total": 1000 }));
        let weights = |red: f64, green: f64| json!({ "split": [{ "variant": "red", "weight": red }, { "variant": "green", "weight": green }] });
        let refused = shop.owner.patch(&path, weights(33.33, 66.67)).await;
        assert_eq!(refused.refused_field(), "split[0].weight");
        shop.owner.patch(&path, weights(33.3, 66.7)).await.ok();
    }

    async fn five_thousand_flags_are_imported_as_a_whole_or_not_at_all(world) {
        let shop = world.shop().await;
        let flag = |n: usize| (format!("flag-{n:04}"), split_flag(&[("on", 25), ("off", 75)]));
        let mut flags: serde_json::Map<_, _> = (0..5_000).map(flag).collect();
        let plan = import(&shop, "from=flagd", flagd(flags.clone().into())).await.ok();
        assert_eq!(plan["import"]["created"]["flags"].as_array().unwrap().len(), 5_000);
        let answers = shop.server.post("/api/v1/evaluate/all", json!({ "context": { "user_id": "user-1" } })).await.ok();
        assert_eq!(answers["flags"].as_object().unwrap().len(), 5_000);
        // One more than the quota: nothing of it is written.
        let before = shop.owner.get(&shop.environment_path()).await.ok();
        flags.insert("flag-5000".to_owned(), split_flag(&[("on", 1)]));
        flags.insert("flag-0000".to_owned(), split_flag(&[("on", 50), ("off", 50)]));
        import(&shop, "from=flagd", flagd(flags.into())).await.refused(409, "quota_exceeded");
        assert_eq!(shop.owner.get(&shop.environment_path()).await.ok(), before);
    }
}
