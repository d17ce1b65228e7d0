"""A trained model as teacher: what it makes of a window is learned beside the window's labels."""

import torch
import torch.nn.functional as F

from model import LABELS, POINTERS

CONTENT = [1, 2]  # labels of `parts`
SOURCE = [3, 4]
SURE = 0.1  # a pointer is read from where it starts with at least this probability


class Teacher:
    """Reads each window once, whole, also where the student's has wordpieces hidden, and keeps its
    last hidden states in memory (half precision: 0.4 MB for a window of 512)."""

    def __init__(self, model, weights):
        self.model = model.eval().requires_grad_(False)
        self.weights = weights
        self.known = {}

    def loss(self, batch, states, scores, autocast):
        """How far the student is from its teacher: mean square of the hidden states, and for each
        head the divergence (Kullback-Leibler) of its probabilities from the teacher's, weighted
        like the head's own loss."""
        theirs = self._states(batch, autocast)
        real = batch["real"]
        total = F.mse_loss(states.float()[real], theirs[real])
        with torch.no_grad():
            target = self.model.scores(theirs, real)
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
            with autocast():
                states = self.model.states(batch | {"ids": torch.tensor(ids, device=batch["ids"].device)})
            for key, row, own in zip(keys, clean, states):
                self.known[key] = own[: len(row)].half().cpu()
        rows = [self.known[key] for key in keys]
        padded = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
        return padded.to(batch["ids"].device).float()


def divergence(scores, target):
    """Of rows of scores from rows of a teacher's, mean over rows."""
    mine, theirs = scores.log_softmax(-1), target.log_softmax(-1)
    each = theirs.exp() * (theirs - mine)
    return each.masked_fill(theirs == float("-inf"), 0.0).sum(-1).mean()
