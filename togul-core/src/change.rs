//! From one revision to the next.

use std::sync::Arc;

use thiserror::Error;

use crate::handle::Layout;
use crate::reading::Entry;
use crate::{Fingerprint, Snapshot};

/// One step from a revision to the next: one flag made, replaced or deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// The revision before.
    pub previous: u64,
    /// The revision afterwards.
    pub revision: u64,
    /// The fingerprint afterwards.
    pub fingerprint: Fingerprint,
    /// Whose change it is.
    pub flag_key: &'a str,
    /// The exact bytes of the flag's JSON; `None` once it is deleted.
    pub flag: Option<&'a str>,
}

/// Why a change does not follow on a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// The snapshot is there already, or beyond. Nothing is wrong.
    #[error("revision {revision} is not new: revision {held} is held")]
    Repeat {
        /// The snapshot's revision.
        held: u64,
        /// The change's.
        revision: u64,
    },
    /// Changes between are missing.
    #[error("the change follows on revision {previous}, but revision {held} is held")]
    Gap {
        /// The snapshot's revision.
        held: u64,
        /// The one that the change follows on.
        previous: u64,
    },
    /// The outcome would not be what the sender has.
    #[error("the change must lead to the fingerprint {stated}, but it leads to {computed}")]
    Fingerprint {
        /// What the change says.
        stated: Fingerprint,
        /// What would come out.
        computed: Fingerprint,
    },
    /// The flag's JSON has no key, or another one.
    #[error("the change of `{flag_key}` cannot be read: {problem}")]
    Unreadable {
        /// Whose change it is.
        flag_key: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl Snapshot {
    /// The snapshot after a change; this one stays as it is. Compiles the changed flag only; the lookup of keys is
    /// shared unless a flag comes or goes.
    ///
    /// # Errors
    ///
    /// When the change does not follow on this revision, cannot be read, or leads elsewhere than it says.
    pub fn apply(&self, change: &Change<'_>) -> Result<Self, ApplyError> {
        let held = self.revision;
        if change.revision <= held {
            return Err(ApplyError::Repeat { held, revision: change.revision });
        }
        if change.previous != held {
            return Err(ApplyError::Gap { held, previous: change.previous });
        }
        let old = self.position(change.flag_key);
        let new = change.flag.map(|json| read(change.flag_key, json)).transpose()?;
        let fingerprint = self.fingerprint_after(old, new.as_deref());
        if fingerprint != change.fingerprint {
            return Err(ApplyError::Fingerprint { stated: change.fingerprint, computed: fingerprint });
        }
        let mut next = Self { revision: change.revision, fingerprint, ..self.clone() };
        match (old, new) {
            (Some(at), Some(new)) => drop(next.entries.replace(at, Some(new))),
            (Some(at), None) => next.remove(at),
            (None, Some(new)) => next.insert(new),
            (None, None) => {}
        }
        Ok(next)
    }

    fn fingerprint_after(&self, old: Option<usize>, new: Option<&Entry>) -> Fingerprint {
        let old = old.and_then(|at| self.entries.get(at)).map_or(Fingerprint::default(), |entry| entry.hash);
        let new = new.map_or(Fingerprint::default(), |entry| entry.hash);
        self.fingerprint.sub(old).add(new)
    }

    fn insert(&mut self, new: Arc<Entry>) {
        self.index = self.index.with(new.key(), self.len(), |position| self.entries.key(position));
        self.entries.insert(new);
        self.layout = Layout::new();
    }

    fn remove(&mut self, at: usize) {
        let last = self.len() - 1;
        self.index = self.index.without(at, last, |position| self.entries.key(position));
        self.entries.remove(at);
        self.layout = Layout::new();
    }
}

fn read(flag_key: &str, json: &str) -> Result<Arc<Entry>, ApplyError> {
    let unreadable = |problem| ApplyError::Unreadable { flag_key: flag_key.to_owned(), problem };
    let entry = Entry::read(json).map_err(unreadable)?;
    if entry.key() != flag_key {
        return Err(unreadable(format!("its flag has the key `{}`", entry.key())));
    }
    Ok(Arc::new(entry))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{CompiledFlag, Context, FlagHandle};

    fn flag(key: &str, default: u8) -> String {
        format!(
            r#"{{"key":"{key}","enabled":true,"value_type":"number","default_value":{default},"salt":"00","rules":[]}}"#
        )
    }

    fn snapshot() -> Snapshot {
        let flags = [flag("a", 1), flag("c", 3), flag("e", 5)];
        Snapshot::new(Uuid::nil(), "production", 7, flags.iter().map(String::as_str)).unwrap()
    }

    /// The change to a flag with the fingerprint that it leads to.
    fn change<'a>(from: &Snapshot, flag_key: &'a str, flag: Option<&'a str>) -> Change<'a> {
        let old = from.position(flag_key);
        let new = flag.map(|json| read(flag_key, json).unwrap());
        let fingerprint = from.fingerprint_after(old, new.as_deref());
        Change { previous: from.revision, revision: from.revision + 1, fingerprint, flag_key, flag }
    }

    fn answer(snapshot: &Snapshot, key: &str) -> Option<f64> {
        snapshot.evaluate(key, &Context::new()).as_f64()
    }

    #[test]
    fn a_changed_flag_is_all_that_is_compiled_and_every_flag_keeps_its_place() {
        let before = snapshot();
        let json = flag("c", 4);
        let after = before.apply(&change(&before, "c", Some(&json))).unwrap();
        assert_eq!((answer(&before, "c"), answer(&after, "c")), (Some(3.0), Some(4.0)));
        assert_eq!(before.layout, after.layout);
        let shared: Vec<bool> = before
            .entries
            .iter()
            .zip(after.entries.iter())
            .map(|(one, other)| Arc::ptr_eq(one, other))
            .collect();
        assert_eq!(shared, [true, false, true]);
        assert_eq!((before.revision, after.revision), (7, 8));
    }

    #[test]
    fn flags_come_and_go_in_their_order() {
        let before = snapshot();
        let json = flag("d", 4);
        let more = before.apply(&change(&before, "d", Some(&json))).unwrap();
        let less = more.apply(&change(&more, "a", None)).unwrap();
        assert!(less.flags().map(|flag| flag.key()).eq(["c", "d", "e"]));
        assert_eq!(["c", "d", "e"].map(|key| answer(&less, key)), [Some(3.0), Some(4.0), Some(5.0)]);
        assert_eq!(answer(&less, "a"), None);
        let none = less.apply(&change(&less, "never-there", None)).unwrap();
        assert_eq!((none.fingerprint, none.revision), (less.fingerprint, 10));
    }

    #[test]
    fn a_handle_is_right_whatever_it_was_used_with_before() {
        let handles = ["a", "b", "c", "d", "e"].map(FlagHandle::new);
        let first = snapshot();
        let (json, b, d) = (flag("c", 4), flag("b", 2), flag("d", 4));
        let changed = first.apply(&change(&first, "c", Some(&json))).unwrap();
        let less = changed.apply(&change(&changed, "a", None)).unwrap();
        let more = less.apply(&change(&less, "d", Some(&d))).unwrap();
        let again = more.apply(&change(&more, "b", Some(&b))).unwrap();
        let broken = again.apply(&change(&again, "b", Some(r#"{"key":"b"}"#))).unwrap();
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
    fn any_number_of_flags_comes_and_goes() {
        let mut held = snapshot();
        for number in 0..200 {
            let (key, json) = (format!("f{number:03}"), flag(&format!("f{number:03}"), number));
            held = held.apply(&change(&held, &key, Some(&json))).unwrap();
        }
        assert!(held.flags().map(CompiledFlag::key).is_sorted() && held.len() == 203);
        for number in (0..200).map(|number| number * 7 % 200) {
            assert_eq!(answer(&held, &format!("f{number:03}")), Some(f64::from(number)));
            held = held.apply(&change(&held, &format!("f{number:03}"), None)).unwrap();
            assert_eq!(answer(&held, &format!("f{number:03}")), None);
            assert!(held.flags().map(CompiledFlag::key).is_sorted());
        }
        assert!(held.flags().map(CompiledFlag::key).eq(["a", "c", "e"]));
        assert_eq!(held.fingerprint, snapshot().fingerprint);
    }

    #[test]
    fn a_change_that_does_not_follow_is_refused() {
        let held = snapshot();
        let json = flag("c", 4);
        let right = change(&held, "c", Some(&json));
        let refused = |change: Change<'_>| held.apply(&change).unwrap_err();
        assert_eq!(refused(Change { revision: 7, ..right }), ApplyError::Repeat { held: 7, revision: 7 });
        assert_eq!(
            refused(Change { previous: 6, revision: 7, ..right }),
            ApplyError::Repeat { held: 7, revision: 7 }
        );
        let ahead = Change { previous: 8, revision: 9, ..right };
        assert_eq!(refused(ahead), ApplyError::Gap { held: 7, previous: 8 });
        let stated = Fingerprint::default();
        let elsewhere = Change { fingerprint: stated, ..right };
        assert_eq!(refused(elsewhere), ApplyError::Fingerprint { stated, computed: right.fingerprint });
    }

    #[test]
    fn a_change_whose_flag_is_not_the_one_it_names_is_refused() {
        let held = snapshot();
        let json = flag("c", 4);
        let right = change(&held, "c", Some(&json));
        for flag in [flag("b", 4).as_str(), "[]", "null", "{}", "{\"key\": 1}", "{\"key\": \"c\"", ""] {
            let refused = held.apply(&Change { flag: Some(flag), ..right }).unwrap_err();
            assert!(matches!(refused, ApplyError::Unreadable { .. }), "{flag}: {refused}");
        }
    }

    #[test]
    fn a_flag_that_cannot_be_read_still_counts() {
        let held = snapshot();
        let json = r#"{"key":"c","value_type":"colour"}"#;
        let after = held.apply(&change(&held, "c", Some(json))).unwrap();
        assert_eq!((after.len(), after.flags().count(), after.unreadable().count()), (3, 2, 1));
        assert_eq!(answer(&after, "c"), None);
        let json = flag("c", 9);
        let healed = after.apply(&change(&after, "c", Some(&json))).unwrap();
        assert_eq!((answer(&healed, "c"), healed.unreadable().count()), (Some(9.0), 0));
    }
}
