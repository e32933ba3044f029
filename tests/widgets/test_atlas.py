"""The atlas: right pictures, right places, right words."""

import json
import re

import numpy as np
import pytest

import kb
from kb.anatomy.body import NEUTRAL, Body
from kb.anatomy.curves import svg_path
from kb.anatomy.painting import painting_order
from kb.anatomy.pictures import view_picture
from kb.anatomy.terms import LAYERS
from kb.anatomy.view_plate import by_layer, where
from kb.errors import KneeError, UnknownId
from widgets.atlas import Atlas

VASCULAR = [
    "popliteal-artery-aneurysm",
    "acute-limb-ischaemia",
    "popliteal-artery-entrapment",
    "peripheral-artery-disease",
    "ruptured-bakers-cyst",
    "gastrocnemius-strain",
]


@pytest.fixture(scope="module")
def known() -> kb.records.KnowledgeBase:
    return kb.load()


@pytest.fixture(scope="module")
def body(known: kb.records.KnowledgeBase) -> Body:
    return Body.of(known)


@pytest.fixture(scope="module")
def atlas(known: kb.records.KnowledgeBase) -> Atlas:
    return Atlas(known)


def points(d: str) -> np.ndarray:
    """Points of a path made by `path`, shape (n, 2)."""
    out: list[np.ndarray] = []
    for piece in filter(None, re.split("[MZ]", d)):
        start, _, steps = piece.partition("l")
        numbers = [float(n) for n in re.findall(r"-?\d*\.?\d+", steps)]
        x, y = (float(n) for n in start.split())
        moves = np.array(numbers).reshape(-1, 2) if numbers else np.zeros((0, 2))
        out.append(np.vstack([np.zeros((1, 2)), np.cumsum(moves, axis=0)]) + np.array([x, y]))
    return np.concatenate(out)


# Paths


def test_a_path_keeps_its_points_to_a_tenth():
    line = np.array([[0.04, -3.0], [-0.52, 7.25], [123.456, 7.25], [-9.99, 0.0]])
    assert np.abs(points(svg_path(line)) - line).max() <= 0.0501
    assert svg_path(line, closed=True).endswith("Z")


def test_rounding_does_not_add_up_along_a_path():
    line = np.column_stack([np.arange(400) * 0.333, np.arange(400) * -0.777])
    assert np.abs(points(svg_path(line))[-1] - line[-1]).max() <= 0.0501


# The picture


@pytest.mark.parametrize("view", ["posterior", "medial", "lateral"])
def test_every_form_is_drawn_once_with_what_a_picture_needs(
    view: str, body: Body, known: kb.records.KnowledgeBase
):
    picture = view_picture(body.kb, view=view)
    assert sorted(shape["id"] for shape in picture["shapes"]) == sorted(known.forms)
    for shape in picture["shapes"]:
        assert shape["outline"].startswith("M")
        assert shape["outline"].endswith("Z")
        assert shape["label"] == known.forms[shape["id"]].label
        assert shape["name"] == known.structures[shape["structure"]].name
        assert shape["name"] not in shape["where"]
        assert shape["label"] not in shape["where"]
        assert bool(shape["flesh"]) <= (shape["kind"] == "muscle")
        assert len(shape["ribs"]) % 4 == 0
    assert all(shape["flesh"] for shape in picture["shapes"] if shape["kind"] == "muscle")


def test_an_outline_lies_where_the_geometry_lies(body: Body):
    shapes = {shape["id"]: shape for shape in view_picture(body.kb)["shapes"]}
    for key in ("soleus", "semitendinosus", "tibia", "popliteal-vein"):
        outline, silhouette = points(shapes[key]["outline"]), body.silhouette(key) * [1, -1]
        assert np.abs(outline.min(axis=0) - silhouette.min(axis=0)).max() < 6, key
        assert np.abs(outline.max(axis=0) - silhouette.max(axis=0)).max() < 6, key


def test_from_behind_near_things_are_painted_after_far_ones(body: Body):
    order = painting_order(body, "posterior")

    def after(*keys: str) -> bool:
        at = [order.index(key) for key in keys]
        return at == sorted(at)

    assert after("femur-shaft", "popliteal-artery", "popliteal-vein", "tibial-nerve")
    assert after("tibia", "popliteus", "popliteal-artery")
    assert after("posterior-tibial-artery", "soleus", "gastrocnemius-medial-head")
    assert after("tibia", "tibialis-posterior", "soleus", "gastrocnemius-lateral-head")
    assert after("semimembranosus", "semitendinosus", "fascia-lata", "skin")
    assert after("patella", "femur-medial-condyle", "gastrocnemius-medial-head")
    assert after("gastrocnemius-medial-head", "crural-fascia", "small-saphenous-vein", "skin")


def test_the_side_views_see_the_near_side(body: Body):
    medial, lateral = painting_order(body, "medial"), painting_order(body, "lateral")
    for far, near in (("fibula", "tibia"), ("biceps-femoris-long-head", "semimembranosus")):
        assert medial.index(far) < medial.index(near)
        assert lateral.index(far) > lateral.index(near)


@pytest.mark.parametrize("view", ["posterior", "medial", "lateral"])
def test_the_pieces_of_a_bone_are_painted_together(view: str, body: Body):
    at = [i for i, key in enumerate(painting_order(body, view)) if body.form(key).structure == "femur"]
    assert at == list(range(at[0], at[0] + len(at)))
    assert len(at) > 2


def test_the_left_leg_is_the_mirrored_right_one_and_words_stay(body: Body):
    right, left = view_picture(body.kb), view_picture(body.kb, left=True)
    assert "lateral is on the right" in right["text"]
    assert "lateral is on the left" in left["text"]
    for one, other in zip(right["shapes"], left["shapes"], strict=True):
        assert one["id"] == other["id"]
        assert one["where"] == other["where"]
    shape = {s["id"]: s for s in right["shapes"]}["fibula"]
    mirrored = {s["id"]: s for s in left["shapes"]}["fibula"]
    a, b = points(shape["outline"]), points(mirrored["outline"])
    assert a[:, 0].min() == pytest.approx(-b[:, 0].max(), abs=0.11)
    assert left["box"][0] + left["box"][2] == pytest.approx(-right["box"][0], abs=0.11)


@pytest.mark.parametrize(
    ("view", "left", "hand"),
    [
        ("medial", False, "left"),
        ("medial", True, "right"),
        ("lateral", False, "right"),
        ("lateral", True, "left"),
    ],
)
def test_a_side_view_says_where_the_front_is_and_it_is_there(view: str, left: bool, hand: str, body: Body):
    picture = view_picture(body.kb, view=view, left=left)
    assert f"the front is on the {hand}" in picture["text"]
    shapes = {shape["id"]: points(shape["outline"])[:, 0].mean() for shape in picture["shapes"]}
    assert (shapes["patella"] > shapes["gastrocnemius-medial-head"]) == (hand == "right")


def test_a_choice_of_forms_keeps_the_order(body: Body):
    chosen = view_picture(body.kb, forms=["skin", "tibia", "soleus"])["shapes"]
    assert [shape["id"] for shape in chosen] == ["tibia", "soleus", "skin"]


def test_a_picture_refuses_what_it_does_not_know(body: Body):
    with pytest.raises(KneeError, match="posterior"):
        view_picture(body.kb, view="anterior")
    with pytest.raises(UnknownId, match="tibial-nerve"):
        view_picture(body.kb, forms=["tibal-nerve"])


def test_words_for_a_place_are_right(body: Body):
    def said(key: str) -> str:
        return where(body, body.tube(key))

    assert said("gracilis").startswith("medial, above the knee")
    assert said("fibula").startswith("lateral, below the knee")
    assert said("soleus").startswith("in the middle, below the knee")
    assert "at the joint line" in said("medial-meniscus")
    assert said("popliteus").startswith("crossing from lateral to medial")


def test_the_twin_goes_inward_and_from_medial_to_lateral(body: Body, known: kb.records.KnowledgeBase):
    twin = by_layer(body, view_picture(body.kb)["shapes"])
    assert [group["layer"] for group in twin] == list(LAYERS)
    assert sorted(key for group in twin for key in group["forms"]) == sorted(known.forms)
    forms = next(group["forms"] for group in twin if group["layer"] == "superficial-muscle")
    at = [forms.index(key) for key in ("gracilis", "semitendinosus", "biceps-femoris-long-head")]
    assert at == sorted(at)


# Cards


def test_every_structure_can_be_found_and_has_a_card(atlas: Atlas, known: kb.records.KnowledgeBase):
    listed = [key for group in atlas.start["index"] for key, _ in group["items"]]
    assert sorted(listed) == sorted(known.structures) == sorted(atlas.cards["structures"])


def test_a_card_says_what_the_record_says(atlas: Atlas, known: kb.records.KnowledgeBase):
    record, card = known.structures["semimembranosus"], atlas.cards["structures"]["semimembranosus"]
    rows = dict(card["rows"])
    assert card["what"] == record.what
    assert card["note"] == record.clinical_note
    assert rows["Origin"] == record.origin
    assert rows["Insertion"] == record.insertion
    assert rows["Innervation"] == known.structures[record.innervation].name
    assert rows["Roots"] == ", ".join(record.roots)
    assert set(card["sources"]) == set(record.sources) <= set(atlas.cards["sources"])
    assert atlas.cards["structures"]["popliteal-fossa"].get("forms") is None
    assert dict(atlas.cards["structures"]["popliteal-fossa"]["rows"])


def test_a_card_lists_the_causes_that_name_its_structure(atlas: Atlas, known: kb.records.KnowledgeBase):
    for key, card in atlas.cards["structures"].items():
        expected = {cause for cause, record in known.causes.items() if key in record.structures}
        assert set(card.get("causes", [])) == expected, key
    first = atlas.cards["structures"]["popliteal-artery"]["causes"][0]
    assert known.causes[first].structures[0] == "popliteal-artery"


def test_branches_and_neighbours_lead_to_cards(atlas: Atlas):
    cards = atlas.cards["structures"]
    for card in cards.values():
        assert set(card.get("neighbours", [])) <= set(cards)
        assert {key for key, _ in card.get("branches", []) if key} <= set(cards)


def test_what_is_sent_at_first_stays_small(atlas: Atlas):
    assert sum(len(json.dumps(getattr(atlas, name))) for name in ("start", "cards", "plate")) < 400_000


# How it begins


def test_it_begins_with_the_superficial_muscles(atlas: Atlas):
    assert list(LAYERS)[atlas.start["peel"]] == "superficial-muscle"
    assert atlas.start["zoom"] == "region"
    assert not atlas.start["ghosts"]
    assert not atlas.start["focus"]


def test_focus_peels_down_to_a_structure_and_opens_its_card(known: kb.records.KnowledgeBase):
    start = Atlas(known, "tibial-nerve").start
    assert start["focus"] == "tibial-nerve"
    assert start["lit"] == ["tibial-nerve"]
    assert list(LAYERS)[start["peel"]] == "vessels-and-nerves"
    head = Atlas(known, "gastrocnemius-medial-head").start
    assert head["focus"] == "gastrocnemius"
    assert head["lit"] == ["gastrocnemius-medial-head"]
    assert Atlas(known, "anterior-cruciate-ligament").start["zoom"] == "fossa"
    assert Atlas(known, "popliteal-fossa").start["lit"] == []
    assert Atlas(known, "tibial-nerve", peel="skin").start["peel"] == 0


def test_show_makes_ghosts_of_the_rest(known: kb.records.KnowledgeBase):
    start = Atlas(known, show=["soleus", "gastrocnemius"]).start
    ghosts = set(start["ghosts"])
    assert not ghosts & {"soleus", "gastrocnemius-medial-head", "gastrocnemius-lateral-head", "skin"}
    assert {"plantaris", "tibia", "tibial-nerve"} <= ghosts
    assert list(LAYERS)[start["peel"]] == "superficial-muscle"


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ({"focus": "tibal-nerve"}, "tibial-nerve"),
        ({"show": ["soleous"]}, "soleus"),
        ({"causes": ["cellulitus"]}, "cellulitis"),
        ({"view": "posteriour"}, "posterior"),
        ({"peel": "vessels"}, "vessels-and-nerves"),
        ({"show": "soleus"}, "lists"),
        ({"show": ["popliteal-fossa"]}, "no form"),
    ],
)
def test_a_mistake_is_refused_with_the_way_out(arguments: dict, hint: str, known: kb.records.KnowledgeBase):
    with pytest.raises(KneeError, match=hint):
        Atlas(known, **arguments)


# Causes on the picture


def test_a_cause_is_marked_on_its_structure(known: kb.records.KnowledgeBase, body: Body):
    marks = Atlas(known, causes=VASCULAR).plate["marks"]
    assert [mark["cause"] for mark in marks] == VASCULAR
    assert [mark["text"] for mark in marks] == list("123456")
    for mark in marks:
        assert known.forms[mark["id"]].structure in known.causes[mark["cause"]].structures
        line = body.seen(mark["id"]) * [1, -1]
        assert np.linalg.norm(line - mark["at"], axis=1).min() < 2, mark["cause"]


def test_a_torn_calf_is_marked_where_muscle_becomes_tendon(known: kb.records.KnowledgeBase, body: Body):
    mark = Atlas(known, causes=["gastrocnemius-strain"]).plate["marks"][0]
    tube = body.tube("gastrocnemius-medial-head", NEUTRAL)
    end = tube.centre[np.flatnonzero(tube.flesh)[-1]]
    assert mark["id"] == "gastrocnemius-medial-head"
    assert mark["at"] == pytest.approx([end[2], -end[1]], abs=0.06)


def test_a_cause_that_arises_elsewhere_has_no_mark_and_keeps_its_number(known: kb.records.KnowledgeBase):
    atlas = Atlas(known, causes=["cauda-equina-syndrome", "deep-vein-thrombosis"])
    assert [(mark["cause"], mark["text"]) for mark in atlas.plate["marks"]] == [("deep-vein-thrombosis", "2")]
    assert atlas.start["causes"] == ["cauda-equina-syndrome", "deep-vein-thrombosis"]


def test_marks_on_vessels_are_not_hidden_by_muscles(known: kb.records.KnowledgeBase):
    only = Atlas(known, causes=["deep-vein-thrombosis"]).start
    assert list(LAYERS)[only["peel"]] == "vessels-and-nerves"
    mixed = Atlas(known, causes=VASCULAR).start
    assert {"soleus", "semimembranosus"} <= set(mixed["ghosts"])
    assert "gastrocnemius-medial-head" not in mixed["ghosts"]


def test_marks_follow_the_mirrored_leg(known: kb.records.KnowledgeBase):
    right = Atlas(known, causes=VASCULAR[:1]).plate["marks"][0]["at"]
    left = Atlas(known, causes=VASCULAR[:1], left=True).plate["marks"][0]["at"]
    assert left == [-right[0], right[1]]


# Messages


def test_another_view_is_sent_when_asked_for(
    known: kb.records.KnowledgeBase, monkeypatch: pytest.MonkeyPatch
):
    atlas, sent = Atlas(known, causes=VASCULAR), []
    monkeypatch.setattr(atlas, "send", sent.append)
    atlas._receive(None, {"type": "plate", "view": "medial", "left": True}, None)
    assert len(sent) == 1
    assert sent[0]["type"] == "plate"
    plate = sent[0]["plate"]
    assert (plate["view"], plate["left"]) == ("medial", True)
    assert plate["picture"]["caption"] == "Left leg seen from the medial side"
    assert len(plate["marks"]) == len(VASCULAR)


@pytest.mark.parametrize(
    "message", ["plate", None, {}, {"type": "plate"}, {"type": "plate", "view": ["medial"]}]
)
def test_other_messages_are_ignored(message: object, atlas: Atlas, monkeypatch: pytest.MonkeyPatch):
    sent: list[object] = []
    monkeypatch.setattr(atlas, "send", sent.append)
    atlas._receive(None, message, None)
    assert sent == []


def test_what_most_causes_tell_of_is_named_first_and_a_bone_once(
    atlas: Atlas, known: kb.records.KnowledgeBase
):
    named = atlas.plate["taught"]
    shapes = {shape["id"]: shape for shape in atlas.plate["picture"]["shapes"]}
    told = [
        sum(shapes[form]["structure"] in cause.structures for cause in known.causes.values())
        for form in named
    ]
    assert min(told[:10]) > max(told[-10:])
    assert "popliteal-vein" in [shapes[form]["structure"] for form in named[:12]]
    joined = [shapes[form]["join"] for form in named if shapes[form].get("join")]
    assert len(joined) == len(set(joined)) > 3
    assert "Femur" in [shapes[form]["label"] for form in named]
