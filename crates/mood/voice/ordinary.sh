#!/bin/bash
# Ordinary speech for `wasl mood train`: words of the Arabic Speech Commands data set, as a telephone line gives them.
#
#   crates/mood/voice/ordinary.sh DATASET OUT     (needs sox 14.4; writes OUT/*.wav and OUT/ordinary.csv)
#
# DATASET is a checkout of github.com/abdulkaderghandoura/arabic-speech-commands-dataset (CC BY 4.0; Ghandoura,
# Hjabo, Al Dakkak: Building and Benchmarking an Arabic Speech Commands Dataset for Small-Footprint Keyword
# Spotting, Engineering Applications of Artificial Intelligence, 2021): 30 people, 40 words; three rounds are taken.
set -euo pipefail
[ $# = 2 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
data=$1 out=$2
mkdir -p "$out"
echo path,corpus,speaker,label > "$out/ordinary.csv"
for sound in "$data"/dataset/*/*_NO_0[1-3].wav; do
    word=$(basename "$(dirname "$sound")") take=$(basename "$sound" .wav)
    name=${word// /_}-$take.wav
    sox -R "$sound" -t wav -r 8000 -c 1 -e a-law - gain -n -9 sinc 280-3400 |
        sox -t wav - -e signed-integer -b 16 "$out/$name"
    echo "$name,arabic-speech-commands,${take%%_*},ordinary" >> "$out/ordinary.csv"
done
