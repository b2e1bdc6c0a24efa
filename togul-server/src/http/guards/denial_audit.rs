//! Records requests that fail for lack of a permission in the audit log.
//!
//! It works on responses, because a refused request has no transaction in which a handler could write an audit entry. The
//! response does not wait for the entry.

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};

use crate::{
    app::App,
    domain::{audit::Author, request_source::WriteMode},
    http::{
        request::{
            client_address::source,
            credentials::{CallerIds, CallerSlot},
            path::path_id,
        },
        response::error::MissingPermission,
    },
    service::refusals::Denial,
};

pub async fn record_denial(State(app): State<App>, request: Request, next: Next) -> Response {
    let caller = CallerSlot::default();
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(caller.clone());
    let mut copy = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    if let Some(MissingPermission(permission)) = response.extensions().get()
        && let Some(CallerIds { user, organization: Some(organization), token }) = caller.0.get()
        // The entry is written even if the refused request was a dry run.
        && let Ok(source) = source(&copy, &app, WriteMode::Commit)
    {
        // The project is visible to the caller: for any other project the response is a 404 without a permission.
        let project = path_id(&mut copy, "project_id").await;
        let author = Author { user: *user, source };
        let route = copy.extensions.get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
        let (organization, permission, method) = (*organization, *permission, copy.method.to_string());
        let denial = Denial { organization, project, token: token.clone(), permission, method, route };
        app.accounts.refusals.denied(author, denial);
    }
    response
}
