//! Conditions ready to compare: 24 bytes each, with their texts in the flag's one text.

use serde_json::Value;

use crate::context::{Context, ContextValue};
use crate::evaluate::CompiledFlag;
use crate::name::NameId;
use crate::seen::Pair;
use crate::summary::At;
use crate::{Operator, bucket, number};

/// A [`Condition`](crate::Condition) that can be evaluated, or the share of a percentage rule. It belongs to one flag.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CompiledCondition {
    pub name: NameId,
    /// The tag of the text that is compared with; the place of another operand; the bound of a share.
    pub word: u32,
    /// Where the flag's text tells the name, if the id does not say it all, and behind it the text to compare with.
    pub text_at: u32,
    pub text_len: u16,
    pub name_len: u16,
    pub ask: Ask,
    /// `None` for a share.
    pub operator: Option<Operator>,
    pub kind: TextKind,
    /// Whether the rule has none behind this one.
    pub is_last: bool,
}

/// What is asked: by far the most common are told from all others, of an attribute whose id says it all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// `eq`.
    Equal,
    /// Whether the bucket is below the bound.
    Share,
    Other,
}

/// What the text to compare with was written as.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TextKind {
    Text,
    Boolean,
    Number,
}

/// What is seen of a condition at a glance.
pub(crate) enum Glance<'c> {
    Holds(bool),
    /// It holds if the bucket of this text is below this bound.
    Share(u32, &'c str),
    Nothing,
}

impl CompiledCondition {
    /// Whether the condition holds in this context. A positive one holds when it does for one element of a list.
    #[inline(never)]
    pub fn holds(&self, flag: &CompiledFlag, context: &Context<'_>) -> bool {
        match self.glance(flag, context) {
            Glance::Holds(holds) => holds,
            Glance::Share(bound, text) => bucket::bucket(flag.seed, text) < bound,
            Glance::Nothing => self.holds_otherwise(flag, context),
        }
    }

    /// As much as can be told without a call: of what is asked most, and held most.
    // Never inside a loop: whatever of the hash depends on the seed alone would be worked out before it, asked for or not.
    #[inline]
    pub fn glance<'c>(&self, flag: &CompiledFlag, context: &'c Context<'_>) -> Glance<'c> {
        if self.ask == Ask::Other {
            return Glance::Nothing;
        }
        let Some(held) = context.guess(self.name).and_then(ContextValue::plain) else {
            return Glance::Nothing;
        };
        match (self.ask, held.as_text()) {
            (Ask::Equal, _) => {
                held.is_plainly(self.word, self.text(flag)).map_or(Glance::Nothing, Glance::Holds)
            }
            (_, Some(text)) if text.len() <= bucket::SHORT => {
                Glance::Holds(bucket::bucket(flag.seed, text) < self.word)
            }
            (_, Some(text)) => Glance::Share(self.word, text),
            (_, None) => Glance::Nothing,
        }
    }

    #[inline(never)]
    fn holds_otherwise(&self, flag: &CompiledFlag, context: &Context<'_>) -> bool {
        self.holds_for(flag, self.actual(flag, context))
    }

    /// What the context holds for this condition.
    #[inline(never)]
    pub fn actual<'c, 'a>(
        &self,
        flag: &CompiledFlag,
        context: &'c Context<'a>,
    ) -> Option<&'c ContextValue<'a>> {
        context.find(self.name, self.name_in(flag))
    }

    /// The bucket of what the context holds. `None` for what is missing and for lists: they have no text to hash.
    pub fn bucket(flag: &CompiledFlag, actual: Option<&ContextValue<'_>>) -> Option<u32> {
        actual?.text().map(|text| bucket::bucket(flag.seed, text))
    }

    /// Whether the condition holds for what the context holds.
    #[inline(never)]
    pub fn holds_for(&self, flag: &CompiledFlag, actual: Option<&ContextValue<'_>>) -> bool {
        match self.operator {
            Some(operator) => self.compares(operator, flag, actual),
            None => Self::bucket(flag, actual).is_some_and(|bucket| bucket < self.word),
        }
    }

    /// What a context must hold for this to hold, where that is one thing.
    pub fn needs(&self) -> Option<Pair> {
        (self.ask == Ask::Equal).then(|| Pair::new(self.name, self.word))
    }

    fn compares(&self, operator: Operator, flag: &CompiledFlag, actual: Option<&ContextValue<'_>>) -> bool {
        let Some(actual) = actual.filter(|actual| !actual.is_missing()) else {
            return operator == Operator::NotExists;
        };
        match operator {
            Operator::Exists => true,
            Operator::NotExists => false,
            Operator::Eq => actual.is(self.word, self.text(flag)),
            Operator::Neq => !actual.is(self.word, self.text(flag)),
            Operator::Contains => actual.has(At::Anywhere, self.text(flag)),
            Operator::StartsWith => actual.has(At::Start, self.text(flag)),
            Operator::EndsWith => actual.has(At::End, self.text(flag)),
            _ => flag.operand(self.word).is_some_and(|operand| operand.holds(actual)),
        }
    }

    /// The attribute's name.
    pub fn attribute(&self, flag: &CompiledFlag) -> String {
        if self.name.is_whole() {
            return self.name.to_text();
        }
        self.name_in(flag).to_owned()
    }

    /// What is compared with, as JSON; a list comes in no particular order.
    pub fn expected(&self, flag: &CompiledFlag) -> Option<Value> {
        let operator = self.operator?;
        if !operator.takes_value() {
            return None;
        }
        if let Some(operand) = flag.operand(self.word).filter(|_| !operator.takes_text()) {
            return Some(operand.to_json());
        }
        let text = self.text_str(flag);
        Some(match self.kind {
            TextKind::Text => Value::from(text),
            TextKind::Boolean => Value::Bool(text == "true"),
            TextKind::Number => number::read(text).map_or(Value::Null, number::to_json),
        })
    }

    /// The name, when the id does not say it all.
    fn name_in<'f>(&self, flag: &'f CompiledFlag) -> &'f str {
        let start = self.text_at as usize;
        flag.texts.get(start..start + usize::from(self.name_len)).unwrap_or_default()
    }

    #[inline]
    fn text<'f>(&self, flag: &'f CompiledFlag) -> &'f [u8] {
        let start = self.text_at as usize + usize::from(self.name_len);
        flag.texts.as_bytes().get(start..start + usize::from(self.text_len)).unwrap_or_default()
    }

    fn text_str<'f>(&self, flag: &'f CompiledFlag) -> &'f str {
        let start = self.text_at as usize + usize::from(self.name_len);
        flag.texts.get(start..start + usize::from(self.text_len)).unwrap_or_default()
    }
}
