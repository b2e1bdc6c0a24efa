//! Rules that never decide, because an earlier rule of their flag matches wherever they would.
//!
//! Only what follows from the rules alone is reported: an earlier rule covers a later one if each thing that it needs is
//! needed by the later one as well. Two conditions count as the same only if their JSON is.

use togul_core::{Condition, Rule, RuleKind};
use uuid::Uuid;

use super::warning::Warning;

const WHOLE: u32 = 100_000;

/// What a rule needs to match.
struct Needs<'r> {
    rule: &'r Rule,
    /// As JSON, sorted.
    conditions: Vec<String>,
    /// The attribute that it hashes, without which it does not match.
    hashed: Option<&'r str>,
    /// Whether it hashes as another system does: not all values that a rule with the flag's own buckets hashes.
    is_foreign: bool,
    /// Its share, in thousandths of a percent.
    share: Option<u32>,
}

impl<'r> Needs<'r> {
    fn of(rule: &'r Rule) -> Self {
        let own = match &rule.kind {
            RuleKind::Attribute(comparison) => Some(Condition::Compare(comparison.clone())),
            _ => None,
        };
        let mut conditions = Vec::new();
        rule.conditions.iter().chain(&own).for_each(|condition| collect(condition, &mut conditions));
        conditions.sort_unstable();
        let share = match rule.kind {
            RuleKind::Percentage { rollout_percentage } => Some(rollout_percentage.thousandths()),
            _ => None,
        };
        let is_foreign = rule.bucketing.is_some();
        Self { rule, conditions, hashed: rule.hashes().then_some(&*rule.bucket_by), is_foreign, share }
    }

    /// The warning about `later`, if this rule matches wherever it would.
    fn covers(&self, later: &Self) -> Option<Warning> {
        let is_needed = |condition| later.conditions.binary_search(condition).is_ok();
        let hashes_the_same = self.hashed == later.hashed && (later.is_foreign || !self.is_foreign);
        let has_same_attribute = self.hashed.is_none() || hashes_the_same;
        if !has_same_attribute || !self.conditions.iter().all(is_needed) {
            return None;
        }
        match (self.share, later.share) {
            // A share of 0 % is switched off, which is no surprise.
            (Some(share), Some(inner))
                if (1..=share).contains(&inner)
                    && self.rule.seed == later.rule.seed
                    && self.rule.bucketing == later.rule.bucketing =>
            {
                Some(Warning::nested_share(later.rule, self.rule))
            }
            (Some(share), _) if share < WHOLE => None,
            _ => Some(Warning::unreachable_rule(later.rule, self.rule)),
        }
    }
}

/// Adds a condition, or each of those that must all hold.
fn collect(condition: &Condition, conditions: &mut Vec<String>) {
    match condition {
        Condition::All(all) => all.iter().for_each(|condition| collect(condition, conditions)),
        other => conditions
            .push(serde_json::to_string(other).expect("plain data with string keys always serializes")),
    }
}

/// The warnings about the active rules of a flag, in the order of evaluation: at most one for each rule, which names the
/// first that covers it.
#[must_use]
pub fn warnings(rules: &[Rule]) -> Vec<Warning> {
    let needs: Vec<_> = rules.iter().map(Needs::of).collect();
    let covered = needs.iter().enumerate();
    covered.filter_map(|(index, later)| first_covering(&needs[..index], later)).collect()
}

/// The warnings about a rule that was written: about itself, and about those that it covers. A flag may have 200 rules, so
/// other pairs of them are not compared again with each write.
#[must_use]
pub fn warnings_about(written: Uuid, rules: &[Rule]) -> Vec<Warning> {
    let Some(place) = rules.iter().position(|rule| rule.id == written) else { return Vec::new() };
    let needs: Vec<_> = rules.iter().map(Needs::of).collect();
    let written = &needs[place];
    let covered = needs[place + 1..].iter().filter_map(|later| written.covers(later));
    first_covering(&needs[..place], written).into_iter().chain(covered).collect()
}

fn first_covering(earlier: &[Needs<'_>], later: &Needs<'_>) -> Option<Warning> {
    earlier.iter().find_map(|earlier| earlier.covers(later))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn rules(fields: &[Value]) -> Vec<Rule> {
        let rules = fields.iter().enumerate().map(|(index, fields)| {
            let mut rule =
                json!({ "id": Uuid::from_u128(index as u128), "priority": 10 * index, "return_value": true });
            rule.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
            serde_json::from_value(rule).expect("a rule")
        });
        rules.collect()
    }

    /// The code of the warning about the second of two rules, and empty if there is none.
    fn code(earlier: &Value, later: &Value) -> String {
        let found = warnings(&rules(&[earlier.clone(), later.clone()]));
        let codes: Vec<_> =
            found.iter().map(|one| json!(one)["code"].as_str().expect("a code").to_owned()).collect();
        assert!(codes.len() <= 1, "{codes:?}");
        codes.concat()
    }

    fn everyone(conditions: &Value) -> Value {
        json!({ "rule_type": "boolean", "conditions": conditions })
    }

    fn share(percent: f64, fields: &Value) -> Value {
        let mut rule = json!({ "rule_type": "percentage", "rollout_percentage": percent });
        rule.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
        rule
    }

    fn compare(attribute: &str, value: &str) -> Value {
        json!({ "attribute": attribute, "operator": "eq", "value": value })
    }

    fn attribute_rule(conditions: &Value) -> Value {
        let mut rule = compare("country", "TR");
        rule["rule_type"] = json!("attribute");
        rule["conditions"] = conditions.clone();
        rule
    }

    #[test]
    fn a_rule_whose_needs_include_those_of_an_earlier_one_is_unreachable() {
        let (tr, pro) = (compare("country", "TR"), compare("plan", "pro"));
        let one_of = json!({ "any": [tr, pro] });
        for (earlier, later) in [
            (everyone(&json!([])), everyone(&json!([]))),
            (everyone(&json!([])), everyone(&json!([tr]))),
            (everyone(&json!([])), attribute_rule(&json!([]))),
            (everyone(&json!([])), share(10.0, &json!({}))),
            (everyone(&json!([tr])), everyone(&json!([pro, tr]))),
            (everyone(&json!([tr])), attribute_rule(&json!([pro]))),
            (attribute_rule(&json!([])), everyone(&json!([tr]))),
            (everyone(&json!([tr, pro])), everyone(&json!([{ "all": [pro, tr] }]))),
            (everyone(&json!([one_of])), share(10.0, &json!({ "conditions": [one_of, pro] }))),
            (share(100.0, &json!({})), share(10.0, &json!({ "seed": "other" }))),
            (share(100.0, &json!({})), share(0.0, &json!({}))),
        ] {
            assert_eq!(code(&earlier, &later), "unreachable_rule", "{earlier} {later}");
        }
    }

    #[test]
    fn a_share_inside_of_an_earlier_one_with_the_same_buckets_is_nested() {
        let tr = json!({ "conditions": [compare("country", "TR")] });
        let account = json!({ "bucket_by": "account", "seed": "s" });
        for (earlier, later) in [
            (share(25.0, &json!({})), share(25.0, &json!({}))),
            (share(25.0, &json!({})), share(0.001, &json!({}))),
            (share(100.0, &json!({})), share(100.0, &json!({}))),
            (share(25.0, &json!({})), share(10.0, &tr)),
            (share(25.0, &tr), share(10.0, &tr)),
            (share(25.0, &account), share(10.0, &account)),
        ] {
            assert_eq!(code(&earlier, &later), "nested_share", "{earlier} {later}");
        }
    }

    #[test]
    fn a_rule_that_may_decide_has_no_warning() {
        let (tr, pro) = (compare("country", "TR"), compare("plan", "pro"));
        let in_tr = json!({ "conditions": [tr] });
        for (earlier, later) in [
            (everyone(&json!([tr])), everyone(&json!([]))),
            (everyone(&json!([tr, pro])), everyone(&json!([tr]))),
            (everyone(&json!([tr])), everyone(&json!([pro]))),
            (everyone(&json!([tr])), everyone(&json!([{ "any": [tr, pro] }]))),
            (everyone(&json!([tr])), everyone(&json!([{ "not": tr }]))),
            (attribute_rule(&json!([])), everyone(&json!([]))),
            (share(25.0, &json!({})), everyone(&json!([]))),
            // A context without the attribute is in no share.
            (share(100.0, &json!({})), everyone(&json!([]))),
            (share(100.0, &json!({ "bucket_by": "account" })), share(10.0, &json!({}))),
            (share(25.0, &json!({})), share(25.001, &json!({}))),
            (share(25.0, &json!({})), share(0.0, &json!({}))),
            (share(0.0, &json!({})), share(0.0, &json!({}))),
            (share(25.0, &in_tr), share(10.0, &json!({}))),
            (share(25.0, &json!({})), share(10.0, &json!({ "seed": "other" }))),
            (share(25.0, &json!({ "bucket_by": "account" })), share(10.0, &json!({}))),
        ] {
            assert_eq!(code(&earlier, &later), "", "{earlier} {later}");
        }
    }

    #[test]
    fn a_split_needs_the_attribute_that_it_hashes() {
        let parts = json!([{ "variant": "a", "ranges": [[0, 100_000]] }]);
        let split = |conditions: Value| {
            let mut rule = everyone(&conditions);
            rule["split"] = parts.clone();
            rule["return_value"] = Value::Null;
            rule
        };
        assert_eq!(code(&split(json!([])), &everyone(&json!([]))), "");
        assert_eq!(code(&split(json!([])), &split(json!([]))), "unreachable_rule");
        assert_eq!(code(&split(json!([])), &share(10.0, &json!({}))), "unreachable_rule");
        assert_eq!(code(&share(100.0, &json!({})), &split(json!([]))), "unreachable_rule");
        assert_eq!(code(&share(10.0, &json!({})), &split(json!([]))), "");
    }

    #[test]
    fn each_rule_has_one_warning_which_names_the_first_that_covers_it() {
        let all = rules(&[everyone(&json!([])), share(5.0, &json!({})), share(5.0, &json!({}))]);
        let ids = |found: Vec<Warning>| {
            let ids = found
                .iter()
                .map(|one| json!(one))
                .map(|one| [one["rule_id"].clone(), one["earlier_rule_id"].clone()]);
            ids.collect::<Vec<_>>()
        };
        let id = |index: usize| json!(all[index].id);
        assert_eq!(ids(warnings(&all)), [[id(1), id(0)], [id(2), id(0)]]);
        let about = |index: usize| ids(warnings_about(all[index].id, &all));
        assert_eq!(about(0), [[id(1), id(0)], [id(2), id(0)]]);
        // The later rule is covered by the one that was written, whatever else covers it.
        assert_eq!(about(1), [[id(1), id(0)], [id(2), id(1)]]);
        assert_eq!(about(2), [[id(2), id(0)]]);
        assert_eq!(warnings_about(Uuid::max(), &all), []);
    }

    #[test]
    fn a_seed_gives_shares_and_splits_other_buckets_and_no_other_contexts_at_100_percent() {
        let split = |fields: Value| {
            let mut rule = share(50.0, &fields);
            rule["split"] = json!([{ "variant": "a", "ranges": [[0, 100_000]] }]);
            rule["return_value"] = Value::Null;
            rule
        };
        let whole_split = |seed: &str| {
            let mut rule = split(json!({ "seed": seed }));
            rule["rollout_percentage"] = json!(100);
            rule
        };
        let seed = json!({ "seed": "a" });
        for (earlier, later, expected) in [
            (split(json!({})), share(10.0, &json!({})), "nested_share"),
            (split(seed.clone()), split(seed.clone()), "nested_share"),
            (share(50.0, &seed), split(json!({ "seed": "b" })), ""),
            (split(seed.clone()), share(10.0, &json!({})), ""),
            (share(50.0, &json!({})), split(seed.clone()), ""),
            (whole_split("a"), share(10.0, &json!({ "seed": "b" })), "unreachable_rule"),
            (whole_split("a"), share(10.0, &json!({ "bucket_by": "account" })), ""),
        ] {
            assert_eq!(code(&earlier, &later), expected, "{earlier} {later}");
        }
    }
}
