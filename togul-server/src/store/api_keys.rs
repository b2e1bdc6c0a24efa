//! API keys. Secrets are looked up by hash.

use super::{
    Batch, Conn, StoreError,
    column::{Text, from_row},
    on,
};
use crate::{
    auth::secret::SecretHash,
    domain::{
        api_key::ApiKey,
        environment::Environment,
        id::Id,
        page::{Listed, Page},
        project::Project,
        time::Time,
    },
};

from_row!(ApiKey, |row| {
    id, project_id, environment_id, name: text, scope: name, key_prefix: text, last_used_at,
    last_used_ip: (row.try_get::<Option<Text>, _>("last_used_ip")?.map(|Text(address)| address)), expires_at,
    revoked_at, created_at, updated_at,
});

/// A key and the hashes of its secrets, for evaluation.
#[derive(Clone, Debug)]
pub struct KeySecrets {
    pub key: ApiKey,
    pub hash: SecretHash,
    /// The secret before the last rotation, and until when it is valid.
    pub previous: Option<(SecretHash, Time)>,
}
impl KeySecrets {
    /// Whether the secret is one of the key's, which is not revoked.
    #[must_use]
    pub fn has(&self, hash: SecretHash) -> bool {
        let is_previous = self.previous.is_some_and(|(previous, _)| previous == hash);
        self.key.revoked_at.is_none() && (self.hash == hash || is_previous)
    }
}
from_row!(KeySecrets, |row| {
    key: (sqlx::FromRow::from_row(row)?),
    hash: (hash_of(row.try_get("secret_hash")?)?),
    previous: (previous_of(row.try_get("previous_hash")?, row.try_get("previous_expires_at")?)?),
});

fn hash_of(bytes: &[u8]) -> sqlx::Result<SecretHash> {
    bytes.try_into().map(SecretHash).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

fn previous_of(hash: Option<&[u8]>, until: Option<Time>) -> sqlx::Result<Option<(SecretHash, Time)>> {
    hash.map(hash_of).transpose().map(|hash| hash.zip(until))
}

pub fn insert(batch: &mut Batch, key: &ApiKey, hash: SecretHash) {
    batch
        .add(
            "insert into api_keys
               (id, project_id, environment_id, name, scope, key_prefix, secret_hash, expires_at, created_at,
                updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(key.id)
        .bind(key.project_id)
        .bind(key.environment_id)
        .bind(&key.name)
        .bind(key.scope.as_str())
        .bind(&key.key_prefix)
        .bind(hash)
        .bind(key.expires_at)
        .bind(key.created_at)
        .bind(key.updated_at);
}

/// The number of the project's keys that are not revoked.
pub async fn count(conn: Conn<'_>, project: Id<Project>) -> Result<u64, StoreError> {
    let (count,): (i64,) = on!(conn, c => sqlx::query_as(
        "select count(*) from api_keys where project_id = $1 and revoked_at is null")
        .bind(project)
        .fetch_one(c).await)?;
    Ok(count.unsigned_abs())
}

pub async fn find(
    conn: Conn<'_>,
    project: Id<Project>,
    id: Id<ApiKey>,
) -> Result<Option<KeySecrets>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as("select * from api_keys where project_id = $1 and id = $2")
        .bind(project)
        .bind(id)
        .fetch_optional(c).await)?)
}

/// A key for evaluation, and the version of its environment's keys at which it was read.
#[derive(Clone, Debug)]
pub struct LiveKeyRow {
    pub secrets: KeySecrets,
    pub access: i64,
}
from_row!(LiveKeyRow, |row| { secrets: (sqlx::FromRow::from_row(row)?), access: (row.try_get("access_version")?) });

/// The key with this secret, or with this secret before its last rotation.
pub async fn find_by_hash(conn: Conn<'_>, hash: SecretHash) -> Result<Option<LiveKeyRow>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "select k.*, e.access_version
         from api_keys k
         join environments e on e.id = k.environment_id
         where k.secret_hash = $1 or k.previous_hash = $1")
        .bind(&hash.0[..])
        .fetch_optional(c).await)?)
}

pub async fn list(conn: Conn<'_>, project: Id<Project>, page: Page) -> Result<Listed<ApiKey>, StoreError> {
    let rows = on!(conn, c => sqlx::query_as(
        "select *
         from api_keys
         where project_id = $1 and (created_at, id) > ($2, $3)
         order by created_at, id
         limit $4")
        .bind(project)
        .bind(page.after.0)
        .bind(page.after.1)
        .bind(page.limit + 1)
        .fetch_all(c).await)?;
    Ok(Listed::from_rows(rows, page, |key: &ApiKey| (key.created_at, key.id.uuid())))
}

pub async fn list_of_environment(
    conn: Conn<'_>,
    environment: Id<Environment>,
) -> Result<Vec<KeySecrets>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as("select * from api_keys where environment_id = $1")
        .bind(environment)
        .fetch_all(c).await)?)
}

/// Gives the key another secret, and keeps the old one until it expires.
pub async fn rotate(conn: Conn<'_>, secrets: &KeySecrets) -> Result<ApiKey, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "update api_keys
         set secret_hash = $2, key_prefix = $3, previous_hash = $4, previous_expires_at = $5,
             expires_at = $6, updated_at = $7
         where id = $1
         returning *")
        .bind(secrets.key.id)
        .bind(&secrets.hash.0[..])
        .bind(&secrets.key.key_prefix)
        .bind(secrets.previous.map(|(hash, _)| hash.0.to_vec()))
        .bind(secrets.previous.map(|(_, until)| until))
        .bind(secrets.key.expires_at)
        .bind(secrets.key.updated_at)
        .fetch_one(c).await)?)
}

pub async fn revoke(conn: Conn<'_>, id: Id<ApiKey>, now: Time) -> Result<ApiKey, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "update api_keys set revoked_at = $2, updated_at = $2 where id = $1 returning *")
        .bind(id)
        .bind(now)
        .fetch_one(c).await)?)
}

/// Deletes the revoked keys of the project except for the `keep` that were revoked last.
pub fn prune_revoked(batch: &mut Batch, project: Id<Project>, keep: i64) {
    batch
        .add(
            "delete from api_keys
             where project_id = $1 and revoked_at is not null
               and id not in (select id
                              from api_keys
                              where project_id = $1 and revoked_at is not null
                              order by revoked_at desc, id desc
                              limit $2)",
        )
        .bind(project)
        .bind(keep);
}

pub async fn touch(conn: Conn<'_>, id: Id<ApiKey>, now: Time, ip: &str) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("update api_keys set last_used_at = $2, last_used_ip = $3 where id = $1")
        .bind(id)
        .bind(now)
        .bind(ip)
        .execute(c).await.map(drop))?;
    Ok(())
}
