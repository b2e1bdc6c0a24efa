//! Flags written in code.

use alloc::string::String;
use alloc::vec::Vec;

use xxhash_rust::xxh3::xxh3_64;

use crate::{Flag, FlagValue, Invalid, Prerequisite, RuleBuilder, ValueType, Variant};

/// A flag of a [`SnapshotBuilder`](crate::SnapshotBuilder), from [`Flag::builder`].
#[derive(Clone, Debug)]
#[must_use]
pub struct FlagBuilder {
    flag: Flag,
    rules: Vec<RuleBuilder>,
}

impl Flag {
    /// A flag that is on, has the type of its default value, and answers it until it has rules.
    pub fn builder(key: impl Into<String>, default_value: impl Into<FlagValue>) -> FlagBuilder {
        let (key, value) = (key.into(), default_value.into());
        let flag = Self {
            salt: format!("{:016x}", xxh3_64(key.as_bytes())),
            key,
            needs: 1,
            enabled: true,
            value_type: value.value_type(),
            default_value: value.into_json(),
            off_value: None,
            variants: Vec::new(),
            prerequisites: Vec::new(),
            rules: Vec::new(),
        };
        FlagBuilder { flag, rules: Vec::new() }
    }
}

impl FlagBuilder {
    /// Turns the flag off.
    pub fn off(mut self) -> Self {
        self.flag.enabled = false;
        self
    }

    /// The value of the flag while it is off, or while a prerequisite fails.
    pub fn off_value(mut self, value: impl Into<FlagValue>) -> Self {
        self.flag.off_value = Some(value.into().into_json());
        self
    }

    /// The type of the flag's values: for a `json` flag whose default value is a boolean, a string or a number.
    pub fn value_type(mut self, value_type: ValueType) -> Self {
        self.flag.value_type = value_type;
        self
    }

    /// Another variant.
    pub fn variant(mut self, key: impl Into<String>, value: impl Into<FlagValue>) -> Self {
        self.flag.variants.push(Variant { key: key.into(), value: value.into().into_json() });
        self
    }

    /// Another prerequisite: the answer of that flag must be one of the values.
    pub fn prerequisite<V: Into<FlagValue>>(
        mut self,
        flag: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let values = values.into_iter().map(|value| value.into().into_json()).collect();
        self.flag.prerequisites.push(Prerequisite { flag: flag.into(), values });
        self
    }

    /// Another rule, after those that the flag has.
    pub fn rule(mut self, rule: RuleBuilder) -> Self {
        self.rules.push(rule);
        self
    }

    /// The salt of the flag's shares and splits, 16 hexadecimal digits. With that of a flag on a server, contexts have the
    /// same buckets as there. By default it follows from the key.
    pub fn salt(mut self, salt: impl Into<String>) -> Self {
        self.flag.salt = salt.into();
        self
    }

    pub(crate) fn build(self) -> Result<Flag, Invalid> {
        let Self { mut flag, rules } = self;
        for (at, rule) in rules.into_iter().enumerate() {
            let rule = rule.build(&flag.key, at);
            flag.rules.push(rule.map_err(|invalid| invalid.inside(format_args!("rules[{at}]")))?);
        }
        flag.check()?;
        Ok(flag)
    }

    /// The flag without its rules.
    pub(crate) fn unchecked(self) -> Flag {
        self.flag
    }

    pub(crate) fn key(&self) -> &str {
        &self.flag.key
    }
}
