//! How many organizations an account may belong to, and own.

use futures_util::future::join_all;
use serde_json::{Value, json};
use togul_server::{domain::quota::Quotas, server::Settings};

use crate::world::{Person, Reply, Shop, on_both};

fn few(settings: &mut Settings) {
    settings.quotas =
        Quotas { memberships: 3, owned_organizations: 2, writes_per_second: 0, ..Quotas::default() };
}

#[track_caller]
fn exceeded(reply: &Reply, quota: &str, limit: u64) {
    let body = reply.refused(409, "quota_exceeded");
    assert_eq!(body["details"], json!({ "quota": quota, "limit": limit }), "{}", reply.request);
}

async fn found(person: &Person) -> Reply {
    person.post("/api/v1/organizations", json!({ "name": "Another" })).await
}

async fn accept(person: &Person, shop: &Shop, role: &str) -> Reply {
    let body = json!({ "token": shop.invite(&person.email, role).await });
    person.post("/api/v1/invitations/accept", body).await
}

#[test]
fn an_account_joins_100_organizations_and_owns_20_by_default() {
    let quotas = Quotas::default();
    assert_eq!((quotas.memberships, quotas.owned_organizations), (100, 20));
}

on_both! {
    async fn an_account_joins_and_owns_a_limited_number_of_organizations(world with few) {
        let (ours, theirs, third) = (world.shop().await, world.shop().await, world.shop().await);
        let ada = &ours.owner;
        found(ada).await.ok();
        exceeded(&found(ada).await, "owned_organizations", 2);
        // The same by an invitation and by a new role.
        exceeded(&accept(ada, &theirs, "owner").await, "owned_organizations", 2);
        accept(ada, &third, "viewer").await.ok();
        let promote = json!({ "role_id": third.role("owner").await });
        let path = third.member_path(ada).await;
        exceeded(&third.owner.patch(&path, promote).await, "owned_organizations", 2);
        // Three memberships are the most, and leaving one makes room.
        let fourth = world.shop().await;
        exceeded(&accept(ada, &fourth, "viewer").await, "memberships", 3);
        let there = world.anonymous().login(&ada.email).await;
        let there = there.switch(&json!(third.owner.organization_id)).await;
        there.delete("/api/v1/members/me").await.ok();
        let token = fourth.owner.get("/api/v1/invitations").await.ok()["invitations"][0]["id"].clone();
        let path = format!("/api/v1/invitations/{}", token.as_str().unwrap());
        fourth.owner.delete(&path).await.ok();
        accept(ada, &fourth, "viewer").await.ok();
        // A deleted organization does not count.
        let organizations = ada.get("/api/v1/me").await.ok()["organizations"].clone();
        let second = &organizations[1]["id"];
        let there = world.anonymous().login(&ada.email).await.switch(second).await;
        there.delete(&format!("/api/v1/organizations/{}", second.as_str().unwrap())).await.ok();
        found(ada).await.ok();
    }

    async fn concurrent_requests_do_not_exceed_the_limits(world with few) {
        let ada = world.register("Ada").await;
        let replies = join_all((0..6).map(|_| found(&ada))).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1, "{replies:?}");
        let others: Vec<Shop> = join_all((0..3).map(|_| world.shop())).await;
        let tokens = join_all(others.iter().map(|other| other.invite(&ada.email, "viewer"))).await;
        let accept = async |token: &Value| {
            ada.post("/api/v1/invitations/accept", json!({ "token": token })).await
        };
        let replies = join_all(tokens.iter().map(accept)).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1, "{replies:?}");
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            exceeded(reply, "memberships", 3);
        }
        assert_eq!(ada.get("/api/v1/me").await.ok()["organizations"].as_array().unwrap().len(), 3);
    }
}
