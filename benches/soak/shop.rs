//! The environment that the readers follow, with its flags and an API key.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::{
    Failure,
    http::Connection,
    owner::{Owner, text},
    reader::Source,
};

/// The number of flags that do not change.
const OTHERS: u64 = 50;
/// The length of a large value: the kernel buffers a few dozens of them.
const LARGE: usize = 60_000;

#[derive(Debug)]
pub struct Shop {
    owner: Connection,
    switch: String,
    is_on: bool,
    large: String,
    /// The secret of an API key of scope `server`.
    secret: String,
    pub revision: u64,
}

impl Shop {
    pub fn open(address: SocketAddr) -> Result<Self, Failure> {
        let Owner { connection: mut owner, path, environment, secret } = Owner::register(address)?;
        let mut flag = |key: &str, value: Value| {
            let kind = if value.is_string() { "string" } else { "boolean" };
            let flag = json!({
                "environment_id": environment, "key": key, "name": key, "value_type": kind, "default_value": value,
            });
            let flag = owner.json("POST", &format!("{path}/flags"), &flag)?;
            Ok::<_, Failure>(format!("{path}/flags/{}", text(&flag["flag"]["id"])?))
        };
        for number in 0..OTHERS {
            flag(&format!("flag-{number}"), json!(false))?;
        }
        let (switch, large) = (flag("switch", json!(false))?, flag("large", json!(""))?);
        Ok(Self { owner, switch, is_on: true, large, secret, revision: OTHERS + 2 })
    }

    /// The environment's stream, with or without the content of the flags.
    pub fn source(&self, address: SocketAddr, content: bool) -> Source {
        let path = format!("/api/v1/stream?content={content}");
        Source { address, path, headers: format!("x-api-key: {}\r\n", self.secret) }
    }

    /// Turns a flag on or off, which makes one revision.
    pub fn flip(&mut self) -> Result<(), Failure> {
        self.revision += 1;
        self.is_on = !self.is_on;
        let body = json!({ "enabled": self.is_on });
        self.owner.call("PATCH", &self.switch, body.to_string().as_bytes()).map(drop)
    }

    /// Changes a flag with a large value, which makes one revision and a large event.
    pub fn write_large(&mut self) -> Result<(), Failure> {
        self.revision += 1;
        let value = format!("{:0width$}", self.revision, width = LARGE);
        self.owner.json("PATCH", &self.large, &json!({ "default_value": value })).map(drop)
    }
}
