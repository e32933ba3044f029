"""Coming back: the queue of a long history, a lesson with a long record, an examination's next question."""

import dataclasses
import json
import random
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import kb
from kb.questions.kinds import version
from kb.questions.memory import Card, Given, folded
from kb.questions.queue import queue
from kb.records import ReadOnly
from tests.browser.lab import NOTEBOOK, run_all

from .browser import lab_and_page, opened, write
from .click import FLOOR, _floor, _row, _timed
from .measure import Row, against, duration, in_turns, own_places, progress
from .start import _fresh

CARDS = 5000
EVENTS = 50_000
TIMES = 9
QUESTIONS = 20
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LESSON = 'from widgets import lesson_head; lesson_head("vascular")'

EXAM = """\
import os
os.environ["KNEE_RECORD_URL"] = {record!r}
import ipywidgets as w
from widgets import exam
paper = w.VBox([exam("vascular", n={n}, minutes=60, seed=1)])
paper.add_class("bench-exam")
paper"""


def rows() -> Iterator[Row]:
    yield _queue()
    with tempfile.TemporaryDirectory(prefix="knee-bench-") as folder:
        yield _long_record(Path(folder))
    yield _exam()


def _queue() -> Row:
    known, rng = kb.load(), random.Random(1)
    some = list(known.questions.values())
    many = {f"q-{i}": dataclasses.replace(some[i % len(some)], id=f"q-{i}") for i in range(CARDS)}
    known = dataclasses.replace(known, questions=ReadOnly(many))
    cards: dict[str, Card] = {}
    for key in many:
        days = sorted(rng.sample(range(1, 200), 3), reverse=True)
        cards[key] = folded(Given(NOW - timedelta(days=day), rng.random() < 0.8, 1.0) for day in days)
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        queue(known, cards, NOW)
        taken.append(time.perf_counter() - began)
    here = sorted(taken)[TIMES // 2]
    how = f"Due, new, forecast and leeches from the cards; median of {TIMES}."
    return Row(f"review queue of {CARDS:,} cards", duration(here), aim="< 50 ms", met=here < 0.05, how=how)


def _long_record(folder: Path) -> Row:
    environments = {}
    for name in ("long", "empty"):
        place = folder / name
        place.mkdir()
        environments[name] = own_places(place) | {"KNEE_LEARNER": "bench"}
        _fresh(LESSON, environments[name])  # makes the record, and fills the cache of the content
    _fill(folder / "long" / "record.sqlite3")
    began = time.perf_counter()
    _fresh(LESSON, environments["long"])
    first = time.perf_counter() - began
    here, floor = in_turns(
        TIMES,
        "long record",
        *(lambda name=name: _fresh(LESSON, environments[name])[0] for name in environments),
    )
    how = (
        f"Fresh process until the head of lesson 05 is made, {TIMES} each; {EVENTS:,} answers in the record. "
        f"The first time after so many at once takes {duration(first)}. Floor: an empty record."
    )
    return against("a lesson with a long record", here, floor, show=duration, at_most=1.2, how=how)


def _fill(file: Path) -> None:
    known, rng = kb.load(), random.Random(2)
    keys = list(known.questions)
    of = {key: version(known, one) for key, one in known.questions.items()}
    rows = []
    for i in range(EVENTS):
        key, right = rng.choice(keys), rng.random() < 0.8
        at = (NOW - timedelta(minutes=12 * (EVENTS - i))).isoformat(timespec="milliseconds")
        data = {"answer": "x", "version": of[key], "confidence": None, "right": right, "credit": float(right)}
        rows.append((at, "bench", "answer", key, f"a{i // 20}", json.dumps(data | {"mark": None})))
    with sqlite3.connect(file) as db:
        db.executemany(
            "INSERT INTO events (at, who, kind, subject, attempt, data) VALUES (?, ?, ?, ?, ?, ?)", rows
        )
    db.close()


def _exam() -> Row:
    times = defaultdict(list)
    with lab_and_page() as (lab, page):
        record = f"sqlite:///{lab.home / 'exam.sqlite3'}"
        cells = [FLOOR, EXAM.format(record=record, n=QUESTIONS)]
        progress("learn: examination")
        with opened(page, lab, write(lab, "exam.ipynb", cells)):
            run_all(page)
            paper = page.locator(f"{NOTEBOOK} .bench-exam .exam")
            paper.get_by_role("button", name="Begin").click()
            for i in range(QUESTIONS - 1):
                here = f'.cell[aria-current][data-key="cell-{i + 1}"]'
                following = paper.get_by_role("button", name="Next", exact=True)
                times["exam"].append(_timed(page, following, paper, here))
                _floor(page, times, i)
    how = f"{QUESTIONS - 1} clicks, all kinds of questions. Floor: bare Button → HTML on the same page."
    return _row(times, "exam", "examination: click → next question", 1.25, how)
