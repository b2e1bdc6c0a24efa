//! The limits on what a tenant may store, and on how fast it may write.

use clap::Args;

use super::values::{between, bytes, whole};
use crate::domain::quota::Quotas;

/// A limit of 0 is none.
#[derive(Args, Clone, Copy, Debug)]
pub struct QuotaArgs {
    /// Maximum number of projects in an organization; 0 is no limit, here and in the limits that follow
    #[arg(long, env = "TOGUL_MAX_PROJECTS", default_value = "200", value_name = "NUMBER", value_parser = whole)]
    max_projects: u64,
    /// Maximum number of environments in a project
    #[arg(long, env = "TOGUL_MAX_ENVIRONMENTS", default_value = "50", value_name = "NUMBER", value_parser = whole)]
    max_environments: u64,
    /// Maximum number of flags in an environment
    #[arg(long, env = "TOGUL_MAX_FLAGS", default_value = "5000", value_name = "NUMBER", value_parser = whole)]
    max_flags: u64,
    /// Maximum size of all flags with their rules in an environment, inactive ones included, in bytes
    #[arg(long, env = "TOGUL_MAX_FLAG_BYTES", default_value = "67108864", value_name = "BYTES", value_parser = bytes)]
    max_flag_bytes: u64,
    /// Maximum size of all flags with their rules in an organization, in bytes
    #[arg(
        long,
        env = "TOGUL_MAX_ORGANIZATION_FLAG_BYTES",
        default_value = "1073741824",
        value_name = "BYTES",
        value_parser = bytes,
    )]
    max_organization_flag_bytes: u64,
    /// Maximum size of an organization's audit log, in bytes: the oldest entries are deleted
    #[arg(long, env = "TOGUL_MAX_AUDIT_BYTES", default_value = "1073741824", value_name = "BYTES", value_parser = bytes)]
    max_audit_bytes: u64,
    /// Maximum number of API keys in a project that are not revoked
    #[arg(long, env = "TOGUL_MAX_API_KEYS", default_value = "200", value_name = "NUMBER", value_parser = whole)]
    max_api_keys: u64,
    /// Maximum number of custom roles in an organization
    #[arg(long, env = "TOGUL_MAX_ROLES", default_value = "200", value_name = "NUMBER", value_parser = whole)]
    max_roles: u64,
    /// Maximum number of open invitations of an organization
    #[arg(long, env = "TOGUL_MAX_INVITATIONS", default_value = "1000", value_name = "NUMBER", value_parser = whole)]
    max_invitations: u64,
    /// Maximum number of open streams of a user, in each process
    #[arg(long, env = "TOGUL_MAX_USER_STREAMS", default_value = "20", value_name = "NUMBER", value_parser = whole)]
    max_user_streams: u64,
    /// Maximum number of organizations that an account is a member of
    #[arg(long, env = "TOGUL_MAX_MEMBERSHIPS", default_value = "100", value_name = "NUMBER", value_parser = whole)]
    max_memberships: u64,
    /// Maximum number of organizations that an account owns
    #[arg(long, env = "TOGUL_MAX_OWNED_ORGANIZATIONS", default_value = "20", value_name = "NUMBER", value_parser = whole)]
    max_owned_organizations: u64,
    /// Sustained rate of requests other than GET of an organization's members and machine tokens, in each process
    #[arg(long, env = "TOGUL_WRITES_PER_SECOND", default_value = "50", value_name = "NUMBER", value_parser = between(0, u32::MAX))]
    writes_per_second: u32,
    /// How many such requests may come at once, at least 1
    #[arg(long, env = "TOGUL_WRITE_BURST", default_value = "500", value_name = "NUMBER", value_parser = between(1, u32::MAX))]
    write_burst: u32,
}

impl From<QuotaArgs> for Quotas {
    fn from(args: QuotaArgs) -> Self {
        Self {
            projects: args.max_projects,
            environments: args.max_environments,
            flags: args.max_flags,
            flag_bytes: args.max_flag_bytes,
            organization_flag_bytes: args.max_organization_flag_bytes,
            audit_bytes: args.max_audit_bytes,
            api_keys: args.max_api_keys,
            roles: args.max_roles,
            invitations: args.max_invitations,
            user_streams: args.max_user_streams,
            memberships: args.max_memberships,
            owned_organizations: args.max_owned_organizations,
            writes_per_second: args.writes_per_second,
            write_burst: args.write_burst,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        quotas: QuotaArgs,
    }

    impl Default for QuotaArgs {
        fn default() -> Self {
            Line::parse_from(["togul-server"]).quotas
        }
    }

    #[test]
    fn the_defaults_of_the_command_line_are_those_of_the_program() {
        assert_eq!(Quotas::from(QuotaArgs::default()), Quotas::default());
    }
}
