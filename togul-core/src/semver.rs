//! SemVer 2.0 versions: parsed and compared without allocating, with numbers of any length.

use alloc::boxed::Box;
use core::cmp::Ordering;

/// A version without its build metadata, which has no precedence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Version<T> {
    /// Major, minor and patch: digits without leading zeros.
    core: [T; 3],
    /// The identifiers after the hyphen, dots included.
    pre_release: Option<T>,
}

impl<'a> Version<&'a str> {
    /// `None` when `text` as a whole is not a version, such as `1.2`, `v1.2.3` and `01.2.3`.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (rest, build) = split(text, '+');
        if !build.is_none_or(|build| build.split('.').all(is_identifier)) {
            return None;
        }
        let (core, pre_release) = split(rest, '-');
        if !pre_release.is_none_or(|identifiers| identifiers.split('.').all(is_pre_release)) {
            return None;
        }
        let mut numbers = core.split('.');
        let core = [numbers.next()?, numbers.next()?, numbers.next()?];
        let whole = numbers.next().is_none() && core.iter().all(|number| is_number(number));
        whole.then_some(Self { core, pre_release })
    }

    pub fn to_boxed(self) -> Version<Box<str>> {
        Version { core: self.core.map(Into::into), pre_release: self.pre_release.map(Into::into) }
    }
}

impl<T: AsRef<str>> Version<T> {
    /// Precedence as in SemVer 2.0, section 11.
    pub fn precedence<U: AsRef<str>>(&self, other: &Version<U>) -> Ordering {
        let core = self.core.iter().zip(&other.core);
        let by_core = core.map(|(ours, theirs)| compare_numbers(ours.as_ref(), theirs.as_ref()));
        by_core.fold(Ordering::Equal, Ordering::then).then_with(|| {
            match (&self.pre_release, &other.pre_release) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(ours), Some(theirs)) => {
                    let (ours, theirs) = (ours.as_ref().split('.'), theirs.as_ref().split('.'));
                    ours.map(Identifier).partial_cmp(theirs.map(Identifier)).unwrap_or(Ordering::Equal)
                }
            }
        })
    }
}

/// One identifier of a pre-release. Lists of them compare item by item, and the shorter one is lower.
#[derive(PartialEq)]
struct Identifier<'a>(&'a str);

impl PartialOrd for Identifier<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let order = match (is_digits(self.0), is_digits(other.0)) {
            (true, true) => compare_numbers(self.0, other.0),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.0.cmp(other.0),
        };
        Some(order)
    }
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn is_digits(text: &str) -> bool {
    // In chunks without an early exit, which the compiler vectorizes: a string may have kilobytes.
    let are_digits = |chunk: &[u8]| chunk.iter().fold(true, |all, byte| all & byte.is_ascii_digit());
    !text.is_empty() && text.as_bytes().chunks(64).all(are_digits)
}

fn is_number(text: &str) -> bool {
    is_digits(text) && (text == "0" || !text.starts_with('0'))
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_pre_release(text: &str) -> bool {
    is_identifier(text) && (!is_digits(text) || is_number(text))
}

/// Digits without leading zeros: the longer number is the larger one.
fn compare_numbers(ours: &str, theirs: &str) -> Ordering {
    ours.len().cmp(&theirs.len()).then_with(|| ours.cmp(theirs))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn compare(ours: &str, theirs: &str) -> Ordering {
        Version::parse(ours).unwrap().precedence(&Version::parse(theirs).unwrap().to_boxed())
    }

    #[test]
    fn the_examples_of_the_specification_are_in_order() {
        let chain = [
            "0.9.0",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.9.0",
            "1.10.0",
            "2.0.0",
            "2.1.0",
            "2.1.1",
            "99999999999999999999999.0.0",
            "100000000000000000000000.0.0",
        ];
        for (lower, ours) in chain.iter().enumerate() {
            for (upper, theirs) in chain.iter().enumerate() {
                assert_eq!(compare(ours, theirs), lower.cmp(&upper), "{ours} {theirs}");
            }
        }
        assert_eq!(compare("1.0.0+build.1", "1.0.0+other"), Ordering::Equal);
        assert_eq!(compare("1.0.0--", "1.0.0-a"), Ordering::Less);
    }

    #[test]
    fn invalid_versions_are_refused() {
        for text in [
            "",
            "1",
            "1.2",
            "1.2.3.4",
            "v1.2.3",
            "01.2.3",
            "1.02.3",
            "1.2.03",
            "1.2.3-",
            "1.2.3+",
            "1.2.3-01",
            "1.2.3-a..b",
            "1.2.3-a_b",
            "1.2.3-ä",
            " 1.2.3",
            "1.2.3 ",
            "1.2.-3",
            "1..3",
            "1.2.x",
            "1.2.3+a+b",
            "+1.2.3",
            "1.2.3-a.",
        ] {
            assert!(Version::parse(text).is_none(), "{text}");
        }
        for text in ["0.0.0", "1.2.3-0", "1.2.3-0a", "1.2.3+001", "1.2.3-a-b.-+-", "1.2.3-a+b-c"] {
            assert!(Version::parse(text).is_some(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn versions_agree_with_the_semver_crate(
            ours in "(0|[1-9][0-9]?)\\.[0-2]\\.[0-2](-[0-9a-c-]{1,3}(\\.[0-9a-c-]{0,3}){0,2})?(\\+[0-9a-c.]{0,4})?",
            theirs in "(0|[1-9][0-9]?)\\.[0-2]\\.[0-2](-[0-9a-c-]{1,3}(\\.[0-9a-c-]{0,3}){0,2})?(\\+[0-9a-c.]{0,4})?",
        ) {
            let reference = (semver::Version::parse(&ours), semver::Version::parse(&theirs));
            prop_assert_eq!(Version::parse(&ours).is_some(), reference.0.is_ok(), "{}", ours);
            prop_assert_eq!(Version::parse(&theirs).is_some(), reference.1.is_ok(), "{}", theirs);
            if let (Ok(left), Ok(right)) = reference {
                prop_assert_eq!(compare(&ours, &theirs), left.cmp_precedence(&right));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            prop_assert_eq!(Version::parse(&text).is_some(), semver::Version::parse(&text).is_ok());
        }
    }
}
