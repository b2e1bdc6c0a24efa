//! Quotas of what a tenant may store, and the rate of its writes.

use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::{Value, json};
use togul_server::{domain::quota::Quotas, server::Settings};

use crate::world::{Database, Reply, Shop, World, on_both};

/// One more than a shop needs of everything that is counted by number.
fn small(settings: &mut Settings) {
    settings.quotas = Quotas {
        projects: 2,
        environments: 2,
        api_keys: 4,
        roles: 1,
        invitations: 1,
        writes_per_second: 0,
        ..Quotas::default()
    };
}

fn small_environments(settings: &mut Settings) {
    settings.quotas = Quotas { flags: 2, flag_bytes: 100_000, writes_per_second: 0, ..Quotas::default() };
}

/// Asserts that the environments hold what their rows say.
async fn check_usage(world: &World) {
    let environments = world.sql("update environments set name = name").await;
    let statement = "update environments set name = name
                     where segment_count = (select count(*) from segments s where s.environment_id = environments.id)
                       and segment_bytes = (select coalesce(sum(octet_length(s.snapshot)), 0)
                                            from segments s
                                            where s.environment_id = environments.id)
                       and flag_count = (select count(*) from flags f where f.environment_id = environments.id)
                       and flag_bytes = (select coalesce(sum(octet_length(f.snapshot)), 0)
                                         from flags f
                                         where f.environment_id = environments.id)
                       and written_bytes = (select coalesce(sum(octet_length(f.key) + octet_length(f.name)
                                                                + octet_length(f.description)
                                                                + octet_length(f.default_value)
                                                                + octet_length(coalesce(f.off_value, ''))), 0)
                                            from flags f
                                            where f.environment_id = environments.id)
                                         + (select coalesce(sum(octet_length(coalesce(r.attribute, ''))
                                                                + octet_length(coalesce(r.value_json, ''))
                                                                + octet_length(r.bucket_by)
                                                                + octet_length(r.conditions)
                                                                + octet_length(r.return_value)), 0)
                                            from rules r
                                            join flags f on f.id = r.flag_id
                                            where f.environment_id = environments.id)";
    assert_eq!(world.sql(statement).await, environments);
}

/// The writes that an organization may make at once; further ones wait for minutes.
const BURST: u32 = 30;

fn slow(settings: &mut Settings) {
    settings.quotas = Quotas { writes_per_second: 1, write_burst: BURST, ..Quotas::default() };
}

fn unlimited(settings: &mut Settings) {
    settings.quotas = Quotas {
        projects: 0,
        environments: 0,
        flags: 0,
        flag_bytes: 0,
        organization_flag_bytes: 0,
        audit_bytes: 0,
        api_keys: 0,
        roles: 0,
        invitations: 0,
        user_streams: 0,
        memberships: 0,
        owned_organizations: 0,
        writes_per_second: 0,
        write_burst: 0,
    };
}

#[track_caller]
fn exceeded(reply: &Reply, quota: &str, limit: u64) {
    let body = reply.refused(409, "quota_exceeded");
    assert_eq!(body["details"], json!({ "quota": quota, "limit": limit }), "{}", reply.request);
    let message = body["message"].as_str().unwrap();
    assert!(message.contains(&limit.to_string()) && message.contains("first"), "{message}");
}

/// A call that creates an object, the `n`-th of its kind.
async fn create(shop: &Shop, quota: &str, n: usize) -> Reply {
    let (owner, path) = (&shop.owner, &shop.path);
    match quota {
        "projects" => owner.post("/api/v1/projects", json!({ "name": format!("p{n}") })).await,
        "environments" => {
            let body = json!({ "key": format!("e{n}"), "name": "e" });
            owner.post(&format!("{path}/environments"), body).await
        }
        "api_keys" => {
            let body = json!({ "environment_id": shop.environment_id, "name": "k", "scope": "sdk" });
            owner.post(&format!("{path}/api-keys"), body).await
        }
        "roles" => {
            let body = json!({ "key": format!("r{n}"), "name": "r", "permissions": [] });
            owner.post("/api/v1/roles", body).await
        }
        "invitations" => {
            let body = json!({ "email": format!("i{n}@example.com"), "role_id": shop.role("viewer").await });
            owner.post("/api/v1/invitations", body).await
        }
        other => panic!("{other} is not counted by number"),
    }
}

/// The path that deletes the object of this reply.
fn path_of(shop: &Shop, created: &Value) -> String {
    let (kind, object) = created.as_object().unwrap().iter().find(|(_, value)| value.is_object()).unwrap();
    let id = object["id"].as_str().unwrap();
    match &**kind {
        "environment" => format!("{}/environments/{id}", shop.path),
        "api_key" => format!("{}/api-keys/{id}", shop.path),
        other => format!("/api/v1/{other}s/{id}"),
    }
}

const COUNTED: [(&str, u64); 5] =
    [("projects", 2), ("environments", 2), ("api_keys", 4), ("roles", 1), ("invitations", 1)];

on_both! {
    async fn a_quota_is_exceeded_by_one_more_and_not_after_a_deletion(world with small) {
        let shop = world.shop().await;
        for (quota, limit) in COUNTED {
            let last = create(&shop, quota, 1).await.ok();
            exceeded(&create(&shop, quota, 2).await, quota, limit);
            shop.owner.delete(&path_of(&shop, &last)).await.ok();
            create(&shop, quota, 3).await.ok();
            exceeded(&create(&shop, quota, 4).await, quota, limit);
        }
        // Another organization has its own quotas.
        let other = world.shop().await;
        for (quota, _) in COUNTED {
            create(&other, quota, 1).await.ok();
        }
    }

    async fn concurrent_requests_do_not_exceed_a_quota(world with small) {
        let shop = world.shop().await;
        let body = json!({ "key": "second", "name": "second" });
        let second = shop.owner.post(&format!("{}/environments", shop.path), body).await.ok();
        let second = second["environment"]["id"].clone();
        for (quota, limit) in COUNTED {
            let calls = (10..26).map(async |n| {
                if quota == "api_keys" && n % 2 == 0 {
                    // Keys of two environments count together.
                    let body = json!({ "environment_id": second, "name": "k", "scope": "sdk" });
                    return shop.owner.post(&format!("{}/api-keys", shop.path), body).await;
                }
                create(&shop, quota, n).await
            });
            let replies = join_all(calls).await;
            let created = replies.iter().filter(|reply| reply.status == StatusCode::OK).count();
            assert_eq!(created, usize::from(quota != "environments"), "{quota}: {replies:?}");
            for reply in replies.iter().filter(|reply| reply.status != StatusCode::OK) {
                exceeded(reply, quota, limit);
            }
        }
    }

    async fn a_limit_of_zero_is_none(world with unlimited) {
        let shop = world.shop().await;
        for (quota, _) in COUNTED {
            for n in 0..3 {
                create(&shop, quota, n).await.ok();
            }
        }
        shop.flag("f", json!({})).await;
    }

    async fn an_amount_above_a_lowered_limit_stays_and_may_shrink(world with small) {
        let shop = world.shop().await;
        // As if the limits had been higher when these were created.
        for n in 0..3 {
            let statement = format!(
                "insert into projects (id, organization_id, slug, name, description, created_at, updated_at)
                 select {}, organization_id, 'more-{n}', 'more', '', created_at, updated_at
                 from projects where slug = 'shop'",
                uuid_literal(world, n),
            );
            assert_eq!(world.sql(&statement).await, 1);
        }
        exceeded(&create(&shop, "projects", 1).await, "projects", 2);
        let projects = shop.owner.get("/api/v1/projects").await.ok()["projects"].as_array().unwrap().clone();
        assert_eq!(projects.len(), 4);
        for project in &projects[1..] {
            let path = format!("/api/v1/projects/{}", project["id"].as_str().unwrap());
            shop.owner.patch(&path, json!({ "name": "renamed" })).await.ok();
            shop.owner.delete(&path).await.ok();
        }
        create(&shop, "projects", 1).await.ok();
    }

    async fn expired_invitations_make_room(world with small) {
        let shop = world.shop().await;
        create(&shop, "invitations", 1).await.ok();
        exceeded(&create(&shop, "invitations", 2).await, "invitations", 1);
        world.sql("update invitations set expires_at = created_at").await;
        create(&shop, "invitations", 3).await.ok();
        let listed = shop.owner.get("/api/v1/invitations").await.ok();
        assert_eq!(listed["invitations"].as_array().unwrap().len(), 1, "expired ones do not accumulate");
    }

    async fn flags_of_an_environment_are_limited_by_number_and_by_size(world with small_environments) {
        let shop = world.shop().await;
        let text = |bytes: usize| json!("x".repeat(bytes));
        let create = async |key: &str, bytes: usize| {
            let body = json!({
                "environment_id": shop.environment_id, "key": key, "name": key,
                "value_type": "string", "default_value": text(bytes),
            });
            shop.owner.post(&format!("{}/flags", shop.path), body).await
        };
        let first = create("first", 60_000).await.ok()["flag"].clone();
        exceeded(&create("second", 40_000).await, "flag_bytes", 100_000);
        let second = create("second", 100).await.ok()["flag"].clone();
        exceeded(&create("third", 1).await, "flags", 2);
        // Every way to grow: a value, a rule, a rule that becomes active.
        let (first, second) = (shop.flag_path(&first), (shop.flag_path(&second), &second["id"]));
        exceeded(&shop.owner.patch(&second.0, json!({ "default_value": text(40_000) })).await, "flag_bytes", 100_000);
        let rule = |bytes: usize, active: bool| json!({
            "flag_id": second.1, "priority": 1, "rule_type": "boolean", "return_value": text(bytes),
            "is_active": active,
        });
        let rules = format!("{}/rules", shop.path);
        exceeded(&shop.owner.post(&rules, rule(40_000, true)).await, "flag_bytes", 100_000);
        exceeded(&shop.owner.post(&rules, rule(40_000, false)).await, "flag_bytes", 100_000);
        // It fits as callers wrote it, but not with what evaluators get besides.
        let inactive = shop.owner.post(&rules, rule(39_750, false)).await.ok()["rule"].clone();
        let inactive = shop.rule_path(&inactive);
        exceeded(&shop.owner.patch(&inactive, json!({ "is_active": true })).await, "flag_bytes", 100_000);
        check_usage(world).await;
        assert_eq!(shop.revision().await, 3, "what was refused left no change");
        shop.owner.patch(&first, json!({ "default_value": "" })).await.ok();
        shop.owner.patch(&inactive, json!({ "is_active": true })).await.ok();
        check_usage(world).await;
        // Above limits that were lowered, everything may shrink.
        world.sql("update environments set flag_bytes = flag_bytes + 1000000, flag_count = flag_count + 10").await;
        exceeded(&shop.owner.patch(&first, json!({ "default_value": "longer" })).await, "flag_bytes", 100_000);
        shop.owner.patch(&inactive, json!({ "return_value": "short" })).await.ok();
        shop.owner.patch(&first, json!({ "name": "not in the bytes for evaluators" })).await.ok();
        shop.owner.delete(&first).await.ok();
        exceeded(&create("first", 1).await, "flags", 2);
        world.sql("update environments set flag_bytes = flag_bytes - 1000000, flag_count = flag_count - 10").await;
        check_usage(world).await;
        create("first", 1).await.ok();
        // Another environment has its own quotas.
        let (other, _) = shop.environment("other").await;
        shop.flag("third", json!({ "environment_id": other["id"] })).await;
        check_usage(world).await;
    }

    async fn what_evaluators_do_not_get_counts_as_bytes_of_an_environment(world with small_environments) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({ "value_type": "string", "default_value": "" })).await;
        let path = shop.flag_path(&flag);
        let text = |bytes: usize| "x".repeat(bytes);
        // Here and in the bytes for evaluators.
        shop.owner.patch(&path, json!({ "off_value": text(50_000) })).await.ok();
        check_usage(world).await;
        let twin = json!({
            "environment_id": shop.environment_id, "key": "twin", "name": "twin", "value_type": "string",
            "default_value": "", "off_value": text(50_000),
        });
        exceeded(&shop.owner.post(&format!("{}/flags", shop.path), twin).await, "flag_bytes", 100_000);
        shop.owner.patch(&path, json!({ "off_value": null })).await.ok();
        check_usage(world).await;
        let create = async |fields: Value| {
            let mut rule = json!({ "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "is_active": false });
            rule.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            shop.owner.post(&format!("{}/rules", shop.path), rule).await
        };
        let first = create(json!({ "return_value": text(48_000) })).await.ok()["rule"].clone();
        // White space in a rule's value is stored as well.
        let attribute = |spaces: usize| json!({
            "rule_type": "attribute", "attribute": "plan", "operator": "eq", "return_value": "",
            "value_json": format!("\"pro\"{}", " ".repeat(spaces)),
        });
        let second = create(attribute(48_000)).await.ok()["rule"].clone();
        check_usage(world).await;
        exceeded(&create(json!({ "return_value": text(4_000) })).await, "flag_bytes", 100_000);
        exceeded(&create(attribute(4_000)).await, "flag_bytes", 100_000);
        let patch = json!({ "return_value": text(52_000) });
        exceeded(&shop.owner.patch(&shop.rule_path(&first), patch.clone()).await, "flag_bytes", 100_000);
        // Names and descriptions, of this flag and of another.
        shop.owner.patch(&path, json!({ "description": text(1_900) })).await.ok();
        shop.owner.patch(&shop.rule_path(&first), json!({ "return_value": text(49_950) })).await.ok();
        exceeded(&shop.owner.patch(&path, json!({ "name": text(200) })).await, "flag_bytes", 100_000);
        exceeded(&shop.owner.patch(&path, json!({ "description": "ç".repeat(1_900) })).await, "flag_bytes", 100_000);
        let other = json!({
            "environment_id": shop.environment_id, "key": "g", "name": "g", "description": text(1_000),
        });
        let flags = format!("{}/flags", shop.path);
        exceeded(&shop.owner.post(&flags, other.clone()).await, "flag_bytes", 100_000);
        check_usage(world).await;
        // A deletion makes room, of rules that cannot be read as well.
        world.sql("update rules set rule_type = 'unknown' where value_json is not null").await;
        shop.owner.delete(&shop.rule_path(&second)).await.ok();
        check_usage(world).await;
        shop.owner.patch(&shop.rule_path(&first), patch).await.ok();
        world.sql("update rules set rule_type = 'unknown'").await;
        shop.owner.delete(&path).await.ok();
        check_usage(world).await;
        shop.owner.post(&flags, other).await.ok();
        check_usage(world).await;
    }

    async fn concurrent_flags_do_not_exceed_a_quota(world with small_environments) {
        let shop = world.shop().await;
        let replies = join_all((0..12).map(async |n| {
            let body = json!({ "environment_id": shop.environment_id, "key": format!("f{n}"), "name": "f" });
            shop.owner.post(&format!("{}/flags", shop.path), body).await
        }));
        let (created, refused): (Vec<_>, Vec<_>) =
            replies.await.into_iter().partition(|reply| reply.status == StatusCode::OK);
        assert_eq!(created.len(), 2);
        for reply in &refused {
            exceeded(reply, "flags", 2);
        }
        check_usage(world).await;
    }

    async fn the_change_log_of_an_environment_keeps_at_most_256_mib(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let (_, other) = shop.environment("other").await;
        other.get("/api/v1/snapshot").await.ok();
        for n in 0..4 {
            shop.owner.patch(&shop.flag_path(&flag), json!({ "enabled": n % 2 == 1 })).await.ok();
        }
        let kept = async || world.sql("update changes set type = type").await;
        assert_eq!(kept().await, 5);
        // As if so much had been written in between.
        let grown = |bytes: u64| format!("update environments set logged_bytes = {bytes}");
        world.sql(&grown((256 << 20) - 100_000)).await;
        shop.owner.patch(&shop.flag_path(&flag), json!({ "enabled": false })).await.ok();
        assert_eq!(kept().await, 6, "all of it fits");
        // The next change is the first one of another mebibyte: only then is the log pruned.
        world.sql(&grown((257 << 20) - 100)).await;
        shop.owner.patch(&shop.flag_path(&flag), json!({ "enabled": true })).await.ok();
        assert_eq!(kept().await, 2, "the oldest are gone, and those of the last 256 MiB stay");
        // A reader from before what is kept gets a reset, and one from inside of it resumes.
        shop.server.stream("?since=2&content=true").await.expect("snapshot.reset").await;
        let mut resumed = shop.server.stream("?since=6&content=true").await;
        assert_eq!(resumed.expect("flag.updated").await.id, Some(7));
        shop.owner.patch(&shop.flag_path(&flag), json!({ "enabled": false })).await.ok();
        assert_eq!(resumed.expect("flag.updated").await.id, Some(8));
        check_usage(world).await;
    }

    async fn writes_of_an_organization_are_limited_and_reads_are_not(world with slow) {
        let (shop, other) = (world.shop().await, world.shop().await);
        let flag = shop.flag("f", json!({})).await;
        let path = shop.flag_path(&flag);
        let mut refused = 0;
        // Whether a write succeeds, changes nothing, or fails, it counts.
        for n in 0..2 * BURST {
            let reply = match n % 3 {
                0 => shop.owner.patch(&path, json!({ "enabled": n % 2 == 0 })).await,
                1 => shop.owner.patch(&path, json!({})).await,
                _ => shop.owner.delete(&format!("{}/flags/x", shop.path)).await,
            };
            if reply.status == StatusCode::TOO_MANY_REQUESTS {
                let body = reply.refused(429, "rate_limited");
                assert!(body["message"].as_str().unwrap().contains("writes too fast"), "{body}");
                let seconds: u64 = reply.header("retry-after").parse().unwrap();
                assert!((1..=60).contains(&seconds), "{seconds}");
                refused += 1;
            }
        }
        assert!(refused > 0, "an allowance of {BURST} for {} writes", 2 * BURST);
        // Other routes take from the same allowance, of which a second returns one write.
        let mut names = (0..BURST).map(|n| format!("p{n}"));
        loop {
            let body = json!({ "name": names.next().expect("the allowance is used up") });
            if shop.owner.post("/api/v1/projects", body).await.status == StatusCode::TOO_MANY_REQUESTS {
                break;
            }
        }
        // Reading, evaluation, logins and other organizations have their own limits.
        shop.owner.get(&path).await.ok();
        shop.evaluate("f", json!({})).await;
        world.anonymous().login(&shop.owner.email).await;
        other.flag("f", json!({})).await;
        let metrics = reqwest::get(format!("{}/metrics", world.metrics_url)).await.unwrap().text().await.unwrap();
        let line = r#"togul_rate_limited_total{endpoint="write",by="organization"} "#;
        let counted = metrics.lines().find_map(|text| text.strip_prefix(line)).expect("it is counted");
        assert_eq!(counted.parse::<u32>().unwrap(), refused + 1);
    }

    async fn revoked_keys_do_not_accumulate(world) {
        let shop = world.shop().await;
        for n in 0..1_100 {
            let statement = format!(
                "insert into api_keys
                   (id, project_id, environment_id, name, scope, key_prefix, secret_hash, revoked_at, created_at,
                    updated_at)
                 select {}, project_id, environment_id, 'revoked', scope, key_prefix, {}, created_at, created_at,
                        updated_at
                 from api_keys where scope = 'sdk' and name = 'sdk'",
                uuid_literal(world, n),
                bytes_literal(world, n),
            );
            assert_eq!(world.sql(&statement).await, 1);
        }
        let (key, _) = shop.key(json!({})).await;
        let path = format!("{}/api-keys/{}", shop.path, key["id"].as_str().unwrap());
        shop.owner.delete(&path).await.ok();
        let first = shop.owner.get(&format!("{}/api-keys", shop.path)).await.ok();
        let cursor = first["next_cursor"].as_str().unwrap();
        let rest = shop.owner.get(&format!("{}/api-keys?cursor={cursor}", shop.path)).await.ok();
        let keys: Vec<_> =
            [&first, &rest].iter().flat_map(|page| page["api_keys"].as_array().unwrap().clone()).collect();
        assert_eq!(keys.len(), 3 + 1_000);
        assert_eq!(keys.last().unwrap()["id"], key["id"], "the last one that was revoked stays");
        assert_eq!(keys.iter().filter(|key| key["revoked_at"].is_null()).count(), 3, "valid ones stay");
    }
}

/// The form of a UUID that both the column and the database's text accept.
fn uuid_literal(world: &World, n: usize) -> String {
    match &world.database {
        Database::Sqlite(_) => format!("x'{:032x}'", n + 1),
        _ => format!("'{}'", uuid::Uuid::from_u128(n as u128 + 1)),
    }
}

fn bytes_literal(world: &World, n: usize) -> String {
    match &world.database {
        Database::Sqlite(_) => format!("x'{n:064x}'"),
        _ => format!("decode('{n:064x}', 'hex')"),
    }
}
