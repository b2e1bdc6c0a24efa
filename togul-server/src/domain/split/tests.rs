use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};

use super::*;

const KEYS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// Of weights in thousandths, without ranges.
fn weights(parts: &[(&str, u32)]) -> Split {
    let parts = parts
        .iter()
        .map(|(variant, weight)| json!({ "variant": variant, "weight": f64::from(*weight) / 1000.0 }));
    serde_json::from_value(parts.collect()).expect("weights")
}

fn ranges(split: &Split) -> Vec<(&str, &[Range])> {
    split.parts.iter().map(|part| (&*part.variant, &*part.ranges)).collect()
}

fn variants(keys: &[&str]) -> Variants {
    let variants = keys.iter().map(|key| json!({ "key": key, "value": key }));
    serde_json::from_value(variants.collect()).expect("variants")
}

#[test]
fn a_new_split_is_laid_out_from_0() {
    let split = weights(&[("b", 33_300), ("a", 0), ("c", 66_700)])
        .laid_out(BUCKETS)
        .expect("buckets express every weight");
    let expected: [(_, &[Range]); 3] = [("b", &[[0, 33_300]]), ("a", &[]), ("c", &[[33_300, 100_000]])];
    assert_eq!(ranges(&split), expected);
    let parts: Vec<_> = split.to_core().into_iter().map(|part| part.variant).collect();
    assert_eq!(parts, ["b", "c"], "evaluators get no variant without buckets");
}

#[test]
fn a_shrinking_variant_gives_up_its_highest_buckets_and_growing_ones_take_them_in_their_order() {
    let before = weights(&[("a", 50_000), ("b", 30_000), ("c", 20_000)])
        .laid_out(BUCKETS)
        .expect("buckets express every weight");
    let after = weights(&[("d", 4_000), ("a", 40_000), ("b", 36_000), ("c", 20_000)]).following(&before);
    let after = after.expect("few ranges");
    let expected: [(_, &[Range]); 4] = [
        ("d", &[[40_000, 44_000]]),
        ("a", &[[0, 40_000]]),
        ("b", &[[44_000, 80_000]]),
        ("c", &[[80_000, 100_000]]),
    ];
    assert_eq!(ranges(&after), expected, "adjacent ranges are one");
    let moves: Vec<_> = before.moves(&after).into_iter().map(|one| json!(one)).collect();
    assert_eq!(
        moves,
        [json!({ "from": "a", "to": "d", "share": 4 }), json!({ "from": "a", "to": "b", "share": 6 })]
    );
    // The removed variant gives up both of its ranges, the last one first.
    let last = weights(&[("c", 99_999), ("e", 1)]).following(&after).expect("few ranges");
    let expected: [(_, &[Range]); 2] = [("c", &[[0, 79_999], [80_000, 100_000]]), ("e", &[[79_999, 80_000]])];
    assert_eq!(ranges(&last), expected);
    let rebalanced =
        weights(&[("c", 99_999), ("e", 1)]).laid_out(BUCKETS).expect("buckets express every weight");
    assert_eq!(last.moves(&rebalanced).len(), 2);
    assert_eq!(last.moves(&last), []);
}

#[test]
fn a_split_that_would_need_more_than_256_ranges_is_refused() {
    // Two variants take turns to get the highest bucket of a third one.
    let mut split =
        weights(&[("a", 50_000), ("b", 50_000)]).laid_out(BUCKETS).expect("buckets express every weight");
    let next = |n: u32| weights(&[("a", 50_000 - n), ("b", 50_000 + n / 2), ("c", n.div_ceil(2))]);
    for n in 1..=254 {
        split = next(n).following(&split).expect("few ranges");
        assert_eq!(split.parts.iter().map(|part| part.ranges.len()).sum::<usize>(), n as usize + 2);
    }
    assert_eq!(next(255).following(&split), Err(TooManyRanges(257).into()));
    assert_eq!(
        ranges(&next(255).laid_out(BUCKETS).expect("buckets express every weight"))[2].1,
        [[99_872, 100_000]]
    );
}

#[test]
fn weights_sum_to_exactly_100_and_name_variants_of_the_flag_once() {
    let known = variants(&["a", "b", "c"]);
    let check = |parts: &[(&str, u32)]| weights(parts).check(&known).map_err(|invalid| invalid.field);
    assert_eq!(check(&[("a", 33_333), ("b", 33_333), ("c", 33_334)]), Ok(()));
    assert_eq!(check(&[("a", 100_000), ("b", 0)]), Ok(()));
    for (parts, field) in [
        (&[("a", 33_333), ("b", 33_333), ("c", 33_333)][..], "split"),
        (&[("a", 100_000), ("b", 1)], "split"),
        (&[("a", 100_000)], "split"),
        (&[], "split"),
        (&[("a", 50_000), ("d", 50_000)], "split[1].variant"),
        (&[("a", 50_000), ("b", 0), ("a", 50_000)], "split[2].variant"),
    ] {
        assert_eq!(check(parts), Err(field.to_owned()), "{parts:?}");
    }
}

#[test]
fn a_column_with_other_ranges_than_the_weights_need_is_damaged() {
    let split = weights(&[("a", 25_000), ("b", 0), ("c", 75_000)])
        .laid_out(BUCKETS)
        .expect("buckets express every weight");
    assert_eq!(Split::from_column(&split.to_column()), Some(split.clone()));
    assert_eq!(json!(split)[2], json!({ "variant": "c", "weight": 75 }));
    let column: Value = serde_json::from_str(&split.to_column()).expect("JSON");
    for (pointer, value) in [
        ("/0/ranges/0/0", json!(1)),
        ("/0/ranges", json!([])),
        ("/0/weight", json!(26)),
        ("/0/variant", json!("")),
        ("/1/ranges", json!([[5, 5]])),
        ("/2/ranges/0/1", json!(100_001)),
        ("/2/ranges", json!([[24_999, 100_000]])),
    ] {
        let mut damaged = column.clone();
        *damaged.pointer_mut(pointer).expect(pointer) = value;
        assert_eq!(Split::from_column(&damaged.to_string()), None, "{damaged}");
    }
    assert_eq!(Split::from_column("[]"), None);
    // Evaluators have the same ranges.
    let read = Split::of_core(&split.to_core(), BUCKETS).expect("complete");
    assert_eq!((read.to_core(), read.parts.len()), (split.to_core(), 2));
}

/// Weights of some of the variants, in any order, that sum to 100 %.
fn any_weights() -> impl Strategy<Value = Vec<(&'static str, u32)>> {
    let keys = Just(KEYS.to_vec()).prop_shuffle();
    let cut = prop_oneof![
        0..=100_000_u32,
        Just(0),
        Just(100_000),
        (0..=100_u32).prop_map(|percent| percent * 1000)
    ];
    (keys, 2..=KEYS.len(), vec(cut, KEYS.len() - 1)).prop_map(|(keys, count, cuts)| {
        let mut cuts = cuts[..count - 1].to_vec();
        cuts.extend([0, 100_000]);
        cuts.sort_unstable();
        keys.into_iter().zip(cuts.windows(2).map(|cut| cut[1] - cut[0])).collect()
    })
}

/// The position of each bucket's variant in [`KEYS`].
fn owners(split: &Split) -> Vec<usize> {
    let mut owners = vec![usize::MAX; 100_000];
    for part in &split.parts {
        let key = KEYS.iter().position(|key| *key == &*part.variant).expect("a known key");
        for [start, end] in &part.ranges {
            let range = &mut owners[*start as usize..*end as usize];
            assert!(range.iter().all(|owner| *owner == usize::MAX), "ranges are disjoint");
            range.fill(key);
        }
    }
    assert!(!owners.contains(&usize::MAX), "ranges are complete");
    owners
}

/// How many buckets go from each variant to each.
fn flows(before: &Split, after: &Split) -> [[u32; KEYS.len()]; KEYS.len()] {
    let mut flows = [[0; KEYS.len()]; KEYS.len()];
    for (old, new) in owners(before).into_iter().zip(owners(after)) {
        flows[old][new] += 1;
    }
    flows
}

fn weight(split: &Split, key: &str) -> u32 {
    split.parts.iter().find(|part| *part.variant == *key).map_or(0, |part| part.weight.thousandths())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn an_edit_moves_as_little_as_the_weights_allow(edits in vec(any_weights(), 1..8)) {
        let mut before = weights(&edits[0]).laid_out(BUCKETS).expect("buckets express every weight");
        for edit in &edits {
            let after = weights(edit).following(&before).expect("few ranges");
            prop_assert!(after.is_complete());
            for part in &after.parts {
                prop_assert!(part.ranges.is_sorted());
                prop_assert!(part.ranges.windows(2).all(|pair| pair[0][1] < pair[1][0]), "merged: {:?}", part.ranges);
            }
            let flows = flows(&before, &after);
            let (mut moved, mut differences) = (0, 0);
            for (index, key) in KEYS.iter().enumerate() {
                let (had, has) = (weight(&before, key), weight(&after, key));
                differences += had.abs_diff(has);
                let lost = had - flows[index][index];
                if has >= had {
                    prop_assert_eq!(lost, 0, "{} grows or stays, and loses no bucket", key);
                }
                if has <= had {
                    prop_assert_eq!(has, flows[index][index], "{} shrinks or stays, and gains no bucket", key);
                }
                moved += lost;
            }
            prop_assert_eq!(moved, differences / 2);
            let reported: u32 = before.moves(&after).iter().map(|one| one.share.thousandths()).sum();
            prop_assert_eq!(reported, moved);
            prop_assert_eq!(Split::from_column(&after.to_column()), Some(after.clone()));
            before = after;
        }
    }

    #[test]
    fn the_order_of_unchanged_weights_moves_none(edit in any_weights()) {
        let before = weights(&edit).laid_out(BUCKETS).expect("buckets express every weight");
        let reversed: Vec<_> = edit.into_iter().rev().collect();
        let after = weights(&reversed).following(&before).expect("few ranges");
        prop_assert_eq!(owners(&before), owners(&after));
        prop_assert_eq!(before.moves(&after), vec![]);
    }
}
