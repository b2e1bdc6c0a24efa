//! `GET /metrics`: the metrics of a server after known requests.

use std::{collections::BTreeMap, time::Duration};

use reqwest::Method;
use serde_json::json;

use crate::world::{Database, Person, Reply, Shop, World, on_both, settings, sse::Events};

const UNKNOWN: &str = "/api/v1/projects/{project_id}";

/// Sends a request to the metrics listener, which is not part of the API or its document.
async fn request_metrics(world: &World, method: Method, path: &str) -> Reply {
    let request = Person::anonymous(world.metrics_url.clone()).request(method, path);
    Reply::try_to(request).await.expect("the listener answers")
}

/// Each sample by its name and labels, as written.
struct Scrape(BTreeMap<String, f64>);

impl Scrape {
    async fn of(world: &World) -> Self {
        let reply = request_metrics(world, Method::GET, "/metrics").await;
        assert_eq!(reply.status, 200, "{reply:?}");
        assert!(reply.header("content-type").starts_with("application/openmetrics-text"), "{reply:?}");
        let text = String::from_utf8(reply.body).unwrap();
        assert!(text.ends_with("# EOF\n"), "{text}");
        let samples = text.lines().filter(|line| !line.starts_with('#')).map(|line| {
            let (series, value) = line.rsplit_once(' ').unwrap();
            (series.to_owned(), value.parse().unwrap())
        });
        let scrape = Self(samples.collect());
        for series in scrape.0.keys() {
            let name = series.split('{').next().unwrap();
            let family = ["_total", "_bucket", "_sum", "_count"]
                .iter()
                .find_map(|end| name.strip_suffix(end))
                .unwrap_or(name);
            assert!(text.contains(&format!("# HELP {family} ")), "{series} has no help: {text}");
        }
        scrape
    }

    /// Zero for a series that does not exist.
    fn get(&self, series: &str) -> f64 {
        self.0.get(series).copied().unwrap_or_default()
    }

    fn requests(&self, method: &str, route: &str, status: u16) -> f64 {
        self.get(&format!(
            "togul_http_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}"
        ))
    }

    /// By reason: disabled, rule_match, default, flag_not_found.
    fn evaluations(&self, environment: &str) -> [f64; 4] {
        ["disabled", "rule_match", "default", "flag_not_found"].map(|reason| {
            self.get(&format!("togul_evaluations_total{{environment=\"{environment}\",reason=\"{reason}\"}}"))
        })
    }

    /// Of API keys and of people.
    fn streams(&self) -> [f64; 2] {
        ["key", "user"].map(|kind| self.get(&format!("togul_streams{{kind=\"{kind}\"}}")))
    }

    fn connections(&self, state: &str) -> f64 {
        self.get(&format!("togul_database_connections{{state=\"{state}\"}}"))
    }
}

/// Scrapes until the condition holds.
async fn wait_until(world: &World, what: &str, holds: impl Fn(&Scrape) -> bool) -> Scrape {
    let polling = async {
        loop {
            let scrape = Scrape::of(world).await;
            if holds(&scrape) {
                return scrape;
            }
        }
    };
    let outcome = tokio::time::timeout(Duration::from_secs(20), polling).await;
    outcome.unwrap_or_else(|_| panic!("timed out waiting until {what}"))
}

async fn three_flags(shop: &Shop) {
    shop.flag("off", json!({ "enabled": false })).await;
    shop.flag("plain", json!({})).await;
    let ruled = shop.flag("ruled", json!({})).await;
    shop.rule(&ruled, json!({})).await;
}

on_both! {
    async fn requests_are_counted_by_route_and_status(world) {
        let shop = world.shop().await;
        let before = Scrape::of(world).await;
        let nowhere = "/api/v1/projects/018f3f3e-0000-7000-8000-000000000000";
        for _ in 0..3 {
            shop.owner.get(&shop.path).await.ok();
            shop.owner.get(nowhere).await.refused(404, "not_found");
        }
        shop.owner.get("/api/v1/no/such/route").await.refused(404, "not_found");
        shop.owner.get("/nor/this").await.refused(404, "not_found");
        shop.owner.delete("/api/v1/me").await.refused(405, "method_not_allowed");
        world.anonymous().send(Method::POST, "/api/v1/login", "{").await.refused(400, "invalid_json");
        world.anonymous().send(Method::from_bytes(b"BREW").unwrap(), "/healthz", "").await;
        let after = Scrape::of(world).await;
        for (method, route, status, count) in [
            ("GET", UNKNOWN, 200, 3.0),
            ("GET", UNKNOWN, 404, 3.0),
            ("GET", "-", 404, 2.0),
            ("DELETE", "/api/v1/me", 405, 1.0),
            ("POST", "/api/v1/login", 400, 1.0),
            ("other", "/healthz", 405, 1.0),
        ] {
            let counted = after.requests(method, route, status) - before.requests(method, route, status);
            assert_eq!(counted, count, "{method} {route} {status}");
        }
        let timed = format!("togul_http_request_duration_seconds_count{{route=\"{UNKNOWN}\"}}");
        assert_eq!(after.get(&timed), 6.0);
        let all = format!("togul_http_request_duration_seconds_bucket{{le=\"+Inf\",route=\"{UNKNOWN}\"}}");
        assert_eq!(after.get(&all), 6.0, "{:?}", after.0.keys());
        let id = &shop.project_id;
        assert!(
            !after.0.keys().any(|series| series.contains(id)),
            "a series must not contain a path of a request"
        );
    }

    async fn evaluations_are_counted_by_environment_and_reason(world) {
        let shop = world.shop().await;
        three_flags(&shop).await;
        let environment = &shop.environment_id;
        for key in ["off", "plain", "plain", "ruled"] {
            shop.evaluate(key, json!({})).await;
        }
        let body = json!({ "flag_key": "ruled", "explain": true });
        shop.server.post("/api/v1/evaluate", body).await.ok();
        let unknown = shop.sdk.post("/api/v1/evaluate", json!({ "flag_key": "unknown" })).await;
        unknown.refused(404, "evaluate.flag_not_found");
        assert_eq!(Scrape::of(world).await.evaluations(environment), [1.0, 2.0, 2.0, 1.0]);
        for _ in 0..10 {
            shop.sdk.post("/api/v1/evaluate/all", json!({})).await.ok();
        }
        // Refused requests are not counted.
        let elsewhere = json!({ "flag_key": "plain", "environment_key": "elsewhere" });
        shop.sdk.post("/api/v1/evaluate", elsewhere).await.refused(403, "evaluate.environment_forbidden");
        shop.stream.post("/api/v1/evaluate/all", json!({})).await.refused(403, "forbidden");
        let (staging, program) = shop.environment("staging").await;
        program.post("/api/v1/evaluate/all", json!({})).await.ok();
        let scrape = Scrape::of(world).await;
        assert_eq!(scrape.evaluations(environment), [11.0, 12.0, 12.0, 1.0]);
        assert_eq!(scrape.evaluations(staging["id"].as_str().unwrap()), [0.0; 4]);
        assert_eq!(scrape.get("togul_environments_loaded"), 2.0);
    }

    async fn the_requests_of_openfeature_are_counted_like_others(world) {
        const ALL: &str = "/ofrep/v1/evaluate/flags";
        let shop = world.shop().await;
        three_flags(&shop).await;
        let (_, program) = shop.key(json!({ "scope": "sdk" })).await;
        for key in ["off", "plain", "ruled", "ruled"] {
            // The second one takes the fast path.
            program.post(&format!("{ALL}/{key}"), json!({})).await.ok();
        }
        assert_eq!(program.post(&format!("{ALL}/absent"), json!({})).await.status, 404);
        let all = program.post(ALL, json!({})).await;
        let again = program.request(Method::POST, ALL).header("if-none-match", all.header("etag")).json(&json!({}));
        assert_eq!(Reply::to(again).await.status, 304);
        let uri = all.ok()["eventStreams"][0]["endpoint"]["requestUri"].as_str().unwrap().to_owned();
        let _events = Events::open(world.anonymous().request(Method::GET, &uri)).await;
        let scrape = Scrape::of(world).await;
        assert_eq!(scrape.evaluations(&shop.environment_id), [3.0, 4.0, 3.0, 1.0]);
        assert_eq!(scrape.streams(), [1.0, 0.0]);
        let one = format!("{ALL}/{{key}}");
        for (route, status, count) in [(&*one, 200, 4.0), (&one, 404, 1.0), (ALL, 200, 1.0), (ALL, 304, 1.0)] {
            assert_eq!(scrape.requests("POST", route, status), count, "{route} {status}");
        }
        for series in scrape.0.keys() {
            assert!(!series.contains("ticket") && !series.contains("absent"), "{series}");
        }
    }

    async fn a_deleted_environment_has_no_metrics(world) {
        let shop = world.shop().await;
        three_flags(&shop).await;
        shop.evaluate("plain", json!({})).await;
        let environment = &shop.environment_id;
        let mentions = |scrape: &Scrape| scrape.0.keys().any(|series| series.contains(&**environment));
        let scrape = Scrape::of(world).await;
        assert!(mentions(&scrape) && scrape.get("togul_environments_loaded") == 1.0);
        shop.owner.delete(&shop.environment_path()).await.ok();
        let scrape = Scrape::of(world).await;
        assert!(!mentions(&scrape) && scrape.get("togul_environments_loaded") == 0.0);
    }

    async fn streams_are_counted_while_they_are_open(world) {
        let shop = world.shop().await;
        assert_eq!(Scrape::of(world).await.streams(), [0.0, 0.0]);
        let keys = [shop.stream.stream("").await, shop.sdk.stream("?since=0").await];
        let user = shop.owner.stream("").await;
        assert_eq!(Scrape::of(world).await.streams(), [2.0, 1.0]);
        shop.stream.get("/api/v1/stream?since=x").await.refused(400, "validation_error");
        drop(user);
        wait_until(world, "the user's stream is closed", |scrape| scrape.streams() == [2.0, 0.0]).await;
        drop(keys);
        wait_until(world, "the keys' streams are closed", |scrape| scrape.streams() == [0.0, 0.0]).await;
    }

    async fn connections_are_counted_while_they_are_open(world) {
        let open = |scrape: &Scrape| scrape.get("togul_connections");
        let before = Scrape::of(world).await;
        let address = world.url.strip_prefix("http://").unwrap();
        let mut sockets = Vec::new();
        for _ in 0..5 {
            sockets.push(tokio::net::TcpStream::connect(address).await.unwrap());
        }
        // Connections to the metrics listener are not counted.
        wait_until(world, "five are open", |scrape| open(scrape) == open(&before) + 5.0).await;
        drop(sockets);
        let after = wait_until(world, "they are closed", |scrape| open(scrape) == open(&before)).await;
        assert_eq!(after.0.get("togul_connections_refused_total"), Some(&0.0));
    }

    async fn the_age_of_snapshots_grows_while_the_database_is_unavailable(world) {
        let shop = world.shop().await;
        three_flags(&shop).await;
        shop.evaluate("plain", json!({})).await;
        let age = |scrape: &Scrape| scrape.get("togul_snapshot_age_seconds");
        wait_until(world, "the last check was a while ago", |scrape| age(scrape) > 0.5).await;
        wait_until(world, "the next check finds no change", |scrape| age(scrape) < 0.5).await;
        world.app.store.close().await;
        // Longer than the interval between two checks.
        let scrape = wait_until(world, "the checks fail", |scrape| age(scrape) > 2.5).await;
        assert_eq!(scrape.get("togul_environments_loaded"), 1.0);
        shop.evaluate("plain", json!({})).await;
    }

    async fn connections_to_the_database_are_counted(world) {
        world.register("Ada").await;
        let max = Scrape::of(world).await.get("togul_database_connections_max");
        assert!(max >= 8.0, "{max}");
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(world.app.store.read().await.unwrap());
        }
        let scrape = Scrape::of(world).await;
        // The server itself uses connections in the background.
        assert!((4.0..=6.0).contains(&scrape.connections("used")), "{:?}", scrape.0);
        drop(held);
        wait_until(world, "the connections are returned", |scrape| {
            scrape.connections("used") == 0.0 && scrape.connections("idle") >= 4.0
        })
        .await;
    }

    async fn running_and_waiting_password_hashes_are_counted(world) {
        let ada = world.register("Ada").await;
        let (running, waiting) = ("togul_password_hashing_running", "togul_password_hashing_waiting");
        let logins = async {
            loop {
                let some = (0..8).map(|_| ada.login(&ada.email));
                futures_util::future::join_all(some).await;
            }
        };
        let watching = wait_until(world, "passwords wait", |scrape| {
            scrape.get(running) >= 1.0 && scrape.get(waiting) >= 1.0
        });
        tokio::select! {
            _ = logins => unreachable!("the logins repeat forever"),
            _ = watching => {}
        }
        let idle =
            wait_until(world, "no password waits", |scrape| scrape.get(running) + scrape.get(waiting) == 0.0)
                .await;
        assert_eq!(idle.0.get("togul_password_hashing_refused_total"), Some(&0.0));
    }

    async fn rate_limited_requests_are_counted(world) {
        let ada = world.register("Ada").await;
        let wrong = json!({ "username": ada.email, "password": "not that one" });
        let limited = r#"togul_rate_limited_total{endpoint="login",by="account"}"#;
        for _ in 0..10 {
            world.anonymous().post("/api/v1/login", wrong.clone()).await.refused(401, "unauthorized");
        }
        assert_eq!(Scrape::of(world).await.get(limited), 0.0);
        for _ in 0..2 {
            world.anonymous().post("/api/v1/login", wrong.clone()).await.refused(429, "rate_limited");
        }
        assert_eq!(Scrape::of(world).await.get(limited), 2.0);
    }

    async fn metrics_are_served_on_their_own_listener_only(world) {
        world.anonymous().get("/metrics").await.refused(404, "not_found");
        for path in ["/", "/healthz", "/api/v1/evaluate", "/metrics/x"] {
            request_metrics(world, Method::GET, path).await.refused(404, "not_found");
        }
        request_metrics(world, Method::POST, "/metrics").await.refused(405, "method_not_allowed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_connections_are_counted() {
    let database = Database::sqlite();
    let mut settings = settings(&database, "127.0.0.1:0".parse().unwrap());
    settings.max_connections = std::num::NonZeroUsize::new(8);
    settings.limits.connections_per_address = std::num::NonZeroUsize::new(8);
    let world = World::start_with(database, settings).await;
    let shop = world.shop().await;
    let mut streams = Vec::new();
    for _ in 0..8 {
        streams.push(shop.server.without_connection_reuse().stream("").await);
    }
    for _ in 0..3 {
        let request = shop.server.without_connection_reuse().request(Method::GET, "/api/v1/snapshot");
        Reply::try_to(request).await.expect("an answer").refused(503, "unavailable");
    }
    let scrape = Scrape::of(&world).await;
    assert_eq!(scrape.get("togul_connections"), 8.0);
    assert_eq!(scrape.get("togul_connections_refused_total"), 3.0);
    assert_eq!(scrape.requests("GET", "-", 503), 3.0);
    // Health checks and the management API are served all the same.
    shop.owner.without_connection_reuse().get("/healthz").await.ok();
    shop.owner.without_connection_reuse().get("/api/v1/me").await.ok();
    drop(streams);
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_state_of_the_database_is_that_of_readyz() {
    let states = |scrape: &Scrape| {
        let series = |state| format!("togul_database_state{{state=\"{state}\"}}");
        ["ok", "read_only", "unavailable"].map(|state| scrape.0[&series(state)])
    };
    let world = World::start(Database::sqlite(), "127.0.0.1:0".parse().unwrap()).await;
    assert_eq!(states(&Scrape::of(&world).await), [1.0, 0.0, 0.0]);
    let url = world.database.url();
    std::fs::remove_file(url.strip_prefix("sqlite://").unwrap()).unwrap();
    wait_until(&world, "the file is missed", |scrape| states(scrape) == [0.0, 1.0, 0.0]).await;
    assert_eq!(world.anonymous().get("/readyz").await.ok()["database"], "read_only");
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_in_one_process_have_separate_metrics() {
    let listen = "127.0.0.1:0".parse().unwrap();
    let one = World::start(Database::sqlite(), listen).await;
    let other = World::start(Database::sqlite(), listen).await;
    one.anonymous().get("/healthz").await.ok();
    assert_eq!(Scrape::of(&one).await.requests("GET", "/healthz", 200), 1.0);
    assert_eq!(Scrape::of(&other).await.requests("GET", "/healthz", 200), 0.0);
    one.stop().await.drop().await;
    other.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_metrics_listener_stops_with_the_server() {
    let world = World::start(Database::sqlite(), "127.0.0.1:0".parse().unwrap()).await;
    // An idle kept-alive connection must not keep the server running.
    Scrape::of(&world).await;
    let address = world.metrics_url.strip_prefix("http://").unwrap().to_owned();
    world.stop().await.drop().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
