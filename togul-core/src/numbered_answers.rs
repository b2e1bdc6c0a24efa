//! The answers of a flag by number, for counting.

use crate::compiled_flag::State;
use crate::extended::Decision;
use crate::question::Question;
use crate::{Answer, Context, FlagRef};

impl<'s> FlagRef<'s> {
    /// The same answer, with its number among all [`answers`](Self::answers) of the flag.
    #[inline]
    pub(crate) fn evaluate_numbered(self, context: &Context<'_>) -> (usize, Answer<'s>) {
        match self.entry.flag.state {
            State::Enabled => {
                let number = self.entry.flag.matching_rule(context);
                (number, self.answer_of(number))
            }
            State::Tainted => {
                let number = self.entry.flag.matching_rule(context);
                (number, self.tainted_answer_of(number))
            }
            State::Split | State::Linked => self.evaluate_extended_numbered(context),
            State::Disabled | State::Unreadable => (0, self.evaluate(context)),
        }
    }

    /// Every answer that the flag can give: those of its rules in order, then the default, then others. A flag that
    /// is off or unreadable has a single one.
    pub(crate) fn answers(self) -> impl Iterator<Item = Answer<'s>> {
        let (numbers, single) = match self.entry.flag.state {
            State::Enabled | State::Split | State::Linked | State::Tainted => (self.extended_answers(), None),
            State::Disabled | State::Unreadable => (0, Some(self.evaluate(&Context::new()))),
        };
        (0..numbers).map(move |number| self.answer_of_number(number)).chain(single)
    }

    /// The answer of a flag that is on, with its number.
    fn evaluate_extended_numbered(self, context: &Context<'_>) -> (usize, Answer<'s>) {
        let decision = match self.entry.flag.state {
            State::Linked => self.decide_linked(&Question::new(self, context), 0),
            _ => self.decide_by_rules(context),
        };
        (self.number(decision), self.answer_of_decision(decision))
    }

    /// The number of answers.
    fn extended_answers(self) -> usize {
        let flag = &self.entry.flag;
        match flag.is_linked() {
            true => self.number(Decision::RuleUnreadable(flag.rules.len())),
            false => self.number(Decision::PrerequisiteFailed(0)),
        }
    }

    fn number(self, decision: Decision) -> usize {
        let flag = &self.entry.flag;
        let (rules, splits) = (flag.rules.len() + 1, flag.split_outcomes().len());
        let prerequisites = flag.prerequisites().len();
        match decision {
            Decision::Rule(position) => position,
            Decision::Split(position) => rules + position,
            Decision::PrerequisiteFailed(position) => rules + splits + position,
            Decision::PrerequisiteUnreadable => rules + splits + prerequisites,
            Decision::RuleUnreadable(position) => rules + splits + prerequisites + 1 + position,
            // The single answer of its flag.
            Decision::Disabled | Decision::FlagUnreadable => 0,
        }
    }

    /// The answer of that number, of a flag that is on.
    fn answer_of_number(self, number: usize) -> Answer<'s> {
        let from = |first: Decision| number.checked_sub(self.number(first));
        self.answer_of_decision(
            from(Decision::RuleUnreadable(0))
                .map(Decision::RuleUnreadable)
                .or_else(|| from(Decision::PrerequisiteUnreadable).map(|_| Decision::PrerequisiteUnreadable))
                .or_else(|| from(Decision::PrerequisiteFailed(0)).map(Decision::PrerequisiteFailed))
                .or_else(|| from(Decision::Split(0)).map(Decision::Split))
                .unwrap_or(Decision::Rule(number)),
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::{Context, Reason, Snapshot};

    fn flag(enabled: bool) -> String {
        let rule = |id: u8, rule_type: &str, value: &str| {
            format!(
                r#"{{"id":"0190a5b8-0000-7000-8000-00000000000{id}","priority":{id},"rule_type":"{rule_type}",
                    "attribute":"country","operator":"eq","value":"{value}","return_value":"{value}",
                    "conditions":[{{"attribute":"country","operator":"eq","value":"{value}"}}]}}"#
            )
        };
        let rules = [rule(1, "attribute", "DE"), rule(2, "tomorrow", "FR"), rule(3, "attribute", "TR")];
        format!(
            r#"{{"key":"f","enabled":{enabled},"value_type":"string","default_value":"none","salt":"00","rules":[{}]}}"#,
            rules.join(",")
        )
    }

    #[test]
    fn each_answer_has_its_number_among_all_answers() {
        for (enabled, countries) in [(true, &["DE", "FR", "TR", "other"][..]), (false, &["DE"])] {
            let snapshot = Snapshot::new(uuid::Uuid::nil(), "e", 1, [&*flag(enabled)]).unwrap();
            let flag = snapshot.flag("f").unwrap();
            let answers: Vec<_> = flag.answers().collect();
            assert_eq!(answers.len(), countries.len());
            for (number, country) in countries.iter().enumerate() {
                let context = Context::new().with("country", *country);
                assert_eq!(flag.evaluate_numbered(&context), (number, answers[number]));
                assert_eq!(flag.evaluate(&context), answers[number]);
            }
            let last = if enabled { Reason::Default } else { Reason::Disabled };
            assert_eq!(answers.last().map(|answer| answer.reason), Some(last));
            let unreadable = answers.iter().filter(|answer| answer.reason.as_str() == "unreadable").count();
            assert_eq!(unreadable, usize::from(enabled));
        }
    }
}
