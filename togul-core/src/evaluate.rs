//! From a flag and a context to an answer.

use std::hint::select_unpredictable;

use serde_json::Value;
use uuid::Uuid;

use crate::bytes::same;
use crate::condition::{CompiledCondition, Glance};
use crate::explain::{Explainer, Nobody, Observer};
use crate::operand::Operand;
use crate::rule::{CompiledKind, CompiledRule, Outcome};
use crate::{Answer, Context, Explanation, Reason, Unreadable, ValueType, bucket};

/// A flag that can be evaluated: rules in order, values parsed, the salt turned into a seed.
///
/// Found by [`Snapshot::flag`](crate::Snapshot::flag); asking it again saves looking up the key.
// All that most flags need lies in three flat lists: what evaluating costs is mostly what it costs to fetch this.
#[derive(Clone, Debug)]
pub struct CompiledFlag {
    pub(crate) seed: u64,
    /// By priority, then id.
    pub(crate) rules: Box<[CompiledRule]>,
    /// Those of the first rule, then those of the second; fewer than 2^16.
    pub(crate) conditions: Box<[CompiledCondition]>,
    /// The key, then what the conditions compare with.
    pub(crate) texts: Box<str>,
    pub(crate) rare: Option<Box<Rare>>,
    pub(crate) key_len: u32,
    /// The default value, as if a rule gave it.
    pub(crate) default_outcome: Outcome,
    pub(crate) value_type: ValueType,
    pub(crate) state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Enabled,
    Disabled,
    /// Nobody gets to see the flag.
    Unreadable,
}

/// What a flag of booleans with comparisons of text does not need.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rare {
    pub values: Box<[Value]>,
    pub operands: Box<[Operand]>,
    pub unreadable: Box<[Unreadable]>,
}

/// The values of the first places; behind them come a flag's own.
pub(crate) static BOOLEANS: [Value; 2] = [Value::Bool(false), Value::Bool(true)];

impl CompiledFlag {
    /// The flag's key.
    #[inline]
    pub fn key(&self) -> &str {
        self.texts.get(..self.key_len as usize).unwrap_or_default()
    }

    #[inline]
    pub(crate) fn has_key(&self, key: &str) -> bool {
        let own = self.texts.as_bytes().get(..key.len()).unwrap_or_default();
        self.key_len as usize == key.len() && same(own, key.as_bytes())
    }

    /// The flag's own switch.
    #[inline]
    pub fn enabled(&self) -> bool {
        self.state == State::Enabled
    }

    /// The type of every answer.
    #[inline]
    pub fn value_type(&self) -> ValueType {
        self.value_type
    }

    /// What the flag answers in this context. Never fails; allocates nothing and takes no lock, `matches` aside.
    #[inline]
    pub fn evaluate(&self, context: &Context<'_>) -> Answer<'_> {
        match self.state {
            State::Enabled => self.answer_at(self.place(context)),
            State::Disabled => self.answer(self.default_outcome, Reason::Disabled),
            State::Unreadable => Answer::NOT_FOUND,
        }
    }

    /// The same answer, and its place among all of the flag's [`answers`](Self::answers): for who counts them.
    #[inline]
    pub fn evaluate_numbered(&self, context: &Context<'_>) -> (usize, Answer<'_>) {
        match self.state {
            State::Enabled => {
                let place = self.place(context);
                (place, self.answer_at(place))
            }
            State::Disabled | State::Unreadable => (0, self.evaluate(context)),
        }
    }

    /// The same answer, and how it came about: each rule that was looked at with all that it asks.
    pub fn explain(&self, context: &Context<'_>) -> (Answer<'_>, Explanation) {
        let mut explainer = Explainer::default();
        let answer = match self.state {
            State::Enabled => self.answer_at(self.place_from(0, context, &mut explainer)),
            State::Disabled | State::Unreadable => self.evaluate(context),
        };
        (answer, explainer.finish())
    }

    /// Every answer that the flag can give: the rules' in order, then the default; of a flag that is off that alone. In
    /// the place of a rule that cannot be read stands the default as well.
    pub fn answers(&self) -> impl Iterator<Item = Answer<'_>> {
        let (rules, last) = match self.state {
            State::Enabled => (&*self.rules, Reason::Default),
            State::Disabled | State::Unreadable => (&[][..], Reason::Disabled),
        };
        let last = self.answer(self.default_outcome, last);
        let matched = move |rule: &CompiledRule| match rule.kind() {
            CompiledKind::Unreadable => last,
            _ => self.answer(rule.outcome, Reason::RuleMatch { rule_id: rule.id }),
        };
        rules.iter().map(matched).chain([last])
    }

    /// Which of the [`answers`](Self::answers) of a flag that is on it is: no more than fits a register, so that the rest
    /// is written only where it is wanted. Nearly always the first rule that can match decides, mostly by one condition;
    /// that much is told without a loop, which would begin with fetching what only some conditions ask for, and with
    /// calls only as the last thing, so that nothing has to be kept for afterwards.
    #[inline(never)]
    fn place(&self, context: &Context<'_>) -> usize {
        let Some(place) = self.rules.iter().position(|rule| context.may_hold(rule.needs)) else {
            return self.rules.len();
        };
        let first = self.rules.get(place).and_then(|rule| self.conditions.get(usize::from(rule.start)));
        match first.filter(|first| first.is_last).map(|first| first.glance(self, context)) {
            Some(Glance::Holds(matched)) => self.place_by(place, matched, context),
            Some(Glance::Share(bound, text)) => self.place_by_share(place, bound, text, context),
            _ => self.place_from(place, context, &mut Nobody),
        }
    }

    /// The same, when it is known whether this rule matches.
    #[inline]
    fn place_by(&self, place: usize, matched: bool, context: &Context<'_>) -> usize {
        if place + 1 == self.rules.len() {
            // Who is inside of a share cannot be foreseen, and shares mostly come last: no branch depends on them.
            place + usize::from(!matched)
        } else if matched {
            place
        } else {
            self.place_from(place + 1, context, &mut Nobody)
        }
    }

    #[inline(never)]
    fn place_by_share(&self, place: usize, bound: u32, text: &str, context: &Context<'_>) -> usize {
        self.place_by(place, bucket::bucket(self.seed, text) < bound, context)
    }

    /// The same, of this rule and those behind it, whatever they are.
    #[inline(never)]
    fn place_from<O: Observer>(&self, first: usize, context: &Context<'_>, observer: &mut O) -> usize {
        for (place, rule) in (first..).zip(self.rules.get(first..).unwrap_or_default()) {
            if O::WANTS_EVERYTHING || context.may_hold(rule.needs) {
                let matched = self.matches(rule, context);
                observer.rule(self, rule, context, matched);
                if matched {
                    return place;
                }
            }
        }
        self.rules.len()
    }

    #[inline]
    fn matches(&self, rule: &CompiledRule, context: &Context<'_>) -> bool {
        let mut conditions = self.conditions_of(rule);
        conditions.all(|condition| condition.holds(self, context)) && rule.kind() != CompiledKind::Unreadable
    }

    /// The rule's conditions, up to its last.
    #[inline]
    pub(crate) fn conditions_of(&self, rule: &CompiledRule) -> impl Iterator<Item = &CompiledCondition> {
        let first = self.conditions.get(usize::from(rule.start)..).unwrap_or_default();
        let mut ended = false;
        first.iter().take_while(move |condition| !std::mem::replace(&mut ended, condition.is_last))
    }

    /// Everything is fetched, so that choosing from it takes no branch.
    #[inline]
    fn answer_at(&self, place: usize) -> Answer<'_> {
        let last = self.rules.len().wrapping_sub(1);
        let Some(rule) = self.rules.get(place.min(last)) else {
            return self.answer(self.default_outcome, Reason::Default);
        };
        let matched = place <= last;
        let outcome = select_unpredictable(matched, rule.outcome, self.default_outcome);
        let id = select_unpredictable(matched, u128::from_ne_bytes(rule.id.into_bytes()), 0);
        let reason = if matched {
            Reason::RuleMatch { rule_id: Uuid::from_bytes(id.to_ne_bytes()) }
        } else {
            Reason::Default
        };
        self.answer(outcome, reason)
    }

    #[inline]
    fn answer(&self, outcome: Outcome, reason: Reason) -> Answer<'_> {
        let (value, value_type) = (Some(self.value(outcome.value())), Some(self.value_type));
        Answer { value, value_type, flag_enabled: self.enabled(), reason }
    }

    #[inline]
    fn value(&self, place: u16) -> &Value {
        let place = usize::from(place);
        BOOLEANS.get(place).unwrap_or_else(|| self.own_value(place - BOOLEANS.len()))
    }

    fn own_value(&self, place: usize) -> &Value {
        self.rare.as_ref().and_then(|rare| rare.values.get(place)).unwrap_or(&Value::Null)
    }

    pub(crate) fn operand(&self, place: u32) -> Option<&Operand> {
        self.rare.as_ref()?.operands.get(place as usize)
    }

    /// One of which nothing but the key can be read.
    pub(crate) fn new_unreadable(key: &str, problem: String) -> Self {
        let unreadable = Unreadable { flag_key: key.to_owned(), rule_id: None, problem };
        Self {
            seed: 0,
            rules: Box::default(),
            conditions: Box::default(),
            texts: key.into(),
            rare: Some(Box::new(Rare { unreadable: Box::new([unreadable]), ..Rare::default() })),
            key_len: key.len() as u32,
            default_outcome: Outcome::new(0, CompiledKind::Unreadable),
            value_type: ValueType::Json,
            state: State::Unreadable,
        }
    }

    /// The rules that cannot be read, or the whole.
    pub(crate) fn unreadable(&self) -> &[Unreadable] {
        self.rare.as_ref().map(|rare| &*rare.unreadable).unwrap_or_default()
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
        for (enabled, countries) in [(true, &["DE", "never", "TR", "FR"][..]), (false, &["DE"])] {
            let snapshot = Snapshot::new(uuid::Uuid::nil(), "e", 1, [&*flag(enabled)]).unwrap();
            let flag = snapshot.flag("f").unwrap();
            let answers: Vec<_> = flag.answers().collect();
            assert_eq!(answers.len(), countries.len());
            for (place, country) in countries.iter().enumerate().filter(|(_, country)| **country != "never") {
                let context = Context::new().with("country", *country);
                assert_eq!(flag.evaluate_numbered(&context), (place, answers[place]));
                assert_eq!(flag.evaluate(&context), answers[place]);
            }
            let last = if enabled { Reason::Default } else { Reason::Disabled };
            assert_eq!(answers.last().map(|answer| answer.reason), Some(last));
        }
    }
}
