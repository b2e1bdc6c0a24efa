//! Flags, with their bytes for evaluators.

use togul_core::ValueType;

use super::{
    Conn, StoreError,
    column::{Text, from_row, named},
    on, pages,
    rules::written_bytes,
};
use crate::domain::{
    flag::{Flag, FlagFilter, FlagHead},
    id::Id,
    page::{Listed, Page},
    project::Project,
};

from_row!(FlagHead, |row| { id, environment_id, key, version });
from_row!(Flag, |row| {
    id, environment_id, key, name, description, enabled, value_type: (named(row.try_get("value_type")?)), default_value,
    off_value, salt,
    version, created_at, updated_at,
});

/// # Errors
/// [`StoreError::Taken`] when the environment has one with this key, [`StoreError::ReadsBackDifferently`].
pub async fn insert(conn: Conn<'_>, flag: &Flag, snapshot: &str) -> Result<(), StoreError> {
    let stored = on!(conn, c => sqlx::query_as(
        "insert into flags
           (id, environment_id, key, name, description, search, enabled, value_type, default_value, off_value,
            salt, snapshot, version, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         returning *")
        .bind(flag.id)
        .bind(flag.environment_id)
        .bind(&flag.key)
        .bind(&flag.name)
        .bind(&flag.description)
        .bind(search_text(flag))
        .bind(flag.enabled)
        .bind(flag.value_type.stored(ValueType::to_string))
        .bind(&flag.default_value)
        .bind(&flag.off_value)
        .bind(&flag.salt)
        .bind(snapshot)
        .bind(flag.version)
        .bind(flag.created_at)
        .bind(flag.updated_at)
        .fetch_one(c).await)?;
    expect_equal(flag, snapshot, stored)
}

pub async fn find(conn: Conn<'_>, project: Id<Project>, id: Id<Flag>) -> Result<Option<Flag>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "select f.*
         from flags f
         join environments e on e.id = f.environment_id
         where e.project_id = $1 and f.id = $2")
        .bind(project)
        .bind(id)
        .fetch_optional(c).await)?)
}

struct FlagRow {
    flag: Flag,
    snapshot: String,
}
from_row!(FlagRow, |row| { flag: (sqlx::FromRow::from_row(row)?), snapshot: text });

/// The flag, and its bytes for evaluators.
pub async fn find_with_snapshot(
    conn: Conn<'_>,
    project: Id<Project>,
    id: Id<Flag>,
) -> Result<Option<(Flag, String)>, StoreError> {
    let row: Option<FlagRow> = on!(conn, c => sqlx::query_as(
        "select f.*
         from flags f
         join environments e on e.id = f.environment_id
         where e.project_id = $1 and f.id = $2")
        .bind(project)
        .bind(id)
        .fetch_optional(c).await)?;
    Ok(row.map(|row| (row.flag, row.snapshot)))
}

/// The flag without its value, which may be unreadable.
pub async fn find_head(
    conn: Conn<'_>,
    project: Id<Project>,
    id: Id<Flag>,
) -> Result<Option<FlagHead>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "select f.id, f.environment_id, f.key, f.version
         from flags f
         join environments e on e.id = f.environment_id
         where e.project_id = $1 and f.id = $2")
        .bind(project)
        .bind(id)
        .fetch_optional(c).await)?)
}

struct HeadRow {
    head: FlagHead,
    snapshot: String,
}
from_row!(HeadRow, |row| { head: (sqlx::FromRow::from_row(row)?), snapshot: text });

/// As [`find_head`], with the flag's bytes for evaluators.
pub async fn find_head_with_snapshot(
    conn: Conn<'_>,
    project: Id<Project>,
    id: Id<Flag>,
) -> Result<Option<(FlagHead, String)>, StoreError> {
    let row: Option<HeadRow> = on!(conn, c => sqlx::query_as(
        "select f.id, f.environment_id, f.key, f.version, f.snapshot
         from flags f
         join environments e on e.id = f.environment_id
         where e.project_id = $1 and f.id = $2")
        .bind(project)
        .bind(id)
        .fetch_optional(c).await)?;
    Ok(row.map(|row| (row.head, row.snapshot)))
}

/// The flag's bytes for evaluators.
pub async fn find_snapshot(conn: Conn<'_>, id: Id<Flag>) -> Result<Option<String>, StoreError> {
    let snapshot: Option<Text> = on!(conn, c => sqlx::query_scalar("select snapshot from flags where id = $1")
        .bind(id)
        .fetch_optional(c).await)?;
    Ok(snapshot.map(|Text(snapshot)| snapshot))
}

/// The flag's bytes for evaluators, and how many bytes callers wrote of it and its rules, readable or not.
pub async fn find_stored(conn: Conn<'_>, id: Id<Flag>) -> Result<Option<(String, i64)>, StoreError> {
    let row: Option<(Text, i64)> = on!(conn, c => sqlx::query_as(concat!(
        "select snapshot,
                octet_length(key) + octet_length(name) + octet_length(description) + octet_length(default_value)
                + octet_length(coalesce(off_value, ''))
                + (select cast(coalesce(sum(", written_bytes!(), "), 0) as bigint) from rules where flag_id = $1)
         from flags
         where id = $1"))
        .bind(id)
        .fetch_optional(c).await)?;
    Ok(row.map(|(Text(snapshot), written)| (snapshot, written)))
}

pub async fn list(
    conn: Conn<'_>,
    project: Id<Project>,
    filter: &FlagFilter,
    page: Page,
) -> Result<Listed<Flag>, StoreError> {
    // Both databases have `like` with an escape character; wild cards around the text find it anywhere.
    let q = filter.q.as_ref().map(|q| {
        let escaped = q.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        format!("%{escaped}%")
    });
    Ok(on!(conn, c => pages::read(sqlx::query_as(
        "select f.*
         from flags f
         join environments e on e.id = f.environment_id
         where e.project_id = $1
           and (f.created_at, f.id) > ($2, $3)
           and ($4 is null or f.environment_id = $4)
           and ($5 is null or f.search like $5 escape '\\')
           and ($6 is null or f.enabled = $6)
           and ($7 is null or f.value_type = $7)
         order by f.created_at, f.id
         limit $8")
        .bind(project)
        .bind(page.after.0)
        .bind(page.after.1)
        .bind(filter.environment)
        .bind(q)
        .bind(filter.enabled)
        .bind(filter.value_type.map(|value_type| value_type.as_str()))
        .bind(page.limit + 1)
        .fetch(c), page, Flag::bytes, |flag| (flag.created_at, flag.id.uuid())).await)?)
}

/// The text that `q` searches: key and name in a line each, so that no match spans both.
fn search_text(flag: &Flag) -> String {
    format!("{}\n{}", flag.key, flag.name).to_lowercase()
}

/// Writes the fields that may change, and the flag's bytes for evaluators.
///
/// # Errors
/// [`StoreError::ReadsBackDifferently`].
pub async fn update(conn: Conn<'_>, flag: &Flag, snapshot: &str) -> Result<(), StoreError> {
    let stored = on!(conn, c => sqlx::query_as(
        "update flags
         set name = $2, description = $3, enabled = $4, default_value = $5, snapshot = $6, version = $7,
             updated_at = $8, search = $9, off_value = $10
         where id = $1
         returning *")
        .bind(flag.id)
        .bind(&flag.name)
        .bind(&flag.description)
        .bind(flag.enabled)
        .bind(&flag.default_value)
        .bind(snapshot)
        .bind(flag.version)
        .bind(flag.updated_at)
        .bind(search_text(flag))
        .bind(&flag.off_value)
        .fetch_one(c).await)?;
    expect_equal(flag, snapshot, stored)
}

fn expect_equal(flag: &Flag, snapshot: &str, stored: FlagRow) -> Result<(), StoreError> {
    StoreError::expect_equal(flag, &stored.flag)?;
    StoreError::expect_equal(snapshot, &*stored.snapshot)
}

/// Writes the flag's bytes for evaluators alone.
///
/// # Errors
/// [`StoreError::ReadsBackDifferently`].
pub async fn update_snapshot(conn: Conn<'_>, id: Id<Flag>, snapshot: &str) -> Result<(), StoreError> {
    let stored: String = on!(conn, c => sqlx::query_scalar(
        "update flags set snapshot = $2 where id = $1 returning snapshot")
        .bind(id)
        .bind(snapshot)
        .fetch_one(c).await)?;
    StoreError::expect_equal(snapshot, &*stored)
}

/// Deletes it with its rules.
///
/// # Errors
/// The database's.
pub async fn delete(conn: Conn<'_>, id: Id<Flag>) -> Result<(), StoreError> {
    Ok(on!(conn, c => sqlx::query("delete from flags where id = $1").bind(id).execute(c).await.map(drop))?)
}
