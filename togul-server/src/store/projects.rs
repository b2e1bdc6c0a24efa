//! Projects.

use super::{Conn, StoreError, access::RoleRow, column::from_row, on, pages};
use crate::domain::{
    access::Grant,
    account::User,
    id::Id,
    organization::Organization,
    page::{Listed, Page},
    project::Project,
};

from_row!(Project, |row| {
    id, organization_id, slug: text, name: text, description: text, created_at, updated_at,
});

/// A project and the role of a user in it, if there is one.
struct ProjectRow {
    project: Project,
    role: RoleRow,
}
from_row!(ProjectRow, |row| {
    project: (sqlx::FromRow::from_row(row)?),
    role: (RoleRow {
        role_key: row.try_get("role_key")?,
        is_system: row.try_get("is_system")?,
        permissions: row.try_get("permissions")?,
    }),
});

/// Which projects a list has.
#[derive(Clone, Copy, Debug)]
pub struct Visible {
    /// The user, whose role in each project is listed with it.
    pub to: Id<User>,
    /// All projects instead of those of which the user is a member.
    pub all: bool,
    /// No other project.
    pub only: Option<Id<Project>>,
}

/// # Errors
/// [`StoreError::Taken`] when the slug is.
pub async fn insert(conn: Conn<'_>, project: &Project) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(
        "insert into projects (id, organization_id, slug, name, description, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(project.id)
        .bind(project.organization_id)
        .bind(&project.slug)
        .bind(&project.name)
        .bind(&project.description)
        .bind(project.created_at)
        .bind(project.updated_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn count(conn: Conn<'_>, organization: Id<Organization>) -> Result<u64, StoreError> {
    let (count,): (i64,) = on!(conn, c => sqlx::query_as("select count(*) from projects where organization_id = $1")
        .bind(organization)
        .fetch_one(c).await)?;
    Ok(count.unsigned_abs())
}

pub async fn find(conn: Conn<'_>, id: Id<Project>) -> Result<Option<Project>, StoreError> {
    Ok(
        on!(conn, c => sqlx::query_as("select * from projects where id = $1").bind(id).fetch_optional(c).await)?,
    )
}

pub async fn list(
    conn: Conn<'_>,
    organization: Id<Organization>,
    visible: Visible,
    page: Page,
) -> Result<Listed<(Project, Option<Grant>)>, StoreError> {
    let bytes = |row: &ProjectRow| row.project.name.len() + row.project.description.len();
    let position = |row: &ProjectRow| (row.project.created_at, row.project.id.uuid());
    let rows = on!(conn, c => pages::read(sqlx::query_as(
        "select p.*, r.key as role_key, r.is_system, r.permissions
         from projects p
         left join project_members m on m.project_id = p.id and m.user_id = $4
         left join roles r on r.id = m.role_id
         where p.organization_id = $1
           and (p.created_at, p.id) > ($2, $3)
           and ($5 or m.id is not null)
           and ($6 is null or p.id = $6)
         order by p.created_at, p.id
         limit $7")
        .bind(organization)
        .bind(page.after.0)
        .bind(page.after.1)
        .bind(visible.to)
        .bind(visible.all)
        .bind(visible.only)
        .bind(page.limit + 1)
        .fetch(c), page, bytes, position).await)?;
    Ok(rows.map(|row| (row.project, row.role.grant())))
}

/// Makes other changes of the project wait until the transaction ends.
pub async fn lock(conn: Conn<'_>, id: Id<Project>) -> Result<Option<Project>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as("update projects set name = name where id = $1 returning *")
        .bind(id)
        .fetch_optional(c).await)?)
}

/// Writes the fields that may change.
pub async fn update(conn: Conn<'_>, project: &Project) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("update projects set name = $2, description = $3, updated_at = $4 where id = $1")
        .bind(project.id)
        .bind(&project.name)
        .bind(&project.description)
        .bind(project.updated_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes it with everything in it.
pub async fn delete(conn: Conn<'_>, id: Id<Project>) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("delete from projects where id = $1").bind(id).execute(c).await.map(drop))?;
    Ok(())
}
