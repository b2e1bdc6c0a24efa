//! Creating, renaming and deleting organizations.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Person, on_both, person::PASSWORD, sse};

const CURRENT: &str = "/api/v1/organizations/current";
const ME: &str = "/api/v1/me";

async fn create(person: &Person, name: &str) -> Value {
    person.post("/api/v1/organizations", json!({ "name": name })).await.ok()["organization"].clone()
}

fn path(organization: &Value) -> String {
    format!("/api/v1/organizations/{}", organization["id"].as_str().unwrap())
}

async fn login(person: &Person) -> Value {
    let body = json!({ "username": person.email, "password": PASSWORD });
    person.post("/api/v1/login", body).await.ok()
}

async fn actions(person: &Person) -> Vec<String> {
    let log = person.get("/api/v1/audit-log").await.ok();
    let entries = log["entries"].as_array().unwrap().iter();
    entries.map(|entry| entry["action"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    async fn the_creator_of_an_organization_is_its_owner(world) {
        let ada = world.register("Ada").await;
        let first = ada.get(ME).await.ok()["current_organization"].clone();
        let reply = ada.post("/api/v1/organizations", json!({ "name": "Second Home" })).await.ok();
        let second = reply["organization"].clone();
        assert_eq!(
            reply,
            json!({ "organization": {
                "id": second["id"], "slug": second["slug"], "name": "Second Home", "role": "owner",
                "permissions": first["permissions"],
            }})
        );
        // Creating an organization does not switch to it.
        for profile in [ada.get(ME).await.ok(), login(&ada).await] {
            assert_eq!(profile["organizations"], json!([first, second]));
            assert_eq!(profile["current_organization"], first);
        }
        let there = ada.switch(&second["id"]).await;
        let roles = there.get("/api/v1/roles").await.ok();
        let keys: Vec<_> = roles["roles"].as_array().unwrap().iter().map(|role| &role["key"]).collect();
        assert_eq!(keys, ["owner", "admin", "developer", "analyst", "viewer"]);
        let members = there.get("/api/v1/members").await.ok();
        let members = members["members"].as_array().unwrap();
        assert_eq!((members.len(), &members[0]["user"]["id"]), (1, &json!(ada.user_id)));
        assert_eq!(members[0]["role"]["key"], "owner");
        assert_eq!(there.get("/api/v1/projects").await.ok()["projects"], json!([]));
    }

    async fn renaming_the_current_organization_keeps_its_slug(world) {
        let ada = world.register("Ada").await;
        let summary = ada.get(ME).await.ok()["current_organization"].clone();
        let before = ada.get(CURRENT).await.ok();
        assert_eq!(
            before,
            json!({
                "id": summary["id"], "slug": summary["slug"], "name": "Ada's organization",
                "created_at": before["created_at"], "updated_at": before["created_at"],
            })
        );
        assert!(before["created_at"].as_str().is_some_and(|time| time.ends_with('Z')), "{before}");
        let after = ada.patch(CURRENT, json!({ "name": "Renamed" })).await.ok();
        let mut expected = before.clone();
        expected["name"] = json!("Renamed");
        expected["updated_at"] = after["updated_at"].clone();
        assert_eq!(after, expected);
        assert!(after["updated_at"].as_str() > before["updated_at"].as_str());
        assert_eq!(ada.get(CURRENT).await.ok(), after);
        assert_eq!(ada.get(ME).await.ok()["current_organization"]["name"], "Renamed");
        let logged = actions(&ada).await;
        for nothing in [json!({}), json!({ "name": "Renamed" })] {
            assert_eq!(ada.patch(CURRENT, nothing).await.ok(), after);
        }
        assert_eq!(actions(&ada).await, logged);
    }

    async fn a_name_is_checked(world) {
        let ada = world.register("Ada").await;
        let organizations = "/api/v1/organizations";
        for wrong in [json!(null), json!(""), json!("  "), json!("x".repeat(201)), json!("a\0"), json!(1)] {
            let body = json!({ "name": wrong });
            assert_eq!(ada.post(organizations, body.clone()).await.refused_field(), "name", "{body}");
            assert_eq!(ada.patch(CURRENT, body.clone()).await.refused_field(), "name", "{body}");
        }
        assert_eq!(ada.post(organizations, json!({})).await.refused_field(), "name");
        for field in ["id", "slug", "role", "owner_id", "created_at"] {
            let body = json!({ "name": "A", field: "x" });
            assert_eq!(ada.post(organizations, body.clone()).await.refused_field(), field);
            assert_eq!(ada.patch(CURRENT, body).await.refused_field(), field);
        }
        assert_eq!(ada.get(ME).await.ok()["organizations"].as_array().unwrap().len(), 1);
        create(&ada, &"ğ".repeat(200)).await;
    }

    async fn a_slug_does_not_depend_on_names_of_other_tenants(world) {
        let (ada, bob) = (world.register("Ada").await, world.register("Bob").await);
        let mut slugs = Vec::new();
        for creator in [&ada, &bob, &ada] {
            let organization = create(creator, "Same  Name!").await;
            assert_eq!(organization["name"], "Same  Name!");
            slugs.push(organization["slug"].as_str().unwrap().to_owned());
        }
        for slug in &slugs {
            let suffix = slug.strip_prefix("same-name-").expect("a slug from the name");
            assert!(suffix.len() == 8 && suffix.bytes().all(|byte| byte.is_ascii_hexdigit()), "{slug}");
        }
        assert_eq!(slugs.iter().collect::<std::collections::HashSet<_>>().len(), 3, "{slugs:?}");
    }

    async fn only_the_current_organization_can_be_deleted(world) {
        let (ada, bob) = (world.register("Ada").await, world.register("Bob").await);
        let second = create(&ada, "Second").await;
        let absent = ada.delete(&path(&json!({ "id": uuid::Uuid::now_v7().to_string() }))).await;
        absent.refused(404, "not_found");
        for other in [&second["id"], &json!(bob.organization_id), &json!("x")] {
            let reply = ada.delete(&path(&json!({ "id": other }))).await;
            reply.assert_same(&absent, other);
        }
        assert_eq!(ada.get(ME).await.ok()["organizations"].as_array().unwrap().len(), 2);
        bob.get(CURRENT).await.ok();
    }

    async fn a_users_only_organization_cannot_be_deleted(world) {
        let shop = world.shop().await;
        let mine = path(&json!({ "id": shop.owner.organization_id }));
        assert_eq!(shop.owner.delete(&mine).await.conflict(), "last_organization");
        shop.server.get("/api/v1/snapshot").await.ok();
        // A deleted organization does not count as another one.
        let second = create(&shop.owner, "Second").await;
        let there = world.anonymous().login(&shop.owner.email).await.switch(&second["id"]).await;
        assert_eq!(there.delete(&path(&second)).await.ok(), json!({ "deleted": true }));
        assert_eq!(shop.owner.delete(&mine).await.conflict(), "last_organization");
        shop.owner.get(CURRENT).await.ok();
    }

    async fn a_deleted_organization_is_gone_for_all_people_and_keys(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let (bob, admin) = (shop.project_member(world, "developer").await, shop.member(world, "admin").await);
        let other = create(&shop.owner, "Other").await;
        let elsewhere = world.anonymous().login(&shop.owner.email).await.switch(&other["id"]).await;
        admin.delete(&path(&json!({ "id": shop.owner.organization_id }))).await.denied("org.delete");

        let mut people = Vec::new();
        for person in [&shop.owner, &bob, &admin] {
            let mut stream = person.stream("").await;
            stream.expect("snapshot.reset").await;
            people.push(stream);
        }
        let mut programs = Vec::new();
        for program in [&shop.server, &shop.sdk, &shop.stream] {
            programs.push(program.stream("?since=1").await);
        }
        let mine = path(&json!({ "id": shop.owner.organization_id }));
        assert_eq!(shop.owner.delete(&mine).await.ok(), json!({ "deleted": true }));
        let deleted = Instant::now();

        for person in [&shop.owner, &bob, &admin] {
            for closed in [ME, CURRENT, "/api/v1/projects", &shop.path] {
                person.get(closed).await.refused(401, "unauthorized");
            }
            let body = json!({ "refresh_token": person.refresh_token });
            person.post("/api/v1/refresh-token", body).await.refused(401, "unauthorized");
        }
        for program in [&shop.server, &shop.sdk] {
            program.post("/api/v1/evaluate", json!({ "flag_key": "f" })).await.refused(401, "unauthorized");
        }
        shop.server.get("/api/v1/snapshot").await.refused(401, "unauthorized");
        for program in [&shop.server, &shop.sdk, &shop.stream] {
            sse::refusal(program.request(Method::GET, "/api/v1/stream")).await.refused(401, "unauthorized");
        }
        for stream in programs.into_iter().chain(people) {
            assert_eq!(stream.read_to_end().await, [] as [String; 0]);
        }
        assert!(deleted.elapsed() < Duration::from_secs(6), "{:?}", deleted.elapsed());

        // A user with another organization goes on there, in an open session or after a new login.
        elsewhere.get(CURRENT).await.ok();
        elsewhere.get(&shop.path).await.refused(404, "not_found");
        let session = login(&shop.owner).await;
        assert_eq!((&session["current_organization"], &session["organizations"]), (&other, &json!([other])));
    }

    async fn a_user_without_an_organization_can_read_their_profile_and_create_one(world) {
        let shop = world.shop().await;
        let bob = shop.member(world, "admin").await;
        create(&shop.owner, "Other").await;
        shop.owner.delete(&path(&json!({ "id": shop.owner.organization_id }))).await.ok();
        let session = login(&bob).await;
        assert_eq!(session["current_organization"], json!(null));
        assert_eq!(session["organizations"], json!([]));
        let bob = bob.with_session(&session);
        let me = bob.get(ME).await.ok();
        assert_eq!(me, json!({ "user": session["user"], "current_organization": null, "organizations": [] }));
        let nothing = bob.get("/api/v1/nothing").await;
        for (method, path) in [
            (Method::GET, CURRENT),
            (Method::PATCH, CURRENT),
            (Method::DELETE, &path(&json!({ "id": shop.owner.organization_id }))),
            (Method::GET, "/api/v1/members"),
            (Method::GET, "/api/v1/roles"),
            (Method::POST, "/api/v1/roles"),
            (Method::GET, "/api/v1/invitations"),
            (Method::POST, "/api/v1/invitations"),
            (Method::GET, "/api/v1/projects"),
            (Method::POST, "/api/v1/projects"),
            (Method::GET, &shop.path),
            (Method::GET, "/api/v1/audit-log"),
            (Method::GET, "/api/v1/audit-log/export"),
            (Method::GET, "/api/v1/stream"),
        ] {
            let reply = sse::refusal(bob.request(method.clone(), path).json(&json!({ "name": "A" }))).await;
            reply.assert_same(&nothing, (method, path));
        }
        let own = create(&bob, "Bob's own").await;
        assert_eq!(bob.get(ME).await.ok()["organizations"], json!([own]));
        assert_eq!(login(&bob).await["current_organization"], own);
    }
}
