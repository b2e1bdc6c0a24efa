//! Flags.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Shop, fields, on_both};

/// The keys of the listed flags.
async fn keys(shop: &Shop, query: &str) -> Vec<String> {
    let list = shop.owner.get(&format!("{}/flags?{query}", shop.path)).await.ok();
    assert_eq!(list["next_cursor"], Value::Null);
    list["flags"].as_array().unwrap().iter().map(|flag| flag["key"].as_str().unwrap().to_owned()).collect()
}

/// The field that the error names when a flag of this type is created with this default value.
async fn refused(shop: &Shop, value_type: &str, default_value: Value) -> String {
    let body = json!({
        "environment_id": shop.environment_id, "key": "f", "name": "f", "value_type": value_type,
        "default_value": default_value,
    });
    shop.owner.post(&format!("{}/flags", shop.path), body).await.refused_field()
}

fn nested(deep: usize) -> Value {
    (1..deep).fold(json!([]), |inner, _| json!([inner]))
}

on_both! {
    async fn a_new_flag_has_every_field_and_is_enabled(world) {
        let shop = world.shop().await;
        let body = json!({ "environment_id": shop.environment_id, "key": "new-dashboard", "name": "New" });
        let reply = shop.owner.post(&format!("{}/flags", shop.path), body).await;
        let flag = reply.ok()["flag"].clone();
        assert_eq!(reply.header("etag"), "\"1\"");
        assert_eq!((fields(&reply.ok()), &reply.ok()["warnings"]), (vec!["flag", "warnings"], &json!([])));
        assert_eq!(
            flag,
            json!({
                "id": flag["id"], "environment_id": shop.environment_id, "key": "new-dashboard",
            "name": "New",
                "description": "", "enabled": true, "value_type": "boolean", "default_value": false,
                "off_value": null, "variants": [], "salt": flag["salt"], "prerequisites": [], "version": 1, "archived_at": null, "created_at": flag["created_at"],
                "updated_at": flag["created_at"],
            })
        );
        let id = uuid::Uuid::parse_str(flag["id"].as_str().unwrap()).unwrap();
        assert_eq!(id.get_version_num(), 7);
        let created = flag["created_at"].as_str().unwrap();
        assert!(created.ends_with('Z') && chrono::DateTime::parse_from_rfc3339(created).is_ok(), "{created}");
        let salt = flag["salt"].as_str().unwrap();
        assert!(salt.len() == 16 && salt.bytes().all(|b| b.is_ascii_hexdigit()), "{salt}");
        let shown = shop.owner.get(&shop.flag_path(&flag)).await;
        assert_eq!(shown.ok(), json!({ "flag": flag, "rules": [] }));
        assert_eq!(shown.header("etag"), "\"1\"");
        let listed = shop.owner.get(&format!("{}/flags", shop.path)).await.ok();
        assert_eq!(listed, json!({ "flags": [flag], "next_cursor": null }));
    }

    async fn values_read_back_as_they_were_written(world) {
        let shop = world.shop().await;
        for (n, (value_type, value)) in [
            ("boolean", json!(true)),
            ("string", json!("")),
            ("string", json!("ğ \u{1F600} \"\\\n\t\u{7f} \u{2028}")),
            ("number", json!(0)),
            ("number", json!(0.1)),
            ("number", json!(-1e-7)),
            ("number", json!(1.797_693_134_862_315_7e308)),
            ("number", json!(i64::MIN)),
            ("number", json!(u64::MAX)),
            ("json", json!(null)),
            ("json", json!("text")),
            ("json", json!({ "b": 1, "a": { "c": [null, 1.5, true] }, "": {} })),
            ("json", nested(32)),
        ]
        .into_iter()
        .enumerate()
        {
            let flag = shop
                .flag(&format!("f{n}"), json!({ "value_type": value_type, "default_value": value }))
                .await;
            let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
            assert_eq!(shown["flag"]["default_value"], value);
            assert_eq!(shop.evaluate(&format!("f{n}"), json!({})).await["value"], value);
        }
    }

    async fn a_default_value_must_have_the_flags_type_and_only_booleans_may_omit_it(world) {
        let shop = world.shop().await;
        for (value_type, wrong) in [
            ("boolean", vec![json!(null), json!(0), json!("true"), json!([])]),
            ("string", vec![json!(null), json!(1), json!(false), json!({})]),
            ("number", vec![json!(null), json!("1"), json!(true), json!([1])]),
        ] {
            for value in wrong {
                assert_eq!(refused(&shop, value_type, value.clone()).await, "default_value", "{value}");
            }
        }
        for value_type in ["string", "number", "json"] {
            let body = json!({
                "environment_id": shop.environment_id, "key": "f", "name": "f", "value_type": value_type,
            });
            let reply = shop.owner.post(&format!("{}/flags", shop.path), body).await;
            assert_eq!(reply.refused_field(), "default_value", "{value_type}");
        }
        assert_eq!(refused(&shop, "bool", json!(true)).await, "value_type");
        assert_eq!(shop.revision().await, 0, "a refused request makes no revision");
    }

    async fn flags_may_use_their_limits_fully_and_not_exceed_them(world) {
        let shop = world.shop().await;
        let create = async |fields: Value| {
            let mut body = json!({ "environment_id": shop.environment_id, "key": "k", "name": "n" });
            body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            let reply = shop.owner.post(&format!("{}/flags", shop.path), body).await;
            if reply.status == 200 { String::new() } else { reply.refused_field() }
        };
        for key in ["k".repeat(128), "0".into(), "A.b_c-D".into()] {
            assert_eq!(create(json!({ "key": key })).await, "");
        }
        for key in [
            "k".repeat(129),
            String::new(),
            "-a".into(),
            "a b".into(),
            "é".into(),
            "a\0".into(),
            "k".repeat(6000),
        ] {
            assert_eq!(create(json!({ "key": key })).await, "key", "{key:?}");
        }
        assert_eq!(create(json!({ "key": "name", "name": "ğ".repeat(200) })).await, "");
        for name in ["ğ".repeat(201), String::new(), "  ".into(), "a\0b".into(), "a\nb".into()] {
            assert_eq!(create(json!({ "name": name })).await, "name", "{name:?}");
        }
        let description = format!("a\tb\n{}", "ğ".repeat(1996));
        assert_eq!(create(json!({ "key": "description", "description": description })).await, "");
        for description in ["ğ".repeat(2001), "\0".into()] {
            assert_eq!(create(json!({ "description": description })).await, "description");
        }
        let string = |bytes: usize| {
            json!({
                "key": "string", "value_type": "string", "default_value": "x".repeat(bytes - 2),
            })
        };
        assert_eq!(create(string(64 * 1024)).await, "");
        assert_eq!(create(string(64 * 1024 + 1)).await, "default_value");
        let json = |value: Value| json!({ "key": "json", "value_type": "json", "default_value": value });
        assert_eq!(create(json(nested(32))).await, "");
        assert_eq!(create(json(nested(33))).await, "default_value");
        assert_eq!(create(json(json!({ "a": ["\0"] }))).await, "default_value");
        assert_eq!(create(json(json!({ "a\0": 1 }))).await, "default_value");
    }

    async fn a_patch_changes_only_the_fields_it_contains(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({ "value_type": "json", "default_value": 1 })).await;
        let path = shop.flag_path(&flag);
        let mut expected = flag.clone();
        for (version, (field, value)) in [
            ("name", json!("another")),
            ("description", json!("a purpose")),
            ("description", json!("")),
            ("enabled", json!(false)),
            ("default_value", json!({ "a": 1 })),
            ("default_value", json!(null)),
        ]
        .into_iter()
        .enumerate()
        {
            let reply = shop.owner.patch(&path, json!({ field: value })).await;
            let patched = reply.ok()["flag"].clone();
            expected[field] = value;
            expected["version"] = json!(version + 2);
            assert!(patched["updated_at"].as_str() > expected["updated_at"].as_str(), "{patched}");
            expected["updated_at"] = patched["updated_at"].clone();
            assert_eq!(patched, expected);
            assert_eq!(reply.header("etag"), format!("\"{}\"", version + 2));
            assert_eq!(shop.owner.get(&path).await.ok()["flag"], expected);
        }
        for (field, value) in [
            ("name", json!(null)),
            ("description", json!(null)),
            ("enabled", json!(null)),
            ("enabled", json!("no")),
            ("key", json!("g")),
            ("value_type", json!("json")),
            ("environment_id", flag["environment_id"].clone()),
            ("salt", flag["salt"].clone()),
            ("id", flag["id"].clone()),
            ("version", json!(9)),
            ("rules", json!([])),
        ] {
            assert_eq!(shop.owner.patch(&path, json!({ field: value })).await.refused_field(), field);
        }
        assert_eq!(shop.owner.get(&path).await.ok()["flag"], expected);
    }

    async fn a_patch_that_changes_nothing_makes_no_revision_and_no_version(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({ "value_type": "number", "default_value": 1.5 })).await;
        for same in [json!({}), json!({ "name": "f", "enabled": true, "default_value": 1.5 })] {
            let reply = shop.owner.patch(&shop.flag_path(&flag), same).await;
            assert_eq!((reply.ok()["flag"].clone(), reply.header("etag")), (flag.clone(), "\"1\""));
        }
        assert_eq!(shop.revision().await, 1);
        shop.owner.patch(&shop.flag_path(&flag), json!({ "name": "renamed" })).await.ok();
        assert_eq!(shop.revision().await, 2, "a new name is a revision too");
    }

    async fn a_write_with_an_old_version_gets_the_current_flag(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let path = shop.flag_path(&flag);
        let owner = &shop.owner;
        let patched = owner.send_if("\"1\"", Method::PATCH, &path, json!({ "enabled": false })).await.ok();
        let present = json!({ "flag": patched["flag"] });
        let refused = owner.send_if("\"1\"", Method::PATCH, &path, json!({ "enabled": true })).await;
        assert_eq!(refused.refused(412, "version_conflict")["details"], present);
        let refused = owner.send_if("\"3\"", Method::DELETE, &path, json!({})).await;
        assert_eq!(refused.refused(412, "version_conflict")["details"], present);
        for no_etag in ["1", "\"one\"", "W/\"2\"", ""] {
            let refused = owner.send_if(no_etag, Method::PATCH, &path, json!({})).await;
            assert_eq!(refused.refused_field(), "If-Match", "{no_etag}");
        }
        assert_eq!(shop.revision().await, 2);
        owner.send_if("*", Method::PATCH, &path, json!({ "enabled": true })).await.ok();
        owner.send_if("\"3\"", Method::DELETE, &path, json!({})).await.ok();
        owner.get(&path).await.refused(404, "not_found");
    }

    async fn one_of_many_writes_expecting_the_same_version_succeeds(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({ "value_type": "number", "default_value": -1 })).await;
        let path = &shop.flag_path(&flag);
        let owner = &shop.owner;
        let writes = (0..12).map(|n| async move {
            owner.send_if("\"1\"", Method::PATCH, path, json!({ "default_value": n })).await
        });
        let replies = join_all(writes).await;
        let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
        assert_eq!(won.len(), 1);
        for reply in lost {
            let present = json!({ "flag": won[0].json()["flag"] });
            assert_eq!(reply.refused(412, "version_conflict")["details"], present);
        }
        assert_eq!(shop.revision().await, 2);
    }

    async fn a_key_is_unique_in_its_environment_and_may_exist_in_another(world) {
        let shop = world.shop().await;
        let (staging, _) = shop.environment("staging").await;
        let flag = shop.flag("f", json!({})).await;
        let body = json!({ "environment_id": shop.environment_id, "key": "f", "name": "again" });
        let refused = shop.owner.post(&format!("{}/flags", shop.path), body).await;
        assert_eq!(refused.conflict(), "key_taken");
        let twin = shop.flag("f", json!({ "environment_id": staging["id"] })).await;
        shop.flag("F", json!({})).await;
        assert_ne!(flag["salt"], twin["salt"]);
        assert_eq!(shop.revision().await, 2);
        // The key of a deleted flag is free, and the new flag gets a new salt.
        shop.owner.delete(&shop.flag_path(&flag)).await.ok();
        assert_ne!(shop.flag("f", json!({})).await["salt"], flag["salt"]);
    }

    async fn the_same_key_created_twenty_times_at_once_is_one_flag(world) {
        let shop = world.shop().await;
        let (owner, path) = (&shop.owner, &format!("{}/flags", shop.path));
        let body = json!({ "environment_id": shop.environment_id, "key": "f", "name": "f" });
        let replies = join_all((0..20).map(|_| owner.post(path, body.clone()))).await;
        let created = replies.iter().filter(|reply| reply.status == 200).count();
        assert_eq!(created, 1);
        for lost in replies.iter().filter(|reply| reply.status != 200) {
            lost.refused(409, "conflict");
        }
        assert_eq!((keys(&shop, "").await, shop.revision().await), (vec!["f".to_owned()], 1));
    }

    async fn sixteen_writers_at_once_make_revisions_without_gaps(world) {
        let shop = world.shop().await;
        let mut events = shop.stream.stream("?since=0").await;
        let shop_ref = &shop;
        join_all((0..16).map(|writer| async move {
            let flag = shop_ref.flag(&format!("f{writer}"), json!({})).await;
            let rule = shop_ref.rule(&flag, json!({})).await;
            shop_ref.owner.patch(&shop_ref.rule_path(&rule), json!({ "return_value": false })).await.ok();
            shop_ref.owner.delete(&shop_ref.flag_path(&flag)).await.ok();
        }))
        .await;
        for revision in 1..=64 {
            assert_eq!(events.next().await.id, Some(revision));
        }
        assert_eq!(shop.revision().await, 64);
        let snapshot = shop.server.get("/api/v1/snapshot").await.ok();
        assert_eq!((&snapshot["flags"], &snapshot["fingerprint"]), (&json!([]), &json!("0".repeat(32))));
    }

    async fn deleting_a_flag_deletes_its_rules(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let rule = shop.rule(&flag, json!({})).await;
        let deleted = shop.owner.delete(&shop.flag_path(&flag)).await.ok();
        assert_eq!(deleted, json!({ "deleted": true }));
        for reply in [
            shop.owner.get(&shop.flag_path(&flag)).await,
            shop.owner.patch(&shop.flag_path(&flag), json!({ "enabled": false })).await,
            shop.owner.delete(&shop.flag_path(&flag)).await,
            shop.owner.patch(&shop.rule_path(&rule), json!({ "is_active": false })).await,
            shop.owner.delete(&shop.rule_path(&rule)).await,
        ] {
            reply.refused(404, "not_found");
        }
        assert_eq!(keys(&shop, "").await, [] as [&str; 0]);
        assert_eq!(shop.revision().await, 3);
    }

    async fn a_list_can_be_filtered(world) {
        let shop = world.shop().await;
        let (staging, _) = shop.environment("staging").await;
        for (key, body) in [
            ("new-dashboard", json!({ "name": "Yeni Pano" })),
            ("old_dashboard", json!({ "name": "100% sure", "enabled": false })),
            ("limit", json!({ "value_type": "number", "default_value": 5, "name": "back\\slash" })),
            ("there", json!({ "environment_id": staging["id"] })),
        ] {
            shop.flag(key, body).await;
        }
        let here = format!("environment_id={}", shop.environment_id);
        for (query, expected) in [
            ("", vec!["new-dashboard", "old_dashboard", "limit", "there"]),
            (&here, vec!["new-dashboard", "old_dashboard", "limit"]),
            ("enabled=false", vec!["old_dashboard"]),
            ("enabled=true&value_type=boolean", vec!["new-dashboard", "there"]),
            ("value_type=number", vec!["limit"]),
            ("value_type=json", vec![]),
            ("q=dashboard", vec!["new-dashboard", "old_dashboard"]),
            ("q=DASHBOARD&enabled=true", vec!["new-dashboard"]),
            ("q=yeni", vec!["new-dashboard"]),
            // Wildcards of SQL are ordinary characters.
            ("q=_", vec!["old_dashboard"]),
            ("q=%25", vec!["old_dashboard"]),
            ("q=%5C", vec!["limit"]),
            ("q=nothing", vec![]),
            (&format!("environment_id={}", uuid::Uuid::now_v7()), vec![]),
        ] {
            assert_eq!(keys(&shop, query).await, expected, "{query}");
        }
        for (query, field) in [
            ("environment_id=x", "environment_id"),
            ("enabled=yes", "enabled"),
            ("value_type=bool", "value_type"),
            ("q=%00", "q"),
            ("q=a&q=b", "q"),
            ("key=a", "key"),
            ("limit=0", "limit"),
            ("limit=1001", "limit"),
            ("limit=x", "limit"),
            ("cursor=x", "cursor"),
            ("cursor=", "cursor"),
            // A cursor with a time before the minimum of the databases.
            ("cursor=wCmEXzE0AAAAAAAAAAAAAAAAAAAAAAAA", "cursor"),
            ("q=%ff", "q"),
        ] {
            let reply = shop.owner.get(&format!("{}/flags?{query}", shop.path)).await;
            assert_eq!(reply.refused_field(), field, "{query}");
        }
    }

    async fn a_search_finds_a_name_in_any_case_and_script(world) {
        let shop = world.shop().await;
        shop.flag("a", json!({ "name": "Ödeme Sayfası" })).await;
        assert_eq!(keys(&shop, "q=%C3%B6deme").await, ["a"]);
        assert_eq!(keys(&shop, "q=%C3%96DEME").await, ["a"]);
    }

    async fn pages_hold_every_flag_once_in_order_of_creation(world) {
        let shop = world.shop().await;
        let mut created = Vec::new();
        for n in (0..7).rev() {
            created.push(shop.flag(&format!("f{n}"), json!({})).await);
        }
        let mut paged = Vec::new();
        let mut query = "limit=3".to_owned();
        let mut sizes = Vec::new();
        loop {
            let page = shop.owner.get(&format!("{}/flags?{query}", shop.path)).await.ok();
            sizes.push(page["flags"].as_array().unwrap().len());
            paged.extend(page["flags"].as_array().unwrap().clone());
            // A deletion between two pages does not shift the next page.
            if sizes.len() == 1 {
                shop.owner.delete(&shop.flag_path(&created[0])).await.ok();
            }
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            query = format!("limit=3&cursor={cursor}");
        }
        assert_eq!((sizes, paged), (vec![3, 3, 1], created));
        let exactly = shop.owner.get(&format!("{}/flags?limit=6", shop.path)).await.ok();
        assert_eq!(exactly["next_cursor"], Value::Null, "six are left, so there is no next page");
    }
}
