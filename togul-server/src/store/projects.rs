//! Projects.

use super::{Conn, StoreError, column::from_row, on, pages};
use crate::domain::{
    account::User,
    id::Id,
    organization::Organization,
    page::{Listed, Page},
    project::Project,
};

from_row!(Project, |row| { id, organization_id, slug, name, description, created_at, updated_at });

/// Which projects a list has.
#[derive(Clone, Copy, Debug)]
pub enum Visible {
    All,
    /// The projects of which the user is a member.
    To(Id<User>),
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
    only: Option<Id<Project>>,
    page: Page,
) -> Result<Listed<Project>, StoreError> {
    let user = match visible {
        Visible::All => None,
        Visible::To(user) => Some(user),
    };
    let bytes = |project: &Project| project.name.len() + project.description.len();
    Ok(on!(conn, c => pages::read(sqlx::query_as(
        "select p.*
         from projects p
         where p.organization_id = $1
           and (p.created_at, p.id) > ($2, $3)
           and ($4 or exists (select 1 from project_members m where m.project_id = p.id and m.user_id = $5))
           and ($7 is null or p.id = $7)
         order by p.created_at, p.id
         limit $6")
        .bind(organization)
        .bind(page.after.0)
        .bind(page.after.1)
        .bind(user.is_none())
        .bind(user)
        .bind(page.limit + 1)
        .bind(only)
        .fetch(c), page, bytes, |project| (project.created_at, project.id.uuid())).await)?)
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
