//! Reads SentencePiece's model file, a protocol buffer: `ModelProto { repeated SentencePiece pieces = 1 … }` with
//! `SentencePiece { string piece = 1, float score = 2 … }`.
//!
//! A protocol buffer is a row of fields: a variable-length `8 · number + kind`, then a variable-length number (kind 0), eight
//! bytes (1), a variable-length length and that many bytes (2), or four bytes (5).

/// Pieces in the order of their numbers, each with its score.
pub(super) fn pieces(file: &[u8]) -> Result<Vec<(&[u8], f32)>, String> {
    let mut pieces = Vec::new();
    let mut fields = Fields { rest: file };
    while let Some(field) = fields.next()? {
        if let (1, Value::Bytes(entry)) = field {
            pieces.push(piece(entry)?);
        }
    }
    Ok(pieces)
}

fn piece(entry: &[u8]) -> Result<(&[u8], f32), String> {
    let (mut text, mut score) = (None, 0.0);
    let mut fields = Fields { rest: entry };
    while let Some(field) = fields.next()? {
        match field {
            (1, Value::Bytes(bytes)) => text = Some(bytes),
            (2, Value::Four(bytes)) => score = f32::from_le_bytes(bytes),
            _ => {}
        }
    }
    Ok((text.ok_or("a piece has no text")?, score))
}

enum Value<'a> {
    Bytes(&'a [u8]),
    Four([u8; 4]),
    /// What no piece has.
    Other,
}

struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    /// The next field's number and value.
    fn next(&mut self) -> Result<Option<(u64, Value<'a>)>, String> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let tag = self.number()?;
        let value = match tag & 7 {
            0 => self.number().map(|_| Value::Other)?,
            1 => self.take(8).map(|_| Value::Other)?,
            2 => {
                let length = self.number()?;
                Value::Bytes(self.take(length)?)
            }
            5 => self.take(4)?.first_chunk().map_or(Value::Other, |bytes| Value::Four(*bytes)),
            kind => return Err(format!("its vocabulary has a field of kind {kind}")),
        };
        Ok(Some((tag >> 3, value)))
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], String> {
        let taken = usize::try_from(length).ok().and_then(|length| self.rest.split_at_checked(length));
        let (taken, rest) = taken.ok_or("its vocabulary ends too early")?;
        self.rest = rest;
        Ok(taken)
    }

    /// Seven bits a byte, the lowest first; all bytes but the last have the highest bit.
    fn number(&mut self) -> Result<u64, String> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err("its vocabulary has a number of more than 64 bits".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Vec<u8> {
        let mut long = b"\x0a\x03abc\x15".to_vec();
        long.extend((-1.5_f32).to_le_bytes());
        long.extend([0x18, 0x81, 0x01]);
        let mut file = b"\x0a\x07\x0a\x05<unk>".to_vec();
        file.extend([0x0a, u8::try_from(long.len()).unwrap()]);
        file.extend(long);
        file.extend(b"\x12\x02\x18\x01\x19........");
        file
    }

    #[test]
    fn pieces_have_their_scores() {
        assert_eq!(pieces(&file()).unwrap(), [(b"<unk>".as_slice(), 0.0), (b"abc", -1.5)]);
    }

    #[test]
    fn a_cut_or_foreign_file_is_refused_or_has_fewer_pieces() {
        let whole = file();
        for cut in 1..whole.len() {
            assert!(pieces(&whole[..cut]).is_err() || [9, 24, 28].contains(&cut), "{cut}");
        }
        assert!(pieces(b"GGUF, not this").is_err() && pieces(&[0xff; 20]).is_err());
        assert!(pieces(b"\x0a\x00").unwrap_err().contains("no text"));
    }
}
