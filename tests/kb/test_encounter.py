"""A meeting with a patient: pure, replayable, and refusing what makes no sense."""

import copy
import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.patients.encounter import KINDS, Action, begin, checked_ranking, replay, step
from kb.patients.people import authored

COMMIT = Action(
    "commit", value={"diagnosis": "clot", "confidence": 80, "disposition": "same-day", "advice": ["warn"]}
)


@pytest.fixture(scope="session")
def patient(small):
    return authored(small, "tiny-case")


@pytest.fixture
def play(small, patient):
    """Plays a list of actions on the tiny case."""
    return lambda *actions: replay(small, patient, actions)


def test_the_opening_reveals_what_the_patient_says_and_who_they_are(small, patient):
    state = begin(small, patient)
    assert state.revealed == {"swelling": "present", "age-band": "old", "sex": "female"}
    assert (state.minutes, state.money, state.actions, state.committed) == (0, 0, (), None)
    assert [entry.text for entry in state.log] == ["My calf has swollen."]


def test_each_kind_of_action_reveals_its_kind_of_finding_in_the_right_voice(small, patient):
    state = begin(small, patient)
    for kind, subject, speaker, said in [
        ("ask", "snap", "patient", "Nothing snapped."),
        ("ask", "onset", "patient", "Onset is hours."),
        ("examine", "cold-foot", "examiner", "Cold foot is absent."),
        ("order", "d-dimer", "result", "D-dimer is raised."),
        ("order", "scan", "result", "Scan is clot."),
    ]:
        state, news = step(small, state, Action(kind, subject))
        assert [(entry.speaker, entry.text) for entry in news] == [(speaker, said)]
        assert state.revealed[subject] == patient.findings[subject]
        assert news[0].findings == {subject: patient.findings[subject]}


def test_clock_and_cost_add_up(play):
    # snap 1 minute; d-dimer 30 minutes, money 20 and harm 5; warn 3 minutes; rest 1; wait 15.
    state = play(
        Action("ask", "snap"),
        Action("order", "d-dimer"),
        Action("advise", "warn"),
        Action("treat", "rest"),
        Action("wait", value=15),
        Action("rank", value={"clot": 60}),
    )
    assert state.minutes == 1 + 30 + 3 + 1 + 15
    assert state.money == 20 + 5
    assert [entry.minute for entry in state.log] == [0, 1, 31, 34, 35, 50]
    assert state.care == ("warn", "rest")
    assert state.ranking == {"clot": 60}


def test_a_step_leaves_the_state_before_it_unchanged(small, patient):
    state = begin(small, patient)
    before = copy.deepcopy(state)
    ranking = {"clot": 60.0, "strain": 30.0}
    for action in (Action("ask", "snap"), Action("wait", value=100), Action("rank", value=ranking), COMMIT):
        after, _ = step(small, state, action)
        assert after != state
        assert state == before
    for name in ("revealed", "truth", "ranking"):
        with pytest.raises(TypeError, match="read-only"):
            getattr(state, name)["x"] = "y"
    with pytest.raises(dataclasses.FrozenInstanceError):
        state.minutes = 5


def test_a_state_does_not_change_with_the_value_that_made_it(small, patient):
    ranking = {"clot": 60.0}
    commit = {"diagnosis": "clot", "confidence": 80, "disposition": "same-day", "advice": ["warn"]}
    state = replay(small, patient, [Action("rank", value=ranking), Action("commit", value=commit)])
    before = copy.deepcopy(state)
    ranking["strain"] = 40.0
    commit["advice"].append("x")
    assert state == before
    assert replay(small, patient, state.actions) == state


def test_the_same_actions_give_the_same_encounter(small, patient, play):
    actions = (Action("ask", "snap"), Action("wait", value=70), Action("order", "scan"), COMMIT)
    state = begin(small, patient)
    for action in actions:
        state, _ = step(small, state, action)
    assert state == play(*actions)
    assert state.actions == actions
    kept = [Action(**action.as_dict()) for action in state.actions]
    assert replay(small, patient, kept) == state


@pytest.mark.parametrize(
    ("before", "action", "says"),
    [
        ([Action("ask", "snap")], Action("ask", "snap"), "is known already"),
        ([], Action("examine", "swelling"), "is known already"),
        ([Action("treat", "rest")], Action("treat", "rest"), "is done already"),
        ([COMMIT], Action("ask", "snap"), "is over"),
        ([COMMIT], COMMIT, "is over"),
        ([COMMIT], Action("wait", value=5), "is over"),
        ([], Action("order", "snap"), "cannot be had by 'order'; use 'ask'"),
        ([], Action("ask", "age-band"), "cannot be had by 'ask'"),
        ([], Action("ask", "snaps"), "did you mean 'snap'"),
        ([], Action("treat", "warn"), "is given by 'advise'"),
        ([], Action("advise", "rest"), "is given by 'treat'"),
        ([], Action("treat", "rset"), "did you mean 'rest'"),
        ([], Action("dance"), "no action 'dance'"),
        ([], Action("rank", value={"clot": 60, "strain": 50}), "adds up to 110 %"),
        ([], Action("rank", value={"clot": 101}), "is not a number from 0 to 100"),
        ([], Action("rank", value={"clot": -1}), "is not a number from 0 to 100"),
        ([], Action("rank", value={"clot": float("nan")}), "is not a number from 0 to 100"),
        ([], Action("rank", value={"clod": 10}), "did you mean 'clot'"),
        ([], Action("rank", value=["clot"]), "a per cent each"),
        ([], Action("wait", value=0), "is not a number from 1 to 1440"),
        ([], Action("wait", value="long"), "is not a number from 1 to 1440"),
        ([], Action("wait", value=1e9), "is not a number from 1 to 1440"),
        ([], Action("commit"), "needs a diagnosis"),
        ([], Action("commit", value={}), "choose the diagnosis"),
        ([], Action("commit", value=dict(COMMIT.value, diagnosis="clod")), "did you mean 'clot'"),
        ([], Action("commit", value=dict(COMMIT.value, disposition="home")), "no disposition 'home'"),
        ([], Action("commit", value=dict(COMMIT.value, disposition="")), "choose where"),
        ([], Action("commit", value=dict(COMMIT.value, confidence=None)), "confidence: None"),
        ([], Action("commit", value=dict(COMMIT.value, confidence=101)), "confidence: 101"),
        ([], Action("commit", value=dict(COMMIT.value, advice=["rest"])), "no advice has the id 'rest'"),
        ([], Action("commit", value=dict(COMMIT.value, advice="warn")), "must be a list"),
        ([], Action("commit", value=dict(COMMIT.value, advice=5)), "advice"),
        ([], Action("commit", value=dict(COMMIT.value, diagnosis=["clot"])), "clot"),
        ([], Action("ask", ["snap"]), "snap"),
    ],
)
def test_what_makes_no_sense_is_refused(small, play, before, action, says):
    state = play(*before)
    kept = copy.deepcopy(state)
    with pytest.raises(kb.KneeError, match=says) as error:
        step(small, state, action)
    assert len(str(error.value).splitlines()) == 1
    assert state == kept


def test_a_differential_is_kept_likeliest_first_and_may_be_changed(play):
    state = play(
        Action("rank", value={"strain": 30, "clot": 70}), Action("rank", value={"strain": 55, "clot": 45})
    )
    assert list(state.ranking.items()) == [("strain", 55), ("clot", 45)]
    assert len(state.actions) == 2


def test_exactly_100_per_cent_may_be_shared_out(small):
    assert checked_ranking(small, {"clot": 33.3, "strain": 66.7}) == {"strain": 66.7, "clot": 33.3}
    assert checked_ranking(small, {}) == {}


# ── Time ─────────────────────────────────────────────────────────────────────────────────────


def test_the_patient_develops_at_the_appointed_minute(small, play):
    # After 60 minutes the calf grows warm, after 90 the foot cold.
    early = play(Action("wait", value=59))
    assert (early.developed, early.truth["warmth"]) == ((), "absent")
    later, news = step(small, early, Action("wait", value=1))
    assert later.developed == (0,)
    assert (later.truth["warmth"], later.revealed["warmth"]) == ("present", "present")
    assert [entry.text for entry in news][1:] == ["The calf grows warm."]
    last, news = step(small, later, Action("wait", value=200))
    assert last.developed == (0, 1)
    assert [entry.text for entry in news][1:] == ["The foot grows cold."]


def test_any_action_that_takes_time_lets_the_patient_develop(play):
    state = play(Action("wait", value=55), Action("treat", "knead"))
    assert state.minutes == 65
    assert state.developed == (0,)


def test_several_developments_may_come_at_once(play):
    state = play(Action("wait", value=1000))
    assert state.developed == (0, 1)
    assert state.truth["cold-foot"] == "present"


def test_care_given_before_prevents_a_development_and_given_after_does_not(play):
    prevented = play(Action("treat", "rest"), Action("wait", value=61))
    assert prevented.truth["warmth"] == "absent"
    assert "warmth" not in prevented.revealed
    too_late = play(Action("wait", value=61), Action("treat", "rest"), Action("wait", value=5))
    assert too_late.truth["warmth"] == "present"
    other_care = play(Action("treat", "knead"), Action("wait", value=61))
    assert other_care.truth["warmth"] == "present"


def test_a_finding_may_be_looked_at_again_once_it_has_changed(small, play):
    state = play(Action("examine", "cold-foot"), Action("wait", value=30))
    with pytest.raises(kb.KneeError, match="known already"):
        step(small, state, Action("examine", "cold-foot"))
    state = play(Action("examine", "cold-foot"), Action("wait", value=95))
    assert state.revealed["cold-foot"] == "present"
    assert state.log[-1].findings == {"cold-foot": "present"}


def test_nothing_develops_after_the_decision(play):
    assert play(Action("wait", value=50), COMMIT).developed == ()


# ── Anything ─────────────────────────────────────────────────────────────────────────────────

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
SUBJECTS = [
    "snap",
    "onset",
    "swelling",
    "warmth",
    "cold-foot",
    "d-dimer",
    "scan",
    "warn",
    "rest",
    "knead",
    "sex",
    "x",
]
PERCENT = st.floats(-5, 105) | st.integers(0, 60)
CAUSES = st.sampled_from(["clot", "strain", "clod"])
VALUES = st.one_of(
    JSON,
    st.integers(0, 200),
    st.dictionaries(CAUSES, PERCENT, max_size=3),
    st.fixed_dictionaries(
        {
            "diagnosis": CAUSES | JSON,
            "confidence": PERCENT | JSON,
            "disposition": st.sampled_from(["self-care", "emergency"]) | JSON,
            "advice": st.lists(st.sampled_from(["warn", "rest"])) | JSON,
        }
    ),
)
KIND = st.sampled_from([*KINDS, "treat", "advise", "rank", "wait", "commit", "dance"])
ACTIONS = st.builds(Action, kind=KIND, subject=st.sampled_from(SUBJECTS) | JSON, value=VALUES)


@settings(max_examples=120)
@given(st.lists(ACTIONS, max_size=8))
def test_no_sequence_of_actions_breaks_the_encounter(small, patient, actions):
    state = begin(small, patient)
    done = []
    for action in actions:
        before = state
        try:
            state, news = step(small, state, action)
        except kb.KneeError:
            assert state is before
        else:
            done.append(action)
            assert state.log == before.log + news
            assert state.minutes >= before.minutes
            assert state.money >= before.money
            assert before.revealed.keys() <= state.revealed.keys()
            assert all(state.truth[key] == value for key, value in state.revealed.items())
    assert state.actions == tuple(done)
    assert replay(small, patient, done) == state


@settings(max_examples=30)
@given(seed=st.integers(0, 1000), data=st.data())
def test_every_finding_of_any_patient_can_be_had(real, seed, data):
    patient = kb.sample_patient(seed=seed, kb=real)
    state = begin(real, patient)
    keys = data.draw(st.permutations([key for key in real.findings if key not in state.revealed]))
    for key in keys[:40]:
        kind = next(kind for kind, kinds in KINDS.items() if real.findings[key].kind in kinds)
        state, news = step(real, state, Action(kind, key))
        assert news[0].text
    assert state.revealed.items() <= patient.findings.items()
