//! The labelled sets, read; their README files say what the signs mean.

pub(crate) mod last;
