//! Members of organizations.

use super::{
    Batch, Conn, StoreError,
    accounts::{self, of_email},
    batch::Statement,
    begin::lock_and_read,
    column::{Text, from_row},
    on,
};
use crate::domain::{
    account::User,
    id::Id,
    member::{Member, MemberUser},
    organization::Organization,
    page::{Listed, Page},
    project::Project,
    role::Role,
    text::Email,
    time::Time,
};

/// A member's columns, from `users u`, `roles r` and a table of members `m`.
macro_rules! member_columns {
    () => {
        concat!(
            "m.id, m.created_at, m.updated_at, u.id as user_id, u.name as user_name, u.email, u.email_verified_at, ",
            $crate::store::roles::role_columns!()
        )
    };
}
pub(super) use member_columns;

from_row!(MemberUser, |row| {
    id: (row.try_get("user_id")?), name: (row.try_get::<Text, _>("user_name")?.0), email: text, email_verified_at,
});
from_row!(Member<Organization>, |row| {
    id, user: (sqlx::FromRow::from_row(row)?), role: (sqlx::FromRow::from_row(row)?), created_at, updated_at, of: (std::marker::PhantomData),
});
from_row!(Member<Project>, |row| {
    id, user: (sqlx::FromRow::from_row(row)?), role: (sqlx::FromRow::from_row(row)?), created_at, updated_at, of: (std::marker::PhantomData),
});

/// A token of another organization's member, to set the new member's password, ends.
pub fn insert(
    batch: &mut Batch,
    organization: Id<Organization>,
    user: Id<User>,
    role: Id<Role>,
    now: Time,
) -> Id<Member> {
    let id = Id::generate();
    super::password_resets::delete_of_others(batch, user, organization);
    batch
        .add(
            "insert into members (id, organization_id, user_id, role_id, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $5)",
        )
        .bind(id)
        .bind(organization)
        .bind(user)
        .bind(role)
        .bind(now);
    id
}

pub async fn find(
    conn: Conn<'_>,
    organization: Id<Organization>,
    id: Id<Member>,
) -> Result<Option<Member>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        concat!("select ", member_columns!(), "
         from members m
         join users u on u.id = m.user_id
         join roles r on r.id = m.role_id
         where m.organization_id = $1 and m.id = $2"))
        .bind(organization)
        .bind(id)
        .fetch_optional(c).await)?)
}

/// The membership of a user.
pub async fn find_of(
    conn: Conn<'_>,
    organization: Id<Organization>,
    user: Id<User>,
) -> Result<Option<Member>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        concat!("select ", member_columns!(), "
         from members m
         join users u on u.id = m.user_id
         join roles r on r.id = m.role_id
         where m.organization_id = $1 and m.user_id = $2"))
        .bind(organization)
        .bind(user)
        .fetch_optional(c).await)?)
}

/// The role that the user has in the organization.
pub async fn find_role(
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

/// Whether the account with this e-mail is a member.
pub async fn has_email(
    conn: Conn<'_>,
    organization: Id<Organization>,
    email: &Email,
) -> Result<bool, StoreError> {
    let (is_member,): (bool,) = on!(conn, c => sqlx::query_as(concat!(
        "select exists (select 1
                        from members
                        where organization_id = $3
                          and user_id = (select id from users where ", of_email!(), "))"))
        .bind(email.case_folded())
        .bind(email.to_lowercase())
        .bind(organization)
        .fetch_one(c).await)?;
    Ok(is_member)
}

pub async fn list(
    conn: Conn<'_>,
    organization: Id<Organization>,
    page: Page,
) -> Result<Listed<Member>, StoreError> {
    let rows = on!(conn, c => sqlx::query_as(
        concat!("select ", member_columns!(), "
         from members m
         join users u on u.id = m.user_id
         join roles r on r.id = m.role_id
         where m.organization_id = $1 and (m.created_at, m.id) > ($2, $3)
         order by m.created_at, m.id
         limit $4"))
        .bind(organization)
        .bind(page.after.0)
        .bind(page.after.1)
        .bind(page.limit + 1)
        .fetch_all(c).await)?;
    Ok(Listed::from_rows(rows, page, |member: &Member| (member.created_at, member.id.uuid())))
}

pub async fn update(conn: Conn<'_>, id: Id<Member>, role: Id<Role>, now: Time) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("update members set role_id = $2, updated_at = $3 where id = $1")
        .bind(id)
        .bind(role)
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Removes the user from each project of an organization that they leave, and the machine tokens that they created.
pub fn delete_of_former(batch: &mut Batch, organization: Id<Organization>, user: Id<User>) {
    batch
        .add(
            "delete from project_members
             where user_id = $2 and project_id in (select id from projects where organization_id = $1)",
        )
        .bind(organization)
        .bind(user);
    batch
        .add("delete from machine_tokens where organization_id = $1 and created_by = $2")
        .bind(organization)
        .bind(user);
}

/// Removes the user from the organization. [`delete_of_former`] belongs to it.
pub async fn delete(
    conn: Conn<'_>,
    organization: Id<Organization>,
    user: Id<User>,
) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("delete from members where organization_id = $1 and user_id = $2")
        .bind(organization)
        .bind(user)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// How many organizations a user belongs to, and how many of them they own.
#[derive(Clone, Copy, Debug)]
pub struct MembershipCounts {
    pub all: u64,
    pub owned: u64,
}
from_row!(MembershipCounts, |row| {
    all: (row.try_get::<i64, _>("joined")?.unsigned_abs()),
    owned: (row.try_get::<i64, _>("owned")?.unsigned_abs()),
});

/// Counts under a lock on the account's row, because the memberships are in several organizations.
pub async fn lock_and_count(conn: Conn<'_>, user: Id<User>) -> Result<MembershipCounts, StoreError> {
    let mut lock = Statement::new(accounts::LOCK);
    lock.bind(user);
    let mut count = Statement::new(
        "select count(*) as joined, count(*) filter (where r.is_system and r.key = 'owner') as owned
         from members m
         join organizations o on o.id = m.organization_id
         join roles r on r.id = m.role_id
         where m.user_id = $1 and o.deleted_at is null",
    );
    count.bind(user);
    lock_and_read(conn, &lock, &count).await
}

struct JoiningRow {
    user: User,
    is_member: bool,
}
from_row!(JoiningRow, |row| { user: (sqlx::FromRow::from_row(row)?), is_member });

/// The user who joins the organization, and whether they are a member already.
pub async fn find_joining(
    conn: Conn<'_>,
    organization: Id<Organization>,
    user: Id<User>,
) -> Result<Option<(User, bool)>, StoreError> {
    let row: Option<JoiningRow> = on!(conn, c => sqlx::query_as(
        "select u.*,
                exists (select 1 from members m where m.organization_id = $1 and m.user_id = u.id) as is_member
         from users u
         where u.id = $2")
        .bind(organization)
        .bind(user)
        .fetch_optional(c).await)?;
    Ok(row.map(|row| (row.user, row.is_member)))
}

pub async fn count_owners(conn: Conn<'_>, organization: Id<Organization>) -> Result<i64, StoreError> {
    let (count,): (i64,) = on!(conn, c => sqlx::query_as(
        "select count(*)
         from members m
         join roles r on r.id = m.role_id
         where m.organization_id = $1 and r.is_system and r.key = 'owner'")
        .bind(organization)
        .fetch_one(c).await)?;
    Ok(count)
}
