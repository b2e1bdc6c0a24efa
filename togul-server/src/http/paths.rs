//! Which paths are for applications. All others are for management and health checks.

use super::{ofrep::OFREP, router::API};

/// Whether applications call this path, with an API key. Their requests and streams may take every place of the server.
pub fn is_for_applications(path: &str) -> bool {
    is_for_pages(path) || path.strip_prefix(API) == Some("/snapshot")
}

/// Whether pages of the configured origins may call this path.
pub fn is_for_pages(path: &str) -> bool {
    let in_api = || matches!(path.strip_prefix(API), Some("/evaluate" | "/evaluate/all" | "/stream"));
    is_ofrep(path) || in_api()
}

/// Whether the path belongs to OFREP, even if no route has it.
pub fn is_ofrep(path: &str) -> bool {
    path.strip_prefix(OFREP).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
