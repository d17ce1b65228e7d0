#!/usr/bin/env python3
"""Trains the encoder and the heads on examples that `whosaid examples` wrote.

    train.py --examples train.jsonl [more.jsonl …] --dev dev.jsonl --start MODEL_DIR --out DIR

The shape of the model is that of `--config`; `--start` holds the pretrained encoder's weights.
Writes `DIR/checkpoint.pt` after every epoch (the same command again goes on from it), and at the
end `DIR/model.safetensors` (half precision) and `DIR/training.json` (settings and what was seen).
See README.md beside this file for the whole way from data to weights.
"""

import argparse
import json
import math
import pathlib
import random
import time

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

from model import LABELS, Whosaid
from swap import IGNORED, NameSwapper
from teacher import Teacher

MODELS = pathlib.Path(__file__).resolve().parents[2] / "models"
LOSS_WEIGHTS = {"parts": 1.0, "source": 0.3, "cue": 0.2, "names": 0.2, "reference": 0.1}
TEACHERS = "bert.embeddings.word_embeddings.weight"  # what a student shares with its teacher
MASK = 103  # the vocabulary's [MASK]


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--examples", nargs="+", required=True, help="labelled windows to train on")
    p.add_argument("--more", nargs="*", default=[], help="further windows, of which every epoch sees a part")
    p.add_argument("--more-share", type=float, default=0.5, help="how large a part")
    p.add_argument("--dev", nargs="*", default=[], help="labelled windows to watch; never trained on")
    p.add_argument("--start", required=True, help="folder of the pretrained encoder")
    p.add_argument("--teacher", nargs="+", help="folders of trained models whose scores are learned beside the labels")
    p.add_argument("--config", default=MODELS / "config.json", help="the model's configuration")
    p.add_argument("--tokenizer", default=MODELS / "tokenizer.json", help="its vocabulary")
    p.add_argument("--out", required=True, help="folder to write to")
    p.add_argument("--epochs", type=int, default=5)
    p.add_argument("--batch", type=int, default=12, help="windows a step; as many more as they are shorter")
    p.add_argument("--encoder-rate", type=float, default=3e-4)
    p.add_argument("--head-rate", type=float, default=1e-3)
    p.add_argument("--warm-up", type=float, default=0.06, help="share of all steps")
    p.add_argument("--swap", type=float, default=0.5, help="share of windows with swapped names")
    p.add_argument("--mask", type=float, default=0.0, help="share of wordpieces hidden in half of the windows")
    p.add_argument("--average", type=float, default=0.0, help="decay of a running mean of the weights; 0: none")
    p.add_argument("--label-weight", type=float, default=1.0, help="of the labels' losses beside the teacher's")
    p.add_argument("--reference-weight", type=float, default=LOSS_WEIGHTS["reference"])
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=0, help="0: as many as torch takes")
    p.add_argument("--stop-after", type=int, default=0, help="stop after that many epochs of them")
    return p.parse_args()


def read_examples(paths):
    with_lines = (open(path, encoding="utf-8") for path in paths)
    return [json.loads(line) for lines in with_lines for line in lines]


def batches(examples, size, longest, rng):
    """Batches of windows of about the same length, in random order: `size` of the longest ones, or
    as many as are not longer together."""
    order = list(range(len(examples)))
    rng.shuffle(order)
    pools = [order[i : i + size * 50] for i in range(0, len(order), size * 50)]
    made = []
    for pool in pools:
        pool.sort(key=lambda i: len(examples[i]["ids"]))
        batch = []
        for i in pool:
            if batch and (len(batch) + 1) * len(examples[i]["ids"]) > size * longest:
                made.append(batch)
                batch = []
            batch.append(i)
        made.append(batch)
    rng.shuffle(made)
    return [[examples[i] for i in batch] for batch in made]


def masked(example, share, rng):
    """The window with some of its wordpieces hidden, so that it is read by what stands around."""
    inner = range(1, len(example["ids"]) - 1)
    hidden = {i for i in inner if rng.random() < share}
    ids = [MASK if i in hidden else k for i, k in enumerate(example["ids"])]
    return example | {"ids": ids, "clean": example["ids"]}


def collate(examples, device):
    longest = max(len(e["ids"]) for e in examples)

    def padded(name, fill):
        rows = [e[name] + [fill] * (longest - len(e[name])) for e in examples]
        return torch.tensor(rows, device=device)

    batch = {name: padded(name, 0) for name in ("ids", "case", "paragraph", "quoted")}
    batch["examples"] = examples
    batch["labels"] = {name: padded(name, IGNORED) for name in LABELS}
    lengths = torch.tensor([len(e["ids"]) for e in examples], device=device)
    batch["real"] = torch.arange(longest, device=device)[None, :] < lengths[:, None]
    batch["links"] = {}
    for name in ("source", "cue"):
        links = [(i, a, b) for i, e in enumerate(examples) for a, b in e[f"{name}_links"]]
        batch["links"][name] = torch.tensor(links, device=device).view(-1, 3)
    batch["references"] = [
        (i, query, targets)
        for i, e in enumerate(examples)
        for query, targets in e["references"]
    ]
    return batch


def losses(scores, batch):
    """Each head's mean loss over what is labelled."""
    found = {}
    for name, labels in batch["labels"].items():
        if (labels != IGNORED).any():
            found[name] = F.cross_entropy(
                scores[name].flatten(0, 1), labels.flatten(), ignore_index=IGNORED
            )
    for name, links in batch["links"].items():
        if len(links):
            window, start, end = links.unbind(1)
            found[name] = F.cross_entropy(scores[name][window, start], end)
    if batch["references"]:
        # Any of the places where the speaker is named is right: the loss is over their sum.
        windows, queries, targets = zip(*batch["references"])
        rows = F.log_softmax(scores["reference"][list(windows), list(queries)], -1)
        right = torch.zeros_like(rows, dtype=torch.bool)
        for row, named in zip(right, targets):
            row[named] = True
        found["reference"] = -rows.masked_fill(~right, float("-inf")).logsumexp(-1).mean()
    return found


@torch.no_grad()
def watch(model, examples, device, autocast):
    """Accuracy over words and links of dev windows: a thermometer, not the project's measure."""
    model.eval()
    right, seen = {}, {}

    def count(name, hits):
        right[name] = right.get(name, 0) + int(hits.sum())
        seen[name] = seen.get(name, 0) + hits.numel()

    for i in range(0, len(examples), 16):
        batch = collate(examples[i : i + 16], device)
        with autocast():
            scores = model(batch)
        for name, labels in batch["labels"].items():
            known = labels != IGNORED
            count(name, scores[name].argmax(-1)[known] == labels[known])
        for name, links in batch["links"].items():
            window, start, end = links.unbind(1)
            count(name, scores[name][window, start].argmax(-1) == end)
        for i_, query, targets in batch["references"]:
            best = scores["reference"][i_, query].argmax(-1)
            count("reference", torch.tensor([int(best) in targets]))
    model.train()
    return {name: round(right[name] / seen[name], 4) for name in right if seen[name]}


def pretrained(model, folder):
    """Takes the weights of a bare encoder, or those of a model of this project, heads and all."""
    folder = pathlib.Path(folder)
    weights = load_file(folder / "model.safetensors")
    config = folder / "config.json"
    base = json.loads(config.read_text()).get("base") if config.exists() else None
    if base:
        weights = load_file(folder / base / "model.safetensors") | weights
    bare = not any(name.startswith("bert.") for name in weights)
    weights = {("bert." if bare else "") + name: w.float() for name, w in weights.items()}
    missing = model.load_state_dict(weights, strict=False).missing_keys
    needed = [name for name in missing if name.startswith("bert.") or not bare]
    if needed:
        raise SystemExit(f"{folder}: the pretrained weights lack {needed}")


def trained(folder):
    """The model of a folder, as it is used."""
    model = Whosaid(json.loads((pathlib.Path(folder) / "config.json").read_text()))
    pretrained(model, folder)
    return model.eval()


def main():
    a = arguments()
    torch.manual_seed(a.seed)
    if a.threads:
        torch.set_num_threads(a.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"

    def autocast():
        return torch.autocast(device, dtype=torch.bfloat16)

    out = pathlib.Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    weights_of_losses = LOSS_WEIGHTS | {"reference": a.reference_weight}
    config = json.loads(pathlib.Path(a.config).read_text())
    if config["labels"] != LABELS:
        raise SystemExit(f"{a.config}: other labels than those that are trained here")
    model = Whosaid(config)
    pretrained(model, a.start)
    model.to(device).train()
    teacher = None
    if a.teacher:
        teacher = Teacher([trained(folder).to(device) for folder in a.teacher], weights_of_losses)
    # A student's words are its teacher's: the two models share one table.
    shares_words = "base" in config
    if shares_words:
        model.bert.embeddings.word_embeddings.requires_grad_(False)

    train, more, dev = (read_examples(paths) for paths in (a.examples, a.more, a.dev))
    averaged = None
    if a.average:
        averaged = torch.optim.swa_utils.AveragedModel(
            model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(a.average)
        )
    vocabulary = json.loads(pathlib.Path(a.tokenizer).read_text())["model"]["vocab"]
    swapper = NameSwapper(train, vocabulary)
    longest = config["encoder"]["max_position_embeddings"]
    whole_window = config["windows"]["length"] + 2

    def swapped(example, rng):
        # What a teacher says is kept from epoch to epoch: each window then has one swapped form.
        if teacher:
            rng = random.Random(f"{a.seed} {example['article']} {example['start']}")
        return swapper(example, rng, longest)

    def prepared(rng):
        """The windows of an epoch, changed as the settings say, in batches."""
        windows = train + rng.sample(more, round(len(more) * a.more_share))
        windows = [swapped(e, rng) if rng.random() < a.swap else e for e in windows]
        if a.mask:
            windows = [masked(e, a.mask, rng) if rng.random() < 0.5 else e for e in windows]
        return batches(windows, a.batch, whole_window, rng)

    # Swapped names change lengths and so the number of batches a little; the schedule takes the
    # first epoch's for all, and ends a few steps early or at a rate of zero.
    steps_an_epoch = len(prepared(random.Random(f"{a.seed}-0")))
    steps = steps_an_epoch * a.epochs
    groups = [
        {"params": [p for p in model.bert.parameters() if p.requires_grad], "lr": a.encoder_rate},
        {"params": [*model.heads.parameters(), *model.features.parameters()], "lr": a.head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    warm = max(1, int(steps * a.warm_up))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.0, (steps - s) / max(1, steps - warm)))
    )
    log, first_epoch = [], 0
    checkpoint = out / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device, weights_only=False)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        torch.set_rng_state(state["rng"].cpu())
        if averaged:
            averaged.load_state_dict(state["averaged"])
        log, first_epoch = state["log"], state["epoch"] + 1
        print(f"going on after epoch {first_epoch}", flush=True)

    last_epoch = min(a.epochs, a.stop_after or a.epochs)
    for epoch in range(first_epoch, last_epoch):
        began, sums = time.time(), {}
        rng = random.Random(f"{a.seed}-{epoch}")
        for step, examples in enumerate(prepared(rng)):
            batch = collate(examples, device)
            with autocast():
                states = model.states(batch)
                scores = model.scores(states, batch["real"])
            parts = losses(scores, batch)
            if not parts and not teacher:
                # A small batch of windows in which nothing is labelled.
                schedule.step()
                continue
            loss = a.label_weight * sum(weights_of_losses[name] * value for name, value in parts.items())
            if teacher:
                parts["teacher"] = teacher.loss(batch, states, scores, autocast)
                loss = loss + parts["teacher"]
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            if averaged:
                averaged.update_parameters(model)
            for name, value in parts.items():
                sums.setdefault(name, []).append(float(value))
            if step % 25 == 24:
                recent = {name: round(sum(v[-25:]) / len(v[-25:]), 3) for name, v in sums.items()}
                pace = (time.time() - began) / (step + 1)
                left = pace * (steps_an_epoch * (last_epoch - epoch) - step - 1) / 60
                print(f"epoch {epoch + 1} step {step + 1}/{steps_an_epoch} {recent} "
                      f"{pace:.2f} s/step, {left:.0f} min left", flush=True)
        entry = {
            "epoch": epoch + 1,
            "minutes": round((time.time() - began) / 60, 1),
            "loss": {name: round(sum(v) / len(v), 4) for name, v in sums.items()},
            "dev": watch(averaged or model, dev, device, autocast) if dev else None,
        }
        log.append(entry)
        print(json.dumps(entry), flush=True)
        state = {
            "model": model.state_dict(), "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(), "rng": torch.get_rng_state(),
            "epoch": epoch, "log": log,
            "averaged": averaged.state_dict() if averaged else None,
        }
        torch.save(state, checkpoint.with_suffix(".tmp"))
        checkpoint.with_suffix(".tmp").replace(checkpoint)

    best = averaged.module if averaged else model
    weights = {n: w.detach().half().cpu().contiguous() for n, w in best.state_dict().items()}
    if shares_words:
        del weights[TEACHERS]
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})
    summary = {"settings": {k: str(v) if isinstance(v, pathlib.Path) else v for k, v in vars(a).items()}, "windows": len(train) + round(len(more) * a.more_share), "labels": LABELS, "log": log}
    (out / "training.json").write_text(json.dumps(summary, indent=1) + "\n")


if __name__ == "__main__":
    main()
