//! Answers frequent requests from memory, past the router and its layers.
//!
//! A request takes the fast path if it does not need the router: its API key is valid and in memory, the length of its
//! body is known and within the limit, and it has no query and no `Origin`, which would need CORS. The router handles
//! every other request, and so every error but those of the handlers. Both are built from the same routes
//! (`route.rs`), and call the same handlers.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    BoxError,
    body::{Bytes, HttpBody},
    extract::Request,
    http::{
        HeaderMap, Method,
        header::{EXPECT, ORIGIN},
    },
    response::{IntoResponse, Response},
};

use super::{
    evaluate::allowance::{EvaluationCall, EvaluationHandler, respond},
    guards::{
        body_budget::{UNCOUNTED, count_response, is_counted},
        head::check_head,
        record::RequestRecord,
    },
    ofrep::{self, ofrep_key_hash},
    request::{
        body::{self, BodyLimits, MAX_BYTES, content_length, is_json},
        client_address::client_address,
        credentials::{EvaluationKey, ServerKey, api_key_hash},
    },
};
use crate::{
    app::App, auth::secret::SecretHash, domain::time::now, limits::body_budget::BodyAccount, live::LiveKey,
};

/// What the fast path calls for a route.
#[derive(Clone, Copy, Debug)]
pub enum FastHandler {
    /// Responds to a JSON body.
    Body(EvaluationHandler),
    /// The same for OFREP, with its own ways to send a key, its own errors, and entity tags.
    Ofrep(EvaluationHandler),
    /// Handles a request without a body; `None` leaves it to the router.
    Bodyless(fn(&ServerKey, &HeaderMap) -> Option<Response>),
}

/// The routes that have a [`FastHandler`].
#[derive(Debug)]
pub struct FastPath {
    app: App,
    routes: Vec<FastRoute>,
}

#[derive(Debug)]
pub struct FastRoute {
    pub method: Method,
    pub path: String,
    pub handler: FastHandler,
}

/// The end of a path that names a flag.
const KEY_PARAMETER: &str = "{key}";

/// The other end of a connection.
#[derive(Debug)]
pub struct Peer {
    pub address: SocketAddr,
    /// The API key of the last request, because most connections use one. It is taken while a request is handled.
    cached_key: Mutex<Option<CachedKey>>,
}

#[derive(Debug)]
struct CachedKey {
    hash: SecretHash,
    key: Arc<LiveKey>,
}

/// A request that the fast path will answer.
#[derive(Debug)]
pub struct FastRequest<'p> {
    app: &'p App,
    route: &'p FastRoute,
    hash: SecretHash,
    work: Work,
}

#[derive(Debug)]
enum Work {
    Body(EvaluationKey, EvaluationHandler),
    Done(ServerKey, Response),
}

impl Peer {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, cached_key: Mutex::default() }
    }

    /// Drops the cached key, and with it its environment, which must not stay in memory for an idle connection.
    pub fn forget_key(&self) {
        *self.cached_key.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn cache_key(&self, hash: SecretHash, key: Arc<LiveKey>) {
        *self.cached_key.lock().unwrap_or_else(PoisonError::into_inner) = Some(CachedKey { hash, key });
    }

    /// The API key of a request, if it is valid and in memory.
    fn key(&self, hash: Option<SecretHash>, headers: &HeaderMap, app: &App) -> Option<CachedKey> {
        let (hash, now) = (hash?, now());
        let cached = self.cached_key.lock().unwrap_or_else(PoisonError::into_inner).take();
        let key = match cached.filter(|cached| cached.hash == hash && cached.key.is_valid_at(now)) {
            Some(CachedKey { key, .. }) => key,
            None => app.live.cached_key(hash, now).filter(|key| key.environment.is_served_here)?,
        };
        app.live.record_use(&key, now, || client_address(self.address, headers, app));
        Some(CachedKey { hash, key })
    }
}

impl FastPath {
    pub fn new(app: App, routes: Vec<FastRoute>) -> Self {
        Self { app, routes }
    }

    /// Whether the request takes the fast path.
    pub fn accept<B: HttpBody>(&self, request: &Request<B>, peer: &Peer) -> Option<FastRequest<'_>> {
        let (headers, path) = (request.headers(), request.uri().path());
        let route =
            self.routes.iter().find(|route| route.matches(path) && route.method == request.method())?;
        let needs_router = request.uri().query().is_some()
            || headers.contains_key(ORIGIN)
            || headers.contains_key(EXPECT)
            || check_head(request).is_err();
        if needs_router {
            return None;
        }
        let find_key = |hash| peer.key(hash, headers, &self.app);
        let is_plain = || is_json(headers) && content_length(headers).is_some_and(|n| n <= MAX_BYTES);
        let (hash, work) = match route.handler {
            FastHandler::Body(handler) => {
                let CachedKey { hash, key } = is_plain().then(|| find_key(api_key_hash(headers)))??;
                (hash, Work::Body(EvaluationKey::new(key)?, handler))
            }
            FastHandler::Ofrep(handler) => {
                let CachedKey { hash, key } = is_plain().then(|| find_key(ofrep_key_hash(headers)))??;
                (hash, Work::Body(EvaluationKey::new(key)?, handler))
            }
            FastHandler::Bodyless(handler) => {
                let is_bodyless = request.body().is_end_stream();
                let CachedKey { hash, key } = is_bodyless.then(|| find_key(api_key_hash(headers)))??;
                let key = ServerKey::new(key)?;
                let response = handler(&key, headers)?;
                (hash, Work::Done(key, response))
            }
        };
        Some(FastRequest { app: &self.app, route, hash, work })
    }
}

impl FastRoute {
    fn matches(&self, path: &str) -> bool {
        match self.path.strip_suffix(KEY_PARAMETER) {
            None => self.path == path,
            Some(_) => !self.key_in(path).is_empty(),
        }
    }

    /// The key at the end of the path; empty if the route has none, or for one that the router has to decode.
    fn key_in<'p>(&self, path: &'p str) -> &'p str {
        let key = self.path.strip_suffix(KEY_PARAMETER).and_then(|prefix| path.strip_prefix(prefix));
        key.filter(|key| !key.contains(['/', '%'])).unwrap_or_default()
    }
}

impl FastRequest<'_> {
    pub async fn respond<B>(self, request: Request<B>, peer: &Peer) -> Response
    where
        B: HttpBody<Data = Bytes>,
        B::Error: Into<BoxError>,
    {
        let Self { app, route, hash, work } = self;
        let record = RequestRecord::start(&request);
        let (parts, body) = request.into_parts();
        let flag_key = route.key_in(parts.uri.path());
        let is_ofrep = matches!(route.handler, FastHandler::Ofrep(_));
        let new_account =
            || BodyAccount::new(&app.bodies, client_address(peer.address, &parts.headers, app), Some(hash));
        let response = async {
            // Most bodies are too small to be counted.
            let mut account =
                content_length(&parts.headers).filter(|&n| n > UNCOUNTED).map(|_| new_account());
            let mut response = match work {
                Work::Body(key, handler) => {
                    let answer = async {
                        let limits = BodyLimits { max_bytes: MAX_BYTES, account: account.as_ref() };
                        let bytes = body::read(&parts.headers, body, limits).await?;
                        let key = key.renew(|| Some(hash), app).await?;
                        let call = EvaluationCall { app, key: &key, flag_key, body: &bytes };
                        let response = respond(call, handler).await;
                        peer.cache_key(hash, key.0);
                        response
                    };
                    answer.await.into_response()
                }
                Work::Done(key, response) => {
                    peer.cache_key(hash, key.0);
                    response
                }
            };
            if is_ofrep {
                response = ofrep::not_modified(&parts.headers, response);
            }
            if is_counted(&response) {
                response = count_response(account.get_or_insert_with(new_account), response);
            }
            response
        };
        let response = record.run(response, &route.path, &app.metrics).await;
        if !is_ofrep || !ofrep::error::is_error(&response) {
            return response;
        }
        let flag_key = Some(flag_key).filter(|key| !key.is_empty());
        // Boxed: it is rare, and the future of every evaluation would reserve space for it.
        Box::pin(ofrep::error::complete(flag_key, response)).await
    }
}
