//! OFREP: what real clients send, and the answers that some of them cannot read.

use reqwest::Method;
use serde_json::{Value, json};

use super::shares::{ORIGIN, is_readable_refusal};
use crate::world::{Reply, on_both, raw::RawConnection};

const ALL: &str = "/ofrep/v1/evaluate/flags";

on_both! {
    /// .NET and JavaScript refuse anything else, and Java parses the body whatever the status.
    async fn every_status_is_answered_with_json(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let one = format!("{ALL}/f");
        let absent = format!("{ALL}/absent");
        for _ in 0..2 {
            for (reply, status) in [
                (shop.sdk.post(&one, json!({})).await, 200),
                (shop.sdk.post(ALL, json!({})).await, 200),
                (shop.sdk.send(Method::POST, &one, "{").await, 400),
                (shop.sdk.send(Method::POST, ALL, "{").await, 400),
                (world.anonymous().post(&one, json!({})).await, 401),
                (shop.stream.post(ALL, json!({})).await, 403),
                (shop.sdk.post(&absent, json!({})).await, 404),
                (shop.sdk.get(&one).await, 405),
                (shop.sdk.send(Method::POST, ALL, "x".repeat(2 << 20)).await, 413),
            ] {
                assert_eq!(reply.status, status, "{reply:?}");
                assert_eq!(reply.header("content-type"), "application/json", "{reply:?}");
                let body = reply.json();
                assert!(body.is_object() && (status == 200) != body["errorDetails"].is_string(), "{body}");
            }
        }
    }

    async fn refusals_of_the_head_have_the_form_that_the_client_reads(world) {
        let (long, origin) = ("x".repeat(9000), ORIGIN);
        for path in [ALL, "/ofrep/v1/evaluate/flags/f", "/ofrep/v1/events", "/ofrep/v1/nothing", "/api/v1/evaluate"] {
            for (head, status) in [
                (format!("POST {path}?{long} HTTP/1.1\r\nhost: togul\r\n{origin}\r\n"), 431),
                (format!("POST {path} HTTP/1.1\r\nhost: togul\r\n{origin}{}\r\n", format!("a: {long}\r\n").repeat(4)), 431),
                (format!("POST {path} HTTP/1.1\r\n{origin}\r\n"), 400),
                (format!("POST {path} HTTP/1.1\r\nhost: togul\r\n{origin}transfer-encoding: a, chunked\r\n\r\n0\r\n\r\n"), 400),
            ] {
                let response = RawConnection::to(&world.url).await.request(&head).await;
                is_readable_refusal(&response, status, path);
            }
            // A preflight is no way around the checks.
            let preflight = "access-control-request-method: POST\r\n";
            let head = format!("OPTIONS {path} HTTP/1.1\r\n{origin}{preflight}\r\n");
            let response = RawConnection::to(&world.url).await.request(&head).await;
            assert_eq!(response.status, 400, "{path}: {response:?}");
        }
    }

    /// The JDK's client asks for HTTP/2 on plain HTTP, and Python's for compression.
    async fn the_headers_that_clients_add_change_nothing(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let one = format!("{ALL}/f");
        let expected = shop.sdk.post(&one, json!({})).await.ok();
        let body = r#"{"context":{}}"#;
        let mut connection = RawConnection::to(&world.url).await;
        for more in [
            "connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA\r\n",
            "accept-encoding: gzip, deflate\r\naccept: */*\r\n",
            "user-agent: undici\r\nsec-fetch-mode: cors\r\n",
        ] {
            for kind in ["application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8"] {
                let response = connection
                    .request(&format!(
                        "POST {one} HTTP/1.1\r\nhost: togul\r\nx-api-key: {}\r\ncontent-type: {kind}\r\n{more}\
                         content-length: {}\r\n\r\n{body}",
                        shop.server_secret,
                        body.len()
                    ))
                    .await;
                assert_eq!(response.status, 200, "{more}{kind}: {response:?}");
                assert_eq!(serde_json::from_str::<Value>(&response.body).unwrap(), expected, "{more}{kind}");
            }
        }
    }

    /// Java fails on null and on nested metadata.
    async fn metadata_is_flat_and_has_no_null(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({ "value_type": "json", "default_value": null })).await;
        shop.flag("off", json!({ "enabled": false })).await;
        shop.rule(&flag, json!({
            "rule_type": "attribute", "attribute": "plan", "operator": "eq", "value_json": "\"pro\"", "return_value": [1],
        })).await;
        for context in [json!({}), json!({ "plan": "pro" })] {
            let body = json!({ "context": context });
            let all = shop.sdk.post(ALL, body.clone()).await.ok();
            let mut answers = all["flags"].as_array().unwrap().clone();
            for key in ["f", "off"] {
                answers.push(shop.sdk.post(&format!("{ALL}/{key}"), body.clone()).await.ok());
            }
            for answer in answers {
                let fields = answer.as_object().unwrap();
                assert!(fields.iter().all(|(name, value)| name == "value" || !value.is_null()), "{answer}");
                assert!(fields.contains_key("value"), "{answer}");
                let metadata = answer["metadata"].as_object().unwrap();
                assert!(metadata.values().all(Value::is_string), "{answer}");
            }
        }
    }

    /// A 304 has no address of the event stream, so that the client keeps the one that it has.
    async fn an_entity_tag_lasts_no_longer_than_the_address_of_the_event_stream(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let (key, program) = shop.key(json!({ "scope": "sdk" })).await;
        let first = program.post(ALL, json!({})).await;
        let (etag, streams) = (first.header("etag").to_owned(), first.ok()["eventStreams"].clone());
        let path = format!("{}/api-keys/{}/rotate", shop.path, key["id"].as_str().unwrap());
        let rotated = shop.owner.post(&path, json!({})).await.ok();
        let renewed = program.with_key(rotated["secret"].as_str().unwrap());
        for _ in 0..2 {
            let request = renewed.request(Method::POST, ALL).header("if-none-match", &etag).json(&json!({}));
            let reply = Reply::to(request).await;
            assert_ne!(reply.ok()["eventStreams"], streams, "another secret has another ticket");
        }
    }

    /// Clients before 0.2 of JavaScript, and those of Python, Java and Rust, put the key into the path as it is.
    async fn keys_need_no_encoding(world) {
        let shop = world.shop().await;
        for key in ["a.b", "A_b-c", "0"] {
            shop.flag(key, json!({})).await;
            let answer = shop.sdk.post(&format!("{ALL}/{key}"), json!({})).await.ok();
            assert_eq!(answer["key"], key);
        }
        let encoded = shop.sdk.post(&format!("{ALL}/a%2Eb"), json!({})).await.ok();
        assert_eq!(encoded["key"], "a.b");
    }
}
