//! How many connections the system's limit on open files leaves room for.

/// Beyond this many connections memory, and not files, would be what runs out.
const MOST: usize = 20_000;
/// Files that are no callers' connections: the database's, those for metrics, those that are refused.
const RESERVED: usize = 256;
/// What Unix systems commonly grant, for one that does not say.
const COMMON: u64 = 1024;

/// Raises the limit of this process as far as the system lets it, and says how many connections fit.
pub fn connections() -> usize {
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
        tracing::warn!(%error, "the limit on open files is not known");
        COMMON
    });
    beside_others(usize::try_from(files).unwrap_or(usize::MAX))
}

fn beside_others(files: usize) -> usize {
    (files - RESERVED.min(files / 2)).min(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_keeps_its_files_however_few_there_are() {
        for (files, connections) in
            [(0, 0), (64, 32), (512, 256), (1024, 768), (20_000, 19_744), (1 << 20, MOST), (usize::MAX, MOST)]
        {
            assert_eq!(beside_others(files), connections, "{files}");
        }
    }

    #[test]
    fn this_process_may_have_connections() {
        assert!((1..=MOST).contains(&connections()));
    }
}
