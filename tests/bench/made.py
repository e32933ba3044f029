"""How many questions a second are made from the knowledge base."""

import time
from collections.abc import Iterator

import kb
from kb.questions.generators import generate

from .measure import Row, progress

EACH = 50
"""Seeds of every template."""
AIM = 200


def rows() -> Iterator[Row]:
    known = kb.load()
    slowest, took = ("", 0.0), 0.0
    for name in known.templates:
        progress(f"questions of {name}")
        began = time.perf_counter()
        for seed in range(EACH):
            generate(known, name, seed, f"~{name}-{seed}")
        seconds = time.perf_counter() - began
        took += seconds
        slowest = max(slowest, (name, seconds), key=lambda pair: pair[1])
    rate = EACH * len(known.templates) / took
    how = (
        f"{EACH} of each of {len(known.templates)} templates, pictures and patients from a cold start. "
        f"Slowest: {slowest[0]}, {EACH / slowest[1]:,.0f} a second. No floor."
    )
    yield Row("made questions", f"{rate:,.0f} /s", aim=f"≥ {AIM} /s", met=rate >= AIM, how=how)
