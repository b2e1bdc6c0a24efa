//! Members and roles are changed from above only: by callers who have every permission of the target, in each place where
//! the target has it. All of this is read under the lock of [`Authority`].

use super::{Error, authority::Authority};
use crate::{
    domain::{
        access::Denied,
        account::User,
        holdings::Holdings,
        id::Id,
        member::Member,
        organization::Organization,
        password_reset::Issuer,
        permission::{Permission, SystemRole},
        project::Project,
        role::Role,
    },
    store::{self, Conn},
};

impl Authority {
    /// # Errors
    /// [`Error::Above`] for a member who has more rights than the caller, in the organization or in any project.
    pub(super) async fn may_act_on(&mut self, caller: Id<User>, member: &Member) -> Result<(), Error> {
        // An owner has every permission in every place.
        if self.grant.system == Some(SystemRole::Owner) {
            return Ok(());
        }
        let [caller, target] = holdings(self.tx.conn(), self.organization, [caller, member.user.id]).await?;
        caller.covers(&target).map_err(above)
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
        let [holdings, _] = holdings(self.tx.conn(), self.organization, [user, user]).await?;
        Ok(holdings)
    }
}

/// # Errors
/// [`Error::Above`] for a member who has more rights than the issuer, anywhere in the organization;
/// [`Error::Forbidden`] if the issuer may not update members; [`Error::NotFound`] if one of them is no member.
pub(super) async fn may_reset_password(
    conn: Conn<'_>,
    issuer: Issuer,
    target: Id<User>,
) -> Result<(), Error> {
    let [own, target] = holdings(conn, issuer.organization, [issuer.user, target]).await?;
    if !own.organization.permissions.contains(Permission::MembersUpdate) {
        return Err(Error::Forbidden(Permission::MembersUpdate));
    }
    own.covers(&target).map_err(above)
}

async fn holdings(
    conn: Conn<'_>,
    organization: Id<Organization>,
    users: [Id<User>; 2],
) -> Result<[Holdings; 2], Error> {
    match store::access::find_holdings(conn, organization, users).await? {
        [Some(first), Some(second)] => Ok([first, second]),
        _ => Err(Error::NotFound),
    }
}

fn above(denied: Denied) -> Error {
    match denied {
        Denied::NotFound => Error::NotFound,
        Denied::Forbidden(permission) => Error::Above(permission),
    }
}
