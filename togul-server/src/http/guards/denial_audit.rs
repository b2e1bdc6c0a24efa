//! Records requests that fail for lack of a permission in the audit log.
//!
//! It works on responses, because a refused request has no transaction in which a handler could write an audit entry.

use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::Response,
};

use crate::{
    app::App,
    domain::{audit::Author, request_source::RequestSource},
    http::{
        request::{
            credentials::{CallerIds, CallerSlot},
            path::path_id,
        },
        response::error::MissingPermission,
    },
    service::audit::{self, Denial},
};

pub async fn record_denial(State(app): State<App>, request: Request, next: Next) -> Response {
    let caller = CallerSlot::default();
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(caller.clone());
    let mut copy = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    if let Some(MissingPermission(permission)) = response.extensions().get()
        && let Some(CallerIds { user, organization: Some(organization) }) = caller.0.get()
        && let Ok(source) = RequestSource::from_request_parts(&mut copy, &app).await
    {
        // The project is visible to the caller: for any other project the response is a 404 without a permission.
        let project = path_id(&mut copy, "project_id").await;
        let author = Author { user: *user, source };
        let (method, path) = (copy.method.to_string(), copy.uri.path().to_owned());
        let (organization, permission) = (*organization, *permission);
        let denial = Denial { organization, project, permission, method, path };
        if let Err(error) = audit::denied(&app.store, &author, denial).await {
            tracing::warn!(%user, %error, "could not record a denied request in the audit log");
        }
    }
    response
}
