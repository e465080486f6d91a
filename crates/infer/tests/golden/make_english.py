#!/usr/bin/env python3
"""Writes english.json: what sentences must come out as, in single precision and with the tokenizers package.

    pip install numpy tokenizers
    python3 make_english.py ../../../../models/all-mpnet-base-v2.zip > english.json
"""
import json
import sys
import zipfile
from math import erf

import numpy as np
from tokenizers import Tokenizer

SENTENCES = [
    "i am still waiting on my card",
    "why was i charged twice for the same payment",
    "how do i top up with a cheque",
    "Where's my café receipt? It says €12.50!",
    "unrecognisable cardholder reauthorisation",
    "no",
]

archive = zipfile.ZipFile(sys.argv[1])
folder = archive.namelist()[0].split("/")[0]
tokenizer = Tokenizer.from_str(archive.read(f"{folder}/tokenizer.json").decode())
tokenizer.no_padding()
raw = archive.read(f"{folder}/model.safetensors")
start = 8 + int.from_bytes(raw[:8], "little")
listed = {name: told for name, told in json.loads(raw[8:start]).items() if told.get("dtype") == "F32"}


def tensor(name):
    shape = listed[name]["shape"]
    begin = start + listed[name]["data_offsets"][0]
    return np.frombuffer(raw, np.float32, count=int(np.prod(shape)), offset=begin).reshape(shape)


def norm(x, name):
    x = x - x.mean(-1, keepdims=True)
    scaled = x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-5)
    return scaled * tensor(f"{name}.weight") + tensor(f"{name}.bias")


def linear(x, name):
    return x @ tensor(f"{name}.weight").T + tensor(f"{name}.bias")


def nearness(n):
    apart = np.arange(n)[:, None] - np.arange(n)[None]
    far = 8 + (np.log(np.maximum(abs(apart), 1) / 8) / np.log(128 / 8) * 8).astype(int)
    kind = np.where(abs(apart) < 8, abs(apart), np.minimum(far, 15)) + 16 * (apart < 0)
    return tensor("encoder.relative_attention_bias.weight")[kind].transpose(2, 0, 1)


def vector(text):
    pieces = tokenizer.encode(text).ids
    n = len(pieces)
    words = tensor("embeddings.word_embeddings.weight")[pieces]
    x = norm(words + tensor("embeddings.position_embeddings.weight")[2 : n + 2], "embeddings.LayerNorm")
    near = nearness(n)
    for layer in (f"encoder.layer.{i}" for i in range(12)):
        q, k, v = (
            linear(x, f"{layer}.attention.attn.{part}").reshape(n, 12, 64).transpose(1, 0, 2) for part in "qkv"
        )
        scores = np.exp(q @ k.transpose(0, 2, 1) / 8 + near)
        seen = (scores / scores.sum(-1, keepdims=True) @ v).transpose(1, 0, 2).reshape(n, 768)
        x = norm(linear(seen, f"{layer}.attention.attn.o") + x, f"{layer}.attention.LayerNorm")
        up = linear(x, f"{layer}.intermediate.dense")
        up = up * 0.5 * (1 + np.vectorize(erf)(up / np.sqrt(2)))
        x = norm(linear(up, f"{layer}.output.dense") + x, f"{layer}.output.LayerNorm")
    mean = x.mean(0)
    return mean / np.linalg.norm(mean)


rows = [{"text": text, "vector": [round(float(x), 5) for x in vector(text)]} for text in SENTENCES]
print("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows) + "\n]")
