//! Writes that wait for a lock which another transaction keeps.

use std::{
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use serde_json::json;
use togul_server::store::{Conn, Tx};

use crate::world::{Shop, on_both};

/// A lock is waited for at most 3 seconds; the rest is for a busy machine.
const ANSWERED: Duration = Duration::from_secs(6);

/// In SQLite, the transaction alone is the lock.
async fn lock_environment(tx: &mut Tx, shop: &Shop) {
    if let Conn::Pg(connection, _) = tx.conn() {
        let statement = format!("update environments set name = name where id = '{}'", shop.environment_id);
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(connection).await.unwrap();
    }
}

on_both! {
    async fn a_write_that_waits_for_a_kept_lock_is_refused_in_time(world) {
        let shop = world.shop().await;
        let flag = shop.flag_path(&shop.flag("f", json!({})).await);
        let mut tx = world.app.store.begin().await.unwrap();
        lock_environment(&mut tx, &shop).await;
        let begun = Instant::now();
        let reply = shop.owner.patch(&flag, json!({ "name": "waiting" })).await;
        reply.refused(503, "unavailable");
        assert!(!reply.header("retry-after").is_empty(), "{reply:?}");
        assert!(begun.elapsed() < ANSWERED, "{:?}", begun.elapsed());
        drop(tx);
        shop.owner.patch(&flag, json!({ "name": "done" })).await.ok();
    }

    async fn a_new_flag_with_a_value_that_is_refused_takes_no_lock(world) {
        let shop = world.shop().await;
        let mut tx = world.app.store.begin().await.unwrap();
        lock_environment(&mut tx, &shop).await;
        let value = json!(vec![json!({ "": 0 }); 20_000]);
        let body = json!({
            "environment_id": shop.environment_id, "key": "f", "name": "f", "value_type": "json", "default_value": value,
        });
        shop.owner.post(&format!("{}/flags", shop.path), body).await.refused(400, "validation_error");
        drop(tx);
    }

    async fn writes_without_a_pause_do_not_delay_a_removal(world) {
        let shop = world.shop().await;
        let admin = shop.member(world, "admin").await;
        let member = shop.member_path(&admin).await;
        let mut paths = Vec::new();
        for n in 0..6 {
            paths.push(shop.flag_path(&shop.flag(&format!("f{n}"), json!({})).await));
        }
        let removed = AtomicBool::new(false);
        let write = async |path: &str| {
            for n in 0.. {
                if removed.load(Relaxed) {
                    break;
                }
                admin.patch(path, json!({ "name": n.to_string() })).await;
            }
        };
        let remove = async {
            shop.owner.delete(&member).await.ok();
            admin.patch(&paths[0], json!({ "name": "late" })).await.refused(404, "not_found");
            removed.store(true, Relaxed);
        };
        tokio::join!(join_all(paths.iter().map(|path| write(path))), remove);
    }
}
