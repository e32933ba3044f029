"""What is remembered is derived: taken up where it was left, and made anew where it must be."""

import json
import sqlite3

import pytest

import kb
from kb.questions.kinds import version
from kb.questions.memory import Card
from tests.kb.test_identity import BY_KIND, flipped, knowing
from widgets.record import Record, record
from widgets.record import cards as ledger
from widgets.record.cards import cards

KNOWN = kb.load()
SINGLE, OTHER = BY_KIND["single"], BY_KIND["several"]


def answer(
    day: int, question=SINGLE, *, right: bool = True, confidence=None, into: Record | None = None, **more
):
    data = {
        "answer": "x",
        "version": version(KNOWN, question),
        "confidence": confidence,
        "right": right,
        "credit": float(right),
        "mark": None,
    }
    (into or record()).append(
        "answer", question.id, data | more, attempt="a", at=f"2026-03-{day:02}T12:00:00.000+00:00"
    )


def test_every_question_answered_as_it_is_today_has_a_card():
    answer(1, right=False)
    answer(2)
    answer(2, OTHER)
    record().append("case-step", SINGLE.id, {"kind": "ask"}, attempt="b")
    found = cards(KNOWN, record())
    assert found.keys() == {SINGLE.id, OTHER.id}
    assert (found[SINGLE.id].answers, found[SINGLE.id].best, found[SINGLE.id].reviews) == (2, 1.0, 2)


def test_taken_up_in_pieces_or_made_anew_it_is_the_same():
    for day in range(1, 9):
        answer(day, right=day % 3 > 0, confidence="high")
        cards(KNOWN, record())
    pieces = cards(KNOWN, record())
    with sqlite3.connect(record().path) as db:
        db.execute("DROP TABLE cards")
        db.execute("DROP TABLE cards_read")
    db.close()
    assert cards(KNOWN, record()) == pieces


def test_only_what_is_new_is_read(monkeypatch: pytest.MonkeyPatch):
    answer(1)
    before = cards(KNOWN, record())
    monkeypatch.setattr(ledger.memory, "after", lambda *_: pytest.fail("folded again"))
    assert cards(KNOWN, record()) == before


def test_two_kernels_agree():
    answer(1)
    cards(KNOWN, record())
    other = Record(record().path)
    answer(4, right=False, into=other)
    assert cards(KNOWN, record()) == cards(KNOWN, other)
    assert cards(KNOWN, other)[SINGLE.id].missed == 1


def test_what_was_forgotten_or_reset_is_gone():
    answer(1)
    answer(1, OTHER)
    cards(KNOWN, record())
    record().forget(SINGLE.id)
    assert cards(KNOWN, record()).keys() == {OTHER.id}
    record().reset()
    assert cards(KNOWN, record()) == {}


def test_a_question_that_changed_begins_anew_and_comes_back_when_it_is_as_it_was():
    answer(1)
    before = cards(KNOWN, record())
    assert cards(knowing(flipped(SINGLE)), record()) == {}
    assert cards(KNOWN, record()) == before


def test_an_answer_to_a_variant_is_about_the_question_that_it_stands_for():
    answer(1)
    answer(5, OTHER, card=SINGLE.id)
    found = cards(KNOWN, record())
    assert found.keys() == {SINGLE.id}
    assert found[SINGLE.id].answers == 2


@pytest.mark.parametrize("junk", ["x", "{}", '{"best": "much"}', '{"nonsense": 1}', '{"seen": 5}', "[]"])
def test_a_card_edited_by_hand_is_made_anew(junk):
    answer(1)
    before = cards(KNOWN, record())
    with sqlite3.connect(record().path) as db:
        db.execute("UPDATE cards SET data = ?", (junk,))
    db.close()
    assert cards(KNOWN, record()) == before


def test_an_answer_that_cannot_be_read_is_passed_over():
    record().append("answer", SINGLE.id, {"credit": "much"}, attempt="a")
    assert cards(KNOWN, record()) == {}
    answer(1)
    assert cards(KNOWN, record())[SINGLE.id].answers == 1


def test_a_card_survives_json():
    answer(1, right=False, confidence="high")
    card = cards(KNOWN, record())[SINGLE.id]
    assert Card.of(json.loads(json.dumps(card.as_dict()))) == card


def test_without_a_file_the_memory_serves_as_well(tmp_path):
    (tmp_path / "folder").write_text("a file")
    lost = Record(tmp_path / "folder" / "record.sqlite3", who="ada")
    assert lost.notice
    answer(1, into=lost)
    assert cards(KNOWN, lost).keys() == {SINGLE.id}
