//! The one place where statistics are rounded.

/// `numerator / denominator × scale`, rounded half-up, on whole numbers only; `None` when the denominator is 0.
///
/// With `scale` 100 it is a percentage, with 10 000 a fraction of four decimals. Floats would send ties both ways.
#[must_use]
pub fn half_up(numerator: u64, denominator: u64, scale: u32) -> Option<u64> {
    if denominator == 0 {
        return None;
    }
    let (n, d) = (u128::from(numerator) * u128::from(scale), u128::from(denominator));
    u64::try_from((2 * n + d) / (2 * d)).ok()
}

/// A whole percentage; `None`, hence blank and not 0 %, when there is nothing to divide by.
#[must_use]
pub fn percent(numerator: u64, denominator: u64) -> Option<u64> {
    half_up(numerator, denominator, 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_up_and_nothing_is_blank() {
        assert_eq!(percent(1, 8), Some(13), "12.5");
        assert_eq!(percent(3, 8), Some(38), "37.5");
        assert_eq!(percent(1, 200), Some(1), "0.5");
        assert_eq!(percent(1, 201), Some(0));
        assert_eq!(percent(0, 7), Some(0));
        assert_eq!(percent(0, 0), None);
        assert_eq!(percent(u64::MAX, u64::MAX), Some(100));
    }

    #[test]
    fn a_double_gets_this_tie_wrong() {
        // 1.005 has no exact double: the naive formula gives 100.
        assert_eq!((1.005_f64 * 100.0).round() as u64, 100);
        assert_eq!(half_up(1_005, 1_000, 100), Some(101));
    }

    proptest::proptest! {
        #[test]
        fn never_further_than_a_half(n in 0u64..1_000_000, d in 1u64..1_000_000) {
            let p = percent(n, d).unwrap();
            let (twice, exact) = (i128::from(p) * 2 * i128::from(d), 200 * i128::from(n));
            proptest::prop_assert!(exact - twice < i128::from(d) && twice - exact <= i128::from(d));
        }
    }
}
