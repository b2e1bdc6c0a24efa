//! The refresh token of a session in a browser, in a cookie that scripts cannot read.
//!
//! `X-Togul-Session: cookie` asks for the token as a cookie instead of in the body. The requests that need a refresh
//! token take it from the cookie when their body has none, and then only from a page of this server. No other request
//! reads a cookie, so a page of another origin can do nothing with one.

use aide::{OperationInput, generate::GenContext, openapi::Operation};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, header::COOKIE, request::Parts},
};
use schemars::json_schema;

use super::{
    client_address::{is_trusted, peer_address},
    same_origin::{is_plain_loopback, is_same_origin},
};
use crate::{
    app::App,
    domain::{patch::Patch, session::RefreshToken},
    http::{
        openapi::{
            operation::{Location, add_parameter, add_refusals},
            refusal::Refusal,
        },
        response::error::{ApiError, TokenPlace},
        router::API,
    },
    service,
};

const SESSION: HeaderName = HeaderName::from_static("x-togul-session");
const NAME: &str = "togul_refresh";

/// Where the next refresh token of the session goes.
#[derive(Debug)]
pub enum Delivery {
    Body,
    Cookie(CookieAttributes),
}

/// What follows the value of the cookie.
#[derive(Debug)]
pub struct CookieAttributes(String);

/// The delivery that a request asks for.
#[derive(Debug)]
pub struct RequestedDelivery(pub Delivery);

/// The refresh token in the cookie of a request, if there is one.
#[derive(Debug)]
pub struct SessionCookie {
    token: Option<RefreshToken>,
    is_same_origin: bool,
    attributes: CookieAttributes,
    requested: Delivery,
}

/// The refresh token of a request.
#[derive(Debug)]
pub struct PresentedToken {
    pub token: RefreshToken,
    pub place: TokenPlace,
    /// Where the next one goes.
    pub delivery: Delivery,
}

impl SessionCookie {
    /// The token in the body, or else in the cookie. What came in a cookie is never in the body of the response, where a
    /// script could read it.
    ///
    /// # Errors
    /// When there is none, and when a page of another origin sent the cookie.
    pub fn or_in_body(self, in_body: Patch<RefreshToken>) -> Result<PresentedToken, ApiError> {
        if let Patch::Value(token) = in_body {
            return Ok(PresentedToken { token, place: TokenPlace::Body, delivery: self.requested });
        }
        let token = self.token.ok_or_else(|| match self.requested {
            Delivery::Body => {
                ApiError::validation("refresh_token", "is required, unless the cookie togul_refresh is sent")
            }
            Delivery::Cookie(_) => ApiError::of_token(TokenPlace::Cookie, service::Error::Unauthorized),
        })?;
        if !self.is_same_origin {
            return Err(ApiError::cross_origin());
        }
        Ok(PresentedToken { token, place: TokenPlace::Cookie, delivery: Delivery::Cookie(self.attributes) })
    }
}

impl CookieAttributes {
    fn of(parts: &Parts, app: &App) -> Self {
        let secure = if is_plain_loopback(&parts.headers) { "" } else { "; Secure" };
        Self(format!("; HttpOnly; SameSite=Strict; Path={}{API}{secure}", app.path_prefix))
    }

    /// A `Set-Cookie` that stores the token.
    pub fn store(&self, token: &str) -> HeaderValue {
        self.with(token, "")
    }

    /// A `Set-Cookie` that deletes the cookie.
    pub fn delete(&self) -> HeaderValue {
        self.with("", "; Max-Age=0")
    }

    fn with(&self, value: &str, lifetime: &str) -> HeaderValue {
        let Self(attributes) = self;
        HeaderValue::from_str(&format!("{NAME}={value}{attributes}{lifetime}"))
            .expect("tokens and paths are visible ASCII")
    }
}

impl FromRequestParts<App> for RequestedDelivery {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let mut values = parts.headers.get_all(&SESSION).iter();
        match (values.next(), values.next()) {
            (None, _) => Ok(Self(Delivery::Body)),
            (Some(value), None) if value == "cookie" => {
                Ok(Self(Delivery::Cookie(CookieAttributes::of(parts, app))))
            }
            _ => Err(ApiError::validation(
                "X-Togul-Session",
                "must be cookie; without the header, the refresh token is in the body",
            )),
        }
    }
}

impl FromRequestParts<App> for SessionCookie {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let RequestedDelivery(requested) = RequestedDelivery::from_request_parts(parts, app).await?;
        let is_proxied = peer_address(parts).is_some_and(|peer| is_trusted(peer.ip(), &app.trusted_proxies));
        Ok(Self {
            token: cookie(&parts.headers).map(RefreshToken),
            is_same_origin: is_same_origin(&parts.headers, is_proxied),
            attributes: CookieAttributes::of(parts, app),
            requested,
        })
    }
}

/// The value of the cookie. None if there are several: a neighbor of this server's domain may have set one of them.
fn cookie(headers: &HeaderMap) -> Option<String> {
    let texts = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut values = texts
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='));
    let value = values.next()?;
    values.next().is_none().then(|| value.to_owned())
}

impl OperationInput for RequestedDelivery {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        let description = "For pages of this server: the response has the refresh token in the cookie `togul_refresh`, \
                           which scripts cannot read, instead of in its body.";
        let schema = json_schema!({ "type": "string", "const": "cookie" });
        add_parameter(operation, Location::Header, "X-Togul-Session", description, schema);
        add_refusals(operation, &[Refusal::BAD_REQUEST]);
    }
}

impl OperationInput for SessionCookie {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        RequestedDelivery::operation_input(context, operation);
        let description = "The refresh token, if the body has none. It counts only with `Sec-Fetch-Site: same-origin`, or \
                           with an `Origin` of this server.";
        let schema = json_schema!({ "type": "string" });
        add_parameter(operation, Location::Cookie, NAME, description, schema);
        add_refusals(operation, &[Refusal::BAD_REQUEST, Refusal::CROSS_ORIGIN]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cookie_of_the_name_counts() {
        for (sent, expected) in [
            (&["togul_refresh=a"][..], Some("a")),
            (&["x=1; togul_refresh=a; y=2"], Some("a")),
            (&["x=1", "togul_refresh=a"], Some("a")),
            (&["togul_refresh="], Some("")),
            (&["togul_refresh=a; togul_refresh=b"], None),
            (&["togul_refresh=a", "togul_refresh=a"], None),
            (&["togul_refresh2=a"], None),
            (&["xtogul_refresh=a"], None),
            (&["togul_refresh"], None),
            (&["Togul_Refresh=a"], None),
            (&[], None),
        ] {
            let headers = sent
                .iter()
                .map(|text| (COOKIE, HeaderValue::from_str(text).expect("a header value")))
                .collect();
            assert_eq!(cookie(&headers).as_deref(), expected, "{sent:?}");
        }
    }
}
