//! What networks are made of here, on kernels chosen for the processor at run time.
//!
//! - [`linear`]: layers with 8-bit weights
//! - [`ops`]: what stands between them

pub(crate) mod linear;
pub(crate) mod ops;
