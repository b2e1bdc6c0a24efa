//! Rollout buckets, version 1: each context falls into one of 100,000 buckets of equal probability.
//!
//! ```
//! use togul_core::bucket;
//!
//! let seed = bucket::seed("4f3c9a1be27d0856");
//! assert_eq!(seed, 0xdac2_c15c_75bf_1c73);
//! assert_eq!(bucket::hash(seed, "user-123"), 0x9f90_9913_31fe_5077);
//! assert_eq!(bucket::bucket(seed, "user-123"), 62_330);
//! ```
//!
//! The buckets below the thousandths of a [`Percentage`](crate::Percentage) are inside, so raising it never loses a
//! user. The formula is a promise: no upgrade moves a user to another bucket.

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// The number of buckets: one for each thousandth of a percent.
pub const BUCKETS: u32 = 100_000;

/// The seed of a salt: XXH3_64bits of its UTF-8.
#[inline]
pub fn seed(salt: &str) -> u64 {
    xxh3_64(salt.as_bytes())
}

/// The longest text, in bytes, that is hashed without a loop.
pub(crate) const SHORT: usize = 16;

/// XXH3_64bits of the text's UTF-8 with the seed of [`seed`].
#[inline]
pub fn hash(seed: u64, text: &str) -> u64 {
    // Short strings take a separate path, so that only their part of the algorithm is inlined into callers.
    if text.len() <= SHORT { xxh3_64_with_seed(text.as_bytes(), seed) } else { hash_long(seed, text) }
}

#[inline(never)]
fn hash_long(seed: u64, text: &str) -> u64 {
    xxh3_64_with_seed(text.as_bytes(), seed)
}

/// The bucket of a text form, 0 to 99,999: `(hash * 100000) >> 64`, so that all buckets are equally likely.
#[inline]
pub fn bucket(seed: u64, text: &str) -> u32 {
    ((u128::from(hash(seed, text)) * u128::from(BUCKETS)) >> 64) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_match_the_documented_ones() {
        let expected = [
            ("4f3c9a1be27d0856", "user-123", 0x9f90_9913_31fe_5077, 62_330),
            ("4f3c9a1be27d0856", "user-124", 0xa464_a23e_dff7_da59, 64_216),
            ("4f3c9a1be27d0856", "", 0xcd54_2caf_51cc_defd, 80_206),
            ("4f3c9a1be27d0856", "42", 0xc165_607c_71ab_1cca, 75_545),
            ("4f3c9a1be27d0856", "kullanıcı", 0x59a3_f043_e096_fb33, 35_015),
            ("4f3c9a1be27d0856", "用户", 0x16ce_3775_1380_ba8c, 8_908),
            ("00000000000000ff", "user-123", 0x5d0d_221c_f3cc_358f, 36_348),
        ];
        for (salt, text, expected_hash, expected_bucket) in expected {
            let seed = seed(salt);
            assert_eq!(hash(seed, text), expected_hash, "{salt} {text}");
            assert_eq!(bucket(seed, text), expected_bucket, "{salt} {text}");
        }
    }

    #[test]
    fn buckets_are_about_equally_full() {
        let seed = seed("0123456789abcdef");
        let mut tenths = [0_u32; 10];
        for user in 0..100_000 {
            tenths[bucket(seed, &format!("user-{user}")) as usize / 10_000] += 1;
        }
        assert!(tenths.iter().all(|count| (9_600..10_400).contains(count)), "{tenths:?}");
    }
}
