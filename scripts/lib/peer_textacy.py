"""Direct quotations by textacy's rules over spaCy, paragraph by paragraph; called by bench.py with the articles and the
name of an English model, and a Python that has them (peer_*.txt). Prints what it did as JSON."""

import importlib
import json
import sys
import time
import warnings

warnings.simplefilter("ignore")  # the model of spaCy 2 is of one a little older

import spacy  # noqa: E402
import textacy  # noqa: E402
import textacy.extract  # noqa: E402


def main():
    nlp = importlib.import_module(sys.argv[2]).load()
    words = found = refused = 0
    parsing = 0.0
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            words += len(text.split())
            began = time.process_time()
            paragraphs = list(nlp.pipe(p for p in text.split("\n") if p.strip()))
            parsing += time.process_time() - began
            for paragraph in paragraphs:
                try:
                    found += len(list(textacy.extract.direct_quotations(paragraph)))
                except ValueError:  # since 0.11, where the quotation marks are odd in number
                    refused += 1
    print(json.dumps({
        "name": f"textacy {textacy.__version__}, spaCy {spacy.__version__}",
        "words": words, "quotations": found, "paragraphs_refused": refused, "parsing_cpu_seconds": parsing,
    }))


if __name__ == "__main__":
    main()
