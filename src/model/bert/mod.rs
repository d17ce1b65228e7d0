//! The real encoder: BERT with this project's features and heads, in the precision that is asked for.

mod heads;
#[cfg_attr(not(target_arch = "x86_64"), path = "int8_elsewhere.rs")]
mod int8;
mod plain;
// Tables are read by row for the eight bits only.
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
mod weights;

use std::path::Path;
use std::sync::Once;

use tch::{Kind, TchError};

use super::encoder::{Device, Encoder, EncoderError, Precision, WindowInput, WindowScores};
use super::shape::Shape;
use heads::Heads;
use int8::Int8Bert;
pub use int8::multiplies_int8;
use plain::PlainBert;
use weights::Weights;

/// The encoder in the chosen precision, the heads in single precision.
pub struct BertEncoder {
    body: Body,
    heads: Heads,
    precision: &'static str,
    device: tch::Device,
}

enum Body {
    Plain(Box<PlainBert>),
    Int8(Box<Int8Bert>),
}

// SAFETY: libtorch's tensors may be read from many threads at once; what makes `Tensor` not `Sync`
// is that it can also be written through a shared reference. Nothing here writes: the weights are
// loaded and frozen in `load`, before the value is shared, and every forward pass runs without
// gradients on tensors of its own.
unsafe impl Sync for BertEncoder {}

impl BertEncoder {
    /// Loads `model.safetensors`; what it lacks is taken from the files after it.
    ///
    /// # Errors
    /// A file that cannot be read, or that lacks a weight or has it in another shape.
    pub fn load(paths: &[&Path], shape: &Shape, engine: Engine) -> Result<Self, EncoderError> {
        one_thread_per_worker();
        let weights = Weights::map(paths)?;
        let device = engine.device;
        let heads = Heads::new(&weights, shape.encoder.hidden_size, device)?;
        let plain = |kind| {
            PlainBert::new(&weights, shape, kind, device).map(|bert| Body::Plain(Box::new(bert)))
        };
        let (body, precision) = match engine.numbers {
            Numbers::F32 => (plain(Kind::Float)?, "f32"),
            Numbers::Bf16 => (plain(Kind::BFloat16)?, "bf16"),
            Numbers::F16 => (plain(Kind::Half)?, "f16"),
            Numbers::Int8 => {
                let bert = Int8Bert::new(&weights, shape)?;
                (Body::Int8(Box::new(bert)), "int8")
            }
        };
        Ok(BertEncoder {
            body,
            heads,
            precision,
            device,
        })
    }

    /// "f32", "bf16", "int8" or "f16": what [`Precision::Auto`] came to.
    pub fn precision_name(&self) -> &'static str {
        self.precision
    }
}

impl Encoder for BertEncoder {
    fn score(&self, input: &WindowInput) -> Result<WindowScores, EncoderError> {
        tch::no_grad(|| match &self.body {
            Body::Plain(bert) => {
                let scores = bert.score(&[input], &self.heads)?.pop();
                scores.ok_or_else(|| EncoderError("it gave no scores".into()))
            }
            Body::Int8(bert) => bert.score(input, &self.heads).map_err(failed),
        })
    }

    fn score_all(&self, inputs: &[WindowInput]) -> Result<Vec<WindowScores>, EncoderError> {
        match &self.body {
            Body::Plain(bert) if self.device != tch::Device::Cpu => tch::no_grad(|| {
                let mut scores = Vec::with_capacity(inputs.len());
                for (order, batch) in batches(inputs, POSITIONS_AT_ONCE) {
                    let found = bert.score(&batch, &self.heads)?;
                    scores.extend(order.into_iter().zip(found));
                }
                scores.sort_by_key(|(number, _)| *number);
                Ok(scores.into_iter().map(|(_, scores)| scores).collect())
            }),
            // A processor has nothing from several windows at a time but a larger working set.
            _ => inputs.iter().map(|input| self.score(input)).collect(),
        }
    }
}

/// With which numbers the encoder works, and where: a choice that this machine has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Engine {
    numbers: Numbers,
    device: tch::Device,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbers {
    F32,
    Bf16,
    F16,
    Int8,
}

impl Engine {
    /// What the choices come to here.
    ///
    /// # Errors
    /// Why they cannot be had: a device that is not there, eight bits where nothing multiplies them.
    pub fn choose(precision: Precision, device: Device) -> Result<Self, String> {
        let numbers = match (precision, device) {
            (Precision::F32, _) => Numbers::F32,
            (Precision::Bf16, _) => Numbers::Bf16,
            (Precision::Auto, Device::Cuda(_)) => Numbers::F16,
            (Precision::Int8, Device::Cuda(_)) => {
                return Err(
                    "eight bits are for the processor; with --device cuda take --precision auto"
                        .into(),
                );
            }
            (Precision::Int8 | Precision::Auto, Device::Cpu) if multiplies_int8() => Numbers::Int8,
            (Precision::Int8, Device::Cpu) => {
                return Err(
                    "this processor does not multiply in eight bits (avx512_vnni); take --precision auto"
                        .into(),
                );
            }
            (Precision::Auto, Device::Cpu) if multiplies_bf16() => Numbers::Bf16,
            (Precision::Auto, Device::Cpu) => Numbers::F32,
        };
        let device = match device {
            Device::Cpu => tch::Device::Cpu,
            Device::Cuda(number) if (number as i64) < tch::Cuda::device_count() => {
                tch::Device::Cuda(number)
            }
            Device::Cuda(number) => {
                let seen = tch::Cuda::device_count();
                return Err(format!(
                    "there is no CUDA device {number}: libtorch sees {seen} (the one of scripts/setup is for \
                     processors only; README.md says how to build on one for GPUs)"
                ));
            }
        };
        Ok(Engine { numbers, device })
    }
}

/// Positions that a GPU takes at a time: enough to fill a large one, and its memory nowhere near.
const POSITIONS_AT_ONCE: usize = 32_768;

/// Windows in batches of about the same length, each with its number.
fn batches(inputs: &[WindowInput], positions: usize) -> Vec<(Vec<usize>, Vec<&WindowInput>)> {
    let mut order: Vec<usize> = (0..inputs.len()).collect();
    order.sort_by_key(|&number| inputs[number].len());
    let mut made: Vec<(Vec<usize>, Vec<&WindowInput>)> = Vec::new();
    for number in order {
        let input = &inputs[number];
        match made.last_mut() {
            Some((numbers, batch)) if (batch.len() + 1) * input.len() <= positions => {
                numbers.push(number);
                batch.push(input);
            }
            _ => made.push((vec![number], vec![input])),
        }
    }
    made
}

/// Each worker computes alone: libtorch's own threads would fight with the workers for the cores.
fn one_thread_per_worker() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tch::set_num_threads(1);
        tch::set_num_interop_threads(1);
    });
}

/// True where the processor multiplies matrices in bfloat16.
pub fn multiplies_bf16() -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        std::arch::is_x86_feature_detected!("avx512bf16")
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        false
    }
}

fn failed(error: TchError) -> EncoderError {
    EncoderError(first_line(&error.to_string()))
}

/// libtorch appends a C++ stack trace to its messages.
fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::folder::Model;

    fn window(length: usize, seed: i64) -> WindowInput {
        let numbers = |modulus: i64, least: i64| -> Vec<i64> {
            (0..length as i64)
                .map(|i| (i * i * 31 + i * seed) % modulus + least)
                .collect()
        };
        WindowInput {
            ids: numbers(20_000, 1_000),
            case: numbers(4, 0),
            paragraph: numbers(2, 0),
            quoted: numbers(2, 0),
        }
    }

    /// What a GPU does, done on the processor: windows of several lengths in one batch.
    #[test]
    fn a_window_scores_in_a_batch_as_alone() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
        let encoder = Model::load(&folder, Precision::F32)
            .expect("the default model")
            .encoder;
        let Body::Plain(bert) = &encoder.body else {
            panic!("single precision is rust-bert's");
        };
        let windows = [window(9, 3), window(40, 5), window(23, 7)];
        let inputs: Vec<&WindowInput> = windows.iter().collect();
        let together = tch::no_grad(|| bert.score(&inputs, &encoder.heads)).expect("scores");
        assert_eq!(together.len(), windows.len());
        for (input, together) in windows.iter().zip(&together) {
            let alone = encoder.score(input).expect("scores");
            assert_eq!(alone.parts.len(), input.len());
            assert_eq!(together.source.from, alone.source.from);
            let flat = |scores: &WindowScores| -> Vec<f32> {
                let pointers = [&scores.source, &scores.cue, &scores.reference];
                let pointers = pointers.into_iter().flat_map(|p| p.rows.iter().copied());
                let parts = scores.parts.as_flattened().iter().copied();
                parts
                    .chain(scores.names.as_flattened().iter().copied())
                    .chain(pointers)
                    .collect()
            };
            let (together, alone) = (flat(together), flat(&alone));
            assert_eq!(together.len(), alone.len());
            for (a, b) in together.iter().zip(&alone) {
                assert!((a - b).abs() < 1e-4, "{a} is not {b}");
            }
        }
    }

    #[test]
    fn batches_hold_every_window_once() {
        let windows: Vec<_> = [5, 500, 17, 3, 500, 60].map(|n| window(n, 1)).into();
        let made = batches(&windows, 600);
        let mut numbers: Vec<usize> = made.iter().flat_map(|(order, _)| order.clone()).collect();
        for (order, batch) in &made {
            let longest = batch.iter().map(|w| w.len()).max().unwrap_or(0);
            assert!(batch.len() * longest <= 600);
            for (number, window) in order.iter().zip(batch) {
                assert_eq!(*window, &windows[*number]);
            }
        }
        numbers.sort_unstable();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5]);
        // One that is too long by itself is not left out.
        assert_eq!(batches(&windows[1..2], 100).len(), 1);
    }

    #[test]
    fn a_device_that_is_not_there_is_refused() {
        let none = tch::Cuda::device_count() as usize;
        let refused =
            Engine::choose(Precision::Auto, Device::Cuda(none)).expect_err("no such device");
        assert!(refused.contains("no CUDA device"), "{refused}");
        let here = Engine::choose(Precision::F32, Device::Cpu).expect("always");
        assert_eq!(
            (here.numbers, here.device),
            (Numbers::F32, tch::Device::Cpu)
        );
        let refused = Engine::choose(Precision::Int8, Device::Cuda(0)).expect_err("not there");
        assert!(refused.contains("--precision auto"), "{refused}");
        assert_eq!(
            Engine::choose(Precision::Int8, Device::Cpu).is_ok(),
            multiplies_int8()
        );
    }
}
