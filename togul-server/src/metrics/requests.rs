//! Requests by what they asked for and how they were answered.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::{Registry, Unit},
};

/// From what evaluation takes to what a database in trouble takes, in seconds.
const BUCKETS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Debug)]
pub(super) struct Requests {
    /// What was met so far, so that counting neither copies a route's text nor makes its histogram anew.
    routes: RwLock<HashMap<Arc<str>, Histogram>>,
    answered: Family<Answered, Counter>,
    durations: Family<OfRoute, Histogram>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: Arc<str>,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OfRoute {
    route: Arc<str>,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            routes: RwLock::default(),
            answered: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
        }
    }
}

impl Requests {
    pub(super) fn answered(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let (route, duration) = self.route(route);
        duration.observe(took.as_secs_f64());
        self.answered.get_or_create(&Answered { method, route, status }).inc();
    }

    fn route(&self, text: &str) -> (Arc<str>, Histogram) {
        let known = self.routes.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((route, duration)) = known.get_key_value(text) {
            return (Arc::clone(route), duration.clone());
        }
        drop(known);
        let route = Arc::<str>::from(text);
        let duration = self.durations.get_or_create_owned(&OfRoute { route: Arc::clone(&route) });
        let mut routes = self.routes.write().unwrap_or_else(PoisonError::into_inner);
        routes.insert(Arc::clone(&route), duration.clone());
        (route, duration)
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register(
            "http_requests",
            "Requests answered, by method, route (- for none) and status",
            self.answered.clone(),
        );
        registry.register_with_unit(
            "http_request_duration",
            "Time until a request's answer begins, by route (- for none)",
            Unit::Seconds,
            self.durations.clone(),
        );
    }
}
