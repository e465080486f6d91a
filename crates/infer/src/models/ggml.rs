//! Writes whisper.cpp's ggml file from CTranslate2 tensors, in half precision or in 8 bit.

use std::io::{self, Write};

use super::ct2::{Tensor, Tensors};
use super::manifest::Weights;
use super::mel;
use crate::half::half_from_f32;

/// Why a model could not be converted.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConvertError {
    /// The source is not a Whisper as expected.
    #[error("{0}")]
    Source(String),
    /// The result could not be written.
    #[error(transparent)]
    Write(#[from] io::Error),
}

const MAGIC: i32 = 0x6767_6d6c;
/// Byte-pair tokens of the multilingual vocabulary; whisper.cpp makes the special ones itself.
const TEXT_TOKENS: usize = 50_257;
const MULTILINGUAL_TOKENS: usize = 51_865;
/// ggml's numbers for types of files and tensors.
const FILE_F16: i32 = 1;
const FILE_Q8_0: i32 = 2007;
const TENSOR_F32: i32 = 0;
const TENSOR_F16: i32 = 1;
const TENSOR_Q8_0: i32 = 8;
/// Values per 8-bit block.
const BLOCK: usize = 32;

/// Converts `tensors` with their `vocabulary` (one byte-encoded token per id).
pub(super) fn write(
    out: &mut dyn Write,
    tensors: &Tensors<'_>,
    vocabulary: &[String],
    weights: Weights,
) -> Result<(), ConvertError> {
    let model = Shape::of(tensors)?;
    if model.vocabulary < MULTILINGUAL_TOKENS || vocabulary.len() < TEXT_TOKENS {
        return Err(ConvertError::Source("the model is not multilingual".to_owned()));
    }
    header(out, &model, weights)?;
    tokens(out, &vocabulary[..TEXT_TOKENS])?;
    let mut body = Body { out, tensors, weights, width: model.width };
    body.side("encoder", "ln_post", model.encoder_layers)?;
    body.side("decoder", "ln", model.decoder_layers)
}

struct Shape {
    vocabulary: usize,
    width: usize,
    audio_context: usize,
    text_context: usize,
    encoder_heads: usize,
    decoder_heads: usize,
    encoder_layers: usize,
    decoder_layers: usize,
    mels: usize,
}

impl Shape {
    fn of(tensors: &Tensors<'_>) -> Result<Self, ConvertError> {
        let dim = |name: &str, axis: usize| {
            find(tensors, name).and_then(|t| {
                t.dims.get(axis).copied().ok_or_else(|| ConvertError::Source(format!("{name} has no axis {axis}")))
            })
        };
        let count = |name: &str| {
            find(tensors, name)?.to_count().ok_or_else(|| ConvertError::Source(format!("{name} is not a counter")))
        };
        Ok(Self {
            vocabulary: dim("decoder/embeddings/weight", 0)?,
            width: dim("decoder/embeddings/weight", 1)?,
            audio_context: dim("encoder/position_encodings/encodings", 0)?,
            text_context: dim("decoder/position_encodings/encodings", 0)?,
            encoder_heads: count("encoder/num_heads")?,
            decoder_heads: count("decoder/num_heads")?,
            encoder_layers: layers(tensors, "encoder"),
            decoder_layers: layers(tensors, "decoder"),
            mels: dim("encoder/conv1/weight", 1)?,
        })
    }
}

fn find<'t, 'a>(tensors: &'t Tensors<'a>, name: &str) -> Result<&'t Tensor<'a>, ConvertError> {
    tensors.get(name).ok_or_else(|| ConvertError::Source(format!("the model has no {name}")))
}

fn layers(tensors: &Tensors<'_>, side: &str) -> usize {
    (0..).take_while(|i| tensors.contains_key(&format!("{side}/layer_{i}/ffn/linear_0/weight"))).count()
}

fn int(out: &mut dyn Write, value: usize) -> Result<(), ConvertError> {
    let value = i32::try_from(value).map_err(|_| ConvertError::Source(format!("{value} does not fit")))?;
    Ok(out.write_all(&value.to_le_bytes())?)
}

fn header(out: &mut dyn Write, model: &Shape, weights: Weights) -> Result<(), ConvertError> {
    out.write_all(&MAGIC.to_le_bytes())?;
    for value in [
        model.vocabulary,
        model.audio_context,
        model.width,
        model.encoder_heads,
        model.encoder_layers,
        model.text_context,
        model.width,
        model.decoder_heads,
        model.decoder_layers,
        model.mels,
    ] {
        int(out, value)?;
    }
    let file_type = match weights {
        Weights::F16 => FILE_F16,
        Weights::Q8_0 => FILE_Q8_0,
    };
    out.write_all(&file_type.to_le_bytes())?;
    int(out, model.mels)?;
    int(out, mel::BINS)?;
    Ok(out.write_all(&floats(&mel::filters(model.mels)))?)
}

fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

fn tokens(out: &mut dyn Write, vocabulary: &[String]) -> Result<(), ConvertError> {
    int(out, vocabulary.len())?;
    for token in vocabulary {
        let bytes = token_bytes(token);
        int(out, bytes.len())?;
        out.write_all(&bytes)?;
    }
    Ok(())
}

/// Undoes GPT-2's byte encoding, which gives every byte a printable character.
fn token_bytes(token: &str) -> Vec<u8> {
    token.chars().map(char_byte).collect::<Option<_>>().unwrap_or_else(|| token.as_bytes().to_vec())
}

fn char_byte(c: char) -> Option<u8> {
    let printable = |b: &u8| matches!(b, 33..=126 | 161..=172 | 174..=255);
    match u32::from(c) {
        code @ 0..=255 => u8::try_from(code).ok().filter(printable),
        code => (0..=255).filter(|b| !printable(b)).nth(usize::try_from(code - 256).ok()?),
    }
}

struct Body<'w, 't, 'a> {
    out: &'w mut dyn Write,
    tensors: &'t Tensors<'a>,
    weights: Weights,
    width: usize,
}

impl<'a> Body<'_, '_, 'a> {
    fn side(&mut self, side: &str, norm: &str, layers: usize) -> Result<(), ConvertError> {
        self.put(&format!("{side}.positional_embedding"), &format!("{side}/position_encodings/encodings"))?;
        self.norm(&format!("{side}.{norm}"), &format!("{side}/layer_norm"))?;
        if side == "encoder" {
            for conv in ["conv1", "conv2"] {
                for part in ["weight", "bias"] {
                    self.put(&format!("encoder.{conv}.{part}"), &format!("encoder/{conv}/{part}"))?;
                }
            }
        } else {
            self.put("decoder.token_embedding.weight", "decoder/embeddings/weight")?;
        }
        (0..layers).try_for_each(|i| self.layer(side, &format!("{side}/layer_{i}"), &format!("{side}.blocks.{i}")))
    }

    fn layer(&mut self, side: &str, from: &str, to: &str) -> Result<(), ConvertError> {
        let d = self.width;
        self.norm(&format!("{to}.attn_ln"), &format!("{from}/self_attention/layer_norm"))?;
        self.norm(&format!("{to}.mlp_ln"), &format!("{from}/ffn/layer_norm"))?;
        let fused = format!("{from}/self_attention/linear_0");
        self.linear(&format!("{to}.attn.query"), &fused, Some((0, d)))?;
        self.key(&format!("{to}.attn.key"), &fused, (d, 2 * d))?;
        self.linear(&format!("{to}.attn.value"), &fused, Some((2 * d, 3 * d)))?;
        self.linear(&format!("{to}.attn.out"), &format!("{from}/self_attention/linear_1"), None)?;
        self.linear(&format!("{to}.mlp.0"), &format!("{from}/ffn/linear_0"), None)?;
        self.linear(&format!("{to}.mlp.2"), &format!("{from}/ffn/linear_1"), None)?;
        if side == "decoder" {
            let fused = format!("{from}/attention/linear_1");
            self.norm(&format!("{to}.cross_attn_ln"), &format!("{from}/attention/layer_norm"))?;
            self.linear(&format!("{to}.cross_attn.query"), &format!("{from}/attention/linear_0"), None)?;
            self.key(&format!("{to}.cross_attn.key"), &fused, (0, d))?;
            self.linear(&format!("{to}.cross_attn.value"), &fused, Some((d, 2 * d)))?;
            self.linear(&format!("{to}.cross_attn.out"), &format!("{from}/attention/linear_2"), None)?;
        }
        Ok(())
    }

    fn norm(&mut self, to: &str, from: &str) -> Result<(), ConvertError> {
        self.put(&format!("{to}.weight"), &format!("{from}/gamma"))?;
        self.put(&format!("{to}.bias"), &format!("{from}/beta"))
    }

    fn linear(&mut self, to: &str, from: &str, rows: Option<(usize, usize)>) -> Result<(), ConvertError> {
        for part in ["weight", "bias"] {
            let tensor = self.cut(&format!("{from}/{part}"), rows)?;
            self.tensor(&format!("{to}.{part}"), &tensor)?;
        }
        Ok(())
    }

    /// Whisper's keys have no bias; the fused layer carries zeros in its place.
    fn key(&mut self, to: &str, from: &str, rows: (usize, usize)) -> Result<(), ConvertError> {
        if self.cut(&format!("{from}/bias"), Some(rows))?.to_f32().iter().any(|v| *v != 0.0) {
            return Err(ConvertError::Source(format!("the key bias of {from} is not zero")));
        }
        let tensor = self.cut(&format!("{from}/weight"), Some(rows))?;
        self.tensor(&format!("{to}.weight"), &tensor)
    }

    fn put(&mut self, to: &str, from: &str) -> Result<(), ConvertError> {
        let tensor = self.cut(from, None)?;
        self.tensor(to, &tensor)
    }

    fn cut(&self, name: &str, rows: Option<(usize, usize)>) -> Result<Tensor<'a>, ConvertError> {
        let tensor = find(self.tensors, name)?;
        match rows {
            None => Ok(tensor.clone()),
            Some((from, to)) => {
                tensor.rows(from, to).map_err(|what| ConvertError::Source(format!("{name} has not {what}")))
            }
        }
    }

    fn tensor(&mut self, name: &str, tensor: &Tensor<'_>) -> Result<(), ConvertError> {
        let conv_bias = name.starts_with("encoder.conv") && name.ends_with("bias");
        let mut dims = tensor.dims.clone();
        if conv_bias {
            dims.push(1);
        }
        let kind = self.kind(name, &dims, conv_bias);
        int(self.out, dims.len())?;
        int(self.out, name.len())?;
        self.out.write_all(&kind.to_le_bytes())?;
        dims.iter().rev().try_for_each(|dim| int(self.out, *dim))?;
        self.out.write_all(name.as_bytes())?;
        match kind {
            TENSOR_F32 => self.out.write_all(&floats(&tensor.to_f32()))?,
            TENSOR_F16 => self.out.write_all(&tensor.to_f16_bytes())?,
            _ => self.out.write_all(&quantise(&tensor.to_f32()))?,
        }
        Ok(())
    }

    /// Small vectors stay single, convolutions half; matrices are as asked.
    fn kind(&self, name: &str, dims: &[usize], conv_bias: bool) -> i32 {
        if dims.len() < 2 || conv_bias || name.ends_with("positional_embedding") {
            return TENSOR_F32;
        }
        match self.weights {
            Weights::Q8_0 if dims.len() == 2 => TENSOR_Q8_0,
            Weights::F16 | Weights::Q8_0 => TENSOR_F16,
        }
    }
}

/// ggml's `q8_0`: per 32 values a half-precision scale and 32 signed bytes. Rows are multiples of 32.
fn quantise(values: &[f32]) -> Vec<u8> {
    let mut out = Vec::with_capacity(values.len() / BLOCK * (BLOCK + 2));
    for block in values.chunks_exact(BLOCK) {
        let largest = block.iter().fold(0.0_f32, |max, v| max.max(v.abs()));
        let scale = largest / 127.0;
        let inverse = if scale == 0.0 { 0.0 } else { 1.0 / scale };
        out.extend(half_from_f32(scale).to_le_bytes());
        out.extend(block.iter().map(|v| ((v * inverse).round() as i8).cast_unsigned()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_byte_encoding_is_undone() {
        assert_eq!(token_bytes("ĠØ§"), [b' ', 0xd8, 0xa7]);
        assert_eq!(token_bytes("Ċ"), b"\n");
        assert_eq!(token_bytes("!"), b"!");
        assert_eq!(char_byte('\u{143}'), Some(173));
        assert_eq!(char_byte('\u{144}'), None);
    }

    #[test]
    fn quantised_values_are_within_half_a_step() {
        let values: Vec<f32> = (0u8..64).map(|i| (f32::from(i) - 20.0) * 0.37).collect();
        let bytes = quantise(&values);
        assert_eq!(bytes.len(), 2 * 34);
        for (block, original) in bytes.chunks(34).zip(values.chunks(BLOCK)) {
            let scale = crate::half::half_to_f32(u16::from_le_bytes([block[0], block[1]]));
            for (q, v) in block[2..].iter().zip(original) {
                assert!((f32::from(q.cast_signed()) * scale - v).abs() <= scale * 0.51 + 0.01);
            }
        }
        assert_eq!(quantise(&[0.0; 32]), [0; 34]);
    }
}
