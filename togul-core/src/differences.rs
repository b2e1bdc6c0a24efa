//! Which flags differ between two snapshots.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::Snapshot;

impl Snapshot {
    /// The keys of the flags that differ between two snapshots, in order: those that only one of them has, and those
    /// whose bytes are not the same. When one was made of the other by [`Snapshot::apply`], only the blocks of flags that
    /// the changes touched are compared, so the cost depends on the changes and hardly on the number of flags.
    pub fn differences<'s>(&'s self, other: &'s Self) -> Vec<&'s str> {
        let sides = self.entries.differing_blocks(&other.entries);
        let [mut ours, mut theirs] = sides.map(|mut entries| {
            entries.sort_unstable_by(|one, other| one.key().cmp(other.key()));
            entries.into_iter().peekable()
        });
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
    use crate::{Change, Fingerprint, ObjectKind};

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

    #[test]
    fn a_change_of_many_flags_compares_few_of_them() {
        let keys: Vec<_> = (0..10_000).map(|number| format!("flag-{number:05}")).collect();
        let flags: Vec<_> = keys.iter().map(|key| (&**key, true)).collect();
        let mut held = snapshot(&flags);
        let json = |key: &str| snapshot(&[(key, false)]).flag(key).unwrap().json().to_owned();
        for (key, json) in [
            ("flag-07777", Some(json("flag-07777"))),
            ("flag-new", Some(json("flag-new"))),
            ("flag-00003", None),
        ] {
            let hash = |json: Option<&str>| json.map(Fingerprint::of).unwrap_or_default();
            let before = held.flag(key).map(|flag| flag.json());
            let change = Change {
                previous: held.revision(),
                revision: held.revision().next(),
                fingerprint: held.fingerprint().sub(hash(before)).add(hash(json.as_deref())),
                kind: ObjectKind::Flag,
                key,
                json: json.as_deref(),
            };
            let next = held.apply(&[change]).unwrap();
            assert_eq!(held.differences(&next), [key]);
            assert_eq!(next.differences(&held), [key]);
            let compared = held.entries.differing_blocks(&next.entries).map(|entries| entries.len());
            // Deleting moves the last flag to the place of the deleted one.
            assert!(compared.iter().all(|count| *count <= 128), "{compared:?}");
            held = next;
        }
    }
}
