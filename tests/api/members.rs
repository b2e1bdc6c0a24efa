//! Members of an organization.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::world::{Person, Shop, on_both};

const MEMBERS: &str = "/api/v1/members";

/// Changes a member's role in the organization.
async fn give(shop: &Shop, person: &Person, role: &str) -> Value {
    let body = json!({ "role_id": role });
    shop.owner.patch(&shop.member_path(person).await, body).await.ok()["member"].clone()
}

on_both! {
    async fn members_are_listed_in_order_with_all_their_fields(world) {
        let shop = world.shop().await;
        let mut people = vec![shop.owner.clone()];
        for role in ["viewer", "admin", "developer", "analyst"] {
            people.push(shop.member(world, role).await);
        }
        let list = shop.owner.get(MEMBERS).await.ok();
        let roles = shop.owner.get("/api/v1/roles").await.ok();
        let listed = list["members"].as_array().unwrap();
        assert_eq!(list, json!({ "members": listed, "next_cursor": null }));
        for ((member, person), role) in listed.iter().zip(&people).zip([0, 4, 1, 2, 3]) {
            let name = if role == 0 { "Ada Owner" } else { roles["roles"][role]["key"].as_str().unwrap() };
            assert_eq!(
                *member,
                json!({
                    "id": member["id"],
                    "user": {
                        "id": person.user_id, "name": name, "email": person.email, "email_verified_at": null,
                    },
                    "role": roles["roles"][role],
                    "created_at": member["created_at"], "updated_at": member["created_at"],
                })
            );
        }
        assert_eq!(listed.len(), people.len());
        assert_eq!(shop.owner.pages(MEMBERS, "members", "").await, *listed);
    }

    async fn a_new_role_takes_effect_on_the_next_request_with_the_same_token(world) {
        let shop = world.shop().await;
        let person = shop.member(world, "viewer").await;
        let path = shop.member_path(&person).await;
        let before = shop.members().await[1].clone();
        person.get(MEMBERS).await.denied("members.read");
        let role = shop.role("developer").await;
        let changed = shop.owner.patch(&path, json!({ "role_id": role })).await.ok();
        let member = changed["member"].clone();
        assert_eq!(changed, json!({ "member": member }));
        assert_eq!(member["role"]["key"], "developer");
        for same in ["id", "user", "created_at"] {
            assert_eq!(member[same], before[same], "{same}");
        }
        assert!(member["updated_at"].as_str() > before["updated_at"].as_str());
        assert_eq!(person.get(MEMBERS).await.ok()["members"][1], member);
        assert_eq!(person.get("/api/v1/me").await.ok()["current_organization"]["role"], "developer");
        // The same role again changes nothing.
        let again = shop.owner.patch(&path, json!({ "role_id": role })).await.ok();
        assert_eq!(again, changed);
        shop.owner.patch(&path, json!({ "role_id": shop.role("viewer").await })).await.ok();
        person.get(MEMBERS).await.denied("members.read");
    }

    async fn members_cannot_change_their_own_role(world) {
        let shop = world.shop().await;
        let (second, admin) = (shop.member(world, "admin").await, shop.member(world, "admin").await);
        give(&shop, &second, &shop.role("owner").await).await;
        let before = shop.members().await;
        for person in [&shop.owner, &second, &admin] {
            let own = shop.member_path(person).await;
            for role in ["viewer", "admin"] {
                let body = json!({ "role_id": shop.role(role).await });
                person.patch(&own, body).await.denied("members.update");
            }
        }
        assert_eq!(shop.members().await, before);
    }

    async fn members_cannot_grant_a_role_with_more_than_their_own(world) {
        let shop = world.shop().await;
        let all = shop.owner.get("/api/v1/permissions").await.ok();
        let all: Vec<_> =
            all["permissions"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
        let some = ["org.read", "members.read", "members.update"];
        shop.custom_role("everything", &all).await;
        shop.custom_role("managers", &some).await;
        shop.custom_role("readers", &["org.read", "members.read"]).await;
        shop.custom_role("auditors", &["org.read", "audit.read"]).await;
        let target = shop.member(world, "viewer").await;
        let path = shop.member_path(&target).await;
        for (role, handed, lacking) in [
            ("admin", "owner", Some("org.delete")),
            ("admin", "everything", Some("org.delete")),
            ("admin", "admin", None),
            ("admin", "viewer", None),
            // No list of permissions includes the access of owners and admins to all projects.
            ("everything", "owner", Some("projects.read")),
            ("everything", "admin", Some("projects.read")),
            ("everything", "everything", None),
            ("managers", "viewer", Some("projects.read")),
            ("managers", "auditors", Some("audit.read")),
            ("managers", "developer", Some("roles.read")),
            ("managers", "readers", None),
            ("managers", "managers", None),
        ] {
            let caller = shop.member(world, "viewer").await;
            give(&shop, &caller, &shop.role(role).await).await;
            give(&shop, &target, &shop.role("readers").await).await;
            let before = shop.members().await;
            let reply = caller.patch(&path, json!({ "role_id": shop.role(handed).await })).await;
            match lacking {
                None => assert_eq!(reply.ok()["member"]["role"]["key"], handed, "{role}"),
                Some(lacking) => {
                    reply.denied(lacking);
                    assert_eq!(shop.members().await, before);
                }
            }
        }
    }

    async fn the_last_owner_cannot_be_removed_or_demoted(world) {
        let shop = world.shop().await;
        let admin = shop.member(world, "admin").await;
        let owner = shop.member_path(&shop.owner).await;
        let (owner_role, viewer) = (shop.role("owner").await, shop.role("viewer").await);
        let stays = async |caller: &Person, owner: &str| {
            assert_eq!(caller.delete(owner).await.conflict(), "last_owner");
            assert_eq!(caller.delete(&format!("{MEMBERS}/me")).await.conflict(), "last_owner");
            admin.patch(owner, json!({ "role_id": viewer })).await.denied("org.delete");
            admin.delete(owner).await.denied("org.delete");
        };
        stays(&shop.owner, &owner).await;
        let second = shop.member(world, "viewer").await;
        let seconds = shop.member_path(&second).await;
        give(&shop, &second, &owner_role).await;
        // With two owners either may go, and the other is then the last.
        let changed = second.patch(&owner, json!({ "role_id": viewer })).await.ok();
        assert_eq!(changed["member"]["role"]["key"], "viewer");
        stays(&second, &seconds).await;
        second.patch(&owner, json!({ "role_id": owner_role })).await.ok();
        assert_eq!(shop.owner.delete(&owner).await.ok(), json!({ "deleted": true }));
        stays(&second, &seconds).await;
    }

    async fn members_with_more_rights_can_be_neither_changed_nor_removed(world) {
        let shop = world.shop().await;
        let some = ["org.read", "members.read", "members.update", "members.remove"];
        shop.custom_role("managers", &some).await;
        let powerless = shop.custom_role("powerless", &[]).await;
        let [manager, peer, viewer, admin, owner] = [
            shop.member(world, "managers").await,
            shop.member(world, "managers").await,
            shop.member(world, "viewer").await,
            shop.member(world, "admin").await,
            shop.member(world, "owner").await,
        ];
        let demote = json!({ "role_id": powerless["id"] });
        for (caller, target, held) in [
            (&manager, &viewer, "projects.read"),
            (&manager, &admin, "org.update"),
            (&manager, &owner, "org.update"),
            (&admin, &owner, "org.delete"),
        ] {
            let (path, before) = (shop.member_path(target).await, shop.members().await);
            caller.patch(&path, demote.clone()).await.denied(held);
            caller.delete(&path).await.denied(held);
            assert_eq!(shop.members().await, before);
        }
        // With a list of all permissions, owners and admins still have more: they see all projects.
        let all = shop.owner.get("/api/v1/permissions").await.ok();
        let all = all["permissions"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap());
        shop.custom_role("everything", &all.collect::<Vec<_>>()).await;
        give(&shop, &manager, &shop.role("everything").await).await;
        for target in [&owner, &admin] {
            let path = shop.member_path(target).await;
            manager.patch(&path, demote.clone()).await.denied("projects.read");
            manager.delete(&path).await.denied("projects.read");
        }
        give(&shop, &manager, &shop.role("managers").await).await;
        manager.patch(&shop.member_path(&peer).await, demote).await.ok();
        manager.delete(&shop.member_path(&peer).await).await.ok();
        admin.delete(&shop.member_path(&viewer).await).await.ok();
    }

    async fn a_member_with_more_rights_in_a_project_cannot_be_removed(world) {
        let shop = world.shop().await;
        shop.custom_role("managers", &["org.read", "members.read", "members.remove"]).await;
        shop.custom_role("editors", &["flags.read", "flags.write"]).await;
        shop.custom_role("powerless", &[]).await;
        let (manager, editor) = (shop.member(world, "managers").await, shop.member(world, "powerless").await);
        let joined = shop.add_to_project(&editor, &shop.project_id, "editors").await;
        let path = shop.member_path(&editor).await;
        manager.delete(&path).await.denied("flags.read");
        shop.add_to_project(&manager, &shop.project_id, "managers").await;
        manager.delete(&path).await.denied("flags.read");
        assert_eq!(shop.members().await.len(), 3);
        let joined = format!("{}/members/{}", shop.path, joined["id"].as_str().unwrap());
        shop.owner.patch(&joined, json!({ "role_id": shop.role("powerless").await })).await.ok();
        manager.delete(&path).await.ok();
    }

    async fn the_role_of_a_member_with_more_rights_in_a_project_cannot_be_changed(world) {
        let shop = world.shop().await;
        shop.custom_role("managers", &["org.read", "members.read", "members.update"]).await;
        shop.custom_role("editors", &["flags.read", "flags.write"]).await;
        shop.custom_role("powerless", &[]).await;
        let (manager, editor) = (shop.member(world, "managers").await, shop.member(world, "powerless").await);
        let joined = shop.add_to_project(&editor, &shop.project_id, "editors").await;
        let (path, managers) = (shop.member_path(&editor).await, shop.role("managers").await);
        // In a project that the manager does not see, and in one in which the manager has fewer rights.
        manager.patch(&path, json!({ "role_id": managers })).await.denied("flags.read");
        shop.add_to_project(&manager, &shop.project_id, "managers").await;
        manager.patch(&path, json!({ "role_id": managers })).await.denied("flags.read");
        let joined = format!("{}/members/{}", shop.path, joined["id"].as_str().unwrap());
        shop.owner.patch(&joined, json!({ "role_id": shop.role("powerless").await })).await.ok();
        manager.patch(&path, json!({ "role_id": managers })).await.ok();
    }

    async fn members_of_another_organization_are_not_found(world) {
        let (ours, theirs) = (world.shop().await, world.shop().await);
        let member = ours.member(world, "viewer").await;
        let (path, foreign) = (ours.member_path(&member).await, theirs.member_path(&theirs.owner).await);
        let absent = format!("{MEMBERS}/{}", uuid::Uuid::now_v7());
        let viewer = json!({ "role_id": ours.role("viewer").await });
        let expected = ours.owner.delete(&absent).await;
        expected.refused(404, "not_found");
        let foreign_role = json!({ "role_id": theirs.role("viewer").await });
        let no_role = json!({ "role_id": uuid::Uuid::now_v7() });
        for reply in [
            ours.owner.delete(&foreign).await,
            ours.owner.delete(&format!("{MEMBERS}/x")).await,
            ours.owner.patch(&absent, viewer.clone()).await,
            ours.owner.patch(&foreign, viewer).await,
            ours.owner.patch(&foreign, foreign_role.clone()).await,
            ours.owner.patch(&path, foreign_role).await,
            ours.owner.patch(&path, no_role).await,
        ] {
            reply.assert_same(&expected, &foreign);
        }
        for wrong in [json!({}), json!({ "role_id": null }), json!({ "role_id": "viewer" })] {
            assert_eq!(ours.owner.patch(&path, wrong).await.refused_field(), "role_id");
        }
        let body = json!({ "role_id": ours.role("viewer").await, "user": {} });
        assert_eq!(ours.owner.patch(&path, body).await.refused_field(), "user");
        theirs.owner.get(MEMBERS).await.ok();
    }

    async fn a_removed_member_loses_access_at_once_and_all_projects_for_good(world) {
        let shop = world.shop().await;
        let bob = shop.project_member(world, "developer").await;
        let mut stream = bob.stream("").await;
        stream.expect("snapshot.reset").await;
        bob.get(&shop.path).await.ok();
        let removed = shop.owner.delete(&shop.member_path(&bob).await).await.ok();
        let since = Instant::now();
        assert_eq!(removed, json!({ "deleted": true }));
        for gone in [MEMBERS, "/api/v1/projects", "/api/v1/organizations/current", &shop.path] {
            bob.get(gone).await.refused(404, "not_found");
        }
        let me = bob.get("/api/v1/me").await.ok();
        assert_eq!((&me["current_organization"], &me["organizations"]), (&json!(null), &json!([])));
        assert_eq!(stream.read_to_end().await, [] as [String; 0]);
        assert!(since.elapsed() < Duration::from_secs(6), "{:?}", since.elapsed());
        assert_eq!(shop.members().await.len(), 1);
        let project_members = shop.owner.get(&format!("{}/members", shop.path)).await.ok();
        assert_eq!(project_members["members"], json!([]));

        shop.add_member(&bob, "developer").await;
        let bob = world.anonymous().login(&bob.email).await;
        assert_eq!(bob.organization_id, shop.owner.organization_id);
        assert_eq!(bob.get("/api/v1/projects").await.ok()["projects"], json!([]));
        bob.get(&shop.path).await.refused(404, "not_found");
    }

    async fn members_may_remove_themselves(world) {
        let shop = world.shop().await;
        let (admin, developer) = (shop.member(world, "admin").await, shop.member(world, "developer").await);
        developer.delete(&shop.member_path(&developer).await).await.denied("members.remove");
        assert_eq!(admin.delete(&shop.member_path(&admin).await).await.ok(), json!({ "deleted": true }));
        admin.get(MEMBERS).await.refused(404, "not_found");
        assert_eq!(shop.members().await.len(), 2);
    }

    async fn every_member_may_leave_except_the_last_owner(world) {
        let shop = world.shop().await;
        let me = format!("{MEMBERS}/me");
        shop.custom_role("powerless", &[]).await;
        for role in ["owner", "admin", "developer", "analyst", "viewer", "powerless"] {
            let person = shop.project_member(world, role).await;
            let mut stream = person.stream("").await;
            stream.expect("snapshot.reset").await;
            assert_eq!(person.delete(&me).await.ok(), json!({ "deleted": true }), "{role}");
            // Nothing is left of the membership, in projects and in open streams as well.
            for gone in [MEMBERS, "/api/v1/projects", "/api/v1/organizations/current", &shop.path] {
                person.get(gone).await.refused(404, "not_found");
            }
            person.delete(&me).await.refused(404, "not_found");
            assert_eq!(stream.read_to_end().await, [] as [String; 0]);
            let project_members = shop.owner.get(&format!("{}/members", shop.path)).await.ok();
            assert_eq!(project_members["members"], json!([]));
            assert_eq!(shop.members().await.len(), 1);
            // The session goes on, in no organization, and can be renewed.
            let body = json!({ "refresh_token": person.refresh_token });
            let session = world.anonymous().post("/api/v1/refresh-token", body).await.ok();
            assert_eq!(
                (&session["current_organization"], &session["organizations"]),
                (&json!(null), &json!([]))
            );
            shop.add_member(&person.with_session(&session), "powerless").await;
            person.get(&shop.path).await.refused(404, "not_found");
            shop.owner.delete(&shop.member_path(&person).await).await.ok();
        }
        assert_eq!(shop.owner.delete(&me).await.conflict(), "last_owner");
        // A person in several organizations leaves the current one only.
        let other = world.shop().await;
        shop.add_member(&other.owner, "viewer").await;
        let there = world.anonymous().login(&other.owner.email).await;
        let there = there.switch(&json!(shop.owner.organization_id)).await;
        there.delete(&me).await.ok();
        assert_eq!(shop.members().await.len(), 1);
        let at_home = world.anonymous().login(&other.owner.email).await;
        assert_eq!(at_home.organization_id, other.owner.organization_id);
        at_home.get(MEMBERS).await.ok();
        world.anonymous().delete(&me).await.refused(401, "unauthorized");
        shop.server.delete(&me).await.refused(401, "unauthorized");
    }
}
