//! Evaluation by a person, with explanations: what would this user get, and why?

use std::borrow::Cow;

use axum::{body::Bytes, extract::State, response::Response};
use schemars::JsonSchema;
use serde::Deserialize;
use togul_core::{Cost, FlagRef, Snapshot};

use super::{
    evaluate::{
        AnswerBody, CheckedContext,
        allowance::{Allowance, Unanswered, cost_of_explaining, overloaded},
        read,
    },
    request::{body::RawBody, path::PathId},
    response::{
        envelope::{JsonResponse, json_response},
        error::ApiError,
        json_writer::write,
    },
};
use crate::{
    app::App,
    domain::{access::InProject, environment::Environment, permission::need},
    live::LiveEnvironment,
    service,
};

/// Explanations of many flags with many rules are large.
const MAX_BYTES: usize = 16 << 20;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaygroundRequest<'a> {
    #[serde(borrow, default)]
    context: CheckedContext<'a>,
    /// The flags to evaluate; without it all of the environment.
    #[serde(borrow, default)]
    flag_keys: Option<Vec<Cow<'a, str>>>,
    /// The segments to evaluate; without it all of the environment.
    #[serde(borrow, default)]
    segment_keys: Option<Vec<Cow<'a, str>>>,
}

/// The schema of `{"flags": {key: answer}, "segments": {key: result}, "unreadable": [key], "unreadable_because": {key:
/// explanation}, "version"}`, which is serialized flag by flag.
pub enum PlaygroundAnswers {}

/// In memory, like every evaluation, and not counted as use of an API key or as an evaluation by a program.
pub async fn evaluate(
    State(app): State<App>,
    proof: InProject<need::FlagsRead>,
    PathId(id): PathId<Environment>,
    RawBody(bytes, _): RawBody<PlaygroundRequest<'static>>,
) -> Result<JsonResponse<PlaygroundAnswers>, ApiError> {
    let environment = service::playground::find_environment(&app.store, &proof, id).await?;
    let live = app.live.environment(environment.id).await?.ok_or_else(ApiError::not_found)?;
    if !live.is_served_here {
        return Err(ApiError::region_forbidden(app.live.region()));
    }
    let work = move |deadline| answer(&live, &bytes, Allowance::Until(deadline));
    match app.evaluations.run(proof.organization(), work).await {
        Ok(Ok(response)) => Ok(JsonResponse::new(response)),
        Ok(Err(Unanswered::Error(error))) => Err(error),
        Ok(Err(Unanswered::Deferred)) | Err(_) => Err(overloaded()),
    }
}

fn answer(live: &LiveEnvironment, body: &Bytes, allowance: Allowance) -> Result<Response, Unanswered> {
    let request: PlaygroundRequest<'_> = read(body)?;
    let published = live.published();
    let (snapshot, context) = (&published.snapshot, &request.context.0);
    let (flags, segments) = (flags(snapshot, request.flag_keys)?, segments(snapshot, request.segment_keys)?);
    let mut json = br#"{"flags":{"#.to_vec();
    // Written at once, because an explanation takes more memory than its JSON.
    let (mut unreadable, mut because) = (Vec::new(), Vec::new());
    let mut is_first = true;
    for flag in flags {
        allowance.begin(cost_of_explaining(flag))?;
        let (answer, explanation) = flag.explain(context);
        match AnswerBody::new(flag, &answer, snapshot.revision()) {
            Some(body) => {
                write_key(&mut json, &mut is_first, flag.key());
                body.explained(explanation).write_to(&mut json);
            }
            None => {
                write_key(&mut because, &mut unreadable.is_empty(), flag.key());
                write(&mut because, &explanation);
                unreadable.push(flag.key());
            }
        }
        if json.len() + because.len() > MAX_BYTES {
            let reason = format!("must name fewer flags: the explanations have more than {MAX_BYTES} bytes");
            return Err(ApiError::validation("flag_keys", &reason).into());
        }
    }
    json.extend_from_slice(br#"},"segments":{"#);
    is_first = true;
    for key in segments {
        allowance.begin(Cost::default())?;
        write_key(&mut json, &mut is_first, &key);
        write(&mut json, &snapshot.segment_result(&key, context));
    }
    json.extend_from_slice(br#"},"unreadable":"#);
    write(&mut json, &unreadable);
    json.extend_from_slice(br#","unreadable_because":{"#);
    json.append(&mut because);
    json.extend_from_slice(br#"},"version":"#);
    write(&mut json, &snapshot.revision());
    json.push(b'}');
    Ok(json_response(json))
}

fn write_key(json: &mut Vec<u8>, is_first: &mut bool, key: &str) {
    if !std::mem::take(is_first) {
        json.push(b',');
    }
    write(json, key);
    json.push(b':');
}

fn flags<'s>(snapshot: &'s Snapshot, keys: Option<Vec<Cow<'_, str>>>) -> Result<Vec<FlagRef<'s>>, ApiError> {
    let Some(keys) = keys else { return Ok(snapshot.flags().collect()) };
    let found = distinct("flag_keys", &keys)?.map(|(at, key)| {
        let reason = "must be the key of a flag of the environment that is not archived";
        snapshot.flag(key).ok_or_else(|| ApiError::validation(&format!("flag_keys[{at}]"), reason))
    });
    found.collect()
}

fn segments<'s>(
    snapshot: &'s Snapshot,
    keys: Option<Vec<Cow<'s, str>>>,
) -> Result<Vec<Cow<'s, str>>, ApiError> {
    let Some(keys) = keys else { return Ok(snapshot.segment_keys().map(Cow::from).collect()) };
    for (at, key) in distinct("segment_keys", &keys)? {
        if snapshot.segment_json(key).is_none() {
            let reason = "must be the key of a segment of the environment";
            return Err(ApiError::validation(&format!("segment_keys[{at}]"), reason));
        }
    }
    Ok(keys)
}

/// The keys with their positions, unless one is repeated.
fn distinct<'k>(
    field: &str,
    keys: &'k [Cow<'_, str>],
) -> Result<impl Iterator<Item = (usize, &'k str)>, ApiError> {
    let mut seen = std::collections::HashSet::new();
    match keys.iter().position(|key| !seen.insert(key)) {
        Some(at) => Err(ApiError::validation(&format!("{field}[{at}]"), "must not be repeated")),
        None => Ok(keys.iter().map(|key| &**key).enumerate()),
    }
}
