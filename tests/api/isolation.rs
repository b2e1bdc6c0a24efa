//! Organizations do not see each other: what is another's is answered as what does not exist, byte for byte.

use std::collections::BTreeSet;

use serde_json::json;

use super::routes::{Ids, Row, table};
use crate::world::{Person, Reply, Shop, World, on_both};

/// What a project holds.
const OBJECTS: [&str; 5] = ["project_member", "environment", "key", "flag", "rule"];

/// A shop with one of everything.
async fn furnished(world: &World) -> (Shop, Ids) {
    let (shop, bystander) = (world.shop().await, world.register("Vera").await);
    let ids = Ids::new(&shop, &bystander).await;
    (shop, ids)
}

async fn not_found(caller: &Person) -> Reply {
    let reply = caller.get("/api/v1/nothing").await;
    reply.refused(404, "not_found");
    reply
}

/// Calls every one of these routes that names something of one's own, with another's in its place, one at a
/// time and all at once: they are answered as if it did not exist. Gives the kinds of what was named.
async fn finds_nothing(
    caller: &Person,
    rows: impl Iterator<Item = Row>,
    own: &Ids,
    others: &Ids,
    kinds: impl IntoIterator<Item = &'static str>,
) -> BTreeSet<&'static str> {
    let (nothing, absent) = (own.of_nothing(), not_found(caller).await);
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
            let expected = row.ask(caller, &own.with(kind, &nothing)).await;
            row.ask(caller, &with_other).await.assert_same(&expected, (row, kind));
            (all, none) = (all.with(kind, others), none.with(kind, &nothing));
        }
        if named.len() == before {
            continue;
        }
        let expected = row.ask(caller, &none).await;
        row.ask(caller, &all).await.assert_same(&expected, row);
        // Of an organization to switch to one is told that one is no member, whether or not there is one.
        if row.route == "/me/switch-organization" {
            expected.refused(403, "forbidden");
        } else {
            expected.assert_same(&absent, row);
        }
    }
    named.into_iter().map(|(_, _, kind)| kind).collect()
}

on_both! {
    async fn what_is_another_organizations_does_not_exist(world) {
        let ((ours, our_ids), (theirs, their_ids)) = (furnished(world).await, furnished(world).await);
        let before = (our_ids.state(&ours.owner).await, their_ids.state(&theirs.owner).await);
        let snapshot = theirs.server.get("/api/v1/snapshot").await.ok();
        let kinds = our_ids.0.keys().copied();
        let named = finds_nothing(&ours.owner, table(), &our_ids, &their_ids, kinds.clone()).await;
        assert_eq!(named, kinds.collect(), "each of everything");
        before.0.is_still(&our_ids.state(&ours.owner).await, "asking for what is another's");
        before.1.is_still(&their_ids.state(&theirs.owner).await, "another organization");
        assert_eq!(theirs.server.get("/api/v1/snapshot").await.ok(), snapshot);
    }

    async fn the_organization_is_the_tokens_also_for_who_belongs_to_both(world) {
        let ((ours, our_ids), (theirs, their_ids)) = (furnished(world).await, furnished(world).await);
        theirs.add_member(&ours.owner, "viewer").await;
        theirs.add_to_project(&ours.owner, &their_ids["project"], "owner").await;
        let before = their_ids.state(&theirs.owner).await;
        let rows = table().filter(|row| row.route != "/me/switch-organization");
        // Being a member there, they can be added to a project there, and here they are one anyway.
        let kinds = our_ids.0.keys().copied().filter(|kind| *kind != "user");
        finds_nothing(&ours.owner, rows, &our_ids, &their_ids, kinds).await;
        before
            .is_still(&their_ids.state(&theirs.owner).await, "a member with a token of another organization");
    }

    async fn what_is_another_projects_does_not_exist_in_this_one(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let (one, other) = (Ids::new(&shop, &bystander).await, Ids::new(&shop, &bystander).await);
        let before = (one.state(&shop.owner).await, other.state(&shop.owner).await);
        let named = finds_nothing(&shop.owner, table(), &one, &other, OBJECTS).await;
        assert_eq!(named, OBJECTS.into());
        before.0.is_still(&one.state(&shop.owner).await, "ids of another project");
        before.1.is_still(&other.state(&shop.owner).await, "another project");
    }

    async fn a_query_that_names_what_is_anothers_finds_what_one_that_names_nothing_does(world) {
        let ((ours, our_ids), (_, their_ids)) = (furnished(world).await, furnished(world).await);
        let nothing = our_ids.of_nothing();
        let parameters =
            ["project_id", "environment_id", "flag_id", "role_id", "user_id", "actor_id", "target_id", "q"];
        let mut found = 0;
        for row in table().filter(Row::reads) {
            for parameter in parameters {
                for (kind, theirs) in &their_ids.0 {
                    let ask = async |id: &str| {
                        row.ask_with(&ours.owner, &our_ids, &format!("?{parameter}={id}")).await
                    };
                    let expected = ask(&nothing[kind]).await;
                    ask(theirs).await.assert_same(&expected, (row, parameter, kind));
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

    async fn no_answer_holds_anything_of_another_organization(world) {
        let ((ours, our_ids), (theirs, their_ids)) = (furnished(world).await, furnished(world).await);
        Ids::new(&theirs, &world.register("Walter").await).await;
        let their_state = their_ids.state(&theirs.owner).await;
        let telling = their_state.telling();
        for known in their_ids.0.values().chain([&theirs.owner.email]) {
            assert!(telling.contains(known.as_str()), "{known}");
        }
        let (mut seen, mut pages) = (String::new(), 0);
        // Their places in their lists, in ours: what follows is ours all the same.
        for row in table().filter(Row::reads) {
            let page = row.ask_with(&theirs.owner, &their_ids, "?limit=1").await;
            let cursor = (page.status == 200).then(|| page.json()["next_cursor"].as_str().map(str::to_owned));
            if let Some(cursor) = cursor.flatten() {
                let reply = row.ask_with(&ours.owner, &our_ids, &format!("?cursor={cursor}")).await;
                seen += &reply.ok().to_string();
                pages += 1;
            }
        }
        assert!(pages >= 4, "only {pages} lists had a second page");
        for row in table() {
            seen += &String::from_utf8_lossy(&row.ask(&ours.owner, &their_ids).await.body);
            seen += &String::from_utf8_lossy(&row.ask(&ours.owner, &our_ids).await.body);
        }
        for id in our_ids.0.values() {
            assert!(seen.contains(id.as_str()), "{id}");
        }
        let leaked: Vec<_> = telling.iter().filter(|text| seen.contains(**text)).collect();
        assert_eq!(leaked, [] as [&&str; 0]);
    }

    async fn slugs_and_keys_of_others_are_free(world) {
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
