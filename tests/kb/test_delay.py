"""Delay and omission cost safety, in every case that gets worse and in every dangerous emergency."""

import pytest

from kb.patients.debrief import debrief
from kb.patients.encounter import Action, replay
from kb.patients.people import authored, sample_patient
from tests.kb.played import axis, commit, safety, said

HEPARIN, SURGEON = Action("treat", "intravenous-heparin-now"), Action("treat", "vascular-surgery-now")
COLD_LEG = commit("acute-limb-ischaemia", "emergency", advice=())


@pytest.fixture
def cold_leg(real):
    def after(*actions):
        return debrief(real, replay(real, authored(real, "sudden-cold-leg"), [*actions, COLD_LEG]))

    return after


def test_help_at_once_is_safe_and_is_ticked(cold_leg):
    result = cold_leg(Action("examine", "foot-pulses"), HEPARIN, SURGEON)
    assert axis(result, "Safety").word == "Safe"
    assert [one.mark for one in result.treatments] == ["right", "right"]
    assert "Give intravenous heparin now" in " ".join(result.well)
    assert result.first_act == (
        "The first effective act was “Give intravenous heparin now”, 6 minutes after the start."
    )


@pytest.mark.parametrize(
    ("actions", "late"),
    [
        (
            [Action("wait", value=1200), HEPARIN, SURGEON],
            ["1\u202f175 minutes too late", "1\u202f130 minutes too late"],
        ),
        ([Action("order", "mri-popliteal-fossa")], ["never came", "never came"]),
        ([Action("wait", value=120)], ["never came", "never came"]),
    ],
    ids=["waited", "picture first", "waited and sent"],
)
def test_a_leg_that_dies_while_the_learner_waits_is_not_safe(cold_leg, actions, late):
    result = cold_leg(*actions)
    assert not result.safe
    worse = [text for text in result.danger if "it got worse" in text]
    assert len(worse) == 2
    assert all(told in text for told, text in zip(late, worse, strict=True))
    assert result.next_time[0].startswith("First “Give intravenous heparin now”")


def test_care_that_may_not_wait_and_was_left_out_is_named(cold_leg):
    result = cold_leg(Action("examine", "foot-pulses"), HEPARIN)
    assert axis(result, "Safety").word == "Gaps"
    assert "Left out in acute limb ischaemia: “Call the vascular surgeon now”" in said(result, "Safety")
    assert [one.mark for one in result.treatments] == ["right", "missing"]
    assert not cold_leg(Action("examine", "foot-pulses")).safe


def test_every_dangerous_case_that_gets_worse_is_unsafe_after_a_day_of_waiting(real):
    worsened = 0
    for case in real.cases.values():
        if not any(change.unless_care for change in case.develops):
            continue
        patient = authored(real, case.id)
        decision = commit(patient.cause, patient.disposition, advice=())
        left, faults = safety(real, replay(real, patient, [Action("wait", value=1200), decision]))
        worsened += 1
        assert left == 0, case.id
        assert "minutes too late" in faults or "never came" in faults
    assert worsened >= 8


def test_in_hospital_every_dangerous_emergency_asks_for_its_care(real):
    for cause in real.causes.values():
        if not cause.must_not_miss or cause.urgency != "emergency":
            continue
        decision = commit(cause.id, "emergency", advice=())
        given = [Action("treat", line[0]) for line in cause.at_once]

        def left_out(setting, *actions, decision=decision, cause=cause):
            patient = sample_patient(real, cause.id, seed=1, setting=setting)
            return "Left out in" in safety(real, replay(real, patient, [*actions, decision]))[1]

        assert left_out("emergency"), cause.id
        assert not left_out("emergency", *given), cause.id
        assert not left_out("primary-care"), "elsewhere the ambulance brings it"


def test_waiting_with_a_known_emergency_costs_safety_where_nothing_develops(real):
    patient = sample_patient(real, "acute-limb-ischaemia", seed=2, setting="emergency")
    decision = commit("acute-limb-ischaemia", "emergency", advice=())
    looked = [Action("examine", key) for key in ("foot-pulses", "cool-foot", "pale-foot")]
    wait = Action("wait", value=1200)
    late = debrief(real, replay(real, patient, [*looked, wait, HEPARIN, SURGEON, decision]))
    assert not late.safe
    assert "You waited 1\u202f200 minutes longer" in said(late, "Safety")
    soon = debrief(real, replay(real, patient, [*looked, HEPARIN, SURGEON, wait, decision]))
    assert axis(soon, "Safety").word == "Safe"


def test_whoever_acts_on_another_emergency_has_not_stood_idle(real):
    """At first the ankle that was strapped may be a dead leg: help was called, and then it was waited."""
    patient = authored(real, "strapped-ankle")
    decision = commit(patient.cause, patient.disposition, advice=())
    wait = Action("wait", value=60)
    idle = debrief(real, replay(real, patient, [wait, decision]))
    assert "You waited 60 minutes longer" in said(idle, "Safety")
    called = debrief(real, replay(real, patient, [SURGEON, wait, decision]))
    assert "You waited" not in said(called, "Safety")
