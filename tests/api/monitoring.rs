//! The dashboard and the alerts in `togul-server/deploy`: what they select exists, and each alert is in the runbook.

use std::{collections::BTreeSet, fs, path::Path};

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Database, Person, Reply, World};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn alerts() -> String {
    read("togul-server/deploy/prometheus/alerts.yaml")
}

fn dashboard() -> Value {
    serde_json::from_str(&read("togul-server/deploy/grafana/togul.json")).unwrap()
}

/// All strings in the value.
fn strings<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        Value::Object(values) => values.values().for_each(|value| strings(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A metric that an expression selects, and its label matchers, such as `state="ok"`.
fn selectors(expression: &str) -> Vec<(String, Vec<String>)> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let starts = expression.match_indices("togul_").map(|(at, _)| &expression[at..]);
    let selector = |rest: &str| {
        let (name, rest) = rest.split_at(rest.find(|c| !is_of_name(c)).unwrap_or(rest.len()));
        let mut matchers = vec![String::new()];
        let mut is_quoted = false;
        for c in rest.strip_prefix('{').unwrap_or_default().chars() {
            match c {
                '}' if !is_quoted => break,
                ',' if !is_quoted => matchers.push(String::new()),
                c => {
                    is_quoted ^= c == '"';
                    matchers.last_mut().unwrap().push(c);
                }
            }
        }
        let matchers = matchers.iter().map(|matcher| matcher.trim().to_owned());
        (name.to_owned(), matchers.filter(|matcher| !matcher.is_empty()).collect())
    };
    starts.map(selector).collect()
}

/// The samples of a server that has had something to count for each metric.
async fn samples() -> Vec<String> {
    let world = World::start(Database::sqlite(), "127.0.0.1:0".parse().unwrap()).await;
    let shop = world.shop().await;
    shop.flag("f", json!({})).await;
    shop.evaluate("f", json!({})).await;
    shop.sdk.post("/ofrep/v1/evaluate/flags/f", json!({})).await.ok();
    let wrong = json!({ "username": shop.owner.email, "password": "not that one" });
    for _ in 0..11 {
        world.anonymous().post("/api/v1/login", wrong.clone()).await;
    }
    let metrics = Person::anonymous(world.metrics_url.clone());
    let reply = Reply::try_to(metrics.request(Method::GET, "/metrics")).await.unwrap();
    let text = String::from_utf8(reply.body).unwrap();
    world.stop().await.drop().await;
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dashboard_and_alerts_select_only_metrics_and_labels_that_exist() {
    let samples = samples().await;
    let (alerts, dashboard) = (alerts(), dashboard());
    let mut expressions = vec![&*alerts];
    strings(&dashboard, &mut expressions);
    let mut selected = BTreeSet::new();
    for (name, matchers) in expressions.into_iter().flat_map(selectors) {
        let of_metric = |sample: &&String| sample.split(['{', ' ']).next() == Some(&*name);
        let of_metric: Vec<_> = samples.iter().filter(of_metric).collect();
        assert!(!of_metric.is_empty(), "{name} is no metric: {samples:#?}");
        for matcher in matchers {
            let label = matcher.split(['=', '!']).next().unwrap();
            // Prometheus adds these.
            if ["job", "instance"].contains(&label) {
                continue;
            }
            let wanted = match matcher.split_once("=\"") {
                Some(_) if !matcher.contains("!=") => matcher.clone(),
                _ => format!("{label}=\""),
            };
            assert!(of_metric.iter().any(|sample| sample.contains(&wanted)), "{name} has no {wanted}");
        }
        selected.insert(name);
    }
    // Each metric is in the dashboard, as itself or as the buckets of its histogram.
    for sample in &samples {
        let name = sample.split(['{', ' ']).next().unwrap();
        let name = name.strip_suffix("_sum").or(name.strip_suffix("_count")).unwrap_or(name);
        let bucket = format!("{name}_bucket");
        assert!(selected.contains(name) || selected.contains(&bucket), "{name} is not in the dashboard");
    }
    // The routes of evaluation, which are selected by a regular expression.
    for route in ["/api/v1/evaluate", "/ofrep/v1/evaluate/flags/{key}"] {
        let series = format!("togul_http_request_duration_seconds_bucket{{le=\"+Inf\",route=\"{route}\"}}");
        assert!(samples.iter().any(|sample| sample.starts_with(&series)), "{series}: {samples:#?}");
        assert!(alerts.contains(route));
    }
}

#[test]
fn every_alert_has_a_section_of_the_runbook() {
    let (alerts, runbook) = (alerts(), read("docs/runbook.md"));
    let of = |text: &str, start: &str| -> Vec<String> {
        text.lines().filter_map(|line| Some(line.trim().strip_prefix(start)?.to_owned())).collect()
    };
    let names = of(&alerts, "- alert: ");
    assert!(names.len() > 10, "{names:?}");
    let anchors: Vec<_> =
        names.iter().map(|name| format!("docs/runbook.md#{}", name.to_lowercase())).collect();
    assert_eq!(of(&alerts, "runbook: "), anchors);
    let sections: Vec<_> =
        of(&runbook, "## ").into_iter().filter(|title| title.starts_with("Togul")).collect();
    assert_eq!(sections, names, "the alerts in the order of the sections of docs/runbook.md");
}

#[test]
fn panels_have_their_own_ids_and_places() {
    let dashboard = dashboard();
    let panels = dashboard["panels"].as_array().unwrap();
    let mut ids = BTreeSet::new();
    let mut cells = BTreeSet::new();
    for panel in panels {
        assert!(ids.insert(panel["id"].as_u64().unwrap()), "{panel}");
        let [x, y, width, height] = ["x", "y", "w", "h"].map(|name| panel["gridPos"][name].as_u64().unwrap());
        assert!(x + width <= 24, "{panel}");
        for cell in (x..x + width).flat_map(|x| (y..y + height).map(move |y| (x, y))) {
            assert!(cells.insert(cell), "{} covers another panel", panel["title"]);
        }
        let is_row = panel["type"] == "row";
        assert!(
            is_row || panel["targets"][0]["expr"].as_str().is_some_and(|expr| !expr.is_empty()),
            "{panel}"
        );
    }
}

#[test]
fn selectors_are_found() {
    let found = selectors(r#"rate(togul_a_total{state="x", route=~"/a,{b}"}[5m]) / togul_b > 1"#);
    let matchers = ["state=\"x\"", "route=~\"/a,{b}\""].map(str::to_owned).to_vec();
    assert_eq!(found, [("togul_a_total".to_owned(), matchers), ("togul_b".to_owned(), Vec::new())]);
}
