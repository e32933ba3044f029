"""The ways back, first aid and pictures: content that a lesson builds on."""

from itertools import pairwise

import pytest

from kb.care import DAYS, figures, judge, marks
from kb.check import check
from kb.errors import UnknownId
from kb.reasoning.imaging import MODALITIES, dangers_among, left_open, shows
from kb.records import PHASES
from tests.kb import tiny

WANTED = (
    "gastrocnemius-strain", "soleus-strain", "hamstring-strain", "achilles-tendinopathy",
    "achilles-tendon-rupture", "plantaris-rupture", "popliteus-tendinopathy", "semimembranosus-tendinopathy",
    "biceps-femoris-tendinopathy", "medial-tibial-stress-syndrome", "tibial-stress-fracture",
)  # fmt: skip


# ── Recovery ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", WANTED)
def test_a_plan_runs_through_all_phases_without_a_gap(real, key):
    plan = real.rules.recovery[key]
    assert tuple(phase.load for phase in plan.phases) == PHASES
    assert plan.phases[0].days.low == 0
    for before, after in pairwise(plan.phases):
        assert before.days.high == after.days.low < after.days.high


def test_every_number_of_days_says_where_it_comes_from(real):
    assert real.rules.recovery
    for plan in real.rules.recovery.values():
        for phase in plan.phases:
            assert phase.how or phase.basis == "published", plan.id
            assert phase.source or phase.basis == "estimate", plan.id
        for figure in figures(real, plan):
            assert figure.basis == "published", plan.id
            assert figure.source in real.sources


def test_no_criterion_counts_repetitions_without_a_source(real):
    numbers = ("five", "ten", "twenty", "thirty", *"0123456789")
    criteria = [phase.go_on for plan in real.rules.recovery.values() for phase in plan.phases]
    assert criteria
    assert [
        one.text
        for one in criteria
        if "raise" in one.text and any(number in one.text.lower() for number in numbers) and not one.source
    ] == []


def test_every_plan_stops_for_a_danger_first(real):
    for plan in real.rules.recovery.values():
        assert plan.stops, plan.id
    for key in ("gastrocnemius-strain", "soleus-strain", "plantaris-rupture", "achilles-tendon-rupture"):
        assert real.rules.recovery[key].stops[0].fears == "deep-vein-thrombosis"
    for plan in real.rules.recovery.values():
        dangers = {stop.fears for stop in plan.stops if stop.fears} & {
            cause.id for cause in real.causes.values() if cause.must_not_miss
        }
        assert dangers, plan.id


def test_soleus_takes_longer_than_gastrocnemius_in_plan_and_in_print(real):
    first, second = (real.rules.recovery[key] for key in ("gastrocnemius-strain", "soleus-strain"))
    assert all(b.days.high > a.days.high for a, b in zip(first.phases, second.phases, strict=True))
    assert marks(real, second)[-1].day > marks(real, first)[-1].day


def test_published_times_become_days_and_shares_do_not(real):
    plan = real.rules.recovery["achilles-tendon-rupture"]
    found = marks(real, plan)
    assert [round(mark.day) for mark in found] == [98, 183]
    assert len(figures(real, plan)) == len(found) + 1
    bone = marks(real, real.rules.recovery["tibial-stress-fracture"])[0]
    assert (bone.low, bone.day, bone.high) == (27, 44, 61)
    assert set(DAYS) == {"days", "weeks", "months"}


PLAN = {
    "phases": [
        {"load": name, "days": [i, i + 1], "does": "It.", "go_on": {"text": "Well."}, "basis": "estimate"}
        for i, name in enumerate(PHASES)
    ],
    "stops": [{"sign": "It swells", "fears": "clot", "then": "Stop."}],
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda plan: plan["phases"][2].update(days=[3, 4]), "must begin on day 2"),
        (lambda plan: plan["phases"].pop(1), "must be protect, load-lightly"),
        (lambda plan: plan.update(figures=["fame"]), "there is no figure of the cause 'fame'"),
        (lambda plan: plan["stops"][0].update(fears="clod"), "did you mean 'clot'"),
        (lambda plan: plan["phases"][0].update(basis="published"), "a published number needs its source"),
    ],
)
def test_a_faulty_plan_is_found(tmp_path, change, said):
    import copy

    content = tiny.tree()
    plan = copy.deepcopy(PLAN)
    content["rules/recovery.yaml"] = {"strain": plan}
    assert check(tiny.write(tmp_path / "sound", content))[0] == []
    change(plan)
    faults, _ = check(tiny.write(tmp_path / "spoilt", content))
    assert any(said in str(fault) for fault in faults), faults


# ── First aid ────────────────────────────────────────────────────────────────────────────────


def test_every_situation_of_a_choice_has_its_verdict(real):
    able = [choice for choice in real.rules.choices.values() if choice.decisions]
    assert {choice.id for choice in able} == {"rice", "heat-or-cold", "child-who-limps", "knee-out-of-joint"}
    for choice in able:
        for situation, answer in choice.answers.items():
            assert answer.verdict in choice.decisions, situation
            assert judge(choice, situation, answer.verdict) == (True, True)


@pytest.mark.parametrize("choice", ["rice", "heat-or-cold"])
def test_the_verdict_agrees_with_the_first_words_of_the_text(real, choice):
    begins = {"Yes": "yes", "No": "no", "Cold": "cold", "Warmth": "warmth", "Neither": "neither"}
    told = 0
    for answer in real.rules.choices[choice].answers.values():
        first = answer.text.split()[0].strip(",.:")
        if first in begins:
            told += 1
            assert answer.verdict == begins[first], answer.text
    assert told >= 4


def test_with_a_danger_only_the_right_decision_is_safe(real):
    dangers = 0
    for choice in real.rules.choices.values():
        for answer in choice.answers.values():
            if answer.fears:
                dangers += 1
                assert set(answer.unsafe) == set(choice.decisions) - {answer.verdict, *answer.also}
    assert dangers >= 5


def test_a_wrong_decision_may_be_safe(real):
    choice = real.rules.choices["heat-or-cold"]
    assert judge(choice, "cramp", "cold") == (False, True)
    assert judge(choice, "cramp", "neither") == (True, True)
    assert judge(choice, "pale or cold foot", "warmth") == (False, False)
    with pytest.raises(UnknownId, match="pale or cold foot"):
        judge(choice, "pale or cold fot", "warmth")
    with pytest.raises(UnknownId, match="warmth"):
        judge(choice, "cramp", "warmt")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"verdict": "maybe", "text": "Yes."}, "there is no decision 'maybe'"),
        ({"verdict": "yes", "unsafe": ["yes"], "text": "Yes."}, "names a decision that is right here"),
        ({"text": "Yes."}, "there is no decision ''"),
        ({"verdict": "yes", "fears": ["clod"], "text": "Yes."}, "did you mean 'clot'"),
    ],
)
def test_a_faulty_answer_is_found(tmp_path, answer, said):
    content = tiny.tree()
    rice = content["rules/first-aid.yaml"]["rice"]
    content["rules/first-aid.yaml"]["rice"] = {
        "question": rice.pop("question"),
        "decisions": {"yes": "Yes", "no": "No"},
        "answers": {"fresh": answer},
        **{key: value for key, value in rice.items() if key != "answers"},
    }
    faults, _ = check(tiny.write(tmp_path / "kb", content))
    assert any(said in str(fault) for fault in faults), faults


# ── Pictures ─────────────────────────────────────────────────────────────────────────────────


def test_a_cyst_is_seen_by_ultrasound_and_a_stress_fracture_by_mri(real):
    cyst = shows(real, real.causes["bakers-cyst"], "ultrasound")
    assert (cyst[0].finding, cyst[0].state) == ("popliteal-ultrasound", "cyst")
    bone = shows(real, real.causes["tibial-stress-fracture"], "mri")
    assert {one.finding for one in bone} == {"mri-bone"}
    assert bone[0].p >= bone[-1].p


def test_a_picture_shows_nothing_that_is_as_common_in_others(real):
    gout = real.causes["crystal-arthritis"]
    assert gout.findings["mri-meniscus"].p["tear"] > 0.3
    assert shows(real, gout, "mri") == ()


def test_a_normal_mri_of_the_menisci_leaves_clot_and_aneurysm_open(real):
    dangers = [real.causes[key] for key in ("deep-vein-thrombosis", "popliteal-artery-aneurysm")]
    left = left_open(real, "mri-meniscus", dangers)
    assert left.partly == ()
    assert set(left.blind) == {"deep-vein-thrombosis", "popliteal-artery-aneurysm"}


def test_a_normal_scan_of_the_upper_veins_leaves_calf_clots_open(real):
    dangers = [real.causes[key] for key in ("deep-vein-thrombosis", "osteosarcoma")]
    left = left_open(real, "compression-ultrasound-proximal", dangers)
    assert dict(left.partly)["deep-vein-thrombosis"] == pytest.approx(0.06, abs=0.01)
    assert left.blind == ("osteosarcoma",)


def test_feared_are_dangerous_causes_that_the_given_ones_are_mistaken_for(real):
    names = {cause.id for cause in dangers_among(real, [real.causes["bakers-cyst"]])}
    assert {"deep-vein-thrombosis", "popliteal-artery-aneurysm"} <= names
    assert all(real.causes[key].must_not_miss for key in names)
    assert "slipped-upper-femoral-epiphysis" not in names


def test_every_modality_is_in_use_and_belongs_to_imaging_alone(real):
    used = {one.modality for one in real.findings.values() if one.kind == "imaging"}
    assert used == set(MODALITIES)
    assert all(not one.modality for one in real.findings.values() if one.kind != "imaging")
