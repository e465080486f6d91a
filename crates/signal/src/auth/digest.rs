//! Challenges and answers as text, and the hash between them.

use crate::directory::Algorithm;
use crate::wire::grammar::{self, Param, find};

/// What stands in an `Authorization` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) user: String,
    pub(crate) realm: String,
    pub(crate) nonce: String,
    pub(crate) uri: String,
    pub(crate) response: String,
    pub(crate) algorithm: Algorithm,
    /// `qop`, `nc` and `cnonce`, when `qop` is used.
    pub(crate) qop: Option<(String, String, String)>,
}

impl Answer {
    /// Reads a header; `None` when it is another scheme or misses something.
    pub(crate) fn parse(header: &str) -> Option<Self> {
        let params = digest_params(header)?;
        let text = |name| find(&params, name).map(str::to_owned);
        let qop = match text("qop") {
            Some(qop) => Some((qop, text("nc")?, text("cnonce")?)),
            None => None,
        };
        Some(Self {
            user: text("username")?,
            realm: text("realm")?,
            nonce: text("nonce")?,
            uri: text("uri")?,
            response: text("response")?.to_ascii_lowercase(),
            algorithm: algorithm(find(&params, "algorithm"))?,
            qop,
        })
    }

    /// The count of this use of the nonce.
    pub(crate) fn count(&self) -> Option<u32> {
        self.qop.as_ref().and_then(|(_, nc, _)| u32::from_str_radix(nc, 16).ok())
    }

    /// Does it prove knowledge of the password behind `ha1`? Compared in constant time.
    pub(crate) fn proves(&self, method: &str, ha1: &str) -> bool {
        let expected = response(self.algorithm, ha1, method, &self.uri, &self.nonce, self.qop.as_ref());
        expected.len() == self.response.len()
            && expected.bytes().zip(self.response.bytes()).fold(0, |diff, (a, b)| diff | (a ^ b)) == 0
    }
}

/// What stands in a `WWW-Authenticate` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Challenge {
    pub(crate) realm: String,
    pub(crate) nonce: String,
    pub(crate) opaque: Option<String>,
    pub(crate) algorithm: Algorithm,
    pub(crate) qop_auth: bool,
    pub(crate) stale: bool,
}

impl Challenge {
    /// Reads a header; `None` when we cannot answer it.
    pub(crate) fn parse(header: &str) -> Option<Self> {
        let params = digest_params(header)?;
        let qop = find(&params, "qop");
        let qop_auth = qop.is_some_and(|list| list.split(',').any(|qop| qop.trim().eq_ignore_ascii_case("auth")));
        if qop.is_some() && !qop_auth {
            return None;
        }
        Some(Self {
            realm: find(&params, "realm")?.to_owned(),
            nonce: find(&params, "nonce")?.to_owned(),
            opaque: find(&params, "opaque").map(str::to_owned),
            algorithm: algorithm(find(&params, "algorithm"))?,
            qop_auth,
            stale: find(&params, "stale").is_some_and(|stale| stale.eq_ignore_ascii_case("true")),
        })
    }

    /// As a header of ours.
    pub(crate) fn to_header(&self) -> String {
        let stale = if self.stale { ", stale=true" } else { "" };
        format!(
            "Digest realm=\"{}\", nonce=\"{}\", algorithm={}, qop=\"auth\"{stale}",
            self.realm,
            self.nonce,
            self.algorithm.token()
        )
    }

    /// The header that answers it.
    pub(crate) fn answer(
        &self,
        user: &str,
        password: &str,
        method: &str,
        uri: &str,
        count: u32,
        cnonce: &str,
    ) -> String {
        use std::fmt::Write as _;
        let ha1 = self.algorithm.hash(&format!("{user}:{}:{password}", self.realm));
        let qop = self.qop_auth.then(|| ("auth".to_owned(), format!("{count:08x}"), cnonce.to_owned()));
        let response = response(self.algorithm, &ha1, method, uri, &self.nonce, qop.as_ref());
        let mut header = format!(
            "Digest username=\"{user}\", realm=\"{}\", nonce=\"{}\", uri=\"{uri}\", response=\"{response}\", algorithm={}",
            self.realm,
            self.nonce,
            self.algorithm.token()
        );
        if let Some((qop, nc, cnonce)) = qop {
            let _ = write!(header, ", qop={qop}, nc={nc}, cnonce=\"{cnonce}\"");
        }
        if let Some(opaque) = &self.opaque {
            let _ = write!(header, ", opaque=\"{opaque}\"");
        }
        header
    }
}

fn digest_params(header: &str) -> Option<Vec<Param>> {
    let (scheme, rest) = header.trim().split_once(char::is_whitespace)?;
    if !scheme.eq_ignore_ascii_case("Digest") {
        return None;
    }
    Some(grammar::split_outside(rest, ',').into_iter().flat_map(grammar::params).collect())
}

fn algorithm(name: Option<&str>) -> Option<Algorithm> {
    match name {
        None => Some(Algorithm::Md5),
        Some(name) if name.eq_ignore_ascii_case("MD5") => Some(Algorithm::Md5),
        Some(name) if name.eq_ignore_ascii_case("SHA-256") => Some(Algorithm::Sha256),
        Some(_) => None,
    }
}

/// RFC 7616 §3.4.1.
fn response(
    algorithm: Algorithm,
    ha1: &str,
    method: &str,
    uri: &str,
    nonce: &str,
    qop: Option<&(String, String, String)>,
) -> String {
    let ha2 = algorithm.hash(&format!("{method}:{uri}"));
    match qop {
        Some((qop, nc, cnonce)) => algorithm.hash(&format!("{ha1}:{nonce}:{nc}:{cnonce}:{qop}:{ha2}")),
        None => algorithm.hash(&format!("{ha1}:{nonce}:{ha2}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_7616_prove_themselves() {
        let header = "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm=SHA-256, \
             nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", \
             qop=auth, response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"";
        let answer = Answer::parse(header).unwrap();
        let ha1 = Algorithm::Sha256.hash("Mufasa:http-auth@example.org:Circle of Life");
        assert!(answer.proves("GET", &ha1));
        assert!(!answer.proves("POST", &ha1));
        let ha1 = Algorithm::Md5.hash("Mufasa:http-auth@example.org:Circle of Life");
        let md5 = header.replace("SHA-256", "MD5").replace(
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
            "8ca523f5e9506fed4657c9700eebdbec",
        );
        assert!(Answer::parse(&md5).unwrap().proves("GET", &ha1));
    }

    #[test]
    fn what_we_answer_our_own_server_believes() {
        for (qop_auth, algorithm) in [(true, Algorithm::Md5), (true, Algorithm::Sha256), (false, Algorithm::Md5)] {
            let challenge =
                Challenge { realm: "r".into(), nonce: "n".into(), opaque: None, algorithm, qop_auth, stale: false };
            let header = challenge.answer("u", "p", "INVITE", "sip:x", 1, "c");
            assert!(Answer::parse(&header).unwrap().proves("INVITE", &algorithm.hash("u:r:p")));
        }
        assert!(Answer::parse("NoOneKnowsThisScheme opaque-data=here").is_none());
    }
}
