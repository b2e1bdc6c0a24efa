//! API keys: what services, apps and browsers show instead of a login.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    environment::Environment,
    id::Id,
    patch::Patch,
    project::Project,
    schema::{schemas, word},
    text::Name,
    time,
    time::Time,
};

/// What a key opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
// Through text: a derived enum would also take an object with its name as a key.
#[serde(rename_all = "snake_case", try_from = "String")]
pub enum Scope {
    /// Everything, snapshots with their rules included: for back ends only.
    Server,
    /// Evaluation and stream: for apps and browsers.
    Sdk,
    /// The stream alone.
    Stream,
}

schemas! { "Scope" for Scope, _generator => word(Self::ALL.iter().map(|scope| scope.as_str())); }

impl TryFrom<String> for Scope {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|known| known.as_str() == word).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|known| known.as_str()).collect();
            format!("must be one of {}", known.join(", "))
        })
    }
}

impl Scope {
    pub const ALL: &[Self] = &[Self::Server, Self::Sdk, Self::Stream];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Sdk => "sdk",
            Self::Stream => "stream",
        }
    }

    /// How secrets of this scope begin.
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

    /// Whether it gets snapshots and explanations: rules are not for browsers.
    #[must_use]
    pub fn reads_rules(self) -> bool {
        matches!(self, Self::Server)
    }
}

/// A key without its secret.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ApiKey {
    pub id: Id<ApiKey>,
    pub project_id: Id<Project>,
    pub environment_id: Id<Environment>,
    pub name: String,
    pub scope: Scope,
    /// How the secret begins, to tell keys apart.
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
    pub scope: Scope,
    #[serde(default, deserialize_with = "time::deserialize")]
    pub expires_at: Option<Time>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// Absent keeps the key's expiry, null removes it.
    #[serde(default, deserialize_with = "patched_time")]
    pub expires_at: Patch<Time>,
    /// For how many seconds the old secret still counts: 0 to 86,400.
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

fn patched_time<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Patch<Time>, D::Error> {
    Ok(time::deserialize(deserializer)?.map_or(Patch::Null, Patch::Value))
}
