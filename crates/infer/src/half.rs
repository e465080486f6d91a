//! Half precision, as weights are stored.

/// IEEE 754 half to single precision, exact.
pub(crate) fn half_to_f32(half: u16) -> f32 {
    let sign = u32::from(half & 0x8000) << 16;
    let exponent = u32::from(half >> 10) & 0x1f;
    let fraction = u32::from(half & 0x3ff);
    match exponent {
        0 => f32::from_bits(sign | 0x3f80_0000) * (fraction as f32 * f32::from_bits(0x3380_0000)),
        31 => f32::from_bits(sign | 0x7f80_0000 | (fraction << 13)),
        _ => f32::from_bits(sign | ((exponent + 112) << 23) | (fraction << 13)),
    }
}

/// Single to half precision, to nearest, ties to even.
pub(crate) fn half_from_f32(value: f32) -> u16 {
    let bits = value.to_bits();
    let sign = u16::try_from(bits >> 16 & 0x8000).expect("masked to 16 bits");
    let magnitude = bits & 0x7fff_ffff;
    let rounded = if magnitude > 0x7f80_0000 {
        0x7e00
    } else if magnitude >= 0x4780_0000 {
        0x7c00
    } else if magnitude < 0x3880_0000 {
        // Subnormal: adding 0.5 aligns the last bit with 2^-24 and lets the hardware round.
        (f32::from_bits(magnitude) + 0.5).to_bits() - 0x3f00_0000
    } else {
        let odd = magnitude >> 13 & 1;
        (magnitude - 0x3800_0000 + 0xfff + odd) >> 13
    };
    sign | u16::try_from(rounded).expect("at most 0x7e00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_survives_the_round_trip() {
        for half in 0..=u16::MAX {
            if half & 0x7fff > 0x7c00 {
                continue;
            }
            assert_eq!(half_from_f32(half_to_f32(half)), half, "{half:#06x}");
        }
    }

    #[test]
    fn ties_round_to_even() {
        assert_eq!(half_from_f32(1.0 + 1.0 / 2048.0), 0x3c00);
        assert_eq!(half_from_f32(1.0 + 3.0 / 2048.0), 0x3c02);
        assert_eq!(half_from_f32(65520.0), 0x7c00);
        assert_eq!(half_from_f32(f32::from_bits(0x3300_0000)), 0);
    }
}
