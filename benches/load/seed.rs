//! The data: one environment made through the API, and copies of it made in the database file.

use std::{net::SocketAddr, path::Path};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::{Connection as _, SqliteConnection};
use togul_server::auth::secret::SecretHash;
use uuid::Uuid;

use crate::{
    Failure,
    owner::{Owner, text},
};

/// An environment with flags, and an API key.
#[derive(Clone, Debug)]
pub struct Seed {
    /// The secret of an API key of scope `server`.
    pub secret: String,
    pub environment: Uuid,
}

impl Seed {
    /// Makes flags with three attribute rules and a rollout each.
    pub fn create(address: SocketAddr, flags: usize) -> Result<Self, Failure> {
        let Owner { connection: mut owner, path, environment, secret } = Owner::register(address)?;
        for number in 0..flags {
            let name = key_of(number);
            let flag = json!({ "environment_id": environment, "key": name, "name": name });
            let flag = owner.json("POST", &format!("{path}/flags"), &flag)?;
            let flag = text(&flag["flag"]["id"])?;
            for (priority, attribute, value) in
                [(1, "country", "DE"), (2, "plan", "free"), (3, "device", "watch")]
            {
                let rule = json!({
                    "flag_id": flag, "priority": priority, "rule_type": "attribute", "attribute": attribute,
                    "operator": "eq", "value_json": json!(value).to_string(), "return_value": true,
                });
                owner.json("POST", &format!("{path}/rules"), &rule)?;
            }
            let rule = json!({
                "flag_id": flag, "priority": 4, "rule_type": "percentage", "rollout_percentage": 25,
                "return_value": true,
            });
            owner.json("POST", &format!("{path}/rules"), &rule)?;
        }
        Ok(Self { secret, environment: environment.parse()? })
    }

    /// Copies the environment with its flags, and returns the secret of each copy's API key. The server must not run.
    pub async fn copy(&self, folder: &Path, copies: usize) -> Result<Vec<String>, Failure> {
        let url = format!("sqlite://{}/togul.db", folder.display());
        let mut file = SqliteConnection::connect(&url).await?;
        let mut tx = file.begin().await?;
        let (project, now): (Uuid, DateTime<Utc>) =
            sqlx::query_as("select project_id, created_at from environments where id = $1")
                .bind(self.environment)
                .fetch_one(&mut *tx)
                .await?;
        let mut secrets = Vec::new();
        for number in 0..copies {
            let (environment, secret) =
                (Uuid::now_v7(), format!("{}{number:0>8}", &self.secret[..self.secret.len() - 8]));
            sqlx::query(
                "insert into environments
                   (id, project_id, key, name, description, regions, revision, fingerprint, access_version,
                    version, created_at, updated_at)
                 select $1, project_id, $2, name, description, regions, revision, fingerprint, access_version, version,
                        created_at, updated_at
                 from environments where id = $3",
            )
            .bind(environment)
            .bind(format!("copy-{number}"))
            .bind(self.environment)
            .execute(&mut *tx)
            .await?;
            sqlx::query(
                "insert into api_keys
                   (id, project_id, environment_id, name, scope, key_prefix, secret_hash, created_at, updated_at)
                 values ($1, $2, $3, 'load', 'server', 'tgl', $4, $5, $5)",
            )
            .bind(Uuid::now_v7())
            .bind(project)
            .bind(environment)
            .bind(&SecretHash::of(&secret).0[..])
            .bind(now)
            .execute(&mut *tx)
            .await?;
            sqlx::query(
                "insert into flags
                   (id, environment_id, key, name, description, search, enabled, value_type, default_value, salt,
                    snapshot, version, created_at, updated_at)
                 select randomblob(16), $1, key, name, description, search, enabled, value_type, default_value, salt,
                        snapshot, version, created_at, updated_at
                 from flags where environment_id = $2",
            )
            .bind(environment)
            .bind(self.environment)
            .execute(&mut *tx)
            .await?;
            secrets.push(secret);
        }
        tx.commit().await?;
        file.close().await?;
        Ok(secrets)
    }
}

pub fn key_of(number: usize) -> String {
    format!("flag-{number:0>4}")
}

/// An evaluation that only the rollout of the flag's rules can match.
pub fn evaluate_request(secret: &str, number: usize) -> Vec<u8> {
    let body = json!({ "flag_key": key_of(number), "context": context("user_id", number) });
    request(secret, "/api/v1/evaluate", "", &body)
}

/// The same without the flag, whose key is in the path or which are all, with the user in that attribute.
pub fn context_request(secret: &str, path: &str, headers: &str, user: &str, number: usize) -> Vec<u8> {
    request(secret, path, headers, &json!({ "context": context(user, number) }))
}

fn context(user: &str, number: usize) -> Value {
    json!({
        user: format!("user-{number:0>6}"), "country": "TR", "plan": "team", "language": "tr-TR", "device": "phone",
        "region": "emea", "version": "2.4.1", "segment": "seg-07",
    })
}

/// `headers` are lines, each with its end.
fn request(secret: &str, path: &str, headers: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: load\r\nx-api-key: {secret}\r\n{headers}content-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    request.into_bytes()
}
