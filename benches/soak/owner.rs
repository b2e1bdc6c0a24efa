//! A user with a project, an environment and an API key, for every measurement.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::{Failure, http::Connection};

pub const USERNAME: &str = "ada@example.com";
pub const PASSWORD: &str = "correct horse battery";

#[derive(Debug)]
pub struct Owner {
    /// With the header of a session.
    pub connection: Connection,
    /// `/api/v1/projects/{id}`
    pub path: String,
    pub environment: String,
    /// The secret of an API key of scope `server`.
    pub secret: String,
}

impl Owner {
    pub fn register(address: SocketAddr) -> Result<Self, Failure> {
        let mut connection = Connection::open(address)?;
        let user = json!({ "name": "Ada", "username": USERNAME, "password": PASSWORD });
        connection.json("POST", "/api/v1/register", &user)?;
        let login = json!({ "username": USERNAME, "password": PASSWORD });
        let session = connection.json("POST", "/api/v1/login", &login)?;
        connection.headers = format!("authorization: Bearer {}\r\n", text(&session["token"])?);
        let project = connection.json("POST", "/api/v1/projects", &json!({ "name": "Measured" }))?;
        let path = format!("/api/v1/projects/{}", text(&project["project"]["id"])?);
        let environment = json!({ "key": "production", "name": "Production" });
        let environment = connection.json("POST", &format!("{path}/environments"), &environment)?;
        let environment = text(&environment["environment"]["id"])?.to_owned();
        let key = json!({ "environment_id": environment, "name": "measured", "scope": "server" });
        let key = connection.json("POST", &format!("{path}/api-keys"), &key)?;
        let secret = text(&key["secret"])?.to_owned();
        Ok(Self { connection, path, environment, secret })
    }
}

pub fn text(value: &Value) -> Result<&str, Failure> {
    value.as_str().ok_or_else(|| "an unexpected response".into())
}
