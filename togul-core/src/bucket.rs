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
//! user. A split has buckets of its own, which are independent of these. The formula is a promise: no upgrade moves a
//! user to another bucket.

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// The number of buckets: one for each thousandth of a percent.
pub const BUCKETS: u32 = 100_000;

/// The seed of a salt: XXH3_64bits of its UTF-8.
#[inline]
pub fn seed(salt: &str) -> u64 {
    xxh3_64(salt.as_bytes())
}

/// The seed of a rule with a seed of its own: that of the salt, a slash and the rule's seed.
pub fn rule_seed(salt: &str, rule_seed: &str) -> u64 {
    seed(&format!("{salt}/{rule_seed}"))
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
    of_hash(hash(seed, text))
}

/// The same for a string of more than [`SHORT`] bytes.
#[inline(always)]
pub(crate) fn bucket_of_long(seed: u64, text: &str) -> u32 {
    of_hash(xxh3_64_with_seed(text.as_bytes(), seed))
}

#[inline]
fn of_hash(hash: u64) -> u32 {
    ((u128::from(hash) * u128::from(BUCKETS)) >> 64) as u32
}

/// The split bucket of a text form, 0 to 99,999: `(((hash * 100000) mod 2^64) * 100000) >> 64`.
pub fn split(seed: u64, text: &str) -> u32 {
    both(seed, text).1
}

/// The bucket and the split bucket.
#[inline(always)]
pub(crate) fn both(seed: u64, text: &str) -> (u32, u32) {
    let product = u128::from(hash(seed, text)) * u128::from(BUCKETS);
    let split = u128::from(product as u64) * u128::from(BUCKETS);
    ((product >> 64) as u32, (split >> 64) as u32)
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
    fn split_buckets_and_those_of_a_rule_with_a_seed_match_the_documented_ones() {
        let expected = [
            ("4f3c9a1be27d0856", "user-123", (62_330, 1_396), (86_656, 83_287)),
            ("4f3c9a1be27d0856", "user-124", (64_216, 5_494), (99_903, 30_062)),
            ("4f3c9a1be27d0856", "", (80_206, 56_517), (90_456, 59_790)),
            ("4f3c9a1be27d0856", "42", (75_545, 31_387), (71_533, 81_517)),
            ("4f3c9a1be27d0856", "kullanıcı", (35_015, 77_535), (60_114, 84_017)),
            ("4f3c9a1be27d0856", "用户", (8_908, 41_160), (67_177, 55_201)),
            ("00000000000000ff", "user-123", (36_348, 16_475), (15_229, 1_470)),
        ];
        for (salt, text, own, seeded) in expected {
            for (seed, expected) in [(seed(salt), own), (rule_seed(salt, "exp-2"), seeded)] {
                assert_eq!(both(seed, text), expected, "{salt} {text}");
                assert_eq!((bucket(seed, text), split(seed, text)), expected, "{salt} {text}");
            }
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
