//! The examples of the OpenAPI document: requests that a real server has answered, in the order of a first task.
//!
//! They are recorded in `togul-server/src/http/openapi/examples.json`. After a change of the API, record them again:
//!
//! ```text
//! TOGUL_TEST_RECORD=1 cargo test --test main api::examples
//! ```

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::world::{Contract, Person, Reply, World, on_both, sse::Events};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/togul-server/src/http/openapi/examples.json");
const PASSWORD: &str = "correct horse battery";

struct Recorder {
    contract: &'static Contract,
    /// By the id of the operation.
    examples: BTreeMap<String, Map<String, Value>>,
    replacements: Replacements,
}

impl Recorder {
    async fn of(world: &World) -> Self {
        let (client, request) = world.anonymous().request(Method::GET, "/").build_split();
        let contract = Contract::of(&client, request.unwrap().url()).await;
        Self { contract, examples: BTreeMap::new(), replacements: Replacements::default() }
    }

    /// Sends a request and records it and its answer.
    async fn call(&mut self, caller: &Person, method: Method, path: &str, body: Value) -> Value {
        let path = format!("/api/v1{path}");
        let request = caller.request(method.clone(), &path);
        let reply = Reply::to(if body.is_null() { request } else { request.json(&body) }).await;
        let answer = match reply.header("content-type") {
            "application/jsonl" => String::from_utf8(reply.body.clone()).unwrap().into(),
            _ => reply.ok(),
        };
        self.record(&method, &path, body, &answer);
        answer
    }

    fn record(&mut self, method: &Method, path: &str, body: Value, answer: &Value) {
        let path = path.split('?').next().unwrap();
        let template = self.contract.template(path).unwrap();
        let operation = &self.contract.document["paths"][template][method.as_str().to_lowercase()];
        let mut example = Map::new();
        if !body.is_null() {
            example.insert("body".to_owned(), self.replacements.apply(&body));
        }
        example.insert("answer".to_owned(), self.replacements.apply(answer));
        let known = self.examples.insert(operation["operationId"].as_str().unwrap().to_owned(), example);
        assert!(known.is_none(), "{method} {path} is recorded twice");
    }

    async fn get(&mut self, caller: &Person, path: &str) -> Value {
        self.call(caller, Method::GET, path, Value::Null).await
    }

    async fn post(&mut self, caller: &Person, path: &str, body: Value) -> Value {
        self.call(caller, Method::POST, path, body).await
    }

    async fn patch(&mut self, caller: &Person, path: &str, body: Value) -> Value {
        self.call(caller, Method::PATCH, path, body).await
    }

    async fn delete(&mut self, caller: &Person, path: &str) {
        self.call(caller, Method::DELETE, path, Value::Null).await;
    }
}

/// What is different each time, with what stands for it.
#[derive(Default)]
struct Replacements(Vec<(String, String)>);

impl Replacements {
    fn apply(&mut self, value: &Value) -> Value {
        self.collect("", value);
        // A longer text may begin with a shorter one.
        self.0.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        let mut text = value.to_string();
        for (from, to) in &self.0 {
            text = text.replace(from, to);
        }
        serde_json::from_str(&text).unwrap()
    }

    fn collect(&mut self, field: &str, value: &Value) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(field, value)| self.collect(field, value)),
            Value::Array(values) => values.iter().for_each(|value| self.collect(field, value)),
            Value::String(text) if text.contains('\n') => text
                .lines()
                .filter_map(|line| serde_json::from_str(line.strip_prefix("data:").unwrap_or(line)).ok())
                .for_each(|value: Value| self.collect(field, &value)),
            Value::Number(time) if field == "timestamp" => {
                self.0.push((time.to_string(), "1768469400".to_owned()))
            }
            Value::String(text) if !self.0.iter().any(|(from, _)| from == text) => {
                if let Some(stand_in) = self.stand_in(field, text) {
                    self.0.push((text.clone(), stand_in));
                }
            }
            _ => {}
        }
    }

    fn stand_in(&self, field: &str, text: &str) -> Option<String> {
        let is_id = |text: &str| text.contains('-') && Uuid::parse_str(text).is_ok();
        if is_id(text) {
            let count = self.0.iter().filter(|(from, _)| is_id(from)).count() + 1;
            return Some(format!("0199c0de-5a17-7000-8000-{count:012x}"));
        }
        if chrono::DateTime::parse_from_rfc3339(text).is_ok() {
            let day = if field == "expires_at" { 22 } else { 15 };
            return Some(format!("2026-01-{day}T09:30:00Z"));
        }
        let stand_in = match field {
            "token" if text.starts_with("eyJ") => {
                "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiIwMTk5YzBkZSJ9.c2lnbmF0dXJl"
            }
            "secret" | "token" | "refresh_token" | "accept_token" | "reset_token" => {
                let is_prefix = |start: &&str| {
                    start.ends_with('_') && start.bytes().all(|b| b == b'_' || b.is_ascii_lowercase())
                };
                let prefix = text.get(..8).filter(is_prefix).unwrap_or_default();
                return Some(format!("{prefix}Zm9yIGFuIGV4YW1wbGUgb25seSwgbm90IGEgc2VjcmV0"));
            }
            "key_prefix" => return Some(format!("{}Zm9y", &text[..8])),
            "salt" => "5a17c0de5a17c0de",
            "fingerprint" => "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
            "slug" => {
                let (name, random) = text.rsplit_once('-')?;
                let is_random = random.len() == 8 && random.bytes().all(|b| b.is_ascii_hexdigit());
                return is_random.then(|| format!("{name}-3f9a1c0b"));
            }
            "next_cursor" => "b25seSBmb3IgYW4gZXhhbXBsZQ",
            _ => return None,
        };
        Some(stand_in.to_owned())
    }
}

async fn record(world: &World) -> Recorder {
    let (mut recorder, anonymous) = (Recorder::of(world).await, world.anonymous());
    let r = &mut recorder;

    r.get(&anonymous, "/register").await;
    let account = json!({ "name": "Ada Lovelace", "username": "ada@example.com", "password": PASSWORD });
    r.post(&anonymous, "/register", account).await;
    let login = json!({ "username": "ada@example.com", "password": PASSWORD });
    let session = r.post(&anonymous, "/login", login.clone()).await;
    let ada = anonymous.with_session(&session);
    r.get(&ada, "/me").await;

    let new = json!({ "name": "Online shop", "description": "What customers see" });
    let project = r.post(&ada, "/projects", new).await["project"]["id"].clone();
    let path = format!("/projects/{}", project.as_str().unwrap());
    let under = |collection: &str, object: &Value| {
        let object = object["id"].as_str().expect("an object with an id");
        format!("{path}/{collection}/{object}")
    };
    r.get(&ada, "/projects").await;
    r.get(&ada, &path).await;
    r.patch(&ada, &path, json!({ "description": "What customers see, and the checkout" })).await;

    let new = json!({ "key": "production", "name": "Production", "description": "Real customers" });
    let environment = r.post(&ada, &format!("{path}/environments"), new).await["environment"].clone();
    let environment_path = under("environments", &environment);
    r.get(&ada, &format!("{path}/environments")).await;
    r.get(&ada, &environment_path).await;
    r.patch(&ada, &environment_path, json!({ "description": "Real customers and real money" })).await;
    r.get(&ada, &format!("{environment_path}/regions")).await;
    let regions = json!({ "regions": ["local", "eu"] });
    r.call(&ada, Method::PUT, &format!("{environment_path}/regions"), regions).await;

    let new = json!({
        "environment_id": environment["id"], "key": "new-checkout", "name": "New checkout",
        "description": "The checkout on one page", "value_type": "boolean", "default_value": false,
    });
    let flag = r.post(&ada, &format!("{path}/flags"), new).await["flag"].clone();
    r.get(&ada, &format!("{path}/flags")).await;
    r.patch(&ada, &under("flags", &flag), json!({ "description": "One page instead of four" })).await;
    let new = json!({
        "flag_id": flag["id"], "priority": 10, "rule_type": "attribute", "attribute": "plan", "operator": "eq",
        "value_json": "\"team\"", "return_value": true,
    });
    let rule = r.post(&ada, &format!("{path}/rules"), new).await["rule"].clone();
    let wider = json!({ "operator": "in", "value_json": "[\"team\", \"enterprise\"]" });
    r.patch(&ada, &under("rules", &rule), wider).await;
    let share = json!({
        "flag_id": flag["id"], "priority": 20, "rule_type": "percentage", "rollout_percentage": 25,
        "bucket_by": "user_id", "return_value": true,
        "conditions": [{ "attribute": "country", "operator": "in", "value": ["TR", "DE"] }],
    });
    let share = ada.post(&format!("/api/v1{path}/rules"), share).await.ok()["rule"].clone();
    let order = json!({ "rule_ids": [share["id"], rule["id"]] });
    let order_path = format!("{}/rules/order", under("flags", &flag));
    r.call(&ada, Method::PUT, &order_path, order).await;
    let order = json!({ "rule_ids": [rule["id"], share["id"]] });
    ada.put(&format!("/api/v1{order_path}"), order).await.ok();
    r.get(&ada, &under("flags", &flag)).await;

    let new = json!({
        "environment_id": environment["id"], "key": "beta-testers", "name": "Beta testers",
        "description": "Customers who try what is new", "included": ["u-7"],
        "rules": [{ "conditions": [{ "attribute": "email", "operator": "ends_with", "value": "@example.com" }] }],
    });
    let segment = r.post(&ada, &format!("{path}/segments"), new).await["segment"].clone();
    let segment_path = under("segments", &segment);
    r.get(&ada, &format!("{path}/segments")).await;
    r.get(&ada, &segment_path).await;
    r.patch(&ada, &segment_path, json!({ "description": "Customers who asked to try what is new" })).await;
    let edit = json!({ "add": ["u-8", "u-9"], "remove": ["u-7"] });
    r.post(&ada, &format!("{segment_path}/included"), edit).await;
    r.post(&ada, &format!("{segment_path}/excluded"), json!({ "add": ["u-7"] })).await;
    r.get(&ada, &format!("{segment_path}/used-by")).await;

    let question = json!({
        "context": { "user_id": "u-8", "plan": "team" }, "flag_keys": ["new-checkout"],
        "segment_keys": ["beta-testers"],
    });
    r.post(&ada, &format!("{environment_path}/evaluate"), question).await;

    let new = json!({ "environment_id": environment["id"], "name": "Shop backend", "scope": "server" });
    let created = r.post(&ada, &format!("{path}/api-keys"), new).await;
    let backend = anonymous.with_key(created["secret"].as_str().unwrap());
    r.get(&ada, &format!("{path}/api-keys")).await;
    let context = json!({ "user_id": "u-42", "plan": "team", "country": "TR" });
    let question = json!({ "flag_key": "new-checkout", "context": context, "explain": true });
    r.post(&backend, "/evaluate", question).await;
    r.post(&backend, "/evaluate/all", json!({ "context": context })).await;
    r.get(&backend, "/snapshot").await;
    let mut stream = backend.stream("?since=0").await;
    let event = stream.next().await;
    r.record(&Method::GET, "/api/v1/stream", Value::Null, &format!("{}\n\n", event.frame).into());
    drop(stream);
    let context = json!({ "targetingKey": "u-42", "plan": "team", "country": "TR" });
    for path in ["/ofrep/v1/evaluate/flags/new-checkout", "/ofrep/v1/evaluate/flags"] {
        let body = json!({ "context": context });
        let mut answer = backend.post(path, body.clone()).await.ok();
        if let Some(uri) = answer.pointer_mut("/eventStreams/0/endpoint/requestUri") {
            *uri = "/ofrep/v1/events?ticket=…".into();
        }
        r.record(&Method::POST, path, body, &answer);
    }
    let mut stream = Events::open(backend.request(Method::GET, "/ofrep/v1/events")).await;
    let mut event = stream.next().await;
    event.data["lastModified"] = 1_795_000_000.into();
    let frame = format!("id: {}\ndata: {}\n\n", event.id.unwrap(), event.data);
    r.record(&Method::GET, "/ofrep/v1/events", Value::Null, &frame.into());
    drop(stream);
    let key_path = under("api-keys", &created["api_key"]);
    r.post(&ada, &format!("{key_path}/rotate"), json!({ "overlap_seconds": 3600 })).await;

    r.get(&ada, "/roles?limit=2").await;
    r.get(&ada, "/permissions?limit=3").await;
    let roles = ada.get("/api/v1/roles").await.ok();
    let role = |key: &str| {
        let mut roles = roles["roles"].as_array().unwrap().iter();
        roles.find(|role| role["key"] == key).expect("a system role")["id"].clone()
    };
    let new = json!({
        "key": "release-manager", "name": "Release manager",
        "permissions": ["projects.read", "environments.read", "flags.read", "flags.write", "rules.read"],
    });
    let release_manager = r.post(&ada, "/roles", new).await["role"].clone();
    let role_path = format!("/roles/{}", release_manager["id"].as_str().unwrap());
    r.patch(&ada, &role_path, json!({ "name": "Release managers" })).await;

    let invitation = json!({ "email": "grace@example.com", "role_id": role("developer") });
    let invited = r.post(&ada, "/invitations", invitation).await;
    r.get(&ada, "/invitations").await;
    let acceptance =
        json!({ "token": invited["accept_token"], "name": "Grace Hopper", "password": PASSWORD });
    let member = r.post(&anonymous, "/invitations/accept", acceptance).await["member"].clone();
    let other = json!({ "email": "edsger@example.com", "role_id": role("viewer") });
    let other = ada.post("/api/v1/invitations", other).await.ok();
    r.delete(&ada, &format!("/invitations/{}", other["invitation"]["id"].as_str().unwrap())).await;
    let member_path = format!("/members/{}", member["id"].as_str().unwrap());
    r.get(&ada, "/members").await;
    r.patch(&ada, &member_path, json!({ "role_id": role("viewer") })).await;
    let added = json!({ "user_id": member["user"]["id"], "role_id": role("developer") });
    let added = r.post(&ada, &format!("{path}/members"), added).await["member"].clone();
    r.get(&ada, &format!("{path}/members")).await;
    r.patch(&ada, &under("members", &added), json!({ "role_id": role("analyst") })).await;
    r.delete(&ada, &under("members", &added)).await;
    let issued = r.call(&ada, Method::POST, &format!("{member_path}/password-reset"), Value::Null).await;
    let reset = json!({ "token": issued["reset_token"], "new_password": "a battery for the horse" });
    r.post(&anonymous, "/password-reset", reset).await;
    r.delete(&ada, &member_path).await;

    let token = json!({ "name": "CI", "role_id": release_manager["id"], "project_id": project });
    let token = r.post(&ada, "/tokens", token).await["token"].clone();
    r.get(&ada, "/tokens").await;
    r.delete(&ada, &format!("/tokens/{}", token["id"].as_str().unwrap())).await;
    r.delete(&ada, &role_path).await;

    r.patch(&ada, "/me", json!({ "name": "Ada King" })).await;
    let other = anonymous.post("/api/v1/login", login).await.ok();
    let sessions = r.get(&ada, "/me/sessions").await;
    let mut sessions = sessions["sessions"].as_array().unwrap().iter();
    let other_session = sessions.find(|session| session["is_current"] == false).unwrap();
    r.delete(&ada, &format!("/me/sessions/{}", other_session["id"].as_str().unwrap())).await;
    drop(other);
    let change = json!({ "current_password": PASSWORD, "new_password": "battery staple of Ada" });
    r.post(&ada, "/me/password", change).await;
    let organization =
        r.post(&ada, "/organizations", json!({ "name": "Side project" })).await["organization"].clone();
    let switch = json!({ "organization_id": organization["id"], "refresh_token": ada.refresh_token });
    let switched = anonymous.with_session(&r.post(&ada, "/me/switch-organization", switch).await);
    let refresh = json!({ "refresh_token": switched.refresh_token });
    let side = anonymous.with_session(&r.post(&anonymous, "/refresh-token", refresh).await);
    r.get(&side, "/organizations/current").await;
    r.patch(&side, "/organizations/current", json!({ "name": "Side projects" })).await;
    let invitation = json!({ "email": "alan@example.com", "role_id": null });
    leave(r, world, &side, invitation).await;
    r.delete(&side, &format!("/organizations/{}", organization["id"].as_str().unwrap())).await;

    let login = json!({ "username": "ada@example.com", "password": "battery staple of Ada" });
    let ada = anonymous.with_session(&anonymous.post("/api/v1/login", login).await.ok());
    r.get(&ada, "/audit-log?limit=2").await;
    r.get(&ada, "/audit-log/export?action=project.created").await;
    r.delete(&ada, &segment_path).await;
    r.delete(&ada, &under("rules", &rule)).await;
    let file = json!({ "flags": { "button-size": { "state": "ENABLED", "variants": { "small": 1, "large": 2 },
        "defaultVariant": "small", "targeting": { "fractional": [["small", 75], ["large", 25]] } } } });
    r.post(&ada, &format!("{path}/import?environment=production&from=flagd"), file).await;
    r.get(&ada, &format!("{}/used-by", under("flags", &flag))).await;
    for verb in ["archive", "restore"] {
        r.call(&ada, Method::POST, &format!("{}/{verb}", under("flags", &flag)), Value::Null).await;
    }
    r.delete(&ada, &under("flags", &flag)).await;
    r.delete(&ada, &key_path).await;
    r.delete(&ada, &environment_path).await;
    r.delete(&ada, &path).await;
    r.post(&anonymous, "/logout", json!({ "refresh_token": ada.refresh_token })).await;
    for path in ["/healthz", "/readyz"] {
        let answer = anonymous.get(path).await.ok();
        r.record(&Method::GET, path, Value::Null, &answer);
    }
    let refused = anonymous
        .post("/api/v1/register", json!({ "name": "", "username": "ada@example.com", "password": PASSWORD }))
        .await;
    let refused = refused.refused(400, "validation_error");
    r.examples.insert("error".to_owned(), [("answer".to_owned(), refused)].into_iter().collect());
    recorder
}

/// Another member joins this organization and leaves it.
async fn leave(r: &mut Recorder, world: &World, owner: &Person, mut invitation: Value) {
    let roles = owner.get("/api/v1/roles").await.ok();
    let mut roles = roles["roles"].as_array().unwrap().iter();
    invitation["role_id"] = roles.find(|role| role["key"] == "viewer").unwrap()["id"].clone();
    let invited = owner.post("/api/v1/invitations", invitation).await.ok();
    let acceptance = json!({ "token": invited["accept_token"], "name": "Alan", "password": PASSWORD });
    let anonymous = world.anonymous();
    anonymous.post("/api/v1/invitations/accept", acceptance).await.ok();
    let login = json!({ "username": "alan@example.com", "password": PASSWORD });
    let alan = anonymous.with_session(&anonymous.post("/api/v1/login", login).await.ok());
    r.delete(&alan, "/members/me").await;
}

on_both! {
    async fn the_examples_are_requests_that_a_server_has_answered(world) {
        let recorded = serde_json::to_value(&record(world).await.examples).unwrap();
        if std::env::var_os("TOGUL_TEST_RECORD").is_some() {
            std::fs::write(FILE, format!("{recorded:#}\n")).unwrap();
        }
        let known: Value = serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap();
        let (recorded, known) = (recorded.as_object().unwrap(), known.as_object().unwrap());
        for (operation, example) in recorded {
            let known = known.get(operation);
            assert_eq!(Some(example), known, "{operation}: record the examples again: see tests/api/examples.rs");
        }
        assert_eq!(recorded.len(), known.len());
    }

    async fn every_body_and_answer_has_an_example_that_fits_its_schema(world) {
        let contract = Recorder::of(world).await.contract;
        let paths = contract.document["paths"].as_object().unwrap().values();
        for operation in paths.flat_map(|item| item.as_object().unwrap().values()) {
            let id = operation["operationId"].as_str().unwrap();
            // The document and its page are their own examples.
            if ["openapi_show", "docs_show"].contains(&id) {
                continue;
            }
            for content in ["/requestBody/content", "/responses/200/content"] {
                let Some(content) = operation.pointer(content).and_then(Value::as_object) else { continue };
                for media in content.values() {
                    let example = media.get("example").unwrap_or_else(|| panic!("{id} has no example"));
                    let validator = contract.validator(&media["schema"]);
                    let deviations: Vec<_> = validator.iter_errors(example).map(|error| error.to_string()).collect();
                    assert!(deviations.is_empty(), "{id}: {deviations:?}: {example}");
                }
            }
        }
        let error = &contract.document["components"]["responses"]["Error"]["content"]["application/json"];
        assert!(contract.validator(&error["schema"]).is_valid(&error["example"]), "{error}");
    }
}
