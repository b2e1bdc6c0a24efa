//! Quotas: how much a tenant may store, and how fast it may write. A limit of 0 is none.

use strum::IntoStaticStr;

/// The limits of a server's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotas {
    /// Of an organization.
    pub projects: u64,
    /// Of a project.
    pub environments: u64,
    /// Of an environment.
    pub flags: u64,
    /// The bytes of an environment's flags with their rules: of those for evaluators, and of what callers wrote.
    pub flag_bytes: u64,
    /// The same of an organization's flags, and the bytes of its segments. Writes to several environments at the same moment may exceed it together.
    pub organization_flag_bytes: u64,
    /// The bytes of an organization's audit log, whose oldest entries are deleted.
    pub audit_bytes: u64,
    /// Of a project; revoked ones do not count.
    pub api_keys: u64,
    /// Custom ones of an organization.
    pub roles: u64,
    /// Open ones of an organization.
    pub invitations: u64,
    /// Open streams of a user, in each process.
    pub user_streams: u64,
    /// Organizations that an account is a member of.
    pub memberships: u64,
    /// Organizations that an account owns.
    pub owned_organizations: u64,
    /// Sustained requests other than `GET` of an organization's members and machine tokens, in each process.
    pub writes_per_second: u32,
    /// How many of them may come at once.
    pub write_burst: u32,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            projects: 200,
            environments: 50,
            flags: 5_000,
            flag_bytes: 64 << 20,
            organization_flag_bytes: 1 << 30,
            audit_bytes: 1 << 30,
            api_keys: 200,
            roles: 200,
            invitations: 1_000,
            user_streams: 20,
            memberships: 100,
            owned_organizations: 20,
            writes_per_second: 50,
            write_burst: 500,
        }
    }
}

/// Of an organization, independent of the settings.
const MACHINE_TOKENS: u64 = 200;
/// Of an environment, independent of the settings.
const SEGMENTS: u64 = 1_000;
/// Of an environment's segments, independent of the settings.
const SEGMENT_BYTES: u64 = 32 << 20;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Quota {
    Projects,
    Environments,
    Flags,
    FlagBytes,
    OrganizationFlagBytes,
    Segments,
    SegmentBytes,
    ApiKeys,
    Roles,
    Invitations,
    UserStreams,
    MachineTokens,
    Memberships,
    OwnedOrganizations,
}

impl Quota {
    /// The name for programs.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// What the limit is about, and what makes room.
    fn remedy(self) -> (&'static str, &'static str) {
        match self {
            Self::Projects => ("projects in an organization", "delete one"),
            Self::Environments => ("environments in a project", "delete one"),
            Self::Flags => ("flags in an environment", "delete one"),
            Self::FlagBytes => {
                ("bytes of flags and rules in an environment", "delete flags or make them smaller")
            }
            Self::OrganizationFlagBytes => (
                "bytes of flags, rules and segments in an organization",
                "delete flags or segments or make them smaller",
            ),
            Self::Segments => ("segments in an environment", "delete one"),
            Self::SegmentBytes => {
                ("bytes of segments in an environment", "delete segments or make their lists shorter")
            }
            Self::ApiKeys => ("API keys in a project that are not revoked", "revoke one"),
            Self::Roles => ("custom roles in an organization", "delete one"),
            Self::Invitations => ("open invitations of an organization", "withdraw one"),
            Self::UserStreams => ("open streams of a user", "close one"),
            Self::MachineTokens => ("machine tokens of an organization", "delete one"),
            Self::Memberships => ("organizations that an account is a member of", "leave one"),
            Self::OwnedOrganizations => {
                ("organizations that an account owns", "delete one, or make another member its owner,")
            }
        }
    }
}

/// A write would exceed a quota. `Display` is the message for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there may be at most {limit} {}: {} first, or ask the operator of the server for a higher limit",
    quota.remedy().0, quota.remedy().1
)]
pub struct QuotaExceeded {
    pub quota: Quota,
    pub limit: u64,
}

impl Quotas {
    #[must_use]
    pub fn limit(&self, quota: Quota) -> u64 {
        match quota {
            Quota::Projects => self.projects,
            Quota::Environments => self.environments,
            Quota::Flags => self.flags,
            Quota::FlagBytes => self.flag_bytes,
            Quota::OrganizationFlagBytes => self.organization_flag_bytes,
            Quota::Segments => SEGMENTS,
            Quota::SegmentBytes => SEGMENT_BYTES,
            Quota::ApiKeys => self.api_keys,
            Quota::Roles => self.roles,
            Quota::Invitations => self.invitations,
            Quota::UserStreams => self.user_streams,
            Quota::MachineTokens => MACHINE_TOKENS,
            Quota::Memberships => self.memberships,
            Quota::OwnedOrganizations => self.owned_organizations,
        }
    }

    /// Checks a change of an amount. What exceeds a limit that was lowered may stay and may shrink.
    ///
    /// # Errors
    /// When the amount grows above the limit.
    pub fn check(&self, quota: Quota, before: u64, after: u64) -> Result<(), QuotaExceeded> {
        let limit = self.limit(quota);
        if limit != 0 && after > before && after > limit {
            return Err(QuotaExceeded { quota, limit });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_above_its_limit_may_only_shrink() {
        let quotas = Quotas { flags: 10, ..Quotas::default() };
        let check = |before, after| quotas.check(Quota::Flags, before, after).is_ok();
        assert!(check(9, 10) && !check(10, 11), "up to the limit");
        assert!(check(20, 19) && check(20, 20) && !check(19, 20), "above a limit that was lowered");
        assert!(Quotas { flags: 0, ..quotas }.check(Quota::Flags, 1_000_000, 1_000_001).is_ok(), "no limit");
    }
}
