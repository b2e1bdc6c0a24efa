//! Conditions ready to compare: 24 bytes each, with their strings in the flag's one string.

use serde_json::Value;

use crate::attribute_filter::AttributeHash;
use crate::compiled_flag::CompiledFlag;
use crate::context::{Context, ContextValue};
use crate::name::NameId;
use crate::summary::MatchPosition;
use crate::{Cost, Operator, bucket, cost, number};

/// A [`Condition`](crate::Condition) that can be evaluated, or the share of a percentage rule. It belongs to one flag.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CompiledCondition {
    pub name: NameId,
    /// The tag of the text to compare with, the position of another operand, or the bound of a share.
    pub payload: u32,
    /// Where the flag's string has the attribute's name, unless the id is exact, and behind it the text to compare
    /// with.
    pub text_at: u32,
    pub text_len: u16,
    pub name_len: u16,
    pub fast_path: FastPath,
    /// `None` for a share.
    pub operator: Option<Operator>,
    pub kind: TextKind,
    /// Whether this is the rule's last condition.
    pub is_last: bool,
}

/// How a condition can be decided without a call: by far the most common kinds, for attributes whose id is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FastPath {
    /// `eq`.
    Equal,
    /// The bucket is below the bound.
    Share,
    None,
}

/// The JSON type of the text to compare with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TextKind {
    Text,
    Boolean,
    Number,
}

/// The result of a condition's fast path.
pub(crate) enum FastResult<'c> {
    Holds(bool),
    /// The condition holds if the bucket of this text is below this bound.
    Share(u32, &'c str),
    /// The condition has to be evaluated in full.
    Undecided,
}

impl CompiledCondition {
    /// Whether the condition holds in this context. A positive operator holds for a list if it holds for one element.
    #[inline(never)]
    pub fn holds(&self, flag: &CompiledFlag, context: &Context<'_>) -> bool {
        match self.try_fast(flag, context) {
            FastResult::Holds(holds) => holds,
            FastResult::Share(bound, text) => bucket::bucket(flag.seed, text) < bound,
            FastResult::Undecided => self.holds_in_full(flag, context),
        }
    }

    /// What can be decided without a call: the most common conditions on the most common attributes.
    // Not to be used inside of a loop: the compiler would compute the part of the hash that depends only on the seed
    // before the loop, whether it is needed or not.
    #[inline(always)]
    pub fn try_fast<'c>(&self, flag: &CompiledFlag, context: &'c Context<'_>) -> FastResult<'c> {
        if self.fast_path == FastPath::None {
            return FastResult::Undecided;
        }
        let Some(actual) = context.guess(self.name).and_then(ContextValue::plain) else {
            return FastResult::Undecided;
        };
        match (self.fast_path, actual.as_text()) {
            (FastPath::Equal, _) => actual
                .is_plainly(self.payload, self.text(flag))
                .map_or(FastResult::Undecided, FastResult::Holds),
            (_, Some(text)) if text.len() <= bucket::SHORT => {
                FastResult::Holds(bucket::bucket(flag.seed, text) < self.payload)
            }
            (_, Some(text)) => FastResult::Share(self.payload, text),
            (_, None) => FastResult::Undecided,
        }
    }

    #[inline(never)]
    fn holds_in_full(&self, flag: &CompiledFlag, context: &Context<'_>) -> bool {
        self.holds_for(flag, self.actual(flag, context))
    }

    /// The context's value of the attribute.
    #[inline(never)]
    pub fn actual<'c, 'a>(
        &self,
        flag: &CompiledFlag,
        context: &'c Context<'a>,
    ) -> Option<&'c ContextValue<'a>> {
        context.find(self.name, self.name_in(flag))
    }

    /// The bucket of a value. `None` for a missing one and for lists: they have no text form to hash.
    pub fn bucket(flag: &CompiledFlag, actual: Option<&ContextValue<'_>>) -> Option<u32> {
        actual?.text().map(|text| bucket::bucket(flag.seed, text))
    }

    /// Whether the condition holds for the context's value.
    #[inline(never)]
    pub fn holds_for(&self, flag: &CompiledFlag, actual: Option<&ContextValue<'_>>) -> bool {
        match self.operator {
            Some(operator) => self.compares(operator, flag, actual),
            None => Self::bucket(flag, actual).is_some_and(|bucket| bucket < self.payload),
        }
    }

    /// The worst time of the condition.
    pub fn cost(&self, flag: &CompiledFlag) -> Cost {
        let Some(operator) = self.operator else { return cost::share() };
        match flag.operand(self.payload).filter(|_| operator.takes_operand()) {
            Some(operand) => operand.cost(operator),
            None => cost::condition(operator, 1),
        }
    }

    /// The attribute that a context must have for the condition to hold, where there is exactly one.
    pub fn needs(&self) -> Option<AttributeHash> {
        (self.fast_path == FastPath::Equal).then(|| AttributeHash::new(self.name, self.payload))
    }

    fn compares(&self, operator: Operator, flag: &CompiledFlag, actual: Option<&ContextValue<'_>>) -> bool {
        let Some(actual) = actual.filter(|actual| !actual.is_missing()) else {
            return operator == Operator::NotExists;
        };
        match operator {
            Operator::Exists => true,
            Operator::NotExists => false,
            Operator::Eq => actual.is(self.payload, self.text(flag)),
            Operator::Neq => !actual.is(self.payload, self.text(flag)),
            Operator::Contains => actual.has(MatchPosition::Anywhere, self.text(flag)),
            Operator::StartsWith => actual.has(MatchPosition::Start, self.text(flag)),
            Operator::EndsWith => actual.has(MatchPosition::End, self.text(flag)),
            _ => flag.operand(self.payload).is_some_and(|operand| operand.holds(actual)),
        }
    }

    /// The attribute's name.
    pub fn attribute(&self, flag: &CompiledFlag) -> String {
        if self.name.is_exact() {
            return self.name.to_text();
        }
        self.name_in(flag).to_owned()
    }

    /// The value to compare with, as JSON; a list is in no particular order.
    pub fn expected(&self, flag: &CompiledFlag) -> Option<Value> {
        let operator = self.operator?;
        if !operator.takes_value() {
            return None;
        }
        if let Some(operand) = flag.operand(self.payload).filter(|_| operator.takes_operand()) {
            return Some(operand.to_json());
        }
        let text = self.text_str(flag);
        Some(match self.kind {
            TextKind::Text => Value::from(text),
            TextKind::Boolean => Value::Bool(text == "true"),
            TextKind::Number => number::to_json(text).map_or(Value::Null, Value::Number),
        })
    }

    /// The attribute's name, unless the id is exact.
    fn name_in<'f>(&self, flag: &'f CompiledFlag) -> &'f str {
        let start = self.text_at as usize;
        flag.strings.get(start..start + usize::from(self.name_len)).unwrap_or_default()
    }

    #[inline]
    fn text<'f>(&self, flag: &'f CompiledFlag) -> &'f [u8] {
        let start = self.text_at as usize + usize::from(self.name_len);
        flag.strings.as_bytes().get(start..start + usize::from(self.text_len)).unwrap_or_default()
    }

    fn text_str<'f>(&self, flag: &'f CompiledFlag) -> &'f str {
        let start = self.text_at as usize + usize::from(self.name_len);
        flag.strings.get(start..start + usize::from(self.text_len)).unwrap_or_default()
    }
}
