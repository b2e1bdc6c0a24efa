//! `?dry_run=true`: whether the writes of a request are rolled back.
//!
//! Every handler that writes takes a [`RequestSource`](crate::domain::request_source::RequestSource), by itself or in a
//! proof, because the audit log needs it. So each write reads the mode, and refuses a parameter that it does not have.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use axum::http::{Method, request::Parts};

use super::query::QueryPairs;
use crate::{domain::request_source::WriteMode, http::response::error::ApiError};

/// The parameter.
pub const DRY_RUN: &str = "dry_run";

/// The lists below which every write can be a dry run.
const LISTS: [&str; 4] = ["/projects", "/members", "/roles", "/invitations"];

/// Whether a route below `/api/v1` can be a dry run.
pub fn has_dry_run(method: &Method, path: &str) -> bool {
    let rest = LISTS.iter().find_map(|list| path.strip_prefix(list));
    !method.is_safe() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// In the extensions of a request to a route that may write.
#[derive(Clone, Debug)]
pub struct WriteRoute {
    /// The query parameters that the route has.
    parameters: Arc<[String]>,
    is_dry_run: Arc<AtomicBool>,
}

impl WriteRoute {
    pub fn new(parameters: Arc<[String]>) -> Self {
        Self { parameters, is_dry_run: Arc::default() }
    }

    /// Whether the handler wrote in [`WriteMode::DryRun`].
    pub fn is_dry_run(&self) -> bool {
        self.is_dry_run.load(Relaxed)
    }
}

/// What becomes of the request's writes. Requests that only read have none.
///
/// # Errors
/// A parameter that the route does not have, and a value that is neither `true` nor `false`.
pub fn write_mode(parts: &Parts) -> Result<WriteMode, ApiError> {
    if parts.method.is_safe() {
        return Ok(WriteMode::Commit);
    }
    let mut pairs = QueryPairs::of(&parts.uri)?;
    let route = parts.extensions.get::<WriteRoute>();
    let parameters = route.map_or(&[][..], |route| &route.parameters);
    pairs.refuse_others(parameters)?;
    match (route, pairs.take(DRY_RUN)?) {
        (Some(route), Some(true)) => {
            route.is_dry_run.store(true, Relaxed);
            Ok(WriteMode::DryRun)
        }
        _ => Ok(WriteMode::Commit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_of_projects_members_roles_and_invitations_have_dry_runs() {
        for path in
            ["/projects", "/projects/{project_id}/flags/{id}", "/members/me", "/roles", "/invitations/accept"]
        {
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                assert!(has_dry_run(&method, path), "{method} {path}");
            }
            assert!(!has_dry_run(&Method::GET, path), "{path}");
        }
        for path in ["/tokens", "/me", "/organizations/{id}", "/projects-of-others", "/evaluate"] {
            assert!(!has_dry_run(&Method::POST, path), "{path}");
        }
    }
}
