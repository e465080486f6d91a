//! Check digits: cards (Luhn, ISO/IEC 7812-1 annex B) and bank accounts (ISO 7064 mod 97-10, ISO 13616).

/// Does the last digit of a card's number fit the others.
pub(crate) fn luhn(digits: &str) -> bool {
    let sum = digits.bytes().rev().zip(0..).map(|(byte, place)| {
        let digit = u32::from(byte - b'0');
        let doubled = if place % 2 == 1 { digit * 2 } else { digit };
        if doubled > 9 { doubled - 9 } else { doubled }
    });
    digits.len() > 1 && digits.bytes().all(|byte| byte.is_ascii_digit()) && sum.sum::<u32>() % 10 == 0
}

/// How long the account numbers of a country are, letters and check digits included.
pub(super) fn iban_length(country: &str) -> Option<usize> {
    LENGTHS.iter().find(|(code, _)| *code == country).map(|(_, length)| *length)
}

/// Do the check digits of an account number fit, and its length its country.
pub(crate) fn iban(number: &str) -> bool {
    let fits = number.get(..2).and_then(iban_length) == Some(number.len());
    if !fits || !number.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return false;
    }
    let (head, tail) = number.split_at(4);
    let rest = tail
        .chars()
        .chain(head.chars())
        .filter_map(|c| c.to_digit(36))
        .fold(0, |rest, value| if value > 9 { (rest * 100 + value) % 97 } else { (rest * 10 + value) % 97 });
    rest == 1
}

#[rustfmt::skip]
const LENGTHS: &[(&str, usize)] = &[
    ("SA", 24), ("AE", 23), ("KW", 30), ("BH", 22), ("QA", 29), ("OM", 23), ("JO", 30), ("LB", 28), ("EG", 29), ("PS", 29),
    ("IQ", 23), ("TN", 24), ("MR", 27), ("LY", 25), ("SD", 18), ("TR", 26), ("PK", 24), ("GB", 22), ("DE", 22), ("FR", 27),
    ("NL", 18), ("IT", 27), ("ES", 24), ("BE", 16), ("CH", 21), ("AT", 20), ("IE", 22), ("PT", 25), ("SE", 24), ("NO", 15),
    ("DK", 18), ("FI", 18), ("PL", 28), ("GR", 27), ("CY", 28), ("YE", 30), ("SO", 23), ("DJ", 27),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_tell_right_from_wrong() {
        for right in ["4111111111111111", "5555555555554444", "378282246310005", "79927398713"] {
            assert!(luhn(right), "{right}");
        }
        for wrong in ["4111111111111112", "5555555555554440", "", "0", "x1"] {
            assert!(!luhn(wrong), "{wrong}");
        }
        for right in [
            "SA0380000000608010167519",
            "GB82WEST12345698765432",
            "AE070331234567890123456",
            "KW81CBKU0000000000001234560101",
        ] {
            assert!(iban(right), "{right}");
        }
        for wrong in ["SA0380000000608010167518", "SA038000000060801016751", "XX0380000000608010167519", "", "S"] {
            assert!(!iban(wrong), "{wrong}");
        }
    }
}
