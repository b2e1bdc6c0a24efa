//! Which environments are in memory.

use std::{sync::Arc, time::Duration};

use futures_util::FutureExt;
use serde_json::json;
use togul_core::Fingerprint;

use crate::{client::PATIENCE, world::on_both};

on_both! {
    async fn a_write_loads_nothing_and_an_evaluation_loads_its_environment(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let body = json!({ "key": "staging", "name": "Staging" });
        shop.owner.post(&format!("{}/environments", shop.path), body).await.ok();
        assert!(world.app.live.loaded().is_empty(), "nothing was evaluated");
        shop.evaluate("f", json!({})).await;
        let loaded: Vec<_> = world.app.live.loaded().iter().map(|one| one.id.to_string()).collect();
        assert_eq!(loaded, [shop.environment_id]);
    }

    async fn concurrent_requests_for_an_environment_load_it_once(world) {
        let shop = world.shop().await;
        let id = shop.environment_id.parse::<uuid::Uuid>().unwrap().into();
        let loading = (0..50).map(|_| {
            let live = Arc::clone(&world.app.live);
            tokio::spawn(async move { live.environment(id).await.unwrap().unwrap() })
        });
        let mut found = Vec::new();
        for one in loading.collect::<Vec<_>>() {
            found.push(one.await.unwrap());
        }
        assert!(found.iter().all(|one| Arc::ptr_eq(one, &found[0])));
    }

    async fn a_load_goes_on_without_its_caller(world) {
        let shop = world.shop().await;
        let id = shop.environment_id.parse::<uuid::Uuid>().unwrap().into();
        assert!(world.app.live.environment(id).now_or_never().is_none(), "it waits for the database");
        let loaded = async {
            while world.app.live.loaded().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, loaded).await.expect("the load was not cancelled");
    }

    async fn an_unused_environment_is_evicted_and_loaded_again_on_use(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        shop.evaluate("f", json!({})).await;
        world.app.live.evict_idle(Duration::from_secs(3600));
        assert_eq!(world.app.live.loaded().len(), 1, "it was used a moment ago");

        world.app.live.evict_idle(Duration::ZERO);
        assert!(world.app.live.loaded().is_empty());
        assert_eq!(shop.evaluate("f", json!({})).await["version"], 1);
        assert_eq!(world.app.live.loaded().len(), 1);
    }

    async fn an_environment_with_subscribers_is_not_evicted(world) {
        let shop = world.shop().await;
        let mut events = shop.stream.stream("").await;
        events.expect("snapshot.reset").await;
        world.app.live.evict_idle(Duration::ZERO);
        shop.flag("f", json!({})).await;
        events.expect("flag.created").await;

        let mut of_user = shop.owner.stream("").await;
        of_user.expect("snapshot.reset").await;
        drop(events);
        world.app.live.evict_idle(Duration::ZERO);
        shop.flag("g", json!({})).await;
        of_user.expect("flag.created").await;
    }

    async fn a_backup_restored_under_a_running_server_takes_effect_within_seconds(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        shop.evaluate("f", json!({})).await;
        let (_, program) = shop.key(json!({ "name": "late" })).await;
        program.post("/api/v1/evaluate", json!({ "flag_key": "f" })).await.ok();

        // Back to a state before that key, with another value at the same revision.
        let snapshot = String::from_utf8(shop.server.get("/api/v1/snapshot").await.body).unwrap();
        let flag = snapshot.split_once("\"flags\":[").unwrap().1.strip_suffix("],\"segments\":[]}").unwrap();
        let other = flag.replace("\"default_value\":false", "\"default_value\":true");
        world.sql("delete from api_keys where name = 'late'").await;
        world.sql(&format!("update flags set snapshot = '{other}'")).await;
        let fingerprint = Fingerprint::of(&other);
        world.sql(&format!("update environments set access_version = 1, fingerprint = '{fingerprint}'")).await;

        let soon = async {
            while shop.evaluate("f", json!({})).await["value"] != json!(true) {}
            while program.post("/api/v1/evaluate", json!({ "flag_key": "f" })).await.status != 401 {}
        };
        tokio::time::timeout(PATIENCE, soon).await.expect("memory is compared with the database");
        shop.server.get("/api/v1/snapshot").await.ok();
        assert_eq!(shop.stream.stream("").await.next().await.data["type"], "snapshot.reset");
    }
}
