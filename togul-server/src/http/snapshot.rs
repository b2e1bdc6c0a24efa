//! `GET /snapshot`: a whole environment for evaluators.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY},
    },
    response::{IntoResponse, Response},
};

use super::{error::ApiError, extract::ServerKey, query::Params};
use crate::{
    app::App,
    live::{LiveEnvironment, Published},
};

/// How long a caller may wait for a revision that this server does not know yet.
const WAIT: Duration = Duration::from_secs(10);

pub async fn show(
    State(app): State<App>,
    ServerKey(key): ServerKey,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let wanted = params.parsed("revision", "must be a revision: a whole number", |text| text.parse().ok())?;
    params.finish()?;
    let environment = &key.environment;
    let published = match wanted {
        Some(revision) => {
            tokio::time::timeout(WAIT, reached(&app, environment, revision)).await.map_err(|_| {
                ApiError::unavailable("this revision has not arrived here yet", Duration::from_secs(1))
            })?
        }
        None => environment.published().clone(),
    };
    Ok(answer(&published, &headers).await)
}

/// The state once it is at `revision` or later.
async fn reached(app: &App, environment: &LiveEnvironment, revision: i64) -> Arc<Published> {
    let mut events = environment.subscribe();
    if environment.published().revision() < revision
        && let Err(error) = environment.follow(&app.store).await
    {
        tracing::warn!(%error, "could not look for a revision");
    }
    loop {
        let published = environment.published().clone();
        if published.revision() >= revision {
            return published;
        }
        // Whatever is heard, and also having missed some of it, is a reason to look again.
        let _ = events.recv().await;
    }
}

async fn answer(published: &Published, headers: &HeaderMap) -> Response {
    let etag = published.etag();
    let common = [
        (ETAG, HeaderValue::from_str(&etag).expect("digits and hyphens in quotes are a header value")),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (VARY, HeaderValue::from_static("accept-encoding, x-api-key")),
    ];
    if lists(headers, IF_NONE_MATCH.as_str(), |one| {
        one == "*" || one.strip_prefix("W/").unwrap_or(one) == etag
    }) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let json = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    if lists(headers, ACCEPT_ENCODING.as_str(), accepts_gzip) {
        let gzip = [(CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
        return (common, json, gzip, published.gzip().await).into_response();
    }
    (common, json, published.body()).into_response()
}

/// Whether one of the comma-separated values of a header fits.
fn lists(headers: &HeaderMap, name: &str, fits: impl Fn(&str) -> bool) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split(',').any(|one| fits(one.trim())))
}

fn accepts_gzip(coding: &str) -> bool {
    let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
    let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse() == Ok(0.0));
    name.trim().eq_ignore_ascii_case("gzip") && !refused
}
