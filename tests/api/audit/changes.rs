//! Every change is told once, in the same transaction; what changes nothing is not, and secrets never are.

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
use crate::api::routes::of_the_router;
use crate::world::{JWT_SECRET, Person, Reply, World, on_both, person::PASSWORD};

const NEW_PASSWORD: &str = "another horse entirely";

/// Does things once each, under request ids of their own, and keeps the entries that they ought to make.
struct Diary {
    /// Whose log the next entries are in.
    organization: Value,
    routes: BTreeSet<String>,
    expected: Vec<Value>,
    secrets: Vec<String>,
}

impl Diary {
    /// Asks for `route`, its `{…}` replaced by `ids` in turn.
    async fn act(&mut self, caller: &Person, route: &str, ids: &[&Value], body: Value) -> Value {
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
        for secret in ["token", "refresh_token", "accept_token", "secret"] {
            self.secrets.extend(reply[secret].as_str().map(str::to_owned));
        }
        reply
    }

    /// What the last act is told as: by whom, what, of which project, to what, before and after.
    fn told(&mut self, user: &Value, action: &str, project: &Value, target: &Value, states: [&Value; 2]) {
        let [before, after] = states;
        self.expected.push(json!({
            "organization_id": self.organization, "project_id": project,
            "actor": { "id": user["id"], "name": user["name"], "email": user["email"] },
            "action": action, "target_type": action.split('.').next(), "target_id": target,
            "before": before, "after": after,
            "address": "127.0.0.1", "request_id": format!("step-{}", self.expected.len()),
        }));
    }

    /// The entries of these that this diary's acts made.
    fn mine(entries: &[Value]) -> Vec<Value> {
        let is_mine = |entry: &&Value| entry["request_id"].as_str().unwrap().starts_with("step-");
        let stripped = |entry: &Value| {
            let mut entry = entry.clone();
            let object = entry.as_object_mut().unwrap();
            assert!(object.remove("id").is_some_and(|id| id.is_string()));
            assert!(object.remove("created_at").is_some_and(|time| time.as_str().unwrap().ends_with('Z')));
            entry
        };
        entries.iter().filter(is_mine).map(stripped).collect()
    }
}

/// The id of a session.
fn session(session: &Value) -> Value {
    let claims = Tokens::new(JWT_SECRET, None).verify(session["token"].as_str().unwrap());
    json!(claims.expect("it is ours").sid)
}

/// The log of an organization that nobody can read any more.
async fn entries_of(world: &World, organization: &Value) -> Vec<Value> {
    let id = Id::from(organization.as_str().unwrap().parse::<uuid::Uuid>().unwrap());
    let mut reader = world.app.store.read().await.unwrap();
    let filter = AuditFilter::default();
    let listed = store::audit::list(reader.conn(), id, &Readable::All, &filter, Page::default()).await;
    listed.unwrap().rows.iter().map(|entry| serde_json::to_value(entry).unwrap()).collect()
}

on_both! {
    async fn every_change_is_told_once_by_whom_and_from_where(world) {
        let anonymous = world.anonymous();
        let mut diary = Diary {
            organization: json!(null),
            routes: BTreeSet::new(),
            expected: Vec::new(),
            secrets: vec![PASSWORD.to_owned(), NEW_PASSWORD.to_owned(), "argon2".to_owned()],
        };
        let d = &mut diary;
        let none = &json!(null);

        // Accounts and sessions.
        let body = json!({ "name": "Ada", "username": "ada@example.com", "password": PASSWORD });
        let user = d.act(&anonymous, "POST /register", &[], body).await["user"].clone();
        d.organization = json!(anonymous.login("ada@example.com").await.organization_id);
        d.told(&user, "user.registered", none, &user["id"], [none, &user]);
        let credentials = json!({ "username": "ada@example.com", "password": PASSWORD });
        let open = d.act(&anonymous, "POST /login", &[], credentials).await;
        d.told(&user, "session.created", none, &session(&open), [none, none]);
        let body = json!({ "refresh_token": open["refresh_token"] });
        let open = d.act(&anonymous, "POST /refresh-token", &[], body).await;
        d.told(&user, "session.refreshed", none, &session(&open), [none, none]);
        let ada = anonymous.with_session(&open);
        let before = user;
        let user = d.act(&ada, "PATCH /me", &[], json!({ "name": "Ada L" })).await["user"].clone();
        d.told(&user, "user.updated", none, &user["id"], [&before, &user]);
        let body = json!({ "current_password": PASSWORD, "new_password": NEW_PASSWORD });
        d.act(&ada, "POST /me/password", &[], body).await;
        d.told(&user, "user.password_changed", none, &user["id"], [none, none]);

        // The organization and who is in it.
        let before = ada.get("/api/v1/organizations/current").await.ok();
        let after = d.act(&ada, "PATCH /organizations/current", &[], json!({ "name": "Renamed" })).await;
        d.told(&user, "organization.updated", none, &after["id"], [&before, &after]);
        let body = json!({ "key": "ops", "name": "Ops", "permissions": ["flags.read", "flags.write"] });
        let role = d.act(&ada, "POST /roles", &[], body).await["role"].clone();
        d.told(&user, "role.created", none, &role["id"], [none, &role]);
        let body = json!({ "permissions": ["flags.read"] });
        let ops = d.act(&ada, "PATCH /roles/{id}", &[&role["id"]], body).await["role"].clone();
        d.told(&user, "role.updated", none, &ops["id"], [&role, &ops]);
        let body = json!({ "email": "bob@example.com", "role_id": ops["id"] });
        let invited = d.act(&ada, "POST /invitations", &[], body.clone()).await;
        let invitation = &invited["invitation"];
        d.told(&user, "invitation.created", none, &invitation["id"], [none, invitation]);
        d.act(&ada, "DELETE /invitations/{id}", &[&invitation["id"]], json!({})).await;
        d.told(&user, "invitation.withdrawn", none, &invitation["id"], [invitation, none]);
        let invited = ada.post("/api/v1/invitations", body).await.ok();
        let invitation = &invited["invitation"];
        d.secrets.push(invited["accept_token"].as_str().unwrap().to_owned());
        let body = json!({ "token": invited["accept_token"], "name": "Bob", "password": PASSWORD });
        let member = d.act(&anonymous, "POST /invitations/accept", &[], body).await["member"].clone();
        let bob = &member["user"].clone();
        d.told(bob, "invitation.accepted", none, &invitation["id"], [invitation, &member]);
        let viewer = ada.get("/api/v1/roles").await.ok()["roles"][4].clone();
        let body = json!({ "role_id": viewer["id"] });
        let before = member;
        let member = d.act(&ada, "PATCH /members/{id}", &[&before["id"]], body).await["member"].clone();
        d.told(&user, "member.updated", none, &member["id"], [&before, &member]);

        // A project and everything in it.
        let before = d.act(&ada, "POST /projects", &[], json!({ "name": "Shop" })).await["project"].clone();
        let p = &before["id"];
        d.told(&user, "project.created", p, p, [none, &before]);
        let body = json!({ "description": "sells" });
        let project = d.act(&ada, "PATCH /projects/{project_id}", &[p], body).await["project"].clone();
        d.told(&user, "project.updated", p, p, [&before, &project]);
        let body = json!({ "user_id": bob["id"], "role_id": viewer["id"] });
        let before = d.act(&ada, "POST /projects/{project_id}/members", &[p], body).await["member"].clone();
        let ids = [p, &before["id"]];
        d.told(&user, "project_member.added", p, ids[1], [none, &before]);
        let body = json!({ "role_id": ops["id"] });
        let after = d.act(&ada, "PATCH /projects/{project_id}/members/{member_id}", &ids, body).await;
        d.told(&user, "project_member.updated", p, ids[1], [&before, &after["member"]]);
        d.act(&ada, "DELETE /projects/{project_id}/members/{member_id}", &ids, json!({})).await;
        d.told(&user, "project_member.removed", p, ids[1], [&after["member"], none]);

        let body = json!({ "key": "production", "name": "Production" });
        let created = d.act(&ada, "POST /projects/{project_id}/environments", &[p], body).await;
        let e = [p, &created["environment"]["id"]];
        d.told(&user, "environment.created", p, e[1], [none, &created["environment"]]);
        let environment = "/projects/{project_id}/environments/{id}";
        let after = d.act(&ada, &format!("PATCH {environment}"), &e, json!({ "name": "Live" })).await;
        let states = [&created["environment"], &after["environment"]];
        d.told(&user, "environment.updated", p, e[1], states);
        let body = json!({ "regions": ["local", "eu"] });
        d.act(&ada, &format!("PUT {environment}/regions"), &e, body).await;
        let place =
            format!("/api/v1/projects/{}/environments/{}", p.as_str().unwrap(), e[1].as_str().unwrap());
        let moved = ada.get(&place).await.ok();
        let states = [&after["environment"], &moved["environment"]];
        d.told(&user, "environment.updated", p, e[1], states);

        let body = json!({ "environment_id": e[1], "name": "k", "scope": "server" });
        let before = d.act(&ada, "POST /projects/{project_id}/api-keys", &[p], body).await["api_key"].clone();
        let k = [p, &before["id"]];
        d.told(&user, "api_key.created", p, k[1], [none, &before]);
        let after = d.act(&ada, "POST /projects/{project_id}/api-keys/{id}/rotate", &k, json!({})).await;
        d.told(&user, "api_key.rotated", p, k[1], [&before, &after["api_key"]]);
        d.act(&ada, "DELETE /projects/{project_id}/api-keys/{id}", &k, json!({})).await;
        let keys = format!("/api/v1/projects/{}/api-keys", p.as_str().unwrap());
        let revoked = ada.get(&keys).await.ok();
        d.told(&user, "api_key.revoked", p, k[1], [&after["api_key"], &revoked["api_keys"][0]]);

        let body = json!({ "environment_id": e[1], "key": "f", "name": "f" });
        let before = d.act(&ada, "POST /projects/{project_id}/flags", &[p], body).await["flag"].clone();
        let f = [p, &before["id"]];
        d.told(&user, "flag.created", p, f[1], [none, &before]);
        let body = json!({ "enabled": false });
        let flag = d.act(&ada, "PATCH /projects/{project_id}/flags/{id}", &f, body).await["flag"].clone();
        d.told(&user, "flag.updated", p, f[1], [&before, &flag]);
        let body = json!({ "flag_id": f[1], "priority": 1, "rule_type": "boolean", "return_value": true });
        let before =
            d.act(&ada, "POST /projects/{project_id}/rules", &[p], body.clone()).await["rule"].clone();
        let r = [p, &before["id"]];
        d.told(&user, "rule.created", p, r[1], [none, &before]);
        let after =
            d.act(&ada, "PATCH /projects/{project_id}/rules/{id}", &r, json!({ "priority": 2 })).await;
        d.told(&user, "rule.updated", p, r[1], [&before, &after["rule"]]);
        d.act(&ada, "DELETE /projects/{project_id}/rules/{id}", &r, json!({})).await;
        d.told(&user, "rule.deleted", p, r[1], [&after["rule"], none]);
        let rules = format!("/api/v1/projects/{}/rules", p.as_str().unwrap());
        ada.post(&rules, body).await.ok();
        let flags = format!("/api/v1/projects/{}/flags/{}", p.as_str().unwrap(), f[1].as_str().unwrap());
        let whole = ada.get(&flags).await.ok();
        d.act(&ada, "DELETE /projects/{project_id}/flags/{id}", &f, json!({})).await;
        d.told(&user, "flag.deleted", p, f[1], [&whole, none]);

        // And all of it goes again.
        let before = ada.get(&place).await.ok();
        d.act(&ada, &format!("DELETE {environment}"), &e, json!({})).await;
        d.told(&user, "environment.deleted", p, e[1], [&before["environment"], none]);
        d.act(&ada, "DELETE /projects/{project_id}", &[p], json!({})).await;
        d.told(&user, "project.deleted", p, p, [&project, none]);
        d.act(&ada, "DELETE /members/{id}", &[&member["id"]], json!({})).await;
        d.told(&user, "member.removed", none, &member["id"], [&member, none]);
        d.act(&ada, "DELETE /roles/{id}", &[&ops["id"]], json!({})).await;
        d.told(&user, "role.deleted", none, &ops["id"], [&ops, none]);
        let credentials = json!({ "username": "ada@example.com", "password": NEW_PASSWORD });
        let other = anonymous.post("/api/v1/login", credentials.clone()).await.ok();
        let body = json!({ "refresh_token": other["refresh_token"] });
        d.act(&anonymous, "POST /logout", &[], body).await;
        d.told(&user, "session.ended", none, &session(&other), [none, none]);
        let here = d.expected.len();

        // In a log of its own, which nobody reads after the end.
        let created = d.act(&ada, "POST /organizations", &[], json!({ "name": "Second" })).await;
        d.organization = created["organization"]["id"].clone();
        let second = d.organization.clone();
        let mut organization = created["organization"].clone();
        organization.as_object_mut().unwrap().remove("role");
        d.told(&user, "organization.created", none, &second, [none, &organization]);
        let other = anonymous.with_session(&anonymous.post("/api/v1/login", credentials).await.ok());
        let body = json!({ "organization_id": second, "refresh_token": other.refresh_token });
        let there = d.act(&other, "POST /me/switch-organization", &[], body).await;
        d.told(&user, "session.switched", none, &session(&there), [none, none]);
        let there = anonymous.with_session(&there);
        let whole = there.get("/api/v1/organizations/current").await.ok();
        d.expected[here]["after"] = whole.clone();
        d.act(&there, "DELETE /organizations/{id}", &[&second], json!({})).await;
        d.told(&user, "organization.deleted", none, &second, [&whole, none]);

        let (ours, theirs) = (entries(&ada).await, entries_of(world, &second).await);
        for (n, (entry, expected)) in
            Diary::mine(&ours).iter().chain(&Diary::mine(&theirs)).zip(&diary.expected).enumerate()
        {
            // Told under the name that they had then.
            let mut expected = expected.clone();
            if n < 3 {
                expected["actor"]["name"] = json!("Ada");
            }
            assert_eq!(*entry, expected, "{n}");
        }
        assert_eq!((Diary::mine(&ours).len(), Diary::mine(&theirs).len()), (here, 3));
        let text = json!([ours, theirs]).to_string();
        for secret in &diary.secrets {
            assert!(!text.contains(secret.as_str()), "{secret}");
        }
        assert_eq!(diary.secrets.len(), 13, "{:?}", diary.secrets);
        assert_eq!(diary.routes, routes_that_change_something());
    }

    async fn what_fails_or_changes_nothing_is_not_told(world) {
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

/// Every route that is not for reading or evaluating.
fn routes_that_change_something() -> BTreeSet<String> {
    let changes = |(method, path): &(String, &str)| method != "GET" && !path.starts_with("/evaluate");
    let changing = of_the_router().into_iter().filter(changes);
    changing.map(|(method, path)| format!("{method} {path}")).collect()
}
