//! Environments, and the lock under which their objects change.

use std::collections::HashMap;

use sqlx::QueryBuilder;
use togul_core::Fingerprint;
use uuid::Uuid;

use super::{
    Batch, Conn, StoreError,
    column::{JsonText, Text, from_row},
    on, pages,
};
use crate::domain::{
    api_key::ApiKey,
    change::{Head, Usage},
    environment::Environment,
    flag::Flag,
    id::Id,
    organization::Organization,
    page::{Listed, Page},
    project::Project,
    rule::Rule,
    segment::Segment,
    snapshot::StoredObject,
};

from_row!(Environment, |row| {
    id, project_id, key: text, name: text, description: text, color, confirm_changes, regions: json, revision: revision, version, created_at, updated_at,
});

/// # Errors
/// [`StoreError::Taken`] when the project has one with this key.
pub async fn insert(conn: Conn<'_>, environment: &Environment) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(
        "insert into environments
           (id, project_id, key, name, description, regions, revision, fingerprint, access_version, version,
          created_at, updated_at, color, confirm_changes)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11, $12, $13)")
        .bind(environment.id)
        .bind(environment.project_id)
        .bind(&environment.key)
        .bind(&environment.name)
        .bind(&environment.description)
        .bind(JsonText(&environment.regions))
        .bind(environment.revision.to_i64())
        .bind(Fingerprint::default().to_string())
        .bind(environment.version)
        .bind(environment.created_at)
        .bind(environment.updated_at)
        .bind(&environment.color)
        .bind(environment.confirm_changes)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn count(conn: Conn<'_>, project: Id<Project>) -> Result<u64, StoreError> {
    let (count,): (i64,) = on!(conn, c => sqlx::query_as("select count(*) from environments where project_id = $1")
        .bind(project)
        .fetch_one(c).await)?;
    Ok(count.unsigned_abs())
}

pub async fn find(
    conn: Conn<'_>,
    project: Id<Project>,
    id: Id<Environment>,
) -> Result<Option<Environment>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as("select * from environments where project_id = $1 and id = $2")
        .bind(project)
        .bind(id)
        .fetch_optional(c).await)?)
}

pub async fn find_by_key(
    conn: Conn<'_>,
    project: Id<Project>,
    key: &str,
) -> Result<Option<Environment>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as("select * from environments where project_id = $1 and key = $2")
        .bind(project)
        .bind(key)
        .fetch_optional(c).await)?)
}

/// What live evaluation compares with its own state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    pub id: Id<Environment>,
    pub head: Head,
    /// The version of its regions and keys.
    pub access: i64,
}
from_row!(Versions, |row| { id, head: (sqlx::FromRow::from_row(row)?), access: (row.try_get("access_version")?) });

/// An environment as evaluation needs it.
#[derive(Clone, Debug)]
pub struct LiveRow {
    pub environment: Environment,
    pub organization: Id<Organization>,
    /// The version of its regions and keys.
    pub access: i64,
}
from_row!(LiveRow, |row| {
    environment: (sqlx::FromRow::from_row(row)?),
    organization: (row.try_get("organization_id")?),
    access: (row.try_get("access_version")?),
});

/// For evaluation, which has the id from an API key: of any project, unless its organization is deleted.
pub async fn find_live(conn: Conn<'_>, id: Id<Environment>) -> Result<Option<LiveRow>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "select e.*, p.organization_id
         from environments e
         join projects p on p.id = e.project_id
         join organizations o on o.id = p.organization_id
         where e.id = $1 and o.deleted_at is null")
        .bind(id)
        .fetch_optional(c).await)?)
}

/// The versions of the given environments that exist; at most a few hundred at a time.
pub async fn list_versions(
    conn: Conn<'_>,
    ids: &[Id<Environment>],
) -> Result<HashMap<Id<Environment>, Versions>, StoreError> {
    macro_rules! query {
        ($c:expr) => {{
            let mut query = QueryBuilder::new(
                "select e.id, e.revision, e.fingerprint, e.access_version
                 from environments e
                 join projects p on p.id = e.project_id
                 join organizations o on o.id = p.organization_id
                 where o.deleted_at is null and e.id in (",
            );
            let mut list = query.separated(", ");
            for id in ids {
                list.push_bind(*id);
            }
            query.push(")");
            query.build_query_as().fetch_all($c).await
        }};
    }
    let rows: Vec<Versions> = on!(conn, c => query!(c))?;
    Ok(rows.into_iter().map(|versions| (versions.id, versions)).collect())
}

/// Raises the version of regions and keys before they change, and makes other such writes wait. Returns the version;
/// `None` when the project has no such environment.
pub async fn raise_access(
    conn: Conn<'_>,
    project: Id<Project>,
    id: Id<Environment>,
) -> Result<Option<i64>, StoreError> {
    Ok(on!(conn, c => sqlx::query_scalar(
        "update environments set access_version = access_version + 1
         where project_id = $1 and id = $2
         returning access_version")
        .bind(project)
        .bind(id)
        .fetch_optional(c).await)?)
}

/// As [`raise_access`], of the environment of a key.
pub async fn raise_access_of_key(
    conn: Conn<'_>,
    project: Id<Project>,
    key: Id<ApiKey>,
) -> Result<Option<i64>, StoreError> {
    Ok(on!(conn, c => sqlx::query_scalar(
        "update environments set access_version = access_version + 1
         where project_id = $1 and id = (select environment_id from api_keys where id = $2)
         returning access_version")
        .bind(project)
        .bind(key)
        .fetch_optional(c).await)?)
}

pub async fn list(
    conn: Conn<'_>,
    project: Id<Project>,
    page: Page,
) -> Result<Listed<Environment>, StoreError> {
    let bytes = |one: &Environment| {
        one.name.len() + one.description.len() + one.regions.iter().map(String::len).sum::<usize>()
    };
    Ok(on!(conn, c => pages::read(sqlx::query_as(
        "select *
         from environments
         where project_id = $1 and (created_at, id) > ($2, $3)
         order by created_at, id
         limit $4")
        .bind(project)
        .bind(page.after.0)
        .bind(page.after.1)
        .bind(page.limit + 1)
        .fetch(c), page, bytes, |one| (one.created_at, one.id.uuid())).await)?)
}

/// Writes the fields that may change, and raises the version.
pub async fn update(conn: Conn<'_>, environment: &Environment) -> Result<Environment, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "update environments
         set name = $2, description = $3, regions = $4, color = $5, confirm_changes = $6, updated_at = $7,
             version = version + 1
         where id = $1
         returning *")
        .bind(environment.id)
        .bind(&environment.name)
        .bind(&environment.description)
        .bind(JsonText(&environment.regions))
        .bind(&environment.color)
        .bind(environment.confirm_changes)
        .bind(environment.updated_at)
        .fetch_one(c).await)?)
}

/// Deletes it with everything in it.
pub async fn delete(conn: Conn<'_>, id: Id<Environment>) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("delete from environments where id = $1").bind(id).execute(c).await.map(drop))?;
    Ok(())
}

from_row!(Head, |row| { revision: revision, fingerprint: name });

/// Something in an environment, whose environment is to be locked.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    Environment(Id<Environment>),
    Flag(Id<Flag>),
    Rule(Id<Rule>),
    Segment(Id<Segment>),
}

/// An update without effect that locks the environment of something that stays in it: the one way to lock a row that
/// both databases have. The bytes of the organization's other environments may change meanwhile.
macro_rules! lock_statement {
    ($id:literal) => {
        concat!(
            "update environments set revision = revision where project_id = $1 and id = ",
            $id,
            " returning id, revision, fingerprint, flag_count, flag_bytes, written_bytes, segment_count,
               segment_bytes, logged_bytes, cost,
               (select cast(coalesce(sum(case when other.flag_bytes > other.written_bytes
                                              then other.flag_bytes else other.written_bytes end
                                         + other.segment_bytes), 0) as bigint)
                from environments other
                join projects p on p.id = other.project_id
                where p.organization_id = (select organization_id from projects where id = $1)) as stored_bytes"
        )
    };
}
/// A column that only this statement has, of those that begin a transaction.
pub(super) const LOCKED_COLUMN: &str = "stored_bytes";

/// Reads whether any flag has prerequisites. A statement of its own: the one that locks sees other rows as they were
/// before it waited for the lock.
macro_rules! links_statement {
    ($id:literal) => {
        concat!(
            "select cast(count(*) as bigint) as linked
             from (select 1 from flags where environment_id = ",
            $id,
            " and prerequisites <> '[]' limit 1) as links"
        )
    };
}
/// A column that only this statement has, of those that begin a transaction.
pub(super) const LINKS_COLUMN: &str = "linked";

impl Target {
    /// The statement that locks the environment, with a project and the id as its parameters.
    pub(super) fn lock(self) -> &'static str {
        match self {
            Self::Environment(_) => lock_statement!("$2"),
            Self::Flag(_) => lock_statement!("(select environment_id from flags where id = $2)"),
            Self::Rule(_) => lock_statement!(
                "(select f.environment_id from flags f join rules r on r.flag_id = f.id where r.id = $2)"
            ),
            Self::Segment(_) => lock_statement!("(select environment_id from segments where id = $2)"),
        }
    }

    /// The statement for [`Locked::has_prerequisites`], with the id as its parameter.
    pub(super) fn links(self) -> &'static str {
        match self {
            Self::Environment(_) => links_statement!("$1"),
            Self::Flag(_) => links_statement!("(select environment_id from flags where id = $1)"),
            Self::Rule(_) => links_statement!(
                "(select f.environment_id from flags f join rules r on r.flag_id = f.id where r.id = $1)"
            ),
            Self::Segment(_) => links_statement!("(select environment_id from segments where id = $1)"),
        }
    }

    pub(super) fn id(self) -> Uuid {
        match self {
            Self::Environment(id) => id.uuid(),
            Self::Flag(id) => id.uuid(),
            Self::Rule(id) => id.uuid(),
            Self::Segment(id) => id.uuid(),
        }
    }
}

/// A locked environment.
#[derive(Clone, Copy, Debug)]
pub struct Locked {
    pub id: Id<Environment>,
    pub head: Head,
    pub usage: Usage,
    /// Of all environments of the organization: [`Usage::stored_bytes`].
    pub stored_bytes: u64,
    /// Whether any flag has prerequisites, archived ones included: from the statement after the one that locks.
    pub has_prerequisites: bool,
}
from_row!(Locked, |row| {
    id, head: (sqlx::FromRow::from_row(row)?), usage: (sqlx::FromRow::from_row(row)?),
    stored_bytes: (row.try_get::<i64, _>("stored_bytes")?.unsigned_abs()),
    has_prerequisites: (false),
});
from_row!(Usage, |row| {
    flags: (row.try_get::<i64, _>("flag_count")?.unsigned_abs()),
    flag_bytes: (row.try_get::<i64, _>("flag_bytes")?.unsigned_abs()),
    written_bytes: (row.try_get::<i64, _>("written_bytes")?.unsigned_abs()),
    segments: (row.try_get::<i64, _>("segment_count")?.unsigned_abs()),
    segment_bytes: (row.try_get::<i64, _>("segment_bytes")?.unsigned_abs()),
    logged_bytes: (row.try_get::<i64, _>("logged_bytes")?.unsigned_abs()),
    cost,
});

/// Locks the environment's row until the transaction ends, so that revisions grow in commit order. `None` when the
/// project has no such environment.
pub(super) async fn lock_target(
    mut conn: Conn<'_>,
    project: Id<Project>,
    target: Target,
) -> Result<Option<Locked>, StoreError> {
    let locked: Option<Locked> = on!(conn.reborrow(), c => sqlx::query_as(target.lock())
        .bind(project)
        .bind(target.id())
        .fetch_optional(c).await)?;
    let Some(locked) = locked else { return Ok(None) };
    let (links,): (i64,) =
        on!(conn, c => sqlx::query_as(target.links()).bind(target.id()).fetch_one(c).await)?;
    Ok(Some(Locked { has_prerequisites: links > 0, ..locked }))
}

/// As `lock_target`, for a transaction that locks several. `false` when the project has no such environment.
pub async fn lock(conn: Conn<'_>, project: Id<Project>, id: Id<Environment>) -> Result<bool, StoreError> {
    Ok(lock_target(conn, project, Target::Environment(id)).await?.is_some())
}

/// All segments of an environment, and its flags but for archived ones, at one revision.
#[derive(Clone, Debug)]
pub struct Contents {
    pub head: Head,
    pub objects: Vec<StoredObject>,
}

struct ContentsRow {
    head: Head,
    kind: String,
    key: Option<Text>,
    snapshot: Option<Text>,
}
from_row!(ContentsRow, |row| { head: (sqlx::FromRow::from_row(row)?), kind, key, snapshot });

/// One statement, so that objects and revision are consistent in both databases.
pub async fn contents(conn: Conn<'_>, id: Id<Environment>) -> Result<Option<Contents>, StoreError> {
    let rows: Vec<ContentsRow> = on!(conn, c => sqlx::query_as(
        "select e.revision, e.fingerprint, 'flag' as kind, f.key, f.snapshot
         from environments e
         left join flags f on f.environment_id = e.id and f.archived_at is null
         where e.id = $1
         union all
         select e.revision, e.fingerprint, 'segment' as kind, s.key, s.snapshot
         from environments e
         join segments s on s.environment_id = e.id
         where e.id = $1")
        .bind(id)
        .fetch_all(c).await)?;
    let Some(first) = rows.first() else { return Ok(None) };
    let head = first.head;
    let objects = rows.into_iter().filter_map(|row| {
        let (Text(key), Text(json)) = row.key.zip(row.snapshot)?;
        Some(StoredObject { kind: row.kind.parse().ok()?, key, json })
    });
    let objects = objects.collect();
    Ok(Some(Contents { head, objects }))
}

/// Writes what the environment holds, after a change that evaluators do not see.
pub fn update_usage(batch: &mut Batch, id: Id<Environment>, usage: Usage) {
    batch
        .add(
            "update environments
             set flag_count = $2, flag_bytes = $3, written_bytes = $4, segment_count = $5, segment_bytes = $6
             where id = $1",
        )
        .bind(id)
        .bind(usage.flags.cast_signed())
        .bind(usage.flag_bytes.cast_signed())
        .bind(usage.written_bytes.cast_signed())
        .bind(usage.segments.cast_signed())
        .bind(usage.segment_bytes.cast_signed());
}

pub async fn list_ids(conn: Conn<'_>, project: Id<Project>) -> Result<Vec<Id<Environment>>, StoreError> {
    let rows: Vec<(Id<Environment>,)> = on!(conn, c => sqlx::query_as("select id from environments where project_id = $1")
            .bind(project)
            .fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The environments of an organization, and the project of each.
pub async fn list_of_organization(
    conn: Conn<'_>,
    organization: Id<Organization>,
) -> Result<Vec<(Id<Environment>, Id<Project>)>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "select e.id, e.project_id
         from environments e
         join projects p on p.id = e.project_id
         where p.organization_id = $1")
        .bind(organization)
        .fetch_all(c).await)?)
}
