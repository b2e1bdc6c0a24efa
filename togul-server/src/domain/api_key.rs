//! API keys: the credentials of services, apps and browsers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray, VariantNames};

use super::{
    environment::Environment,
    id::Id,
    names::named,
    patch::Patch,
    permission::{Permission, Permissions},
    project::Project,
    text::Name,
    time,
    time::Time,
};

/// The endpoints that a key gives access to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Scope {
    /// All of them, including snapshots with their rules: for back ends only.
    Server,
    /// Evaluation and stream: for apps and browsers.
    Sdk,
    /// The stream only.
    Stream,
}

named!(Scope);

impl Scope {
    /// The prefix of secrets of this scope.
    #[must_use]
    pub fn secret_prefix(self) -> &'static str {
        match self {
            Self::Server => "tgl_srv_",
            Self::Sdk => "tgl_sdk_",
            Self::Stream => "tgl_str_",
        }
    }

    #[must_use]
    pub fn evaluates(self) -> bool {
        !matches!(self, Self::Stream)
    }

    /// Whether snapshots and explanations are available. They contain the rules, which browsers must not see.
    #[must_use]
    pub fn reads_rules(self) -> bool {
        matches!(self, Self::Server)
    }

    /// The permissions that a key of this scope passes on to its holder.
    #[must_use]
    pub const fn permissions(self) -> Permissions {
        use Permission as P;
        match self {
            Self::Server => Permissions::of(&[P::FlagsRead, P::RulesRead, P::SegmentsRead]),
            Self::Sdk | Self::Stream => Permissions::of(&[P::FlagsRead]),
        }
    }
}

/// A key without its secret.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ApiKey {
    pub id: Id<ApiKey>,
    pub project_id: Id<Project>,
    pub environment_id: Id<Environment>,
    pub name: String,
    /// What the key is for: `server` evaluates and reads all rules, for servers only; `sdk` evaluates, for apps and pages;
    /// `stream` only learns that something changed.
    pub scope: Scope,
    /// The beginning of the secret, to recognize a key by.
    pub key_prefix: String,
    pub last_used_at: Option<Time>,
    pub last_used_ip: Option<String>,
    pub expires_at: Option<Time>,
    pub revoked_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApiKey {
    pub environment_id: Id<Environment>,
    pub name: Name,
    /// What the key is for: `server` evaluates and reads all rules, for servers only; `sdk` evaluates, for apps and pages;
    /// `stream` only learns that something changed.
    pub scope: Scope,
    #[serde(default, deserialize_with = "time::deserialize")]
    pub expires_at: Option<Time>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// An absent field keeps the key's expiry, null removes it.
    #[serde(default, deserialize_with = "patched_time")]
    pub expires_at: Patch<Option<Time>>,
    /// Seconds for which the old secret remains valid: 0 to 86,400.
    #[serde(default, deserialize_with = "overlap")]
    #[schemars(range(max = 86_400))]
    pub overlap_seconds: u32,
}

const MAX_OVERLAP_SECONDS: u32 = 86_400;

fn overlap<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let seconds = i64::deserialize(deserializer)?;
    u32::try_from(seconds)
        .ok()
        .filter(|seconds| *seconds <= MAX_OVERLAP_SECONDS)
        .ok_or_else(|| serde::de::Error::custom(format!("must be 0 to {MAX_OVERLAP_SECONDS} seconds")))
}

fn patched_time<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Patch<Option<Time>>, D::Error> {
    time::deserialize(deserializer).map(Patch::Value)
}
