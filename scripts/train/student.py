#!/usr/bin/env python3
"""Cuts a smaller model out of a trained one, to be trained further with that one as its teacher.

    student.py --teacher MODEL_DIR --cost 6.8 --examples train.jsonl --out DIR

Of each layer those attention heads and inner (feed-forward) neurons stay that the labels need most. What one
is needed for is the mean square, over windows, of the loss's derivative by a factor before it (the diagonal
of Fisher's information; Kwon et al., A Fast Post-Training Pruning Framework for Transformers, NeurIPS 2022);
those go first that are needed least for what they cost. After each of a few rounds the layers' last matrices
are fitted anew, one after the other, so that the sums into which they write are the teacher's by least squares.
Embeddings and heads that read the hidden states are taken as they are.

Writes `DIR/model.safetensors` in half precision and `DIR/layers.json`, the number of heads and inner neurons
of each layer, for the configuration; `train.py --start DIR --teacher MODEL_DIR` goes on from it.
"""

import argparse
import json
import pathlib
import random

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from model import head_width, shape
from train import LOSS_WEIGHTS, collate, losses, read_examples, trained

# Multiplications for a position of a window, in units of 10^6. A head projects and is compared with the
# other positions; the latter, with its exponentials, takes the time of 53 thousand of the former.
NEURON = 2 * 384e-6
HEAD = 4 * 384 * 32e-6 + 53e-3
HEADS_AT_ONCE, NEURONS_AT_ONCE = 2, 64  # what the products in eight bits come in
REFERENCE = 1.0  # the loss's weight: these words are few, and the speakers hang on them


def layers_of(model):
    return model.bert.encoder["layer"]


def attended(layer, x, mask, gate=None):
    y = layer.attention["self"](x, mask)
    return y if gate is None else (y.unflatten(-1, (len(gate), -1)) * gate[:, None]).flatten(2)


def inner(layer, x, gate=None):
    y = F.gelu(layer.intermediate["dense"](x))
    return y if gate is None else y * gate


def need(model, examples):
    """Of each layer what the loss needs of each head and each inner neuron."""
    weights = LOSS_WEIGHTS | {"reference": REFERENCE}
    layers = layers_of(model)
    gates = [
        (torch.ones(layer.attention["self"].heads, requires_grad=True),
         torch.ones(layer.output.dense.in_features, requires_grad=True))
        for layer in layers
    ]  # fmt: skip
    flat = [gate for pair in gates for gate in pair]
    sums = [torch.zeros_like(gate) for gate in flat]
    for example in examples:
        batch = collate([example], "cpu")
        x = model.embedded(batch)
        for layer, (heads, neurons) in zip(layers, gates):
            x = layer.attention["output"](attended(layer, x, None, heads), x)
            x = layer.output(inner(layer, x, neurons), x)
        found = losses(model.scores(x, batch["real"]), batch)
        if found:
            loss = sum(weights[name] * value for name, value in found.items())
            for total, slope in zip(sums, torch.autograd.grad(loss, flat)):
                total += slope**2
    return list(zip(sums[::2], sums[1::2]))


def cost(kept):
    return sum(heads * HEAD + neurons * NEURON for heads, neurons in kept)


def allocated(needs, budget):
    """Of each layer how many heads and neurons stay."""
    kept = [[len(heads), len(neurons)] for heads, neurons in needs]
    steps = []
    for layer, pair in enumerate(needs):
        for what, (values, at_once, price) in enumerate(
            zip(pair, (HEADS_AT_ONCE, NEURONS_AT_ONCE), (HEAD, NEURON))
        ):
            # The least one or two of each kind stay, so that every layer has both.
            groups = values.sort().values.view(-1, at_once).sum(1)[:-1]
            steps += [(float(group) / (at_once * price), layer, what, at_once) for group in groups]
    for _, layer, what, at_once in sorted(steps):
        if cost(kept) <= budget:
            break
        kept[layer][what] -= at_once
    return kept


def least_squares(inputs, wanted, linear):
    """Fits a linear layer, kept near what it was where the inputs do not tell."""
    inputs = torch.cat([inputs, torch.ones(len(inputs), 1)], 1)
    before = torch.cat([linear.weight.T, linear.bias[None]])
    square, product = inputs.T @ inputs, inputs.T @ wanted
    near = 1e-3 * square.diagonal().mean() * torch.eye(len(square))
    fitted = torch.linalg.solve(square + near, product + near @ before)
    linear.weight.data, linear.bias.data = fitted[:-1].T.contiguous(), fitted[-1].contiguous()


def narrowed(linear, rows=None, columns=None):
    weight, bias = linear.weight.data, linear.bias.data
    if rows is not None:
        weight, bias = weight[rows], bias[rows]
    if columns is not None:
        weight = weight[:, columns]
    linear.weight, linear.bias = (torch.nn.Parameter(x) for x in (weight, bias))
    linear.out_features, linear.in_features = linear.weight.shape


def cut(model, needs, kept, width):
    for layer, (heads, neurons), (most, inner_most) in zip(layers_of(model), needs, kept):
        attention = layer.attention["self"]
        stay = heads.topk(most).indices.sort().values
        channels = (stay[:, None] * width + torch.arange(width)).flatten()
        for name in ("query", "key", "value"):
            narrowed(getattr(attention, name), rows=channels)
        attention.heads = most
        narrowed(layer.attention["output"].dense, columns=channels)
        stay = neurons.topk(inner_most).indices.sort().values
        narrowed(layer.intermediate["dense"], rows=stay)
        narrowed(layer.output.dense, columns=stay)


@torch.no_grad()
def fit(student, teacher, batches):
    """Fits what each layer writes, from the first one on; tells how far the last hidden states are apart."""
    reals = [batch["real"] for batch in batches]
    masks = [real[:, None, None, :] for real in reals]
    theirs = [teacher.embedded(batch) for batch in batches]
    ours = [x.clone() for x in theirs]

    def joined(parts):
        return torch.cat([part[real] for part, real in zip(parts, reals)])

    def step(block, inputs, sums):
        """Fits a block that adds what it makes of its inputs to what is there."""
        least_squares(joined(inputs), joined(s - x for s, x in zip(sums, ours)), block.dense)
        return [block(x, before) for x, before in zip(inputs, ours)]

    def whole(block, inputs):
        return [block.dense(x) + before for x, before in zip(inputs, theirs)]

    for own, other in zip(layers_of(student), layers_of(teacher)):
        block = other.attention["output"]
        sums = whole(block, [attended(other, x, m) for x, m in zip(theirs, masks)])
        ours = step(own.attention["output"], [attended(own, x, m) for x, m in zip(ours, masks)], sums)
        theirs = [block.LayerNorm(x) for x in sums]
        sums = whole(other.output, [inner(other, x) for x in theirs])
        ours = step(own.output, [inner(own, x) for x in ours], sums)
        theirs = [other.output.LayerNorm(x) for x in sums]
    return float(F.mse_loss(joined(ours), joined(theirs)))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--teacher", required=True, help="folder of the trained model")
    p.add_argument("--cost", type=float, required=True, help="million multiplications a position (the default has 14.4)")
    p.add_argument("--rounds", type=int, default=4, help="how often to cut and fit")
    p.add_argument("--examples", nargs="+", required=True, help="windows to measure on")
    p.add_argument("--windows", type=int, default=192, help="how many of them")
    p.add_argument("--seed", type=int, default=1, help="which of them")
    p.add_argument("--out", required=True)
    a = p.parse_args()
    config = json.loads((pathlib.Path(a.teacher) / "config.json").read_text())
    teacher, student = trained(a.teacher), trained(a.teacher)
    examples = read_examples(a.examples)
    examples = random.Random(a.seed).sample(examples, min(a.windows, len(examples)))
    few = examples[: (len(examples) + 1) // 2]
    batches = [collate(few[i : i + 8], "cpu") for i in range(0, len(few), 8)]
    start = cost((layer["heads"], layer["inner"]) for layer in shape(config))
    for number in range(1, a.rounds + 1):
        needs = need(student, examples)
        kept = allocated(needs, start * (a.cost / start) ** (number / a.rounds))
        cut(student, needs, kept, head_width(config["encoder"]))
        distance = fit(student, teacher, batches)
        print(f"heads and neurons {kept}: cost {cost(kept):.2f}, distance {distance:.4f}", flush=True)
    out = pathlib.Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    weights = {name: value.half().contiguous() for name, value in student.state_dict().items()}
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})
    layers = [{"heads": heads, "inner": neurons} for heads, neurons in kept]
    (out / "layers.json").write_text(json.dumps(layers) + "\n")


if __name__ == "__main__":
    main()
