//! Roles of organizations.

use super::{
    Batch, Conn, StoreError,
    column::{JsonText, Text, from_row},
    on,
};
use crate::domain::{
    account::User,
    id::Id,
    organization::Organization,
    page::{Listed, Page},
    permission::{Permissions, SystemRole},
    project::Project,
    role::Role,
    time::Time,
};

/// A role's columns, from `roles r`.
macro_rules! role_columns {
    () => {
        "r.id as role_id, r.key as role_key, r.name as role_name, r.is_system, r.permissions"
    };
}
pub(super) use role_columns;

// With their own names, so that a row can have a role beside its member or invitation.
from_row!(Role, |row| {
    id: (row.try_get("role_id")?),
    key: (row.try_get::<Text, _>("role_key")?.0),
    name: (row.try_get::<Text, _>("role_name")?.0),
    is_system: (row.try_get("is_system")?),
    permissions: (permissions(row.try_get("role_key")?, row.try_get("is_system")?, row.try_get("permissions")?)),
});

/// The permissions of a system role come from the program.
fn permissions(Text(key): Text, is_system: bool, stored: JsonText<Permissions>) -> Permissions {
    let system = SystemRole::from_key(&key).filter(|_| is_system);
    system.map_or(stored.0, SystemRole::permissions)
}

/// A role with its position in the order of creation.
struct OrderedRole {
    role: Role,
    created_at: Time,
}
from_row!(OrderedRole, |row| { role: (sqlx::FromRow::from_row(row)?), created_at });

const INSERT: &str = "
    insert into roles (id, organization_id, key, name, is_system, permissions, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $7)";

/// # Errors
/// [`StoreError::Taken`] when the organization has one with this key.
pub async fn insert(
    conn: Conn<'_>,
    organization: Id<Organization>,
    role: &Role,
    now: Time,
) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(INSERT)
        .bind(role.id)
        .bind(organization)
        .bind(&role.key)
        .bind(&role.name)
        .bind(role.is_system)
        .bind(JsonText(role.permissions))
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Inserts a role of a new organization, which has no other with its key.
pub fn insert_system(batch: &mut Batch, organization: Id<Organization>, role: &Role, now: Time) {
    batch
        .add(INSERT)
        .bind(role.id)
        .bind(organization)
        .bind(&role.key)
        .bind(&role.name)
        .bind(role.is_system)
        .bind(&JsonText(role.permissions))
        .bind(now);
}

pub async fn find(
    conn: Conn<'_>,
    organization: Id<Organization>,
    id: Id<Role>,
) -> Result<Option<Role>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        concat!("select ", role_columns!(), " from roles r where r.organization_id = $1 and r.id = $2"))
        .bind(organization)
        .bind(id)
        .fetch_optional(c).await)?)
}

struct HeldRole {
    role: Role,
    is_held: bool,
}
from_row!(HeldRole, |row| { role: (sqlx::FromRow::from_row(row)?), is_held });

/// As [`find`], with whether this user has the role, in the organization or in a project.
pub async fn find_with_holder(
    conn: Conn<'_>,
    organization: Id<Organization>,
    id: Id<Role>,
    user: Id<User>,
) -> Result<Option<(Role, bool)>, StoreError> {
    let row: Option<HeldRole> = on!(conn, c => sqlx::query_as(
        concat!("select ", role_columns!(), ",
                exists (select 1 from members m where m.role_id = r.id and m.user_id = $3)
                or exists (select 1 from project_members m where m.role_id = r.id and m.user_id = $3) as is_held
         from roles r
         where r.organization_id = $1 and r.id = $2"))
        .bind(organization)
        .bind(id)
        .bind(user)
        .fetch_optional(c).await)?;
    Ok(row.map(|row| (row.role, row.is_held)))
}

pub async fn list(
    conn: Conn<'_>,
    organization: Id<Organization>,
    page: Page,
) -> Result<Listed<Role>, StoreError> {
    let rows = on!(conn, c => sqlx::query_as(
        concat!("select ", role_columns!(), ", r.created_at
         from roles r
         where r.organization_id = $1 and (r.created_at, r.id) > ($2, $3)
         order by r.created_at, r.id
         limit $4"))
        .bind(organization)
        .bind(page.after.0)
        .bind(page.after.1)
        .bind(page.limit + 1)
        .fetch_all(c).await)?;
    let listed = Listed::from_rows(rows, page, |row: &OrderedRole| (row.created_at, row.role.id.uuid()));
    Ok(listed.map(|row| row.role))
}

/// The number of the organization's custom roles.
pub async fn count_custom(conn: Conn<'_>, organization: Id<Organization>) -> Result<u64, StoreError> {
    let (count,): (i64,) = on!(conn, c => sqlx::query_as(
        "select count(*) from roles where organization_id = $1 and is_system = false")
        .bind(organization)
        .fetch_one(c).await)?;
    Ok(count.unsigned_abs())
}

/// # Errors
/// [`StoreError::Taken`] when the organization has another one with this key.
pub async fn update(conn: Conn<'_>, role: &Role, now: Time) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("update roles set key = $2, name = $3, permissions = $4, updated_at = $5 where id = $1")
        .bind(role.id)
        .bind(&role.key)
        .bind(&role.name)
        .bind(JsonText(role.permissions))
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub fn delete(batch: &mut Batch, id: Id<Role>) {
    batch.add("delete from roles where id = $1").bind(id);
}

/// Whether a member has it, in the organization or in a project, or is invited to it.
pub async fn is_used(conn: Conn<'_>, id: Id<Role>) -> Result<bool, StoreError> {
    let (used,): (bool,) = on!(conn, c => sqlx::query_as(
        "select exists (select 1 from members where role_id = $1)
             or exists (select 1 from project_members where role_id = $1)
             or exists (select 1 from invitations where role_id = $1)
             or exists (select 1 from machine_tokens where role_id = $1)")
        .bind(id)
        .fetch_one(c).await)?;
    Ok(used)
}

/// The projects in which a member has it.
pub async fn list_projects_with(conn: Conn<'_>, id: Id<Role>) -> Result<Vec<Id<Project>>, StoreError> {
    let rows: Vec<(Id<Project>,)> = on!(conn, c => sqlx::query_as(
        "select distinct project_id from project_members where role_id = $1")
        .bind(id)
        .fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(project,)| project).collect())
}
