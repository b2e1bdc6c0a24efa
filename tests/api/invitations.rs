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

/// Accepts an invitation with the account of the caller, who may have none.
async fn accept_as(caller: &Person, token: &str) -> Reply {
    caller.post("/api/v1/invitations/accept", json!({ "token": token })).await
}

#[track_caller]
fn needs_login(reply: &Reply) {
    let refused = reply.refused(401, "unauthorized");
    assert_eq!(refused["details"], json!({ "reason": "login_required" }));
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
        accept_as(&other.owner, &token).await.ok();
        assert_eq!(try_to_invite(&shop, &other.owner.email, json!({})).await.conflict(), "already_member");
        // The person became a member after the invitation.
        let (_, token) = invite(&shop, "twice@example.com").await;
        let to_member = format!("update invitations set email = '{0}', email_folded = '{0}'", member.email);
        world.sql(&to_member).await;
        assert_eq!(accept_as(&member, &token).await.conflict(), "already_member");
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

    async fn an_existing_account_joins_only_by_its_own_login(world) {
        let (shop, bob, eve) = (world.shop().await, world.register("Bob").await, world.register("Eve").await);
        let (_, token) = invite(&shop, &bob.email).await;
        let members = shop.members().await;
        for caller in [&world.anonymous(), &eve, &shop.owner] {
            needs_login(&accept_as(caller, &token).await);
        }
        // A name and a password do not replace the login.
        for caller in [&world.anonymous(), &eve] {
            let body = json!({ "token": token, "name": "Bob", "password": PASSWORD });
            needs_login(&caller.post("/api/v1/invitations/accept", body).await);
        }
        accept_as(&eve.with_bearer("x"), &token).await.refused(401, "unauthorized");
        accept_as(&eve.with_bearer(&shop.server_secret), &token).await.refused(401, "unauthorized");
        let ended = world.anonymous().login(&bob.email).await;
        let logout = json!({ "refresh_token": ended.refresh_token });
        ended.post("/api/v1/logout", logout).await.ok();
        accept_as(&ended, &token).await.refused(401, "unauthorized");
        assert_eq!(shop.members().await, members);
        assert_eq!(bob.get("/api/v1/me").await.ok()["organizations"].as_array().unwrap().len(), 1);
        accept_as(&bob, &token).await.ok();
        assert_eq!(shop.members().await.len(), members.len() + 1);
    }

    async fn an_account_that_a_stranger_made_for_an_email_does_not_join(world) {
        let shop = world.shop().await;
        let (_, token) = invite(&shop, "victim@example.com").await;
        let body = json!({ "name": "Eve", "username": "victim@example.com", "password": PASSWORD });
        world.anonymous().post("/api/v1/register", body).await.ok();
        // The invited person has the token but not the stranger's password.
        needs_login(&accept(world, &token).await);
        needs_login(&accept_as(&world.anonymous(), &token).await);
        // The stranger does not have the token.
        let stranger = world.anonymous().login("victim@example.com").await;
        accept_as(&stranger, "inv_tok_x").await.refused(401, "unauthorized");
        assert_eq!(shop.members().await.len(), 1);
    }

    async fn an_existing_account_joins_unchanged(world) {
        let shop = world.shop().await;
        let bob = world.register("Bob").await;
        let (_, token) = invite(&shop, &bob.email.to_uppercase()).await;
        for (field, value) in [("name", "Robert"), ("password", "another password")] {
            let body = json!({ "token": token, field: value });
            let reply = bob.post("/api/v1/invitations/accept", body).await;
            assert_eq!(reply.refused_field(), field);
        }
        let member = accept_as(&bob, &token).await.ok()["member"].clone();
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
            for reply in [accept(world, token).await, accept_as(&world.anonymous(), token).await] {
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

    async fn an_invitation_is_withdrawn_once_its_author_may_not_give_its_role(world) {
        let shop = world.shop().await;
        let some = ["org.read", "members.read", "members.invite"];
        let inviters = shop.custom_role("inviters", &some).await;
        let invited = shop.custom_role("invited", &["org.read"]).await;
        let edit = async |role: &Value, permissions: &[&str]| {
            let path = format!("/api/v1/roles/{}", role["id"].as_str().unwrap());
            shop.owner.patch(&path, json!({ "permissions": permissions })).await.ok();
        };
        let inviter = shop.member(world, "inviters").await;
        let give = async |role: &str| {
            let body = json!({ "role_id": shop.role(role).await });
            shop.owner.patch(&shop.member_path(&inviter).await, body).await.ok();
        };
        let (by_owner, valid) = invite(&shop, "by-owner@example.com").await;
        for (n, loss) in ["demoted", "role edited", "invited role edited", "removed", "left"].into_iter().enumerate() {
            let body = json!({ "email": format!("{n}@example.com"), "role_id": invited["id"] });
            let created = inviter.post(INVITATIONS, body.clone()).await.ok();
            let token = created["accept_token"].as_str().unwrap();
            assert_eq!(list(&shop.owner).await.as_array().unwrap().len(), 2);
            match loss {
                "demoted" => {
                    give("viewer").await;
                    give("inviters").await;
                }
                "role edited" => {
                    edit(&inviters, &["org.read", "members.read"]).await;
                    edit(&inviters, &some).await;
                }
                "invited role edited" => {
                    edit(&invited, &["org.read", "flags.read"]).await;
                    edit(&invited, &["org.read"]).await;
                }
                "removed" => {
                    shop.owner.delete(&shop.member_path(&inviter).await).await.ok();
                    shop.add_member(&inviter, "inviters").await;
                }
                _ => {
                    inviter.delete("/api/v1/members/me").await.ok();
                    shop.add_member(&inviter, "inviters").await;
                }
            }
            // The author may give the role again, by another invitation.
            assert_eq!(list(&shop.owner).await, json!([by_owner]), "{loss}");
            accept(world, token).await.refused(401, "unauthorized");
            let again = inviter.post(INVITATIONS, body).await.ok();
            accept(world, again["accept_token"].as_str().unwrap()).await.ok();
            let log = shop.owner.get("/api/v1/audit-log?action=invitation.withdrawn").await.ok();
            let withdrawn = log["entries"].as_array().unwrap();
            assert_eq!(withdrawn.len(), n + 1, "{loss}");
            assert_eq!(withdrawn[n]["target_id"], created["invitation"]["id"], "{loss}");
            assert_eq!(withdrawn[n]["before"]["email"], created["invitation"]["email"], "{loss}");
        }
        accept(world, &valid).await.ok();
    }

    async fn an_invitation_of_an_earlier_version_is_invalid_while_its_author_may_not_give_its_role(world) {
        let shop = world.shop().await;
        let admin = shop.member(world, "admin").await;
        let body = json!({ "email": "backdoor@example.com", "role_id": shop.role("admin").await });
        let invited = admin.post(INVITATIONS, body).await.ok();
        // As if it had not been withdrawn.
        let path = shop.member_path(&admin).await;
        let (key, name) = ("update roles set key = 'was-admin'", "is_system = false, permissions = '[]'");
        assert_eq!(world.sql(&format!("{key}, {name} where key = 'admin'")).await, 1);
        accept(world, invited["accept_token"].as_str().unwrap()).await.refused(401, "unauthorized");
        shop.owner.delete(&path).await.ok();
    }
}
