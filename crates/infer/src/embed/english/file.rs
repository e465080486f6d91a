//! Reads the model's archive: a zip that holds `vocab.txt` and the weights as safetensors.
//!
//! Safetensors: `u64 length`, that many bytes of JSON, `{name: {dtype, shape, data_offsets: [from, to]}}`, then the data.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use serde::Deserialize;

use super::super::archive::entry_of;

const WEIGHTS: &str = "/model.safetensors";
const VOCABULARY: &str = "/vocab.txt";

/// The two files that are read.
pub(super) struct Unpacked {
    pub(super) weights: Vec<u8>,
    pub(super) vocabulary: String,
}

/// Takes both files out of the archive.
pub(super) fn unpack(archive: impl Read + Seek) -> Result<Unpacked, String> {
    let mut archive = zip::ZipArchive::new(archive).map_err(|error| error.to_string())?;
    let weights = entry_of(&mut archive, WEIGHTS)?;
    let vocabulary = String::from_utf8(entry_of(&mut archive, VOCABULARY)?).map_err(|error| error.to_string())?;
    Ok(Unpacked { weights, vocabulary })
}

/// Tensors by name, their bytes borrowed from the file.
pub(super) struct Tensors<'a> {
    tensors: BTreeMap<String, Tensor>,
    data: &'a [u8],
}

#[derive(Debug, Deserialize)]
struct Tensor {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Listed {
    Tensor(Tensor),
    /// What else is told of the file.
    Note(serde::de::IgnoredAny),
}

impl<'a> Tensors<'a> {
    pub(super) fn read(file: &'a [u8]) -> Result<Self, String> {
        let (length, rest) = file.split_first_chunk::<8>().ok_or("the weights end too early")?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|error| error.to_string())?;
        let (list, data) = rest.split_at_checked(length).ok_or("the list of tensors ends too early")?;
        let listed: BTreeMap<String, Listed> = serde_json::from_slice(list).map_err(|error| error.to_string())?;
        let tensors = listed.into_iter().filter_map(|(name, listed)| match listed {
            Listed::Tensor(tensor) => Some((name, tensor)),
            Listed::Note(_) => None,
        });
        Ok(Self { tensors: tensors.collect(), data })
    }

    /// The shape of a tensor of two dimensions.
    pub(super) fn shape(&self, name: &str) -> Result<[usize; 2], String> {
        let shape = self.tensor(name)?.shape.as_slice();
        <[usize; 2]>::try_from(shape).map_err(|_| format!("{name} has the shape {shape:?}"))
    }

    /// The values of a tensor that must have `count`.
    pub(super) fn values(&self, name: &str, count: usize) -> Result<Vec<f32>, String> {
        let Tensor { dtype, shape, data_offsets: [from, to] } = self.tensor(name)?;
        let data = self.data.get(*from..*to).ok_or_else(|| format!("{name} lies outside of the data"))?;
        let fits = dtype == "F32" && count.checked_mul(4) == Some(data.len());
        if !fits {
            return Err(format!(
                "{name} is {dtype} of the shape {shape:?} in {} bytes, not {count} values",
                data.len()
            ));
        }
        Ok(data.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }

    fn tensor(&self, name: &str) -> Result<&Tensor, String> {
        self.tensors.get(name).ok_or_else(|| format!("it has no tensor {name}"))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    const LIST: &str = r#"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},
        "n":{"dtype":"I64","shape":[1],"data_offsets":[8,16]}}"#;

    fn weights() -> Vec<u8> {
        let mut file = (LIST.len() as u64).to_le_bytes().to_vec();
        file.extend(LIST.as_bytes());
        file.extend([1.5_f32, -2.0].map(f32::to_le_bytes).concat());
        file.extend(7_u64.to_le_bytes());
        file
    }

    #[test]
    fn tensors_are_read_by_name_and_size() {
        let file = weights();
        let tensors = Tensors::read(&file).unwrap();
        assert_eq!(tensors.shape("a").unwrap(), [1, 2]);
        assert_eq!(tensors.values("a", 2).unwrap(), [1.5, -2.0]);
        for (name, count) in [("a", 3), ("n", 1), ("n", 2), ("b", 1)] {
            assert!(tensors.values(name, count).is_err(), "{name}");
        }
    }

    #[test]
    fn cut_weights_are_refused_at_every_length() {
        let file = weights();
        for cut in 0..file.len() - 8 {
            let read = Tensors::read(&file[..cut]).and_then(|tensors| tensors.values("a", 2));
            assert!(read.is_err(), "{cut}");
        }
    }

    #[test]
    fn both_files_are_found_in_whichever_folder() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for (name, bytes) in [("m/vocab.txt", b"<s>\n".as_slice()), ("m/model.safetensors", &[1, 2])] {
            zip.start_file(name, options).unwrap();
            zip.write_all(bytes).unwrap();
        }
        let bytes = zip.finish().unwrap().into_inner();
        let unpacked = unpack(Cursor::new(&bytes)).unwrap();
        assert_eq!((unpacked.weights.as_slice(), unpacked.vocabulary.as_str()), ([1, 2].as_slice(), "<s>\n"));
        assert!(unpack(Cursor::new(&bytes[..bytes.len() / 2])).is_err());
        assert!(unpack(Cursor::new(b"GGUF, not this")).is_err());
    }
}
