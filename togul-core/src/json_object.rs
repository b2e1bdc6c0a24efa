//! Reading JSON objects.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};

use serde::Deserialize;

/// Reads an object: serde would also accept a list of the fields' values.
pub(crate) fn read_object<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, String> {
    if !json.trim_ascii_start().starts_with('{') {
        return Err("must be a JSON object".to_owned());
    }
    serde_json::from_str(json).map_err(|err| err.to_string())
}
