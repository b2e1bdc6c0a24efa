//! Parts of a text form.

use alloc::boxed::Box;

use serde_json::Value;

use crate::fold::{SOUGHT_BYTES, Sought};
use crate::scalar::Scalar;
use crate::summary::MatchPosition;
use crate::{ContextValue, Invalid, Json, value_set};

/// Texts one of which has to be in a part of the text form, as they are or without regard to case.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    sought: SoughtParts,
    written: Json,
}

#[derive(Clone, Debug)]
enum SoughtParts {
    Exact(MatchPosition, Box<[Box<str>]>),
    Folded(Box<[Sought]>),
}

impl Parts {
    pub fn compile(position: MatchPosition, value: &Json) -> Result<Self, Invalid> {
        let values = value_set::list(value)?;
        let sought = SoughtParts::Exact(position, values.iter().map(|value| value.text().into()).collect());
        Ok(Self { sought, written: value.clone() })
    }

    /// Without regard to case; also of a single value.
    pub fn compile_folded(position: MatchPosition, value: &Json) -> Result<Self, Invalid> {
        let (is_start, is_end) = (position == MatchPosition::Start, position == MatchPosition::End);
        let values = value_set::one_or_more(value)?;
        let values = values.iter().map(Scalar::text).map(|text| {
            Sought::new(text, is_start, is_end).ok_or_else(|| {
                Invalid::new("value", format!("must have less than {SOUGHT_BYTES} bytes in each text"))
            })
        });
        let sought = SoughtParts::Folded(values.collect::<Result<_, _>>()?);
        Ok(Self { sought, written: value.clone() })
    }

    pub fn len(&self) -> usize {
        match &self.sought {
            SoughtParts::Exact(_, texts) => texts.len(),
            SoughtParts::Folded(sought) => sought.len(),
        }
    }

    pub fn to_json(&self) -> Value {
        value_set::written(&self.written)
    }

    /// Whether an element of the value has one of the parts.
    pub fn are_in(&self, actual: &ContextValue<'_>) -> bool {
        match &self.sought {
            SoughtParts::Exact(position, texts) => {
                texts.iter().any(|text| actual.has(*position, text.as_bytes()))
            }
            SoughtParts::Folded(sought) => {
                !actual.is_missing() && Sought::any(sought, actual.scalars().iter().map(Scalar::text))
            }
        }
    }
}
