"""The pain map: marks become findings, and the engine ranks."""

import pytest

import kb
from kb.reasoning.pain_sites import findings_of, marked_by
from widgets.pain_chart import BOTH, PainMap


@pytest.fixture(scope="module")
def base():
    return kb.load()


@pytest.fixture
def pain(base):
    return PainMap(base, {}, "primary-care")


def say(widget, **message):
    widget._receive(None, message, None)
    return widget.view


def test_a_mark_is_what_the_engine_ranks(base, pain):
    view = say(pain, type="toggle", id="inner-knee-hollow")
    expected = kb.differential(base.pain_sites["inner-knee-hollow"].means, kb=base).ranking[:8]
    assert [row["id"] for row in view["causes"]] == [one.cause for one in expected]
    assert [row["p"] for row in view["causes"]] == [one.probability for one in expected]
    assert [site["id"] for site in view["sites"] if site["on"]] == ["inner-knee-hollow"]


def test_a_second_press_takes_the_mark_back(pain):
    before = pain.view["causes"]
    say(pain, type="toggle", id="upper-calf")
    assert pain.view["causes"] != before
    assert say(pain, type="toggle", id="upper-calf")["causes"] == before


def test_unmarked_places_stay_unknown_until_asked_for(base, pain):
    say(pain, type="toggle", id="buttock")
    assert "shin-pain" not in pain._told()
    say(pain, type="rest", on=True)
    told = pain._told()
    assert told["shin-pain"] == "absent"
    assert told["calf-pain"] == "absent"
    assert told["buttock-pain"] == told["thigh-or-buttock-pain"] == "present"


def test_rest_does_not_deny_what_a_neighbour_means(base):
    told = findings_of(base, {"middle-calf"}, rest=True)
    assert told["calf-pain"] == told["mid-calf-pain"] == "present"
    assert told["upper-calf-pain"] == "absent"


def test_both_legs_is_a_finding(base, pain):
    assert BOTH not in pain._told()
    say(pain, type="leg", leg="both")
    assert pain._told()[BOTH] == "present"
    say(pain, type="leg", leg="left")
    assert BOTH not in pain._told()
    assert PainMap(base, {BOTH: "present"}, "primary-care").view["leg"] == "both"


def test_danger_is_always_named(base, pain):
    assert "never rules out danger" in pain.view["danger"]
    view = say(pain, type="toggle", id="middle-calf")
    assert "never rules out danger" in view["danger"]
    named = {row["id"] for row in (*view["causes"], *view["must"])}
    result = kb.differential(pain._told(), kb=base)
    from kb.reasoning.triage import feared

    assert {cause.id for cause in feared(result)} <= named
    assert all(row["must"] for row in view["must"])


def test_a_cause_says_why_this_place_speaks_for_or_against_it(base, pain):
    view = say(pain, type="toggle", id="outer-knee-hollow")
    rows = {row["id"]: row for row in view["causes"]}
    parts = " ".join(rows["biceps-femoris-tendinopathy"]["parts"])
    assert "likelihood ratio" in parts
    assert "for it" in parts


def test_three_questions_follow_and_an_answer_moves_the_ranking(base, pain):
    assert pain.view["next"] == []
    view = say(pain, type="toggle", id="lower-calf")
    assert len(view["next"]) == 3
    sites = {key for site in base.pain_sites.values() for key in site.means}
    assert not sites & {one["id"] for one in view["next"]}
    one = view["next"][0]
    after = say(pain, type="answer", id=one["id"], state=one["states"][-1][0])
    assert [known["id"] for known in after["known"]] == [one["id"]]
    assert after["causes"] != view["causes"]
    assert say(pain, type="drop", id=one["id"])["causes"] == view["causes"]


def test_known_findings_mark_their_places(base):
    known = {"mid-calf-pain": "present", "calf-pain": "present", "recent-surgery": "present"}
    assert marked_by(base, known) == {"middle-calf"}
    widget = PainMap(base, known, "emergency")
    assert [one["id"] for one in widget.view["known"]] == ["recent-surgery"]
    assert widget._told() == known


def test_a_general_site_alone_marks_nothing_but_counts(base):
    widget = PainMap(base, {"calf-pain": "present"}, "primary-care")
    assert not any(site["on"] for site in widget.view["sites"])
    assert widget._told() == {"calf-pain": "present"}


def test_a_lesson_by_case_or_by_group(base):
    widget = PainMap(base, {"upper-calf-pain": "present"}, "emergency")
    lessons = {one["id"]: one["lesson"] for one in (*widget.view["causes"], *widget.view["must"])}
    assert lessons["deep-vein-thrombosis"]["href"].endswith(".ipynb")
    vascular = [key for key in lessons if base.causes[key].group == "vascular"]
    assert all(lessons[key] for key in vascular)


def test_nonsense_changes_nothing(pain):
    before = pain.view
    for message in (
        {"type": "toggle", "id": "elbow"},
        {"type": "leg", "leg": "third"},
        {"type": "nothing"},
        {},
    ):
        assert say(pain, **message) == before
    pain._receive(None, "text", None)
    assert pain.view == before
    assert "emergency" in say(pain, type="setting", setting="emergancy")["error"]
    assert pain.view["causes"] == before["causes"]
    assert "d-dimer" in say(pain, type="answer", id="d-dimmer", state="raised")["error"]


def test_the_chart_holds_every_place(base, pain):
    drawn = {(place["id"], place["on"]) for place in pain.chart["places"]}
    assert drawn == {(site.id, area.chart) for site in base.pain_sites.values() for area in site.areas}
    assert all(place["d"].startswith("M") and place["d"].endswith("Z") for place in pain.chart["places"])


def test_clear_begins_anew(pain):
    start = pain.view
    say(pain, type="toggle", id="buttock")
    say(pain, type="rest", on=True)
    assert say(pain, type="clear") == start
