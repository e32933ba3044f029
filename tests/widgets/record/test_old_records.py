"""A record that an earlier version of the course wrote opens, and tells what it told then.

`record-of-version-1.jsonl` was written before answers were kept by identity: all kinds of question, answered
rightly and wrongly, tried again, a set half done, two patients and a clinic. `record-of-version-1.told.json`
is what the code of that day showed of it. Where the meaning of a question or the order of its options has
changed since, nothing is promised of that question, nor of a set that asks it.
"""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import kb
import widgets
from kb.anatomy.pictures import scene_picture
from kb.patients.clinic import waiting_list
from kb.questions.kinds import version
from kb.questions.kinds.identity import identity
from widgets.record import record
from widgets.record.cards import cards
from widgets.record.progress import progress, tally

KNOWN = kb.load()
HERE = Path(__file__).parent
TOLD = json.loads((HERE / "record-of-version-1.told.json").read_text("utf-8"))
EVENTS = [*map(json.loads, (HERE / "record-of-version-1.jsonl").read_text("utf-8").splitlines())]


def as_is(question) -> list[str]:
    return [version(KNOWN, question), *map(identity, question.options)]


SAME = {key for key, told in TOLD["questions"].items() if as_is(KNOWN.questions[key]) == told}
WHOLE = [name for name, told in TOLD["sets"].items() if told["questions"].keys() <= SAME]
SCHEMA = (
    "CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL,"
    " kind TEXT NOT NULL, subject TEXT NOT NULL, attempt TEXT NOT NULL, data TEXT NOT NULL)",
    "CREATE INDEX events_by_kind ON events (who, kind, subject)",
    "CREATE INDEX events_by_subject ON events (who, subject)",
    "CREATE INDEX events_by_attempt ON events (who, attempt)",
    "PRAGMA user_version = 1",
)


@pytest.fixture(autouse=True)
def old_record(own_record: Path, monkeypatch: pytest.MonkeyPatch):
    """The file as version 1 laid it out, and its learner."""
    monkeypatch.setenv("KNEE_LEARNER", "learner")
    with closing(sqlite3.connect(own_record)) as db:
        for statement in SCHEMA:
            db.execute(statement)
        rows = [(*(one[name] for name in one if name != "data"), json.dumps(one["data"])) for one in EVENTS]
        db.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        db.commit()


def quiz(name: str):
    what, *more = name.split("/")
    return widgets.quiz(what, **{key: int(value) for key, value in (one.split("=") for one in more)})


def tell(shown, **message) -> dict:
    shown._receive(None, message, None)
    return shown.view


def test_enough_of_the_content_is_as_it_was_for_this_to_mean_something():
    assert len(SAME) >= 40
    assert {KNOWN.questions[key].kind for key in SAME} == {one.kind for one in KNOWN.questions.values()}
    assert sum(len(TOLD["sets"][name]["questions"]) > 4 for name in WHOLE) >= 2
    assert len(EVENTS) == 110
    assert record().notice is None


def earned(marks: str) -> list[str]:
    """The certainty marks of a result."""
    return re.findall(r"^Certainty marks: (-?\d+) ", marks)


@pytest.mark.parametrize("name", WHOLE)
def test_a_set_is_where_it_was_left_with_the_same_result(name: str):
    told, shown = TOLD["sets"][name], quiz(name)
    assert {key: shown.view[key] for key in ("attempt", "index", "status")} == {
        key: told[key] for key in ("attempt", "index", "status")
    }
    tell(shown, type="go", index=shown.view["total"] - 1)
    result = tell(shown, type="next")["result"]
    assert earned(result["marks"]) == earned(told["result"].pop("marks"))  # in other words today
    assert {
        "headline": result["headline"],
        "objectives": [one["says"] for one in result["objectives"]],
        "review": [one["index"] for one in result["review"]],
    } == told["result"]


@pytest.mark.parametrize("name", list(TOLD["sets"]))
def test_every_answer_is_judged_as_it_was(name: str):
    shown = quiz(name)
    for place, (key, told) in enumerate(TOLD["sets"][name]["questions"].items()):
        if key not in SAME:
            continue
        view = tell(shown, type="go", index=[*TOLD["sets"][name]["questions"]].index(key))
        assert view["question"]["id"] == key, place
        verdict = view["verdict"]
        assert {
            "answer": view["answer"],
            "confidence": view["confidence"],
            "tries": view["tries"],
            "earlier": view["earlier"],
            "options": [option["i"] for option in view["question"]["options"]],
            "verdict": verdict
            and [
                verdict["word"],
                verdict["credit"],
                verdict["mark"],
                verdict["key"],
                [row["chosen"] for row in verdict["rows"]],
                [part["given"] for part in verdict["parts"]],
                verdict["spots"],
            ],
        } == told, key


@pytest.mark.parametrize("case", TOLD["cases"])
def test_a_patient_is_as_they_were_left(case: str):
    view = widgets.case(case).children[0].view
    assert {
        "attempt": view["attempt"],
        "clock": view["clock"],
        "cost": view["cost"],
        "log": len(view["log"]),
        "done": len(view["done"]),
        "ranking": view["ranking"],
        "over": view["over"],
    } == TOLD["cases"][case]


def test_a_clinic_is_as_it_was_left():
    """Whom a change of the content has changed is another patient: here the old one bears the new name."""
    (then,) = {event.subject for event in record().events("case-step") if event.subject.startswith("clinic-")}
    patient = waiting_list(KNOWN, 3, seed=3)[0]
    now = patient.key
    for event in record().events("case-step", then):
        if event.data["subject"] in patient.known:  # told at the desk, so that nobody asks
            continue
        record().append("case-step", now, event.data, attempt=event.attempt.replace(then, now))
    view = widgets.clinic(n=3, seed=3).room.view
    patients = view["patients"]
    assert {
        "clinic": view["clinic"],
        "decided": view["decided"],
        "open": view["open"],
        "says": [one["says"] for one in patients],
        "statuses": [one["status"] for one in patients],
    } == TOLD["clinic"]


def test_progress_counts_the_best_answer_as_it_did():
    best: dict[str, float] = {}
    for event in EVENTS:
        if event["kind"] == "answer":
            best[event["subject"]] = max(best.get(event["subject"], 0), event["data"]["credit"])
    found = progress(cards(KNOWN, record())).best
    assert {key: credit for key, credit in found.items() if key in SAME} == {
        key: credit for key, credit in best.items() if key in SAME
    }
    assert tally(record().events()) == (65, 3)


def test_what_was_begun_then_goes_on_in_the_same_attempt():
    name = next(name for name in WHOLE if "open" in TOLD["sets"][name]["status"])
    shown = quiz(name)
    key = shown.view["question"]["id"]
    question = KNOWN.questions[key]
    forms = [shape["id"] for shape in scene_picture(KNOWN, question.picture)["shapes"]]
    right = next(option.at for option in question.options if option.right)
    view = tell(shown, type="check", question=key, answer=f"s{forms.index(right)}")
    assert view["verdict"]["right"]
    again = quiz(name).view
    assert again["attempt"] == TOLD["sets"][name]["attempt"]
    assert again["status"].count("open") == TOLD["sets"][name]["status"].count("open") - 1
