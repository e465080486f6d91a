//! Both sides prove that they know the secret, without telling it: HMAC-SHA-256 (RFC 2104) over a number each of them
//! has just drawn. The server proves first, so that a stranger learns nothing he could try secrets on.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use wasl_model::Pii;

/// Who proves: a proof is worth nothing in the other direction.
#[derive(Clone, Copy, Debug)]
pub(super) enum Side {
    Server,
    Worker,
}

/// A number nobody can guess, as text.
pub(super) fn nonce() -> String {
    hex(&rand::random::<[u8; 32]>())
}

/// What a side answers to both numbers.
pub(super) fn proof(secret: &Pii<String>, side: Side, servers: &str, workers: &str) -> String {
    hex(&mac(secret, side, servers, workers).finalize().into_bytes())
}

/// Is the proof right? It takes as long for every wrong one.
pub(super) fn is_proven(secret: &Pii<String>, side: Side, servers: &str, workers: &str, proof: &str) -> bool {
    unhex(proof).is_some_and(|bytes| mac(secret, side, servers, workers).verify_slice(&bytes).is_ok())
}

fn mac(secret: &Pii<String>, side: Side, servers: &str, workers: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()).expect("HMAC takes a key of any length");
    let side = match side {
        Side::Server => "server",
        Side::Worker => "worker",
    };
    for part in ["wasl infer 1", side, servers, workers] {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part.as_bytes());
    }
    mac
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_secret_proves_and_only_in_its_direction() {
        let (secret, other) = (Pii::from("secret"), Pii::from("other"));
        let (servers, workers) = (nonce(), nonce());
        let proven = proof(&secret, Side::Server, &servers, &workers);
        assert!(is_proven(&secret, Side::Server, &servers, &workers, &proven));
        assert!(!is_proven(&other, Side::Server, &servers, &workers, &proven));
        assert!(!is_proven(&secret, Side::Worker, &servers, &workers, &proven));
        assert!(!is_proven(&secret, Side::Server, &servers, &nonce(), &proven));
        for nonsense in ["", "0", "zz", "ünd", &proven[..10]] {
            assert!(!is_proven(&secret, Side::Server, &servers, &workers, nonsense), "{nonsense}");
        }
    }
}
