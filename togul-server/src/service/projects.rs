//! Creating, changing and deleting projects.

use super::{Conflict, Error, taken};
use crate::{
    domain::{
        access::{InOrganization, InProject},
        id::Id,
        permission::need,
        project::{NewProject, Project, ProjectPatch},
        text::slug,
        time::now,
    },
    store::{self, Notice, Store},
};

/// Who creates a project without seeing all of them becomes its member, with the role they have.
///
/// # Errors
/// [`Conflict::SlugTaken`] when the name makes a slug that the organization has.
pub async fn create(
    store: &Store,
    proof: &InOrganization<need::ProjectsWrite>,
    new: NewProject,
) -> Result<Project, Error> {
    let now = now();
    let project = Project {
        id: Id::generate(),
        organization_id: proof.organization(),
        slug: slug(&new.name),
        name: new.name.to_string(),
        description: new.description.to_string(),
        created_at: now,
        updated_at: now,
    };
    let mut tx = store.begin().await?;
    store::projects::insert(tx.conn(), &project).await.map_err(taken(Conflict::SlugTaken))?;
    if !proof.membership().sees_all_projects() {
        let role = store::organizations::find_member_role(tx.conn(), proof.organization(), proof.user())
            .await?
            .ok_or(Error::NotFound)?;
        store::projects::insert_member(tx.conn(), project.id, proof.user(), role, now).await?;
    }
    tx.commit().await?;
    Ok(project)
}

/// Name and description; the slug stays.
///
/// # Errors
/// [`Error::NotFound`] when it was deleted meanwhile.
pub async fn update(
    store: &Store,
    proof: &InProject<need::ProjectsWrite>,
    patch: ProjectPatch,
) -> Result<Project, Error> {
    let mut tx = store.begin().await?;
    let project = store::projects::update(tx.conn(), proof.project(), &patch, now()).await?;
    tx.commit().await?;
    project.ok_or(Error::NotFound)
}

/// Deletes it with its environments, flags, rules, keys and members; their streams end.
///
/// # Errors
/// As the database says.
pub async fn delete(store: &Store, proof: &InProject<need::ProjectsDelete>) -> Result<(), Error> {
    let mut tx = store.begin().await?;
    for environment in store::environments::list_ids(tx.conn(), proof.project()).await? {
        tx.notify(Notice::Access(environment));
    }
    store::projects::delete(tx.conn(), proof.project()).await?;
    Ok(tx.commit().await?)
}
