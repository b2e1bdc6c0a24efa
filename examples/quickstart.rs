//! Togul in one process: a server, the management API, a client, and a flag that is flipped.
//!
//! `cargo run --example quickstart` prints
//!
//! ```text
//! server     listening on http://127.0.0.1:40123, its database a temporary file
//! management made a project, an environment, a flag with a rule, and an API key
//! client     connected, at revision 2
//! client     new-dashboard for a user in TR: true (rule_match)
//! client     new-dashboard for a user in DE: false (default)
//! management flipped the flag
//! client     received revision 3: ["new-dashboard"] changed
//! client     new-dashboard for a user in TR: false (disabled)
//! server     stopped
//! ```

use std::{error::Error, time::Duration};

use serde_json::{Value, json};
use togul_client::{Client, Context};
use togul_server::{
    auth::token::Tokens,
    domain::{account::Registration, quota::Quotas},
    limits::{ConnectionBudget, Limits},
    server::{EvaluationLimits, OfrepSettings, Server, Settings},
    store::DatabaseAddress,
};
use tokio::sync::oneshot;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let server = Server::bind(Settings {
        database_address: DatabaseAddress::sqlite(&folder.path().join("togul.db")),
        database: ConnectionBudget::default(),
        tokens: Tokens::new(b"of this example alone: 32 bytes or more", None),
        registration: Registration::First,
        listen: "127.0.0.1:0".parse()?,
        metrics_listen: None,
        max_connections: None,
        limits: Limits::default(),
        region: "local".to_owned(),
        cors_origins: Vec::new(),
        path_prefix: String::new(),
        ofrep: OfrepSettings::default(),
        trusted_proxies: Vec::new(),
        quotas: Quotas::default(),
        evaluation: EvaluationLimits::default(),
        drain: Duration::ZERO,
    })
    .await?;
    let url = format!("http://{}", server.address());
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(server.run(async {
        let _ = stopped.await;
    }));
    println!("server     listening on {url}, its database a temporary file");

    let management = Management::register(&url).await?;
    let project = management.post("/projects", json!({ "name": "Shop" })).await?["project"].clone();
    let path = format!("/projects/{}", text(&project["id"]));
    let body = json!({ "key": "production", "name": "Production" });
    let environment = management.post(&format!("{path}/environments"), body).await?["environment"].clone();
    let body =
        json!({ "environment_id": environment["id"], "key": "new-dashboard", "name": "New dashboard" });
    let flag = management.post(&format!("{path}/flags"), body).await?["flag"].clone();
    let body = json!({
        "flag_id": flag["id"], "priority": 10, "rule_type": "attribute",
        "attribute": "country", "operator": "eq", "value_json": "\"TR\"", "return_value": true,
    });
    management.post(&format!("{path}/rules"), body).await?;
    let body = json!({ "environment_id": environment["id"], "name": "Quickstart", "scope": "server" });
    let key = management.post(&format!("{path}/api-keys"), body).await?;
    println!("management made a project, an environment, a flag with a rule, and an API key");

    let client = Client::connect(&url, text(&key["secret"]), Duration::from_secs(5)).await?;
    println!("client     connected, at revision {}", client.revision());
    let mut changes = client.changes();
    evaluate(&client, "TR");
    evaluate(&client, "DE");

    management.patch(&format!("{path}/flags/{}", text(&flag["id"])), json!({ "enabled": false })).await?;
    println!("management flipped the flag");
    let changed = changes.next().await.ok_or("the client was closed")?;
    println!("client     received revision {}: {:?} changed", changed.revision, changed.flags);
    evaluate(&client, "TR");

    client.close().await;
    let _ = stop.send(());
    serving.await?;
    println!("server     stopped");
    Ok(())
}

fn evaluate(client: &Client, country: &str) {
    let context = Context::new().with("user_id", "user-123").with("country", country);
    let reason = client.evaluate("new-dashboard", &context).reason;
    // The last argument is the default, for a flag that does not exist.
    let value = client.bool("new-dashboard", &context, false);
    println!("client     new-dashboard for a user in {country}: {value} ({reason})");
}

/// A user of the management API. Any HTTP client can call it.
struct Management {
    http: reqwest::Client,
    url: String,
    token: String,
}

impl Management {
    async fn register(url: &str) -> Result<Self, Box<dyn Error>> {
        // reqwest needs a TLS provider, and this workspace leaves the choice to the program.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (http, url) = (reqwest::Client::new(), format!("{url}/api/v1"));
        let mut management = Self { http, url, token: String::new() };
        let login = json!({ "username": "ada@example.com", "password": "correct horse battery" });
        let mut account = login.clone();
        account["name"] = json!("Ada");
        management.post("/register", account).await?;
        management.token = text(&management.post("/login", login).await?["token"]).to_owned();
        Ok(management)
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value, Box<dyn Error>> {
        self.send(self.http.post(format!("{}{path}", self.url)), body).await
    }

    async fn patch(&self, path: &str, body: Value) -> Result<Value, Box<dyn Error>> {
        self.send(self.http.patch(format!("{}{path}", self.url)), body).await
    }

    async fn send(&self, request: reqwest::RequestBuilder, body: Value) -> Result<Value, Box<dyn Error>> {
        let response = request.bearer_auth(&self.token).json(&body).send().await?;
        let (status, body) = (response.status(), response.json::<Value>().await?);
        if status.is_success() { Ok(body) } else { Err(format!("{status}: {body}").into()) }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
