//! The management API of a server, as far as an import needs it.

use std::{sync::Arc, time::Duration};

use reqwest::{Method, RequestBuilder, StatusCode, Url};
use rustls_platform_verifier::BuilderVerifierExt;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{config::Import, dev::Login};

/// An import may take two minutes.
const TIMEOUT: Duration = Duration::from_secs(180);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("--server {0:?} is no address such as https://togul.example.com")]
    Address(String),
    #[error("the HTTP client cannot start: {0}")]
    Start(String),
    #[error("no answer from {address}: {source}")]
    Request { address: String, source: reqwest::Error },
    #[error("{address} answered {status}, which is no answer of a Togul server: {body}")]
    Foreign { address: String, status: StatusCode, body: String },
    #[error("{code}: {message}")]
    Refused { code: String, message: String },
    #[error("there is no project with the slug {0:?} that this token may see")]
    NoProject(String),
    #[error("the project has no environment with the key {0:?} that this token may see")]
    NoEnvironment(String),
}

/// A server, and the token that it accepts.
pub(super) struct Client {
    http: reqwest::Client,
    base: Url,
    token: String,
}

/// What became of an import.
pub(super) enum Outcome {
    Imported(Value),
    /// Refused, because something would be left out.
    Lost(Value),
}

#[derive(Deserialize)]
struct Envelope {
    code: String,
    message: String,
}

impl Client {
    pub fn new(address: &str, token: String) -> Result<Self, ClientError> {
        let base =
            Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let base = base.ok_or_else(|| ClientError::Address(address.to_owned()))?;
        Ok(Self { http: http_client()?, base, token })
    }

    pub async fn log_in(address: &str, login: &Login) -> Result<Self, ClientError> {
        let mut client = Self::new(address, String::new())?;
        let body = json!({ "username": login.email, "password": login.password });
        let session = client.send(client.request(Method::POST, "login").json(&body)).await?;
        session["token"].as_str().unwrap_or_default().clone_into(&mut client.token);
        Ok(client)
    }

    /// The id of the project.
    pub async fn project(&self, slug: &str) -> Result<String, ClientError> {
        let found = self.find("projects", "projects", |project| project["slug"] == slug).await?;
        found.ok_or_else(|| ClientError::NoProject(slug.to_owned()))
    }

    pub async fn import(
        &self,
        project: &str,
        args: &Import,
        document: String,
    ) -> Result<Outcome, ClientError> {
        let source = args.source();
        let mut query =
            vec![("environment", source.environment), ("from", source.system.as_str().to_owned())];
        query.extend(args.buckets.map(|buckets| ("buckets", buckets.as_str().to_owned())));
        if !args.allow_loss.is_empty() {
            query.push(("allow_loss", args.allow_loss.join(",")));
        }
        if args.dry_run {
            query.push(("dry_run", "true".to_owned()));
        }
        let request = self.request_with(Method::POST, &format!("projects/{project}/import"), &query);
        let request = request.header("Content-Type", "application/yaml").body(document);
        let (status, body) = self.answer(request).await?;
        if status.is_success() {
            return Ok(Outcome::Imported(body["import"].clone()));
        }
        if body["details"]["reason"] == "loss" {
            return Ok(Outcome::Lost(body["details"]["import"].clone()));
        }
        Err(self.refused(status, body))
    }

    /// The path of the environment with this key.
    pub async fn environment(&self, project: &str, key: &str) -> Result<String, ClientError> {
        let list = format!("projects/{project}/environments");
        let id = self.find(&list, "environments", |one| one["key"] == key).await?;
        let id = id.ok_or_else(|| ClientError::NoEnvironment(key.to_owned()))?;
        Ok(format!("{list}/{id}"))
    }

    /// What every flag of the environment with this path answers, by key.
    pub async fn answers(
        &self,
        environment: &str,
        context: &Map<String, Value>,
    ) -> Result<Map<String, Value>, ClientError> {
        let request = self.request(Method::POST, &format!("{environment}/evaluate"));
        let body = json!({ "context": context, "segment_keys": [] });
        let answers = self.send(request.json(&body)).await?;
        let flags = answers["flags"].as_object().cloned().unwrap_or_default();
        Ok(flags.into_iter().map(|(key, answer)| (key, answer["value"].clone())).collect())
    }

    /// The id of the first object of a list for which `is_it` holds.
    async fn find(
        &self,
        path: &str,
        name: &str,
        is_it: impl Fn(&Value) -> bool,
    ) -> Result<Option<String>, ClientError> {
        let mut cursor = None::<String>;
        loop {
            let query: Vec<_> = cursor.iter().map(|cursor| ("cursor", cursor.clone())).collect();
            let request = self.request_with(Method::GET, path, &query);
            let page = self.send(request).await?;
            let found = page[name].as_array().and_then(|rows| rows.iter().find(|row| is_it(row)));
            if let Some(found) = found {
                return Ok(found["id"].as_str().map(str::to_owned));
            }
            match page["next_cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return Ok(None),
            }
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_with(method, path, &[])
    }

    fn request_with(&self, method: Method, path: &str, query: &[(&str, String)]) -> RequestBuilder {
        let mut url = self.base.clone();
        url.set_path(&format!("{}/api/v1/{path}", self.base.path().trim_end_matches('/')));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let request = self.http.request(method, url);
        if self.token.is_empty() { request } else { request.bearer_auth(&self.token) }
    }

    async fn send(&self, request: RequestBuilder) -> Result<Value, ClientError> {
        let (status, body) = self.answer(request).await?;
        if status.is_success() { Ok(body) } else { Err(self.refused(status, body)) }
    }

    async fn answer(&self, request: RequestBuilder) -> Result<(StatusCode, Value), ClientError> {
        let failed = |source: reqwest::Error| ClientError::Request {
            address: self.base.to_string(),
            source: source.without_url(),
        };
        let response = request.send().await.map_err(failed)?;
        let (status, text) = (response.status(), response.text().await.map_err(failed)?);
        match serde_json::from_str(&text) {
            Ok(body) => Ok((status, body)),
            Err(_) => Err(self.foreign(status, &text)),
        }
    }

    fn refused(&self, status: StatusCode, body: Value) -> ClientError {
        match Envelope::deserialize(&body) {
            Ok(Envelope { code, message }) => ClientError::Refused { code, message },
            Err(_) => self.foreign(status, &body.to_string()),
        }
    }

    fn foreign(&self, status: StatusCode, body: &str) -> ClientError {
        let body = body.chars().take(200).collect();
        ClientError::Foreign { address: self.base.to_string(), status, body }
    }
}

fn http_client() -> Result<reqwest::Client, ClientError> {
    let start = |error: String| ClientError::Start(error);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| start(error.to_string()))?
        .with_platform_verifier()
        .map_err(|error| start(error.to_string()))?
        .with_no_client_auth();
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(concat!("togul-server/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TIMEOUT)
        // A token is for this server alone.
        .redirect(reqwest::redirect::Policy::none())
        .build();
    client.map_err(|error| start(error.to_string()))
}
