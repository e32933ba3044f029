"""The localiser as the learner sees it."""

import pytest

import kb
from kb.errors import UnknownId
from widgets.localiser import Localiser


@pytest.fixture(scope="module")
def base():
    return kb.load()


@pytest.fixture
def tool(base):
    return Localiser(base)


def say(widget, **message):
    widget._receive(None, message, None)
    return widget.view


def test_it_starts_empty_but_warns(tool):
    assert tool.view["rows"] == []
    assert not tool.view["any"]
    assert "emergency" in tool.view["caution"]
    assert tool.view["next"] is None


def test_a_press_goes_round_not_tested_numb_normal(tool):
    def state():
        return next(
            one["state"]
            for kind in tool.view["kinds"]
            for one in kind["items"]
            if one["id"] == "skin-outer-foot"
        )

    seen = [state()]
    for _ in range(3):
        say(tool, type="cycle", id="skin-outer-foot")
        seen.append(state())
    assert seen == ["", "lost", "kept", ""]


def test_fibular_nerve_with_its_reasons(tool):
    for key, state in (
        ("ankle-dorsiflexion", "lost"),
        ("foot-eversion", "lost"),
        ("foot-inversion", "kept"),
    ):
        say(tool, type="set", id=key, state=state)
    first = tool.view["rows"][0]
    assert first["id"] == "common-fibular-nerve-at-the-neck"
    assert "Foot eversion weak: fits" in first["parts"]
    assert any("not for the L5 root" in text for text in tool.view["why"])
    root = next(row for row in tool.view["rows"] if row["id"] == "l5-root")
    assert "Foot inversion strong: does not fit" in root["parts"]
    assert "estimate" in tool.view["estimate"]


def test_the_next_test_can_be_answered_and_tells_how(tool):
    say(tool, type="set", id="ankle-dorsiflexion", state="lost")
    step = tool.view["next"]
    assert step["how"]
    assert step["why"].endswith(".")
    say(tool, type="set", id=step["id"], state="lost")
    assert tool.view["next"]["id"] != step["id"]


def test_alarms_say_emergency(tool):
    view = say(tool, type="set", id="bladder-or-bowel", state="lost")
    assert view["alarms"][0]["emergency"]
    assert view["announce"].startswith("Alarm.")
    assert view["next"] is None  # nothing is tested before the patient is sent
    assert any(row["id"] == "cauda-equina" and row["danger"] for row in view["rows"])


def test_an_alarm_of_the_day_is_not_called_an_emergency(tool):
    view = say(tool, type="set", id="ankle-dorsiflexion", state="lost")
    assert [one["emergency"] for one in view["alarms"]] == [False]


def test_both_maps_cover_the_skin(base, tool):
    skin = {key for key, one in base.deficits.items() if one.kind == "skin"}
    maps = tool.chart["maps"]
    assert {key for entry in maps["dermatomes"] for key in entry["areas"]} == skin
    assert {key for entry in maps["nerves"] for key in entry["areas"]} == skin - {"skin-saddle"}
    for entries in maps.values():
        assert len({entry["mark"] for entry in entries}) == len(entries) <= 10


def test_findings_can_be_given_at_the_start(base):
    view = Localiser(base, {"skin-sole": "lost", "ankle-reflex": "kept"}).view
    assert view["any"]
    with pytest.raises(UnknownId, match="skin-sole"):
        Localiser(base, {"skin-soul": "lost"})


def test_nonsense_changes_nothing(tool):
    before = tool.view
    for message in (
        {"type": "cycle", "id": "elbow"},
        {"type": "leg", "leg": "both"},
        {"type": "map", "map": "x"},
        {},
    ):
        assert say(tool, **message) == before
    tool._receive(None, None, None)
    assert tool.view == before
    assert "foot-eversion" in say(tool, type="set", id="foot-evertion", state="lost")["error"]
    assert tool.view["rows"] == before["rows"]


def test_clear_begins_anew(tool):
    start = tool.view
    say(tool, type="cycle", id="skin-heel")
    assert say(tool, type="clear") == start
