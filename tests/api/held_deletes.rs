//! DELETE requests that wait for a lock while their caller loses the rights that the head was accepted with, and requests
//! whose head is held back. They are refused and delete nothing.

use std::time::Duration;

use serde_json::json;
use sqlx::{Connection, PgConnection};
use togul_server::{
    domain::{account::User, id::Id, organization::Organization, time::now},
    store::{self, Lock, Tx},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{
    change_groups::id,
    routes::{Ids, Row, table},
};
use crate::world::{Database, Person, Reply, World, on_both};

fn deletes() -> impl Iterator<Item = Row> {
    table().filter(|row| row.method == "DELETE")
}

/// Waits until a transaction of the server waits for a lock.
async fn wait_until_blocked(world: &World) {
    if let Database::Sqlite(_) = world.database {
        // The queue of writers is not observable. A request that comes later finds the rights gone, too.
        tokio::time::sleep(Duration::from_millis(100)).await;
        return;
    }
    let mut connection = PgConnection::connect(&world.database.url()).await.unwrap();
    let blocked = "select count(*) from pg_stat_activity
                   where datname = current_database() and wait_event_type = 'Lock'";
    while sqlx::query_scalar::<_, i64>(blocked).fetch_one(&mut connection).await.unwrap() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    connection.close().await.unwrap();
}

/// The reply to a request that began before `tx`, which holds a lock that it needs, was committed.
async fn call_during(world: &World, tx: Tx, row: &Row, caller: &Person, ids: &Ids) -> Reply {
    let commit = async {
        wait_until_blocked(world).await;
        tx.commit().await.unwrap();
    };
    tokio::join!(row.call(caller, ids), commit).0
}

/// Sends a request, of whose head the last byte is held until `change` is done, and returns the status.
async fn held_head(world: &World, request: &str, change: impl Future<Output = ()>) -> u16 {
    let mut socket = TcpStream::connect(world.url.strip_prefix("http://").unwrap()).await.unwrap();
    let (first, last) = request.as_bytes().split_at(request.find("\r\n\r\n").unwrap() + 3);
    socket.write_all(first).await.unwrap();
    change.await;
    socket.write_all(last).await.unwrap();
    let mut response = String::new();
    socket.read_to_string(&mut response).await.unwrap();
    response.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
}

on_both! {
    async fn a_delete_that_waits_while_its_session_ends_is_refused(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let owner = shop.member(world, "owner").await;
        let ids = Ids::new(&shop, &bystander).await;
        let before = ids.state(&shop.owner).await;
        for row in deletes() {
            let caller = owner.login(&owner.email).await;
            let token = caller.authorization().strip_prefix("Bearer ").unwrap();
            let session = world.app.accounts.tokens.verify(token).unwrap().sid.into();
            let user: Id<User> = id(&caller.user_id);
            let mut tx = world.app.store.begin_locked(&[Lock::exclusive(user)]).await.unwrap();
            store::sessions::end(tx.last(), session, now());
            call_during(world, tx, &row, &caller, &ids).await.refused(401, "unauthorized");
        }
        // The audit log has the logins.
        let logs = |state: &str| state.starts_with("/audit-log");
        before.assert_unchanged_but(&ids.state(&shop.owner).await, logs, "requests of ended sessions");
    }

    async fn a_delete_that_waits_while_its_caller_is_removed_is_refused(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let ids = Ids::new(&shop, &bystander).await;
        let organization: Id<Organization> = id(&ids["organization"]);
        for row in deletes() {
            let caller = shop.member(world, "owner").await;
            let before = ids.state(&shop.owner).await;
            let mut tx = world.app.store.begin_locked(&[Lock::exclusive(organization)]).await.unwrap();
            store::members::delete(tx.conn(), organization, id(&caller.user_id)).await.unwrap();
            call_during(world, tx, &row, &caller, &ids).await.refused(404, "not_found");
            // But for the caller, who is no longer a member.
            let members = |state: &str| state.starts_with("/members");
            before.assert_unchanged_but(&ids.state(&shop.owner).await, members, row);
        }
    }

    async fn a_delete_that_waits_while_its_caller_leaves_the_project_is_refused(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let ids = Ids::new(&shop, &bystander).await;
        let developer = shop.member(world, "developer").await;
        let organization: Id<Organization> = id(&ids["organization"]);
        let mut refused = 0;
        for row in deletes().filter(|row| row.is_in_project() && row.cells[2] == "+") {
            let member = shop.add_to_project(&developer, &ids["project"], "developer").await;
            let before = ids.state(&shop.owner).await;
            let mut tx = world.app.store.begin_locked(&[Lock::exclusive(organization)]).await.unwrap();
            store::project_members::delete(tx.conn(), id(member["id"].as_str().unwrap())).await.unwrap();
            call_during(world, tx, &row, &developer, &ids).await.refused(404, "not_found");
            let members = |state: &str| state.ends_with("/members");
            before.assert_unchanged_but(&ids.state(&shop.owner).await, members, row);
            refused += 1;
        }
        assert_eq!(refused, 3, "flags, rules and segments");
    }

    async fn a_delete_whose_head_is_held_until_its_session_ends_is_refused(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let owner = shop.member(world, "owner").await;
        let ids = Ids::new(&shop, &bystander).await;
        let before = ids.state(&shop.owner).await;
        for row in deletes() {
            let caller = owner.login(&owner.email).await;
            let request = format!(
                "DELETE /api/v1{} HTTP/1.1\r\nhost: x\r\nauthorization: {}\r\nconnection: close\r\n\r\n",
                ids.path(row.route),
                caller.authorization()
            );
            let logout = async {
                let body = json!({ "refresh_token": caller.refresh_token });
                world.anonymous().post("/api/v1/logout", body).await.ok();
            };
            assert_eq!(held_head(world, &request, logout).await, 401, "{row:?}");
        }
        // The audit log has the logins.
        let logs = |state: &str| state.starts_with("/audit-log");
        before.assert_unchanged_but(&ids.state(&shop.owner).await, logs, "requests of ended sessions");
    }

    async fn an_evaluation_whose_head_is_held_until_its_key_is_revoked_is_refused(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        for (path, body) in [("/evaluate", r#"{"flag_key":"f"}"#), ("/evaluate/all", "{}")] {
            let new = json!({ "environment_id": shop.environment_id, "name": "held", "scope": "sdk" });
            let created = shop.owner.post(&format!("{}/api-keys", shop.path), new).await.ok();
            let (key, secret) = (&created["api_key"]["id"], created["secret"].as_str().unwrap());
            // In memory.
            shop.sdk.with_key(secret).post(&format!("/api/v1{path}"), serde_json::from_str(body).unwrap()).await.ok();
            let request = format!(
                "POST /api/v1{path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-api-key: {secret}\r\n\
                 content-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            let revoke = async {
                shop.owner.delete(&format!("{}/api-keys/{}", shop.path, key.as_str().unwrap())).await.ok();
            };
            assert_eq!(held_head(world, &request, revoke).await, 401, "{path}");
        }
    }
}
