//! Segments, with their bytes for evaluators, and who names them.

use std::collections::BTreeSet;

use togul_core::Cost;
use uuid::Uuid;

use super::{
    Conn, StoreError,
    column::{JsonText, Text, from_row},
    decode, on, pages,
};
use crate::domain::{
    decoded::Decoded,
    environment::Environment,
    id::Id,
    page::{Listed, Page},
    project::Project,
    segment::{Segment, SegmentFilter},
    segment_graph::{SegmentGraph, SegmentNode},
    segment_snapshot::SegmentSnapshot,
    text::AttributeName,
    used_by::UsedBy,
};

from_row!(Segment, |row| {
    id, environment_id, key, name: text, description: text,
    attribute: (Decoded::of(row.try_get::<Text, _>("attribute")?.0, |name| AttributeName::parse(&**name).ok())),
    included, excluded, rules, version, created_at, updated_at,
});

struct SegmentRow {
    segment: Segment,
    snapshot: String,
}
from_row!(SegmentRow, |row| { segment: (sqlx::FromRow::from_row(row)?), snapshot: text });

/// # Errors
/// [`StoreError::Taken`] when the environment has one with this key, [`StoreError::ReadsBackDifferently`].
pub async fn insert(conn: Conn<'_>, segment: &Segment, snapshot: &SegmentSnapshot) -> Result<(), StoreError> {
    let stored: SegmentRow = on!(conn, c => sqlx::query_as(
        "insert into segments
           (id, environment_id, key, name, description, search, attribute, included, excluded, rules, names, cost,
            snapshot, version, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         returning *")
        .bind(segment.id)
        .bind(segment.environment_id)
        .bind(&segment.key)
        .bind(&segment.name)
        .bind(&segment.description)
        .bind(search_text(segment))
        .bind(attribute(segment))
        .bind(&segment.included)
        .bind(&segment.excluded)
        .bind(&segment.rules)
        .bind(JsonText(&snapshot.node.names))
        .bind(nanos(snapshot.node.cost))
        .bind(&snapshot.json)
        .bind(segment.version)
        .bind(segment.created_at)
        .bind(segment.updated_at)
        .fetch_one(c).await)?;
    expect_equal(segment, snapshot, &stored)
}

/// Writes the fields that may change, and the segment's bytes for evaluators.
///
/// # Errors
/// [`StoreError::ReadsBackDifferently`].
pub async fn update(conn: Conn<'_>, segment: &Segment, snapshot: &SegmentSnapshot) -> Result<(), StoreError> {
    let stored: SegmentRow = on!(conn, c => sqlx::query_as(
        "update segments
         set name = $2, description = $3, search = $4, attribute = $5, included = $6, excluded = $7, rules = $8,
             names = $9, cost = $10, snapshot = $11, version = $12, updated_at = $13
         where id = $1
         returning *")
        .bind(segment.id)
        .bind(&segment.name)
        .bind(&segment.description)
        .bind(search_text(segment))
        .bind(attribute(segment))
        .bind(&segment.included)
        .bind(&segment.excluded)
        .bind(&segment.rules)
        .bind(JsonText(&snapshot.node.names))
        .bind(nanos(snapshot.node.cost))
        .bind(&snapshot.json)
        .bind(segment.version)
        .bind(segment.updated_at)
        .fetch_one(c).await)?;
    expect_equal(segment, snapshot, &stored)
}

fn expect_equal(
    segment: &Segment,
    snapshot: &SegmentSnapshot,
    stored: &SegmentRow,
) -> Result<(), StoreError> {
    StoreError::expect_equal(segment, &stored.segment)?;
    StoreError::expect_equal(&*snapshot.json, &*stored.snapshot)
}

fn attribute(segment: &Segment) -> Text {
    segment.attribute.stored(|name| Text(name.to_string()))
}

fn nanos(cost: Cost) -> i64 {
    i64::try_from(cost.as_nanos()).unwrap_or(i64::MAX)
}

/// The text that `q` searches: key and name in a line each, so that no match spans both.
fn search_text(segment: &Segment) -> String {
    format!("{}\n{}", segment.key, segment.name).to_lowercase()
}

pub async fn find(
    conn: Conn<'_>,
    project: Id<Project>,
    id: Id<Segment>,
) -> Result<Option<Segment>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "select s.*
         from segments s
         join environments e on e.id = s.environment_id
         where e.project_id = $1 and s.id = $2")
        .bind(project)
        .bind(id)
        .fetch_optional(c).await)?)
}

/// The segment, and its bytes for evaluators.
pub async fn find_with_snapshot(
    conn: Conn<'_>,
    project: Id<Project>,
    id: Id<Segment>,
) -> Result<Option<(Segment, String)>, StoreError> {
    let row: Option<SegmentRow> = on!(conn, c => sqlx::query_as(
        "select s.*
         from segments s
         join environments e on e.id = s.environment_id
         where e.project_id = $1 and s.id = $2")
        .bind(project)
        .bind(id)
        .fetch_optional(c).await)?;
    Ok(row.map(|row| (row.segment, row.snapshot)))
}

/// All segments of an environment, each with its bytes for evaluators.
pub async fn list_of_environment(
    conn: Conn<'_>,
    environment: Id<Environment>,
) -> Result<Vec<(Segment, String)>, StoreError> {
    let rows: Vec<SegmentRow> = on!(conn, c => {
        let rows = sqlx::query("select * from segments where environment_id = $1").bind(environment).fetch_all(c);
        decode::all(rows.await?).await
    })?;
    Ok(rows.into_iter().map(|row| (row.segment, row.snapshot)).collect())
}

struct HeadRow {
    environment_id: Id<Environment>,
    key: String,
}
from_row!(HeadRow, |row| { environment_id, key });

/// The environment and the key of the segment.
pub async fn find_head(
    conn: Conn<'_>,
    project: Id<Project>,
    id: Id<Segment>,
) -> Result<Option<(Id<Environment>, String)>, StoreError> {
    let row: Option<HeadRow> = on!(conn, c => sqlx::query_as(
        "select s.environment_id, s.key
         from segments s
         join environments e on e.id = s.environment_id
         where e.project_id = $1 and s.id = $2")
        .bind(project)
        .bind(id)
        .fetch_optional(c).await)?;
    Ok(row.map(|row| (row.environment_id, row.key)))
}

pub async fn list(
    mut conn: Conn<'_>,
    project: Id<Project>,
    filter: &SegmentFilter,
    page: Page,
) -> Result<Listed<Segment>, StoreError> {
    let q = filter.q.as_ref().map(|q| pages::containing(q));
    // The sizes are read of the rows of this page alone.
    let places = on!(conn.reborrow(), c => pages::read_places(sqlx::query_as(
        "select place.id, place.created_at,
                cast(octet_length(key) + octet_length(name) + octet_length(description) + octet_length(included)
                     + octet_length(excluded) + octet_length(rules) as bigint) as bytes
         from (
           select s.id, s.created_at
           from segments s
           join environments e on e.id = s.environment_id
           where e.project_id = $1
             and (s.created_at, s.id) > ($2, $3)
             and ($4 is null or s.environment_id = $4)
             and ($5 is null or s.search like $5 escape '\\')
           order by s.created_at, s.id
           limit $6
         ) as place
         join segments on segments.id = place.id
         order by place.created_at, place.id")
        .bind(project)
        .bind(page.after.0)
        .bind(page.after.1)
        .bind(filter.environment)
        .bind(q)
        .bind(page.limit + 1)
        .fetch(c), page).await)?;
    let select = "select * from segments where id in";
    pages::find_rows(conn, select, places, |segment: &Segment| segment.id.uuid()).await
}

pub async fn delete(conn: Conn<'_>, id: Id<Segment>) -> Result<(), StoreError> {
    Ok(on!(conn, c => sqlx::query("delete from segments where id = $1").bind(id).execute(c).await.map(drop))?)
}

struct NodeRow {
    key: String,
    names: Decoded<BTreeSet<String>>,
    cost: i64,
}
from_row!(NodeRow, |row| { key, names, cost });

/// All segments of an environment, without their lists and rules.
pub async fn graph(conn: Conn<'_>, environment: Id<Environment>) -> Result<SegmentGraph, StoreError> {
    let rows: Vec<NodeRow> = on!(conn, c => sqlx::query_as(
        "select key, names, cost from segments where environment_id = $1")
        .bind(environment)
        .fetch_all(c).await)?;
    let nodes = rows.into_iter().map(|NodeRow { key, names, cost }| {
        let cost = Cost::from_nanos(cost.unsigned_abs());
        (key, SegmentNode { names: names_or_none(names), cost })
    });
    Ok(nodes.collect())
}

fn names_or_none(names: Decoded<BTreeSet<String>>) -> BTreeSet<String> {
    match names {
        Decoded::Value(names) => names,
        Decoded::Damaged(_) => BTreeSet::new(),
    }
}

struct UserRow {
    kind: String,
    id: Uuid,
    key: String,
}
from_row!(UserRow, |row| { kind, id, key });

/// A key as it is in a JSON list. Keys contain no character that JSON escapes.
pub(super) fn quoted(key: &str) -> String {
    format!("\"{key}\"")
}

/// The flags, archived ones and those with inactive rules as well, and the segments whose rules name a segment, by key.
pub async fn list_users(
    conn: Conn<'_>,
    environment: Id<Environment>,
    key: &str,
) -> Result<Vec<UsedBy>, StoreError> {
    let rows: Vec<UserRow> = on!(conn, c => sqlx::query_as(
        "select 'flag' as kind, f.id, f.key
         from flags f
         where f.environment_id = $1
           and exists (select 1 from rules r
                       where r.flag_id = f.id and r.segments <> '[]' and replace(r.segments, $2, '') <> r.segments)
         union all
         select 'segment' as kind, s.id, s.key
         from segments s
         where s.environment_id = $1 and replace(s.names, $2, '') <> s.names
         order by kind, key")
        .bind(environment)
        .bind(quoted(key))
        .fetch_all(c).await)?;
    let users = rows
        .into_iter()
        .filter_map(|UserRow { kind, id, key }| Some(UsedBy { kind: kind.parse().ok()?, id, key }));
    Ok(users.collect())
}
