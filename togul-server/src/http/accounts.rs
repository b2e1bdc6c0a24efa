//! Accounts and sessions.

use axum::{Json, extract::State};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    request::{body::Body, path::PathId, query::Query},
    response::{
        envelope::{Deleted, Many, NoStore, One, Resource, True, deleted},
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
    /// Renews the session, once.
    refresh_token: String,
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
    Body(credentials): Body<Credentials>,
) -> Result<NoStore<Json<SessionBody>>, ApiError> {
    Ok(session(app.accounts.login(credentials, source).await?))
}

pub async fn refresh(
    State(app): State<App>,
    source: RequestSource,
    Body(body): Body<Refresh>,
) -> Result<NoStore<Json<SessionBody>>, ApiError> {
    let opened = app.accounts.refresh(&body.refresh_token, source).await;
    Ok(session(opened.map_err(ApiError::of_token_in_body)?))
}

pub async fn logout(
    State(app): State<App>,
    source: RequestSource,
    Body(body): Body<Refresh>,
) -> Result<Json<LoggedOut>, ApiError> {
    app.accounts.logout(&body.refresh_token, source).await.map_err(ApiError::of_token_in_body)?;
    Ok(Json(LoggedOut { logged_out: True }))
}

pub async fn me(State(app): State<App>, caller: Caller) -> Result<Json<Profile>, ApiError> {
    let mut connection = app.store.read().await?;
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
    let mut connection = app.store.read().await?;
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
    Body(to): Body<Switch>,
) -> Result<NoStore<Json<SessionBody>>, ApiError> {
    let opened = app.accounts.switch(&caller, to, source).await;
    Ok(session(opened.map_err(ApiError::of_token_in_body)?))
}

fn session(opened: OpenedSession) -> NoStore<Json<SessionBody>> {
    let refresh_token = opened.refresh_token.reveal();
    NoStore(Json(SessionBody { token: opened.token, refresh_token, profile: opened.profile }))
}
