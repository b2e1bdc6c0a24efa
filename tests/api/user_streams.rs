//! Streams of users: what they hold as rights and environments change, and how many a user may have.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    ahead::take_connections,
    change_groups::{append_with, id, proof},
};
use crate::world::{
    Person, Shop, World, on_both,
    sse::{Events, refusal},
};

/// Fails a test that would hang.
const PATIENCE: Duration = Duration::from_secs(60);

/// Another project of the shop's organization with one environment.
async fn another_project(world: &World, shop: &Shop) -> Shop {
    let project = shop.owner.post("/api/v1/projects", json!({ "name": "Another" })).await.ok();
    let project_id = project["project"]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/projects/{project_id}");
    let body = json!({ "key": "production", "name": "Production" });
    let environment = shop.owner.post(&format!("{path}/environments"), body).await.ok();
    let environment_id = environment["environment"]["id"].as_str().unwrap().to_owned();
    Shop { path, project_id, environment_id, ..shop.at(&world.url) }
}

/// The keys of the flags that are created until this one.
async fn created_until(events: &mut Events, last: &str) -> Vec<Value> {
    let mut keys = Vec::new();
    loop {
        let event = events.expect("flag.created").await;
        keys.push(event.data["flag_key"].clone());
        if keys.last() == Some(&json!(last)) {
            return keys;
        }
    }
}

async fn opens_soon(person: &Person) {
    let opened = async {
        while person.request(Method::GET, "/api/v1/stream").send().await.unwrap().status() != 200 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, opened).await.expect("there is room for a stream");
}

on_both! {
    async fn a_users_stream_holds_the_projects_in_which_the_user_may_read_flags(world) {
        let shop = world.shop().await;
        let other = another_project(world, &shop).await;
        let member = shop.project_member(world, "viewer").await;
        let mut events = member.stream("").await;
        events.expect("snapshot.reset").await;
        other.flag("hidden", json!({})).await;
        shop.flag("seen", json!({})).await;
        assert_eq!(created_until(&mut events, "seen").await, ["seen"]);

        let membership = shop.add_to_project(&member, &other.project_id, "viewer").await;
        events.expect("snapshot.reset").await;
        other.flag("seen-too", json!({})).await;
        assert_eq!(created_until(&mut events, "seen-too").await, ["seen-too"]);

        let id = membership["id"].as_str().unwrap();
        shop.owner.delete(&format!("{}/members/{id}", other.path)).await.ok();
        // Takes effect within five seconds: what is created until then may still be seen, and nothing after it.
        let (mut n, mut last_hidden) = (0, 0);
        let gone = async {
            loop {
                n += 1;
                other.flag(&format!("hidden-{n}"), json!({})).await;
                shop.flag(&format!("marker-{n}"), json!({})).await;
                let keys = created_until(&mut events, &format!("marker-{n}")).await;
                if keys.len() == 1 {
                    last_hidden += 1;
                    if last_hidden == 3 {
                        return;
                    }
                } else {
                    assert_eq!(last_hidden, 0, "it was hidden before");
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        };
        tokio::time::timeout(PATIENCE, gone).await.expect("the stream loses the project");
    }

    async fn a_users_stream_is_reset_when_an_environment_is_added(world) {
        let shop = world.shop().await;
        let mut streams = [shop.owner.stream("").await, shop.owner.stream("").await];
        for stream in &mut streams {
            stream.expect("snapshot.reset").await;
        }
        let (environment, _) = shop.environment("new").await;
        for stream in &mut streams {
            stream.expect("snapshot.reset").await;
        }
        shop.flag("f", json!({ "environment_id": environment["id"] })).await;
        let path = format!("{}/environments/{}", shop.path, environment["id"].as_str().unwrap());
        shop.owner.delete(&path).await.ok();
        shop.flag("g", json!({})).await;
        for stream in &mut streams {
            assert_eq!(created_until(stream, "g").await, ["f", "g"]);
        }
    }

    async fn the_number_of_a_users_streams_is_limited(world) {
        let shop = world.shop().await;
        let admin = shop.member(world, "admin").await;
        let mut streams = Vec::new();
        for _ in 0..20 {
            streams.push(shop.owner.stream("").await);
        }
        for _ in 0..2 {
            let refused = refusal(shop.owner.request(Method::GET, "/api/v1/stream")).await;
            let details = refused.refused(409, "quota_exceeded")["details"].clone();
            assert_eq!(details, json!({ "quota": "user_streams", "limit": 20 }));
        }
        // Without a look-up of the session, which has ended.
        let ended = shop.owner.login(&shop.owner.email).await;
        let body = json!({ "refresh_token": ended.refresh_token });
        world.anonymous().post("/api/v1/logout", body).await.ok();
        ended.get("/api/v1/me").await.refused(401, "unauthorized");
        refusal(ended.request(Method::GET, "/api/v1/stream")).await.refused(409, "quota_exceeded");
        // Others have their own.
        admin.stream("").await.expect("snapshot.reset").await;
        shop.sdk.stream("").await.expect("snapshot.reset").await;
        drop(streams.pop());
        opens_soon(&shop.owner).await;
    }

    async fn a_check_of_rights_that_waits_for_the_database_holds_up_no_event(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({ "value_type": "number", "default_value": 0 })).await;
        let proof = proof(world, &shop).await;
        let mut events = shop.owner.stream("").await;
        events.expect("snapshot.reset").await;
        let begun = Instant::now();
        // Writes of the test take the connections for evaluation, or that of SQLite's writer.
        let store = world.app.store.for_evaluation();
        let taken = take_connections(&world.app.store).await;
        let mut longest = Duration::ZERO;
        for value in 1.. {
            let writer = append_with(&store, &proof, id(&shop.environment_id), &[&flag], value).await;
            writer.publish().await.unwrap();
            let written = Instant::now();
            events.expect("flag.updated").await;
            longest = longest.max(written.elapsed());
            // A check begins every three seconds, and waits for three.
            if begun.elapsed() > Duration::from_secs(8) {
                break;
            }
        }
        assert!(longest < Duration::from_millis(1500), "an event took {longest:?}");
        drop(taken);
    }
}
