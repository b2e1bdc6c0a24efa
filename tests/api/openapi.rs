//! The OpenAPI document and its page. `tests/world/contract.rs` checks responses against the document in every test.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::routes::{documented_path, router_routes};
use crate::world::{Contract, Reply, World, fields, on_both};

const DOCUMENT: &str = "/api/v1/openapi.json";

/// The operations: path, method, description.
fn operations(document: &Value) -> impl Iterator<Item = (&String, &String, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, operation)| (path, method, operation))
    })
}

async fn contract(world: &World) -> &'static Contract {
    let (client, request) = world.anonymous().request(Method::GET, DOCUMENT).build_split();
    Contract::of(&client, request.unwrap().url()).await
}

/// All schemas of the document.
fn schemas<'d>(value: &'d Value, found: &mut Vec<&'d Value>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("schema"));
            fields.values().for_each(|value| schemas(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| schemas(value, found)),
        _ => {}
    }
}

/// All references of the document.
fn references<'d>(value: &'d Value, found: &mut BTreeSet<&'d str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

on_both! {
    async fn the_document_has_the_routes_and_no_others(world) {
        let routes: BTreeSet<_> = router_routes()
            .into_iter()
            .map(|(method, path)| format!("{} {}", method.to_lowercase(), documented_path(path)))
            .collect();
        let documented = operations(&contract(world).await.document)
            .map(|(path, method, _)| format!("{method} {path}"))
            .collect::<BTreeSet<_>>();
        assert_eq!(documented, routes);
    }

    async fn each_operation_has_a_summary_and_its_security(world) {
        let document = &contract(world).await.document;
        let tags: BTreeSet<_> =
            document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
        let schemes = document["components"]["securitySchemes"].as_object().unwrap();
        let mut ids = BTreeSet::new();
        for (path, method, operation) in operations(document) {
            let what = format!("{method} {path}");
            let summary = operation["summary"].as_str().expect("a summary");
            assert!(!summary.is_empty() && !summary.contains('\n') && !summary.ends_with('.'), "{what}");
            let id = operation["operationId"].as_str().expect("an id");
            assert!(id.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{what}: {id}");
            assert!(ids.insert(id), "{what}: {id} is taken");
            assert!(tags.contains(operation["tags"][0].as_str().unwrap()), "{what}");
            let security = operation["security"].as_array().unwrap_or_else(|| panic!("{what}: no security"));
            for scheme in security.iter().flat_map(|one| one.as_object().unwrap().keys()) {
                assert!(schemes.contains_key(scheme), "{what}: {scheme}");
            }
            let is_open = security == &[Value::Object(Map::new())];
            let has_credentials_in_body = ["login", "logout", "refresh-token", "password-reset"].map(|path| format!("/api/v1/{path}"));
            let needs_none =
                operation["x-errors"]["401"].is_null() || has_credentials_in_body.contains(path);
            assert_eq!(is_open, needs_none, "{what}");
            let in_path = path.matches('{').count();
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let described = parameters.iter().filter(|one| one["in"] == "path" && one["required"] == true);
            assert_eq!(described.count(), in_path, "{what}");
            let changes = matches!(&**method, "post" | "put" | "patch")
                && !["/password-reset", "/archive", "/restore"].iter().any(|verb| path.ends_with(&format!("/{{id}}{verb}")));
            assert_eq!(changes, operation["requestBody"].is_object(), "{what}");
        }
    }

    async fn the_document_is_valid_openapi(world) {
        let contract = contract(world).await;
        let document = &contract.document;
        assert_eq!(document["openapi"], "3.1.0");
        for needed in ["/info/title", "/info/version", "/servers/0/url"] {
            assert!(document.pointer(needed).is_some_and(Value::is_string), "{needed}");
        }
        let mut found = BTreeSet::new();
        references(document, &mut found);
        for reference in &found {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
        for name in document["components"]["schemas"].as_object().unwrap().keys() {
            let reference = format!("#/components/schemas/{name}");
            assert!(found.contains(&*reference), "nothing refers to {name}");
        }
        let mut found = document["components"]["schemas"].as_object().unwrap().values().collect();
        schemas(&document["paths"], &mut found);
        schemas(&document["components"], &mut found);
        for schema in found {
            jsonschema::draft202012::meta::validate(schema)
                .unwrap_or_else(|error| panic!("{error}: {schema}"));
            contract.validator(schema);
        }
        for (path, method, operation) in operations(document) {
            for (status, response) in operation["responses"].as_object().expect("responses") {
                let is_described = response["$ref"].is_string() || response["description"].is_string();
                assert!(is_described, "{method} {path} {status}");
            }
        }
    }

    async fn operations_are_grouped_in_the_order_of_a_first_task(world) {
        let document = &contract(world).await.document;
        let tags: Vec<_> = document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
        let first = ["Accounts and sessions", "Projects", "Environments", "Flags", "Rules", "Segments", "API keys", "Imports", "Evaluation"];
        assert_eq!(tags[..first.len()], first);
        for tag in document["tags"].as_array().unwrap() {
            assert!(tag["description"].as_str().is_some_and(|text| text.len() > 20), "{tag}");
        }
        let used: BTreeSet<_> =
            operations(document).map(|(_, _, operation)| operation["tags"][0].as_str().unwrap()).collect();
        assert_eq!(used, tags.into_iter().collect());
    }

    async fn descriptions_explain_what_is_not_obvious(world) {
        let document = &contract(world).await.document;
        let schemas = &document["components"]["schemas"];
        for (schema, field, words) in [
            ("NewRule", "rule_type", vec!["`boolean`", "`attribute`", "`percentage`"]),
            ("NewRule", "value_json", vec!["JSON"]),
            ("NewFlag", "enabled", vec!["off"]),
            ("NewFlag", "default_value", vec!["no rule"]),
            ("NewApiKey", "scope", vec!["`server`", "`sdk`", "`stream`"]),
        ] {
            let text = schemas[schema]["properties"][field]["description"].as_str().unwrap_or_default();
            assert!(words.iter().all(|word| text.contains(word)), "{schema}.{field}: {text:?}");
        }
        let update = &document["paths"]["/api/v1/projects/{project_id}/flags/{id}"]["patch"];
        let permission = "Requires the permission `flags.write` (";
        assert!(update["description"].as_str().unwrap().contains(permission), "{update}");
        for (path, method, operation) in operations(document) {
            assert!(operation["description"].as_str().is_some_and(|text| text.len() > 20), "{method} {path}");
        }
        let (login, rename) = (&document["paths"]["/api/v1/login"]["post"], &document["paths"]["/api/v1/me"]["patch"]);
        assert_eq!(login["description"], "Requires no credential in a header.");
        assert_eq!(rename["description"], "Requires a bearer token, and no permission.");
        let stream = document["paths"]["/api/v1/stream"]["get"]["description"].as_str().unwrap();
        for kind in ["flag.created", "rule.deleted", "segment.updated", "snapshot.reset"] {
            assert!(stream.contains(&format!("`{kind}`")), "{kind}: {stream}");
        }
        let import = &document["paths"]["/api/v1/projects/{project_id}/import"]["post"]["requestBody"]["content"];
        assert_eq!(fields(import), ["application/json", "application/yaml"]);
        // Links between items of the source lead nowhere here.
        let text = document.to_string();
        for link in ["](super", "](crate", "](Self", "](self"] {
            assert!(!text.contains(link), "{link}");
        }
    }

    async fn all_errors_have_one_description(world) {
        let document = &contract(world).await.document;
        let responses = document["components"]["responses"].as_object().unwrap();
        assert_eq!(responses.keys().collect::<Vec<_>>(), ["Error", "OfrepError"]);
        for (path, method, operation) in operations(document) {
            let name = if path.starts_with("/ofrep/") { "OfrepError" } else { "Error" };
            let reference = operation["responses"]["default"]["$ref"].as_str().unwrap();
            assert_eq!(reference, format!("#/components/responses/{name}"), "{method} {path}");
            let description = responses[name]["description"].as_str().unwrap();
            let responses = operation["responses"].as_object().unwrap();
            let errors = responses.keys().filter(|status| !["200", "304"].contains(&status.as_str()));
            assert_eq!(errors.collect::<Vec<_>>(), ["default"], "{method} {path}");
            for (status, codes) in operation["x-errors"].as_object().expect("a list of errors") {
                let row = format!("| {status} | ");
                assert!(description.contains(&row), "{status}");
                for code in codes.as_array().unwrap() {
                    assert!(description.contains(&format!("`{}`", code.as_str().unwrap())), "{code}");
                }
            }
        }
    }

    async fn requests_of_the_page_go_where_the_page_is(world) {
        let server = contract(world).await.document["servers"][0]["url"].as_str().unwrap();
        for prefix in ["http://localhost:8080/", "https://example.com/flags/", "https://example.com/a/b/"] {
            let page = reqwest::Url::parse(prefix).unwrap().join("api/v1/docs").unwrap();
            // The page names the document relative to itself, and the document its server relative to itself.
            let document = page.join("openapi.json").unwrap();
            assert_eq!(document.join(server).unwrap().as_str(), prefix);
        }
    }

    async fn request_schemas_accept_what_the_server_accepts(world) {
        let contract = contract(world).await;
        let environment = uuid::Uuid::now_v7();
        for (name, body, is_valid) in [
            ("NewAccount", json!({ "name": "A", "username": "a@b", "password": "12345678" }), true),
            ("NewAccount", json!({ "name": "A", "email": "a@b", "password": "12345678" }), true),
            ("NewAccount", json!({ "name": "A", "password": "12345678" }), false),
            ("NewFlag", json!({ "environment_id": environment, "key": "k", "name": "K" }), true),
            ("NewFlag", json!({ "environment_id": environment, "key": "-", "name": "K" }), false),
            ("NewFlag", json!({ "environment_id": "x", "key": "k", "name": "K" }), false),
            ("NewFlag", json!({ "environment_id": environment, "key": "k", "name": " " }), false),
            ("NewFlag", json!({ "environment_id": environment, "key": "k", "name": "K", "id": 1 }), false),
            ("FlagPatch", json!({}), true),
            ("FlagPatch", json!({ "name": null }), false),
            ("FlagPatch", json!({ "default_value": null }), true),
            ("FlagPatch", json!({ "off_value": null }), true),
            ("FlagPatch", json!({ "variants": [{ "key": "a", "value": null }, { "key": "b", "value": 1, "name": "B" }] }), true),
            ("FlagPatch", json!({ "variants": [{ "key": "a" }] }), false),
            ("FlagPatch", json!({ "variants": [{ "key": "-", "value": 1 }] }), false),
            ("FlagPatch", json!({ "variants": null }), false),
            ("NewFlag", json!({ "environment_id": environment, "key": "k", "name": "K", "rules": [
                { "priority": 1, "rule_type": "boolean", "split": [{ "variant": "a", "weight": 0.5 }, { "variant": "b", "weight": 99.5 }] },
                { "priority": 2, "rule_type": "boolean", "return_value": null, "variant": "a", "seed": "s" },
            ] }), true),
            ("NewFlag", json!({ "environment_id": environment, "key": "k", "name": "K", "rules": [{ "priority": 1 }] }), false),
            ("RulePatch", json!({ "split": [{ "variant": "a", "weight": 100 }] }), false),
            ("RulePatch", json!({ "split": [{ "variant": "a", "weight": 101 }, { "variant": "b", "weight": 0 }] }), false),
            ("RulePatch", json!({ "split": null, "variant": null, "return_value": null, "rebalance": true }), true),
            ("RuleOrder", json!({ "rule_ids": [environment] }), true),
            ("RuleOrder", json!({ "rule_ids": ["x"] }), false),
            ("RulePatch", json!({ "operator": null, "rollout_percentage": 12.5 }), true),
            ("RulePatch", json!({ "operator": "equals" }), false),
            ("RulePatch", json!({ "conditions": [{ "attribute": "a", "operator": "exists" }] }), true),
            ("RulePatch", json!({ "conditions": null }), false),
            ("RulePatch", json!({ "conditions": [{ "any": [{ "not": { "attribute": "a", "operator": "exists" } }] }] }), true),
            ("RulePatch", json!({ "conditions": [{ "any": [] }] }), false),
            ("RulePatch", json!({ "conditions": [{ "any": [{ "attribute": "a", "operator": "is" }] }] }), false),
            ("Rotation", json!({ "expires_at": null, "overlap_seconds": 86_400 }), true),
            ("Rotation", json!({ "overlap_seconds": 86_401 }), false),
            ("EvaluateRequest", json!({ "flag_key": "k", "context": [] }), true),
            ("EvaluateRequest", json!({ "flag_key": "k", "context": [1] }), false),
        ] {
            let reference = format!("#/components/schemas/{name}");
            let validator = contract.validator(&json!({ "$ref": reference }));
            assert_eq!(validator.is_valid(&body), is_valid, "{name}: {body}");
        }
    }

    async fn a_response_that_differs_from_the_document_fails_its_test(world) {
        let contract = contract(world).await;
        let shop = world.shop().await;
        let project = shop.owner.get(&shop.path).await;
        let check = |path: &str, change: &dyn Fn(&mut Reply)| {
            let mut reply = Reply {
                request: String::new(),
                status: project.status,
                headers: project.headers.clone(),
                body: project.body.clone(),
            };
            change(&mut reply);
            let check = || contract.check(&Method::GET, path, &reply);
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(check)).is_ok()
        };
        let with = |field: &'static str, value: Value| {
            move |reply: &mut Reply| {
                let mut body = reply.json();
                body["project"][field] = value.clone();
                reply.body = body.to_string().into();
            }
        };
        let path = &*shop.path;
        assert!(check(path, &|_| {}));
        assert!(!check(path, &with("name", Value::Null)));
        assert!(!check(path, &with("id", "no UUID".into())));
        assert!(!check(path, &with("created_at", "yesterday".into())));
        assert!(!check(path, &with("unknown", 1.into())));
        assert!(!check(path, &|reply| reply.body = b"{\"project\":{}}".into()));
        assert!(!check(path, &|reply| reply.status = StatusCode::CREATED));
        assert!(!check(path, &|reply| reply.status = StatusCode::NOT_FOUND));
        assert!(!check(path, &|reply| drop(reply.headers.remove("x-request-id"))));
        assert!(!check(path, &|reply| drop(reply.headers.remove("content-type"))));
        assert!(!check("/api/v1/nothing", &|_| {}));
        assert!(!check(&format!("{path}/flags"), &|_| {}));
    }

    async fn the_page_loads_nothing_from_elsewhere(world) {
        let page = Reply::to(world.anonymous().request(Method::GET, "/api/v1/docs")).await;
        assert_eq!(page.status, 200);
        assert!(page.header("content-type").starts_with("text/html"));
        let policy = page.header("content-security-policy");
        for directive in policy.split(';') {
            let mut words = directive.split_whitespace();
            let name = words.next().unwrap();
            for source in words {
                let is_own = matches!(source, "'none'" | "'self'") || source.starts_with("'sha256-");
                assert!(is_own || (name, source) == ("img-src", "data:"), "{directive}");
            }
        }
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        // Two scripts and a style are inline, and nothing is fetched from elsewhere.
        assert_eq!(policy.matches("'sha256-").count(), 3, "{policy}");
        let html = String::from_utf8(page.body).unwrap();
        assert!(html.contains("SwaggerUIBundle({") && html.contains("url: 'openapi.json'"));
        assert!(html.contains("\"docExpansion\": \"none\"") && html.contains("\"showExtensions\": false"));
        for element in ["<link", "<script src", "<img", "<iframe", "@import"] {
            let (page, _) = html.split_once("<script>").unwrap();
            assert!(!page.contains(element), "{element}");
        }
        let document = world.anonymous().get(DOCUMENT).await.ok();
        assert_eq!(document["openapi"], "3.1.0");
    }
}
