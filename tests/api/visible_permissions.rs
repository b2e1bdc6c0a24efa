//! The permissions of the caller that organizations and projects carry, for clients that show what is possible.

use serde_json::{Value, json};

use crate::world::{Person, on_both};

/// The keys of the permissions of an object.
fn permissions(object: &Value) -> Vec<&str> {
    let list = object["permissions"].as_array().expect("permissions");
    list.iter().map(|key| key.as_str().unwrap()).collect()
}

/// What the caller may do in a project, as the list and the project itself say.
async fn in_project(caller: &Person, path: &str) -> Vec<String> {
    let shown = caller.get(path).await.ok()["project"].clone();
    let list = caller.get("/api/v1/projects").await.ok();
    let listed = list["projects"].as_array().unwrap().iter().find(|one| one["id"] == shown["id"]);
    assert_eq!(listed, Some(&shown));
    permissions(&shown).into_iter().map(str::to_owned).collect()
}

on_both! {
    async fn an_organization_shows_what_its_role_allows(world) {
        let shop = world.shop().await;
        let roles = shop.owner.get("/api/v1/roles").await.ok();
        for role in roles["roles"].as_array().unwrap() {
            let key = role["key"].as_str().unwrap();
            let member = shop.member(world, key).await;
            let me = member.get("/api/v1/me").await.ok();
            assert_eq!(permissions(&me["current_organization"]), permissions(role), "{key}");
        }
        let custom = shop.custom_role("custom", &["flags.read"]).await;
        let member = shop.member(world, custom["key"].as_str().unwrap()).await;
        let me = member.get("/api/v1/me").await.ok();
        assert_eq!(permissions(&me["current_organization"]), ["flags.read"]);
        // Each organization of a person has those of their role there.
        let own = member.post("/api/v1/organizations", json!({ "name": "Own" })).await.ok();
        assert!(permissions(&own["organization"]).contains(&"org.delete"));
        let organizations = member.get("/api/v1/me").await.ok()["organizations"].clone();
        assert_eq!(permissions(&organizations[0]), ["flags.read"]);
        assert_eq!(organizations[1], own["organization"]);
    }

    async fn a_project_shows_what_the_role_in_it_allows(world) {
        let shop = world.shop().await;
        let roles = shop.owner.get("/api/v1/roles").await.ok();
        let of_role = |key: &str| {
            let role = roles["roles"].as_array().unwrap().iter().find(|role| role["key"] == key).unwrap();
            permissions(role).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(in_project(&shop.owner, &shop.path).await, of_role("owner"));
        let admin = shop.member(world, "admin").await;
        // An admin's role in the organization counts, not the one in the project.
        shop.add_to_project(&admin, &shop.project_id, "viewer").await;
        assert_eq!(in_project(&admin, &shop.path).await, of_role("admin"));
        let developer = shop.member(world, "developer").await;
        shop.add_to_project(&developer, &shop.project_id, "viewer").await;
        assert_eq!(in_project(&developer, &shop.path).await, of_role("viewer"));
        let viewer = shop.member(world, "viewer").await;
        shop.add_to_project(&viewer, &shop.project_id, "developer").await;
        assert_eq!(in_project(&viewer, &shop.path).await, of_role("developer"));
    }

    async fn a_written_project_shows_them_too(world) {
        let shop = world.shop().await;
        let renamed = shop.owner.patch(&shop.path, json!({ "name": "Renamed" })).await.ok();
        assert_eq!(renamed["project"], shop.owner.get(&shop.path).await.ok()["project"]);
        let keys = ["projects.read", "projects.write", "flags.read"];
        shop.custom_role("founder", &keys).await;
        let founder = shop.member(world, "founder").await;
        let created = founder.post("/api/v1/projects", json!({ "name": "Founded" })).await.ok()["project"].clone();
        let path = format!("/api/v1/projects/{}", created["id"].as_str().unwrap());
        assert_eq!(created, founder.get(&path).await.ok()["project"]);
        let mut found = permissions(&created);
        found.sort_unstable();
        assert_eq!(found, ["flags.read", "projects.read", "projects.write"]);
    }

    async fn a_machine_token_sees_what_both_it_and_its_creator_may_do(world) {
        let shop = world.shop().await;
        shop.custom_role("ci", &["projects.read", "flags.read", "flags.write", "project_members.read"]).await;
        let token = async |creator: &Person| {
            let body = json!({ "name": "ci", "role_id": shop.role("ci").await });
            let secret = creator.post("/api/v1/tokens", body).await.ok()["secret"].clone();
            world.anonymous().with_bearer(secret.as_str().unwrap())
        };
        // A token never acts on members.
        let of_owner = in_project(&token(&shop.owner).await, &shop.path).await;
        assert_eq!(of_owner, ["projects.read", "flags.read", "flags.write"]);
        let keys = ["projects.read", "flags.read", "flags.write", "project_members.read", "tokens.write"];
        shop.custom_role("operator", &keys).await;
        let operator = shop.member(world, "operator").await;
        shop.add_to_project(&operator, &shop.project_id, "viewer").await;
        let of_operator = in_project(&token(&operator).await, &shop.path).await;
        assert_eq!(of_operator, ["projects.read", "flags.read"]);
    }
}
