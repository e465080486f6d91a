#!/usr/bin/env python3
"""Renders manifest.toml into ar/*.wav (espeak-ng) and en/*.wav (Piper), levelled and trimmed.

Usage: render.py [--piper-model FILE.onnx] [--only ID ...]; called by render.sh, which sets the tools up.
Without --piper-model English is read by espeak-ng too (then correct [voice.en] in the manifest).
"""
import argparse
import array
import math
import pathlib
import subprocess
import sys
import tempfile
import tomllib
import wave

HERE = pathlib.Path(__file__).resolve().parent
RATE = 16_000
LEVEL_DBFS = -20.0   # RMS of the voiced part
PEAK_DBFS = -1.5     # never louder than this
QUIET = 10 ** (-46 / 20) * 32768   # below this it is silence, before levelling
LEAD_S, TRAIL_S = 0.05, 0.15   # silence at either end


def main():
    options = arguments()
    manifest = tomllib.loads((HERE / "manifest.toml").read_text(encoding="utf-8"))
    english = Piper(options.piper_model) if options.piper_model else Espeak("en-us")
    voices = {"ar": Espeak("ar"), "en": english}
    for prompt in manifest["prompt"]:
        if options.only and prompt["id"] not in options.only:
            continue
        for language, voice in voices.items():
            if language not in prompt.get("audio", {}):   # recorded by people: left alone
                render(voice, prompt[language], HERE / language / f"{prompt['id']}.wav")
    return 0


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--piper-model")
    parser.add_argument("--only", nargs="*")
    return parser.parse_args()


class Espeak:
    def __init__(self, voice):
        self.voice = voice

    def speak(self, text, path):
        command = ["espeak-ng", "-v", self.voice, "-s", "180", "-p", "42", "-g", "1", "-w", str(path), text]
        subprocess.run(command, check=True)


class Piper:
    def __init__(self, model):
        from piper import PiperVoice, SynthesisConfig
        self.voice = PiperVoice.load(model)
        # No noise in loudness or rhythm: the same text gives the same sound.
        self.config = SynthesisConfig(length_scale=0.95, noise_scale=0.5, noise_w_scale=0.6)

    def speak(self, text, path):
        with wave.open(str(path), "wb") as out:
            self.voice.synthesize_wav(text, out, syn_config=self.config)


def render(voice, text, target):
    with tempfile.TemporaryDirectory() as folder:
        spoken, resampled = pathlib.Path(folder, "spoken.wav"), pathlib.Path(folder, "resampled.wav")
        voice.speak(text, spoken)
        # -D: no dither, so that rendering twice gives the same bytes.
        subprocess.run(["sox", "-D", "-G", str(spoken), "-b", "16", "-c", "1", "-r", str(RATE), str(resampled)], check=True)
        samples = level(trim(read(resampled)))
    target.parent.mkdir(exist_ok=True)
    write(target, samples)


def read(path):
    with wave.open(str(path), "rb") as source:
        return array.array("h", source.readframes(source.getnframes()))


def trim(samples):
    loud = [i for i, sample in enumerate(samples) if abs(sample) > QUIET]
    if not loud:
        sys.exit("a prompt came out silent; is its text readable by the voice?")
    body = samples[max(0, loud[0] - RATE // 100):loud[-1] + RATE // 20]
    return silence(LEAD_S) + fade(body) + silence(TRAIL_S)


def silence(seconds):
    return array.array("h", [0] * int(seconds * RATE))


def fade(body):
    ramp = RATE // 200
    for i in range(min(ramp, len(body))):
        body[i] = body[i] * i // ramp
        body[-1 - i] = body[-1 - i] * i // ramp
    return body


def level(samples):
    voiced = [sample for sample in samples if abs(sample) > QUIET]
    rms = math.sqrt(sum(sample * sample for sample in voiced) / len(voiced))
    gain = 10 ** (LEVEL_DBFS / 20) * 32768 / rms
    top = 10 ** (PEAK_DBFS / 20) * 32767
    return array.array("h", (round(soft(sample * gain, top)) for sample in samples))


def soft(sample, top):
    """Bends what would be louder than `top` under it instead of cutting it off."""
    knee = 0.7 * top
    if abs(sample) <= knee:
        return sample
    return math.copysign(knee + (top - knee) * math.tanh((abs(sample) - knee) / (top - knee)), sample)


def write(path, samples):
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())


if __name__ == "__main__":
    sys.exit(main())
