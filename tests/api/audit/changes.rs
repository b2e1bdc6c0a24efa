//! Every change is logged once, in its transaction. Requests without a change are not logged, and neither are secrets.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use togul_server::{
    auth::token::Tokens,
    domain::{
        audit::{AuditFilter, Readable},
        id::Id,
        page::Page,
    },
    store,
};

use super::entries;
use crate::api::routes::router_routes;
use crate::world::{JWT_SECRET, Person, Reply, World, on_both, person::PASSWORD};

const NEW_PASSWORD: &str = "another horse entirely";

/// Sends requests, each with its own request id, and collects the entries that they must create.
struct Recorder {
    /// The organization whose log gets the next entries.
    organization: Value,
    routes: BTreeSet<String>,
    expected: Vec<Value>,
    secrets: Vec<String>,
}

/// An object as the log has it, for each reader.
fn without_permissions(object: &Value) -> Value {
    let mut object = object.clone();
    object.as_object_mut().unwrap().remove("permissions");
    object
}

impl Recorder {
    /// Calls `route`, with its `{…}` replaced by `ids` in order.
    async fn call(&mut self, caller: &Person, route: &str, ids: &[&Value], body: Value) -> Value {
        let (method, pattern) = route.split_once(' ').unwrap();
        let mut path = format!("/api/v1{pattern}");
        for id in ids {
            let (start, end) = (path.find('{').unwrap(), path.find('}').unwrap());
            path.replace_range(start..=end, id.as_str().unwrap());
        }
        self.routes.insert(route.to_owned());
        let request = caller.request(method.parse::<Method>().unwrap(), &path);
        let request = request.header("x-request-id", format!("step-{}", self.expected.len()));
        let reply = Reply::to(if method == "DELETE" { request } else { request.json(&body) }).await.ok();
        for secret in ["token", "refresh_token", "accept_token", "reset_token", "secret"] {
            self.secrets.extend(reply[secret].as_str().map(str::to_owned));
        }
        reply
    }

    /// Adds the entry that the last call must have created.
    fn expect(&mut self, user: &Value, action: &str, project: &Value, target: &Value, states: [&Value; 2]) {
        let [before, after] = difference(states);
        let flag = match (action.split_once('.'), states) {
            (Some(("flag", _)), _) => target.clone(),
            (Some(("rule", _)), [before, after]) => {
                json!(before["flag_id"].as_str().or(after["flag_id"].as_str()))
            }
            _ => json!(null),
        };
        self.expected.push(json!({
            "organization_id": self.organization, "project_id": project,
            "actor": { "id": user["id"], "name": user["name"], "email": user["email"] },
            "action": action, "target_type": action.split('.').next(), "target_id": target,
            "flag_id": flag, "before": before, "after": after, "truncated": false,
            "address": "127.0.0.1", "request_id": format!("step-{}", self.expected.len()),
        }));
    }

    /// The entries that were created by this recorder's calls, without ids and times.
    fn recorded(entries: &[Value]) -> Vec<Value> {
        let is_recorded = |entry: &&Value| entry["request_id"].as_str().unwrap().starts_with("step-");
        let stripped = |entry: &Value| {
            let mut entry = entry.clone();
            let object = entry.as_object_mut().unwrap();
            assert!(object.remove("id").is_some_and(|id| id.is_string()));
            assert!(object.remove("created_at").is_some_and(|time| time.as_str().unwrap().ends_with('Z')));
            entry
        };
        entries.iter().filter(is_recorded).map(stripped).collect()
    }
}

/// Of two states, the fields that differ.
fn difference([before, after]: [&Value; 2]) -> [Value; 2] {
    let only = |state: &Value, other: &Value| match (state, other) {
        (Value::Object(state), Value::Object(other)) => state
            .iter()
            .filter(|(name, value)| other.get(*name) != Some(value))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        _ => state.clone(),
    };
    [only(before, after), only(after, before)]
}

/// The id of a session, from its access token.
fn session(session: &Value) -> Value {
    let claims = Tokens::new(JWT_SECRET, None).verify(session["token"].as_str().unwrap());
    json!(claims.expect("a valid token").sid)
}

/// The log of a deleted organization, which the API no longer returns.
async fn entries_of(world: &World, organization: &Value) -> Vec<Value> {
    let id = Id::from(organization.as_str().unwrap().parse::<uuid::Uuid>().unwrap());
    let mut reader = world.app.store.read().await.unwrap();
    let filter = AuditFilter::default();
    let listed = store::audit::list(reader.conn(), id, &Readable::All, &filter, Page::FIRST).await;
    listed.unwrap().rows.iter().map(|entry| serde_json::to_value(entry).unwrap()).collect()
}

on_both! {
    async fn an_entry_and_its_change_hold_any_text_exactly(world) {
        let shop = world.shop().await;
        let name = r"'); drop table users; -- $1 $$ ' \ $999 {} 名前 🚀";
        let flag = shop.flag("f", json!({ "value_type": "string", "default_value": name })).await;
        let changed = shop.owner.patch(&shop.flag_path(&flag), json!({ "name": name })).await.ok();
        assert_eq!(changed["flag"]["name"], name);
        let logged = entries(&shop.owner).await;
        let changed = logged.iter().find(|entry| entry["action"] == "flag.updated").unwrap();
        assert_eq!(changed["after"]["name"], name);
        assert_eq!(shop.evaluate("f", json!({})).await["value"], name);
        let mut replayed = shop.stream.stream("?since=0").await;
        assert_eq!(replayed.expect("flag.created").await.id, Some(1));
    }

    async fn every_change_is_logged_once_with_its_actor_and_address(world) {
        let anonymous = world.anonymous();
        let mut recorder = Recorder {
            organization: json!(null),
            routes: BTreeSet::new(),
            expected: Vec::new(),
            secrets: vec![PASSWORD.to_owned(), NEW_PASSWORD.to_owned(), "argon2".to_owned()],
        };
        let d = &mut recorder;
        let none = &json!(null);

        // Accounts and sessions.
        let body = json!({ "name": "Ada", "username": "ada@example.com", "password": PASSWORD });
        let user = d.call(&anonymous, "POST /register", &[], body).await["user"].clone();
        d.organization = json!(anonymous.login("ada@example.com").await.organization_id);
        d.expect(&user, "user.registered", none, &user["id"], [none, &user]);
        let credentials = json!({ "username": "ada@example.com", "password": PASSWORD });
        let open = d.call(&anonymous, "POST /login", &[], credentials).await;
        d.expect(&user, "session.created", none, &session(&open), [none, none]);
        let body = json!({ "refresh_token": open["refresh_token"] });
        let open = d.call(&anonymous, "POST /refresh-token", &[], body).await;
        d.expect(&user, "session.refreshed", none, &session(&open), [none, none]);
        let ada = anonymous.with_session(&open);
        let before = user;
        let user = d.call(&ada, "PATCH /me", &[], json!({ "name": "Ada L" })).await["user"].clone();
        d.expect(&user, "user.updated", none, &user["id"], [&before, &user]);
        let body = json!({ "current_password": PASSWORD, "new_password": NEW_PASSWORD });
        d.call(&ada, "POST /me/password", &[], body).await;
        d.expect(&user, "user.password_changed", none, &user["id"], [none, none]);

        // The organization and its members.
        let before = ada.get("/api/v1/organizations/current").await.ok();
        let after = d.call(&ada, "PATCH /organizations/current", &[], json!({ "name": "Renamed" })).await;
        d.expect(&user, "organization.updated", none, &after["id"], [&before, &after]);
        let body = json!({ "key": "ops", "name": "Ops", "permissions": ["flags.read", "flags.write"] });
        let role = d.call(&ada, "POST /roles", &[], body).await["role"].clone();
        d.expect(&user, "role.created", none, &role["id"], [none, &role]);
        let body = json!({ "permissions": ["flags.read"] });
        let ops = d.call(&ada, "PATCH /roles/{id}", &[&role["id"]], body).await["role"].clone();
        d.expect(&user, "role.updated", none, &ops["id"], [&role, &ops]);
        let body = json!({ "email": "bob@example.com", "role_id": ops["id"] });
        let invited = d.call(&ada, "POST /invitations", &[], body.clone()).await;
        let invitation = &invited["invitation"];
        d.expect(&user, "invitation.created", none, &invitation["id"], [none, invitation]);
        d.call(&ada, "DELETE /invitations/{id}", &[&invitation["id"]], json!({})).await;
        d.expect(&user, "invitation.withdrawn", none, &invitation["id"], [invitation, none]);
        let invited = ada.post("/api/v1/invitations", body).await.ok();
        let invitation = &invited["invitation"];
        d.secrets.push(invited["accept_token"].as_str().unwrap().to_owned());
        let body = json!({ "token": invited["accept_token"], "name": "Bob", "password": PASSWORD });
        let member = d.call(&anonymous, "POST /invitations/accept", &[], body).await["member"].clone();
        let bob = &member["user"].clone();
        d.expect(bob, "invitation.accepted", none, &invitation["id"], [none, &member]);
        let viewer = ada.get("/api/v1/roles").await.ok()["roles"][4].clone();
        let body = json!({ "role_id": viewer["id"] });
        let before = member;
        let member = d.call(&ada, "PATCH /members/{id}", &[&before["id"]], body).await["member"].clone();
        d.expect(&user, "member.updated", none, &member["id"], [&before, &member]);
        let reset = d.call(&ada, "POST /members/{id}/password-reset", &[&member["id"]], json!({})).await;
        d.expect(&user, "member.password_reset_issued", none, &member["id"], [none, none]);
        let body = json!({ "token": reset["reset_token"], "new_password": PASSWORD });
        d.call(&anonymous, "POST /password-reset", &[], body).await;
        d.expect(bob, "user.password_reset", none, &bob["id"], [none, none]);

        // A project and everything in it.
        let created = d.call(&ada, "POST /projects", &[], json!({ "name": "Shop" })).await;
        let before = without_permissions(&created["project"]);
        let p = &before["id"];
        d.expect(&user, "project.created", p, p, [none, &before]);
        let body = json!({ "description": "sells" });
        let changed = d.call(&ada, "PATCH /projects/{project_id}", &[p], body).await;
        let project = without_permissions(&changed["project"]);
        d.expect(&user, "project.updated", p, p, [&before, &project]);
        let body = json!({ "user_id": bob["id"], "role_id": viewer["id"] });
        let before = d.call(&ada, "POST /projects/{project_id}/members", &[p], body).await["member"].clone();
        let ids = [p, &before["id"]];
        d.expect(&user, "project_member.added", p, ids[1], [none, &before]);
        let body = json!({ "role_id": ops["id"] });
        let after = d.call(&ada, "PATCH /projects/{project_id}/members/{member_id}", &ids, body).await;
        d.expect(&user, "project_member.updated", p, ids[1], [&before, &after["member"]]);
        d.call(&ada, "DELETE /projects/{project_id}/members/{member_id}", &ids, json!({})).await;
        d.expect(&user, "project_member.removed", p, ids[1], [&after["member"], none]);

        let body = json!({ "key": "production", "name": "Production" });
        let created = d.call(&ada, "POST /projects/{project_id}/environments", &[p], body).await;
        let e = [p, &created["environment"]["id"]];
        d.expect(&user, "environment.created", p, e[1], [none, &created["environment"]]);
        let environment = "/projects/{project_id}/environments/{id}";
        let after = d.call(&ada, &format!("PATCH {environment}"), &e, json!({ "name": "Live" })).await;
        let states = [&created["environment"], &after["environment"]];
        d.expect(&user, "environment.updated", p, e[1], states);
        let body = json!({ "regions": ["local", "eu"] });
        d.call(&ada, &format!("PUT {environment}/regions"), &e, body).await;
        let environment_path =
            format!("/api/v1/projects/{}/environments/{}", p.as_str().unwrap(), e[1].as_str().unwrap());
        let moved = ada.get(&environment_path).await.ok();
        let states = [&after["environment"], &moved["environment"]];
        d.expect(&user, "environment.updated", p, e[1], states);

        let body = json!({ "environment_id": e[1], "name": "k", "scope": "server" });
        let before =
            d.call(&ada, "POST /projects/{project_id}/api-keys", &[p], body).await["api_key"].clone();
        let k = [p, &before["id"]];
        d.expect(&user, "api_key.created", p, k[1], [none, &before]);
        let after = d.call(&ada, "POST /projects/{project_id}/api-keys/{id}/rotate", &k, json!({})).await;
        d.expect(&user, "api_key.rotated", p, k[1], [&before, &after["api_key"]]);
        d.call(&ada, "DELETE /projects/{project_id}/api-keys/{id}", &k, json!({})).await;
        let keys = format!("/api/v1/projects/{}/api-keys", p.as_str().unwrap());
        let revoked = ada.get(&keys).await.ok();
        d.expect(&user, "api_key.revoked", p, k[1], [&after["api_key"], &revoked["api_keys"][0]]);

        let body = json!({ "environment_id": e[1], "key": "f", "name": "f" });
        let before = d.call(&ada, "POST /projects/{project_id}/flags", &[p], body).await["flag"].clone();
        let f = [p, &before["id"]];
        d.expect(&user, "flag.created", p, f[1], [none, &before]);
        let body = json!({ "enabled": false });
        let flag = d.call(&ada, "PATCH /projects/{project_id}/flags/{id}", &f, body).await["flag"].clone();
        d.expect(&user, "flag.updated", p, f[1], [&before, &flag]);
        let route = "POST /projects/{project_id}/flags/{id}";
        let archived = d.call(&ada, &format!("{route}/archive"), &f, json!({})).await["flag"].clone();
        d.expect(&user, "flag.archived", p, f[1], [&flag, &archived]);
        let restored = d.call(&ada, &format!("{route}/restore"), &f, json!({})).await["flag"].clone();
        d.expect(&user, "flag.restored", p, f[1], [&archived, &restored]);
        let body = json!({ "flag_id": f[1], "priority": 1, "rule_type": "boolean", "return_value": true });
        let before =
            d.call(&ada, "POST /projects/{project_id}/rules", &[p], body.clone()).await["rule"].clone();
        let r = [p, &before["id"]];
        d.expect(&user, "rule.created", p, r[1], [none, &before]);
        let after =
            d.call(&ada, "PATCH /projects/{project_id}/rules/{id}", &r, json!({ "priority": 2 })).await;
        d.expect(&user, "rule.updated", p, r[1], [&before, &after["rule"]]);
        let body_of_order = json!({ "rule_ids": [r[1]] });
        let ordered = d.call(&ada, &format!("PUT {}/rules/order", &route[5..]), &f, body_of_order).await;
        let order = |flag: &Value, rule: &Value| {
            json!({ "version": flag["version"], "rules": [{ "id": rule["id"], "priority": rule["priority"] }] })
        };
        let states = [&order(&restored, &after["rule"]), &order(&ordered["flag"], &ordered["rules"][0])];
        d.expect(&user, "flag.updated", p, f[1], states);
        d.call(&ada, "DELETE /projects/{project_id}/rules/{id}", &r, json!({})).await;
        d.expect(&user, "rule.deleted", p, r[1], [&ordered["rules"][0], none]);
        let rules = format!("/api/v1/projects/{}/rules", p.as_str().unwrap());
        ada.post(&rules, body).await.ok();
        let flags = format!("/api/v1/projects/{}/flags/{}", p.as_str().unwrap(), f[1].as_str().unwrap());
        let whole = ada.get(&flags).await.ok();
        d.call(&ada, "DELETE /projects/{project_id}/flags/{id}", &f, json!({})).await;
        d.expect(&user, "flag.deleted", p, f[1], [&whole, none]);

        let body = json!({ "environment_id": e[1], "key": "s", "name": "s" });
        let mut segment = d.call(&ada, "POST /projects/{project_id}/segments", &[p], body).await["segment"].clone();
        let s = [p, &segment["id"].clone()];
        d.expect(&user, "segment.created", p, s[1], [none, &segment]);
        let route = "/projects/{project_id}/segments/{id}";
        let renamed = d.call(&ada, &format!("PATCH {route}"), &s, json!({ "name": "t" })).await["segment"].clone();
        d.expect(&user, "segment.updated", p, s[1], [&segment, &renamed]);
        segment = renamed;
        let segment_path = format!("/api/v1/projects/{}/segments/{}", p.as_str().unwrap(), s[1].as_str().unwrap());
        for list in ["included", "excluded"] {
            d.call(&ada, &format!("POST {route}/{list}"), &s, json!({ "add": [list] })).await;
            let edited = ada.get(&segment_path).await.ok()["segment"].clone();
            let (mut before, mut after) = (segment, edited.clone());
            before[list] = json!({ "count": 0, "only_here": 0, "values": [] });
            after[list] = json!({ "count": 1, "only_here": 1, "values": [list] });
            d.expect(&user, "segment.updated", p, s[1], [&before, &after]);
            segment = edited;
        }
        d.call(&ada, &format!("DELETE {route}"), &s, json!({})).await;
        d.expect(&user, "segment.deleted", p, s[1], [&segment, none]);

        // Deletions.
        let before = ada.get(&environment_path).await.ok();
        d.call(&ada, &format!("DELETE {environment}"), &e, json!({})).await;
        d.expect(&user, "environment.deleted", p, e[1], [&before["environment"], none]);
        d.call(&ada, "DELETE /projects/{project_id}", &[p], json!({})).await;
        d.expect(&user, "project.deleted", p, p, [&project, none]);
        d.call(&ada, "DELETE /members/{id}", &[&member["id"]], json!({})).await;
        d.expect(&user, "member.removed", none, &member["id"], [&member, none]);
        let body = json!({ "email": "bob@example.com", "role_id": viewer["id"] });
        let invited = d.call(&ada, "POST /invitations", &[], body).await;
        let invitation = &invited["invitation"];
        d.expect(&user, "invitation.created", none, &invitation["id"], [none, invitation]);
        let credentials = json!({ "username": "bob@example.com", "password": PASSWORD });
        // A user without an organization has no log.
        let outside = anonymous.login("bob@example.com").await;
        let body = json!({ "token": invited["accept_token"] });
        let member = d.call(&outside, "POST /invitations/accept", &[], body).await["member"].clone();
        d.expect(bob, "invitation.accepted", none, &invitation["id"], [none, &member]);
        let inside = d.call(&anonymous, "POST /login", &[], credentials).await;
        d.expect(bob, "session.created", none, &session(&inside), [none, none]);
        d.call(&anonymous.with_session(&inside), "DELETE /members/me", &[], json!({})).await;
        d.expect(bob, "member.removed", none, &member["id"], [&member, none]);
        let body = json!({ "name": "bot", "role_id": viewer["id"] });
        let token = d.call(&ada, "POST /tokens", &[], body).await["token"].clone();
        d.expect(&user, "token.created", none, &token["id"], [none, &token]);
        d.call(&ada, "DELETE /tokens/{id}", &[&token["id"]], json!({})).await;
        d.expect(&user, "token.deleted", none, &token["id"], [&token, none]);
        d.call(&ada, "DELETE /roles/{id}", &[&ops["id"]], json!({})).await;
        d.expect(&user, "role.deleted", none, &ops["id"], [&ops, none]);
        let credentials = json!({ "username": "ada@example.com", "password": NEW_PASSWORD });
        let other = session(&anonymous.post("/api/v1/login", credentials.clone()).await.ok());
        d.call(&ada, "DELETE /me/sessions/{id}", &[&other], json!({})).await;
        d.expect(&user, "session.ended", none, &other, [none, none]);
        let other = anonymous.post("/api/v1/login", credentials.clone()).await.ok();
        let body = json!({ "refresh_token": other["refresh_token"] });
        d.call(&anonymous, "POST /logout", &[], body).await;
        d.expect(&user, "session.ended", none, &session(&other), [none, none]);
        let here = d.expected.len();

        // A second organization, which has its own log.
        let created = d.call(&ada, "POST /organizations", &[], json!({ "name": "Second" })).await;
        d.organization = created["organization"]["id"].clone();
        let second = d.organization.clone();
        let mut organization = without_permissions(&created["organization"]);
        organization.as_object_mut().unwrap().remove("role");
        d.expect(&user, "organization.created", none, &second, [none, &organization]);
        let other = anonymous.with_session(&anonymous.post("/api/v1/login", credentials).await.ok());
        let body = json!({ "organization_id": second, "refresh_token": other.refresh_token });
        let there = d.call(&other, "POST /me/switch-organization", &[], body).await;
        d.expect(&user, "session.switched", none, &session(&there), [none, none]);
        let there = anonymous.with_session(&there);
        let whole = there.get("/api/v1/organizations/current").await.ok();
        d.expected[here]["after"] = whole.clone();
        d.call(&there, "DELETE /organizations/{id}", &[&second], json!({})).await;
        d.expect(&user, "organization.deleted", none, &second, [&whole, none]);

        let (ours, theirs) = (entries(&ada).await, entries_of(world, &second).await);
        for (n, (entry, expected)) in Recorder::recorded(&ours)
            .iter()
            .chain(&Recorder::recorded(&theirs))
            .zip(&recorder.expected)
            .enumerate()
        {
            // Entries have the user's name at that time.
            let mut expected = expected.clone();
            if n < 3 {
                expected["actor"]["name"] = json!("Ada");
            }
            assert_eq!(*entry, expected, "{n}");
        }
        assert_eq!((Recorder::recorded(&ours).len(), Recorder::recorded(&theirs).len()), (here, 3));
        let text = json!([ours, theirs]).to_string();
        for secret in &recorder.secrets {
            assert!(!text.contains(secret.as_str()), "{secret}");
        }
        assert_eq!(recorder.secrets.len(), 18, "{:?}", recorder.secrets);
        assert_eq!(recorder.routes, routes_that_change_something());
    }

    async fn requests_that_fail_or_change_nothing_are_not_logged(world) {
        let shop = world.shop().await;
        let owner = &shop.owner;
        let flag = shop.flag("f", json!({})).await;
        let rule = shop.rule(&flag, json!({})).await;
        let role = shop.custom_role("ops", &["flags.read"]).await;
        let (key, _) = shop.key(json!({})).await;
        let bob = shop.member(world, "viewer").await;
        let joined = shop.add_to_project(&bob, &shop.project_id, "viewer").await;
        let members = owner.get("/api/v1/members").await.ok()["members"].clone();
        let member = |n: usize| format!("/api/v1/members/{}", members[n]["id"].as_str().unwrap());
        let role_path = format!("/api/v1/roles/{}", role["id"].as_str().unwrap());
        let key_path = format!("{}/api-keys/{}", shop.path, key["id"].as_str().unwrap());
        let joined = format!("{}/members/{}", shop.path, joined["id"].as_str().unwrap());
        let viewer = shop.role("viewer").await;
        owner.delete(&key_path).await.ok();
        let before = entries(owner).await;
        for (path, body) in [
            ("/api/v1/me", json!({ "name": "Ada Owner" })),
            ("/api/v1/organizations/current", json!({})),
            (&member(1), json!({ "role_id": viewer })),
            (&role_path, json!({ "permissions": ["flags.read"], "name": "ops" })),
            (&shop.path, json!({ "name": "Shop" })),
            (&joined, json!({ "role_id": viewer })),
            (&shop.environment_path(), json!({ "name": "Production" })),
            (&shop.flag_path(&flag), json!({ "enabled": true, "default_value": false })),
            (&shop.rule_path(&rule), json!({ "priority": 10, "is_active": true })),
        ] {
            owner.patch(path, body).await.ok();
        }
        let regions = format!("{}/regions", shop.environment_path());
        owner.put(&regions, json!({ "regions": ["local"] })).await.ok();
        owner.delete(&key_path).await.ok();
        let body = |email: &str| json!({ "email": email, "role_id": viewer });
        let environment = &shop.environment_id;
        for (reply, status) in [
            (owner.post("/api/v1/projects", json!({ "name": "shop" })).await, 409),
            (owner.post("/api/v1/roles", json!({ "key": "ops", "name": "n", "permissions": [] })).await, 409),
            (owner.post("/api/v1/invitations", body(&bob.email)).await, 409),
            (owner.post("/api/v1/invitations", body("x")).await, 400),
            (owner.delete(&member(0)).await, 409),
            (owner.delete("/api/v1/roles/x").await, 404),
            (owner.delete(&format!("/api/v1/organizations/{}", owner.organization_id)).await, 409),
            (owner.send_if("\"9\"", Method::DELETE, &shop.flag_path(&flag), json!({})).await, 412),
            (owner.patch(&shop.rule_path(&rule), json!({ "priority": "x" })).await, 400),
            (
                owner
                    .post(
                        &format!("{}/flags", shop.path),
                        json!({ "environment_id": environment, "key": "f", "name": "f" }),
                    )
                    .await,
                409,
            ),
            (owner.post(&format!("{key_path}/rotate"), json!({})).await, 409),
            (owner.post("/api/v1/refresh-token", json!({ "refresh_token": "togul_rt_x" })).await, 401),
        ] {
            assert_eq!(reply.status.as_u16(), status, "{reply:?}");
        }
        assert_eq!(entries(owner).await, before);
    }
}

/// Every route, except those that read or evaluate.
/// But for imports, which have a test of their own.
fn routes_that_change_something() -> BTreeSet<String> {
    let changes = |(method, path): &(String, &str)| {
        method != "GET" && !path.contains("/evaluate") && !path.ends_with("/import")
    };
    let changing = router_routes().into_iter().filter(changes);
    changing.map(|(method, path)| format!("{method} {path}")).collect()
}
