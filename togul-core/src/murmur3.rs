//! MurmurHash3 for x86, 32 bits, which flagd and Unleash use.

/// The hash of the concatenated parts.
pub(crate) fn hash(seed: u32, parts: &[&[u8]]) -> u32 {
    let mut state = State { hash: seed, block: 0, len: 0 };
    for part in parts {
        // Up to the next whole block, in whole blocks, and what is left.
        let missing = (4 - state.len % 4) % 4;
        let (head, rest) = part.split_at(missing.min(part.len()));
        let (blocks, tail) = rest.as_chunks::<4>();
        state.add_bytes(head);
        for block in blocks {
            state.block = u32::from_le_bytes(*block);
            state.end_block();
        }
        state.len += 4 * blocks.len();
        state.add_bytes(tail);
    }
    // Without bytes left, the block is 0, and scrambles to 0.
    finish(state.hash ^ scramble(state.block) ^ state.len as u32)
}

struct State {
    hash: u32,
    /// The bytes behind the last whole block.
    block: u32,
    len: usize,
}

impl State {
    fn add_bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.block |= u32::from(*byte) << (8 * (self.len % 4));
            self.len += 1;
            if self.len.is_multiple_of(4) {
                self.end_block();
            }
        }
    }

    fn end_block(&mut self) {
        let mixed = (self.hash ^ scramble(self.block)).rotate_left(13);
        self.hash = mixed.wrapping_mul(5).wrapping_add(0xe654_6b64);
        self.block = 0;
    }
}

fn scramble(block: u32) -> u32 {
    block.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593)
}

fn finish(mut hash: u32) -> u32 {
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_reference() {
        for (seed, text, expected) in [
            (0, "", 0),
            (1, "", 0x514e_28b7),
            (0xffff_ffff, "", 0x81f1_6f39),
            (0, "\0\0\0\0", 0x2362_f9de),
            (0x9747_b28c, "aaaa", 0x5a97_808a),
            (0x9747_b28c, "aaa", 0x283e_0130),
            (0x9747_b28c, "aa", 0x5d21_1726),
            (0x9747_b28c, "a", 0x7fa0_9ea6),
            (0x9747_b28c, "Hello, world!", 0x2488_4cba),
            (0x9747_b28c, "ππππππππ", 0xd580_63c1),
            (0x9747_b28c, "The quick brown fox jumps over the lazy dog", 0x2fa8_26cd),
        ] {
            assert_eq!(hash(seed, &[text.as_bytes()]), expected, "{seed} {text:?}");
            for at in 0..=text.len() {
                let (one, other) = text.as_bytes().split_at(at);
                assert_eq!(hash(seed, &[one, &[], other]), expected, "{seed} {text:?} at {at}");
            }
        }
    }
}
