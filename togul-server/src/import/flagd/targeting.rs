//! The targeting of a flag as ordered rules.
//!
//! Each case of an `if` becomes rules that match wherever its condition holds, so that the rules behind them need no negation
//! of it.

use serde_json::Value;
use togul_core::{Condition, FlagdVersion, Rule, Variant};

use super::{
    bucketing::{Fractional, Id, of_text},
    file::File,
    hoist::hoisted,
    operand::{Operand, is_truthy, operation, to_text},
    variant_answer,
};
use crate::import::{
    budget::{Budget, Bytes},
    predicate::{Predicate, Test},
    rules::{Rules, variant_of},
    translation::Problem,
};

/// The translation of one flag's targeting.
pub(super) struct Targeting<'t> {
    pub key: &'t str,
    pub file: &'t File,
    pub version: FlagdVersion,
    pub variants: &'t [Variant],
    pub default_variant: Option<&'t str>,
    pub budget: &'t Budget,
    pub rules: Rules<'t>,
}

/// More cases than any limit on rules allows.
const MAX_CASES: usize = 1_000;
/// Nesting of cases.
const MAX_DEPTH: usize = 100;

impl Targeting<'_> {
    /// # Errors
    /// The first part of the targeting that cannot be expressed.
    pub fn translate(mut self, targeting: &Value, place: &str) -> Result<Vec<Rule>, Problem> {
        let mut cases = MAX_CASES;
        self.value(targeting, place, &Test::Always, (0, &mut cases))?;
        Ok(self.rules.into_inner())
    }

    /// Adds rules for the value of an expression, which match wherever `when` holds.
    fn value(
        &mut self,
        expression: &Value,
        place: &str,
        when: &Test,
        (depth, cases): (usize, &mut usize),
    ) -> Result<(), Problem> {
        *cases = cases.saturating_sub(1);
        if *cases == 0 || depth > MAX_DEPTH {
            return Err(Problem::new(place, "has too many cases for the rules of a flag"));
        }
        match self.read(expression, place)? {
            Some(Operand::Constant(Value::Null)) => return self.default(place, when),
            Some(Operand::Constant(value)) => return self.variant(&value, place, when),
            Some(Operand::Attribute { name, .. }) => {
                let reason = format!(
                    "answers the variant that the attribute {name:?} names; rules name their variants"
                );
                return Err(Problem::new(place, reason));
            }
            None => {}
        }
        let Some((operator, arguments)) = operation(expression) else {
            return Err(Problem::new(place, "is no expression: it must be an object with one operator"));
        };
        let inside = format!("{place}.{operator}");
        match operator {
            "if" | "?:" => self.branches(arguments, 0, &inside, when, (depth + 1, cases)),
            "fractional" => match hoisted(arguments, self.budget, place)? {
                Some(hoisted) => self.value(&hoisted, place, when, (depth + 1, cases)),
                None => self.split(arguments, &inside, when),
            },
            "$ref" => {
                let name = arguments.first().and_then(Value::as_str).unwrap_or_default();
                let evaluator = self.file.evaluators.get(name).ok_or_else(|| {
                    Problem::new(&inside, format!("names {name:?}, which is not among the $evaluators"))
                })?;
                self.value(evaluator, &format!("$evaluators.{name}"), when, (depth + 1, cases))
            }
            "starts_with" | "ends_with" | "sem_ver" => {
                let predicate = self.condition(expression, place, depth)?;
                self.variant_if(&predicate.holds, true, place, when)?;
                // An operand of another kind is null, and not false.
                if let Test::When(condition) = &predicate.holds {
                    let fails = Test::from(Condition::Not(Box::new(condition.clone())));
                    self.variant_if(&fails, false, place, when)?;
                }
                self.default(place, when)
            }
            "==" | "===" | "!=" | "!==" | "!" | "!!" | "in" | "<" | "<=" | ">" | ">=" => {
                let predicate = self.condition(expression, place, depth)?;
                self.variant_if(&predicate.holds, true, place, when)?;
                self.variant_if(&predicate.fails, false, place, when)
            }
            _ => {
                Err(Problem::new(&inside, "this operator has no counterpart among the answers of rules here"))
            }
        }
    }

    /// The cases of an `if` from one on.
    fn branches(
        &mut self,
        arguments: &[Value],
        from: usize,
        place: &str,
        when: &Test,
        (depth, cases): (usize, &mut usize),
    ) -> Result<(), Problem> {
        let mut at = from;
        while let Some(condition) = arguments.get(at) {
            let Some(then) = arguments.get(at + 1) else {
                return self.value(condition, &format!("{place}[{at}]"), when, (depth, cases));
            };
            let own = format!("{place}[{at}]");
            if let Some(("fractional", buckets)) = operation(condition) {
                let rest = arguments.get(at + 2..).unwrap_or_default();
                return self.split_condition(buckets, (then, rest), &own, when);
            }
            let Predicate { holds, .. } = self.condition(condition, &own, depth)?;
            let case = self.both(when, &holds, &own)?;
            if case != Test::Never {
                self.value(then, &format!("{place}[{}]", at + 1), &case, (depth, cases))?;
            }
            if holds == Test::Always {
                return Ok(());
            }
            at += 2;
        }
        self.default(place, when)
    }

    /// The default variant: behind all rules without a rule of its own.
    fn default(&mut self, place: &str, when: &Test) -> Result<(), Problem> {
        let Some(default) = self.default_variant else {
            let reason = "leaves the answer to the code of the application for some contexts, because the flag has no \
                          defaultVariant: a flag here always has an answer";
            return Err(Problem::new(place, reason));
        };
        if *when == Test::Always {
            return Ok(());
        }
        self.rules.add(when, &variant_answer(default))
    }

    fn variant(&mut self, value: &Value, place: &str, when: &Test) -> Result<(), Problem> {
        let key = self.variant_key(value, place)?;
        self.rules.add(when, &variant_answer(&key))
    }

    fn variant_if(&mut self, holds: &Test, answer: bool, place: &str, when: &Test) -> Result<(), Problem> {
        match self.both(when, holds, place)? {
            Test::Never => Ok(()),
            case => self.variant(&answer.into(), place, &case),
        }
    }

    fn both(&self, when: &Test, holds: &Test, place: &str) -> Result<Test, Problem> {
        self.budget.spend(when.bytes() + holds.bytes(), place)?;
        Ok(when.and(holds))
    }

    fn variant_key(&self, value: &Value, place: &str) -> Result<String, Problem> {
        let key = to_text(value).unwrap_or_else(|| value.to_string());
        if self.variants.iter().any(|variant| variant.key == key) {
            return Ok(key);
        }
        Err(Problem::new(place, format!("answers {key:?}, which is no variant of the flag")))
    }

    /// A `fractional` whose buckets are variants.
    fn split(&mut self, arguments: &[Value], place: &str, when: &Test) -> Result<(), Problem> {
        let Some(Fractional { id, buckets }) = self.fractional(arguments, place)? else {
            return self.default(place, when);
        };
        let mut weights = Vec::with_capacity(buckets.len());
        for (variant, weight) in buckets {
            weights.push((self.bucket_variant(variant.as_ref(), place)?, weight));
        }
        self.weighted(&id, &weights, place, when)?;
        match id {
            Id::Constant(_) | Id::Prefixed(..) => Ok(()),
            Id::Shorthand | Id::Attribute(_) => self.default(place, when),
        }
    }

    /// An `if` whose first condition is a `fractional`, and whose branches are variants.
    fn split_condition(
        &mut self,
        arguments: &[Value],
        (then, rest): (&Value, &[Value]),
        place: &str,
        when: &Test,
    ) -> Result<(), Problem> {
        let otherwise = match rest {
            [] => &Value::Null,
            [otherwise] => otherwise,
            _ => {
                return Err(Problem::new(place, "a fractional as a condition must be that of the last case"));
            }
        };
        if [then, otherwise].iter().any(|branch| branch.is_object() || branch.is_array()) {
            return Err(Problem::new(place, "a fractional as a condition must choose between two variants"));
        }
        let of_branch = |value: &Value| Some(value.clone()).filter(|value| !value.is_null());
        let falsy = self.bucket_variant(of_branch(otherwise).as_ref(), place)?;
        let truthy = self.bucket_variant(of_branch(then).as_ref(), place)?;
        if let Some(Fractional { id, buckets }) =
            self.fractional(arguments, &format!("{place}.fractional"))?
        {
            let chosen =
                |value: &Option<Value>| if value.as_ref().is_some_and(is_truthy) { &truthy } else { &falsy };
            let weights: Vec<_> =
                buckets.iter().map(|(value, weight)| (chosen(value).clone(), *weight)).collect();
            self.weighted(&id, &weights, place, when)?;
        }
        self.rules.add(when, &variant_answer(&falsy))
    }

    fn bucket_variant(&self, variant: Option<&Value>, place: &str) -> Result<String, Problem> {
        match (variant, self.default_variant) {
            (Some(variant), _) => self.variant_key(variant, place),
            (None, Some(default)) => Ok(default.to_owned()),
            (None, None) => Err(Problem::new(place, "answers the default variant, and the flag has none")),
        }
    }

    /// Rules for weighted variants; those of a constant or a text before an attribute match wherever `when` holds.
    fn weighted(
        &mut self,
        id: &Id,
        weights: &[(String, u32)],
        place: &str,
        when: &Test,
    ) -> Result<(), Problem> {
        let parts = self.ranges(weights, self.default_variant).ok_or_else(|| {
            Problem::new(place, "answers the default variant behind the last bucket, and the flag has none")
        })?;
        let text_variant = |text: &str| {
            let variant = variant_of(&of_text(self.version), &parts, text);
            variant.ok_or_else(|| Problem::new(place, format!("has no bucket for {text:?}")))
        };
        match id {
            Id::Shorthand => {
                let own = self.shorthand();
                self.rules.add_split(when, &own, parts)
            }
            Id::Attribute(name) => {
                let (own, shorthand) = (self.hash("", name), self.shorthand());
                self.rules.add_split(when, &own, parts.clone())?;
                if *name == shorthand.attribute {
                    return Ok(());
                }
                let without = self.both(when, &Predicate::exists(name).fails, place)?;
                self.rules.add_split(&without, &shorthand, parts)
            }
            Id::Prefixed(prefix, name) => {
                let (otherwise, own) = (text_variant(prefix)?, self.hash(prefix, name));
                self.rules.add_split(when, &own, parts)?;
                self.rules.add(when, &variant_answer(&otherwise))
            }
            Id::Constant(text) => {
                let variant = text_variant(text)?;
                self.rules.add(when, &variant_answer(&variant))
            }
        }
    }
}
