"""The 3-D view as the page drives it: messages in, places of corners and words out, without a kernel."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.anatomy.terms import LAYERS
from kb.errors import KneeError, UnknownId
from widgets.body_view import FRAMES, PAINT, VIEWS, BodyView, body_view

KNOWN = kb.load()
RIGHT = body_view(KNOWN)


def tell(view: BodyView, message: object) -> None:
    view._receive(view, message, [])


def places(view: BodyView) -> np.ndarray:
    return np.frombuffer(view.positions, "<f4").reshape(3, -1).T


def part(view: BodyView, form: str) -> slice:
    one = next(part for part in view.scene["parts"] if part["id"] == form)
    return slice(one["start"], one["start"] + one["count"])


def look(**changes: object) -> dict:
    return {"view": "posterior", "frame": "knee", "layers": ["bone"], "picked": ""} | changes


# What is sent


def test_the_arrays_fit_together():
    triangles = np.frombuffer(RIGHT.triangles, "<i4").reshape(3, -1)
    coarse = np.frombuffer(RIGHT.coarse, "<i4").reshape(3, -1)
    n = len(places(RIGHT))
    assert triangles.shape[1] < 60_000
    assert coarse.shape[1] < triangles.shape[1]
    assert triangles.min() == coarse.min() == 0
    assert triangles.max() == coarse.max() == n - 1
    assert len(np.frombuffer(RIGHT.shades, "<f4")) == n
    for detail, all_ in (("fine", triangles), ("coarse", coarse)):
        assert sum(part[detail][1] for part in RIGHT.scene["parts"]) == all_.shape[1]


def test_every_form_and_every_structure_is_there():
    assert {part["id"] for part in RIGHT.scene["parts"]} == set(KNOWN.forms)
    offered = {one["id"]: one for one in RIGHT.scene["structures"]}
    assert set(offered) == {form.structure for form in KNOWN.forms.values()}
    assert all(one["what"] and one["name"] and one["layer"] in LAYERS for one in offered.values())
    json.dumps(RIGHT.scene)


def test_forms_of_a_layer_lie_together_from_the_outside_in():
    order = [list(LAYERS).index(part["layer"]) for part in RIGHT.scene["parts"]]
    assert order == sorted(order)


def test_each_kind_has_a_colour_of_its_own():
    assert {form.kind for form in KNOWN.forms.values()} <= set(PAINT)
    shades = np.frombuffer(RIGHT.shades, "<f4") * (2 * len(PAINT) - 1)
    for key, form in KNOWN.forms.items():
        here = shades[part(RIGHT, key)]
        kind = list(PAINT).index("fascia" if form.layer == "fascia" else form.kind)
        top = 2 if form.kind == "muscle" else 2 * kind + 1
        assert here.min() >= 2 * kind - 1e-3, key
        assert here.max() <= top + 1e-3, key


@pytest.mark.parametrize("form", ["popliteal-artery", "popliteal-vein", "tibial-nerve"])
def test_vessels_and_nerves_are_told_by_a_pattern_too(form: str):
    shades = np.frombuffer(RIGHT.shades, "<f4")[part(RIGHT, form)]
    assert len(set(shades.tolist())) == 2


def test_no_pose_leaves_the_room_that_is_drawn():
    low, high = np.array(RIGHT.scene["low"]), np.array(RIGHT.scene["high"])
    for knee in (0, 45, 90, 120):
        for ankle in (-40, 25):
            at = places(body_view(KNOWN, knee=knee, ankle=ankle))
            assert (at > low).all(), (knee, ankle)
            assert (at < high).all(), (knee, ankle)


def test_the_left_leg_is_the_right_one_mirrored():
    left = body_view(KNOWN, left=True)
    np.testing.assert_allclose(places(left), places(RIGHT) * (1, 1, -1))
    assert left.twin["view"].startswith("Left leg from behind")
    assert left.scene["knee"][2] == -RIGHT.scene["knee"][2]
    assert (places(left) > np.array(left.scene["low"])).all()


# Moving


def test_a_slider_moves_the_shin_and_leaves_the_thigh():
    view = body_view(KNOWN)
    before = places(view).copy()
    tell(view, {"type": "pose", "knee": 90, "ankle": 10, "n": 7})
    assert view.pose == {"knee": 90.0, "ankle": 10.0, "n": 7}
    assert "knee bent 90°, foot 10° up" in view.twin["view"]
    moved = np.linalg.norm(places(view) - before, axis=1)
    assert moved[part(view, "calcaneus")].min() > 300
    assert moved[part(view, "femur-shaft")].max() < 1e-3


@pytest.mark.parametrize(
    "message",
    [
        None,
        "pose",
        {},
        {"type": "pose"},
        {"type": "pose", "knee": 121, "ankle": 0},
        {"type": "pose", "knee": True, "ankle": 0},
        {"type": "pose", "knee": float("nan"), "ankle": 0},
        {"type": "pose", "knee": 10**400, "ankle": 0},
        {"type": "pose", "knee": "90", "ankle": 0},
        {"type": "look"},
        {"type": "look", "look": look(view="above")},
        {"type": "look", "look": look(frame="toe")},
        {"type": "look", "look": look(layers=["fat"])},
        {"type": "look", "look": look(layers="bone")},
        {"type": "look", "look": look(picked="heart")},
    ],
)
def test_what_the_page_cannot_mean_changes_nothing(message: object):
    view = body_view(KNOWN, knee=20)
    before = (view.positions, view.pose, view.look, view.twin)
    tell(view, message)
    assert (view.positions, view.pose, view.look, view.twin) == before


@settings(max_examples=40)
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=9), st.lists, max_leaves=4))
def test_nothing_that_comes_in_raises(anything: object):
    tell(RIGHT, {"type": "pose", "knee": anything, "ankle": 0, "n": anything})
    tell(RIGHT, {"type": "look", "look": look(picked=anything, layers=anything)})


# Words


def test_the_words_say_what_is_shown():
    view = body_view(KNOWN, "popliteus")
    tell(view, {"type": "look", "look": look(view="medial", layers=["joint", "bone"], picked="tibial-nerve")})
    twin = view.twin
    assert twin["view"] == "Right leg from the medial side: knee bent 0°, foot level."
    assert twin["off"].startswith("Taken away: Skin, Deep fascia")
    assert [name for name, _ in twin["shown"]] == [LAYERS["joint"], LAYERS["bone"]]
    assert "Femur" in twin["shown"][1][1]
    nerve = KNOWN.structures["tibial-nerve"]
    assert twin["picked"] == f"Highlighted: {nerve.name}. {nerve.what}"


@pytest.mark.parametrize("view", [*VIEWS, "free"])
@pytest.mark.parametrize("frame", FRAMES)
def test_every_view_has_words(view: str, frame: str):
    one = body_view(KNOWN)
    tell(one, {"type": "look", "look": look(view=view, frame=frame)})
    assert one.look["view"] == view
    assert one.twin["view"].startswith("Right leg from ")


# The call


def test_show_takes_layers_structures_and_forms():
    view = body_view(KNOWN, show=["bone", "gastrocnemius", "tibia", "soleus"])
    assert view.look["layers"] == ["bone"]
    alone = {"gastrocnemius-medial-head", "gastrocnemius-lateral-head", "tibia", "medial-malleolus", "soleus"}
    assert set(view.scene["alone"]) == alone
    assert view.twin["shown"][-1][0] == "Besides"
    assert "Tibia" not in view.twin["shown"][-1][1]  # it is there with its layer
    assert body_view(KNOWN, show="skin").look["layers"] == ["skin"]


def test_focus_takes_a_structure_or_a_form():
    assert body_view(KNOWN, "tibial-nerve").look["picked"] == "tibial-nerve"
    assert body_view(KNOWN, "gastrocnemius-medial-head").look["picked"] == "gastrocnemius"
    assert RIGHT.scene["alone"] == []


def test_mistakes_in_a_call_name_the_way_out():
    with pytest.raises(UnknownId, match="popliteus"):
        body_view(KNOWN, "popliteous")
    with pytest.raises(UnknownId, match="soleus"):
        body_view(KNOWN, show=["soleous"])
    with pytest.raises(UnknownId):
        body_view(KNOWN, show=[3])
    with pytest.raises(UnknownId):
        body_view(KNOWN, "bone")
    with pytest.raises(KneeError, match="knee angle"):
        body_view(KNOWN, knee=150)
    with pytest.raises(KneeError, match="ankle"):
        body_view(KNOWN, ankle="up")
