//! `?dry_run=true`: whether the writes of a request are rolled back.
//!
//! Every handler that writes takes a [`RequestSource`](crate::domain::request_source::RequestSource), by itself or in a
//! proof, because the audit log needs it. So each write reads the mode.

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

/// In the extensions of a request to a route that has dry runs: whether the handler wrote in [`WriteMode::DryRun`].
#[derive(Clone, Debug, Default)]
pub struct DryRun(Arc<AtomicBool>);

impl DryRun {
    pub fn is_set(&self) -> bool {
        self.0.load(Relaxed)
    }
}

/// What becomes of the request's writes. Requests that only read have none.
///
/// # Errors
/// A value that is neither `true` nor `false`.
pub fn write_mode(parts: &Parts) -> Result<WriteMode, ApiError> {
    let Some(DryRun(dry_run)) = parts.extensions.get() else { return Ok(WriteMode::Commit) };
    let is_dry_run = QueryPairs::of(&parts.uri)?.take(DRY_RUN)?.unwrap_or(false);
    dry_run.store(is_dry_run, Relaxed);
    Ok(if is_dry_run { WriteMode::DryRun } else { WriteMode::Commit })
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
