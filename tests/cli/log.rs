//! The lines of requests in the log.

use reqwest::Method;
use serde_json::json;
use tempfile::TempDir;

use super::serve;
use crate::{faults::process::Program, world::Shop};

/// Runs a server with one request of each kind, and returns its log.
async fn log(arguments: &[&str]) -> String {
    let folder = TempDir::new().unwrap();
    let mut program = Program::spawn(&mut serve(&folder, arguments));
    let url = program.line("listening on ").await.expect("the server starts");
    let shop = Shop::open_at(&url).await;
    shop.flag("f", json!({})).await;
    shop.evaluate("f", json!({})).await;
    shop.sdk
        .post("/api/v1/evaluate", json!({ "flag_key": "absent" }))
        .await
        .refused(404, "evaluate.flag_not_found");
    for probe in ["/healthz", "/readyz"] {
        shop.sdk.get(probe).await.ok();
    }
    shop.sdk.post("/api/v1/evaluate/all", json!({})).await.ok();
    shop.sdk.post("/ofrep/v1/evaluate/flags/f", json!({ "context": { "targetingKey": "u" } })).await.ok();
    shop.sdk.post("/ofrep/v1/evaluate/flags", json!({ "context": { "targetingKey": "u" } })).await.ok();
    let snapshot = shop.server.get("/api/v1/snapshot").await;
    snapshot.ok();
    let again = shop.server.request(Method::GET, "/api/v1/snapshot");
    let again = again.header("if-none-match", snapshot.header("etag")).send().await.unwrap();
    assert_eq!(again.status(), 304);
    program.terminate().await;
    program.errors()
}

/// The routes and the status of the requests that have a line at this level, in any order.
fn lines<'l>(log: &'l str, level: &str) -> Vec<(&'l str, &'l str)> {
    let of_level = log.lines().filter(|line| line.contains(&format!(" {level} togul_server::requests: ")));
    let field =
        |line: &'l str, name: &str| line.split_once(name).unwrap().1.split(['"', ' ']).next().unwrap();
    of_level.map(|line| (field(line, "route=\""), field(line, "status="))).collect()
}

#[tokio::test]
async fn successful_requests_of_applications_have_lines_only_on_request() {
    let routine = [
        ("/api/v1/evaluate", "200"),
        ("/api/v1/evaluate/all", "200"),
        ("/ofrep/v1/evaluate/flags/{key}", "200"),
        ("/ofrep/v1/evaluate/flags", "200"),
        ("/api/v1/snapshot", "200"),
        ("/api/v1/snapshot", "304"),
        ("/healthz", "200"),
        ("/readyz", "200"),
    ];
    let by_default = log(&[]).await;
    assert_eq!(lines(&by_default, "DEBUG"), []);
    let all = log(&["--log-evaluations=true"]).await;
    for request in routine {
        assert!(!lines(&by_default, "INFO").contains(&request), "{request:?}: {by_default}");
        assert!(lines(&all, "DEBUG").contains(&request), "{request:?}: {all}");
    }
    for log in [by_default, all] {
        for request in [
            ("/api/v1/evaluate", "404"),
            ("/api/v1/login", "200"),
            ("/api/v1/projects/{project_id}/flags", "200"),
        ] {
            assert!(lines(&log, "INFO").contains(&request), "{request:?}: {log}");
        }
    }
}
