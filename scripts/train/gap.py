#!/usr/bin/env python3
"""GAP's pronouns as gold articles, to train the reference pointer on, and its score on them.

    gap.py gold gap-development.tsv … > gold.jsonl     # for `whosaid examples --references-only`
    gap.py score --model DIR --examples X.jsonl --rows gap-test.tsv

GAP (Webster et al., TACL 2018): a pronoun and two names in a passage of Wikipedia, and which of
them it stands for, if any. In the gold a pronoun is a source and the right name its speaker.
`score` takes windows that `whosaid examples --references-only` made of `gap.py gold --all`, gives a
pronoun to the name that the pointer finds more probable, to neither where "none" is more probable
than both, and reports F1 as the task defines it: over the two yes-or-no questions of every row, and
by the pronoun's gender.
"""

import argparse
import csv
import json
import pathlib
import sys

FEMALE = {"she", "her", "hers", "herself"}


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def span(row, name):
    start = int(row[f"{name}-offset"])
    return [start, start + len(row[name])]


def gold(args):
    for path in args.rows:
        for row in rows(path):
            right = [n for n in "AB" if row[f"{n}-coref"] == "TRUE"]
            if not right and not args.all:
                continue
            pronoun = span(row, "Pronoun")
            quotation = {
                "type": "indirect", "content": [pronoun], "source": [pronoun], "cue": None,
                "speaker": row[right[0]] if right else None,
                "speaker_kind": "person" if right else "none",
            }
            article = {"id": row["ID"], "text": row["Text"], "quotes": [quotation]}
            print(json.dumps(article, ensure_ascii=False))


def f1(answers):
    hits = sum(said and true for said, true in answers)
    said, true = (sum(column) for column in zip(*answers))
    return 2 * hits / max(1, said + true)


def score(args):
    import torch

    from train import collate, read_examples, trained

    config = json.loads((args.model / "config.json").read_text())
    model = trained(args.model)
    tokenizer = args.model / config.get("base", ".") / "tokenizer.json"
    vocabulary = json.loads(tokenizer.read_text())["model"]["vocab"]
    pieces = {number: piece for piece, number in vocabulary.items()}
    by_article = {}
    for example in read_examples([args.examples]):
        by_article.setdefault(example["article"], example)
    answers = {"all": [], "masculine": [], "feminine": []}
    missing = 0
    for row in rows(args.rows[0]):
        example = by_article.get(row["ID"])
        places = example and {n: place(row, n, example, pieces) for n in ("Pronoun", "A", "B")}
        said = {"A": False, "B": False}
        if not places or None in places.values():
            missing += 1
        else:
            with torch.no_grad():
                scores = model(collate([example], "cpu"))["reference"][0, places["Pronoun"]]
            chances = torch.softmax(scores, -1)
            best = max("AB", key=lambda n: float(chances[places[n]]))
            said[best] = float(chances[places[best]]) > float(chances[0])
        pairs = [(said[n], row[f"{n}-coref"] == "TRUE") for n in "AB"]
        gender = "feminine" if row["Pronoun"].lower() in FEMALE else "masculine"
        for group in ("all", gender):
            answers[group] += pairs
    figures = {name: round(f1(pairs), 3) for name, pairs in answers.items()}
    figures["bias"] = round(figures["feminine"] / max(figures["masculine"], 1e-9), 3)
    print(json.dumps(figures | {"rows": len(answers["all"]) // 2, "not found in their window": missing}))


def place(row, name, example, pieces):
    """Position of the first wordpiece of a row's pronoun or name, counted by letters, since the
    windows carry no offsets; `None` outside the window."""
    wanted = len(letters(row["Text"][: span(row, name)[0]]))
    seen = 0
    for position, number in enumerate(example["ids"][1:-1], start=1):
        if seen == wanted:
            return position
        piece = pieces[number].removeprefix("##")
        if piece == "[UNK]":
            return None
        seen += len(letters(piece))
    return None


def letters(text):
    import unicodedata

    plain = unicodedata.normalize("NFD", text.lower())
    return [c for c in plain if not c.isspace() and not unicodedata.combining(c)]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    modes = p.add_subparsers(dest="mode", required=True)
    write = modes.add_parser("gold")
    write.add_argument("rows", nargs="+")
    write.add_argument("--all", action="store_true", help="also where neither name is right")
    measure = modes.add_parser("score")
    measure.add_argument("--model", type=pathlib.Path, required=True)
    measure.add_argument("--examples", required=True)
    measure.add_argument("--rows", nargs=1, required=True)
    args = p.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")
    gold(args) if args.mode == "gold" else score(args)


if __name__ == "__main__":
    main()
