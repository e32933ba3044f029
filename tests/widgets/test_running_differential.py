"""The running differential: findings in, causes ranked, and nothing half done."""

import re

import pytest

import kb
from kb.reasoning.narrowing import Doubt
from kb.records import Figure
from kb.wording import in_sentence
from widgets.running_differential import RunningDifferential

KNOWN = kb.load()
SHARE = Figure(value=0.1, basis="estimate")


@pytest.fixture
def view() -> RunningDifferential:
    return RunningDifferential(KNOWN, {"calf-pain": "present"}, "primary-care")


def tell(view: RunningDifferential, kind: str, **more: object) -> dict:
    view._receive(view, {"type": kind, **more}, [])
    return view.view


def test_what_is_added_set_and_dropped_is_what_is_known(view: RunningDifferential):
    assert [one["id"] for one in view.view["known"]] == ["calf-pain"]
    assert [one["id"] for one in tell(view, "add", id="d-dimer")["known"]] == ["calf-pain", "d-dimer"]
    assert tell(view, "set", id="d-dimer", state="normal")["known"][1]["state"] == "normal"
    assert [one["id"] for one in tell(view, "drop", id="calf-pain")["known"]] == ["d-dimer"]


def test_the_probabilities_are_those_of_the_knowledge_base(view: RunningDifferential):
    drawn = tell(view, "add", id="d-dimer")
    result = kb.differential({"calf-pain": "present", "d-dimer": "raised"})
    assert {one["id"]: one["p"] for one in drawn["causes"]} == {
        one.cause: one.probability for one in result.ranking
    }


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("add", {"id": "no-such-finding"}),
        ("set", {"id": "d-dimer", "state": "blue"}),
        ("setting", {"setting": "moon"}),
    ],
)
def test_what_is_refused_is_said_and_changes_nothing(view: RunningDifferential, kind: str, more: dict):
    before = view.view
    after = tell(view, kind, **more)
    assert after["error"]
    assert {**after, "error": ""} == before
    assert tell(view, "drop", id="nothing")["error"] == ""


def test_a_search_answers_with_findings_and_draws_nothing_anew(
    view: RunningDifferential, monkeypatch: pytest.MonkeyPatch
):
    sent = []
    monkeypatch.setattr(view, "send", sent.append)
    before = view.view
    tell(view, "search", text="swollen calf")
    assert view.view is before
    assert sent[0]["text"] == "swollen calf"
    assert all(hit["id"] in KNOWN.findings for hit in sent[0]["hits"])
    assert sent[0]["hits"]


def test_a_message_that_is_none_is_passed_over(view: RunningDifferential):
    before = view.view
    view._receive(view, "nonsense", [])
    assert view.view is before


def test_every_row_has_its_band_in_figures_and_in_words(view: RunningDifferential):
    result = kb.differential({"calf-pain": "present"})
    for one in view.view["causes"]:
        assert (one["low"], one["high"]) == result.band(one["id"], alone=True)
        assert one["low"] <= one["p"] <= one["high"]
        assert one["could"].startswith("could be ") or one["says"] == "< 0.1 %"
    assert ": likely " in view.view["announce"]
    assert ", could be " in view.view["announce"]


def test_a_danger_stands_above_its_line_or_unsurely_or_surely_below(view: RunningDifferential):
    drawn = tell(view, "add", id="recent-calf-effort")
    result = kb.differential({one["id"]: one["state"] for one in drawn["known"]})
    stands = {one["id"]: one["stands"] for one in drawn["causes"]}
    for key, cause in KNOWN.causes.items():
        line, high = cause.test_threshold.value, result.band(key)[1]
        above = result.probability(key) >= line
        wanted = "above" if above else "unsure" if high >= line else "below"
        assert stands[key] == (wanted if cause.must_not_miss else "")
    assert {"above", "below"} <= set(stands.values())


def test_what_would_narrow_the_doubt_is_said(view: RunningDifferential):
    said = tell(view, "add", id="calf-swelling")["narrows"]
    assert said.startswith("The doubt about ")
    assert "(an estimate)." in said
    assert "would narrow it most." in said


def test_two_causes_at_once_are_said_where_they_show(view: RunningDifferential):
    drawn = view.view
    for key in ("sharp-red-border", "fever-or-chills", "recent-surgery", "calf-difference-over-3-cm"):
        drawn = tell(view, "add", id=key)
    result = kb.differential({one["id"]: one["state"] for one in drawn["known"]})
    (one, other), p = result.pairs[0].causes, result.pairs[0].probability
    assert p > 0.005
    assert drawn["both"].startswith("Two can be true at once: ")
    assert in_sentence(KNOWN.causes[one].name) in drawn["both"]
    shared = {row["id"]: row["shared"] for row in drawn["causes"]}
    assert any(in_sentence(KNOWN.causes[other].name) in line for line in shared[one])
    assert any(in_sentence(KNOWN.causes[one].name) in line for line in shared[other])


def test_the_number_that_says_how_often_two_causes_come_together_is_named(view: RunningDifferential):
    doubt = Doubt("", "cellulitis", "deep-vein-thrombosis", 0.5, SHARE)
    assert view._whence(doubt) == (
        "how often proximal deep vein thrombosis comes with cellulitis of the lower leg (an estimate)"
    )


def test_what_a_question_is_worth_is_told_without_bits(view: RunningDifferential):
    says = [step["says"] for step in view.view["next"]]
    assert len(says) == 5
    assert all(re.fullmatch(r"may settle [\d.]+ % of the doubt, for [\d.]+ points", one) for one in says)
