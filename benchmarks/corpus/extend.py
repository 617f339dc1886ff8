#!/usr/bin/env python3
"""Makes further corpora out of those that build.py made.

    extend.py FOLDER SOURCE

neardup_1k     the first 1,000 rows: what a run costs whatever it reads
neardup_800k   the 200,000 rows four times over. Copy k has its letters and digits rotated by 5 k and
               by 2 k places, so that it has the same duplicates, words as long and as frequent, and
               none in common with another copy but by chance; the truth is computed on all rows.
neardup_cold   the first 45,000 rows
neardup_hot    these and 5,000 variants, of one word each, of one of them, a text of 200 words;
               shuffled
"""

import json
import os
import random
import string
import sys

from build import SEED, vocabulary

COPIES = 4
COLD_ROWS = 45_000
HOT_ROWS = 5_000
HOT_WORDS = 200


def read(path, most=None):
    with open(path) as lines:
        for number, line in enumerate(lines):
            if number == most:
                return
            yield json.loads(line)


def write(path, rows):
    """Writes rows, numbered anew."""
    with open(path + ".unfinished", "w") as file:
        for number, row in enumerate(rows):
            file.write(json.dumps({**row, "id": number}) + "\n")
    os.replace(path + ".unfinished", path)


def rotated(alphabet, places):
    return alphabet[places:] + alphabet[:places]


def copies(path):
    alphabets = [(string.ascii_lowercase, 5), (string.ascii_uppercase, 5), (string.digits, 2)]
    for copy in range(COPIES):
        renamed = str.maketrans(
            "".join(alphabet for alphabet, _ in alphabets),
            "".join(rotated(alphabet, copy * places) for alphabet, places in alphabets),
        )
        for row in read(path):
            yield {**row, "text": row["text"].translate(renamed)}


def hot(path, source):
    draws = random.Random(f"{SEED}:hot")
    words_to_draw = vocabulary(f"{source}/docs")
    rows = list(read(path, COLD_ROWS))
    original = next(r for r in rows if not r["planted"] and r["text"].count(" ") == HOT_WORDS - 1)
    words = original["text"].split(" ")
    for _ in range(HOT_ROWS):
        edited = words[:]
        edited[draws.randrange(len(words))] = draws.choice(words_to_draw)
        rows.append({**original, "planted": 1, "text": " ".join(edited)})
    draws.shuffle(rows)
    return rows


def main(folder, source):
    write(f"{folder}/neardup_1k.jsonl", read(f"{folder}/neardup_10k.jsonl", 1_000))
    write(f"{folder}/neardup_800k.jsonl", copies(f"{folder}/neardup_200k.jsonl"))
    write(f"{folder}/neardup_cold.jsonl", read(f"{folder}/neardup_50k.jsonl", COLD_ROWS))
    write(f"{folder}/neardup_hot.jsonl", hot(f"{folder}/neardup_50k.jsonl", source))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2].rstrip("/"))
