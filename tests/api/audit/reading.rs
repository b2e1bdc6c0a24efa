//! Reading the audit log: filters, pages, the export, and who can read which entries.

use reqwest::Method;
use serde_json::{Value, json};
use togul_server::{
    domain::{
        audit::{Action, AuditEvent, Author},
        id::Id,
        request_source::{RequestSource, WriteMode},
        time,
    },
    store,
};
use uuid::Uuid;

use super::{LOG, entries};
use crate::world::{Person, World, on_both};

const EXPORT: &str = "/api/v1/audit-log/export";

/// The lines of an export.
async fn export(person: &Person, query: &str) -> Vec<Value> {
    let reply = person.get(&format!("{EXPORT}{query}")).await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "application/jsonl"));
    let text = String::from_utf8(reply.body).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Inserts this many entries with the same time, directly into the database, because that is faster.
async fn insert_entries(world: &World, person: &Person, n: usize) {
    let id = |text: &str| text.parse::<Uuid>().unwrap();
    let source = RequestSource {
        address: [192, 0, 2, 1].into(),
        request_id: "inserted".to_owned(),
        mode: WriteMode::Commit,
    };
    let author = Author { user: Id::from(id(&person.user_id)), source };
    let (mut tx, now) = (world.app.store.begin().await.unwrap(), time::now());
    for n in 0..n {
        let event = AuditEvent::new(
            Action::FlagUpdated,
            Id::from(id(&person.organization_id)),
            Uuid::from_u128(n as u128),
        );
        store::audit::insert(tx.last(), &author, &event.after(json!({ "n": n })), now, None);
    }
    tx.commit().await.unwrap();
}

on_both! {
    async fn filters_select_entries_and_can_be_combined(world) {
        let shop = world.shop().await;
        let admin = shop.member(world, "admin").await;
        let flag = shop.flag("f", json!({})).await;
        admin.patch(&shop.flag_path(&flag), json!({ "enabled": false })).await.ok();
        admin.post("/api/v1/projects", json!({ "name": "Other" })).await.ok();
        shop.rule(&flag, json!({})).await;
        let all = entries(&shop.owner).await;
        let (middle, flag) = (all[all.len() / 2].clone(), flag["id"].as_str().unwrap());
        let (instant, project) = (middle["created_at"].as_str().unwrap(), &shop.project_id);
        let is = |field: &'static str, value: &str| {
            let value = value.to_owned();
            Box::new(move |entry: &Value| entry[field] == value.as_str()) as Box<dyn Fn(&Value) -> bool>
        };
        let (after, before) = (instant.to_owned(), instant.to_owned());
        let (actor, actors) = (admin.user_id.clone(), admin.user_id.clone());
        for (query, holds) in [
            (format!("project_id={project}"), is("project_id", project)),
            (
                format!("actor_id={actor}"),
                Box::new(move |entry: &Value| entry["actor"]["id"] == actor.as_str()),
            ),
            ("action=flag.updated".to_owned(), is("action", "flag.updated")),
            ("target_type=flag".to_owned(), is("target_type", "flag")),
            (
                "exclude_target_type=session".to_owned(),
                Box::new(|entry: &Value| entry["target_type"] != "session"),
            ),
            (format!("target_id={flag}"), is("target_id", flag)),
            (format!("flag_id={flag}"), is("flag_id", flag)),
            (
                format!("since={instant}"),
                Box::new(move |entry| entry["created_at"].as_str().unwrap() >= &*after),
            ),
            (
                format!("until={instant}"),
                Box::new(move |entry| entry["created_at"].as_str().unwrap() < &*before),
            ),
            (
                format!("target_type=flag&actor_id={actors}&project_id={project}"),
                Box::new(move |entry| {
                    entry["target_type"] == "flag" && entry["actor"]["id"] == actors.as_str()
                }),
            ),
        ] {
            let expected: Vec<_> = all.iter().filter(|entry| holds(entry)).cloned().collect();
            assert!((1..all.len()).contains(&expected.len()), "{query}: {}", expected.len());
            let query = format!("?{query}");
            let list = shop.owner.get(&format!("{LOG}{query}")).await.ok();
            assert_eq!(list, json!({ "entries": expected, "next_cursor": null }), "{query}");
            assert_eq!(shop.owner.pages(LOG, "entries", &query).await, expected, "{query}");
            assert_eq!(export(&shop.owner, &query).await, expected, "{query}");
            let (newest_first, query) = (expected.into_iter().rev().collect::<Vec<_>>(), format!("{query}&order=desc"));
            assert_eq!(shop.owner.pages(LOG, "entries", &query).await, newest_first, "{query}");
            assert_eq!(export(&shop.owner, &query).await, newest_first, "{query}");
        }
        let of_flag = all.iter().filter(|entry| entry["flag_id"] == *flag).map(|entry| entry["action"].as_str().unwrap());
        assert_eq!(of_flag.collect::<Vec<_>>(), ["flag.created", "flag.updated", "rule.created"]);
        for no_match in [
            format!("actor_id={}", Uuid::now_v7()),
            "target_type=dragon".to_owned(),
            "action=role.deleted".to_owned(),
            "since=2999-01-01T00:00:00Z".to_owned(),
            format!("since={instant}&until={instant}"),
        ] {
            let list = shop.owner.get(&format!("{LOG}?{no_match}")).await.ok();
            assert_eq!(list["entries"], json!([]), "{no_match}");
            assert_eq!(export(&shop.owner, &format!("?{no_match}")).await, [] as [Value; 0]);
        }
        assert_eq!(shop.owner.pages(LOG, "entries", "").await, all);
    }

    async fn an_invalid_filter_is_refused_by_name(world) {
        let ada = world.register("Ada").await;
        for (field, value) in [
            ("project_id", "shop"),
            ("actor_id", "ada@example.com"),
            ("action", "flag.flown"),
            ("action", ""),
            ("action", "Flag.Updated"),
            ("since", "yesterday"),
            ("until", "2030-01-01"),
            ("flag_id", "f"),
            ("order", "newest"),
            ("cursor", "x"),
            ("page", "2"),
        ] {
            for path in [LOG, EXPORT] {
                let reply = ada.get(&format!("{path}?{field}={value}")).await;
                assert_eq!(reply.refused_field(), field, "{path} {value}");
            }
        }
        for limit in ["0", "1001", "-1", "x"] {
            assert_eq!(ada.get(&format!("{LOG}?limit={limit}")).await.refused_field(), "limit");
        }
        let twice = ada.get(&format!("{LOG}?action=flag.updated&action=flag.deleted")).await;
        assert_eq!(twice.refused_field(), "action");
    }

    async fn an_export_contains_the_whole_list(world) {
        let shop = world.shop().await;
        insert_entries(world, &shop.owner, 2100).await;
        shop.flag("last", json!({})).await;
        let (mut list, mut cursors) = (Vec::new(), Vec::new());
        let mut query = String::new();
        loop {
            let page = shop.owner.get(&format!("{LOG}{query}")).await.ok();
            list.extend(page["entries"].as_array().unwrap().clone());
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            assert!(matches!(list.len(), 1000 | 2000), "{}", list.len());
            query = format!("?cursor={cursor}");
            cursors.push(query.clone());
        }
        assert_eq!(cursors.len(), 2);
        let exported = export(&shop.owner, "").await;
        assert_eq!(exported.len(), list.len());
        assert!(exported == list, "the export differs from the list");
        let inserted = exported.iter().filter(|entry| entry["request_id"] == "inserted");
        assert!(inserted.map(|entry| entry["after"]["n"].as_u64().unwrap()).eq(0..2100));
        assert_eq!(exported.last().unwrap()["after"]["key"], "last");
        for (n, cursor) in cursors.iter().enumerate() {
            assert!(export(&shop.owner, cursor).await == list[(n + 1) * 1000..], "{cursor}");
        }
        let mut newest_first = export(&shop.owner, "?order=desc").await;
        newest_first.reverse();
        assert!(newest_first == list, "the export in the other order differs from the list");
        let filtered = export(&shop.owner, "?action=flag.updated").await;
        assert_eq!(filtered.len(), 2100);
        assert_eq!(export(&shop.owner, "?action=flag.created").await.len(), 1);
    }

    async fn an_analyst_reads_the_entries_of_their_projects_only(world) {
        let shop = world.shop().await;
        let other = shop.owner.post("/api/v1/projects", json!({ "name": "Other" })).await.ok();
        let other = other["project"]["id"].as_str().unwrap();
        let third = shop.owner.post("/api/v1/projects", json!({ "name": "Third" })).await.ok();
        let third = third["project"]["id"].as_str().unwrap();
        shop.flag("f", json!({})).await;
        let analyst = shop.member(world, "analyst").await;
        let reads = async || {
            let list = entries(&analyst).await;
            assert_eq!(export(&analyst, "").await, list);
            list
        };
        assert_eq!(reads().await, [] as [Value; 0]);
        // In the second project the analyst has a role without `audit.read`; they are no member of the third.
        let joined = shop.add_to_project(&analyst, &shop.project_id, "analyst").await;
        shop.add_to_project(&analyst, other, "viewer").await;
        let expected: Vec<_> = entries(&shop.owner)
            .await
            .into_iter()
            .filter(|entry| entry["project_id"] == json!(shop.project_id))
            .collect();
        assert!(expected.len() > 5);
        assert_eq!(reads().await, expected);
        for hidden in [other, third] {
            let list = analyst.get(&format!("{LOG}?project_id={hidden}")).await.ok();
            assert_eq!(list["entries"], json!([]));
        }
        shop.add_to_project(&analyst, third, "admin").await;
        assert!(reads().await.iter().any(|entry| entry["project_id"] == third));
        shop.owner.delete(&format!("{}/members/{}", shop.path, joined["id"].as_str().unwrap())).await.ok();
        assert!(reads().await.iter().all(|entry| entry["project_id"] == third));
    }

    async fn reading_the_log_needs_the_permission_in_the_organization(world) {
        let shop = world.shop().await;
        for role in ["developer", "viewer"] {
            let person = shop.member(world, role).await;
            shop.add_to_project(&person, &shop.project_id, "analyst").await;
            for path in [LOG, EXPORT] {
                person.get(path).await.denied("audit.read");
            }
        }
        let admin = shop.member(world, "admin").await;
        assert_eq!(entries(&admin).await, entries(&shop.owner).await);
        for path in [LOG, EXPORT] {
            world.anonymous().get(path).await.refused(401, "unauthorized");
            shop.server.get(path).await.refused(401, "unauthorized");
        }
    }

    async fn an_organization_cannot_read_the_log_of_another(world) {
        let (ours, theirs) = (world.shop().await, world.shop().await);
        let mine = entries(&ours.owner).await;
        assert!(mine.iter().all(|entry| entry["organization_id"] == json!(ours.owner.organization_id)));
        for query in [
            format!("project_id={}", theirs.project_id),
            format!("actor_id={}", theirs.owner.user_id),
            format!("target_id={}", theirs.environment_id),
        ] {
            let list = ours.owner.get(&format!("{LOG}?{query}")).await.ok();
            assert_eq!(list["entries"], json!([]), "{query}");
        }
    }

    async fn reading_the_log_is_not_logged(world) {
        let shop = world.shop().await;
        let before = entries(&shop.owner).await;
        export(&shop.owner, "").await;
        for path in [LOG, "/api/v1/projects", "/api/v1/me", "/api/v1/permissions", &shop.path] {
            shop.owner.get(path).await.ok();
        }
        shop.owner.send(Method::GET, LOG, "").await.ok();
        assert_eq!(entries(&shop.owner).await, before);
    }
}
