//! Callers of the API, and the replies that they get.

use std::{
    fmt,
    time::{Duration, Instant},
};

use reqwest::{Method, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use togul_core::JsonValue;
use uuid::Uuid;

use super::{Contract, sse::Events};

/// A caller with at most one credential.
#[derive(Clone, Debug)]
pub struct Person {
    url: String,
    http: reqwest::Client,
    credential: Option<(&'static str, String)>,
    /// The client's address as a trusted proxy forwards it.
    address: Option<String>,
    pub email: String,
    pub refresh_token: String,
    pub user_id: String,
    pub organization_id: String,
}

pub const PASSWORD: &str = "correct horse battery";

/// Three times the server's own deadline.
const LOST_AFTER: Duration = Duration::from_secs(30);

impl Person {
    pub fn anonymous(url: String) -> Self {
        // The HTTP client needs a TLS provider even for plain HTTP. Installing it twice fails, which is harmless.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            url,
            // Tests see bodies as they were sent.
            http: reqwest::Client::builder().no_gzip().build().unwrap(),
            credential: None,
            address: None,
            email: String::new(),
            refresh_token: String::new(),
            user_id: String::new(),
            organization_id: String::new(),
        }
    }

    pub async fn register(&self, name: &str) -> Self {
        let email =
            format!("{}-{}@example.com", name.to_lowercase().replace(' ', "."), Uuid::now_v7().simple());
        let body = json!({ "name": name, "username": email, "password": PASSWORD });
        self.post_patiently("/api/v1/register", body).await;
        self.login(&email).await
    }

    pub async fn login(&self, email: &str) -> Self {
        let body = json!({ "username": email, "password": PASSWORD });
        let session = self.post_patiently("/api/v1/login", body).await;
        self.with_session(&session)
    }

    /// Posts again while the server asks for it, as it does when a busy machine lets its database wait for seconds.
    async fn post_patiently(&self, path: &str, body: Value) -> Value {
        let start = Instant::now();
        loop {
            let reply = self.post(path, body.clone()).await;
            let is_busy = reply.status == 503 && reply.json()["code"] == "unavailable";
            if !is_busy || start.elapsed() > LOST_AFTER {
                return reply.ok();
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// The same person, with the session switched to another of their organizations.
    pub async fn switch(&self, organization: &Value) -> Self {
        let body = json!({ "organization_id": organization, "refresh_token": self.refresh_token });
        self.with_session(&self.post("/api/v1/me/switch-organization", body).await.ok())
    }

    /// The same person at another server.
    pub fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// The same person, with a new connection for each request. Some tests cut connections so often that a request may
    /// wait forever for a pooled one.
    pub fn without_connection_reuse(&self) -> Self {
        let http = reqwest::Client::builder().no_gzip().pool_max_idle_per_host(0).build().unwrap();
        Self { http, ..self.clone() }
    }

    /// The same person with the tokens of this session.
    pub fn with_session(&self, session: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            credential: Some(("authorization", format!("Bearer {}", text(&session["token"])))),
            email: text(&session["user"]["email"]),
            refresh_token: text(&session["refresh_token"]),
            user_id: text(&session["user"]["id"]),
            organization_id: text(&session["current_organization"]["id"]),
            ..self.clone()
        }
    }

    /// The same person at another address, in a world whose server trusts the tests as proxies.
    pub fn from(&self, address: &str) -> Self {
        Self { address: Some(address.to_owned()), ..self.clone() }
    }

    /// A program with this API key.
    pub fn with_key(&self, secret: &str) -> Self {
        Self { credential: Some(("x-api-key", secret.to_owned())), ..self.clone() }
    }

    pub fn with_bearer(&self, token: &str) -> Self {
        Self { credential: Some(("authorization", format!("Bearer {token}"))), ..self.clone() }
    }

    /// The value of this caller's `Authorization` header.
    pub fn authorization(&self) -> &str {
        match &self.credential {
            Some(("authorization", value)) => value,
            _ => panic!("this caller has no bearer token"),
        }
    }

    /// A request of this caller, for cases that the methods below do not cover.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if let Some(address) = &self.address {
            request = request.header("x-forwarded-for", address);
        }
        match &self.credential {
            Some((name, value)) => request.header(*name, value),
            None => request,
        }
    }

    /// Opens the event stream. `query` is empty or begins with `?`.
    pub async fn stream(&self, query: &str) -> Events {
        Events::open(self.request(Method::GET, &format!("/api/v1/stream{query}"))).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        Reply::to(self.request(Method::GET, path)).await
    }

    /// Reads a whole list, two rows a page. `query` is empty or begins with `?`.
    pub async fn pages(&self, path: &str, list: &str, query: &str) -> Vec<Value> {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let start = if query.is_empty() { "?" } else { "&" };
            let page = self.get(&format!("{path}{query}{start}limit=2{cursor}")).await.ok();
            let rows = page[list].as_array().unwrap();
            assert!(rows.len() <= 2, "{page}");
            all.extend(rows.iter().cloned());
            let Some(next) = page["next_cursor"].as_str() else { return all };
            assert_eq!(rows.len(), 2, "only the last page may be short: {page}");
            cursor = format!("&cursor={next}");
        }
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        Reply::to(self.request(Method::POST, path).json(&body)).await
    }

    /// Sends a body byte for byte as given, which may be invalid JSON.
    pub async fn send(&self, method: Method, path: &str, body: impl Into<reqwest::Body>) -> Reply {
        Reply::to(self.request(method, path).header("content-type", "application/json").body(body)).await
    }

    /// Sends a body with `If-Match`.
    pub async fn send_if(&self, etag: &str, method: Method, path: &str, body: Value) -> Reply {
        Reply::to(self.request(method, path).header("if-match", etag).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        Reply::to(self.request(Method::PATCH, path).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        Reply::to(self.request(Method::PUT, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        Reply::to(self.request(Method::DELETE, path)).await
    }
}

pub struct Reply {
    /// The method and path of the request.
    pub request: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Shows the body as text: it is, or should be, JSON.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        write!(f, "{}: {} {:?} {body}", self.request, self.status, self.headers)
    }
}

impl Reply {
    /// Sends a request. The reply must be as the OpenAPI document describes it.
    pub async fn to(request: reqwest::RequestBuilder) -> Self {
        let (client, request) = request.build_split();
        let request = request.expect("a request that can be sent");
        let (method, url) = (request.method().clone(), request.url().clone());
        let contract = Contract::of(&client, &url).await;
        let request = reqwest::RequestBuilder::from_parts(client, request);
        let reply = Self::try_to(request).await.expect("the server answers");
        contract.check(&method, url.path(), &reply);
        reply
    }

    /// Sends a request; `None` if the connection breaks before the reply is complete.
    ///
    /// Also `None` after [`LOST_AFTER`]: hyper hands a request to its connection through a channel of tokio, and a message
    /// that is sent while the channel's receiver is dropped stays in it, so a request whose connection is cut at this
    /// moment is never answered.
    pub async fn try_to(request: reqwest::RequestBuilder) -> Option<Self> {
        let (client, request) = request.timeout(LOST_AFTER).build_split();
        let request = request.expect("a request that can be sent");
        let name = format!("{} {}", request.method(), request.url().path());
        let response = client.execute(request).await.ok()?;
        let (status, headers) = (response.status(), response.headers().clone());
        Some(Self { request: name, status, headers, body: response.bytes().await.ok()?.into() })
    }

    pub fn json(&self) -> Value {
        let JsonValue(value) = serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{}: invalid JSON ({error}): {:?}", self.request, String::from_utf8_lossy(&self.body))
        });
        value
    }

    /// A header of the reply, empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body of a 200.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}: {}", self.request, String::from_utf8_lossy(&self.body));
        self.json()
    }

    /// The envelope of an error with this status and code.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> Value {
        let body = self.json();
        assert_eq!(
            (self.status.as_u16(), body["code"].as_str()),
            (status, Some(code)),
            "{}: {body}",
            self.request
        );
        assert!(
            body["message"].as_str().is_some_and(|message| !message.is_empty()),
            "{}: {body}",
            self.request
        );
        let mut keys: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["code", "details", "message"], "{}", self.request);
        body
    }

    /// The field that a `validation_error` names.
    #[track_caller]
    pub fn refused_field(&self) -> String {
        let body = self.refused(400, "validation_error");
        assert!(body["details"]["reason"].is_string(), "{}: {body}", self.request);
        body["details"]["field"].as_str().expect("a field").to_owned()
    }

    /// The reason that a `conflict` gives.
    #[track_caller]
    pub fn conflict(&self) -> String {
        let body = self.refused(409, "conflict");
        body["details"]["reason"].as_str().expect("a reason").to_owned()
    }

    /// Asserts that the caller was refused because of this missing permission.
    #[track_caller]
    pub fn denied(&self, permission: &str) {
        let body = self.refused(403, "forbidden");
        assert_eq!(body["details"], json!({ "permission": permission }), "{}", self.request);
    }

    /// Asserts that status and body are those of another reply.
    #[track_caller]
    pub fn assert_same(&self, expected: &Self, what: impl fmt::Debug) {
        assert_eq!((self.status, &self.body), (expected.status, &expected.body), "{what:?}: {self:?}");
    }
}
