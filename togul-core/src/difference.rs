use std::cmp::Ordering;
use std::sync::Arc;

use crate::Snapshot;

impl Snapshot {
    /// The keys of the flags that differ between two snapshots, in order: those that only one of them holds, and
    /// those whose bytes are not the same. Cheap when one was made of the other by [`Snapshot::apply`].
    pub fn differences<'s>(&'s self, other: &'s Self) -> Vec<&'s str> {
        let (mut ours, mut theirs) = (&*self.entries, &*other.entries);
        let mut keys = Vec::new();
        while let ([our, our_rest @ ..], [their, their_rest @ ..]) = (ours, theirs) {
            if Arc::ptr_eq(our, their) {
                (ours, theirs) = (our_rest, their_rest);
                continue;
            }
            match our.key().cmp(their.key()) {
                Ordering::Less => {
                    keys.push(our.key());
                    ours = our_rest;
                }
                Ordering::Greater => {
                    keys.push(their.key());
                    theirs = their_rest;
                }
                Ordering::Equal => {
                    if our.hash != their.hash {
                        keys.push(our.key());
                    }
                    (ours, theirs) = (our_rest, their_rest);
                }
            }
        }
        keys.extend(ours.iter().chain(theirs).map(|entry| entry.key()));
        keys
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn snapshot(flags: &[(&str, bool)]) -> Snapshot {
        let flags = flags.iter().map(|(key, on)| {
            format!(
                r#"{{"key":"{key}","enabled":{on},"value_type":"boolean","default_value":true,"salt":"","rules":[]}}"#
            )
        });
        let flags: Vec<_> = flags.collect();
        Snapshot::new(Uuid::nil(), "test", 1, flags.iter().map(String::as_str)).unwrap()
    }

    #[test]
    fn what_was_created_changed_and_deleted_is_told_in_order() {
        let old = snapshot(&[("b", true), ("c", true), ("e", true), ("f", true)]);
        let new = snapshot(&[("a", true), ("b", true), ("c", false), ("f", true), ("g", true)]);
        assert_eq!(old.differences(&new), ["a", "c", "e", "g"]);
        assert_eq!(new.differences(&old), ["a", "c", "e", "g"]);
        assert!(new.differences(&new.clone()).is_empty());
        assert_eq!(snapshot(&[]).differences(&snapshot(&[("a", true)])), ["a"]);
    }
}
