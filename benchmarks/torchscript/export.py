#!/usr/bin/env python3
"""Writes the TorchScript models of benchmarks/torchscript.sh. Needs PyTorch (Debian: python3-torch).

    python3 benchmarks/torchscript/export.py
"""
import json
import os
import zipfile

import torch

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "models")
WORDS = ["[UNK]", "red", "green", "blue", "loud", "quiet"]


class Vectors(torch.nn.Module):
    """A linear classifier: rows x 3 -> rows x 2."""

    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(3, 2)
        with torch.no_grad():
            self.linear.weight.copy_(torch.tensor([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]]))
            self.linear.bias.copy_(torch.tensor([0.125, -0.25]))

    def forward(self, x):
        return self.linear(x)


class Texts(torch.nn.Module):
    """A linear classifier of the mean over a text's tokens: texts x tokens -> texts x 3."""

    def __init__(self):
        super().__init__()
        self.table = torch.nn.Embedding(len(WORDS), 2)
        self.linear = torch.nn.Linear(2, 3)
        with torch.no_grad():
            rows = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [-1.0, 0.5], [0.25, 2.0], [-0.5, -1.0]]
            self.table.weight.copy_(torch.tensor(rows))
            self.linear.weight.copy_(torch.tensor([[1.0, 2.0], [-1.0, 0.5], [0.25, -2.0]]))
            self.linear.bias.copy_(torch.tensor([0.0, 0.5, -0.125]))

    def forward(self, input_ids, attention_mask):
        mask = attention_mask.unsqueeze(-1).float()
        mean = (self.table(input_ids) * mask).sum(1) / mask.sum(1).clamp(min=1.0)
        return self.linear(mean)


class Wide(torch.nn.Module):
    """Enough work to count threads by, in a small file: weights are made on the way."""

    def forward(self, x):
        first = torch.sin(torch.arange(1024 * 512).float()).reshape(1024, 512)
        second = torch.cos(torch.arange(1024 * 1024).float()).reshape(1024, 1024)
        third = torch.sin(torch.arange(10 * 1024).float() * 0.5).reshape(10, 1024)
        hidden = torch.tanh(torch.nn.functional.linear(x, first) / 16.0)
        hidden = torch.tanh(torch.nn.functional.linear(hidden, second) / 16.0)
        return torch.nn.functional.linear(hidden, third)


def save(name, module):
    folder = os.path.join(HERE, name)
    os.makedirs(folder, exist_ok=True)
    target = os.path.join(folder, "model.pt")
    whole = target + ".whole"
    torch.jit.script(module.eval()).save(whole)
    # Without the records for tracebacks, which name this file's folder.
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as out:
        for entry in source.infolist():
            if not entry.filename.endswith(".debug_pkl"):
                kept = zipfile.ZipInfo(entry.filename)
                out.writestr(kept, source.read(entry))
    os.remove(whole)


save("vectors", Vectors())
save("texts", Texts())
save("wide", Wide())
with open(os.path.join(HERE, "texts", "tokenizer.json"), "w", encoding="utf-8") as file:
    json.dump(
        {
            "version": "1.0", "truncation": None, "padding": None, "added_tokens": [],
            "normalizer": None, "pre_tokenizer": {"type": "WhitespaceSplit"},
            "post_processor": None, "decoder": None,
            "model": {
                "type": "WordLevel", "unk_token": "[UNK]",
                "vocab": {word: token for token, word in enumerate(WORDS)},
            },
        },
        file,
        indent=1,
    )
    file.write("\n")
