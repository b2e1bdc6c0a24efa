//! The limits on what one caller may take of connections and memory.

use std::num::NonZeroUsize;

use clap::Args;

use super::values::{mebibytes, positive};
use crate::limits::Limits;

#[derive(Args, Clone, Copy, Debug)]
pub struct LimitArgs {
    /// Maximum number of open connections of one address (IPv6: of one /64 network), or of requests in progress of one
    /// client behind a trusted proxy. A quarter of all connections by default
    #[arg(long, env = "TOGUL_MAX_CONNECTIONS_PER_ADDRESS", value_name = "NUMBER", value_parser = positive)]
    max_connections_per_address: Option<NonZeroUsize>,
    /// Maximum number of open streams of one API key of scope sdk or stream. A quarter of all connections by default
    #[arg(long, env = "TOGUL_MAX_STREAMS_PER_KEY", value_name = "NUMBER", value_parser = positive)]
    max_streams_per_key: Option<NonZeroUsize>,
    /// Memory in MiB for request and response bodies above 16 KiB, of which one client gets a quarter; requests that
    /// need more get 503
    #[arg(long, env = "TOGUL_BODY_MEMORY", default_value = "128", value_name = "MIB", value_parser = mebibytes)]
    body_memory: NonZeroUsize,
}

impl From<LimitArgs> for Limits {
    fn from(args: LimitArgs) -> Self {
        Self {
            connections_per_address: args.max_connections_per_address,
            streams_per_key: args.max_streams_per_key,
            body_memory: args.body_memory.get().saturating_mul(1 << 20),
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
        limits: LimitArgs,
    }

    impl Default for LimitArgs {
        fn default() -> Self {
            Line::parse_from(["togul-server"]).limits
        }
    }

    #[test]
    fn the_defaults_of_the_command_line_are_those_of_the_program() {
        assert_eq!(Limits::from(LimitArgs::default()), Limits::default());
    }
}
