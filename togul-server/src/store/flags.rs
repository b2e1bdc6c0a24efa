//! Flags, with their bytes for evaluators.

mod many;

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{ColumnIndex, Decode, FromRow, QueryBuilder, Row, Type, postgres::PgRow, sqlite::SqliteRow};
use togul_core::ValueType;
use uuid::Uuid;

pub use self::many::{insert_all, list_of_environment};
use super::{
    Conn, StoreError,
    column::{Text, from_row, named},
    on, pages,
    rules::written_bytes,
};
use crate::domain::{
    decoded::Decoded,
    environment::Environment,
    flag::{Flag, FlagFilter, FlagHead},
    flag_graph::{FlagGraph, FlagNode},
    id::Id,
    page::{Listed, Page},
    prerequisite::Prerequisites,
    project::Project,
    used_by::{UsedBy, UserKind},
};

from_row!(FlagHead, |row| { id, environment_id, key: text, version, archived_at });
from_row!(Flag, |row| {
    id, environment_id, key: text, name: text, description: text, enabled,
    value_type: (named(row.try_get("value_type")?)), default_value, off_value, variants, prerequisites, salt: text,
    version,
    archived_at, created_at, updated_at,
});

/// # Errors
/// [`StoreError::Taken`] when the environment has one with this key, [`StoreError::ReadsBackDifferently`].
pub async fn insert(conn: Conn<'_>, flag: &Flag, snapshot: &str) -> Result<(), StoreError> {
    let stored = on!(conn, c => sqlx::query_as(
        "insert into flags
           (id, environment_id, key, name, description, search, enabled, value_type, default_value, off_value,
            salt, snapshot, version, created_at, updated_at, prerequisites, variants)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
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
        .bind(&flag.prerequisites)
        .bind(&flag.variants)
        .fetch_one(c).await)?;
    expect_equal(flag, snapshot, stored)
}

/// A flag or its head, and the flag's bytes for evaluators.
struct WithSnapshot<T>(T, String);

impl<'r, R: Row, T: FromRow<'r, R>> FromRow<'r, R> for WithSnapshot<T>
where
    Text: Decode<'r, R::Database> + Type<R::Database>,
    &'static str: ColumnIndex<R>,
{
    fn from_row(row: &'r R) -> sqlx::Result<Self> {
        let Text(snapshot) = row.try_get("snapshot")?;
        Ok(Self(T::from_row(row)?, snapshot))
    }
}

/// Selects columns of a flag of a project.
macro_rules! select_one {
    ($columns:literal) => {
        concat!(
            "select ",
            $columns,
            " from flags f
             join environments e on e.id = f.environment_id
             where e.project_id = $1 and f.id = $2"
        )
    };
}

async fn find_one<T>(
    conn: Conn<'_>,
    select: &'static str,
    project: Id<Project>,
    id: Id<Flag>,
) -> Result<Option<T>, StoreError>
where
    T: for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
{
    Ok(on!(conn, c => sqlx::query_as(select).bind(project).bind(id).fetch_optional(c).await)?)
}

pub async fn find(conn: Conn<'_>, project: Id<Project>, id: Id<Flag>) -> Result<Option<Flag>, StoreError> {
    find_one(conn, select_one!("f.*"), project, id).await
}

/// The flag, and its bytes for evaluators.
pub async fn find_with_snapshot(
    conn: Conn<'_>,
    project: Id<Project>,
    id: Id<Flag>,
) -> Result<Option<(Flag, String)>, StoreError> {
    let found = find_one(conn, select_one!("f.*"), project, id).await?;
    Ok(found.map(|WithSnapshot(flag, snapshot)| (flag, snapshot)))
}

/// The flag without its value, which may be unreadable.
pub async fn find_head(
    conn: Conn<'_>,
    project: Id<Project>,
    id: Id<Flag>,
) -> Result<Option<FlagHead>, StoreError> {
    find_one(conn, select_one!("f.id, f.environment_id, f.key, f.version, f.archived_at"), project, id).await
}

/// As [`find_head`], with the flag's bytes for evaluators.
pub async fn find_head_with_snapshot(
    conn: Conn<'_>,
    project: Id<Project>,
    id: Id<Flag>,
) -> Result<Option<(FlagHead, String)>, StoreError> {
    let select = select_one!("f.id, f.environment_id, f.key, f.version, f.archived_at, f.snapshot");
    let found = find_one(conn, select, project, id).await?;
    Ok(found.map(|WithSnapshot(head, snapshot)| (head, snapshot)))
}

/// The flag's bytes for evaluators.
pub async fn find_snapshot(conn: Conn<'_>, id: Id<Flag>) -> Result<Option<String>, StoreError> {
    let snapshot: Option<Text> = on!(conn, c => sqlx::query_scalar("select snapshot from flags where id = $1")
        .bind(id)
        .fetch_optional(c).await)?;
    Ok(snapshot.map(|Text(snapshot)| snapshot))
}

/// The bytes that callers wrote of a flag, readable or not: those that `Flag::bytes` counts.
macro_rules! own_bytes {
    () => {
        "cast(octet_length(key) + octet_length(name) + octet_length(description) + octet_length(default_value)
              + octet_length(coalesce(off_value, ''))
              + octet_length(coalesce(nullif(variants, '[]'), ''))
              + octet_length(coalesce(nullif(prerequisites, '[]'), '')) as bigint)"
    };
}

/// The flag's bytes for evaluators, and how many bytes callers wrote of it and its rules, readable or not.
pub async fn find_stored(conn: Conn<'_>, id: Id<Flag>) -> Result<Option<(String, i64)>, StoreError> {
    let row: Option<(Text, i64)> = on!(conn, c => sqlx::query_as(concat!(
        "select snapshot, ", own_bytes!(), "
                + (select cast(coalesce(sum(", written_bytes!(), "), 0) as bigint) from rules where flag_id = $1)
         from flags
         where id = $1"))
        .bind(id)
        .fetch_optional(c).await)?;
    Ok(row.map(|(Text(snapshot), written)| (snapshot, written)))
}

pub async fn list(
    mut conn: Conn<'_>,
    project: Id<Project>,
    filter: &FlagFilter,
    page: Page,
) -> Result<Listed<Flag>, StoreError> {
    macro_rules! query {
        ($c:expr) => {{
            // The sizes are read of the rows of this page alone.
            let mut query = QueryBuilder::new(concat!(
                "select place.id, place.created_at, ",
                own_bytes!(),
                " as bytes
                 from (
                   select f.id, f.created_at
                   from flags f
                   join environments e on e.id = f.environment_id
                   where e.project_id = "
            ));
            query.push_bind(project);
            query.push(" and (f.created_at, f.id) > (").push_bind(page.after.0);
            query.push(", ").push_bind(page.after.1).push(")");
            if let Some(environment) = filter.environment {
                query.push(" and f.environment_id = ").push_bind(environment);
            }
            if let Some(q) = &filter.q {
                query.push(" and f.search like ").push_bind(pages::containing(q)).push(r" escape '\'");
            }
            if let Some(enabled) = filter.enabled {
                query.push(" and f.enabled = ").push_bind(enabled);
            }
            if let Some(value_type) = filter.value_type {
                query.push(" and f.value_type = ").push_bind(value_type.as_str());
            }
            if let Some(segment) = &filter.segment {
                query
                    .push(
                        " and exists (select 1 from rules r
                                      where r.flag_id = f.id and r.segments <> '[]'
                                        and replace(r.segments, ",
                    )
                    .push_bind(super::segments::quoted(segment))
                    .push(", '') <> r.segments)");
            }
            query.push(if filter.is_archived {
                " and f.archived_at is not null"
            } else {
                " and f.archived_at is null"
            });
            query.push(" order by f.created_at, f.id limit ").push_bind(page.limit + 1);
            query.push(") as place join flags on flags.id = place.id order by place.created_at, place.id");
            pages::read_places(query.build_query_as().fetch($c), page).await
        }};
    }
    let places = on!(conn.reborrow(), c => query!(c))?;
    pages::find_rows(conn, "select * from flags where id in", places, |flag: &Flag| flag.id.uuid()).await
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
             updated_at = $8, search = $9, off_value = $10, archived_at = $11,
             prerequisites = $12, variants = $13
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
        .bind(flag.archived_at)
        .bind(&flag.prerequisites)
        .bind(&flag.variants)
        .fetch_one(c).await)?;
    expect_equal(flag, snapshot, stored)
}

fn expect_equal(flag: &Flag, snapshot: &str, stored: WithSnapshot<Flag>) -> Result<(), StoreError> {
    let WithSnapshot(stored, stored_snapshot) = stored;
    StoreError::expect_equal(flag, &stored)?;
    StoreError::expect_equal(snapshot, &*stored_snapshot)
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

struct NodeRow {
    key: String,
    value_type: Decoded<ValueType>,
    prerequisites: Decoded<Prerequisites>,
    segments: Option<Decoded<BTreeSet<String>>>,
}
from_row!(NodeRow, |row| { key: text, value_type: (named(row.try_get("value_type")?)), prerequisites, segments });

/// The flags of an environment that are not archived, without what their rules compare.
pub async fn graph(conn: Conn<'_>, environment: Id<Environment>) -> Result<FlagGraph, StoreError> {
    let rows: Vec<NodeRow> = on!(conn, c => sqlx::query_as(
        "select f.key, f.value_type, f.prerequisites, r.segments
         from flags f
         left join rules r on r.flag_id = f.id and r.is_active and r.segments <> '[]'
         where f.environment_id = $1 and f.archived_at is null")
        .bind(environment)
        .fetch_all(c).await)?;
    let mut nodes: BTreeMap<String, FlagNode> = BTreeMap::new();
    for NodeRow { key, value_type, prerequisites, segments } in rows {
        let node = nodes.entry(key).or_default();
        node.value_type = value_type.value();
        node.prerequisites = prerequisites.value().map(|list| list.keys()).unwrap_or_default();
        node.segments.extend(segments.and_then(Decoded::value).unwrap_or_default());
    }
    Ok(nodes.into_iter().collect())
}

struct UserRow {
    id: Uuid,
    key: String,
    prerequisites: Decoded<Prerequisites>,
}
from_row!(UserRow, |row| { id, key: text, prerequisites });

/// The flags that have this one as a prerequisite, archived ones included, by key.
pub async fn list_users(
    conn: Conn<'_>,
    environment: Id<Environment>,
    key: &str,
) -> Result<Vec<UsedBy>, StoreError> {
    let rows: Vec<UserRow> = on!(conn, c => sqlx::query_as(
        "select id, key, prerequisites
         from flags
         where environment_id = $1 and prerequisites <> '[]'
         order by key")
        .bind(environment)
        .fetch_all(c).await)?;
    let names = |row: &UserRow| match &row.prerequisites {
        Decoded::Value(prerequisites) => prerequisites.0.iter().any(|one| &*one.flag == key),
        // Evaluators may have them as they were before the damage.
        Decoded::Damaged(text) => text.contains(key),
    };
    let users = rows.into_iter().filter(names);
    Ok(users.map(|UserRow { id, key, .. }| UsedBy { kind: UserKind::Flag, id, key }).collect())
}

/// How many keys one statement looks up.
const KEYS: usize = 1_000;

struct KeyedSnapshot {
    key: String,
    snapshot: String,
}
from_row!(KeyedSnapshot, |row| { key: text, snapshot: text });

/// The bytes for evaluators of the flags with these keys.
pub async fn list_snapshots(
    mut conn: Conn<'_>,
    environment: Id<Environment>,
    keys: &[String],
) -> Result<Vec<(String, String)>, StoreError> {
    macro_rules! query {
        ($c:expr, $keys:expr) => {{
            let mut query = QueryBuilder::new("select key, snapshot from flags where environment_id = ");
            query.push_bind(environment).push(" and key in (");
            let mut list = query.separated(", ");
            for key in $keys {
                list.push_bind(key);
            }
            query.push(")");
            query.build_query_as().fetch_all($c).await
        }};
    }
    let mut found = Vec::new();
    for keys in keys.chunks(KEYS) {
        let rows: Vec<KeyedSnapshot> = on!(conn.reborrow(), c => query!(c, keys))?;
        found.extend(rows.into_iter().map(|row| (row.key, row.snapshot)));
    }
    Ok(found)
}
