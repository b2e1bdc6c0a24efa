//! From a flag and a context to an answer.

use serde_json::Value;

use crate::explain::{Explainer, Nobody, Observer};
use crate::rule::{CompiledRule, Step};
use crate::{Answer, Context, Explanation, Reason, ValueType};

/// A flag that can be evaluated: rules in order, values parsed, the salt turned into a seed.
///
/// Found by [`Snapshot::flag`](crate::Snapshot::flag); asking it again saves looking up the key.
#[derive(Clone, Debug)]
pub struct CompiledFlag {
    pub(crate) key: Box<str>,
    pub(crate) enabled: bool,
    pub(crate) value_type: ValueType,
    pub(crate) default_value: Value,
    pub(crate) seed: u64,
    /// By priority, then id.
    pub(crate) steps: Box<[Step]>,
}

impl CompiledFlag {
    /// The flag's key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The flag's own switch.
    pub fn enabled(&self) -> bool {
        self.enabled
    }

    /// The type of every answer.
    pub fn value_type(&self) -> ValueType {
        self.value_type
    }

    /// What the flag answers in this context. Never fails; allocates nothing and takes no lock, `matches` aside.
    pub fn evaluate(&self, context: &Context<'_>) -> Answer<'_> {
        self.evaluate_numbered(context).1
    }

    /// The same answer, and its place among all of the flag's [`answers`](Self::answers): for who counts them.
    pub fn evaluate_numbered(&self, context: &Context<'_>) -> (usize, Answer<'_>) {
        self.observed(context, &mut Nobody)
    }

    /// The same answer, and how it came about: each rule that was looked at with all that it asks.
    pub fn explain(&self, context: &Context<'_>) -> (Answer<'_>, Explanation) {
        let mut explainer = Explainer::default();
        let (_, answer) = self.observed(context, &mut explainer);
        (answer, explainer.finish())
    }

    /// Every answer that the flag can give: the rules' in order, then the default; of a flag that is off that alone.
    pub fn answers(&self) -> impl Iterator<Item = Answer<'_>> {
        let steps = if self.enabled { &*self.steps } else { &[] };
        let rules = steps.iter().filter_map(|step| match step {
            Step::Rule(rule) => Some(self.matched(rule)),
            Step::Unreadable(_) => None,
        });
        rules.chain([self.unmatched()])
    }

    /// The one place that decides an answer.
    fn observed<O: Observer>(&self, context: &Context<'_>, observer: &mut O) -> (usize, Answer<'_>) {
        let mut place = 0;
        if self.enabled {
            for step in &self.steps {
                match step {
                    Step::Rule(rule) => {
                        if rule.matches(self.seed, context, observer) {
                            return (place, self.matched(rule));
                        }
                        place += 1;
                    }
                    Step::Unreadable(rule) => observer.unreadable(rule),
                }
            }
        }
        (place, self.unmatched())
    }

    fn matched<'s>(&'s self, rule: &'s CompiledRule) -> Answer<'s> {
        self.answer(&rule.return_value, Reason::RuleMatch { rule_id: rule.id })
    }

    fn unmatched(&self) -> Answer<'_> {
        self.answer(&self.default_value, if self.enabled { Reason::Default } else { Reason::Disabled })
    }

    fn answer<'s>(&self, value: &'s Value, reason: Reason) -> Answer<'s> {
        let (value, value_type) = (Some(value), Some(self.value_type));
        Answer { value, value_type, flag_enabled: self.enabled, reason }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Context, Reason, Snapshot};

    fn flag(enabled: bool) -> String {
        let rule = |id: u8, rule_type: &str, value: &str| {
            format!(
                r#"{{"id":"0190a5b8-0000-7000-8000-00000000000{id}","priority":{id},"rule_type":"{rule_type}",
                    "attribute":"country","operator":"eq","value":"{value}","return_value":"{value}"}}"#
            )
        };
        let rules =
            [rule(1, "attribute", "DE"), rule(2, "from-the-future", "FR"), rule(3, "attribute", "TR")];
        format!(
            r#"{{"key":"f","enabled":{enabled},"value_type":"string","default_value":"none","salt":"00","rules":[{}]}}"#,
            rules.join(",")
        )
    }

    #[test]
    fn each_answer_is_numbered_by_its_place_among_all() {
        for (enabled, countries) in [(true, &["DE", "TR", "FR"][..]), (false, &["DE"])] {
            let snapshot = Snapshot::new(uuid::Uuid::nil(), "e", 1, [&*flag(enabled)]).unwrap();
            let flag = snapshot.flag("f").unwrap();
            let answers: Vec<_> = flag.answers().collect();
            assert_eq!(answers.len(), countries.len());
            for (place, country) in countries.iter().enumerate() {
                let context = Context::new().with("country", *country);
                assert_eq!(flag.evaluate_numbered(&context), (place, answers[place]));
                assert_eq!(flag.evaluate(&context), answers[place]);
            }
            let last = if enabled { Reason::Default } else { Reason::Disabled };
            assert_eq!(answers.last().map(|answer| answer.reason), Some(last));
        }
    }
}
