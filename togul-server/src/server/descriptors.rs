//! The number of connections that the limit on open files allows.

/// Upper bound, beyond which memory would be the limit.
const MAX_CONNECTIONS: usize = 20_000;
/// Files for other purposes: the database, metrics, connections that are refused.
const RESERVED: usize = 256;
/// The common default of Unix systems, if the limit cannot be read.
const FALLBACK: u64 = 1024;

/// Raises the limit of this process to the maximum, and returns the number of connections that it allows.
pub fn max_connections() -> usize {
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
        tracing::warn!(%error, "cannot read the limit on open files");
        FALLBACK
    });
    without_reserved(usize::try_from(files).unwrap_or(usize::MAX))
}

fn without_reserved(files: usize) -> usize {
    (files - RESERVED.min(files / 2)).min(MAX_CONNECTIONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_reserved_for_other_purposes_at_any_limit() {
        for (files, connections) in [
            (0, 0),
            (64, 32),
            (512, 256),
            (1024, 768),
            (20_000, 19_744),
            (1 << 20, MAX_CONNECTIONS),
            (usize::MAX, MAX_CONNECTIONS),
        ] {
            assert_eq!(without_reserved(files), connections, "{files}");
        }
    }

    #[test]
    fn this_process_can_open_connections() {
        assert!((1..=MAX_CONNECTIONS).contains(&max_connections()));
    }
}
