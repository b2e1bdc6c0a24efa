//! What is in memory: what somebody uses.

use std::{sync::Arc, time::Duration};

use serde_json::json;

use crate::world::on_both;

on_both! {
    async fn writing_loads_nothing_and_a_question_loads_what_it_is_about(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let body = json!({ "key": "staging", "name": "Staging" });
        shop.owner.post(&format!("{}/environments", shop.path), body).await.ok();
        assert!(world.app.live.loaded().is_empty(), "nobody asked for anything");
        shop.evaluate("f", json!({})).await;
        let loaded: Vec<_> = world.app.live.loaded().iter().map(|one| one.id.to_string()).collect();
        assert_eq!(loaded, [shop.environment_id]);
    }

    async fn of_many_who_ask_at_once_one_reads_for_all(world) {
        let shop = world.shop().await;
        let id = shop.environment_id.parse::<uuid::Uuid>().unwrap().into();
        let asking = (0..50).map(|_| {
            let live = Arc::clone(&world.app.live);
            tokio::spawn(async move { live.environment(id).await.unwrap().unwrap() })
        });
        let mut found = Vec::new();
        for one in asking.collect::<Vec<_>>() {
            found.push(one.await.unwrap());
        }
        assert!(found.iter().all(|one| Arc::ptr_eq(one, &found[0])));
    }

    async fn what_nobody_uses_leaves_memory_and_comes_back_when_it_is_asked_for(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        shop.evaluate("f", json!({})).await;
        world.app.live.let_go(Duration::from_secs(3600));
        assert_eq!(world.app.live.loaded().len(), 1, "it was used a moment ago");

        world.app.live.let_go(Duration::ZERO);
        assert!(world.app.live.loaded().is_empty());
        assert_eq!(shop.evaluate("f", json!({})).await["version"], 1);
        assert_eq!(world.app.live.loaded().len(), 1);
    }

    async fn what_somebody_listens_to_stays_in_memory(world) {
        let shop = world.shop().await;
        let mut events = shop.stream.stream("").await;
        events.expect("snapshot.reset").await;
        world.app.live.let_go(Duration::ZERO);
        shop.flag("f", json!({})).await;
        events.expect("flag.created").await;

        let mut of_person = shop.owner.stream("").await;
        of_person.expect("snapshot.reset").await;
        drop(events);
        world.app.live.let_go(Duration::ZERO);
        shop.flag("g", json!({})).await;
        of_person.expect("flag.created").await;
    }
}
