//! Members and roles are changed from above only: by callers who have every permission of the target, in each place where
//! the target has it. All of this is read under the lock of [`Authority`].

use super::{Error, authority::Authority};
use crate::{
    domain::{
        access::Denied, account::User, holdings::Holdings, id::Id, member::Member,
        organization::Organization, password_reset::Issuer, permission::Permission, project::Project,
        role::Role,
    },
    store::{self, Conn},
};

impl Authority {
    /// # Errors
    /// [`Error::Above`] for a member who has more rights than the caller, in the organization or in any project.
    pub(super) async fn may_act_on(&mut self, caller: Id<User>, member: &Member) -> Result<(), Error> {
        let caller = self.holdings(caller).await?;
        caller.covers(&self.holdings(member.user.id).await?).map_err(above)
    }

    /// # Errors
    /// [`Error::Above`] for a member who has more rights in the project than the caller.
    pub(super) async fn may_change_project_role_of(
        &mut self,
        project: Id<Project>,
        member: &Member<Project>,
    ) -> Result<(), Error> {
        let target = self.holdings(member.user.id).await?;
        self.may_grant(&target.in_project(project)).map_err(above)
    }

    /// # Errors
    /// [`Error::Above`] for a role with permissions, now or `after`, that the caller lacks in the organization, or in a
    /// project in which a member has the role.
    pub(super) async fn may_edit(
        &mut self,
        caller: Id<User>,
        role: &Role,
        after: &Role,
    ) -> Result<(), Error> {
        let caller = self.holdings(caller).await?;
        let projects = store::roles::list_projects_with(self.tx.conn(), role.id).await?;
        caller.has(role.permissions.and(after.permissions), &projects).map_err(above)
    }

    async fn holdings(&mut self, user: Id<User>) -> Result<Holdings, Error> {
        let organization = self.organization.id;
        holdings(self.tx.conn(), organization, user).await
    }
}

/// # Errors
/// [`Error::Above`] for a member who has more rights than the issuer, anywhere in the organization;
/// [`Error::Forbidden`] if the issuer may not update members; [`Error::NotFound`] if one of them is no member.
pub(super) async fn may_reset_password(
    mut conn: Conn<'_>,
    issuer: Issuer,
    target: Id<User>,
) -> Result<(), Error> {
    let own = holdings(conn.reborrow(), issuer.organization, issuer.user).await?;
    if !own.organization.permissions.contains(Permission::MembersUpdate) {
        return Err(Error::Forbidden(Permission::MembersUpdate));
    }
    own.covers(&holdings(conn, issuer.organization, target).await?).map_err(above)
}

async fn holdings(
    mut conn: Conn<'_>,
    organization: Id<Organization>,
    user: Id<User>,
) -> Result<Holdings, Error> {
    let grant = store::access::find_grant(conn.reborrow(), organization, user).await?;
    let roles = store::project_members::list_roles_of(conn, organization, user).await?;
    let projects = roles.into_iter().map(|one| (one.project, one.role.grant())).collect();
    Ok(Holdings { organization: grant.ok_or(Error::NotFound)?, projects })
}

fn above(denied: Denied) -> Error {
    match denied {
        Denied::NotFound => Error::NotFound,
        Denied::Forbidden(permission) => Error::Above(permission),
    }
}
