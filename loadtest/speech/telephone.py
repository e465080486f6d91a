"""Sends recordings through a telephone: 300 to 3400 Hz, G.711 mu-law at 8 kHz, level untouched.

Lines of standard input are `recording<TAB>WAV to write`.
"""

import pathlib
import sys
import wave

import numpy as np
from faster_whisper.audio import decode_audio

RATE_HZ = 8000
TAPS = 255


def band_pass():
    """A windowed sinc between the edges of the telephone band."""
    n = np.arange(TAPS) - TAPS // 2
    low_pass = lambda hz: 2 * hz / RATE_HZ * np.sinc(2 * hz / RATE_HZ * n)
    return (low_pass(3400) - low_pass(300)) * np.hamming(TAPS)


def mulaw(samples):
    """There and back through the 8 bits of G.711, by its formula."""
    companded = np.sign(samples) * np.log1p(255 * np.abs(samples)) / np.log1p(255)
    steps = np.round(companded * 127) / 127
    return np.sign(steps) * np.expm1(np.abs(steps) * np.log1p(255)) / 255


def main():
    taps = band_pass()
    for line in sys.stdin:
        source, out = line.rstrip("\n").split("\t")
        if pathlib.Path(out).exists():
            continue
        sound = np.convolve(decode_audio(source, sampling_rate=RATE_HZ), taps, mode="same")
        heard = mulaw(np.clip(sound, -1, 1))
        with wave.open(out, "wb") as wav:
            wav.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
            wav.writeframes((heard * 32767).astype("<i2").tobytes())


if __name__ == "__main__":
    main()
