//! Compilation of conditions.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::attribute_filter::AttributeHash;
use crate::compile::{Tables, few, position};
use crate::compiled_condition::{CompiledCondition, OperandKind, Path, Test};
use crate::cost;
use crate::group::{Group, Shape};
use crate::handle::Handle;
use crate::name::NameId;
use crate::operand::Operand;
use crate::partial_condition::PartialCondition;
use crate::scalar::Scalar;
use crate::short_list::ShortList;
use crate::value_set::{self, NO_SCALAR};
use crate::{Comparison, Condition, Cost, Invalid, Json, Operator, limits};

/// The sizes of a flag's tables before something is added to them.
pub(crate) struct Checkpoint {
    conditions: usize,
    operands: usize,
    groups: usize,
    hashings: usize,
    segments: usize,
    split_outcomes: usize,
    cost: Cost,
}

impl Tables {
    /// Adds a condition, in full or not at all.
    pub(crate) fn add_condition(&mut self, condition: Condition) -> Result<(), Invalid> {
        match condition {
            Condition::Compare(_) | Condition::InSegment(_) => self.leaf(&condition),
            Condition::Any(_) | Condition::All(_) | Condition::Not(_) => {
                let before = self.checkpoint();
                let mut problem = None;
                self.group(PartialCondition::from(condition), &mut problem)?;
                problem.map_or(Ok(()), |problem| {
                    self.roll_back(&before);
                    Err(problem)
                })
            }
        }
    }

    /// Adds as much of a condition as can be compiled. With negation pushed down to the leaves, the others count as
    /// holding.
    pub(crate) fn add_partial_condition(&mut self, condition: PartialCondition) {
        match condition {
            PartialCondition::Leaf(leaf) => drop(self.leaf(&leaf)),
            PartialCondition::Unreadable => {}
            group => drop(self.group(group, &mut None)),
        }
    }

    /// Adds a condition that is no group.
    fn leaf(&mut self, leaf: &Condition) -> Result<(), Invalid> {
        match leaf {
            Condition::Compare(comparison) => self.affordable_comparison(comparison),
            Condition::InSegment(keys) => self.in_segment(keys),
            Condition::Any(_) | Condition::All(_) | Condition::Not(_) => {
                Err(Invalid::new("condition", "must be no group"))
            }
        }
    }

    /// Adds a group, unless what can be compiled of it always holds. `problem` is set to the first one, if it is `None`.
    fn group(&mut self, group: PartialCondition, problem: &mut Option<Invalid>) -> Result<(), Invalid> {
        let start = self.conditions.len();
        let Some(shape) = self.shape(group, false, "", problem) else { return Ok(()) };
        let leaves = self.conditions.split_off(start);
        if leaves.len() > Group::LEAVES {
            return Err(Invalid::new("conditions", format!("must be at most {} in a group", Group::LEAVES)));
        }
        let at = position("conditions", self.groups.len())?;
        self.groups.push(Group::new(shape, leaves));
        self.conditions.push(CompiledCondition::of_position(Test::Group, at, 0));
        Ok(())
    }

    /// Adds the leaves of a condition that can be compiled. `None` if those that cannot make it hold always.
    fn shape(
        &mut self,
        condition: PartialCondition,
        negated: bool,
        path: &str,
        problem: &mut Option<Invalid>,
    ) -> Option<Shape> {
        let inside = |field: &str| if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") };
        let (field, parts, one_is_enough) = match condition {
            PartialCondition::Unreadable => return None,
            PartialCondition::Leaf(leaf) => {
                return match self.leaf(&leaf) {
                    Ok(()) => {
                        self.conditions.last_mut().filter(|_| negated).map(CompiledCondition::negate);
                        Some(Shape::Leaf)
                    }
                    Err(invalid) => {
                        problem.get_or_insert_with(|| invalid.inside(path));
                        None
                    }
                };
            }
            PartialCondition::Not(part) => {
                let part = self.shape(*part, !negated, &inside("not"), problem);
                return part.map(|part| Shape::Not(Box::new(part)));
            }
            PartialCondition::Any(parts) => ("any", parts, !negated),
            PartialCondition::All(parts) => ("all", parts, negated),
        };
        let field = inside(field);
        if parts.is_empty() {
            problem.get_or_insert_with(|| Invalid::new(&*field, "must have at least one condition"));
        }
        let before = self.checkpoint();
        let mut shapes = Vec::with_capacity(parts.len());
        for (at, part) in parts.into_iter().enumerate() {
            match self.shape(part, negated, &format!("{field}[{at}]"), problem) {
                Some(shape) => shapes.push(shape),
                None if one_is_enough => {
                    self.roll_back(&before);
                    return None;
                }
                None => {}
            }
        }
        let shapes = Some(shapes.into_boxed_slice()).filter(|shapes| !shapes.is_empty())?;
        // `one_is_enough` is that of `any` exactly if there is no negation.
        Some(if one_is_enough != negated { Shape::Any(shapes) } else { Shape::All(shapes) })
    }

    pub(crate) fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            conditions: self.conditions.len(),
            operands: self.operands.len(),
            groups: self.groups.len(),
            hashings: self.hashings.len(),
            segments: self.segments.len(),
            split_outcomes: self.split_outcomes.len(),
            cost: self.cost,
        }
    }

    pub(crate) fn roll_back(&mut self, before: &Checkpoint) {
        self.conditions.truncate(before.conditions);
        self.operands.truncate(before.operands);
        self.groups.truncate(before.groups);
        self.hashings.truncate(before.hashings);
        self.segments.truncate(before.segments);
        self.split_outcomes.truncate(before.split_outcomes);
        self.cost = before.cost;
    }

    fn in_segment(&mut self, keys: &[String]) -> Result<(), Invalid> {
        if keys.is_empty() {
            return Err(Invalid::new("value", "must have at least one key"));
        }
        let (at, len) = (position("value", self.segments.len())?, few("value", keys.len())?);
        self.segments.extend(keys.iter().map(|key| Handle::new(key)));
        self.cost = self.cost + cost::in_segment(keys.len());
        self.conditions.push(CompiledCondition::of_position(Test::InSegment, at, len));
        Ok(())
    }

    /// Adds a comparison if the flag then still is within the cost of a stored flag. This bounds the time of every
    /// evaluation, whatever an earlier version has stored.
    pub(crate) fn affordable_comparison(&mut self, comparison: &Comparison) -> Result<(), Invalid> {
        let before = self.checkpoint();
        self.comparison(comparison)?;
        if self.cost <= limits::STORED_FLAG_COST {
            return Ok(());
        }
        let (cost, limit) = (self.cost - before.cost, limits::STORED_FLAG_COST);
        self.roll_back(&before);
        let reason =
            format!("must be cheaper to evaluate: it takes up to {cost}, and the flag may take {limit}");
        Err(Invalid::new("value", reason))
    }

    /// Adds a comparison. The errors are those that make it impossible to evaluate; limits are not checked.
    pub(crate) fn comparison(&mut self, comparison: &Comparison) -> Result<(), Invalid> {
        let operator = comparison.operator;
        let (attribute, test) = (&comparison.attribute, Test::Compare(operator));
        let value = match (&comparison.value, operator.takes_value()) {
            (None, false) => {
                self.cost = self.cost + cost::condition(operator, 0);
                return self.push("attribute", attribute, test, 0, ("", OperandKind::None));
            }
            (Some(_), false) => {
                return Err(Invalid::new("value", format!("must be absent: {operator} takes none")));
            }
            (None, true) => return Err(Invalid::new("value", format!("is needed by {operator}"))),
            (Some(value), true) => value,
        };
        if let (Operator::In | Operator::NotIn, Some((list, kind))) = (operator, short_list(value)) {
            let values = value_set::list(value)?;
            self.cost = self.cost + cost::condition(operator, values.len());
            let id = NameId::of(attribute);
            let hashes = values.iter().map(|value| AttributeHash::new(id, value.tag()));
            let hash = hashes.reduce(AttributeHash::or).unwrap_or(AttributeHash::ANY);
            return self.push("attribute", attribute, test, hash.to_bits(), (&list, kind));
        }
        if let Some(operand) = Operand::compile(operator, value)? {
            self.cost = self.cost + operand.cost(operator);
            let at = position("value", self.operands.len())?;
            self.operands.push(operand);
            return self.push("attribute", attribute, test, at, ("", OperandKind::Parsed));
        }
        let kind = match value {
            _ if value.is_boolean() => OperandKind::Boolean,
            _ if value.is_number() => OperandKind::Number,
            _ => OperandKind::Text,
        };
        self.cost = self.cost + cost::condition(operator, 1);
        let scalar = value_set::scalar(value).ok_or_else(|| Invalid::new("value", NO_SCALAR))?;
        self.push("attribute", attribute, test, scalar.tag(), (scalar.text(), kind))
    }

    /// Adds a test of the attribute `name`.
    pub(crate) fn push(
        &mut self,
        field: &'static str,
        name: &str,
        test: Test,
        payload: u32,
        (text, kind): (&str, OperandKind),
    ) -> Result<(), Invalid> {
        let id = NameId::of(name);
        let text_at = position(field, self.strings.len())?;
        let own_name = if id.is_exact() { "" } else { name };
        let name_len = u16::try_from(own_name.len()).map_err(|_| Invalid::new(field, "must be shorter"))?;
        let text_len = u16::try_from(text.len()).map_err(|_| Invalid::new("value", "must be shorter"))?;
        let path = match (test, kind) {
            // Without a name, a guess would compare none.
            _ if name.is_empty() => Path::Full,
            (Test::Compare(Operator::Eq), _) => Path::FastEqual,
            (Test::Compare(Operator::In), OperandKind::Texts | OperandKind::Numbers) => Path::FastIn,
            (Test::Share, _) => Path::FastShare,
            _ => Path::Full,
        };
        self.strings.push_str(own_name);
        self.strings.push_str(text);
        self.conditions.push(CompiledCondition {
            name: id,
            payload,
            text_at,
            text_len,
            name_len,
            path,
            test,
            kind,
            is_last: false,
        });
        Ok(())
    }
}

/// A list of only strings or only numbers, if it is short.
fn short_list(value: &Json) -> Option<(String, OperandKind)> {
    let values = value_set::list(value).ok()?;
    let kind = if values.iter().all(Scalar::is_string) {
        OperandKind::Texts
    } else if values.iter().all(|value| !value.is_string() && value.as_number().is_some()) {
        OperandKind::Numbers
    } else {
        return None;
    };
    Some((ShortList::encode(&values)?, kind))
}
