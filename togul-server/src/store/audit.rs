//! The audit log: written once, read in order, never changed.

use sqlx::QueryBuilder;

use super::{
    Conn, StoreError,
    column::{Doc, from_row},
    on,
};
use crate::domain::{
    audit::{Actor, AuditEntry, AuditFilter, Author, Deed, Readable},
    id::Id,
    organization::Organization,
    page::{Listed, Page},
    time::Time,
};

from_row!(Actor, |row| { id: (row.try_get("actor_id")?), name: (row.try_get("actor_name")?), email: (row.try_get("actor_email")?) });
from_row!(AuditEntry, |row| {
    id, organization_id, project_id, actor: (sqlx::FromRow::from_row(row)?), action: word, target_type, target_id,
    before: (row.try_get::<Option<Doc<_>>, _>("before")?.map(|doc| doc.0)),
    after: (row.try_get::<Option<Doc<_>>, _>("after")?.map(|doc| doc.0)),
    address, request_id, created_at,
});

pub async fn insert(conn: Conn<'_>, author: &Author, deed: &Deed, now: Time) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(
        "insert into audit_log
           (id, organization_id, project_id, actor_id, actor_name, actor_email, action, target_type, target_id,
            before, after, address, request_id, created_at)
         select $1, $2, $3, id, name, email, $5, $6, $7, $8, $9, $10, $11, $12 from users where id = $4")
        .bind(Id::<AuditEntry>::generate())
        .bind(deed.organization)
        .bind(deed.project)
        .bind(author.user)
        .bind(deed.action.as_str())
        .bind(deed.action.target_type())
        .bind(&deed.target)
        .bind(deed.before.as_ref().map(Doc))
        .bind(deed.after.as_ref().map(Doc))
        .bind(author.origin.address.to_string())
        .bind(&author.origin.request_id)
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Writes it unless the same was written since `since`, or is being written in the same minute by somebody else.
pub async fn insert_once(
    conn: Conn<'_>,
    author: &Author,
    deed: &Deed,
    now: Time,
    since: Time,
) -> Result<(), StoreError> {
    let minute = now.timestamp() / 60;
    let once =
        format!("{}/{}/{}/{}/{minute}", deed.organization, author.user, deed.action.as_str(), deed.target);
    on!(conn, c => sqlx::query(
        "insert into audit_log
           (id, organization_id, project_id, actor_id, actor_name, actor_email, action, target_type, target_id,
            before, after, address, request_id, created_at, once)
         select $1, $2, $3, u.id, u.name, u.email, $5, $6, $7, $8, $9, $10, $11, $12, $13
         from users u
         where u.id = $4
           and not exists (select 1
                           from audit_log a
                           where a.organization_id = $2 and a.actor_id = $4 and a.action = $5
                             and a.target_id = $7 and a.created_at > $14)
         on conflict (once) do nothing")
        .bind(Id::<AuditEntry>::generate())
        .bind(deed.organization)
        .bind(deed.project)
        .bind(author.user)
        .bind(deed.action.as_str())
        .bind(deed.action.target_type())
        .bind(&deed.target)
        .bind(deed.before.as_ref().map(Doc))
        .bind(deed.after.as_ref().map(Doc))
        .bind(author.origin.address.to_string())
        .bind(&author.origin.request_id)
        .bind(now)
        .bind(once)
        .bind(since)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn list(
    conn: Conn<'_>,
    organization: Id<Organization>,
    readable: &Readable,
    filter: &AuditFilter,
    page: Page,
) -> Result<Listed<AuditEntry>, StoreError> {
    if matches!(readable, Readable::Of(projects) if projects.is_empty()) {
        return Ok(Listed { rows: Vec::new(), next_cursor: None });
    }
    macro_rules! query {
        ($c:expr) => {{
            let mut query = QueryBuilder::new("select * from audit_log where organization_id = ");
            query.push_bind(organization);
            if let Readable::Of(projects) = readable {
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
            query.build_query_as::<AuditEntry>().fetch_all($c).await
        }};
    }
    let rows = on!(conn, c => query!(c))?;
    Ok(Listed::from_rows(rows, page, |entry: &AuditEntry| (entry.created_at, entry.id.uuid())))
}
