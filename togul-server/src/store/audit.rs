//! The audit log: written once, read in order, never changed. The oldest entries are deleted when it gets too large.

use serde_json::value::RawValue;
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{
    Batch, Conn, StoreError,
    column::{JsonText, NamedText, Text, from_row},
    on, pages,
};
use crate::{
    auth::secret::SecretHash,
    domain::{
        audit::{Action, Actor, AuditEntry, AuditEvent, AuditFilter, Author, Order, Readable, States},
        id::Id,
        organization::Organization,
        page::{Listed, Page},
        time::Time,
    },
};

from_row!(Actor, |row| {
    id: (row.try_get("actor_id")?),
    name: (row.try_get::<Text, _>("actor_name")?.0),
    email: (row.try_get::<Text, _>("actor_email")?.0),
});
from_row!(AuditEntry, |row| {
    id,
    organization_id: (organization(row.try_get("organization_id")?)),
    project_id, actor: (sqlx::FromRow::from_row(row)?), action: name, target_type: text, target_id: text,
    flag_id: (row.try_get::<Option<NamedText<_>>, _>("flag_id")?.map(|id| id.0)),
    before: (row.try_get::<Option<JsonText<_>>, _>("before")?.map(|doc| doc.0)),
    after: (row.try_get::<Option<JsonText<_>>, _>("after")?.map(|doc| doc.0)),
    truncated: (row.try_get("is_truncated")?),
    address: (visible_address(row.try_get("action")?, row.try_get("address")?)),
    request_id: text, created_at,
});

const REFUSED_LOGIN: Action = Action::UserLoginRefused;
/// The `organization_id` of entries about an account.
pub(super) const NO_ORGANIZATION: Uuid = Uuid::nil();
/// What an entry takes in the database apart from its values, with the indexes.
const ENTRY_BYTES: i64 = 1024;

/// Where a person was when they failed to log in concerns none of their organizations.
fn visible_address(action: &str, Text(address): Text) -> Option<String> {
    (action != REFUSED_LOGIN.as_str()).then_some(address)
}

fn organization(stored: Uuid) -> Option<Id<Organization>> {
    (stored != NO_ORGANIZATION).then(|| stored.into())
}

/// `once` is a hash of what may be recorded once: a second entry with the same hash is not written.
pub fn insert(batch: &mut Batch, author: &Author, event: &AuditEvent, now: Time, once: Option<SecretHash>) {
    let States { before, after, is_truncated } = States::of(event.before.as_deref(), event.after.as_deref());
    let values = [&before, &after].into_iter().flatten();
    let bytes = ENTRY_BYTES + values.map(|json| json.get().len() as i64).sum::<i64>();
    batch
        .add(
            "insert into audit_log
               (id, organization_id, project_id, actor_id, actor_name, actor_email, action, target_type, target_id,
                before, after, address, request_id, created_at, once, flag_id, is_truncated, bytes)
             select $1, $2, $3, coalesce($16, id), coalesce($17, name), email, $5, $6, $7, $8, $9, $10, $11, $12, $13,
                    $14, $15, $18
             from users
             where id = $4
             on conflict (once) do nothing",
        )
        .bind(Id::<AuditEntry>::generate())
        .bind(event.organization.map_or(NO_ORGANIZATION, Id::uuid))
        .bind(event.project)
        .bind(author.user)
        .bind(event.action.as_str())
        .bind(event.action.target_type())
        .bind(&event.target)
        .bind(before.as_deref().map(RawValue::get))
        .bind(after.as_deref().map(RawValue::get))
        .bind(author.source.address.to_string())
        .bind(&author.source.request_id)
        .bind(now)
        .bind(once)
        .bind(event.flag_id())
        .bind(is_truncated)
        .bind(event.token.as_ref().map(|token| token.id))
        .bind(event.token.as_ref().map(|token| &*token.name))
        .bind(bytes);
}

/// Deletes the failed logins before this time.
pub async fn prune_refused_logins(conn: Conn<'_>, before: Time, rows: i64) -> Result<u64, StoreError> {
    Ok(on!(conn, c => sqlx::query(
        "delete from audit_log
         where id in (select id from audit_log where organization_id = $1 and created_at < $2 limit $3)")
        .bind(NO_ORGANIZATION)
        .bind(before)
        .bind(rows)
        .execute(c).await.map(|done| done.rows_affected()))?)
}

/// Whether an equal entry, of any project, was recorded since `since`.
pub async fn is_recorded(
    conn: Conn<'_>,
    author: &Author,
    event: &AuditEvent,
    since: Time,
) -> Result<bool, StoreError> {
    let (is_recorded,): (bool,) = on!(conn, c => sqlx::query_as(
        "select exists (select 1
                        from audit_log
                        where organization_id = $1 and actor_id = $2 and action = $3 and target_id = $4
                          and after is not distinct from $5 and created_at > $6)")
        .bind(event.organization.map_or(NO_ORGANIZATION, Id::uuid))
        .bind(event.actor(author))
        .bind(event.action.as_str())
        .bind(&event.target)
        .bind(event.after.as_ref().map(JsonText))
        .bind(since)
        .fetch_one(c).await)?;
    Ok(is_recorded)
}

/// Restricts `a` to the rows of a page, in its order, and closes the subquery.
macro_rules! push_page {
    ($query:ident, $filter:ident, $page:ident) => {{
        if let Some(project) = $filter.project {
            $query.push(" and a.project_id = ").push_bind(project);
        }
        if let Some(actor) = $filter.actor {
            $query.push(" and a.actor_id = ").push_bind(actor);
        }
        if let Some(action) = $filter.action {
            $query.push(" and a.action = ").push_bind(action.as_str());
        }
        if let Some(target_type) = &$filter.target_type {
            $query.push(" and a.target_type = ").push_bind(target_type);
        }
        if let Some(target_type) = &$filter.exclude_target_type {
            $query.push(" and a.target_type <> ").push_bind(target_type);
        }
        if let Some(target_id) = &$filter.target_id {
            $query.push(" and a.target_id = ").push_bind(target_id);
        }
        if let Some(flag) = $filter.flag {
            $query.push(" and a.flag_id = ").push_bind(flag.to_string());
        }
        if let Some(since) = $filter.since {
            $query.push(" and a.created_at >= ").push_bind(since);
        }
        if let Some(until) = $filter.until {
            $query.push(" and a.created_at < ").push_bind(until);
        }
        // The default position is before the oldest entry.
        let is_first = $page.after == Page::FIRST.after;
        let (compare, order) = match $filter.order {
            Order::Asc => (">", "asc"),
            Order::Desc => ("<", "desc"),
        };
        if !is_first {
            $query.push(" and (a.created_at, a.id) ").push(compare).push(" (");
            $query.push_bind($page.after.0).push(", ").push_bind($page.after.1).push(")");
        }
        $query.push(" order by a.created_at ").push(order).push(", a.id ").push(order);
        $query.push(" limit ").push_bind($page.limit + 1).push(")");
        order
    }};
}

/// A page, cut earlier where its entries get too large.
pub async fn list(
    mut conn: Conn<'_>,
    organization: Id<Organization>,
    readable: &Readable,
    filter: &AuditFilter,
    page: Page,
) -> Result<Listed<AuditEntry>, StoreError> {
    if matches!(readable, Readable::Projects(projects) if projects.is_empty()) {
        return Ok(Listed { rows: Vec::new(), next_cursor: None });
    }
    let with_accounts =
        matches!(readable, Readable::All) && filter.action.is_none_or(|one| one == REFUSED_LOGIN);
    macro_rules! query {
        ($c:expr) => {{
            // The sizes are read of the entries of this page alone.
            let mut query = QueryBuilder::new(
                "select place.id, place.created_at,
                        cast(octet_length(coalesce(before, '')) + octet_length(coalesce(after, '')) as bigint) as bytes
                 from (
                   select *
                   from (select a.id, a.created_at from audit_log a where a.organization_id = ",
            );
            query.push_bind(organization);
            match readable {
                Readable::All => {}
                Readable::AllProjects => {
                    query.push(" and a.project_id is not null");
                }
                Readable::Projects(projects) => {
                    query.push(" and a.project_id in (");
                    let mut list = query.separated(", ");
                    for project in projects {
                        list.push_bind(*project);
                    }
                    query.push(")");
                }
            }
            let order = push_page!(query, filter, page);
            query.push(" as entries");
            if with_accounts {
                // Refused logins to the accounts of members, since they are members.
                query.push(
                    " union all
                     select * from (
                       select a.id, a.created_at
                       from audit_log a
                       join members m on m.user_id = a.actor_id and m.created_at <= a.created_at
                       where a.organization_id = ",
                );
                query.push_bind(NO_ORGANIZATION).push(" and m.organization_id = ").push_bind(organization);
                push_page!(query, filter, page);
                query.push(" as refused_logins");
            }
            query.push(" order by created_at ").push(order).push(", id ").push(order);
            query.push(" limit ").push_bind(page.limit + 1);
            query.push(") as place join audit_log on audit_log.id = place.id order by place.created_at ");
            query.push(order).push(", place.id ").push(order);
            pages::read_places(query.build_query_as().fetch($c), page).await
        }};
    }
    let places = on!(conn.reborrow(), c => query!(c))?;
    let select = "select * from audit_log where id in";
    let entries = pages::find_rows(conn, select, places, |entry: &AuditEntry| entry.id.uuid()).await?;
    Ok(entries.map(AuditEntry::within_bound))
}
