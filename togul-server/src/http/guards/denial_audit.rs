//! Attempts to do what one may not do, told to the audit log.

use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::Response,
};

use crate::{
    app::App,
    domain::{audit::Author, request_source::RequestSource},
    http::{
        request::{credentials::Asker, path::path_id},
        response::error::Lacking,
    },
    service::audit::{self, Denial},
};

pub async fn tell(State(app): State<App>, request: Request, next: Next) -> Response {
    let asker = Asker::default();
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(asker.clone());
    let mut again = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    if let Some(Lacking(permission)) = response.extensions().get()
        && let Some((user, Some(organization))) = asker.0.get()
        && let Ok(source) = RequestSource::from_request_parts(&mut again, &app).await
    {
        // Of a project that they do not see, nobody is told what they lack.
        let project = path_id(&mut again, "project_id").await;
        let author = Author { user: *user, source };
        let (method, path) = (again.method.to_string(), again.uri.path().to_owned());
        let (organization, permission) = (*organization, *permission);
        let denial = Denial { organization, project, permission, method, path };
        if let Err(error) = audit::denied(&app.store, &author, denial).await {
            tracing::warn!(%user, %error, "could not write a refusal into the audit log");
        }
    }
    response
}
