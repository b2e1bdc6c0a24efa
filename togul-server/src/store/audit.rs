//! The audit log: written once, read in order, never changed.

use futures_util::TryStreamExt;
use sqlx::QueryBuilder;

use super::{
    Conn, StoreError,
    column::{JsonText, from_row},
    on,
};
use crate::{
    auth::secret::SecretHash,
    domain::{
        audit::{Actor, AuditEntry, AuditEvent, AuditFilter, Author, Readable},
        id::Id,
        organization::Organization,
        page::{Listed, Page},
        time::Time,
    },
};

/// The bound of a page: one entry of a flag with all its rules may have many megabytes.
const MOST_BYTES: usize = 8 * 1024 * 1024;

from_row!(Actor, |row| { id: (row.try_get("actor_id")?), name: (row.try_get("actor_name")?), email: (row.try_get("actor_email")?) });
from_row!(AuditEntry, |row| {
    id, organization_id, project_id, actor: (sqlx::FromRow::from_row(row)?), action: name, target_type, target_id,
    before: (row.try_get::<Option<JsonText<_>>, _>("before")?.map(|doc| doc.0)),
    after: (row.try_get::<Option<JsonText<_>>, _>("after")?.map(|doc| doc.0)),
    address, request_id, created_at,
});

/// `once` is a hash of what may be recorded once: a second entry with the same hash is not written.
pub async fn insert(
    conn: Conn<'_>,
    author: &Author,
    event: &AuditEvent,
    now: Time,
    once: Option<SecretHash>,
) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(
        "insert into audit_log
           (id, organization_id, project_id, actor_id, actor_name, actor_email, action, target_type, target_id,
            before, after, address, request_id, created_at, once)
         select $1, $2, $3, id, name, email, $5, $6, $7, $8, $9, $10, $11, $12, $13
         from users
         where id = $4
         on conflict (once) do nothing")
        .bind(Id::<AuditEntry>::generate())
        .bind(event.organization)
        .bind(event.project)
        .bind(author.user)
        .bind(event.action.as_str())
        .bind(event.action.target_type())
        .bind(&event.target)
        .bind(event.before.as_ref().map(JsonText))
        .bind(event.after.as_ref().map(JsonText))
        .bind(author.source.address.to_string())
        .bind(&author.source.request_id)
        .bind(now)
        .bind(once.map(|hash| hash.0.to_vec()))
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Whether an equal entry was recorded since `since`.
pub async fn is_recorded(
    conn: Conn<'_>,
    author: &Author,
    event: &AuditEvent,
    since: Time,
) -> Result<bool, StoreError> {
    let (is_recorded,): (bool,) = on!(conn, c => sqlx::query_as(
        "select exists (select 1
                        from audit_log
                        where organization_id = $1 and project_id is not distinct from $2 and actor_id = $3
                          and action = $4 and target_id = $5 and after is not distinct from $6
                          and created_at > $7)")
        .bind(event.organization)
        .bind(event.project)
        .bind(author.user)
        .bind(event.action.as_str())
        .bind(&event.target)
        .bind(event.after.as_ref().map(JsonText))
        .bind(since)
        .fetch_one(c).await)?;
    Ok(is_recorded)
}

/// A page, cut earlier where its entries get too large.
pub async fn list(
    conn: Conn<'_>,
    organization: Id<Organization>,
    readable: &Readable,
    filter: &AuditFilter,
    page: Page,
) -> Result<Listed<AuditEntry>, StoreError> {
    if matches!(readable, Readable::Projects(projects) if projects.is_empty()) {
        return Ok(Listed { rows: Vec::new(), next_cursor: None });
    }
    macro_rules! query {
        ($c:expr) => {{
            let mut query = QueryBuilder::new("select * from audit_log where organization_id = ");
            query.push_bind(organization);
            if let Readable::Projects(projects) = readable {
                query.push(" and project_id in (");
                let mut list = query.separated(", ");
                for project in projects {
                    list.push_bind(*project);
                }
                query.push(")");
            }
            if let Some(project) = filter.project {
                query.push(" and project_id = ").push_bind(project);
            }
            if let Some(actor) = filter.actor {
                query.push(" and actor_id = ").push_bind(actor);
            }
            if let Some(action) = filter.action {
                query.push(" and action = ").push_bind(action.as_str());
            }
            if let Some(target_type) = &filter.target_type {
                query.push(" and target_type = ").push_bind(target_type);
            }
            if let Some(target_id) = &filter.target_id {
                query.push(" and target_id = ").push_bind(target_id);
            }
            if let Some(since) = filter.since {
                query.push(" and created_at >= ").push_bind(since);
            }
            if let Some(until) = filter.until {
                query.push(" and created_at < ").push_bind(until);
            }
            query
                .push(" and (created_at, id) > (")
                .push_bind(page.after.0)
                .push(", ")
                .push_bind(page.after.1);
            query.push(") order by created_at, id limit ").push_bind(page.limit + 1);
            let (mut rows, mut bytes) = (Vec::new(), 0);
            let mut found = query.build_query_as::<AuditEntry>().fetch($c);
            while let Some(entry) = found.try_next().await? {
                bytes += [&entry.before, &entry.after]
                    .into_iter()
                    .flatten()
                    .map(|json| json.get().len())
                    .sum::<usize>();
                rows.push(entry);
                if bytes > MOST_BYTES {
                    break;
                }
            }
            Ok::<_, sqlx::Error>((rows, bytes > MOST_BYTES))
        }};
    }
    let (rows, is_cut) = on!(conn, c => query!(c))?;
    let place = |entry: &AuditEntry| (entry.created_at, entry.id.uuid());
    Ok(if is_cut { Listed::from_first_rows(rows, page, place) } else { Listed::from_rows(rows, page, place) })
}
