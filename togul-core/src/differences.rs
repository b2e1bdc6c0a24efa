//! Which flags differ between two snapshots.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::Snapshot;

impl Snapshot {
    /// The keys of the flags that differ between two snapshots, in order: those that only one of them has, and those
    /// whose bytes are not the same. Cheap when one was made of the other by [`Snapshot::apply`].
    pub fn differences<'s>(&'s self, other: &'s Self) -> Vec<&'s str> {
        let (mut ours, mut theirs) = (self.entries.iter().peekable(), other.entries.iter().peekable());
        let mut keys = Vec::new();
        loop {
            let order = match (ours.peek(), theirs.peek()) {
                (None, None) => return keys,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(our), Some(their)) if Arc::ptr_eq(our, their) => Ordering::Equal,
                (Some(our), Some(their)) => our.key().cmp(their.key()),
            };
            let our = if order.is_le() { ours.next() } else { None };
            let their = if order.is_ge() { theirs.next() } else { None };
            match (our, their) {
                (Some(our), Some(their)) if Arc::ptr_eq(our, their) || our.json == their.json => {}
                (Some(entry), _) | (None, Some(entry)) => keys.push(entry.key()),
                (None, None) => {}
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
    fn created_changed_and_deleted_flags_are_listed_in_order() {
        let old = snapshot(&[("b", true), ("c", true), ("e", true), ("f", true)]);
        let new = snapshot(&[("a", true), ("b", true), ("c", false), ("f", true), ("g", true)]);
        assert_eq!(old.differences(&new), ["a", "c", "e", "g"]);
        assert_eq!(new.differences(&old), ["a", "c", "e", "g"]);
        assert!(new.differences(&new.clone()).is_empty());
        assert_eq!(snapshot(&[]).differences(&snapshot(&[("a", true)])), ["a"]);
    }
}
