"""The working cyst does what dissection and examination describe, and loses no fluid."""

import random
from dataclasses import replace

import pytest

from kb.anatomy.cyst import FOUCHER, ML, CystWorks
from kb.errors import KneeError, UnknownId
from kb.reading.read import must_hold, read
from kb.records import CYST_FIGURES

FOUND, OPEN, FLAP, CLOSED = "shuts-on-straightening", "open-slit", "one-way-flap", "closed"
SLITS = [FOUND, OPEN, FLAP, CLOSED]


@pytest.fixture(scope="module")
def works(real):
    return CystWorks.of(real)


def filled(works, effusion=50, slit=FOUND):
    """A cyst after ten bends and two weeks."""
    return works.wait(works.work(works.start(slit, effusion), 10), 14)


def kept(state):
    return state.joint + state.cyst + state.calf + state.absorbed + state.drained


# ── Nothing is lost ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("slit", SLITS)
@pytest.mark.parametrize("seed", range(6))
def test_fluid_is_conserved_to_the_last_microlitre(works, slit, seed):
    chance, state = random.Random(seed), works.start(slit, 80)
    torn = False
    for _ in range(120):
        match chance.choice(["bend", "bend", "work", "wait", "fill", "needle"]):
            case "bend":
                state = works.bend(state, chance.uniform(0, 120))
            case "work":
                state = works.work(state, 5, chance.choice([60, 90, 120]))
            case "wait":
                state = works.wait(state, chance.randint(1, 10))
            case "fill":
                state = works.fill(state, chance.uniform(30, 80))
            case "needle" if chance.random() < 0.3:
                state = chance.choice([works.drain_knee, works.drain_cyst])(state)
        torn |= not state.whole
        assert kept(state) == state.made
        assert min(state.joint, state.cyst, state.calf, state.absorbed, state.drained) >= 0
        assert all(isinstance(v, int) for v in (state.joint, state.cyst, state.calf, state.made))
    assert torn == (slit != CLOSED)


def test_a_slider_moved_in_pieces_does_what_it_does_in_one_move(works):
    start = works.start(FOUND, 50)
    state = start
    for angle in (5, 10, 30, 35, 70, 90):
        state = works.bend(state, angle)
    assert state == works.bend(start, 90)
    assert works.bend(state, 90) is not None
    assert works.bend(state, 90) == state


# ── What it must reproduce ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("slit", SLITS)
def test_without_effusion_there_is_no_cyst(works, slit):
    state = works.wait(works.work(works.start(slit, 0), 20, 120), 60)
    assert (state.cyst, state.calf, state.joint) == (0, 0, 0)


def test_effusion_and_bending_fill_it_and_the_straight_knee_does_not(works):
    straight = works.start(FOUND, 60)
    assert works.bend(straight, 10).cyst == 0
    sizes = [works.work(straight, n).cyst for n in (1, 3, 10)]
    assert 0 < sizes[0] < sizes[1] < sizes[2]
    assert works.felt(works.work(straight, 10))


def test_more_effusion_makes_a_larger_cyst(works):
    sizes = [filled(works, effusion).cyst for effusion in (10, 20, 40, 60)]
    assert sizes == sorted(set(sizes))


@pytest.mark.parametrize("effusion", [20, 30, 40, 50, 60, 70])
def test_it_is_firmer_straight_than_bent(works, effusion):
    state = filled(works, effusion)
    assert works.cyst_pressure(state, 0) > 1.5 * works.cyst_pressure(state, FOUCHER)
    assert works.foucher(state)
    assert works.tension(state, 0) in ("firm", "tense")
    assert effusion > 45 or works.tension(state, FOUCHER) == "soft"


def test_straightening_shuts_the_slit(works):
    assert works.opening(FOUND, 0) == 0
    assert works.opening(FOUND, FOUCHER) == 1
    assert 0 < works.opening(FOUND, 30) < 1
    state = replace(works.work(works.start(FOUND, 60), 10), angle=15)
    assert works.bend(state, 0).cyst == state.cyst
    assert works.bend(replace(state, slit=OPEN), 0).cyst != state.cyst


def test_joint_pressure_is_lowest_near_thirty_degrees(works):
    state = works.start(FOUND, 50)
    pressures = {angle: works.joint_pressure(state, angle) for angle in range(0, 121, 5)}
    assert min(pressures, key=pressures.__getitem__) == 30
    assert pressures[0] > 1.5 * pressures[30]
    assert pressures[120] > pressures[0]


def test_treating_the_knee_shrinks_it_over_weeks(works):
    state = works.drain_knee(filled(works, 60))
    sizes = [state.cyst]
    for _ in range(12):
        state = works.wait(state, 7)
        sizes.append(state.cyst)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[1] > 0.3 * sizes[0], "not at once"
    assert sizes[4] < 0.3 * sizes[0]
    assert not works.felt(state)


def test_a_flap_empties_more_slowly_than_a_slit(works):
    left = {}
    for slit in (OPEN, FOUND, FLAP):
        start = filled(works, 40, slit)
        left[slit] = works.wait(works.drain_knee(start), 28).cyst / start.cyst
    assert left[OPEN] < left[FOUND] < left[FLAP]


def test_only_a_flap_lets_nothing_back(works):
    state = replace(works.start(FOUND, 0), cyst=30 * ML, made=30 * ML)
    for slit, back in ((FOUND, True), (OPEN, True), (FLAP, False), (CLOSED, False)):
        assert (works.bend(works.join(state, slit), 60).joint > 0) == back


def test_a_drained_cyst_refills_while_the_knee_makes_fluid(works):
    before = filled(works, 50)
    emptied = works.drain_cyst(before)
    assert emptied.cyst == 0
    assert works.wait(emptied, 7).cyst > 0.5 * before.cyst
    assert works.wait(emptied, 14).cyst > 0.85 * before.cyst


def test_a_drained_knee_that_is_not_treated_refills(works):
    state = filled(works, 50)
    state = works.fill(works.drain_knee(state), 0)
    state = replace(state, effusion=50 * ML)
    assert works.wait(state, 7).joint > 40 * ML


@pytest.mark.parametrize("slit", [FOUND, OPEN, FLAP])
def test_it_bursts_fully_bent_with_a_lot_of_fluid_and_not_otherwise(works, slit):
    full = filled(works, 80, slit)
    assert full.whole
    burst = works.bend(full, 120)
    assert not burst.whole
    assert burst.calf > 30 * ML
    assert works.felt(burst) is False
    for effusion in (10, 20, 40):
        assert works.bend(filled(works, effusion, slit), 120).whole
    assert works.bend(full, 60).whole


def test_a_torn_sac_drains_into_the_calf_seals_and_can_fill_again(works):
    burst = works.bend(filled(works, 80), 120)
    later = works.work(works.bend(burst, 0), 5)
    assert later.cyst == 0
    assert later.calf > burst.calf
    sealed = works.wait(replace(later, effusion=40 * ML), 60)
    assert sealed.whole
    assert works.felt(sealed)
    assert sealed.calf < later.calf / 10


def test_closed_means_none(works):
    state = works.wait(works.work(works.start(CLOSED, 80), 20, 120), 60)
    assert (state.cyst, state.calf) == (0, 0)
    assert state.joint == 80 * ML


# ── The predictions, answered by the model ───────────────────────────────────────────────────


def test_the_predictions_are_what_the_model_does(works):
    asked = works.record.predictions
    assert set(asked) == {"kept-straight", "felt", "needle"}
    straight = works.start(FOUND, 60)
    assert works.bend(straight, 0).cyst == 0
    assert asked["kept-straight"].answer == "stays"
    state = filled(works, 40)
    assert (works.tension(state, 0), works.tension(state, FOUCHER)) in {("firm", "soft"), ("tense", "soft")}
    assert asked["felt"].answer == "softer"
    assert works.wait(works.drain_cyst(state), 14).cyst > 0.8 * state.cyst
    assert asked["needle"].answer == "back"


# ── Numbers and mistakes ─────────────────────────────────────────────────────────────────────


def test_every_number_is_an_estimate_that_says_how(works):
    figures = works.record.figures
    assert figures.keys() == CYST_FIGURES
    assert {figure.basis for figure in figures.values()} == {"estimate"}
    assert all(figure.how and figure.text for figure in figures.values())
    assert works.record.basis == "estimate"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("slack-sac: {value: 6,", "slack-sack: {value: 6,", "slack-sac"),
        ("°, basis: estimate, how: \"least", "°, basis: published, source: wood1988, how: \"least", "is an"),
        ("structure: gastrocnemius-semimembranosus-bursa", "structure: gastrocnemius-bursa", "structure"),
        ("answer: stays", "answer: stay", "stays"),
        ("up_to: 18, word: firm", "up_to: 5, word: firm", "must rise"),
    ],
)  # fmt: skip
def test_a_spoilt_record_is_refused(real_copy, old, new, problem):
    file = real_copy / "anatomy" / "cyst-model.yaml"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    reading = read(real_copy)
    faults = [str(fault) for fault in reading.faults or must_hold(reading)]
    assert any("cyst-model.yaml" in fault and problem in fault for fault in faults), faults[:5]


@pytest.mark.parametrize("value", [-1, 81, "much", float("nan"), None])
def test_an_effusion_out_of_range_is_refused(works, value):
    with pytest.raises(KneeError, match="between 0 and 80 ml"):
        works.start(FOUND, value)


@pytest.mark.parametrize("value", [-1, 121, "bent", float("nan")])
def test_an_angle_out_of_range_is_refused(works, value):
    with pytest.raises(KneeError, match="between 0 and 120"):
        works.bend(works.start(), value)


def test_mistakes_are_refused(works, real):
    with pytest.raises(UnknownId, match="one-way-flap"):
        works.start("one-way-flop")
    with pytest.raises(KneeError, match="number of bends"):
        works.work(works.start(), -1)
    with pytest.raises(KneeError, match="number of days"):
        works.wait(works.start(), 2.5)
    with pytest.raises(UnknownId):
        CystWorks.of(real, "cyst")
