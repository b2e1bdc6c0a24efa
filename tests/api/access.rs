//! Access control: every management route for every role, cell by cell of the table in `routes.rs`.

use std::collections::BTreeSet;

use serde_json::json;

use super::routes::{Ids, OTHERS, ROLES, Row, router_routes, table};
use crate::world::{Person, Shop, World, on_both};

/// Checks every cell of one role.
async fn check_column(world: &World, column: usize) {
    let (shop, bystander, role) = (world.shop().await, world.register("Vera").await, ROLES[column]);
    let person = shop.member(world, role).await;
    let (may, may_not): (Vec<_>, Vec<_>) = table().partition(|row| row.cells[column] == "+");
    let mut ids = new_target(&shop, &bystander, &person, role).await;
    let before = ids.state(&shop.owner).await;
    for row in may_not {
        row.call(&person, &ids).await.denied(row.needs()[0]);
        before.assert_unchanged(&ids.state(&shop.owner).await, (role, row));
    }
    let mut needs_new_target = false;
    for row in may {
        if needs_new_target {
            ids = new_target(&shop, &bystander, &person, role).await;
        }
        let reply = row.call(&person, &ids).await;
        assert_eq!(reply.status, 200, "{role} {row:?}: {reply:?}");
        needs_new_target = !row.reads();
    }
}

/// One object of each kind. The person gets the role in its project too, unless the role sees all projects.
async fn new_target(shop: &Shop, bystander: &Person, person: &Person, role: &str) -> Ids {
    let ids = Ids::new(shop, bystander).await;
    if !matches!(role, "owner" | "admin") {
        shop.add_to_project(person, &ids["project"], role).await;
    }
    ids
}

on_both! {
    async fn an_owner_may_do_everything(world) {
        check_column(world, 0).await;
    }

    async fn an_admin_may_do_everything_but_delete_the_organization(world) {
        check_column(world, 1).await;
    }

    async fn a_developer_may_manage_environments_flags_and_rules(world) {
        check_column(world, 2).await;
    }

    async fn an_analyst_may_read_flags_and_the_log(world) {
        check_column(world, 3).await;
    }

    async fn a_viewer_may_only_read(world) {
        check_column(world, 4).await;
    }

    async fn a_permission_allows_its_own_routes_and_no_others(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let role = shop.custom_role("only", &[]).await;
        let person = shop.member(world, "only").await;
        let holds = async |permissions: &[&str]| {
            let path = format!("/api/v1/roles/{}", role["id"].as_str().unwrap());
            shop.owner.patch(&path, json!({ "permissions": permissions })).await.ok();
        };
        let listed = person.get("/api/v1/permissions").await.ok();
        let listed = listed["permissions"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap());
        let permissions: Vec<_> = listed.collect();
        assert_eq!(permissions.len(), 33);

        let ids = new_target(&shop, &bystander, &person, "only").await;
        for only in permissions.iter().map(std::slice::from_ref).chain([&[][..]]) {
            holds(only).await;
            let before = ids.state(&shop.owner).await;
            for row in table().filter(|row| !row.needs().is_empty()) {
                if !row.needs().iter().any(|needed| only.contains(needed)) {
                    row.call(&person, &ids).await.denied(row.needs()[0]);
                }
            }
            before.assert_unchanged(&ids.state(&shop.owner).await, only);
        }

        // The last row deletes the organization, and a user's only organization cannot be deleted.
        person.post("/api/v1/organizations", json!({ "name": "Elsewhere" })).await.ok();
        let cells = table().flat_map(|row| row.needs().into_iter().map(move |only| (row, only)));
        let mut allowed = BTreeSet::new();
        for (row, only) in cells {
            holds(&[]).await;
            let ids = new_target(&shop, &bystander, &person, "only").await;
            holds(&[&[only], row.grants()].concat()).await;
            let reply = row.call(&person, &ids).await;
            assert_eq!(reply.status, 200, "only {only} {row:?}: {reply:?}");
            allowed.insert(only);
        }
        let unused: Vec<_> = permissions.iter().filter(|key| !allowed.contains(**key)).copied().collect();
        // Rules are read together with their flag.
        assert_eq!(unused, ["rules.read"]);
    }

    async fn management_needs_a_login_and_refuses_api_keys(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let ids = Ids::new(&shop, &bystander).await;
        let before = ids.state(&shop.owner).await;
        let anonymous = world.anonymous();
        let bearers = [&shop.server_secret, &shop.owner.refresh_token, "garbage"];
        let bearers = bearers.map(|token| anonymous.with_bearer(token));
        let callers = [&anonymous, &shop.server, &shop.sdk, &shop.stream].into_iter().chain(&bearers);
        for caller in callers {
            let unauthorized = caller.get("/api/v1/me").await;
            unauthorized.refused(401, "unauthorized");
            for row in table() {
                row.call(caller, &ids).await.assert_same(&unauthorized, row);
            }
        }
        before.assert_unchanged(&ids.state(&shop.owner).await, "a caller without a login");
    }

    async fn a_project_is_invisible_to_members_outside_of_it(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let ids = Ids::new(&shop, &bystander).await;
        let stranger = world.register("Stranger").await;
        let absent = shop.owner.get(&format!("/api/v1/projects/{}", uuid::Uuid::now_v7())).await;
        absent.refused(404, "not_found");
        let mut people = vec![stranger];
        for role in &ROLES[2..] {
            people.push(shop.member(world, role).await);
        }
        let before = ids.state(&shop.owner).await;
        for person in &people {
            for row in table().filter(Row::is_in_project) {
                row.call(person, &ids).await.assert_same(&absent, row);
            }
            let list = person.get("/api/v1/projects").await.ok();
            assert_eq!(list, json!({ "projects": [], "next_cursor": null }));
        }
        before.assert_unchanged(&ids.state(&shop.owner).await, "a person outside of the project");
        for (person, role) in people[1..].iter().zip(&ROLES[2..]) {
            shop.add_to_project(person, &shop.project_id, role).await;
            let list = person.get("/api/v1/projects").await.ok();
            let ids: Vec<_> = list["projects"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
            assert_eq!(ids, [&json!(shop.project_id)], "{role}");
        }
    }

    async fn in_a_project_the_project_role_decides(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let path = shop.flag_path(&flag);
        let (viewer, developer) = (shop.member(world, "viewer").await, shop.member(world, "developer").await);
        shop.add_to_project(&viewer, &shop.project_id, "developer").await;
        shop.add_to_project(&developer, &shop.project_id, "viewer").await;
        viewer.patch(&path, json!({ "enabled": false })).await.ok();
        developer.patch(&path, json!({ "enabled": true })).await.denied("flags.write");
        let environments = format!("{}/environments", shop.path);
        viewer.post(&environments, json!({ "key": "k", "name": "k" })).await.ok();
        developer.post(&environments, json!({ "key": "l", "name": "l" })).await.refused(403, "forbidden");
        // A role in a project gives no access outside of it.
        let project = shop.owner.post("/api/v1/projects", json!({ "name": "Other" })).await.ok();
        shop.add_to_project(&viewer, project["project"]["id"].as_str().unwrap(), "owner").await;
        viewer.post("/api/v1/projects", json!({ "name": "Mine" })).await.refused(403, "forbidden");
        viewer
            .patch("/api/v1/organizations/current", json!({ "name": "Mine" }))
            .await
            .refused(403, "forbidden");
        // An admin of the organization is an admin in every project, even with a lesser role there.
        let admin = shop.member(world, "admin").await;
        shop.add_to_project(&admin, &shop.project_id, "viewer").await;
        admin.patch(&path, json!({ "enabled": true })).await.ok();
    }
}

#[test]
fn every_route_has_a_row() {
    let routes: BTreeSet<_> =
        router_routes().into_iter().map(|(method, path)| format!("{method} {path}")).collect();
    let mut others = OTHERS.split_whitespace();
    let mut rows: BTreeSet<_> = table().map(|row| format!("{} {}", row.method, row.route)).collect();
    while let (Some(method), Some(path)) = (others.next(), others.next()) {
        rows.insert(format!("{method} {path}"));
    }
    assert_eq!(routes, rows);
}
