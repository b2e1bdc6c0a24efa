//! Secrets that belong to no key: looking them up is bounded, and an answer is remembered for seconds only.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;
use sqlx::{Connection, PgConnection};

use crate::world::{Database, World, on_both};

const ONE: &str = "/api/v1/evaluate";

/// A secret is unknown for 5 seconds at most; the rest is for a busy machine.
const FOUND: Duration = Duration::from_secs(15);

/// So that a hanging test fails.
const HANG: Duration = Duration::from_secs(60);

/// How many unknown secrets are looked up at the same time.
const AT_ONCE: i64 = 4;

on_both! {
    async fn a_key_of_another_server_is_found_although_it_was_unknown_a_moment_ago(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let body = json!({ "environment_id": shop.environment_id, "name": "late", "scope": "sdk" });
        let created = shop.owner.post(&format!("{}/api-keys", shop.path), body).await.ok();
        let late = shop.sdk.with_key(created["secret"].as_str().unwrap());
        // Written by something else than this server, which gets no notice.
        for statement in [
            "create table kept as select * from api_keys where name = 'late'",
            "delete from api_keys where name = 'late'",
        ] {
            world.sql(statement).await;
        }
        for _ in 0..2 {
            late.post(ONE, json!({ "flag_key": "f" })).await.refused(401, "unauthorized");
        }
        assert_eq!(world.sql("insert into api_keys select * from kept").await, 1);
        let begun = Instant::now();
        while late.post(ONE, json!({ "flag_key": "f" })).await.status != 200 {
            assert!(begun.elapsed() < FOUND, "{:?}", begun.elapsed());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// On PostgreSQL only, which shows what waits.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_few_unknown_secrets_are_looked_up_at_once() {
    let Some(database) = Database::postgres().await else { return };
    World::with(database, |_| {}, |world| Box::pin(look_up_many(world))).await;
}

async fn look_up_many(world: &World) {
    let shop = world.shop().await;
    let mut connection = PgConnection::connect(&world.database.url()).await.unwrap();
    let mut locked = PgConnection::connect(&world.database.url()).await.unwrap();
    let mut tx = locked.begin().await.unwrap();
    sqlx::raw_sql("lock table api_keys in access exclusive mode").execute(&mut *tx).await.unwrap();
    let (requests, shop) = (0..30, &shop);
    let asking = join_all(requests.map(|n| async move {
        let stranger = shop.sdk.with_key(&format!("tgl_sdk_{n:0>43}"));
        stranger.post(ONE, json!({ "flag_key": "f" })).await
    }));
    let observing = async {
        let count = "select count(*) from pg_stat_activity
                     where datname = current_database() and wait_event_type = 'Lock'";
        let mut looked_up =
            async || sqlx::query_scalar::<_, i64>(count).fetch_one(&mut connection).await.unwrap();
        while looked_up().await < AT_ONCE {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        // The others have connections for everything else.
        for _ in 0..20 {
            shop.owner.get("/api/v1/me").await.ok();
            assert!(looked_up().await <= AT_ONCE);
        }
        tx.rollback().await.unwrap();
    };
    let both = async { tokio::join!(asking, observing).0 };
    let replies = tokio::time::timeout(HANG, both).await.expect("unknown secrets are looked up");
    // One that waited for too long is refused for now.
    assert!(replies.iter().all(|reply| [401, 503].contains(&reply.status.as_u16())), "{replies:?}");
}
