//! Extractors that authenticate a caller, and prove what the caller may do.

use std::{
    sync::{Arc, OnceLock},
    time::Instant,
};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, header::AUTHORIZATION, request::Parts},
};

use super::{
    body::Authenticated,
    client_address::{client_address, peer_address, source},
    path::path_id,
};
use crate::http::response::error::ApiError;
use crate::{
    app::App,
    auth::{
        secret::{Secret, SecretHash},
        token::Claims,
        write_limiter::Writer,
    },
    domain::{
        access::{Caller, Current, InOrganization, InProject, Rights},
        account::User,
        api_key::Scope,
        audit::TokenActor,
        id::Id,
        machine_token,
        organization::Organization,
        permission::Requires,
        project::Project,
        request_source::{RequestSource, WriteMode},
        session::Session,
        time::now,
    },
    live::LiveKey,
    service, store,
};

pub const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

const NO_API_KEY: &str = "an API key is required: send a whole one in the header X-API-Key, once";
const INVALID_API_KEY: &str =
    "the API key is not valid: it is mistyped, was revoked or rotated, has expired, or is of another server";
const NO_TOKEN: &str = "a bearer token is required: send `Authorization: Bearer …` with the token from \
                        POST /api/v1/login, or with a machine token";
const INVALID_TOKEN: &str = "the bearer token is not valid: it is mistyped, has expired, was ended, or was signed by \
                             another server or with another secret";
const API_KEY_AS_TOKEN: &str = "an API key is no bearer token: send it in the header X-API-Key to evaluate; management \
                                needs the token of a login, or a machine token";

/// A person with an access token.
#[derive(Debug)]
pub struct Bearer {
    pub caller: Caller,
    /// When the token expires, in Unix seconds.
    pub expires_at: i64,
}

/// A slot in the request's extensions that [`Bearer`] fills, so that a middleware can see who the caller was.
#[derive(Clone, Debug, Default)]
pub struct CallerSlot(pub Arc<OnceLock<CallerIds>>);

#[derive(Debug)]
pub struct CallerIds {
    pub user: Id<User>,
    pub organization: Option<Id<Organization>>,
    /// The machine token that acts for the user.
    pub token: Option<TokenActor>,
}

impl FromRequestParts<App> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        Ok(Bearer::from_request_parts(parts, app).await?.caller)
    }
}

impl FromRequestParts<App> for Bearer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let (rights, expires_at) = authenticate(parts, app, None).await?;
        limit_writes(parts, app, Writer::User(rights.caller.user))?;
        Ok(Self { caller: rights.caller, expires_at })
    }
}

/// The user that the request's access token was issued to, whose session may have ended.
///
/// # Errors
/// [`ApiError::unauthorized`].
pub fn token_user(headers: &HeaderMap, app: &App) -> Result<Id<User>, ApiError> {
    Ok(claims(headers, app)?.sub.into())
}

fn claims(headers: &HeaderMap, app: &App) -> Result<Claims, ApiError> {
    let token = bearer(headers).ok_or_else(|| unauthorized(NO_TOKEN))?;
    let invalid =
        || unauthorized(if shaped_api_key(token).is_some() { API_KEY_AS_TOKEN } else { INVALID_TOKEN });
    app.accounts.tokens.verify(token).ok_or_else(invalid)
}

/// The rights of the caller with the request's access token, and when the token expires.
async fn authenticate(
    parts: &mut Parts,
    app: &App,
    project: Option<Id<Project>>,
) -> Result<(Rights, i64), ApiError> {
    let claims = claims(&parts.headers, app)?;
    let session = Id::<Session>::from(claims.sid);
    let rights = store::access::find_rights(app.store.read().await?.conn(), session, project)
        .await?
        .filter(|rights| rights.caller.user.uuid() == claims.sub)
        .filter(|rights| rights.caller.session_organization.map(Id::uuid) == claims.org)
        .ok_or_else(|| unauthorized(INVALID_TOKEN))?;
    let caller = &rights.caller;
    note_caller(parts, CallerIds { user: caller.user, organization: caller.organization(), token: None });
    Ok((rights, claims.exp))
}

/// The rights of the caller with the request's access token or machine token.
async fn authenticate_any(
    parts: &mut Parts,
    app: &App,
    project: Option<Id<Project>>,
) -> Result<Current, ApiError> {
    let hash = bearer(&parts.headers)
        .filter(|token| Secret::is_shaped(token, machine_token::SECRET_PREFIX))
        .map(SecretHash::of);
    let Some(hash) = hash else {
        return Ok(Current::Session(authenticate(parts, app, project).await?.0));
    };
    let network = source(parts, app, WriteMode::Commit)?.address.into();
    let lookup = async {
        let mut connection = app.store.read().await?;
        let holder = store::machine_tokens::find_holder_by_hash(connection.conn(), hash, project).await?;
        Ok::<_, service::Error>(holder)
    };
    let holder = app.accounts.lookups.run_known(network, hash, lookup).await?;
    let holder = holder.ok_or_else(|| unauthorized(INVALID_TOKEN))?;
    let organization = Some(holder.membership.organization);
    let token = Some(TokenActor { id: holder.id, name: holder.name.clone() });
    note_caller(parts, CallerIds { user: holder.creator, organization, token });
    Ok(Current::Token(Box::new(holder)))
}

/// Notes that the request has a valid credential, and whose.
fn note_caller(parts: &mut Parts, caller: CallerIds) {
    parts.extensions.insert(Authenticated);
    if let Some(CallerSlot(slot)) = parts.extensions.get() {
        slot.get_or_init(|| caller);
    }
}

/// Limits the rate of writes, before any other work in the database than to find out what the caller may do.
fn limit_writes(parts: &Parts, app: &App, writer: Writer) -> Result<(), ApiError> {
    if parts.method.is_safe() {
        return Ok(());
    }
    app.writes.take(writer, Instant::now()).map_err(ApiError::too_many_writes)
}

/// The caller of a route that works without a credential. An invalid credential is refused.
#[derive(Debug)]
pub struct OptionalCaller(pub Option<Caller>);

impl FromRequestParts<App> for OptionalCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if !parts.headers.contains_key(AUTHORIZATION) {
            return Ok(Self(None));
        }
        Ok(Self(Some(Caller::from_request_parts(parts, app).await?)))
    }
}

impl<P: Requires> FromRequestParts<App> for InOrganization<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let current = authenticate_any(parts, app, None).await?;
        let proof: Self = current.in_organization(RequestSource::from_request_parts(parts, app).await?)?;
        limit_writes(parts, app, Writer::Organization(proof.organization()))?;
        Ok(proof)
    }
}

impl<P: Requires> FromRequestParts<App> for InProject<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let project = path_id(parts, "project_id").await;
        let current = authenticate_any(parts, app, project).await?;
        let proof: Self = current.in_project(RequestSource::from_request_parts(parts, app).await?)?;
        limit_writes(parts, app, Writer::Organization(proof.organization()))?;
        Ok(proof)
    }
}

/// An API key of any scope, in a region of its environment.
#[derive(Debug)]
pub struct StreamKey(pub Arc<LiveKey>);

/// An API key whose scope allows evaluation.
#[derive(Debug)]
pub struct EvaluationKey(pub Arc<LiveKey>);

/// An API key whose scope allows snapshots.
#[derive(Debug)]
pub struct ServerKey(pub Arc<LiveKey>);

impl EvaluationKey {
    pub fn new(key: Arc<LiveKey>) -> Option<Self> {
        key.scope.evaluates().then_some(Self(key))
    }

    /// The key once the body has been read, which may take so long that the key expires or is revoked meanwhile. `hash` is
    /// that of the request's API key.
    pub async fn renew(self, hash: impl FnOnce() -> Option<SecretHash>, app: &App) -> Result<Self, ApiError> {
        if self.0.is_valid_at(now()) {
            return Ok(self);
        }
        // Boxed: it is rare, and the future of every evaluation would reserve space for it.
        let StreamKey(key) = Box::pin(StreamKey::find(hash(), app)).await?;
        Self::new(key).ok_or_else(|| ApiError::out_of_scope("evaluate"))
    }
}

impl ServerKey {
    pub fn new(key: Arc<LiveKey>) -> Option<Self> {
        key.scope.reads_rules().then_some(Self(key))
    }
}

impl StreamKey {
    async fn find(hash: Option<SecretHash>, app: &App) -> Result<Self, ApiError> {
        let hash = hash.ok_or_else(|| unauthorized(NO_API_KEY))?;
        let key = app.live.key(hash).await?.ok_or_else(|| unauthorized(INVALID_API_KEY))?;
        if !key.environment.is_served_here {
            return Err(ApiError::region_forbidden(app.live.region()));
        }
        Ok(Self(key))
    }

    /// The key with the secret of this hash, which the request has sent.
    pub async fn authenticate(
        hash: Option<SecretHash>,
        parts: &mut Parts,
        app: &App,
    ) -> Result<Self, ApiError> {
        let Self(key) = Self::find(hash, app).await?;
        parts.extensions.insert(Authenticated);
        if let Some(peer) = peer_address(parts) {
            app.live.record_use(&key, now(), || client_address(peer, &parts.headers, app));
        }
        Ok(Self(key))
    }
}

impl FromRequestParts<App> for StreamKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        Self::authenticate(api_key_hash(&parts.headers), parts, app).await
    }
}

impl FromRequestParts<App> for EvaluationKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let StreamKey(key) = StreamKey::from_request_parts(parts, app).await?;
        Self::new(key).ok_or_else(|| ApiError::out_of_scope("evaluate"))
    }
}

impl FromRequestParts<App> for ServerKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let StreamKey(key) = StreamKey::from_request_parts(parts, app).await?;
        Self::new(key).ok_or_else(|| ApiError::out_of_scope("snapshot"))
    }
}

fn unauthorized(message: &'static str) -> ApiError {
    ApiError::unauthorized().with_message(message)
}

/// The hash of the API key in the request, by which it is looked up. Text of another shape needs no lookup.
pub fn api_key_hash(headers: &HeaderMap) -> Option<SecretHash> {
    single(headers, &API_KEY).and_then(shaped_api_key)
}

/// The hash of a text that may be an API key.
pub fn shaped_api_key(secret: &str) -> Option<SecretHash> {
    let is_shaped = Scope::ALL.iter().any(|scope| Secret::is_shaped(secret, scope.secret_prefix()));
    is_shaped.then(|| SecretHash::of(secret))
}

/// The token of `Authorization: Bearer …`.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = single(headers, &AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The only value of the header; none when there are several.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}
