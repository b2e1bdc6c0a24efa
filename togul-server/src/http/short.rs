//! The short way, past the router: for what is asked by the thousand and answered from memory.
//!
//! It is for those who ask as they should: with a key that counts and is known here, for a body of a known and moderate
//! length, and from a program, since pages in browsers need headers of their own. Everybody else goes the long way, where
//! every refusal is. Both lead to the same handlers.

use std::{marker::PhantomData, net::SocketAddr, panic::AssertUnwindSafe};

use axum::{
    BoxError,
    body::{Bytes, HttpBody},
    extract::Request,
    http::{
        Method,
        header::{EXPECT, ORIGIN},
    },
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;

use super::{
    body::{self, BytesOf},
    error::ApiError,
    evaluate,
    extract::{EvaluationKey, StreamKey},
    request::{Asked, panicked},
    size, snapshot,
};
use crate::app::App;

/// Bytes of a body: far more than a question needs.
const BODY: usize = 64 * 1024;

/// A request that may go the short way.
#[derive(Debug)]
pub enum Short {
    Evaluate(EvaluationKey),
    EvaluateAll(EvaluationKey),
    /// The caller has the snapshot that it asks for.
    NotModified(Response),
}

impl Short {
    /// The short way of a request, if it has one.
    pub fn of<B: HttpBody>(request: &Request<B>, peer: SocketAddr, app: &App) -> Option<Self> {
        let (headers, uri) = (request.headers(), request.uri());
        if uri.query().is_some()
            || headers.contains_key(ORIGIN)
            || headers.contains_key(EXPECT)
            || size::check_headers(headers).is_err()
        {
            return None;
        }
        let key = || StreamKey::at_hand(headers, peer, app);
        let evaluating = || {
            let is_simple =
                body::is_json(headers) && body::length(headers).is_some_and(|length| length <= BODY);
            EvaluationKey::try_from(is_simple.then(key)??).ok()
        };
        match (request.method(), uri.path()) {
            (&Method::POST, "/api/v1/evaluate") => evaluating().map(Self::Evaluate),
            (&Method::POST, "/api/v1/evaluate/all") => evaluating().map(Self::EvaluateAll),
            (&Method::GET, "/api/v1/snapshot") if request.body().is_end_stream() => {
                let StreamKey(key) = key().filter(|StreamKey(key)| key.scope.reads_rules())?;
                snapshot::not_modified(&key.environment.published(), headers).map(Self::NotModified)
            }
            _ => None,
        }
    }

    pub async fn answer<B>(self, request: Request<B>, app: &App) -> Response
    where
        B: HttpBody<Data = Bytes>,
        B::Error: Into<BoxError>,
    {
        let asked = Asked::of(&request);
        let (parts, body) = request.into_parts();
        let answering = async {
            let read = body::read(&parts.headers, body);
            match self {
                Self::NotModified(response) => Ok(response),
                Self::Evaluate(key) => evaluate::one(key, BytesOf(read.await?, PhantomData))
                    .await
                    .map(IntoResponse::into_response),
                Self::EvaluateAll(key) => evaluate::all(key, BytesOf(read.await?, PhantomData))
                    .await
                    .map(IntoResponse::into_response),
            }
        };
        let answer: Result<Response, ApiError> =
            AssertUnwindSafe(answering).catch_unwind().await.unwrap_or_else(|panic| Ok(panicked(panic)));
        asked.answered(answer.into_response(), parts.uri.path(), &app.metrics)
    }
}
