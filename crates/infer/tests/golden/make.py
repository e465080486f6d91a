#!/usr/bin/env python3
"""Writes voice.f32: what the sound of a voice must come out as, by a plain reading of Whisper's encoder.

    python3 make.py ../../../../models/ggml-base-q8_0.bin voice.f32     # numpy only

Nothing here is optimised or shared with the engine: log-mel, two convolutions, positions, two layers, in float32,
on the weights the engine loads, 8-bit ones turned back into numbers.
voice.f32 holds SOUNDS rows of 512 little-endian floats: the mean over time of the second layer's output.
The sounds are made by `sound`, and in the same way by voice.rs.
"""
import math
import struct
import sys

import numpy as np

SOUNDS = 24
RATE = 16_000


def sound(n):
    """Sound number n, 16 bit: pulses through three resonances, with noise, syllables, pauses and tones."""
    length = 5_000 + 3_737 * n
    state = 12_345 + n
    formants = [(300 + 37 * n, 60), (900 + 61 * n, 90), (2_300 + 23 * n, 120)]
    poles = [(2 * math.exp(-math.pi * w / RATE) * math.cos(2 * math.pi * f / RATE), math.exp(-2 * math.pi * w / RATE))
             for f, w in formants]
    memory = [[0.0, 0.0] for _ in poles]
    phase, out = 0.0, []
    for i in range(length):
        t = i / RATE
        state = (state * 1_664_525 + 1_013_904_223) % 2**32
        noise = (state >> 8) / 2**24 - 0.5
        phase += (90 + 11 * n + 20 * math.sin(2 * math.pi * (0.7 + 0.1 * n) * t)) / RATE
        pulse = 0.0
        if phase >= 1:
            phase, pulse = phase - 1, 1.0
        x = pulse + 0.02 * (1 + n % 3) * noise
        for (a, b), m in zip(poles, memory):
            x += a * m[0] - b * m[1]
            m[0], m[1] = x, m[0]
        x *= 0.55 - 0.45 * math.cos(2 * math.pi * 4 * t)
        if n % 6 == 4:
            x = math.sin(2 * math.pi * (200 + 40 * n) * t) + noise
        if n % 6 == 5 and length // 3 < i < length // 2:
            x = 0.0
        out.append(x)
    peak = max(abs(x) for x in out)
    return [math.floor(x / peak * (3_000 + 1_000 * n) + 0.5) for x in out]


def tensors(path):
    """A ggml file: the tensors of the encoder, and the mel filters."""
    data = open(path, "rb").read()
    at = 0

    def take(form):
        nonlocal at
        values = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize("<" + form)
        return values

    def array(kind, count):
        nonlocal at
        at += count * np.dtype(kind).itemsize
        return np.frombuffer(data, kind, count, at - count * np.dtype(kind).itemsize)

    take("12i")   # magic, sizes
    bands, bins = take("2i")
    found = {"filters": array("<f4", bands * bins).reshape(bands, bins)}
    for _ in range(take("i")[0]):
        array("u1", take("i")[0])   # a token
    while at < len(data):
        rank, length, kind = take("3i")
        shape = take(f"{rank}i")[::-1]
        name = bytes(array("u1", length)).decode()
        count = math.prod(shape)
        if kind == 8:   # q8_0: blocks of 32, a scale in half precision and 8 bits each
            blocks = array(np.dtype([("scale", "<f2"), ("value", "i1", 32)]), count // 32)
            values = blocks["scale"].astype(np.float32)[:, None] * blocks["value"]
        else:
            values = array({0: "<f4", 1: "<f2"}[kind], count)
        if name.startswith("encoder."):
            found[name.removeprefix("encoder.")] = values.astype(np.float32).reshape(shape)
    return found


def log_mel(samples, filters):
    frames = len(samples) // 160
    frames -= frames % 2
    padded = np.pad(np.array(samples, np.float32) / 32768, (200, 200), mode="reflect")
    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)).astype(np.float32)
    cut = padded[np.arange(400)[None] + 160 * np.arange(frames)[:, None]]
    power = (np.abs(np.fft.rfft(cut * window, axis=1)) ** 2).astype(np.float32)
    mel = np.log10(np.maximum(power @ filters.T, 1e-10))
    return ((np.maximum(mel, mel.max() - 8) + 4) / 4).astype(np.float32)


erf = np.vectorize(math.erf)
gelu = lambda x: (0.5 * x * (1 + erf(x / math.sqrt(2)))).astype(np.float32)


def norm(x, w, name):
    mean = x.mean(-1, keepdims=True)
    return (x - mean) / np.sqrt(((x - mean) ** 2).mean(-1, keepdims=True) + 1e-5) * w[name + ".weight"] + w[name + ".bias"]


def linear(x, w, name):
    return x @ w[name + ".weight"].T + w.get(name + ".bias", 0)


def convolve(x, w, name, stride):
    weight = w[name + ".weight"]
    padded = np.pad(x, ((1, 1), (0, 0)))
    steps = (len(x) - 1) // stride + 1
    taps = np.stack([padded[k:k + stride * (steps - 1) + 1:stride] for k in range(3)], 2)
    return taps.reshape(steps, -1) @ weight.reshape(len(weight), -1).T + w[name + ".bias"].reshape(-1)


def voice(samples, w, layers=2, heads=8):
    x = gelu(convolve(log_mel(samples, w["filters"]), w, "conv1", 1))
    x = gelu(convolve(x, w, "conv2", 2))
    x = x + w["positional_embedding"][:len(x)]
    for layer in range(layers):
        name = f"blocks.{layer}."
        y = norm(x, w, name + "attn_ln")
        q, k, v = (linear(y, w, f"{name}attn.{part}").reshape(len(x), heads, -1).transpose(1, 0, 2)
                   for part in ("query", "key", "value"))
        scores = q @ k.transpose(0, 2, 1) / math.sqrt(q.shape[-1])
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        seen = (scores / scores.sum(-1, keepdims=True)) @ v
        x = x + linear(seen.transpose(1, 0, 2).reshape(len(x), -1), w, name + "attn.out")
        x = x + linear(gelu(linear(norm(x, w, name + "mlp_ln"), w, name + "mlp.0")), w, name + "mlp.2")
    return x.mean(0)


if __name__ == "__main__":
    weights = tensors(sys.argv[1])
    rows = np.array([voice(sound(n), weights) for n in range(SOUNDS)], "<f4")
    rows.tofile(sys.argv[2])
    print(rows.shape, "of mean", rows.mean(), "and spread", rows.std())
