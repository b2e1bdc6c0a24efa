//! API keys.

use std::time::Duration;

use chrono::{SecondsFormat, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Person, Shop, fields, on_both, sse::refusal};

const EVALUATE: &str = "/api/v1/evaluate";
const SNAPSHOT: &str = "/api/v1/snapshot";

fn key_path(shop: &Shop, key: &Value) -> String {
    format!("{}/api-keys/{}", shop.path, key["id"].as_str().unwrap())
}

/// The key as the list shows it.
pub async fn listed(shop: &Shop, key: &Value) -> Value {
    let list = shop.owner.get(&format!("{}/api-keys", shop.path)).await.ok();
    let mut keys = list["api_keys"].as_array().unwrap().iter();
    keys.find(|listed| listed["id"] == key["id"]).expect("a listed key").clone()
}

async fn rotate(shop: &Shop, key: &Value, body: Value) -> (Value, Person) {
    let rotated = shop.owner.post(&format!("{}/rotate", key_path(shop, key)), body).await.ok();
    (rotated["api_key"].clone(), shop.server.with_key(rotated["secret"].as_str().unwrap()))
}

fn in_seconds(seconds: i64) -> String {
    (Utc::now() + TimeDelta::seconds(seconds)).to_rfc3339_opts(SecondsFormat::Micros, true)
}

async fn works(program: &Person) -> bool {
    let reply = program.get(SNAPSHOT).await;
    if reply.status == 200 {
        return true;
    }
    reply.refused(401, "unauthorized");
    false
}

/// Polls until the condition holds. Each poll is a request, so this is no busy loop.
async fn wait_until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let polling = async { while !holds().await {} };
    let outcome = tokio::time::timeout(Duration::from_secs(20), polling).await;
    outcome.unwrap_or_else(|_| panic!("timed out waiting until {what}"));
}

on_both! {
    async fn a_key_gives_access_according_to_its_scope(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        for (program, evaluates, reads_rules) in
            [(&shop.server, true, true), (&shop.sdk, true, false), (&shop.stream, false, false)]
        {
            let may = |reply: crate::world::Reply| {
                if reply.status != 200 {
                    let refused = reply.refused(403, "forbidden");
                    assert!(refused["details"]["permission"].is_string(), "{refused}");
                }
                reply.status == 200
            };
            let body = json!({ "flag_key": "f" });
            assert_eq!(may(program.post(EVALUATE, body).await), evaluates, "{program:?}");
            assert_eq!(may(program.post("/api/v1/evaluate/all", json!({})).await), evaluates, "{program:?}");
            assert_eq!(may(program.get(SNAPSHOT).await), reads_rules, "{program:?}");
            program.stream("").await.expect("snapshot.reset").await;
        }
    }

    async fn a_secret_is_shown_once(world) {
        let shop = world.shop().await;
        for (scope, prefix) in [("server", "tgl_srv_"), ("sdk", "tgl_sdk_"), ("stream", "tgl_str_")] {
            let body = json!({ "environment_id": shop.environment_id, "name": "Web", "scope": scope });
            let reply = shop.owner.post(&format!("{}/api-keys", shop.path), body).await;
            let created = reply.ok();
            assert_eq!(fields(&created), ["api_key", "secret"]);
            assert_eq!(reply.header("cache-control"), "no-store");
            let (secret, key) = (created["secret"].as_str().unwrap(), &created["api_key"]);
            // 256 bits are 43 characters of Base64.
            assert!(secret.starts_with(prefix) && secret.len() == prefix.len() + 43, "{secret}");
            let shown = key["key_prefix"].as_str().unwrap();
            assert!(shown.starts_with(prefix) && secret.starts_with(shown), "{shown}");
            assert!(shown.len() <= prefix.len() + 8, "{shown} shows too much of the secret");
            assert_eq!(
                key,
                &json!({
                    "id": key["id"], "project_id": shop.project_id, "environment_id": shop.environment_id,
                    "name": "Web", "scope": scope, "key_prefix": shown, "last_used_at": null,
                    "last_used_ip": null, "expires_at": null, "revoked_at": null,
                    "created_at": key["created_at"], "updated_at": key["created_at"],
                })
            );
            let list = shop.owner.get(&format!("{}/api-keys", shop.path)).await;
            assert!(list.ok()["api_keys"].as_array().unwrap().contains(key), "{list:?}");
            let text = String::from_utf8(list.body).unwrap();
            assert!(!text.contains(secret) && !text.contains("hash"), "{text}");
        }
    }

    async fn keys_are_listed_in_order_and_in_pages(world) {
        let shop = world.shop().await;
        let path = format!("{}/api-keys", shop.path);
        let whole = shop.owner.get(&path).await.ok();
        let scopes: Vec<_> = whole["api_keys"].as_array().unwrap().iter().map(|key| &key["scope"]).collect();
        assert_eq!(scopes, ["server", "sdk", "stream"]);
        assert_eq!(json!(shop.owner.pages(&path, "api_keys", "").await), whole["api_keys"]);
    }

    async fn a_new_key_is_checked(world) {
        let shop = world.shop().await;
        let path = format!("{}/api-keys", shop.path);
        let good = json!({ "environment_id": shop.environment_id, "name": "k", "scope": "sdk" });
        for (field, wrong) in [
            ("scope", json!("admin")),
            ("scope", json!(null)),
            ("name", json!("")),
            ("name", json!("a\0")),
            ("environment_id", json!("production")),
            ("environment_id", json!(null)),
            ("expires_at", json!("tomorrow")),
            ("expires_at", json!("2030-01-31")),
            ("expires_at", json!(5)),
            ("expires_at", json!("2020-01-31T12:00:00Z")),
            ("id", json!("x")),
            ("key_prefix", json!("x")),
            ("secret", json!("x")),
            ("revoked_at", json!(null)),
        ] {
            let mut body = good.clone();
            body[field] = wrong;
            assert_eq!(shop.owner.post(&path, body.clone()).await.refused_field(), field, "{body}");
        }
        let mut elsewhere = good.clone();
        elsewhere["environment_id"] = json!(uuid::Uuid::now_v7());
        shop.owner.post(&path, elsewhere).await.refused(404, "not_found");
        let (key, program) = shop.key(json!({ "expires_at": "2031-01-31T12:00:00+03:00" })).await;
        let expires = chrono::DateTime::parse_from_rfc3339(key["expires_at"].as_str().unwrap()).unwrap();
        assert_eq!(expires, chrono::DateTime::parse_from_rfc3339("2031-01-31T09:00:00Z").unwrap());
        assert!(key["expires_at"].as_str().unwrap().ends_with('Z'), "{key}");
        assert!(works(&program).await);
    }

    async fn a_key_needs_the_permissions_that_its_scope_gives(world) {
        let shop = world.shop().await;
        let role = shop.custom_role("key-makers", &[]).await;
        let role = format!("/api/v1/roles/{}", role["id"].as_str().unwrap());
        let (person, keys) = (shop.project_member(world, "key-makers").await, format!("{}/api-keys", shop.path));
        let holds = async |permissions: &[&str]| {
            shop.owner.patch(&role, json!({ "permissions": permissions })).await.ok();
        };
        let all = ["api_keys.write", "flags.read", "rules.read", "segments.read"];
        for (scope, needed) in [("server", &all[1..]), ("sdk", &all[1..2]), ("stream", &all[1..2])] {
            let (key, _) = shop.key(json!({ "scope": scope })).await;
            let body = json!({ "environment_id": shop.environment_id, "name": "a key", "scope": scope });
            let rotate = format!("{}/rotate", key_path(&shop, &key));
            for missing in needed {
                let others = all.iter().filter(|key| *key != missing).copied().collect::<Vec<_>>();
                holds(&others).await;
                person.post(&keys, body.clone()).await.denied(missing);
                person.post(&rotate, json!({})).await.denied(missing);
            }
            holds(&[&all[..1], needed].concat()).await;
            person.post(&keys, body).await.ok();
            person.post(&rotate, json!({})).await.ok();
            // Revoking a key gives no access.
            holds(&all[..1]).await;
            person.delete(&key_path(&shop, &key)).await.ok();
        }
        // A key belongs to the project, not to its author.
        holds(&all).await;
        let body = json!({ "environment_id": shop.environment_id, "name": "a key", "scope": "server" });
        let created = person.post(&keys, body).await.ok();
        holds(&[]).await;
        assert!(works(&shop.server.with_key(created["secret"].as_str().unwrap())).await);
    }

    async fn a_revoked_key_stops_working_at_once_and_stays_in_the_list(world) {
        let shop = world.shop().await;
        let (key, program) = shop.key(json!({})).await;
        assert!(works(&program).await);
        let revoked = shop.owner.delete(&key_path(&shop, &key)).await.ok();
        assert_eq!(revoked, json!({ "deleted": true }));
        assert!(!works(&program).await);
        refusal(program.request(Method::GET, "/api/v1/stream")).await.refused(401, "unauthorized");
        assert!(works(&shop.server).await, "the other keys still work");
        let revoked_at = listed(&shop, &key).await["revoked_at"].clone();
        assert!(revoked_at.is_string(), "{revoked_at}");
        // Revoking again changes nothing.
        shop.owner.delete(&key_path(&shop, &key)).await.ok();
        assert_eq!(listed(&shop, &key).await["revoked_at"], revoked_at);
        let rotated = shop.owner.post(&format!("{}/rotate", key_path(&shop, &key)), json!({})).await;
        assert_eq!(rotated.conflict(), "key_revoked");
    }

    async fn a_key_that_was_revoked_before_its_first_use_never_works(world) {
        let shop = world.shop().await;
        let (key, program) = shop.key(json!({})).await;
        shop.owner.delete(&key_path(&shop, &key)).await.ok();
        assert!(!works(&program).await);
    }

    async fn a_rotated_key_keeps_its_id_and_its_old_secret_stops_at_once(world) {
        let shop = world.shop().await;
        let (key, old) = shop.key(json!({ "expires_at": "2031-01-31T12:00:00Z" })).await;
        assert!(works(&old).await);
        let reply = shop.owner.post(&format!("{}/rotate", key_path(&shop, &key)), json!({})).await;
        assert_eq!(reply.header("cache-control"), "no-store");
        let (rotated, new) = (&reply.ok()["api_key"], old.with_key(reply.ok()["secret"].as_str().unwrap()));
        for same in
            ["id", "project_id", "environment_id", "name", "scope", "expires_at", "created_at", "revoked_at"]
        {
            assert_eq!(rotated[same], key[same], "{same}");
        }
        assert_ne!(rotated["key_prefix"], key["key_prefix"]);
        assert!(!works(&old).await && works(&new).await);
        // The previous secret stops working too, whether or not it was used.
        let (_, newest) = rotate(&shop, &key, json!({ "overlap_seconds": 0 })).await;
        assert!(!works(&old).await && !works(&new).await && works(&newest).await);
    }

    async fn both_secrets_work_during_an_overlap(world) {
        let shop = world.shop().await;
        let (key, first) = shop.key(json!({})).await;
        let (_, second) = rotate(&shop, &key, json!({ "overlap_seconds": 86_400 })).await;
        assert!(works(&first).await && works(&second).await);
        first.stream("").await.expect("snapshot.reset").await;
        // A key has at most two secrets: the next rotation ends the first.
        let (_, third) = rotate(&shop, &key, json!({ "overlap_seconds": 60 })).await;
        assert!(!works(&first).await && works(&second).await && works(&third).await);
        let (_, fourth) = rotate(&shop, &key, json!({})).await;
        assert!(!works(&second).await && !works(&third).await && works(&fourth).await);
        // Revoking ends both.
        let (_, fifth) = rotate(&shop, &key, json!({ "overlap_seconds": 60 })).await;
        shop.owner.delete(&key_path(&shop, &key)).await.ok();
        assert!(!works(&fourth).await && !works(&fifth).await);
        let path = format!("{}/rotate", key_path(&shop, &key));
        for wrong in [json!(-1), json!(86_401), json!(1.5), json!("60"), json!(null)] {
            let reply = shop.owner.post(&path, json!({ "overlap_seconds": wrong })).await;
            assert_eq!(reply.refused_field(), "overlap_seconds", "{wrong}");
        }
    }

    async fn an_overlap_ends_by_itself(world) {
        let shop = world.shop().await;
        let (key, old) = shop.key(json!({})).await;
        let (_, new) = rotate(&shop, &key, json!({ "overlap_seconds": 1 })).await;
        wait_until("the old secret stops working", async || !works(&old).await).await;
        assert!(works(&new).await);
    }

    async fn an_expired_key_stops_working_and_a_rotation_can_extend_it(world) {
        let shop = world.shop().await;
        let (key, expiring) = shop.key(json!({ "expires_at": in_seconds(1) })).await;
        let (never, kept) = shop.key(json!({ "expires_at": in_seconds(3600) })).await;
        let (never, kept_rotated) = rotate(&shop, &never, json!({ "expires_at": null })).await;
        assert_eq!(never["expires_at"], Value::Null);
        let events = expiring.stream("?since=0").await;
        wait_until("the key expires", async || !works(&expiring).await).await;
        assert_eq!(events.read_to_end().await, [] as [String; 0]);
        assert!(!works(&kept).await && works(&kept_rotated).await);
        // A rotation that would leave the key expired is refused. With a new expiry the key works again.
        let path = format!("{}/rotate", key_path(&shop, &key));
        assert_eq!(shop.owner.post(&path, json!({})).await.refused_field(), "expires_at");
        let past = json!({ "expires_at": "2020-01-31T12:00:00Z" });
        assert_eq!(shop.owner.post(&path, past).await.refused_field(), "expires_at");
        let (_, again) = rotate(&shop, &key, json!({ "expires_at": in_seconds(3600) })).await;
        assert!(works(&again).await && !works(&expiring).await);
    }

    async fn time_and_address_of_the_last_use_are_recorded(world) {
        let shop = world.shop().await;
        let (key, program) = shop.key(json!({})).await;
        assert_eq!(listed(&shop, &key).await["last_used_at"], Value::Null);
        assert!(works(&program).await);
        wait_until("the use is recorded", async || listed(&shop, &key).await["last_used_at"].is_string())
            .await;
        let used = listed(&shop, &key).await;
        assert_eq!(used["last_used_ip"], "127.0.0.1");
        assert_eq!(used["updated_at"], key["updated_at"], "a use is not an update");
        // A use is recorded once a minute: the second use writes nothing, while the use of another key is written.
        assert!(works(&program).await);
        let (other, second_program) = shop.key(json!({})).await;
        assert!(works(&second_program).await);
        wait_until("the other key's use is recorded", async || {
            listed(&shop, &other).await["last_used_at"].is_string()
        })
        .await;
        assert_eq!(listed(&shop, &key).await, used);
    }

    async fn a_key_evaluates_its_own_environment_only(world) {
        let shop = world.shop().await;
        let (staging, program) = shop.environment("staging").await;
        shop.flag("f", json!({ "environment_id": staging["id"] })).await;
        assert_eq!(program.get(SNAPSHOT).await.ok()["environment_id"], staging["id"]);
        program.post(EVALUATE, json!({ "flag_key": "f" })).await.ok();
        shop.server.post(EVALUATE, json!({ "flag_key": "f" })).await.refused(404, "evaluate.flag_not_found");
        assert_eq!(shop.server.get(SNAPSHOT).await.ok()["flags"], json!([]));
    }
}
