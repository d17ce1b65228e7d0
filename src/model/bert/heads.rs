//! The heads: what they read off the hidden states.

use std::path::Path;

use tch::{Device, Kind, TchError, Tensor, nn};

use super::first_line;
use crate::model::encoder::{EncoderError, POINTS_FROM, PointerRows, WindowScores};
use crate::model::labels::{NAME_LABELS, OUTSIDE, PART_LABELS, Part};

/// Names of the pointers, in the order in which they are numbered.
const POINTERS: [&str; 3] = ["source", "cue", "reference"];

/// What the heads read.
pub struct States {
    /// Hidden states, single precision, `[positions, hidden]`.
    pub hidden: Tensor,
    /// Their projections by [`Heads::projections`], single precision, `[positions, 6 · width]`.
    pub projected: Tensor,
}

/// Two labellings and three pointers, in single precision.
pub struct Heads {
    /// Holds the weights.
    _weights: nn::VarStore,
    parts: nn::Linear,
    names: nn::Linear,
    width: i64,
}

/// Names of the pointers' projections in `model.safetensors`: query and key of each, in the order in
/// which they stand side by side in [`States::projected`].
pub fn projections() -> impl Iterator<Item = String> {
    let sides = |pointer| ["query", "key"].map(|side| format!("heads.{pointer}.{side}"));
    POINTERS.into_iter().flat_map(sides)
}

impl Heads {
    /// Loads the labellings' part of `model.safetensors`.
    ///
    /// # Errors
    /// A file that cannot be read, or that lacks a weight or has it in another shape.
    pub fn load(path: &Path, hidden: i64, width: i64) -> Result<Self, EncoderError> {
        let mut weights = nn::VarStore::new(Device::Cpu);
        let root = weights.root() / "heads";
        let linear = |name: &str, labels: usize| {
            nn::linear(&root / name, hidden, labels as i64, Default::default())
        };
        let parts = linear("parts", PART_LABELS);
        let names = linear("names", NAME_LABELS);
        weights
            .load(path)
            .map_err(|e| EncoderError(first_line(&e.to_string())))?;
        weights.freeze();
        // The file is in half precision, and loading keeps a file's kind.
        weights.set_kind(Kind::Float);
        Ok(Heads {
            _weights: weights,
            parts,
            names,
            width,
        })
    }

    /// What the heads say of a window.
    ///
    /// # Errors
    /// What the engine says.
    pub fn score(&self, states: &States) -> Result<WindowScores, TchError> {
        let labels = |head: &nn::Linear| -> Result<Vec<f32>, TchError> {
            let scores = states.hidden.f_linear(&head.ws, head.bs.as_ref())?;
            floats(&scores.f_softmax(-1, Kind::Float)?)
        };
        let parts = rows::<PART_LABELS>(&labels(&self.parts)?);
        let names = rows::<NAME_LABELS>(&labels(&self.names)?);
        let pointing = |probability: &dyn Fn(&[f32; PART_LABELS]) -> f32| -> Vec<usize> {
            let inner = 1..parts.len().saturating_sub(1);
            inner
                .filter(|&i| probability(&parts[i]) >= POINTS_FROM)
                .collect()
        };
        let content = pointing(&|p| p[Part::Content.begin()] + p[Part::Content.inside()]);
        let anything =
            pointing(&|p| 1.0 - p[OUTSIDE] - p[Part::Cue.begin()] - p[Part::Cue.inside()]);
        Ok(WindowScores {
            source: self.point(states, 0, &content)?,
            cue: self.point(states, 1, &content)?,
            reference: self.point(states, 2, &anything)?,
            parts,
            names,
        })
    }

    /// Probabilities of the pointer of this number from the positions `from` to every position.
    fn point(
        &self,
        states: &States,
        pointer: i64,
        from: &[usize],
    ) -> Result<PointerRows, TchError> {
        if from.is_empty() {
            return Ok(PointerRows::default());
        }
        let positions: Vec<i64> = from.iter().map(|&p| p as i64).collect();
        let side = |number: i64| {
            let first = (2 * pointer + number) * self.width;
            states.projected.f_narrow(1, first, self.width)
        };
        let query = side(0)?.f_index_select(0, &Tensor::f_from_slice(&positions)?)?;
        let scores = query
            .f_matmul(&side(1)?.f_transpose(0, 1)?)?
            .f_div_scalar((self.width as f64).sqrt())?;
        Ok(PointerRows {
            from: from.to_vec(),
            rows: floats(&scores.f_softmax(-1, Kind::Float)?)?,
            width: states.hidden.size()[0] as usize,
        })
    }
}

fn floats(tensor: &Tensor) -> Result<Vec<f32>, TchError> {
    Vec::<f32>::try_from(tensor.f_contiguous()?.f_view(-1)?)
}

fn rows<const N: usize>(flat: &[f32]) -> Vec<[f32; N]> {
    let (whole, _) = flat.as_chunks::<N>();
    whole.to_vec()
}
