//! Which flags differ between two snapshots.

use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::entry::Entry;
use crate::object_table::{Object, ObjectTable};
use crate::{Snapshot, Unreadable};

impl Snapshot {
    /// The keys of the flags whose answers may differ between two snapshots, in order: those that only one of them has,
    /// those whose bytes are not the same, and those that reach such a flag as a prerequisite or a segment that differs.
    /// When one was made of the other by [`Snapshot::apply`], only the blocks that the changes touched are compared.
    pub fn differences<'s>(&'s self, other: &'s Self) -> Vec<&'s str> {
        let mut flags = differing(&self.flags, &other.flags);
        let segments: BTreeSet<&str> = differing(&self.segments, &other.segments).into_iter().collect();
        let direct: BTreeSet<&str> = flags.iter().copied().collect();
        if !direct.is_empty() || !segments.is_empty() {
            let linked = [self, other].into_iter().flat_map(Self::flags);
            let linked = linked.filter(|flag| flag.entry.flag.is_linked() && !direct.contains(flag.key()));
            flags.extend(
                linked.filter(|flag| flag.reach().includes_one_of(&direct, &segments)).map(|flag| flag.key()),
            );
            flags.sort_unstable();
            flags.dedup();
        }
        flags
    }
}

impl Snapshot {
    /// What this version cannot read or evaluate, except for what it could not in `old` for the same cause: what has to be
    /// reported once this snapshot takes the place of `old`.
    pub fn newly_unreadable(&self, old: &Self) -> Vec<&Unreadable> {
        let mut new = Vec::new();
        for key in differing(&self.flags, &old.flags) {
            let Some(entry) = self.flags.find(key) else { continue };
            // A flag can have thousands of them.
            let known = old.flags.find(key).map(Entry::unreadable).unwrap_or_default();
            let known: BTreeSet<_> = known.iter().collect();
            new.extend(entry.unreadable().iter().filter(|problem| !known.contains(problem)));
        }
        let known: BTreeSet<_> = old.link_problems().iter().collect();
        new.extend(self.link_problems().iter().filter(|problem| !known.contains(problem)));
        new
    }
}

/// The keys of the objects that differ between two tables, in order.
fn differing<'t, T: Object>(one: &'t ObjectTable<T>, other: &'t ObjectTable<T>) -> Vec<&'t str> {
    let sides = one.differing_blocks(other);
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
            (Some(our), Some(their)) if Arc::ptr_eq(our, their) || our.json() == their.json() => {}
            (Some(entry), _) | (None, Some(entry)) => keys.push(entry.key()),
            (None, None) => {}
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
            let compared = held.flags.differing_blocks(&next.flags).map(|entries| entries.len());
            // Deleting moves the last flag to the place of the deleted one.
            assert!(compared.iter().all(|count| *count <= 128), "{compared:?}");
            held = next;
        }
    }
}
