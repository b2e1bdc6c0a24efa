//! Sets of strings: the lists of segments.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::index::Index;

/// A lookup takes the same time whatever the number of strings.
#[derive(Debug)]
pub(crate) struct TextSet {
    index: Index,
    /// All strings, one behind the other.
    texts: Box<str>,
    /// Where each ends.
    ends: Box<[u32]>,
}

impl TextSet {
    /// A string that is there several times counts once. `None` if they are too long together.
    pub fn new(mut texts: Vec<String>) -> Option<Self> {
        texts.sort_unstable();
        texts.dedup();
        let ends = texts.iter().scan(0, |end, text| {
            *end += text.len();
            Some(u32::try_from(*end).ok())
        });
        let ends = ends.collect::<Option<_>>()?;
        let index = Index::new(texts.iter().map(String::as_str));
        Some(Self { index, texts: texts.concat().into(), ends })
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    #[inline]
    pub fn contains(&self, text: &str) -> bool {
        self.index.find(text, |position| (self.get(position)? == text).then_some(())).is_some()
    }

    #[inline]
    fn get(&self, position: usize) -> Option<&str> {
        let start = match position.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.texts.get(start as usize..*self.ends.get(position)? as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_contains_its_strings_and_no_others() {
        for count in [0, 1, 3, 1_000] {
            let texts = (0..count).map(|number| "ü".repeat(number % 7) + &number.to_string());
            let texts: Vec<String> = texts.collect();
            let set = TextSet::new([texts.clone(), texts.clone()].concat()).unwrap();
            assert!(texts.iter().all(|text| set.contains(text)));
            assert!(!set.contains("") && !set.contains("x") && !set.contains("00"));
            assert_eq!(set.is_empty(), count == 0);
        }
        let set = TextSet::new(vec![String::new(), "a".to_owned()]).unwrap();
        assert!(set.contains("") && set.contains("a") && !set.contains("aa"));
    }
}
