//! The objects that a write returns. Without the permission to read an object, a caller who may write it gets its id and
//! its version only.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use uuid::Uuid;

use super::{
    access::Grant,
    api_key::ApiKey,
    environment::Environment,
    flag::{Flag, FlagHead},
    invitation::Invitation,
    machine_token::MachineToken,
    member::Member,
    organization::Organization,
    permission::Permission,
    project::{Project, VisibleProject},
    role::Role,
    rule::{Rule, RuleHead},
    segment::{EditedList, Segment},
};

/// An object that is read with a permission.
pub trait Guarded {
    const READ: Permission;

    fn reference(&self) -> Reference;
}

/// The part of an object that is visible without the permission to read it.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Reference {
    id: Uuid,
    /// Only of objects that have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
}

/// An object as one caller sees it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum View<T> {
    Full(T),
    Reference(Reference),
}

impl Grant {
    /// The object for the holder of this grant, which is one of the place of the object.
    pub fn view<T: Guarded>(&self, object: T) -> View<T> {
        if self.permissions.contains(T::READ) {
            View::Full(object)
        } else {
            View::Reference(object.reference())
        }
    }
}

impl<T> View<T> {
    pub fn map<U>(self, full: impl FnOnce(T) -> U) -> View<U> {
        match self {
            Self::Full(object) => View::Full(full(object)),
            Self::Reference(reference) => View::Reference(reference),
        }
    }
}

impl<T: Guarded> View<T> {
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.reference().id
    }

    /// The version, which is 0 for objects that have none.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.reference().version.unwrap_or_default()
    }

    fn reference(&self) -> Reference {
        match self {
            Self::Full(object) => object.reference(),
            Self::Reference(reference) => *reference,
        }
    }
}

impl<T: JsonSchema> JsonSchema for View<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("View{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [generator.subschema_for::<T>(), generator.subschema_for::<Reference>()],
        })
    }
}

impl Guarded for VisibleProject {
    const READ: Permission = Project::READ;

    fn reference(&self) -> Reference {
        self.project.reference()
    }
}

impl<T: Guarded> Guarded for &T {
    const READ: Permission = T::READ;

    fn reference(&self) -> Reference {
        T::reference(self)
    }
}

/// `Type, permission => version;`, where the version may be absent.
macro_rules! guarded {
    ($($type:ty, $permission:ident => $object:ident, $version:expr;)*) => {$(
        impl Guarded for $type {
            const READ: Permission = Permission::$permission;

            fn reference(&self) -> Reference {
                let $object = self;
                Reference { id: $object.id.uuid(), version: $version }
            }
        }
    )*};
}

guarded! {
    Flag, FlagsRead => flag, Some(flag.version);
    FlagHead, FlagsRead => flag, Some(flag.version);
    RuleHead, RulesRead => rule, Some(rule.version);
    Rule, RulesRead => rule, Some(rule.version);
    Segment, SegmentsRead => segment, Some(segment.version);
    EditedList, SegmentsRead => list, Some(list.version);
    Environment, EnvironmentsRead => environment, Some(environment.version);
    Project, ProjectsRead => project, None;
    ApiKey, ApiKeysRead => key, None;
    Organization, OrgRead => organization, None;
    Member, MembersRead => member, None;
    Role, RolesRead => role, None;
    Invitation, MembersRead => invitation, None;
    MachineToken, TokensRead => token, None;
}
