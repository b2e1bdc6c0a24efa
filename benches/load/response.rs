//! Responses of HTTP/1.1 as bytes, for benchmarks that must not spend their time on parsing.

use memchr::memmem::find;

use crate::Failure;

/// Whether a response is complete. A response without a length has no body.
pub fn is_complete(response: &[u8]) -> Result<bool, Failure> {
    const LENGTH: &[u8] = b"content-length: ";
    let Some(head) = find(response, b"\r\n\r\n") else { return Ok(false) };
    let length = match find(&response[..head], LENGTH) {
        Some(at) => {
            let digits =
                response[at + LENGTH.len()..].split(|byte| *byte == b'\r').next().unwrap_or_default();
            std::str::from_utf8(digits)?.parse()?
        }
        None => 0,
    };
    Ok(response.len() >= head + 4 + length)
}
