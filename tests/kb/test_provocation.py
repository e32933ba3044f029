"""The bench says of muscles, nerves and artery what physiology says."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest

import kb as _kb
from kb.anatomy.body import NEUTRAL, Body, Pose
from kb.anatomy.provocation import LIMIT, RESTING, answer, read_gauges, working_range
from kb.errors import KneeError, UnknownId

GASTROCNEMIUS = ("gastrocnemius-medial-head", "gastrocnemius-lateral-head")
LONG_HAMSTRINGS = ("semimembranosus", "semitendinosus", "biceps-femoris-long-head")
CALF = (*GASTROCNEMIUS, "soleus")
BODY = Body.of(_kb.load())
TIBIAL, FIBULAR = "sciatic-tibial-path", "sciatic-fibular-path"


@pytest.fixture(scope="module")
def body() -> Body:
    return Body.of(_kb.load())


def used(key: str, **angles: float) -> float:
    return read_gauges(BODY, Pose(**angles)).readings[key].used


def test_everything_rests_in_neutral_standing(body):
    state = read_gauges(BODY)
    assert len(state.readings) >= 9
    for reading in state.readings.values():
        assert reading.word == "resting"
        assert abs(reading.used) < 1e-9
        assert reading.change == 0


@pytest.mark.parametrize("key", GASTROCNEMIUS)
def test_bending_the_knee_slackens_gastrocnemius_all_the_way(key):
    lengths = [read_gauges(BODY, Pose(knee=angle)).readings[key].length for angle in range(0, 121, 10)]
    assert all(after < before for before, after in pairwise(lengths))
    assert read_gauges(BODY, Pose(knee=90)).readings[key].word == "slack"


def test_bending_the_knee_leaves_soleus_alone():
    for knee in range(0, 121, 10):
        assert abs(read_gauges(BODY, Pose(knee=knee)).readings["soleus"].change) < 1e-6


@pytest.mark.parametrize("ankle", [10, 15, 20])
def test_the_straight_knee_with_the_foot_up_stretches_gastrocnemius_most(ankle):
    readings = read_gauges(BODY, Pose(ankle=ankle)).readings
    first = max(readings.values(), key=lambda reading: reading.used)
    assert first.gauge in GASTROCNEMIUS
    assert first.word == "stretched"
    assert max(readings[key].used for key in (*LONG_HAMSTRINGS, TIBIAL, FIBULAR)) < first.used / 2


def test_with_a_bent_knee_the_same_foot_stretches_soleus_and_not_gastrocnemius():
    readings = read_gauges(BODY, Pose(knee=75, ankle=20)).readings
    assert readings["soleus"].word == "stretched"
    assert all(readings[key].word == "slack" for key in GASTROCNEMIUS)


@pytest.mark.parametrize("key", [*LONG_HAMSTRINGS, TIBIAL, FIBULAR])
def test_raising_the_straight_leg_stretches_hamstrings_and_nerve_ever_more(key):
    lengths = [read_gauges(BODY, Pose(hip=angle)).readings[key].length for angle in range(0, 91, 10)]
    assert all(after > before for before, after in pairwise(lengths))
    assert used(key, hip=70) > 0.5


def test_the_short_head_of_biceps_does_not_feel_the_hip():
    assert used("biceps-femoris-short-head", hip=90) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("hip", [0, 45, 90])
def test_bending_the_foot_up_draws_on_the_tibial_nerve_and_not_on_the_hamstrings(hip):
    before, after = (
        read_gauges(BODY, Pose(hip=hip)).readings,
        read_gauges(BODY, Pose(hip=hip, ankle=15)).readings,
    )
    assert after[TIBIAL].length > before[TIBIAL].length + 3
    for key in LONG_HAMSTRINGS:
        assert after[key].length == pytest.approx(before[key].length)


@pytest.mark.parametrize("key", [TIBIAL, FIBULAR])
@pytest.mark.parametrize("hip", [0, 90])
def test_bending_the_knee_slackens_the_nerves_without_a_jump(key, hip):
    lengths = [read_gauges(BODY, Pose(hip=hip, knee=knee)).readings[key].length for knee in range(0, 121, 2)]
    steps = [before - after for before, after in pairwise(lengths)]
    assert all(0 < step < 3 for step in steps)


def test_the_nerve_changes_by_a_few_per_cent_not_by_a_tenth():
    assert 0.03 < read_gauges(BODY, Pose(hip=70)).readings[TIBIAL].change < 0.1


def test_the_seated_stretch_stretches_the_hamstrings_most():
    readings = read_gauges(BODY, Pose(hip=73, knee=2)).readings
    assert all(readings[key].word in ("stretched", "at its limit") for key in LONG_HAMSTRINGS)
    assert all(readings[key].word == "resting" for key in CALF)
    assert max(readings.values(), key=lambda reading: reading.used).gauge in LONG_HAMSTRINGS


# ── Range, fibres, force ─────────────────────────────────────────────────────────────────────


def test_the_ends_of_every_range_lie_on_both_sides_of_standing(body):
    gauges = [gauge for gauge in body.kb.gauges.values() if gauge.kind != "artery"]
    assert gauges
    for gauge in gauges:
        short, rest, long = working_range(body, gauge)
        assert short < rest < long, gauge.id


def test_an_artery_has_no_working_range(body):
    with pytest.raises(KneeError, match="artery"):
        working_range(body, body.kb.gauges["popliteal-artery"])


def test_the_published_ends_are_where_the_words_change():
    assert used("gastrocnemius-medial-head", ankle=25) == pytest.approx(1)
    assert read_gauges(BODY, Pose(ankle=25)).readings["gastrocnemius-medial-head"].word == "at its limit"
    assert used("semimembranosus", hip=90, knee=13) == pytest.approx(1)
    assert 0 < RESTING < LIMIT <= 1


def test_fibres_follow_the_published_figures(body):
    """Biceps, long head, has no pennation: length less the tendon, over the optimum."""
    reading = read_gauges(BODY).readings["biceps-femoris-long-head"]
    assert reading.fibre == pytest.approx((reading.length - 326) / 109)
    soleus, gauge = read_gauges(BODY).readings["soleus"], body.kb.gauges["soleus"]
    thick = 50 * math.sin(math.radians(25))
    assert soleus.fibre == pytest.approx(math.hypot(soleus.length - 250, thick) / 50)
    assert gauge.tendon.value == 250
    assert gauge.tendon.source == "delp1990"


def test_stretch_gives_passive_pull_and_a_short_muscle_pulls_weakly():
    rest, long = (
        read_gauges(BODY).readings["semimembranosus"],
        read_gauges(BODY, Pose(hip=80)).readings["semimembranosus"],
    )
    assert rest.passive == 0
    assert 0.5 < long.passive <= 1
    straight = read_gauges(BODY, Pose(ankle=-20), CALF).readings["gastrocnemius-medial-head"]
    bent = read_gauges(BODY, Pose(knee=75, ankle=-20), CALF).readings["gastrocnemius-medial-head"]
    assert bent.force < 0.6 * straight.force
    assert straight.force < 1558


def test_only_what_is_told_to_pull_pulls():
    state = read_gauges(BODY, Pose(ankle=-20), ["soleus"])
    assert {key for key, reading in state.readings.items() if reading.active} == {"soleus"}
    assert state.readings["soleus"].says == "pulling, short"
    assert "pulling" in state.readings["soleus"].load
    assert state.readings[TIBIAL].load == ""


# ── The artery ───────────────────────────────────────────────────────────────────────────────


def test_pushing_the_foot_down_presses_the_wrong_way_round_artery_and_only_nears_the_usual_one():
    rest, push = read_gauges(BODY, Pose(ankle=-20)), read_gauges(BODY, Pose(ankle=-20), CALF)
    usual, trapped = "popliteal-artery", "popliteal-artery-entrapped"
    assert push.crowding[trapped].index > rest.crowding[trapped].index > push.crowding[usual].index
    assert push.crowding[usual].index > rest.crowding[usual].index
    assert push.crowding[trapped].word in ("touched", "pressed")
    assert push.crowding[usual].word in ("free", "close")
    assert push.crowding[trapped].nearest == "gastrocnemius-medial-head"
    assert all(0 <= crowd.index <= 1 for crowd in (*push.crowding.values(), *rest.crowding.values()))


def test_with_a_bent_knee_the_artery_is_not_modelled():
    for crowd in read_gauges(BODY, Pose(knee=60)).crowding.values():
        assert crowd.word == "not modelled"
        assert math.isnan(crowd.index)


# ── The tests ────────────────────────────────────────────────────────────────────────────────

EXPECTED = {
    "silfverskiold-test": "gastrocnemius-medial-head",
    "straight-knee-heel-raise": "soleus",
    "bent-knee-heel-raise": "gastrocnemius-medial-head",
    "straight-leg-raise": "semimembranosus",
    "slump-test": "sciatic-tibial-path",
    "popliteal-entrapment-manoeuvre": "gastrocnemius-medial-head",
    "resisted-knee-flexion": "semimembranosus",
    "seated-hamstring-stretch": "semimembranosus",
}


def test_every_preset_is_expected_here(body):
    assert body.kb.provocations.keys() == EXPECTED.keys()


@pytest.mark.parametrize("test", EXPECTED)
def test_the_model_answers_as_its_why_says(body, test):
    result = answer(body, test)
    assert result.key == EXPECTED[test]
    assert set(result.scores) == set(body.kb.provocations[test].options)
    assert result.margin > 0


def test_the_answer_is_computed_from_the_positions(body):
    """Bend the knee less far up in the Silfverskiöld test, lift nothing: another structure is relieved."""
    kb = body.kb
    slump = kb.provocations["slump-test"]
    turned = replace(
        slump, steps=(*slump.steps[:-1], replace(slump.steps[-1], knee=60, ankle=-15)), by="relief"
    )
    other = Body(replace(kb, provocations={**kb.provocations, "slump-test": turned}))
    scores = answer(other, "slump-test").scores
    assert min(scores.values()) > 0.2


# ── Mistakes ─────────────────────────────────────────────────────────────────────────────────


def test_mistakes_are_refused_with_the_way_out():
    with pytest.raises(KneeError, match="knee angle 150"):
        read_gauges(BODY, Pose(knee=150))
    with pytest.raises(UnknownId, match="did you mean 'soleus'"):
        read_gauges(BODY, NEUTRAL, ["soleos"])
    with pytest.raises(UnknownId, match="muscle"):
        read_gauges(BODY, NEUTRAL, [TIBIAL])
    with pytest.raises(UnknownId, match="slump-test"):
        answer(BODY, "slump")
