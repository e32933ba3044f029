"""A clinic: a mix that teaches, and a day whose first sentence is the one that matters."""

from collections import Counter
from dataclasses import replace

import pytest

import kb
from kb.patients.clinic import MOST, complaint, danger, patient_of, waiting_list
from kb.patients.encounter import Action, begin, replay
from kb.patients.people import authored, patient_with
from kb.patients.review import calibration_in_words, interval, lesson_of, review
from kb.reasoning.differential import family
from kb.records import SETTINGS

SEEDS = range(40)


# ── The patients ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_six_have_a_danger_and_no_diagnosis_twice(real, setting):
    for seed in SEEDS:
        six = waiting_list(real, 6, seed=seed, setting=setting)
        causes = [real.causes[patient.cause] for patient in six]
        assert any(cause.must_not_miss for cause in causes)
        assert len({family(real, cause.id) for cause in causes}) == 6
        assert max(Counter(cause.group for cause in causes).values()) <= 2
        assert {patient.setting for patient in six} == {setting}
        assert len({patient.name for patient in six}) == 6


def test_the_danger_is_at_no_fixed_place_and_not_always_alone(real):
    first, number = Counter(), Counter()
    for seed in range(120):
        six = waiting_list(real, 6, seed=seed)
        dangerous = [i for i, patient in enumerate(six) if real.causes[patient.cause].must_not_miss]
        first[dangerous[0]] += 1
        number[len(dangerous)] += 1
    assert set(first) == set(range(6))
    assert number[1] > 20
    assert number[2] > 20


def test_causes_that_come_often_come_often_here(real):
    met = Counter(p.cause for seed in range(120) for p in waiting_list(real, 6, seed=seed))
    assert met["gastrocnemius-strain"] > met["achilles-tendinopathy"] > met["plantaris-rupture"]


def test_a_longer_list_begins_like_a_shorter_and_a_seed_is_a_clinic(real):
    ten = waiting_list(real, MOST, seed=3)
    assert waiting_list(real, 4, seed=3) == ten[:4]
    assert len({patient.key for patient in ten}) == len({patient.name for patient in ten}) == MOST
    assert waiting_list(real, 4, seed=4)[0].key != ten[0].key
    assert waiting_list(real, 4, seed=3, setting="emergency")[0].key != ten[0].key


def test_a_seed_gives_the_same_clinic_in_another_process(real, python):
    code = """
import kb
from kb.patients.clinic import waiting_list
print([p.key for seed in (7, -1) for p in waiting_list(kb.load(), seed=seed)])
"""
    result = python("-c", code, PYTHONHASHSEED="999")
    assert result.stderr == ""
    assert result.stdout.strip() == str([p.key for s in (7, -1) for p in waiting_list(real, seed=s)])


def test_a_key_hides_the_cause_and_leads_back_to_the_patient(real):
    for seed in (0, -5, 10**20):
        for patient in waiting_list(real, 6, seed=seed, setting="emergency"):
            assert patient.cause not in patient.key
            assert patient_of(real, patient.key) == patient
    for patient in (
        kb.sample_patient("cellulitis", seed=-3, kb=real),
        kb.sample_patient(seed=9, setting="emergency", kb=real),
        authored(real, "long-flight"),
    ):
        assert patient_of(real, patient.key) == patient


def test_a_patient_who_has_changed_is_another(real):
    key = waiting_list(real, 1, seed=1)[0].key
    with pytest.raises(kb.KneeError, match="no patient is called"):
        patient_of(real, key[:-1] + ("0" if key[-1] != "0" else "1"))


@pytest.mark.parametrize(
    "key",
    [
        "",
        "long-fligth",
        "generated-nothing-primary-care-1",
        "clinic-primary-care-1-99-abcdef12",
        "clinic-x-1-1-a",
    ],
)
def test_no_other_key_is_a_patient(real, key):
    with pytest.raises(kb.KneeError):
        patient_of(real, key)


@pytest.mark.parametrize("n", [0, MOST + 1, 2.0, True, "6", None])
def test_a_number_of_patients_that_cannot_be_is_refused(real, n):
    with pytest.raises(kb.KneeError, match=f"from 1 to {MOST}"):
        waiting_list(real, n, seed=1)


@pytest.mark.parametrize("seed", [1.5, "1", None, False])
def test_a_seed_that_is_no_whole_number_is_refused(real, seed):
    with pytest.raises(kb.KneeError, match="not a whole number"):
        waiting_list(real, 6, seed=seed)


def test_an_unknown_setting_and_too_few_causes_are_refused(real, small):
    with pytest.raises(kb.KneeError, match="did you mean 'emergency'"):
        waiting_list(real, 6, seed=1, setting="emergancy")
    with pytest.raises(kb.KneeError, match="ask for n=2"):
        waiting_list(small, 6, seed=1)


def test_the_desk_notes_only_what_the_patient_has(real):
    for seed in SEEDS:
        for patient in waiting_list(real, 6, seed=seed):
            told = complaint(real, patient)
            assert told
            assert "\n" not in told
            for key in ("calf-pain", "popliteal-pain"):
                said = real.findings[key].lay.lower() in told.lower()
                assert said is (patient.findings[key] == "present")


def test_real_life_is_less_dangerous_than_a_clinic(real):
    assert 0.02 < danger(real, "sports-clinic") < danger(real, "primary-care") < 1 / 6
    assert danger(real, "emergency") > 1 / 6


# ── The day ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def met(small):
    """An encounter with a patient of the tiny knowledge base, whose clot belongs to same-day care."""

    def with_(*actions, diagnosis="clot", to="same-day", sure=80, name="Ada", key="tiny-case", cause=None):
        patient = replace(authored(small, "tiny-case"), name=name, key=key)
        if cause:
            urgency = small.causes[cause].urgency
            patient = replace(patient, cause=cause, disposition=urgency, develops=(), accept_dispositions=())
        value = {"diagnosis": diagnosis, "confidence": sure, "disposition": to, "advice": []}
        return replay(small, patient, [*actions, Action("commit", value=value)])

    return with_


def test_what_may_cost_life_comes_first(met, small):
    home = met(diagnosis="strain", to="self-care", name="Ada")
    fine = met(name="Ken")
    high = met(to="emergency", name="Mei")
    low = met(cause="strain", diagnosis="strain", to="self-care", name="Tom")
    unthought = met(diagnosis="strain", name="Noor")
    flag = met(Action("wait", value=95), name="Idris")  # the foot has grown cold: an emergency

    def head(*states):
        return review(small, states).headline

    assert (
        head(fine, home, flag, unthought, high)
        == "One of five was sent home with a dangerous cause: Ada, with clot."
    )
    assert head(home, replace(home, patient=replace(home.patient, name="Bo"))).startswith(
        "Two of two were sent too low"
    )
    assert head(fine, unthought) == "Nobody was sent too low, but one was never thought of: Noor, with clot."
    assert (
        head(fine, high)
        == "Nobody was sent too low. One of two was sent higher than what was known asked for: Mei."
    )
    assert head(fine, fine).startswith("Both went to the right place")
    assert head(fine).startswith("The one patient went to the right place")
    low = replace(low, patient=replace(low.patient, disposition="routine"))
    assert head(low).startswith("Nothing dangerous was left, but the one patient was sent lower than")
    assert head(low, fine, high).endswith(
        "but one of three was sent lower than what was known asked for: Tom."
    )
    assert "red flags were not acted on: Idris" in head(fine, flag, unthought, high)


def test_missed_means_left_or_never_thought_of(met, small):
    home = met(diagnosis="clot", to="routine", name="Ada")
    unthought = met(diagnosis="strain", name="Noor")
    listed = met(Action("rank", value={"strain": 60, "clot": 40}), diagnosis="strain", name="Ken")
    result = review(small, [home, unthought, listed])
    assert [one.patient.name for one in result.missed] == ["Ada", "Noor"]
    assert [one.thought_of for one in result.seen] == [True, False, True]
    assert [one.patient.name for one in result.under] == ["Ada"]


def test_the_matrix_counts_every_patient_once(met, small):
    places = ["self-care", "routine", "same-day", "emergency", "same-day"]
    result = review(small, [met(to=to, name=f"P{i}") for i, to in enumerate(places)])
    assert sum(len(them) for them in result.matrix.values()) == 5
    assert len(result.matrix["same-day", "same-day"]) == 2
    assert [one.patient.name for one in result.under] == ["P0", "P1"]
    assert [one.patient.name for one in result.over] == ["P3"]
    assert ("routine", "routine") not in result.matrix


def test_what_is_right_as_well_counts_as_right(met, small):
    state = met(to="emergency")
    state = replace(state, patient=replace(state.patient, accept_dispositions=("emergency",)))
    result = review(small, [state])
    assert result.seen[0].placed.triage == "right"
    assert set(result.matrix) == {("emergency", "emergency")}


def test_calibration_by_hand(met, small):
    said = [(100, "clot"), (80, "clot"), (60, "strain"), (0, "strain")]
    result = review(small, [met(sure=sure, diagnosis=what) for sure, what in said])
    assert result.hits == 2
    assert result.said == pytest.approx(0.6)
    assert result.brier == pytest.approx((0 + 0.04 + 0.36 + 0) / 4)
    assert [(one.low, one.n, one.hits) for one in result.bins] == [(0, 1, 0), (60, 1, 0), (80, 2, 2)]
    assert result.bins[-1].said == pytest.approx(0.9)


def test_wilson_s_interval_as_published():
    # Newcombe, Stat Med 1998;17:857-872, table I, method 3
    for hits, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)):
        assert interval(hits, n) == pytest.approx((low, high), abs=5e-5)
    assert interval(29, 29) == pytest.approx((0.8830, 1.0), abs=5e-5)


def test_a_few_decisions_say_little_and_many_say_more(met, small):
    right, wrong = met(sure=90), met(sure=90, diagnosis="strain")
    few = review(small, [right, right, wrong])
    assert few.calibration == "not told apart"
    assert "That says little: 3 decisions" in calibration_in_words(few)
    many = review(small, [right, wrong] * 20)
    assert many.calibration == "more sure than right"
    assert "more sure than right, by more than chance explains" in calibration_in_words(many)
    assert review(small, [met(sure=10)] * 20).calibration == "less sure than right"


def test_time_and_cost_add_up(met, small):
    one, other = met(Action("order", "scan")), met(Action("ask", "snap"))
    result = review(small, [one, other])
    assert result.minutes == one.minutes + other.minutes > 0
    assert result.money == one.money + other.money > 0


def test_a_day_without_decisions_is_refused(small):
    with pytest.raises(kb.KneeError, match="decide about a patient first"):
        review(small, [])
    with pytest.raises(kb.KneeError, match="has not been decided about"):
        review(small, [begin(small, authored(small, "tiny-case"))])


def test_each_chapter_is_studied_in_its_lesson(real):
    for cause, lesson in {
        "deep-vein-thrombosis": "vascular",
        "chronic-venous-insufficiency": "vascular",
        "s1-radiculopathy": "nerve",
        "soleus-strain": "muscle",
        "bakers-cyst": "structural",
        "septic-arthritis": "structural",
        "cellulitis": "vascular",
    }.items():
        assert lesson_of(real, cause) == lesson


def test_what_to_study_is_what_went_wrong_the_dangerous_first(real):
    def decided(cause, diagnosis, to):
        value = {"diagnosis": diagnosis, "confidence": 70, "disposition": to, "advice": []}
        patient = patient_with(real, (cause,), seed=1, setting="primary-care")
        return replay(real, patient, [Action("commit", value=value)])

    result = review(
        real,
        [
            decided("soleus-strain", "gastrocnemius-strain", "routine"),
            decided("s1-radiculopathy", "s1-radiculopathy", "routine"),
            decided("pulmonary-embolism", "cellulitis", "same-day"),
            decided("distal-deep-vein-thrombosis", "deep-vein-thrombosis", "same-day"),
        ],
    )
    assert [study.lesson for study in result.study] == ["vascular", "muscle"]
    assert [cause.id for cause in result.study[0].causes] == ["pulmonary-embolism"]
    assert result.headline.startswith("One of four was seen today and no sooner")


def test_the_day_judges_a_choice_by_what_was_known_then(real):
    """Nothing was asked, the leg may hold a clot, and the truth is a cyst."""
    drawn = (patient_with(real, ("bakers-cyst",), seed=seed, setting="primary-care") for seed in range(99))
    tom = next(p for p in drawn if kb.triage(begin(real, p).revealed, kb=real).disposition == "same-day")
    assert (tom.cause, tom.disposition) == ("bakers-cyst", "routine")

    def day(to):
        value = {"diagnosis": "bakers-cyst", "confidence": 60, "disposition": to, "advice": []}
        return review(real, [replay(real, tom, [Action("commit", value=value)])])

    today, luck, high = day("same-day"), day("routine"), day("emergency")
    assert "not known then" in today.seen[0].headline
    assert high.over
    assert "not known then" not in high.seen[0].headline, "it was known"
    assert (today.over, today.under) == ((), ())
    assert set(today.matrix) == {("same-day", "same-day")}
    assert [one.patient.name for one in luck.under] == [tom.name]
    assert "In hindsight it was" in today.seen[0].headline
