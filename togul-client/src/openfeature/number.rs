//! Numbers as they are written, in the types of the SDK: without loss, or not at all.

/// 2^53: from here on, an integer may have the same nearest f64 as another one.
const FIRST_AMBIGUOUS: f64 = 9_007_199_254_740_992.0;

/// So many characters without an exponent have few enough digits for an f64, and it is not near the ends of its range.
const SHORT: usize = 15;

/// The number as a float, if that converts back to the same number.
///
/// An integer converts back if it is equal to the float. Another number, such as `0.1`, also does if it is the shortest one
/// with this nearest float.
pub(super) fn float(number: &str) -> Option<f64> {
    let float: f64 = number.parse().ok()?;
    let is_integer = !number.contains(['.', 'e', 'E']);
    if number.len() <= SHORT && !number.contains(['e', 'E']) {
        return Some(float);
    }
    let written = Decimal::of(number);
    let converts_back = written == Decimal::of(&format!("{float:.0}"))
        || !is_integer && written == Decimal::of(&format!("{float:e}"));
    (written.is_some() && converts_back).then_some(float)
}

/// The number as an integer of 64 bits, if it is written as one, or is integral and within ±(2^53 - 1).
pub(super) fn integer(number: &str) -> Option<i64> {
    let integral = || float(number).filter(|float| float.fract() == 0.0 && float.abs() < FIRST_AMBIGUOUS);
    number.parse().ok().or_else(|| integral().map(|float| float as i64))
}

/// A decimal number without the zeros at its ends, so that equal numbers are equal.
#[derive(Debug, PartialEq)]
struct Decimal {
    is_negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// `None` if the exponent is far beyond that of any float.
    fn of(number: &str) -> Option<Self> {
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let unsigned = mantissa.trim_start_matches('-');
        let (integer, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = [integer, fraction].concat();
        let significant = digits.trim_end_matches('0');
        let power = integer.len().checked_signed_diff(significant.len())?;
        let exponent = exponent.parse::<i64>().ok()?.checked_add(i64::try_from(power).ok()?)?;
        let significant = significant.trim_start_matches('0');
        Some(Self {
            is_negative: mantissa.starts_with('-'),
            digits: significant.to_owned(),
            exponent: if significant.is_empty() { 0 } else { exponent },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_decimals_are_equal_however_they_are_written() {
        for equal in [
            &["1500", "1500.00", "1.5e3", "15E+2", "150000e-2", "0.15e4"][..],
            &["-0.001", "-1e-3", "-0.0010", "-10e-4"],
            &["0", "0.0", "0e5", "0.00e-7"],
        ] {
            for one in equal {
                assert_eq!(Decimal::of(one), Decimal::of(equal[0]), "{one}");
            }
        }
        let different = ["15", "-15", "150", "1.5", "1.05", "15.000000000000000000001", "0", "-0"];
        for (at, one) in different.iter().enumerate() {
            for other in &different[..at] {
                assert_ne!(Decimal::of(one), Decimal::of(other), "{one} and {other}");
            }
        }
        assert_eq!(Decimal::of("1e99999999999999999999"), None);
    }

    #[test]
    fn every_float_converts_back_in_its_shortest_and_an_integral_one_also_in_its_exact_form() {
        // Odd multiples reach every exponent.
        for bits in (0..f64::MAX.to_bits()).step_by(0x0001_ffff_ffff_fff1) {
            let value = f64::from_bits(bits);
            for text in [format!("{value:?}"), format!("{value:e}"), format!("-{value:E}")] {
                assert_eq!(float(&text).map(f64::abs), Some(value), "{text}");
            }
            if value.fract() == 0.0 {
                assert_eq!(float(&format!("{value:.0}")), Some(value));
            }
        }
    }
}
