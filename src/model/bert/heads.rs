//! The heads: what they read off the hidden states.

use tch::{Device, Kind, TchError, Tensor};

use super::weights::{Dense, Weights};
use crate::model::encoder::{EncoderError, POINTS_FROM, PointerRows, WindowScores};
use crate::model::labels::{NAME_LABELS, OUTSIDE, PART_LABELS, Part};

/// Names of the pointers, in the order in which they are numbered.
const POINTERS: [&str; 3] = ["source", "cue", "reference"];

/// Tells where a pointer of that number points from these positions.
pub type Point<'a> = dyn Fn(usize, &[usize]) -> Result<PointerRows, TchError> + 'a;

/// The labellings, in single precision, and what is asked of the pointers.
pub struct Heads {
    parts: Dense,
    names: Dense,
}

/// Names of the pointers' projections in `model.safetensors`: query and key of each, in the order in
/// which they stand side by side.
pub fn projections() -> impl Iterator<Item = String> {
    let sides = |pointer| ["query", "key"].map(|side| format!("heads.{pointer}.{side}"));
    POINTERS.into_iter().flat_map(sides)
}

impl Heads {
    /// Takes the labellings' weights.
    ///
    /// # Errors
    /// One is missing or has another shape.
    pub fn new(weights: &Weights, hidden: i64, device: Device) -> Result<Self, EncoderError> {
        let linear = |name: &str, labels: usize| {
            Dense::new(
                weights,
                &format!("heads.{name}"),
                hidden,
                labels as i64,
                device,
            )
        };
        Ok(Heads {
            parts: linear("parts", PART_LABELS)?,
            names: linear("names", NAME_LABELS)?,
        })
    }

    /// What the heads say of a window, by its hidden states, `[positions, hidden]`, single precision.
    ///
    /// # Errors
    /// What the engine says.
    pub fn score(&self, hidden: &Tensor, point: &Point) -> Result<WindowScores, TchError> {
        let labels = |head: &Dense| -> Result<Vec<f32>, TchError> {
            floats(&head.apply(hidden)?.f_softmax(-1, Kind::Float)?)
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
        let point = |pointer, from: &[usize]| match from {
            [] => Ok(PointerRows::default()),
            from => point(pointer, from),
        };
        Ok(WindowScores {
            source: point(0, &content)?,
            cue: point(1, &content)?,
            reference: point(2, &anything)?,
            parts,
            names,
        })
    }
}

/// A tensor's numbers in a row.
pub fn floats(tensor: &Tensor) -> Result<Vec<f32>, TchError> {
    Vec::<f32>::try_from(
        tensor
            .f_to_device(Device::Cpu)?
            .f_contiguous()?
            .f_view(-1)?,
    )
}

fn rows<const N: usize>(flat: &[f32]) -> Vec<[f32; N]> {
    let (whole, _) = flat.as_chunks::<N>();
    whole.to_vec()
}
