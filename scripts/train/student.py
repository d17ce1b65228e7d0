#!/usr/bin/env python3
"""Cuts a smaller model out of a trained one, to be trained further with that one as its teacher.

    student.py --teacher MODEL_DIR --config STUDENT.json --examples train.jsonl --out DIR

Of the teacher's layers those stay without which its last hidden states change least, and of each
one's inner (feed-forward) neurons those that write most into the hidden states, both measured over
some windows. Embeddings and heads are taken as they are. Writes `DIR/model.safetensors` in half
precision; `train.py --start DIR --teacher MODEL_DIR` goes on from it.
"""

import argparse
import itertools
import json
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from model import Whosaid
from train import collate, pretrained, read_examples


def through(layers, x, real):
    for layer in layers:
        x = layer(x, real[:, None, None, :])
    return x


def kept_layers(model, batches, number):
    """Numbers of the layers whose sequence alone comes nearest to all of them."""
    layers = model.bert.encoder["layer"]
    best = None
    for chosen in itertools.combinations(range(len(layers)), number):
        distance = 0.0
        for x, real in batches:
            whole, part = through(layers, x, real), through([layers[i] for i in chosen], x, real)
            distance += float(F.mse_loss(part[real], whole[real]))
        print(f"layers {chosen}: distance {distance / len(batches):.4f}", flush=True)
        if best is None or distance < best[0]:
            best = (distance, chosen)
    return best[1]


def kept_neurons(layers, batches, number):
    """Of each layer the inner neurons that write most: activation times the length of what it is
    written with, root mean square over positions."""
    kept = []
    states = [(x, real) for x, real in batches]
    for layer in layers:
        written = 0.0
        for i, (x, real) in enumerate(states):
            mask = real[:, None, None, :]
            y = layer.attention["output"](layer.attention["self"](x, mask), x)
            inner = F.gelu(layer.intermediate["dense"](y))
            written = written + (inner[real] ** 2).mean(0)
            states[i] = (layer.output(inner, y), real)
        weight = layer.output.dense.weight.norm(dim=0)
        strength = written.sqrt() * weight
        best = strength.topk(number).indices.sort().values
        print(f"neurons kept hold {float(strength[best].sum() / strength.sum()):.3f} of what is written", flush=True)
        kept.append(best)
    return kept


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--teacher", required=True, help="folder of the trained model")
    p.add_argument("--config", required=True, help="the student's configuration")
    p.add_argument("--examples", nargs="+", required=True, help="windows to measure on")
    p.add_argument("--windows", type=int, default=48, help="how many of them")
    p.add_argument("--out", required=True)
    a = p.parse_args()
    teacher_config = json.loads((pathlib.Path(a.teacher) / "config.json").read_text())
    config = json.loads(pathlib.Path(a.config).read_text())["encoder"]
    model = Whosaid(teacher_config)
    pretrained(model, a.teacher)
    model.eval()
    examples = read_examples(a.examples)
    examples = examples[:: max(1, len(examples) // a.windows)]
    with torch.no_grad():
        collated = (collate(examples[i : i + 8], "cpu") for i in range(0, len(examples), 8))
        # What goes into the first layer, and the mask of what is real.
        batches = [(model.embedded(batch), batch["real"]) for batch in collated]
        layers = model.bert.encoder["layer"]
        chosen = kept_layers(model, batches, config["num_hidden_layers"])
        neurons = kept_neurons([layers[i] for i in chosen], batches, config["intermediate_size"])
    weights = {}
    for name, value in model.state_dict().items():
        parts = name.split(".")
        if parts[:3] != ["bert", "encoder", "layer"]:
            weights[name] = value
            continue
        if int(parts[3]) not in chosen:
            continue
        place = chosen.index(int(parts[3]))
        parts[3] = str(place)
        rest = ".".join(parts[4:])
        if rest.startswith("intermediate.dense"):
            value = value[neurons[place]]
        elif rest == "output.dense.weight":
            value = value[:, neurons[place]]
        weights[".".join(parts)] = value
    out = pathlib.Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    weights = {name: value.half().contiguous() for name, value in weights.items()}
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})
    print(f"layers {chosen} of {len(layers)}, {config['intermediate_size']} inner neurons each")


if __name__ == "__main__":
    main()
