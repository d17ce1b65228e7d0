//! The tensors of `model.safetensors`, mapped into memory: only what is asked for is read, and what stays
//! mapped is shared by all processes that use the model.

use std::collections::HashMap;
use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};
use memmap2::Mmap;
use safetensors::{Dtype, SafeTensors};
use tch::{Device, TchError, Tensor};

use super::failed;
use crate::model::encoder::EncoderError;

/// Tensors by their names, of one file or of several.
pub struct Weights(HashMap<String, Stored>);

/// A tensor in a file.
#[derive(Clone)]
struct Stored {
    file: Arc<Mmap>,
    bytes: Range<usize>,
    kind: Dtype,
    shape: Vec<usize>,
}

impl Weights {
    /// Maps files; of tensors with one name, that of the first file counts.
    ///
    /// # Errors
    /// A file that cannot be read or is none of tensors.
    pub fn map(paths: &[&Path]) -> Result<Self, EncoderError> {
        let mut tensors = HashMap::new();
        for path in paths.iter().rev() {
            let wrong =
                |e: &dyn std::fmt::Display| EncoderError(format!("{}: {e}", path.display()));
            let file = File::open(path).map_err(|e| wrong(&e))?;
            // SAFETY: a model's files are not changed in place: they are written under another name and
            // moved. Who truncates one that is in use ends the program, as with a library.
            let file = Arc::new(unsafe { Mmap::map(&file) }.map_err(|e| wrong(&e))?);
            // Checks that every tensor lies within the file.
            SafeTensors::deserialize(&file).map_err(|e| wrong(&e))?;
            let (header, metadata) = SafeTensors::read_metadata(&file).map_err(|e| wrong(&e))?;
            let data = 8 + header;
            for (name, info) in metadata.tensors() {
                let (start, end) = info.data_offsets;
                let stored = Stored {
                    file: Arc::clone(&file),
                    bytes: data + start..data + end,
                    kind: info.dtype,
                    shape: info.shape.clone(),
                };
                tensors.insert(name, stored);
            }
        }
        Ok(Weights(tensors))
    }

    /// A tensor in single precision, checked to have this shape.
    ///
    /// # Errors
    /// As [`Weights::numbers`].
    pub fn tensor(&self, name: &str, shape: &[i64]) -> Result<Tensor, EncoderError> {
        let sizes = shape.iter().map(|&n| usize::try_from(n).unwrap_or(0));
        let numbers = self.numbers(name, &sizes.collect::<Vec<_>>())?;
        let tensor = Tensor::f_from_slice(&numbers);
        tensor.and_then(|t| t.f_view(shape)).map_err(failed)
    }

    /// A tensor's numbers, row after row, checked to have this shape.
    ///
    /// # Errors
    /// It is missing or has another shape, or its numbers are of another kind than floats of 16 or 32
    /// bits.
    pub fn numbers(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, EncoderError> {
        let stored = self.shaped(name, shape)?;
        let decode = decoder(stored.kind)
            .ok_or_else(|| EncoderError(format!("{name} is of {:?}", stored.kind)))?;
        let mut numbers = vec![0.0; stored.shape.iter().product()];
        decode(&stored.file[stored.bytes.clone()], &mut numbers);
        Ok(numbers)
    }

    /// A matrix that stays where it is and is read row by row.
    ///
    /// # Errors
    /// It is missing or has another shape.
    pub fn table(&self, name: &str, rows: usize, columns: usize) -> Result<Table, EncoderError> {
        let stored = self.shaped(name, &[rows, columns])?;
        if columns == 0 || decoder(stored.kind).is_none() {
            return Err(EncoderError(format!("{name} cannot be read row by row")));
        }
        Ok(Table {
            stored: stored.clone(),
        })
    }

    fn shaped(&self, name: &str, shape: &[usize]) -> Result<&Stored, EncoderError> {
        let stored = self.0.get(name);
        let stored = stored.ok_or_else(|| EncoderError(format!("it lacks {name}")))?;
        if stored.shape != shape {
            let found = &stored.shape;
            return Err(EncoderError(format!("{name} is {found:?}, not {shape:?}")));
        }
        Ok(stored)
    }
}

/// Rows of numbers in a mapped file.
pub struct Table {
    stored: Stored,
}

impl Table {
    /// Writes a row's numbers.
    ///
    /// # Errors
    /// There is no such row.
    pub fn read(&self, row: i64, out: &mut [f32]) -> Result<(), TchError> {
        let rows = self.stored.shape[0];
        let row = usize::try_from(row).ok().filter(|row| *row < rows);
        let row = row.ok_or_else(|| TchError::Shape(format!("no such row of {rows}")))?;
        let bytes = &self.stored.file[self.stored.bytes.clone()];
        let width = bytes.len() / rows;
        if let Some(decode) = decoder(self.stored.kind) {
            decode(&bytes[row * width..(row + 1) * width], out);
        }
        Ok(())
    }
}

/// Makes floats of bytes, little end first.
type Decoder = fn(&[u8], &mut [f32]);

/// The decoder for a kind of floats.
fn decoder(kind: Dtype) -> Option<Decoder> {
    Some(match kind {
        Dtype::F32 => |bytes, out| {
            for (x, four) in out.iter_mut().zip(bytes.as_chunks().0) {
                *x = f32::from_le_bytes(*four);
            }
        },
        Dtype::F16 => |bytes, out| halves(bytes, out, f16::from_le_bytes),
        Dtype::BF16 => |bytes, out| halves(bytes, out, bf16::from_le_bytes),
        _ => return None,
    })
}

/// A few at a time, since bytes of a file need not lie where numbers of 16 bits may.
fn halves<T: Copy + Default>(bytes: &[u8], out: &mut [f32], of: fn([u8; 2]) -> T)
where
    [T]: HalfFloatSliceExt,
{
    let mut some = [T::default(); 64];
    for (bytes, out) in bytes.chunks(2 * some.len()).zip(out.chunks_mut(some.len())) {
        let some = &mut some[..out.len()];
        for (half, pair) in some.iter_mut().zip(bytes.as_chunks().0) {
            *half = of(*pair);
        }
        some.convert_to_f32_slice(out);
    }
}

/// A linear layer in single precision.
pub struct Dense {
    weight: Tensor,
    bias: Tensor,
}

impl Dense {
    /// Takes `{name}.weight` and `{name}.bias`.
    ///
    /// # Errors
    /// One is missing or has another shape.
    pub fn new(
        weights: &Weights,
        name: &str,
        inputs: i64,
        outputs: i64,
        device: Device,
    ) -> Result<Self, EncoderError> {
        Ok(Dense {
            weight: weights
                .tensor(&format!("{name}.weight"), &[outputs, inputs])?
                .to_device(device),
            bias: weights
                .tensor(&format!("{name}.bias"), &[outputs])?
                .to_device(device),
        })
    }

    /// Its output for rows of input.
    ///
    /// # Errors
    /// What libtorch says.
    pub fn apply(&self, x: &Tensor) -> Result<Tensor, TchError> {
        x.f_linear(&self.weight, Some(&self.bias))
    }
}
