#!/usr/bin/env python3
"""Makes a corpus that is rich in near duplicates out of what fetch.sh fetched.

    build.py SOURCE TARGET

TARGET gets neardup_200k.jsonl, its first 100,000, 50,000 and 10,000 rows as neardup_100k.jsonl and
so on, and planted_pairs.csv. A row is {"id", "label", "planted", "text"}: the label is the package,
planted is 1 for a variant of another row. Of each block of 10,000 rows 7,000 are pieces of
documents, of 40 to 400 words, and 3,000 are variants of these, with a Jaccard similarity of word
5-grams that was aimed at and is written down. No variant leaves its block, so that the first
blocks are corpora of their own.

All draws come from generators with fixed seeds: the same sources give the same bytes.
"""

import gzip
import html
import json
import multiprocessing
import os
import random
import re
import sys
import unicodedata

SEED = 20260101
ROWS = 200_000
BLOCK_ROWS = 10_000
BLOCK_BASE_ROWS = 7_000
SMALLER = [10_000, 50_000, 100_000]
SHINGLE_WORDS = 5
MOST_PIECES_OF_A_FILE = 400
LARGEST_SHARE_OF_A_PACKAGE = 0.25

SPACE = re.compile(r"\s+")
NO_WORD = re.compile(r"\W")
HTML_NOT_TEXT = re.compile(r"(?is)<(script|style|nav|head|svg|header|footer)\b.*?</\1>")
HTML_TAG = re.compile(r"(?s)<[^>]+>")
HTML_PARAGRAPH = re.compile(r"(?i)</?(p|div|li|h[1-6]|pre|tr|dd|dt|section|br)\b[^>]*>")
ROFF = re.compile(r"(?m)^\.\\\".*$|^[.'][A-Za-z]{1,3}\b ?|\\f[A-Z]|\\\(..|\\[-&| ]")
NOT_PROSE = re.compile(
    r"changelog|copyright|NEWS|index-|/search|objects\.inv|all\.html|genindex|\.js"
)
TEXT_SUFFIXES = (
    ".html", ".htm", ".txt", ".txt.gz", ".rst", ".rst.gz", ".pod", ".dict.dz", ".xml", ".doc",
)  # fmt: skip
TARGETS = [1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.5, 0.4, 0.3]
CHAIN_TARGETS = [0.9, 0.85, 0.8]


# Documents to pieces of text


def source_files(docs):
    """(path, package) of the files to read, some thousands a package at most."""
    chosen = []
    for package in sorted(os.listdir(docs)):
        if package == "wamerican":
            continue
        paths = []
        for folder, _, names in os.walk(f"{docs}/{package}"):
            paths += [p for p in (os.path.join(folder, n) for n in names) if is_prose(package, p)]
        paths.sort()
        random.Random(SEED).shuffle(paths)
        most = 9000 if package in ("rust-doc", "openjdk-17-doc") else 6000
        chosen += [(path, package) for path in paths[:most]]
    return chosen


def is_prose(package, path):
    if os.path.islink(path) or NOT_PROSE.search(path):
        return False
    if package == "debian-handbook" and "/en-US/" not in path:
        return False
    return path.endswith(TEXT_SUFFIXES) or bool(re.search(r"\.[1-8][a-z]*\.gz$", path))


def paragraphs(path):
    """The paragraphs of a file as ASCII, with single spaces."""
    try:
        with open(path, "rb") as file:
            content = file.read()
        if path.endswith((".gz", ".dz")):
            content = gzip.decompress(content)
            path = path[:-3]
        text = content.decode("utf-8", "replace")
    except (OSError, EOFError):
        return []
    if path.endswith((".html", ".htm")):
        text = HTML_PARAGRAPH.sub("\n\n", HTML_NOT_TEXT.sub(" ", text))
        text = html.unescape(HTML_TAG.sub(" ", text))
    elif re.search(r"\.[1-8][a-z]*$", path):
        text = ROFF.sub("", text)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    clean = (SPACE.sub(" ", paragraph).strip() for paragraph in re.split(r"\n\s*\n", text))
    return [paragraph for paragraph in clean if paragraph]


def pieces(job):
    """(package, text) of the pieces of a file, each of 40 to 400 words, log-uniformly."""
    docs, path, package = job
    draws = random.Random(f"{SEED}:{os.path.relpath(path, os.path.dirname(docs))}")
    made = []
    words = []
    wanted = int(40 * 10 ** draws.random())
    for paragraph in paragraphs(path):
        more = paragraph.split(" ")[:500]
        if sum(len(word) > 30 for word in more) * 5 > len(more):
            continue
        words += more
        if len(words) >= wanted:
            made.append(" ".join(words[: wanted + 40]))
            words = []
            wanted = int(40 * 10 ** draws.random())
    if len(words) >= 40:
        made.append(" ".join(words))
    prose = [(package, text) for text in made if reads_like_prose(text)]
    return prose if path.endswith(".dz") else prose[:MOST_PIECES_OF_A_FILE]


def reads_like_prose(text):
    words = tokens(text)
    alphabetic = sum(len(word) > 1 and word.isalpha() for word in words)
    return len(words) >= 30 and alphabetic >= 0.5 * len(words) and len(set(words)) >= 12


def base_texts(pool, docs):
    """As many pieces as all blocks need, shuffled; no package gives more than a quarter."""
    jobs = [(docs, path, package) for path, package in source_files(docs)]
    by_package = {}
    for made in pool.imap(pieces, jobs, chunksize=32):
        for package, text in made:
            by_package.setdefault(package, []).append((package, text))
    needed = ROWS // BLOCK_ROWS * BLOCK_BASE_ROWS
    draws = random.Random(SEED)
    chosen = []
    for package in sorted(by_package):
        texts = by_package[package]
        draws.shuffle(texts)
        chosen += texts[: int(needed * LARGEST_SHARE_OF_A_PACKAGE)]
    draws.shuffle(chosen)
    if len(chosen) < needed:
        sys.exit(f"Cannot build the corpus: {len(chosen):,} texts (must be {needed:,} or more).")
    return chosen[:needed]


# Variants


def tokens(text):
    return [token for token in NO_WORD.split(text.lower()) if token]


def shingles(text):
    words = tokens(text)
    if len(words) < SHINGLE_WORDS:
        return {" ".join(words)} if words else set()
    count = len(words) - SHINGLE_WORDS + 1
    return {" ".join(words[i : i + SHINGLE_WORDS]) for i in range(count)}


def jaccard(first, second):
    either = len(first | second)
    return len(first & second) / either if either else 1.0


def vocabulary(docs):
    with open(f"{docs}/wamerican/usr/share/dict/american-english") as lines:
        words = (line.strip() for line in lines)
        return [w for w in words if w.isascii() and w.isalpha() and w.islower() and len(w) > 2]


def variant(text, target, words_to_draw, draws):
    """(text, Jaccard similarity, how) near the target, or None where twelve tries gave none."""
    if target == 1.0:
        return formatted(text, draws)
    original = shingles(text)
    for _ in range(12):
        how = draws.choice(["scatter", "block", "append", "delete"])
        made, similarity = EDITS[how](text, original, target, words_to_draw, draws)
        if abs(similarity - target) <= 0.03 and len(tokens(made)) >= 20:
            return made, similarity, how
    return None


def formatted(text, draws):
    """The same words: a copy, or other case, spaces and commas."""
    if draws.choice(["copy", "format"]) == "copy":
        return text, 1.0, "copy"
    words = text.split(" ")
    for _ in range(max(1, len(words) // 10)):
        i = draws.randrange(len(words))
        edit = draws.choice([str.upper, lambda w: w + " ", lambda w: w + ",", str.capitalize])
        words[i] = edit(words[i])
    made = " ".join(words)
    return made, jaccard(shingles(text), shingles(made)), "format"


def changed_shingles(original, target):
    """How many shingles to replace for a Jaccard similarity."""
    return max(1, round(len(original) * (1 - target) / (1 + target)))


def scatter(text, original, target, words_to_draw, draws):
    """Replaces words here and there; each takes five shingles with it."""
    words = text.split(" ")
    places = list(range(len(words)))
    draws.shuffle(places)
    guess = max(1, round(changed_shingles(original, target) / 5))
    made, similarity = text, 1.0
    for count in (guess, guess - 1, guess + 1, guess + 2, guess - 2):
        if count < 1:
            continue
        edited = words[:]
        for i in places[:count]:
            edited[i] = draws.choice(words_to_draw)
        made = " ".join(edited)
        similarity = jaccard(original, shingles(made))
        if abs(similarity - target) <= 0.02:
            break
    return made, similarity


def block(text, original, target, words_to_draw, draws):
    """Replaces a run of words."""
    words = text.split(" ")
    count = max(1, changed_shingles(original, target) - 4)
    i = draws.randrange(max(1, len(words) - count))
    words[i : i + count] = [draws.choice(words_to_draw) for _ in range(count)]
    made = " ".join(words)
    return made, jaccard(original, shingles(made))


def append(text, original, target, words_to_draw, draws):
    """Adds words at the end."""
    count = round(len(original) * (1 / target - 1))
    made = text + " " + " ".join(draws.choice(words_to_draw) for _ in range(count))
    return made, jaccard(original, shingles(made))


def delete(text, original, target, _, draws):
    """Cuts words off the end or the beginning."""
    words = text.split(" ")
    count = round(len(original) * (1 - target))
    kept = words[: len(words) - count] if draws.random() < 0.5 else words[count:]
    made = " ".join(kept)
    return made, jaccard(original, shingles(made))


EDITS = {"scatter": scatter, "block": block, "append": append, "delete": delete}


# Blocks


def build_block(job):
    """The rows of a block, shuffled, and its planted pairs."""
    number, base, words_to_draw = job
    draws = random.Random(f"{SEED}:block{number}")
    rows = [(label, text, 0) for label, text in base]
    pairs = []
    unused = list(range(len(rows)))
    draws.shuffle(unused)
    sources = iter(unused)
    cluster = 0
    while len(rows) < BLOCK_ROWS:
        plant(rows, pairs, next(sources), f"{number}-{cluster}", words_to_draw, draws)
        cluster += 1
    return shuffled(number * BLOCK_ROWS, rows, pairs, draws)


def plant(rows, pairs, source, cluster, words_to_draw, draws):
    """Adds the variants of one row: one, a star of two to nine, or a chain of two to five."""
    label, text, _ = rows[source]
    drawn = draws.random()
    chain = drawn >= 0.95
    if drawn < 0.70:
        count = 1
    else:
        count = draws.randint(2, 5) if chain else draws.randint(2, 9)
    count = min(count, BLOCK_ROWS - len(rows))
    kind = "chain" if chain else ("star" if count > 1 else "pair")
    for _ in range(count):
        target = draws.choice(CHAIN_TARGETS if chain else TARGETS)
        made = variant(text, target, words_to_draw, draws)
        if made is None:
            continue
        rows.append((label, made[0], 1))
        pairs.append((source, len(rows) - 1, made[1], target, made[2], kind, cluster))
        if chain:
            source, text = len(rows) - 1, made[0]


def shuffled(first_id, rows, pairs, draws):
    order = list(range(len(rows)))
    draws.shuffle(order)
    places = {old: new for new, old in enumerate(order)}
    renumbered = [
        (first_id + places[a], first_id + places[b], *rest) for a, b, *rest in pairs
    ]
    return [(first_id + new, *rows[old]) for new, old in enumerate(order)], renumbered


def write(target, blocks):
    names = {count: f"{target}/neardup_{count // 1000}k.jsonl" for count in [*SMALLER, ROWS]}
    files = {count: open(name + ".unfinished", "w") for count, name in names.items()}
    with open(f"{target}/planted_pairs.csv", "w") as planted:
        planted.write("id_a,id_b,jaccard,target,mode,kind,cluster\n")
        for rows, pairs in blocks:
            for number, label, text, is_variant in rows:
                row = {"id": number, "label": label, "planted": is_variant, "text": text}
                line = json.dumps(row) + "\n"
                for count, file in files.items():
                    if number < count:
                        file.write(line)
            for a, b, similarity, *rest in pairs:
                planted.write(",".join(map(str, (a, b, f"{similarity:.6f}", *rest))) + "\n")
    for count, name in names.items():
        files[count].close()
        os.replace(name + ".unfinished", name)


def main(source, target):
    docs = f"{source}/docs"
    os.makedirs(target, exist_ok=True)
    words_to_draw = vocabulary(docs)
    with multiprocessing.Pool() as pool:
        texts = base_texts(pool, docs)
        jobs = [
            (i, texts[i * BLOCK_BASE_ROWS : (i + 1) * BLOCK_BASE_ROWS], words_to_draw)
            for i in range(ROWS // BLOCK_ROWS)
        ]
        write(target, pool.imap(build_block, jobs))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"), sys.argv[2])
