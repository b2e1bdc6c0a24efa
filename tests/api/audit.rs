//! The audit log: which events it records, and who can read it.

mod changes;
mod reading;

use std::{slice, time::Duration};

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Person, Reply, World, fields, on_both};

const LOG: &str = "/api/v1/audit-log";
/// Fails a test that would hang. A passing test never waits this long.
const TIMEOUT: Duration = Duration::from_secs(20);

async fn entries(person: &Person) -> Vec<Value> {
    person.get(LOG).await.ok()["entries"].as_array().unwrap().clone()
}

/// The number of entries of this action.
async fn count(person: &Person, action: &str) -> usize {
    let list = person.get(&format!("{LOG}?action={action}")).await.ok();
    list["entries"].as_array().unwrap().len()
}

/// Makes all entries older than a minute, so that the next refusal is recorded again.
async fn age_entries(world: &World) {
    world.sql("update audit_log set created_at = '2020-01-01T00:00:00+00:00', once = null").await;
}

on_both! {
    async fn the_log_of_a_deleted_project_remains(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let of_project = format!("{LOG}?project_id={}", shop.project_id);
        let before = shop.owner.get(&of_project).await.ok()["entries"].as_array().unwrap().clone();
        shop.owner.delete(&shop.path).await.ok();
        let after = shop.owner.get(&of_project).await.ok()["entries"].as_array().unwrap().clone();
        assert_eq!(after[..before.len()], before);
        assert_eq!(
            (after.len(), &after[before.len()]["action"]),
            (before.len() + 1, &json!("project.deleted"))
        );
        let all = entries(&shop.owner).await;
        assert_eq!(
            all.iter().filter(|entry| entry["project_id"] == json!(shop.project_id)).count(),
            after.len()
        );
    }

    async fn a_reused_refresh_token_is_logged(world) {
        let ada = world.register("Ada").await;
        let thief = world.anonymous();
        let body = json!({ "refresh_token": ada.refresh_token });
        ada.post("/api/v1/refresh-token", body.clone()).await.ok();
        thief.post("/api/v1/refresh-token", body).await.refused(401, "unauthorized");
        let again = world.anonymous().login(&ada.email).await;
        let logged = entries(&again).await;
        let replayed: Vec<_> = logged.iter().filter(|entry| entry["action"] == "session.replayed").collect();
        assert_eq!(replayed.len(), 1);
        assert_eq!(
            (&replayed[0]["actor"]["id"], &replayed[0]["project_id"]),
            (&json!(ada.user_id), &json!(null))
        );
    }

    async fn a_failed_login_is_logged_in_each_organization_once_a_minute(world) {
        let (shop, other) = (world.shop().await, world.shop().await);
        let bob = shop.member(world, "viewer").await;
        let carol = shop.member(world, "viewer").await;
        other.add_member(&bob, "viewer").await;
        let guess = async |email: &str| {
            let body = json!({ "username": email, "password": "not the password" });
            let request = world.anonymous().request(Method::POST, "/api/v1/login").json(&body);
            Reply::to(request.header("x-request-id", "a-guess")).await.refused(401, "unauthorized");
        };
        let of = async |owner: &Person, email: &str| {
            let list = owner.get(&format!("{LOG}?action=user.login_refused")).await.ok();
            let list = list["entries"].as_array().unwrap().clone();
            list.into_iter().filter(|entry| entry["actor"]["email"] == email).collect::<Vec<_>>()
        };
        // The entry is written in the background, so that the response time reveals nothing.
        let wait = async |owner: &Person, email: &str, n: usize| {
            let logged = async {
                while of(owner, email).await.len() < n {
                    tokio::task::yield_now().await;
                }
            };
            tokio::time::timeout(TIMEOUT, logged).await.expect("the refusal is logged");
            assert_eq!(of(owner, email).await.len(), n);
        };
        guess("unknown@example.com").await;
        guess(&bob.email).await;
        for shop in [&shop, &other] {
            wait(&shop.owner, &bob.email, 1).await;
            let entry = of(&shop.owner, &bob.email).await.remove(0);
            assert_eq!(entry["organization_id"], json!(shop.owner.organization_id));
            assert_eq!(entry["actor"], json!({ "id": bob.user_id, "name": "viewer", "email": bob.email }));
            assert_eq!((&entry["target_type"], &entry["target_id"]), (&json!("user"), &json!(bob.user_id)));
            assert_eq!((&entry["address"], &entry["request_id"]), (&json!("127.0.0.1"), &json!("a-guess")));
            for nothing in ["before", "after", "project_id"] {
                assert_eq!(entry[nothing], json!(null), "{nothing}");
            }
        }
        // Within a minute the same refusal is not logged again, but that of another user is.
        guess(&bob.email.to_uppercase()).await;
        guess(&carol.email).await;
        wait(&shop.owner, &carol.email, 1).await;
        wait(&shop.owner, &bob.email, 1).await;
        assert_eq!(count(&shop.owner, "user.login_refused").await, 2);
        age_entries(world).await;
        guess(&bob.email).await;
        wait(&shop.owner, &bob.email, 2).await;
        wait(&other.owner, &bob.email, 2).await;
    }

    async fn a_missing_permission_is_logged_once_a_minute(world) {
        let shop = world.shop().await;
        let bob = shop.project_member(world, "viewer").await;
        let make = json!({ "name": "Mine" });
        let denied = async || {
            let list = shop.owner.get(&format!("{LOG}?action=permission.denied")).await.ok();
            let of = |entry: &Value| {
                (entry["target_id"].as_str().unwrap().to_owned(), entry["project_id"].clone())
            };
            list["entries"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
        };
        let in_project = json!(shop.project_id);
        let make_project = ("projects.write".to_owned(), json!(null));
        let expected = [
            make_project.clone(),
            ("members.read".to_owned(), json!(null)),
            ("flags.write".to_owned(), in_project.clone()),
        ];
        for _ in 0..3 {
            bob.post("/api/v1/projects", make.clone()).await.refused(403, "forbidden");
            bob.get("/api/v1/members").await.refused(403, "forbidden");
            let body = json!({ "environment_id": shop.environment_id, "key": "f", "name": "f" });
            bob.post(&format!("{}/flags", shop.path), body).await.refused(403, "forbidden");
            assert_eq!(denied().await, expected);
        }
        let list = shop.owner.get(&format!("{LOG}?action=permission.denied")).await.ok();
        let entry = &list["entries"][2];
        assert_eq!(entry["actor"], json!({ "id": bob.user_id, "name": "viewer", "email": bob.email }));
        assert_eq!((&entry["target_type"], &entry["address"]), (&json!("permission"), &json!("127.0.0.1")));
        let request = json!({ "method": "POST", "path": format!("/projects/{}/flags", shop.project_id) });
        assert_eq!((&entry["before"], &entry["after"]), (&json!(null), &request));
        // A request for something that does not exist is not a missing permission.
        bob.get("/api/v1/projects/x").await.refused(404, "not_found");
        shop.member(world, "viewer").await.get(&shop.path).await.refused(404, "not_found");
        assert_eq!(denied().await.len(), 3);
        // A denial of another user is logged, and so is another one of the same user after a minute.
        shop.member(world, "viewer")
            .await
            .post("/api/v1/projects", make.clone())
            .await
            .refused(403, "forbidden");
        assert_eq!(denied().await[3..], *slice::from_ref(&make_project));
        age_entries(world).await;
        bob.post("/api/v1/projects", make).await.refused(403, "forbidden");
        assert_eq!(denied().await.into_iter().filter(|one| *one == make_project).count(), 3);
    }

    async fn the_log_cannot_be_changed(world) {
        let shop = world.shop().await;
        let before = entries(&shop.owner).await;
        let id = before[0]["id"].as_str().unwrap();
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            for path in [LOG, "/api/v1/audit-log/export"] {
                let request = shop.owner.request(method.clone(), path).json(&json!({}));
                Reply::to(request).await.refused(405, "method_not_allowed");
            }
            let request = shop.owner.request(method.clone(), &format!("{LOG}/{id}")).json(&json!({}));
            Reply::to(request).await.refused(404, "not_found");
        }
        assert_eq!(entries(&shop.owner).await, before);
        assert_eq!(
            fields(&before[0]),
            [
                "action",
                "actor",
                "address",
                "after",
                "before",
                "created_at",
                "id",
                "organization_id",
                "project_id",
                "request_id",
                "target_id",
                "target_type",
            ]
        );
    }
}
