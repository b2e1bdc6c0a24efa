//! A user's own name, password and current organization.

use serde_json::{Value, json};
use togul_server::auth::token::Tokens;

use crate::world::{JWT_SECRET, Person, Reply, World, fields, on_both, person::PASSWORD};

const ME: &str = "/api/v1/me";
const NEW: &str = "another horse entirely";

async fn change(person: &Person, current: &str, new: &str) -> Reply {
    let body = json!({ "current_password": current, "new_password": new });
    person.post("/api/v1/me/password", body).await
}

async fn login(person: &Person, password: &str) -> Reply {
    person.post("/api/v1/login", json!({ "username": person.email, "password": password })).await
}

async fn refresh(person: &Person) -> Reply {
    person.post("/api/v1/refresh-token", json!({ "refresh_token": person.refresh_token })).await
}

async fn switch(person: &Person, organization: &Value, token: &str) -> Reply {
    let body = json!({ "organization_id": organization, "refresh_token": token });
    person.post("/api/v1/me/switch-organization", body).await
}

/// Another organization of the same person.
async fn second(person: &Person) -> Value {
    let created = person.post("/api/v1/organizations", json!({ "name": "Second" })).await.ok();
    created["organization"].clone()
}

async fn entries(person: &Person) -> usize {
    person.get("/api/v1/audit-log").await.ok()["entries"].as_array().unwrap().len()
}

/// A user with a session, whose only organization was deleted.
async fn without_organization(world: &World) -> Person {
    let shop = world.shop().await;
    let bob = shop.member(world, "viewer").await;
    second(&shop.owner).await;
    shop.owner.delete(&format!("/api/v1/organizations/{}", shop.owner.organization_id)).await.ok();
    world.anonymous().login(&bob.email).await
}

on_both! {
    async fn users_can_change_their_own_name(world) {
        let ada = world.register("Ada").await;
        let before = ada.get(ME).await.ok()["user"].clone();
        let renamed = ada.patch(ME, json!({ "name": "Ada Lovelace" })).await.ok();
        let mut expected = before.clone();
        expected["name"] = json!("Ada Lovelace");
        expected["updated_at"] = renamed["user"]["updated_at"].clone();
        assert_eq!(renamed, json!({ "user": expected }));
        assert!(expected["updated_at"].as_str() > before["updated_at"].as_str());
        assert_eq!(ada.get(ME).await.ok()["user"], expected);
        let logged = entries(&ada).await;
        for nothing in [json!({}), json!({ "name": "Ada Lovelace" })] {
            assert_eq!(ada.patch(ME, nothing).await.ok(), renamed);
        }
        assert_eq!(entries(&ada).await, logged);
        for (field, wrong) in [
            ("name", json!(null)),
            ("name", json!("")),
            ("name", json!(" ")),
            ("name", json!("x".repeat(201))),
            ("email", json!("other@example.com")),
            ("username", json!("other@example.com")),
            ("password", json!(NEW)),
            ("role", json!("admin")),
            ("email_verified_at", json!("2030-01-01T00:00:00Z")),
            ("id", json!("x")),
        ] {
            assert_eq!(ada.patch(ME, json!({ field: wrong })).await.refused_field(), field);
        }
        assert_eq!(ada.get(ME).await.ok()["user"], expected);
        let user = without_organization(world).await;
        assert_eq!(user.patch(ME, json!({ "name": "B" })).await.ok()["user"]["name"], "B");
    }

    async fn a_new_password_ends_every_other_session(world) {
        let ada = world.register("Ada").await;
        let others = [world.anonymous().login(&ada.email).await, world.anonymous().login(&ada.email).await];
        let bob = world.register("Bob").await;
        let changed = change(&ada, PASSWORD, NEW).await.ok();
        assert_eq!(changed, json!({ "password_changed": true }));
        for other in &others {
            other.get(ME).await.refused(401, "unauthorized");
            refresh(other).await.refused(401, "unauthorized");
        }
        ada.get(ME).await.ok();
        refresh(&ada).await.ok();
        bob.get(ME).await.ok();
        login(&ada, PASSWORD).await.refused(401, "unauthorized");
        login(&ada, NEW).await.ok();
    }

    async fn a_new_password_is_checked(world) {
        let ada = world.register("Ada").await;
        let other = world.anonymous().login(&ada.email).await;
        for weak in ["", "1234567", "password", &ada.email, &ada.email.to_uppercase(), &"x".repeat(1025)] {
            assert_eq!(change(&ada, PASSWORD, weak).await.refused_field(), "new_password", "{weak:?}");
        }
        assert_eq!(change(&ada, "not her password", NEW).await.refused_field(), "current_password");
        for missing in ["current_password", "new_password"] {
            let mut body = json!({ "current_password": PASSWORD, "new_password": NEW });
            body.as_object_mut().unwrap().remove(missing);
            assert_eq!(ada.post("/api/v1/me/password", body).await.refused_field(), missing);
        }
        let body = json!({ "current_password": PASSWORD, "new_password": NEW, "email": "x" });
        assert_eq!(ada.post("/api/v1/me/password", body).await.refused_field(), "email");
        // The refused requests neither ended a session nor changed the password.
        other.get(ME).await.ok();
        login(&ada, PASSWORD).await.ok();
    }

    async fn a_correct_password_neither_counts_nor_resets_the_count(world) {
        let ada = world.register("Ada").await;
        for _ in 0..9 {
            change(&ada, "not her password", NEW).await.refused_field();
        }
        change(&ada, PASSWORD, NEW).await.ok();
        change(&ada, PASSWORD, NEW).await.refused_field();
        change(&ada, NEW, PASSWORD).await.refused(429, "rate_limited");
    }

    async fn users_without_an_organization_can_change_their_password(world) {
        let user = without_organization(world).await;
        change(&user, PASSWORD, NEW).await.ok();
        login(&user, NEW).await.ok();
    }

    async fn switching_moves_the_session_and_its_tokens(world) {
        let ada = world.register("Ada").await;
        let first = ada.get(ME).await.ok()["current_organization"].clone();
        let second = second(&ada).await;
        let elsewhere = world.anonymous().login(&ada.email).await;
        let reply = switch(&ada, &second["id"], &ada.refresh_token).await;
        let session = reply.ok();
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(
            fields(&session),
            ["current_organization", "organizations", "refresh_token", "token", "user"]
        );
        assert_eq!(session["current_organization"], second);
        assert_eq!(session["organizations"], json!([first, second]));
        let there = ada.with_session(&session);
        let claims = |person: &Person| {
            let token = person.authorization().trim_start_matches("Bearer ").to_owned();
            Tokens::new(JWT_SECRET, None).verify(&token).expect("a valid token")
        };
        let (old, new) = (claims(&ada), claims(&there));
        assert_eq!((new.sub, new.sid), (old.sub, old.sid));
        assert_eq!(new.org.map(|id| json!(id)), Some(second["id"].clone()));
        assert_eq!(there.get("/api/v1/organizations/current").await.ok()["id"], second["id"]);
        ada.get(ME).await.refused(401, "unauthorized");
        let refreshed = refresh(&there).await.ok();
        assert_eq!(refreshed["current_organization"], second);
        assert_eq!(elsewhere.get(ME).await.ok()["current_organization"], first);
        // And back.
        let back = there.with_session(&refreshed).switch(&first["id"]).await;
        assert_eq!(back.get(ME).await.ok()["current_organization"], first);
        there.get(ME).await.refused(401, "unauthorized");
    }

    async fn users_cannot_switch_to_an_organization_they_do_not_belong_to(world) {
        let (ada, bob) = (world.register("Ada").await, world.register("Bob").await);
        let second = second(&ada).await;
        for other in [json!(bob.organization_id), json!(uuid::Uuid::now_v7())] {
            switch(&ada, &other, &ada.refresh_token).await.refused(403, "forbidden");
        }
        let gone = ada.post("/api/v1/organizations", json!({ "name": "Gone" })).await.ok();
        let gone = gone["organization"]["id"].clone();
        let there = world.anonymous().login(&ada.email).await.switch(&gone).await;
        there.delete(&format!("/api/v1/organizations/{}", gone.as_str().unwrap())).await.ok();
        switch(&ada, &gone, &ada.refresh_token).await.refused(403, "forbidden");
        // The refused switches did not use up the refresh token.
        let there = ada.switch(&second["id"]).await;
        there.get("/api/v1/projects").await.ok();
    }

    async fn only_the_sessions_own_unused_refresh_token_switches_it(world) {
        let (ada, bob) = (world.register("Ada").await, world.register("Bob").await);
        let second = second(&ada).await;
        let other = world.anonymous().login(&ada.email).await;
        for token in [&other.refresh_token, &bob.refresh_token, "togul_rt_x", "", "\0"] {
            switch(&ada, &second["id"], token).await.refused(401, "unauthorized");
        }
        for (field, wrong) in [
            ("organization_id", json!("x")),
            ("organization_id", json!(null)),
            ("refresh_token", json!(null)),
        ] {
            let mut body = json!({ "organization_id": second["id"], "refresh_token": ada.refresh_token });
            body[field] = wrong;
            let reply = ada.post("/api/v1/me/switch-organization", body).await;
            assert_eq!(reply.refused_field(), field);
        }
        // The refused switches used up none of these tokens. The session's own token works once.
        refresh(&other).await.ok();
        refresh(&bob).await.ok();
        let refreshed = ada.with_session(&refresh(&ada).await.ok());
        switch(&ada, &second["id"], &ada.refresh_token).await.refused(401, "unauthorized");
        for ended in [&ada, &refreshed] {
            ended.get(ME).await.refused(401, "unauthorized");
            refresh(ended).await.refused(401, "unauthorized");
        }
    }

    async fn a_user_whose_organization_is_deleted_can_switch_to_another(world) {
        let user = without_organization(world).await;
        assert_eq!(user.organization_id, "");
        let own = second(&user).await;
        let there = user.switch(&own["id"]).await;
        assert_eq!(there.get(ME).await.ok()["current_organization"], own);
        there.get("/api/v1/projects").await.ok();
        user.get(ME).await.refused(401, "unauthorized");
    }
}
