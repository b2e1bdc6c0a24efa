//! Invalid request bodies: every endpoint refuses them in the error envelope and names the problem.

use std::pin::pin;

use futures_util::{FutureExt, stream};
use reqwest::Method;
use serde_json::{Value, json};
use togul_server::limits::body_budget::BodyAccount;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use uuid::Uuid;

use crate::world::{PASSWORD, Person, Reply, Shop, World, on_both, raw::RawConnection};

/// An endpoint that reads a body, and a valid body for it.
struct Endpoint {
    method: Method,
    path: String,
    caller: Person,
    body: Value,
    /// The name of one field of the body, a string if there is one.
    field: &'static str,
    /// Fields that this endpoint does not accept.
    forbidden: &'static [&'static str],
}

async fn endpoints(world: &World, shop: &Shop) -> Vec<Endpoint> {
    let anonymous = &world.anonymous();
    let flag = shop.flag("existing", json!({})).await;
    let rule = shop.rule(&flag, json!({})).await;
    let segment = shop.segment("existing", json!({})).await;
    let (key, _) = shop.key(json!({})).await;
    let role = shop.custom_role("existing", &["flags.read"]).await;
    let viewer = shop.member(world, "viewer").await;
    let member = shop.add_to_project(&viewer, &shop.project_id, "viewer").await;
    let (owner, path) = (&shop.owner, &shop.path);
    let environment = shop.environment_path();
    let key_path = format!("{path}/api-keys/{}", key["id"].as_str().unwrap());
    let object = &["id", "created_at", "updated_at", "version", "organization_id"];
    let row = |method: &str, path: &str, caller: &Person, body: Value, field, forbidden| Endpoint {
        method: method.parse().unwrap(),
        path: path.to_owned(),
        caller: caller.clone(),
        body,
        field,
        forbidden,
    };
    vec![
        row(
            "POST",
            "/api/v1/register",
            anonymous,
            json!({ "name": "A", "username": "a@example.com", "password": "correct horse" }),
            "name",
            &["id", "role", "organization_id", "email_verified_at"],
        ),
        row(
            "POST",
            "/api/v1/login",
            anonymous,
            json!({ "username": "a@example.com", "password": "wrong horse" }),
            "username",
            &["id", "organization_id"],
        ),
        row(
            "POST",
            "/api/v1/refresh-token",
            anonymous,
            json!({ "refresh_token": "togul_rt_x" }),
            "refresh_token",
            &["token", "organization_id"],
        ),
        row(
            "POST",
            "/api/v1/logout",
            anonymous,
            json!({ "refresh_token": "togul_rt_x" }),
            "refresh_token",
            &["token", "user_id"],
        ),
        row(
            "PATCH",
            "/api/v1/me",
            owner,
            json!({ "name": "Another" }),
            "name",
            &["id", "email", "role", "email_verified_at", "password"],
        ),
        row(
            "POST",
            "/api/v1/me/password",
            owner,
            json!({ "current_password": PASSWORD, "new_password": "staple battery horse" }),
            "new_password",
            &["id", "password", "refresh_token"],
        ),
        row(
            "POST",
            "/api/v1/me/switch-organization",
            owner,
            json!({ "organization_id": owner.organization_id, "refresh_token": "togul_rt_x" }),
            "refresh_token",
            &["token", "user_id", "role"],
        ),
        row(
            "POST",
            "/api/v1/organizations",
            owner,
            json!({ "name": "Another" }),
            "name",
            &["id", "slug", "role", "owner_id"],
        ),
        row(
            "PATCH",
            "/api/v1/organizations/current",
            owner,
            json!({ "name": "Another" }),
            "name",
            &["id", "slug", "deleted_at"],
        ),
        row(
            "PATCH",
            &shop.member_path(&viewer).await,
            owner,
            json!({ "role_id": role["id"] }),
            "role_id",
            &["id", "user_id", "role", "organization_id"],
        ),
        row(
            "POST",
            "/api/v1/roles",
            owner,
            json!({ "key": "k", "name": "K", "permissions": ["flags.read"] }),
            "key",
            &["id", "is_system", "organization_id"],
        ),
        row(
            "PATCH",
            &format!("/api/v1/roles/{}", role["id"].as_str().unwrap()),
            owner,
            json!({ "name": "K" }),
            "name",
            &["id", "is_system", "organization_id"],
        ),
        row(
            "POST",
            "/api/v1/invitations",
            owner,
            json!({ "email": "c@example.com", "role_id": role["id"] }),
            "email",
            &["id", "token", "accept_token", "expires_at", "organization_id"],
        ),
        row(
            "POST",
            "/api/v1/invitations/accept",
            anonymous,
            json!({ "token": "inv_tok_x", "name": "C", "password": "staple battery horse" }),
            "token",
            &["id", "email", "role_id", "organization_id"],
        ),
        row(
            "POST",
            &format!("{path}/members"),
            owner,
            json!({ "user_id": owner.user_id, "role_id": role["id"] }),
            "user_id",
            &["id", "role", "project_id", "email"],
        ),
        row(
            "PATCH",
            &format!("{path}/members/{}", member["id"].as_str().unwrap()),
            owner,
            json!({ "role_id": role["id"] }),
            "role_id",
            &["id", "user_id", "role", "project_id"],
        ),
        row(
            "POST",
            "/api/v1/projects",
            owner,
            json!({ "name": "Another" }),
            "name",
            &["id", "slug", "organization_id", "created_at"],
        ),
        row(
            "PATCH",
            path,
            owner,
            json!({ "name": "Another" }),
            "name",
            &["id", "slug", "organization_id", "created_at"],
        ),
        row(
            "POST",
            &format!("{path}/environments"),
            owner,
            json!({ "key": "k", "name": "K" }),
            "key",
            &["id", "regions", "revision", "version", "project_id"],
        ),
        row(
            "PATCH",
            &environment,
            owner,
            json!({ "name": "K" }),
            "name",
            &["id", "key", "regions", "revision", "version"],
        ),
        row(
            "PUT",
            &format!("{environment}/regions"),
            owner,
            json!({ "regions": ["local"] }),
            "regions",
            &["id", "version"],
        ),
        row(
            "POST",
            &format!("{path}/api-keys"),
            owner,
            json!({ "environment_id": shop.environment_id, "name": "k", "scope": "sdk" }),
            "name",
            &["id", "key_prefix", "secret", "revoked_at", "last_used_at", "project_id"],
        ),
        row(
            "POST",
            &format!("{key_path}/rotate"),
            owner,
            json!({ "expires_at": "2031-01-31T12:00:00Z" }),
            "expires_at",
            &["id", "key_prefix", "secret", "scope", "name"],
        ),
        row(
            "POST",
            &format!("{path}/flags"),
            owner,
            json!({ "environment_id": shop.environment_id, "key": "k", "name": "k" }),
            "key",
            &["id", "salt", "version", "created_at", "archived_at"],
        ),
        row(
            "PATCH",
            &shop.flag_path(&flag),
            owner,
            json!({ "name": "k" }),
            "name",
            &["id", "salt", "key", "value_type", "environment_id", "version"],
        ),
        row(
            "PUT",
            &format!("{}/rules/order", shop.flag_path(&flag)),
            owner,
            json!({ "rule_ids": [rule["id"]] }),
            "rule_ids",
            &["id", "version", "priorities"],
        ),
        row(
            "POST",
            &format!("{path}/rules"),
            owner,
            json!({ "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "return_value": true }),
            "flag_id",
            object,
        ),
        row(
            "PATCH",
            &shop.rule_path(&rule),
            owner,
            json!({ "bucket_by": "user_id" }),
            "bucket_by",
            &["id", "flag_id", "rule_type", "version", "salt"],
        ),
        row(
            "POST",
            &format!("{path}/segments"),
            owner,
            json!({ "environment_id": shop.environment_id, "key": "k", "name": "K" }),
            "key",
            object,
        ),
        row(
            "PATCH",
            &shop.segment_path(&segment),
            owner,
            json!({ "attribute": "account" }),
            "attribute",
            &["id", "key", "environment_id", "version"],
        ),
        row(
            "POST",
            &format!("{}/included", shop.segment_path(&segment)),
            owner,
            json!({ "add": ["a"] }),
            "add",
            &["included", "excluded", "version"],
        ),
        row(
            "POST",
            &format!("{}/excluded", shop.segment_path(&segment)),
            owner,
            json!({ "remove": ["a"] }),
            "remove",
            &["included", "excluded", "version"],
        ),
        row(
            "POST",
            "/api/v1/evaluate",
            &shop.sdk,
            json!({ "flag_key": "existing" }),
            "flag_key",
            &["environment_id", "api_key", "version"],
        ),
        row(
            "POST",
            "/api/v1/evaluate/all",
            &shop.sdk,
            json!({ "context": {} }),
            "context",
            &["environment_id", "flag_key"],
        ),
    ]
}

impl Endpoint {
    /// Whether it takes no credential, so that its bodies are small.
    fn is_public(&self) -> bool {
        let request = self.caller.request(self.method.clone(), &self.path).build().unwrap();
        request.headers().is_empty()
    }

    async fn send(&self, body: impl Into<reqwest::Body>) -> Reply {
        let reply = self.caller.send(self.method.clone(), &self.path, body).await;
        self.check(&reply);
        reply
    }

    /// Checks what holds for every response.
    fn check(&self, reply: &Reply) {
        assert!(reply.status.as_u16() < 500, "{} {}: {reply:?}", self.method, self.path);
        assert_eq!(reply.header("content-type"), "application/json", "{reply:?}");
        assert!(!reply.header("x-request-id").is_empty(), "{reply:?}");
        if reply.status != 200 {
            reply.refused(reply.status.as_u16(), reply.json()["code"].as_str().unwrap_or_default());
        }
    }

    /// The body with another value of the field.
    fn with_field(&self, value: Value) -> String {
        let mut body = self.body.clone();
        body[self.field] = value;
        body.to_string()
    }
}

on_both! {
    async fn a_body_that_is_not_a_json_object_is_refused_everywhere(world) {
        let shop = world.shop().await;
        for endpoint in endpoints(world, &shop).await {
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
            // A valid body except for an unpaired surrogate.
            let lone = endpoint.with_field(json!("HERE")).replace("HERE", r"\ud800");
            let reply = endpoint.send(lone).await;
            assert_eq!(reply.status, 400, "{reply:?}");
        }
    }

    async fn a_syntax_error_names_line_and_column(world) {
        let refused = world.anonymous().send(Method::POST, "/api/v1/login", "{\n  \"username\": }").await;
        let refused = refused.refused(400, "invalid_json");
        assert_eq!(refused["details"], json!({ "line": 2, "column": 15 }));
        assert!(refused["message"].as_str().unwrap().contains("line 2 column 15"), "{refused}");
    }

    async fn an_unknown_or_read_only_field_is_refused_by_name(world) {
        let shop = world.shop().await;
        for endpoint in endpoints(world, &shop).await {
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
        for endpoint in endpoints(world, &shop).await {
            for wrong in [json!(5), json!(true), json!(1.5), json!([5]), json!({ "a": 1 })] {
                if endpoint.field == "context" && wrong.is_object() {
                    continue;
                }
                let reply = endpoint.send(endpoint.with_field(wrong.clone())).await;
                let field = reply.refused_field();
                let index = field.strip_prefix(endpoint.field).unwrap_or("?");
                assert!(index.is_empty() || index == "[0]", "{} {wrong}: {field}", endpoint.path);
            }
            let whole = endpoint.body.to_string();
            let again = serde_json::to_string(&endpoint.body[endpoint.field]).unwrap();
            let twice = format!("{{\"{}\":{again},{}", endpoint.field, &whole[1..]);
            assert_eq!(endpoint.send(twice).await.refused_field(), endpoint.field, "{}", endpoint.path);
        }
    }

    async fn an_enum_field_accepts_only_its_names(world) {
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

    async fn a_refused_request_gets_its_error_even_if_its_body_is_large(world) {
        let shop = world.shop().await;
        let body = json!({ "name": "x".repeat(900 * 1024) }).to_string();
        for (caller, path, status, code) in [
            (world.anonymous(), "/api/v1/projects".to_owned(), 401, "unauthorized"),
            (shop.stream.clone(), "/api/v1/evaluate".to_owned(), 403, "forbidden"),
            (shop.owner.clone(), format!("/api/v1/projects/{}/flags", Uuid::now_v7()), 404, "not_found"),
            (shop.owner.clone(), "/api/v1/nothing".to_owned(), 404, "not_found"),
            (shop.owner.clone(), "/api/v1/me".to_owned(), 405, "method_not_allowed"),
        ] {
            caller.send(Method::POST, &path, body.clone()).await.refused(status, code);
        }
    }

    async fn a_string_that_is_too_long_or_contains_nul_never_reaches_the_database(world) {
        let shop = world.shop().await;
        for endpoint in endpoints(world, &shop).await {
            if endpoint.field == "context" || endpoint.field == "regions" {
                continue;
            }
            for text in ["k".repeat(6000), "a\0b".to_owned(), "\u{fffd}\u{202e}\u{1F600}".repeat(500)] {
                let reply = endpoint.send(endpoint.with_field(json!(text))).await;
                // Such a user name, token or flag key is unknown; any other field is invalid.
                let expected = match endpoint.field {
                    "username" | "refresh_token" | "token" => 401,
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

    async fn a_body_that_nests_too_deeply_is_refused(world) {
        let shop = world.shop().await;
        for endpoint in endpoints(world, &shop).await {
            for deep in [129, 100_000] {
                for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
                    let nested = format!("{}1{}", open.repeat(deep), close.repeat(deep));
                    let inside = endpoint.with_field(json!("HERE")).replace("\"HERE\"", &nested);
                    for body in [nested.clone(), inside, format!("{{\"unknown\":{nested}}}")] {
                        let reply = endpoint.send(body).await;
                        let refused = if deep > 1000 && endpoint.is_public() { 413 } else { 400 };
                        assert_eq!(reply.status, refused, "{} {reply:?}", endpoint.path);
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
        for endpoint in endpoints(world, &shop).await {
            let body = endpoint.with_field(json!("x".repeat(2 * 1024 * 1024)));
            endpoint.send(body.clone()).await.refused(413, "payload_too_large");
            let parts: Vec<_> = body
                .as_bytes()
                .chunks(64 * 1024)
                .map(|part| Ok::<_, std::io::Error>(part.to_vec()))
                .collect();
            let without_length = reqwest::Body::wrap_stream(stream::iter(parts));
            endpoint.send(without_length).await.refused(413, "payload_too_large");
        }
    }

    async fn a_body_without_a_valid_credential_has_at_most_8_kib(world) {
        let shop = world.shop().await;
        for endpoint in endpoints(world, &shop).await {
            let body = |bytes: usize| {
                let padding = bytes - endpoint.with_field(json!("")).len();
                endpoint.with_field(json!("x".repeat(padding)))
            };
            let large = body(8 * 1024 + 1);
            if endpoint.is_public() {
                assert_ne!(endpoint.send(body(8 * 1024)).await.status, 413, "{}", endpoint.path);
                endpoint.send(large).await.refused(413, "payload_too_large");
            } else {
                assert_ne!(endpoint.send(large).await.status, 413, "{}", endpoint.path);
                // Refused by its head: of this body nothing but a byte arrives.
                let head = format!(
                    "{} {} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-api-key: no\r\n\
                     authorization: Bearer no\r\nexpect: 100-continue\r\ncontent-length: 1000000\r\n\r\n",
                    endpoint.method, endpoint.path
                );
                let response = RawConnection::to(&world.url).await.request(&head).await;
                assert_eq!(response.status, 401, "{response:?}");
            }
        }
    }

    async fn expect_100_continue_is_answered_before_the_body(world) {
        let address = world.url.strip_prefix("http://").unwrap();
        let body = json!({ "username": "x@example.com", "password": "not that one" }).to_string();
        for (path, length, first, last) in [
            ("login", body.len(), "HTTP/1.1 100 ", "HTTP/1.1 401 "),
            ("login", 2 << 20, "HTTP/1.1 413 ", "payload_too_large"),
            ("projects", body.len(), "HTTP/1.1 401 ", "unauthorized"),
        ] {
            let mut socket = TcpStream::connect(address).await.unwrap();
            let head = format!(
                "POST /api/v1/{path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                 expect: 100-continue\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
            );
            socket.write_all(head.as_bytes()).await.unwrap();
            let mut received = vec![0; first.len()];
            socket.read_exact(&mut received).await.unwrap();
            assert_eq!(std::str::from_utf8(&received), Ok(first), "{path} {length}");
            if first.contains("100") {
                socket.write_all(body.as_bytes()).await.unwrap();
            }
            socket.read_to_end(&mut received).await.unwrap();
            let received = String::from_utf8(received).unwrap();
            assert!(received.contains(last) && !received[1..].contains("HTTP/1.1 100"), "{received}");
        }
    }

    async fn large_bodies_of_a_network_are_parsed_in_turn(world) {
        let shop = world.shop().await;
        let other = BodyAccount::new(&world.app.bodies, "192.0.2.1".parse().unwrap(), None);
        let mut turns = Vec::new();
        while let Some(turn) = other.parse_turn().now_or_never() {
            turns.push(turn.unwrap());
        }
        let text = |bytes| json!({ "value_type": "string", "default_value": "x".repeat(bytes) });
        let mut large = pin!(shop.flag("large", text(40_000)));
        tokio::select! {
            _ = &mut large => panic!("it was parsed out of turn"),
            _ = shop.flag("small", text(1000)) => {}
        }
        drop(turns);
        large.await;
    }

    async fn a_body_without_a_json_content_type_is_refused(world) {
        let shop = world.shop().await;
        for endpoint in endpoints(world, &shop).await {
            let request = || endpoint.caller.request(endpoint.method.clone(), &endpoint.path);
            let body = endpoint.body.to_string();
            for wrong in ["text/plain", "application/x-www-form-urlencoded", "text/json", "json", ""] {
                let reply = Reply::to(request().header("content-type", wrong).body(body.clone())).await;
                endpoint.check(&reply);
                reply.refused(415, "unsupported_media_type");
            }
            Reply::to(request().body(body.clone())).await.refused(415, "unsupported_media_type");
            let absent = Reply::to(request()).await;
            if ["/api/v1/refresh-token", "/api/v1/logout"].contains(&&*endpoint.path) {
                // They take the token from a cookie then.
                assert_eq!(absent.refused_field(), "refresh_token");
            } else {
                absent.refused(415, "unsupported_media_type");
            }
            for right in ["application/json; charset=utf-8", "Application/JSON", "application/problem+json"] {
                let reply = Reply::to(request().header("content-type", right).body("{")).await;
                reply.refused(400, "invalid_json");
            }
        }
    }
}
