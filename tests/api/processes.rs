//! Two servers on one PostgreSQL: changes of access take effect at both within five seconds.

use std::time::Duration;

use serde_json::json;

use crate::world::{Database, Person, Reply, World};

/// docs/api.md promises five seconds; the rest is for a loaded machine.
const SOON: Duration = Duration::from_secs(10);

/// One server that makes changes, and another that must follow them.
async fn two() -> Option<(World, World)> {
    let database = Database::postgres().await?;
    let (url, listen) = (database.url(), "127.0.0.1:0".parse().unwrap());
    let one = World::start(database, listen).await;
    let other = World::start(Database::External(url), listen).await;
    Some((one, other))
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
