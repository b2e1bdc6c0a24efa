//! The list of a user's sessions, and their end.

use serde_json::{Value, json};

use crate::world::{Person, World, fields, on_both};

const SESSIONS: &str = "/api/v1/me/sessions";
const ME: &str = "/api/v1/me";

async fn sessions(person: &Person) -> Vec<Value> {
    person.get(SESSIONS).await.ok()["sessions"].as_array().unwrap().clone()
}

async fn current(person: &Person) -> Value {
    let sessions = sessions(person).await;
    let mut current = sessions.iter().filter(|session| session["is_current"] == true);
    let session = current.next().expect("one session is the current one").clone();
    assert!(current.next().is_none(), "{sessions:?}");
    session
}

async fn end(person: &Person, session: &Value) -> crate::world::Reply {
    person.delete(&format!("{SESSIONS}/{}", session["id"].as_str().unwrap())).await
}

async fn second_login(world: &World, person: &Person) -> Person {
    world.anonymous().from("192.0.2.7").login(&person.email).await
}

on_both! {
    async fn the_list_has_the_open_sessions_in_order(world) {
        let ada = world.register("Ada").await;
        let second = second_login(world, &ada).await;
        let third = world.anonymous().login(&ada.email).await;
        world.anonymous().post("/api/v1/logout", json!({ "refresh_token": third.refresh_token })).await.ok();
        world.register("Bob").await;
        let listed = sessions(&ada).await;
        assert_eq!(listed.len(), 2);
        for session in &listed {
            assert_eq!(
                fields(session),
                [
                    "address",
                    "created_at",
                    "expires_at",
                    "id",
                    "is_current",
                    "last_used_at",
                    "organization_id",
                ]
            );
            assert_eq!(session["organization_id"], ada.organization_id.as_str());
            assert!(session["expires_at"].as_str() > session["last_used_at"].as_str());
        }
        assert_eq!((&listed[0], &listed[1]), (&current(&ada).await, &{
            let mut other = current(&second).await;
            other["is_current"] = json!(false);
            other
        }));
        assert_eq!((&listed[0]["address"], &listed[1]["address"]), (&json!("127.0.0.1"), &json!("192.0.2.7")));
        assert_eq!(ada.pages(SESSIONS, "sessions", "").await, listed);
    }

    async fn a_renewal_changes_time_and_address(world) {
        let ada = world.register("Ada").await;
        let before = current(&ada).await;
        let body = json!({ "refresh_token": ada.refresh_token });
        let renewed = world.anonymous().from("192.0.2.7").post("/api/v1/refresh-token", body).await.ok();
        let after = current(&ada.with_session(&renewed)).await;
        assert_eq!((&after["id"], &after["created_at"]), (&before["id"], &before["created_at"]));
        assert_eq!(after["address"], "192.0.2.7");
        for later in ["last_used_at", "expires_at"] {
            assert!(after[later].as_str() > before[later].as_str(), "{later}: {before} {after}");
        }
    }

    async fn ending_a_session_refuses_its_tokens_at_once(world) {
        let ada = world.register("Ada").await;
        let other = second_login(world, &ada).await;
        let session = current(&other).await;
        assert_eq!(end(&ada, &session).await.ok(), json!({ "deleted": true }));
        other.get(ME).await.refused(401, "unauthorized");
        let body = json!({ "refresh_token": other.refresh_token });
        other.post("/api/v1/refresh-token", body).await.refused(401, "unauthorized");
        assert_eq!(sessions(&ada).await.len(), 1);
        end(&ada, &session).await.refused(404, "not_found");
        let entries = ada.get("/api/v1/audit-log?action=session.ended").await.ok();
        assert_eq!(entries["entries"][0]["target_id"], session["id"]);
        // The current one, too.
        let own = current(&ada).await;
        end(&ada, &own).await.ok();
        ada.get(ME).await.refused(401, "unauthorized");
    }

    async fn the_session_of_another_user_is_not_found(world) {
        let (ada, bob) = (world.register("Ada").await, world.register("Bob").await);
        end(&bob, &current(&ada).await).await.refused(404, "not_found");
        end(&bob, &json!({ "id": uuid::Uuid::now_v7() })).await.refused(404, "not_found");
        ada.get(ME).await.ok();
        world.anonymous().get(SESSIONS).await.refused(401, "unauthorized");
    }

    async fn the_oldest_of_more_than_fifty_sessions_ends(world) {
        let ada = world.register("Ada").await;
        let second = world.anonymous().login(&ada.email).await;
        for _ in 2..50 {
            world.anonymous().login(&ada.email).await;
        }
        ada.get(ME).await.ok();
        let last = world.anonymous().login(&ada.email).await;
        ada.get(ME).await.refused(401, "unauthorized");
        second.get(ME).await.ok();
        assert_eq!(sessions(&last).await.len(), 50);
    }
}
