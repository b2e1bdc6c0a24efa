//! Errors of routing, paths, queries and headers; request ids, CORS and health checks.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::routes::{documented_path, router_routes};
use crate::world::{Reply, on_both};

on_both! {
    async fn errors_of_the_router_have_the_envelope(world) {
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
            "/console/%ff",
            "/console/flags/%ff",
        ] {
            owner.get(path).await.refused(404, "not_found");
        }
        owner.get("/api/v1/projects/%ff/flags/%ff").await.refused(404, "not_found");
        let ofrep = shop.sdk.post("/ofrep/v1/evaluate/flags/%ff", json!({})).await;
        assert_eq!((ofrep.status.as_u16(), &ofrep.json()["details"]["field"]), (400, &json!("key")), "{ofrep:?}");
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

    async fn an_invalid_id_is_not_found(world) {
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
                reply.assert_same(&absent, path);
            }
            for path in [
                format!("/api/v1/organizations/{id}"),
                format!("/api/v1/members/{id}"),
                format!("/api/v1/roles/{id}"),
                format!("/api/v1/invitations/{id}"),
                format!("{}/members/{id}", shop.path),
                format!("{}/api-keys/{id}", shop.path),
                format!("{}/rules/{id}", shop.path),
            ] {
                let reply = shop.owner.delete(&path).await;
                reply.assert_same(&absent, path);
            }
        }
    }

    async fn an_unknown_query_parameter_is_refused_by_name(world) {
        let shop = world.shop().await;
        let of_project = |list: &str| format!("{}/{list}", shop.path);
        let of_organization = |list: &str| format!("/api/v1/{list}");
        for path in ["projects", "members", "roles", "permissions", "invitations", "audit-log"]
            .map(of_organization)
            .into_iter()
            .chain(["environments", "api-keys", "flags", "members"].map(of_project))
        {
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

    async fn each_route_refuses_a_parameter_that_it_does_not_have(world) {
        let anonymous = world.anonymous();
        let mut count = 0;
        for (method, route) in router_routes() {
            let path = documented_path(route);
            let segments = path.split('/').map(|part| match part.strip_prefix('{') {
                Some(_) => Uuid::nil().to_string(),
                None => part.to_owned(),
            });
            let path = segments.collect::<Vec<_>>().join("/");
            if !path.starts_with("/api/v1/") {
                continue;
            }
            for query in ["x=1", "Limit=1"] {
                let request = anonymous.request(method.parse().unwrap(), &format!("{path}?{query}"));
                let field = query.split('=').next().unwrap();
                assert_eq!(Reply::to(request).await.refused_field(), field, "{method} {path}");
            }
            count += 1;
        }
        assert!(count > 70, "{count}");
        // Health checks may have one that keeps caches away, and OFREP leaves room for later ones.
        anonymous.get("/healthz?now=1").await.ok();
        assert_eq!(anonymous.post("/ofrep/v1/evaluate/flags?x=1", json!({})).await.status, 401);
        assert_eq!(anonymous.get("/ofrep/v1/events?x=1").await.status, 401);
    }

    async fn a_valid_request_id_is_echoed_and_any_other_is_replaced(world) {
        let anonymous = world.anonymous();
        let echoed_id = async |id: &[u8], path: &str| {
            let id = reqwest::header::HeaderValue::from_bytes(id).unwrap();
            let reply = Reply::to(anonymous.request(Method::GET, path).header("x-request-id", id)).await;
            reply.header("x-request-id").to_owned()
        };
        for path in ["/healthz", "/nowhere", "/api/v1/projects"] {
            for valid in ["a", "0190-abc_D.9", &"x".repeat(128)] {
                assert_eq!(echoed_id(valid.as_bytes(), path).await, valid);
            }
            for other in [&b""[..], b"a b", b"a\"b", b"\xff\xfe", b"a,b", b"{}", &b"x".repeat(129)] {
                let id = echoed_id(other, path).await;
                assert_eq!(Uuid::parse_str(&id).unwrap().get_version_num(), 7, "{other:?}");
            }
        }
        let first = anonymous.get("/healthz").await;
        assert_ne!(first.header("x-request-id"), anonymous.get("/healthz").await.header("x-request-id"));
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
                let request = world.anonymous().request(Method::OPTIONS, path);
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

            // The page may read errors too.
            let method = method.parse::<Method>().unwrap();
            let refused =
                Reply::to(world.anonymous().request(method.clone(), path).header("origin", ours)).await;
            refused.refused(401, "unauthorized");
            assert_eq!(allowed(&refused), ours);
            let refused = Reply::to(world.anonymous().request(method, path).header("origin", other)).await;
            assert_eq!(allowed(&refused), "");
        }
        let request = shop.sdk.request(Method::POST, "/api/v1/evaluate").json(&json!({ "flag_key": "f" }));
        let reply = Reply::to(request.header("origin", ours)).await;
        reply.ok();
        assert_eq!(allowed(&reply), ours);
        let management = shop.owner.request(Method::GET, "/api/v1/projects").header("origin", ours);
        assert_eq!(allowed(&Reply::to(management).await), "");
        let rules = shop.server.request(Method::GET, "/api/v1/snapshot").header("origin", ours);
        assert_eq!(allowed(&Reply::to(rules).await), "");
    }

    async fn health_and_readiness_are_reported(world) {
        assert_eq!(world.anonymous().get("/healthz").await.ok()["status"], "ok");
        let ready = world.anonymous().get("/readyz").await.ok();
        assert_eq!(ready, json!({ "status": "ok", "evaluation": "ok", "database": "ok" }));
    }
}
