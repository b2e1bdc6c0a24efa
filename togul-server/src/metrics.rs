//! What the server counts about itself, in the words of Prometheus.
//!
//! What happens is counted where it happens: requests, streams and refusals in [`Metrics`], of which each server has
//! its own, and evaluations in the [`Evaluations`] of their environment. What merely is, such as the number of open
//! connections, is a [`Moment`], looked up when somebody asks. Both become one text.

mod evaluations;
mod requests;

pub use evaluations::{Evaluations, REASONS, Tally};

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

use self::requests::Requests;

/// What the text is written in; Prometheus and its kin ask for it or take it.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug)]
pub struct Metrics {
    requests: Requests,
    streams_of_keys: Gauge,
    streams_of_people: Gauge,
    streams: Family<OfKind, Gauge>,
    rate_limited: Family<Limited, Counter>,
    connections: Gauge,
    connections_refused: Counter,
}

/// What is true when somebody asks.
#[derive(Clone, Debug)]
pub struct Moment {
    /// How long ago everything in memory was known to equal the database.
    pub snapshot_age: Duration,
    /// Of each environment in memory its id, and how often it answered for each of [`REASONS`].
    pub evaluations: Vec<(String, [u64; REASONS.len()])>,
    pub connections_idle: u32,
    pub connections_used: u32,
    pub connections_max: u32,
    pub hashing_running: usize,
    pub hashing_waiting: usize,
    /// Since the server started.
    pub hashing_refused: u64,
}

/// Who reads a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamKind {
    Key,
    Person,
}

/// A stream or a connection that counts as open until this is dropped.
#[derive(Debug)]
pub struct Open(Gauge);

pub type OpenStream = Open;

impl Open {
    fn counted(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.dec();
    }
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OfKind {
    kind: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Limited {
    endpoint: &'static str,
    by: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct InState {
    state: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Evaluated {
    environment: String,
    reason: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let streams = Family::<OfKind, Gauge>::default();
        Self {
            requests: Requests::default(),
            streams_of_keys: streams.get_or_create_owned(&OfKind { kind: "key" }),
            streams_of_people: streams.get_or_create_owned(&OfKind { kind: "person" }),
            streams,
            rate_limited: Family::default(),
            connections: Gauge::default(),
            connections_refused: Counter::default(),
        }
    }
}

impl Metrics {
    /// A request was answered. `method` and `route` are of a few: neither may be the caller's own text.
    pub fn answered(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        self.requests.answered(method, route, status, took);
    }

    #[must_use]
    pub fn open_stream(&self, kind: StreamKind) -> OpenStream {
        let gauge = match kind {
            StreamKind::Key => &self.streams_of_keys,
            StreamKind::Person => &self.streams_of_people,
        };
        Open::counted(gauge)
    }

    /// Somebody connected.
    #[must_use]
    pub fn open_connection(&self) -> Open {
        Open::counted(&self.connections)
    }

    /// Somebody connected, and there was no room for them.
    pub fn connection_refused(&self) {
        self.connections_refused.inc();
    }

    /// Somebody was told to wait, for too many attempts at `endpoint` by one account or address.
    pub fn rate_limited(&self, endpoint: &'static str, by: &'static str) {
        self.rate_limited.get_or_create(&Limited { endpoint, by }).inc();
    }

    /// Everything, as text of [`CONTENT_TYPE`].
    #[must_use]
    pub fn text(&self, moment: &Moment) -> String {
        let mut registry = Registry::with_prefix("togul");
        self.requests.register(&mut registry);
        registry.register("streams", "Streams that are open, by who reads them", self.streams.clone());
        registry.register(
            "rate_limited",
            "Requests refused for too many attempts, by endpoint and by what they were counted by",
            self.rate_limited.clone(),
        );
        registry.register("connections", "Connections of callers that are open", self.connections.clone());
        registry.register(
            "connections_refused",
            "Connections refused with 503 because too many were open",
            self.connections_refused.clone(),
        );
        moment.register(&mut registry);
        let mut text = String::new();
        text::encode(&mut text, &registry).expect("a string takes everything");
        text
    }
}

impl Moment {
    fn register(&self, registry: &mut Registry) {
        let evaluations = Family::<Evaluated, Counter>::default();
        for (environment, counts) in &self.evaluations {
            for (reason, count) in REASONS.into_iter().zip(*counts) {
                let labels = Evaluated { environment: environment.clone(), reason };
                evaluations.get_or_create(&labels).inc_by(count);
            }
        }
        registry.register("evaluations", "Flags answered, by environment and by why so", evaluations);
        registry.register(
            "environments_loaded",
            "Environments in memory",
            ConstGauge::new(self.evaluations.len()),
        );
        registry.register_with_unit(
            "snapshot_age",
            "Time since all environments in memory were known to equal the database",
            Unit::Seconds,
            ConstGauge::new(self.snapshot_age.as_secs_f64()),
        );
        let connections = Family::<InState, Gauge>::default();
        for (state, count) in [("idle", self.connections_idle), ("used", self.connections_used)] {
            connections.get_or_create(&InState { state }).set(count.into());
        }
        registry.register("database_connections", "Open connections to the database", connections);
        registry.register(
            "database_connections_max",
            "Connections to the database that may be open",
            ConstGauge::new(self.connections_max),
        );
        registry.register(
            "password_hashing_running",
            "Passwords that are being hashed or checked",
            ConstGauge::new(self.hashing_running),
        );
        registry.register(
            "password_hashing_waiting",
            "Passwords that wait for their turn to be hashed or checked",
            ConstGauge::new(self.hashing_waiting),
        );
        registry.register(
            "password_hashing_refused",
            "Requests refused with 503 because too many passwords were waiting",
            ConstCounter::new(self.hashing_refused),
        );
    }
}
