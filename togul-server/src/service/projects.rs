//! Creation, changes and deletion of projects.

use super::{
    Conflict, Error, audit,
    authority::{self, Authority},
    on_unique_violation,
    quota::admit_one,
};
use crate::{
    auth::secret,
    domain::{
        access::{InOrganization, InProject},
        audit::{Action, AuditEvent},
        id::Id,
        permission::need,
        project::{NewProject, Project, ProjectPatch},
        quota::Quota,
        text::slug,
        time::now,
        view::View,
    },
    store::{self, Committed, Store},
};

/// A caller who does not see all projects becomes a member of the new one, with their own role.
///
/// # Errors
/// [`Conflict::SlugTaken`] when the organization has a project whose name gives the same slug,
/// [`Error::QuotaExceeded`].
pub async fn create(
    store: &Store,
    proof: &InOrganization<need::ProjectsWrite>,
    new: NewProject,
) -> Result<View<Project>, Error> {
    let now = now();
    let project = Project {
        id: Id::generate(),
        organization_id: proof.organization(),
        slug: project_slug(&new.name),
        name: new.name.to_string(),
        description: new.description.to_string(),
        created_at: now,
        updated_at: now,
    };
    // Under the lock, the role that the caller gets in the project cannot be taken away from them.
    let Authority { mut tx, grant, .. } = Authority::in_organization(store, proof).await?;
    admit_one(tx.quotas(), Quota::Projects, store::projects::count(tx.conn(), proof.organization())).await?;
    store::projects::insert(tx.conn(), &project).await.map_err(on_unique_violation(Conflict::SlugTaken))?;
    if !grant.sees_all_projects() {
        let role = store::members::find_role(tx.conn(), proof.organization(), proof.user()).await?;
        let role = role.ok_or(Error::NotFound)?;
        store::project_members::insert(tx.conn(), project.id, proof.user(), role, now).await?;
    }
    let event = proof.audit_event(Action::ProjectCreated, project.id).after(&project);
    audit::commit(tx, proof.author(), AuditEvent { project: Some(project.id), ..event }).await?;
    // The caller's role in the organization is their role in the project as well.
    Ok(grant.view(project))
}

/// Without a letter, names that differ may have the same slug, so that it gets a random part.
fn project_slug(name: &str) -> String {
    let slug = slug(name);
    if name.chars().any(char::is_alphabetic) { slug } else { format!("{slug}-{}", &secret::salt()[..8]) }
}

/// Changes name and description; the slug is permanent. A patch without an effect writes nothing.
///
/// # Errors
/// [`Error::NotFound`] when the project was deleted meanwhile.
pub async fn update(
    store: &Store,
    proof: &InProject<need::ProjectsWrite>,
    patch: ProjectPatch,
) -> Result<View<Project>, Error> {
    let (mut tx, proof) = authority::begin(store, proof).await?;
    let before = store::projects::lock(tx.conn(), proof.project()).await?.ok_or(Error::NotFound)?;
    let current = before.clone();
    let mut after = Project {
        name: patch.name.value().map_or(current.name, String::from),
        description: patch.description.value().map_or(current.description, String::from),
        ..current
    };
    if after == before {
        return Ok(proof.grant().view(before));
    }
    after.updated_at = now();
    store::projects::update(tx.conn(), &after).await?;
    let event = proof.audit_event(Action::ProjectUpdated, after.id).before(&before).after(&after);
    audit::commit(tx, proof.author(), event).await?;
    Ok(proof.grant().view(after))
}

/// Deletes the project with its environments, flags, rules, keys and members; its streams end.
///
/// # Errors
/// [`Error::NotFound`] when the project was deleted meanwhile.
pub async fn delete(store: &Store, proof: &InProject<need::ProjectsDelete>) -> Result<(), Error> {
    let (mut tx, proof) = authority::begin(store, proof).await?;
    let before = store::projects::lock(tx.conn(), proof.project()).await?.ok_or(Error::NotFound)?;
    for environment in store::environments::list_ids(tx.conn(), proof.project()).await? {
        // Writers hold this lock and may still need the project, so it is taken before the deletion.
        store::environments::lock(tx.conn(), proof.project(), environment).await?;
        tx.notify(Committed::Deleted(environment));
    }
    store::projects::delete(tx.conn(), proof.project()).await?;
    audit::commit(tx, proof.author(), proof.audit_event(Action::ProjectDeleted, before.id).before(&before))
        .await
}
