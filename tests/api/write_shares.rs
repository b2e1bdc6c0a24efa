//! Members without rights do not use up the writes of their organization.

use serde_json::json;
use togul_server::{domain::quota::Quotas, server::Settings};

use crate::{
    client::PATIENCE,
    world::{Reply, on_both},
};

/// The writes that an organization, or a user, may make at once; further ones wait for minutes.
const BURST: u32 = 40;

fn slow(settings: &mut Settings) {
    settings.quotas = Quotas { writes_per_second: 1, write_burst: BURST, ..Quotas::default() };
}

/// Sends more requests at once than an organization may write, and returns the replies.
async fn flood<F: Future<Output = Reply>>(request: impl Fn() -> F) -> Vec<Reply> {
    futures_util::future::join_all((0..3 * BURST).map(|_| request())).await
}

/// The first refusal of such a flood. On a slow machine, some of its requests wait for a connection for too long, and some
/// allowance is regained meanwhile.
async fn limited<F: Future<Output = Reply>>(request: impl Fn() -> F) -> Reply {
    let floods = async {
        loop {
            if let Some(refused) = flood(&request).await.into_iter().find(|reply| reply.status == 429) {
                break refused;
            }
        }
    };
    tokio::time::timeout(PATIENCE, floods).await.expect("a limit")
}

on_both! {
    async fn requests_without_the_permission_do_not_count(world with slow) {
        let shop = world.shop().await;
        let (viewer, outsider) = (shop.member(world, "viewer").await, shop.member(world, "developer").await);
        shop.add_to_project(&viewer, &shop.project_id, "viewer").await;
        let viewers = json!({ "name": "ci", "role_id": shop.role("viewer").await });
        let token = shop.owner.post("/api/v1/tokens", viewers).await.ok();
        let token = world.anonymous().with_bearer(token["secret"].as_str().unwrap());
        let in_organization = format!("/api/v1/members/{}", uuid::Uuid::now_v7());
        let in_project = format!("{}/flags/{}", shop.path, uuid::Uuid::now_v7());
        for (caller, path, status) in [
            (&viewer, &in_organization, 403),
            (&viewer, &in_project, 403),
            (&outsider, &in_project, 404),
            (&token, &in_project, 403),
        ] {
            for reply in flood(|| caller.delete(path)).await {
                // With so many at once, some wait for a connection for too long.
                assert!([status, 503].contains(&reply.status.as_u16()), "{reply:?}");
            }
        }
        shop.flag("f", json!({})).await;
    }

    async fn a_dry_run_counts_as_a_write(world with slow) {
        let shop = world.shop().await;
        let path = format!("{}?dry_run=true", shop.path);
        limited(|| shop.owner.patch(&path, json!({ "name": "Another" }))).await.refused(429, "rate_limited");
    }

    async fn what_every_member_may_do_counts_for_the_member(world with slow) {
        let shop = world.shop().await;
        let viewer = shop.member(world, "viewer").await;
        let session = format!("/api/v1/me/sessions/{}", uuid::Uuid::now_v7());
        let body = limited(|| viewer.delete(&session)).await.refused(429, "rate_limited");
        assert!(body["message"].as_str().unwrap().contains("account writes too fast"), "{body}");
        let rename = || viewer.patch("/api/v1/me", json!({ "name": "Vera" }));
        limited(rename).await.refused(429, "rate_limited");
        shop.flag("f", json!({})).await;
        shop.owner.patch("/api/v1/me", json!({ "name": "Ada" })).await.ok();
    }
}
