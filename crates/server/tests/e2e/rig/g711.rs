//! µ-law and A-law (ITU-T G.711), written for the rig so that it is not the server's own codec that judges it.

/// Which companding law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Law {
    /// PCMU, payload type 0.
    Mu,
    /// PCMA, payload type 8.
    A,
}

impl Law {
    /// Its static RTP payload type (RFC 3551).
    pub(crate) fn payload_type(self) -> u8 {
        match self {
            Self::Mu => 0,
            Self::A => 8,
        }
    }

    /// Its name in `a=rtpmap`.
    pub(crate) fn rtpmap(self) -> &'static str {
        match self {
            Self::Mu => "PCMU/8000",
            Self::A => "PCMA/8000",
        }
    }

    /// One sample to one byte.
    pub(crate) fn encode(self, sample: i16) -> u8 {
        match self {
            Self::Mu => encode_mu(sample),
            Self::A => encode_a(sample),
        }
    }

    /// One byte to one sample.
    pub(crate) fn decode(self, byte: u8) -> i16 {
        match self {
            Self::Mu => decode_mu(byte),
            Self::A => decode_a(byte),
        }
    }
}

fn encode_mu(sample: i16) -> u8 {
    let magnitude = i32::from(sample).abs().min(32_635) + 132;
    let exponent = (31 - magnitude.leading_zeros()).saturating_sub(7);
    let mantissa = (magnitude >> (exponent + 3)) & 0x0f;
    let sign = if sample < 0 { 0x80 } else { 0 };
    !byte_of(sign | (exponent.cast_signed() << 4) | mantissa)
}

fn decode_mu(byte: u8) -> i16 {
    let byte = i32::from(!byte);
    let magnitude = (((byte & 0x0f) << 3) + 132) << ((byte >> 4) & 7);
    sample_of(if byte & 0x80 == 0 { magnitude - 132 } else { 132 - magnitude })
}

fn encode_a(sample: i16) -> u8 {
    let magnitude = if sample < 0 { -(i32::from(sample) + 1) } else { i32::from(sample) } >> 4;
    let exponent = (32 - magnitude.leading_zeros()).saturating_sub(4);
    let level = if exponent == 0 {
        magnitude
    } else {
        let shift = exponent.saturating_sub(1);
        (exponent.cast_signed() << 4) | ((magnitude >> shift) & 0x0f)
    };
    byte_of(if sample < 0 { level } else { level | 0x80 }) ^ 0x55
}

fn decode_a(byte: u8) -> i16 {
    let byte = i32::from(byte ^ 0x55);
    let exponent = (byte >> 4) & 7;
    let step = ((byte & 0x0f) << 4) + 8;
    let magnitude = if exponent == 0 { step } else { (step + 256) << (exponent - 1) };
    sample_of(if byte & 0x80 == 0 { -magnitude } else { magnitude })
}

fn byte_of(value: i32) -> u8 {
    u8::try_from(value & 0xff).expect("masked to a byte")
}

fn sample_of(value: i32) -> i16 {
    i16::try_from(value).expect("companded values fit 16 bit")
}

#[test]
fn both_laws_come_back_within_their_step() {
    for law in [Law::Mu, Law::A] {
        for sample in (-32_768..=32_767_i32).step_by(37) {
            let back = i32::from(law.decode(law.encode(sample_of(sample))));
            assert!((back - sample).abs() <= 16 + sample.abs() / 16, "{law:?}: {sample} came back as {back}");
        }
    }
    assert_eq!((Law::Mu.encode(0), Law::A.encode(0)), (0xff, 0xd5), "silence on the wire (G.711 tables 1a and 2a)");
}
