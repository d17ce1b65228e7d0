"""Times runs into a file against runs into a folder; called by scripts/bench-safe, which has the usage."""

import argparse
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import tempfile
import time

from bench import repeated


def timed(command):
    """Processor time and time passed of one run, as the system counts them."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, check=True)
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def main():
    p = argparse.ArgumentParser()
    p.add_argument("articles")
    p.add_argument("--program", required=True)
    p.add_argument("--model", default=None)
    p.add_argument("--repeat", type=int, default=8)
    p.add_argument("--runs", type=int, default=5)
    p.add_argument("--part-articles", default="100")
    a = p.parse_args()
    seen = {"file": [], "folder": []}
    # Beside the program and not in /tmp, which may be no disk at all.
    beside = pathlib.Path(a.program).resolve().parent
    with tempfile.TemporaryDirectory(dir=beside) as folder:
        articles, number = repeated(a.articles, a.repeat, folder)
        base = [a.program, "extract", str(articles), "--quiet"]
        if a.model:
            base += ["--model", a.model]
        file, parts = os.path.join(folder, "out.jsonl"), os.path.join(folder, "out/")
        for _ in range(a.runs):
            seen["file"].append(timed([*base, "-o", file]))
            shutil.rmtree(parts, ignore_errors=True)
            seen["folder"].append(timed([*base, "-o", parts, "--part-articles", a.part_articles]))
        whole = b"".join(p.read_bytes() for p in sorted(pathlib.Path(parts).glob("part-*.jsonl")))
        assert whole == pathlib.Path(file).read_bytes(), "the folder holds other records"
        count = len(list(pathlib.Path(parts).glob("part-*.jsonl")))
    print(f"{number} articles, {count} parts, {a.runs} runs of each, turn about; medians")
    print(f"{'':<10}{'CPU s':>10}{'s':>10}")
    for what, runs in seen.items():
        cpu, wall = (statistics.median(run[i] for run in runs) for i in (0, 1))
        print(f"{what:<10}{cpu:>10.2f}{wall:>10.2f}")
    for i, name in enumerate(("processor time", "time passed")):
        file, folder = (statistics.median(run[i] for run in seen[w]) for w in ("file", "folder"))
        pairs = sorted(g[i] / f[i] - 1 for f, g in zip(seen["file"], seen["folder"]))
        print(f"overhead in {name}: {folder / file - 1:+.1%} (pairs: {pairs[0]:+.1%} to {pairs[-1]:+.1%})")


if __name__ == "__main__":
    main()
