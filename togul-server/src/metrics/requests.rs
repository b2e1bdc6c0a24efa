//! Requests by method, route and status, and their durations by route.
//!
//! Every request is counted, so the counts are sharded by thread to avoid contention. A scrape sums the shards.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeMetric, MetricEncoder, NoLabelSet},
    metrics::{MetricType, counter::Counter, family::Family},
    registry::{Registry, Unit},
};

/// Upper bounds in seconds, from the duration of an evaluation to that of a request to an overloaded database.
const BUCKETS: [f64; 13] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, f64::INFINITY];
/// Further threads share these.
const SHARDS: usize = 16;

#[derive(Debug, Default)]
pub(super) struct Requests([Shard; SHARDS]);

/// The counts of some threads, aligned so that no two shards share a cache line or a prefetched pair of them.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Shard(Mutex<HashMap<Box<str>, Route>>);

#[derive(Clone, Debug, Default)]
struct Route {
    /// By method and status. A list, because a route has few of them.
    responses: Vec<(&'static str, u16, u64)>,
    durations: Histogram,
}

/// Durations in seconds.
#[derive(Clone, Copy, Debug, Default)]
struct Histogram {
    sum: f64,
    buckets: [u64; BUCKETS.len()],
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

/// The histogram of each route.
#[derive(Debug)]
struct Durations(Vec<(RouteLabels, Histogram)>);

impl Requests {
    pub(super) fn record_response(&self, method: &'static str, route: &str, status: u16, elapsed: Duration) {
        let mut routes = self.0[shard_index()].0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(route) = routes.get_mut(route) {
            return route.record_response(method, status, elapsed);
        }
        routes.entry(route.into()).or_default().record_response(method, status, elapsed);
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        let answered = Family::<RequestLabels, Counter>::default();
        let mut durations = Vec::new();
        for (route, Route { responses, durations: of_route }) in self.routes() {
            for (method, status, count) in responses {
                answered.get_or_create(&RequestLabels { method, route: route.clone(), status }).inc_by(count);
            }
            durations.push((RouteLabels { route }, of_route));
        }
        registry.register("http_requests", "Responses, by method, route (- for none) and status", answered);
        registry.register_with_unit(
            "http_request_duration",
            "Time until the response begins, by route (- for none)",
            Unit::Seconds,
            Durations(durations),
        );
    }

    /// The sum of all shards, by route.
    fn routes(&self) -> BTreeMap<String, Route> {
        let mut routes = BTreeMap::<String, Route>::new();
        for Shard(shard) in &self.0 {
            for (route, counted) in shard.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                routes.entry(route.to_string()).or_default().add(counted);
            }
        }
        routes
    }
}

/// The index of this thread's shard.
fn shard_index() -> usize {
    static THREADS: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static INDEX: usize = THREADS.fetch_add(1, Relaxed) % SHARDS;
    }
    INDEX.with(|index| *index)
}

impl Route {
    fn record_response(&mut self, method: &'static str, status: u16, elapsed: Duration) {
        self.count(method, status, 1);
        self.durations.add(elapsed.as_secs_f64());
    }

    fn count(&mut self, method: &'static str, status: u16, more: u64) {
        match self.responses.iter_mut().find(|(of, with, _)| (*of, *with) == (method, status)) {
            Some((_, _, count)) => *count += more,
            None => self.responses.push((method, status, more)),
        }
    }

    fn add(&mut self, other: &Self) {
        for (method, status, count) in &other.responses {
            self.count(method, *status, *count);
        }
        self.durations.sum += other.durations.sum;
        for (bucket, more) in self.durations.buckets.iter_mut().zip(other.durations.buckets) {
            *bucket += more;
        }
    }
}

impl Histogram {
    fn add(&mut self, seconds: f64) {
        self.sum += seconds;
        self.buckets[BUCKETS.partition_point(|most| *most < seconds)] += 1;
    }
}

impl EncodeMetric for Durations {
    fn encode(&self, mut encoder: MetricEncoder) -> fmt::Result {
        for (route, Histogram { sum, buckets }) in &self.0 {
            let count = buckets.iter().sum();
            let buckets: Vec<_> = BUCKETS.into_iter().zip(*buckets).collect();
            encoder.encode_family(route)?.encode_histogram::<NoLabelSet>(*sum, count, &buckets, None)?;
        }
        Ok(())
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Histogram
    }
}

#[cfg(test)]
mod tests {
    use prometheus_client::encoding::text;

    use super::*;

    #[test]
    fn a_scrape_sums_the_counts_of_all_threads() {
        let requests = Requests::default();
        std::thread::scope(|scope| {
            for _ in 0..2 * SHARDS {
                scope.spawn(|| {
                    requests.record_response("GET", "/a", 200, Duration::from_millis(1));
                    requests.record_response("GET", "/a", 404, Duration::from_secs(6));
                    requests.record_response("PUT", "/b", 200, Duration::from_micros(499));
                });
            }
        });
        let (mut registry, mut lines) = (Registry::default(), String::new());
        requests.register(&mut registry);
        text::encode(&mut lines, &registry).expect("writing to a string does not fail");
        for line in [
            r#"http_requests_total{method="GET",route="/a",status="200"} 32"#,
            r#"http_requests_total{method="GET",route="/a",status="404"} 32"#,
            r#"http_requests_total{method="PUT",route="/b",status="200"} 32"#,
            r#"http_request_duration_seconds_count{route="/a"} 64"#,
            r#"http_request_duration_seconds_bucket{le="0.0005",route="/a"} 0"#,
            r#"http_request_duration_seconds_bucket{le="0.001",route="/a"} 32"#,
            r#"http_request_duration_seconds_bucket{le="5.0",route="/a"} 32"#,
            r#"http_request_duration_seconds_bucket{le="+Inf",route="/a"} 64"#,
            r#"http_request_duration_seconds_bucket{le="0.0005",route="/b"} 32"#,
        ] {
            assert!(lines.lines().any(|found| found == line), "no line {line} in\n{lines}");
        }
        let sum = lines
            .lines()
            .find_map(|line| line.strip_prefix(r#"http_request_duration_seconds_sum{route="/a"} "#));
        let sum: f64 = sum.and_then(|sum| sum.parse().ok()).expect("a sum");
        assert!((sum - 192.032).abs() < 1e-6, "{sum}");
    }
}
