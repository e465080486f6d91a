//! Phones that cannot choose among challenges (RFC 8760 §2.4), known by their `User-Agent`.

use crate::directory::Algorithm;

/// What their `User-Agent` begins with. They know MD5 only, and sign in nowhere once a second challenge stands beside it.
///
/// baresip sends `baresip v1.0.0 (x86_64/linux)`: its library learnt to choose (and SHA-256) in 2.0.
const ONE_CHALLENGE_ONLY: [&str; 2] = ["baresip v0.", "baresip v1."];

/// What of `offered` to show this phone: a single MD5 where more would shut it out, and MD5 is offered at all.
pub(crate) fn shown<'a>(offered: &'a [Algorithm], user_agent: Option<&str>) -> &'a [Algorithm] {
    let quirky = user_agent.is_some_and(|name| ONE_CHALLENGE_ONLY.iter().any(|quirk| name.starts_with(quirk)));
    match offered.iter().position(|algorithm| *algorithm == Algorithm::Md5) {
        Some(md5) if quirky => &offered[md5..=md5],
        Some(_) | None => offered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_baresip_sees_md5_alone_and_only_where_it_is_offered() {
        let old = Some("baresip v1.0.0 (x86_64/linux)");
        assert_eq!(shown(&Algorithm::OFFERED, old), [Algorithm::Md5]);
        assert_eq!(shown(&[Algorithm::Sha256], old), [Algorithm::Sha256]);
        for other in [None, Some("baresip v3.1.0 (x86_64/linux)"), Some("Linphonec/5.0"), Some("not baresip v1.0")] {
            assert_eq!(shown(&Algorithm::OFFERED, other), Algorithm::OFFERED);
        }
    }
}
