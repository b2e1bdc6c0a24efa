//! Segments written in code.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::{Condition, Invalid, Rule, Segment, SegmentRule};

/// A segment of a [`SnapshotBuilder`](crate::SnapshotBuilder), from [`Segment::builder`].
#[derive(Clone, Debug)]
#[must_use]
pub struct SegmentBuilder {
    segment: Segment,
}

impl Segment {
    /// A segment without members.
    pub fn builder(key: impl Into<String>) -> SegmentBuilder {
        let segment = Self {
            key: key.into(),
            needs: 1,
            attribute: Rule::DEFAULT_BUCKET_BY.to_owned(),
            included: Vec::new(),
            excluded: Vec::new(),
            rules: Vec::new(),
        };
        SegmentBuilder { segment }
    }
}

impl SegmentBuilder {
    /// The attribute that [`include`](Self::include) and [`exclude`](Self::exclude) list values of. It is `user_id` by
    /// default.
    pub fn attribute(mut self, attribute: impl Into<String>) -> Self {
        self.segment.attribute = attribute.into();
        self
    }

    /// Adds members.
    pub fn include<V: Into<String>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        self.segment.included.extend(values.into_iter().map(Into::into));
        self
    }

    /// Adds exceptions from the rules.
    pub fn exclude<V: Into<String>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        self.segment.excluded.extend(values.into_iter().map(Into::into));
        self
    }

    /// Adds a rule: contexts for which all of the conditions hold are in the segment.
    pub fn rule(mut self, conditions: impl IntoIterator<Item = Condition>) -> Self {
        self.segment.rules.push(SegmentRule { conditions: conditions.into_iter().collect() });
        self
    }

    pub(crate) fn build(self) -> Result<Segment, Invalid> {
        self.segment.check()?;
        Ok(self.segment)
    }

    pub(crate) fn key(&self) -> &str {
        &self.segment.key
    }
}
