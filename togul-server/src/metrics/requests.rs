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
    /// What was met so far, so that counting needs one look.
    routes: RwLock<HashMap<Arc<str>, Route>>,
    answered: Family<Answered, Counter>,
    durations: Family<OfRoute, Histogram>,
}

#[derive(Debug)]
struct Route {
    duration: Histogram,
    answers: Vec<(&'static str, u16, Counter)>,
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
        let known = self.routes.read().unwrap_or_else(PoisonError::into_inner);
        let met = known.get(route).and_then(|route| Some((route, route.answer(method, status)?)));
        if let Some((route, answer)) = met {
            route.duration.observe(took.as_secs_f64());
            answer.inc();
            return;
        }
        drop(known);
        self.meet(method, route, status);
        self.answered(method, route, status, took);
    }

    /// Makes what is counted from now on.
    fn meet(&self, method: &'static str, route: &str, status: u16) {
        let route = Arc::<str>::from(route);
        let mut routes = self.routes.write().unwrap_or_else(PoisonError::into_inner);
        let met = routes.entry(Arc::clone(&route)).or_insert_with(|| Route {
            duration: self.durations.get_or_create_owned(&OfRoute { route: Arc::clone(&route) }),
            answers: Vec::new(),
        });
        if met.answer(method, status).is_none() {
            let answer = self.answered.get_or_create_owned(&Answered { method, route, status });
            met.answers.push((method, status, answer));
        }
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

impl Route {
    fn answer(&self, method: &str, status: u16) -> Option<&Counter> {
        let mut answers = self.answers.iter();
        answers.find(|answer| (answer.0, answer.1) == (method, status)).map(|(_, _, answer)| answer)
    }
}
