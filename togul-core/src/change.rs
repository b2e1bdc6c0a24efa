//! Application of changes to a snapshot.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::sync::Arc;

use once_cell::race::OnceBox;
use thiserror::Error;

use crate::entry::Entry;
use crate::object_table::Object;
use crate::segment_entry::SegmentEntry;
use crate::segment_links::SegmentLinks;
use crate::{Fingerprint, ObjectKind, Revision, Snapshot};

/// One step from a revision to the next: one object created, replaced or deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// The revision before.
    pub previous: Revision,
    /// The revision afterwards.
    pub revision: Revision,
    /// The fingerprint afterwards.
    pub fingerprint: Fingerprint,
    /// The kind of the object that changes.
    pub kind: ObjectKind,
    /// The object's key.
    pub key: &'a str,
    /// The exact bytes of the object's JSON afterwards; `None` once it is deleted.
    pub json: Option<&'a str>,
}

/// Why changes do not follow on a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// The snapshot includes the changes already. Nothing is wrong.
    #[error("revision {revision} is not new: the snapshot has revision {held}")]
    Repeat {
        /// The snapshot's revision.
        held: Revision,
        /// The revision that the changes lead to.
        revision: Revision,
    },
    /// Changes in between are missing.
    #[error("the change follows on revision {previous}, but the snapshot has revision {held}")]
    Gap {
        /// The snapshot's revision, with the changes of the group before this one.
        held: Revision,
        /// The revision that the change follows on.
        previous: Revision,
    },
    /// The result would differ from what the sender has.
    #[error("the change must lead to the fingerprint {stated}, but it leads to {computed}")]
    Fingerprint {
        /// The fingerprint that the change states.
        stated: Fingerprint,
        /// The fingerprint of the result.
        computed: Fingerprint,
    },
    /// The object's JSON has no key, or another one.
    #[error("the change of the {kind} `{key}` cannot be read: {problem}")]
    Unreadable {
        /// The kind of the object.
        kind: ObjectKind,
        /// The object's key.
        key: String,
        /// What is wrong with its JSON.
        problem: String,
    },
}

impl Snapshot {
    /// The snapshot after a group of consecutive changes, such as those of one transaction; this one stays as it is.
    /// A single change is a group of one. Compiles the changed flags only; the lookup table of keys is shared unless a
    /// flag is created or deleted.
    ///
    /// # Errors
    ///
    /// When a change does not follow on the revision before it, cannot be read, or leads to another fingerprint than
    /// it states. Then none of the group is applied.
    pub fn apply(&self, changes: &[Change<'_>]) -> Result<Self, ApplyError> {
        if let Some(last) = changes.last()
            && last.revision <= self.revision
        {
            return Err(ApplyError::Repeat { held: self.revision, revision: last.revision });
        }
        let mut next = self.clone();
        for change in changes {
            next.apply_one(change)?;
        }
        if changes.iter().any(|change| change.kind == ObjectKind::Segment) {
            next.link();
        }
        Ok(next)
    }

    fn apply_one(&mut self, change: &Change<'_>) -> Result<(), ApplyError> {
        if change.previous != self.revision || change.revision <= change.previous {
            return Err(ApplyError::Gap { held: self.revision, previous: change.previous });
        }
        match change.kind {
            ObjectKind::Flag => {
                let new = change.json.map(|json| read(change, json, Entry::read)).transpose()?;
                self.replace(change.key, new);
            }
            ObjectKind::Segment => {
                let new = change.json.map(|json| read(change, json, SegmentEntry::read)).transpose()?;
                self.replace_segment(change.key, new);
            }
        }
        if self.fingerprint != change.fingerprint {
            return Err(ApplyError::Fingerprint { stated: change.fingerprint, computed: self.fingerprint });
        }
        self.revision = change.revision;
        Ok(())
    }

    /// Creates or replaces the flag of that key, or deletes it if `new` is `None`.
    pub(crate) fn replace(&mut self, key: &str, new: Option<Arc<Entry>>) {
        if let Some(new) = &new {
            self.fingerprint = self.fingerprint.add(Fingerprint::of(&new.json));
            self.cost = self.cost + new.cost();
            self.json_bytes += new.json.len();
        }
        if let Some(old) = self.flags.replace(key, new) {
            self.fingerprint = self.fingerprint.sub(Fingerprint::of(&old.json));
            self.cost = self.cost - old.cost();
            self.json_bytes -= old.json.len();
        }
        self.forget_links();
    }

    /// Discards what was computed from the objects that flags and segments name.
    fn forget_links(&mut self) {
        self.reach_cost = OnceBox::new();
        self.link_problems = OnceBox::new();
    }

    /// Determines again which segments can be evaluated.
    pub(crate) fn link(&mut self) {
        self.segment_links = SegmentLinks::new(&self.segments);
        self.forget_links();
    }

    /// The same for a segment. Flags that use it stay as they are.
    pub(crate) fn replace_segment(&mut self, key: &str, new: Option<Arc<SegmentEntry>>) {
        if let Some(new) = &new {
            self.fingerprint = self.fingerprint.add(Fingerprint::of(new.json()));
            self.json_bytes += new.json().len();
        }
        if let Some(old) = self.segments.replace(key, new) {
            self.fingerprint = self.fingerprint.sub(Fingerprint::of(old.json()));
            self.json_bytes -= old.json().len();
        }
    }
}

fn read<T: Object>(
    change: &Change<'_>,
    json: &str,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Arc<T>, ApplyError> {
    let unreadable =
        |problem| ApplyError::Unreadable { kind: change.kind, key: change.key.to_owned(), problem };
    let entry = read(json).map_err(unreadable)?;
    if entry.key() != change.key {
        return Err(unreadable(format!("its JSON has the key `{}`", entry.key())));
    }
    Ok(Arc::new(entry))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{Context, FlagHandle};

    fn flag(key: &str, default: u8) -> String {
        format!(
            r#"{{"key":"{key}","enabled":true,"value_type":"number","default_value":{default},"salt":"00","rules":[]}}"#
        )
    }

    fn snapshot() -> Snapshot {
        let flags = [flag("a", 1), flag("c", 3), flag("e", 5)];
        Snapshot::new(Uuid::nil(), "production", 7, flags.iter().map(String::as_str)).unwrap()
    }

    /// The change of a flag with the fingerprint that it leads to.
    fn change<'a>(from: &Snapshot, key: &'a str, json: Option<&'a str>) -> Change<'a> {
        let old = from.flags.find(key);
        let fingerprint =
            from.fingerprint.sub(old.map(|entry| Fingerprint::of(&entry.json)).unwrap_or_default());
        let fingerprint = fingerprint.add(json.map(Fingerprint::of).unwrap_or_default());
        let (previous, revision) = (from.revision, from.revision.next());
        Change { previous, revision, fingerprint, kind: ObjectKind::Flag, key, json }
    }

    fn after(from: &Snapshot, key: &str, json: Option<&str>) -> Snapshot {
        from.apply(&[change(from, key, json)]).unwrap()
    }

    fn answer(snapshot: &Snapshot, key: &str) -> Option<f64> {
        snapshot.evaluate(key, &Context::new()).as_f64()
    }

    fn keys(snapshot: &Snapshot) -> Vec<&str> {
        snapshot.flags().map(|flag| flag.key()).collect()
    }

    #[test]
    fn only_the_changed_flag_is_compiled_and_every_flag_keeps_its_position() {
        let before = snapshot();
        let after = after(&before, "c", Some(&flag("c", 4)));
        assert_eq!((answer(&before, "c"), answer(&after, "c")), (Some(3.0), Some(4.0)));
        assert_eq!(before.flags.layout(), after.flags.layout());
        let shared: Vec<bool> =
            before.flags.iter().zip(after.flags.iter()).map(|(one, other)| Arc::ptr_eq(one, other)).collect();
        assert_eq!(shared, [true, false, true]);
        assert_eq!((before.revision.get(), after.revision.get()), (7, 8));
    }

    #[test]
    fn flags_are_created_and_deleted_in_their_order() {
        let before = snapshot();
        let more = after(&before, "d", Some(&flag("d", 4)));
        let less = after(&more, "a", None);
        assert_eq!(keys(&less), ["c", "d", "e"]);
        assert_eq!(["c", "d", "e"].map(|key| answer(&less, key)), [Some(3.0), Some(4.0), Some(5.0)]);
        assert_eq!(answer(&less, "a"), None);
        let none = after(&less, "never-there", None);
        assert_eq!((none.fingerprint, none.revision.get()), (less.fingerprint, 10));
    }

    #[test]
    fn a_group_is_applied_as_one_or_not_at_all() {
        let held = snapshot();
        let (c, d) = (flag("c", 4), flag("d", 4));
        let steps = [("c", Some(&*c)), ("d", Some(&*d)), ("a", None), ("d", None)];
        let (mut group, mut step) = (Vec::new(), held.clone());
        for (key, json) in steps {
            let change = change(&step, key, json);
            step = step.apply(&[change]).unwrap();
            group.push(change);
        }
        let after = held.apply(&group).unwrap();
        assert_eq!((after.revision, after.fingerprint), (step.revision, step.fingerprint));
        assert_eq!((keys(&after), answer(&after, "c")), (vec!["c", "e"], Some(4.0)));
        assert_eq!((keys(&held), answer(&held, "c")), (vec!["a", "c", "e"], Some(3.0)));
        assert_eq!(held.apply(&[]).unwrap().revision, held.revision);

        let stated = Fingerprint::default();
        for position in 0..group.len() {
            let mut broken = group.clone();
            broken[position].fingerprint = stated;
            let computed = group[position].fingerprint;
            assert_eq!(held.apply(&broken).unwrap_err(), ApplyError::Fingerprint { stated, computed });
        }
        let (held_inside, last) = (held.revision.next(), after.revision);
        let without_second = [group[0], group[2], group[3]];
        assert_eq!(
            held.apply(&without_second).unwrap_err(),
            ApplyError::Gap { held: held_inside, previous: held_inside.next() }
        );
        assert_eq!(after.apply(&group).unwrap_err(), ApplyError::Repeat { held: last, revision: last });
        let inside = held.apply(&group[..1]).unwrap();
        assert_eq!(
            inside.apply(&group).unwrap_err(),
            ApplyError::Gap { held: inside.revision, previous: held.revision }
        );
    }

    #[test]
    fn a_handle_is_right_whichever_snapshot_it_was_used_with_before() {
        let handles = ["a", "b", "c", "d", "e"].map(FlagHandle::new);
        let first = snapshot();
        let changed = after(&first, "c", Some(&flag("c", 4)));
        let less = after(&changed, "a", None);
        let more = after(&less, "d", Some(&flag("d", 4)));
        let again = after(&more, "b", Some(&flag("b", 2)));
        let broken = after(&again, "b", Some(r#"{"key":"b"}"#));
        let other = Snapshot::new(Uuid::nil(), "other", 1, [&*flag("e", 50)]).unwrap();
        let context = Context::new();
        let states = [&first, &changed, &less, &more, &again, &broken, &other];
        for one in states {
            for snapshot in states {
                for (handle, snapshot) in
                    handles.iter().flat_map(|handle| [(handle, one), (handle, snapshot)])
                {
                    let answer = snapshot.evaluate_handle(handle, &context);
                    assert_eq!(answer, snapshot.evaluate(handle.key(), &context), "{handle:?} {snapshot:?}");
                }
            }
        }
    }

    #[test]
    fn any_number_of_flags_is_created_and_deleted() {
        let mut held = snapshot();
        for number in 0..200 {
            let key = format!("f{number:03}");
            held = after(&held, &key, Some(&flag(&key, number)));
        }
        assert!(keys(&held).is_sorted() && held.len() == 203);
        for number in (0..200).map(|number| number * 7 % 200) {
            let key = format!("f{number:03}");
            assert_eq!(answer(&held, &key), Some(f64::from(number)));
            held = after(&held, &key, None);
            assert_eq!(answer(&held, &key), None);
            assert!(keys(&held).is_sorted());
        }
        assert_eq!(keys(&held), ["a", "c", "e"]);
        assert_eq!(held.fingerprint, snapshot().fingerprint);
    }

    #[test]
    fn a_change_that_does_not_follow_is_refused() {
        let held = snapshot();
        let json = flag("c", 4);
        let right = change(&held, "c", Some(&json));
        let refused = |change: Change<'_>| held.apply(&[change]).unwrap_err();
        let [six, seven, eight, nine] = [6, 7, 8, 9].map(Revision::new);
        let repeat = ApplyError::Repeat { held: seven, revision: seven };
        assert_eq!(refused(Change { revision: seven, ..right }), repeat);
        assert_eq!(refused(Change { previous: six, revision: seven, ..right }), repeat);
        let ahead = Change { previous: eight, revision: nine, ..right };
        assert_eq!(refused(ahead), ApplyError::Gap { held: seven, previous: eight });
        let stated = Fingerprint::default();
        let elsewhere = Change { fingerprint: stated, ..right };
        assert_eq!(refused(elsewhere), ApplyError::Fingerprint { stated, computed: right.fingerprint });
    }

    #[test]
    fn a_change_whose_json_has_another_key_is_refused() {
        let held = snapshot();
        let json = flag("c", 4);
        let right = change(&held, "c", Some(&json));
        for json in [flag("b", 4).as_str(), "[]", "null", "{}", "{\"key\": 1}", "{\"key\": \"c\"", ""] {
            let refused = held.apply(&[Change { json: Some(json), ..right }]).unwrap_err();
            assert!(matches!(refused, ApplyError::Unreadable { .. }), "{json}: {refused}");
        }
    }

    #[test]
    fn segments_are_created_changed_and_deleted_and_flags_stay_as_they_are() {
        let held = snapshot();
        let (one, two) = (r#"{"key":"s","included":["a"]}"#, r#"{"key":"s","included":["b"]}"#);
        let mut step = held.clone();
        let mut group = Vec::new();
        for (old, new) in [(None, Some(one)), (Some(one), Some(two)), (Some(two), None), (None, None)] {
            let hash = |json: Option<&str>| json.map(Fingerprint::of).unwrap_or_default();
            let (previous, revision) = (step.revision, step.revision.next());
            let fingerprint = step.fingerprint.sub(hash(old)).add(hash(new));
            let kind = ObjectKind::Segment;
            group.push(Change { previous, revision, fingerprint, kind, key: "s", json: new });
            step = step.apply(&group[group.len() - 1..]).unwrap();
            assert_eq!((step.segment_json("s"), step.len()), (new, 3));
            assert_eq!(step.flags.layout(), held.flags.layout());
        }
        let after = held.apply(&group).unwrap();
        assert_eq!((after.fingerprint, after.json_bytes), (held.fingerprint, held.json_bytes));
        let refused = held.apply(&[Change { json: Some("{}"), ..group[0] }]).unwrap_err();
        assert!(refused.to_string().starts_with("the change of the segment `s` cannot be read"), "{refused}");
    }

    #[test]
    fn an_unreadable_flag_still_counts() {
        let held = snapshot();
        let broken = after(&held, "c", Some(r#"{"key":"c","value_type":"colour"}"#));
        assert_eq!((broken.len(), broken.unreadable().count()), (3, 1));
        assert_eq!(answer(&broken, "c"), None);
        let healed = after(&broken, "c", Some(&flag("c", 9)));
        assert_eq!((answer(&healed, "c"), healed.unreadable().count()), (Some(9.0), 0));
    }
}
