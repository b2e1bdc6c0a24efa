//! The little of CBOR (RFC 8949) that flagd hashes.

/// The head of a list of two.
pub(crate) const PAIR: u8 = 0x82;

const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const TEXT: u8 = 3;

/// The head of a data item: its type, and a number in the fewest bytes.
pub(crate) struct Head {
    bytes: [u8; 9],
    len: usize,
}

impl Head {
    fn new(major: u8, number: u64) -> Self {
        let mut bytes = [0; 9];
        let (additional, size) = match number {
            0..24 => (number as u8, 0),
            24..0x100 => (24, 1),
            0x100..0x1_0000 => (25, 2),
            0x1_0000..0x1_0000_0000 => (26, 4),
            _ => (27, 8),
        };
        bytes[0] = major << 5 | additional;
        bytes[1..=size].copy_from_slice(&number.to_be_bytes()[8 - size..]);
        Self { bytes, len: 1 + size }
    }

    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// The head of a string of so many bytes.
pub(crate) fn text_head(len: usize) -> Head {
    Head::new(TEXT, len as u64)
}

/// An integer, given by its decimal digits; `None` if it needs more than 64 bits.
pub(crate) fn integer(digits: &str) -> Option<Head> {
    match digits.strip_prefix('-') {
        None => digits.parse().ok().map(|number| Head::new(UNSIGNED, number)),
        Some(digits) => {
            let number: u64 = digits.parse().ok()?;
            Some(number.checked_sub(1).map_or(Head::new(UNSIGNED, 0), |number| Head::new(NEGATIVE, number)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_as_short_as_possible() {
        for (len, expected) in [
            (0, &[0x60][..]),
            (23, &[0x77]),
            (24, &[0x78, 24]),
            (255, &[0x78, 255]),
            (256, &[0x79, 1, 0]),
            (65_536, &[0x7a, 0, 1, 0, 0]),
        ] {
            assert_eq!(text_head(len).bytes(), expected, "{len}");
        }
    }

    #[test]
    fn integers_are_those_of_the_standard() {
        for (digits, expected) in [
            ("0", &[0][..]),
            ("23", &[0x17]),
            ("100", &[0x18, 0x64]),
            ("1000", &[0x19, 0x03, 0xe8]),
            ("1000000000000", &[0x1b, 0, 0, 0, 0xe8, 0xd4, 0xa5, 0x10, 0]),
            ("18446744073709551615", &[0x1b, 255, 255, 255, 255, 255, 255, 255, 255]),
            ("-1", &[0x20]),
            ("-1000", &[0x39, 0x03, 0xe7]),
            ("-0", &[0]),
        ] {
            assert_eq!(integer(digits).unwrap().bytes(), expected, "{digits}");
        }
        assert!(integer("18446744073709551616").is_none() && integer("").is_none());
    }
}
