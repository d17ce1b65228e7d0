"""Direct quotations by textacy's rules over spaCy, paragraph by paragraph; called by bench.py with a Python that
has them (peer_textacy.txt). Prints what it did as JSON."""

import json
import sys
import time
import warnings

warnings.simplefilter("ignore")  # the model is of a spaCy a little older

import en_core_web_sm  # noqa: E402
import spacy  # noqa: E402
import textacy  # noqa: E402
import textacy.extract  # noqa: E402


def main():
    nlp = en_core_web_sm.load()
    words = found = 0
    parsing = 0.0
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            words += len(text.split())
            began = time.process_time()
            paragraphs = list(nlp.pipe(p for p in text.split("\n") if p.strip()))
            parsing += time.process_time() - began
            found += sum(len(list(textacy.extract.direct_quotations(p))) for p in paragraphs)
    print(json.dumps({
        "name": f"textacy {textacy.__version__}, spaCy {spacy.__version__}",
        "words": words, "quotations": found, "parsing_cpu_seconds": parsing,
    }))


if __name__ == "__main__":
    main()
