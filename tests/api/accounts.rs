//! Registration and login.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::world::{Reply, World, fields, on_both, person::PASSWORD};

async fn register(world: &World, email: &str, password: &str) -> Reply {
    let body = json!({ "name": "Ada", "username": email, "password": password });
    world.anonymous().post("/api/v1/register", body).await
}

async fn login(world: &World, email: &str, password: &str) -> Reply {
    world.anonymous().post("/api/v1/login", json!({ "username": email, "password": password })).await
}

on_both! {
    async fn registering_creates_an_account_and_an_organization(world) {
        let body = json!({ "name": "Ada Lovelace", "username": "Ada@Example.com", "password": PASSWORD });
        let registered = world.anonymous().post("/api/v1/register", body).await.ok();
        let user = &registered["user"];
        assert_eq!(
            registered,
            json!({ "user": {
                "id": user["id"], "name": "Ada Lovelace", "email": "Ada@Example.com", "role": "admin",
                "email_verified_at": null, "created_at": user["created_at"], "updated_at": user["created_at"],
            }})
        );
        let reply = login(world, "Ada@Example.com", PASSWORD).await;
        let session = reply.ok();
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(
            fields(&session),
            ["current_organization", "organizations", "refresh_token", "token", "user"]
        );
        assert_eq!(session["user"], *user);
        let organization = &session["current_organization"];
        assert_eq!(fields(organization), ["id", "name", "permissions", "role", "slug"]);
        assert_eq!(organization["role"], "owner");
        assert_eq!(session["organizations"], json!([organization]));
        let me = world.anonymous().with_session(&session).get("/api/v1/me").await.ok();
        assert_eq!(
            me,
            json!({
                "user": user, "current_organization": organization, "organizations": [organization],
            })
        );
    }

    async fn email_is_another_name_for_username(world) {
        let body = json!({ "name": "Ada", "email": "ada@example.com", "password": PASSWORD });
        assert_eq!(
            world.anonymous().post("/api/v1/register", body).await.ok()["user"]["email"],
            "ada@example.com"
        );
        let body = json!({ "email": "ada@example.com", "password": PASSWORD });
        world.anonymous().post("/api/v1/login", body).await.ok();
        let both = json!({ "email": "a@example.com", "username": "a@example.com", "password": PASSWORD });
        world.anonymous().post("/api/v1/login", both).await.refused(400, "validation_error");
    }

    async fn an_email_has_one_account_regardless_of_case(world) {
        register(world, "ada.ÇELIK@example.com", PASSWORD).await.ok();
        for same in ["ada.ÇELIK@example.com", "ADA.ÇELIK@EXAMPLE.COM", "ada.çelik@example.com"] {
            assert_eq!(register(world, same, PASSWORD).await.conflict(), "email_taken", "{same}");
            login(world, same, PASSWORD).await.ok();
        }
        let replies = join_all((0..6).map(|n| {
            let email = if n % 2 == 0 { "bob@example.com" } else { "BOB@example.com" };
            register(world, email, PASSWORD)
        }))
        .await;
        let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
        assert_eq!(won.len(), 1);
        lost.iter().for_each(|reply| drop(reply.refused(409, "conflict")));
    }

    async fn a_registration_is_checked(world) {
        for email in [
            "",
            "ada",
            "@example.com",
            "ada@",
            "a@b@c",
            "a da@example.com",
            "a\0@example.com",
            " a@example.com",
        ] {
            assert_eq!(register(world, email, PASSWORD).await.refused_field(), "username", "{email:?}");
        }
        let long = format!("{}@example.com", "x".repeat(300));
        assert_eq!(register(world, &long, PASSWORD).await.refused_field(), "username");
        for password in [
            "",
            "1234567",
            &"x".repeat(1025),
            "ada@example.com",
            "ADA@example.com",
            "password",
            "12345678",
            "Password1",
        ] {
            let field = register(world, "ada@example.com", password).await.refused_field();
            assert_eq!(field, "password", "{password:?}");
        }
        for missing in ["name", "username", "password"] {
            let mut body = json!({ "name": "Ada", "username": "ada@example.com", "password": PASSWORD });
            body.as_object_mut().unwrap().remove(missing);
            let reply = world.anonymous().post("/api/v1/register", body).await;
            assert_eq!(reply.refused_field(), missing);
        }
        let name =
            |name: String| json!({ "name": name, "username": "ada@example.com", "password": PASSWORD });
        for wrong in [String::new(), "x".repeat(201), " ".to_owned(), "a\0".to_owned()] {
            let reply = world.anonymous().post("/api/v1/register", name(wrong)).await;
            assert_eq!(reply.refused_field(), "name");
        }
        login(world, "ada@example.com", "password").await.refused(401, "unauthorized");
        world.anonymous().post("/api/v1/register", name("ğ".repeat(200))).await.ok();
    }

    async fn every_byte_of_a_password_matters(world) {
        let long = format!(" {}\0ğ", "p".repeat(1020));
        assert_eq!(long.len(), 1024);
        register(world, "ada@example.com", &long).await.ok();
        login(world, "ada@example.com", &long).await.ok();
        for other in [long.trim(), &long[..1022], &long.replace('ğ', "g"), &long.replace('p', "P"), ""] {
            login(world, "ada@example.com", other).await.refused(401, "unauthorized");
        }
        register(world, "eight@example.com", "qzx jvkw").await.ok();
    }

    async fn an_unknown_account_and_a_wrong_password_get_the_same_answer(world) {
        register(world, "ada@example.com", PASSWORD).await.ok();
        let wrong = login(world, "ada@example.com", "not her password").await;
        assert_eq!(wrong.refused(401, "unauthorized")["message"], "wrong e-mail or password");
        for unknown in ["bob@example.com", "not an e-mail", "", "\0", &"x".repeat(6000)] {
            login(world, unknown, PASSWORD).await.assert_same(&wrong, unknown);
        }
    }

    async fn after_ten_failures_logins_are_limited_with_and_without_an_account(world) {
        register(world, "ada@example.com", PASSWORD).await.ok();
        register(world, "other@example.com", PASSWORD).await.ok();
        for email in ["ada@example.com", "unknown@example.com"] {
            for n in 0..10 {
                let cased = if n % 2 == 0 { email.to_uppercase() } else { email.to_owned() };
                login(world, &cased, "not the password").await.refused(401, "unauthorized");
            }
            for password in ["not the password", PASSWORD] {
                let reply = login(world, email, password).await;
                reply.refused(429, "rate_limited");
                let wait: u32 = reply.header("retry-after").parse().unwrap();
                assert!((1..=900).contains(&wait), "{wait}");
            }
        }
        let [known, unknown] =
            ["ada@example.com", "unknown@example.com"].map(|email| login(world, email, PASSWORD));
        assert_eq!(known.await.body, unknown.await.body);
        login(world, "other@example.com", PASSWORD).await.ok();
    }

    async fn ten_of_thirty_concurrent_guesses_are_checked(world) {
        register(world, "ada@example.com", PASSWORD).await.ok();
        let guesses = join_all((0..30).map(|_| login(world, "ada@example.com", "not the password"))).await;
        let checked = guesses.iter().filter(|reply| reply.status == 401).count();
        assert_eq!(checked, 10);
        login(world, "ada@example.com", PASSWORD).await.refused(429, "rate_limited");
    }

    async fn nine_failures_do_not_limit_logins(world) {
        register(world, "ada@example.com", PASSWORD).await.ok();
        for _ in 0..9 {
            login(world, "ada@example.com", "not the password").await.refused(401, "unauthorized");
        }
        login(world, "ada@example.com", PASSWORD).await.ok();
        // A successful login does not reset the count, so a login of the owner gives no new guesses to an attacker.
        login(world, "ada@example.com", "not the password").await.refused(401, "unauthorized");
        login(world, "ada@example.com", "not the password").await.refused(429, "rate_limited");
    }

    async fn organizations_of_people_with_the_same_name_get_different_slugs(world) {
        let mut slugs = std::collections::HashSet::new();
        for n in 0..3 {
            register(world, &format!("ada{n}@example.com"), PASSWORD).await.ok();
            let session = login(world, &format!("ada{n}@example.com"), PASSWORD).await.ok();
            slugs.insert(session["current_organization"]["slug"].as_str().unwrap().to_owned());
        }
        assert_eq!(slugs.len(), 3, "{slugs:?}");
        assert!(!slugs.contains(""), "{slugs:?}");
    }

    async fn no_response_contains_a_password(world) {
        let registered = register(world, "ada@example.com", PASSWORD).await;
        let session = login(world, "ada@example.com", PASSWORD).await;
        let refused = login(world, "ada@example.com", "another password").await;
        for reply in [registered, session, refused] {
            let text = reply.json().to_string();
            for secret in [PASSWORD, "another password", "password_hash", "argon2"] {
                assert!(!text.contains(secret), "{text}");
            }
            assert_ne!(reply.json(), Value::Null);
        }
    }
}
