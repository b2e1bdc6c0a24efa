//! The measured tenant: evaluations and writes at a fixed rate, and a health check.

use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, sleep_until, timeout};

use crate::{
    process::Process,
    tenant::Tenant,
    wire::{Connection, VICTIM, request},
};

/// Evaluations a second.
const EVALUATIONS: u32 = 400;
/// Connections that share the evaluations.
const CONNECTIONS: u32 = 8;
/// Writes a second, on one connection.
const WRITES: u32 = 20;
/// Health checks a second, each on a new connection.
const HEALTH_CHECKS: u32 = 10;
/// A request that takes longer has failed.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The latencies of each kind, in milliseconds and sorted, and the failures.
#[derive(Clone, Debug, Default)]
pub struct Measurement {
    pub evaluations: Vec<f64>,
    pub writes: Vec<f64>,
    pub health: Vec<f64>,
    pub failures: Vec<String>,
}

#[derive(Debug)]
pub struct Victim<'a> {
    process: &'a Process,
    tenant: &'a Tenant,
}

impl<'a> Victim<'a> {
    pub fn new(process: &'a Process, tenant: &'a Tenant) -> Self {
        Self { process, tenant }
    }

    /// Measures until then.
    pub async fn measure(&self, until: Instant) -> Measurement {
        let evaluate = json!({ "flag_key": "flag-1", "context": { "user_id": "user-1", "country": "TR" } });
        let headers = format!("x-api-key: {}\r\n", self.tenant.server_key);
        let evaluate = [request("POST", "/api/v1/evaluate", &headers, &evaluate.to_string())];
        let writes = [true, false].map(|enabled| {
            let body = json!({ "enabled": enabled }).to_string();
            request("PATCH", &self.tenant.flags[0], &self.tenant.bearer, &body)
        });
        let health = [request("GET", "/healthz", "", "")];
        let evaluations = futures_util::future::join_all((0..CONNECTIONS).map(|number| {
            let offset = Duration::from_secs(1) * number / EVALUATIONS;
            self.repeat(&evaluate, EVALUATIONS / CONNECTIONS, offset, until, Reconnect::AfterErrors)
        }));
        let (evaluations, writes, health) = tokio::join!(
            evaluations,
            self.repeat(&writes, WRITES, Duration::ZERO, until, Reconnect::AfterErrors),
            self.repeat(&health, HEALTH_CHECKS, Duration::ZERO, until, Reconnect::Always),
        );
        let mut measurement = Measurement::default();
        for run in evaluations {
            measurement.evaluations.extend(run.latencies);
            measurement.failures.extend(run.failures);
        }
        measurement.writes = writes.latencies;
        measurement.health = health.latencies;
        measurement.failures.extend(writes.failures.into_iter().chain(health.failures));
        for latencies in [&mut measurement.evaluations, &mut measurement.writes, &mut measurement.health] {
            latencies.sort_unstable_by(f64::total_cmp);
        }
        measurement
    }

    /// Sends `requests` round robin at this rate. A latency counts from when its request was due, so it includes the time
    /// that the request waited for the response before it.
    async fn repeat(
        &self,
        requests: &[Vec<u8>],
        per_second: u32,
        offset: Duration,
        until: Instant,
        reconnect: Reconnect,
    ) -> Run {
        let (mut run, mut connection) = (Run::default(), None);
        let started = Instant::now() + offset;
        for (number, bytes) in (0..).zip(requests.iter().cycle()) {
            let due = started + Duration::from_secs(1) * number / per_second;
            if due >= until {
                break;
            }
            let mut since = due;
            if due > Instant::now() {
                sleep_until(due).await;
                // A late wake-up of this task is not the server's latency.
                since = Instant::now();
            }
            let exchange = async {
                if connection.is_none() {
                    connection = Some(Connection::open(VICTIM, self.process.address).await?);
                }
                connection.as_mut().expect("it has just been opened").send(bytes).await
            };
            let outcome = match timeout(TIMEOUT, exchange).await {
                Ok(Ok(200)) => Ok(()),
                Ok(Ok(status)) => Err(format!("status {status}")),
                Ok(Err(error)) => Err(error.to_string()),
                Err(_) => Err(format!("no response within {TIMEOUT:?}")),
            };
            if outcome.is_err() || reconnect == Reconnect::Always {
                connection = None;
            }
            match outcome {
                Ok(()) => run.latencies.push(since.elapsed().as_secs_f64() * 1e3),
                Err(error) => run.failures.push(error),
            }
        }
        run
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reconnect {
    Always,
    AfterErrors,
}

#[derive(Debug, Default)]
struct Run {
    latencies: Vec<f64>,
    failures: Vec<String>,
}
