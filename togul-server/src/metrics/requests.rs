//! Requests by what they asked for and how they were answered.
//!
//! Every request is counted, so threads count apart: at one place they would wait for each other. The counts are put
//! together when somebody asks.

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

/// From what evaluation takes to what a database in trouble takes, in seconds; the last one has no end.
const BUCKETS: [f64; 13] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, f64::INFINITY];
/// More threads than these share.
const PARTS: usize = 16;

#[derive(Debug, Default)]
pub(super) struct Requests([Part; PARTS]);

/// What some threads counted. Far enough from the next one that processors do not share its memory.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Part(Mutex<HashMap<Box<str>, Route>>);

#[derive(Clone, Debug, Default)]
struct Route {
    /// By method and status, of which there are few.
    answers: Vec<(&'static str, u16, u64)>,
    taken: Taken,
}

/// How long requests took, in seconds.
#[derive(Clone, Copy, Debug, Default)]
struct Taken {
    sum: f64,
    buckets: [u64; BUCKETS.len()],
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OfRoute {
    route: String,
}

/// A histogram for each route.
#[derive(Debug)]
struct Durations(Vec<(OfRoute, Taken)>);

impl Requests {
    pub(super) fn answered(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let mut routes = self.0[part()].0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(route) = routes.get_mut(route) {
            return route.answered(method, status, took);
        }
        routes.entry(route.into()).or_default().answered(method, status, took);
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        let answered = Family::<Answered, Counter>::default();
        let mut durations = Vec::new();
        for (route, Route { answers, taken }) in self.routes() {
            for (method, status, count) in answers {
                answered.get_or_create(&Answered { method, route: route.clone(), status }).inc_by(count);
            }
            durations.push((OfRoute { route }, taken));
        }
        registry.register(
            "http_requests",
            "Requests answered, by method, route (- for none) and status",
            answered,
        );
        registry.register_with_unit(
            "http_request_duration",
            "Time until a request's answer begins, by route (- for none)",
            Unit::Seconds,
            Durations(durations),
        );
    }

    /// All that was counted, by route.
    fn routes(&self) -> BTreeMap<String, Route> {
        let mut routes = BTreeMap::<String, Route>::new();
        for Part(part) in &self.0 {
            for (route, counted) in part.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                routes.entry(route.to_string()).or_default().add(counted);
            }
        }
        routes
    }
}

/// Where this thread counts.
fn part() -> usize {
    static THREADS: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static PART: usize = THREADS.fetch_add(1, Relaxed) % PARTS;
    }
    PART.with(|part| *part)
}

impl Route {
    fn answered(&mut self, method: &'static str, status: u16, took: Duration) {
        self.count(method, status, 1);
        self.taken.add(took.as_secs_f64());
    }

    fn count(&mut self, method: &'static str, status: u16, more: u64) {
        match self.answers.iter_mut().find(|(of, with, _)| (*of, *with) == (method, status)) {
            Some((_, _, count)) => *count += more,
            None => self.answers.push((method, status, more)),
        }
    }

    fn add(&mut self, other: &Self) {
        for (method, status, count) in &other.answers {
            self.count(method, *status, *count);
        }
        self.taken.sum += other.taken.sum;
        for (bucket, more) in self.taken.buckets.iter_mut().zip(other.taken.buckets) {
            *bucket += more;
        }
    }
}

impl Taken {
    fn add(&mut self, seconds: f64) {
        self.sum += seconds;
        self.buckets[BUCKETS.partition_point(|most| *most < seconds)] += 1;
    }
}

impl EncodeMetric for Durations {
    fn encode(&self, mut encoder: MetricEncoder) -> fmt::Result {
        for (route, Taken { sum, buckets }) in &self.0 {
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
    fn what_threads_count_apart_is_one_sum() {
        let requests = Requests::default();
        std::thread::scope(|scope| {
            for _ in 0..2 * PARTS {
                scope.spawn(|| {
                    requests.answered("GET", "/a", 200, Duration::from_millis(1));
                    requests.answered("GET", "/a", 404, Duration::from_secs(6));
                    requests.answered("PUT", "/b", 200, Duration::from_micros(499));
                });
            }
        });
        let (mut registry, mut lines) = (Registry::default(), String::new());
        requests.register(&mut registry);
        text::encode(&mut lines, &registry).expect("a string takes everything");
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
