"""Measure speed and memory beside other tools: `make bench`, or only some of it by name:

    CHROMIUM=/usr/bin/chromium .venv/bin/python -m tests.bench start posterior

Whether an aim is met is printed, not enforced: the exit code is 0 unless a measurement crashed.
"""

import os
import platform
import sys
import time
import traceback
from importlib import import_module

from .measure import head, show

TOPICS = {
    "start": "import and load, in a fresh process and a warm one",
    "check": "the checks of the content",
    "made": "questions made from the knowledge base, a second",
    "click": "from a click to the feedback, in the browser",
    "learn": "a long history: review, a lesson, an examination",
    "views": "a move on the bench, a switch of cross-section",
    "body": "the 3-D leg: first picture, slider to picture",
    "lesson": "lesson 05 run and open: seconds and memory",
    "posterior": "one differential, one next question",
    "batch": "100,000 patients, beside pgmpy and pyAgrum",
    "growth": "the same with ten times the content",
    "published": "real patients: first, among three, safe, over-triage",
    "calibration": "whether probabilities mean what they say",
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in TOPICS]
    if unknown:
        print(f"no measurement is called {unknown[0]!r}; there are:", file=sys.stderr)
        print(*(f"  {name:<12} {what}" for name, what in TOPICS.items()), sep="\n", file=sys.stderr)
        return 2
    began, crashed, aims = time.monotonic(), [], []
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(
        f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors {load}. "
        "Medians, in turns with the floor.\n"
    )
    head()
    for name in names or TOPICS:
        try:
            for row in import_module(f"tests.bench.{name}").rows():
                show(row)
                aims += [row.met] * (row.met is not None)
        except Exception:
            crashed.append(name)
            print(f"{name} crashed:\n{traceback.format_exc()}", flush=True)
    said = [f"{sum(aims)} of {len(aims)} aims met", f"{time.monotonic() - began:.0f} s"]
    said += [f"crashed: {', '.join(crashed)}"] if crashed else []
    print("\n" + "; ".join(said))
    return 1 if crashed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
