//! The management routes: which roles may call each, and a valid call of each.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
    ops::Index,
};

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Person, Reply, Shop, person::PASSWORD};

pub const ROLES: [&str; 5] = ["owner", "admin", "developer", "analyst", "viewer"];

/// `+`: allowed. `-`: 403 with the missing permission, of two alternatives the first. `any`: every logged-in user. The
/// route that deletes the organization comes last, because afterwards nothing can be called in it.
const TABLE: &str = "
permission                                 method  route                                                owner  admin  developer  analyst  viewer
any                                        GET     /me                                                    +      +        +         +       +
any                                        PATCH   /me                                                    +      +        +         +       +
any                                        POST    /me/password                                           +      +        +         +       +
any                                        GET     /me/sessions                                           +      +        +         +       +
any                                        POST    /me/switch-organization                                +      +        +         +       +
any                                        POST    /organizations                                         +      +        +         +       +
any                                        GET     /permissions                                           +      +        +         +       +
org.read                                   GET     /organizations/current                                 +      +        +         +       +
org.update                                 PATCH   /organizations/current                                 +      +        -         -       -
members.read                               GET     /members                                               +      +        +         -       -
members.update                             PATCH   /members/{id}                                          +      +        -         -       -
members.remove                             DELETE  /members/{id}                                          +      +        -         -       -
roles.read                                 GET     /roles                                                 +      +        +         -       -
roles.create                               POST    /roles                                                 +      +        -         -       -
roles.update                               PATCH   /roles/{id}                                            +      +        -         -       -
roles.delete                               DELETE  /roles/{id}                                            +      +        -         -       -
members.read                               GET     /invitations                                           +      +        +         -       -
members.invite                             POST    /invitations                                           +      +        -         -       -
members.invite                             DELETE  /invitations/{id}                                      +      +        -         -       -
tokens.read                                GET     /tokens                                                +      +        -         -       -
tokens.write                               POST    /tokens                                                +      +        -         -       -
tokens.write                               DELETE  /tokens/{id}                                           +      +        -         -       -
projects.read                              GET     /projects                                              +      +        +         +       +
projects.write                             POST    /projects                                              +      +        -         -       -
projects.read                              GET     /projects/{project_id}                                 +      +        +         +       +
projects.write                             PATCH   /projects/{project_id}                                 +      +        -         -       -
projects.delete                            DELETE  /projects/{project_id}                                 +      +        -         -       -
project_members.read|project_members.write GET     /projects/{project_id}/members                         +      +        +         -       -
project_members.write                      POST    /projects/{project_id}/members                         +      +        -         -       -
project_members.write                      PATCH   /projects/{project_id}/members/{member_id}             +      +        -         -       -
project_members.remove                     DELETE  /projects/{project_id}/members/{member_id}             +      +        -         -       -
environments.read                          GET     /projects/{project_id}/environments                    +      +        +         +       +
environments.write                         POST    /projects/{project_id}/environments                    +      +        +         -       -
environments.read                          GET     /projects/{project_id}/environments/{id}               +      +        +         +       +
environments.write                         PATCH   /projects/{project_id}/environments/{id}               +      +        +         -       -
environments.delete                        DELETE  /projects/{project_id}/environments/{id}               +      +        -         -       -
flags.read                                 POST    /projects/{project_id}/environments/{id}/evaluate      +      +        +         +       +
environments.read                          GET     /projects/{project_id}/environments/{id}/regions       +      +        +         +       +
environments.write                         PUT     /projects/{project_id}/environments/{id}/regions       +      +        +         -       -
api_keys.read                              GET     /projects/{project_id}/api-keys                        +      +        +         -       -
api_keys.write                             POST    /projects/{project_id}/api-keys                        +      +        -         -       -
api_keys.write                             POST    /projects/{project_id}/api-keys/{id}/rotate            +      +        -         -       -
api_keys.write                             DELETE  /projects/{project_id}/api-keys/{id}                   +      +        -         -       -
flags.write                                POST    /projects/{project_id}/import                          +      +        +         -       -
flags.read                                 GET     /projects/{project_id}/flags                           +      +        +         +       +
flags.write                                POST    /projects/{project_id}/flags                           +      +        +         -       -
flags.read                                 GET     /projects/{project_id}/flags/{id}                      +      +        +         +       +
flags.write                                PATCH   /projects/{project_id}/flags/{id}                      +      +        +         -       -
flags.delete                               DELETE  /projects/{project_id}/flags/{id}                      +      +        +         -       -
flags.read                                 GET     /projects/{project_id}/flags/{id}/used-by              +      +        +         +       +
flags.write                                POST    /projects/{project_id}/flags/{id}/archive              +      +        +         -       -
flags.write                                POST    /projects/{project_id}/flags/{id}/restore              +      +        +         -       -
rules.write                                PUT     /projects/{project_id}/flags/{id}/rules/order          +      +        +         -       -
rules.write                                POST    /projects/{project_id}/rules                           +      +        +         -       -
rules.write                                PATCH   /projects/{project_id}/rules/{id}                      +      +        +         -       -
rules.write                                DELETE  /projects/{project_id}/rules/{id}                      +      +        +         -       -
segments.read                              GET     /projects/{project_id}/segments                        +      +        +         +       +
segments.write                             POST    /projects/{project_id}/segments                        +      +        +         -       -
segments.read                              GET     /projects/{project_id}/segments/{id}                   +      +        +         +       +
segments.write                             PATCH   /projects/{project_id}/segments/{id}                   +      +        +         -       -
segments.delete                            DELETE  /projects/{project_id}/segments/{id}                   +      +        +         -       -
segments.read                              GET     /projects/{project_id}/segments/{id}/used-by           +      +        +         +       +
segments.write                             POST    /projects/{project_id}/segments/{id}/included          +      +        +         -       -
segments.write                             POST    /projects/{project_id}/segments/{id}/excluded          +      +        +         -       -
audit.read                                 GET     /audit-log                                             +      +        -         +       -
audit.read                                 GET     /audit-log/export                                      +      +        -         +       -
org.delete                                 DELETE  /organizations/{id}                                    +      -        -         -       -
";

/// Routes to which roles do not apply.
pub const OTHERS: &str = "
GET /register  POST /register  POST /login  POST /refresh-token  POST /logout  POST /invitations/accept
DELETE /members/me
POST /password-reset  POST /members/{id}/password-reset  DELETE /me/sessions/{id}
GET /openapi.json  GET /docs
GET /snapshot   POST /evaluate  POST /evaluate/all  GET /stream
GET /healthz    GET /readyz
POST /ofrep/v1/evaluate/flags/{key}  POST /ofrep/v1/evaluate/flags  GET /ofrep/v1/events
";

/// Every route of `router.rs`: the method, and the path below `/api/v1` or, for health checks and OFREP, at the root.
pub fn router_routes() -> BTreeSet<(String, &'static str)> {
    let router = include_str!("../../togul-server/src/http/router.rs");
    assert!(!router.contains(".route("), "a route that is missing in the OpenAPI document");
    let mut routes = BTreeSet::new();
    let prefixed = router.split("Routes::new(").skip(1).flat_map(|group| {
        let prefix = if group.starts_with("OFREP") { "/ofrep/v1" } else { "" };
        group.split(".api_route(").skip(1).map(move |route| (prefix, route))
    });
    for (prefix, route) in prefixed {
        let mut parts = route.split('"');
        let (path, handler) = (parts.nth(1).unwrap(), parts.next().unwrap());
        let path: &str = if prefix.is_empty() { path } else { format!("{prefix}{path}").leak() };
        let method = handler.trim_start_matches([',', ' ', '\n']).split('(').next().unwrap().to_uppercase();
        assert!(routes.insert((method.clone(), path)), "{method} {path} is registered twice");
    }
    routes
}

/// The path of a route in the OpenAPI document.
pub fn documented_path(route: &str) -> String {
    let is_at_root = matches!(route, "/healthz" | "/readyz") || route.starts_with("/ofrep/");
    format!("{}{route}", if is_at_root { "" } else { "/api/v1" })
}

/// A path with further parameters, which are empty or begin with `?`.
pub fn with_query(path: &str, query: &str) -> String {
    let query = if path.contains('?') { query.replacen('?', "&", 1) } else { query.to_owned() };
    format!("{path}{query}")
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    permission: &'static str,
    pub method: &'static str,
    pub route: &'static str,
    pub cells: [&'static str; ROLES.len()],
}

pub fn table() -> impl Iterator<Item = Row> {
    TABLE.trim().lines().skip(1).map(|line| {
        let words: Vec<_> = line.split_whitespace().collect();
        let [permission, method, route, cells @ ..] = &words[..] else { panic!("{line}") };
        Row { permission, method, route, cells: cells.try_into().expect("a cell for each role") }
    })
}

impl Row {
    /// The permissions of which one is enough; empty if every logged-in user is allowed.
    pub fn needs(&self) -> Vec<&'static str> {
        self.permission.split('|').filter(|key| *key != "any").collect()
    }

    /// The permissions that the call needs beside its own, because it grants or shows what they are about.
    pub fn grants(&self) -> &'static [&'static str] {
        let is_secret = self.method == "POST" && self.route.contains("/api-keys");
        match () {
            () if is_secret => &["flags.read"],
            // An explanation shows rules and segments.
            () if self.route.ends_with("/evaluate") => &["rules.read", "segments.read"],
            () if self.route.ends_with("/import") => &["rules.write", "segments.write"],
            () => &[],
        }
    }

    pub fn is_in_project(&self) -> bool {
        self.route.contains("{project_id}")
    }

    pub fn reads(&self) -> bool {
        self.method == "GET"
    }

    /// Whether a call changes something.
    pub fn writes(&self) -> bool {
        !self.reads() && !self.route.ends_with("/evaluate")
    }

    pub async fn call(&self, caller: &Person, ids: &Ids) -> Reply {
        self.call_with_query(caller, ids, "").await
    }

    /// `query` is empty or begins with `?`.
    pub async fn call_with_query(&self, caller: &Person, ids: &Ids, query: &str) -> Reply {
        let path = with_query(&format!("/api/v1{}", ids.path(self.route)), query);
        let request = caller.request(self.method.parse::<Method>().unwrap(), &path);
        Reply::to(match self.body(caller, ids) {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    /// Brings the objects into a state in which the call changes something.
    pub async fn prepare(&self, owner: &Person, ids: &Ids) {
        let write = async |verb: &str| {
            let path = ids.path(&format!("/projects/{{project_id}}/flags/{{id}}/{verb}"));
            owner.post(&format!("/api/v1{path}"), json!({})).await.ok();
        };
        match self.route.rsplit('/').next() {
            Some("archive") => write("restore").await,
            Some("restore") => {
                write("restore").await;
                write("archive").await;
            }
            _ => {}
        }
    }

    /// Whether a call with these ids contains the id of this kind, in its path or in its body.
    pub fn names(&self, caller: &Person, ids: &Ids, kind: &str) -> bool {
        let body = self.body(caller, ids).unwrap_or_default().to_string();
        ids.path(self.route).contains(&ids[kind]) || body.contains(&ids[kind])
    }

    /// A valid body for the route. The role that it grants has no permissions, so every caller may grant it.
    pub fn body(&self, caller: &Person, ids: &Ids) -> Option<Value> {
        let new = format!("n{}", Uuid::now_v7().simple());
        let of_project = self.route.strip_prefix("/projects/{project_id}/").unwrap_or(self.route);
        Some(match (self.method, of_project) {
            ("GET" | "DELETE", _) => return None,
            ("POST", "flags/{id}/archive" | "flags/{id}/restore") => return None,
            ("POST", "/me/password") => json!({ "current_password": PASSWORD, "new_password": PASSWORD }),
            ("POST", "/me/switch-organization") => {
                json!({ "organization_id": ids["organization"], "refresh_token": caller.refresh_token })
            }
            ("PATCH", "/members/{id}" | "members/{member_id}") => json!({ "role_id": ids["role"] }),
            ("POST", "/roles") => json!({ "key": new, "name": new, "permissions": [] }),
            ("POST", "/invitations") => {
                json!({ "email": format!("{new}@example.com"), "role_id": ids["role"] })
            }
            ("POST", "/tokens") => json!({ "name": new, "role_id": ids["role"] }),
            ("POST", "members") => json!({ "user_id": ids["user"], "role_id": ids["role"] }),
            ("POST", "environments") => json!({ "key": new, "name": new }),
            ("PUT", "environments/{id}/regions") => json!({ "regions": [] }),
            ("POST", "environments/{id}/evaluate") => json!({ "context": {} }),
            ("POST", "api-keys") => {
                json!({ "environment_id": ids["environment"], "name": new, "scope": "sdk" })
            }
            ("POST", "import") => {
                json!({ "flags": { new: { "state": "ENABLED", "variants": { "on": true }, "defaultVariant": "on" } } })
            }
            ("POST", "api-keys/{id}/rotate") => json!({}),
            ("POST", "segments/{id}/included" | "segments/{id}/excluded") => json!({ "add": [new] }),
            ("POST", "flags" | "segments") => {
                json!({ "environment_id": ids["environment"], "key": new, "name": new })
            }
            ("POST", "rules") => {
                json!({ "flag_id": ids["flag"], "priority": 2, "rule_type": "boolean", "return_value": true })
            }
            ("PATCH", "rules/{id}") => json!({ "priority": 3 }),
            ("PUT", "flags/{id}/rules/order") => json!({ "rule_ids": [ids["rule"]] }),
            _ => json!({ "name": new }),
        })
    }
}

/// The ids of one object of each kind, by kind.
#[derive(Clone, Debug)]
pub struct Ids(pub BTreeMap<&'static str, String>);

impl Index<&str> for Ids {
    type Output = String;

    fn index(&self, kind: &str) -> &String {
        &self.0[kind]
    }
}

impl Ids {
    /// Creates new objects in the shop's organization. `bystander` becomes a member of it and of the new project, with a
    /// role without permissions, so that every caller may act on them; the user is the owner, who is not a member of the
    /// project.
    pub async fn new(shop: &Shop, bystander: &Person) -> Self {
        let id = |object: &Value| object["id"].as_str().expect("an id").to_owned();
        let post = async |path: &str, body: Value| shop.owner.post(path, body).await.ok();
        let new = format!("n{}", Uuid::now_v7().simple());
        let powerless = format!("powerless-{new}");
        shop.custom_role(&powerless, &[]).await;
        shop.add_member(bystander, &powerless).await;
        let member = shop.member_path(bystander).await.replace("/api/v1/members/", "");
        let role = id(&shop.custom_role(&new, &[]).await);
        let body = json!({ "email": format!("{new}@example.com"), "role_id": shop.role("viewer").await });
        let invitation = id(&post("/api/v1/invitations", body).await["invitation"]);
        // Not with the role, which would be in use.
        let body = json!({ "name": new, "role_id": shop.role("viewer").await });
        let token = id(&post("/api/v1/tokens", body).await["token"]);
        let project = id(&post("/api/v1/projects", json!({ "name": new })).await["project"]);
        let project_member = id(&shop.add_to_project(bystander, &project, &powerless).await);
        let path = format!("/api/v1/projects/{project}");
        let body = json!({ "key": new, "name": new });
        let environment = id(&post(&format!("{path}/environments"), body).await["environment"]);
        let body = json!({ "environment_id": environment, "name": new, "scope": "sdk" });
        let key = id(&post(&format!("{path}/api-keys"), body).await["api_key"]);
        let body = json!({ "environment_id": environment, "key": new, "name": new });
        let flag = id(&post(&format!("{path}/flags"), body).await["flag"]);
        let body = json!({ "flag_id": flag, "priority": 1, "rule_type": "boolean", "return_value": true });
        let rule = id(&post(&format!("{path}/rules"), body).await["rule"]);
        let body = json!({ "environment_id": environment, "key": new, "name": new });
        let segment = id(&post(&format!("{path}/segments"), body).await["segment"]);
        Self(BTreeMap::from([
            ("organization", shop.owner.organization_id.clone()),
            ("user", shop.owner.user_id.clone()),
            ("member", member),
            ("role", role),
            ("invitation", invitation),
            ("token", token),
            ("project", project),
            ("project_member", project_member),
            ("environment", environment),
            ("environment_key", new),
            ("key", key),
            ("flag", flag),
            ("rule", rule),
            ("segment", segment),
        ]))
    }

    /// The same ids, except that the one of this kind is taken from `from`.
    pub fn with(&self, kind: &'static str, from: &Self) -> Self {
        let mut mixed = self.clone();
        mixed.0.insert(kind, from[kind].clone());
        mixed
    }

    /// As many ids, all unknown.
    pub fn unknown(&self) -> Self {
        Self(self.0.keys().map(|kind| (*kind, Uuid::now_v7().to_string())).collect())
    }

    /// With the parameters that the route requires.
    pub fn path(&self, route: &str) -> String {
        if route.ends_with("/import") {
            let path = self.path(route.trim_end_matches("/import"));
            return format!("{path}/import?environment={}&from=flagd", self["environment_key"]);
        }
        let mut list = "";
        let segments = route.split('/').map(|segment| match segment {
            "{project_id}" => self["project"].as_str(),
            "{member_id}" => &self["project_member"],
            "{id}" if list == "api-keys" => &self["key"],
            "{id}" => &self[list.trim_end_matches('s')],
            _ => {
                list = segment;
                segment
            }
        });
        segments.collect::<Vec<_>>().join("/")
    }

    /// The state of all objects, as the owner reads it.
    pub async fn state(&self, owner: &Person) -> State {
        let mut state = Vec::new();
        for row in table().filter(|row| row.reads() && row.route != "/audit-log/export") {
            let mut body = row.call(owner, self).await.ok();
            if let Some(entries) = body.get_mut("entries").and_then(Value::as_array_mut) {
                entries.retain(|entry| entry["action"] != "permission.denied");
            }
            state.push((row.route, body));
        }
        State(state)
    }
}

/// The responses of all routes that read. Denials are left out of the audit log, because refused calls add them.
pub struct State(Vec<(&'static str, Value)>);

impl State {
    #[track_caller]
    pub fn assert_unchanged(&self, now: &Self, what: impl Debug) {
        self.assert_unchanged_but(now, |_| false, what);
    }

    /// As `assert_unchanged`, but for some routes.
    #[track_caller]
    pub fn assert_unchanged_but(&self, now: &Self, may_change: impl Fn(&str) -> bool, what: impl Debug) {
        for ((route, before), (_, now)) in self.0.iter().zip(&now.0) {
            assert!(
                before == now || may_change(route),
                "{what:?} changed the response of {route}: {before} to {now}"
            );
        }
    }

    /// The strings that identify objects, such as ids, names and e-mails: long strings with a digit, except times.
    pub fn identifying(&self) -> BTreeSet<&str> {
        let mut values: Vec<_> = self.0.iter().map(|(_, body)| body).collect();
        let mut identifying = BTreeSet::new();
        while let Some(value) = values.pop() {
            match value {
                Value::Array(list) => values.extend(list),
                Value::Object(object) => values.extend(object.values()),
                Value::String(text) if text.len() >= 20 && text.contains(|c: char| c.is_ascii_digit()) => {
                    identifying.insert(text.as_str());
                }
                _ => {}
            }
        }
        identifying.retain(|text| !text.ends_with('Z'));
        identifying
    }
}
