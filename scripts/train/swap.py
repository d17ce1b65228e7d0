"""Swaps the names of persons in labelled windows, so that the model learns grammar and not people.

Two people are in every other article of the 2016 campaign. Surnames are exchanged with those of
other articles, common first names with others of the same gender (so that he and she stay right),
each the same way all over a window.
"""

IGNORED = -100
CAPITALISED, UPPER = 2, 3

MALE = """james john robert michael david william richard joseph thomas charles daniel matthew mark
donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan
jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank
patrick raymond jack dennis jerry tyler aaron jose adam nathan henry peter kyle walter ethan jeremy
harold keith christian roger terry sean gerald carl arthur lawrence bill mike tim bernie ted ben
marco jim joe tom bob""".split()
FEMALE = """mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa betty
margaret sandra ashley kimberly emily donna michelle dorothy carol amanda melissa deborah stephanie
rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen
samantha katherine christine rachel carolyn janet catherine maria heather diane ruth julie olivia
joyce virginia victoria kelly lauren christina joan evelyn judith megan andrea hillary jane alice
martha""".split()


class NameSwapper:
    """Knows the surnames of all windows and common first names; `vocabulary` maps words to numbers."""

    def __init__(self, examples, vocabulary):
        self.first_names = {}
        for names in (MALE, FEMALE):
            known = [(vocabulary[name],) for name in names if name in vocabulary]
            self.first_names.update({name: known for name in known})
        surnames = set()  # of names as they stand in the windows
        for example in examples:
            surnames |= self._names(example)[1]
        self.surnames = sorted(surnames)

    def __call__(self, example, rng, longest):
        """The example with other names, or as it was where it has none or would grow too long."""
        firsts, surnames = self._names(example)
        other = {word: rng.choice(self.surnames) for word in sorted(surnames)}
        other |= {word: rng.choice(self.first_names[word]) for word in sorted(firsts)}
        if not other:
            return example
        return self._rewritten(example, other, longest)

    def _names(self, example):
        """The window's common first names and its surnames, each a tuple of wordpieces."""
        firsts, lasts = set(), set()
        for span in persons(example):
            if len(span) > 1 or span[0] in self.first_names:
                firsts.add(span[0])
            if len(span) > 1 or span[0] not in self.first_names:
                lasts.add(span[-1])
        return firsts & self.first_names.keys(), lasts - firsts

    def _rewritten(self, example, other, longest):
        pieces, moved, origin = [], {}, []
        for start, end in words(example):
            word = tuple(example["ids"][start:end])
            if example["case"][start] in (CAPITALISED, UPPER):
                word = other.get(word, word)
            moved[start] = len(pieces)
            pieces += word
            # Every piece has its word's features, only the first one its labels.
            origin += [(start, i == 0) for i in range(len(word))]
        if len(pieces) > longest:
            return example

        def carried(name, later=None):
            values = example[name]
            return [values[k] if first or later is None else later for k, first in origin]

        def links(name):
            return [[moved[a], moved[b]] for a, b in example[name]]

        return {
            "article": example["article"],
            "start": example["start"],
            "ids": pieces,
            "case": carried("case"),
            "quoted": carried("quoted"),
            "paragraph": carried("paragraph", later=0),
            "parts": carried("parts", later=IGNORED),
            "names": carried("names", later=IGNORED),
            "source_links": links("source_links"),
            "cue_links": links("cue_links"),
            "references": [
                [moved[query], [moved[t] for t in targets]]
                for query, targets in example["references"]
            ],
        }


def words(example):
    """The words of a window as ranges of positions, its two special tokens among them. Heads are
    labelled at the first wordpiece of each word; where nobody looked for names there is no telling
    words apart, and so nothing to swap."""
    names, last = example["names"], len(example["ids"]) - 1
    starts = [0] + [i for i, label in enumerate(names) if label != IGNORED] + [last]
    return [(a, b) for a, b in zip(starts, starts[1:] + [last + 1]) if a < b]


def persons(example):
    """The names of persons in a window, each a list of words, each a tuple of wordpieces."""
    found, before = [], 0
    for start, end in words(example):
        label = example["names"][start]
        word = tuple(example["ids"][start:end])
        if example["case"][start] in (CAPITALISED, UPPER):
            if label == 1:
                found.append([word])
            elif label == 2 and before in (1, 2):
                found[-1].append(word)
            else:
                label = 0
        else:
            label = 0
        before = label
    return found
