//! The API to read and to try out, in a browser: Swagger UI, which comes with this server and asks no other host.

use std::sync::LazyLock;

use aide::{
    generate::GenContext,
    openapi::{Operation, Response as Documented},
    operation::OperationOutput,
    swagger::Swagger,
};
use axum::{
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY},
    },
    response::{Html, IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use schemars::json_schema;
use sha2::{Digest, Sha256};

use crate::http::openapi::media;

/// The page, and the policy under which it runs.
struct Page {
    html: String,
    policy: HeaderValue,
}

static PAGE: LazyLock<Page> = LazyLock::new(|| {
    let html = Swagger::new("openapi.json").with_title("Togul API").html();
    // The page has its scripts and styles within itself: these very texts may run, and nothing else.
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data:; connect-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
        hashes(&html, "script"),
        hashes(&html, "style"),
    );
    let policy = HeaderValue::from_str(&policy).expect("words and hashes are a header value");
    Page { html, policy }
});

/// The sources `'sha256-…'` of the page's elements with this name.
fn hashes(html: &str, element: &str) -> String {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let (mut sources, mut rest) = (Vec::new(), html);
    // What is within an element may well have the text that opens another.
    while let Some((text, after)) = rest.split_once(&open).and_then(|(_, rest)| rest.split_once(&close)) {
        sources.push(format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text))));
        rest = after;
    }
    sources.join(" ")
}

/// The answer of `GET /docs`.
#[derive(Debug)]
pub struct DocsPage(Response);

/// `GET /docs`
pub async fn show() -> DocsPage {
    let Page { html, policy } = &*PAGE;
    let headers = [
        (CONTENT_SECURITY_POLICY, policy.clone()),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
    ];
    DocsPage((headers, Html(html.as_str())).into_response())
}

impl IntoResponse for DocsPage {
    fn into_response(self) -> Response {
        self.0
    }
}

impl OperationOutput for DocsPage {
    type Inner = Self;

    fn inferred_responses(_: &mut GenContext, _: &mut Operation) -> Vec<(Option<u16>, Documented)> {
        let content = [media("text/html", json_schema!({ "type": "string" }))].into_iter().collect();
        vec![(
            Some(200),
            Documented { description: "The page.".to_owned(), content, ..Documented::default() },
        )]
    }
}
