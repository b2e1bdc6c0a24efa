//! Permissions, and the system roles that hold them.

use schemars::json_schema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use strum::{IntoStaticStr, VariantArray};

use super::schema::{schemas, string_enum};

/// The permission that a proof type stands for: `InProject<need::FlagsWrite>`.
pub trait Requires: Send + Sync + 'static {
    const PERMISSION: Permission;
    /// Another permission that is sufficient by itself.
    const OR: Option<Permission> = None;
}

macro_rules! permissions {
    ($($name:ident $key:literal $description:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantArray)]
        pub enum Permission { $(#[strum(serialize = $key)] $name),* }

        impl Permission {
            pub const ALL: &'static [Self] = <Self as VariantArray>::VARIANTS;

            #[must_use]
            pub fn key(self) -> &'static str {
                self.into()
            }

            /// What it allows, for the author of a role.
            #[must_use]
            pub fn description(self) -> &'static str {
                match self { $(Self::$name => $description),* }
            }
        }

        /// A type for each permission, the parameter of proofs.
        pub mod need {
            use super::{Permission, Requires};

            /// Adding members to a project includes seeing them.
            #[derive(Debug)]
            pub struct ProjectMembersReadOrWrite;
            $(
                #[derive(Debug)]
                pub struct $name;
                impl Requires for $name {
                    const PERMISSION: Permission = Permission::$name;
                }
            )*
        }
    };
}

impl Requires for need::ProjectMembersReadOrWrite {
    const PERMISSION: Permission = Permission::ProjectMembersRead;
    const OR: Option<Permission> = Some(Permission::ProjectMembersWrite);
}

permissions! {
    OrgRead "org.read" "see the organization";
    OrgUpdate "org.update" "rename the organization";
    OrgDelete "org.delete" "delete the organization";
    MembersRead "members.read" "see members and invitations";
    MembersInvite "members.invite" "invite people and withdraw invitations";
    MembersUpdate "members.update" "change a member's role";
    MembersRemove "members.remove" "remove a member";
    RolesRead "roles.read" "see roles";
    RolesCreate "roles.create" "create roles";
    RolesUpdate "roles.update" "change roles";
    RolesDelete "roles.delete" "delete roles";
    ProjectsRead "projects.read" "see projects";
    ProjectsWrite "projects.write" "create and change projects";
    ProjectsDelete "projects.delete" "delete projects";
    ProjectMembersRead "project_members.read" "see the members of a project";
    ProjectMembersWrite "project_members.write" "add people to a project and change their role in it";
    ProjectMembersRemove "project_members.remove" "remove people from a project";
    EnvironmentsRead "environments.read" "see environments";
    EnvironmentsWrite "environments.write" "create and change environments";
    EnvironmentsDelete "environments.delete" "delete environments";
    FlagsRead "flags.read" "see flags";
    FlagsWrite "flags.write" "create and change flags";
    FlagsDelete "flags.delete" "delete flags";
    RulesRead "rules.read" "see targeting rules";
    RulesWrite "rules.write" "create, change and delete targeting rules";
    SegmentsRead "segments.read" "see segments";
    SegmentsWrite "segments.write" "create and change segments";
    SegmentsDelete "segments.delete" "delete segments";
    ApiKeysRead "api_keys.read" "see API keys, never their secrets";
    ApiKeysWrite "api_keys.write" "create, rotate and revoke API keys";
    TokensRead "tokens.read" "see machine tokens, never their secrets";
    TokensWrite "tokens.write" "create and delete machine tokens";
    AuditRead "audit.read" "read the audit log";
}

impl Serialize for Permission {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

impl<'de> Deserialize<'de> for Permission {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::ALL.iter().copied().find(|permission| permission.key() == key).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "there is no permission \"{key}\"; GET /api/v1/permissions lists them"
            ))
        })
    }
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(u64);

const _: () = assert!(Permission::ALL.len() <= u64::BITS as usize, "each permission needs a bit of its own");

impl Permissions {
    pub const ALL: Self = Self::of(Permission::ALL);

    #[must_use]
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & Self::bit(permission) != 0
    }

    /// Those in `self` and not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Those in `self` and in `other`.
    #[must_use]
    pub const fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those in `self` or in `other`.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn with(self, permission: Permission) -> Self {
        Self(self.0 | Self::bit(permission))
    }

    #[must_use]
    pub const fn of(list: &[Permission]) -> Self {
        let mut set = Self(0);
        let mut i = 0;
        while i < list.len() {
            set = set.with(list[i]);
            i += 1;
        }
        set
    }

    const fn bit(permission: Permission) -> u64 {
        1 << permission as u32
    }

    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.contains(*permission))
    }
}

/// As a list of keys, in the order of [`Permission::ALL`].
impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut set = Self::default();
        for permission in Vec::<Permission>::deserialize(deserializer)? {
            if set.contains(permission) {
                return Err(serde::de::Error::custom(format!("names {} twice", permission.key())));
            }
            set = set.with(permission);
        }
        Ok(set)
    }
}

schemas! {
    "Permission" for Permission, _generator => string_enum(Self::ALL.iter().map(|permission| permission.key()));
    "Permissions" for Permissions, generator => json_schema!({
        "type": "array",
        "items": generator.subschema_for::<Permission>(),
        "uniqueItems": true,
    });
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(list: I) -> Self {
        list.into_iter().fold(Self::default(), Self::with)
    }
}

/// The roles that every organization has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum SystemRole {
    Owner,
    Admin,
    Developer,
    Analyst,
    Viewer,
}

impl SystemRole {
    pub const ALL: &'static [Self] = <Self as VariantArray>::VARIANTS;

    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Admin => "Admin",
            Self::Developer => "Developer",
            Self::Analyst => "Analyst",
            Self::Viewer => "Viewer",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.key() == key)
    }

    #[must_use]
    pub const fn permissions(self) -> Permissions {
        use Permission as P;
        match self {
            Self::Owner => Permissions::ALL,
            Self::Admin => Permissions::ALL.without(Permissions::of(&[P::OrgDelete])),
            Self::Developer => Permissions::of(&[
                P::OrgRead,
                P::MembersRead,
                P::RolesRead,
                P::ProjectsRead,
                P::ProjectMembersRead,
                P::EnvironmentsRead,
                P::EnvironmentsWrite,
                P::FlagsRead,
                P::FlagsWrite,
                P::FlagsDelete,
                P::RulesRead,
                P::RulesWrite,
                P::SegmentsRead,
                P::SegmentsWrite,
                P::SegmentsDelete,
                P::ApiKeysRead,
            ]),
            Self::Analyst => Permissions::of(&[
                P::OrgRead,
                P::ProjectsRead,
                P::EnvironmentsRead,
                P::FlagsRead,
                P::RulesRead,
                P::SegmentsRead,
                P::AuditRead,
            ]),
            Self::Viewer => Permissions::of(&[
                P::OrgRead,
                P::ProjectsRead,
                P::EnvironmentsRead,
                P::FlagsRead,
                P::RulesRead,
                P::SegmentsRead,
            ]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_role_has_its_permissions() {
        let table: Vec<String> = SystemRole::ALL
            .iter()
            .map(|role| {
                let keys: Vec<_> = role.permissions().iter().map(Permission::key).collect();
                format!("{}: {} {}", role.key(), keys.len(), keys.join(" "))
            })
            .collect();
        assert!(table[0].starts_with("owner: 33 org.read org.update org.delete members.read"));
        assert!(table[1].starts_with("admin: 32 org.read org.update members.read"));
        assert_eq!(
            table[2],
            "developer: 16 org.read members.read roles.read projects.read project_members.read \
             environments.read environments.write flags.read flags.write flags.delete rules.read \
             rules.write segments.read segments.write segments.delete api_keys.read"
        );
        assert_eq!(
            table[3],
            "analyst: 7 org.read projects.read environments.read flags.read rules.read segments.read audit.read"
        );
        assert_eq!(
            table[4],
            "viewer: 6 org.read projects.read environments.read flags.read rules.read segments.read"
        );
    }
}
