//! Requests with made-up credentials leave connections to the database for everyone else.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use togul_server::{domain::account::Registration, store::Conn};

use crate::world::{Person, World, on_both};

/// More than there are connections.
const FLOOD: usize = 40;

/// Sends the request of `stranger` many times at once while its look-up in `table` does not end. Others are served
/// meanwhile.
async fn flood<F>(world: &World, owner: &Person, table: &str, status: u16, stranger: impl Fn(usize) -> F)
where
    F: Future<Output = u16>,
{
    let mut tx = world.app.store.begin().await.unwrap();
    // SQLite's readers wait for nothing.
    let blocks = match tx.conn() {
        Conn::Pg(connection, _) => {
            let statement = format!("lock table {table} in access exclusive mode");
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(connection).await.unwrap();
            true
        }
        Conn::Lite(..) => false,
    };
    let used_before = world.app.store.pool_status().used;
    let requests = join_all((0..FLOOD).map(stranger));
    let others = async {
        while blocks && world.app.store.pool_status().used == used_before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // The others of the flood have arrived by now, or arrive during these.
        for _ in 0..10 {
            owner.get("/api/v1/projects").await.ok();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        drop(tx);
    };
    let (statuses, ()) = tokio::join!(requests, others);
    // On a slow machine, some have waited for too long.
    assert!(statuses.iter().all(|one| [status, 503].contains(one)), "{table}: {statuses:?}");
}

on_both! {
    async fn made_up_machine_tokens_leave_connections_to_others(world) {
        let shop = world.shop().await;
        let body = json!({ "name": "ci", "role_id": shop.role("developer").await });
        let token = shop.owner.post("/api/v1/tokens", body).await.ok();
        let token = world.anonymous().with_bearer(token["secret"].as_str().unwrap());
        token.get("/api/v1/projects").await.ok();
        flood(world, &shop.owner, "machine_tokens", 401, async |n| {
            let stranger = world.anonymous().with_bearer(&format!("tgl_adm_{n:0>43}"));
            stranger.get("/api/v1/projects").await.status.as_u16()
        })
        .await;
        token.get("/api/v1/projects").await.ok();
        shop.owner.delete(&format!("/api/v1/tokens/{}", id_of(&shop.owner, "/api/v1/tokens", "tokens").await)).await.ok();
        token.get("/api/v1/projects").await.refused(401, "unauthorized");
    }

    async fn made_up_one_time_tokens_leave_connections_to_others(world) {
        let shop = world.shop().await;
        for (table, path, field, more) in [
            ("refresh_tokens", "/api/v1/refresh-token", "refresh_token", json!({})),
            ("refresh_tokens", "/api/v1/logout", "refresh_token", json!({})),
            ("invitations", "/api/v1/invitations/accept", "token", json!({})),
            ("password_resets", "/api/v1/password-reset", "token", json!({ "new_password": "a long password" })),
        ] {
            flood(world, &shop.owner, table, 401, async |n| {
                let mut body = more.clone();
                body[field] = json!(format!("made-up-{n}"));
                world.anonymous().post(path, body).await.status.as_u16()
            })
            .await;
        }
    }

    async fn logins_leave_connections_to_others(world) {
        let shop = world.shop().await;
        flood(world, &shop.owner, "login_networks", 401, async |n| {
            let body = json!({ "username": format!("{n}@example.com"), "password": "a wrong password" });
            world.anonymous().post("/api/v1/login", body).await.status.as_u16()
        })
        .await;
    }

    async fn registrations_after_the_first_need_no_connection(world with |settings| settings.registration = Registration::First) {
        let shop = world.shop().await;
        let register = async |n: usize| {
            let body = json!({ "name": "Eve", "username": format!("{n}@example.com"), "password": "a long password" });
            world.anonymous().post("/api/v1/register", body).await.status.as_u16()
        };
        assert_eq!(register(0).await, 403);
        let mut tx = world.app.store.begin().await.unwrap();
        if let Conn::Pg(connection, _) = tx.conn() {
            sqlx::raw_sql("lock table users in access exclusive mode").execute(connection).await.unwrap();
        }
        assert_eq!(join_all((1..FLOOD).map(register)).await, [403; FLOOD - 1]);
        drop(tx);
        shop.owner.get("/api/v1/projects").await.ok();
    }
}

async fn id_of(caller: &Person, path: &str, list: &str) -> String {
    let listed: Value = caller.get(path).await.ok();
    listed[list][0]["id"].as_str().unwrap().to_owned()
}
