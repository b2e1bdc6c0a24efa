//! The client against real servers.

mod agreement;
mod groups;
mod openfeature;
mod outage;

use std::time::Duration;

use serde_json::json;
use togul_client::{Client, Connection, Context, Reason};

use crate::world::on_both;

pub const PATIENCE: Duration = Duration::from_secs(30);

on_both! {
    async fn a_flip_is_seen_by_an_application_that_never_stops_evaluating(world) {
        let shop = world.shop().await;
        let flag = shop.flag("switch", json!({ "default_value": false })).await;
        shop.rule(&flag, json!({ "return_value": true })).await;
        let client = Client::connect(&world.url, &shop.server_secret, PATIENCE).await.unwrap();
        let app = client.clone();
        let evaluating = tokio::task::spawn_blocking(move || {
            let context = Context::new().with("user_id", "u");
            let mut answers = 0_u64;
            loop {
                let answer = app.evaluate("switch", &context);
                answers += 1;
                match answer.reason {
                    Reason::RuleMatch { .. } => assert_eq!(answer.value.unwrap().as_bool(), Some(true)),
                    Reason::Disabled => return answers,
                    other => panic!("{other} at revision {}", answer.revision),
                }
            }
        });
        shop.owner.patch(&shop.flag_path(&flag), json!({ "enabled": false })).await.ok();
        let answers = tokio::time::timeout(PATIENCE, evaluating).await.unwrap().unwrap();
        assert!(answers > 1);
        client.close().await;
    }

    async fn a_write_is_seen_after_waiting_for_its_revision(world) {
        let shop = world.shop().await;
        let client = Client::connect(&world.url, &shop.server_secret, PATIENCE).await.unwrap();
        for n in 1..=20 {
            let flag = shop.flag(&format!("flag-{n}"), json!({ "value_type": "number", "default_value": n })).await;
            client.wait_for_revision(n, PATIENCE).await.unwrap();
            let key = flag["key"].as_str().unwrap();
            assert_eq!(client.number(key, &Context::new(), 0.0), n as f64);
        }
        client.close().await;
    }

    async fn a_watcher_receives_the_changed_flags(world) {
        let shop = world.shop().await;
        let client = Client::connect(&world.url, &shop.server_secret, PATIENCE).await.unwrap();
        let mut changes = client.changes();
        let flag = shop.flag("watched", json!({})).await;
        let rule = shop.rule(&flag, json!({})).await;
        shop.owner.delete(&shop.rule_path(&rule)).await.ok();
        shop.owner.delete(&shop.flag_path(&flag)).await.ok();
        let mut revisions = Vec::new();
        while revisions.last() != Some(&4) {
            let change = tokio::time::timeout(PATIENCE, changes.next()).await.unwrap().unwrap();
            assert_eq!(change.flags, ["watched"]);
            revisions.push(change.revision.get());
        }
        assert!(revisions.is_sorted(), "{revisions:?}");
        client.close().await;
    }

    async fn a_key_without_the_server_scope_is_refused_with_the_servers_message(world) {
        let shop = world.shop().await;
        let error = Client::connect(&world.url, "tgl_srv_wrong", PATIENCE).await.unwrap_err();
        assert!(error.is_unauthorized(), "{error}");
        assert_eq!((error.status(), error.code()), (Some(401), Some("unauthorized")));
        let body = json!({ "environment_id": shop.environment_id, "name": "Web", "scope": "sdk" });
        let created = shop.owner.post(&format!("{}/api-keys", shop.path), body).await.ok();
        let sdk = created["secret"].as_str().unwrap();
        let error = Client::connect(&world.url, sdk, PATIENCE).await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(403), Some("forbidden")));
    }

    async fn a_revoked_key_leaves_the_last_snapshot_in_use(world) {
        let shop = world.shop().await;
        shop.flag("kept", json!({ "value_type": "string", "default_value": "here" })).await;
        let client = Client::connect(&world.url, &shop.server_secret, PATIENCE).await.unwrap();
        let keys = shop.owner.get(&format!("{}/api-keys", shop.path)).await.ok();
        let id = keys["api_keys"].as_array().unwrap().iter().find(|key| key["scope"] == "server").unwrap()["id"].clone();
        shop.owner.delete(&format!("{}/api-keys/{}", shop.path, id.as_str().unwrap())).await.ok();
        let refused = client.wait_for_status(|status| status.connection == Connection::Refused);
        let status = tokio::time::timeout(PATIENCE, refused).await.unwrap();
        assert!(status.error.is_some_and(|error| error.is_unauthorized()));
        assert_eq!(client.string("kept", &Context::new(), "gone"), "here");
        client.close().await;
    }
}
