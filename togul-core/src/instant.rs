//! Times of rules and attributes.

use chrono::{DateTime, Utc};

/// The instant of an RFC 3339 text with `T` and an offset, in nanoseconds; finer digits are cut.
///
/// Stricter than chrono, which also accepts a space for the `T` and U+2212 for the minus sign.
pub(crate) fn read(text: &str) -> Option<DateTime<Utc>> {
    let has_t = matches!(text.as_bytes().get(10), Some(b'T' | b't'));
    if !has_t || !text.is_ascii() {
        return None;
    }
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_name_the_same_instant() {
        let noon = read("2026-03-01T12:00:00Z").unwrap();
        for text in [
            "2026-03-01T12:00:00+00:00",
            "2026-03-01T12:00:00-00:00",
            "2026-03-01t12:00:00z",
            "2026-03-01T15:00:00+03:00",
            "2026-02-28T23:59:00-12:01",
            "2026-03-01T12:00:00.000Z",
            "2026-03-01T12:00:00.0000000001Z",
        ] {
            assert_eq!(read(text), Some(noon), "{text}");
        }
        assert!(read("2026-03-01T12:00:00.000000001Z").unwrap() > noon);
    }

    #[test]
    fn a_leap_second_lies_between_its_neighbors() {
        let leap = read("2016-12-31T23:59:60Z").unwrap();
        assert!(read("2016-12-31T23:59:59.999Z").unwrap() < leap);
        assert!(leap < read("2017-01-01T00:00:00Z").unwrap());
    }

    #[test]
    fn only_rfc_3339_is_a_time() {
        for text in [
            "",
            "2026-03-01",
            "2026-03-01T12:00:00",
            "2026-03-01 12:00:00Z",
            "2026-03-01T12:00Z",
            "2026-03-01T12:00:00+0300",
            "2026-03-01T12:00:00+03",
            "2026-03-01T12:00:00\u{2212}03:00",
            "2026-03-01T12:00:00+24:00",
            "2026-03-01T12:00:00+03:60",
            "2026-03-01T24:00:00Z",
            "2026-02-29T12:00:00Z",
            "2026-13-01T12:00:00Z",
            "2026-03-01T12:00:61Z",
            "2026-03-01T12:00:00.Z",
            "2026-03-01T12:00:00,5Z",
            "26-03-01T12:00:00Z",
            "+2026-03-01T12:00:00Z",
            " 2026-03-01T12:00:00Z",
            "2026-03-01T12:00:00Z ",
            "2026-3-1T12:00:00Z",
            "20260301T120000Z",
            "1772366400",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
