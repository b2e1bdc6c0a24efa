//! API keys, which clients of OFREP send in either of two headers.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};
use schemars::{Schema, json_schema};

use crate::{
    app::App,
    auth::secret::SecretHash,
    http::{
        request::{
            credentials::{API_KEY, EvaluationKey, StreamKey, api_key_hash, bearer, shaped_api_key},
            query::{Parameter, Query, parameters},
        },
        response::error::ApiError,
    },
    live::LiveKey,
};

/// An API key whose scope allows evaluation, from `X-API-Key` or else from `Authorization: Bearer`. Nowhere else is an API
/// key a bearer token.
#[derive(Debug)]
pub struct OfrepKey(pub EvaluationKey);

impl FromRequestParts<App> for OfrepKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let StreamKey(key) = StreamKey::authenticate(ofrep_key_hash(&parts.headers), parts, app).await?;
        EvaluationKey::new(key).map(Self).ok_or_else(|| ApiError::out_of_scope("evaluate"))
    }
}

/// The hash of the API key in the request.
pub fn ofrep_key_hash(headers: &HeaderMap) -> Option<SecretHash> {
    if headers.contains_key(&API_KEY) {
        return api_key_hash(headers);
    }
    bearer(headers).and_then(shaped_api_key)
}

/// An API key whose scope allows evaluation, or a ticket for one in the URL, since a browser's event source sends no
/// headers.
#[derive(Debug)]
pub struct EventsKey(pub Arc<LiveKey>);

pub struct TicketQuery(Option<TicketText>);

struct TicketText(String);

parameters! { TicketQuery {
    "ticket" ticket: TicketText, "From `eventStreams` in the answers of all flags: instead of an API key.";
    => TicketQuery(ticket)
} }

impl Parameter for TicketText {
    fn must_be() -> String {
        "must be a ticket".to_owned()
    }
    fn parse(text: &str) -> Option<Self> {
        Some(Self(text.to_owned()))
    }
    fn schema() -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl FromRequestParts<App> for EventsKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Query(TicketQuery(ticket)) = Query::from_request_parts(parts, app).await?;
        let Some(TicketText(ticket)) = ticket else {
            let OfrepKey(EvaluationKey(key)) = OfrepKey::from_request_parts(parts, app).await?;
            return Ok(Self(key));
        };
        let ticket = app.accounts.tokens.tickets.open(&ticket).ok_or_else(ApiError::unauthorized)?;
        let StreamKey(key) = StreamKey::authenticate(Some(ticket.secret), parts, app).await?;
        let EvaluationKey(key) = EvaluationKey::new(key)
            .filter(|EvaluationKey(key)| key.id.uuid() == ticket.key)
            .ok_or_else(ApiError::unauthorized)?;
        Ok(Self(key))
    }
}
