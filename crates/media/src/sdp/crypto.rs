//! SDES keys in `a=crypto` (RFC 4568): `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:<30 bytes base64>[|lifetime]`.

use rand::RngCore as _;

/// Key and salt together (RFC 4568 §6.1).
const KEY_BYTES: usize = 16;
const SALT_BYTES: usize = 14;

/// A suite we speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CryptoSuite {
    /// AES_CM_128_HMAC_SHA1_80.
    Sha1_80,
    /// AES_CM_128_HMAC_SHA1_32.
    Sha1_32,
}

impl CryptoSuite {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Sha1_80 => "AES_CM_128_HMAC_SHA1_80",
            Self::Sha1_32 => "AES_CM_128_HMAC_SHA1_32",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Sha1_80, Self::Sha1_32].into_iter().find(|suite| suite.name().eq_ignore_ascii_case(name))
    }
}

/// A master key and its salt. Never printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct MasterKey {
    pub(crate) key: [u8; KEY_BYTES],
    pub(crate) salt: [u8; SALT_BYTES],
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹key›")
    }
}

impl MasterKey {
    /// Fresh, from the process's cryptographic dice.
    pub(super) fn generate() -> Self {
        let mut key = [0; KEY_BYTES];
        let mut salt = [0; SALT_BYTES];
        rand::rng().fill_bytes(&mut key);
        rand::rng().fill_bytes(&mut salt);
        Self { key, salt }
    }

    fn from_base64(text: &str) -> Option<Self> {
        let bytes = decode_base64(text)?;
        Some(Self { key: bytes.get(..KEY_BYTES)?.try_into().ok()?, salt: bytes.get(KEY_BYTES..)?.try_into().ok()? })
    }

    fn to_base64(self) -> String {
        encode_base64(&[&self.key[..], &self.salt[..]].concat())
    }
}

/// One usable `a=crypto` line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CryptoLine {
    pub(super) tag: u32,
    pub(super) suite: CryptoSuite,
    pub(super) key: MasterKey,
}

impl CryptoLine {
    /// Reads the attribute's value. `None` for suites we do not speak, MKI, session parameters that change the packets
    /// (`UNENCRYPTED_SRTP`, `KDR`…, RFC 4568 §6.3 lets us pass such a line over) and rubbish.
    pub(super) fn parse(value: &str) -> Option<Self> {
        let mut words = value.split_ascii_whitespace();
        let tag = words.next()?.parse().ok()?;
        let suite = CryptoSuite::from_name(words.next()?)?;
        let inline = strip_prefix_ignoring_case(words.next()?, "inline:")?;
        if words.next().is_some() {
            return None;
        }
        let mut parts = inline.split('|');
        let key = MasterKey::from_base64(parts.next()?)?;
        if parts.any(|part| part.contains(':')) {
            return None;
        }
        Some(Self { tag, suite, key })
    }

    /// The attribute's value.
    pub(super) fn value(&self) -> String {
        format!("{} {} inline:{}", self.tag, self.suite.name(), self.key.to_base64())
    }
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn encode_base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().enumerate().fold(0_u32, |word, (n, byte)| word | u32::from(*byte) << (16 - 8 * n));
        for n in 0..4 {
            let sextet = (word >> (18 - 6 * n)) & 0x3F;
            text.push(if n <= chunk.len() { char::from(ALPHABET[sextet as usize]) } else { '=' });
        }
    }
    text
}

fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut word, mut bits) = (Vec::new(), 0_u32, 0);
    for c in text.trim_end_matches('=').bytes() {
        let sextet = ALPHABET.iter().position(|known| *known == c)?;
        word = word << 6 | u32::try_from(sextet).ok()?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(word >> bits & 0xFF).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_rfc_4568_is_read_and_a_generated_one_comes_back() {
        let line = "1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20";
        let read = CryptoLine::parse(line).expect("usable");
        assert_eq!((read.tag, read.suite), (1, CryptoSuite::Sha1_80));
        assert_eq!(read.key.to_base64(), "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj");
        let ours = CryptoLine { tag: 2, suite: CryptoSuite::Sha1_32, key: MasterKey::generate() };
        assert_eq!(CryptoLine::parse(&ours.value()), Some(ours));
    }

    #[test]
    fn lines_we_cannot_serve_are_passed_over() {
        let key = "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj";
        for line in [
            format!("1 AES_256_CM_HMAC_SHA1_80 inline:{key}"),
            format!("1 AES_CM_128_HMAC_SHA1_80 inline:{key}|2^20|1:4"),
            format!("1 AES_CM_128_HMAC_SHA1_80 inline:{key} UNENCRYPTED_SRTP"),
            "1 AES_CM_128_HMAC_SHA1_80 inline:short".to_owned(),
            "x AES_CM_128_HMAC_SHA1_80 inline:".to_owned(),
            String::new(),
        ] {
            assert_eq!(CryptoLine::parse(&line), None, "{line}");
        }
    }
}
