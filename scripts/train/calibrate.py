#!/usr/bin/env python3
"""Fits how a quotation's raw score becomes its confidence, and prints `calibration` for config.json.

    whosaid evaluate dev.jsonl --model RAW --save records.jsonl --errors errors.jsonl
    calibrate.py --config RAW/config.json --records records.jsonl --errors errors.jsonl

RAW is the model's folder without `calibration` in its config.json, so that confidences are raw scores.
Several pairs of files are fitted together; of those named with --quoted-only, whose gold leaves indirect
speech unmarked, direct and mixed quotations alone. A logistic map of the score's log-odds, fitted by
Newton's method; the expected calibration error printed with it is over ten bands and from five folds
of articles, each mapped by what was fitted on the other four.
"""

import argparse
import json
import math
import sys


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--config", required=True, help="the model's configuration")
    p.add_argument("--records", nargs="+", required=True)
    p.add_argument("--errors", nargs="+", required=True, help="of the same runs, in the same order")
    p.add_argument("--quoted-only", nargs="*", default=[], help="which of the records")
    return p.parse_args()


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def cases(records, errors, quoted):
    """(article, log-odds of the raw score, right or not) of every predicted quotation that is direct
    or mixed, or else of every indirect one."""
    wrong = {
        (e["article"], json.dumps(e["predicted"]["spans"])) for e in errors if e.get("right") is False
    }
    found = []
    for record in records:
        for quote in record["quotes"]:
            if (quote["type"] != "indirect") != quoted:
                continue
            p = min(max(quote["confidence"], 1e-4), 1 - 1e-4)
            right = (record["id"], json.dumps(quote["spans"])) not in wrong
            found.append((record["id"], math.log(p / (1 - p)), right))
    return found


def confidence(slope, intercept, x):
    z = slope * x + intercept
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0


def likelihood(slope, intercept, found):
    """Of what was right and wrong, as a logarithm."""
    sums = (slope * x + intercept if right else -slope * x - intercept for _, x, right in found)
    return -sum(max(0.0, -z) + math.log1p(math.exp(-abs(z))) for z in sums)


def fit(found):
    """By Newton's method, each step halved until it makes what was seen more likely."""
    slope, intercept = 1.0, 0.0
    best = likelihood(slope, intercept, found)
    for _ in range(50):
        g = [0.0, 0.0]
        h = [1e-6, 0.0, 1e-6]
        for _, x, right in found:
            p = confidence(slope, intercept, x)
            g[0] += (right - p) * x
            g[1] += right - p
            w = p * (1 - p)
            h[0] += w * x * x
            h[1] += w * x
            h[2] += w
        determinant = h[0] * h[2] - h[1] * h[1]
        step = (h[2] * g[0] - h[1] * g[1]) / determinant, (h[0] * g[1] - h[1] * g[0]) / determinant
        for halved in range(30):
            there = slope + step[0] / 2**halved, intercept + step[1] / 2**halved
            likely = likelihood(*there, found)
            if likely > best:
                break
        else:
            break
        best, (slope, intercept) = likely, there
    return slope, intercept


def calibration_error(judged):
    bands = [[0, 0.0, 0] for _ in range(10)]
    for p, right in judged:
        band = bands[min(int(p * 10), 9)]
        band[0] += 1
        band[1] += p
        band[2] += right
    return sum(abs(p - right) for _, p, right in bands) / len(judged)


def main():
    a = arguments()
    with open(a.config, encoding="utf-8") as file:
        if "calibration" in json.load(file):
            raise SystemExit(f"{a.config}: take its calibration out, so that its scores are raw")
    calibration = {}
    for name in ("quoted", "indirect"):
        found = []
        for records, errors in zip(a.records, a.errors, strict=True):
            if name == "quoted" or records not in a.quoted_only:
                found += cases(read(records), read(errors), name == "quoted")
        if not 0 < sum(right for *_, right in found) < len(found):
            print(f"{name}: {len(found)} quotations, all right or all wrong: left as they are", file=sys.stderr)
            continue
        articles = sorted({article for article, _, _ in found})
        fold = {article: i % 5 for i, article in enumerate(articles)}
        judged = []
        for i in range(5):
            fitted = fit([case for case in found if fold[case[0]] != i])
            held_out = (case for case in found if fold[case[0]] == i)
            judged += [(confidence(*fitted, x), right) for _, x, right in held_out]
        slope, intercept = fit(found)
        calibration[name] = {"slope": round(slope, 4), "intercept": round(intercept, 4)}
        right = sum(right for _, _, right in found)
        print(f"{name}: {len(found)} quotations, {right} right; cross-validated error "
              f"{calibration_error(judged):.4f}", file=sys.stderr)
    print(json.dumps({"calibration": calibration}))


if __name__ == "__main__":
    main()
