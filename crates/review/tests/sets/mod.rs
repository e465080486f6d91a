//! The labelled sets, read; their README files say what the signs mean.

#[allow(dead_code, reason = "each test reads one of them")]
pub(crate) mod last;
#[allow(dead_code, reason = "each test reads one of them")]
pub(crate) mod promises;
