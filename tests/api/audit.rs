//! The audit log: which events it records, and who can read it.

mod changes;
mod reading;

use std::slice;

use reqwest::Method;
use serde_json::{Value, json};
use togul_server::{
    auth::token::Tokens,
    domain::{
        account::Registration,
        audit::Author,
        permission::Permission,
        request_source::{RequestSource, WriteMode},
    },
    service::{
        accounts::Accounts,
        refusals::{Denial, RefusalLog},
    },
};

use crate::world::{JWT_SECRET, Person, Reply, World, fields, on_both};

const LOG: &str = "/api/v1/audit-log";
/// Waits until refusals of requests and logins, which are written in the background, are in the log.
async fn flush(world: &World) {
    world.app.accounts.refusals.flush().await;
}

async fn entries(person: &Person) -> Vec<Value> {
    person.get(LOG).await.ok()["entries"].as_array().unwrap().clone()
}

/// The number of entries of this action.
async fn count(person: &Person, action: &str) -> usize {
    let list = person.get(&format!("{LOG}?action={action}")).await.ok();
    list["entries"].as_array().unwrap().len()
}

/// Makes all entries older than a minute, so that the next refusal is recorded again.
async fn age_entries(world: &World) {
    world.sql("update audit_log set created_at = '2020-01-01T00:00:00+00:00', once = null").await;
}

on_both! {
    async fn the_log_of_a_deleted_project_remains(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let of_project = format!("{LOG}?project_id={}", shop.project_id);
        let before = shop.owner.get(&of_project).await.ok()["entries"].as_array().unwrap().clone();
        shop.owner.delete(&shop.path).await.ok();
        let after = shop.owner.get(&of_project).await.ok()["entries"].as_array().unwrap().clone();
        assert_eq!(after[..before.len()], before);
        assert_eq!(
            (after.len(), &after[before.len()]["action"]),
            (before.len() + 1, &json!("project.deleted"))
        );
        let all = entries(&shop.owner).await;
        assert_eq!(
            all.iter().filter(|entry| entry["project_id"] == json!(shop.project_id)).count(),
            after.len()
        );
    }

    async fn a_reused_refresh_token_is_logged(world) {
        let ada = world.register("Ada").await;
        let thief = world.anonymous();
        let body = json!({ "refresh_token": ada.refresh_token });
        ada.post("/api/v1/refresh-token", body.clone()).await.ok();
        thief.post("/api/v1/refresh-token", body).await.refused(401, "unauthorized");
        let again = world.anonymous().login(&ada.email).await;
        let logged = entries(&again).await;
        let replayed: Vec<_> = logged.iter().filter(|entry| entry["action"] == "session.replayed").collect();
        assert_eq!(replayed.len(), 1);
        assert_eq!(
            (&replayed[0]["actor"]["id"], &replayed[0]["project_id"]),
            (&json!(ada.user_id), &json!(null))
        );
    }

    async fn a_failed_login_is_one_entry_in_the_log_of_each_organization_of_the_account(world) {
        let (shop, other) = (world.shop().await, world.shop().await);
        let bob = shop.member(world, "viewer").await;
        let carol = shop.member(world, "viewer").await;
        let guess = async |email: &str| {
            let body = json!({ "username": email, "password": "not the password" });
            let request = world.anonymous().request(Method::POST, "/api/v1/login").json(&body);
            Reply::to(request.header("x-request-id", "a-guess")).await.refused(401, "unauthorized");
            flush(world).await;
        };
        let of = async |owner: &Person, query: &str| {
            let list = owner.get(&format!("{LOG}?action=user.login_refused{query}")).await.ok();
            list["entries"].as_array().unwrap().clone()
        };
        guess("unknown@example.com").await;
        guess(&bob.email).await;
        // Who becomes a member later brings no earlier failures along.
        other.add_member(&bob, "viewer").await;
        assert_eq!(of(&other.owner, "").await, [] as [Value; 0]);
        age_entries(world).await;
        world.sql("update members set created_at = '2019-01-01T00:00:00+00:00'").await;
        let entry = of(&shop.owner, "").await.remove(0);
        assert_eq!(of(&other.owner, "").await, slice::from_ref(&entry), "the same entry");
        assert_eq!(entry["actor"], json!({ "id": bob.user_id, "name": "viewer", "email": bob.email }));
        assert_eq!((&entry["target_type"], &entry["target_id"]), (&json!("user"), &json!(bob.user_id)));
        assert_eq!(entry["request_id"], "a-guess");
        for nothing in ["organization_id", "project_id", "flag_id", "before", "after", "address"] {
            assert_eq!(entry[nothing], json!(null), "{nothing}");
        }
        assert_eq!(world.sql("update audit_log set once = null where action = 'user.login_refused'").await, 1);
        // Within a minute the same refusal is not logged again, but that of another account is.
        guess(&bob.email.to_uppercase()).await;
        guess(&carol.email).await;
        assert_eq!(of(&shop.owner, "").await.len(), 2);
        assert_eq!(of(&other.owner, "").await.len(), 1, "carol is not a member");
        // Another process asks the database, where the entry is older than a minute.
        let process = Accounts::new(world.app.store.clone(), Tokens::new(JWT_SECRET, None), Registration::Open);
        for (email, expected) in [(&bob.email, 3), (&bob.email, 3), (&carol.email, 3)] {
            let source = RequestSource { address: [192, 0, 2, 1].into(), request_id: String::new(), mode: WriteMode::Commit };
            let credentials = json!({ "username": email, "password": "not the password" });
            process.login(serde_json::from_value(credentials).unwrap(), source).await.unwrap_err();
            process.refusals.flush().await;
            assert_eq!(of(&shop.owner, "").await.len(), expected, "{email}");
        }
        // Filters and pages include them, in both orders.
        let all = of(&shop.owner, "").await;
        let of_bob = format!("&actor_id={}", bob.user_id);
        assert_eq!(of(&shop.owner, &of_bob).await, [all[0].clone(), all[2].clone()]);
        for (order, reversed) in [("asc", false), ("desc", true)] {
            let query = format!("?order={order}");
            let mut pages = shop.owner.pages(LOG, "entries", &query).await;
            if reversed {
                pages.reverse();
            }
            assert_eq!(pages, entries(&shop.owner).await, "{order}");
            assert_eq!(pages.iter().filter(|entry| entry["action"] == "user.login_refused").count(), 3);
        }
        // They are no entries of a project, and members who do not see all projects do not see them.
        let analyst = shop.project_member(world, "analyst").await;
        assert_eq!(of(&analyst, "").await, [] as [Value; 0]);
        assert_eq!(of(&shop.owner, &format!("&project_id={}", shop.project_id)).await, [] as [Value; 0]);
    }

    async fn a_missing_permission_is_logged_once_a_minute(world) {
        let shop = world.shop().await;
        let bob = shop.project_member(world, "viewer").await;
        let make = json!({ "name": "Mine" });
        let denied = async || {
            flush(world).await;
            let list = shop.owner.get(&format!("{LOG}?action=permission.denied")).await.ok();
            let of = |entry: &Value| {
                (entry["target_id"].as_str().unwrap().to_owned(), entry["project_id"].clone())
            };
            list["entries"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
        };
        let in_project = json!(shop.project_id);
        let make_project = ("projects.write".to_owned(), json!(null));
        let expected = [
            make_project.clone(),
            ("members.read".to_owned(), json!(null)),
            ("flags.write".to_owned(), in_project.clone()),
        ];
        for _ in 0..3 {
            bob.post("/api/v1/projects", make.clone()).await.refused(403, "forbidden");
            bob.get("/api/v1/members").await.refused(403, "forbidden");
            let body = json!({ "environment_id": shop.environment_id, "key": "f", "name": "f" });
            bob.post(&format!("{}/flags", shop.path), body).await.refused(403, "forbidden");
        }
        assert_eq!(denied().await, expected);
        let list = shop.owner.get(&format!("{LOG}?action=permission.denied")).await.ok();
        let entry = &list["entries"][2];
        assert_eq!(entry["actor"], json!({ "id": bob.user_id, "name": "viewer", "email": bob.email }));
        assert_eq!((&entry["target_type"], &entry["address"]), (&json!("permission"), &json!("127.0.0.1")));
        let request = json!({ "method": "POST", "route": "/api/v1/projects/{project_id}/flags" });
        assert_eq!((&entry["before"], &entry["after"]), (&json!(null), &request));
        // A request for something that does not exist is not a missing permission.
        bob.get("/api/v1/projects/x").await.refused(404, "not_found");
        shop.member(world, "viewer").await.get(&shop.path).await.refused(404, "not_found");
        assert_eq!(denied().await.len(), 3);
        // A denial of another user is logged.
        let carol = shop.member(world, "viewer").await;
        carol.post("/api/v1/projects", make.clone()).await.refused(403, "forbidden");
        assert_eq!(denied().await[3..], *slice::from_ref(&make_project));
        // Another process asks the database: the denials are recent at first, and older than a minute later.
        let process = RefusalLog::start(world.app.store.clone());
        let id = |text: &str| text.parse::<uuid::Uuid>().unwrap();
        let deny = async |log: &RefusalLog| {
            let source = RequestSource { address: [127, 0, 0, 1].into(), request_id: String::new(), mode: WriteMode::Commit };
            let denial = Denial {
                organization: id(&shop.owner.organization_id).into(),
                project: None,
                token: None,
                permission: Permission::ProjectsWrite,
                method: "POST".to_owned(),
                route: "/api/v1/projects".to_owned(),
            };
            log.denied(Author { user: id(&bob.user_id).into(), source }, denial);
            log.flush().await;
        };
        deny(&process).await;
        assert_eq!(denied().await.len(), 4);
        age_entries(world).await;
        deny(&process).await;
        assert_eq!(denied().await.len(), 4, "the process remembers it");
        deny(&RefusalLog::start(world.app.store.clone())).await;
        assert_eq!(denied().await.into_iter().filter(|one| *one == make_project).count(), 3);
    }

    async fn denials_on_ever_new_paths_are_one_entry(world) {
        let shop = world.shop().await;
        let bob = shop.project_member(world, "viewer").await;
        for _ in 0..200 {
            let path = format!("{}/flags/{}", shop.path, uuid::Uuid::now_v7());
            bob.patch(&path, json!({})).await.denied("flags.write");
        }
        flush(world).await;
        assert_eq!(count(&shop.owner, "permission.denied").await, 1);
    }

    async fn a_full_queue_of_refusals_drops_and_counts_them(world) {
        let shop = world.shop().await;
        let log = RefusalLog::start(world.app.store.clone());
        let id = |text: &str| text.parse::<uuid::Uuid>().unwrap();
        // More than the queue holds, before this task lets the writer run.
        for n in 0..1_500 {
            let source = RequestSource { address: [127, 0, 0, 1].into(), request_id: String::new(), mode: WriteMode::Commit };
            let denial = Denial {
                organization: id(&shop.owner.organization_id).into(),
                project: None,
                token: None,
                permission: Permission::ProjectsWrite,
                method: "POST".to_owned(),
                route: format!("/{n}"),
            };
            log.denied(Author { user: id(&shop.owner.user_id).into(), source }, denial);
        }
        log.flush().await;
        let written = shop.owner.get(&format!("{LOG}?action=permission.denied&limit=1")).await.ok();
        assert!(written["next_cursor"].is_string(), "{written}");
        let (list, dropped) = (shop.owner.pages(LOG, "entries", "?action=permission.denied").await, log.dropped());
        assert_eq!(list.len() as u64 + dropped, 1_500);
        let metrics = reqwest::get(format!("{}/metrics", world.metrics_url)).await.unwrap().text().await.unwrap();
        assert!(metrics.contains("togul_audit_refusals_dropped_total 0\n"), "those of the server's own log");
    }

    async fn an_entry_has_at_most_64_kib_and_a_small_change_a_small_one(world) {
        let shop = world.shop().await;
        let value = "x".repeat(60_000);
        let flag = shop.flag("f", json!({ "value_type": "string", "default_value": value })).await;
        for n in 0..3 {
            let value = format!("{n}{}", "\u{1F680}".repeat(15_000));
            shop.rule(&flag, json!({ "priority": n, "return_value": value })).await;
        }
        shop.owner.patch(&shop.flag_path(&flag), json!({ "enabled": false })).await.ok();
        shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": "y".repeat(60_000) })).await.ok();
        shop.owner.delete(&shop.flag_path(&flag)).await.ok();
        let reply = shop.owner.get(&format!("{LOG}?flag_id={}", flag["id"].as_str().unwrap())).await;
        let log = reply.ok()["entries"].as_array().unwrap().clone();
        let actions: Vec<_> = log.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
        let rule = "rule.created";
        assert_eq!(actions, ["flag.created", rule, rule, rule, "flag.updated", "flag.updated", "flag.deleted"]);
        for entry in &log {
            let sizes = [&entry["before"], &entry["after"]].map(|state| state.to_string().len());
            assert!(sizes.iter().sum::<usize>() <= 64 * 1024 + 8, "{sizes:?}");
        }
        let cut: Vec<_> = log.iter().map(|entry| entry["truncated"].as_bool().unwrap()).collect();
        assert_eq!(cut, [false, false, false, false, false, true, true]);
        assert_eq!(log[0]["after"]["default_value"], value);
        let changed = json!({ "enabled": true, "version": 1, "updated_at": log[4]["before"]["updated_at"] });
        assert_eq!(log[4]["before"], changed);
        assert_eq!(fields(&log[4]["after"]), ["enabled", "updated_at", "version"]);
        for state in [&log[5]["before"], &log[5]["after"]] {
            assert_eq!(state["default_value"]["truncated"], true);
            assert_eq!(state["default_value"]["bytes"], 60_002);
        }
        let deleted = &log[6]["before"];
        assert_eq!((&deleted["flag"]["key"], &deleted["flag"]["enabled"]), (&json!("f"), &json!(false)));
        // Entries that an earlier version wrote without a bound are cut when they are read.
        let whole = json!({ "flag": { "key": "f" }, "rules": vec![json!({ "": 0 }); 200_000] });
        world.sql(&format!("update audit_log set before = '{whole}' where action = 'flag.deleted'")).await;
        let old = shop.owner.get(&format!("{LOG}?action=flag.deleted")).await.ok()["entries"][0].clone();
        assert_eq!((&old["truncated"], &old["before"]["flag"]), (&json!(true), &json!({ "key": "f" })));
        assert_eq!(old["before"]["rules"]["truncated"], true);
    }

    async fn the_log_cannot_be_changed(world) {
        let shop = world.shop().await;
        let before = entries(&shop.owner).await;
        let id = before[0]["id"].as_str().unwrap();
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            for path in [LOG, "/api/v1/audit-log/export"] {
                let request = shop.owner.request(method.clone(), path).json(&json!({}));
                Reply::to(request).await.refused(405, "method_not_allowed");
            }
            let request = shop.owner.request(method.clone(), &format!("{LOG}/{id}")).json(&json!({}));
            Reply::to(request).await.refused(404, "not_found");
        }
        assert_eq!(entries(&shop.owner).await, before);
        assert_eq!(
            fields(&before[0]),
            [
                "action",
                "actor",
                "address",
                "after",
                "before",
                "created_at",
                "flag_id",
                "id",
                "organization_id",
                "project_id",
                "request_id",
                "target_id",
                "target_type",
                "truncated",
            ]
        );
    }
}
