//! Dry runs: the response of the real request, and nothing is written.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use togul_server::server::Settings;
use uuid::Uuid;

use super::routes::{Ids, OTHERS, Row, documented_path, router_routes, table, with_query};
use crate::world::{Contract, PASSWORD, Person, Reply, World, on_both};

/// Whether the write of this route can be a dry run.
fn has_dry_run(method: &str, route: &str) -> bool {
    let list = route.split('/').nth(1).unwrap();
    method != "GET" && ["projects", "members", "roles", "invitations"].contains(&list)
}

/// A write of the API.
struct Write {
    method: Method,
    path: String,
    caller: Person,
    body: Option<Value>,
}

impl Write {
    fn of(row: &Row, caller: &Person, ids: &Ids) -> Self {
        Self {
            method: row.method.parse().unwrap(),
            path: format!("/api/v1{}", ids.path(row.route)),
            caller: caller.clone(),
            body: row.body(caller, ids),
        }
    }

    async fn call(&self, query: &str) -> Reply {
        let request = self.caller.request(self.method.clone(), &with_query(&self.path, query));
        Reply::to(match &self.body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }

    /// Runs it dry, and then really: the responses are the same, and only the real one changes the database.
    async fn check(&self, world: &World) {
        let before = world.contents().await;
        let dry = self.call("?dry_run=true").await;
        let text = String::from_utf8_lossy(&dry.body).into_owned();
        let mut dry_body = dry.ok();
        let mark = dry_body.as_object_mut().unwrap().remove("dry_run");
        assert_eq!(mark, Some(Value::Bool(true)), "{dry:?}");
        for secret in ["tgl_srv_", "tgl_sdk_", "tgl_str_", "inv_tok_", "togul_pr_", "tgl_adm_"] {
            let is_secret = |rest: &str| rest.len() >= 43 && !rest[..43].contains('"');
            assert!(!text.split(secret).skip(1).any(is_secret), "a secret: {dry:?}");
        }
        assert_eq!(world.contents().await, before, "{dry:?}");

        let real = self.call("").await;
        assert_eq!(comparable(real.ok()), comparable(dry_body), "{real:?}");
        assert_ne!(world.contents().await, before, "{real:?}");
        for header in ["etag", "cache-control"] {
            assert_eq!(dry.header(header), real.header(header), "{dry:?}");
        }
    }
}

/// A response without what differs between two equal requests.
fn comparable(mut body: Value) -> Value {
    if let Value::Array(list) = body {
        return list.into_iter().map(comparable).collect();
    }
    if let Some(object) = body.as_object_mut() {
        for (name, value) in object {
            let is_own =
                ["id", "salt", "secret", "accept_token", "reset_token", "key_prefix"].contains(&&**name);
            *value = if is_own || name.ends_with("_at") {
                Value::Null
            } else if name == "warnings" {
                value.as_array().unwrap().iter().map(|warning| warning["code"].clone()).collect()
            } else {
                comparable(value.take())
            };
        }
    }
    body
}

/// The writes that are not in the table of routes, each with its route.
async fn others(world: &World) -> Vec<(&'static str, Write)> {
    let shop = world.shop().await;
    let write = |method: Method, path: &str, caller: &Person, body: Option<Value>| Write {
        method,
        path: format!("/api/v1{path}"),
        caller: caller.clone(),
        body,
    };
    let (leaving, forgetful) = (shop.member(world, "viewer").await, shop.member(world, "viewer").await);
    let reset = shop.member_path(&forgetful).await.replace("/api/v1", "") + "/password-reset";
    let token = shop.invite("new@example.com", "viewer").await;
    let new_account = json!({ "token": token, "name": "New", "password": PASSWORD });
    vec![
        ("DELETE /members/me", write(Method::DELETE, "/members/me", &leaving, None)),
        ("POST /members/{id}/password-reset", write(Method::POST, &reset, &shop.owner, None)),
        (
            "POST /invitations/accept",
            write(Method::POST, "/invitations/accept", &world.anonymous(), Some(new_account)),
        ),
    ]
}

/// An organization at its quotas, once it has what the tests of a role, a project and so on need.
fn small(settings: &mut Settings) {
    settings.quotas.roles = 1;
    settings.quotas.projects = 1;
}

on_both! {
    async fn every_write_below_projects_members_roles_and_invitations_has_one(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let mut tested = BTreeSet::new();
        for row in table().filter(|row| has_dry_run(row.method, row.route) && row.writes()) {
            let ids = Ids::new(&shop, &bystander).await;
            row.prepare(&shop.owner, &ids).await;
            Write::of(&row, &shop.owner, &ids).check(world).await;
            tested.insert(format!("{} {}", row.method, row.route));
        }
        for (route, write) in others(world).await {
            write.check(world).await;
            tested.insert(route.to_owned());
        }
        // An evaluation writes nothing.
        let has_write = |method: &str, path: &str| has_dry_run(method, path) && !path.ends_with("/evaluate");
        let routes = router_routes().into_iter().filter(|(method, path)| has_write(method, path));
        assert_eq!(tested, routes.map(|(method, path)| format!("{method} {path}")).collect());
    }

    async fn nothing_in_memory_changes_and_no_event_is_sent(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let ids = Ids::new(&shop, &bystander).await;
        let project = format!("/api/v1/projects/{}", ids["project"]);
        let body = json!({ "environment_id": ids["environment"], "name": "program", "scope": "server" });
        let created = shop.owner.post(&format!("{project}/api-keys"), body).await.ok();
        let program = shop.server.with_key(created["secret"].as_str().unwrap());
        let ids = ids.with("key", &Ids([("key", created["api_key"]["id"].as_str().unwrap().to_owned())].into()));
        let snapshot = program.get("/api/v1/snapshot").await;
        let mut events = program.stream("?content=true").await;
        events.expect("snapshot.reset").await;
        for row in table().filter(|row| has_dry_run(row.method, row.route)) {
            Write::of(&row, &shop.owner, &ids).call("?dry_run=true").await.ok();
            program.get("/api/v1/snapshot").await.assert_same(&snapshot, row);
        }
        let body = json!({ "environment_id": ids["environment"], "key": "last", "name": "last" });
        shop.owner.post(&format!("{project}/flags"), body).await.ok();
        assert_eq!(events.expect("flag.created").await.data["flag_key"], "last");
    }

    async fn refusals_are_those_of_the_real_request(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let (ids, viewer) = (Ids::new(&shop, &bystander).await, shop.member(world, "viewer").await);
        shop.add_to_project(&viewer, &ids["project"], "viewer").await;
        let unknown = ids.unknown();
        let mut statuses = BTreeSet::new();
        let mut compare = async |write: &Write| {
            let dry = write.call("?dry_run=true").await;
            if dry.status != 200 {
                write.call("").await.assert_same(&dry, &write.path);
            }
            statuses.insert(dry.status.as_u16());
        };
        for row in table().filter(|row| has_dry_run(row.method, row.route)) {
            compare(&Write::of(&row, &viewer, &ids)).await;
            compare(&Write::of(&row, &world.anonymous(), &ids)).await;
            compare(&Write::of(&row, &shop.owner, &unknown)).await;
            let write = Write::of(&row, &shop.owner, &ids);
            if write.body.is_some() {
                compare(&Write { body: Some(json!({ "unknown": 1 })), ..write }).await;
            }
        }
        // An object of the same key exists, or uses the role.
        let role = shop.custom_role("taken", &[]).await;
        let invitation = json!({ "email": "taken@example.com", "role_id": role["id"] });
        shop.owner.post("/api/v1/invitations", invitation.clone()).await.ok();
        shop.flag("taken", json!({})).await;
        let path = |list: &str| format!("{}/{list}", shop.path);
        let flag = json!({ "environment_id": shop.environment_id, "key": "taken", "name": "taken" });
        let taken = json!({ "key": "taken", "name": "taken", "permissions": [] });
        let environment = json!({ "key": "production", "name": "Production" });
        for (method, path, body) in [
            (Method::POST, path("flags"), Some(flag)),
            (Method::POST, path("environments"), Some(environment)),
            (Method::POST, "/api/v1/roles".to_owned(), Some(taken)),
            (Method::POST, "/api/v1/invitations".to_owned(), Some(invitation)),
            (Method::POST, "/api/v1/projects".to_owned(), Some(json!({ "name": "Shop" }))),
            (Method::DELETE, format!("/api/v1/roles/{}", role["id"].as_str().unwrap()), None),
            (Method::DELETE, "/api/v1/members/me".to_owned(), None),
        ] {
            let write = Write { method, path, caller: shop.owner.clone(), body };
            assert_eq!(write.call("?dry_run=true").await.status, 409, "{}", write.path);
            compare(&write).await;
        }
        assert_eq!(statuses, [200, 400, 401, 403, 404, 409].into());
        // The refusals of the viewer are in the audit log, although they were dry runs first.
        world.app.accounts.refusals.flush().await;
        let query = format!("/api/v1/audit-log?action=permission.denied&actor_id={}", viewer.user_id);
        assert!(shop.owner.get(&query).await.ok()["entries"].as_array().unwrap().len() > 5);
    }

    async fn a_refused_dry_run_is_audited(world) {
        let shop = world.shop().await;
        let viewer = shop.project_member(world, "viewer").await;
        let body = json!({ "environment_id": shop.environment_id, "key": "f", "name": "f" });
        viewer.post(&format!("{}/flags?dry_run=true", shop.path), body).await.denied("flags.write");
        world.app.accounts.refusals.flush().await;
        let entries = shop.owner.get("/api/v1/audit-log?action=permission.denied").await.ok()["entries"].clone();
        assert_eq!(entries.as_array().unwrap().len(), 1);
        assert_eq!(entries[0]["target_id"], "flags.write");
    }

    async fn if_match_is_honoured(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let rule = shop.rule(&flag, json!({})).await;
        for path in [shop.flag_path(&flag), shop.rule_path(&rule), shop.environment_path()] {
            let dry = format!("{path}?dry_run=true");
            for (method, body) in [(Method::PATCH, json!({ "name": "x" })), (Method::DELETE, json!({}))] {
                let body = if path.contains("/rules/") { json!({}) } else { body };
                let refused = shop.owner.send_if("\"9\"", method.clone(), &dry, body.clone()).await;
                refused.refused(412, "version_conflict");
                shop.owner.send_if("\"9\"", method.clone(), &path, body.clone()).await.assert_same(&refused, &path);
                let current = shop.owner.send_if("\"1\"", method.clone(), &dry, body).await;
                assert_eq!(current.ok()["dry_run"], true, "{method} {path}");
            }
        }
    }

    async fn quotas_are_checked(world with small) {
        let shop = world.shop().await;
        shop.custom_role("only", &[]).await;
        let role = json!({ "key": "another", "name": "Another", "permissions": [] });
        for (path, body) in [("/api/v1/projects", json!({ "name": "Another" })), ("/api/v1/roles", role)] {
            let refused = shop.owner.post(&format!("{path}?dry_run=true"), body.clone()).await;
            refused.refused(409, "quota_exceeded");
            shop.owner.post(path, body).await.assert_same(&refused, path);
        }
    }

    async fn a_patch_without_an_effect_is_marked_as_well(world) {
        let shop = world.shop().await;
        let path = shop.flag_path(&shop.flag("f", json!({})).await);
        let dry = shop.owner.patch(&format!("{path}?dry_run=true"), json!({ "name": "f" })).await.ok();
        assert_eq!((&dry["dry_run"], &dry["flag"]["version"]), (&json!(true), &json!(1)));
    }

    async fn machine_tokens_have_dry_runs(world) {
        let shop = world.shop().await;
        let body = json!({ "name": "ci", "role_id": shop.role("developer").await });
        let created = shop.owner.post("/api/v1/tokens", body).await.ok();
        let token = world.anonymous().with_bearer(created["secret"].as_str().unwrap());
        let body = json!({ "environment_id": shop.environment_id, "key": "f", "name": "f" });
        let write = Write { method: Method::POST, path: format!("{}/flags", shop.path), caller: token, body: Some(body) };
        write.check(world).await;
    }

    async fn an_invited_account_can_rehearse_to_join(world) {
        let (shop, ada) = (world.shop().await, world.register("Ada").await);
        let body = json!({ "token": shop.invite(&ada.email, "viewer").await });
        let path = "/api/v1/invitations/accept".to_owned();
        Write { method: Method::POST, path, caller: ada, body: Some(body) }.check(world).await;
    }

    async fn its_value_is_true_or_false(world) {
        let shop = world.shop().await;
        let path = format!("{}/flags", shop.path);
        for query in ["dry_run", "dry_run=", "dry_run=1", "dry_run=TRUE", "dry_run=yes", "dry_run=true&dry_run=true", "dry_run=%00"] {
            let body = json!({ "environment_id": shop.environment_id, "key": "f", "name": "f" });
            let reply = shop.owner.post(&format!("{path}?{query}"), body).await;
            assert_eq!(reply.refused_field(), "dry_run", "{query}");
        }
        assert_eq!(shop.revision().await, 0);
        let body = json!({ "environment_id": shop.environment_id, "key": "f", "name": "f" });
        let real = shop.owner.post(&format!("{path}?dry_run=false"), body).await.ok();
        assert_eq!(real.get("dry_run"), None);
        assert_eq!(shop.revision().await, 1);
    }

    async fn a_write_refuses_unknown_parameters(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let ids = Ids::new(&shop, &bystander).await;
        let before = world.contents().await;
        for row in table().filter(|row| !row.reads()) {
            for name in ["dryrun", "dry-run", "limit"] {
                let reply = row.call_with_query(&shop.owner, &ids, &format!("?dry_run=true&{name}=true")).await;
                let expected = if has_dry_run(row.method, row.route) { name } else { "dry_run" };
                assert_eq!(reply.refused_field(), expected, "{row:?}");
            }
        }
        let mut others = OTHERS.split_whitespace();
        while let (Some(method), Some(route)) = (others.next(), others.next()) {
            if method == "GET" || route.contains("/evaluate") || has_dry_run(method, route) {
                continue;
            }
            let path = format!("/api/v1{}?dry_run=true", route.replace("{id}", &Uuid::now_v7().to_string()));
            let request = shop.owner.request(method.parse().unwrap(), &path).json(&json!({}));
            assert_eq!(Reply::to(request).await.refused_field(), "dry_run", "{method} {route}");
        }
        assert_eq!(world.contents().await, before);
    }

    async fn the_document_has_the_parameter_where_it_works(world) {
        let (client, request) = world.anonymous().request(Method::GET, "/").build_split();
        let document = &Contract::of(&client, request.unwrap().url()).await.document;
        for (method, route) in router_routes() {
            let operation = &document["paths"][documented_path(route)][method.to_lowercase()];
            assert!(operation.is_object(), "{method} {route}");
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let described = parameters.iter().filter(|one| one["name"] == "dry_run" && one["in"] == "query");
            let expected = usize::from(has_dry_run(&method, route));
            assert_eq!(described.count(), expected, "{method} {route}");
            let is_marked = operation["responses"]["200"].to_string().contains("dry_run");
            assert_eq!(is_marked, expected == 1, "{method} {route}");
        }
    }
}
