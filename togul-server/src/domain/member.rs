//! Who belongs to an organization or a project, and the role they have there.

/// Names a role.
#[derive(Debug)]
pub struct Role;

/// Names a membership of an organization.
#[derive(Debug)]
pub struct Member;

/// Names a membership of a project.
#[derive(Debug)]
pub struct ProjectMember;
