"""A whole examination by keyboard, with the kernel killed in the middle."""

import json
from datetime import timedelta

import pytest

import widgets
from tests.views.calls import KNOWN
from tests.views.stand import Stand
from widgets.record import clock, record


def opened(stand: Stand, **options):
    for one in list(widgets.record.sqlite._records.values()):
        one.close()
    widgets.record.sqlite._records.clear()
    return stand.show(lambda: widgets.exam("vascular", **{"n": 6, "minutes": 10, "seed": 4} | options))


def press(stand: Stand, *keys: str) -> None:
    for key in keys:
        stand.page.keyboard.press(key)
        stand.rest()


def answer(stand: Stand, paper) -> None:
    """The question on the page, by keys alone, rightly or not."""
    match paper.view["question"]["kind"]:
        case "single" | "several" | "script-concordance":
            press(stand, "1")
        case "true-false":
            press(stand, "1", "Shift+Tab", "Space")
        case "numeric":
            press(stand, "Tab", "3")
        case "matching" | "extended-matching":
            for _ in KNOWN.questions[paper.view["question"]["id"]].prompts:
                press(stand, "Tab", "ArrowDown")
        case "ordering":
            press(stand, "Tab", "Enter")


def test_by_keyboard_from_begin_to_result_with_a_kill_in_the_middle(stand: Stand):
    paper = opened(stand)
    press(stand, "Tab", "Enter")
    assert paper.view["phase"] == "open"
    for _ in range(2):
        answer(stand, paper)
        press(stand, "n")
    press(stand, "f")
    done, third = paper.view["status"][:2], paper.view["question"]["id"]
    assert done == ["answered", "answered"]
    held = json.dumps(stand.page.evaluate("() => document.body.innerHTML"))
    whys = {one.why for key in KNOWN.questions for one in KNOWN.questions[key].options if one.why}
    assert not [why for why in whys if why in held]

    stand.clear()
    paper = opened(stand)
    assert paper.view["status"][:2] == done
    stand.page.locator("[data-key=heading]").focus()
    press(stand, "n", "n")
    assert (paper.view["question"]["id"], paper.view["flags"][2]) == (third, True)
    for _ in range(4):
        answer(stand, paper)
        press(stand, "n")
    stand.page.locator("[data-key=finish]").focus()
    press(stand, "Enter")
    assert "1 question is flagged" in stand.page.locator(".exam-finish").inner_text()
    press(stand, "Enter")
    assert paper.view["phase"] == "over"
    assert stand.page.evaluate("() => document.activeElement.dataset.key") == "result"
    assert stand.page.locator("details.asked").count() == 6
    assert len(record().events("answer")) == sum(status == "answered" for status in paper.view["status"])
    assert stand.faults == []


def test_the_clock_can_be_hidden_warns_and_submits_in_the_end(stand: Stand, monkeypatch: pytest.MonkeyPatch):
    paper = opened(stand)
    stand.page.locator("[data-key=begin]").click()
    stand.rest()
    stand.page.locator("[data-key=clock]").click()
    assert stand.page.locator(".clock .time").inner_text() == "Clock hidden"
    real = clock.now
    for minutes, says in (
        (4, "Clock hidden"),
        (6, "Less than 5 minutes left"),
        (9.2, "Less than a minute left"),
    ):
        monkeypatch.setattr(clock, "now", lambda by=minutes: real() + timedelta(minutes=by))
        stand.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
        stand.settle()
        assert stand.page.locator(".clock .time").inner_text() == says
    live = stand.page.locator("[role=status].visually-hidden").last
    assert live.inner_text() == "One minute is left."
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(minutes=11))
    stand.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    stand.settle()
    assert paper.view["phase"] == "over"
    assert "The time ran out" in stand.page.locator(".exam-report").inner_text()
    assert stand.faults == []
