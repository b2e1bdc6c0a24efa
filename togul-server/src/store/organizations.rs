//! Organizations, their roles and their members.

use super::{Conn, StoreError, column::from_row, on};
use crate::domain::{
    account::User,
    id::Id,
    member::{Member, Role},
    organization::{Organization, OrganizationSummary},
    permission::SystemRole,
    time::Time,
};

from_row!(OrganizationSummary, |row| { id, slug, name, role });

/// `false` when the slug is taken.
pub async fn insert(
    conn: Conn<'_>,
    id: Id<Organization>,
    slug: &str,
    name: &str,
    now: Time,
) -> Result<bool, StoreError> {
    Ok(on!(conn, c => sqlx::query(
        "insert into organizations (id, slug, name, created_at, updated_at) values ($1, $2, $3, $4, $4)
         on conflict (slug) do nothing")
        .bind(id)
        .bind(slug)
        .bind(name)
        .bind(now)
        .execute(c).await.map(|done| done.rows_affected() == 1))?)
}

pub async fn insert_system_role(
    conn: Conn<'_>,
    organization: Id<Organization>,
    id: Id<Role>,
    role: SystemRole,
    now: Time,
) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(
        "insert into roles (id, organization_id, key, name, is_system, permissions, created_at, updated_at)
         values ($1, $2, $3, $4, true, '[]', $5, $5)")
        .bind(id)
        .bind(organization)
        .bind(role.key())
        .bind(role.name())
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn find_role_by_key(
    conn: Conn<'_>,
    organization: Id<Organization>,
    key: &str,
) -> Result<Option<Id<Role>>, StoreError> {
    let row: Option<(Id<Role>,)> = on!(conn, c => sqlx::query_as(
        "select id from roles where organization_id = $1 and key = $2")
        .bind(organization)
        .bind(key)
        .fetch_optional(c).await)?;
    Ok(row.map(|(role,)| role))
}

pub async fn insert_member(
    conn: Conn<'_>,
    organization: Id<Organization>,
    user: Id<User>,
    role: Id<Role>,
    now: Time,
) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(
        "insert into members (id, organization_id, user_id, role_id, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5)")
        .bind(Id::<Member>::generate())
        .bind(organization)
        .bind(user)
        .bind(role)
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// The role that the user has in the organization.
pub async fn find_member_role(
    conn: Conn<'_>,
    organization: Id<Organization>,
    user: Id<User>,
) -> Result<Option<Id<Role>>, StoreError> {
    let row: Option<(Id<Role>,)> = on!(conn, c => sqlx::query_as(
        "select role_id from members where organization_id = $1 and user_id = $2")
        .bind(organization)
        .bind(user)
        .fetch_optional(c).await)?;
    Ok(row.map(|(role,)| role))
}

/// The user's organizations, the one they joined first first.
pub async fn list_of(conn: Conn<'_>, user: Id<User>) -> Result<Vec<OrganizationSummary>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "select o.id, o.slug, o.name, r.key as role
         from members m
         join organizations o on o.id = m.organization_id
         join roles r on r.id = m.role_id
         where m.user_id = $1 and o.deleted_at is null
         order by m.created_at, m.id")
        .bind(user)
        .fetch_all(c).await)?)
}
