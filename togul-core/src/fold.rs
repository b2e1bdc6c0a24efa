//! Comparison of text without regard to case: both sides are mapped char by char to lower case.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use memchr::memmem;

/// No UTF-8 has this byte.
const SEPARATOR: u8 = 0xff;

/// The most bytes of a string that is searched for, with its separators.
pub(crate) const SOUGHT_BYTES: usize = LONG / 2;
const SHORT: usize = 512;
const LONG: usize = 8_192;

/// The simple lower-case mapping: one char for one. `İ` would become two, so it stays as it is.
pub(crate) fn lower(char: char) -> char {
    let mut mapped = char.to_lowercase();
    match (mapped.next(), mapped.next()) {
        (Some(lower), None) => lower,
        _ => char,
    }
}

/// A string in lower case.
pub(crate) fn folded(text: &str) -> String {
    text.chars().map(lower).collect()
}

/// Whether a string in lower case is `folded`.
pub(crate) fn is_same(text: &str, folded: &str) -> bool {
    if text.is_ascii() {
        text.eq_ignore_ascii_case(folded)
    } else {
        text.chars().map(lower).eq(folded.chars())
    }
}

/// The text in lower case, written into the buffer; `None` if it does not fit.
pub(crate) fn write<'b>(text: &str, buffer: &'b mut [u8]) -> Option<&'b str> {
    let mut len = 0;
    for char in text.chars().map(lower) {
        let room = buffer.get_mut(len..len + char.len_utf8())?;
        len += char.encode_utf8(room).len();
    }
    core::str::from_utf8(buffer.get(..len)?).ok()
}

/// A string in lower case to be searched for, with a separator where an element has to start or to end.
#[derive(Clone, Debug)]
pub(crate) struct Sought(Box<[u8]>);

impl Sought {
    /// `None` if the text is longer than [`SOUGHT_BYTES`].
    pub fn new(text: &str, is_start: bool, is_end: bool) -> Option<Self> {
        let mut bytes = Vec::with_capacity(text.len() + 2);
        bytes.extend(is_start.then_some(SEPARATOR));
        bytes.extend_from_slice(folded(text).as_bytes());
        bytes.extend(is_end.then_some(SEPARATOR));
        (bytes.len() <= SOUGHT_BYTES).then(|| Self(bytes.into()))
    }

    /// Whether one of `sought` is in one of the strings.
    pub fn any<'t>(sought: &[Self], texts: impl Iterator<Item = &'t str> + Clone) -> bool {
        // Lower case may take half as many bytes more.
        let bytes: usize = texts.clone().map(|text| text.len() * 3 / 2 + 1).sum();
        if bytes < SHORT {
            Window::<SHORT>::search(sought, texts)
        } else {
            Window::<LONG>::search(sought, texts)
        }
    }
}

/// A part of the strings in lower case, with separators before, between and behind them.
struct Window<const BYTES: usize> {
    bytes: [u8; BYTES],
    len: usize,
}

impl<const BYTES: usize> Window<BYTES> {
    fn search<'t>(sought: &[Sought], texts: impl Iterator<Item = &'t str>) -> bool {
        let mut window = Self { bytes: [0; BYTES], len: 0 };
        window.push(&[SEPARATOR]);
        for text in texts {
            for char in text.chars() {
                if window.len + 5 > BYTES {
                    if window.has(sought) {
                        return true;
                    }
                    window.advance(sought);
                }
                window.push(lower(char).encode_utf8(&mut [0; 4]).as_bytes());
            }
            window.push(&[SEPARATOR]);
        }
        window.has(sought)
    }

    /// Without an effect if there is no room, which `search` makes.
    fn push(&mut self, bytes: &[u8]) {
        let end = self.len + bytes.len();
        if let Some(room) = self.bytes.get_mut(self.len..end) {
            room.copy_from_slice(bytes);
            self.len = end;
        }
    }

    fn has(&self, sought: &[Sought]) -> bool {
        let bytes = self.bytes.get(..self.len).unwrap_or_default();
        sought.iter().any(|Sought(sought)| memmem::find(bytes, sought).is_some())
    }

    /// Keeps only what may be the start of a match.
    fn advance(&mut self, sought: &[Sought]) {
        let kept = sought.iter().map(|Sought(sought)| sought.len()).max().unwrap_or_default().min(self.len);
        self.bytes.copy_within(self.len - kept..self.len, 0);
        self.len = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mapping_is_one_char_for_one_and_without_a_locale() {
        for (text, expected) in [
            ("ÄÖÜẞ", "äöüß"),
            ("ΣΑΣ", "σασ"),
            ("\u{212a}", "k"),
            ("İIıi", "İiıi"),
            ("Ǆ ǅ", "ǆ ǆ"),
            ("ŞĞ", "şğ"),
        ] {
            assert_eq!(folded(text), expected);
        }
        for char in '\0'..=char::MAX {
            assert_eq!(lower(lower(char)), lower(char), "{char:?}");
            assert!(lower(char).len_utf8() * 2 <= char.len_utf8() * 3, "{char:?}");
        }
    }

    #[test]
    fn texts_are_the_same_if_they_are_in_lower_case() {
        for (text, folded, is_same) in [
            ("TR", "tr", true),
            ("tr", "tr", true),
            ("TRY", "tr", false),
            ("\u{212a}ELVIN", "kelvin", true),
            ("ÄB", "äb", true),
            ("AB", "äb", false),
            ("İ", "i", false),
            ("I", "ı", false),
            ("", "", true),
        ] {
            assert_eq!(super::is_same(text, folded), is_same, "{text} {folded}");
            let mut buffer = [0; 16];
            assert_eq!(write(text, &mut buffer) == Some(folded), is_same, "{text} {folded}");
        }
        assert_eq!(write("ABCDE", &mut [0; 4]), None);
    }

    #[test]
    fn texts_of_any_length_are_searched() {
        let sought = |text: &str| [Sought::new(text, false, false).unwrap()];
        for filling in ["x", "ÄÖ", "\u{23a}"] {
            for len in [0, 1, 200, 500, 510, 511, 512, 4_095, 8_185, 8_190, 8_200, 20_000] {
                let around = filling.repeat(len / filling.len());
                let text = format!("{around}NEEDLE{around}");
                for (text, found) in [(&text, true), (&around, false)] {
                    assert_eq!(Sought::any(&sought("needle"), [text.as_str()].into_iter()), found, "{len}");
                    let long = "é".repeat(SOUGHT_BYTES / 2);
                    assert!(!Sought::any(&sought(&long), [text.as_str()].into_iter()), "{len}");
                }
                let long = format!("{around}{}", "É".repeat(SOUGHT_BYTES / 2));
                assert!(Sought::any(&sought(&"é".repeat(SOUGHT_BYTES / 2)), [&*long].into_iter()), "{len}");
            }
        }
        assert!(Sought::new(&"x".repeat(SOUGHT_BYTES + 1), false, false).is_none());
    }

    #[test]
    fn texts_are_found_within_elements_only() {
        let elements = ["Abc", "", "de"];
        for (text, anywhere, at_start, at_end, whole) in [
            ("BC", true, false, true, false),
            ("ab", true, true, false, false),
            ("abc", true, true, true, true),
            ("", true, true, true, true),
            ("cd", false, false, false, false),
            ("e", true, false, true, false),
        ] {
            let found = [(false, false), (true, false), (false, true), (true, true)].map(|(start, end)| {
                Sought::any(&[Sought::new(text, start, end).unwrap()], elements.into_iter())
            });
            assert_eq!(found, [anywhere, at_start, at_end, whole], "{text}");
        }
    }
}
