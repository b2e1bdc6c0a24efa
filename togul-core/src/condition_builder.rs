//! Conditions written in code.

use alloc::boxed::Box;
use alloc::string::String;
use core::ops::Not;

use serde_json::Value;

use crate::{Comparison, Condition, Operator};

impl Condition {
    /// A comparison of an attribute with a value, or with a list of values.
    ///
    /// ```
    /// use togul_core::{Condition, Operator};
    ///
    /// let condition = Condition::new("country", Operator::In, ["DE", "TR"]);
    /// let json = r#"{"attribute":"country","operator":"in","value":["DE","TR"]}"#;
    /// assert_eq!(serde_json::to_string(&condition)?, json);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn new(attribute: impl Into<String>, operator: Operator, value: impl Into<Value>) -> Self {
        Self::compare(attribute.into(), operator, Some(value.into()))
    }

    /// The attribute equals a value.
    pub fn equals(attribute: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::new(attribute, Operator::Eq, value)
    }

    /// The attribute is there.
    pub fn exists(attribute: impl Into<String>) -> Self {
        Self::compare(attribute.into(), Operator::Exists, None)
    }

    /// The attribute is missing.
    pub fn not_exists(attribute: impl Into<String>) -> Self {
        Self::compare(attribute.into(), Operator::NotExists, None)
    }

    /// The context is in the segment of that key.
    pub fn in_segment(key: impl Into<String>) -> Self {
        Self::InSegment(vec![key.into()])
    }

    fn compare(attribute: String, operator: Operator, value: Option<Value>) -> Self {
        Self::Compare(Comparison { attribute, operator, value: value.map(Into::into) })
    }
}

/// [`Condition::Not`].
impl Not for Condition {
    type Output = Self;

    fn not(self) -> Self {
        Self::Not(Box::new(self))
    }
}
