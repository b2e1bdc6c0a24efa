//! The attacks. Each does what one tenant, or a stranger, can do from one address.

use std::time::Duration;

use clap::ValueEnum;
use futures_util::future::join_all;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::{Instant, sleep, sleep_until, timeout_at},
};
use uuid::Uuid;

use crate::{
    Failure,
    process::{Log, MAX_CONNECTIONS, Process},
    tenant::{ACCOUNTS, PASSWORD, Tenant, account},
    wire::{ATTACKER, Connection, request},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Attack {
    /// Evaluates all flags of an environment with large values and regular expressions
    Evaluation,
    /// Sends values that take much more memory as a tree, which are refused
    Values,
    /// Writes to a large flag as often as possible
    Writes,
    /// Lists large flags
    Lists,
    /// Opens as many connections as possible and sends nothing
    Connections,
    /// Opens as many streams as possible with one public key
    Streams,
    /// Reads large answers slowly
    SlowReaders,
    /// Sends large bodies without a credential, and not to the end
    SlowSenders,
    /// Rotates API keys
    Rotation,
    /// Opens streams of a user over many environments
    UserStreams,
    /// Fails to log in to an account of many organizations
    FailedLogins,
    /// Logs in correctly with many accounts
    Logins,
    /// Makes requests that are forbidden, with ever new targets
    Denials,
    /// Evaluates with unknown keys
    UnknownKeys,
    /// Sends nothing: the log of the server is a pipe that is not read
    UnreadLog,
}

impl Attack {
    pub fn name(self) -> &'static str {
        match self {
            Self::Evaluation => "evaluation of expensive flags",
            Self::Values => "values that are refused",
            Self::Writes => "writes to a large flag",
            Self::Lists => "lists of large flags",
            Self::Connections => "idle connections",
            Self::Streams => "streams with one key",
            Self::SlowReaders => "slow readers",
            Self::SlowSenders => "slow senders",
            Self::Rotation => "rotations of keys",
            Self::UserStreams => "streams of a user",
            Self::FailedLogins => "failed logins",
            Self::Logins => "logins",
            Self::Denials => "forbidden requests",
            Self::UnknownKeys => "unknown keys",
            Self::UnreadLog => "a log that is not read",
        }
    }

    /// The log of the servers.
    pub fn log(self) -> Log {
        if self == Self::UnreadLog { Log::UnreadPipe } else { Log::File }
    }

    /// Attacks until then. Refusals are what the server should answer, so no status is an error.
    pub async fn run(self, process: &Process, attacker: &Tenant, until: Instant) -> Result<(), Failure> {
        let key = format!("x-api-key: {}\r\n", attacker.sdk_key);
        let Tenant { path, bearer, environment, .. } = attacker;
        match self {
            Self::Evaluation => {
                let context = json!({ "context": { "email": "a".repeat(4096), "user_id": "u" } }).to_string();
                let all = request("POST", "/api/v1/evaluate/all", &key, &context);
                flood(process, 16, until, |_| all.clone()).await;
            }
            Self::Values => {
                let value = format!("[{}0]", r#"{"":0},"#.repeat(149_000));
                let body = format!(
                    r#"{{"environment_id":"{environment}","key":"k","name":"k","value_type":"json","default_value":{value}}}"#
                );
                let create = request("POST", &format!("{path}/flags"), bearer, &body);
                flood(process, 16, until, |_| create.clone()).await;
            }
            Self::Writes => {
                let flag = &attacker.flags[1];
                flood(process, 16, until, |number| {
                    request("PATCH", flag, bearer, &json!({ "name": format!("name {number}") }).to_string())
                })
                .await;
            }
            Self::Lists => {
                let list = format!("{path}/flags?environment_id={environment}");
                flood(process, 16, until, |_| request("GET", &list, bearer, "")).await;
            }
            Self::Connections => hold(process, MAX_CONNECTIONS, until, b"").await,
            Self::Streams => {
                let stream = request("GET", "/api/v1/stream", &key, "");
                hold(process, MAX_CONNECTIONS, until, &stream).await;
            }
            Self::SlowReaders => {
                let all = request("POST", "/api/v1/evaluate/all", &key, "{}");
                hold(process, 100, until, &all).await;
            }
            Self::SlowSenders => {
                let mut unfinished = request("POST", "/api/v1/login", "", &"a".repeat(1_000_000));
                unfinished.pop();
                hold(process, 400, until, &unfinished).await;
            }
            Self::Rotation => {
                let keys = &attacker.keys;
                flood(process, 16, until, |number| {
                    request("POST", &format!("{}/rotate", keys[number % keys.len()]), bearer, "{}")
                })
                .await;
            }
            Self::UserStreams => {
                let stream = request("GET", "/api/v1/stream", bearer, "");
                hold(process, 151, until, &stream).await;
            }
            Self::FailedLogins => {
                flood(process, 16, until, |number| {
                    login("attacker@example.com", &format!("wrong password {number}"))
                })
                .await;
            }
            Self::Logins => {
                flood(process, ACCOUNTS, until, |number| login(&account(number % ACCOUNTS), PASSWORD)).await;
            }
            Self::Denials => {
                flood(process, 16, until, |_| {
                    let path = format!("/api/v1/audit-log?target_id={}", Uuid::now_v7());
                    request("GET", &path, &attacker.viewer, "")
                })
                .await;
            }
            Self::UnknownKeys => {
                flood(process, 16, until, |number| {
                    let key = format!("x-api-key: tgl_sdk_{number:0>43}\r\n");
                    request("POST", "/api/v1/evaluate", &key, r#"{"flag_key":"flag-1"}"#)
                })
                .await;
            }
            Self::UnreadLog => sleep_until(until).await,
        }
        Ok(())
    }
}

fn login(username: &str, password: &str) -> Vec<u8> {
    let body = json!({ "username": username, "password": password }).to_string();
    request("POST", "/api/v1/login", "", &body)
}

/// Sends requests over connections that are opened again when the server closes them.
async fn flood(process: &Process, connections: usize, until: Instant, make: impl Fn(usize) -> Vec<u8>) {
    let senders = (0..connections).map(|number| {
        let make = &make;
        async move {
            let mut connection = None;
            for number in (number..).step_by(connections) {
                if connection.is_none() {
                    connection = Connection::open(ATTACKER, process.address).await.ok();
                }
                let Some(open) = &mut connection else {
                    sleep(Duration::from_millis(10)).await;
                    continue;
                };
                if open.send(&make(number)).await.is_err() {
                    connection = None;
                }
            }
        }
    });
    let _ = timeout_at(until, join_all(senders)).await;
}

/// Opens connections, sends these bytes on each of them, and then reads a byte a second.
async fn hold(process: &Process, connections: usize, until: Instant, bytes: &[u8]) {
    let holders = (0..connections).map(|_| async move {
        loop {
            if let Ok(mut connection) = Connection::open(ATTACKER, process.address).await {
                if connection.socket.write_all(bytes).await.is_err() {
                    continue;
                }
                while matches!(connection.socket.read(&mut [0]).await, Ok(1)) {
                    sleep(Duration::from_secs(1)).await;
                }
            }
            sleep(Duration::from_millis(100)).await;
        }
    });
    let _ = timeout_at(until, join_all(holders)).await;
}
