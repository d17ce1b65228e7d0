"""Prints the speakers of records, one line an article: who_speaks.py RECORDS.jsonl"""

import collections
import json
import sys

with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        record = json.loads(line)
        said = collections.Counter()
        for quote in record["quotes"]:
            speaker = quote["speaker"]
            said[speaker["name"] if speaker and speaker["name"] else "(not told)"] += 1
        speakers = ", ".join(f"{name} {n}" for name, n in said.most_common())
        print(f"{record['id']:<22} {speakers or '(nobody is quoted)'}")
