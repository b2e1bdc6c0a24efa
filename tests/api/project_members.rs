//! Members of a project.

use std::slice;

use serde_json::{Value, json};

use crate::world::{Person, Reply, Shop, World, on_both};

async fn try_to_add(caller: &Person, shop: &Shop, person: &Person, role: &str) -> Reply {
    let body = json!({ "user_id": person.user_id, "role_id": shop.role(role).await });
    caller.post(&format!("{}/members", shop.path), body).await
}

async fn list(shop: &Shop) -> Vec<Value> {
    let list = shop.owner.get(&format!("{}/members", shop.path)).await.ok();
    list["members"].as_array().unwrap().clone()
}

fn path(shop: &Shop, member: &Value) -> String {
    format!("{}/members/{}", shop.path, member["id"].as_str().unwrap())
}

/// Registers a viewer of the shop's organization who has this role in its project.
async fn project_member(world: &World, shop: &Shop, role: &str) -> (Person, Value) {
    let person = shop.member(world, "viewer").await;
    let member = shop.add_to_project(&person, &shop.project_id, role).await;
    (person, member)
}

on_both! {
    async fn a_member_is_added_listed_changed_and_removed(world) {
        let shop = world.shop().await;
        let bob = shop.member(world, "viewer").await;
        let empty = shop.owner.get(&format!("{}/members", shop.path)).await.ok();
        assert_eq!(empty, json!({ "members": [], "next_cursor": null }));
        let roles = shop.owner.get("/api/v1/roles").await.ok()["roles"].clone();
        let added = try_to_add(&shop.owner, &shop, &bob, "developer").await.ok();
        let member = added["member"].clone();
        assert_eq!(
            added,
            json!({ "member": {
                "id": member["id"],
                "user": { "id": bob.user_id, "name": "viewer", "email": bob.email, "email_verified_at": null },
                "role": roles[2],
                "created_at": member["created_at"], "updated_at": member["created_at"],
            }})
        );
        assert_eq!(list(&shop).await, slice::from_ref(&member));
        let body = json!({ "role_id": roles[3]["id"] });
        let changed = shop.owner.patch(&path(&shop, &member), body.clone()).await.ok();
        let mut expected = member.clone();
        expected["role"] = roles[3].clone();
        expected["updated_at"] = changed["member"]["updated_at"].clone();
        assert_eq!(changed, json!({ "member": expected }));
        assert!(expected["updated_at"].as_str() > member["updated_at"].as_str());
        assert_eq!(shop.owner.patch(&path(&shop, &member), body.clone()).await.ok(), changed);
        assert_eq!(list(&shop).await, [expected]);
        let removed = shop.owner.delete(&path(&shop, &member)).await.ok();
        assert_eq!(removed, json!({ "removed": true }));
        assert_eq!(list(&shop).await, [] as [Value; 0]);
        shop.owner.delete(&path(&shop, &member)).await.refused(404, "not_found");
        shop.owner.patch(&path(&shop, &member), body).await.refused(404, "not_found");
    }

    async fn members_are_listed_in_order_and_in_pages(world) {
        let shop = world.shop().await;
        let mut added = Vec::new();
        for role in ["viewer", "admin", "owner", "developer", "analyst"] {
            added.push(project_member(world, &shop, role).await.1);
        }
        assert_eq!(list(&shop).await, added);
        assert_eq!(shop.owner.pages(&format!("{}/members", shop.path), "members", "").await, added);
    }

    async fn only_members_of_the_organization_can_be_added(world) {
        let (ours, theirs) = (world.shop().await, world.shop().await);
        let bob = ours.member(world, "viewer").await;
        let members = format!("{}/members", ours.path);
        let expected = ours.owner.get("/api/v1/nothing").await;
        let absent = json!(uuid::Uuid::now_v7());
        let (viewer, foreign) = (json!(ours.role("viewer").await), json!(theirs.role("viewer").await));
        for (user, role) in [
            (&json!(theirs.owner.user_id), &viewer),
            (&absent, &viewer),
            (&json!(bob.user_id), &foreign),
            (&json!(bob.user_id), &absent),
        ] {
            let reply = ours.owner.post(&members, json!({ "user_id": user, "role_id": role })).await;
            reply.assert_same(&expected, (user, role));
        }
        assert_eq!(list(&ours).await, [] as [Value; 0]);
        let member = ours.add_to_project(&bob, &ours.project_id, "viewer").await;
        let reply = ours.owner.patch(&path(&ours, &member), json!({ "role_id": foreign })).await;
        reply.assert_same(&expected, foreign);
        // A membership of one project is not found in another.
        let other = ours.owner.post("/api/v1/projects", json!({ "name": "Other" })).await.ok();
        let other = format!("/api/v1/projects/{}/members", other["project"]["id"].as_str().unwrap());
        for id in [member["id"].as_str().unwrap(), "x", &uuid::Uuid::now_v7().to_string()] {
            let reply = ours.owner.patch(&format!("{other}/{id}"), json!({ "role_id": viewer })).await;
            reply.assert_same(&expected, id);
            ours.owner.delete(&format!("{other}/{id}")).await.refused(404, "not_found");
        }
        assert_eq!(list(&ours).await, [member]);
    }

    async fn a_member_cannot_be_added_twice(world) {
        let shop = world.shop().await;
        let (bob, member) = project_member(world, &shop, "viewer").await;
        for role in ["viewer", "developer"] {
            let refused = try_to_add(&shop.owner, &shop, &bob, role).await;
            assert_eq!(refused.conflict(), "already_member", "{role}");
        }
        assert_eq!(list(&shop).await, [member]);
        // Owners see every project, but can be added to one as well.
        try_to_add(&shop.owner, &shop, &shop.owner, "viewer").await.ok();
        shop.owner.patch(&shop.path, json!({ "description": "still the owner" })).await.ok();
    }

    async fn a_body_is_checked(world) {
        let shop = world.shop().await;
        let (bob, member) = project_member(world, &shop, "viewer").await;
        let members = format!("{}/members", shop.path);
        for (field, wrong) in [
            ("user_id", json!(null)),
            ("user_id", json!(bob.email)),
            ("role_id", json!(null)),
            ("role_id", json!("viewer")),
            ("id", json!("x")),
            ("project_id", json!(shop.project_id)),
        ] {
            let mut body = json!({ "user_id": bob.user_id, "role_id": shop.role("viewer").await });
            body[field] = wrong;
            assert_eq!(shop.owner.post(&members, body).await.refused_field(), field);
        }
        assert_eq!(shop.owner.patch(&path(&shop, &member), json!({})).await.refused_field(), "role_id");
        let body = json!({ "role_id": shop.role("viewer").await, "user_id": bob.user_id });
        assert_eq!(shop.owner.patch(&path(&shop, &member), body).await.refused_field(), "user_id");
    }

    async fn members_cannot_change_their_own_role_in_a_project(world) {
        let shop = world.shop().await;
        shop.custom_role("leads", &["projects.read", "project_members.write", "flags.read"]).await;
        shop.custom_role("less", &["projects.read"]).await;
        let (lead, member) = project_member(world, &shop, "leads").await;
        for role in ["less", "leads"] {
            let body = json!({ "role_id": shop.role(role).await });
            lead.patch(&path(&shop, &member), body).await.denied("project_members.write");
        }
        assert_eq!(list(&shop).await, [member]);
    }

    async fn members_cannot_grant_more_than_their_own_project_role_has(world) {
        let shop = world.shop().await;
        shop.custom_role("leads", &["projects.read", "project_members.write", "flags.read"]).await;
        shop.custom_role("less", &["projects.read", "flags.read"]).await;
        let all = shop.owner.get("/api/v1/permissions").await.ok();
        let all: Vec<_> =
            all["permissions"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
        shop.custom_role("everything", &all).await;
        let (_, target) = project_member(world, &shop, "less").await;
        // The role in the organization does not count here.
        let lead = shop.member(world, "everything").await;
        shop.add_to_project(&lead, &shop.project_id, "leads").await;
        let (chief, _) = project_member(world, &shop, "everything").await;
        for (caller, role, lacking) in [
            (&lead, "viewer", Some("org.read")),
            (&lead, "everything", Some("org.read")),
            (&lead, "admin", Some("org.read")),
            (&lead, "less", None),
            (&lead, "leads", None),
            (&chief, "owner", Some("projects.read")),
            (&chief, "admin", Some("projects.read")),
            (&chief, "everything", None),
        ] {
            let before = list(&shop).await;
            let newcomer = shop.member(world, "viewer").await;
            let body = json!({ "role_id": shop.role(role).await });
            for reply in [
                try_to_add(caller, &shop, &newcomer, role).await,
                caller.patch(&path(&shop, &target), body).await,
            ] {
                match lacking {
                    Some(lacking) => reply.denied(lacking),
                    None => assert_eq!(reply.ok()["member"]["role"]["key"], role),
                }
            }
            assert_eq!(list(&shop).await == before, lacking.is_some(), "{role}");
        }
    }

    async fn members_with_more_rights_in_the_project_can_be_neither_changed_nor_removed(world) {
        let shop = world.shop().await;
        let some = ["projects.read", "project_members.write", "project_members.remove", "flags.read"];
        shop.custom_role("leads", &some).await;
        shop.custom_role("everything", &["org.read", "flags.write"]).await;
        let powerless = shop.custom_role("powerless", &[]).await;
        // The role in the organization does not count here.
        let lead = shop.member(world, "everything").await;
        shop.add_to_project(&lead, &shop.project_id, "leads").await;
        let (_, developer) = project_member(world, &shop, "developer").await;
        let (_, peer) = project_member(world, &shop, "leads").await;
        // An owner has all rights in the project, with a lesser role in it as well.
        let owner = try_to_add(&shop.owner, &shop, &shop.owner, "powerless").await.ok()["member"].clone();
        let demote = json!({ "role_id": powerless["id"] });
        let before = list(&shop).await;
        for (target, held) in [(&developer, "org.read"), (&owner, "org.read")] {
            lead.patch(&path(&shop, target), demote.clone()).await.denied(held);
            lead.delete(&path(&shop, target)).await.denied(held);
        }
        assert_eq!(list(&shop).await, before);
        lead.patch(&path(&shop, &peer), demote.clone()).await.ok();
        lead.delete(&path(&shop, &peer)).await.ok();
        shop.owner.patch(&path(&shop, &developer), demote).await.ok();
        shop.owner.delete(&path(&shop, &owner)).await.ok();
    }

    async fn listing_members_needs_the_read_or_the_write_permission(world) {
        let shop = world.shop().await;
        shop.custom_role("writers", &["project_members.write"]).await;
        shop.custom_role("readers", &["project_members.read"]).await;
        shop.custom_role("removers", &["project_members.remove"]).await;
        let members = format!("{}/members", shop.path);
        shop.custom_role("powerless", &[]).await;
        let (viewer, _) = project_member(world, &shop, "viewer").await;
        let (_, joined) = project_member(world, &shop, "powerless").await;
        let mut people = Vec::new();
        for role in ["writers", "readers", "removers"] {
            people.push(project_member(world, &shop, role).await.0);
        }
        let [writer, reader, remover] = &people[..] else { unreachable!() };
        for may in [writer, reader] {
            assert_eq!(may.get(&members).await.ok()["members"], json!(list(&shop).await));
            may.delete(&path(&shop, &joined)).await.denied("project_members.remove");
        }
        for may_not in [remover, &viewer] {
            may_not.get(&members).await.denied("project_members.read");
            try_to_add(may_not, &shop, &shop.owner, "viewer").await.denied("project_members.write");
        }
        try_to_add(reader, &shop, &shop.owner, "readers").await.denied("project_members.write");
        assert_eq!(remover.delete(&path(&shop, &joined)).await.ok(), json!({ "removed": true }));
    }

    async fn the_creator_of_a_project_joins_it_unless_they_see_all_projects(world) {
        let shop = world.shop().await;
        shop.custom_role("makers", &["projects.read", "projects.write", "project_members.read"]).await;
        let (maker, admin) = (shop.member(world, "makers").await, shop.member(world, "admin").await);
        let made = maker.post("/api/v1/projects", json!({ "name": "Made" })).await.ok()["project"].clone();
        let project = format!("/api/v1/projects/{}", made["id"].as_str().unwrap());
        assert_eq!(maker.get("/api/v1/projects").await.ok()["projects"], json!([made]));
        maker.patch(&project, json!({ "description": "mine" })).await.ok();
        let members = maker.get(&format!("{project}/members")).await.ok()["members"].clone();
        assert_eq!(members.as_array().unwrap().len(), 1);
        assert_eq!(
            (&members[0]["user"]["id"], &members[0]["role"]["key"]),
            (&json!(maker.user_id), &json!("makers"))
        );
        let made = admin.post("/api/v1/projects", json!({ "name": "Made by an admin" })).await.ok();
        let project = format!("/api/v1/projects/{}/members", made["project"]["id"].as_str().unwrap());
        assert_eq!(admin.get(&project).await.ok()["members"], json!([]));
    }

    async fn a_removed_member_loses_the_project_at_once_and_nothing_else(world) {
        let shop = world.shop().await;
        let (bob, member) = project_member(world, &shop, "developer").await;
        let other = shop.owner.post("/api/v1/projects", json!({ "name": "Other" })).await.ok();
        shop.add_to_project(&bob, other["project"]["id"].as_str().unwrap(), "viewer").await;
        let mut stream = bob.stream("").await;
        stream.expect("snapshot.reset").await;
        bob.get(&shop.path).await.ok();
        shop.owner.delete(&path(&shop, &member)).await.ok();
        for gone in [shop.path.clone(), format!("{}/flags", shop.path), shop.environment_path()] {
            bob.get(&gone).await.refused(404, "not_found");
        }
        let projects = bob.get("/api/v1/projects").await.ok()["projects"].clone();
        let ids: Vec<_> = projects.as_array().unwrap().iter().map(|project| &project["id"]).collect();
        assert_eq!(ids, [&other["project"]["id"]]);
        bob.get("/api/v1/organizations/current").await.ok();
        // Added again, with another role.
        shop.add_to_project(&bob, &shop.project_id, "viewer").await;
        bob.patch(&shop.path, json!({ "name": "n" })).await.denied("projects.write");
        bob.get(&shop.path).await.ok();
    }

    async fn a_new_role_in_a_project_takes_effect_on_the_next_request(world) {
        let shop = world.shop().await;
        let (bob, member) = project_member(world, &shop, "viewer").await;
        let flag = shop.flag("f", json!({})).await;
        bob.patch(&shop.flag_path(&flag), json!({ "enabled": false })).await.denied("flags.write");
        let give = async |role: &str| {
            let body = json!({ "role_id": shop.role(role).await });
            shop.owner.patch(&path(&shop, &member), body).await.ok();
        };
        give("developer").await;
        bob.patch(&shop.flag_path(&flag), json!({ "enabled": false })).await.ok();
        give("viewer").await;
        bob.patch(&shop.flag_path(&flag), json!({ "enabled": true })).await.denied("flags.write");
    }
}
