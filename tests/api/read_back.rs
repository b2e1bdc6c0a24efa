//! What a write returns to a caller who may not read the object: its id and version only.

use reqwest::Method;
use serde_json::{Value, json};

use super::routes::{Ids, Row, table};
use crate::world::{Person, Shop, World, fields, on_both};

/// The writes that return an object: the name of its envelope, empty for a bare object, and the permission to read it.
const WRITES: &str = "
    PATCH /organizations/current                           -            org.read
    PATCH /members/{id}                                    member       members.read
    POST  /roles                                           role         roles.read
    PATCH /roles/{id}                                      role         roles.read
    POST  /invitations                                     invitation   members.read
    POST  /tokens                                          token        tokens.read
    POST  /projects                                        project      projects.read
    PATCH /projects/{project_id}                           project      projects.read
    POST  /projects/{project_id}/environments              environment  environments.read
    PATCH /projects/{project_id}/environments/{id}         environment  environments.read
    PUT   /projects/{project_id}/environments/{id}/regions -            environments.read
    POST  /projects/{project_id}/api-keys                  api_key      api_keys.read
    POST  /projects/{project_id}/api-keys/{id}/rotate      api_key      api_keys.read
    POST  /projects/{project_id}/flags                     flag         flags.read
    PATCH /projects/{project_id}/flags/{id}                flag         flags.read
    POST  /projects/{project_id}/flags/{id}/archive        flag         flags.read
    POST  /projects/{project_id}/flags/{id}/restore        flag         flags.read
    PUT   /projects/{project_id}/flags/{id}/rules/order    flag         flags.read
    POST  /projects/{project_id}/rules                     rule         rules.read
    PATCH /projects/{project_id}/rules/{id}                rule         rules.read
    POST  /projects/{project_id}/segments                  segment      segments.read
    PATCH /projects/{project_id}/segments/{id}             segment      segments.read
    POST  /projects/{project_id}/segments/{id}/included    counts       segments.read
    POST  /projects/{project_id}/segments/{id}/excluded    counts       segments.read
";

/// The permission to write members of a project includes reading them. The answer to an import is about its file alone.
const READABLE: [&str; 3] = [
    "/projects/{project_id}/members",
    "/projects/{project_id}/members/{member_id}",
    "/projects/{project_id}/import",
];

/// The write of this row: its envelope and the permission to read the object.
fn write_of(row: &Row) -> Option<(&'static str, &'static str)> {
    let mut lines = WRITES.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let line = lines.find(|words| words.len() == 4 && words[..2] == [row.method, row.route])?;
    Some((line[2], line[3]))
}

#[track_caller]
fn assert_reference(object: &Value, what: impl std::fmt::Debug) {
    let names = fields(object);
    assert!(names == ["id"] || names == ["id", "version"], "{what:?}: {object}");
    assert!(object["id"].is_string(), "{what:?}: {object}");
}

/// A member of the shop and of the project of the returned objects, whose role gets the permissions of each call.
async fn holder(world: &World, shop: &Shop) -> (Person, Ids, String) {
    let role = shop.custom_role("only", &[]).await;
    let (person, bystander) = (shop.member(world, "only").await, world.register("Vera").await);
    let ids = Ids::new(shop, &bystander).await;
    shop.add_to_project(&person, &ids["project"], "only").await;
    (person, ids, format!("/api/v1/roles/{}", role["id"].as_str().unwrap()))
}

on_both! {
    async fn a_write_returns_the_object_only_to_callers_who_may_read_it(world) {
        let shop = world.shop().await;
        let (person, ids, role) = holder(world, &shop).await;
        let holds = async |permissions: &[&str]| {
            shop.owner.patch(&role, json!({ "permissions": permissions })).await.ok();
        };
        let mut found = 0;
        for row in table().filter(|row| !row.needs().is_empty() && row.writes() && row.method != "DELETE") {
            let Some((envelope, read)) = write_of(&row) else {
                assert!(READABLE.contains(&row.route), "{row:?} is missing in the list of writes");
                continue;
            };
            found += 1;
            let object = |reply: Value| if envelope == "-" { reply } else { reply[envelope].clone() };
            let write = [row.needs().as_slice(), row.grants()].concat();
            holds(&write).await;
            row.prepare(&shop.owner, &ids).await;
            assert_reference(&object(row.call(&person, &ids).await.ok()), row);
            holds(&[&write[..], &[read]].concat()).await;
            row.prepare(&shop.owner, &ids).await;
            let whole = object(row.call(&person, &ids).await.ok());
            let is_whole = ["name", "regions", "created_at", "total"].iter().any(|field| !whole[field].is_null());
            assert!(is_whole, "{row:?}: {whole}");
        }
        assert_eq!(found, WRITES.trim().lines().count(), "each write of the list has a row");
    }

    async fn a_conflict_and_an_empty_patch_show_the_object_only_to_callers_who_may_read_it(world) {
        let shop = world.shop().await;
        let (person, ids, role) = holder(world, &shop).await;
        let project = format!("/api/v1/projects/{}", ids["project"]);
        for (list, kind, writes, read) in [
            ("flags", "flag", ["flags.write", "flags.delete"], "flags.read"),
            ("rules", "rule", ["rules.write", "audit.read"], "rules.read"),
            ("segments", "segment", ["segments.write", "segments.delete"], "segments.read"),
            ("environments", "environment", ["environments.write", "environments.delete"], "environments.read"),
        ] {
            let path = format!("{project}/{list}/{}", ids[kind]);
            for may_read in [false, true] {
                let mut permissions = writes.to_vec();
                permissions.extend(may_read.then_some(read));
                shop.owner.patch(&role, json!({ "permissions": permissions })).await.ok();
                let mut shown = vec![person.patch(&path, json!({})).await.ok()[kind].clone()];
                for method in [Method::PATCH, Method::DELETE] {
                    let reply = person.send_if("\"9\"", method, &path, json!({})).await;
                    shown.push(reply.refused(412, "version_conflict")["details"][kind].clone());
                }
                if kind == "environment" {
                    let (regions, body) = (format!("{path}/regions"), json!({ "regions": [] }));
                    let reply = person.send_if("\"9\"", Method::PUT, &regions, body).await;
                    shown.push(reply.refused(412, "version_conflict")["details"][kind].clone());
                }
                for object in shown {
                    if may_read {
                        assert!(object["created_at"].is_string(), "{kind}: {object}");
                    } else {
                        assert_reference(&object, kind);
                        assert_eq!(object["version"], 1);
                    }
                }
            }
        }
        // Other objects have no versions, but an empty patch as well.
        for (path, kind, write) in [
            (project.as_str(), "project", "projects.write"),
            ("/api/v1/organizations/current", "", "org.update"),
            (&format!("/api/v1/roles/{}", ids["role"]), "role", "roles.update"),
        ] {
            shop.owner.patch(&role, json!({ "permissions": [write] })).await.ok();
            let reply = person.patch(path, json!({})).await.ok();
            assert_reference(if kind.is_empty() { &reply } else { &reply[kind] }, path);
        }
    }
}
