//! Splits, segments and prerequisites in their most common forms, which need neither a loop over conditions nor a memo.
//! Other forms are left to the evaluation in full, which gives the same answers. The form is known before a condition is
//! evaluated, so that none is evaluated twice.

use crate::compiled_condition::{CompiledCondition, Path};
use crate::compiled_flag::{CompiledFlag, CompiledPrerequisite, State};
use crate::context_value::ContextValue;
use crate::extended::Decision;
use crate::outcome::{Outcome, OutcomeKind};
use crate::{Context, FlagRef, limits};

impl<'s> FlagRef<'s> {
    /// What decides, if only the last rule may match, and it has no condition besides its split.
    #[inline]
    pub(crate) fn decide_by_split(self, context: &Context<'_>) -> Option<Decision> {
        let flag = &self.entry.flag;
        let condition = flag.single_condition(context)?;
        let hashing = condition.split(flag).filter(|hashing| hashing.foreign().is_none())?;
        let text = condition.guess(flag, context).and_then(ContextValue::plain)?.as_text()?;
        let (is_inside, outcome) = hashing.assign(text);
        let split = outcome.filter(|_| is_inside).map(|outcome| Decision::Split(outcome as usize));
        Some(split.unwrap_or(Decision::Rule(flag.rules.len())))
    }

    /// What decides, if the flag has no prerequisites, only its last rule may match, and that only names one segment,
    /// which uses no others.
    #[inline]
    pub(crate) fn decide_by_segment(self, context: &Context<'_>) -> Option<Decision> {
        let flag = &self.entry.flag;
        let condition = flag.single_condition(context)?;
        let [handle] = condition.segments(flag) else { return None };
        let is_simple = flag.prerequisites().is_empty() && condition.path != Path::Negated;
        let position = self.snapshot.segments.position_of(handle).filter(|_| is_simple)?;
        if !self.snapshot.segment_links.is_readable(position) {
            return None;
        }
        let segment = self.snapshot.segments.get(position)?.segment.as_ref().ok()?;
        let holds = segment.holds_alone(context)?;
        Some(Decision::Rule(flag.rules.len() - usize::from(holds)))
    }

    /// What decides, if the flag has one prerequisite, whose flag has at most one and so on, and the flags have neither
    /// segments nor splits.
    pub(crate) fn decide_by_chain(self, context: &Context<'_>) -> Option<Decision> {
        let mut chain = [None; limits::PREREQUISITE_DEPTH];
        let (mut len, mut last) = (0, self);
        while last.entry.flag.state == State::Linked {
            let prerequisite = last.entry.flag.only_prerequisite()?;
            // A cycle is longer than any chain.
            *chain.get_mut(len)? = Some((last, prerequisite));
            len += 1;
            last = self.snapshot.flag_at(self.snapshot.flags.position_of(&prerequisite.flag)?)?;
        }
        let mut decision = match last.entry.flag.state {
            State::Enabled => Decision::Rule(last.entry.flag.matching_rule(context)),
            State::Disabled => Decision::Disabled,
            State::Split | State::Linked | State::Tainted | State::Unreadable => return None,
        };
        for (flag, prerequisite) in chain.get(..len)?.iter().rev().flatten() {
            let Some(outcome) = last.outcome_of_decision(decision) else {
                // So is every flag that leads to it.
                return Some(Decision::PrerequisiteUnreadable);
            };
            decision = if prerequisite.values.contains(&outcome.digest) {
                Decision::Rule(flag.entry.flag.matching_rule(context))
            } else {
                Decision::PrerequisiteFailed(0)
            };
            last = *flag;
        }
        Some(decision)
    }

    /// The outcome of an answer; `None` if it is unreadable.
    #[inline]
    pub(crate) fn outcome_of_decision(self, decision: Decision) -> Option<&'s Outcome> {
        let flag = &self.entry.flag;
        let outcome = match decision {
            Decision::Rule(position) => {
                flag.rules.get(position).map_or(flag.default_outcome, |rule| rule.outcome)
            }
            Decision::Split(position) => flag.split_outcomes().get(position)?.outcome,
            Decision::PrerequisiteFailed(_) | Decision::Disabled => flag.off_outcome,
            Decision::PrerequisiteUnreadable | Decision::RuleUnreadable(_) | Decision::FlagUnreadable => {
                return None;
            }
        };
        let outcome = flag.outcome(outcome);
        (!matches!(outcome.kind, OutcomeKind::Unreadable(_))).then_some(outcome)
    }
}

impl CompiledFlag {
    /// The condition of the last rule, if it has one and no other rule may match.
    #[inline]
    fn single_condition(&self, context: &Context<'_>) -> Option<&CompiledCondition> {
        let position = self.rules.iter().position(|rule| context.may_have(rule.needs))?;
        let rule = self.rules.get(position).filter(|_| position + 1 == self.rules.len())?;
        self.conditions.get(usize::from(rule.start)).filter(|condition| condition.is_last)
    }

    /// The prerequisite of a flag that has one, and neither segments nor splits.
    #[inline]
    fn only_prerequisite(&self) -> Option<&CompiledPrerequisite> {
        let uncommon = self.uncommon.as_ref()?;
        match &*uncommon.prerequisites {
            [one] if uncommon.segments.is_empty() && uncommon.split_outcomes.is_empty() => Some(one),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{Context, Snapshot};

    fn flag(key: &str, rules: &[Value], prerequisites: &Value) -> Value {
        let rules = rules.iter().enumerate().map(|(at, rule)| {
            let mut rule = rule.clone();
            rule["id"] = json!(uuid::Uuid::from_u128(at as u128 + 1));
            rule["priority"] = json!(at);
            rule["rule_type"] = json!("boolean");
            rule
        });
        json!({"key": key, "enabled": true, "value_type": "string", "default_value": "none", "off_value": "off",
            "salt": "4f3c9a1be27d0856", "rules": rules.collect::<Vec<_>>(), "prerequisites": prerequisites,
            "variants": [{"key": "red", "value": "red"}, {"key": "blue", "value": "blue"}]})
    }

    /// The flags of an environment with segments, in every simple form and close to one.
    fn flags() -> Vec<Value> {
        let eq =
            |attribute: &str, value: &str| json!({"attribute": attribute, "operator": "eq", "value": value});
        let answer =
            |conditions: &[Value], value: &str| json!({"conditions": conditions, "return_value": value});
        let in_segment = |value: Value| json!({"operator": "in_segment", "value": value});
        let none = json!([]);
        let mut flags = Vec::new();
        for (at, value) in ["ids", "rules", "both", "nested", "absent", "empty"].into_iter().enumerate() {
            let one = answer(&[in_segment(json!(value))], "yes");
            let not = answer(&[json!({"not": in_segment(json!(value))})], "no");
            let several = answer(&[in_segment(json!([value, "ids"])), eq("plan", "pro")], "several");
            flags.push(flag(&format!("one-{at}"), core::slice::from_ref(&one), &none));
            flags.push(flag(&format!("first-{at}"), &[one.clone(), answer(&[], "else")], &none));
            flags.push(flag(&format!("second-{at}"), &[answer(&[eq("plan", "pro")], "pro"), one], &none));
            flags.push(flag(&format!("not-{at}"), &[not], &none));
            flags.push(flag(&format!("several-{at}"), &[several], &none));
        }
        let split = json!({"bucket_by": "user_id", "conditions": [], "split": [
            {"variant": "red", "ranges": [[0, 40_000]]}, {"variant": "blue", "ranges": [[40_000, 100_000]]}]});
        flags.push(flag("split", core::slice::from_ref(&split), &none));
        flags.push(flag("split-first", &[split.clone(), answer(&[], "else")], &none));
        let mut pro = split.clone();
        pro["conditions"] = json!([eq("plan", "pro")]);
        flags.push(flag("split-pro", &[pro], &none));
        for at in 0..11 {
            let next =
                json!([{"flag": format!("chain-{}", at + 1), "values": ["pro", "none", "unreadable"]}]);
            flags.push(flag(&format!("chain-{at}"), &[answer(&[eq("plan", "pro")], "pro")], &next));
        }
        flags.push(flag("chain-11", &[answer(&[eq("user_id", "user-1")], "first")], &none));
        flags.push(flag("cycle-0", &[], &json!([{"flag": "cycle-1", "values": ["none"]}])));
        flags.push(flag("cycle-1", &[], &json!([{"flag": "cycle-0", "values": ["none"]}])));
        let mut off = flag("off", &[answer(&[], "on")], &json!([{"flag": "absent", "values": ["none"]}]));
        off["enabled"] = json!(false);
        flags.push(off);
        let tainted = answer(&[json!({"attribute": "plan", "operator": "tomorrow"})], "unreadable");
        let off_is_off = json!([{"flag": "off", "values": ["off"]}]);
        flags.push(flag("linked-tainted", core::slice::from_ref(&tainted), &off_is_off));
        flags.push(flag("tainted", &[tainted], &none));
        let others = ["off", "tainted", "split", "linked-tainted", "after-linked-tainted"];
        for (key, other) in others.map(|other| (format!("after-{other}"), other)) {
            let values = json!([{"flag": other, "values": ["off", "red"]}]);
            flags.push(flag(&key, &[answer(&[eq("plan", "pro")], "pro")], &values));
            flags.push(flag(&format!("{key}-split"), core::slice::from_ref(&split), &values));
        }
        flags.sort_by_key(|flag| flag["key"].to_string());
        flags
    }

    #[test]
    fn simple_forms_give_the_answers_of_the_evaluation_in_full() {
        let pro = json!([{"conditions": [{"attribute": "plan", "operator": "eq", "value": "pro"}]}]);
        let segment = |key: &str, included: Value, excluded: Value, rules: &Value| json!({"key": key, "attribute": "user_id", "included": included, "excluded": excluded, "rules": rules});
        let (users, none) = (json!(["user-1", "user-2"]), json!([]));
        let body = json!({"environment_id": uuid::Uuid::nil(), "environment_key": "test", "revision": 1, "flags": flags(),
        "segments": [
            segment("both", json!(["user-1"]), json!(["user-2"]), &pro),
            segment("empty", none.clone(), none.clone(), &none),
            segment("ids", users.clone(), none.clone(), &none),
            segment("nested", none.clone(), none.clone(),
                &json!([{"conditions": [{"operator": "in_segment", "value": "ids"}]}])),
            segment("rules", none.clone(), none.clone(), &pro),
        ]});
        let snapshot = Snapshot::from_json(body.to_string().as_bytes()).unwrap();
        let long = "user".repeat(100);
        let users = [Some("user-1"), Some("user-2"), Some("user-3"), Some("user-17"), Some(&*long), None];
        let (mut reasons, mut values) = (Vec::new(), Vec::new());
        for user in users {
            for plan in [Some("pro"), Some("free"), None] {
                let mut context = Context::new();
                for (name, value) in [("user_id", user), ("plan", plan)] {
                    value.into_iter().for_each(|value| context.set(name, value));
                }
                let listed = context.clone().with("user_id", vec!["user-1", "user-9"]);
                for context in [&context, &listed] {
                    for flag in snapshot.flags() {
                        let answer = flag.evaluate(context);
                        assert_eq!(answer, flag.explain(context).0, "{} {context:?}", flag.key());
                        reasons.push(answer.reason.as_str());
                        values.push(answer.as_str().map(str::to_owned));
                    }
                }
            }
        }
        for reason in ["disabled", "rule_match", "default", "prerequisite_failed", "unreadable"] {
            assert!(reasons.contains(&reason), "{reason}");
        }
        for value in ["yes", "no", "several", "else", "red", "blue", "pro", "first", "off"] {
            assert!(values.contains(&Some(value.to_owned())), "{value}");
        }
    }
}
