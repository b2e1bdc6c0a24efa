//! Sets of strings: the lists of segments.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::index::Index;

use crate::{Cost, cost};

/// A lookup takes the same time whatever the number of strings, unless they were made to take places near each other.
#[derive(Debug)]
pub(crate) struct TextSet {
    /// `None` for strings that would be looked up too slowly in it.
    index: Option<Index>,
    /// All strings in ascending order, one behind the other.
    texts: Box<str>,
    /// Where each ends.
    ends: Box<[u32]>,
}

impl TextSet {
    /// A string that is there several times counts once. `None` if they are too long together.
    pub fn new(mut texts: Vec<String>) -> Option<Self> {
        texts.sort_unstable();
        texts.dedup();
        let index = Self::index(texts.iter().map(String::as_str));
        let ends = texts.iter().scan(0, |end, text| {
            *end += text.len();
            Some(u32::try_from(*end).ok())
        });
        let ends = ends.collect::<Option<_>>()?;
        Some(Self { index, texts: texts.concat().into(), ends })
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// `None` if a lookup could try more slots than [`cost::text_set`] allows: the runs of ten thousand strings are below
    /// 20 by chance.
    fn index<'t>(texts: impl ExactSizeIterator<Item = &'t str>) -> Option<Index> {
        const LONGEST_RUN: usize = 32;
        let index = Index::new(texts);
        (index.longest_run() <= LONGEST_RUN).then_some(index)
    }

    #[inline]
    pub fn contains(&self, text: &str) -> bool {
        match &self.index {
            Some(index) => index.find(text, |at| (self.get(at)? == text).then_some(())).is_some(),
            None => self.has(text),
        }
    }

    #[inline(never)]
    fn has(&self, text: &str) -> bool {
        let (mut start, mut end) = (0, self.ends.len());
        while start < end {
            let middle = start.midpoint(end);
            match self.get(middle).cmp(&Some(text)) {
                Ordering::Less => start = middle + 1,
                Ordering::Equal => return true,
                Ordering::Greater => end = middle,
            }
        }
        false
    }

    /// The worst time of the lookup of an attribute, of all elements of a list.
    pub fn cost(&self) -> Cost {
        if self.is_empty() { Cost::default() } else { cost::text_set(self.index.is_some()) }
    }

    /// That of the set of these strings.
    pub fn cost_of(texts: &[String]) -> Cost {
        if texts.is_empty() {
            return Cost::default();
        }
        let texts: BTreeSet<_> = texts.iter().map(String::as_str).collect();
        cost::text_set(Self::index(texts.into_iter()).is_some())
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
    use crate::bytes::hash;

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
        assert!(set.index.is_some());
        assert!(set.contains("") && set.contains("a") && !set.contains("aa"));
    }

    #[test]
    fn strings_that_were_made_to_be_near_each_other_are_searched() {
        // Of many strings those whose slots are close together in a table of 4,096.
        let near = |text: &String| hash(text.as_bytes()) % 4_096 < 64;
        let texts: Vec<_> = (0..100_000).map(|number| format!("{number}")).filter(near).take(1_000).collect();
        assert_eq!(texts.len(), 1_000);
        let set = TextSet::new(texts.clone()).unwrap();
        assert!(set.index.is_none());
        assert!(texts.iter().all(|text| set.contains(text)));
        assert!(!set.contains("") && !set.contains("x") && !set.contains("00"));
        assert!(set.cost() > TextSet::new(vec!["a".to_owned()]).unwrap().cost());
        assert_eq!(set.cost(), TextSet::cost_of(&texts));
    }
}
