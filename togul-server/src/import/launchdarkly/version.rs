//! Versions. LaunchDarkly reads those without their last numbers, `2` and `2.1`, which are no versions here: conditions compare
//! them as texts.

use togul_core::Operator;

use crate::import::{
    predicate::{Predicate, text},
    translation::Problem,
};

/// A version that others are compared with.
struct Bound<'b> {
    major: u64,
    minor: u64,
    /// Whether there is a patch other than 0.
    has_patch: bool,
    /// Empty without one.
    pre_release: &'b str,
}

const PRE_RELEASE: &str = r"-[0-9A-Za-z.-]+";
const BUILD: &str = r"(\+[0-9A-Za-z.-]+)?";
const ANY_MINOR: &str = r"(\.(0|[1-9][0-9]*))?";

/// A comparison of versions, of which the bound may be without its last numbers as well.
pub(super) fn compare(
    name: &str,
    operator: Operator,
    bound: &str,
    place: &str,
) -> Result<Predicate, Problem> {
    let whole = whole_version(bound);
    let compared = Predicate::semver(name, operator, text(&whole));
    // The check of the flag refuses what is no version.
    let Some(bound) = Bound::read(&whole) else { return Ok(compared) };
    let short = match operator {
        Operator::SemverEq => bound.equal(),
        _ if !bound.has_patch && !bound.pre_release.is_empty() => {
            let reason = format!(
                "compares with the pre-release {whole:?}: its order among pre-releases without all numbers, such as `2-rc`, \
                 cannot be expressed here"
            );
            return Err(Problem::new(place, reason));
        }
        Operator::SemverLt => bound.below(),
        _ => bound.above(),
    };
    if short.is_empty() {
        return Ok(compared);
    }
    let short = format!("^({})$", short.join("|"));
    Ok(Predicate::any(vec![compared, Predicate::matches(name, vec![text(&short)])]))
}

/// With all numbers.
fn whole_version(text: &str) -> String {
    let end = text.find(['-', '+']).unwrap_or(text.len());
    let (numbers, rest) = text.split_at(end);
    let missing = 2_usize.saturating_sub(numbers.matches('.').count());
    format!("{numbers}{}{rest}", ".0".repeat(missing))
}

impl<'b> Bound<'b> {
    fn read(whole: &'b str) -> Option<Self> {
        let version = whole.split('+').next()?;
        let (numbers, pre_release) = version.split_at(version.find('-').unwrap_or(version.len()));
        let numbers: Vec<u64> =
            numbers.split('.').map(|number| number.parse().ok()).collect::<Option<_>>()?;
        let [major, minor, patch] = numbers[..] else { return None };
        Some(Self { major, minor, has_patch: patch > 0, pre_release })
    }

    /// Texts with one or two numbers that are those of the bound, if it has no others.
    fn numbers(&self) -> Vec<String> {
        let Self { major, minor, .. } = self;
        match minor {
            _ if self.has_patch => Vec::new(),
            0 => vec![format!(r"{major}(\.0)?")],
            _ => vec![format!(r"{major}\.{minor}")],
        }
    }

    fn equal(&self) -> Vec<String> {
        let pre_release = self.pre_release.replace('.', r"\.");
        self.numbers().iter().map(|numbers| format!("{numbers}{pre_release}{BUILD}")).collect()
    }

    fn below(&self) -> Vec<String> {
        let Self { major, minor, has_patch, .. } = self;
        let mut numbers: Vec<_> = below(*major).iter().map(|major| format!("{major}{ANY_MINOR}")).collect();
        numbers.extend(below(*minor).iter().map(|minor| format!(r"{major}\.{minor}")));
        if *minor > 0 || *has_patch {
            numbers.push(major.to_string());
        }
        if *has_patch {
            numbers.push(format!(r"{major}\.{minor}"));
        }
        let mut texts = with_any_pre_release(numbers);
        texts.extend(self.numbers().iter().map(|numbers| format!("{numbers}{PRE_RELEASE}{BUILD}")));
        texts
    }

    fn above(&self) -> Vec<String> {
        let Self { major, minor, .. } = self;
        let mut numbers: Vec<_> = above(*major).iter().map(|major| format!("{major}{ANY_MINOR}")).collect();
        numbers.extend(above(*minor).iter().map(|minor| format!(r"{major}\.{minor}")));
        with_any_pre_release(numbers)
    }
}

fn with_any_pre_release(numbers: Vec<String>) -> Vec<String> {
    if numbers.is_empty() { numbers } else { vec![format!("({})({PRE_RELEASE})?{BUILD}", numbers.join("|"))] }
}

/// The numbers below this one, as expressions.
fn below(number: u64) -> Vec<String> {
    let digits = number.to_string();
    let mut below = Vec::new();
    if digits.len() > 1 {
        below.push(format!("0|[1-9][0-9]{{0,{}}}", digits.len() - 2));
    }
    for (at, digit) in digits.bytes().enumerate() {
        let lowest = if at == 0 && digits.len() > 1 { b'1' } else { b'0' };
        if digit > lowest {
            let (first, last) = (char::from(lowest), char::from(digit - 1));
            below.push(format!("{}[{first}-{last}][0-9]{{{}}}", &digits[..at], digits.len() - 1 - at));
        }
    }
    grouped(below)
}

/// The numbers above this one, as expressions.
fn above(number: u64) -> Vec<String> {
    let digits = number.to_string();
    let mut above = vec![format!("[1-9][0-9]{{{},}}", digits.len())];
    for (at, digit) in digits.bytes().enumerate().filter(|(_, digit)| *digit < b'9') {
        let first = char::from(digit + 1);
        above.push(format!("{}[{first}-9][0-9]{{{}}}", &digits[..at], digits.len() - 1 - at));
    }
    grouped(above)
}

fn grouped(alternatives: Vec<String>) -> Vec<String> {
    if alternatives.is_empty() { alternatives } else { vec![format!("({})", alternatives.join("|"))] }
}
