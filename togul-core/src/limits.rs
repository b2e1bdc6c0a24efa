//! Limits on sizes and counts, checked when a flag is written, never when it is read, except for
//! [`STORED_FLAG_COST`].

use core::ops::RangeInclusive;

use crate::Cost;

/// Characters of a key: 1 to this many.
pub const KEY_CHARS: usize = 128;
/// Characters of a name.
pub const NAME_CHARS: usize = 200;
/// Characters of a description.
pub const DESCRIPTION_CHARS: usize = 2_000;
/// Characters of an attribute's name in a rule, `bucket_by` included: 1 to this many.
pub const ATTRIBUTE_CHARS: usize = 200;
/// Hexadecimal digits of a salt.
pub const SALT_DIGITS: usize = 16;
/// Variants of a flag.
pub const VARIANTS: usize = 50;
/// Characters of a variant's key: 1 to this many.
pub const VARIANT_KEY_CHARS: usize = 64;
/// Variants of a split, those with a weight of 0 included.
pub const SPLIT_VARIANTS: RangeInclusive<usize> = 2..=20;
/// Ranges of all variants of a split.
pub const SPLIT_RANGES: usize = 256;
/// Characters of a rule's seed: 1 to this many.
pub const SEED_CHARS: usize = 64;
/// How deep flags have prerequisites that have prerequisites.
pub const PREREQUISITE_DEPTH: usize = 8;
/// How many other flags a flag has as prerequisites, directly or not.
pub const PREREQUISITE_REACH: usize = 32;
/// Prerequisites of a flag.
pub const PREREQUISITES: usize = 10;
/// Values of a prerequisite.
pub const PREREQUISITE_VALUES: usize = 100;
/// Rules of a flag, inactive ones included.
pub const RULES: usize = 200;
/// Conditions of a rule, counting those within groups but neither the groups nor the condition of an `attribute` rule
/// itself.
pub const CONDITIONS: usize = 40;
/// Nesting depth of groups of conditions: each `any`, `all` and `not` is a level.
pub const CONDITION_DEPTH: usize = 3;
/// Values of a list.
pub const LIST_VALUES: usize = 5_000;
/// Values of a list of which the attribute must have a part: of `contains`, `starts_with`, `ends_with` and their forms
/// without regard to case.
pub const PARTS: usize = 100;
/// Rules of a segment.
pub const SEGMENT_RULES: usize = 50;
/// Values of a segment's list.
pub const SEGMENT_VALUES: usize = 10_000;
/// Bytes of a value of a segment's list.
pub const SEGMENT_VALUE_BYTES: usize = 256;
/// Bytes of a segment's JSON.
pub const SEGMENT_BYTES: usize = 1 << 20;
/// The longest path from a segment through the segments that its rules use, in steps.
pub const SEGMENT_DEPTH: usize = 4;
/// Segments that the rules of a segment use, directly or through others, and itself. A reader does not count itself, and so
/// allows one more.
pub const SEGMENT_REACH: usize = 32;
/// Bytes of a value that a condition compares with, in its text form; of each value in a list; of a regular
/// expression.
pub const VALUE_BYTES: usize = 1_024;
/// Bytes of memory of a regular expression's compiled program.
pub const REGEX_PROGRAM_BYTES: usize = 1 << 20;
/// The cost of a flag with its rules. This bounds the memory of its regular expressions, too, to about 4 MiB.
pub const FLAG_COST: Cost = Cost::from_nanos(5_000_000);
/// The cost of all flags of an environment.
pub const ENVIRONMENT_COST: Cost = Cost::from_nanos(500_000_000);
/// The cost of a flag as it is read. Earlier versions had no limit: of a flag that they stored, the rules with conditions
/// beyond this cost cannot be read.
pub const STORED_FLAG_COST: Cost = Cost::from_nanos(20_000_000);
/// Bytes of a JSON value: a flag's default, a rule's value.
pub const JSON_BYTES: usize = 64 * 1024;
/// Nesting depth of a JSON value, the outermost list or object counted.
pub const JSON_DEPTH: usize = 32;
/// Bytes of a flag with its rules: of what callers wrote, inactive rules included, and of its JSON in a snapshot. Checked
/// by servers, which know whether a flag that is larger already grows.
pub const FLAG_BYTES: usize = 256 * 1024;
/// Attributes of a context that comes over HTTP.
pub const CONTEXT_ATTRIBUTES: usize = 256;
/// Bytes of one attribute of a context that comes over HTTP.
pub const CONTEXT_ATTRIBUTE_BYTES: usize = 4 * 1024;
/// Bytes of a context that comes over HTTP.
pub const CONTEXT_BYTES: usize = 64 * 1024;

/// Whether `text` is a key: 1 to 128 of `a-z A-Z 0-9 . _ -`, starting with a letter or digit.
///
/// ```
/// use togul_core::limits::is_key;
///
/// assert!(is_key("new-dashboard.v2"));
/// assert!(!is_key("-new") && !is_key("neu übersicht") && !is_key(""));
/// ```
pub fn is_key(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() <= KEY_CHARS
        && bytes.first().is_some_and(u8::is_ascii_alphanumeric)
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte))
}

/// The nesting depth of lists and objects in a JSON text: 0 for a scalar, 2 for `[[]]`.
///
/// Works without recursion, so that it can be checked before the text is parsed; the text need not be valid JSON.
///
/// ```
/// use togul_core::limits::json_depth;
///
/// assert_eq!(json_depth(r#"{"a": [1, "[[["]}"#), 2);
/// ```
pub fn json_depth(json: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => skip_string(&mut bytes),
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Skips the rest of a string, its closing quote included.
fn skip_string(bytes: &mut impl Iterator<Item = u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_short_plain_and_start_with_a_letter_or_digit() {
        for key in ["a", "0", "A.b_c-D", "9-lives", &"x".repeat(128)] {
            assert!(is_key(key), "{key}");
        }
        for key in ["", ".a", "_a", "-a", "a b", "a/b", "a\n", "é", "a\0", &"x".repeat(129)] {
            assert!(!is_key(key), "{key}");
        }
    }

    #[test]
    fn depth_counts_nesting_but_no_brackets_in_strings() {
        for (json, depth) in [
            ("1", 0),
            (r#""[{""#, 0),
            (r#""\"[""#, 0),
            (r#""\\"["#, 1),
            ("[]", 1),
            ("[[],[[]]]", 3),
            (r#"{"[":{"a":[]}}"#, 3),
            ("]]][", 1),
            ("", 0),
        ] {
            assert_eq!(json_depth(json), depth, "{json}");
        }
        assert_eq!(json_depth(&"[".repeat(1_000_000)), 1_000_000);
    }
}
