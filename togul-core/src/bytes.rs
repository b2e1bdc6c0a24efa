//! Comparing and hashing short strings, where a call would cost more than the work itself.

use xxhash_rust::xxh3::xxh3_64;

/// Whether two strings have the same bytes.
#[inline]
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    same_if_short(one, other).unwrap_or_else(|| same_long(one, other))
}

/// The same for strings of up to 32 bytes; `None` for longer ones of equal length.
#[inline(always)]
pub(crate) fn same_if_short(one: &[u8], other: &[u8]) -> Option<bool> {
    if one.len() != other.len() {
        return Some(false);
    }
    Some(match one.len() {
        8..=16 => {
            one.first_chunk::<8>() == other.first_chunk::<8>()
                && one.last_chunk::<8>() == other.last_chunk::<8>()
        }
        4..=7 => {
            one.first_chunk::<4>() == other.first_chunk::<4>()
                && one.last_chunk::<4>() == other.last_chunk::<4>()
        }
        1..=3 => {
            one[0] == other[0] && one[one.len() / 2] == other[one.len() / 2] && one.last() == other.last()
        }
        0 => true,
        17..=32 => {
            one.first_chunk::<16>() == other.first_chunk::<16>()
                && one.last_chunk::<16>() == other.last_chunk::<16>()
        }
        _ => return None,
    })
}

#[inline(never)]
fn same_long(one: &[u8], other: &[u8]) -> bool {
    one == other
}

const ODD: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xc2b2_ae3d_27d4_eb4f];

/// A hash for tables in memory. Its values may change, and it does not withstand attacks.
#[inline]
pub(crate) fn hash(text: &[u8]) -> u64 {
    match (text.first_chunk(), text.last_chunk()) {
        (Some(first), Some(last)) if text.len() <= 16 => {
            hash_words(u64::from_le_bytes(*first), u64::from_le_bytes(*last), text.len())
        }
        _ => hash_other(text),
    }
}

#[inline(never)]
fn hash_other(text: &[u8]) -> u64 {
    match (text, text.first_chunk(), text.last_chunk()) {
        (_, Some(first), Some(last)) if text.len() < 8 => {
            hash_words(u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into(), text.len())
        }
        ([], ..) => hash_words(0, 0, 0),
        ([only], ..) => hash_words((*only).into(), 0, 1),
        ([first, .., last], ..) if text.len() < 4 => {
            let middle = u64::from(text[text.len() / 2]) << 8;
            hash_words(middle | u64::from(*first), (*last).into(), text.len())
        }
        _ => xxh3_64(text),
    }
}

#[inline]
fn hash_words(first: u64, last: u64, len: usize) -> u64 {
    // Spread, because otherwise another length could cancel out another byte.
    mix(first ^ (len as u64).wrapping_mul(ODD[0]), last)
}

/// Folds both halves of a product.
#[inline]
fn mix(one: u64, other: u64) -> u64 {
    let product = u128::from(one ^ ODD[0]) * u128::from(other ^ ODD[1]);
    (product as u64) ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;

    #[test]
    fn any_byte_changes_the_hash() {
        let mut hashes = BTreeSet::new();
        for len in 0..40 {
            let one = vec![b'a'; len];
            assert!(same(&one, &one.clone()));
            assert!(!same(&one, &vec![b'a'; len + 1]));
            assert!(hashes.insert(hash(&one)));
            for at in 0..len {
                let mut other = one.clone();
                other[at] = b'b';
                assert!(!same(&one, &other), "{len} {at}");
                assert!(hashes.insert(hash(&other)), "{len} {at}");
            }
        }
    }
}
