//! Short lists of strings inside of a flag's string, as most conditions with `in` have them.

use alloc::string::String;

use crate::ContextValue;
use crate::bytes::same;
use crate::scalar::{Scalar, tag_of};
use crate::tags::Tags;

/// Up to [`MOST`](Self::MOST) texts that are short together: their tags, the bounds of each, and the texts one behind the
/// other. Tags and bounds have seven bits, so that all of it is a string.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShortList<'f> {
    tags: Tags,
    bounds: &'f [u8; BOUNDS],
    texts: &'f [u8],
}

const BOUNDS: usize = Tags::ROOM + 1;
/// The bound of texts that are not there: behind all texts, of which there are fewer bytes.
const NOWHERE: u8 = 127;

impl<'f> ShortList<'f> {
    /// The most texts.
    const MOST: usize = Tags::ROOM;

    /// The list as a string; `None` if there are too many values, or they are too long.
    pub fn encode(values: &[Scalar<'_>]) -> Option<String> {
        let (mut tags, mut bounds, mut texts) = ([0; Tags::ROOM], [NOWHERE; BOUNDS], String::new());
        if values.len() > Self::MOST {
            return None;
        }
        bounds[0] = 0;
        for (at, value) in values.iter().enumerate() {
            texts.push_str(value.text());
            tags[at] = short_tag(value.tag()) as u8;
            bounds[at + 1] = u8::try_from(texts.len()).ok().filter(|end| *end < NOWHERE)?;
        }
        let head = tags.into_iter().chain(bounds).map(char::from);
        Some(head.collect::<String>() + &texts)
    }

    /// The list that [`encode`](Self::encode) has written.
    #[inline]
    pub fn decode(list: &'f [u8]) -> Option<Self> {
        let (tags, list) = list.split_first_chunk()?;
        let (bounds, texts) = list.split_first_chunk()?;
        Some(Self { tags: Tags::from_bytes(*tags), bounds, texts })
    }

    /// Whether the text, whose tag is given, is in the list.
    #[inline]
    pub fn has(self, tag: u32, text: &[u8]) -> bool {
        self.tags.find(short_tag(tag)).any(|at| self.get(at).is_some_and(|own| same(own, text)))
    }

    /// Whether an attribute is in the list, or one of its elements.
    pub fn has_one_of(self, actual: &ContextValue<'_>) -> bool {
        if actual.summary().is_some() {
            return self.texts().any(|text| actual.is(tag_of(text), text.as_bytes()));
        }
        actual.scalars().iter().any(|held| self.has(held.tag(), held.text().as_bytes()))
    }

    /// The texts in the order of the list.
    pub fn texts(self) -> impl Iterator<Item = &'f str> {
        (0..Self::MOST).map_while(move |at| str::from_utf8(self.get(at)?).ok())
    }

    #[inline]
    fn get(self, at: usize) -> Option<&'f [u8]> {
        let at = at % Self::MOST;
        self.texts.get(usize::from(self.bounds[at])..usize::from(self.bounds[at + 1]))
    }
}

/// The part of a tag that a list has.
#[inline]
fn short_tag(tag: u32) -> u64 {
    u64::from(tag & 127)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_its_texts_and_no_others() {
        for texts in [
            &["TR"][..],
            &["TR", "DE", "FR"],
            &["", "ü", "größe"],
            &[""],
            &["a", "a", "b", "c", "d", "e", "f", "g"],
            &["x".repeat(126).leak()],
        ] {
            let values: Vec<_> = texts.iter().map(|text| Scalar::borrowed(text)).collect();
            let list = ShortList::encode(&values).unwrap();
            let list = ShortList::decode(list.as_bytes()).unwrap();
            assert_eq!(list.texts().collect::<Vec<_>>(), texts);
            for text in texts {
                assert!(list.has(tag_of(text), text.as_bytes()), "{text}");
            }
            for other in (0..500).map(|number| number.to_string()).chain([String::new()]) {
                let is_in = texts.contains(&&*other);
                // With the tag of each text, too.
                for tag in texts.iter().map(|text| tag_of(text)).chain([tag_of(&other), 0]) {
                    assert!(is_in || !list.has(tag, other.as_bytes()), "{other}");
                }
            }
        }
    }

    #[test]
    fn longer_lists_have_another_form() {
        let list = |len: usize, text: &str| ShortList::encode(&vec![Scalar::borrowed(text); len]).is_some();
        assert!(list(8, "a") && !list(9, "a") && list(2, &"a".repeat(63)) && !list(1, &"a".repeat(127)));
    }
}
