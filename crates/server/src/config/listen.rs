//! Addresses to listen on, given as `"127.0.0.1:5060"` or as a list of such.

use std::net::SocketAddr;

use serde::{Deserialize, Deserializer};

/// None, one or several addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listen(pub(crate) Vec<SocketAddr>);

impl<'de> Deserialize<'de> for Listen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            One(String),
            Several(Vec<String>),
        }
        let written = match Written::deserialize(deserializer)? {
            Written::One(text) => text.split(',').map(|part| part.trim().to_owned()).collect(),
            Written::Several(texts) => texts,
        };
        written.iter().filter(|text| !text.is_empty()).map(|text| parse(text)).collect::<Result<_, _>>().map(Self)
    }
}

fn parse<E: serde::de::Error>(text: &str) -> Result<SocketAddr, E> {
    text.parse().map_err(|_| E::custom(format!("'{text}' is not an address with a port, such as 127.0.0.1:5060")))
}
