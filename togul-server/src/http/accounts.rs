//! Accounts and sessions.

use axum::{Json, extract::State};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    request::body::Body,
    response::{
        envelope::{NoStore, One, Resource, True},
        error::ApiError,
    },
};
use crate::{
    app::App,
    domain::{
        access::Caller,
        account::{Credentials, NewAccount, PasswordChange, User, UserPatch},
        request_source::RequestSource,
        session::{Profile, Refresh, Switch},
    },
    service::sessions::{OpenedSession, profile},
};

impl Resource for User {
    const SINGULAR: &'static str = "user";
    const PLURAL: &'static str = "users";
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
    Ok(session(app.accounts.refresh(&body.refresh_token, source).await?))
}

pub async fn logout(
    State(app): State<App>,
    source: RequestSource,
    Body(body): Body<Refresh>,
) -> Result<Json<LoggedOut>, ApiError> {
    app.accounts.logout(&body.refresh_token, source).await?;
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

pub async fn switch(
    State(app): State<App>,
    caller: Caller,
    source: RequestSource,
    Body(to): Body<Switch>,
) -> Result<NoStore<Json<SessionBody>>, ApiError> {
    Ok(session(app.accounts.switch(&caller, to, source).await?))
}

fn session(opened: OpenedSession) -> NoStore<Json<SessionBody>> {
    let refresh_token = opened.refresh_token.reveal();
    NoStore(Json(SessionBody { token: opened.token, refresh_token, profile: opened.profile }))
}
