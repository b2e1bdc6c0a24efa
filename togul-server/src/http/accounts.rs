//! Accounts and sessions.

use axum::{Json, extract::State};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    request::{
        body::{Body, OptionalBody},
        path::PathId,
        query::Query,
        session_cookie::{Delivery, PresentedToken, RequestedDelivery, SessionCookie},
    },
    response::{
        envelope::{Deleted, Many, NoStore, One, Resource, True, WithCookie, deleted},
        error::ApiError,
    },
};
use crate::{
    app::App,
    domain::{
        access::Caller,
        account::{Credentials, NewAccount, PasswordChange, User, UserPatch},
        page::Page,
        password_reset::NewPassword,
        request_source::RequestSource,
        session::{Profile, Refresh, Session, Switch},
        time::now,
    },
    service::sessions::{OpenedSession, profile},
    store,
};

impl Resource for User {
    const SINGULAR: &'static str = "user";
    const PLURAL: &'static str = "users";
}

impl Resource for Session {
    const SINGULAR: &'static str = "session";
    const PLURAL: &'static str = "sessions";
}

/// A new session. Both tokens are shown only here.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Session")]
pub struct SessionBody {
    /// The access token, valid for an hour, for `Authorization: Bearer …`.
    token: String,
    /// Renews the session, once. Absent if it is in the cookie `togul_refresh`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", default)]
    refresh_token: Option<String>,
    #[serde(flatten)]
    profile: Profile,
}

/// `{"logged_out": true}`
#[derive(Debug, Serialize, JsonSchema)]
pub struct LoggedOut {
    logged_out: True,
}

/// `{"password_changed": true}`
#[derive(Debug, Serialize, JsonSchema)]
pub struct PasswordChanged {
    password_changed: True,
}

/// Whether anyone may register. Invited people may in any case.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RegistrationState")]
pub struct RegistrationState {
    is_open: bool,
}

pub async fn registration(
    State(app): State<App>,
    source: RequestSource,
) -> Result<Json<RegistrationState>, ApiError> {
    Ok(Json(RegistrationState { is_open: app.accounts.may_register(source.address.into()).await? }))
}

pub async fn register(
    State(app): State<App>,
    source: RequestSource,
    Body(new): Body<NewAccount>,
) -> Result<One<User>, ApiError> {
    Ok(One(app.accounts.register(new, source).await?))
}

pub async fn login(
    State(app): State<App>,
    source: RequestSource,
    RequestedDelivery(delivery): RequestedDelivery,
    Body(credentials): Body<Credentials>,
) -> Result<SessionResponse, ApiError> {
    Ok(session(app.accounts.login(credentials, source).await?, &delivery))
}

pub async fn refresh(
    State(app): State<App>,
    source: RequestSource,
    cookie: SessionCookie,
    OptionalBody(body): OptionalBody<Refresh>,
) -> Result<SessionResponse, ApiError> {
    let PresentedToken { token, place, delivery } = cookie.or_in_body(body.refresh_token)?;
    let opened = app.accounts.refresh(&token, source).await;
    Ok(session(opened.map_err(|error| ApiError::of_token(place, error))?, &delivery))
}

pub async fn logout(
    State(app): State<App>,
    source: RequestSource,
    cookie: SessionCookie,
    OptionalBody(body): OptionalBody<Refresh>,
) -> Result<WithCookie<Json<LoggedOut>>, ApiError> {
    let PresentedToken { token, place, delivery } = cookie.or_in_body(body.refresh_token)?;
    let ended = app.accounts.logout(&token, source).await;
    ended.map_err(|error| ApiError::of_token(place, error))?;
    let cookie = match delivery {
        Delivery::Body => None,
        Delivery::Cookie(attributes) => Some(attributes.delete()),
    };
    Ok(WithCookie(cookie, Json(LoggedOut { logged_out: True })))
}

pub async fn me(State(app): State<App>, caller: Caller) -> Result<Json<Profile>, ApiError> {
    let mut connection = app.store.read_for(caller.user).await?;
    Ok(Json(profile(connection.conn(), caller.user, caller.organization()).await?))
}

pub async fn rename(
    State(app): State<App>,
    caller: Caller,
    source: RequestSource,
    Body(patch): Body<UserPatch>,
) -> Result<One<User>, ApiError> {
    Ok(One(app.accounts.rename(&caller, patch, source).await?))
}

pub async fn change_password(
    State(app): State<App>,
    caller: Caller,
    source: RequestSource,
    Body(change): Body<PasswordChange>,
) -> Result<Json<PasswordChanged>, ApiError> {
    app.accounts.change_password(&caller, change, source).await?;
    Ok(Json(PasswordChanged { password_changed: True }))
}

pub async fn reset_password(
    State(app): State<App>,
    source: RequestSource,
    Body(new): Body<NewPassword>,
) -> Result<Json<PasswordChanged>, ApiError> {
    app.accounts.reset_password(new, source).await.map_err(ApiError::of_token_in_body)?;
    Ok(Json(PasswordChanged { password_changed: True }))
}

pub async fn sessions(
    State(app): State<App>,
    caller: Caller,
    Query(page): Query<Page>,
) -> Result<Many<Session>, ApiError> {
    let mut connection = app.store.read_for(caller.user).await?;
    Ok(Many(store::sessions::list(connection.conn(), caller.user, caller.session, now(), page).await?))
}

pub async fn end_session(
    State(app): State<App>,
    caller: Caller,
    source: RequestSource,
    PathId(id): PathId<Session>,
) -> Result<Json<Deleted>, ApiError> {
    app.accounts.end_session(&caller, id, source).await?;
    Ok(deleted())
}

pub async fn switch(
    State(app): State<App>,
    caller: Caller,
    source: RequestSource,
    cookie: SessionCookie,
    Body(to): Body<Switch>,
) -> Result<SessionResponse, ApiError> {
    let PresentedToken { token, place, delivery } = cookie.or_in_body(to.refresh_token)?;
    let opened = app.accounts.switch(&caller, to.organization_id, &token, source).await;
    Ok(session(opened.map_err(|error| ApiError::of_token(place, error))?, &delivery))
}

type SessionResponse = NoStore<WithCookie<Json<SessionBody>>>;

fn session(opened: OpenedSession, delivery: &Delivery) -> SessionResponse {
    let OpenedSession { token, refresh_token, profile } = opened;
    let refresh_token = refresh_token.reveal();
    let (refresh_token, cookie) = match delivery {
        Delivery::Body => (Some(refresh_token), None),
        Delivery::Cookie(attributes) => (None, Some(attributes.store(&refresh_token))),
    };
    NoStore(WithCookie(cookie, Json(SessionBody { token, refresh_token, profile })))
}
