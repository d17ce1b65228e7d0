//! How wide the encoder is.

use rust_bert::bert::BertConfig;
use serde::Deserialize;

/// What a layer has of attention heads and inner (feed-forward) neurons. A head is as wide as in a layer
/// that has all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct LayerShape {
    /// Attention heads, one at least.
    pub heads: i64,
    /// Inner neurons, one at least.
    pub inner: i64,
}

/// Sizes of an encoder and its pointers.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The encoder as rust-bert has it, whose layers are all alike and none narrower than here.
    pub encoder: BertConfig,
    /// What each layer has.
    pub layers: Vec<LayerShape>,
    /// Width of the pointers' projections.
    pub pointer_width: i64,
}

impl Shape {
    /// The shape of an encoder with whole layers, or with those.
    pub fn new(encoder: &BertConfig, layers: Option<&[LayerShape]>, pointer_width: i64) -> Self {
        let whole = LayerShape {
            heads: encoder.num_attention_heads,
            inner: encoder.intermediate_size,
        };
        let all = || (0..encoder.num_hidden_layers).map(|_| whole).collect();
        Shape {
            encoder: encoder.clone(),
            layers: layers.map_or_else(all, <[_]>::to_vec),
            pointer_width,
        }
    }

    /// Why there can be no such encoder.
    pub fn misfit(&self) -> Option<String> {
        let BertConfig {
            hidden_size,
            intermediate_size,
            num_attention_heads,
            num_hidden_layers,
            ..
        } = self.encoder;
        let sizes = [hidden_size, intermediate_size, self.pointer_width];
        if sizes.iter().any(|&size| size <= 0) {
            return Some("the encoder or its pointers have no width".into());
        }
        if num_attention_heads <= 0 || hidden_size % num_attention_heads != 0 {
            return Some("the hidden size is no multiple of the attention heads".into());
        }
        if self.layers.len() as i64 != num_hidden_layers {
            return Some(format!(
                "it tells of {} layers and has {num_hidden_layers}",
                self.layers.len()
            ));
        }
        let fits = |layer: &LayerShape| {
            (1..=num_attention_heads).contains(&layer.heads)
                && (1..=intermediate_size).contains(&layer.inner)
        };
        let wrong = self.layers.iter().position(|layer| !fits(layer))?;
        Some(format!(
            "layer {} has {} heads and {} inner neurons, where 1 to {num_attention_heads} and 1 to \
             {intermediate_size} can be",
            wrong + 1,
            self.layers[wrong].heads,
            self.layers[wrong].inner
        ))
    }

    /// Channels of all heads of a layer together.
    pub fn attention_width(&self, layer: LayerShape) -> i64 {
        layer.heads * (self.encoder.hidden_size / self.encoder.num_attention_heads)
    }

    /// The shape in which `model.safetensors` holds the weight of that name, which is `whole` where all
    /// layers are alike.
    pub fn of_weight(&self, name: &str, whole: &[i64]) -> Vec<i64> {
        let mut shape = whole.to_vec();
        let in_layer = name.strip_prefix("bert.encoder.layer.");
        let Some((number, name)) = in_layer.and_then(|rest| rest.split_once('.')) else {
            return shape;
        };
        let number = number.parse().ok();
        let Some(&layer) = number.and_then(|number: usize| self.layers.get(number)) else {
            return shape;
        };
        let (dimension, size) = match name {
            "output.dense.weight" => (1, layer.inner),
            "attention.output.dense.weight" => (1, self.attention_width(layer)),
            _ if name.starts_with("intermediate.dense.") => (0, layer.inner),
            _ if name.starts_with("attention.self.") => (0, self.attention_width(layer)),
            _ => return shape,
        };
        if let Some(stored) = shape.get_mut(dimension) {
            *stored = size;
        }
        shape
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoder() -> BertConfig {
        serde_json::from_value(serde_json::json!({
            "hidden_act": "gelu", "attention_probs_dropout_prob": 0.0, "hidden_dropout_prob": 0.0,
            "hidden_size": 384, "initializer_range": 0.02, "intermediate_size": 1536,
            "max_position_embeddings": 512, "num_attention_heads": 12, "num_hidden_layers": 2,
            "type_vocab_size": 2, "vocab_size": 30522
        }))
        .expect("a configuration")
    }

    const CUT: [LayerShape; 2] = [
        LayerShape {
            heads: 10,
            inner: 896,
        },
        LayerShape {
            heads: 2,
            inner: 320,
        },
    ];

    #[test]
    fn weights_are_as_wide_as_their_layer() {
        let shape = Shape::new(&encoder(), Some(&CUT), 128);
        assert_eq!(shape.misfit(), None);
        let path = |name: &str| format!("bert.encoder.layer.1.{name}");
        for (name, whole, stored) in [
            (
                "attention.self.query.weight",
                &[384, 384][..],
                &[64, 384][..],
            ),
            ("attention.self.value.bias", &[384], &[64]),
            ("attention.output.dense.weight", &[384, 384], &[384, 64]),
            ("attention.output.dense.bias", &[384], &[384]),
            ("attention.output.LayerNorm.weight", &[384], &[384]),
            ("intermediate.dense.weight", &[1536, 384], &[320, 384]),
            ("intermediate.dense.bias", &[1536], &[320]),
            ("output.dense.weight", &[384, 1536], &[384, 320]),
            ("output.dense.bias", &[384], &[384]),
        ] {
            assert_eq!(shape.of_weight(&path(name), whole), stored, "{name}");
            let whole_shape = Shape::new(&encoder(), None, 128);
            assert_eq!(whole_shape.of_weight(&path(name), whole), whole, "{name}");
        }
        let words = "bert.embeddings.word_embeddings.weight";
        assert_eq!(shape.of_weight(words, &[30522, 384]), [30522, 384]);
    }

    #[test]
    fn shapes_that_cannot_be_are_told() {
        let told = |layers: &[LayerShape], width| {
            let misfit = Shape::new(&encoder(), Some(layers), width).misfit();
            misfit.expect("does not fit")
        };
        assert!(told(&CUT[..1], 128).contains("1 layers and has 2"));
        assert!(told(&CUT, 0).contains("no width"));
        for (heads, inner) in [(0, 64), (13, 64), (1, 0), (1, 1537), (-1, 64)] {
            let told = told(&[CUT[0], LayerShape { heads, inner }], 128);
            assert!(told.starts_with("layer 2 has"), "{told}");
        }
    }
}
