//! Organizations are isolated: an object of another organization is answered like an unknown one, byte for byte.

use std::collections::BTreeSet;

use serde_json::json;

use super::routes::{Ids, Row, table};
use crate::world::{Person, Reply, Shop, World, on_both};

/// The kinds of objects in a project.
const OBJECTS: [&str; 6] = ["project_member", "environment", "key", "flag", "rule", "segment"];

/// A shop with one object of each kind.
async fn shop_with_objects(world: &World) -> (Shop, Ids) {
    let (shop, bystander) = (world.shop().await, world.register("Vera").await);
    let ids = Ids::new(&shop, &bystander).await;
    (shop, ids)
}

async fn not_found(caller: &Person) -> Reply {
    let reply = caller.get("/api/v1/nothing").await;
    reply.refused(404, "not_found");
    reply
}

/// Calls each of these routes with ids of foreign objects instead of the caller's own, one at a time and all at once.
/// The responses must be those for unknown ids. Returns the kinds of objects that the routes name.
async fn assert_not_found(
    caller: &Person,
    rows: impl Iterator<Item = Row>,
    own: &Ids,
    others: &Ids,
    kinds: impl IntoIterator<Item = &'static str>,
) -> BTreeSet<&'static str> {
    let (unknown, absent) = (own.unknown(), not_found(caller).await);
    let kinds: Vec<_> = kinds.into_iter().collect();
    let mut named = BTreeSet::new();
    for row in rows {
        let (mut all, mut none) = (own.clone(), own.clone());
        let before = named.len();
        for kind in kinds.iter().copied() {
            let with_other = own.with(kind, others);
            if !row.names(caller, &with_other, kind) {
                continue;
            }
            named.insert((row.method, row.route, kind));
            let expected = row.call(caller, &own.with(kind, &unknown)).await;
            row.call(caller, &with_other).await.assert_same(&expected, (row, kind));
            (all, none) = (all.with(kind, others), none.with(kind, &unknown));
        }
        if named.len() == before {
            continue;
        }
        let expected = row.call(caller, &none).await;
        row.call(caller, &all).await.assert_same(&expected, row);
        // A switch is refused in the same way for a foreign and for an unknown organization.
        if row.route == "/me/switch-organization" {
            expected.refused(403, "forbidden");
        } else {
            expected.assert_same(&absent, row);
        }
    }
    named.into_iter().map(|(_, _, kind)| kind).collect()
}

on_both! {
    async fn objects_of_another_organization_do_not_exist(world) {
        let (ours, our_ids) = shop_with_objects(world).await;
        let (theirs, their_ids) = shop_with_objects(world).await;
        let before = (our_ids.state(&ours.owner).await, their_ids.state(&theirs.owner).await);
        let snapshot = theirs.server.get("/api/v1/snapshot").await.ok();
        let kinds = our_ids.0.keys().copied();
        let named = assert_not_found(&ours.owner, table(), &our_ids, &their_ids, kinds.clone()).await;
        assert_eq!(named, kinds.collect(), "one object of each kind");
        before.0.assert_unchanged(&our_ids.state(&ours.owner).await, "a request for a foreign object");
        before.1.assert_unchanged(&their_ids.state(&theirs.owner).await, "another organization");
        assert_eq!(theirs.server.get("/api/v1/snapshot").await.ok(), snapshot);
    }

    async fn a_token_gives_access_to_its_own_organization_only(world) {
        let (ours, our_ids) = shop_with_objects(world).await;
        let (theirs, their_ids) = shop_with_objects(world).await;
        theirs.add_member(&ours.owner, "viewer").await;
        theirs.add_to_project(&ours.owner, &their_ids["project"], "owner").await;
        let before = their_ids.state(&theirs.owner).await;
        let rows = table().filter(|row| row.route != "/me/switch-organization");
        // The caller is a member of both organizations, so their user id is known in both.
        let kinds = our_ids.0.keys().copied().filter(|kind| *kind != "user");
        assert_not_found(&ours.owner, rows, &our_ids, &their_ids, kinds).await;
        before.assert_unchanged(
            &their_ids.state(&theirs.owner).await,
            "a member with a token of another organization",
        );
    }

    async fn objects_of_another_project_do_not_exist(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let (one, other) = (Ids::new(&shop, &bystander).await, Ids::new(&shop, &bystander).await);
        let before = (one.state(&shop.owner).await, other.state(&shop.owner).await);
        let named = assert_not_found(&shop.owner, table(), &one, &other, OBJECTS).await;
        assert_eq!(named, OBJECTS.into());
        before.0.assert_unchanged(&one.state(&shop.owner).await, "ids of another project");
        before.1.assert_unchanged(&other.state(&shop.owner).await, "another project");
    }

    async fn a_query_for_an_id_of_another_organization_is_like_one_for_an_unknown_id(world) {
        let (ours, our_ids) = shop_with_objects(world).await;
        let (_, their_ids) = shop_with_objects(world).await;
        let unknown = our_ids.unknown();
        let parameters =
            ["project_id", "environment_id", "flag_id", "role_id", "user_id", "actor_id", "target_id", "q"];
        let mut found = 0;
        for row in table().filter(Row::reads) {
            for parameter in parameters {
                for (kind, theirs) in their_ids.0.iter().filter(|(kind, _)| **kind != "environment_key") {
                    let list = async |id: &str| {
                        row.call_with_query(&ours.owner, &our_ids, &format!("?{parameter}={id}")).await
                    };
                    let expected = list(&unknown[kind]).await;
                    list(theirs).await.assert_same(&expected, (row, parameter, kind));
                    found += usize::from(expected.status == 200);
                }
            }
        }
        assert!(found > 50, "found only {found}");
        let (one, other) = (&our_ids, Ids::new(&ours, &world.register("Walter").await).await);
        let list =
            format!("/api/v1/projects/{}/flags?environment_id={}", one["project"], other["environment"]);
        assert_eq!(ours.owner.get(&list).await.ok()["flags"], json!([]));
    }

    async fn no_response_contains_anything_of_another_organization(world) {
        let (ours, our_ids) = shop_with_objects(world).await;
        let (theirs, their_ids) = shop_with_objects(world).await;
        Ids::new(&theirs, &world.register("Walter").await).await;
        let their_state = their_ids.state(&theirs.owner).await;
        let identifying = their_state.identifying();
        for known in their_ids.0.values().chain([&theirs.owner.email]) {
            assert!(identifying.contains(known.as_str()), "{known}");
        }
        let (mut seen, mut pages) = (String::new(), 0);
        // A cursor of their list, used on ours, must still return our objects only.
        for row in table().filter(Row::reads) {
            let page = row.call_with_query(&theirs.owner, &their_ids, "?limit=1").await;
            let cursor = (page.status == 200).then(|| page.json()["next_cursor"].as_str().map(str::to_owned));
            if let Some(cursor) = cursor.flatten() {
                let reply = row.call_with_query(&ours.owner, &our_ids, &format!("?cursor={cursor}")).await;
                seen += &reply.ok().to_string();
                pages += 1;
            }
        }
        assert!(pages >= 4, "only {pages} lists had a second page");
        for row in table() {
            seen += &String::from_utf8_lossy(&row.call(&ours.owner, &their_ids).await.body);
            seen += &String::from_utf8_lossy(&row.call(&ours.owner, &our_ids).await.body);
        }
        for id in our_ids.0.values() {
            assert!(seen.contains(id.as_str()), "{id}");
        }
        let leaked: Vec<_> = identifying.iter().filter(|text| seen.contains(**text)).collect();
        assert_eq!(leaked, [] as [&&str; 0]);
    }

    async fn slugs_and_keys_are_unique_per_organization(world) {
        let (ours, theirs) = (world.shop().await, world.shop().await);
        let slugs = [&ours, &theirs].map(|shop| shop.owner.get("/api/v1/projects"));
        let slugs = futures_util::future::join_all(slugs).await;
        assert_eq!(slugs[0].ok()["projects"][0]["slug"], slugs[1].ok()["projects"][0]["slug"]);
        for shop in [&ours, &theirs] {
            shop.flag("same", json!({})).await;
            shop.custom_role("same", &[]).await;
            let body = json!({ "email": "same@example.com", "role_id": shop.role("viewer").await });
            shop.owner.post("/api/v1/invitations", body).await.ok();
        }
        let (mine, other) =
            (ours.owner.get("/api/v1/me").await.ok(), theirs.owner.get("/api/v1/me").await.ok());
        assert_ne!(mine["current_organization"]["slug"], other["current_organization"]["slug"]);
    }
}
