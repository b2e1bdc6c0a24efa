//! The fast path of frequent requests.

use reqwest::Method;
use serde_json::json;

use crate::world::{Reply, on_both};

const ONE: &str = "/api/v1/evaluate";
const ALL: &str = "/api/v1/evaluate/all";
const OFREP: &str = "/ofrep/v1/evaluate/flags";

on_both! {
    /// Requests with an `Origin` header go through the router, most of the others through the fast path.
    async fn the_fast_path_answers_like_the_router(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({ "value_type": "json", "default_value": { "quoted": "\"" } })).await;
        shop.rule(&flag, json!({ "rule_type": "percentage", "rollout_percentage": 50, "return_value": [1] }))
            .await;
        shop.flag("off", json!({ "enabled": false })).await;
        let nested = "[".repeat(200) + &"]".repeat(200);
        let many: serde_json::Map<_, _> = (0..200).map(|n| (format!("a{n}"), json!(n))).collect();
        let mut bodies = [
            json!({ "flag_key": "f", "context": { "user_id": "ü\"\\", "list": ["a", 1, true], "none": null } }),
            json!({ "flag_key": "f", "context": [], "environment_key": "production", "explain": true }),
            json!({ "flag_key": "off" }),
            json!({ "flag_key": "unknown" }),
            json!({ "flag_key": "f", "environment_key": "other" }),
            json!({ "flag_key": "f", "contxt": {} }),
            json!({ "flag_key": 5 }),
            json!({ "flag_key": "f", "context": "u" }),
            json!({ "flag_key": "f", "context": many }),
            json!({ "flag_key": "f", "context": { "a": "x".repeat(5000) } }),
            json!({ "flag_key": "f", "context": { "a": "x".repeat(100_000) } }),
            json!({ "context": { "user_id": "u" } }),
        ]
        .iter()
        .map(|body| body.to_string().into_bytes())
        .collect::<Vec<_>>();
        bodies.push(format!(r#"{{"flag_key":"f","context":{{"a":{nested}}}}}"#).into_bytes());
        bodies.push(b"{\"flag_key\":\"f\",".to_vec());
        bodies.push(b"{\"flag_key\":\"\xff\"}".to_vec());
        bodies.push(b"[]".to_vec());
        bodies.push(Vec::new());

        let mut on_the_fast_path = 0;
        let etag =
            Reply::to(shop.server.request(Method::GET, "/api/v1/snapshot")).await.header("etag").to_owned();
        for caller in [&shop.server, &shop.sdk, &shop.stream] {
            let mut requests = Vec::new();
            let long = format!("{OFREP}/{}", "f".repeat(9000));
            let ofrep = [OFREP.to_owned(), format!("{OFREP}/f"), format!("{OFREP}/unknown"), long];
            for path in [ONE.to_owned(), ALL.to_owned()].into_iter().chain(ofrep) {
                for (body, kind) in
                    bodies.iter().map(|body| (body, "application/json")).chain([(&bodies[0], "text/plain")])
                {
                    requests.push((Method::POST, path.clone(), ("content-type", kind.to_owned()), body.clone()));
                }
            }
            for had in [etag.clone(), format!("\"0-0\", W/{etag}"), "*".to_owned(), "\"0-0\"".to_owned()] {
                requests.push((Method::GET, "/api/v1/snapshot".to_owned(), ("if-none-match", had), Vec::new()));
            }
            for (method, path, (name, value), body) in requests {
                let request = || {
                    let request = caller
                        .request(method.clone(), &path)
                        .header(name, &value)
                        .header("x-request-id", "mine");
                    // An empty body would make the client send `Content-Length: 0`.
                    if method == Method::POST { request.body(body.clone()) } else { request }
                };
                let routed = Reply::to(request().header("origin", "https://elsewhere.example")).await;
                let fast = Reply::to(request()).await;
                let what =
                    format!("{path} {value} {}", String::from_utf8_lossy(&body[..body.len().min(200)]));
                assert_eq!(fast.status, routed.status, "{what}");
                assert_eq!(
                    String::from_utf8_lossy(&fast.body),
                    String::from_utf8_lossy(&routed.body),
                    "{what}"
                );
                let headers = |reply: &Reply| {
                    let mut headers = reply.headers.clone();
                    headers.remove("date");
                    if path != "/api/v1/snapshot" {
                        headers.remove("vary");
                        headers.remove("access-control-expose-headers");
                    }
                    headers
                };
                assert_eq!(headers(&fast), headers(&routed), "{what}");
                on_the_fast_path += usize::from(fast.headers.len() < routed.headers.len());
            }
        }
        assert!(on_the_fast_path > 20, "only {on_the_fast_path} responses came without CORS headers");
    }
}
