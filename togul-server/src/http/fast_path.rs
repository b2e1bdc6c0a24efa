//! The short way, past the router: for what is record by the thousand and answered from memory.
//!
//! It is for those who ask as they should: with a key that counts and is known here, for a body of a known and moderate
//! length, and from a program, since pages in browsers need headers of their own. Everybody else goes the long way, where
//! every refusal is. Both lead to the same handlers.

use std::{
    net::SocketAddr,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    BoxError,
    body::{Bytes, HttpBody},
    extract::Request,
    http::{
        HeaderMap, Method,
        header::{EXPECT, IF_NONE_MATCH, ORIGIN},
    },
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;

use super::{
    evaluate,
    guards::{head_size, panic::panic_response},
    request::{body, client_address::client_address, credentials::api_key_hash, record::RequestRecord},
    response::error::ApiError,
    snapshot,
};
use crate::{app::App, auth::secret::SecretHash, domain::time::now, live::LiveKey};

/// Bytes of a body: more than nearly all questions have.
const BODY: usize = 64 * 1024;

/// Who is at the other end of a connection.
#[derive(Debug)]
pub struct Peer {
    pub address: SocketAddr,
    /// The key that was shown last, with its secret's hash: most connections show one. It is with the request while
    /// that is answered.
    last: Mutex<Option<Known>>,
}

type Known = (SecretHash, Arc<LiveKey>);

impl Peer {
    pub fn at(address: SocketAddr) -> Self {
        Self { address, last: Mutex::default() }
    }

    /// The key that is shown now, if it is known and nothing speaks against it.
    fn key(&self, headers: &HeaderMap, app: &App) -> Option<Known> {
        let (secret, now) = (api_key_hash(headers)?, now());
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).take();
        let known = match last.filter(|(last, key)| *last == secret && key.is_valid_at(now)) {
            Some(last) => last,
            None => (secret, app.live.cached_key(secret, now).filter(|key| key.environment.is_served_here)?),
        };
        app.live.record_use(&known.1, now, || client_address(self.address, headers, app));
        Some(known)
    }

    fn keep(&self, known: Known) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
    }

    /// Lets go of the key, and so of its environment: who goes another way may stay for long.
    pub fn forget(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// A request that may go the short way.
#[derive(Debug)]
pub struct Short {
    known: Known,
    to: To,
}

#[derive(Debug)]
enum To {
    Evaluate,
    EvaluateAll,
    /// The caller has the snapshot that it asks for.
    NotModified(Response),
}

impl Short {
    /// The short way of a request, if it has one.
    pub fn of<B: HttpBody>(request: &Request<B>, peer: &Peer, app: &App) -> Option<Self> {
        let (headers, uri) = (request.headers(), request.uri());
        let key = || {
            let is_special = uri.query().is_some()
                || headers.contains_key(ORIGIN)
                || headers.contains_key(EXPECT)
                || head_size::check_headers(headers).is_err();
            if is_special { None } else { peer.key(headers, app) }
        };
        let asking = || {
            let is_simple =
                body::is_json(headers) && body::content_length(headers).is_some_and(|length| length <= BODY);
            is_simple.then(key)?.filter(|(_, key)| key.scope.evaluates())
        };
        match (request.method(), uri.path()) {
            (&Method::POST, "/api/v1/evaluate") => Some(Self { known: asking()?, to: To::Evaluate }),
            (&Method::POST, "/api/v1/evaluate/all") => Some(Self { known: asking()?, to: To::EvaluateAll }),
            (&Method::GET, "/api/v1/snapshot")
                if headers.contains_key(IF_NONE_MATCH) && request.body().is_end_stream() =>
            {
                let known = key().filter(|(_, key)| key.scope.reads_rules())?;
                let answer = snapshot::not_modified(&known.1.environment.published(), headers)?;
                Some(Self { known, to: To::NotModified(answer) })
            }
            _ => None,
        }
    }

    pub async fn answer<B>(self, request: Request<B>, peer: &Peer, app: &App) -> Response
    where
        B: HttpBody<Data = Bytes>,
        B::Error: Into<BoxError>,
    {
        let Self { known, to } = self;
        let record = RequestRecord::start(&request);
        let (parts, body) = request.into_parts();
        let answering = async {
            let (key, read) = (&known.1, body::read(&parts.headers, body));
            Ok(match to {
                To::Evaluate => evaluate::answer(key, &read.await?)?.into_response(),
                To::EvaluateAll => evaluate::answer_all(key, &read.await?)?.into_response(),
                To::NotModified(answer) => answer,
            })
        };
        let answer: Result<Response, ApiError> = AssertUnwindSafe(answering)
            .catch_unwind()
            .await
            .unwrap_or_else(|panic| Ok(record.span().in_scope(|| panic_response(panic))));
        peer.keep(known);
        record.finish(answer.into_response(), parts.uri.path(), &app.metrics)
    }
}
