//! The OpenFeature Remote Evaluation Protocol (OFREP) 0.3: evaluation for the OpenFeature SDKs of any language.
//!
//! It is another form of `POST /api/v1/evaluate`: the same keys, the same code, from memory. The protocol is at
//! <https://github.com/open-feature/protocol>.

mod answer;
mod credential;
mod document;
pub mod error;
mod request;

use std::time::Duration;

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header::ETAG},
    response::Response,
    routing,
};
use togul_core::{Reason, Revision};
use xxhash_rust::xxh3::xxh3_128;

pub use self::credential::ofrep_key_hash;
use self::{
    answer::{BulkAnswer, FlagAnswer},
    credential::{EventsKey, OfrepKey},
    request::{FlagKey, OfrepBody},
};
use super::{
    evaluate::allowance::{Allowance, EvaluationCall, Unanswered, cost_of_all, respond},
    request::conditional::is_not_modified,
    response::{
        envelope::{JsonResponse, json_response},
        error::ApiError,
    },
    snapshot::reached,
    stream::{
        EventStream, LastEventId,
        key::{EventForm, ResumePoint},
        open_for_key,
    },
};
use crate::{app::App, metrics::Tally};

/// The prefix of all paths.
pub const OFREP: &str = "/ofrep/v1";

/// How long a request waits for the revision that an event has announced.
const REVISION_TIMEOUT: Duration = Duration::from_secs(2);

/// Adds the path that some clients use: it is that of all flags, with a slash at its end.
pub fn with_final_slash(router: Router<App>) -> Router<App> {
    router.route("/evaluate/flags/", routing::post(all))
}

pub async fn one(
    State(app): State<App>,
    FlagKey(flag_key): FlagKey,
    headers: HeaderMap,
    OfrepKey(key): OfrepKey,
    OfrepBody(bytes): OfrepBody,
) -> Result<JsonResponse<FlagAnswer>, ApiError> {
    let key = key.renew(|| ofrep_key_hash(&headers), &app).await?;
    let call = EvaluationCall { app: &app, key: &key, flag_key: &flag_key, body: &bytes };
    respond(call, answer).await.map(JsonResponse::new)
}

/// # Errors
/// None but an expensive evaluation: the protocol has answers of its own.
pub fn answer(call: EvaluationCall<'_>, allowance: Allowance) -> Result<Response, Unanswered> {
    let flag_key = call.flag_key;
    let context = match request::read(call.body) {
        Ok(context) => context,
        Err(problem) => return Ok(error::response(Some(flag_key), problem)),
    };
    let environment = &call.key.0.environment;
    let published = environment.published();
    let Some(flag) = published.snapshot.flag(flag_key) else {
        environment.evaluations.count(Reason::FlagNotFound);
        return Ok(error::response(Some(flag_key), error::flag_not_found(&environment.key)));
    };
    allowance.begin(flag.cost())?;
    let answer = flag.evaluate(&context);
    environment.evaluations.count(answer.reason);
    let mut json = Vec::with_capacity(answer::BYTES);
    let version = Some(published.snapshot.revision());
    match answer::write_answer(&mut json, flag, &answer, &environment.key, version) {
        Some(()) => Ok(json_response(json)),
        None => Ok(error::response(Some(flag_key), error::flag_unreadable())),
    }
}

pub async fn all(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
    OfrepKey(key): OfrepKey,
    OfrepBody(bytes): OfrepBody,
) -> Result<BulkAnswer, ApiError> {
    let key = key.renew(|| ofrep_key_hash(&headers), &app).await?;
    if let Some(revision) = announced_revision(&uri) {
        let reached = reached(&app, &key.0, revision);
        // Answered in any case: another process of the server may be ahead of this one.
        let _ = tokio::time::timeout(REVISION_TIMEOUT, reached).await;
    }
    let call = EvaluationCall { app: &app, key: &key, flag_key: "", body: &bytes };
    respond(call, answer_all).await.map(|response| BulkAnswer(not_modified(&headers, response)))
}

/// The revision in `flagConfigEtag`, which clients send after an event. An unreadable hint is ignored.
fn announced_revision(uri: &Uri) -> Option<Revision> {
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(uri).ok()?.0;
    let (_, etag) = pairs.into_iter().find(|(name, _)| name == "flagConfigEtag")?;
    etag.trim_matches('"').parse().ok()
}

/// # Errors
/// None but an expensive evaluation: the protocol has answers of its own.
pub fn answer_all(call: EvaluationCall<'_>, allowance: Allowance) -> Result<Response, Unanswered> {
    let context = match request::read(call.body) {
        Ok(context) => context,
        Err(problem) => return Ok(error::response(None, problem)),
    };
    let environment = &call.key.0.environment;
    let published = environment.published();
    let snapshot = &published.snapshot;
    allowance.begin(cost_of_all(snapshot))?;
    let tally = Tally::default();
    let bytes = &published.ofrep_answer_bytes;
    let mut json = Vec::with_capacity(bytes.expected(|| answer::BYTES * (snapshot.len() + 2)));
    json.extend_from_slice(br#"{"flags":["#);
    for (index, flag) in snapshot.flags().enumerate() {
        allowance.begin(Default::default())?;
        if index > 0 {
            json.push(b',');
        }
        let answer = flag.evaluate(&context);
        tally.count(answer.reason);
        // Without a revision, which would change the entity tag of equal answers.
        if answer::write_answer(&mut json, flag, &answer, &environment.key, None).is_none() {
            error::write_problem(&mut json, Some(flag.key()), &error::flag_unreadable());
        }
    }
    json.push(b']');
    answer::write_event_streams(&mut json, call.app, call.key);
    json.push(b'}');
    bytes.record(json.len());
    environment.evaluations.add(&tally);
    // Of the body: a tag of the revision alone would be the same for another context, and clients keep it then.
    let etag = HeaderValue::from_str(&format!("\"{:032x}\"", xxh3_128(&json)));
    let mut response = json_response(json);
    response.headers_mut().insert(ETAG, etag.expect("hexadecimal digits in quotes are a header value"));
    Ok(response)
}

pub async fn events(
    State(app): State<App>,
    LastEventId(last): LastEventId,
    EventsKey(key): EventsKey,
) -> Result<EventStream, ApiError> {
    let resume = last.flatten().map(|revision| ResumePoint { revision, fingerprint: None });
    open_for_key(app, key, EventForm::Refetch, resume).await
}

/// 304 instead of the response for a client that has it already.
pub fn not_modified(headers: &HeaderMap, response: Response) -> Response {
    let etag = response.headers().get(ETAG).filter(|etag| is_not_modified(headers, etag.as_bytes()));
    let Some(etag) = etag else { return response };
    let mut answer = Response::new(axum::body::Body::empty());
    *answer.status_mut() = StatusCode::NOT_MODIFIED;
    answer.headers_mut().insert(ETAG, etag.clone());
    answer
}
