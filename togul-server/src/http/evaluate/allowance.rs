//! Where an evaluation runs: at once, or on the threads for long ones.

use std::time::{Duration, Instant};

use axum::{body::Bytes, response::Response};
use togul_core::{Cost, FlagRef, Snapshot};

use crate::{
    app::App,
    http::{
        request::{body::INLINE_BYTES, credentials::EvaluationKey},
        response::error::ApiError,
    },
};

/// How long an evaluation may take.
#[derive(Clone, Copy, Debug)]
pub enum Allowance {
    /// It runs on a thread that serves requests: what may take longer than [`INLINE_COST`] is not begun.
    Inline,
    /// It runs on a thread of its own, and ends by then.
    Until(Instant),
}

/// A request to evaluate.
#[derive(Clone, Copy, Debug)]
pub struct EvaluationCall<'r> {
    pub app: &'r App,
    pub key: &'r EvaluationKey,
    /// The key of the flag, if it is in the path.
    pub flag_key: &'r str,
    pub body: &'r Bytes,
}

/// Responds to a request.
pub type EvaluationHandler = fn(EvaluationCall<'_>, Allowance) -> Result<Response, Unanswered>;

/// Why there is no response yet.
#[derive(Debug)]
pub enum Unanswered {
    Error(ApiError),
    /// The evaluation may take too long to run inline.
    Deferred,
}

impl From<ApiError> for Unanswered {
    fn from(error: ApiError) -> Self {
        Self::Error(error)
    }
}

/// What a thread that serves requests may be held up by one of them. The next request on this thread waits for as long,
/// and running on another thread costs some 30 microseconds.
const INLINE_COST: Cost = Cost::from_nanos(1_000_000);
/// Nanoseconds of writing an answer, apart from its value.
const WRITE_ANSWER: u64 = 300;
/// Nanoseconds of explaining for each byte of a flag: an explanation repeats the attribute for each condition.
const EXPLAIN_BYTE: u64 = 1_000;

impl Allowance {
    /// Whether the next part of an evaluation may begin.
    ///
    /// # Errors
    /// [`Unanswered::Deferred`] if it may cost too much to run inline, and an error after the deadline.
    pub fn begin(self, cost: Cost) -> Result<(), Unanswered> {
        match self {
            Self::Inline if cost > INLINE_COST => Err(Unanswered::Deferred),
            Self::Until(deadline) if Instant::now() > deadline => Err(overloaded().into()),
            Self::Inline | Self::Until(_) => Ok(()),
        }
    }
}

/// Of evaluating all flags and of writing their answers.
pub fn cost_of_all(snapshot: &Snapshot) -> Cost {
    let writing = WRITE_ANSWER * snapshot.len() as u64 + snapshot.json_bytes() as u64;
    snapshot.cost() + Cost::from_nanos(writing)
}

/// Of evaluating a flag with an explanation, which evaluates conditions up to three times.
pub fn cost_of_explaining(flag: FlagRef<'_>) -> Cost {
    let evaluating = flag.cost() + flag.cost() + flag.cost();
    evaluating + Cost::from_nanos(EXPLAIN_BYTE * flag.json().len() as u64)
}

/// Calls the handler at once, or on another thread if it may take long.
///
/// # Errors
/// The handler's, and `unavailable` when too much is being evaluated.
pub async fn respond(call: EvaluationCall<'_>, handler: EvaluationHandler) -> Result<Response, ApiError> {
    let inline = if call.body.len() > INLINE_BYTES {
        Err(Unanswered::Deferred)
    } else {
        handler(call, Allowance::Inline)
    };
    match inline {
        Ok(response) => Ok(response),
        Err(Unanswered::Error(error)) => Err(error),
        Err(Unanswered::Deferred) => respond_elsewhere(call, handler).await,
    }
}

async fn respond_elsewhere(
    call: EvaluationCall<'_>,
    handler: EvaluationHandler,
) -> Result<Response, ApiError> {
    let EvaluationCall { app, key: EvaluationKey(key), flag_key, body } = call;
    let organization = key.environment.organization;
    let (owned_app, key) = (app.clone(), EvaluationKey(key.clone()));
    let (flag_key, body) = (flag_key.to_owned(), body.clone());
    let work = move |deadline| {
        let call = EvaluationCall { app: &owned_app, key: &key, flag_key: &flag_key, body: &body };
        handler(call, Allowance::Until(deadline))
    };
    match app.evaluations.run(organization, work).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(Unanswered::Error(error))) => Err(error),
        Ok(Err(Unanswered::Deferred)) | Err(_) => Err(overloaded()),
    }
}

/// The error when evaluating would take too long.
pub fn overloaded() -> ApiError {
    ApiError::unavailable(
        "evaluating this environment takes too long at the moment: try again, or make its rules cheaper",
        Duration::from_secs(2),
    )
}
