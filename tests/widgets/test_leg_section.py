"""The section as the learner gets it: sides, texts, probe and refusals."""

import json
import re

import pytest

import kb
from kb.anatomy.pictures import section_picture, section_view
from kb.errors import KneeError, UnknownId
from widgets.leg_section import LegSection

LEVELS = ["distal-thigh", "popliteal-crease", "proximal-calf", "mid-calf", "musculotendinous-junction"]


@pytest.fixture(scope="module")
def base():
    return kb.load()


def at(picture, key):
    return next(shape["at"] for shape in picture["shapes"] if shape["id"] == key)


def test_seen_from_below_lateral_is_left_on_a_right_leg_and_front_is_up(base):
    right, left = section_picture(base, "mid-calf"), section_picture(base, "mid-calf", left=True)
    assert at(right, "fibula")[0] < at(right, "tibia")[0]
    assert at(left, "fibula")[0] > at(left, "tibia")[0]
    for picture in (right, left):
        assert (
            at(picture, "tibia")[1] < at(picture, "soleus")[1] < at(picture, "gastrocnemius-medial-head")[1]
        )
    assert "lateral on the left" in right["text"]
    assert "lateral on the right" in left["text"]


@pytest.mark.parametrize("level", LEVELS)
def test_a_picture_keeps_the_contract(base, level):
    picture = section_picture(base, level)
    x, y, width, height = picture["box"]
    ids = [shape["id"] for shape in picture["shapes"]]
    assert len(ids) == len(set(ids)) >= 15
    assert ids[0] == "skin"
    for shape in picture["shapes"]:
        assert shape["structure"] in base.structures
        assert re.fullmatch(r"(M[^MZ]+Z)+", shape["outline"])
        assert x < shape["at"][0] < x + width
        assert y < shape["at"][1] < y + height
        assert shape["where"]
        assert shape["label"].lower() not in shape["where"]
    assert all(shape["marrow"] for shape in picture["shapes"] if shape["kind"] == "bone")
    json.dumps(picture)


def test_the_probe_lists_depths_and_causes_with_the_dangerous_ones_apart(base):
    view = section_view(base, "popliteal-crease")
    assert len(view["probes"]) == 121
    middle = view["probes"]["0"]
    assert [hit[0] for hit in middle["met"]][:2] == ["skin", "popliteal-fascia"]
    assert {"tibial-nerve", "popliteal-vein", "popliteal-artery"} <= {hit[0] for hit in middle["met"]}
    assert middle["way"][1] < -0.9  # from the back inward is up in the picture
    assert middle["to"] == middle["met"][-1][1]
    vein = view["things"]["popliteal-vein"]["causes"]
    assert base.causes["deep-vein-thrombosis"].name in vein["must"]
    artery = view["things"]["popliteal-artery"]["causes"]
    assert base.causes["popliteal-artery-aneurysm"].name in artery["must"]
    assert base.causes["peripheral-artery-disease"].name in artery["others"]
    named = {hit[0] for probe in view["probes"].values() for hit in probe["met"]}
    assert named <= view["things"].keys()


def test_a_cause_of_a_muscle_that_is_not_cut_does_not_arise_there(base):
    fibula = section_view(base, "mid-calf")["things"]["fibula"]["causes"]
    name = base.causes["biceps-femoris-tendinopathy"].name
    assert name not in fibula["others"]
    assert name in fibula["involve"]


@pytest.mark.parametrize("level", LEVELS)
def test_the_words_name_everything_that_is_drawn(base, level):
    view = section_view(base, level)
    told = [item["id"] for group in view["twin"] for item in group["items"]]
    assert sorted(told) == sorted(shape["id"] for shape in view["picture"]["shapes"])


def test_the_words_go_by_compartment(base):
    groups = {
        group["name"]: [item["id"] for item in group["items"]]
        for group in section_view(base, "mid-calf")["twin"]
    }
    deep = groups[base.structures["deep-posterior-compartment"].name]
    assert {"tibialis-posterior", "tibial-nerve"} <= set(deep)
    shallow = groups[base.structures["superficial-posterior-compartment"].name]
    assert shallow.index("soleus") < shallow.index("gastrocnemius-medial-head")


def test_the_learner_changes_level_and_side(base):
    widget = LegSection(base, "popliteal-crease", probe=30)
    assert widget.view["probe"] == 30
    widget._receive(widget, {"type": "show", "level": "mid-calf", "left": True}, [])
    assert (widget.view["level"], widget.view["left"], widget.view["probe"]) == ("mid-calf", True, 30)
    before = widget.view
    for message in (
        "show",
        {"type": "show", "level": "nowhere"},
        {"type": "show", "level": []},
        {"type": "x"},
        None,
    ):
        widget._receive(widget, message, [])
    assert widget.view == before


def test_a_level_is_drawn_once_and_kept(base):
    assert section_view(base, LEVELS[0]) is section_view(base, LEVELS[0])


def test_refusals_name_what_is_wrong(base):
    with pytest.raises(UnknownId, match="did you mean 'popliteal-crease'"):
        LegSection(base, "popliteal-creese")
    for probe in (181, "back", True, float("nan")):
        with pytest.raises(KneeError, match="not an angle from -180 to 180"):
            LegSection(base, "mid-calf", probe=probe)


def test_the_level_chooser_says_where_each_level_lies(base):
    levels = section_view(base, "mid-calf")["levels"]
    assert [level["id"] for level in levels] == LEVELS
    assert all(re.fullmatch(r"\d+ cm (above|below) joint line", level["place"]) for level in levels)
    shares = [level["share"] for level in levels]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1
