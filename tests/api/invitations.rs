//! Invitations, and accepting them.

use chrono::{DateTime, TimeDelta};
use serde_json::{Value, json};

use crate::world::{Person, Reply, Shop, World, on_both, person::PASSWORD};

const INVITATIONS: &str = "/api/v1/invitations";

/// Invites `email` as a viewer, unless `fields` say otherwise.
async fn try_to_invite(shop: &Shop, email: &str, fields: Value) -> Reply {
    let mut body = json!({ "email": email, "role_id": shop.role("viewer").await });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    shop.owner.post(INVITATIONS, body).await
}

async fn invite(shop: &Shop, email: &str) -> (Value, String) {
    let invited = try_to_invite(shop, email, json!({})).await.ok();
    (invited["invitation"].clone(), invited["accept_token"].as_str().unwrap().to_owned())
}

/// Accepts an invitation and creates an account.
async fn accept(world: &World, token: &str) -> Reply {
    let body = json!({ "token": token, "name": "New", "password": PASSWORD });
    world.anonymous().post("/api/v1/invitations/accept", body).await
}

/// Accepts an invitation with an existing account.
async fn accept_with_existing(world: &World, token: &str) -> Reply {
    world.anonymous().post("/api/v1/invitations/accept", json!({ "token": token })).await
}

fn path(invitation: &Value) -> String {
    format!("{INVITATIONS}/{}", invitation["id"].as_str().unwrap())
}

async fn list(person: &Person) -> Value {
    person.get(INVITATIONS).await.ok()["invitations"].clone()
}

fn time(value: &Value) -> DateTime<chrono::Utc> {
    value.as_str().unwrap().parse().unwrap()
}

on_both! {
    async fn an_invitation_comes_with_a_token_that_is_shown_once(world) {
        let shop = world.shop().await;
        let reply = try_to_invite(&shop, "New@Example.com", json!({})).await;
        assert_eq!(reply.header("cache-control"), "no-store");
        let invited = reply.ok();
        let (invitation, token) = (&invited["invitation"], invited["accept_token"].as_str().unwrap());
        let viewer = shop.owner.get("/api/v1/roles").await.ok()["roles"][4].clone();
        assert_eq!(
            invited,
            json!({
                "invitation": {
                    "id": invitation["id"], "email": "New@Example.com", "role": viewer,
                    "expires_at": invitation["expires_at"], "created_at": invitation["created_at"],
                    "updated_at": invitation["created_at"],
                },
                "accept_token": token,
            })
        );
        let secret = token.strip_prefix("inv_tok_").expect("the prefix");
        assert!(secret.len() >= 43, "256 bits: {secret}");
        let reply = shop.owner.get(INVITATIONS).await.ok();
        assert_eq!(reply, json!({ "invitations": [invitation], "next_cursor": null }));
        let (_, other) = invite(&shop, "other@example.com").await;
        assert_ne!(other, token);
        for path in [INVITATIONS, "/api/v1/audit-log", "/api/v1/audit-log/export"] {
            let text = String::from_utf8(shop.owner.get(path).await.body).unwrap();
            assert!(text.contains("New@Example.com") && !text.contains(secret), "{text}");
            assert!(!text.contains("inv_tok_"), "{text}");
        }
    }

    async fn an_invitation_is_valid_for_a_week_or_for_the_given_time(world) {
        let shop = world.shop().await;
        for (n, (fields, hours)) in [
            (json!({}), 168),
            (json!({ "expires_in_hours": 1 }), 1),
            (json!({ "expires_in_hours": 720 }), 720),
        ]
        .into_iter()
        .enumerate()
        {
            let invited = try_to_invite(&shop, &format!("{n}@example.com"), fields).await.ok();
            let (from, to) = (&invited["invitation"]["created_at"], &invited["invitation"]["expires_at"]);
            assert_eq!(time(to) - time(from), TimeDelta::hours(hours));
        }
        for wrong in [json!(0), json!(721), json!(-1), json!(1.5), json!("1"), json!(null), json!(65_704)] {
            let fields = json!({ "expires_in_hours": wrong });
            let field = try_to_invite(&shop, "x@example.com", fields).await.refused_field();
            assert_eq!(field, "expires_in_hours", "{wrong}");
        }
    }

    async fn an_invitation_is_checked(world) {
        let (shop, other) = (world.shop().await, world.shop().await);
        for email in ["", "ada", "@example.com", "a b@example.com", "a\0@example.com", "a@b@c"] {
            assert_eq!(try_to_invite(&shop, email, json!({})).await.refused_field(), "email", "{email:?}");
        }
        for (field, wrong) in [
            ("email", json!(null)),
            ("role_id", json!(null)),
            ("role_id", json!("viewer")),
            ("id", json!("x")),
            ("accept_token", json!("inv_tok_x")),
            ("organization_id", json!(other.owner.organization_id)),
        ] {
            let reply = try_to_invite(&shop, "x@example.com", json!({ field: wrong })).await;
            assert_eq!(reply.refused_field(), field);
        }
        for role in [json!(other.role("viewer").await), json!(uuid::Uuid::now_v7())] {
            let reply = try_to_invite(&shop, "x@example.com", json!({ "role_id": role })).await;
            reply.refused(404, "not_found");
        }
        assert_eq!(list(&shop.owner).await, json!([]));
    }

    async fn an_email_has_at_most_one_active_invitation(world) {
        let (shop, other) = (world.shop().await, world.shop().await);
        let (_, old) = invite(&shop, "Çelik@example.com").await;
        for same in ["Çelik@example.com", "çelik@EXAMPLE.com"] {
            assert_eq!(try_to_invite(&shop, same, json!({})).await.conflict(), "invitation_active");
        }
        invite(&other, "çelik@example.com").await;
        let expire = "update invitations set expires_at = created_at where email = 'Çelik@example.com'";
        assert_eq!(world.sql(expire).await, 1);
        let (replaced, new) = invite(&shop, "çelik@EXAMPLE.com").await;
        assert_eq!(list(&shop.owner).await, json!([replaced]));
        accept(world, &old).await.refused(401, "unauthorized");
        accept(world, &new).await.ok();
    }

    async fn a_member_can_neither_be_invited_nor_accept(world) {
        let (shop, other) = (world.shop().await, world.shop().await);
        let member = shop.member(world, "viewer").await;
        for email in [&member.email, &shop.owner.email.to_uppercase()] {
            assert_eq!(try_to_invite(&shop, email, json!({})).await.conflict(), "already_member");
        }
        // A member of another organization can be invited.
        let (_, token) = invite(&shop, &other.owner.email).await;
        accept_with_existing(world, &token).await.ok();
        assert_eq!(try_to_invite(&shop, &other.owner.email, json!({})).await.conflict(), "already_member");
        // The person became a member after the invitation.
        let (_, token) = invite(&shop, "twice@example.com").await;
        let to_member = format!("update invitations set email = '{0}', email_folded = '{0}'", member.email);
        world.sql(&to_member).await;
        assert_eq!(accept_with_existing(world, &token).await.conflict(), "already_member");
    }

    async fn accepting_an_invitation_can_create_an_account(world) {
        let shop = world.shop().await;
        let (invitation, token) = invite(&shop, "New@Example.com").await;
        let accepted = accept(world, &token).await.ok();
        let member = &accepted["member"];
        assert_eq!(
            accepted,
            json!({
                "accepted": true,
                "member": {
                    "id": member["id"],
                    "user": {
                        "id": member["user"]["id"], "name": "New", "email": "New@Example.com",
                        "email_verified_at": null,
                    },
                    "role": invitation["role"],
                    "created_at": member["created_at"], "updated_at": member["created_at"],
                },
            })
        );
        assert_eq!(shop.owner.get("/api/v1/members").await.ok()["members"][1], *member);
        assert_eq!(list(&shop.owner).await, json!([]));
        let body = json!({ "username": "new@example.com", "password": PASSWORD });
        let session = world.anonymous().post("/api/v1/login", body).await.ok();
        assert_eq!(session["user"]["role"], "read_only");
        let organization = session["current_organization"].clone();
        assert_eq!(
            (&organization["id"], &organization["role"]),
            (&json!(shop.owner.organization_id), &json!("viewer"))
        );
        assert_eq!(session["organizations"], json!([organization]));
    }

    async fn an_existing_account_joins_unchanged(world) {
        let shop = world.shop().await;
        let bob = world.register("Bob").await;
        let (_, token) = invite(&shop, &bob.email.to_uppercase()).await;
        for (field, value) in [("name", "Robert"), ("password", "another password")] {
            let body = json!({ "token": token, field: value });
            let reply = world.anonymous().post("/api/v1/invitations/accept", body).await;
            assert_eq!(reply.refused_field(), field);
        }
        let member = accept_with_existing(world, &token).await.ok()["member"].clone();
        assert_eq!(
            member["user"],
            json!({ "id": bob.user_id, "name": "Bob", "email": bob.email, "email_verified_at": null })
        );
        let organizations = bob.get("/api/v1/me").await.ok()["organizations"].clone();
        let ids: Vec<_> = organizations.as_array().unwrap().iter().map(|one| &one["id"]).collect();
        assert_eq!(ids, [&json!(bob.organization_id), &json!(shop.owner.organization_id)]);
        let there = world.anonymous().login(&bob.email).await.switch(&organizations[1]["id"]).await;
        there.get("/api/v1/projects").await.ok();
    }

    async fn a_new_account_needs_a_name_and_a_good_password(world) {
        let shop = world.shop().await;
        let (_, token) = invite(&shop, "new@example.com").await;
        for (field, wrong) in [
            ("name", json!("")),
            ("name", json!(" ")),
            ("password", json!("1234567")),
            ("password", json!("password")),
            ("password", json!("NEW@example.com")),
            ("password", json!("x".repeat(1025))),
            ("user_id", json!("x")),
            ("role_id", json!(shop.role("owner").await)),
        ] {
            let mut body = json!({ "token": token, "name": "New", "password": PASSWORD });
            body[field] = wrong;
            let reply = world.anonymous().post("/api/v1/invitations/accept", body).await;
            assert_eq!(reply.refused_field(), field);
        }
        for missing in ["token", "name", "password"] {
            let mut body = json!({ "token": token, "name": "New", "password": PASSWORD });
            body.as_object_mut().unwrap().remove(missing);
            let reply = world.anonymous().post("/api/v1/invitations/accept", body).await;
            assert_eq!(reply.refused_field(), missing);
        }
        // The refused requests did not use up the invitation.
        accept(world, &token).await.ok();
    }

    async fn an_expired_invitation_gets_its_own_error(world) {
        let shop = world.shop().await;
        let (invitation, token) = invite(&shop, "new@example.com").await;
        assert_eq!(world.sql("update invitations set expires_at = created_at").await, 1);
        assert_eq!(accept(world, &token).await.refused_field(), "token");
        assert_eq!(list(&shop.owner).await[0]["id"], invitation["id"]);
        assert_eq!(shop.owner.delete(&path(&invitation)).await.ok(), json!({ "deleted": true }));
        accept(world, &token).await.refused(401, "unauthorized");
    }

    async fn every_invalid_token_gets_the_same_401(world) {
        let shop = world.shop().await;
        let expected = accept(world, "inv_tok_x").await;
        expected.refused(401, "unauthorized");
        let (_, used) = invite(&shop, "used@example.com").await;
        accept(world, &used).await.ok();
        let (withdrawn, token) = invite(&shop, "withdrawn@example.com").await;
        assert_eq!(shop.owner.delete(&path(&withdrawn)).await.ok(), json!({ "deleted": true }));
        shop.owner.delete(&path(&withdrawn)).await.refused(404, "not_found");
        let (_, orphaned) = invite(&shop, "orphaned@example.com").await;
        shop.owner.post("/api/v1/organizations", json!({ "name": "Other" })).await.ok();
        let current = format!("/api/v1/organizations/{}", shop.owner.organization_id);
        shop.owner.delete(&current).await.ok();
        for token in [&used, &token, &orphaned, &used.to_uppercase(), &format!("{used} "), "", "\0"] {
            for reply in [accept(world, token).await, accept_with_existing(world, token).await] {
                reply.assert_same(&expected, token);
            }
        }
    }

    async fn members_cannot_invite_to_a_role_with_more_than_their_own(world) {
        let shop = world.shop().await;
        shop.custom_role("inviters", &["org.read", "members.invite", "members.read"]).await;
        shop.custom_role("readers", &["org.read"]).await;
        let (inviter, admin) = (shop.member(world, "inviters").await, shop.member(world, "admin").await);
        for (person, role, lacking) in [
            (&inviter, "viewer", Some("projects.read")),
            (&inviter, "owner", Some("org.update")),
            (&inviter, "readers", None),
            (&inviter, "inviters", None),
            (&admin, "owner", Some("org.delete")),
            (&admin, "admin", None),
        ] {
            let email = format!("{role}-{}@example.com", person.user_id);
            let body = json!({ "email": email, "role_id": shop.role(role).await });
            let reply = person.post(INVITATIONS, body).await;
            let Some(lacking) = lacking else {
                reply.ok();
                continue;
            };
            reply.denied(lacking);
        }
        assert_eq!(list(&inviter).await.as_array().unwrap().len(), 3);
    }

    async fn invitations_are_listed_in_order_and_stay_in_their_organization(world) {
        let (shop, other) = (world.shop().await, world.shop().await);
        let mut invited = Vec::new();
        for name in ["c", "a", "d", "b", "e"] {
            invited.push(invite(&shop, &format!("{name}@example.com")).await.0);
        }
        assert_eq!(shop.owner.pages(INVITATIONS, "invitations", "").await, invited);
        assert_eq!(list(&other.owner).await, json!([]));
        for id in [&invited[0], &json!({ "id": uuid::Uuid::now_v7() }), &json!({ "id": "x" })] {
            other.owner.delete(&path(id)).await.refused(404, "not_found");
        }
        assert_eq!(list(&shop.owner).await, json!(invited));
    }

    async fn an_invitation_is_invalid_once_its_author_may_not_grant_its_role(world) {
        let shop = world.shop().await;
        let admin = shop.member(world, "admin").await;
        let body = json!({ "email": "backdoor@example.com", "role_id": shop.role("admin").await });
        let invited = admin.post(INVITATIONS, body).await.ok();
        let token = invited["accept_token"].as_str().unwrap();
        let members = shop.owner.get("/api/v1/members").await.ok();
        let path = format!("/api/v1/members/{}", members["members"][1]["id"].as_str().unwrap());
        shop.owner.patch(&path, json!({ "role_id": shop.role("developer").await })).await.ok();
        accept(world, token).await.refused(401, "unauthorized");
        shop.owner.patch(&path, json!({ "role_id": shop.role("admin").await })).await.ok();
        shop.owner.delete(&path).await.ok();
        accept(world, token).await.refused(401, "unauthorized");
    }
}
