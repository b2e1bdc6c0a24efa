//! Who may do what: every route for people, every system role, cell by cell.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Person, Reply, Shop, World, on_both};

const ROLES: [&str; 5] = ["owner", "admin", "developer", "analyst", "viewer"];

/// `+` may; `-` sees it and may not: 403, naming the permission.
const TABLE: &str = "
permission           method  route                                                owner  admin  developer  analyst  viewer
none                 GET     /me                                                    +      +        +         +       +
projects.read        GET     /projects                                              +      +        +         +       +
projects.write       POST    /projects                                              +      +        -         -       -
projects.read        GET     /projects/{project_id}                                 +      +        +         +       +
projects.write       PATCH   /projects/{project_id}                                 +      +        -         -       -
projects.delete      DELETE  /projects/{project_id}                                 +      +        -         -       -
environments.read    GET     /projects/{project_id}/environments                    +      +        +         +       +
environments.write   POST    /projects/{project_id}/environments                    +      +        +         -       -
environments.read    GET     /projects/{project_id}/environments/{id}               +      +        +         +       +
environments.write   PATCH   /projects/{project_id}/environments/{id}               +      +        +         -       -
environments.delete  DELETE  /projects/{project_id}/environments/{id}               +      +        -         -       -
environments.read    GET     /projects/{project_id}/environments/{id}/regions       +      +        +         +       +
environments.write   PUT     /projects/{project_id}/environments/{id}/regions       +      +        +         -       -
api_keys.read        GET     /projects/{project_id}/api-keys                        +      +        +         -       -
api_keys.write       POST    /projects/{project_id}/api-keys                        +      +        -         -       -
api_keys.write       POST    /projects/{project_id}/api-keys/{id}/rotate            +      +        -         -       -
api_keys.write       DELETE  /projects/{project_id}/api-keys/{id}                   +      +        -         -       -
flags.read           GET     /projects/{project_id}/flags                           +      +        +         +       +
flags.write          POST    /projects/{project_id}/flags                           +      +        +         -       -
flags.read           GET     /projects/{project_id}/flags/{id}                      +      +        +         +       +
flags.write          PATCH   /projects/{project_id}/flags/{id}                      +      +        +         -       -
flags.delete         DELETE  /projects/{project_id}/flags/{id}                      +      +        +         -       -
rules.write          POST    /projects/{project_id}/rules                           +      +        +         -       -
rules.write          PATCH   /projects/{project_id}/rules/{id}                      +      +        +         -       -
rules.write          DELETE  /projects/{project_id}/rules/{id}                      +      +        +         -       -
";

/// A line of the table.
#[derive(Clone, Copy)]
struct Row {
    permission: &'static str,
    method: &'static str,
    route: &'static str,
    cells: [&'static str; ROLES.len()],
}

fn table() -> impl Iterator<Item = Row> {
    TABLE.trim().lines().skip(1).map(|line| {
        let words: Vec<_> = line.split_whitespace().collect();
        let [permission, method, route, cells @ ..] = &words[..] else { panic!("{line}") };
        Row { permission, method, route, cells: cells.try_into().expect("a cell for each role") }
    })
}

/// Routes that no person's role decides on.
const OTHERS: &str = "
POST /register  POST /login  POST /refresh-token  POST /logout
GET /snapshot   POST /evaluate  POST /evaluate/all  GET /stream
GET /healthz    GET /readyz  GET /openapi.json  GET /docs
";

/// A project with one of everything, for one call.
struct Target {
    project: Value,
    environment: Value,
    key: Value,
    flag: Value,
    rule: Value,
}

impl Target {
    async fn new(shop: &Shop, name: &str) -> Self {
        let post = async |path: String, body: Value| shop.owner.post(&path, body).await.ok();
        let project = post("/api/v1/projects".to_owned(), json!({ "name": name })).await["project"].clone();
        let path = format!("/api/v1/projects/{}", project["id"].as_str().unwrap());
        let body = json!({ "key": "e", "name": "e" });
        let environment = post(format!("{path}/environments"), body).await["environment"].clone();
        let body = json!({ "environment_id": environment["id"], "name": "k", "scope": "sdk" });
        let key = post(format!("{path}/api-keys"), body).await["api_key"].clone();
        let body = json!({ "environment_id": environment["id"], "key": "f", "name": "f" });
        let flag = post(format!("{path}/flags"), body).await["flag"].clone();
        let body =
            json!({ "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "return_value": true });
        let rule = post(format!("{path}/rules"), body).await["rule"].clone();
        Self { project, environment, key, flag, rule }
    }

    fn path(&self, route: &str) -> String {
        let object = match route.split('/').nth(3) {
            Some("environments") => &self.environment,
            Some("api-keys") => &self.key,
            Some("flags") => &self.flag,
            _ => &self.rule,
        };
        let route = route.replace("{project_id}", self.project["id"].as_str().unwrap());
        format!("/api/v1{}", route.replace("{id}", object["id"].as_str().unwrap()))
    }

    /// A body that the route takes from who may.
    fn body(&self, method: &str, route: &str) -> Value {
        let environment = &self.environment["id"];
        match (method, route.rsplit('/').next().unwrap()) {
            ("POST", "projects") => json!({ "name": uuid::Uuid::now_v7().to_string() }),
            ("POST", "environments") => json!({ "key": "another", "name": "another" }),
            ("POST", "api-keys") => json!({ "environment_id": environment, "name": "k", "scope": "sdk" }),
            ("POST", "flags") => {
                json!({ "environment_id": environment, "key": "another", "name": "another" })
            }
            ("POST", "rules") => {
                let flag = &self.flag["id"];
                json!({ "flag_id": flag, "priority": 2, "rule_type": "boolean", "return_value": true })
            }
            ("PUT", "regions") => json!({ "regions": [] }),
            ("PATCH", _) if route.contains("/rules/") => json!({ "priority": 3 }),
            ("PATCH", _) => json!({ "name": "renamed" }),
            _ => json!({}),
        }
    }

    async fn ask(&self, caller: &Person, method: &str, route: &str) -> Reply {
        let request = caller.request(method.parse::<Method>().unwrap(), &self.path(route));
        let with_body = !matches!(method, "GET" | "DELETE");
        Reply::to(if with_body { request.json(&self.body(method, route)) } else { request }).await
    }

    /// What there is, as the owner sees it.
    async fn state(&self, owner: &Person) -> Vec<Value> {
        let mut state = Vec::new();
        for route in ["", "/environments", "/api-keys", "/flags", "/flags/{id}", "/environments/{id}/regions"]
        {
            state.push(self.ask(owner, "GET", &format!("/projects/{{project_id}}{route}")).await.ok());
        }
        state
    }
}

/// The cells of one role, as they are; equal to the table's when all is well.
async fn column(world: &World, shop: &Shop, role: &str, place: usize) {
    let person = shop.colleague(world, role).await;
    for (n, Row { permission, method, route, cells }) in table().enumerate() {
        let target = Target::new(shop, &format!("{role} {n}")).await;
        let joins = !matches!(role, "owner" | "admin");
        if joins {
            shop.join(world, &person, target.project["id"].as_str().unwrap(), role).await;
        }
        let before = target.state(&shop.owner).await;
        let reply = target.ask(&person, method, route).await;
        match cells[place] {
            "+" => drop(reply.ok()),
            _ => {
                let refused = reply.refused(403, "forbidden");
                assert_eq!(
                    refused["details"],
                    json!({ "permission": permission }),
                    "{role} {method} {route}"
                );
                assert_eq!(target.state(&shop.owner).await, before, "{role} {method} {route}");
            }
        }
    }
}

on_both! {
    async fn an_owner_may_do_everything(world) {
        column(world, &world.shop().await, ROLES[0], 0).await;
    }

    async fn an_admin_may_do_everything_in_projects(world) {
        column(world, &world.shop().await, ROLES[1], 1).await;
    }

    async fn a_developer_works_on_flags_and_rules(world) {
        column(world, &world.shop().await, ROLES[2], 2).await;
    }

    async fn an_analyst_may_look(world) {
        column(world, &world.shop().await, ROLES[3], 3).await;
    }

    async fn a_viewer_may_look(world) {
        column(world, &world.shop().await, ROLES[4], 4).await;
    }

    async fn without_a_login_and_with_an_api_key_management_is_closed(world) {
        let shop = world.shop().await;
        let target = Target::new(&shop, "target").await;
        let before = target.state(&shop.owner).await;
        let anyone = world.anyone();
        let nothing = anyone.get("/api/v1/me").await;
        nothing.refused(401, "unauthorized");
        let with_secret = anyone.with_bearer(&shop.server_secret);
        for Row { method, route, .. } in table() {
            for caller in [&anyone, &shop.server, &shop.sdk, &shop.stream, &with_secret] {
                let reply = target.ask(caller, method, route).await;
                let both = (reply.status, &reply.body);
                assert_eq!(both, (nothing.status, &nothing.body), "{method} {route}: {reply:?}");
            }
        }
        assert_eq!(target.state(&shop.owner).await, before);
    }

    async fn who_was_not_added_to_a_project_does_not_see_it(world) {
        let shop = world.shop().await;
        let target = Target::new(&shop, "target").await;
        let before = target.state(&shop.owner).await;
        let absent = shop.owner.get(&format!("/api/v1/projects/{}", uuid::Uuid::now_v7())).await;
        absent.refused(404, "not_found");
        for role in &ROLES[2..] {
            let person = shop.member(world, role).await;
            for Row { method, route, .. } in table().filter(|row| row.route.contains("{project_id}")) {
                let reply = target.ask(&person, method, route).await;
                let both = (reply.status, &reply.body);
                assert_eq!(both, (absent.status, &absent.body), "{role} {method} {route}: {reply:?}");
            }
            let list = person.get("/api/v1/projects").await.ok();
            assert_eq!(list, json!({ "projects": [], "next_cursor": null }));
            shop.join(world, &person, &shop.project_id, role).await;
            let list = person.get("/api/v1/projects").await.ok();
            let ids: Vec<_> = list["projects"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
            assert_eq!(ids, [&json!(shop.project_id)], "{role}");
        }
        assert_eq!(target.state(&shop.owner).await, before);
    }

    async fn inside_a_project_the_role_there_decides(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let path = shop.flag_path(&flag);
        let (viewer, developer) = (shop.member(world, "viewer").await, shop.member(world, "developer").await);
        shop.join(world, &viewer, &shop.project_id, "developer").await;
        shop.join(world, &developer, &shop.project_id, "viewer").await;
        viewer.patch(&path, json!({ "enabled": false })).await.ok();
        let refused = developer.patch(&path, json!({ "enabled": true })).await.refused(403, "forbidden");
        assert_eq!(refused["details"]["permission"], "flags.write");
        let environments = format!("{}/environments", shop.path);
        viewer.post(&environments, json!({ "key": "k", "name": "k" })).await.ok();
        developer.post(&environments, json!({ "key": "l", "name": "l" })).await.refused(403, "forbidden");
        // A role in a project opens nothing outside of it.
        shop.join(world, &viewer, Target::new(&shop, "other").await.project["id"].as_str().unwrap(), "admin")
            .await;
        viewer.post("/api/v1/projects", json!({ "name": "Mine" })).await.refused(403, "forbidden");
        // An admin is one everywhere, whatever the project says.
        let admin = shop.member(world, "admin").await;
        shop.join(world, &admin, &shop.project_id, "viewer").await;
        admin.patch(&path, json!({ "enabled": true })).await.ok();
    }

    async fn a_stream_of_a_person_holds_only_their_projects(world) {
        let shop = world.shop().await;
        let hidden = Target::new(&shop, "hidden").await;
        let developer = shop.colleague(world, "developer").await;
        let mut events = developer.stream("").await;
        events.expect("snapshot.reset").await;
        hidden.ask(&shop.owner, "DELETE", "/projects/{project_id}/flags/{id}").await.ok();
        shop.flag("f", json!({})).await;
        assert_eq!(events.expect("flag.created").await.data["environment_id"], json!(shop.environment_id));
    }
}

#[test]
fn every_route_has_a_row() {
    let router = include_str!("../../togul-server/src/http/router.rs");
    let mut routes = BTreeSet::new();
    for route in router.split(".api_route(").skip(1) {
        let mut parts = route.split('"');
        let (path, handlers) = (parts.nth(1).unwrap(), parts.next().unwrap());
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            if handlers.contains(&format!("{}(", method.to_lowercase())) {
                routes.insert(format!("{method} {path}"));
            }
        }
    }
    let mut others = OTHERS.split_whitespace();
    let mut rows: BTreeSet<_> = table().map(|row| format!("{} {}", row.method, row.route)).collect();
    while let (Some(method), Some(path)) = (others.next(), others.next()) {
        rows.insert(format!("{method} {path}"));
    }
    assert_eq!(routes, rows);
}
