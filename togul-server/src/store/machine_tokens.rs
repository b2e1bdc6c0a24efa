//! Machine tokens, and the rights that they have now.

use super::{Conn, StoreError, access::RoleRow, column::from_row, on, roles::role_columns};
use crate::{
    auth::secret::SecretHash,
    domain::{
        access::{Membership, ProjectFacts, TokenHolder},
        account::User,
        id::Id,
        machine_token::MachineToken,
        organization::Organization,
        page::{Listed, Page},
        project::Project,
        time::{Time, now},
    },
};

macro_rules! select_tokens {
    () => {
        concat!("select t.*, ", role_columns!(), " from machine_tokens t join roles r on r.id = t.role_id")
    };
}

from_row!(MachineToken, |row| {
    id, name: text, role: (sqlx::FromRow::from_row(row)?), project_id, created_by, expires_at, created_at, updated_at,
});

pub(super) struct HolderRow {
    id: Id<MachineToken>,
    name: String,
    only: Option<Id<Project>>,
    created_by: Id<User>,
    expires_at: Option<Time>,
    organization_id: Id<Organization>,
    role: RoleRow,
    creator_role: RoleRow,
    project_id: Option<Id<Project>>,
    project_role: RoleRow,
}
from_row!(HolderRow, |row| {
    id, name: text, only, created_by, expires_at, organization_id, role: (sqlx::FromRow::from_row(row)?), project_id,
    creator_role: (RoleRow {
        role_key: row.try_get("creator_role_key")?,
        is_system: row.try_get("creator_is_system")?,
        permissions: row.try_get("creator_permissions")?,
    }),
    project_role: (RoleRow {
        role_key: row.try_get("project_role_key")?,
        is_system: row.try_get("project_is_system")?,
        permissions: row.try_get("project_permissions")?,
    }),
});

impl HolderRow {
    /// `None` for an expired token.
    pub(super) fn holder(self) -> Option<TokenHolder> {
        let project_role = self.project_role;
        Some(TokenHolder {
            id: self.id,
            name: self.name,
            grant: self.role.grant()?,
            only: self.only,
            creator: self.created_by,
            membership: Membership { organization: self.organization_id, grant: self.creator_role.grant()? },
            project: self.project_id.map(|project| ProjectFacts { project, grant: project_role.grant() }),
        })
        .filter(|_| self.expires_at.is_none_or(|expires_at| expires_at > now()))
    }
}

/// The token and its creator's rights in the organization and in one of its projects, by a condition on the token.
macro_rules! holder_statement {
    ($condition:literal) => {
        concat!(
            "
    select t.id, t.name, t.project_id as only, t.created_by, t.expires_at, o.id as organization_id,
           tr.key as role_key, tr.is_system, tr.permissions,
           r.key as creator_role_key, r.is_system as creator_is_system, r.permissions as creator_permissions,
           p.id as project_id,
           pr.key as project_role_key, pr.is_system as project_is_system, pr.permissions as project_permissions
    from machine_tokens t
    join organizations o on o.id = t.organization_id and o.deleted_at is null
    join roles tr on tr.id = t.role_id
    join members m on m.organization_id = o.id and m.user_id = t.created_by
    join roles r on r.id = m.role_id
    left join projects p on p.id = $2 and p.organization_id = o.id
    left join project_members pm on pm.project_id = p.id and pm.user_id = t.created_by
    left join roles pr on pr.id = pm.role_id
    where ",
            $condition
        )
    };
}
pub(super) const HOLDER: &str = holder_statement!("t.id = $1");
pub(super) const HOLDER_COLUMNS: usize = 16;

/// The holder of a valid token.
pub async fn find_holder(
    conn: Conn<'_>,
    id: Id<MachineToken>,
    project: Option<Id<Project>>,
) -> Result<Option<TokenHolder>, StoreError> {
    let row: Option<HolderRow> = on!(conn, c => sqlx::query_as(HOLDER)
        .bind(id)
        .bind(project)
        .fetch_optional(c).await)?;
    Ok(row.and_then(HolderRow::holder))
}

/// As [`find_holder`], by the hash of the secret.
pub async fn find_holder_by_hash(
    conn: Conn<'_>,
    hash: SecretHash,
    project: Option<Id<Project>>,
) -> Result<Option<TokenHolder>, StoreError> {
    let row: Option<HolderRow> = on!(conn, c => sqlx::query_as(holder_statement!("t.secret_hash = $1"))
        .bind(&hash.0[..])
        .bind(project)
        .fetch_optional(c).await)?;
    Ok(row.and_then(HolderRow::holder))
}

pub async fn insert(
    conn: Conn<'_>,
    organization: Id<Organization>,
    token: &MachineToken,
    hash: SecretHash,
) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(
        "insert into machine_tokens
           (id, organization_id, project_id, name, role_id, secret_hash, created_by, expires_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(token.id)
        .bind(organization)
        .bind(token.project_id)
        .bind(&token.name)
        .bind(token.role.id)
        .bind(&hash.0[..])
        .bind(token.created_by)
        .bind(token.expires_at)
        .bind(token.created_at)
        .bind(token.updated_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn find(
    conn: Conn<'_>,
    organization: Id<Organization>,
    id: Id<MachineToken>,
) -> Result<Option<MachineToken>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        concat!(select_tokens!(), "
         where t.organization_id = $1 and t.id = $2"))
        .bind(organization)
        .bind(id)
        .fetch_optional(c).await)?)
}

pub async fn list(
    conn: Conn<'_>,
    organization: Id<Organization>,
    page: Page,
) -> Result<Listed<MachineToken>, StoreError> {
    let rows = on!(conn, c => sqlx::query_as(
        concat!(select_tokens!(), "
         where t.organization_id = $1 and (t.created_at, t.id) > ($2, $3)
         order by t.created_at, t.id
         limit $4"))
        .bind(organization)
        .bind(page.after.0)
        .bind(page.after.1)
        .bind(page.limit + 1)
        .fetch_all(c).await)?;
    Ok(Listed::from_rows(rows, page, |token: &MachineToken| (token.created_at, token.id.uuid())))
}

pub async fn count(conn: Conn<'_>, organization: Id<Organization>) -> Result<u64, StoreError> {
    let (count,): (i64,) = on!(conn, c => sqlx::query_as(
        "select count(*) from machine_tokens where organization_id = $1")
        .bind(organization)
        .fetch_one(c).await)?;
    Ok(count.unsigned_abs())
}

pub async fn delete(conn: Conn<'_>, id: Id<MachineToken>) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("delete from machine_tokens where id = $1").bind(id).execute(c).await.map(drop))?;
    Ok(())
}
