"""An examination as the page drives it: each choice on disk, an honest clock, no verdict before the end."""

import json
import sqlite3
from datetime import timedelta

import pytest

import kb
import widgets
from tests.widgets.test_quiz_set import key_of, wrong_of
from widgets.exam_paper import ExamPaper
from widgets.record import Record, clock, record

KNOWN = kb.load()


def tell(page: ExamPaper, **message) -> dict:
    page._receive(page, message, [])
    return page.view


def choose(page: ExamPaper, value, confidence=None) -> dict:
    key = page.view["question"]["id"]
    return tell(page, type="choose", question=key, value=value, confidence=confidence)


def asked(page: ExamPaper):
    return KNOWN.questions[page.view["question"]["id"]]


def opened(**options) -> ExamPaper:
    """The page as a new kernel finds it."""
    for one in list(widgets.record.sqlite._records.values()):
        one.close()
    widgets.record.sqlite._records.clear()
    return widgets.exam("vascular", **{"n": 5, "minutes": 10, "seed": 1} | options)


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch):
    """Move the computer's clock by so many seconds; the one that nobody can set goes on."""
    real = clock.now

    def by(seconds: float, *, steady: float = 0.0):
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(seconds=seconds))
        before = clock.steady
        monkeypatch.setattr(clock, "steady", lambda: before() + steady)

    return by


def test_after_a_killed_kernel_it_goes_on_where_it_was_and_the_clock_ran_on(moved):
    page = opened()
    tell(page, type="begin")
    chosen = wrong_of(asked(page))
    choose(page, chosen, "high")
    tell(page, type="flag", question=page.view["question"]["id"], value=True)
    before = page.view
    moved(120, steady=0)  # the kernel is dead meanwhile
    again = opened()
    assert again.view["phase"] == "open"
    assert (again.view["answer"], again.view["confidence"]) == (before["answer"], "high")
    assert again.view["flags"][0]
    assert 470 < again.view["left"] <= 480


def test_nothing_is_judged_in_the_record_before_the_end_and_everything_after():
    page = opened()
    tell(page, type="begin")
    for index in range(3):
        tell(page, type="go", value=index)
        choose(page, (key_of if index else wrong_of)(asked(page)), "middle")
    assert record().events("answer") == []
    held = json.dumps([event.data for event in record().events()])
    assert "right" not in held
    assert "credit" not in held
    view = tell(page, type="finish")
    assert view["phase"] == "over"
    assert [event.data["right"] for event in record().events("answer")] == [False, True, True]
    assert "2 had no whole answer" in view["report"]


def test_the_time_is_over_while_nobody_looks(moved):
    page = opened()
    tell(page, type="begin")
    choose(page, key_of(asked(page)))
    moved(3600)
    again = opened()
    assert again.view["phase"] == "over"
    assert "The time ran out" in again.view["report"]
    assert len(record().events("answer")) == 1
    (end,) = record().events("exam-end")
    (start,) = record().events("exam-start")
    assert end.at > start.at
    assert end.data == {"by": "time"}


def test_the_time_is_over_while_the_page_is_open(moved):
    page = opened()
    tell(page, type="begin")
    choose(page, key_of(asked(page)))
    moved(601, steady=601)
    late = choose(page, wrong_of(asked(page)))
    assert late["phase"] == "over"
    assert "over" in late["error"]
    assert record().events("answer")[0].data["right"]


def test_a_clock_that_is_set_back_gives_no_time(moved):
    page = opened()
    tell(page, type="begin")
    choose(page, key_of(asked(page)))
    moved(-3600, steady=60)
    view = tell(page, type="time")
    assert 530 < view["left"] <= 541
    assert "was set back" in view["notice"]
    moved(-3600)
    assert opened().view["left"] <= 600  # a new kernel knows the record's latest moment alone


def test_two_windows_are_one_examination():
    one, two = opened(), widgets.exam("vascular", n=5, minutes=10, seed=1)
    tell(one, type="begin")
    assert two.view["phase"] == "open"
    key = one.view["question"]["id"]
    choose(one, key_of(asked(one)))
    assert (two.view["question"]["id"], two.view["answer"]) == (key, one.view["answer"])
    tell(two, type="finish")
    assert one.view["phase"] == "over"
    assert len(record().events("answer")) == 1


def test_another_examination_is_a_new_attempt_that_waits_for_begin():
    page = opened(seed=None)
    tell(page, type="begin")
    tell(page, type="finish")
    view = tell(page, type="again")
    assert view["phase"] == "ready"
    tell(page, type="begin")
    assert opened(seed=None).view["phase"] == "open"
    first, second = record().events("exam-start")
    assert first.data["questions"] != second.data["questions"]


def test_a_record_edited_by_hand_costs_no_more_than_what_was_edited():
    page = opened()
    tell(page, type="begin")
    for index in (0, 1):
        tell(page, type="go", value=index)
        choose(page, key_of(asked(page)))
    file = record().path
    with sqlite3.connect(file) as db:
        db.execute("UPDATE events SET data = '{\"whole\": 3}' WHERE kind = 'exam-choice' AND id % 2 = 0")
        db.execute("INSERT INTO events VALUES (99, '2026-01-01T00:00:00.000+00:00', 'ada', 'exam-start', "
                   "'exam:vascular/n=5/minutes=10/seed=1', 'other', '{\"seed\": \"x\"}')")  # fmt: skip
    db.close()
    again = opened()
    assert again.view["phase"] in ("open", "ready")
    assert len(Record(file, who="ada").events()) == 4


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: widgets.exam("vascular", n=999), "n=999 is not a whole number from 1 to"),
        (lambda: widgets.exam("vascular", minutes=0), "minutes=0 is not a number from 1"),
        (lambda: widgets.exam("vasculer"), "vascular"),
        (lambda: widgets.exam("course", extra=9), "extra=9 is not a factor"),
        (lambda: widgets.exam("course", certainty="no"), "none of off, optional, required"),
        (lambda: widgets.exam(7), "in quotes"),
        (lambda: widgets.exam("course", seed="x"), "not a whole number"),
    ],
)
def test_a_mistake_in_the_call_is_one_line(call, says):
    assert says in call().value


@pytest.mark.parametrize(
    "message",
    [{"type": "choose", "question": 5, "value": {}}, {"type": "go", "value": "x"}, {"type": "flag"}, {}],
)
def test_a_message_that_means_nothing_changes_nothing(message):
    page = opened()
    tell(page, type="begin")
    before = page.view["status"]
    assert tell(page, **message)["status"] == before


def test_every_question_with_its_reasons_and_dangers_first_are_in_the_report():
    page = opened(n=12)
    tell(page, type="begin")
    for index in range(12):
        tell(page, type="go", value=index)
        choose(page, wrong_of(asked(page)), "high")
    keys = record().events("exam-start")[0].data["questions"]
    report = tell(page, type="finish")["report"]
    assert (
        report.index("sure, wrong, and dangerous")
        < report.index("By objective")
        < report.index("Every question")
    )
    from widgets._html import esc

    for key in keys:
        question = KNOWN.questions[key]
        assert esc(question.stem) in report
        for option in question.options:
            assert option.why == "" or esc(option.why) in report
