//! Two servers on one PostgreSQL: changes of access take effect at both within five seconds.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use togul_server::{domain::quota::Quotas, server::Settings};

use crate::world::{Database, Person, Reply, World, on_both, settings};

/// docs/api.md promises five seconds; the rest is for a loaded machine.
const SOON: Duration = Duration::from_secs(10);

/// One server that makes changes, and another that must follow them.
async fn two() -> Option<(World, World)> {
    two_with(Quotas::default()).await
}

async fn two_with(quotas: Quotas) -> Option<(World, World)> {
    let database = Database::postgres().await?;
    let external = Database::External(database.url());
    let start = async |database| {
        let settings = settings(&database, "127.0.0.1:0".parse().unwrap());
        World::start_with(database, Settings { quotas, ..settings }).await
    };
    Some((start(database).await, start(external).await))
}

async fn end(one: World, other: World) {
    other.stop().await.drop().await;
    one.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_removed_through_one_server_loses_access_at_the_other() {
    let Some((one, other)) = two().await else { return };
    let shop = one.shop().await;
    let developer = shop.project_member(&one, "developer").await.at(&other.url);
    let flags = format!("{}/flags", shop.path);
    developer.get(&flags).await.ok();
    let mut stream = developer.stream("").await;
    stream.expect("snapshot.reset").await;

    let members = shop.owner.get("/api/v1/members").await.ok();
    let member = members["members"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap();
    let viewer = json!({ "role_id": shop.role("viewer").await });
    shop.owner.patch(&format!("/api/v1/members/{member}"), viewer).await.ok();
    // In the project the project's role decides, in the organization the new one.
    developer.get(&flags).await.ok();
    developer.get("/api/v1/members").await.refused(403, "forbidden");

    shop.owner.delete(&format!("/api/v1/members/{member}")).await.ok();
    developer.get(&flags).await.refused(404, "not_found");
    assert!(developer.get("/api/v1/me").await.ok()["current_organization"].is_null());
    tokio::time::timeout(SOON, stream.read_to_end()).await.expect("the stream ends");
    end(one, other).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn revoked_keys_and_deleted_organizations_are_refused_by_the_other_server() {
    let Some((one, other)) = two().await else { return };
    let shop = one.shop().await;
    shop.flag("f", json!({})).await;
    let (key, program) = shop.key(json!({})).await;
    let (program, sdk) = (program.at(&other.url), shop.sdk.at(&other.url));
    let of_key = program.stream("").await;
    let of_other_key = sdk.stream("").await;
    let of_user = shop.owner.at(&other.url).stream("").await;
    evaluate(&program).await.ok();

    shop.owner.delete(&format!("{}/api-keys/{}", shop.path, key["id"].as_str().unwrap())).await.ok();
    tokio::time::timeout(SOON, of_key.read_to_end()).await.expect("the stream ends");
    evaluate(&program).await.refused(401, "unauthorized");
    evaluate(&sdk).await.ok();

    shop.owner.post("/api/v1/organizations", json!({ "name": "Another" })).await.ok();
    shop.owner.delete(&format!("/api/v1/organizations/{}", shop.owner.organization_id)).await.ok();
    shop.owner.at(&other.url).get("/api/v1/me").await.refused(401, "unauthorized");
    tokio::time::timeout(SOON, of_user.read_to_end()).await.expect("the user's stream ends");
    tokio::time::timeout(SOON, of_other_key.read_to_end()).await.expect("the key's stream ends");
    evaluate(&sdk).await.refused(401, "unauthorized");
    end(one, other).await;
}

async fn evaluate(program: &Person) -> Reply {
    program.post("/api/v1/evaluate", json!({ "flag_key": "f" })).await
}

/// Creates this many at each of two servers at the same time, and returns how many were created.
async fn race(owners: [&Person; 2], path: &str, each: usize, body: impl Fn(usize) -> Value) -> usize {
    let creating = (0..2 * each).map(async |n| {
        loop {
            let reply = owners[n % 2].post(path, body(n)).await;
            match reply.status.as_u16() {
                // The lock was not free in time, on a loaded machine.
                503 => {}
                409 => {
                    reply.refused(409, "quota_exceeded");
                    return false;
                }
                _ => {
                    reply.ok();
                    return true;
                }
            }
        }
    });
    join_all(creating).await.into_iter().filter(|created| *created).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_together_do_not_exceed_a_quota() {
    let quotas =
        Quotas { environments: 4, flags: 10, api_keys: 8, writes_per_second: 0, ..Quotas::default() };
    let Some((one, other)) = two_with(quotas).await else { return };
    let shop = one.shop().await;
    let there = shop.owner.at(&other.url);
    let owners = [&shop.owner, &there];
    let list = async |name: &str, list: &str| {
        let all = shop.owner.get(&format!("{}/{name}?limit=1000", shop.path)).await.ok();
        all[list].as_array().unwrap().len()
    };

    let flag = |n| json!({ "environment_id": shop.environment_id, "key": format!("f-{n}"), "name": "f" });
    assert_eq!(race(owners, &format!("{}/flags", shop.path), 10, flag).await, 10);
    assert_eq!(list("flags", "flags").await, 10);

    // A shop has three keys and one environment.
    let key = |_| json!({ "environment_id": shop.environment_id, "name": "k", "scope": "sdk" });
    assert_eq!(race(owners, &format!("{}/api-keys", shop.path), 5, key).await, 5);
    assert_eq!(list("api-keys", "api_keys").await, 8);

    let environment = |n| json!({ "key": format!("e-{n}"), "name": "e" });
    assert_eq!(race(owners, &format!("{}/environments", shop.path), 3, environment).await, 3);
    assert_eq!(list("environments", "environments").await, 4);
    end(one, other).await;
}

on_both! {
    /// The statements are another process's, whose notices have not arrived.
    async fn what_another_process_deleted_is_not_evaluated_after_a_404(world) {
        let shop = world.shop().await;
        shop.environment("empty").await;
        let (doomed, follower) = shop.environment("doomed").await;
        let flag = shop.flag("f", json!({})).await;
        let rule = shop.rule(&flag, json!({})).await;
        let (key, program) = shop.key(json!({ "name": "doomed" })).await;
        evaluate(&program).await.ok();
        follower.get("/api/v1/snapshot").await.ok();

        let raise = "update environments set access_version = access_version + 1 where key = 'production'";
        assert_eq!(world.sql(raise).await, 1);
        world.sql("delete from api_keys where name = 'doomed'").await;
        let path = format!("{}/api-keys/{}", shop.path, key["id"].as_str().unwrap());
        shop.owner.delete(&path).await.refused(404, "not_found");
        evaluate(&program).await.refused(401, "unauthorized");

        world.sql("delete from environments where key = 'doomed'").await;
        let path = format!("{}/environments/{}", shop.path, doomed["id"].as_str().unwrap());
        shop.owner.delete(&path).await.refused(404, "not_found");
        follower.get("/api/v1/snapshot").await.refused(401, "unauthorized");

        assert_eq!(shop.evaluate("f", json!({})).await["value"], true);
        let empty = "update environments
                     set revision = revision + 1,
                         fingerprint = (select fingerprint from environments where key = 'empty')
                     where key = 'production'";
        assert_eq!(world.sql(empty).await, 1);
        world.sql("delete from flags where key = 'f'").await;
        shop.owner.patch(&shop.rule_path(&rule), json!({ "priority": 1 })).await.refused(404, "not_found");
        evaluate(&shop.sdk).await.refused(404, "evaluate.flag_not_found");
    }
}
