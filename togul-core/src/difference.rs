use std::cmp::Ordering;
use std::sync::Arc;

use crate::Snapshot;

impl Snapshot {
    /// The keys of the flags that differ between two snapshots, in order: those that only one of them holds, and
    /// those whose bytes are not the same. Cheap when one was made of the other by [`Snapshot::apply`].
    pub fn differences<'s>(&'s self, other: &'s Self) -> Vec<&'s str> {
        let (mut ours, mut theirs) = (self.entries.iter(), other.entries.iter());
        let (mut our, mut their) = (ours.next(), theirs.next());
        let mut keys = Vec::new();
        loop {
            let order = match (our, their) {
                (None, None) => return keys,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(our), Some(their)) if Arc::ptr_eq(our, their) => Ordering::Equal,
                (Some(our), Some(their)) => our.key().cmp(their.key()),
            };
            if order.is_ne() || our.map(|entry| entry.hash) != their.map(|entry| entry.hash) {
                keys.extend(if order.is_gt() { their } else { our }.map(|entry| entry.key()));
            }
            if order.is_le() {
                our = ours.next();
            }
            if order.is_ge() {
                their = theirs.next();
            }
        }
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
