//! JSON that is appended to a buffer piece by piece: of the answers of all flags most is constant, and serde's way through
//! the rest costs more than the evaluation.

use serde::Serialize;
use togul_core::FlagValue;
use uuid::{Uuid, fmt::Hyphenated};

/// Appends any value.
pub fn write(json: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    serde_json::to_writer(json, value).expect("writing JSON into memory does not fail");
}

/// Appends a text, most of which need no escapes.
pub fn write_text(json: &mut Vec<u8>, text: &str) {
    let needs_escape = |byte: &u8| matches!(byte, 0..=0x1f | b'"' | b'\\');
    // Without a branch for each byte, which the compiler turns into comparisons of many at once.
    if text.as_bytes().iter().fold(false, |found, byte| found | needs_escape(byte)) {
        return write(json, text);
    }
    json.reserve(text.len() + 2);
    json.push(b'"');
    json.extend_from_slice(text.as_bytes());
    json.push(b'"');
}

pub fn write_optional_text(json: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => write_text(json, text),
        None => json.extend_from_slice(b"null"),
    }
}

pub fn write_bool(json: &mut Vec<u8>, value: bool) {
    json.extend_from_slice(if value { b"true" } else { b"false" });
}

pub fn write_optional_id(json: &mut Vec<u8>, id: Option<Uuid>) {
    let Some(id) = id else { return json.extend_from_slice(b"null") };
    json.push(b'"');
    json.extend_from_slice(id.hyphenated().encode_lower(&mut [0; Hyphenated::LENGTH]).as_bytes());
    json.push(b'"');
}

pub fn write_value(json: &mut Vec<u8>, value: &FlagValue) {
    match (value.as_bool(), value.as_str()) {
        (Some(value), _) => write_bool(json, value),
        (None, Some(text)) => write_text(json, text),
        (None, None) => write(json, value),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn values_are_written_as_serde_writes_them() {
        let texts = ["", "flag-1", "ğ \u{7f}\u{2028}", "\"", "a\\b", "\n\u{0}\u{1f} "];
        let values =
            texts.map(Value::from).into_iter().chain([json!(true), json!(false), json!(1.5), json!([null])]);
        for value in values {
            let mut written = Vec::new();
            write_value(&mut written, &FlagValue::from(value.clone()));
            assert_eq!(String::from_utf8(written).unwrap(), value.to_string());
        }
        let id = Uuid::from_u128(0x018f_0000_abcd_7000_8000_0000_0000_00ff);
        let mut written = Vec::new();
        write_optional_id(&mut written, Some(id));
        write_optional_id(&mut written, None);
        write_optional_text(&mut written, None);
        assert_eq!(String::from_utf8(written).unwrap(), format!("\"{id}\"nullnull"));
    }
}
