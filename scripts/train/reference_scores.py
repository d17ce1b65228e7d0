#!/usr/bin/env python3
"""Writes what PyTorch makes of a few windows, for the test that the Rust side makes the same of them.

    reference_scores.py --model models --examples corpus.jsonl --windows 0 8 20 > tests/data/reference_scores.json

`--examples` are labelled windows from `whosaid examples corpus/gold.jsonl`; only texts written for
this project may go in, since the inputs are written too. Single precision; probabilities are
rounded to five digits.
"""

import argparse
import json
import pathlib

import torch

from model import LABELS, POINTERS
from train import collate, trained

INPUTS = ("ids", "case", "paragraph", "quoted")
# Content words and sources point; the least probability is POINTS_FROM of src/model/encoder.rs, and
# somewhat more here, so that rounding decides nothing.
POINTS_FROM = 0.06


def rounded(tensor):
    return [[round(float(p), 5) for p in row] for row in tensor]


@torch.no_grad()
def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--model", type=pathlib.Path, required=True, help="folder of the model")
    p.add_argument("--examples", type=pathlib.Path, required=True, help="labelled windows")
    p.add_argument("--windows", type=int, nargs="+", required=True, help="which of them, from 0")
    a = p.parse_args()
    model = trained(a.model)
    lines = a.examples.read_text(encoding="utf-8").splitlines()
    written = []
    for number in a.windows:
        example = json.loads(lines[number])
        scores = model(collate([example], "cpu"))
        found = {name: example[name] for name in INPUTS}
        found |= {name: scores[name][0].softmax(-1) for name in LABELS}
        content = found["parts"][:, 1] + found["parts"][:, 2]
        pointing = [i for i in range(1, len(example["ids"]) - 1) if content[i] >= POINTS_FROM]
        found["pointing"] = pointing[::7]
        for name in POINTERS:
            best = scores[name][0].softmax(-1)[found["pointing"]].max(-1)
            found[name] = [[int(i), round(float(p), 5)] for p, i in zip(*best)]
        for name in LABELS:
            found[name] = rounded(found[name])
        written.append(found)
    print(json.dumps(written, separators=(",", ":")))


if __name__ == "__main__":
    main()
