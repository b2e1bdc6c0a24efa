//! A server of one test: a process, which can be killed and started again on the same port and data.

use std::{
    io::{BufRead, BufReader},
    net::{Ipv4Addr, SocketAddr},
    process::{Child, Command, Stdio},
};

use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::program;

pub const PASSWORD: &str = "correct horse battery";

pub struct Server {
    child: Child,
    folder: TempDir,
    path: &'static str,
    /// Where it listens.
    pub address: SocketAddr,
    /// Where browsers and callers reach it.
    pub url: String,
}

impl Server {
    pub fn start() -> Self {
        Self::start_below("")
    }

    /// A server behind a proxy, which serves it below this path.
    pub fn start_below(path: &'static str) -> Self {
        let folder = TempDir::new().unwrap();
        let (child, address) = spawn(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), &folder, path);
        Self { child, folder, path, address, url: format!("http://{address}") }
    }

    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn restart(&mut self) {
        (self.child, _) = spawn(self.address, &self.folder, self.path);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A process that listens, and its address.
fn spawn(address: SocketAddr, folder: &TempDir, path: &str) -> (Child, SocketAddr) {
    let mut command = Command::new(program("TOGUL_TEST_SERVER"));
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("TOGUL_")) {
            command.env_remove(name);
        }
    }
    command
        .arg("serve")
        .env("DATABASE_URL", format!("sqlite://{}/togul.db", folder.path().display()))
        .env("TOGUL_JWT_SECRET", "5f0c3b1e9d7a4c628be01f7c3a95d2e6")
        .env("TOGUL_LISTEN", address.to_string())
        .env("TOGUL_PATH_PREFIX", path)
        .env("TOGUL_REGISTRATION", "open")
        .env("TOGUL_WRITES_PER_SECOND", "0")
        .env("RUST_LOG", "warn")
        .stdout(Stdio::piped());
    let mut child = command.spawn().expect("the server starts");
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let address = lines.find_map(|line| line.strip_prefix("listening on http://")?.trim().parse().ok());
    std::thread::spawn(move || lines.for_each(drop));
    (child, address.expect("the server prints its address"))
}

/// A person or program that calls the API directly, to prepare what the browser shows.
#[derive(Clone)]
pub struct Caller {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
    pub email: String,
}

impl Caller {
    pub fn anonymous(server: &Server) -> Self {
        // The HTTP client needs a TLS provider even for plain HTTP. Installing it twice fails, which is harmless.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { http: reqwest::Client::new(), url: server.url.clone(), token: None, email: String::new() }
    }

    pub async fn register(server: &Server, name: &str, email: &str) -> Self {
        let anonymous = Self::anonymous(server);
        let account = json!({ "name": name, "username": email, "password": PASSWORD });
        anonymous.send(Method::POST, "register", account).await;
        anonymous.login(email).await
    }

    pub async fn login(&self, email: &str) -> Self {
        let session =
            self.send(Method::POST, "login", json!({ "username": email, "password": PASSWORD })).await;
        Self { token: Some(text(&session["token"])), email: email.to_owned(), ..self.clone() }
    }

    pub fn with_token(self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self }
    }

    /// Sends a request below `/api/v1`, and returns the body of its 200.
    pub async fn send(&self, method: Method, path: &str, body: Value) -> Value {
        let mut request = self.http.request(method, format!("{}/api/v1/{path}", self.url));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if !body.is_null() {
            request = request.json(&body);
        }
        let response = request.send().await.expect("the server answers");
        let status = response.status();
        let body: Value = response.json().await.expect("JSON");
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub async fn get(&self, path: &str) -> Value {
        self.send(Method::GET, path, Value::Null).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        self.send(Method::POST, path, body).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Value {
        self.send(Method::PATCH, path, body).await
    }

    /// Invites a person with this role, who accepts.
    pub async fn add_member(&self, server: &Server, email: &str, role: &str) -> Self {
        let roles = self.get("roles").await;
        let role =
            roles["roles"].as_array().unwrap().iter().find(|one| one["key"] == role).unwrap()["id"].clone();
        let invited = self.post("invitations", json!({ "email": email, "role_id": role })).await;
        let acceptance = json!({ "token": invited["accept_token"], "name": "Vera", "password": PASSWORD });
        let anonymous = Self::anonymous(server);
        anonymous.post("invitations/accept", acceptance).await;
        anonymous.login(email).await
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}

/// A project with two environments, and a flag in each of them.
pub struct Shop {
    pub project: Value,
    pub production: Value,
    pub staging: Value,
    pub flag: Value,
    pub path: String,
}

impl Shop {
    pub async fn open(owner: &Caller) -> Self {
        let project = owner.post("projects", json!({ "name": "Shop" })).await["project"].clone();
        let path = format!("projects/{}", text(&project["id"]));
        let environments = format!("{path}/environments");
        let new = json!({ "key": "production", "name": "Production" });
        let production = owner.post(&environments, new).await["environment"].clone();
        let new = json!({ "key": "staging", "name": "Staging" });
        let staging = owner.post(&environments, new).await["environment"].clone();
        let mut flags = Vec::new();
        for environment in [&production, &staging] {
            let new = json!({
                "environment_id": environment["id"], "key": "new-dashboard", "name": "New dashboard",
                "rules": [{
                    "priority": 10, "rule_type": "attribute", "attribute": "country", "operator": "eq",
                    "value_json": "\"TR\"", "return_value": true,
                }],
            });
            flags.push(owner.post(&format!("{path}/flags"), new).await["flag"].clone());
        }
        Self { project, production, staging, flag: flags.swap_remove(1), path }
    }

    /// The flag in staging, as the server has it now.
    pub async fn flag_now(&self, owner: &Caller) -> Value {
        owner.get(&format!("{}/flags/{}", self.path, text(&self.flag["id"]))).await["flag"].clone()
    }
}

/// Evaluates a flag as a program does.
pub async fn evaluate(server: &Server, secret: &str, flag: &str, context: Value) -> Value {
    let http = Caller::anonymous(server).http;
    let request = http.post(format!("{}/api/v1/evaluate", server.url)).header("x-api-key", secret);
    let response = request.json(&json!({ "flag_key": flag, "context": context })).send().await;
    response.expect("the server answers").json().await.expect("JSON")
}
