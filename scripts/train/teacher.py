"""Trained models as teachers: what they make of a window is learned beside the window's labels."""

import math

import torch
import torch.nn.functional as F

from model import LABELS, POINTERS

CONTENT = [1, 2]  # labels of `parts`
SOURCE = [3, 4]
SURE = 0.1  # a pointer is read from where it starts with at least this probability


class Teacher:
    """One or several models. Each reads each window once, whole, also where the student's has wordpieces
    hidden, and its last hidden states are kept in memory (half precision: 0.4 MB for a window of 512)."""

    def __init__(self, models, weights):
        self.models = [model.eval().requires_grad_(False) for model in models]
        self.weights = weights
        self.known = {}

    def loss(self, batch, states, scores, autocast):
        """How far the student is from its teachers: for each head the divergence (Kullback-Leibler) of
        its probabilities from the mean of theirs, weighted like the head's own loss; of a single teacher
        the mean square of the hidden states too, which those of several have no common place for."""
        theirs = self._states(batch, autocast)
        real = batch["real"]
        single = len(self.models) == 1
        total = F.mse_loss(states.float()[real], theirs[0][real]) if single else 0.0
        with torch.no_grad():
            each = [model.scores(x, real) for model, x in zip(self.models, theirs)]
            target = {name: mean_of([scores[name] for scores in each]) for name in each[0]}
            parts = target["parts"].softmax(-1)
            content = (parts[..., CONTENT].sum(-1) >= SURE) & real
            spoken = (parts[..., CONTENT + SOURCE].sum(-1) >= SURE) & real
        rows = {name: real for name in LABELS}
        rows |= {name: spoken if name == "reference" else content for name in POINTERS}
        for name, where in rows.items():
            if where.any():
                total = total + self.weights[name] * divergence(scores[name][where], target[name][where])
        return total

    @torch.no_grad()
    def _states(self, batch, autocast):
        keys = [(e["article"], e["start"], hash(tuple(e.get("clean", e["ids"])))) for e in batch["examples"]]
        length = batch["real"].shape[1]
        if any(key not in self.known for key in keys):
            clean = [e.get("clean", e["ids"]) for e in batch["examples"]]
            ids = [row + [0] * (length - len(row)) for row in clean]
            whole = batch | {"ids": torch.tensor(ids, device=batch["ids"].device)}
            with autocast():
                states = torch.stack([model.states(whole) for model in self.models], 2)
            for key, row, own in zip(keys, clean, states):
                self.known[key] = own[: len(row)].half().cpu()
        rows = [self.known[key] for key in keys]
        padded = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
        return padded.to(batch["ids"].device).float().unbind(2)


def mean_of(scores):
    """Logarithm of the mean of the models' probabilities."""
    rows = torch.stack([each.log_softmax(-1) for each in scores])
    return rows.logsumexp(0) - math.log(len(scores))


def divergence(scores, target):
    """Of rows of scores from rows of a teacher's, mean over rows."""
    mine, theirs = scores.log_softmax(-1), target.log_softmax(-1)
    each = theirs.exp() * (theirs - mine)
    return each.masked_fill(theirs == float("-inf"), 0.0).sum(-1).mean()
