//! Accounts and sessions.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    body::Body,
    error::ApiError,
    respond::{NO_STORE, One},
};
use crate::{
    app::App,
    domain::{
        access::Caller,
        account::{Credentials, NewAccount, User},
        session::{Profile, Refresh},
    },
    metrics::LimitedBy,
    service::{
        self,
        accounts::{self, Opened},
    },
};

pub async fn register(State(app): State<App>, Body(new): Body<NewAccount>) -> Result<One<User>, ApiError> {
    Ok(One("user", app.accounts.register(new).await?))
}

pub async fn login(
    State(app): State<App>,
    Body(credentials): Body<Credentials>,
) -> Result<Response, ApiError> {
    let opened = app.accounts.login(credentials).await.inspect_err(|error| {
        if let service::Error::RateLimited { .. } = error {
            app.metrics.rate_limited("login", LimitedBy::Account);
        }
    })?;
    Ok(session(opened))
}

pub async fn refresh(State(app): State<App>, Body(body): Body<Refresh>) -> Result<Response, ApiError> {
    Ok(session(app.accounts.refresh(&body.refresh_token).await?))
}

pub async fn logout(State(app): State<App>, Body(body): Body<Refresh>) -> Result<Json<Value>, ApiError> {
    app.accounts.logout(&body.refresh_token).await?;
    Ok(Json(json!({ "logged_out": true })))
}

pub async fn me(State(app): State<App>, caller: Caller) -> Result<Json<Profile>, ApiError> {
    let organization = caller.membership.map(|membership| membership.organization);
    let mut reader = app.store.read().await?;
    Ok(Json(accounts::profile(reader.conn(), caller.user, organization).await?))
}

fn session(opened: Opened) -> Response {
    #[derive(Serialize)]
    struct SessionBody {
        token: String,
        refresh_token: String,
        #[serde(flatten)]
        profile: Profile,
    }
    let refresh_token = opened.refresh_token.reveal();
    (NO_STORE, Json(SessionBody { token: opened.token, refresh_token, profile: opened.profile }))
        .into_response()
}
