//! Access tokens of ended sessions, and credentials of other kinds.

use serde_json::json;

use super::tokens::{assert_refused, base64url, is_open, named, token};
use crate::world::{Person, Shop, on_both, person::PASSWORD};

on_both! {
    async fn an_access_token_of_an_ended_session_is_refused(world) {
        let shop = world.shop().await;
        let ada = shop.member(world, "admin").await;
        let elsewhere = ada.post("/api/v1/organizations", json!({ "name": "Elsewhere" })).await.ok();
        let elsewhere = &elsewhere["organization"]["id"];
        let token = |person: &Person| token(person).to_owned();
        let switch = async |person: &Person| {
            let body = json!({ "organization_id": elsewhere, "refresh_token": person.refresh_token });
            person.with_session(&person.post("/api/v1/me/switch-organization", body).await.ok())
        };
        let used = |person: &Person| json!({ "refresh_token": person.refresh_token });
        let again = async || ada.login(&ada.email).await;

        let logged_out = again().await;
        world.anonymous().post("/api/v1/logout", used(&logged_out)).await.ok();

        let switched = again().await;
        let moved = switch(&switched).await;
        assert!(is_open(&moved).await && !is_open(&switched).await);

        let replayed = again().await;
        let next = world.anonymous().post("/api/v1/refresh-token", used(&replayed)).await.ok();
        world.anonymous().post("/api/v1/refresh-token", used(&replayed)).await.refused(401, "unauthorized");

        let closed = switch(&again().await).await;
        let path = format!("/api/v1/organizations/{}", elsewhere.as_str().unwrap());
        closed.delete(&path).await.ok();

        let before = again().await;
        let body = json!({ "current_password": PASSWORD, "new_password": PASSWORD });
        ada.post("/api/v1/me/password", body).await.ok();

        assert_refused(
            world,
            &named([
                ("logged out", token(&logged_out)),
                ("of the previous organization", token(&switched)),
                ("its refresh token was used twice", token(&replayed)),
                ("a newer one of that session", token(&replayed.with_session(&next))),
                ("the organization is deleted", token(&closed)),
                ("another session in that organization", token(&moved)),
                ("the password was changed", token(&before)),
            ]),
        )
        .await;
        assert!(is_open(&ada).await, "the session that changed the password stays open");
    }

    async fn other_kinds_of_credentials_are_not_access_tokens(world) {
        let shop = world.shop().await;
        let invitation = shop.invite("eve@example.com", "viewer").await;
        let Shop { owner, server_secret, .. } = &shop;
        assert_refused(
            world,
            &named([
                ("a refresh token", owner.refresh_token.clone()),
                ("an invitation", invitation.as_str().unwrap().to_owned()),
                ("a user", owner.user_id.clone()),
                ("an e-mail and a password", base64url(format!("{}:{PASSWORD}", owner.email).as_bytes())),
            ]),
        )
        .await;
        let reply = world.anonymous().with_bearer(server_secret).get("/api/v1/me").await;
        reply.refused(401, "unauthorized");
        assert!(reply.json()["message"].as_str().unwrap().contains("X-API-Key"), "{reply:?}");
    }
}
