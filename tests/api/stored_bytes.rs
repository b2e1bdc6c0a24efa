//! The bytes that an organization stores: those of its flags, of its audit log, and of what was deleted.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};
use togul_server::{
    domain::{quota::Quotas, time::now},
    server::Settings,
    store,
};

use crate::{
    client::PATIENCE,
    world::{Reply, Shop, World, on_both},
};

fn small_organizations(settings: &mut Settings) {
    settings.quotas = Quotas { organization_flag_bytes: 100_000, writes_per_second: 0, ..Quotas::default() };
}

fn small_audit_logs(settings: &mut Settings) {
    settings.quotas = Quotas { audit_bytes: 200_000, writes_per_second: 0, ..Quotas::default() };
}

fn text(bytes: usize) -> Value {
    json!("x".repeat(bytes))
}

#[track_caller]
fn exceeded(reply: &Reply) {
    let details = json!({ "quota": "organization_flag_bytes", "limit": 100_000 });
    assert_eq!(reply.refused(409, "quota_exceeded")["details"], details, "{}", reply.request);
}

/// A flag with a value of so many bytes.
async fn create(shop: &Shop, environment: &Value, key: &str, bytes: usize) -> Reply {
    let body = json!({
        "environment_id": environment, "key": key, "name": key, "value_type": "string",
        "default_value": text(bytes),
    });
    shop.owner.post(&format!("{}/flags", shop.path), body).await
}

async fn targets(shop: &Shop) -> Vec<Value> {
    let log = shop.owner.get("/api/v1/audit-log?order=desc").await.ok();
    log["entries"].as_array().unwrap().iter().map(|entry| entry["action"].clone()).collect()
}

/// Waits until no row of these tables is left.
async fn are_empty(world: &World, tables: &[&str]) {
    let begun = Instant::now();
    for table in tables {
        while world.sql(&format!("update {table} set id = id")).await > 0 {
            assert!(begun.elapsed() < PATIENCE, "{table} has rows");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

on_both! {
    async fn the_flags_of_an_organization_are_limited_by_size(world with small_organizations) {
        let (shop, other) = (world.shop().await, world.shop().await);
        let first = json!(shop.environment_id);
        let second = shop.environment("second").await.0["id"].clone();
        let project = shop.owner.post("/api/v1/projects", json!({ "name": "Other" })).await.ok();
        let elsewhere = format!("/api/v1/projects/{}", project["project"]["id"].as_str().unwrap());
        let body = json!({ "key": "third", "name": "third" });
        let third = shop.owner.post(&format!("{elsewhere}/environments"), body).await.ok();
        let large = create(&shop, &first, "large", 60_000).await.ok()["flag"].clone();
        let small = create(&shop, &second, "small", 30_000).await.ok()["flag"].clone();
        exceeded(&create(&shop, &first, "more", 20_000).await);
        exceeded(&create(&shop, &second, "more", 20_000).await);
        let body = json!({
            "environment_id": third["environment"]["id"], "key": "more", "name": "more", "value_type": "string",
            "default_value": text(20_000),
        });
        exceeded(&shop.owner.post(&format!("{elsewhere}/flags"), body.clone()).await);
        exceeded(&shop.owner.patch(&shop.flag_path(&small), json!({ "default_value": text(50_000) })).await);
        // What evaluators do not get counts as well.
        let rule = json!({
            "flag_id": small["id"], "priority": 1, "rule_type": "boolean", "return_value": text(20_000),
            "is_active": false,
        });
        exceeded(&shop.owner.post(&format!("{}/rules", shop.path), rule).await);
        // Another organization has its own limit, and what shrinks or goes makes room.
        create(&other, &json!(other.environment_id), "large", 60_000).await.ok();
        shop.owner.patch(&shop.flag_path(&small), json!({ "default_value": "" })).await.ok();
        shop.owner.post(&format!("{elsewhere}/flags"), body).await.ok();
        exceeded(&create(&shop, &second, "more", 30_000).await);
        shop.owner.delete(&shop.flag_path(&large)).await.ok();
        create(&shop, &second, "more", 30_000).await.ok();
    }

    async fn a_full_audit_log_loses_its_oldest_entries(world with small_audit_logs) {
        let (shop, other) = (world.shop().await, world.shop().await);
        let flag = create(&shop, &json!(shop.environment_id), "f", 40_000).await.ok()["flag"].clone();
        let before = targets(&other).await;
        let prune = async || store::audit_size::prune(&world.app.store, now()).await.unwrap();
        let all = targets(&shop).await;
        prune().await;
        assert_eq!(targets(&shop).await, all, "all of it is within the limit");
        for n in 0..10 {
            let value = format!("{n}{}", "x".repeat(20_000));
            shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": value })).await.ok();
        }
        assert_eq!(targets(&shop).await.len(), all.len() + 10);
        prune().await;
        // Each of these entries has a value before and one after.
        let kept = targets(&shop).await;
        assert_eq!(kept, [json!("flag.updated"), json!("flag.updated"), json!("flag.updated"), json!("flag.updated")]);
        assert_eq!(targets(&other).await, before, "another organization has its own limit");
        prune().await;
        assert_eq!(targets(&shop).await, kept);
    }

    async fn failed_logins_are_deleted_after_90_days(world with small_audit_logs) {
        let shop = world.shop().await;
        let body = json!({ "username": shop.owner.email, "password": "a wrong password" });
        world.anonymous().post("/api/v1/login", body).await.refused(401, "unauthorized");
        world.app.accounts.refusals.flush().await;
        let refused = async || {
            let log = shop.owner.get("/api/v1/audit-log?action=user.login_refused").await.ok();
            log["entries"].as_array().unwrap().len()
        };
        let delete_before = async |time| {
            let mut tx = world.app.store.begin().await.unwrap();
            store::audit::prune_refused_logins(tx.conn(), time, 1_000).await.unwrap();
            tx.commit().await.unwrap();
        };
        delete_before(now() - chrono::TimeDelta::days(90)).await;
        assert_eq!(refused().await, 1);
        let others = targets(&shop).await.len();
        delete_before(now()).await;
        assert_eq!((refused().await, targets(&shop).await.len()), (0, others - 1));
    }

    async fn a_deleted_organization_leaves_its_audit_log_only(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        shop.rule(&flag, json!({})).await;
        shop.environment("second").await;
        let viewer = shop.role("viewer").await;
        shop.member(world, "viewer").await;
        shop.custom_role("custom", &["flags.read"]).await;
        let invitation = json!({ "email": "eve@example.com", "role_id": viewer });
        shop.owner.post("/api/v1/invitations", invitation).await.ok();
        shop.owner.post("/api/v1/tokens", json!({ "name": "ci", "role_id": viewer })).await.ok();
        let other = shop.owner.post("/api/v1/organizations", json!({ "name": "Other" })).await.ok();
        let entries = world.sql("update audit_log set action = action").await;
        let roles_of_both = world.sql("update roles set name = name").await;
        shop.owner.delete(&format!("/api/v1/organizations/{}", shop.owner.organization_id)).await.ok();
        are_empty(world, &["rules", "flags", "api_keys", "environments", "projects", "invitations", "machine_tokens"])
            .await;
        let begun = Instant::now();
        while world.sql("update roles set name = name").await != (roles_of_both - 1) / 2 {
            assert!(begun.elapsed() < PATIENCE, "the roles of the deleted organization stay");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(world.sql("update members set role_id = role_id").await, 1, "the owner of the other one");
        assert_eq!(world.sql("update audit_log set action = action").await, entries + 1);
        let owner = world.anonymous().login(&shop.owner.email).await;
        assert_eq!(owner.organization_id, other["organization"]["id"]);
        assert_eq!(owner.get("/api/v1/projects").await.status, StatusCode::OK);
    }
}
