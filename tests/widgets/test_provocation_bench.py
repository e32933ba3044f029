"""The bench hides what is to be predicted, moves, and answers."""

import itertools
import json

import numpy as np
import pytest

import kb as _kb
from kb.anatomy.body import Body
from kb.anatomy.labels import CLOSE_BY, WHOLE
from kb.anatomy.provocation import answer
from kb.errors import KneeError, UnknownId
from widgets.provocation_bench import SIDES, ProvocationBench, angle_words, bench, signed

PRESETS = sorted(_kb.load().provocations)


@pytest.fixture
def kb():
    return _kb.load()


def tell(widget: ProvocationBench, kind: str, **more: object) -> None:
    widget._receive(None, {"type": kind, **more}, None)


def predicted(kb, preset: str, option: str | None = None) -> ProvocationBench:
    widget = bench(kb, preset)
    tell(widget, "commit", option=option or kb.provocations[preset].options[0])
    tell(widget, "played")
    return widget


def row(widget: ProvocationBench, key: str) -> dict:
    return next(row for row in widget.frame["rows"] if row["id"] == key)


def test_there_are_presets():
    assert len(PRESETS) == 8


# ── Free ─────────────────────────────────────────────────────────────────────────────────────


def test_a_slider_moves_leg_bars_and_words(kb):
    widget = bench(kb)
    before = widget.frame
    tell(widget, "pose", hip=70, knee=0, ankle=0)
    after = widget.frame
    assert after["n"] > before["n"]
    assert after["pose"] == {"hip": 70, "knee": 0, "ankle": 0}
    assert after["said"]["hip"] == "70° flexed"
    assert row(widget, "semimembranosus")["word"] == "stretched"
    assert "Semimembranosus stretched" in after["words"]
    tibia = [next(s["d"] for s in f["panels"][0]["shapes"] if s["id"] == "tibia") for f in (before, after)]
    assert tibia[0] != tibia[1]


def test_a_slider_leaves_the_controls_as_they_are(kb):
    """So that the focus stays in the slider that is being moved."""
    widget = bench(kb)
    before = widget.view
    tell(widget, "pose", hip=10, knee=20, ankle=5)
    assert widget.view is before


def test_the_knee_can_be_drawn_at_half_degrees_all_the_way(kb):
    widget = bench(kb)
    for half in range(0, 241, 7):
        tell(widget, "pose", hip=0, knee=half / 2 + 0.03, ankle=0)
        assert widget.frame["pose"]["knee"] == half / 2


@pytest.mark.parametrize(
    "angles", [{"hip": 500, "knee": 0, "ankle": 0}, {"hip": "x", "knee": 0, "ankle": 0}, {"hip": 1}]
)
def test_an_impossible_pose_is_refused_in_one_line(kb, angles):
    widget = bench(kb)
    tell(widget, "pose", **angles)
    assert widget.view["error"]
    assert "\n" not in widget.view["error"]
    assert widget.frame["pose"] == {"hip": 0, "knee": 0, "ankle": 0}


def test_messages_of_another_kind_do_no_harm(kb):
    widget = bench(kb)
    for message in (
        None,
        [],
        {"type": "nothing"},
        {"type": "played"},
        {"type": "move", "step": 0, "share": 1},
    ):
        widget._receive(None, message, None)
    tell(widget, "commit", option="soleus")
    assert widget.view["phase"] == "free"


def test_muscles_pull_when_told(kb):
    widget = bench(kb)
    tell(widget, "pull", group="calf", on=True)
    assert row(widget, "soleus")["look"] == "active"
    assert row(widget, "soleus")["word"] == "pulling"
    assert row(widget, "semitendinosus")["look"] == "resting"
    tell(widget, "pull", group="calf", on=False)
    assert row(widget, "soleus")["look"] == "resting"


@pytest.mark.parametrize("side", SIDES)
def test_every_view_draws_and_travels(kb, side):
    widget = bench(kb)
    tell(widget, "side", side=side)
    panels = widget.frame["panels"]
    assert len(panels) == (2 if side == "posterior" else 1)
    json.dumps(widget.frame)
    for panel in panels:
        assert {"bone", "muscle", "artery"} <= {shape["kind"] for shape in panel["shapes"]}
        ids = [shape["id"] for shape in panel["shapes"]]
        assert len(ids) == len(set(ids))
        assert all(len(shape["d"]) >= 6 and shape["d"] == shape["d"] for shape in panel["shapes"])


def test_the_artery_is_measured_in_the_view_that_shows_it(kb):
    widget = bench(kb)
    assert not [row for row in widget.frame["rows"] if row["kind"] == "artery"]
    tell(widget, "side", side="posterior")
    said = [row["long"] for row in widget.frame["rows"] if row["kind"] == "artery"]
    assert len(said) == 2
    assert all("Schematic model" in line for line in said)


def test_the_text_twin_says_every_row_and_calls_the_nerve_what_it_is(kb):
    widget = bench(kb)
    tell(widget, "pose", hip=80, knee=0, ankle=0)
    assert all(row["label"] in row["long"] for row in widget.frame["rows"])
    assert "not measured strain" in row(widget, "sciatic-tibial-path")["long"]
    assert "passive pull" in row(widget, "semimembranosus")["long"]


def test_ranges_say_where_they_come_from(kb):
    lines = bench(kb).view["ranges"]
    assert len(lines) == sum(gauge.kind != "artery" for gauge in kb.gauges.values())
    assert all("estimate" in line or "published" in line or "derived" in line for line in lines)
    assert any("Baumbach et al. 2014" in line for line in lines)


# ── Tests: predict, watch, learn ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("preset", PRESETS)
def test_nothing_is_given_away_before_the_prediction(kb, preset):
    widget = bench(kb, preset)
    assert widget.view["phase"] == "predict"
    assert widget.frame["rows"] == []
    assert widget.frame["words"] == ""
    sent = json.dumps([widget.view["test"], widget.frame])
    assert kb.provocations[preset].why[:40] not in sent
    assert not {"right", "answer", "scores"} & widget.view["test"].keys()
    for panel in widget.frame["panels"]:
        assert {shape["look"] for shape in panel["shapes"]} <= {"", "resting", "through"}
        assert all(not label["word"] for label in panel["labels"])


@pytest.mark.parametrize("preset", PRESETS)
def test_after_it_the_end_position_and_the_computed_answer_are_shown(kb, preset):
    test, result = kb.provocations[preset], answer(Body.of(kb), preset)
    widget = predicted(kb, preset, result.key)
    told = widget.view["test"]
    assert widget.view["phase"] == "answered"
    assert told["right"]
    assert told["why"] == test.why
    assert told["limits"] == test.limits
    assert len(told["scores"]) == len(test.options)
    assert told["scores"][0][0] == told["answer"]
    last = test.steps[-1]
    assert widget.frame["pose"] == {"hip": last.hip, "knee": last.knee, "ankle": last.ankle}
    assert widget.frame["step"] == len(test.steps) - 1
    assert widget.frame["rows"]
    wrong = next(key for key in test.options if key != result.key)
    assert not predicted(kb, preset, wrong).view["test"]["right"]


def test_sliders_and_bars_wait_for_the_prediction(kb):
    widget = bench(kb, "slump-test")
    start = widget.frame["pose"]
    tell(widget, "pose", hip=0, knee=0, ankle=0)
    tell(widget, "pull", group="calf", on=True)
    tell(widget, "move", step=0, share=1)
    assert widget.frame["pose"] == start
    assert widget.frame["rows"] == []


def test_a_prediction_must_be_one_of_the_options(kb):
    widget = bench(kb, "slump-test")
    tell(widget, "commit", option="soleus")
    assert widget.view["phase"] == "predict"
    assert "Choose" in widget.view["error"]


def test_the_move_passes_through_its_steps_and_the_picture_stays_put(kb):
    widget = bench(kb, "slump-test")
    box = widget.frame["box"]
    tell(widget, "commit", option="semimembranosus")
    seen = []
    for step in (0, 1):
        for share in (0, 0.5, 1):
            tell(widget, "move", step=step, share=share)
            seen.append((widget.frame["pose"]["knee"], widget.frame["pose"]["ankle"], widget.frame["step"]))
            assert widget.frame["box"] == pytest.approx(box, abs=40)
    assert seen == [(90, -15, 0), (47.5, -15, 0), (5, -15, 1), (5, -15, 1), (5, 0, 1), (5, 15, 2)]


def test_going_to_another_test_begins_anew(kb):
    widget = predicted(kb, "slump-test")
    tell(widget, "preset", id="straight-leg-raise")
    assert widget.view["phase"] == "predict"
    assert widget.view["test"]["chosen"] == ""
    tell(widget, "preset", id="")
    assert widget.view["phase"] == "free"
    assert widget.view["test"] is None


# ── Names ────────────────────────────────────────────────────────────────────────────────────

BESIDE = [side for side in SIDES if side != "posterior"]


def crossed(a, b, c, d) -> bool:
    """Whether the lines from a to b and from c to d have a point in common."""

    def turn(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return turn(a, b, c) * turn(a, b, d) <= 0 and turn(c, d, a) * turn(c, d, b) <= 0


def touches(line, box) -> bool:
    (x, y), (left, top, right, bottom) = line[1], box
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    inside = left <= x <= right and top <= y <= bottom
    return inside or any(
        crossed(*line, a, b) for a, b in zip(corners, corners[1:] + corners[:1], strict=True)
    )


def misplaced(panel: dict) -> list[str]:
    """Names that leave the picture or lie on each other or the leg, and leaders that cross."""
    scale, left, top = panel["place"]
    found = []
    named = [
        (label["text"], label["room"], ((label["leader"][:2]), label["leader"][2:]))
        for label in panel["labels"]
    ]
    for name, room, _ in named:
        if room[0] < 0 or room[1] < 0 or room[2] > panel["size"][0] or room[3] > panel["size"][1]:
            found.append(f"{name} leaves the picture")
        for shape in panel["shapes"]:
            points = np.reshape(shape["d"], (-1, 2)) * scale + (left, top)
            low, high = panel.get("clip", (0, panel["size"][1]))
            way = np.linspace(0, 1, 8)[:, None, None]
            points = (points + way * (np.roll(points, -1, axis=0) - points)).reshape(-1, 2)
            points = points[(points[:, 1] > low) & (points[:, 1] < high)]
            if ((points > room[:2]) & (points < room[2:])).all(axis=1).any():
                found.append(f"{name} lies on {shape['id']}")
    for (name, room, line), (other, place, _) in itertools.permutations(named, 2):
        if touches(line, place):
            found.append(f"the leader of {name} crosses {other}")
        if (
            name < other
            and room[0] < place[2]
            and place[0] < room[2]
            and room[1] < place[3]
            and place[1] < room[3]
        ):
            found.append(f"{name} lies on {other}")
    for (name, _, line), (other, _, way) in itertools.combinations(named, 2):
        if crossed(*line, *way):
            found.append(f"the leaders of {name} and {other} cross")
    return found


@pytest.mark.parametrize("left", [False, True], ids=["right", "left"])
@pytest.mark.parametrize("preset", PRESETS)
def test_no_name_of_a_test_lies_on_anything_and_no_leader_crosses(kb, preset, left):
    for side in SIDES:
        widget = bench(kb, preset, left=left)
        tell(widget, "side", side=side)
        seen = [("predict", widget.frame)]
        tell(widget, "commit", option=kb.provocations[preset].options[0])
        for step in range(len(kb.provocations[preset].steps) - 1):
            for share in (0, 0.3, 0.7, 1):
                tell(widget, "move", step=step, share=share)
                seen.append((step, share, widget.frame))
        tell(widget, "played")
        seen.append(("end", widget.frame))
        for *where, frame in seen:
            for panel in frame["panels"]:
                assert misplaced(panel) == [], (side, *where)


@pytest.mark.parametrize(("side", "left"), [*itertools.product(BESIDE, [False, True])])
def test_no_name_lies_on_anything_wherever_the_sliders_stand(kb, side, left):
    widget = bench(kb, left=left)
    tell(widget, "side", side=side)
    for group in ("hamstrings", "calf"):
        tell(widget, "pull", group=group, on=True)
    for hip, knee, ankle in itertools.product((-15, 20, 60, 90, 120), (0, 45, 90, 120), (-40, 25)):
        tell(widget, "pose", hip=hip, knee=knee, ankle=ankle)
        assert misplaced(widget.frame["panels"][0]) == [], (hip, knee, ankle)


def test_names_beside_the_leg_stay_where_they_are_while_a_joint_moves_little(kb):
    widget = bench(kb)
    places = []
    for knee in range(0, 41, 4):
        tell(widget, "pose", hip=0, knee=knee, ankle=0)
        places.append([label["anchor"] for label in widget.frame["panels"][0]["labels"]])
    assert all(place == places[0] for place in places)


def test_the_check_of_names_would_notice(kb):
    panel = bench(kb).frame["panels"][0]
    assert panel["size"] == WHOLE
    assert misplaced(panel) == []
    first, second = panel["labels"][:2]
    swapped = [first | {"leader": [*first["leader"][:2], *second["leader"][2:]]}]
    swapped += [second | {"leader": [*second["leader"][:2], *first["leader"][2:]]}, *panel["labels"][2:]]
    assert misplaced(panel | {"labels": swapped})
    on_top = [first, second | {"room": first["room"]}]
    assert any("lies on" in fault for fault in misplaced(panel | {"labels": on_top}))


def test_under_a_close_view_names_stand_in_the_order_of_what_they_name(kb):
    for left in (False, True):
        widget = bench(kb, "popliteal-entrapment-manoeuvre", left=left)
        for panel in widget.frame["panels"]:
            assert panel["size"] == CLOSE_BY
            labels = sorted(panel["labels"], key=lambda label: label["room"][0])
            ends = [label["leader"][0] for label in labels]
            assert ends == sorted(ends)
            assert [label["text"] for label in labels][:: -1 if left else 1] == [
                "Medial head",
                "Popliteal artery",
                "Lateral head",
            ]


# ── Left, and mistakes ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("side", SIDES)
def test_the_left_leg_is_the_mirror_image(kb, side):
    right, left = bench(kb), bench(kb, left=True)
    for widget in (right, left):
        tell(widget, "side", side=side)
    assert left.view["leg"] == "left"
    for ours, theirs in zip(right.frame["panels"], left.frame["panels"], strict=True):
        for a, b in zip(ours["shapes"], theirs["shapes"], strict=True):
            assert a["id"] == b["id"]
            assert sorted(round(-x, 1) for x in a["d"][::2]) == pytest.approx(sorted(b["d"][::2]), abs=0.11)
    assert right.frame["rows"] == left.frame["rows"]


def test_mistakes_are_refused_with_the_nearest_id(kb):
    with pytest.raises(UnknownId, match="slump-test"):
        bench(kb, "slump")
    with pytest.raises(KneeError, match="neither True nor False"):
        bench(kb, left="yes")


def test_angles_are_said_in_words():
    assert angle_words("ankle", -20) == "20° pointed down"
    assert angle_words("knee", 0) == "0°, straight"
    assert angle_words("hip", -15) == "15° extended"
    assert signed(0.155) == "+15.5 %"
    assert signed(-0.02) == "−2 %"
    assert signed(0.0001) == "±0 %"
