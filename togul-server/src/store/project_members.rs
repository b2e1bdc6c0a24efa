//! Members of projects.

use super::{Conn, StoreError, members::member_columns, on};
use crate::domain::{
    account::User,
    id::Id,
    member::Member,
    page::{Listed, Page},
    project::Project,
    role::Role,
    time::Time,
};

/// # Errors
/// [`StoreError::Taken`] when the user is in the project.
pub async fn insert(
    conn: Conn<'_>,
    project: Id<Project>,
    user: Id<User>,
    role: Id<Role>,
    now: Time,
) -> Result<Id<Member<Project>>, StoreError> {
    let id = Id::generate();
    on!(conn, c => sqlx::query(
        "insert into project_members (id, project_id, user_id, role_id, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5)")
        .bind(id)
        .bind(project)
        .bind(user)
        .bind(role)
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(id)
}

pub async fn find(
    conn: Conn<'_>,
    project: Id<Project>,
    id: Id<Member<Project>>,
) -> Result<Option<Member<Project>>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        concat!("select ", member_columns!(), "
         from project_members m
         join users u on u.id = m.user_id
         join roles r on r.id = m.role_id
         where m.project_id = $1 and m.id = $2"))
        .bind(project)
        .bind(id)
        .fetch_optional(c).await)?)
}

pub async fn list(
    conn: Conn<'_>,
    project: Id<Project>,
    page: Page,
) -> Result<Listed<Member<Project>>, StoreError> {
    let rows = on!(conn, c => sqlx::query_as(
        concat!("select ", member_columns!(), "
         from project_members m
         join users u on u.id = m.user_id
         join roles r on r.id = m.role_id
         where m.project_id = $1 and (m.created_at, m.id) > ($2, $3)
         order by m.created_at, m.id
         limit $4"))
        .bind(project)
        .bind(page.after.0)
        .bind(page.after.1)
        .bind(page.limit + 1)
        .fetch_all(c).await)?;
    Ok(Listed::from_rows(rows, page, |member: &Member<Project>| (member.created_at, member.id.uuid())))
}

pub async fn update(
    conn: Conn<'_>,
    id: Id<Member<Project>>,
    role: Id<Role>,
    now: Time,
) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("update project_members set role_id = $2, updated_at = $3 where id = $1")
        .bind(id)
        .bind(role)
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn delete(conn: Conn<'_>, id: Id<Member<Project>>) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("delete from project_members where id = $1").bind(id).execute(c).await.map(drop))?;
    Ok(())
}
