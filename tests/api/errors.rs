//! Refusals: every wrong request is answered in the envelope, and says what is wrong.

use futures_util::stream;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Person, Reply, Shop, on_both};

/// An endpoint that takes a body, and one that it would take.
struct Endpoint {
    method: Method,
    path: String,
    caller: Person,
    body: Value,
    /// A field of text.
    text: &'static str,
    /// Fields that callers may not set, or that are another endpoint's.
    forbidden: &'static [&'static str],
}

async fn endpoints(shop: &Shop, nobody: &Person) -> Vec<Endpoint> {
    let flag = shop.flag("existing", json!({})).await;
    let rule = shop.rule(&flag, json!({})).await;
    let (key, _) = shop.key(json!({})).await;
    let (owner, path) = (&shop.owner, &shop.path);
    let environment = shop.environment_path();
    let key_path = format!("{path}/api-keys/{}", key["id"].as_str().unwrap());
    let object = &["id", "created_at", "updated_at", "version", "organization_id"];
    let row = |method: Method, path: String, caller: &Person, body: Value, text, forbidden| Endpoint {
        method,
        path,
        caller: caller.clone(),
        body,
        text,
        forbidden,
    };
    let (post, patch, put) = (Method::POST, Method::PATCH, Method::PUT);
    vec![
        row(
            post.clone(),
            "/api/v1/register".into(),
            nobody,
            json!({ "name": "A", "username": "a@example.com", "password": "correct horse" }),
            "name",
            &["id", "role", "organization_id", "email_verified_at"],
        ),
        row(
            post.clone(),
            "/api/v1/login".into(),
            nobody,
            json!({ "username": "a@example.com", "password": "wrong horse" }),
            "username",
            &["id", "organization_id"],
        ),
        row(
            post.clone(),
            "/api/v1/refresh-token".into(),
            nobody,
            json!({ "refresh_token": "togul_rt_x" }),
            "refresh_token",
            &["token", "organization_id"],
        ),
        row(
            post.clone(),
            "/api/v1/logout".into(),
            nobody,
            json!({ "refresh_token": "togul_rt_x" }),
            "refresh_token",
            &["token", "user_id"],
        ),
        row(
            post.clone(),
            "/api/v1/projects".into(),
            owner,
            json!({ "name": "Another" }),
            "name",
            &["id", "slug", "organization_id", "created_at"],
        ),
        row(
            patch.clone(),
            path.clone(),
            owner,
            json!({ "name": "Another" }),
            "name",
            &["id", "slug", "organization_id", "created_at"],
        ),
        row(
            post.clone(),
            format!("{path}/environments"),
            owner,
            json!({ "key": "k", "name": "K" }),
            "key",
            &["id", "regions", "revision", "version", "project_id"],
        ),
        row(
            patch.clone(),
            environment.clone(),
            owner,
            json!({ "name": "K" }),
            "name",
            &["id", "key", "regions", "revision", "version"],
        ),
        row(
            put,
            format!("{environment}/regions"),
            owner,
            json!({ "regions": ["local"] }),
            "regions",
            &["id", "version"],
        ),
        row(
            post.clone(),
            format!("{path}/api-keys"),
            owner,
            json!({ "environment_id": shop.environment_id, "name": "k", "scope": "sdk" }),
            "name",
            &["id", "key_prefix", "secret", "revoked_at", "last_used_at", "project_id"],
        ),
        row(
            post.clone(),
            format!("{key_path}/rotate"),
            owner,
            json!({ "expires_at": "2031-01-31T12:00:00Z" }),
            "expires_at",
            &["id", "key_prefix", "secret", "scope", "name"],
        ),
        row(
            post.clone(),
            format!("{path}/flags"),
            owner,
            json!({ "environment_id": shop.environment_id, "key": "k", "name": "k" }),
            "key",
            &["id", "salt", "version", "created_at", "rules"],
        ),
        row(
            patch.clone(),
            shop.flag_path(&flag),
            owner,
            json!({ "name": "k" }),
            "name",
            &["id", "salt", "key", "value_type", "environment_id", "version"],
        ),
        row(
            post.clone(),
            format!("{path}/rules"),
            owner,
            json!({ "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "return_value": true }),
            "flag_id",
            object,
        ),
        row(
            patch,
            shop.rule_path(&rule),
            owner,
            json!({ "bucket_by": "user_id" }),
            "bucket_by",
            &["id", "flag_id", "rule_type", "version", "salt"],
        ),
        row(
            post.clone(),
            "/api/v1/evaluate".into(),
            &shop.sdk,
            json!({ "flag_key": "existing" }),
            "flag_key",
            &["environment_id", "api_key", "version"],
        ),
        row(
            post,
            "/api/v1/evaluate/all".into(),
            &shop.sdk,
            json!({ "context": {} }),
            "context",
            &["environment_id", "flag_key"],
        ),
    ]
}

impl Endpoint {
    async fn send(&self, body: impl Into<reqwest::Body>) -> Reply {
        let reply = self.caller.send(self.method.clone(), &self.path, body).await;
        self.looks_right(&reply);
        reply
    }

    /// What must be true of every answer, whatever was asked.
    fn looks_right(&self, reply: &Reply) {
        assert!(reply.status.as_u16() < 500, "{} {}: {reply:?}", self.method, self.path);
        assert_eq!(reply.header("content-type"), "application/json", "{reply:?}");
        assert!(!reply.header("x-request-id").is_empty(), "{reply:?}");
        if reply.status != 200 {
            reply.refused(reply.status.as_u16(), reply.json()["code"].as_str().unwrap_or_default());
        }
    }

    /// The body with another value of its field of text.
    fn with_text(&self, value: Value) -> String {
        let mut body = self.body.clone();
        body[self.text] = value;
        body.to_string()
    }
}

on_both! {
    async fn a_body_that_is_no_json_object_is_refused_everywhere(world) {
        let shop = world.shop().await;
        for endpoint in endpoints(&shop, &world.anyone()).await {
            let body = endpoint.body.to_string();
            for wrong in [
                "",
                " ",
                "null",
                "[]",
                "5",
                "\"text\"",
                "{",
                "{}}",
                "{}{}",
                "[{}]",
                "{a:1}",
                "{'a':1}",
                "nul",
                "{\"a\":1,}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":\"\u{1}\"}",
                "<a/>",
                "a=b",
                &format!("[{body}]"),
                &format!("{body},"),
                &body[..body.len() - 1],
            ] {
                endpoint.send(wrong.to_owned()).await.refused(400, "invalid_json");
            }
            for wrong in [&b"{\"a\":\"\xff\"}"[..], b"\xef\xbb\xbf{}", b"{\"\xc3\x28\":1}", b"\0"] {
                let reply = endpoint.send(wrong).await;
                assert_eq!(reply.status, 400, "{wrong:?}: {reply:?}");
            }
            // The whole body is right but for one lone half of a character.
            let lone = endpoint.with_text(json!("HERE")).replace("HERE", r"\ud800");
            let reply = endpoint.send(lone).await;
            assert_eq!(reply.status, 400, "{reply:?}");
        }
    }

    async fn a_syntax_error_says_where(world) {
        let refused = world.anyone().send(Method::POST, "/api/v1/login", "{\n  \"username\": }").await;
        let refused = refused.refused(400, "invalid_json");
        assert_eq!(refused["details"], json!({ "line": 2, "column": 15 }));
        assert!(refused["message"].as_str().unwrap().contains("line 2 column 15"), "{refused}");
    }

    async fn a_field_that_does_not_exist_or_is_not_ones_to_set_is_refused_by_name(world) {
        let shop = world.shop().await;
        for endpoint in endpoints(&shop, &world.anyone()).await {
            for field in endpoint.forbidden.iter().chain(&["nmae", "Name", ""]) {
                for value in [json!(null), json!("x"), json!({ "a": [] })] {
                    let mut body = endpoint.body.clone();
                    body[field] = value;
                    let reply = endpoint.send(body.to_string()).await;
                    assert_eq!(&reply.refused_field(), field, "{} {}", endpoint.method, endpoint.path);
                }
            }
        }
    }

    async fn a_field_of_the_wrong_type_or_given_twice_is_refused_by_name(world) {
        let shop = world.shop().await;
        for endpoint in endpoints(&shop, &world.anyone()).await {
            for wrong in [json!(5), json!(true), json!(1.5), json!([5]), json!({ "a": 1 })] {
                if endpoint.text == "context" && wrong.is_object() {
                    continue;
                }
                let reply = endpoint.send(endpoint.with_text(wrong.clone())).await;
                let field = reply.refused_field();
                let place = field.strip_prefix(endpoint.text).unwrap_or("?");
                assert!(place.is_empty() || place == "[0]", "{} {wrong}: {field}", endpoint.path);
            }
            let whole = endpoint.body.to_string();
            let again = serde_json::to_string(&endpoint.body[endpoint.text]).unwrap();
            let twice = format!("{{\"{}\":{again},{}", endpoint.text, &whole[1..]);
            assert_eq!(endpoint.send(twice).await.refused_field(), endpoint.text, "{}", endpoint.path);
        }
    }

    async fn a_word_of_a_list_is_nothing_but_a_word(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let path = &shop.path;
        let rule =
            json!({ "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "return_value": true });
        let new_flag = json!({ "environment_id": shop.environment_id, "key": "k", "name": "k" });
        let key = json!({ "environment_id": shop.environment_id, "name": "k", "scope": "sdk" });
        for (path, body, field, word) in [
            (format!("{path}/api-keys"), &key, "scope", "sdk"),
            (format!("{path}/flags"), &new_flag, "value_type", "boolean"),
            (format!("{path}/rules"), &rule, "rule_type", "boolean"),
        ] {
            for wrong in
                [json!(null), json!(5), json!([]), json!({}), json!([word]), json!({ word: null }), json!("")]
            {
                let mut body = body.clone();
                body[field] = wrong.clone();
                assert_eq!(shop.owner.post(&path, body).await.refused_field(), field, "{wrong}");
            }
        }
        for wrong in [json!(null), json!(5), json!([]), json!({}), json!({ "exists": null }), json!("")] {
            let mut body = rule.clone();
            body["conditions"] = json!([{ "attribute": "a", "operator": wrong }]);
            let reply = shop.owner.post(&format!("{path}/rules"), body).await;
            assert_eq!(reply.refused_field(), "conditions[0].operator", "{wrong}");
        }
    }

    async fn who_is_refused_is_told_so_however_much_they_send(world) {
        let shop = world.shop().await;
        let body = json!({ "name": "x".repeat(900 * 1024) }).to_string();
        for (caller, path, status, code) in [
            (world.anyone(), "/api/v1/projects".to_owned(), 401, "unauthorized"),
            (shop.stream.clone(), "/api/v1/evaluate".to_owned(), 403, "forbidden"),
            (shop.owner.clone(), format!("/api/v1/projects/{}/flags", Uuid::now_v7()), 404, "not_found"),
            (shop.owner.clone(), "/api/v1/nothing".to_owned(), 404, "not_found"),
            (shop.owner.clone(), "/api/v1/me".to_owned(), 405, "method_not_allowed"),
        ] {
            caller.send(Method::POST, &path, body.clone()).await.refused(status, code);
        }
    }

    async fn text_that_is_too_long_or_holds_nul_never_reaches_a_database(world) {
        let shop = world.shop().await;
        for endpoint in endpoints(&shop, &world.anyone()).await {
            if endpoint.text == "context" || endpoint.text == "regions" {
                continue;
            }
            for text in ["k".repeat(6000), "a\0b".to_owned(), "\u{fffd}\u{202e}\u{1F600}".repeat(500)] {
                let reply = endpoint.send(endpoint.with_text(json!(text))).await;
                // A login or token like that is unknown, and so is a flag; everything else is wrong.
                let expected = match endpoint.text {
                    "username" | "refresh_token" => 401,
                    "flag_key" => 404,
                    _ => 400,
                };
                assert_eq!(reply.status.as_u16(), expected, "{} {reply:?}", endpoint.path);
            }
        }
        let path = format!("{}/regions", shop.environment_path());
        for regions in
            [json!(["a\0"]), json!(["k".repeat(6000)]), json!(["a", "a"]), json!([""]), json!(null)]
        {
            let reply = shop.owner.put(&path, json!({ "regions": regions })).await;
            assert!(reply.refused_field().starts_with("regions"), "{regions}");
        }
    }

    async fn a_body_that_nests_too_deep_is_refused(world) {
        let shop = world.shop().await;
        for endpoint in endpoints(&shop, &world.anyone()).await {
            for deep in [129, 100_000] {
                for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
                    let nested = format!("{}1{}", open.repeat(deep), close.repeat(deep));
                    let inside = endpoint.with_text(json!("HERE")).replace("\"HERE\"", &nested);
                    for body in [nested.clone(), inside, format!("{{\"unknown\":{nested}}}")] {
                        let reply = endpoint.send(body).await;
                        assert_eq!(reply.status, 400, "{} {reply:?}", endpoint.path);
                    }
                }
            }
        }
        for deep in [33, 129] {
            let nested = format!("{}{}", "[".repeat(deep), "]".repeat(deep));
            let flag = format!(
                r#"{{"environment_id":"{}","key":"k","name":"k","value_type":"json","default_value":{nested}}}"#,
                shop.environment_id
            );
            let reply = shop.owner.send(Method::POST, &format!("{}/flags", shop.path), flag).await;
            assert_eq!(reply.status, 400, "{reply:?}");
        }
    }

    async fn a_body_of_2_mib_is_refused_with_and_without_its_length(world) {
        let shop = world.shop().await;
        for endpoint in endpoints(&shop, &world.anyone()).await {
            let body = endpoint.with_text(json!("x".repeat(2 * 1024 * 1024)));
            endpoint.send(body.clone()).await.refused(413, "payload_too_large");
            let parts: Vec<_> = body
                .as_bytes()
                .chunks(64 * 1024)
                .map(|part| Ok::<_, std::io::Error>(part.to_vec()))
                .collect();
            let unannounced = reqwest::Body::wrap_stream(stream::iter(parts));
            endpoint.send(unannounced).await.refused(413, "payload_too_large");
        }
    }

    async fn a_body_that_does_not_say_it_is_json_is_refused(world) {
        let shop = world.shop().await;
        for endpoint in endpoints(&shop, &world.anyone()).await {
            let request = || endpoint.caller.request(endpoint.method.clone(), &endpoint.path);
            let body = endpoint.body.to_string();
            for wrong in ["text/plain", "application/x-www-form-urlencoded", "text/json", "json", ""] {
                let reply = Reply::to(request().header("content-type", wrong).body(body.clone())).await;
                endpoint.looks_right(&reply);
                reply.refused(415, "unsupported_media_type");
            }
            Reply::to(request().body(body.clone())).await.refused(415, "unsupported_media_type");
            Reply::to(request()).await.refused(415, "unsupported_media_type");
            for right in ["application/json; charset=utf-8", "Application/JSON", "application/problem+json"] {
                let reply = Reply::to(request().header("content-type", right).body("{")).await;
                reply.refused(400, "invalid_json");
            }
        }
    }

    async fn the_routers_own_refusals_have_the_envelope(world) {
        let shop = world.shop().await;
        let owner = &shop.owner;
        for path in [
            "/",
            "/api",
            "/api/v1",
            "/api/v1/",
            "/api/v2/projects",
            "/api/v1/nothing",
            "/api/v1/projects/",
            "/api/v1//projects",
            "/healthz/",
            "/api/v1/evaluate/one",
            "/%00",
            "/api/v1/projects/%ff/flags/%ff",
        ] {
            owner.get(path).await.refused(404, "not_found");
        }
        let project = shop.path.as_str();
        for (method, path) in [
            (Method::GET, "/api/v1/login"),
            (Method::PUT, "/api/v1/projects"),
            (Method::POST, project),
            (Method::DELETE, "/api/v1/me"),
            (Method::GET, "/api/v1/evaluate"),
            (Method::POST, "/api/v1/stream"),
            (Method::POST, "/api/v1/snapshot"),
            (Method::POST, "/healthz"),
            (Method::TRACE, "/readyz"),
            (Method::OPTIONS, "/api/v1/projects"),
        ] {
            let reply = Reply::to(owner.request(method.clone(), path)).await;
            reply.refused(405, "method_not_allowed");
            assert!(!reply.header("allow").is_empty(), "{method} {path}: {reply:?}");
        }
    }

    async fn an_id_that_is_none_names_nothing(world) {
        let shop = world.shop().await;
        let absent = shop.owner.get(&format!("/api/v1/projects/{}", Uuid::now_v7())).await;
        absent.refused(404, "not_found");
        for id in ["x", "0", "%00", "%2F", "..%2F..", "%F0%9F%98%80", &"9".repeat(5000)] {
            for path in [
                format!("/api/v1/projects/{id}"),
                format!("/api/v1/projects/{id}/flags"),
                format!("{}/flags/{id}", shop.path),
                format!("{}/environments/{id}", shop.path),
                format!("{}/environments/{id}/regions", shop.path),
            ] {
                let reply = shop.owner.get(&path).await;
                assert_eq!((reply.status, &reply.body), (absent.status, &absent.body), "{path}");
            }
        }
    }

    async fn a_query_parameter_that_does_not_exist_is_refused_by_name(world) {
        let shop = world.shop().await;
        for list in ["", "/environments", "/api-keys", "/flags"] {
            let path =
                if list.is_empty() { "/api/v1/projects".to_owned() } else { format!("{}{list}", shop.path) };
            for (query, field) in [
                ("page=2", "page"),
                ("limit=0", "limit"),
                ("limit=1001", "limit"),
                ("limit=-1", "limit"),
                ("limit=1&limit=1", "limit"),
                ("cursor=x", "cursor"),
                ("cursor=%00", "cursor"),
            ] {
                let reply = shop.owner.get(&format!("{path}?{query}")).await;
                assert_eq!(reply.refused_field(), field, "{path}?{query}");
            }
            let all = shop.owner.get(&format!("{path}?limit=1000")).await.ok();
            assert_eq!(all["next_cursor"], Value::Null);
        }
    }

    async fn a_sane_request_id_comes_back_and_any_other_is_replaced(world) {
        let anyone = world.anyone();
        let ask = async |id: &[u8], path: &str| {
            let id = reqwest::header::HeaderValue::from_bytes(id).unwrap();
            let reply = Reply::to(anyone.request(Method::GET, path).header("x-request-id", id)).await;
            reply.header("x-request-id").to_owned()
        };
        for path in ["/healthz", "/nowhere", "/api/v1/projects"] {
            for sane in ["a", "0190-abc_D.9", &"x".repeat(128)] {
                assert_eq!(ask(sane.as_bytes(), path).await, sane);
            }
            for other in [&b""[..], b"a b", b"a\"b", b"\xff\xfe", b"a,b", b"{}", &b"x".repeat(129)] {
                let id = ask(other, path).await;
                assert_eq!(Uuid::parse_str(&id).unwrap().get_version_num(), 7, "{other:?}");
            }
        }
        let first = anyone.get("/healthz").await;
        assert_ne!(first.header("x-request-id"), anyone.get("/healthz").await.header("x-request-id"));
    }

    async fn browsers_evaluate_and_stream_from_the_configured_origins(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let (ours, other) = ("https://app.example.com", "https://evil.example.com");
        let allowed = |reply: &Reply| reply.header("access-control-allow-origin").to_owned();
        for (path, method) in
            [("/api/v1/evaluate", "POST"), ("/api/v1/evaluate/all", "POST"), ("/api/v1/stream", "GET")]
        {
            let preflight = async |origin: &str| {
                let request = world.anyone().request(Method::OPTIONS, path);
                let request =
                    request.header("origin", origin).header("access-control-request-method", method);
                Reply::to(request.header("access-control-request-headers", "x-api-key,content-type")).await
            };
            let reply = preflight(ours).await;
            assert!(reply.status.is_success(), "{reply:?}");
            assert_eq!(allowed(&reply), ours);
            assert!(reply.header("access-control-allow-methods").contains(method), "{reply:?}");
            let headers = reply.header("access-control-allow-headers");
            assert!(headers.contains("x-api-key") && headers.contains("content-type"), "{headers}");
            assert_eq!(allowed(&preflight(other).await), "");

            // Errors are to be read too.
            let method = method.parse::<Method>().unwrap();
            let refused =
                Reply::to(world.anyone().request(method.clone(), path).header("origin", ours)).await;
            refused.refused(401, "unauthorized");
            assert_eq!(allowed(&refused), ours);
            let refused = Reply::to(world.anyone().request(method, path).header("origin", other)).await;
            assert_eq!(allowed(&refused), "");
        }
        let question = shop.sdk.request(Method::POST, "/api/v1/evaluate").json(&json!({ "flag_key": "f" }));
        let reply = Reply::to(question.header("origin", ours)).await;
        reply.ok();
        assert_eq!(allowed(&reply), ours);
        let management = shop.owner.request(Method::GET, "/api/v1/projects").header("origin", ours);
        assert_eq!(allowed(&Reply::to(management).await), "");
        let rules = shop.server.request(Method::GET, "/api/v1/snapshot").header("origin", ours);
        assert_eq!(allowed(&Reply::to(rules).await), "");
    }

    async fn supervisors_are_told_that_all_is_well(world) {
        assert_eq!(world.anyone().get("/healthz").await.ok()["status"], "ok");
        let ready = world.anyone().get("/readyz").await.ok();
        assert_eq!(ready, json!({ "status": "ok", "evaluation": "ok", "database": "ok" }));
    }
}
