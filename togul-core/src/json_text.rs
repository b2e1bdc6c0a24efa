//! Tokens of JSON texts, for work that needs no tree.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::string::ToString;

use crate::number;

/// The deepest nesting of a value; serde_json reads no deeper either.
const MAX_DEPTH: usize = 127;

/// The text without white space between tokens; `None` if it has none. The text is one that serde_json has skipped over:
/// an error is what it could not have parsed.
pub(crate) fn compact(json: &str) -> Result<Option<String>, &'static str> {
    let (mut compact, mut at, mut depth): (Option<String>, usize, usize) = (None, 0, 0);
    for token in Tokens(json) {
        let start = at;
        at += token.len();
        match token.as_bytes() {
            [b' ' | b'\n' | b'\t' | b'\r'] => {
                compact.get_or_insert_with(|| json[..start].to_owned());
                continue;
            }
            [b'"', ..] if !has_whole_characters(token.as_bytes()) => {
                return Err("a string has half of a surrogate pair");
            }
            [b'-' | b'0'..=b'9', ..] if may_be_too_large(token) && number::read(token).is_none() => {
                return Err("number out of range");
            }
            [b'[' | b'{'] => depth += 1,
            [b']' | b'}'] => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err("nested too deeply");
        }
        if let Some(compact) = &mut compact {
            compact.push_str(token);
        }
    }
    Ok(compact)
}

/// Whether a number may be beyond the range of f64, which ends before 1e309.
fn may_be_too_large(number: &str) -> bool {
    number.len() > 308 || number.bytes().any(|byte| matches!(byte, b'e' | b'E'))
}

/// The text with every integral number within ±2^53, such as `75.0`, as an integer.
pub(crate) fn with_integers(json: &str) -> String {
    let tokens = Tokens(json).map(|token| match number::read(token) {
        Some(value) => {
            number::integer(value, token).map_or(Cow::Borrowed(token), |integer| integer.to_string().into())
        }
        None => Cow::Borrowed(token),
    });
    tokens.collect()
}

/// The tokens of a valid JSON text; each white space character is one as well.
struct Tokens<'a>(&'a str);

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let bytes = self.0.as_bytes();
        let run = |is_part: fn(&u8) -> bool| bytes.iter().take_while(|byte| is_part(byte)).count();
        let len = match bytes.first()? {
            b'"' => string_len(bytes),
            b'-' | b'0'..=b'9' => run(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')),
            b'a'..=b'z' => run(u8::is_ascii_lowercase),
            _ => 1,
        };
        let (token, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(token)
    }
}

/// The length of the string at the start, its quotes included.
fn string_len(json: &[u8]) -> usize {
    let mut at = 1;
    while let Some(next) = memchr::memchr2(b'"', b'\\', json.get(at..).unwrap_or_default()) {
        at += next;
        if json[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    json.len()
}

/// Whether no escape in the string is half of a surrogate pair.
fn has_whole_characters(string: &[u8]) -> bool {
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'\\', string.get(at..).unwrap_or_default()) {
        at += next;
        at += match code_unit(string, at) {
            Some(0xD800..=0xDBFF) if matches!(code_unit(string, at + 6), Some(0xDC00..=0xDFFF)) => 12,
            Some(0xD800..=0xDFFF) => return false,
            Some(_) => 6,
            None => 2,
        };
    }
    true
}

/// The code unit of an escape like `\u00e9` at this position.
fn code_unit(json: &[u8], at: usize) -> Option<u16> {
    let digits = json.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integral_numbers_become_integers_at_any_depth_and_nothing_else_changes() {
        let json =
            r#"{"a":[75.0,{"b":1e2},0.5],"1.0":"1.0","d":null,"e":true,"f":18446744073709551615,"g":-0.0}"#;
        let expected =
            r#"{"a":[75,{"b":100},0.5],"1.0":"1.0","d":null,"e":true,"f":18446744073709551615,"g":0}"#;
        assert_eq!(with_integers(json), expected);
    }
}
