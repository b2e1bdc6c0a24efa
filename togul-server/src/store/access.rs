//! The facts that authorization is based on, read for each request.

use std::collections::{HashMap, HashSet};

use super::{
    Conn, StoreError,
    column::{JsonText, Text, from_row},
    machine_tokens, on,
};
use crate::domain::{
    access::{
        Caller, Credential, Current, Grant, InOrganization, Membership, ProjectFacts, Proof as _, Rights,
    },
    account::User,
    audit::Readable,
    holdings::Holdings,
    id::Id,
    organization::Organization,
    permission::{Permission, Permissions, SystemRole, need},
    project::Project,
    session::Session,
};

/// A role's columns behind an outer join.
pub(super) struct RoleRow {
    pub(super) role_key: Option<Text>,
    pub(super) is_system: Option<bool>,
    pub(super) permissions: Option<JsonText<Permissions>>,
}
from_row!(RoleRow, |row| { role_key, is_system, permissions });

impl RoleRow {
    pub(super) fn grant(self) -> Option<Grant> {
        let system = self
            .role_key
            .filter(|_| self.is_system == Some(true))
            .and_then(|Text(key)| SystemRole::from_key(&key));
        let permissions = self.permissions?.0;
        let permissions = system.map_or(permissions, SystemRole::permissions);
        Some(Grant { system, permissions })
    }

    /// None without a role.
    pub(super) fn permissions(self) -> Permissions {
        self.grant().map_or(Permissions::of(&[]), |grant| grant.permissions)
    }
}

pub(super) struct RightsRow {
    id: Id<Session>,
    user_id: Id<User>,
    in_organization: Option<Id<Organization>>,
    organization_id: Option<Id<Organization>>,
    role: RoleRow,
    project_id: Option<Id<Project>>,
    project_role: RoleRow,
}
from_row!(RightsRow, |row| {
    id, user_id, in_organization, organization_id, role: (sqlx::FromRow::from_row(row)?), project_id,
    project_role: (RoleRow {
        role_key: row.try_get("project_role_key")?,
        is_system: row.try_get("project_is_system")?,
        permissions: row.try_get("project_permissions")?,
    }),
});

impl From<RightsRow> for Rights {
    fn from(row: RightsRow) -> Self {
        let membership = row.organization_id.zip(row.role.grant());
        let project_role = row.project_role;
        Self {
            caller: Caller {
                session_organization: row.in_organization,
                user: row.user_id,
                session: row.id,
                membership: membership.map(|(organization, grant)| Membership { organization, grant }),
            },
            project: row.project_id.map(|project| ProjectFacts { project, grant: project_role.grant() }),
        }
    }
}

/// The rights of a session's user, in the session's organization and in one of its projects.
pub(super) const RIGHTS: &str = "
    select s.id, s.user_id, s.organization_id as in_organization, o.id as organization_id,
           r.key as role_key, r.is_system, r.permissions, p.id as project_id,
           pr.key as project_role_key, pr.is_system as project_is_system, pr.permissions as project_permissions
    from sessions s
    left join organizations o on o.id = s.organization_id and o.deleted_at is null
    left join members m on m.organization_id = o.id and m.user_id = s.user_id
    left join roles r on r.id = m.role_id
    left join projects p on p.id = $2 and p.organization_id = o.id
    left join project_members pm on pm.project_id = p.id and pm.user_id = s.user_id
    left join roles pr on pr.id = pm.role_id
    where s.id = $1 and s.ended_at is null";
pub(super) const RIGHTS_COLUMNS: usize = 11;

/// The caller behind a session that has not ended, and their rights in a project of the session's organization.
pub async fn find_rights(
    conn: Conn<'_>,
    session: Id<Session>,
    project: Option<Id<Project>>,
) -> Result<Option<Rights>, StoreError> {
    let row: Option<RightsRow> = on!(conn, c => sqlx::query_as(RIGHTS)
        .bind(session)
        .bind(project)
        .fetch_optional(c).await)?;
    Ok(row.map(Rights::from))
}

/// The rights that a credential gives now, in its organization and in a project of it; `None` for one that is no longer
/// valid.
pub async fn find_current(
    conn: Conn<'_>,
    credential: &Credential,
    project: Option<Id<Project>>,
) -> Result<Option<Current>, StoreError> {
    Ok(match credential {
        Credential::Session(session) => find_rights(conn, *session, project).await?.map(Current::Session),
        Credential::Token { id, .. } => {
            let holder = machine_tokens::find_holder(conn, *id, project).await?;
            holder.map(|holder| Current::Token(Box::new(holder)))
        }
    })
}

struct HoldingRow {
    user_id: Id<User>,
    /// `None` for the role in the organization.
    project_id: Option<Id<Project>>,
    role: RoleRow,
}
from_row!(HoldingRow, |row| { user_id, project_id, role: (sqlx::FromRow::from_row(row)?) });

/// What two users may do in the organization and in its projects; `None` without a membership.
pub async fn find_holdings(
    conn: Conn<'_>,
    organization: Id<Organization>,
    users: [Id<User>; 2],
) -> Result<[Option<Holdings>; 2], StoreError> {
    let rows: Vec<HoldingRow> = on!(conn, c => sqlx::query_as(
        "select m.user_id, cast(null as uuid) as project_id, r.key as role_key, r.is_system, r.permissions
         from members m
         join roles r on r.id = m.role_id
         where m.organization_id = $1 and m.user_id in ($2, $3)
         union all
         select m.user_id, m.project_id, r.key, r.is_system, r.permissions
         from project_members m
         join projects p on p.id = m.project_id
         join roles r on r.id = m.role_id
         where p.organization_id = $1 and m.user_id in ($2, $3)")
        .bind(organization)
        .bind(users[0])
        .bind(users[1])
        .fetch_all(c).await)?;
    let mut found = HashMap::<_, (Option<Grant>, HashMap<_, _>)>::new();
    for row in rows {
        let (in_organization, projects) = found.entry(row.user_id).or_default();
        match (row.project_id, row.role.grant()) {
            (None, grant) => *in_organization = grant,
            (Some(project), Some(grant)) => drop(projects.insert(project, grant)),
            (Some(_), None) => {}
        }
    }
    Ok(users.map(|user| {
        let (in_organization, projects) = found.get(&user).cloned().unwrap_or_default();
        in_organization.map(|organization| Holdings { organization, projects })
    }))
}

/// The projects in which the user may read flags; `None` for all of the organization.
pub async fn list_readable_projects(
    conn: Conn<'_>,
    user: Id<User>,
    membership: &Membership,
) -> Result<Option<HashSet<Id<Project>>>, StoreError> {
    let Membership { organization, grant } = membership;
    if grant.sees_all_projects() && grant.permissions.contains(Permission::FlagsRead) {
        return Ok(None);
    }
    let projects = list_projects_with(conn, Permission::FlagsRead, *organization, user, None).await?;
    Ok(Some(projects.into_iter().collect()))
}

/// Which audit entries the caller may read: all of them with access to all projects, otherwise those of the projects in
/// which the user has the permission. A token reads those of its projects only.
pub async fn find_auditable(
    conn: Conn<'_>,
    proof: &InOrganization<need::AuditRead>,
) -> Result<Readable, StoreError> {
    let only = proof.only_project();
    if proof.grant().sees_all_projects() {
        return Ok(match (proof.basis().credential, only) {
            (Credential::Session(_), _) => Readable::All,
            (Credential::Token { .. }, None) => Readable::AllProjects,
            (Credential::Token { .. }, Some(project)) => Readable::Projects(vec![project]),
        });
    }
    let (organization, user) = (proof.organization(), proof.user());
    let projects = list_projects_with(conn, Permission::AuditRead, organization, user, only).await?;
    Ok(Readable::Projects(projects))
}

struct ProjectRoleRow {
    id: Id<Project>,
    role: RoleRow,
}
from_row!(ProjectRoleRow, |row| { id, role: (sqlx::FromRow::from_row(row)?) });

/// The projects, or `only` this one, in which the user has a role with the permission.
async fn list_projects_with(
    conn: Conn<'_>,
    permission: Permission,
    organization: Id<Organization>,
    user: Id<User>,
    only: Option<Id<Project>>,
) -> Result<Vec<Id<Project>>, StoreError> {
    let rows: Vec<ProjectRoleRow> = on!(conn, c => sqlx::query_as(
        "select p.id, r.key as role_key, r.is_system, r.permissions
         from projects p
         join project_members m on m.project_id = p.id
         join roles r on r.id = m.role_id
         where p.organization_id = $1 and m.user_id = $2 and ($3 is null or p.id = $3)")
        .bind(organization)
        .bind(user)
        .bind(only)
        .fetch_all(c).await)?;
    let has = |row: ProjectRoleRow| row.role.grant()?.permissions.contains(permission).then_some(row.id);
    Ok(rows.into_iter().filter_map(has).collect())
}
