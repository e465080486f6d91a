"""Reads files with faster-whisper: int8, one thread, its defaults but for the beam. One JSON object a file.

faster.py MODEL BEAM LANGUAGE FILE...
"""

import json
import sys

from faster_whisper import WhisperModel


def main():
    model, beam, language, *files = sys.argv[1:]
    whisper = WhisperModel(model, device="cpu", compute_type="int8", cpu_threads=1, num_workers=1)
    for file in files:
        segments, _ = whisper.transcribe(file, language=language, beam_size=int(beam))
        text = " ".join(segment.text.strip() for segment in segments)
        print(json.dumps({"file": file, "text": text}), flush=True)


if __name__ == "__main__":
    main()
