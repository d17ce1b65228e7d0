//! The tensors of `model.safetensors`, read once.

use std::collections::HashMap;
use std::path::Path;

use tch::{Kind, TchError, Tensor};

use super::failed;
use crate::model::encoder::EncoderError;

/// Tensors by their names in the file.
pub struct Weights(HashMap<String, Tensor>);

impl Weights {
    /// Reads a file.
    ///
    /// # Errors
    /// What libtorch says of the file.
    pub fn read(path: &Path) -> Result<Self, EncoderError> {
        let tensors = Tensor::read_safetensors(path).map_err(failed)?;
        Ok(Weights(tensors.into_iter().collect()))
    }

    /// A matrix in single precision, checked to have so many columns, and rows where they are told.
    ///
    /// # Errors
    /// It is missing or has another shape.
    pub fn matrix(
        &self,
        name: &str,
        rows: Option<i64>,
        columns: i64,
    ) -> Result<Tensor, EncoderError> {
        let matrix = self.float(name)?;
        match matrix.size()[..] {
            [r, c] if c == columns && rows.is_none_or(|rows| rows == r) => Ok(matrix),
            ref size => {
                let rows = rows.map_or("any".into(), |rows| rows.to_string());
                Err(EncoderError(format!(
                    "{name} is {size:?}, not [{rows}, {columns}]"
                )))
            }
        }
    }

    /// The numbers of a matrix, row after row, checked to have this shape.
    ///
    /// # Errors
    /// It is missing or has another shape.
    pub fn numbers(
        &self,
        name: &str,
        rows: usize,
        columns: usize,
    ) -> Result<Vec<f32>, EncoderError> {
        let matrix = self.matrix(name, Some(rows as i64), columns as i64)?;
        Vec::<f32>::try_from(matrix.view(-1)).map_err(failed)
    }

    /// The numbers of a vector, checked to be as many as `len`.
    ///
    /// # Errors
    /// It is missing or has another length.
    pub fn vector(&self, name: &str, len: usize) -> Result<Vec<f32>, EncoderError> {
        let numbers = Vec::<f32>::try_from(self.float(name)?.view(-1)).map_err(failed)?;
        if numbers.len() != len {
            let found = numbers.len();
            return Err(EncoderError(format!(
                "{name} has {found} numbers, not {len}"
            )));
        }
        Ok(numbers)
    }

    fn float(&self, name: &str) -> Result<Tensor, EncoderError> {
        let tensor = self.0.get(name);
        let tensor = tensor.ok_or_else(|| EncoderError(format!("it lacks {name}")))?;
        Ok(tensor.to_kind(Kind::Float))
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
    ) -> Result<Self, EncoderError> {
        let length = usize::try_from(outputs).unwrap_or(0);
        let bias = weights.vector(&format!("{name}.bias"), length)?;
        Ok(Dense {
            weight: weights.matrix(&format!("{name}.weight"), Some(outputs), inputs)?,
            bias: Tensor::from_slice(&bias),
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
