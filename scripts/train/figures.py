#!/usr/bin/env python3
"""Prints the model card's tables from what `whosaid evaluate --json` wrote.

    figures.py "PolNeAR dev=polnear.json" "BBC dev=bbc.json" "people=annotators.json"
    figures.py "PolNeAR dev=seed1.json,seed2.json,seed3.json"

A column of one file shows each figure with its interval and its number of cases, a column of several
(the same training with other seeds) the mean, and from the lowest to the highest.
"""

import json
import pathlib
import sys

ROWS = [
    ("passages found", "passages/found"),
    ("… with the right mention", "passages/mention"),
    ("… with the right speaker", "passages/speaker"),
    ("content soft F, all", "all/f1"),
    ("content soft F, direct and mixed", "quoted/f1"),
    ("content soft F, indirect", "indirect/f1"),
    ("content exact F, all", "all/exact_f1"),
    ("content exact F, direct and mixed", "quoted/exact_f1"),
    ("F of characters, all", "all/character_f1"),
    ("mention given detected, all", "all/mention_given_detected"),
    ("mention given detected, direct and mixed", "quoted/mention_given_detected"),
    ("speaker given detected", "quoted/speaker_given_detected"),
    ("kind of speaker given detected", "quoted/speaker_kind_given_detected"),
    ("… full name", "quoted/speaker_by_form_given_detected/full_name"),
    ("… part of a name", "quoted/speaker_by_form_given_detected/part_of_name"),
    ("… pronoun", "quoted/speaker_by_form_given_detected/pronoun"),
    ("… description", "quoted/speaker_by_form_given_detected/description"),
    ("fragments, source / cue / content, exact F", "published/{source,cue,content}/f1"),
    ("expected calibration error, all", "calibration/all/expected_calibration_error"),
    ("expected calibration error, direct and mixed", "calibration/quoted/expected_calibration_error"),
]


def leaf(figures, path):
    for key in path.split("/"):
        figures = figures.get(key, {})
    return figures


def rate(value):
    return f"{value:.3f}".lstrip("0") if value < 1 else "1.000"


def one(figures, path):
    figure = leaf(figures, path)
    if not figure or figure["value"] is None:
        return "–"
    shown = rate(figure["value"])
    if figure["low"] is not None:
        shown += f" ({rate(figure['low'])}–{rate(figure['high'])}, {figure['n']})"
    return shown


def mean(seeds, path):
    values = [leaf(figures, path).get("value") for figures in seeds]
    if None in values:
        return "–"
    return f"{rate(sum(values) / len(values))} ({rate(min(values))}–{rate(max(values))})"


def cell(files, path):
    if "{" in path:
        head, rest = path.split("{")
        names, tail = rest.split("}")
        return " / ".join(cell(files, head + name + tail).split(" ")[0] for name in names.split(","))
    return one(files[0], path) if len(files) == 1 else mean(files, path)


def main():
    columns = []
    for argument in sys.argv[1:]:
        name, paths = argument.split("=", 1)
        columns.append((name, [json.loads(pathlib.Path(path).read_text()) for path in paths.split(",")]))
    print("| measure | " + " | ".join(name for name, _ in columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for label, path in ROWS:
        print(f"| {label} | " + " | ".join(cell(files, path) for _, files in columns) + " |")
    for name, files in columns:
        print(f"\n{name}: " + ", ".join(f"`{figures['signature']}`" for figures in files))


if __name__ == "__main__":
    main()
