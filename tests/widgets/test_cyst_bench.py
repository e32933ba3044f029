"""The cyst bench answers every move with one message, in picture and in words."""

import json

import pytest

import kb as _kb
from kb.errors import KneeError, UnknownId
from widgets.cyst_bench import CystBench, cyst_bench


@pytest.fixture
def kb():
    return _kb.load()


def tell(widget: CystBench, kind: str, **more: object) -> dict:
    widget._receive(None, {"type": kind, **more}, None)
    return widget.frame


def swollen(kb, effusion: float = 50, **options: object) -> CystBench:
    widget = cyst_bench(kb, effusion=effusion, **options)
    tell(widget, "bend")
    return widget


def shape(frame: dict, key: str) -> list[float]:
    return next(one["d"] for one in frame["shapes"] if one["id"] == key)


def area(flat: list[float]) -> float:
    """Of a polygon, in square millimetres (Gauss)."""
    points = list(zip(flat[::2], flat[1::2], strict=True))
    return (
        abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1], strict=True))) / 2
    )


# ── Moves ────────────────────────────────────────────────────────────────────────────────────


def test_sliders_fill_the_knee_and_bending_fills_the_cyst(kb):
    widget = cyst_bench(kb)
    start = widget.frame
    full = tell(widget, "effusion", value=60)
    assert full["effusion"] == 60
    assert full["gauges"]["size"][2] == "nothing to feel"
    assert area(shape(full, "fluid-1")) > 1.3 * area(shape(start, "fluid-1"))
    bent = tell(widget, "angle", value=90)
    assert bent["slit_word"] == "open"
    assert bent["flow"] == 1
    assert shape(bent, "tibia") != shape(full, "tibia")
    ten = tell(widget, "bend")
    assert ten["angle"] == 0
    assert ten["slit_word"] == "shut"
    assert ten["word"] in ("firm", "tense")
    assert "about" in ten["gauges"]["size"][1]
    assert area(shape(ten, "sac")) > 5 * area(shape(start, "sac"))


def test_what_would_be_felt_is_said_with_the_sign(kb):
    widget = swollen(kb, 30)
    assert widget.frame["feel"].startswith("Straight: firm. Bent to 45°: soft. Foucher’s sign:")
    assert kb.findings["fouchers-sign"].sounds["present"] in widget.frame["feel"]
    assert tell(cyst_bench(kb), "bend")["feel"] == "No lump to feel, straight or bent."


def test_straightening_and_bending_changes_the_word(kb):
    widget = swollen(kb, 30)
    assert "The cyst was firm and is soft now." in tell(widget, "angle", value=45)["said"]
    assert tell(widget, "angle", value=45)["word"] == "soft"


def test_a_needle_in_the_cyst_is_followed_by_its_return(kb):
    widget = swollen(kb)
    before = widget.frame["history"][-1][1]
    empty = tell(widget, "drain-cyst")
    assert empty["history"][-1][:2] == ["cyst drained", 0]
    tell(widget, "week")
    assert tell(widget, "week")["history"][-1][1] > 0.8 * before


def test_draining_and_treating_the_knee_moves_its_slider_to_nothing(kb):
    widget = swollen(kb)
    frame = tell(widget, "drain-knee")
    assert frame["effusion"] == 0
    assert frame["effusion_words"] == "none"
    sizes = [tell(widget, "week")["history"][-1][1] for _ in range(4)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 2 * sizes[-1] > 0


def test_a_burst_is_told_everywhere(kb):
    widget = swollen(kb, 80)
    tell(widget, "week")
    frame = tell(widget, "angle", value=120)
    assert frame["torn"]
    assert frame["word"] == "burst"
    assert "torn" in frame["said"]
    assert any("into the calf" in line for line in frame["told"])
    assert frame["past"][-1].endswith("torn")
    assert frame["history"][-1][3]
    assert "calf" in [one["id"] for one in frame["shapes"]]
    assert "Fluid in the calf" in [label["text"] for label in frame["labels"]]
    assert tell(widget, "angle", value=0)["said"] == "More fluid runs into the calf."
    assert not tell(widget, "again")["torn"]


def test_a_slider_that_moves_on_leaves_one_point(kb):
    widget = cyst_bench(kb)
    for value in (5, 20, 35, 50):
        tell(widget, "effusion", value=value)
    for value in (30, 60, 90):
        tell(widget, "angle", value=value)
    assert [point[0] for point in widget.frame["history"]] == ["start", "50 ml", "90°"]
    tell(widget, "bend")
    assert len(widget.frame["history"]) == 13
    assert len(widget.frame["past"]) == 4
    for _ in range(30):
        tell(widget, "week")
    assert len(widget.frame["history"]) <= 90


def test_a_long_history_still_shows_the_rise_that_ended_in_a_burst(kb):
    widget = swollen(kb, 80)
    for _ in range(12):
        tell(widget, "week")
    for angle in (120, 0) * 3:
        tell(widget, "angle", value=angle)
    for _ in range(12):
        tell(widget, "bend")
    history = widget.frame["history"]
    burst = next(i for i, point in enumerate(history) if point[3])
    assert len(history) <= 90
    assert history[0][:2] == ["start", 0]
    sizes = [point[1] for point in history[:burst]]
    assert len(sizes) > 5
    assert max(sizes) == sizes[-1] > 10
    assert widget.frame["past"][-1].startswith("10 bends") or "bend" in widget.frame["past"][-1]


def test_the_closed_bursa_stays_empty_and_the_flap_is_called_what_it_is(kb):
    assert swollen(kb, 80, slit="closed").frame["gauges"]["size"][0] == 0
    widget = cyst_bench(kb)
    frame = tell(widget, "slit", value="one-way-flap")
    assert "No such valve was found in 120 knees" in frame["known"]
    assert frame["slit"] == "one-way-flap"


def test_a_move_leaves_the_controls_as_they_are(kb):
    widget = cyst_bench(kb)
    before = widget.view
    for kind, more in (("effusion", {"value": 40}), ("bend", {}), ("week", {})):
        tell(widget, kind, **more)
    assert widget.view is before


# ── What is shown ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("angle", range(0, 121, 15))
def test_every_pose_draws_and_travels(kb, angle):
    widget = swollen(kb, 60)
    frame = tell(widget, "angle", value=angle)
    json.dumps(frame, allow_nan=False)
    ids = [one["id"] for one in frame["shapes"]]
    assert len(ids) == len(set(ids))
    assert {"skin", "bone", "muscle", "fluid", "sac"} <= {one["kind"] for one in frame["shapes"]}
    left, top, wide, high = frame["box"]
    for label in frame["labels"]:
        x, y = label["at"]
        assert left <= x <= left + wide, label
        assert top <= y <= top + high, label


def test_the_sac_is_drawn_to_scale(kb):
    widget = swollen(kb, 60)
    frame = widget.frame
    volume = frame["history"][-1][1] * 1000
    half = (3 * volume / (4 * 3.14159 * 1.55)) ** (1 / 3)
    assert area(shape(frame, "sac")) == pytest.approx(3.14159 * 1.55 * half**2, rel=0.15)


def test_numbers_are_called_estimates_and_the_clot_comes_from_the_knowledge_base(kb):
    view = cyst_bench(kb).view
    assert len(view["figures"]) == len(kb.cysts["popliteal-cyst"].figures)
    assert all("(estimate: " in line for line in view["figures"])
    assert not any("wood1988" in line for line in view["figures"])
    burst = kb.causes["ruptured-bakers-cyst"]
    assert view["burst"]["name"] == burst.name
    assert view["burst"]["urgency"] == "assessment today"
    assert burst.mechanism in view["burst"]["lines"]
    assert any("ultrasound decides" in line for line in view["burst"]["lines"])
    assert any("73 %" in line for line in view["burst"]["share"])
    assert view["burst"]["scan"]


def test_the_left_knee_is_the_mirror_image_with_the_same_words(kb):
    right, left = swollen(kb), swollen(kb, left=True)
    assert left.view["leg"] == "left"
    for ours, theirs in zip(right.frame["shapes"], left.frame["shapes"], strict=True):
        assert [-x for x in ours["d"][::2]] == theirs["d"][::2]
        assert ours["d"][1::2] == theirs["d"][1::2]
    assert [label["text"] for label in right.frame["labels"]] == [
        label["text"] for label in left.frame["labels"]
    ]
    for ours, theirs in zip(right.frame["labels"], left.frame["labels"], strict=True):
        assert {ours["side"], theirs["side"]} == {"left", "right"}
    assert right.frame["told"] == left.frame["told"]


# ── Predict first ────────────────────────────────────────────────────────────────────────────


def test_the_sliders_wait_for_the_prediction_and_nothing_is_given_away(kb):
    widget = cyst_bench(kb, predict=True)
    tell(widget, "effusion", value=60)
    assert widget.frame["effusion"] == 0
    sent = json.dumps(widget.view["predictions"])
    assert "answer" not in sent
    assert "overflow" not in sent


def test_answers_are_shown_beside_the_predictions(kb):
    widget = cyst_bench(kb, predict=True)
    tell(widget, "predict", answers={"kept-straight": "stays", "felt": "firmer"})
    assert "all three" in widget.frame["error"]
    assert widget.view["phase"] == "predict"
    tell(widget, "predict", answers={"kept-straight": "stays", "felt": "firmer", "needle": "back"})
    assert [one["right"] for one in widget.view["predictions"]] == [True, False, True]
    assert tell(widget, "effusion", value=60)["effusion"] == 60


def test_the_predictions_can_be_skipped(kb):
    widget = cyst_bench(kb, predict=True)
    tell(widget, "skip")
    assert widget.view["phase"] == "free"


# ── Mistakes ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "message",
    [
        {"type": "effusion", "value": 500}, {"type": "effusion", "value": "x"}, {"type": "effusion"},
        {"type": "angle", "value": -3}, {"type": "angle", "value": float("inf")},
        {"type": "slit", "value": "flap"}, {"type": "slit", "value": None},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_line(kb, message):
    widget = cyst_bench(kb, effusion=20)
    widget._receive(None, message, None)
    assert widget.frame["error"]
    assert "\n" not in widget.frame["error"]
    assert (widget.frame["effusion"], widget.frame["angle"]) == (20, 0)


def test_messages_of_another_kind_do_no_harm(kb):
    widget = cyst_bench(kb)
    for message in (None, [], {}, {"type": "nothing"}, {"type": "predict", "answers": 3}, {"type": "skip"}):
        widget._receive(None, message, None)
    assert widget.frame["error"] == ""
    assert len(widget.frame["history"]) == 1


def test_a_wrong_call_is_refused(kb):
    with pytest.raises(UnknownId, match="one-way-flap"):
        cyst_bench(kb, slit="one-way-flop")
    with pytest.raises(KneeError, match="between 0 and 80 ml"):
        cyst_bench(kb, effusion=200)
    for name in ("left", "predict"):
        with pytest.raises(KneeError, match="neither True nor False"):
            cyst_bench(kb, **{name: "yes"})
