//! The documentation page: Swagger UI, embedded in this server, without requests to other hosts.

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

use super::media;

/// The page and its content security policy.
struct Page {
    html: String,
    policy: HeaderValue,
}

static PAGE: LazyLock<Page> = LazyLock::new(|| {
    let html = Swagger::new("openapi.json").with_title("Togul API").html();
    // The page begins with the groups of operations, all of them closed.
    let html = html.replace(
        "\"showExtensions\": true,",
        "\"showExtensions\": false, \"docExpansion\": \"none\", \"defaultModelsExpandDepth\": 0,",
    );
    // Scripts and styles are inline: exactly these may run.
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data:; connect-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
        hashes(&html, "script"),
        hashes(&html, "style"),
    );
    let policy = HeaderValue::from_str(&policy).expect("directives and hashes are a header value");
    Page { html, policy }
});

/// The hash sources, `'sha256-…'`, of the page's elements with this name.
fn hashes(html: &str, element: &str) -> String {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let (mut sources, mut rest) = (Vec::new(), html);
    // An element may contain the opening tag of another one as text.
    while let Some((text, after)) = rest.split_once(&open).and_then(|(_, rest)| rest.split_once(&close)) {
        sources.push(format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text))));
        rest = after;
    }
    sources.join(" ")
}

/// The response of `GET /docs`.
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
            Documented {
                description: "The documentation page.".to_owned(),
                content,
                ..Documented::default()
            },
        )]
    }
}
