//! Hashes of the other systems, written apart from those of the core.

use sha1::{Digest, Sha1};

pub fn murmur3(seed: u32, text: &[u8]) -> u32 {
    let scramble = |block: u32| block.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593);
    let (blocks, tail) = text.as_chunks::<4>();
    let mut hash = blocks.iter().fold(seed, |hash, block| {
        (hash ^ scramble(u32::from_le_bytes(*block)))
            .rotate_left(13)
            .wrapping_mul(5)
            .wrapping_add(0xe654_6b64)
    });
    let mut last = [0; 4];
    last[..tail.len()].copy_from_slice(tail);
    hash ^= scramble(u32::from_le_bytes(last)) ^ text.len() as u32;
    hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

/// Of LaunchDarkly: 0 to 1.
pub fn launchdarkly(text: &str) -> f64 {
    let digits: String = Sha1::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    let number = u64::from_str_radix(&digits[..15], 16).expect("hexadecimal digits");
    number as f64 / 0xfff_ffff_ffff_ffff_u64 as f64
}

/// The element whose weight a number falls into.
pub fn weighted<'v>(weights: &[(&'v str, u32)], number: u32) -> Option<&'v str> {
    let mut sum = 0;
    weights.iter().find_map(|(value, weight)| {
        sum += weight;
        (number < sum).then_some(*value)
    })
}
