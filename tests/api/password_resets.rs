//! Lost passwords: one-time tokens of the operator, and of members of the person's only organization.

use serde_json::{Value, json};
use togul_server::{domain::text::Email, service::password_resets::issue_for_operator};

use crate::world::{Person, Reply, Shop, World, on_both, person::PASSWORD};

const NEW: &str = "another horse entirely";

async fn operator_token(world: &World, email: &str) -> String {
    let email = Email::parse(email).unwrap();
    issue_for_operator(&world.app.store, &email).await.unwrap().token.reveal()
}

async fn reset(world: &World, token: &str, password: &str) -> Reply {
    world
        .anonymous()
        .post("/api/v1/password-reset", json!({ "token": token, "new_password": password }))
        .await
}

async fn login(world: &World, email: &str, password: &str) -> Reply {
    world.anonymous().post("/api/v1/login", json!({ "username": email, "password": password })).await
}

async fn issue(caller: &Person, member_path: &str) -> Reply {
    caller.post(&format!("{member_path}/password-reset"), json!({})).await
}

/// A new person in the shop's organization and in no other, and their path below `/members`.
async fn invited(world: &World, shop: &Shop, role: &str) -> (Person, String) {
    let email = format!("invited-{}@example.com", uuid::Uuid::now_v7().simple());
    let token = shop.invite(&email, role).await;
    let body = json!({ "token": token, "name": "New", "password": PASSWORD });
    world.anonymous().post("/api/v1/invitations/accept", body).await.ok();
    let person = world.anonymous().login(&email).await;
    let path = shop.member_path(&person).await;
    (person, path)
}

async fn token_for(caller: &Person, member_path: &str) -> String {
    let reply = issue(caller, member_path).await;
    assert_eq!(reply.header("cache-control"), "no-store");
    reply.ok()["reset_token"].as_str().unwrap().to_owned()
}

on_both! {
    async fn a_token_sets_the_password_once_and_ends_all_sessions(world) {
        let ada = world.register("Ada").await;
        let other = world.anonymous().login(&ada.email).await;
        let token = operator_token(world, &ada.email.to_uppercase()).await;
        assert_eq!(reset(world, &token, NEW).await.ok(), json!({ "password_changed": true }));
        for ended in [&ada, &other] {
            ended.get("/api/v1/me").await.refused(401, "unauthorized");
            let body = json!({ "refresh_token": ended.refresh_token });
            ended.post("/api/v1/refresh-token", body).await.refused(401, "unauthorized");
        }
        login(world, &ada.email, PASSWORD).await.refused(401, "unauthorized");
        let session = login(world, &ada.email, NEW).await.ok();
        reset(world, &token, PASSWORD).await.refused(401, "unauthorized");
        let log = ada.with_session(&session).get("/api/v1/audit-log?action=user.password_reset").await.ok();
        let entries = log["entries"].as_array().unwrap();
        assert_eq!((entries.len(), &entries[0]["target_id"]), (1, &json!(ada.user_id)));
        assert!(!log.to_string().contains(&token));
    }

    async fn invalid_tokens_and_passwords_change_nothing(world) {
        let ada = world.register("Ada").await;
        let token = operator_token(world, &ada.email).await;
        for weak in ["", "1234567", "password", &ada.email] {
            assert_eq!(reset(world, &token, weak).await.refused_field(), "new_password");
        }
        let unknown = reset(world, "togul_pr_x", NEW).await;
        unknown.refused(401, "unauthorized");
        for wrong in ["", "\0", &token.to_uppercase(), &"x".repeat(5000)] {
            reset(world, wrong, NEW).await.assert_same(&unknown, wrong);
        }
        // A new token replaces the earlier one.
        let newer = operator_token(world, &ada.email).await;
        reset(world, &token, NEW).await.assert_same(&unknown, "replaced");
        assert_eq!(world.sql("update password_resets set expires_at = '2020-01-01T00:00:00+00:00'").await, 1);
        reset(world, &newer, NEW).await.assert_same(&unknown, "expired");
        ada.get("/api/v1/me").await.ok();
        login(world, &ada.email, PASSWORD).await.ok();
        let unknown = Email::parse("unknown@example.com").unwrap();
        assert!(issue_for_operator(&world.app.store, &unknown).await.is_err());
    }

    async fn a_reset_ends_a_lockout_and_admits_its_network(world) {
        let ada = world.register("Ada").await;
        for _ in 0..10 {
            login(world, &ada.email, "not the password").await.refused(401, "unauthorized");
        }
        login(world, &ada.email, PASSWORD).await.refused(429, "rate_limited");
        let token = operator_token(world, &ada.email).await;
        let body = json!({ "token": token, "new_password": NEW });
        world.anonymous().from("192.0.2.9").post("/api/v1/password-reset", body).await.ok();
        login(world, &ada.email, NEW).await.ok();
        assert_eq!(world.sql("update login_networks set last_at = last_at where network = '192.0.2.9'").await, 1);
    }

    async fn a_member_with_all_rights_of_another_resets_their_password(world) {
        let shop = world.shop().await;
        let (person, path) = invited(world, &shop, "developer").await;
        let token = token_for(&shop.owner, &path).await;
        reset(world, &token, NEW).await.ok();
        login(world, &person.email, NEW).await.ok();
        let log = shop.owner.get("/api/v1/audit-log").await.ok();
        let actions: Vec<_> = log["entries"].as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
        for action in ["user.password_reset", "member.password_reset_issued"] {
            assert!(actions.contains(&&json!(action)), "{action}: {actions:?}");
        }
    }

    async fn a_token_needs_every_permission_of_the_member(world) {
        let shop = world.shop().await;
        let (admin, admin_path) = invited(world, &shop, "admin").await;
        let (developer, developer_path) = invited(world, &shop, "developer").await;
        let owner_path = shop.member_path(&shop.owner).await;
        issue(&admin, &owner_path).await.denied("org.delete");
        issue(&developer, &admin_path).await.denied("members.update");
        // A role in a project counts, too.
        shop.custom_role("lead", &["members.update", "members.read"]).await;
        shop.custom_role("nothing", &[]).await;
        let (lead, _) = invited(world, &shop, "lead").await;
        let (plain, plain_path) = invited(world, &shop, "nothing").await;
        token_for(&lead, &plain_path).await;
        shop.add_to_project(&plain, &shop.project_id, "viewer").await;
        let reply = issue(&lead, &plain_path).await;
        reply.refused(403, "forbidden");
        token_for(&admin, &developer_path).await;
        assert_eq!(issue(&shop.owner, &owner_path).await.conflict(), "own_password");
        let unknown = format!("/api/v1/members/{}", uuid::Uuid::now_v7());
        issue(&shop.owner, &unknown).await.refused(404, "not_found");
        world.anonymous().post(&format!("{plain_path}/password-reset"), json!({})).await.refused(401, "unauthorized");
    }

    async fn only_members_of_no_other_organization_get_a_token(world) {
        let shop = world.shop().await;
        let bob = world.register("Bob").await;
        shop.add_member(&bob, "viewer").await;
        let path = shop.member_path(&bob).await;
        assert_eq!(issue(&shop.owner, &path).await.conflict(), "member_elsewhere");
    }

    async fn a_token_ends_when_the_person_joins_another_organization(world) {
        let shop = world.shop().await;
        let (person, path) = invited(world, &shop, "viewer").await;
        let token = token_for(&shop.owner, &path).await;
        person.post("/api/v1/organizations", json!({ "name": "Own" })).await.ok();
        reset(world, &token, NEW).await.refused(401, "unauthorized");
        login(world, &person.email, PASSWORD).await.ok();
    }

    async fn a_token_ends_with_the_rights_of_its_issuer(world) {
        let shop = world.shop().await;
        let (admin, admin_path) = invited(world, &shop, "admin").await;
        let promoted = invited(world, &shop, "viewer").await;
        let removed = invited(world, &shop, "viewer").await;
        let other = invited(world, &shop, "viewer").await;
        let [first, second, third] =
            [token_for(&admin, &promoted.1).await, token_for(&admin, &removed.1).await, token_for(&admin, &other.1).await];
        let owner = json!({ "role_id": shop.role("owner").await });
        shop.owner.patch(&promoted.1, owner).await.ok();
        reset(world, &first, NEW).await.refused(401, "unauthorized");
        shop.owner.delete(&removed.1).await.ok();
        reset(world, &second, NEW).await.refused(401, "unauthorized");
        shop.owner.patch(&admin_path, json!({ "role_id": shop.role("viewer").await })).await.ok();
        reset(world, &third, NEW).await.refused(401, "unauthorized");
        for person in [promoted.0, removed.0, other.0] {
            login(world, &person.email, PASSWORD).await.ok();
        }
    }

    async fn a_concurrent_token_is_used_once(world) {
        let ada = world.register("Ada").await;
        let token = operator_token(world, &ada.email).await;
        let replies = futures_util::future::join_all((0..4).map(|_| reset(world, &token, NEW))).await;
        let used: Vec<Value> = replies.iter().filter(|reply| reply.status == 200).map(Reply::ok).collect();
        assert_eq!(used.len(), 1);
        replies.iter().filter(|reply| reply.status != 200).for_each(|reply| {
            reply.refused(401, "unauthorized");
        });
    }
}
