//! Deleting a large project deletes everything in it, and nothing else, in one transaction.

use std::collections::BTreeMap;

use serde_json::json;
use togul_server::store::Conn;

use crate::world::{Database, Shop, World, on_both};

/// The tables of projects and their objects.
fn tables() -> Vec<&'static str> {
    let schema = include_str!("../../togul-server/migrations/0002_projects.sql");
    let names = schema.lines().filter_map(|line| line.strip_prefix("create table "));
    names.map(|name| name.trim_end_matches(" (")).collect()
}

/// The number of rows of each table.
async fn counts(world: &World) -> BTreeMap<&'static str, i64> {
    let mut counts = BTreeMap::new();
    for table in tables() {
        let query = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        let mut reader = world.app.store.read().await.unwrap();
        let count: i64 = match reader.conn() {
            Conn::Pg(c, _) => sqlx::query_scalar(query).fetch_one(c).await.unwrap(),
            Conn::Lite(c, _) => sqlx::query_scalar(query).fetch_one(c).await.unwrap(),
        };
        counts.insert(table, count);
    }
    counts
}

/// Copies the project's environment, flag and rule, until it has 20 environments, 2,000 flags and 10,000 rules.
async fn grow(world: &World, shop: &Shop) {
    let flag = shop.flag("original", json!({})).await;
    let rule = shop.rule(&flag, json!({})).await;
    let on_sqlite = matches!(world.database, Database::Sqlite(_));
    let new_id = if on_sqlite { "randomblob(16)" } else { "gen_random_uuid()" };
    let id = |id: &str| if on_sqlite { format!("x'{}'", id.replace('-', "")) } else { format!("'{id}'") };
    let project = id(&shop.project_id);
    let environment = id(&shop.environment_id);
    let (flag, rule) = (id(flag["id"].as_str().unwrap()), id(rule["id"].as_str().unwrap()));
    let up_to =
        |n: u32| format!("with recursive n(i) as (select 1 union all select i + 1 from n where i < {n})");
    for (statement, rows) in [
        (
            format!(
                "{} insert into environments
                   (id, project_id, key, name, description, regions, revision, fingerprint, access_version,
                    version, created_at, updated_at)
                 select {new_id}, project_id, key || i, name, description, regions, revision, fingerprint,
                        access_version, version, created_at, updated_at
                 from environments, n
                 where id = {environment}",
                up_to(19)
            ),
            19,
        ),
        (
            format!(
                "{} insert into flags
                   (id, environment_id, key, name, description, search, enabled, value_type, default_value, salt,
                    snapshot, version, created_at, updated_at)
                 select {new_id}, e.id, f.key || i, f.name, f.description, f.search, f.enabled, f.value_type,
                        f.default_value, f.salt, f.snapshot, f.version, f.created_at, f.updated_at
                 from flags f, environments e, n
                 where f.id = {flag} and e.project_id = {project}",
                up_to(100)
            ),
            2_000,
        ),
        (
            format!(
                "{} insert into rules
                   (id, flag_id, priority, rule_type, attribute, operator, value_json, rollout_thousandths,
                    bucket_by, conditions, return_value, is_active, version, created_at, updated_at)
                 select {new_id}, f.id, i, rule_type, attribute, operator, value_json, rollout_thousandths,
                        bucket_by, conditions, return_value, is_active, r.version, r.created_at, r.updated_at
                 from rules r, flags f, environments e, n
                 where r.id = {rule} and f.environment_id = e.id and e.project_id = {project} and f.id <> {flag}",
                up_to(5)
            ),
            10_000,
        ),
        (
            format!(
                "insert into changes
                   (environment_id, revision, type, object_key, object, fingerprint, changed_by, changed_at, object_kind,
                    is_last)
                 select e.id, c.revision, type, object_key, object, c.fingerprint, changed_by, changed_at,
                        object_kind, is_last
                 from changes c, environments e
                 where c.environment_id = {environment} and e.project_id = {project} and e.id <> {environment}"
            ),
            38,
        ),
    ] {
        assert_eq!(world.sql(&statement).await, rows, "{statement}");
    }
}

on_both! {
    async fn deleting_a_large_project_deletes_all_of_it_and_nothing_else(world) {
        let other = world.shop().await;
        let flag = other.flag("other", json!({})).await;
        other.rule(&flag, json!({})).await;
        other.project_member(world, "viewer").await;
        let before = counts(world).await;

        let shop = world.shop().await;
        let sibling = shop.owner.post("/api/v1/projects", json!({ "name": "Sibling" })).await.ok();
        let sibling = sibling["project"].clone();
        for role in ["developer", "viewer", "analyst"] {
            shop.project_member(world, role).await;
        }
        grow(world, &shop).await;
        let grown = counts(world).await;
        for (table, rows) in [("environments", 20), ("flags", 2_001), ("rules", 10_001), ("api_keys", 3)] {
            assert_eq!(grown[table] - before[table], rows, "{table}");
        }
        assert!(tables().iter().all(|table| grown[table] > before[table]), "{grown:?}");

        let (deleted, theirs, answer) = futures_util::join!(
            shop.owner.delete(&shop.path),
            other.flag("during", json!({})),
            other.evaluate("other", json!({})),
        );
        assert_eq!(deleted.ok(), json!({ "deleted": true }));
        assert_eq!((&theirs["key"], &answer["value"]), (&json!("during"), &json!(true)));
        let mut expected = before.clone();
        // The sibling, and the flag created in the other organization during the deletion.
        for table in ["projects", "flags", "changes"] {
            *expected.get_mut(table).unwrap() += 1;
        }
        assert_eq!(counts(world).await, expected);

        shop.owner.get(&shop.path).await.refused(404, "not_found");
        shop.server.get("/api/v1/snapshot").await.refused(401, "unauthorized");
        assert_eq!(shop.owner.get("/api/v1/projects").await.ok()["projects"], json!([sibling]));
        let log = shop.owner.get(&format!("/api/v1/audit-log?project_id={}", shop.project_id)).await.ok();
        let entries = log["entries"].as_array().unwrap();
        let logged = |action: &str| entries.iter().filter(|entry| entry["action"] == action).count();
        for (action, times) in [
            ("project.created", 1),
            ("environment.created", 1),
            ("api_key.created", 3),
            ("flag.created", 1),
            ("rule.created", 1),
            ("project_member.added", 3),
            ("project.deleted", 1),
        ] {
            assert_eq!(logged(action), times, "{action}");
        }
        assert_eq!(entries.last().unwrap()["action"], "project.deleted");
        // The slug is free again.
        let again = shop.owner.post("/api/v1/projects", json!({ "name": "Shop" })).await.ok();
        assert_eq!(again["project"]["slug"], "shop");
        other.flag("afterwards", json!({})).await;
    }
}
