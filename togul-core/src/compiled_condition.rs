//! Conditions ready to compare: 24 bytes each, with their strings in the flag's one string.

use alloc::string::String;

use serde_json::Value;

use crate::attribute_filter::AttributeHash;
use crate::bytes::same_if_short;
use crate::compiled_flag::CompiledFlag;
use crate::context::Context;
use crate::context_value::ContextValue;
use crate::group::Group;
use crate::handle::Handle;
use crate::hashing::Hashing;
use crate::name::NameId;
use crate::operand::Operand;
use crate::short_list::ShortList;
use crate::summary::MatchPosition;
use crate::{ConditionResult, Cost, Operator, bucket, cost, number};

/// A [`Condition`](crate::Condition) that can be evaluated, or the share of a percentage rule. It belongs to one flag, in
/// one of its rules or groups.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CompiledCondition {
    pub name: NameId,
    /// The tag of the text to compare with, the [`AttributeHash`] of a [`ShortList`], the position of another operand, of a
    /// group, of the first segment or of a [`Hashing`], or the bound of a share.
    pub payload: u32,
    /// Where the flag's string has the attribute's name, unless the id is exact, and behind it the text or the list to
    /// compare with.
    pub text_at: u32,
    /// Or the number of segments.
    pub text_len: u16,
    pub name_len: u16,
    pub path: Path,
    pub test: Test,
    pub kind: OperandKind,
    /// Whether this is the rule's last condition.
    pub is_last: bool,
}

/// What is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    Compare(Operator),
    /// The bucket is below the bound.
    Share,
    /// The same with a [`Hashing`].
    Hashing,
    /// A form of several conditions.
    Group,
    /// The context is in one of some segments. Only a [`Question`](crate::question::Question) can evaluate it.
    InSegment,
}

/// How a condition is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(crate) enum Path {
    /// `eq`, without a call if possible. By far the most common kind.
    FastEqual,
    /// The same for `in` with a [`ShortList`].
    FastIn,
    /// The same for a share.
    FastShare,
    Full,
    /// The condition holds when its test is known to fail.
    Negated,
}

/// What a condition compares with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OperandKind {
    /// A text, whose tag is the payload.
    Text,
    /// The text form of a boolean.
    Boolean,
    /// The text form of a number.
    Number,
    /// A [`ShortList`] of strings.
    Texts,
    /// A [`ShortList`] of the text forms of numbers.
    Numbers,
    /// One of the flag's operands, whose position is the payload.
    Parsed,
    None,
}

/// The result of a condition's fast path.
pub(crate) enum FastResult<'c> {
    Holds(bool),
    /// The condition holds if this text, with its tag, is in the condition's list.
    In(u32, &'c str),
    /// The condition holds if the bucket of this text is below this bound.
    Share(u32, &'c str),
    /// The condition has to be evaluated in full.
    Undecided,
}

impl CompiledCondition {
    /// A test of more than one attribute: its data is at that position among the flag's, and has that length.
    pub fn of_position(test: Test, position: u32, len: u16) -> Self {
        Self {
            name: NameId::of(""),
            payload: position,
            text_at: 0,
            text_len: len,
            name_len: 0,
            path: Path::Full,
            test,
            kind: OperandKind::None,
            is_last: false,
        }
    }

    /// Makes the condition hold when its test is known to fail.
    pub fn negate(&mut self) {
        self.path = Path::Negated;
    }

    /// Whether the condition holds in this context. A positive operator holds for a list if it holds for one element.
    #[inline(never)]
    pub fn holds(&self, flag: &CompiledFlag, context: &Context<'_>) -> bool {
        match self.try_fast(flag, context) {
            FastResult::Holds(holds) => holds,
            FastResult::In(tag, text) => self.list_has(flag, (tag, text)),
            FastResult::Share(bound, text) => bucket::bucket(flag.seed, text) < bound,
            FastResult::Undecided => self.holds_in_full(flag, context),
        }
    }

    /// What can be decided without a call: the most common conditions on the most common attributes.
    #[inline(always)]
    pub fn try_fast<'c>(&self, flag: &CompiledFlag, context: &'c Context<'_>) -> FastResult<'c> {
        if self.path >= Path::Full {
            return FastResult::Undecided;
        }
        let Some(actual) = self.guess(flag, context).and_then(ContextValue::plain) else {
            return FastResult::Undecided;
        };
        match (self.path, actual.as_text()) {
            (Path::FastEqual, _) => actual
                .is_plainly(self.payload, self.text(flag))
                .map_or(FastResult::Undecided, FastResult::Holds),
            (Path::FastIn, Some(text)) => FastResult::In(actual.tag(), text),
            (_, Some(text)) => FastResult::Share(self.payload, text),
            (_, None) => FastResult::Undecided,
        }
    }

    /// Whether a text, with its tag, is in the condition's [`ShortList`].
    #[inline]
    pub fn list_has(&self, flag: &CompiledFlag, (tag, text): (u32, &str)) -> bool {
        ShortList::decode(self.text(flag)).is_some_and(|list| list.has(tag, text.as_bytes()))
    }

    /// Whether the condition holds, if it is an `eq` that can be decided without a call.
    #[inline(always)]
    pub fn equals_fast(&self, flag: &CompiledFlag, context: &Context<'_>) -> Option<bool> {
        if self.path != Path::FastEqual {
            return None;
        }
        self.guess(flag, context)?.plain()?.is_plainly(self.payload, self.text(flag))
    }

    /// The context's value of the attribute, if it is found without a call. `None` does not mean that there is none.
    #[inline(always)]
    pub fn guess<'c, 'a>(
        &self,
        flag: &CompiledFlag,
        context: &'c Context<'a>,
    ) -> Option<&'c ContextValue<'a>> {
        let attribute = context.guess(self.name)?;
        let is_named = || same_if_short(attribute.name.as_bytes(), self.name_in(flag)) == Some(true);
        (self.name_len == 0 || is_named()).then_some(&attribute.value)
    }

    #[inline(never)]
    fn holds_in_full(&self, flag: &CompiledFlag, context: &Context<'_>) -> bool {
        if let Some(group) = self.group(flag) {
            return group.holds(context, |leaf| leaf.holds(flag, context));
        }
        let actual = self.actual(flag, context);
        match self.path {
            Path::Negated => self.result_for(flag, actual) == ConditionResult::Fails,
            Path::FastEqual | Path::FastIn | Path::FastShare | Path::Full => self.test_holds(flag, actual),
        }
    }

    fn operand<'f>(&self, flag: &'f CompiledFlag) -> Option<&'f Operand> {
        if self.kind == OperandKind::Parsed { flag.operand(self.payload) } else { None }
    }

    fn short_list<'f>(&self, flag: &'f CompiledFlag) -> Option<ShortList<'f>> {
        match self.kind {
            OperandKind::Texts | OperandKind::Numbers => ShortList::decode(self.text(flag)),
            _ => None,
        }
    }

    /// The conditions of which this one consists.
    pub fn group<'f>(&self, flag: &'f CompiledFlag) -> Option<&'f Group> {
        if self.test == Test::Group { flag.group(self.payload) } else { None }
    }

    /// The segments that the condition names.
    #[inline]
    pub fn segments<'f>(&self, flag: &'f CompiledFlag) -> &'f [Handle] {
        let own = || flag.segments().get(self.payload as usize..)?.get(..usize::from(self.text_len));
        if self.test == Test::InSegment { own().unwrap_or_default() } else { &[] }
    }

    /// The context's value of the attribute.
    #[inline(never)]
    pub fn actual<'c, 'a>(
        &self,
        flag: &CompiledFlag,
        context: &'c Context<'a>,
    ) -> Option<&'c ContextValue<'a>> {
        context.find(self.name, str::from_utf8(self.name_in(flag)).unwrap_or_default())
    }

    /// What a share does with the hash, unless it has the flag's own seed and no split.
    #[inline]
    pub fn hashing<'f>(&self, flag: &'f CompiledFlag) -> Option<&'f Hashing> {
        if self.test == Test::Hashing { flag.hashing(self.payload) } else { None }
    }

    /// The same, if the rule has a split.
    #[inline]
    pub fn split<'f>(&self, flag: &'f CompiledFlag) -> Option<&'f Hashing> {
        self.hashing(flag).filter(|hashing| hashing.is_split())
    }

    /// The text that a share hashes.
    #[inline]
    pub fn hashed_text<'c>(&self, flag: &CompiledFlag, context: &'c Context<'_>) -> Option<&'c str> {
        self.guess(flag, context).or_else(|| self.actual(flag, context))?.text()
    }

    /// Whether the context is inside of the share, and the position of its outcome, of a rule that hashes as another system
    /// does.
    #[cold]
    #[inline(never)]
    pub fn assign_foreign(
        &self,
        hashing: &Hashing,
        flag: &CompiledFlag,
        context: &Context<'_>,
    ) -> (bool, Option<u16>) {
        let buckets = self.actual(flag, context).and_then(|actual| hashing.buckets(actual));
        buckets.map_or((false, None), |(bucket, split)| (bucket < hashing.bound, hashing.outcome_of(split)))
    }

    /// Whether a share has the context's value. It has none that is missing, and no list: they have no text form to hash.
    fn has(&self, flag: &CompiledFlag, actual: Option<&ContextValue<'_>>) -> bool {
        match self.hashing(flag) {
            Some(hashing) => actual
                .and_then(|actual| hashing.buckets(actual))
                .is_some_and(|(bucket, _)| bucket < hashing.bound),
            None => actual
                .and_then(ContextValue::text)
                .is_some_and(|text| bucket::bucket(flag.seed, text) < self.payload),
        }
    }

    /// The result of the test for the context's value, before a negation.
    pub fn result_for(&self, flag: &CompiledFlag, actual: Option<&ContextValue<'_>>) -> ConditionResult {
        if self.test_holds(flag, actual) {
            ConditionResult::Holds
        } else if self.is_known(flag, actual) {
            ConditionResult::Fails
        } else {
            ConditionResult::Unknown
        }
    }

    /// Whether the test holds for the context's value.
    #[inline(never)]
    fn test_holds(&self, flag: &CompiledFlag, actual: Option<&ContextValue<'_>>) -> bool {
        match self.test {
            Test::Compare(operator) => self.compares(operator, flag, actual),
            Test::Share | Test::Hashing => self.has(flag, actual),
            // It tests no value of its own.
            Test::Group | Test::InSegment => false,
        }
    }

    /// Whether the test can judge the context's value: of a list, one element.
    fn is_known(&self, flag: &CompiledFlag, actual: Option<&ContextValue<'_>>) -> bool {
        let actual = actual.filter(|actual| !actual.is_missing());
        match self.test {
            Test::Compare(Operator::Exists | Operator::NotExists) => true,
            Test::Compare(_) => actual
                .is_some_and(|actual| self.operand(flag).is_none_or(|operand| operand.can_judge(actual))),
            Test::Share | Test::Hashing => actual.and_then(ContextValue::text).is_some(),
            Test::Group | Test::InSegment => false,
        }
    }

    /// The worst time of the condition.
    pub fn cost(&self, flag: &CompiledFlag) -> Cost {
        let operator = match self.test {
            Test::Compare(operator) => operator,
            Test::Share | Test::Hashing => {
                return self.hashing(flag).map_or(cost::share(), Hashing::cost);
            }
            Test::Group => return self.group(flag).map(|group| group.cost(flag)).unwrap_or_default(),
            Test::InSegment => return cost::in_segment(self.segments(flag).len()),
        };
        match self.operand(flag) {
            Some(operand) => operand.cost(operator),
            None => {
                let values = self.short_list(flag).map_or(1, |list| list.texts().count());
                cost::condition(operator, values)
            }
        }
    }

    /// The attribute that a context must have for the condition to hold, where there is exactly one.
    pub fn needs(&self) -> Option<AttributeHash> {
        match self.path {
            Path::FastEqual => Some(AttributeHash::new(self.name, self.payload)),
            Path::FastIn => Some(AttributeHash::from_bits(self.payload)),
            Path::FastShare | Path::Full | Path::Negated => None,
        }
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
            _ if self.kind == OperandKind::Parsed => {
                self.operand(flag).is_some_and(|operand| operand.holds(actual))
            }
            Operator::In => self.short_list(flag).is_some_and(|list| list.has_one_of(actual)),
            Operator::NotIn => self.short_list(flag).is_some_and(|list| !list.has_one_of(actual)),
            Operator::Contains => actual.has(MatchPosition::Anywhere, self.text(flag)),
            Operator::StartsWith => actual.has(MatchPosition::Start, self.text(flag)),
            Operator::EndsWith => actual.has(MatchPosition::End, self.text(flag)),
            _ => false,
        }
    }

    /// The attribute's name.
    pub fn attribute(&self, flag: &CompiledFlag) -> String {
        if self.name.is_exact() {
            return self.name.to_text();
        }
        String::from_utf8_lossy(self.name_in(flag)).into_owned()
    }

    /// The value to compare with, as JSON; a list is in no particular order.
    pub fn expected(&self, flag: &CompiledFlag) -> Option<Value> {
        let text = self.text_str(flag);
        match self.kind {
            OperandKind::Text => Some(Value::from(text)),
            OperandKind::Boolean => Some(Value::Bool(text == "true")),
            OperandKind::Number => Some(json_number(text)),
            OperandKind::Texts => Some(self.short_list(flag)?.texts().map(Value::from).collect()),
            OperandKind::Numbers => Some(self.short_list(flag)?.texts().map(json_number).collect()),
            OperandKind::Parsed => self.operand(flag).map(Operand::to_json),
            OperandKind::None => None,
        }
    }

    /// The attribute's name, unless the id is exact.
    #[inline]
    fn name_in<'f>(&self, flag: &'f CompiledFlag) -> &'f [u8] {
        let start = self.text_at as usize;
        flag.strings.as_bytes().get(start..start + usize::from(self.name_len)).unwrap_or_default()
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

fn json_number(text: &str) -> Value {
    number::to_json(text).map_or(Value::Null, Value::Number)
}
