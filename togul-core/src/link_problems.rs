//! What cannot be evaluated because of the objects that it names.

use alloc::boxed::Box;
use alloc::collections::{BTreeSet, VecDeque};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::compiled_condition::CompiledCondition;
use crate::object_table::Object;
use crate::outcome::OutcomeKind;
use crate::{FlagRef, ObjectKind, Snapshot, Unreadable, limits};

impl Snapshot {
    /// The segments that cannot be evaluated, the prerequisites that are absent or lead back to their flag, and the rules
    /// that ask for a segment that does not exist. Computed when they are needed first.
    pub(crate) fn link_problems(&self) -> &[Unreadable] {
        self.link_problems.get_or_init(|| {
            let linked = self.flags().filter(|flag| flag.entry.flag.is_linked());
            let of_flags = linked
                .flat_map(|flag| flag.prerequisite_problems().into_iter().chain(flag.absent_segments()));
            Box::new(of_flags.chain(self.segment_problems()).collect())
        })
    }

    fn segment_problems(&self) -> impl Iterator<Item = Unreadable> {
        self.segments.iter().filter_map(|entry| {
            let problem = self.segment_links.problem(self.segments.position(entry.key())?)?;
            let problem = match &entry.segment {
                Err(own) => own.to_string(),
                Ok(_) => problem.to_string(),
            };
            Some(Unreadable::new(ObjectKind::Segment, entry.key(), None, problem))
        })
    }
}

impl FlagRef<'_> {
    fn problem(self, rule_id: Option<String>, problem: String) -> Unreadable {
        Unreadable::new(ObjectKind::Flag, self.key(), rule_id, problem)
    }

    fn prerequisite_problems(self) -> Vec<Unreadable> {
        let flags = &self.snapshot.flags;
        let prerequisites = self.entry.flag.prerequisites();
        let absent = prerequisites.iter().filter(|one| flags.position_of(&one.flag).is_none());
        let absent = absent.map(|one| format!("its prerequisite `{}` does not exist", one.flag.key()));
        let mut problems: Vec<_> = absent.collect();
        problems.extend(self.leads_back().or_else(|| self.is_too_deep()));
        problems.into_iter().map(|problem| self.problem(None, problem)).collect()
    }

    /// Whether a prerequisite leads back to the flag, or to more flags than are evaluated.
    fn leads_back(self) -> Option<String> {
        let flags = &self.snapshot.flags;
        let own = flags.position(self.key())?;
        let (mut reached, mut pending) = (BTreeSet::new(), VecDeque::new());
        for first in self.entry.flag.prerequisites() {
            pending.extend(flags.position_of(&first.flag).map(|position| (position, first.flag.key())));
        }
        while let Some((position, first)) = pending.pop_front() {
            if position == own {
                return Some(format!("its prerequisite `{first}` leads back to it"));
            }
            if reached.insert(position) {
                if reached.len() > limits::PREREQUISITE_REACH {
                    return Some(format!(
                        "it has more than {} flags as prerequisites, directly or not",
                        limits::PREREQUISITE_REACH
                    ));
                }
                let next = flags.get(position).into_iter().flat_map(|entry| entry.flag.prerequisites());
                pending.extend(next.filter_map(|one| Some((flags.position_of(&one.flag)?, first))));
            }
        }
        None
    }

    /// Of a flag that reaches few others, none of them itself. If some of these lead back to each other, that is their
    /// problem.
    fn is_too_deep(self) -> Option<String> {
        let flags = &self.snapshot.flags;
        let (mut level, mut depth) = (BTreeSet::from([flags.position(self.key())?]), 0);
        while depth <= limits::PREREQUISITE_REACH {
            let entries = level.iter().filter_map(|position| flags.get(*position));
            let next = entries.flat_map(|entry| entry.flag.prerequisites());
            level = next.filter_map(|one| flags.position_of(&one.flag)).collect();
            if level.is_empty() {
                let limit = limits::PREREQUISITE_DEPTH;
                return (depth > limit).then(|| format!("its prerequisites nest more than {limit} deep"));
            }
            depth += 1;
        }
        None
    }

    /// The rules that ask for a segment that does not exist. Others may ask for one that cannot be evaluated, which is a
    /// problem of its own.
    fn absent_segments(self) -> Vec<Unreadable> {
        let (flag, segments) = (&self.entry.flag, &self.snapshot.segments);
        let mut problems = Vec::new();
        for rule in &flag.rules {
            if matches!(flag.outcome(rule.outcome).kind, OutcomeKind::Unreadable(_)) {
                continue;
            }
            let mut absent: Vec<&str> = Vec::new();
            let mut add = |condition: &CompiledCondition| {
                let handles = condition.segments(flag).iter();
                let keys = handles.filter(|handle| segments.position_of(handle).is_none());
                absent.extend(keys.map(|handle| handle.key()));
            };
            for condition in flag.conditions_of(rule) {
                match condition.group(flag) {
                    Some(group) => group.leaves().for_each(&mut add),
                    None => add(condition),
                }
            }
            absent.sort_unstable();
            absent.dedup();
            let of_rule = |key: &str| {
                self.problem(Some(rule.id.to_string()), format!("the segment `{key}` does not exist"))
            };
            problems.extend(absent.into_iter().map(of_rule));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const RULE: &str = "00000000-0000-0000-0000-000000000007";

    fn flag(key: &str, prerequisites: &[&str], segments: &[&str]) -> String {
        let prerequisites: Vec<_> =
            prerequisites.iter().map(|key| serde_json::json!({"flag": key, "values": [true]})).collect();
        let conditions: Vec<_> =
            segments.iter().map(|key| serde_json::json!({"operator": "in_segment", "value": key})).collect();
        serde_json::json!({"key": key, "enabled": true, "value_type": "boolean", "default_value": true, "salt": "00",
            "prerequisites": prerequisites,
            "rules": [{"id": RULE, "priority": 1, "rule_type": "boolean", "return_value": true, "conditions": conditions}]})
        .to_string()
    }

    fn segment(key: &str, names: &[&str]) -> String {
        let rules: Vec<_> = names
            .iter()
            .map(|key| serde_json::json!({"conditions": [{"not": {"operator": "in_segment", "value": key}}]}))
            .collect();
        serde_json::json!({"key": key, "rules": rules}).to_string()
    }

    fn snapshot(flags: &[String], segments: &[String]) -> Snapshot {
        let snapshot = Snapshot::new(Uuid::nil(), "test", 1, flags.iter().map(String::as_str)).unwrap();
        snapshot.with_segments(segments.iter().map(String::as_str)).unwrap()
    }

    fn listed(snapshot: &Snapshot) -> Vec<String> {
        snapshot.unreadable().map(ToString::to_string).collect()
    }

    #[test]
    fn what_prerequisites_and_segments_make_unreadable_is_listed_by_key_and_cause() {
        let flags = [
            flag("a", &["b", "gone", "sound"], &[]),
            flag("b", &["c"], &["missing", "s", "missing", "loop"]),
            flag("c", &["b"], &[]),
            flag("sound", &[], &["s"]),
        ];
        let broken = r#"{"key":"broken","needs":2}"#.to_owned();
        let segments = [
            segment("s", &[]),
            segment("loop", &["loop"]),
            segment("user", &["broken"]),
            segment("nowhere", &["missing"]),
            broken,
        ];
        let snapshot = snapshot(&flags, &segments);
        assert_eq!(
            listed(&snapshot),
            [
                "flag `a`: its prerequisite `gone` does not exist",
                "flag `b`: its prerequisite `c` leads back to it",
                &format!("flag `b`, rule `{RULE}`: the segment `missing` does not exist"),
                "flag `c`: its prerequisite `b` leads back to it",
                "segment `broken`: needs: must be at most 1 for this version; it is 2",
                "segment `loop`: it uses the segment `loop`, which uses it",
                "segment `nowhere`: it uses the segment `missing`, which does not exist",
                "segment `user`: it uses the segment `broken`, which cannot be read",
            ]
        );
    }

    #[test]
    fn limits_on_depth_and_number_are_those_of_evaluation() {
        let chain = |flags: usize| -> Vec<String> {
            let key = |n: usize| format!("f{n:02}");
            let last = flag(&key(flags), &[], &[]);
            (0..flags).map(|n| flag(&key(n), &[&key(n + 1)], &[])).chain([last]).collect()
        };
        assert_eq!(listed(&snapshot(&chain(limits::PREREQUISITE_DEPTH), &[])), [] as [&str; 0]);
        let deep = snapshot(&chain(limits::PREREQUISITE_DEPTH + 1), &[]);
        assert_eq!(listed(&deep), ["flag `f00`: its prerequisites nest more than 8 deep"]);
        let answer = deep.evaluate("f00", &crate::Context::new());
        assert_eq!(answer.reason.as_str(), "unreadable");
        let wide = |count: usize| -> Vec<String> {
            let keys: Vec<_> = (0..count).map(|n| format!("n{n}")).collect();
            let top = flag("top", &keys.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
            keys.iter().map(|key| flag(key, &[], &[])).chain([top]).collect()
        };
        assert_eq!(listed(&snapshot(&wide(limits::PREREQUISITE_REACH), &[])), [] as [&str; 0]);
        assert_eq!(
            listed(&snapshot(&wide(limits::PREREQUISITE_REACH + 1), &[])),
            ["flag `top`: it has more than 32 flags as prerequisites, directly or not"]
        );
    }

    #[test]
    fn only_what_was_readable_before_is_newly_unreadable() {
        let before = snapshot(&[flag("a", &["gone"], &["s"]), flag("b", &[], &[])], &[segment("s", &[])]);
        let after = snapshot(
            &[flag("a", &["gone"], &["s"]), r#"{"key":"b"}"#.to_owned()],
            &[segment("s", &["s"]), segment("t", &[])],
        );
        let new = |snapshot: &Snapshot, old: &Snapshot| -> Vec<String> {
            snapshot.newly_unreadable(old).into_iter().map(ToString::to_string).collect()
        };
        assert_eq!(
            new(&after, &before),
            [
                "flag `b`: missing field `enabled` at line 1 column 11",
                "segment `s`: it uses the segment `s`, which uses it"
            ]
        );
        assert_eq!(new(&before, &after), [] as [&str; 0]);
        assert_eq!(new(&after, &after.clone()), [] as [&str; 0]);
        assert_eq!(new(&after, &Snapshot::empty()).len(), 3);
    }
}
