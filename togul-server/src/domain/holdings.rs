//! All rights of one member, and their comparison with another's.

use std::collections::HashMap;

use super::{
    access::{Denied, Grant},
    id::Id,
    permission::Permissions,
    project::Project,
};

/// What a member holds in the organization, and by a role in each project that they were added to.
#[derive(Clone, Debug)]
pub struct Holdings {
    pub organization: Grant,
    pub projects: HashMap<Id<Project>, Grant>,
}

impl Holdings {
    /// The rights in a project, which are none for a member who does not see it.
    #[must_use]
    pub fn in_project(&self, project: Id<Project>) -> Grant {
        if self.organization.sees_all_projects() {
            return self.organization;
        }
        let none = Grant { system: None, permissions: Permissions::default() };
        self.projects.get(&project).copied().unwrap_or(none)
    }

    /// Whether `self` has every right of `other`, in each place where `other` has it.
    ///
    /// # Errors
    /// [`Denied::Forbidden`] with a permission that `self` lacks in one of these places.
    pub fn covers(&self, other: &Self) -> Result<(), Denied> {
        self.organization.may_grant(&other.organization)?;
        other.projects.keys().try_for_each(|id| self.in_project(*id).may_grant(&other.in_project(*id)))
    }

    /// Whether `self` has these permissions in the organization and in each of the projects.
    ///
    /// # Errors
    /// As [`covers`](Self::covers).
    pub fn has(&self, permissions: Permissions, projects: &[Id<Project>]) -> Result<(), Denied> {
        let grant = Grant { system: None, permissions };
        self.organization.may_grant(&grant)?;
        projects.iter().try_for_each(|id| self.in_project(*id).may_grant(&grant))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::permission::{Permission, SystemRole},
        *,
    };

    fn grant(role: SystemRole) -> Grant {
        Grant { system: Some(role), permissions: role.permissions() }
    }

    fn holdings(organization: SystemRole, projects: &[(Id<Project>, SystemRole)]) -> Holdings {
        let projects = projects.iter().map(|(id, role)| (*id, grant(*role))).collect();
        Holdings { organization: grant(organization), projects }
    }

    #[test]
    fn rights_are_compared_place_by_place() {
        use SystemRole::{Admin, Developer, Owner, Viewer};
        let (a, b) = (Id::generate(), Id::generate());
        let denied = |permission| Err(Denied::Forbidden(permission));
        let developer = holdings(Developer, &[(a, Developer)]);
        assert_eq!(developer.covers(&developer), Ok(()));
        assert_eq!(developer.covers(&holdings(Viewer, &[(a, Viewer)])), Ok(()));
        // Rights in one place do not count in another.
        assert_eq!(developer.covers(&holdings(Viewer, &[(b, Viewer)])), denied(Permission::OrgRead));
        assert_eq!(developer.covers(&holdings(Viewer, &[(a, Admin)])), denied(Permission::OrgUpdate));
        assert_eq!(developer.covers(&holdings(Owner, &[])), denied(Permission::OrgUpdate));
        // Owners and admins hold their rights in every project, whatever their role in it.
        let admin = holdings(Admin, &[(a, Viewer)]);
        assert_eq!(admin.covers(&holdings(Developer, &[(a, Developer), (b, Developer)])), Ok(()));
        assert_eq!(admin.covers(&holdings(Viewer, &[(b, Owner)])), denied(Permission::OrgDelete));
        assert_eq!(holdings(Owner, &[]).covers(&admin), Ok(()));

        let rules = Permissions::from_iter([Permission::RulesWrite]);
        assert_eq!(developer.has(rules, &[a]), Ok(()));
        assert_eq!(developer.has(rules, &[a, b]), denied(Permission::RulesWrite));
        assert_eq!(developer.has(Permissions::default(), &[b]), Ok(()));
    }
}
