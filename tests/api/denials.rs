//! A request without the needed permission is logged in the organization of its session.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::routes::{Ids, ROLES, Row, table};
use crate::world::{Person, World, on_both};

async fn denials(world: &World, owner: &Person, actor: &Person) -> Vec<Value> {
    // They are written in the background.
    world.app.accounts.refusals.flush().await;
    let query = format!("?action=permission.denied&actor_id={}", actor.user_id);
    let log = owner.get(&format!("/api/v1/audit-log{query}")).await.ok();
    log["entries"].as_array().unwrap().clone()
}

/// The missing permission of each entry, and whether it was needed in a project.
fn permissions(entries: &[Value]) -> Vec<(&str, bool)> {
    entries
        .iter()
        .map(|entry| (entry["target_id"].as_str().unwrap(), entry["project_id"].is_string()))
        .collect()
}

on_both! {
    async fn each_denial_is_logged_once_a_minute(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let ids = Ids::new(&shop, &bystander).await;
        for (column, role) in ROLES.iter().enumerate().skip(1) {
            let person = shop.member(world, role).await;
            if *role != "admin" {
                shop.add_to_project(&person, &ids["project"], role).await;
            }
            let refused: Vec<_> = table().filter(|row| row.cells[column] == "-").collect();
            let mut lacking: Vec<_> =
                refused.iter().map(|row| (row.needs()[0], row.is_in_project())).collect();
            lacking.sort_unstable();
            // Each row once, and then all of them again.
            for row in refused.iter().chain(&refused) {
                row.call(&person, &ids).await.refused(403, "forbidden");
            }
            let entries = denials(world, &shop.owner, &person).await;
            let mut logged = permissions(&entries);
            logged.sort_unstable();
            assert_eq!(logged, lacking, "{role}: each of them once");
            for entry in &entries {
                assert_eq!(entry["organization_id"], shop.owner.organization_id, "{entry}");
                assert_eq!(entry["actor"]["email"], person.email, "{entry}");
                assert_eq!(entry["target_type"], "permission", "{entry}");
                assert_eq!(entry["before"], json!(null), "{entry}");
                let (method, route) = (entry["after"]["method"].as_str(), entry["after"]["route"].as_str());
                let matches = |row: &&Row| {
                    (method, route) == (Some(row.method), Some(&*format!("/api/v1{}", row.route)))
                };
                assert_eq!(refused.iter().filter(matches).count(), 1, "{entry}");
            }
        }
    }

    async fn a_denial_is_logged_per_route_and_not_per_project(world) {
        let shop = world.shop().await;
        let viewer = shop.project_member(world, "viewer").await;
        let other = shop.owner.post("/api/v1/projects", json!({ "name": "Other" })).await.ok();
        let other = other["project"]["id"].as_str().unwrap();
        shop.add_to_project(&viewer, other, "viewer").await;
        for _ in 0..2 {
            viewer.patch(&shop.path, json!({})).await.refused(403, "forbidden");
            viewer.patch(&format!("/api/v1/projects/{other}"), json!({})).await.refused(403, "forbidden");
            viewer.post("/api/v1/projects", json!({ "name": "Mine" })).await.refused(403, "forbidden");
        }
        let entries = denials(world, &shop.owner, &viewer).await;
        let logged: Vec<_> =
            entries.iter().map(|entry| (&entry["target_id"], &entry["project_id"])).collect();
        let permission = json!("projects.write");
        let projects = [json!(shop.project_id), json!(null)];
        assert_eq!(logged, projects.each_ref().map(|project| (&permission, project)));
    }

    async fn twenty_concurrent_denials_are_logged_once(world) {
        let shop = world.shop().await;
        let viewer = shop.member(world, "viewer").await;
        let new = json!({ "name": "Mine" });
        futures_util::future::join_all((0..20).map(async |_| {
            viewer.post("/api/v1/projects", new.clone()).await.refused(403, "forbidden");
        }))
        .await;
        let entries = denials(world, &shop.owner, &viewer).await;
        // One entry for each minute: a new minute may have begun during the requests.
        let minutes: BTreeSet<_> =
            entries.iter().map(|entry| &entry["created_at"].as_str().unwrap()[..16]).collect();
        assert!(!entries.is_empty() && entries.len() == minutes.len(), "{entries:?}");
        assert_eq!(BTreeSet::from_iter(permissions(&entries)), [("projects.write", false)].into());
    }

    async fn a_not_found_is_not_logged_as_a_denial(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let ids = Ids::new(&shop, &bystander).await;
        let stranger = world.register("Stranger").await;
        let viewer = shop.member(world, "viewer").await;
        for row in table().filter(|row| row.is_in_project()) {
            row.call(&viewer, &ids).await.refused(404, "not_found");
            row.call(&stranger, &ids).await.refused(404, "not_found");
        }
        for owner in [&shop.owner, &stranger] {
            assert_eq!(denials(world, owner, &viewer).await, [] as [Value; 0]);
            assert_eq!(denials(world, owner, &stranger).await, [] as [Value; 0]);
        }
    }
}
