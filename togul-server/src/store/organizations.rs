//! Organizations. Deleted ones keep their row and the audit log, and are not visible.

use super::{Conn, Store, StoreError, access::RoleRow, column::from_row, environments, on};
use crate::domain::{
    account::User,
    environment::Environment,
    id::Id,
    organization::{Organization, OrganizationSummary},
    text::Name,
    time::Time,
};

from_row!(Organization, |row| { id, slug: text, name: text, created_at, updated_at });
from_row!(OrganizationSummary, |row| {
    id, slug: text, name: text, role: text,
    permissions: (<RoleRow as sqlx::FromRow<_>>::from_row(row)?.permissions()),
});

/// `false` when the slug is taken.
pub async fn insert(conn: Conn<'_>, new: &Organization) -> Result<bool, StoreError> {
    Ok(on!(conn, c => sqlx::query(
        "insert into organizations (id, slug, name, created_at, updated_at) values ($1, $2, $3, $4, $5)
         on conflict (slug) do nothing")
        .bind(new.id)
        .bind(&new.slug)
        .bind(&new.name)
        .bind(new.created_at)
        .bind(new.updated_at)
        .execute(c).await.map(|done| done.rows_affected() == 1))?)
}

pub async fn find(conn: Conn<'_>, id: Id<Organization>) -> Result<Option<Organization>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as("select * from organizations where id = $1 and deleted_at is null")
        .bind(id)
        .fetch_optional(c).await)?)
}

pub async fn rename(
    conn: Conn<'_>,
    id: Id<Organization>,
    name: &Name,
    now: Time,
) -> Result<Organization, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "update organizations set name = $2, updated_at = $3 where id = $1 returning *")
        .bind(id)
        .bind(&**name)
        .bind(now)
        .fetch_one(c).await)?)
}

pub async fn delete(conn: Conn<'_>, id: Id<Organization>, now: Time) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("update organizations set deleted_at = $2, updated_at = $2 where id = $1")
        .bind(id)
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// The user's organizations in the order of joining.
pub async fn list_of(conn: Conn<'_>, user: Id<User>) -> Result<Vec<OrganizationSummary>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "select o.id, o.slug, o.name, r.key as role, r.key as role_key, r.is_system, r.permissions
         from members m
         join organizations o on o.id = m.organization_id
         join roles r on r.id = m.role_id
         where m.user_id = $1 and o.deleted_at is null
         order by m.created_at, m.id")
        .bind(user)
        .fetch_all(c).await)?)
}

/// The environments of all its projects.
pub async fn list_environments(
    conn: Conn<'_>,
    id: Id<Organization>,
) -> Result<Vec<Id<Environment>>, StoreError> {
    let rows: Vec<(Id<Environment>,)> = on!(conn, c => sqlx::query_as(
        "select e.id from environments e join projects p on p.id = e.project_id where p.organization_id = $1")
        .bind(id)
        .fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Deletes what deleted organizations had, except for the audit log. A transaction deletes one environment, because large
/// ones take long and SQLite has one writer.
pub async fn purge_deleted(store: &Store) -> Result<(), StoreError> {
    loop {
        let mut tx = store.begin().await?;
        let found: Option<(Id<Environment>,)> = on!(tx.conn(), c => sqlx::query_as(
            "select e.id
             from organizations o
             join projects p on p.organization_id = o.id
             join environments e on e.project_id = p.id
             where o.deleted_at is not null
             limit 1")
            .fetch_optional(c).await)?;
        let Some((environment,)) = found else { break };
        environments::delete(tx.conn(), environment).await?;
        tx.commit().await?;
    }
    let mut tx = store.begin().await?;
    macro_rules! delete_from {
        ($table:literal) => {
            on!(tx.conn(), c => sqlx::query(
                concat!("delete from ", $table, "
                 where organization_id in (select id from organizations where deleted_at is not null)"))
                .execute(c).await.map(drop))?
        };
    }
    delete_from!("projects");
    delete_from!("machine_tokens");
    delete_from!("invitations");
    delete_from!("members");
    delete_from!("roles");
    tx.commit().await
}
