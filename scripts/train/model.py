"""The model as training sees it: a BERT encoder and its heads.

Weight names are those of Hugging Face under `bert.`, and `features.` and `heads.` for what this
project adds, so that the Rust side (src/model/) loads the same file.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

LABELS = {
    "parts": ["O", "B-content", "I-content", "B-source", "I-source", "B-cue", "I-cue"],
    "names": ["O", "B-person", "I-person", "B-organization", "I-organization"],
}
POINTERS = ["source", "cue", "reference"]
CASES = 4


def head_width(c):
    """Channels of an attention head, which a layer has however few heads it has left."""
    return c["hidden_size"] // c["num_attention_heads"]


def shape(config):
    """Of each layer the number of heads and of inner neurons."""
    c = config["encoder"]
    whole = {"heads": c["num_attention_heads"], "inner": c["intermediate_size"]}
    return config.get("layers") or [whole] * c["num_hidden_layers"]


class SelfAttention(nn.Module):
    """Attention written out: on a CPU in bfloat16 this trains faster than PyTorch's fused kernel.
    No dropout on the attention weights: it cost a third of a step."""

    def __init__(self, c, heads):
        super().__init__()
        self.heads = heads
        for name in ("query", "key", "value"):
            setattr(self, name, nn.Linear(c["hidden_size"], heads * head_width(c)))

    def forward(self, x, mask):
        batch, length, _ = x.shape

        def split(y):
            return y.unflatten(-1, (self.heads, -1)).transpose(1, 2).flatten(0, 1)

        query, key, value = split(self.query(x)), split(self.key(x)), split(self.value(x))
        query, key = query / math.sqrt(query.shape[-1]), key.transpose(1, 2)
        if mask is None:
            scores = query @ key
        else:
            # Added within the product: filling in the masked scores afterwards copies them all.
            hidden = torch.zeros_like(mask, dtype=query.dtype).masked_fill(~mask, float("-inf"))
            hidden = hidden.expand(batch, self.heads, 1, length).flatten(0, 1)
            scores = torch.baddbmm(hidden, query, key)
        with torch.autocast(x.device.type, enabled=False):
            weights = torch.softmax(scores, -1)
        y = weights @ value
        return y.unflatten(0, (batch, self.heads)).transpose(1, 2).flatten(2)


class Residual(nn.Module):
    """Projection, dropout, sum with what went in, layer norm (BERT's `output` blocks)."""

    def __init__(self, c, width):
        super().__init__()
        self.dense = nn.Linear(width, c["hidden_size"])
        self.LayerNorm = nn.LayerNorm(c["hidden_size"], eps=c["layer_norm_eps"])
        self.dropout = nn.Dropout(c["hidden_dropout_prob"])

    def forward(self, x, before):
        return self.LayerNorm(self.dropout(self.dense(x)) + before)


class Layer(nn.Module):
    def __init__(self, c, heads, inner):
        super().__init__()
        self.attention = nn.ModuleDict(
            {"self": SelfAttention(c, heads), "output": Residual(c, heads * head_width(c))}
        )
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(c["hidden_size"], inner)})
        self.output = Residual(c, inner)

    def forward(self, x, mask):
        x = self.attention["output"](self.attention["self"](x, mask), x)
        return self.output(F.gelu(self.intermediate["dense"](x)), x)


class Embeddings(nn.Module):
    def __init__(self, c):
        super().__init__()
        width = c["hidden_size"]
        self.word_embeddings = nn.Embedding(c["vocab_size"], width)
        self.position_embeddings = nn.Embedding(c["max_position_embeddings"], width)
        self.token_type_embeddings = nn.Embedding(c["type_vocab_size"], width)
        self.LayerNorm = nn.LayerNorm(width, eps=c["layer_norm_eps"])
        self.dropout = nn.Dropout(c["hidden_dropout_prob"])

    def forward(self, ids, added, token_types):
        positions = torch.arange(ids.shape[1], device=ids.device)
        x = self.word_embeddings(ids) + added
        x = x + self.position_embeddings(positions) + self.token_type_embeddings(token_types)
        return self.dropout(self.LayerNorm(x))


class Bert(nn.Module):
    def __init__(self, c, shape):
        super().__init__()
        self.embeddings = Embeddings(c)
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(Layer(c, **layer) for layer in shape)})

    def forward(self, x, mask):
        for layer in self.encoder["layer"]:
            x = layer(x, mask)
        return x


class Pointer(nn.Module):
    """Scores from every token to every token; position 0, [CLS], stands for "none"."""

    def __init__(self, hidden, width):
        super().__init__()
        self.query = nn.Linear(hidden, width)
        self.key = nn.Linear(hidden, width)

    def forward(self, x):
        query = self.query(x) / math.sqrt(self.query.out_features)
        return query @ self.key(x).transpose(1, 2)


class Whosaid(nn.Module):
    def __init__(self, config):
        super().__init__()
        c = config["encoder"]
        hidden = c["hidden_size"]
        self.bert = Bert(c, shape(config))
        self.features = nn.ModuleDict(
            {"case": nn.Embedding(CASES, hidden), "paragraph": nn.Embedding(2, hidden)}
        )
        self.heads = nn.ModuleDict(
            {name: nn.Linear(hidden, len(labels)) for name, labels in LABELS.items()}
            | {name: Pointer(hidden, config["pointer_width"]) for name in POINTERS}
        )
        for table in self.features.values():
            nn.init.zeros_(table.weight)
        for head in self.heads.values():
            for part in [head] if isinstance(head, nn.Linear) else [head.query, head.key]:
                nn.init.normal_(part.weight, std=0.02)
                nn.init.zeros_(part.bias)

    def embedded(self, batch):
        """What goes into the first layer, [batch, length, hidden]."""
        added = self.features["case"](batch["case"]) + self.features["paragraph"](batch["paragraph"])
        return self.bert.embeddings(batch["ids"], added, batch["quoted"])

    def states(self, batch):
        """The last hidden states, [batch, length, hidden]."""
        real = batch["real"]
        mask = None if bool(real.all()) else real[:, None, None, :]
        return self.bert(self.embedded(batch), mask)

    def scores(self, x, real):
        """What the heads make of hidden states, before softmax, float32: `parts`, `names` [batch,
        length, labels]; pointers [batch, length, length], padding at minus infinity."""
        scores = {name: self.heads[name](x).float() for name in LABELS}
        for name in POINTERS:
            rows = self.heads[name](x).float()
            scores[name] = rows.masked_fill(~real[:, None, :], float("-inf"))
        return scores

    def forward(self, batch):
        return self.scores(self.states(batch), batch["real"])
