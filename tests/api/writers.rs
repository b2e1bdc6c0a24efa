//! Concurrent creations, changes and deletions have the result of some sequence of them.

use std::time::Duration;

use futures_util::{FutureExt, future::join_all};
use serde_json::{Value, json};
use togul_server::{
    domain::{id::Id, organization::Organization},
    store::{Conn, Lock},
};

use super::{
    change_groups,
    routes::{Ids, table},
};
use crate::world::{Database, Reply, on_both};

const ROUNDS: usize = 10;

/// The number of replies with this status.
fn count(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status == status).count()
}

fn id(object: &Value) -> &str {
    object["id"].as_str().expect("an id")
}

on_both! {
    async fn an_expression_is_compiled_before_its_write_begins(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let organization: Id<Organization> = change_groups::id(&shop.owner.organization_id);
        let mut turns = Vec::new();
        while let Some(turn) = world.app.compilers.acquire(organization, Duration::MAX).now_or_never() {
            turns.push(turn.unwrap());
        }
        let rule = json!({
            "rule_type": "attribute", "attribute": "a", "operator": "matches", "value_json": "\"^a+$\"",
        });
        let write = async { drop(shop.rule(&flag, rule).await) };
        let others = async {
            while world.app.compilers.status().waiting == 0 {
                tokio::task::yield_now().await;
            }
            // The rule is not compiled yet, and holds up neither the writes of others nor those of its organization.
            let tx = world.app.store.begin_locked(&[Lock::exclusive(organization)]).await.unwrap();
            drop(tx);
            drop(turns);
        };
        tokio::join!(write, others);
    }

    async fn reads_of_an_organization_do_not_hold_up_writes(world) {
        let shop = world.shop().await;
        let flag = shop.flag_path(&shop.flag("f", json!({})).await);
        let reader: Id<Organization> = Id::generate();
        // All that one organization gets.
        let count = if matches!(world.database, Database::Sqlite(_)) { 6 } else { 4 };
        let held = join_all((0..count).map(|_| world.app.store.read_for(reader))).await;
        assert!(held.iter().all(Result::is_ok));
        let mut waiting = Box::pin(world.app.store.read_for(reader));
        assert!((&mut waiting).now_or_never().is_none());
        shop.owner.patch(&flag, json!({ "name": "written" })).await.ok();
        drop(held);
        waiting.await.unwrap();
    }

    async fn one_of_fifty_identical_creations_succeeds(world) {
        let shop = world.shop().await;
        let bystander = world.register("Vera").await;
        shop.add_member(&bystander, "viewer").await;
        let viewer = shop.role("viewer").await;
        let path = &shop.path;
        for (list, body, reason) in [
            (
                format!("{path}/flags"),
                json!({ "environment_id": shop.environment_id, "key": "k", "name": "k" }),
                "key_taken",
            ),
            (format!("{path}/environments"), json!({ "key": "k", "name": "k" }), "key_taken"),
            (
                format!("{path}/members"),
                json!({ "user_id": bystander.user_id, "role_id": viewer }),
                "already_member",
            ),
            ("/api/v1/projects".to_owned(), json!({ "name": "The Same" }), "slug_taken"),
            ("/api/v1/roles".to_owned(), json!({ "key": "k", "name": "k", "permissions": [] }), "key_taken"),
            (
                "/api/v1/invitations".to_owned(),
                json!({ "email": "k@example.com", "role_id": viewer }),
                "invitation_active",
            ),
        ] {
            let creation = async || loop {
                let reply = shop.owner.post(&list, body.clone()).await;
                // On a slow machine it waited for its turn to write for too long, and wrote nothing.
                if reply.status != 503 {
                    return reply;
                }
            };
            let replies = join_all((0..50).map(|_| creation())).await;
            assert_eq!((count(&replies, 200), count(&replies, 409)), (1, 49), "{list}: {replies:?}");
            for lost in replies.iter().filter(|reply| reply.status != 200) {
                assert_eq!(lost.json()["details"]["reason"], reason, "{list}");
            }
        }
    }

    async fn concurrent_rotations_of_a_key_leave_one_valid_secret(world) {
        let shop = world.shop().await;
        let (key, before) = shop.key(json!({})).await;
        let path = format!("{}/api-keys/{}", shop.path, id(&key));
        let rotate = format!("{path}/rotate");
        let replies = join_all((0..10).map(|_| shop.owner.post(&rotate, json!({})))).await;
        let mut counts = 0;
        for reply in &replies {
            let program = before.with_key(reply.ok()["secret"].as_str().unwrap());
            counts += usize::from(program.get("/api/v1/snapshot").await.status == 200);
        }
        assert_eq!(counts, 1);
        before.get("/api/v1/snapshot").await.refused(401, "unauthorized");

        let (rotated, revoked) = tokio::join!(shop.owner.post(&rotate, json!({})), shop.owner.delete(&path));
        revoked.ok();
        if rotated.status == 200 {
            let program = before.with_key(rotated.json()["secret"].as_str().unwrap());
            program.get("/api/v1/snapshot").await.refused(401, "unauthorized");
        } else {
            rotated.refused(409, "conflict");
        }
    }

    async fn writers_of_different_fields_do_not_overwrite_each_other(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({ "value_type": "number", "default_value": 0 })).await;
        let rule = shop.rule(&flag, json!({ "return_value": 0 })).await;
        let role = shop.custom_role("r", &[]).await;
        let environment = shop.environment_path();
        for round in 1..=ROUNDS {
            let text = format!("round {round}");
            let is_even = round % 2 == 0;
            let flags =
                json!({ "name": text, "description": text, "enabled": is_even, "default_value": round });
            let condition = json!([{ "attribute": text, "operator": "exists" }]);
            let rules = json!({
                "priority": round, "return_value": round, "is_active": is_even,
                "bucket_by": format!("b{round}"), "conditions": condition,
            });
            let texts = json!({ "name": text, "description": text });
            let one_key = [["flags.read", "flags.write"][round % 2]];
            let roles = json!({ "key": format!("r{round}"), "name": text, "permissions": one_key });
            for (path, fields) in [
                (shop.flag_path(&flag), &flags),
                (shop.rule_path(&rule), &rules),
                (shop.path.clone(), &texts),
                (environment.clone(), &texts),
                (format!("/api/v1/roles/{}", id(&role)), &roles),
            ] {
                let regions = async {
                    if path == environment {
                        let regions = json!({ "regions": ["local", format!("r{round}")] });
                        shop.owner.put(&format!("{path}/regions"), regions).await.ok();
                    }
                };
                let patches = fields.as_object().unwrap().iter().map(async |(field, value)| {
                    shop.owner.patch(&path, json!({ field: value })).await.ok();
                });
                tokio::join!(regions, join_all(patches));
                // A patch without a change returns the current object.
                let whole = shop.owner.patch(&path, fields.clone()).await.ok();
                let object = whole.as_object().unwrap().values().next().unwrap();
                for (field, value) in fields.as_object().unwrap() {
                    assert_eq!(&object[field], value, "{path} {field}");
                }
                if path == environment {
                    assert_eq!(object["regions"][1], format!("r{round}"));
                }
                let writes = fields.as_object().unwrap().len() + usize::from(path == environment);
                if let Some(version) = object["version"].as_u64() {
                    assert_eq!(version as usize, 1 + round * writes, "{path}: each write is one version");
                }
            }
        }
    }

    async fn writes_into_an_object_that_is_being_deleted_succeed_or_get_404(world) {
        let shop = world.shop().await;
        let bystander = world.register("Vera").await;
        shop.add_member(&bystander, "viewer").await;
        let viewer = shop.role("viewer").await;
        for round in 0..2 * ROUNDS {
            let project =
                shop.owner.post("/api/v1/projects", json!({ "name": format!("Round {round}") })).await.ok();
            let project = format!("/api/v1/projects/{}", id(&project["project"]));
            let body = json!({ "key": "e", "name": "e" });
            let environment =
                shop.owner.post(&format!("{project}/environments"), body).await.ok()["environment"].clone();
            let body = json!({ "environment_id": id(&environment), "key": "f", "name": "f" });
            let flag = shop.owner.post(&format!("{project}/flags"), body.clone()).await.ok()["flag"].clone();
            let flag_id = id(&flag);
            let new = [
                ("environments", json!({ "key": "new", "name": "new" })),
                ("members", json!({ "user_id": bystander.user_id, "role_id": viewer })),
                ("api-keys", json!({ "environment_id": id(&environment), "name": "k", "scope": "sdk" })),
                ("flags", json!({ "environment_id": id(&environment), "key": "g", "name": "g" })),
                (
                    "rules",
                    json!({ "flag_id": flag_id, "priority": 1, "rule_type": "boolean", "return_value": true }),
                ),
            ];
            let deleted = match round % 3 {
                0 => format!("{project}/flags/{}", id(&flag)),
                1 => format!("{project}/environments/{}", id(&environment)),
                _ => project.clone(),
            };
            let creates = new.iter().map(|(list, body)| {
                let project = &project;
                let owner = &shop.owner;
                async move { owner.post(&format!("{project}/{list}"), body.clone()).await }
            });
            let (gone, replies) = tokio::join!(shop.owner.delete(&deleted), join_all(creates));
            gone.ok();
            for reply in &replies {
                assert!(matches!(reply.status.as_u16(), 200 | 404), "{deleted}: {reply:?}");
            }
        }
    }

    async fn none_of_ten_concurrent_requests_fails_and_one_deletion_succeeds(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        // Refresh tokens that are used twice and guessed passwords have their own tests.
        let other = ["/me/switch-organization", "/me/password", "/organizations/{id}"];
        let mut ids = Ids::new(&shop, &bystander).await;
        for row in table().filter(|row| !other.contains(&row.route)) {
            let replies = join_all((0..10).map(|_| row.call(&shop.owner, &ids))).await;
            let is_once = row.route == "/projects/{project_id}/members" || row.route.ends_with("/archive");
            let taken = if is_once { 409 } else { 200 };
            match row.method {
                // Revoking is idempotent.
                "DELETE" if !row.route.contains("api-keys") => {
                    assert_eq!((count(&replies, 200), count(&replies, 404)), (1, 9), "{row:?}: {replies:?}");
                }
                "POST" => {
                    assert!(count(&replies, 200) >= 1, "{row:?}: {replies:?}");
                    assert!(
                        replies.iter().all(|reply| [200, taken].contains(&reply.status.as_u16())),
                        "{row:?}"
                    );
                }
                _ => assert_eq!(count(&replies, 200), 10, "{row:?}: {replies:?}"),
            }
            if row.method == "DELETE" {
                ids = Ids::new(&shop, &bystander).await;
            }
        }
    }

    async fn organizations_take_turns_to_write(world) {
        let store = &world.app.store;
        let (one, other) = (Id::<Organization>::generate(), Id::generate());
        let begin = |of| Box::pin(async move { store.begin_locked(&[Lock::shared(of)]).await.unwrap() });
        let mut first = begin(one).await;
        // Of eight connections, two are for evaluation and one is for reading.
        let writers = if matches!(first.conn(), Conn::Pg(..)) { 5 } else { 1 };
        let others = join_all((1..writers).map(|_| begin(one))).await;
        let [mut second, mut third, mut of_other] = [one, one, other].map(begin);
        for waiting in [&mut second, &mut third, &mut of_other] {
            assert!(waiting.now_or_never().is_none(), "every writer is taken");
        }
        drop(first);
        drop(second.await);
        let of_other = of_other.await;
        assert!((&mut third).now_or_never().is_none(), "it was the other organization's turn");
        drop((of_other, others));
        third.await;
    }
}
