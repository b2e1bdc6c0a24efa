//! Roles and permissions.

use std::slice;

use serde_json::{Value, json};

use crate::world::{Person, Shop, World, fields, on_both};

const ROLES: &str = "/api/v1/roles";

const PERMISSIONS: &str = "
    org.read org.update org.delete
    members.read members.invite members.update members.remove
    roles.read roles.create roles.update roles.delete
    projects.read projects.write projects.delete
    project_members.read project_members.write project_members.remove
    environments.read environments.write environments.delete
    flags.read flags.write flags.delete rules.read rules.write
    segments.read segments.write segments.delete
    api_keys.read api_keys.write tokens.read tokens.write audit.read
";

const DEVELOPER: &str = "
    org.read members.read roles.read projects.read project_members.read environments.read environments.write
    flags.read flags.write flags.delete rules.read rules.write
    segments.read segments.write segments.delete api_keys.read
";
const ANALYST: &str =
    "org.read projects.read environments.read flags.read rules.read segments.read audit.read";
const VIEWER: &str = "org.read projects.read environments.read flags.read rules.read segments.read";

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn path(role: &Value) -> String {
    format!("{ROLES}/{}", role["id"].as_str().unwrap())
}

async fn list(person: &Person) -> Vec<Value> {
    person.get(ROLES).await.ok()["roles"].as_array().unwrap().clone()
}

/// Registers a member with this custom role.
async fn holder(world: &World, shop: &Shop, role: &Value) -> Person {
    shop.member(world, role["key"].as_str().unwrap()).await
}

on_both! {
    async fn the_five_system_roles_come_first_with_their_permissions(world) {
        let shop = world.shop().await;
        let own = shop.custom_role("a", &["flags.read"]).await;
        let reply = shop.owner.get(ROLES).await.ok();
        let roles = reply["roles"].as_array().unwrap();
        assert_eq!(reply, json!({ "roles": roles, "next_cursor": null }));
        let admin = PERMISSIONS.replace("org.delete", "");
        for (role, (key, name, permissions)) in roles.iter().zip([
            ("owner", "Owner", PERMISSIONS),
            ("admin", "Admin", &admin),
            ("developer", "Developer", DEVELOPER),
            ("analyst", "Analyst", ANALYST),
            ("viewer", "Viewer", VIEWER),
        ]) {
            assert_eq!(
                *role,
                json!({
                    "id": role["id"], "key": key, "name": name, "is_system": true,
                    "permissions": words(permissions),
                })
            );
        }
        assert_eq!(roles[5..], [own]);
        assert_eq!(shop.owner.pages(ROLES, "roles", "").await, *roles);
    }

    async fn a_custom_role_is_created_changed_and_deleted(world) {
        let ada = world.register("Ada").await;
        let body = json!({ "key": "ops", "name": "Operators", "permissions": ["flags.write", "org.read"] });
        let created = ada.post(ROLES, body).await.ok();
        let role = created["role"].clone();
        assert_eq!(
            created,
            json!({ "role": {
                "id": role["id"], "key": "ops", "name": "Operators", "is_system": false,
                "permissions": ["org.read", "flags.write"],
            }})
        );
        assert_eq!(list(&ada).await[5..], *slice::from_ref(&role));
        let mut expected = role.clone();
        for (field, value) in [
            ("name", json!("Operations")),
            ("key", json!("operations")),
            ("permissions", json!(["org.read", "audit.read"])),
            ("permissions", json!([])),
        ] {
            expected[field] = value.clone();
            let changed = ada.patch(&path(&role), json!({ field: value })).await.ok();
            assert_eq!(changed, json!({ "role": expected }));
            assert_eq!(list(&ada).await[5..], [expected.clone()]);
        }
        assert_eq!(ada.delete(&path(&role)).await.ok(), json!({ "deleted": true }));
        assert_eq!(list(&ada).await.len(), 5);
        ada.delete(&path(&role)).await.refused(404, "not_found");
        ada.patch(&path(&role), json!({ "name": "n" })).await.refused(404, "not_found");
    }

    async fn a_key_is_unique_in_the_organization_and_system_keys_are_taken(world) {
        let (shop, other) = (world.shop().await, world.shop().await);
        let taken = shop.custom_role("ops", &[]).await;
        let role = shop.custom_role("other", &[]).await;
        for key in ["ops", "owner", "admin", "developer", "analyst", "viewer"] {
            let body = json!({ "key": key, "name": "n", "permissions": [] });
            for reply in [
                shop.owner.post(ROLES, body).await,
                shop.owner.patch(&path(&role), json!({ "key": key })).await,
            ] {
                assert_eq!(reply.conflict(), "key_taken", "{key}");
            }
        }
        assert_eq!(list(&shop.owner).await[5..], [taken, role]);
        other.custom_role("ops", &[]).await;
    }

    async fn a_role_is_checked(world) {
        let shop = world.shop().await;
        let role = shop.custom_role("ops", &["org.read"]).await;
        for (field, wrong) in [
            ("key", json!("")),
            ("key", json!("no blanks")),
            ("key", json!("-")),
            ("key", json!("x".repeat(201))),
            ("key", json!(null)),
            ("name", json!("")),
            ("name", json!(" ")),
            ("name", json!(null)),
            ("name", json!("x".repeat(201))),
            ("permissions", json!(null)),
            ("permissions", json!("org.read")),
            ("permissions", json!(["flags.fly"])),
            ("permissions", json!(["flags.read", "Flags.Read"])),
            ("permissions", json!(["flags.read", "org.read", "flags.read"])),
            ("permissions", json!([1])),
            ("permissions", json!([null])),
            ("permissions", json!(["*"])),
            ("id", json!(role["id"])),
            ("is_system", json!(true)),
            ("organization_id", json!(shop.owner.organization_id)),
        ] {
            let mut body = json!({ "key": "k", "name": "n", "permissions": [] });
            body[field] = wrong.clone();
            for reply in [
                shop.owner.post(ROLES, body).await,
                shop.owner.patch(&path(&role), json!({ field: wrong })).await,
            ] {
                let named = reply.refused_field();
                assert_eq!(named.split('[').next(), Some(field), "{wrong}");
            }
        }
        let unknown = json!({ "key": "k", "name": "n", "permissions": ["org.read", "flags.fly"] });
        let refused = shop.owner.post(ROLES, unknown).await.refused(400, "validation_error");
        assert!(refused["message"].as_str().unwrap().contains("flags.fly"), "{refused}");
        for missing in ["key", "name", "permissions"] {
            let mut body = json!({ "key": "k", "name": "n", "permissions": [] });
            body.as_object_mut().unwrap().remove(missing);
            assert_eq!(shop.owner.post(ROLES, body).await.refused_field(), missing);
        }
        assert_eq!(list(&shop.owner).await[5..], [role]);
    }

    async fn a_custom_role_of_an_earlier_version_gets_the_permissions_on_segments(world) {
        let shop = world.shop().await;
        let all = ["rules.read", "rules.write"];
        let roles = [("none", &[][..]), ("reader", &all[..1]), ("writer", &all[1..]), ("both", &all)];
        for (key, permissions) in roles {
            shop.custom_role(key, permissions).await;
        }
        shop.custom_role("newer", &["rules.read", "segments.read", "rules.write", "segments.delete"]).await;
        let migration = include_str!("../../togul-server/migrations/0026_segment_permissions.sql");
        for statement in migration.split_inclusive(";\n") {
            world.sql(statement).await;
        }
        let migrated: Vec<_> = list(&shop.owner).await[5..].iter().map(|role| role["permissions"].clone()).collect();
        assert_eq!(
            migrated,
            [
                json!([]),
                json!(["rules.read", "segments.read"]),
                json!(["rules.write", "segments.write", "segments.delete"]),
                json!(["rules.read", "rules.write", "segments.read", "segments.write", "segments.delete"]),
                json!(["rules.read", "rules.write", "segments.read", "segments.delete"]),
            ]
        );
    }

    async fn an_empty_list_grants_nothing(world) {
        let shop = world.shop().await;
        let role = shop.custom_role("powerless", &[]).await;
        let person = holder(world, &shop, &role).await;
        for (path, permission) in [
            ("organizations/current", "org.read"),
            ("members", "members.read"),
            ("roles", "roles.read"),
            ("invitations", "members.read"),
            ("projects", "projects.read"),
            ("audit-log", "audit.read"),
            ("audit-log/export", "audit.read"),
        ] {
            person.get(&format!("/api/v1/{path}")).await.denied(permission);
        }
        person.post("/api/v1/projects", json!({ "name": "n" })).await.denied("projects.write");
        person.get(&shop.path).await.refused(404, "not_found");
        shop.add_to_project(&person, &shop.project_id, "powerless").await;
        for (path, permission) in [
            ("", "projects.read"),
            ("/members", "project_members.read"),
            ("/environments", "environments.read"),
            ("/api-keys", "api_keys.read"),
            ("/flags", "flags.read"),
        ] {
            person.get(&format!("{}{path}", shop.path)).await.denied(permission);
        }
        assert_eq!(person.get("/api/v1/me").await.ok()["current_organization"]["role"], "powerless");
    }

    async fn system_roles_cannot_be_changed(world) {
        let shop = world.shop().await;
        let before = list(&shop.owner).await;
        for role in &before {
            for reply in [
                shop.owner.patch(&path(role), json!({ "name": "Mine" })).await,
                shop.owner.patch(&path(role), json!({ "permissions": [] })).await,
                shop.owner.patch(&path(role), json!({})).await,
                shop.owner.delete(&path(role)).await,
            ] {
                assert_eq!(reply.conflict(), "system_role", "{}", role["key"]);
            }
        }
        assert_eq!(list(&shop.owner).await, before);
    }

    async fn a_role_in_use_cannot_be_deleted(world) {
        let shop = world.shop().await;
        let stays = async |role: &Value| {
            assert_eq!(shop.owner.delete(&path(role)).await.conflict(), "role_in_use");
        };
        let viewer = shop.member(world, "viewer").await;
        let by_member = shop.custom_role("by-member", &[]).await;
        let person = holder(world, &shop, &by_member).await;
        stays(&by_member).await;
        shop.owner.delete(&shop.member_path(&person).await).await.ok();
        shop.owner.delete(&path(&by_member)).await.ok();

        let by_project = shop.custom_role("by-project", &[]).await;
        let joined = shop.add_to_project(&viewer, &shop.project_id, "by-project").await;
        stays(&by_project).await;
        shop.owner.delete(&format!("{}/members/{}", shop.path, joined["id"].as_str().unwrap())).await.ok();
        shop.owner.delete(&path(&by_project)).await.ok();

        let by_invitation = shop.custom_role("by-invitation", &[]).await;
        let body = json!({ "email": "new@example.com", "role_id": by_invitation["id"] });
        let invited = shop.owner.post("/api/v1/invitations", body.clone()).await.ok();
        stays(&by_invitation).await;
        let invitation = format!("/api/v1/invitations/{}", invited["invitation"]["id"].as_str().unwrap());
        shop.owner.delete(&invitation).await.ok();
        // An expired invitation does not count as a use.
        shop.owner.post("/api/v1/invitations", body).await.ok();
        stays(&by_invitation).await;
        assert_eq!(world.sql("update invitations set expires_at = created_at").await, 1);
        shop.owner.delete(&path(&by_invitation)).await.ok();
        assert_eq!(list(&shop.owner).await.len(), 5);
    }

    async fn members_cannot_edit_their_own_role(world) {
        let shop = world.shop().await;
        let own = shop.custom_role("keepers", &["roles.read", "roles.update", "roles.delete"]).await;
        let other = shop.custom_role("others", &["roles.read"]).await;
        let keeper = holder(world, &shop, &own).await;
        for patch in [
            json!({ "permissions": ["roles.read", "roles.update"] }),
            json!({ "permissions": ["roles.read", "roles.update", "roles.delete", "roles.create"] }),
            json!({ "name": "Kings" }),
            json!({}),
        ] {
            keeper.patch(&path(&own), patch).await.denied("roles.update");
        }
        keeper.patch(&path(&other), json!({ "name": "Renamed" })).await.ok();
        // The same holds for a role that they have only in a project.
        shop.add_to_project(&keeper, &shop.project_id, "others").await;
        keeper.patch(&path(&other), json!({ "permissions": [] })).await.denied("roles.update");
        assert_eq!(list(&shop.owner).await[5], own);
        // Another member may edit it.
        shop.owner.patch(&path(&own), json!({ "name": "Kings" })).await.ok();
    }

    async fn members_cannot_create_edit_or_delete_a_role_with_more_than_their_own(world) {
        let shop = world.shop().await;
        let some = ["org.read", "roles.read", "roles.create", "roles.update", "roles.delete"];
        let keepers = shop.custom_role("keepers", &some).await;
        let narrow = shop.custom_role("narrow", &["org.read"]).await;
        let wide = shop.custom_role("wide", &["org.read", "flags.read", "audit.read"]).await;
        let full = shop.custom_role("full", &["org.delete"]).await;
        let keeper = holder(world, &shop, &keepers).await;
        let admin = shop.member(world, "admin").await;
        let body =
            |key: &str, permissions: Value| json!({ "key": key, "name": "n", "permissions": permissions });
        let reply = keeper.post(ROLES, body("k", json!(["org.read", "flags.read"]))).await;
        reply.denied("flags.read");
        admin.post(ROLES, body("k", json!(["org.delete"]))).await.denied("org.delete");
        // Adding a permission to a role gives it away.
        keeper.patch(&path(&narrow), json!({ "permissions": ["flags.write"] })).await.denied("flags.write");
        admin.patch(&path(&narrow), json!({ "permissions": ["org.delete"] })).await.denied("org.delete");
        // Taking one away, renaming and deleting are refused as well: a stronger role stays as it is.
        for patch in [
            json!({ "permissions": [] }),
            json!({ "permissions": ["org.read", "roles.read"] }),
            json!({ "permissions": ["org.read", "flags.read", "audit.read"] }),
            json!({ "name": "n" }),
            json!({ "key": "k" }),
            json!({}),
        ] {
            keeper.patch(&path(&wide), patch.clone()).await.denied("flags.read");
            admin.patch(&path(&full), patch).await.denied("org.delete");
        }
        keeper.delete(&path(&wide)).await.denied("flags.read");
        admin.delete(&path(&full)).await.denied("org.delete");
        assert_eq!(list(&shop.owner).await[5..], [keepers, narrow.clone(), wide, full]);
        keeper.patch(&path(&narrow), json!({ "permissions": ["org.read", "roles.read"] })).await.ok();
        keeper.patch(&path(&narrow), json!({ "permissions": [] })).await.ok();
        keeper.delete(&path(&narrow)).await.ok();
        keeper.post(ROLES, body("k", json!(some))).await.ok();
    }

    async fn a_role_can_be_edited_only_with_its_permissions_wherever_it_is_held(world) {
        let shop = world.shop().await;
        let all = ["org.read", "projects.read", "roles.read", "roles.update", "flags.read", "flags.write"];
        let leads = shop.custom_role("leads", &all).await;
        let held = shop.custom_role("held", &["flags.read"]).await;
        let lead = holder(world, &shop, &leads).await;
        let viewer = shop.member(world, "viewer").await;
        let edits = [
            (json!({ "permissions": ["flags.read", "flags.write"] }), json!({ "permissions": ["flags.read"] })),
            (json!({ "name": "n" }), json!({ "name": "held" })),
            (json!({ "permissions": [] }), json!({ "permissions": ["flags.read"] })),
        ];
        let joined = shop.add_to_project(&viewer, &shop.project_id, "held").await;
        // Outside of the project, the lead cannot change what a member of it may do in it.
        let before = list(&shop.owner).await;
        for (edit, _) in &edits {
            lead.patch(&path(&held), edit.clone()).await.denied("flags.read");
        }
        // The same in the project, with less than the role.
        shop.custom_role("guests", &["projects.read", "flags.read"]).await;
        let guest = shop.add_to_project(&lead, &shop.project_id, "guests").await;
        lead.patch(&path(&held), edits[0].0.clone()).await.denied("flags.write");
        assert_eq!(list(&shop.owner).await[..7], before);
        // A second project counts as well.
        let guest = format!("{}/members/{}", shop.path, guest["id"].as_str().unwrap());
        shop.owner.patch(&guest, json!({ "role_id": leads["id"] })).await.ok();
        let other = shop.owner.post("/api/v1/projects", json!({ "name": "Other" })).await.ok();
        let other = other["project"]["id"].as_str().unwrap();
        let elsewhere = shop.add_to_project(&viewer, other, "held").await;
        lead.patch(&path(&held), edits[0].0.clone()).await.denied("flags.read");
        let elsewhere = format!("/api/v1/projects/{other}/members/{}", elsewhere["id"].as_str().unwrap());
        shop.owner.delete(&elsewhere).await.ok();
        for (edit, back) in &edits {
            lead.patch(&path(&held), edit.clone()).await.ok();
            lead.patch(&path(&held), back.clone()).await.ok();
        }
        // Admins see every project.
        let admin = shop.member(world, "admin").await;
        shop.owner.delete(&guest).await.ok();
        admin.patch(&path(&held), edits[0].0.clone()).await.ok();
        shop.owner.delete(&format!("{}/members/{}", shop.path, joined["id"].as_str().unwrap())).await.ok();
        lead.patch(&path(&held), edits[1].0.clone()).await.ok();
    }

    async fn changed_permissions_take_effect_on_the_next_request(world) {
        let shop = world.shop().await;
        let role = shop.custom_role("ops", &["members.read"]).await;
        let person = holder(world, &shop, &role).await;
        shop.add_to_project(&person, &shop.project_id, "ops").await;
        let flags = format!("{}/flags", shop.path);
        person.get("/api/v1/members").await.ok();
        person.get(&flags).await.denied("flags.read");
        shop.owner.patch(&path(&role), json!({ "permissions": ["flags.read"] })).await.ok();
        person.get("/api/v1/members").await.denied("members.read");
        person.get(&flags).await.ok();
        shop.owner.patch(&path(&role), json!({ "permissions": [] })).await.ok();
        person.get(&flags).await.denied("flags.read");
    }

    async fn another_organizations_role_is_not_found(world) {
        let (ours, theirs) = (world.shop().await, world.shop().await);
        let foreign = theirs.custom_role("theirs", &[]).await;
        let system = list(&theirs.owner).await[4].clone();
        for role in [foreign, system, json!({ "id": uuid::Uuid::now_v7() }), json!({ "id": "x" })] {
            ours.owner.patch(&path(&role), json!({ "name": "n" })).await.refused(404, "not_found");
            ours.owner.delete(&path(&role)).await.refused(404, "not_found");
        }
    }

    async fn every_user_can_list_the_permissions(world) {
        let ada = world.register("Ada").await;
        let whole = ada.get("/api/v1/permissions").await.ok();
        assert_eq!(whole["next_cursor"], json!(null));
        assert_eq!(json!(ada.pages("/api/v1/permissions", "permissions", "").await), whole["permissions"]);
        let shop = world.shop().await;
        let powerless = shop.custom_role("powerless", &[]).await;
        let person = holder(world, &shop, &powerless).await;
        let expected = shop.owner.get("/api/v1/permissions").await.ok();
        assert_eq!(fields(&expected), ["next_cursor", "permissions"]);
        let permissions = expected["permissions"].as_array().unwrap();
        let keys: Vec<_> = permissions.iter().map(|one| one["key"].as_str().unwrap()).collect();
        assert_eq!((keys.len(), &keys), (33, &words(PERMISSIONS)));
        for one in permissions {
            assert_eq!(fields(one), ["description", "key"]);
            assert!(one["description"].as_str().is_some_and(|text| text.len() > 5), "{one}");
        }
        assert_eq!(person.get("/api/v1/permissions").await.ok(), expected);
        shop.owner.delete(&shop.member_path(&person).await).await.ok();
        person.get(ROLES).await.refused(404, "not_found");
        assert_eq!(person.get("/api/v1/permissions").await.ok(), expected);
        world.anonymous().get("/api/v1/permissions").await.refused(401, "unauthorized");
        shop.server.get("/api/v1/permissions").await.refused(401, "unauthorized");
    }
}
