"""Looking back: safety is never bought back, and what is advised would have worked."""

from dataclasses import replace

import pytest

import kb
from kb.patients.debrief import debrief
from kb.patients.encounter import KINDS, Action, begin, replay
from kb.patients.people import authored, sample_patient
from tests.kb import tiny
from tests.kb.played import act, axis, commit, said

EVERYTHING = [
    Action("ask", "snap"),
    Action("ask", "onset"),
    Action("examine", "cold-foot"),
    Action("examine", "warmth"),
    Action("order", "scan"),
]


@pytest.fixture
def look_back(small):
    """The debrief of the tiny case, a clot that belongs to same-day care, after these actions."""

    def after(*actions):
        return debrief(small, replay(small, authored(small, "tiny-case"), actions))

    return after


def test_there_are_five_axes_and_no_sum(look_back):
    result = look_back(*EVERYTHING, commit())
    assert [one.name for one in result.axes] == [
        "Safety",
        "Diagnosis",
        "Disposition",
        "Economy",
        "Thoroughness",
    ]
    assert not hasattr(result, "score")


def test_a_good_run_is_safe_and_right(look_back):
    result = look_back(*EVERYTHING, commit())
    assert result.safe
    assert axis(result, "Safety").word == "Safe"
    assert axis(result, "Diagnosis").word == axis(result, "Disposition").word == "Right"
    assert axis(result, "Safety").score == axis(result, "Disposition").score == 1
    assert result.truth.id == "clot"
    assert result.lesson_learnt == "Swelling is a clot until shown otherwise."
    assert result.sources == ("ada2001",)


@pytest.mark.parametrize(
    "actions",
    [
        [commit("strain", "self-care")],
        [*EVERYTHING, commit("strain", "self-care", 100)],
        [*EVERYTHING, commit("strain", "same-day")],
        [*EVERYTHING, commit("strain", "emergency", 1)],
        [*EVERYTHING, commit("clot", "self-care", 100)],
        [*EVERYTHING, commit("clot", "routine", 100)],
        [*EVERYTHING, Action("rank", value={"clot": 0, "strain": 100}), commit("strain", "same-day")],
    ],
    ids=[
        "missed",
        "missed but thorough",
        "missed, sent right",
        "missed, sent higher",
        "sent home",
        "sent late",
        "at 0 %",
    ],
)
def test_a_missed_must_not_miss_cause_is_unsafe_whatever_else_was_good(look_back, actions):
    result = look_back(*actions)
    assert result.safe is False
    assert axis(result, "Safety").score == 0
    assert axis(result, "Safety").word == "Unsafe"
    assert "Clot" in said(result, "Safety")


def test_a_cause_on_the_list_was_not_missed(look_back):
    result = look_back(
        *EVERYTHING, Action("rank", value={"strain": 60, "clot": 40}), commit("strain", "same-day")
    )
    assert result.safe
    assert axis(result, "Diagnosis").word == "Not right, and you were sure"


def test_harmful_care_is_named_and_lowers_safety(look_back):
    without, result = (
        look_back(*EVERYTHING, commit()),
        look_back(*EVERYTHING, Action("treat", "knead"), commit()),
    )
    assert "Knead the calf does harm here: It may come loose." in said(result, "Safety")
    assert axis(result, "Safety").score < axis(without, "Safety").score
    assert "Knead" not in said(without, "Safety")


def test_a_red_flag_not_acted_on_is_named(look_back):
    waited = look_back(Action("wait", value=95), commit())  # the foot has grown cold: an emergency
    assert "Red flag not acted on. Cold foot" in said(waited, "Safety")
    assert "Red flag" not in said(
        look_back(Action("wait", value=95), commit(disposition="emergency")), "Safety"
    )


@pytest.mark.parametrize(
    ("chosen", "word"),
    [
        ("self-care", "Under-triage"),
        ("routine", "Under-triage"),
        ("same-day", "Right"),
        ("emergency", "Over-triage"),
    ],
)
def test_under_and_over_triage_are_named(look_back, chosen, word):
    result = look_back(*EVERYTHING, commit(disposition=chosen))
    assert axis(result, "Disposition").word == word
    assert result.placed.called_for == "same-day"


def test_under_triage_costs_more_than_over_triage(look_back):
    scores = {
        d: axis(look_back(commit(disposition=d)), "Disposition").score
        for d in ("self-care", "routine", "emergency")
    }
    assert scores["self-care"] < scores["routine"] < scores["emergency"] < 1


def test_a_missing_safety_net_is_named(look_back):
    result = look_back(*EVERYTHING, commit(advice=()))
    assert "Safety net missing" in said(result, "Safety")
    assert "Come back if." in said(result, "Safety")
    for given in (look_back(*EVERYTHING, commit()), look_back(Action("advise", "warn"), commit(advice=()))):
        assert "Safety net" not in said(given, "Safety")


def test_stating_what_one_believes_pays_best(look_back):
    """A proper score: with a belief of 0.7 the expected score is highest at 70 %."""
    table = {}
    for confidence in range(0, 101, 10):
        right = axis(look_back(commit(confidence=confidence)), "Diagnosis").score
        wrong = axis(look_back(commit("strain", confidence=confidence)), "Diagnosis").score
        table[confidence] = 0.7 * right + 0.3 * wrong
        assert right >= wrong
    assert max(table, key=table.__getitem__) == 70


def test_the_timeline_has_one_moment_per_action_and_the_opening(small, look_back):
    actions = [
        *EVERYTHING,
        Action("rank", value={"clot": 70, "strain": 20}),
        Action("wait", value=5),
        commit(),
    ]
    moments = look_back(*actions).timeline
    assert len(moments) == len(actions) + 1
    assert [m.number for m in moments] == list(range(len(actions) + 1))
    assert [m.label for m in moments][-4:] == ["Scan", "Your differential", "Waiting", "Decision"]
    assert [m.learner for m in moments] == [None] * 6 + [0.7, 0.7, 0.9]
    # Opening: old (3.75) and swollen (4) at odds 1:3 = 5:1, p = 15/18.
    assert moments[0].truth == pytest.approx(5 / 6)
    assert moments[1].truth == pytest.approx(15 / 16)  # no snap: times 3
    assert all(0 <= m.truth <= 1 for m in moments)
    assert [m.minute for m in moments] == sorted(m.minute for m in moments)


def test_it_cannot_be_had_before_the_decision(small):
    with pytest.raises(kb.KneeError, match="decide first"):
        debrief(small, begin(small, authored(small, "tiny-case")))


def test_the_best_question_was_not_asked(real):
    offered = 0
    for case in real.cases:
        patient = authored(real, case)
        for asked in (0, 3):
            state = begin(real, patient)
            keys = [k for k, f in real.findings.items() if f.kind in KINDS["ask"] and k not in state.revealed]
            value = {"diagnosis": patient.cause, "confidence": 50, "disposition": patient.disposition}
            actions = [Action("ask", key) for key in keys[:asked]]
            state = replay(real, patient, [*actions, Action("commit", value=value)])
            best = debrief(real, state).best_question
            if best:
                offered += 1
                assert best.finding not in state.revealed
                assert best.information > 0
    assert offered >= 3


def test_a_tried_patient_of_every_cause_gets_a_whole_debrief(real):
    """Axes between 0 and 1, a mimic that is told apart, whatever was done."""
    for number, cause in enumerate(real.causes):
        patient = kb.sample_patient(cause, seed=number, setting="emergency", kb=real)
        state = begin(real, patient)
        keys = [k for k, f in real.findings.items() if f.kind != "person" and k not in state.revealed]
        actions = [act(real, key) for key in keys[number::12]]
        wrong = real.causes[cause].mimics[0].cause
        # A dangerous cause ends badly, a harmless one badly and well in turn.
        well = not real.causes[cause].must_not_miss and number % 2
        diagnosis, disposition = (cause, patient.disposition) if well else (wrong, "self-care")
        value = {"diagnosis": diagnosis, "confidence": 100, "disposition": disposition}
        done = replay(real, patient, [*actions, Action("commit", value=value)])
        result = debrief(real, done)
        assert all(0 <= one.score <= 1 and one.word and one.details for one in result.axes)
        assert len(result.timeline) == len(done.actions) + 1
        assert result.headline
        assert result.mimic is not None
        assert result.mimic_state in real.findings[result.mimic.finding].states
        assert result.mimic_lr >= 0
        assert set(result.sources) <= real.sources.keys()
        family = real.causes[cause].family
        if real.causes[cause].must_not_miss and real.causes[wrong].family != (family or cause):
            assert result.safe is False, cause


# ── By what was known ────────────────────────────────────────────────────────────────────────


def test_a_choice_is_judged_by_what_was_known_and_the_truth_is_hindsight(real):
    """Fits a clot, was a cyst: seen today was right, an appointment was not."""
    cyst = sample_patient(real, "bakers-cyst", seed=1)
    findings = {**cyst.findings, "leg-swelling-noticed": "present", "age-band": "over-60"}
    patient = replace(cyst, findings=findings, known=("leg-swelling-noticed",))
    today = debrief(real, replay(real, patient, [commit("deep-vein-thrombosis", "same-day", advice=())]))
    assert axis(today, "Disposition").word == "Right"
    assert today.headline.startswith("You chose assessment today, and what was known asked for that. ")
    assert "In hindsight it was " in today.headline
    assert "a routine appointment would have done, which was not known then" in today.headline
    lucky = debrief(real, replay(real, patient, [commit("bakers-cyst", "routine", advice=())]))
    assert axis(lucky, "Disposition").word == "Under-triage"
    assert axis(lucky, "Safety").score < 0.5


def test_not_having_looked_is_no_excuse(real):
    """The opening of the limping boy asks for no more than an appointment; his hip would have."""
    patient = authored(real, "half-a-beat-behind")
    result = debrief(real, replay(real, patient, [commit(patient.cause, "routine", advice=())]))
    assert not result.safe
    assert axis(result, "Disposition").word == "Not looked at"
    assert "A history and an examination would have asked for" in result.headline


def test_the_number_of_a_family_bears_its_name(real):
    patient = authored(real, "long-flight")
    done = replay(real, patient, [commit("gastrocnemius-strain", "routine", advice=())])
    assert "; deep vein thrombosis of any kind was " in debrief(real, done).headline
    # A torn muscle that nobody has looked at yet may as well be a clot.
    strain = authored(real, "what-the-video-said")
    done = replay(real, strain, [commit(strain.cause, "routine", advice=())])
    assert "Deep vein thrombosis of any kind stood at" in said(debrief(real, done), "Safety")


def test_of_two_true_causes_the_danger_counts_and_the_other_is_half_the_answer(tmp_path):
    content = tiny.tree()
    tiny.coexists(content, "strain", {"clot": tiny.figure(0.3)})
    known = kb.load(tiny.write(tmp_path / "kb", content))
    patient = next(
        one for seed in range(99) if (one := kb.sample_patient("strain", seed=seed, kb=known)).also
    )
    assert (patient.cause, patient.also) == ("clot", "strain")
    assert patient.disposition == known.causes["clot"].urgency
    half = debrief(known, replay(known, patient, [commit("strain", "same-day")]))
    assert axis(half, "Diagnosis").word == "One of two"
    assert "together with strain" in half.headline
    assert "You named one of two: strain was there as well." in half.well
    assert any("must not be missed" in text for text in half.danger)
    assert any("need not be the only one" in text for text in half.next_time)
    assert axis(debrief(known, replay(known, patient, [commit("clot")])), "Diagnosis").word == "Right"
