//! The heads: what they read off the hidden states.

use tch::{Kind, TchError, Tensor};

use super::weights::{Dense, Weights};
use crate::model::encoder::{EncoderError, POINTS_FROM, PointerRows, WindowScores};
use crate::model::labels::{NAME_LABELS, OUTSIDE, PART_LABELS, Part};

/// Names of the pointers, in the order in which they are numbered.
const POINTERS: [&str; 3] = ["source", "cue", "reference"];

/// What the heads read.
pub struct States {
    /// Hidden states, single precision, `[positions, hidden]`.
    pub hidden: Tensor,
    /// Their projections by [`projections`], single precision, `[positions, 6 · width]`.
    pub projected: Tensor,
}

/// Two labellings and three pointers, in single precision.
pub struct Heads {
    parts: Dense,
    names: Dense,
    width: i64,
}

/// Names of the pointers' projections in `model.safetensors`: query and key of each, in the order in
/// which they stand side by side in [`States::projected`].
pub fn projections() -> impl Iterator<Item = String> {
    let sides = |pointer| ["query", "key"].map(|side| format!("heads.{pointer}.{side}"));
    POINTERS.into_iter().flat_map(sides)
}

impl Heads {
    /// Takes the labellings' weights.
    ///
    /// # Errors
    /// One is missing or has another shape.
    pub fn new(weights: &Weights, hidden: i64, width: i64) -> Result<Self, EncoderError> {
        let linear = |name: &str, labels: usize| {
            Dense::new(weights, &format!("heads.{name}"), hidden, labels as i64)
        };
        Ok(Heads {
            parts: linear("parts", PART_LABELS)?,
            names: linear("names", NAME_LABELS)?,
            width,
        })
    }

    /// What the heads say of a window.
    ///
    /// # Errors
    /// What the engine says.
    pub fn score(&self, states: &States) -> Result<WindowScores, TchError> {
        let labels = |head: &Dense| -> Result<Vec<f32>, TchError> {
            floats(&head.apply(&states.hidden)?.f_softmax(-1, Kind::Float)?)
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
