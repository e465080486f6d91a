//! Reads numpy's archive (`.npz`): a zip of arrays (`.npy`).
//!
//! An array: `"\x93NUMPY", u8 major, minor, u16 length`, that many bytes of a Python dictionary
//! `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`, then the data, row after row.

use std::io::Cursor;

use zip::ZipArchive;

use super::super::archive::entry;

const MAGIC: &[u8] = b"\x93NUMPY\x01\x00";

/// Arrays by name.
pub(super) struct Arrays {
    archive: ZipArchive<Cursor<Vec<u8>>>,
}

impl Arrays {
    pub(super) fn open(file: Vec<u8>) -> Result<Self, String> {
        let archive = ZipArchive::new(Cursor::new(file)).map_err(|error| format!("the weights: {error}"))?;
        Ok(Self { archive })
    }

    /// The values of an array of single precision that must have this shape.
    pub(super) fn floats(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, String> {
        let data = self.data(name, "<f4", 4, shape)?;
        Ok(data.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }

    /// The values of an array of bytes that must have this shape.
    pub(super) fn bytes(&mut self, name: &str, shape: &[usize]) -> Result<Vec<u8>, String> {
        self.data(name, "|u1", 1, shape)
    }

    fn data(&mut self, name: &str, kind: &str, size: usize, shape: &[usize]) -> Result<Vec<u8>, String> {
        let mut file = entry(&mut self.archive, &format!("{name}.npy"))?;
        let (header, from) = header(&file).ok_or_else(|| format!("{name} is no array of numpy's first version"))?;
        let dimensions = shape.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let dimensions = if shape.len() == 1 { format!("{dimensions},") } else { dimensions };
        let told = [format!("'descr': '{kind}'"), "'fortran_order': False".into(), format!("'shape': ({dimensions})")];
        let bytes = size * shape.iter().product::<usize>();
        if file.len() - from != bytes || !told.iter().all(|told| header.contains(told)) {
            return Err(format!("{name} is {} in {} bytes, not {}", header.trim(), file.len() - from, told.join(", ")));
        }
        Ok(file.split_off(from))
    }
}

/// The dictionary, and where the data begin.
fn header(file: &[u8]) -> Option<(&str, usize)> {
    let (length, rest) = file.strip_prefix(MAGIC)?.split_first_chunk::<2>()?;
    let header = rest.get(..usize::from(u16::from_le_bytes(*length)))?;
    Some((std::str::from_utf8(header).ok()?, MAGIC.len() + 2 + header.len()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const HEADER: &str = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }\n";

    fn array() -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        file.extend(u16::try_from(HEADER.len()).unwrap().to_le_bytes());
        file.extend(HEADER.as_bytes());
        file.extend([1.5_f32, -2.0].map(f32::to_le_bytes).concat());
        file
    }

    fn archive(array: &[u8]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("a.npy", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(array).unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn arrays_are_read_by_name_kind_and_shape() {
        let mut arrays = Arrays::open(archive(&array())).unwrap();
        assert_eq!(arrays.floats("a", &[1, 2]).unwrap(), [1.5, -2.0]);
        for (name, shape) in [("a", &[2, 1][..]), ("a", &[2]), ("a", &[1, 3]), ("b", &[1, 2])] {
            assert!(arrays.floats(name, shape).is_err(), "{name} {shape:?}");
        }
        assert!(arrays.bytes("a", &[1, 2]).unwrap_err().contains("<f4"));
    }

    #[test]
    fn cut_arrays_are_refused_at_every_length() {
        for cut in 0..array().len() {
            let mut arrays = Arrays::open(archive(&array()[..cut])).unwrap();
            assert!(arrays.floats("a", &[1, 2]).is_err(), "{cut}");
        }
        let whole = archive(&array());
        for cut in 0..whole.len() {
            let read = Arrays::open(whole[..cut].to_vec()).and_then(|mut arrays| arrays.floats("a", &[1, 2]));
            assert!(read.is_err(), "{cut}");
        }
    }
}
