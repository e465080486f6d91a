//! Reads a CTranslate2 model file (binary version 6): the form Whisper weights have in registry packages.
//!
//! `u32 version, str name, u32 revision, u32 count`, then per tensor `str name, u8 rank, u32 dims…, u8 type,
//! u32 bytes, data`, then `u32 count` pairs of aliases. A `str` is `u16` length with its NUL, then the bytes.

use std::collections::BTreeMap;

use crate::half::{half_from_f32, half_to_f32};

/// One tensor, its bytes borrowed from the file.
#[derive(Clone, Debug)]
pub(super) struct Tensor<'a> {
    /// Outermost first.
    pub(super) dims: Vec<usize>,
    kind: Kind,
    data: &'a [u8],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    F32,
    F16,
    /// Counters and flags; its data is 1, 2 or 4 bytes wide.
    Integer,
}

/// Tensors by name.
pub(super) type Tensors<'a> = BTreeMap<String, Tensor<'a>>;

/// Parses the whole file.
pub(super) fn read(file: &[u8]) -> Result<Tensors<'_>, String> {
    let mut bytes = Reader { rest: file };
    let version = bytes.u32()?;
    let spec = bytes.string()?;
    if version != 6 || spec != "WhisperSpec" {
        return Err(format!("expected a CTranslate2 Whisper of version 6, found {spec:?} of version {version}"));
    }
    bytes.u32()?;
    let count = bytes.u32()?;
    let mut tensors = Tensors::new();
    for _ in 0..count {
        let (name, tensor) = bytes.tensor()?;
        tensors.insert(name, tensor);
    }
    for _ in 0..bytes.u32()? {
        bytes.string()?;
        bytes.string()?;
    }
    if bytes.rest.is_empty() { Ok(tensors) } else { Err(format!("{} bytes left over at its end", bytes.rest.len())) }
}

impl<'a> Tensor<'a> {
    /// Rows `from..to` of the outermost dimension.
    pub(super) fn rows(&self, from: usize, to: usize) -> Result<Self, String> {
        let rows = *self.dims.first().ok_or("a scalar has no rows")?;
        if from > to || to > rows || rows == 0 {
            return Err(format!("rows {from}..{to} of {rows}"));
        }
        let row = self.data.len() / rows;
        let mut dims = self.dims.clone();
        dims[0] = to - from;
        Ok(Self { dims, kind: self.kind, data: &self.data[from * row..to * row] })
    }

    /// The values.
    pub(super) fn to_f32(&self) -> Vec<f32> {
        match self.kind {
            Kind::F32 => self.data.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect(),
            Kind::F16 => self.data.chunks_exact(2).map(|b| half_to_f32(u16::from_le_bytes([b[0], b[1]]))).collect(),
            Kind::Integer => Vec::new(),
        }
    }

    /// The values in half precision, without a copy when they are.
    pub(super) fn to_f16_bytes(&self) -> std::borrow::Cow<'a, [u8]> {
        if self.kind == Kind::F16 {
            self.data.into()
        } else {
            self.to_f32().into_iter().flat_map(|v| half_from_f32(v).to_le_bytes()).collect::<Vec<_>>().into()
        }
    }

    /// The value of a counter.
    pub(super) fn to_count(&self) -> Option<usize> {
        if self.kind != Kind::Integer {
            return None;
        }
        let mut wide = [0; 8];
        wide.get_mut(..self.data.len())?.copy_from_slice(self.data);
        usize::try_from(u64::from_le_bytes(wide)).ok()
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], String> {
        let (taken, rest) = self.rest.split_at_checked(n).ok_or("it ends too early")?;
        self.rest = rest;
        Ok(taken)
    }

    fn u8(&mut self) -> Result<u8, String> {
        Ok(self.take(1)?[0])
    }

    fn u32(&mut self) -> Result<u32, String> {
        let b = self.take(4)?;
        Ok(u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }

    fn size(&mut self) -> Result<usize, String> {
        usize::try_from(self.u32()?).map_err(|error| error.to_string())
    }

    fn string(&mut self) -> Result<String, String> {
        let b = self.take(2)?;
        let text = self.take(usize::from(u16::from_le_bytes([b[0], b[1]])))?;
        let text = text.strip_suffix(&[0]).unwrap_or(text);
        String::from_utf8(text.to_vec()).map_err(|error| error.to_string())
    }

    fn tensor(&mut self) -> Result<(String, Tensor<'a>), String> {
        let name = self.string()?;
        let rank = self.u8()?;
        let dims = (0..rank).map(|_| self.size()).collect::<Result<Vec<_>, _>>()?;
        let (kind, width) = match self.u8()? {
            0 => (Kind::F32, 4),
            1 => (Kind::Integer, 1),
            2 => (Kind::Integer, 2),
            3 => (Kind::Integer, 4),
            4 => (Kind::F16, 2),
            other => return Err(format!("tensor {name} has type {other}, which is not read")),
        };
        let bytes = self.size()?;
        let expected = dims.iter().try_fold(width, |n: usize, dim| n.checked_mul(*dim));
        if expected != Some(bytes) {
            return Err(format!("tensor {name} of shape {dims:?} has {bytes} bytes"));
        }
        Ok((name, Tensor { dims, kind, data: self.take(bytes)? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_or_foreign_files_are_refused_at_every_length() {
        let mut file = Vec::new();
        file.extend(6u32.to_le_bytes());
        file.extend(12u16.to_le_bytes());
        file.extend(b"WhisperSpec\0");
        file.extend(3u32.to_le_bytes());
        file.extend(1u32.to_le_bytes());
        file.extend(2u16.to_le_bytes());
        file.extend(b"a\0");
        file.extend([1]);
        file.extend(2u32.to_le_bytes());
        file.extend([4]);
        file.extend(4u32.to_le_bytes());
        file.extend([0, 0x3c, 0, 0x40]);
        file.extend(0u32.to_le_bytes());
        assert_eq!(read(&file).unwrap()["a"].to_f32(), [1.0, 2.0]);
        for cut in 0..file.len() {
            assert!(read(&file[..cut]).is_err(), "{cut}");
        }
        file[0] = 5;
        assert!(read(&file).unwrap_err().contains("version 5"));
    }
}
