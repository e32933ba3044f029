"""Authored patients: each can be played to its debrief, and ends where triage says."""

import re

import pytest

import kb
from kb.patients.debrief import debrief
from kb.patients.encounter import KINDS, Action, begin, replay
from kb.patients.people import authored
from kb.reasoning.triage import rank

TELLING = {
    "thrombosis", "aneurysm", "entrapment", "ischaemia", "baker", "rupture", "tear", "sarcoma", "septic",
    "compartment", "stenosis", "sciatica", "equina", "embolism", "necrotising", "slipped",
}  # fmt: skip
"""Words of a name that would give the diagnosis away; a patient may well name a wrong one."""


@pytest.fixture(scope="module")
def patients(real):
    found = [authored(real, case) for case in real.cases]
    assert len(found) >= 5
    return found


def test_the_five_cases_that_were_asked_for_are_there(real):
    causes = {case.cause for case in real.cases.values()}
    assert causes & {"deep-vein-thrombosis", "distal-deep-vein-thrombosis"}  # after a long flight
    assert "popliteal-artery-entrapment" in causes  # a runner whose foot goes numb
    assert "popliteal-artery-aneurysm" in causes  # an old smoker with a pulsatile lump
    assert "acute-limb-ischaemia" in causes  # a sudden cold leg
    assert "ruptured-bakers-cyst" in causes  # looks like thrombosis


PROMISED = {"anatomy": 2, "muscle": 5, "structural": 5, "nerve": 5, "vascular": 7, "telling-apart": 6}
"""Lesson to the number of patients that it was promised."""


@pytest.mark.parametrize("lesson", PROMISED)
def test_every_lesson_has_its_patients(real, lesson):
    assert PROMISED.keys() == real.lessons.keys()
    assert sum(case.lesson == lesson for case in real.cases.values()) >= PROMISED[lesson]


def test_some_patients_get_worse_unless_something_is_done(real):
    developing = [case for case in real.cases.values() if case.develops]
    assert {case.lesson for case in developing} >= {"muscle", "structural", "nerve", "telling-apart"}
    assert any(change.unless_care for case in developing for change in case.develops)


def test_each_case_can_be_played_along_its_truth_to_the_debrief(real, patients):
    for patient in patients:
        case = real.cases[patient.key]
        state = begin(real, patient)
        wanted = [key for key in case.findings if real.findings[key].kind != "person"]
        assert len(wanted) >= 10, patient.key
        # So many questions take an hour or more: what keeps the patient from getting worse comes first.
        urgent = [change.unless_care[0] for change in case.develops if change.unless_care]
        if case.setting == "emergency":
            urgent += [line[0] for line in real.causes[case.cause].at_once]
        actions = [Action("treat", key) for key in dict.fromkeys(urgent)]
        state = replay(real, patient, actions)
        for key in wanted:
            # The opening or a development may have shown it already.
            if state.revealed.get(key) != state.truth[key]:
                kind = next(kind for kind, kinds in KINDS.items() if real.findings[key].kind in kinds)
                actions.append(Action(kind, key))
                state = replay(real, patient, actions)
        advice = [
            line.care
            for line in real.causes[case.cause].care
            if line.verdict == "indicated" and real.care[line.care].kind == "advice"
        ]
        highest = max((case.disposition, *case.accept_dispositions), key=rank)
        said = {"diagnosis": case.cause, "confidence": 90, "disposition": highest, "advice": advice}
        state = replay(real, patient, [*actions, Action("commit", value=said)])
        result = debrief(real, state)
        assert result.safe, (patient.key, result.axes[0])
        assert result.axes[1].word == result.axes[2].word == "Right", patient.key
        assert len(result.timeline) == len(actions) + 2
        assert result.lesson_learnt == case.lesson_learnt


def test_with_everything_known_triage_agrees_with_the_authors(real, patients):
    for patient in patients:
        result = kb.triage(patient.findings, setting=patient.setting, kb=real)
        assert result.disposition in (patient.disposition, *patient.accept_dispositions), patient.key


def test_with_everything_known_the_true_cause_is_likeliest(real, patients):
    for patient in patients:
        view = kb.differential(patient.findings, setting=patient.setting, kb=real)
        assert view.probability(patient.cause) > 0.5, patient.key


def test_sending_the_patient_home_from_a_dangerous_cause_is_unsafe(real, patients):
    dangerous = [p for p in patients if real.causes[p.cause].must_not_miss]
    assert len(dangerous) >= 3
    for patient in dangerous:
        said = {"diagnosis": patient.cause, "confidence": 100, "disposition": "self-care"}
        state = replay(real, patient, [Action("commit", value=said)])
        assert not debrief(real, state).safe, patient.key


def test_the_opening_and_the_title_do_not_give_the_diagnosis_away(real, patients):
    for patient in patients:
        case, cause = real.cases[patient.key], real.causes[patient.cause]
        head = f"{case.title} {case.opening} {case.who}".casefold()
        assert cause.name.casefold() not in head
        telling = {word for word in re.findall(r"[a-z]+", cause.name.casefold()) if word in TELLING}
        assert not telling & set(re.findall(r"[a-z]+", head)), patient.key


def test_what_the_opening_tells_is_true(patients):
    for patient in patients:
        assert patient.known
        assert patient.known == tuple(key for key in patient.known if key in patient.findings)


def test_the_patients_own_words_are_heard(real, patients):
    heard = 0
    for patient in patients:
        state = begin(real, patient)
        for key, text in patient.words.items():
            kind = next((kind for kind, kinds in KINDS.items() if real.findings[key].kind in kinds), None)
            if kind and key not in state.revealed:
                after = replay(real, patient, [Action(kind, key)])
                assert after.log[1].text == text
                heard += 1
    assert heard > 20


def test_a_development_leads_where_the_debrief_can_follow(real, patients):
    """Waiting a day never ends in findings that the reasoning calls impossible."""
    for patient in patients:
        said = {"diagnosis": patient.cause, "confidence": 90, "disposition": "emergency"}
        actions = [Action("wait", value=1440), Action("commit", value=said)]
        state = replay(real, patient, actions)
        assert len(state.developed) == len(patient.develops)
        assert debrief(real, state).timeline
