//! Members of a project.

use super::{Conflict, Error, audit, authority::Authority, on_unique_violation};
use crate::{
    domain::{
        access::InProject,
        audit::Action,
        id::Id,
        member::{Member, MemberPatch, NewProjectMember},
        permission::{Permission, need},
        project::Project,
        time::now,
    },
    store::{self, Store},
};

/// # Errors
/// [`Error::NotFound`] for a user outside of the organization and for another organization's role,
/// [`Error::Forbidden`] for a role with more rights than the caller has in the project, [`Conflict::AlreadyMember`].
pub async fn add(
    store: &Store,
    proof: &InProject<need::ProjectMembersWrite>,
    new: NewProjectMember,
) -> Result<Member<Project>, Error> {
    let mut authority = Authority::in_project(store, proof).await?;
    let organization = authority.organization;
    store::projects::lock(authority.tx.conn(), proof.project()).await?.ok_or(Error::NotFound)?;
    store::members::find_role(authority.tx.conn(), organization, new.user_id)
        .await?
        .ok_or(Error::NotFound)?;
    let role = authority.grantable(new.role_id).await?;
    let (mut tx, project) = (authority.tx, proof.project());
    let id = store::project_members::insert(tx.conn(), project, new.user_id, role.id, now())
        .await
        .map_err(on_unique_violation(Conflict::AlreadyMember))?;
    let member = store::project_members::find(tx.conn(), project, id).await?.ok_or(Error::NotFound)?;
    let event = proof.audit_event(Action::ProjectMemberAdded, id).after(&member);
    audit::commit(tx, proof.author(), event).await?;
    Ok(member)
}

/// # Errors
/// [`Error::NotFound`] for another project's member, [`Error::OwnRole`] for the caller's own membership,
/// [`Error::Forbidden`] for a role with more rights than the caller has in the project, [`Error::Above`] for a member with
/// more rights.
pub async fn change_role(
    store: &Store,
    proof: &InProject<need::ProjectMembersWrite>,
    id: Id<Member<Project>>,
    patch: MemberPatch,
) -> Result<Member<Project>, Error> {
    let mut authority = Authority::in_project(store, proof).await?;
    let project = proof.project();
    let before = store::project_members::find(authority.tx.conn(), project, id).await?;
    let before = before.ok_or(Error::NotFound)?;
    let role = authority.grantable(patch.role_id).await?;
    if before.user.id == proof.user() {
        return Err(Error::OwnRole(Permission::ProjectMembersWrite));
    }
    authority.may_change_project_role_of(project, &before).await?;
    if before.role == role {
        return Ok(before);
    }
    let mut tx = authority.tx;
    let after = Member { role, updated_at: now(), ..before.clone() };
    store::project_members::update(tx.conn(), id, after.role.id, after.updated_at).await?;
    let event = proof.audit_event(Action::ProjectMemberUpdated, id);
    let event = event.before(&before).after(&after);
    audit::commit(tx, proof.author(), event).await?;
    Ok(after)
}

/// # Errors
/// [`Error::NotFound`] for another project's member, [`Error::Above`] for one with more rights than the caller.
pub async fn remove(
    store: &Store,
    proof: &InProject<need::ProjectMembersRemove>,
    id: Id<Member<Project>>,
) -> Result<(), Error> {
    let mut authority = Authority::in_project(store, proof).await?;
    let project = proof.project();
    let before = store::project_members::find(authority.tx.conn(), project, id).await?;
    let before = before.ok_or(Error::NotFound)?;
    authority.may_change_project_role_of(project, &before).await?;
    let mut tx = authority.tx;
    store::project_members::delete(tx.conn(), id).await?;
    let event = proof.audit_event(Action::ProjectMemberRemoved, id);
    audit::commit(tx, proof.author(), event.before(&before)).await
}
