//! Reads whisper.cpp's ggml file: shape, mel filters, vocabulary and tensors.
//!
//! `i32 magic, 11 × i32 shape, i32 mels, i32 bins, f32 filters…, i32 tokens, (i32 length, bytes)…`, then tensors until
//! the end: `i32 rank, i32 name length, i32 type, i32 dims (innermost first)…, name, data`.

use std::collections::BTreeMap;

use crate::half::half_to_f32;

const MAGIC: i32 = 0x6767_6d6c;
/// Values in a block of the quantised types.
const BLOCK: usize = 32;

/// Sizes of a Whisper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) vocabulary: usize,
    pub(super) audio_context: usize,
    /// Numbers in a hidden state.
    pub(super) width: usize,
    pub(super) heads: usize,
    pub(super) encoder_layers: usize,
    pub(super) text_context: usize,
    pub(super) decoder_layers: usize,
    pub(super) mels: usize,
}

/// A file, its tensors still in their own types.
pub(super) struct File<'a> {
    pub(super) shape: Shape,
    /// `mels` rows of `bins` weights.
    pub(super) filters: Vec<f32>,
    pub(super) bins: usize,
    /// The tokens' bytes, in the order of their ids, text only.
    pub(super) tokens: Vec<Vec<u8>>,
    tensors: BTreeMap<String, Tensor<'a>>,
}

struct Tensor<'a> {
    /// Outermost first.
    dims: Vec<usize>,
    kind: Kind,
    data: &'a [u8],
}

#[derive(Clone, Copy)]
enum Kind {
    F32,
    F16,
    Q5_0,
    Q5_1,
    Q8_0,
}

impl Kind {
    fn of(number: i32) -> Result<Self, String> {
        match number {
            0 => Ok(Self::F32),
            1 => Ok(Self::F16),
            6 => Ok(Self::Q5_0),
            7 => Ok(Self::Q5_1),
            8 => Ok(Self::Q8_0),
            other => Err(format!("tensor type {other} is not read; take an f16, q8_0 or q5 file")),
        }
    }

    /// Values in a block and its bytes.
    const fn block(self) -> (usize, usize) {
        match self {
            Self::F32 => (1, 4),
            Self::F16 => (1, 2),
            Self::Q5_0 => (BLOCK, 22),
            Self::Q5_1 => (BLOCK, 24),
            Self::Q8_0 => (BLOCK, 34),
        }
    }
}

impl<'a> File<'a> {
    /// Reads the whole file.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, String> {
        let mut bytes = Bytes { rest: bytes };
        if bytes.i32()? != MAGIC {
            return Err("it is no ggml file".to_owned());
        }
        let shape = shape(&mut bytes)?;
        let (mels, bins) = (bytes.size()?, bytes.size()?);
        if mels != shape.mels || bins > 4096 {
            return Err(format!("{mels} mel filters of {bins} for {} mels", shape.mels));
        }
        let filters = floats(bytes.take(mels * bins * 4)?);
        let count = bytes.size()?;
        let mut tokens = Vec::new();
        for _ in 0..count {
            let length = bytes.size()?;
            tokens.push(bytes.take(length)?.to_vec());
        }
        let mut tensors = BTreeMap::new();
        while !bytes.rest.is_empty() {
            let (name, tensor) = bytes.tensor()?;
            tensors.insert(name, tensor);
        }
        Ok(Self { shape, filters, bins, tokens, tensors })
    }

    /// A tensor's values and its dimensions, outermost first.
    pub(super) fn values(&self, name: &str) -> Result<(Vec<f32>, &[usize]), String> {
        let tensor = self.tensors.get(name).ok_or_else(|| format!("it has no tensor {name}"))?;
        Ok((tensor.values(), &tensor.dims))
    }

    /// The values of a vector.
    pub(super) fn vector(&self, name: &str, length: usize) -> Result<Vec<f32>, String> {
        let (values, dims) = self.values(name)?;
        if values.len() == length { Ok(values) } else { Err(format!("{name} has shape {dims:?}, not {length}")) }
    }

    /// The values of a matrix, row after row.
    pub(super) fn matrix(&self, name: &str, rows: usize, columns: usize) -> Result<Vec<f32>, String> {
        let (values, dims) = self.values(name)?;
        let fits = dims.first() == Some(&rows) && values.len() == rows * columns;
        if fits { Ok(values) } else { Err(format!("{name} has shape {dims:?}, not {rows} by {columns}")) }
    }
}

fn shape(bytes: &mut Bytes<'_>) -> Result<Shape, String> {
    let vocabulary = bytes.size()?;
    let audio_context = bytes.size()?;
    let width = bytes.size()?;
    let heads = bytes.size()?;
    let encoder_layers = bytes.size()?;
    let text_context = bytes.size()?;
    let (text_width, text_heads) = (bytes.size()?, bytes.size()?);
    let decoder_layers = bytes.size()?;
    let mels = bytes.size()?;
    bytes.i32()?;
    let sane = (1..=4096).contains(&width)
        && heads > 0
        && width % heads == 0
        && (text_width, text_heads) == (width, heads)
        && audio_context <= 4096
        && text_context <= 4096
        && encoder_layers.max(decoder_layers) <= 128;
    if !sane {
        return Err("its shape is not a Whisper's".to_owned());
    }
    Ok(Shape { vocabulary, audio_context, width, heads, encoder_layers, text_context, decoder_layers, mels })
}

impl Tensor<'_> {
    fn values(&self) -> Vec<f32> {
        match self.kind {
            Kind::F32 => floats(self.data),
            Kind::F16 => self.data.chunks_exact(2).map(half).collect(),
            Kind::Q8_0 => self.blocks(|block, out| {
                let scale = half(block);
                out.extend(block[2..].iter().map(|q| f32::from(q.cast_signed()) * scale));
            }),
            Kind::Q5_0 => self.blocks(|block, out| {
                let scale = half(block);
                fives(&block[2..6], &block[6..], out, |q| (f32::from(q) - 16.0) * scale);
            }),
            Kind::Q5_1 => self.blocks(|block, out| {
                let (scale, least) = (half(block), half(&block[2..]));
                fives(&block[4..8], &block[8..], out, |q| f32::from(q) * scale + least);
            }),
        }
    }

    fn blocks(&self, read: impl Fn(&[u8], &mut Vec<f32>)) -> Vec<f32> {
        let (values, bytes) = self.kind.block();
        let mut out = Vec::with_capacity(self.data.len() / bytes * values);
        self.data.chunks_exact(bytes).for_each(|block| read(block, &mut out));
        out
    }
}

/// Five bits a value: the fifth bits apart; low nibbles are the first half of the block.
fn fives(fifths: &[u8], nibbles: &[u8], out: &mut Vec<f32>, value: impl Fn(u8) -> f32) {
    let fifths = u32::from_le_bytes([fifths[0], fifths[1], fifths[2], fifths[3]]);
    let fifth = |at: usize| if fifths >> at & 1 == 1 { 16 } else { 0 };
    out.extend(nibbles.iter().enumerate().map(|(at, byte)| value((byte & 15) | fifth(at))));
    out.extend(nibbles.iter().enumerate().map(|(at, byte)| value((byte >> 4) | fifth(at + 16))));
}

fn half(bytes: &[u8]) -> f32 {
    half_to_f32(u16::from_le_bytes([bytes[0], bytes[1]]))
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

struct Bytes<'a> {
    rest: &'a [u8],
}

impl<'a> Bytes<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], String> {
        let (taken, rest) = self.rest.split_at_checked(n).ok_or("it ends too early")?;
        self.rest = rest;
        Ok(taken)
    }

    fn i32(&mut self) -> Result<i32, String> {
        let b = self.take(4)?;
        Ok(i32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }

    fn size(&mut self) -> Result<usize, String> {
        let n = self.i32()?;
        usize::try_from(n).map_err(|_| format!("a size of {n}"))
    }

    fn tensor(&mut self) -> Result<(String, Tensor<'a>), String> {
        let (rank, length) = (self.size()?, self.size()?);
        let kind = Kind::of(self.i32()?)?;
        if rank > 4 {
            return Err(format!("a tensor of rank {rank}"));
        }
        let mut dims = (0..rank).map(|_| self.size()).collect::<Result<Vec<_>, _>>()?;
        dims.reverse();
        let name = String::from_utf8_lossy(self.take(length)?).into_owned();
        let (values, bytes) = kind.block();
        let count = dims.iter().try_fold(1, |n: usize, dim| n.checked_mul(*dim));
        let size = count.filter(|n| n % values == 0).and_then(|n| (n / values).checked_mul(bytes));
        let data = self.take(size.ok_or_else(|| format!("tensor {name} has shape {dims:?}"))?)?;
        Ok((name, Tensor { dims, kind, data }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ints(values: &[i32]) -> Vec<u8> {
        values.iter().flat_map(|v| v.to_le_bytes()).collect()
    }

    fn small() -> Vec<u8> {
        let mut file = ints(&[MAGIC, 3, 8, 4, 2, 1, 8, 4, 2, 1, 1, 1, 1, 2]);
        file.extend([0, 0, 128, 63, 0, 0, 0, 64]);
        file.extend(ints(&[1, 2]));
        file.extend(b"ab");
        file.extend(ints(&[1, 1, 8, 32]));
        file.extend(b"w");
        file.extend([0, 0x3c]);
        file.extend((0..32).map(|n: u8| n.wrapping_sub(16)));
        file
    }

    #[test]
    fn a_file_gives_its_shape_tokens_and_values() {
        let bytes = small();
        let file = File::read(&bytes).unwrap();
        assert_eq!((file.shape.width, file.shape.heads, file.shape.vocabulary), (4, 2, 3));
        assert_eq!((file.filters.as_slice(), file.tokens[0].as_slice()), ([1.0, 2.0].as_slice(), b"ab".as_slice()));
        let values = file.vector("w", 32).unwrap();
        assert_eq!((values[0], values[16], values[31]), (-16.0, 0.0, 15.0));
        assert!(file.vector("w", 31).is_err() && file.vector("v", 1).is_err());
    }

    #[test]
    fn cut_files_are_refused() {
        let file = small();
        let whole_without_tensors = file.len() - 34 - 1 - 16;
        for cut in (0..file.len()).filter(|cut| *cut != whole_without_tensors) {
            assert!(File::read(&file[..cut]).is_err(), "{cut}");
        }
    }

    #[test]
    fn five_bit_values_have_their_fifth_bit() {
        let mut out = Vec::new();
        let mut nibbles = [0; 16];
        nibbles[0] = 0x21;
        fives(&[1, 0, 0, 0], &nibbles, &mut out, f32::from);
        assert_eq!((out[0], out[16], out[1], out.len()), (17.0, 2.0, 0.0, 32));
    }
}
