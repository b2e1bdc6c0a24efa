//! The name by which the server knows a snapshot.

use togul_core::Snapshot;

/// The last snapshot's `ETag`, and what of it will be different for other snapshots.
///
/// It is made of the revision and the fingerprint, so what is held can be named also after events were applied to
/// it. A name that is not found to be made like that is used for its own snapshot only.
#[derive(Debug)]
pub(crate) struct Etag {
    text: String,
    revision: String,
    fingerprint: String,
}

impl Etag {
    pub(crate) fn new(text: String, snapshot: &Snapshot) -> Self {
        let (revision, fingerprint) = parts(snapshot);
        Self { text, revision, fingerprint }
    }

    /// What the server would call the given state of the same environment, if that can be told.
    pub(crate) fn of(&self, snapshot: &Snapshot) -> Option<String> {
        let (revision, fingerprint) = parts(snapshot);
        if (&revision, &fingerprint) == (&self.revision, &self.fingerprint) {
            return Some(self.text.clone());
        }
        // The fingerprint goes first, for its digits may contain those of the revision.
        let (before, after) = self.text.split_once(&self.fingerprint)?;
        if before.contains(&self.revision) {
            Some(format!("{}{fingerprint}{after}", before.replacen(&self.revision, &revision, 1)))
        } else if after.contains(&self.revision) {
            Some(format!("{before}{fingerprint}{}", after.replacen(&self.revision, &revision, 1)))
        } else {
            None
        }
    }
}

fn parts(snapshot: &Snapshot) -> (String, String) {
    (snapshot.revision().to_string(), snapshot.fingerprint().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: &str = "00000000000000000000000000000000";

    fn snapshot(revision: u64, flags: &str) -> Snapshot {
        let id = "00000000-0000-0000-0000-000000000001";
        let json = format!(
            r#"{{"environment_id":"{id}","environment_key":"e","revision":{revision},"flags":[{flags}]}}"#
        );
        Snapshot::from_json(json.as_bytes()).expect("a snapshot")
    }

    #[test]
    fn a_later_state_is_named_after_the_pattern() {
        let flag = r#"{"key":"f","enabled":true,"value_type":"boolean","default_value":true,"salt":"00","rules":[]}"#;
        let (old, new) = (snapshot(0, ""), snapshot(17, flag));
        let fingerprint = new.fingerprint();
        for (text, expected) in [
            (format!("\"0-{NONE}\""), format!("\"17-{fingerprint}\"")),
            (format!("W/\"{NONE}.0-gzip\""), format!("W/\"{fingerprint}.17-gzip\"")),
        ] {
            let etag = Etag::new(text.clone(), &old);
            assert_eq!(etag.of(&new), Some(expected));
            assert_eq!(etag.of(&old), Some(text));
        }
    }

    #[test]
    fn a_name_of_another_pattern_is_for_its_own_snapshot_only() {
        let (old, new) = (snapshot(41, ""), snapshot(42, ""));
        let etag = Etag::new("\"abc\"".to_owned(), &old);
        assert_eq!(etag.of(&old).as_deref(), Some("\"abc\""));
        assert_eq!(etag.of(&new), None);
    }
}
