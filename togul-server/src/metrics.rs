//! The server's metrics, in the OpenMetrics text format, which Prometheus reads.
//!
//! Events are counted where they happen: requests, streams and refusals in [`Metrics`], of which each server has its own,
//! and evaluations in the [`Evaluations`] of their environment. Current values, such as the number of open database
//! connections, are [`Readings`], taken for each scrape.

mod evaluations;
mod requests;

pub use evaluations::{Evaluations, Tally};

use std::time::Duration;

use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{
        counter::{ConstCounter, Counter},
        family::Family,
        gauge::{ConstGauge, Gauge},
    },
    registry::{Registry, Unit},
};
use togul_core::Reason;

use self::requests::Requests;

/// The format of the text.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug)]
pub struct Metrics {
    requests: Requests,
    streams_of_keys: Gauge,
    streams_of_users: Gauge,
    streams: Family<StreamLabels, Gauge>,
    rate_limited: Family<RateLimitedLabels, Counter>,
    connections: Gauge,
    connections_refused: Counter,
}

/// Values at the time of a scrape.
#[derive(Clone, Debug)]
pub struct Readings {
    /// Time since everything in memory was last known to equal the database.
    pub snapshot_age: Duration,
    /// The id of each environment in memory, and its evaluations by reason in the order of [`Reason::NAMES`].
    pub evaluations: Vec<(String, [u64; Reason::NAMES.len()])>,
    /// Each state that the database may be in, and whether it is in it.
    pub database_states: [(&'static str, bool); 3],
    pub connections_idle: u32,
    pub connections_used: u32,
    pub connections_max: u32,
    pub hashing_running: usize,
    pub hashing_waiting: usize,
    /// Number since the server started.
    pub hashing_refused: u64,
    /// Number since the server started.
    pub audit_refusals_dropped: u64,
    /// Number since the process started.
    pub log_lines_dropped: u64,
}

/// The kind of credential that a stream was opened with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamKind {
    Key,
    User,
}

/// Counts a stream or a connection as open until it is dropped.
#[derive(Debug)]
pub struct OpenGuard(Gauge);

impl OpenGuard {
    fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for OpenGuard {
    fn drop(&mut self) {
        self.0.dec();
    }
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct StreamLabels {
    kind: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RateLimitedLabels {
    endpoint: &'static str,
    by: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct StateLabels {
    state: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct EvaluationLabels {
    environment: String,
    reason: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let streams = Family::<StreamLabels, Gauge>::default();
        Self {
            requests: Requests::default(),
            streams_of_keys: streams.get_or_create_owned(&StreamLabels { kind: "key" }),
            streams_of_users: streams.get_or_create_owned(&StreamLabels { kind: "user" }),
            streams,
            rate_limited: Family::default(),
            connections: Gauge::default(),
            connections_refused: Counter::default(),
        }
    }
}

impl Metrics {
    /// Counts a response. `method` and `route` must be from a fixed set, never text of the caller.
    pub fn record_response(&self, method: &'static str, route: &str, status: u16, elapsed: Duration) {
        self.requests.record_response(method, route, status, elapsed);
    }

    #[must_use]
    pub fn open_stream(&self, kind: StreamKind) -> OpenGuard {
        let gauge = match kind {
            StreamKind::Key => &self.streams_of_keys,
            StreamKind::User => &self.streams_of_users,
        };
        OpenGuard::new(gauge)
    }

    /// Counts an accepted connection as open.
    #[must_use]
    pub fn open_connection(&self) -> OpenGuard {
        OpenGuard::new(&self.connections)
    }

    /// Counts a connection that was refused because of the limit on connections.
    pub fn connection_refused(&self) {
        self.connections_refused.inc();
    }

    /// Counts a request that was refused after too many attempts at `endpoint` by one account or address.
    pub fn rate_limited(&self, endpoint: &'static str, by: &'static str) {
        self.rate_limited.get_or_create(&RateLimitedLabels { endpoint, by }).inc();
    }

    /// All metrics as text in the format of [`CONTENT_TYPE`].
    #[must_use]
    pub fn text(&self, readings: &Readings) -> String {
        let mut registry = Registry::with_prefix("togul");
        self.requests.register(&mut registry);
        registry.register("streams", "Open streams, by kind of credential", self.streams.clone());
        registry.register(
            "rate_limited",
            "Requests refused after too many attempts, by endpoint and by the exceeded limit (account or address)",
            self.rate_limited.clone(),
        );
        registry.register("connections", "Open client connections", self.connections.clone());
        registry.register(
            "connections_refused",
            "Connections refused with 503 at the limit on connections",
            self.connections_refused.clone(),
        );
        readings.register(&mut registry);
        let mut text = String::new();
        text::encode(&mut text, &registry).expect("writing to a string does not fail");
        text
    }
}

impl Readings {
    fn register(&self, registry: &mut Registry) {
        let evaluations = Family::<EvaluationLabels, Counter>::default();
        for (environment, counts) in &self.evaluations {
            for (reason, count) in Reason::NAMES.iter().copied().zip(*counts) {
                let labels = EvaluationLabels { environment: environment.clone(), reason };
                evaluations.get_or_create(&labels).inc_by(count);
            }
        }
        registry.register("evaluations", "Flags evaluated, by environment and reason", evaluations);
        registry.register(
            "environments_loaded",
            "Environments in memory",
            ConstGauge::new(self.evaluations.len()),
        );
        registry.register_with_unit(
            "snapshot_age",
            "Time since all environments in memory were last known to equal the database",
            Unit::Seconds,
            ConstGauge::new(self.snapshot_age.as_secs_f64()),
        );
        let database_states = Family::<StateLabels, Gauge>::default();
        for (state, is_in_it) in self.database_states {
            database_states.get_or_create(&StateLabels { state }).set(is_in_it.into());
        }
        registry.register(
            "database_state",
            "1 for the state of the database, as /readyz reports it, and 0 for the others",
            database_states,
        );
        let connections = Family::<StateLabels, Gauge>::default();
        for (state, count) in [("idle", self.connections_idle), ("used", self.connections_used)] {
            connections.get_or_create(&StateLabels { state }).set(count.into());
        }
        registry.register("database_connections", "Open connections to the database", connections);
        registry.register(
            "database_connections_max",
            "Maximum number of connections to the database",
            ConstGauge::new(self.connections_max),
        );
        registry.register(
            "password_hashing_running",
            "Passwords being hashed or verified",
            ConstGauge::new(self.hashing_running),
        );
        registry.register(
            "password_hashing_waiting",
            "Passwords waiting to be hashed or verified",
            ConstGauge::new(self.hashing_waiting),
        );
        registry.register(
            "password_hashing_refused",
            "Requests refused with 503 after their password had waited too long",
            ConstCounter::new(self.hashing_refused),
        );
        registry.register(
            "audit_refusals_dropped",
            "Refused requests and logins that are missing in the audit log because too many came at once",
            ConstCounter::new(self.audit_refusals_dropped),
        );
        registry.register(
            "log_lines_dropped",
            "Log lines dropped because standard error did not accept them in time",
            ConstCounter::new(self.log_lines_dropped),
        );
    }
}
