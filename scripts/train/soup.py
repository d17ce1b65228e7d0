#!/usr/bin/env python3
"""Makes one model of several of the same shape: the mean of their weights ("model soup").

    soup.py MODEL_DIR MODEL_DIR... --examples train.jsonl --out DIR
    soup.py MODEL_DIR MODEL_DIR... --same-heads --out DIR
    soup.py MODEL_DIR --pointer-width 32 --examples train.jsonl --out DIR
    soup.py MODEL_DIR... --same-heads --like TEACHER_DIR --examples train.jsonl --out DIR

Encoders that go back to the same pretrained one stay near enough to each other for their mean to be
a model too, and a better one than each (Wortsman et al., ICML 2022); it costs no time in use. Heads
begin with random weights, so that means of these would be noise. Of the tags' heads, which are
linear, the mean of the weights nevertheless is the mean of the scores. Of a pointer the score of two
states x and y is a bilinear form, x'Q'Ky; the mean of the forms has up to as many times the rank of one
as there are models, and the nearest form of one's own rank, in the metric of the states that
`--examples` give, is found by singular value decomposition. What is left over is printed.

`--same-heads` is for models that were trained further from one common model: the mean of all weights.
`--pointer-width` makes pointers of another width, also a single model's: some twenty directions carry nearly
all of a form.
`--like` shifts the labels' biases until each label is as probable, on the mean over the words of some
windows, as the teacher finds it. A student trained with dropout is used without, and then says "content"
some percents too often.
Writes `DIR/model.safetensors` in half precision, its words' embeddings left out if the models have
none, and takes `config.json` and `tokenizer.json` from the first model.
"""

import argparse
import json
import math
import pathlib
import shutil

import torch
from safetensors.torch import load_file, save_file

from model import LABELS, POINTERS
from swap import IGNORED
from train import collate, read_examples, trained


def with_weights(folder, weights):
    """The model of a folder, with these weights in place of its own."""
    model = trained(folder)
    model.load_state_dict(weights, strict=False)
    return model


@torch.no_grad()
def states(model, examples):
    """The last hidden states of some windows, a batch at a time, and which of them are read for labels."""
    for i in range(0, len(examples), 8):
        batch = collate(examples[i : i + 8], "cpu")
        labelled = batch["labels"]["parts"] != IGNORED
        yield model.states(batch), batch["real"], labelled


def second_moment(model, examples):
    """Mean of z z' over the wordpieces of some windows, where z is a last hidden state and a 1."""
    size = model.heads["parts"].in_features + 1
    moment, seen = torch.zeros(size, size, dtype=torch.double), 0
    for x, real, _ in states(model, examples):
        x = x[real].double()
        z = torch.cat([x, torch.ones(len(x), 1, dtype=torch.double)], 1)
        moment += z.T @ z
        seen += len(z)
    return moment / seen + 1e-6 * torch.eye(size, dtype=torch.double)


@torch.no_grad()
def shifts(model, teacher, examples):
    """For each head of labels what to add to its biases so that the mean probability of each label over the
    words of some windows is the teacher's."""
    words = {name: [] for name in LABELS}
    target = {name: [] for name in LABELS}
    for (x, _, labelled), (y, _, _) in zip(states(model, examples), states(teacher, examples)):
        for name in LABELS:
            words[name].append(model.heads[name](x[labelled]))
            target[name].append(teacher.heads[name](y[labelled]).softmax(-1))
    found = {}
    for name in LABELS:
        scores, wanted = torch.cat(words[name]), torch.cat(target[name]).mean(0)
        shift = torch.zeros_like(wanted)
        for _ in range(50):
            shift += (wanted / (scores + shift).softmax(-1).mean(0)).log()
        found[name] = shift
    return found


def affine(weights, name):
    """A linear layer as one matrix that takes a state and a 1, [out, in + 1]."""
    return torch.cat([weights[f"{name}.weight"], weights[f"{name}.bias"][:, None]], 1).double()


def merged_pointer(models, pointer, moment, rank):
    """Query and key, [rank, hidden + 1], of the mean of the models' forms, and the share of its
    squared length that this rank holds."""
    forms = [affine(w, f"heads.{pointer}.query").T @ affine(w, f"heads.{pointer}.key") for w in models]
    width = len(models[0][f"heads.{pointer}.query.bias"])
    root = torch.linalg.cholesky(moment)
    left, strength, right = torch.linalg.svd(root.T @ (sum(forms) / len(forms)) @ root)
    share = float((strength[:rank] ** 2).sum() / (strength**2).sum())
    # Scores are divided by the root of the width.
    back, scale = torch.linalg.inv(root), (strength[:rank] * math.sqrt(rank / width)).sqrt()
    return (scale[:, None] * left[:, :rank].T) @ back, (scale[:, None] * right[:rank]) @ back, share


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("models", nargs="+", help="folders of trained models of one shape")
    p.add_argument("--same-heads", action="store_true", help="they were trained further from one model")
    p.add_argument("--examples", nargs="*", default=[], help="windows whose states tell what matters in a pointer")
    p.add_argument("--windows", type=int, default=55, help="how many of them")
    p.add_argument("--like", help="folder of the teacher whose labels' frequencies are taken over")
    p.add_argument("--pointer-width", type=int, help="width of the pointers [as it was]")
    p.add_argument("--sharpness", type=float, default=1.0, help="factor of the scores of the parts")
    p.add_argument("--out", required=True)
    a = p.parse_args()
    if not a.same_heads and not a.examples:
        p.error("models whose heads differ need --examples")
    if a.like and not a.examples:
        p.error("--like needs --examples")
    config = json.loads((pathlib.Path(a.models[0]) / "config.json").read_text())
    width = a.pointer_width or config["pointer_width"]
    if a.same_heads and width != config["pointer_width"]:
        p.error("pointers of another width need --examples")
    files = [load_file(pathlib.Path(folder) / "model.safetensors") for folder in a.models]
    files = [{name: value.float() for name, value in weights.items()} for weights in files]
    mean = {name: sum(weights[name] for weights in files) / len(files) for name in files[0]}
    examples = read_examples(a.examples)
    examples = examples[:: max(1, len(examples) // a.windows)]
    if not a.same_heads:
        moment = second_moment(with_weights(a.models[0], mean), examples)
        for pointer in POINTERS:
            query, key, share = merged_pointer(files, pointer, moment, width)
            print(f"{pointer}: {share:.6f} of the mean form kept")
            for name, matrix in (("query", query), ("key", key)):
                mean[f"heads.{pointer}.{name}.weight"] = matrix[:, :-1].float()
                mean[f"heads.{pointer}.{name}.bias"] = matrix[:, -1].float()
    for name in ("heads.parts.weight", "heads.parts.bias"):
        mean[name] = mean[name] * a.sharpness
    if a.like:
        # Without the pointers, whose width may be another one by now.
        rest = {name: value for name, value in mean.items() if name.split(".")[1] not in POINTERS}
        for name, shift in shifts(with_weights(a.models[0], rest), trained(a.like), examples).items():
            print(f"{name}: biases shifted by", *(f"{x:+.3f}" for x in shift))
            mean[f"heads.{name}.bias"] += shift
    out = pathlib.Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    config["pointer_width"] = width
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    if (pathlib.Path(a.models[0]) / "tokenizer.json").exists():
        shutil.copy(pathlib.Path(a.models[0]) / "tokenizer.json", out)
    weights = {name: value.half().contiguous() for name, value in mean.items()}
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})


if __name__ == "__main__":
    main()
