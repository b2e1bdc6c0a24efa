//! Numbers to text and back.

use core::fmt;

use serde_json::Number;

/// 2^53: up to here every integer is exactly representable as f64.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The text form of a finite f64: digits alone when it is integral and within ±2^53, else the shortest decimal that
/// reads back, without exponent. Numbers written as integers keep their digits and need no f64.
pub(crate) struct TextForm(pub f64);

impl fmt::Display for TextForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match as_integer(self.0) {
            Some(integer) => write!(f, "{integer}"),
            None => write!(f, "{}", self.0),
        }
    }
}

/// The number as an integer if it is integral and within ±2^53. `-0` is `0`.
fn as_integer(number: f64) -> Option<i64> {
    // The conversion cuts decimals and saturates.
    let integer = number as i64;
    (integer as f64 == number && number.abs() <= EXACT).then_some(integer)
}

/// The number with this text as an integer: one that is written as such, or an integral one such as `75.0` within ±2^53.
pub(crate) fn integer(number: f64, text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| as_integer(number))
}

/// Parses a string that is wholly a JSON number within the range of f64.
///
/// Rust's own `parse` would also accept `inf`, `+1`, `.5` and `1.`.
pub(crate) fn read(text: &str) -> Option<f64> {
    if !is_json_number(text) {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The number of that text form as JSON: an integer of at most 64 bits with all its digits, any other as f64.
pub(crate) fn to_json(text_form: &str) -> Option<Number> {
    text_form.parse().ok()
}

/// `-? (0 | [1-9] [0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`, as in RFC 8259.
pub(crate) fn is_json_number(text: &str) -> bool {
    let text = text.as_bytes();
    let unsigned = text.strip_prefix(b"-").unwrap_or(text);
    let rest = match unsigned {
        [b'0', rest @ ..] => rest,
        [b'1'..=b'9', rest @ ..] => skip_digits(rest),
        _ => return false,
    };
    let rest = match rest {
        [b'.', b'0'..=b'9', rest @ ..] => skip_digits(rest),
        _ => rest,
    };
    match rest {
        [] => true,
        [b'e' | b'E', b'+' | b'-', b'0'..=b'9', rest @ ..] | [b'e' | b'E', b'0'..=b'9', rest @ ..] => {
            skip_digits(rest).is_empty()
        }
        _ => false,
    }
}

fn skip_digits(mut text: &[u8]) -> &[u8] {
    while let [b'0'..=b'9', rest @ ..] = text {
        text = rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(number: f64) -> String {
        TextForm(number).to_string()
    }

    #[test]
    fn integers_up_to_two_to_the_53_are_digits() {
        assert_eq!(text(5.0), "5");
        assert_eq!(text(-0.0), "0");
        assert_eq!(text(-17.0), "-17");
        assert_eq!(text(EXACT), "9007199254740992");
        assert_eq!(text(-EXACT), "-9007199254740992");
    }

    #[test]
    fn other_numbers_are_the_shortest_decimal_without_exponent() {
        assert_eq!(text(0.1), "0.1");
        assert_eq!(text(-2.5), "-2.5");
        assert_eq!(text(1e-7), "0.0000001");
        assert_eq!(text(9_007_199_254_740_994.0), "9007199254740994");
        assert_eq!(text(1e21), "1000000000000000000000");
        assert_eq!(text(5e-324).len(), 326);
        assert_eq!(text(f64::MAX).len(), 309);
    }

    #[test]
    fn only_json_numbers_are_numbers() {
        for (text, number) in [
            ("0", 0.0),
            ("-0", 0.0),
            ("10", 10.0),
            ("-1.5", -1.5),
            ("1e3", 1000.0),
            ("1E+3", 1000.0),
            ("1.0e-2", 0.01),
            ("1e-999", 0.0),
            ("18446744073709551616", 18_446_744_073_709_551_616.0),
        ] {
            assert_eq!(read(text), Some(number), "{text}");
        }
        for text in [
            "", "-", "+1", "01", "-01", ".5", "1.", "1.e3", "1e", "1e+", "0x10", "inf", "NaN", "nan", " 1",
            "1 ", "1_000", "1,5", "٣", "1e999", "-1e999", "infinity", "--1", "1.5.5", "1e5.0",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn integral_numbers_read_as_integers_within_two_to_the_53() {
        for (text, expected) in [
            ("75", Some(75)),
            ("75.0", Some(75)),
            ("1e2", Some(100)),
            ("-1.5e1", Some(-15)),
            ("-0.0", Some(0)),
            ("9007199254740992.0", Some(9_007_199_254_740_992)),
            ("9223372036854775807", Some(i64::MAX)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9007199254740994.0", None),
            ("9223372036854775808", None),
            ("18446744073709551615", None),
            ("0.5", None),
            ("1e300", None),
        ] {
            assert_eq!(integer(read(text).expect("a number"), text), expected, "{text}");
        }
    }

    #[test]
    fn text_forms_of_up_to_64_bits_become_json_integers() {
        for text in ["0", "-3", "3.25", "18446744073709551615", "-9223372036854775808"] {
            assert_eq!(to_json(text).unwrap().to_string(), text);
        }
        assert_eq!(to_json("18446744073709552000").unwrap().as_f64(), Some(18_446_744_073_709_551_616.0));
    }
}
