//! Sets of IP addresses.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv6Addr};

/// Addresses and blocks as sorted ranges that neither overlap nor touch. An IPv4-mapped address (`::ffff:192.0.2.1`) counts
/// as the IPv4 address, so no IPv6 block outside of `::ffff:0:0/96` has one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AddressSet {
    v4: Box<[[u32; 2]]>,
    v6: Box<[[u128; 2]]>,
}

/// The first and the last address of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Block {
    V4([u32; 2]),
    V6([u128; 2]),
}

/// Bits of an IPv4-mapped address before those of the IPv4 address.
const MAPPED_BITS: u32 = 96;

/// The address of a string that is one, IPv4 if it is mapped.
pub(crate) fn read(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

impl AddressSet {
    /// From addresses and blocks in CIDR notation; the error is the position of the first text that is neither, and what
    /// is wrong with it.
    pub fn parse<'t>(texts: impl Iterator<Item = &'t str>) -> Result<Self, (usize, String)> {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        for (at, text) in texts.enumerate() {
            match Block::parse(text).map_err(|problem| (at, problem))? {
                Block::V4(range) => v4.push(range),
                Block::V6(range) => v6.push(range),
            }
        }
        Ok(Self { v4: joined(v4, |end| end.checked_add(1)), v6: joined(v6, |end| end.checked_add(1)) })
    }

    #[inline]
    pub fn contains(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => has(&self.v4, address.to_bits()),
            IpAddr::V6(address) => has(&self.v6, address.to_bits()),
        }
    }
}

impl Block {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            "must be an IPv4 or IPv6 address, or a block of them, like 192.0.2.0/24 or 2001:db8::/32"
                .to_owned()
        };
        let (address, prefix) =
            text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let bits = if address.is_ipv4() { u32::BITS } else { u128::BITS };
        let prefix = match prefix {
            None => bits,
            Some(prefix) => {
                let is_plain = prefix.bytes().all(|byte| byte.is_ascii_digit())
                    && (prefix.len() == 1 || !prefix.starts_with('0'));
                prefix.parse().ok().filter(|prefix| is_plain && *prefix <= bits).ok_or_else(wrong)?
            }
        };
        match address {
            IpAddr::V4(address) => Self::v4(address.to_bits(), prefix),
            IpAddr::V6(address) => match address.to_ipv4_mapped() {
                Some(mapped) if prefix >= MAPPED_BITS => Self::v4(mapped.to_bits(), prefix - MAPPED_BITS),
                _ => Self::v6(address, prefix),
            },
        }
    }

    fn v4(first: u32, prefix: u32) -> Result<Self, String> {
        let host = u32::MAX.checked_shr(prefix).unwrap_or_default();
        match first & host {
            0 => Ok(Self::V4([first, first | host])),
            _ => Err(host_bits(IpAddr::V4((first & !host).into()), prefix)),
        }
    }

    fn v6(first: Ipv6Addr, prefix: u32) -> Result<Self, String> {
        let (first, host) = (first.to_bits(), u128::MAX.checked_shr(prefix).unwrap_or_default());
        match first & host {
            0 => Ok(Self::V6([first, first | host])),
            _ => Err(host_bits(IpAddr::V6((first & !host).into()), prefix)),
        }
    }
}

fn host_bits(first: IpAddr, prefix: u32) -> String {
    format!("must have no bits set beyond the prefix: the block is {first}/{prefix}")
}

/// The ranges in order, those that overlap or touch joined; `next` returns the address behind one.
fn joined<T: Copy + Ord>(mut ranges: Vec<[T; 2]>, next: impl Fn(T) -> Option<T>) -> Box<[[T; 2]]> {
    ranges.sort_unstable();
    let mut joined: Vec<[T; 2]> = Vec::with_capacity(ranges.len());
    for [first, last] in ranges {
        match joined.last_mut() {
            Some([_, end]) if next(*end).is_none_or(|next| first <= next) => *end = last.max(*end),
            _ => joined.push([first, last]),
        }
    }
    joined.into()
}

#[inline]
fn has<T: Copy + Ord>(ranges: &[[T; 2]], address: T) -> bool {
    let behind = ranges.partition_point(|[first, _]| *first <= address);
    behind.checked_sub(1).and_then(|at| ranges.get(at)).is_some_and(|[_, last]| address <= *last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(texts: &[&str]) -> AddressSet {
        AddressSet::parse(texts.iter().copied()).unwrap()
    }

    fn contains(texts: &[&str], address: &str) -> bool {
        set(texts).contains(read(address).unwrap())
    }

    #[test]
    fn a_block_has_its_first_and_last_address_and_none_around() {
        for (block, inside, outside) in [
            ("10.0.0.0/8", ["10.0.0.0", "10.255.255.255"], ["9.255.255.255", "11.0.0.0"]),
            ("192.0.2.128/25", ["192.0.2.128", "192.0.2.255"], ["192.0.2.127", "192.0.3.0"]),
            ("192.0.2.1", ["192.0.2.1", "::ffff:192.0.2.1"], ["192.0.2.0", "192.0.2.2"]),
            ("::ffff:192.0.2.0/120", ["192.0.2.0", "::ffff:c000:2ff"], ["192.0.3.0", "::c000:200"]),
            ("2001:db8::/32", ["2001:db8::", "2001:db8:ffff::"], ["2001:db7::", "2001:db9::"]),
            ("2001:db8::1", ["2001:db8::1", "2001:0DB8:0::1"], ["2001:db8::2", "2001:db8::"]),
            ("0.0.0.0/0", ["0.0.0.0", "255.255.255.255"], ["::", "::1"]),
            ("::/0", ["::", "ffff::"], ["1.2.3.4", "::ffff:1.2.3.4"]),
            ("::ffff:0:0/96", ["0.0.0.0", "255.255.255.255"], ["::", "::1:0:0"]),
        ] {
            assert!(inside.iter().all(|address| contains(&[block], address)), "{block}");
            assert!(!outside.iter().any(|address| contains(&[block], address)), "{block}");
        }
    }

    #[test]
    fn ranges_are_joined_and_searched() {
        let joined = set(&["10.0.1.0/24", "10.0.0.0/24", "10.0.0.7", "255.255.255.255", "255.255.255.254"]);
        assert_eq!(joined.v4.len(), 2);
        let blocks: Vec<String> = (0..=255).step_by(2).map(|number| format!("10.{number}.0.0/16")).collect();
        let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
        for number in 0..=255 {
            assert_eq!(contains(&blocks, &format!("10.{number}.3.4")), number % 2 == 0, "{number}");
        }
        assert!(!contains(&blocks, "9.0.0.0") && !contains(&blocks, "11.0.0.0") && !contains(&blocks, "::1"));
        assert!(!contains(&[], "::1"));
    }

    #[test]
    fn texts_that_are_no_addresses_are_refused_with_their_position() {
        for text in [
            "",
            "x",
            "1.2.3",
            "1.2.3.4.5",
            "01.2.3.4",
            "1.2.3.256",
            " 1.2.3.4",
            "1.2.3.4:80",
            "[::1]",
            "::g",
            "fe80::1%eth0",
            "1.2.3.4/",
            "1.2.3.4/33",
            "::/129",
            "1.2.3.0/+24",
            "1.2.3.0/024",
            "1.2.3.0/ 24",
            "1.2.3.0/24/8",
            "/8",
            "::/00",
        ] {
            let (at, problem) = AddressSet::parse(["::1", text].into_iter()).unwrap_err();
            assert_eq!(at, 1, "{text}");
            assert!(problem.starts_with("must be an IPv4 or IPv6 address"), "{text}: {problem}");
        }
        for (text, block) in [
            ("192.0.2.1/24", "192.0.2.0/24"),
            ("::ffff:192.0.2.1/120", "192.0.2.0/24"),
            ("2001:db8::1/64", "2001:db8::/64"),
            ("1.2.3.4/0", "0.0.0.0/0"),
            ("::1/0", "::/0"),
        ] {
            let (_, problem) = AddressSet::parse([text].into_iter()).unwrap_err();
            assert_eq!(problem, format!("must have no bits set beyond the prefix: the block is {block}"));
        }
    }
}
