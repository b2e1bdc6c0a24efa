//! The console: a page and its files, which call the public API. None of it is secret.
//!
//! Every address below `/console/` that is not a file is an address within the page, so it gets the page. The page works
//! below any path of a proxy, because all of its references are relative.

mod files;
mod references;

use axum::{
    Router,
    extract::{Path, rejection::PathRejection},
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode, Uri,
        header::{
            ACCEPT, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, VARY,
        },
    },
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use xxhash_rust::xxh3::xxh3_64;

use self::files::{FILES, File};
use super::{
    request::conditional::{accepts_gzip, is_not_modified, lists},
    response::error::ApiError,
};
use crate::app::App;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// The page has one reference for each module, and each is longer in deeper folders.
const MAX_DEPTH: usize = 16;

/// `/` and everything below `/console/`, which the OpenAPI document does not describe: it is not part of the API.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(root))
        .route("/console", get(async || Redirect::temporary("console/")))
        .route("/console/", get(index))
        .route("/console/{*path}", get(file_or_index))
}

/// Sends browsers to the console. The address is relative, because a proxy may serve this server below a path.
async fn root(headers: HeaderMap) -> Result<Redirect, ApiError> {
    if accepts_html(&headers) { Ok(Redirect::temporary("console/")) } else { Err(ApiError::not_found()) }
}

async fn index(headers: HeaderMap) -> Response {
    page(0, &headers)
}

async fn file_or_index(
    path: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    // A path that is not UTF-8 names nothing.
    let Path(path) = path.map_err(|_| ApiError::not_found())?;
    if let Some(file) = FILES.get(&path) {
        return Ok(file_response(file, &headers));
    }
    // The key of a flag may contain a dot, like the name of a file. Only a browser that opens a page asks for HTML.
    let name = path.rsplit('/').next().unwrap_or_default();
    let depth = uri.path().matches('/').count().saturating_sub("/console/".matches('/').count());
    if (name.contains('.') && !accepts_html(&headers)) || depth > MAX_DEPTH {
        return Err(ApiError::not_found());
    }
    Ok(page(depth, &headers))
}

fn page(depth: usize, headers: &HeaderMap) -> Response {
    let html = FILES.index(depth);
    let etag = format!("\"{:016x}\"", xxh3_64(html.as_bytes()));
    let mut response = if is_not_modified(headers, etag.as_bytes()) {
        (StatusCode::NOT_MODIFIED, [(ETAG, etag)]).into_response()
    } else {
        ([(ETAG, etag)], Html(html)).into_response()
    };
    // It also depends on `Accept` whether a file that does not exist gets the page.
    add_headers(&mut response, "no-cache", "accept");
    response
}

fn file_response(file: &File, headers: &HeaderMap) -> Response {
    let content_type = [(CONTENT_TYPE, HeaderValue::from_static(file.content_type))];
    let gzip = file.gzip().filter(|_| accepts_gzip(headers));
    let mut response = match gzip {
        Some(gzip) => {
            let encoding = [(CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
            (content_type, encoding, gzip.clone()).into_response()
        }
        None => (content_type, file.bytes.clone()).into_response(),
    };
    add_headers(&mut response, "public, max-age=31536000, immutable", "accept-encoding");
    response
}

fn add_headers(response: &mut Response, caching: &'static str, varies_by: &'static str) {
    response.headers_mut().extend([
        (CACHE_CONTROL, HeaderValue::from_static(caching)),
        (VARY, HeaderValue::from_static(varies_by)),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (OPENER_POLICY, HeaderValue::from_static("same-origin")),
    ]);
}

fn accepts_html(headers: &HeaderMap) -> bool {
    lists(headers, &ACCEPT, |range| range.split(';').next().is_some_and(|range| range.trim() == "text/html"))
}
