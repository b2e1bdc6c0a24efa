//! Access tokens, refresh tokens and the end of sessions.

use futures_util::future::join_all;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Method;
use serde_json::{Value, json};
use togul_server::auth::token::{Claims, Tokens};

use crate::world::{JWT_SECRET, Person, Reply, World, fields, on_both, person::PASSWORD};

const ME: &str = "/api/v1/me";

async fn refresh(world: &World, token: &Value) -> Reply {
    world.anonymous().post("/api/v1/refresh-token", json!({ "refresh_token": token })).await
}

async fn login(world: &World, person: &Person) -> Value {
    let body = json!({ "username": person.email, "password": PASSWORD });
    world.anonymous().post("/api/v1/login", body).await.ok()
}

async fn is_open(world: &World, session: &Value) -> bool {
    let reply = world.anonymous().with_session(session).get(ME).await;
    if reply.status == 200 {
        return true;
    }
    reply.refused(401, "unauthorized");
    false
}

on_both! {
    async fn a_refresh_token_works_once(world) {
        let ada = world.register("Ada").await;
        let first = login(world, &ada).await;
        let reply = refresh(world, &first["refresh_token"]).await;
        let second = reply.ok();
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(
            fields(&second),
            ["current_organization", "organizations", "refresh_token", "token", "user"]
        );
        for same in ["user", "current_organization", "organizations"] {
            assert_eq!(second[same], first[same], "{same}");
        }
        assert_ne!(second["refresh_token"], first["refresh_token"]);
        // The previous access token stays valid until it expires.
        assert!(is_open(world, &first).await && is_open(world, &second).await);
        let third = refresh(world, &second["refresh_token"]).await.ok();
        assert!(is_open(world, &third).await);
    }

    async fn a_reused_refresh_token_ends_its_family_and_no_other(world) {
        let ada = world.register("Ada").await;
        let other = login(world, &ada).await;
        let first = login(world, &ada).await;
        let second = refresh(world, &first["refresh_token"]).await.ok();
        let third = refresh(world, &second["refresh_token"]).await.ok();
        refresh(world, &first["refresh_token"]).await.refused(401, "unauthorized");
        for session in [&first, &second, &third] {
            assert!(!is_open(world, session).await);
            refresh(world, &session["refresh_token"]).await.refused(401, "unauthorized");
        }
        assert!(is_open(world, &other).await);
        refresh(world, &other["refresh_token"]).await.ok();
    }

    async fn at_most_one_of_twenty_concurrent_refreshes_succeeds(world) {
        let ada = world.register("Ada").await;
        let session = login(world, &ada).await;
        let replies = join_all((0..20).map(|_| refresh(world, &session["refresh_token"]))).await;
        let won: Vec<_> = replies.iter().filter(|reply| reply.status == 200).collect();
        assert!(won.len() <= 1, "{won:?}");
        for lost in replies.iter().filter(|reply| reply.status != 200) {
            lost.refused(401, "unauthorized");
        }
        // The token was used more than once, so the session is ended.
        assert!(!is_open(world, &session).await);
        for winner in won {
            assert!(!is_open(world, &winner.json()).await);
            refresh(world, &winner.json()["refresh_token"]).await.refused(401, "unauthorized");
        }
    }

    async fn logging_out_ends_one_session_at_once(world) {
        let ada = world.register("Ada").await;
        let (first, other) = (login(world, &ada).await, login(world, &ada).await);
        let second = refresh(world, &first["refresh_token"]).await.ok();
        let body = json!({ "refresh_token": second["refresh_token"] });
        let out = world.anonymous().post("/api/v1/logout", body.clone()).await.ok();
        assert_eq!(out, json!({ "logged_out": true }));
        assert!(!is_open(world, &first).await && !is_open(world, &second).await);
        refresh(world, &second["refresh_token"]).await.refused(401, "unauthorized");
        assert!(is_open(world, &other).await);
        world.anonymous().post("/api/v1/logout", body).await.refused(401, "unauthorized");
    }

    async fn every_invalid_refresh_token_gets_the_same_401(world) {
        let ada = world.register("Ada").await;
        let session = login(world, &ada).await;
        let used = session["refresh_token"].clone();
        refresh(world, &used).await.ok();
        let expected = refresh(world, &used).await;
        expected.refused(401, "unauthorized");
        for token in ["", "togul_rt_", "x", "\0", &"x".repeat(5_000), session["token"].as_str().unwrap()] {
            for path in ["/api/v1/refresh-token", "/api/v1/logout"] {
                let reply = world.anonymous().post(path, json!({ "refresh_token": token })).await;
                reply.assert_same(&expected, (path, token));
            }
        }
    }

    async fn a_wrong_token_in_the_body_is_named_as_such(world) {
        let ada = world.register("Ada").await;
        let switch = json!({ "organization_id": ada.organization_id, "refresh_token": "x" });
        for (path, body) in [
            ("refresh-token", json!({ "refresh_token": "x" })),
            ("logout", json!({ "refresh_token": "x" })),
            ("password-reset", json!({ "token": "x", "new_password": "a battery for the horse" })),
            ("invitations/accept", json!({ "token": "x" })),
            ("me/switch-organization", switch),
        ] {
            let refused = ada.post(&format!("/api/v1/{path}"), body).await.refused(401, "unauthorized");
            assert!(refused["message"].as_str().unwrap().starts_with("the token in the body is"), "{path}: {refused}");
        }
    }

    async fn a_forged_or_expired_token_is_refused(world) {
        let ada = world.register("Ada").await;
        let session = login(world, &ada).await;
        let good = session["token"].as_str().unwrap();
        let tokens = Tokens::new(JWT_SECRET, None);
        let claims = tokens.verify(good).expect("a valid token");
        let now = claims.iat;
        assert_eq!(claims.exp - now, 3600);
        let key = EncodingKey::from_secret(JWT_SECRET);
        let header = |typ: &str, algorithm| Header { typ: Some(typ.to_owned()), ..Header::new(algorithm) };
        let typ = jsonwebtoken::decode_header(good).unwrap().typ.expect("a token type");
        let signed = |claims: &Claims, header: &Header| jsonwebtoken::encode(header, claims, &key).unwrap();
        let hs256 = header(&typ, Algorithm::HS256);
        let again = signed(&claims, &hs256);
        assert!(
            is_open(world, &json!({ "token": again })).await,
            "a token signed like the ones below is valid"
        );

        let parts: Vec<&str> = good.split('.').collect();
        let other = world.register("Bob").await;
        let stranger = login(world, &other).await["token"].as_str().unwrap().to_owned();
        let strangers_payload = stranger.split('.').nth(1).unwrap();
        let foreign = Tokens::new(b"another secret, also of 32 bytes", None);
        let sign = |tokens: &Tokens, at| tokens.sign(claims.sub, claims.sid, claims.org, at);
        // {"alg":"none","typ":"togul-access+jwt"}
        let none = "eyJhbGciOiJub25lIiwidHlwIjoidG9ndWwtYWNjZXNzK2p3dCJ9";
        let unknown_user = tokens.sign(uuid::Uuid::now_v7(), claims.sid, claims.org, now);
        let unknown_session = tokens.sign(claims.sub, uuid::Uuid::now_v7(), claims.org, now);
        for (what, token) in [
            ("another secret", sign(&foreign, now)),
            ("expired", sign(&tokens, now - 3600)),
            ("another type", signed(&claims, &header("JWT", Algorithm::HS256))),
            ("no type", signed(&claims, &Header { typ: None, ..hs256.clone() })),
            ("another audience", signed(&Claims { aud: "other".to_owned(), ..claims.clone() }, &hs256)),
            ("no algorithm", format!("{none}.{}.", parts[1])),
            ("no algorithm, and a signature", format!("{none}.{}.{}", parts[1], parts[2])),
            ("no signature", format!("{}.{}.", parts[0], parts[1])),
            ("another's claims", format!("{}.{strangers_payload}.{}", parts[0], parts[2])),
            ("another user", unknown_user),
            ("a session that does not exist", unknown_session),
            ("two parts", format!("{}.{}", parts[0], parts[1])),
            ("no parts", "..".to_owned()),
            ("nothing", String::new()),
            ("garbage", "x".repeat(5000)),
            ("the refresh token", session["refresh_token"].as_str().unwrap().to_owned()),
        ] {
            let reply = world.anonymous().with_bearer(&token).get(ME).await;
            assert_eq!(reply.status, 401, "{what}: {reply:?}");
            let like = if token.is_empty() { world.anonymous() } else { world.anonymous().with_bearer("?") };
            assert_eq!(reply.body, like.get(ME).await.body, "{what}");
        }
    }

    async fn a_bearer_token_is_accepted_in_one_header_and_one_form(world) {
        let ada = world.register("Ada").await;
        let token = login(world, &ada).await["token"].as_str().unwrap().to_owned();
        let status_with = async |headers: &[(&'static str, String)]| {
            let mut request = world.anonymous().request(Method::GET, ME);
            for (name, value) in headers {
                request = request.header(*name, value);
            }
            Reply::to(request).await.status.as_u16()
        };
        let bearer = ("authorization", format!("Bearer {token}"));
        assert_eq!(status_with(std::slice::from_ref(&bearer)).await, 200);
        assert_eq!(status_with(&[("authorization", format!("bearer {token}"))]).await, 200);
        for wrong in [
            vec![("authorization", token.clone())],
            vec![("authorization", format!("Basic {token}"))],
            vec![("authorization", format!("Bearer{token}"))],
            vec![("authorization", "Bearer".to_owned())],
            vec![("x-api-key", token.clone())],
            vec![bearer.clone(), bearer.clone()],
            vec![("cookie", format!("token={token}"))],
        ] {
            assert_eq!(status_with(&wrong).await, 401, "{wrong:?}");
        }
    }
}
