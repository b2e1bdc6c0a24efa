//! Weights in units of another system, in whose buckets an imported split stays.

use togul_core::Percentage;

use super::Inexpressible;

const FULL: u32 = Percentage::FULL.thousandths();

/// The units of weights that sum to 100 %.
pub(super) fn of(weights: &[Percentage], total: u32) -> Result<Vec<u32>, Inexpressible> {
    beside(weights, &vec![None; weights.len()], total)
}

/// The same, where some parts keep the units that they have, and the others share the rest. Where a thousandth of a percent
/// has one unit or more, units are rounded; fewer units have to express a weight exactly.
pub(super) fn beside(
    weights: &[Percentage],
    kept: &[Option<u32>],
    total: u32,
) -> Result<Vec<u32>, Inexpressible> {
    let product = |weight: &Percentage| u64::from(weight.thousandths()) * u64::from(total);
    let inexpressible = |(weight, kept): (&Percentage, &Option<u32>)| {
        kept.is_none() && !product(weight).is_multiple_of(u64::from(FULL))
    };
    let changed = || weights.iter().zip(kept);
    if total < FULL
        && let Some(index) = changed().position(inexpressible)
    {
        return Err(Inexpressible { index, total });
    }
    let rest = total.saturating_sub(kept.iter().flatten().sum());
    let of_changed = changed().filter(|(_, kept)| kept.is_none());
    let sum: u32 = of_changed.map(|(weight, _)| weight.thousandths()).sum();
    let (mut weighed, mut end) = (0, 0);
    let units = changed().map(|(weight, kept)| {
        kept.unwrap_or_else(|| {
            weighed += weight.thousandths();
            let start = end;
            end = rounded(weighed, rest, sum);
            end - start
        })
    });
    Ok(units.collect())
}

/// The weights of units that sum to `total`, rounded to thousandths of a percent that sum to 100.
pub(super) fn weights(units: &[u32], total: u32) -> Option<Vec<Percentage>> {
    let (mut sum, mut weighed) = (0_u32, 0);
    let weights = units.iter().map(|units| {
        sum = sum.checked_add(*units)?;
        let start = weighed;
        weighed = rounded(sum, FULL, total);
        Percentage::from_percent(f64::from(weighed - start) / 1000.0)
    });
    weights.collect()
}

/// `part * whole / of`, to the nearest integer; 0 of nothing.
fn rounded(part: u32, whole: u32, of: u32) -> u32 {
    let (product, of) = (u64::from(part) * u64::from(whole), u64::from(of.max(1)));
    ((product + of / 2) / of) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(weights: &[f64]) -> Vec<Percentage> {
        weights.iter().map(|weight| Percentage::from_percent(*weight).expect("a percentage")).collect()
    }

    #[test]
    fn few_units_express_their_multiples_only() {
        assert_eq!(of(&percent(&[33.3, 33.3, 33.4]), 1000).expect("multiples"), [333, 333, 334]);
        let refused = of(&percent(&[50.0, 33.33, 16.67]), 1000).expect_err("no multiples");
        assert_eq!((refused.index, refused.total), (1, 1000));
        assert!(of(&percent(&[50.0, 50.0]), 3).is_err());
        assert_eq!(of(&percent(&[0.0, 100.0]), 3).expect("multiples"), [0, 3]);
    }

    #[test]
    fn many_units_express_every_weight_and_sum_to_all() {
        for total in [100_000, 300_000, (1 << 31) + 1] {
            let units = of(&percent(&[0.001, 33.333, 66.666]), total).expect("enough units");
            assert_eq!(units.iter().sum::<u32>(), total);
            assert_eq!(weights(&units, total), Some(percent(&[0.001, 33.333, 66.666])));
        }
    }

    #[test]
    fn parts_keep_their_units_and_the_others_share_the_rest() {
        let thirds = weights(&[100_000; 3], 300_000).expect("weights");
        assert_eq!(thirds, percent(&[33.333, 33.334, 33.333]));
        let edited = percent(&[33.333, 20.0, 46.667]);
        let units = beside(&edited, &[Some(100_000), None, None], 300_000).expect("enough units");
        assert_eq!((units[0], units.iter().sum::<u32>()), (100_000, 300_000));
        assert!(units[1].abs_diff(60_000) <= 1, "{units:?}");
        let one = beside(&percent(&[33.333, 33.334, 33.333]), &[Some(1), Some(1), Some(1)], 3);
        assert_eq!(one.expect("kept"), [1, 1, 1]);
    }
}
