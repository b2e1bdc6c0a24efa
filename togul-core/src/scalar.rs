//! A string, boolean or number with its text form, hashed once.

use alloc::boxed::Box;
use alloc::string::ToString;
use core::fmt::{self, Write};

use serde_json::{Number, Value};

use crate::bytes::{hash, same, same_if_short};
use crate::number;

/// A value that has a text form. It is made once and compared many times: most differences show in the tag.
#[derive(Clone, Debug)]
pub(crate) struct Scalar<'a> {
    tag: u32,
    form: Form<'a>,
}

#[derive(Clone, Debug)]
enum Form<'a> {
    Borrowed(&'a str),
    Owned(Box<str>),
    Boolean(bool),
    /// The nearest f64, and the text form.
    Number(f64, Inline),
    /// A number whose text form is too long for [`Inline`].
    LongNumber(Box<(f64, Box<str>)>),
}

/// Up to 22 bytes: every integer of 64 bits, and most other numbers, without an allocation.
#[derive(Clone, Debug)]
struct Inline {
    len: u8,
    bytes: [u8; 22],
}

impl<'a> Scalar<'a> {
    #[inline]
    pub fn borrowed(text: &'a str) -> Self {
        Self { tag: tag_of(text), form: Form::Borrowed(text) }
    }

    #[inline]
    pub fn owned(text: impl Into<Box<str>>) -> Self {
        let text = text.into();
        Self { tag: tag_of(&text), form: Form::Owned(text) }
    }

    pub fn boolean(value: bool) -> Self {
        Self { tag: tag_of(word(value)), form: Form::Boolean(value) }
    }

    /// `None` for NaN and the infinities, which JSON does not have.
    pub fn number(value: f64) -> Option<Self> {
        value.is_finite().then(|| Self::number_as(value, number::TextForm(value)))
    }

    /// A number with all its digits, although its f64 may be rounded.
    pub fn signed(value: i64) -> Self {
        Self::number_as(value as f64, value)
    }

    /// A number with all its digits, although its f64 may be rounded.
    pub fn unsigned(value: u64) -> Self {
        Self::number_as(value as f64, value)
    }

    fn number_as(value: f64, text: impl fmt::Display) -> Self {
        let mut inline = Inline { len: 0, bytes: [0; 22] };
        let form = match write!(inline, "{text}") {
            Ok(()) => Form::Number(value, inline),
            Err(fmt::Error) => Form::LongNumber(Box::new((value, text.to_string().into()))),
        };
        Self { tag: tag_of(form.text()), form }
    }

    /// A number of JSON: with all its digits when it is written as an integer of at most 64 bits, else as f64. `None`
    /// when it is beyond the range of f64.
    pub fn from_json_number(number: &Number) -> Option<Self> {
        if let Some(value) = number.as_u64() {
            return Some(Self::unsigned(value));
        }
        match number.as_i64() {
            Some(value) => Some(Self::signed(value)),
            None => number.as_f64().and_then(Self::number),
        }
    }

    /// `None` for null, lists and objects: they have no text form.
    pub fn from_json(value: &'a Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(Self::borrowed(text)),
            Value::Bool(value) => Some(Self::boolean(*value)),
            Value::Number(number) => Self::from_json_number(number),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// The same scalar with its own copy of the text, for operands and contexts that outlive their sources.
    pub fn into_owned(self) -> Scalar<'static> {
        let form = match self.form {
            Form::Borrowed(text) => Form::Owned(text.into()),
            Form::Owned(text) => Form::Owned(text),
            Form::Boolean(value) => Form::Boolean(value),
            Form::Number(value, text) => Form::Number(value, text),
            Form::LongNumber(number) => Form::LongNumber(number),
        };
        Scalar { tag: self.tag, form }
    }

    /// The tag of the text form.
    #[inline]
    pub fn tag(&self) -> u32 {
        self.tag
    }

    /// The text form.
    #[inline]
    pub fn text(&self) -> &str {
        // By far the most common form.
        if let Form::Borrowed(text) = &self.form { text } else { self.form.text() }
    }

    /// Whether the text form is `text`, whose tag is given.
    #[inline]
    pub fn is(&self, tag: u32, text: &[u8]) -> bool {
        self.tag == tag && same(self.text().as_bytes(), text)
    }

    /// The same, if it can be decided without a call.
    #[inline(always)]
    pub fn is_plainly(&self, tag: u32, text: &[u8]) -> Option<bool> {
        let own = self.as_text()?;
        if self.tag == tag { same_if_short(own.as_bytes(), text) } else { Some(false) }
    }

    /// Whether the text forms are equal.
    pub fn is_same(&self, other: &Scalar<'_>) -> bool {
        self.is(other.tag, other.text().as_bytes())
    }

    /// The string; `None` for a boolean or a number.
    #[inline]
    pub fn as_text(&self) -> Option<&str> {
        match &self.form {
            Form::Borrowed(text) => Some(text),
            Form::Owned(text) => Some(text),
            Form::Boolean(_) | Form::Number(..) | Form::LongNumber(_) => None,
        }
    }

    pub fn is_string(&self) -> bool {
        self.as_text().is_some()
    }

    /// The nearest f64 of a number, also of a string that is a JSON number.
    pub fn as_number(&self) -> Option<f64> {
        match &self.form {
            Form::Borrowed(text) => number::read(text),
            Form::Owned(text) => number::read(text),
            Form::Boolean(_) => None,
            Form::Number(value, _) => Some(*value),
            Form::LongNumber(number) => Some(number.0),
        }
    }

    pub fn to_json(&self) -> Value {
        match &self.form {
            Form::Borrowed(text) => Value::from(*text),
            Form::Owned(text) => Value::from(&**text),
            Form::Boolean(value) => Value::Bool(*value),
            Form::Number(..) | Form::LongNumber(_) => {
                number::to_json(self.text()).map_or(Value::Null, Value::Number)
            }
        }
    }
}

/// A hash of a text form: most differences show in it.
#[inline]
pub(crate) fn tag_of(text: &str) -> u32 {
    hash(text.as_bytes()) as u32
}

fn word(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

impl Form<'_> {
    #[inline(never)]
    fn text(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Owned(text) => text,
            Self::Boolean(value) => word(*value),
            Self::Number(_, text) => text.as_str(),
            Self::LongNumber(number) => &number.1,
        }
    }
}

impl Inline {
    fn as_str(&self) -> &str {
        // Only whole `str`s are written, so the fallbacks are never used; they avoid a panic branch.
        let written = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        core::str::from_utf8(written).unwrap_or_default()
    }
}
impl Write for Inline {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let start = usize::from(self.len);
        let end = start + text.len();
        self.bytes.get_mut(start..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.len = u8::try_from(end).map_err(|_| fmt::Error)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(value: Value) -> Option<String> {
        Scalar::from_json(&value).map(|scalar| scalar.text().to_owned())
    }

    #[test]
    fn only_scalars_have_a_text_form() {
        assert_eq!(text(json!("Ünï ")), Some("Ünï ".to_owned()));
        assert_eq!(text(json!(true)), Some("true".to_owned()));
        assert_eq!(text(json!(5.0)), Some("5".to_owned()));
        assert_eq!(text(json!(-123_456.789_012_345_67)), Some("-123456.78901234567".to_owned()));
        for none in [json!(null), json!([1]), json!({})] {
            assert_eq!(text(none), None);
        }
        assert!(Scalar::number(f64::NAN).is_none() && Scalar::number(f64::INFINITY).is_none());
    }

    #[test]
    fn integers_of_64_bits_keep_their_digits() {
        for (value, digits) in [
            (json!(9_007_199_254_740_993_u64), "9007199254740993"),
            (json!(-9_007_199_254_740_993_i64), "-9007199254740993"),
            (json!(i64::MAX), "9223372036854775807"),
            (json!(i64::MIN), "-9223372036854775808"),
            (json!(u64::MAX), "18446744073709551615"),
        ] {
            let scalar = Scalar::from_json(&value).unwrap();
            assert_eq!((scalar.text(), scalar.to_json()), (digits, value.clone()));
            assert_eq!(scalar.as_number(), value.as_f64());
        }
        assert_eq!(text(json!(9_007_199_254_740_993.0)), Some("9007199254740992".to_owned()));
        assert_eq!(text(json!(18_446_744_073_709_551_615.0)), Some("18446744073709552000".to_owned()));
    }

    #[test]
    fn long_numbers_are_allocated_and_read_the_same() {
        for number in [5e-324, f64::MAX, -1.234_567_890_123_456_7e-20] {
            let scalar = Scalar::number(number).unwrap();
            assert_eq!(scalar.text(), number.to_string());
            assert_eq!(scalar.as_number(), Some(number));
        }
    }

    #[test]
    fn scalars_are_equal_when_their_text_forms_are() {
        let five = Scalar::number(5.0).unwrap();
        assert!(five.is_same(&Scalar::borrowed("5")) && five.is_same(&Scalar::owned("5")));
        assert!(!five.is_same(&Scalar::borrowed("5.0")));
        assert!(Scalar::boolean(true).is_same(&Scalar::borrowed("true")));
        assert!(five.clone().into_owned().is_same(&five));
    }

    #[test]
    fn only_strings_are_text_and_booleans_are_not_numbers() {
        assert_eq!(Scalar::borrowed("a").as_text(), Some("a"));
        assert_eq!(Scalar::boolean(true).as_text(), None);
        assert_eq!(Scalar::boolean(true).as_number(), None);
        assert_eq!(Scalar::borrowed("1e2").as_number(), Some(100.0));
        assert_eq!(Scalar::number(-0.0).unwrap().to_json(), json!(0));
    }

    #[test]
    fn a_scalar_stays_small() {
        assert!(size_of::<Scalar<'_>>() <= 40);
    }
}
