//! Reading segments.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString};

use serde::Deserialize;

use crate::compiled_segment::CompiledSegment;
use crate::entry::check_needs;
use crate::handle::Handle;
use crate::json_object::read_object;
use crate::object_table::Object;
use crate::{Cost, Json, Segment, cost, json};

/// One segment of a snapshot, readable or not.
#[derive(Debug)]
pub(crate) struct SegmentEntry {
    key: Box<str>,
    /// The exact bytes that it was read from.
    json: Box<str>,
    /// Or what is wrong with it.
    pub segment: Result<CompiledSegment, Box<str>>,
}

/// The fields that every segment must have, readable or not.
#[derive(Deserialize)]
struct KeyText<'a> {
    #[serde(borrow)]
    key: Cow<'a, str>,
    #[serde(default, deserialize_with = "json::read_option")]
    needs: Option<Json>,
}

impl SegmentEntry {
    /// An error means that not even the key can be read.
    pub fn read(json: &str) -> Result<Self, String> {
        let KeyText { key, needs } = read_object(json)?;
        let segment =
            check_needs(needs.as_ref(), Segment::SUPPORTED_NEEDS).and_then(|()| read_object::<Segment>(json));
        let segment = segment
            .and_then(|segment| CompiledSegment::compile(segment).map_err(|invalid| invalid.to_string()));
        Ok(Self { key: key.into(), json: json.into(), segment: segment.map_err(String::into_boxed_str) })
    }

    /// The segments that it uses.
    pub fn segments(&self) -> impl Iterator<Item = &Handle> {
        self.segment.iter().flat_map(|segment| segment.rules.segments())
    }

    /// The worst time of an evaluation, apart from the segments that it uses.
    pub fn cost(&self) -> Cost {
        self.segment.as_ref().map_or(cost::flag(), CompiledSegment::cost)
    }
}

impl Object for SegmentEntry {
    fn key(&self) -> &str {
        &self.key
    }

    fn has_key(&self, key: &str) -> bool {
        *self.key == *key
    }

    fn json(&self) -> &str {
        &self.json
    }
}
